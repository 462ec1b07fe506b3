"""Editing by hand: records are made, changed, ended and, where they are a mistake, removed; one revision or none."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from textwrap import shorten

from graph_service.language import render
from graph_service.model.change import ChangeSet, Revision
from graph_service.model.checking import check_words
from graph_service.model.errors import AkteursnetzError, Conflict
from graph_service.model.naming import called
from graph_service.model.network import Network
from graph_service.model.nodes import NodeBase
from graph_service.model.ties import AnyRecord, Tie
from graph_service.operations.editing_conflicts import Clash
from graph_service.operations.editing_planning import Planner, refuse_resting
from graph_service.operations.editing_values import Plain
from graph_service.operations.edits import Change, Edits, End, Make, Remove
from graph_service.operations.service import Service
from graph_service.stores.common import MAX_REASON

_TRIES = 20
"""So often a change is planned anew because another process changed other records meanwhile."""

_DONE = {Make: "angelegt", Change: "geändert", End: "beendet", Remove: "entfernt"}
_NAMED = 3


@dataclass(frozen=True)
class Planned:
    """What edits would do to the newest revision: the change, and the record that each of them is about."""

    revision: int
    change: ChangeSet
    records: tuple[str, ...]
    reason: str


@dataclass(frozen=True)
class Saved:
    """The revision that holds the edits, and the record of each; `made` unless nothing differed from what was there."""

    revision: Revision
    records: tuple[str, ...]
    made: bool


def save(service: Service, network: str, edits: Edits, *, author: str) -> Saved:
    """Makes the edits one revision, whole or not at all; what changes nothing makes none.

    That other records were changed meanwhile does not matter. BadInput names the fields, NotFound the nearest ids;
    Conflict for an id that is taken and for a removal on which others rest; Clash, with both versions, where somebody
    else changed the same fields since the `base` of an edit.
    """
    with service.turn:
        for _ in range(_TRIES):
            planned = _planned(service, network, edits)
            try:
                revision = service.store.commit(
                    network, planned.change, author=author, reason=planned.reason, expected=planned.revision
                )
            except Conflict as error:
                if service.info(network).revision == planned.revision:
                    raise
                failed = error
            else:
                return Saved(revision, planned.records, made=revision.number > planned.revision)
        raise failed


def plan(service: Service, network: str, edits: Edits) -> Planned:
    """What `save` would do now, refused as it is; nothing is written."""
    planned = _planned(service, network, edits)
    service.network(network, planned.revision).apply(planned.change)
    return planned


def set_many(ids: Iterable[str], field: str, value: Plain, base: int | None = None) -> tuple[Change, ...]:
    """The edits that give one value to a field of several records."""
    return tuple(Change(id=one, values={field: value}, base=base) for one in dict.fromkeys(ids))


def _planned(service: Service, network: str, edits: Edits) -> Planned:
    planner = Planner(service, network, edits)
    records = tuple(_applied(planner, edits, place) for place in range(len(edits.edits)))
    refuse_resting(service, network, planner.draft)
    change = planner.draft.change()
    return Planned(planner.draft.view.revision, change, records, _reason(planner, edits, records))


def _applied(planner: Planner, edits: Edits, place: int) -> str:
    """Applies one edit; of several, what is wrong says in which."""
    try:
        return planner.apply(edits.edits[place])
    except Clash:
        raise
    except AkteursnetzError as error:
        if len(edits.edits) > 1:
            error.place = f"edits.{place}.{error.place}".rstrip(".")
        raise


def _reason(planner: Planner, edits: Edits, records: tuple[str, ...]) -> str:
    """What the history says: what was done with which records, in words that stay German, and why."""
    done = []
    for edit, record_id in list(zip(edits.edits, records, strict=True))[:_NAMED]:
        done.append(f"{_name(planner, record_id)} {_DONE[type(edit)]}")
    more = len(records) - len(done)
    told = ", ".join(done) + (f" und {more} weitere" if more else "")
    why = check_words(" ".join(edits.reason.split()))
    return shorten(f"{told}: {why}" if why else told, MAX_REASON, placeholder=" …")


def _name(planner: Planner, record_id: str) -> str:
    record = planner.draft.find(record_id) or planner.draft.view.get(record_id)
    if isinstance(record, NodeBase):
        about = [one for one in map(planner.draft.find, record.about()) if one]
        return f"„{render(called(Network(planner.draft.view.network, about, trusted=True), record))}“"
    ends = (planner.draft.find(end) for end in _ends(record))
    return f"Beziehung {' – '.join(f'„{end.name}“' for end in ends if isinstance(end, NodeBase))}"


def _ends(record: AnyRecord) -> tuple[str, ...]:
    return (record.origin, record.target) if isinstance(record, Tie) else ()
