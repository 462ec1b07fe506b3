"""Taking a revision back: a new revision puts the records as they were, unless somebody built on them since."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from textwrap import shorten

from graph_service.language import render
from graph_service.model.change import ChangeSet, Revision
from graph_service.model.errors import Conflict, NotFound, Problem
from graph_service.model.network import Network, references
from graph_service.model.text import text
from graph_service.model.ties import AnyRecord
from graph_service.operations.fields import is_field_of
from graph_service.operations.service import Service
from graph_service.operations.updating import undoing_reason
from graph_service.operations.wording_change import record_words

_LONGEST_REASON = 1000
_NAMED = 3
_LOOKED_AT = 5_000  # records that are compared for one list of revisions: about a second


@dataclass(frozen=True)
class Undoing:
    """What it takes to undo a revision: the records that are removed and those that are put as they were before.

    `now` is the network before the undoing, `before` as it was before the revision.
    """

    revision: Revision
    now: Network
    before: Network
    removed: tuple[str, ...]
    restored: tuple[AnyRecord, ...]

    @property
    def change(self) -> ChangeSet:
        return ChangeSet(put=self.restored, remove=self.removed)


def undo(
    service: Service,
    network: str,
    number: int,
    *,
    author: str,
    expected: int | None = None,
    records: Collection[str] = (),
) -> Revision:
    """Takes one revision back by a new one, as if it had not been made; the history keeps both.

    With `records`, only what the revision did with these, and with the ties that are fields of theirs. NotFound for
    a revision that is not there or a record that it did not change; Conflict, with the names, where its records were
    changed since or something refers to what would be removed, and if `expected` is not the newest revision.
    """
    plan = plan_undo(service, network, number, expected, records)
    told = undoing_reason(number, plan.revision.reason)
    if records:
        names = ", ".join(f"„{_name(plan, one)}“" for one in list(records)[:_NAMED])
        told = f"Änderung an {names} aus Revision {number} zurückgenommen: {plan.revision.reason}"
    reason = shorten(told, _LONGEST_REASON, placeholder=" …")
    return service.store.commit(network, plan.change, author=author, reason=reason, expected=plan.now.revision)


def _name(plan: Undoing, record_id: str) -> str:
    known = plan.now if plan.now.get(record_id) else plan.before
    return render(record_words(known, record_id))


def plan_undo(
    service: Service, network: str, number: int, expected: int | None = None, records: Collection[str] = ()
) -> Undoing:
    """What the undoing of a revision would do, or of what it did with some records; refused as `undo` is."""
    now = service.network(network, expected)
    revision = _revision(service, network, number)
    before = service.network(network, number - 1)
    change = service.store.change(network, number)
    if records:
        change = _part(change, records, service.network(network, number), before)
    _refuse(_changed_since(service, now, change), number)
    removed = tuple(record.id for record in change.put if before.get(record.id) is None)
    earlier = (before.get(one) for one in (*(record.id for record in change.put), *change.remove))
    restored = tuple(record for record in earlier if record is not None)
    plan = Undoing(revision, now, before, removed, restored)
    _refuse(_resting_on(plan), number)
    now.apply(plan.change)
    return plan


def _part(change: ChangeSet, records: Collection[str], after: Network, before: Network) -> ChangeSet:
    """What a change did with some records and with the ties that are fields of theirs."""
    touched = {record.id for record in change.put} | set(change.remove)
    wanted = set(records)
    for one in touched:
        tie = after.ties.get(one) or before.ties.get(one)
        if tie is not None and any(is_field_of(tie, end) for end in wanted.intersection((tie.origin, tie.target))):
            wanted.add(one)
    strange = sorted(set(records) - touched)
    if strange and not wanted & touched:
        raise NotFound(text("„{value}“ wurde mit dieser Revision nicht geändert.", value=strange[0]), value=strange[0])
    return ChangeSet(
        put=tuple(record for record in change.put if record.id in wanted),
        remove=tuple(one for one in change.remove if one in wanted),
    )


def undoable(service: Service, network: str, revisions: Iterable[Revision]) -> frozenset[int]:
    """The numbers of those of these revisions that may be undone: all their records are still as they left them.

    Big ones are not looked at and said to be undoable too, so that a list of revisions stays quick. For each of
    them undoing may be refused all the same, as it is where something refers to what would be removed.
    """
    now = service.network(network)
    asked = tuple(revisions)

    def found() -> frozenset[int]:
        return frozenset(_undoable(service, now, asked))

    return service.answers.get((network, now.revision, "undoable", tuple(one.number for one in asked)), found)


def _undoable(service: Service, now: Network, revisions: Iterable[Revision]) -> Iterator[int]:
    left = _LOOKED_AT
    for revision in sorted(revisions, key=lambda one: -one.number):
        size = revision.added + revision.changed + revision.removed
        if revision.number == now.revision or size > left:
            yield revision.number
            continue
        left -= size
        if _is_as_left(now, service.store.change(now.id, revision.number)):
            yield revision.number


def _is_as_left(now: Network, change: ChangeSet) -> bool:
    return all(now.get(record.id) == record for record in change.put) and not any(map(now.get, change.remove))


def _revision(service: Service, network: str, number: int) -> Revision:
    found = next((one for one in service.store.revisions(network) if one.number == number), None)
    if found is None:
        raise NotFound(
            text("Eine Revision {value} von „{network}“ gibt es nicht.", value=str(number), network=network),
            value=str(number),
            remedy=text("Die neueste Revision ist {newest}.", newest=str(service.info(network).revision)),
        )
    return found


def _changed_since(service: Service, now: Network, change: ChangeSet) -> Iterator[Problem]:
    after = {**{record.id: record for record in change.put}, **dict.fromkeys(change.remove)}
    for record_id, left in after.items():
        if now.get(record_id) != left:
            last = service.store.history(now.id, record_id)[-1].revision
            name = record_words(now, record_id) if now.get(record_id) else getattr(left, "name", record_id)
            message = text(
                "„{name}“ wurde seither geändert, zuletzt mit Revision {n} ({reason}).",
                name=name,
                n=str(last.number),
                reason=last.reason,
            )
            yield Problem(message, value=record_id)


def _resting_on(plan: Undoing) -> Iterator[Problem]:
    """What refers to records that would be removed, and is neither removed itself nor put as it was."""
    gone = set(plan.removed)
    settled = gone | {record.id for record in plan.restored}
    for record in plan.now.records() if gone else ():
        found = sorted(gone.intersection(references(record))) if record.id not in settled else []
        for one in found:
            message = text(
                "„{name}“ würde entfernt, aber „{other}“ verweist darauf.",
                name=record_words(plan.now, one),
                other=record_words(plan.now, record.id),
            )
            yield Problem(message, value=one)


def _refuse(found: Iterable[Problem], number: int) -> None:
    problems = tuple(found)
    if problems:
        raise Conflict(
            text("Revision {n} lässt sich nicht zurücknehmen: Darauf wurde seither aufgebaut.", n=str(number)),
            value=str(number),
            problems=problems,
            remedy=text("Bitte zuerst die späteren Änderungen zurücknehmen; es wurde nichts geschrieben."),
        )
