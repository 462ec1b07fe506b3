"""Who serves the same people without a recorded channel, and how well the channels fit the shared work."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from math import sqrt

import numpy as np

from graph_service.analysis.channels import ACCEPTED, CHANNELS, Channels
from graph_service.analysis.columns import Bools, Floats, Ints
from graph_service.analysis.incidence import is_in, members, picked, row_pairs, upper
from graph_service.analysis.needs import CellNeeds
from graph_service.analysis.overlap import Overlaps
from graph_service.analysis.results import Basis
from graph_service.analysis.situation import Situation


@dataclass(frozen=True)
class Null:
    """What chance would give: the same number of channels, at random, density p over the pairs of `actors`.

    `expected` E = p Σ W and `deviation` √Var, Var = p (1 − p) Σ W²; `z` = (closed − E) / √Var, None where Var is 0.
    """

    actors: int
    density: float
    expected: float
    deviation: float
    z: float | None


@dataclass(frozen=True)
class CoordinationPair:
    """Two actors that serve cells together: how many, by which channel they can coordinate, the facts behind it.

    `through` names what makes the channel: measures, ties, bodies, superiors, common partners.
    """

    first: str
    second: str
    weight: int
    channel: str
    through: tuple[str, ...]
    partners: int
    cells: tuple[tuple[str, ...], ...]
    measures: tuple[tuple[str, ...], tuple[str, ...]]
    facts: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Coordination:
    """Pairs i < j of actors that serve W > 0 cells together; `coordinated` by a channel that is accepted.

    open = Σ W over pairs without, closed = Σ W over pairs with one; fit = closed / (closed + open), None where no two
    actors share a cell (motifs of Angst & Seppelt, motifr). With `fields`, only cells in these count.
    """

    basis: Basis
    channels: Channels
    accepted: frozenset[str]
    first: Ints
    second: Ints
    weight: Ints
    coordinated: Bools
    fields: frozenset[str] = frozenset()

    @property
    def open(self) -> int:
        return int(self.weight[~self.coordinated].sum())

    @property
    def closed(self) -> int:
        return int(self.weight[self.coordinated].sum())

    @property
    def fit(self) -> float | None:
        whole = self.open + self.closed
        return self.closed / whole if whole else None

    @cached_property
    def channel(self) -> Ints:
        """κ of each pair, as a place in CHANNELS."""
        return self.channels.between(self.first, self.second)

    @property
    def by_one_measure(self) -> int:
        """How many of the pairs carry a measure together: often the very one that serves what they share."""
        return int(is_in(self.channels.number(self.first, self.second), self.channels.joint).sum())

    @cached_property
    def gaps(self) -> Ints:
        """The places of pairs without an accepted channel, largest gap first."""
        return self._by_weight(~self.coordinated)

    @cached_property
    def critical(self) -> Ints:
        """The places of pairs that an accepted channel holds together, most shared cells first."""
        return self._by_weight(self.coordinated)

    def _by_weight(self, which: Bools) -> Ints:
        places = np.flatnonzero(which)
        order = np.lexsort((self.second[places], self.first[places], -self.weight[places]))
        found: Ints = places[order]
        return found

    @cached_property
    def null(self) -> Null | None:
        """None where fewer than two actors carry a running measure."""
        acting = np.diff(self.channels.situation.carriers.indptr) > 0
        n = int(acting.sum())
        if n < 2:
            return None
        codes, size = self.channels.joined(self.accepted), self.channels.size
        joined = int((acting[codes // size] & acting[codes % size]).sum())
        p = joined / (n * (n - 1) / 2)
        deviation = sqrt(p * (1 - p) * float((self.weight.astype(np.float64) ** 2).sum()))
        expected = p * int(self.weight.sum())
        return Null(n, p, expected, deviation, (self.closed - expected) / deviation if deviation else None)

    def row(self, place: int) -> CoordinationPair:
        """A pair in full."""
        return explain_pair(self.channels, int(self.first[place]), int(self.second[place]), self.fields)


def coordination(
    channels: Channels, accepted: frozenset[str] = ACCEPTED, fields: frozenset[str] = frozenset()
) -> Coordination:
    """Shared cells and channels of all actors of a situation, in some `fields` or in all (design/analysis.md §4)."""
    situation = channels.situation
    first, second, weight = upper(situation.cells_shared_in(fields) if fields else situation.shared_cells)
    coordinated = is_in(channels.number(first, second), channels.joined(accepted))
    basis = situation.basis(situation.cell_schemes)
    return Coordination(basis, channels, accepted, first, second, weight, coordinated, fields)


def explain_pair(channels: Channels, i: int, j: int, fields: frozenset[str] = frozenset()) -> CoordinationPair:
    """What two actors share, in some fields or in all, and by which channel they can coordinate."""
    situation, actors = channels.situation, channels.situation.columns.actors.ids
    i, j = min(i, j), max(i, j)
    one, other = np.array([i]), np.array([j])
    channel = CHANNELS[int(channels.between(one, other)[0])]
    schemes = situation.cell_schemes
    provided = situation.providers(schemes)
    cells = np.intersect1d(members(provided, i), members(provided, j))
    cells = cells[situation.cells_in(fields)[cells]] if fields else cells
    measures = tuple(_serving(situation, actor, cells) for actor in (i, j))
    through, facts = evidence(channels, channel, i, j)
    resting = [fact for side in measures for measure in side for fact in situation.facts_of(measure)]
    ids = situation.columns.measures.ids
    return CoordinationPair(
        first=actors[i],
        second=actors[j],
        weight=len(cells),
        channel=channel,
        through=through,
        partners=int(channels.common_partners(one, other)[0]),
        cells=tuple(situation.cell_concepts(schemes, int(cell)) for cell in cells),
        measures=(tuple(ids[one] for one in measures[0]), tuple(ids[one] for one in measures[1])),
        facts=tuple(dict.fromkeys([*facts, *resting])),
    )


def _serving(situation: Situation, actor: int, cells: Ints) -> tuple[int, ...]:
    """The measures of an actor that serve any of the cells."""
    mine = np.sort(members(situation.carriers, actor))
    which, served = picked(situation.cells(situation.cell_schemes), mine)
    return tuple(mine[np.unique(which[np.isin(served, cells)])].tolist())


def evidence(channels: Channels, channel: str, i: int, j: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What makes the channel, and the ids of the ties that say so."""
    situation = channels.situation
    actors, measures = situation.columns.actors.ids, situation.columns.measures.ids
    if channel == "joint_measure":
        both = np.intersect1d(members(situation.joint, i), members(situation.joint, j))
        return tuple(measures[one] for one in both), tuple(_carry_facts(situation, both, (i, j)))
    if channel == "tie":
        found = tuple(_contact_facts(situation, ("coordinates_with",), i, j))
        return found, found
    if channel == "common_body":
        bodies = channels.common_bodies(i, j)
        seats = (_contact_facts(situation, ("member_of",), one, body) for body in bodies for one in (i, j))
        return tuple(actors[body] for body in bodies), tuple(fact for seat in seats for fact in seat)
    if channel == "governance":
        return _line(channels, i, j)
    if channel == "third_party":
        both = np.intersect1d(members(channels.tied, i), members(channels.tied, j))
        links = (_contact_facts(situation, ("coordinates_with",), one, int(third)) for third in both for one in (i, j))
        return tuple(actors[one] for one in both), tuple(fact for link in links for fact in link)
    return (), ()


