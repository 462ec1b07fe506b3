"""A network as columns: its records as arrays of numbers, extracted once per revision, for the analyses to count on.

Rows stand in the order of their ids, so that the order in which records came in changes nothing. Records that a
signed same-as decision calls the same are one row. Facts that the program derived (`inferred`) are left out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from graph_service.analysis.scope import Scope, newest_source
from graph_service.model.network import Network
from graph_service.model.nodes import Actor, Concept, Measure, Need
from graph_service.model.provenance import Record
from graph_service.model.ties import Tie
from graph_service.model.vocabulary import vocabulary

Ints: TypeAlias = NDArray[np.int64]
Bools: TypeAlias = NDArray[np.bool_]
Floats: TypeAlias = NDArray[np.float64]
Matrix: TypeAlias = Any
"""A scipy.sparse.csr_array of small whole numbers; scipy brings no types."""

LONG_AGO, FAR_AHEAD = 0, 3_652_060
"""Days (proleptic Gregorian ordinals) before and after every date: a start, an end that is not recorded."""


@dataclass(frozen=True, eq=False)
class Spans:
    """When each row holds, first and last day included, and whether it is documented."""

    first: Ints
    last: Ints
    documented: Bools

    def admitted(self, scope: Scope) -> Bools:
        """Which rows count: valid on the day, and documented where that is asked for."""
        day = scope.at.toordinal()
        holds = (self.first <= day) & (day <= self.last)
        return holds & self.documented if scope.documented else holds


@dataclass(frozen=True, eq=False)
class Nodes(Spans):
    """Nodes of one type; `ids` in their order."""

    ids: tuple[str, ...]

    @cached_property
    def place(self) -> Mapping[str, int]:
        return {node: place for place, node in enumerate(self.ids)}

    def __len__(self) -> int:
        return len(self.ids)


@dataclass(frozen=True, eq=False)
class Actors(Nodes):
    """Actors: their sectors, and which of them convene others."""

    sectors: tuple[str, ...]
    bodies: Bools


@dataclass(frozen=True, eq=False)
class Measures(Nodes):
    """Measures: what their dates and status say about whether they run.

    `reported_*`: the days of a dated report that it runs, an empty span where there is none; `seen`: the newest
    date of a source, LONG_AGO where none has a date; `none_recorded[scheme]`: recorded as having none.
    """

    status: tuple[str, ...]
    funding: tuple[str | None, ...]
    reported_first: Ints
    reported_last: Ints
    seen: Ints
    none_recorded: Mapping[str, Bools]


@dataclass(frozen=True, eq=False)
class Scheme:
    """A controlled list: `above[v, w]` where w is v or broader than v; `root` stands for all of it."""

    name: str
    ids: tuple[str, ...]
    root: int | None
    above: Bools

    @cached_property
    def below_root(self) -> Ints:
        """The concepts that cells are made of."""
        return np.array([place for place in range(len(self.ids)) if place != self.root], dtype=np.int64)


@dataclass(frozen=True, eq=False)
class Links(Spans):
    """Ties of one kind: row i leads from `origin[i]` to `target[i]`; `ids` are the ids of the ties."""

    origin: Ints
    target: Ints
    roles: tuple[str | None, ...]
    ids: Sequence[str]

    def __len__(self) -> int:
        return len(self.origin)

    def rows_from(self, origin: int) -> Ints:
        """The rows that lead away from a node."""
        return _rows_at(self._by_origin, origin)

    def rows_to(self, target: int) -> Ints:
        """The rows that lead to a node."""
        return _rows_at(self._by_target, target)

    def kept(self, rows: Ints) -> Links:
        """Some of the ties, in the order of the rows."""
        return Links(
            first=self.first[rows],
            last=self.last[rows],
            documented=self.documented[rows],
            origin=self.origin[rows],
            target=self.target[rows],
            roles=tuple(self.roles[row] for row in rows),
            ids=tuple(self.ids[row] for row in rows),
        )

    @cached_property
    def _by_origin(self) -> tuple[Ints, Ints]:
        return _sorted_by(self.origin)

    @cached_property
    def _by_target(self) -> tuple[Ints, Ints]:
        return _sorted_by(self.target)


def _sorted_by(ends: Ints) -> tuple[Ints, Ints]:
    """The rows in the order of their ends, and where those of each end begin."""
    order = np.argsort(ends, kind="stable")
    return order, np.searchsorted(ends[order], np.arange(ends.max(initial=-1) + 2))


def _rows_at(sorted_ends: tuple[Ints, Ints], end: int) -> Ints:
    order, starts = sorted_ends
    return order[starts[end] : starts[end + 1]] if end + 1 < len(starts) else order[:0]


@dataclass(frozen=True, eq=False)
class Needs(Nodes):
    """Recorded needs; `value` is nan where no number is recorded, a facet is -1 where the need does not name it."""

    value: Floats
    units: tuple[str | None, ...]
    facets: Mapping[str, Ints]


CELL_SCHEMES = ("field", "target_group", "district")
ACTOR_TIES = ("part_of", "member_of", "steers", "advises", "reports_to", "coordinates_with")


@dataclass(frozen=True, eq=False)
class Columns:
    """One network at one revision as columns."""

    network: str
    revision: int
    actors: Actors
    measures: Measures
    schemes: Mapping[str, Scheme]
    facets: Mapping[str, Links]
    carries: Links
    contacts: Mapping[str, Links]
    duties: Links
    dependences: Links
    needs: Needs

    @classmethod
    def of(cls, network: Network) -> Columns:
        """The columns of a network."""
        same = representatives(network)
        actors = _actors([actor for actor in network.actors if same.get(actor.id, actor.id) == actor.id])
        measures = _measures(network, [one for one in network.measures if same.get(one.id, one.id) == one.id])
        schemes = {name: _scheme(network, name) for name in vocabulary().schemes}
        places = {**actors.place, **measures.place}
        for scheme in schemes.values():
            places.update((concept, place) for place, concept in enumerate(scheme.ids))
        places.update((record, places[kept]) for record, kept in same.items())
        shelves = _shelves(network)
        return cls(
            network=network.id,
            revision=network.revision,
            actors=actors,
            measures=measures,
            schemes=schemes,
            facets={
                name: _links(shelves[kind, "measure"], places) for name, kind in vocabulary().facet_kinds().items()
            },
            carries=_links(shelves["carries", "actor"], places),
            contacts={kind: _links(shelves[kind, "actor"], places) for kind in ACTOR_TIES},
            duties=_links(shelves["duty", "field"], places),
            dependences=_links(shelves["depends_on", "field"], places),
            needs=_needs(network.needs, schemes),
        )


def representatives(network: Network) -> dict[str, str]:
    """For each actor or measure that a same-as decision calls the same as another: the first id of its group."""
    first: dict[str, str] = {}

    def leader(record: str) -> str:
        while first.get(record, record) != record:
            record = first[record]
        return record

    for judgement in network.judgements.values():
        if judgement.kind == "same_as" and judgement.decision == "same" and _can_be_one(network, judgement.subjects):
            low, high = sorted(leader(subject) for subject in judgement.subjects)
            first[high] = low
    return {record: leader(record) for record in first}


def _can_be_one(network: Network, subjects: tuple[str, str]) -> bool:
    one, other = (network.nodes[subject] for subject in subjects)
    return type(one) is type(other) and isinstance(one, Actor | Measure)


def _spans(records: Sequence[Record]) -> tuple[Ints, Ints, Bools]:
    starts = (record.valid.start for record in records)
    ends = (record.valid.end for record in records)
    first = np.array([start.first.toordinal() if start else LONG_AGO for start in starts], dtype=np.int64)
    last = np.array([end.last.toordinal() if end else FAR_AHEAD for end in ends], dtype=np.int64)
    return first, last, np.array([record.confirmation == "documented" for record in records], dtype=np.bool_)


def _actors(found: Sequence[Actor]) -> Actors:
    return Actors(
        *_spans(found),
        ids=tuple(actor.id for actor in found),
        sectors=tuple(actor.sector for actor in found),
        bodies=np.array([actor.is_body for actor in found], dtype=np.bool_),
    )


def _measures(network: Network, found: Sequence[Measure]) -> Measures:
    reports = [one.status_on if one.status == "running" else None for one in found]
    newest = [newest_source(network, one) for one in found]
    return Measures(
        *_spans(found),
        ids=tuple(one.id for one in found),
        status=tuple(one.status for one in found),
        funding=tuple(one.funding_level for one in found),
        reported_first=np.array([on.first.toordinal() if on else FAR_AHEAD for on in reports], dtype=np.int64),
        reported_last=np.array([on.last.toordinal() if on else LONG_AGO for on in reports], dtype=np.int64),
        seen=np.array([day.toordinal() if day else LONG_AGO for day in newest], dtype=np.int64),
        none_recorded={
            scheme: np.array([scheme in one.none_recorded for one in found], dtype=np.bool_)
            for scheme in vocabulary().facet_kinds()
        },
    )


def _scheme(network: Network, name: str) -> Scheme:
    concepts = sorted((one for one in network.of_type(Concept) if one.scheme == name), key=lambda one: one.id)
    place = {concept.id: row for row, concept in enumerate(concepts)}
    above = np.eye(len(concepts), dtype=np.bool_)
    for row, concept in enumerate(concepts):
        above[row, [place[broader] for broader in network.broader(concept.id)]] = True
    root = next((row for row, concept in enumerate(concepts) if concept.is_root), None)
    return Scheme(name, tuple(place), root, above)


_Shelf: TypeAlias = tuple[str, str]


def _shelves(network: Network) -> Mapping[_Shelf, list[Tie]]:
    """The ties by kind and by what stands at the end that tells them apart, in the order of their ids."""
    found: dict[_Shelf, list[Tie]] = defaultdict(list)
    for tie_id in sorted(network.ties):
        tie = network.ties[tie_id]
        if tie.basis != "inferred":
            found[_shelf(tie)].append(tie)
    return found


def _shelf(tie: Tie) -> _Shelf:
    origin, target = tie.origin.partition("/")[0], tie.target.partition("/")[0]
    if target == "field" and origin == "actor":
        return "duty", "field"
    if target in vocabulary().facet_kinds():
        return tie.kind, origin
    return tie.kind, target if tie.kind != "carries" else "actor"


def _links(ties: Iterable[Tie], places: Mapping[str, int]) -> Links:
    kept = [tie for tie in ties if not _is_loop(tie, places)]
    return Links(
        *_spans(kept),
        origin=np.array([places[tie.origin] for tie in kept], dtype=np.int64),
        target=np.array([places[tie.target] for tie in kept], dtype=np.int64),
        roles=tuple(tie.role for tie in kept),
        ids=tuple(tie.id for tie in kept),
    )


def _is_loop(tie: Tie, places: Mapping[str, int]) -> bool:
    """Whether both ends became one row, because the two records are the same."""
    same_type = tie.origin.partition("/")[0] == tie.target.partition("/")[0]
    return same_type and places[tie.origin] == places[tie.target]


def _needs(found: Sequence[Need], schemes: Mapping[str, Scheme]) -> Needs:
    place = {scheme: {concept: row for row, concept in enumerate(schemes[scheme].ids)} for scheme in CELL_SCHEMES}
    return Needs(
        *_spans(found),
        ids=tuple(need.id for need in found),
        value=np.array([np.nan if need.value is None else float(need.value) for need in found], dtype=np.float64),
        units=tuple(need.unit for need in found),
        facets={
            scheme: np.array([place[scheme].get(getattr(need, scheme) or "", -1) for need in found], dtype=np.int64)
            for scheme in CELL_SCHEMES
        },
    )
