"""What changed: in the world between two days, and in the records between two revisions; never mixed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from graph_service.analysis.folding import folded
from graph_service.analysis.presence import present
from graph_service.analysis.scope import Scope, is_certain, runs
from graph_service.model.errors import BadValue
from graph_service.model.identity import prefix_of
from graph_service.model.network import Network
from graph_service.model.nodes import Measure
from graph_service.model.period import PartialDate
from graph_service.model.text import text
from graph_service.model.ties import AnyRecord, Tie
from graph_service.model.vocabulary import vocabulary

RECORD_TYPES = (
    *("actor", "measure", "concept", "need", "document", "event", "report", "indicator", "observation"),
    *("tie", "judgement"),
)


def _share(kept: int, differing: int) -> float | None:
    return kept / (kept + differing) if kept + differing else None


@dataclass(frozen=True)
class GroupChange:
    """The ids of one group that are there on the later day only, on the earlier day only, and on both.

    `undated` are those kept ones whose recorded dates alone do not say that they were there on both days: a
    start or an end is not recorded, so that a change may be hidden.
    """

    group: str
    new: tuple[str, ...]
    ended: tuple[str, ...]
    kept: tuple[str, ...]
    undated: tuple[str, ...]

    @property
    def hamming(self) -> int:
        """How many are there on one of the two days only: new + ended."""
        return len(self.new) + len(self.ended)

    @property
    def jaccard(self) -> float | None:
        """kept / (kept + new + ended), from 0 to 1; None where none is there on either day."""
        return _share(len(self.kept), self.hamming)

    @property
    def facts(self) -> tuple[str, ...]:
        """The ids of all that are there on either day."""
        return (*self.new, *self.ended, *self.kept)


@dataclass(frozen=True)
class WorldChange:
    """What is there on a later day compared with an earlier one, both as one revision tells it.

    `ties` join actors with actors, measures and fields; `memberships` (member_of) and `facets` (what measures
    are about and for whom, where measures and actors are) stand apart. `by_status` are measures whose dates hold
    on one of the days but whose status says that they do not run: a status has no history, so they count on
    neither day. `passing` are measures that began after the first day and ended before the second. `uncertain`
    are measures missed on one of the days only because certain ones were asked for.
    """

    network: str
    revision: int
    before: Scope
    after: Scope
    actors: GroupChange
    measures: GroupChange
    ties: GroupChange
    memberships: GroupChange
    facets: GroupChange
    earliest_start: PartialDate | None
    by_status: tuple[str, ...]
    passing: tuple[str, ...]
    uncertain: tuple[str, ...]

    @property
    def groups(self) -> tuple[GroupChange, ...]:
        return self.actors, self.measures, self.ties, self.memberships, self.facets

    @property
    def before_all_records(self) -> bool:
        """Whether the earlier day lies before every recorded start, so that nothing is recorded of it."""
        return self.earliest_start is not None and self.before.at < self.earliest_start.first

    @property
    def facts(self) -> tuple[str, ...]:
        """The ids of all that are there on either day."""
        return tuple(record_id for group in self.groups for record_id in group.facts)


def world_change(network: Network, before: Scope, after: Scope) -> WorldChange:
    """What is new, ended and kept in the world between two days; the scopes differ in their day only.

    A measure is there on a day when it runs, an actor or tie when it is admitted; a tie needs both its ends.
    Hamming = new + ended; Jaccard = kept / (kept + new + ended), None where nothing is there. Papers' ways,
    events and references between measures are moments or remarks and are not compared. Raises BadValue where
    the first day is after the second (design/analysis.md §8).
    """
    _check_days(before, after)
    network = folded(network)
    groups = _groups(network)
    days = present(network, before), present(network, after)
    return WorldChange(
        network=network.id,
        revision=network.revision,
        before=before,
        after=after,
        **{group: _compared(group, members, days, (before, after)) for group, members in groups.items()},
        earliest_start=min(
            (m.valid.start for members in groups.values() for m in members if m.valid.start), default=None
        ),
        by_status=_by_status(network, (before, after)),
        passing=_ids(measure for measure in network.measures if _passes(measure, before, after)),
        uncertain=_uncertain(network, (before, after)),
    )


def _check_days(before: Scope, after: Scope) -> None:
    if before.at > after.at:
        raise BadValue(
            text("Der erste Tag ({start}) liegt nach dem zweiten ({end}).", start=before.at, end=after.at),
            place="from",
            value=before.at.isoformat(),
            remedy=text("Bitte die beiden Tage tauschen."),
        )


def _groups(network: Network) -> dict[str, list[AnyRecord]]:
    groups: dict[str, list[AnyRecord]] = {
        "actors": list(network.actors),
        "measures": list(network.measures),
        "ties": [],
        "memberships": [],
        "facets": [],
    }
    for tie_id in sorted(network.ties):
        group = _group_of(network.ties[tie_id])
        if group:
            groups[group].append(network.ties[tie_id])
    return groups


def _group_of(tie: Tie) -> str | None:
    if tie.kind == "member_of":
        return "memberships"
    origin, target = prefix_of(tie.origin), prefix_of(tie.target)
    if tie.kind in vocabulary().facet_kinds().values():
        return "facets" if origin in ("measure", "actor") else None
    return "ties" if origin == "actor" and target in ("actor", "measure", "field") else None


def _compared(
    group: str,
    members: Iterable[AnyRecord],
    days: tuple[frozenset[str], frozenset[str]],
    scopes: tuple[Scope, Scope],
) -> GroupChange:
    there: dict[tuple[bool, bool], list[AnyRecord]] = defaultdict(list)
    for member in members:
        there[member.id in days[0], member.id in days[1]].append(member)
    kept = there[True, True]
    undated = [record for record in kept if not all(_is_dated(record, scope) for scope in scopes)]
    return GroupChange(group, _ids(there[False, True]), _ids(there[True, False]), _ids(kept), _ids(undated))


def _is_dated(record: AnyRecord, scope: Scope) -> bool:
    if isinstance(record, Measure):
        return is_certain(record, scope.at)
    return record.valid.certainly_covers(scope.at)


def _ids(records: Iterable[AnyRecord]) -> tuple[str, ...]:
    return tuple(record.id for record in records)


def _by_status(network: Network, scopes: Iterable[Scope]) -> tuple[str, ...]:
    lenient = [_lenient(scope) for scope in scopes]
    return _ids(m for m in network.measures if any(s.admits(m) and not runs(m, s) for s in lenient))


def _passes(measure: Measure, before: Scope, after: Scope) -> bool:
    start, end = measure.valid.start, measure.valid.end
    if start is None or end is None or not before.at < start.first or not end.last < after.at:
        return False
    return measure.status != "planned" and before.model_copy(update={"at": start.first}).admits(measure)


def _uncertain(network: Network, scopes: Iterable[Scope]) -> tuple[str, ...]:
    pairs = [(scope, _lenient(scope)) for scope in scopes if scope.certain]
    return _ids(m for m in network.measures if any(runs(m, loose) and not runs(m, strict) for strict, loose in pairs))


def _lenient(scope: Scope) -> Scope:
    return scope.model_copy(update={"certain": False})


@dataclass(frozen=True)
class ChangedRecord:
    """A record that both revisions have, and the names of its parts that differ ("valid", "sources" …)."""

    id: str
    parts: tuple[str, ...]


@dataclass(frozen=True)
class TypeChange:
    """The records of one type that a revision added, changed, removed and left as they were."""

    record_type: str
    added: tuple[str, ...]
    changed: tuple[ChangedRecord, ...]
    removed: tuple[str, ...]
    kept: tuple[str, ...]

    @property
    def hamming(self) -> int:
        """For how many ids the two revisions differ: added + changed + removed."""
        return len(self.added) + len(self.changed) + len(self.removed)

    @property
    def jaccard(self) -> float | None:
        """kept / (kept + added + changed + removed), from 0 to 1; None where neither revision has one."""
        return _share(len(self.kept), self.hamming)

    @property
    def facts(self) -> tuple[str, ...]:
        """The ids that differ."""
        return (*self.added, *(record.id for record in self.changed), *self.removed)


@dataclass(frozen=True)
class RecordChange:
    """What became of the records of a network from one revision to a later one, by type."""

    network: str
    old: int
    new: int
    types: tuple[TypeChange, ...]

    @property
    def hamming(self) -> int:
        return sum(change.hamming for change in self.types)

    @property
    def jaccard(self) -> float | None:
        return _share(sum(len(change.kept) for change in self.types), self.hamming)

    @property
    def facts(self) -> tuple[str, ...]:
        """The ids that differ."""
        return tuple(record_id for change in self.types for record_id in change.facts)


def record_change(old: Network, new: Network) -> RecordChange:
    """What was added, changed and removed in the records between two revisions of one network, by type.

    Hamming = added + changed + removed; Jaccard = unchanged / (unchanged + Hamming), None where there is no
    record. Raises ValueError for two different networks, BadValue where the first revision is the later one
    (design/analysis.md §8).
    """
    if old.id != new.id:
        raise ValueError(f"{old.id} and {new.id} are different networks")
    if old.revision > new.revision:
        raise BadValue(
            text("Revision {old} ist neuer als Revision {new}.", old=str(old.revision), new=str(new.revision)),
            place="from",
            value=str(old.revision),
            remedy=text("Bitte die beiden Revisionen tauschen."),
        )
    before, after = _by_type(old), _by_type(new)
    types = tuple(_type_change(name, before[name], after[name]) for name in RECORD_TYPES)
    return RecordChange(old.id, old.revision, new.revision, types)


def _by_type(network: Network) -> Mapping[str, dict[str, AnyRecord]]:
    found: dict[str, dict[str, AnyRecord]] = defaultdict(dict)
    for record in network.records():
        found[record.type][record.id] = record
    return found


def _type_change(record_type: str, old: Mapping[str, AnyRecord], new: Mapping[str, AnyRecord]) -> TypeChange:
    both = sorted(old.keys() & new.keys())
    changed = tuple(ChangedRecord(key, _differing(old[key], new[key])) for key in both if old[key] != new[key])
    return TypeChange(
        record_type=record_type,
        added=tuple(sorted(new.keys() - old.keys())),
        changed=changed,
        removed=tuple(sorted(old.keys() - new.keys())),
        kept=tuple(key for key in both if old[key] == new[key]),
    )


def _differing(old: AnyRecord, new: AnyRecord) -> tuple[str, ...]:
    return tuple(part for part in type(old).model_fields if getattr(old, part) != getattr(new, part))
