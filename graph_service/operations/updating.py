"""A source that is loaded again: which of its records it does not name any more, how these end, and how they go on."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from graph_service.model.change import HistoryEntry
from graph_service.model.network import Network
from graph_service.model.nodes import Actor, Measure
from graph_service.model.period import PartialDate, Period
from graph_service.model.ties import AnyRecord, Tie
from graph_service.operations.joining import Joining
from graph_service.operations.service import Service
from loaders.base import Loaded

# The history says what a load was, in words that stay German and are read again here.
_ENDING = re.compile(r"; nicht mehr Genanntes endet am ([\d.-]+)$")
_UNDOING = re.compile(r"^(?:Revision \d+ zurückgenommen: )+")


@dataclass(frozen=True)
class Missing:
    """A record that earlier loads of the source brought and the new one does not name.

    `told_by_others`: another revision changed it since, so it does not rest on this source alone. `loaded_on` is
    the day on which the source brought it last.
    """

    record: AnyRecord
    told_by_others: bool
    loaded_on: date

    @property
    def is_open(self) -> bool:
        """Whether it can be ended: it has no end yet, and nobody else tells of it."""
        return not self.told_by_others and self.record.valid.end is None


def render_reason(source: str) -> str:
    """What the history says of a load; a source is known again by it."""
    return f"Geladen aus {source}"


def ending_reason(reason: str, day: date) -> str:
    """The reason of a load that also ended what its source does not name any more."""
    return f"{reason}; nicht mehr Genanntes endet am {PartialDate.of(day).short}"


def undoing_reason(number: int, reason: str) -> str:
    """The reason of a revision that takes another one back."""
    return f"Revision {number} zurückgenommen: {reason}"


def _source_reason(reason: str) -> str:
    """The reason without what was done beside the load: a load, one that ended records, and its undoing are alike."""
    return _ENDING.sub("", _UNDOING.sub("", reason))


def missing_since(service: Service, known: Network, reason: str, named: Collection[str]) -> tuple[Missing, ...]:
    """The actors, measures and ties that loads with this reason brought and that are not among the named ids.

    What nobody loaded under this reason is never missing, whatever it cites.
    """
    if not known.revision:
        return ()
    gone = sorted(_brought(service, known, reason) - set(named))
    return tuple(
        _missing(service, known.id, record, reason)
        for record in (known.get(one) for one in gone)
        if isinstance(record, (Actor, Measure, Tie))
    )


def _brought(service: Service, known: Network, reason: str) -> set[str]:
    revisions = service.store.revisions(known.id)
    loads = [revision.number for revision in revisions if _ENDING.sub("", revision.reason) == reason]
    return {record.id for number in loads for record in service.store.change(known.id, number).put}


def _missing(service: Service, network: str, record: AnyRecord, reason: str) -> Missing:
    entries = service.store.history(network, record.id)
    loads = [one for one in entries if _ENDING.sub("", one.revision.reason) == reason]
    named = [one for one in loads if not _was_ended(entries, one)] or loads
    others = any(_source_reason(one.revision.reason) != reason for one in entries)
    return Missing(record, others, named[-1].revision.time.date())


def ended(missing: Iterable[Missing], day: date) -> tuple[AnyRecord, ...]:
    """The records that can be ended, with this day as their end; one that begins later is left as it is."""
    found = (one.record for one in missing if one.is_open)
    return tuple(
        _with_end(record, PartialDate.of(day))
        for record in found
        if record.valid.start is None or record.valid.start.first <= day
    )


def _with_end(record: AnyRecord, end: PartialDate | None) -> AnyRecord:
    return record.model_copy(update={"valid": Period(start=record.valid.start, end=end)})


def reopened(service: Service, known: Network, loaded: Loaded, joining: Joining) -> tuple[Joining, frozenset[str]]:
    """The joining in which what was ended for being missing goes on, as its source names it again; and what that is.

    Only an end that a load set for that reason is taken off: one that a source told, or tells now, stays.
    """
    if not loaded.current:
        return joining, frozenset()
    back = frozenset(_named_again(service, known, loaded, joining))
    records = tuple(_with_end(record, None) if record.id in back else record for record in joining.records)
    return replace(joining, records=records), back


def _named_again(service: Service, known: Network, loaded: Loaded, joining: Joining) -> Iterator[str]:
    told = {joining.ids[record.id] for record in loaded.records if record.valid.end is not None}
    for one in set(joining.ids.values()) - told:
        before = known.get(one)
        if before is not None and before.valid.end is not None and _rests_on_ending(service, known, before):
            yield one


def _rests_on_ending(service: Service, known: Network, record: AnyRecord) -> bool:
    """Whether the end that a record has now was set because its source did not name it any more."""
    entries = service.store.history(known.id, record.id)
    since = [entry for entry in entries if entry.record is not None and entry.record.valid.end == record.valid.end]
    return any(_was_ended(entries, entry) for entry in since)


def _was_ended(entries: Collection[HistoryEntry], entry: HistoryEntry) -> bool:
    """Whether this entry of a record's history did nothing but end it, in a load that ended what was missing."""
    told = _ENDING.search(entry.revision.reason)
    if told is None or entry.record is None:
        return False
    earlier = [one.record for one in entries if one.revision.number < entry.revision.number]
    before = earlier[-1] if earlier else None
    return before is not None and entry.record == _with_end(before, PartialDate.written(told[1]))