def _line(channels: Channels, i: int, j: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The superior that both are part of, or the ties between the two, or the levels between them."""
    situation, parents = channels.situation, channels.parents
    direct = tuple(_contact_facts(situation, ("steers", "advises", "reports_to", "part_of"), i, j))
    if direct:
        return direct, direct
    shared = np.intersect1d(members(parents, i), members(parents, j)).tolist()
    way = shared or channels.levels_between(i, j)
    steps = [(i, one) for one in way] + [(j, one) for one in way] + list(pairwise(way))
    facts = [fact for step in steps for fact in _contact_facts(situation, ("part_of",), *step)]
    return tuple(situation.columns.actors.ids[one] for one in way), tuple(dict.fromkeys(facts))


def _carry_facts(situation: Situation, measures: Ints, actors: tuple[int, int]) -> Iterator[str]:
    links = situation.carrying
    for measure in measures:
        yield from (links.ids[row] for row in links.rows_to(int(measure)) if links.origin[row] in actors)


def _contact_facts(situation: Situation, kinds: tuple[str, ...], i: int, j: int) -> Iterator[str]:
    for kind in kinds:
        links = situation.contacts(kind)
        for one, other in ((i, j), (j, i)):
            yield from (links.ids[row] for row in links.rows_from(one) if links.target[row] == other)


@dataclass(frozen=True, eq=False)
class UncoordinatedOverlaps:
    """Pairs of actors with overlapping measures and no accepted channel; `third` marks those with a common partner.

    `priority` = Σ sim · need over their overlapping pairs of measures, need = mean need of the cells that both
    measures serve (1 where none is known). `pairs[k]` are places in `overlaps.found`.
    """

    overlaps: Overlaps
    channels: Channels
    first: Ints
    second: Ints
    priority: Floats
    third: Bools
    pairs: tuple[Ints, ...]

    @cached_property
    def order(self) -> Ints:
        """Highest priority first; ties as the actors stand."""
        found: Ints = np.lexsort((self.second, self.first, -self.priority))
        return found

    def row(self, place: int) -> CoordinationPair:
        """What the two actors share and what was checked."""
        return explain_pair(self.channels, int(self.first[place]), int(self.second[place]))


def uncoordinated_overlaps(overlaps: Overlaps, channels: Channels, needs: CellNeeds) -> UncoordinatedOverlaps:
    """Actors whose measures overlap while κ is `third_party` or `none` (design/analysis.md §4)."""
    found, situation = overlaps.found, channels.situation
    carriers = situation.carriers_by_measure
    pair, one, other = row_pairs(carriers, carriers, found.first, found.second)
    kappa = channels.between(one, other)
    loose = kappa >= len(ACCEPTED)
    pair, one, other, kappa = pair[loose], one[loose], other[loose], kappa[loose]
    codes, start, group = np.unique(channels.number(one, other), return_index=True, return_inverse=True)
    weight = found.similarity * _need_of_pairs(situation, overlaps, needs)
    order = np.argsort(group, kind="stable")
    bounds = np.searchsorted(group[order], np.arange(1, len(codes)))
    return UncoordinatedOverlaps(
        overlaps=overlaps,
        channels=channels,
        first=codes // channels.size,
        second=codes % channels.size,
        priority=np.bincount(group, weights=weight[pair], minlength=len(codes)).astype(np.float64),
        third=kappa[start] == CHANNELS.index("third_party"),
        pairs=tuple(np.split(pair[order], bounds)) if len(codes) else (),
    )


def _need_of_pairs(situation: Situation, overlaps: Overlaps, needs: CellNeeds) -> Floats:
    """The mean need of the cells that both serve, a block of pairs at a time: general measures serve very many."""
    found, cells = overlaps.found, situation.cells(situation.cell_schemes)
    wanted, served = np.ones(len(found)), np.diff(cells.indptr) > 0
    rows = np.flatnonzero(served[found.first] & served[found.second] & needs.is_known)
    for start in range(0, len(rows), _BLOCK):
        block = rows[start : start + _BLOCK]
        common = cells[found.first[block]].multiply(cells[found.second[block]]).tocsr()
        counted = np.diff(common.indptr)
        wanted[block] = np.where(counted > 0, (common @ needs.value) / np.maximum(counted, 1), 1.0)
    return wanted


_BLOCK = 1_000
