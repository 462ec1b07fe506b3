"""Coordinators decide about proposals: each edit is taken or refused, what is taken becomes one revision."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from graph_service.model.errors import BadInput, BadValue, Problem
from graph_service.model.text import text
from graph_service.operations.editing import save
from graph_service.operations.editing_conflicts import Comparison, compare
from graph_service.operations.editing_values import Plain, checked_values
from graph_service.operations.edits import Change, Edit, End, Make, Remove
from graph_service.operations.fields import type_of
from graph_service.operations.proposals import Answer, Closing, Proposal, Proposals, State
from graph_service.operations.service import Service

Keep: TypeAlias = Literal["mine", "theirs"]
WHOLE = "id"
"""What is chosen where a whole record would be removed that others changed meanwhile."""


@dataclass(frozen=True)
class Ruling:
    """Whether one edit is taken, why, and which version counts of a field that others changed meanwhile.

    "mine" is what was proposed, "theirs" what is recorded by now.
    """

    take: bool
    reason: str = ""
    keep: Mapping[str, Keep] = field(default_factory=dict)


@dataclass(frozen=True)
class Deciding:
    """Who decides: what the audit calls them, under what they sign, and of whom the proposal is."""

    by: str
    author: str
    proposer: str


def decide(
    service: Service,
    proposals: Proposals,
    proposal: Proposal,
    rulings: Sequence[Ruling],
    deciding: Deciding,
    seen: int | None = None,
) -> Proposal:
    """Closes a proposal: what is taken becomes one revision, whole or not at all, signed by who decides.

    `seen` is the revision at which versions were chosen. BadInput where an answer or the reason of a refusal is
    missing; Clash, with both versions, where somebody changed the same and nobody has chosen; other refusals as
    `editing.save`. In each of these cases the proposal stays open.
    """
    _refuse_incomplete(proposal, rulings)
    proposals.hold(proposal.network, proposal.id)
    try:
        revision = _take(service, proposal, rulings, deciding, seen)
    except BaseException:
        proposals.release(proposal.network, proposal.id)
        raise
    taken = any(one.take for one in rulings)
    answers = tuple(Answer(take=one.take, reason=" ".join(one.reason.split())) for one in rulings)
    closing = Closing(State.TAKEN if taken else State.REFUSED, deciding.by, answers, revision)
    return proposals.close(proposal.network, proposal.id, closing, held=True)


def _refuse_incomplete(proposal: Proposal, rulings: Sequence[Ruling]) -> None:
    if len(rulings) != len(proposal.edits.edits):
        raise BadValue(
            text("Zu jeder Änderung gehört eine Entscheidung: {n}.", n=len(proposal.edits.edits)), place="answers"
        )
    missing = [place for place, one in enumerate(rulings) if not one.take and not one.reason.strip()]
    if missing:
        told = text("Bitte sagen, warum das abgelehnt wird.")
        raise BadInput(
            text("Zu einer Ablehnung gehört ein Grund."),
            problems=[Problem(told, place=f"answers.{place}.reason") for place in missing],
        )


def _take(
    service: Service, proposal: Proposal, rulings: Sequence[Ruling], deciding: Deciding, seen: int | None
) -> int | None:
    """Makes what is taken a revision, and says which; None where nothing is, or everything is like that already."""
    edits = tuple(_rebased(service, proposal, place, ruling, seen) for place, ruling in _taken(rulings))
    if not edits:
        return None
    told = f"Vorschlag von „{deciding.proposer}“"
    why = "; ".join(part for part in (proposal.message.strip(), *_reasons(rulings)) if part)
    reason = f"{told}: {why}" if why else told
    whole = proposal.edits.model_copy(update={"edits": edits, "reason": reason, "base": proposal.base})
    saved = save(service, proposal.network, whole, author=deciding.author)
    return saved.revision.number if saved.made else None


def _taken(rulings: Sequence[Ruling]) -> Iterator[tuple[int, Ruling]]:
    return ((place, one) for place, one in enumerate(rulings) if one.take)


def _reasons(rulings: Sequence[Ruling]) -> list[str]:
    """Why edits were taken, each reason once."""
    return list(dict.fromkeys(" ".join(one.reason.split()) for _, one in _taken(rulings)))


def _rebased(service: Service, proposal: Proposal, place: int, ruling: Ruling, seen: int | None) -> Edit:
    """The edit as it is after the choices of who decides; BadValue where nothing of it would be left."""
    edit: Edit = proposal.edits.edits[place]
    if not ruling.keep or isinstance(edit, Make):
        return edit
    newest = service.info(proposal.network).revision if seen is None else seen
    if isinstance(edit, Remove):
        return edit.model_copy(update={"base": newest}) if ruling.keep.get(WHOLE) == "mine" else edit
    found = compared(service, proposal, edit, newest)
    if found.gone or any(version.field not in ruling.keep for version in found.clashes):
        return edit  # refused with both versions when it is saved
    wanted = {one.field: one.mine for one in found.versions
              if one.state == "mine" or (one.state == "clash" and ruling.keep[one.field] == "mine")}  # fmt: skip
    if not wanted:
        raise BadValue(
            text("Davon bliebe nichts übrig."),
            place=f"answers.{place}.keep",
            remedy=text("Bitte diese Änderung ablehnen oder eine Fassung des Vorschlags wählen."),
        )
    changed = {"values": wanted} if isinstance(edit, Change) else {}
    return edit.model_copy(update={**changed, "base": newest})


def compared(service: Service, proposal: Proposal, edit: Change | End | Remove, newest: int) -> Comparison:
    """What an edit wants of a record, against what became of it since."""
    base = proposal.base if edit.base is None else edit.base
    return compare(service, proposal.network, edit.id, base, wanted_values(edit), newest)


def wanted_values(edit: Change | End | Remove) -> dict[str, Plain]:
    """The values that a record has after an edit, as far as that names them."""
    if isinstance(edit, Remove):
        return {}
    return checked_values(type_of(edit.id), {"end": edit.day} if isinstance(edit, End) else edit.values)
