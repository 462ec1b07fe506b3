"""What the network would be without some actors or measures: what stops, what is no longer served, who is alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from graph_service.analysis.actor_graph import facts_around
from graph_service.analysis.channels import ACCEPTED, Channels
from graph_service.analysis.columns import Bools, Columns, Ints
from graph_service.analysis.congruence import Share, congruence
from graph_service.analysis.coverage import STATES, Coverage, cover
from graph_service.analysis.results import Basis
from graph_service.analysis.situation import Situation
from graph_service.model.errors import BadValue
from graph_service.model.network import not_found
from graph_service.model.text import text


@dataclass(frozen=True)
class Gone:
    """What is thought away, as rows of the columns."""

    actors: frozenset[int] = frozenset()
    measures: frozenset[int] = frozenset()

    @classmethod
    def of(cls, columns: Columns, ids: Iterable[str], same: Mapping[str, str] | None = None) -> Gone:
        """The actors and measures with these ids; `same` as columns.representatives gives it.

        BadValue where nothing is named or something else than actors and measures, NotFound for what is not recorded.
        """
        named = sorted({(same or {}).get(one, one) for one in ids})
        if not named:
            raise BadValue(
                text("Es ist nichts genannt, das wegfallen soll."),
                place="gone",
                remedy=text("Bitte mindestens einen Akteur oder eine Maßnahme nennen."),
            )
        shelves = {"actor": columns.actors, "measure": columns.measures}
        rows: dict[str, set[int]] = {kind: set() for kind in shelves}
        for one in named:
            kind = one.partition("/")[0]
            if kind not in shelves:
                raise _neither(one)
            if one not in shelves[kind].place:
                raise not_found(one, shelves[kind].ids)
            rows[kind].add(shelves[kind].place[one])
        return cls(frozenset(rows["actor"]), frozenset(rows["measure"]))


def _neither(named: str) -> BadValue:
    return BadValue(
        text("„{value}“ ist weder ein Akteur noch eine Maßnahme.", value=named[:120]),
        place="gone",
        value=named[:120],
        remedy=text("Eine Kennung beginnt mit „actor/“ oder „measure/“."),
    )


@dataclass(frozen=True)
class BeforeAfter:
    """A figure with and without what is thought away; None where it is not defined."""

    before: float | None
    after: float | None

    @property
    def difference(self) -> float | None:
        return None if self.before is None or self.after is None else self.after - self.before


@dataclass(frozen=True)
class StoppedMeasure:
    """A running measure that stops: it is itself thought away (`named`), or all its recorded carriers are."""

    measure: str
    named: bool
    carriers: tuple[str, ...]
    facts: tuple[str, ...]


@dataclass(frozen=True)
class CellLoss:
    """A cell, its state before and after, who provided it, and the measures that stop and served or could serve it."""

    cell: tuple[str, ...]
    before: str
    after: str
    providers: tuple[str, ...]
    measures: tuple[str, ...]
    facts: tuple[str, ...]


@dataclass(frozen=True)
class NewlyAlone:
    """An actor whose recorded contacts would all be gone; the facts are those of its contacts before."""

    actor: str
    facts: tuple[str, ...]


@dataclass(frozen=True)
class EmptiedBody:
    """A body with at least two members before and fewer afterwards."""

    body: str
    before: int
    after: int
    facts: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class WhatIf:
    """A situation with and without some actors and measures.

    `absent` are those of the named that do not count on the day anyway. `lost` are the places of relevant cells that
    had a provider and have none any more; `changed` of those with another state than before (see coverage.STATES).
    `shares` are of the pairs in a common field, before and after.
    """

    before: Coverage
    after: Coverage
    channels: tuple[Channels, Channels]
    actors: tuple[str, ...]
    measures: tuple[str, ...]
    absent: tuple[str, ...]
    stopped: tuple[StoppedMeasure, ...]
    alone: tuple[NewlyAlone, ...]
    bodies: tuple[EmptiedBody, ...]
    shares: tuple[Share, Share]

    @property
    def basis(self) -> Basis:
        return self.before.basis

    @property
    def rate(self) -> BeforeAfter:
        """The coverage rate."""
        return BeforeAfter(self.before.rate(), self.after.rate())

    @property
    def vulnerability(self) -> BeforeAfter:
        """FVuln."""
        fragile = (self.before.fragility, self.after.fragility)
        return BeforeAfter(*(one.vulnerability if one else None for one in fragile))

    @property
    def congruence(self) -> BeforeAfter:
        """The congruence by fields."""
        return BeforeAfter(*(share.value for share in self.shares))

    @cached_property
    def lost(self) -> Ints:
        without = (self.before.providers > 0) & (self.after.providers == 0)
        return np.flatnonzero(without & self.before.relevant)

    @cached_property
    def changed(self) -> Ints:
        return np.flatnonzero((self.before.states != self.after.states) & self.before.relevant)

    def row(self, cell: int) -> CellLoss:
        """A cell in full."""
        situation, schemes = self.channels[0].situation, self.before.schemes
        actors, measures = situation.columns.actors.ids, situation.columns.measures.ids
        providers = np.flatnonzero(situation.providers(schemes)[:, [cell]].toarray())
        stopping = self._stopping(cell)
        return CellLoss(
            cell=self.before.cell(cell),
            before=STATES[self.before.states[cell]],
            after=STATES[self.after.states[cell]],
            providers=tuple(actors[one] for one in providers),
            measures=tuple(measures[one] for one in stopping),
            facts=tuple(fact for one in stopping for fact in situation.facts_of(one)),
        )

    def _stopping(self, cell: int) -> list[int]:
        """The measures that stop and that serve the cell, or could by a facet of theirs that is not recorded."""
        before, after = (channels.situation for channels in self.channels)
        rows = np.flatnonzero(before.running & ~after.running)
        for name, place in zip(self.before.schemes, np.unravel_index(cell, self.before.shape), strict=True):
            facet = before.facet(name)
            serves = facet.served[rows][:, [int(place)]].toarray().ravel() > 0
            rows = rows[serves | ~facet.known[rows]]
        return [int(row) for row in rows]


def what_if(
    channels: Channels,
    gone: Gone,
    *,
    only: Mapping[str, frozenset[str]] | None = None,
    schemes: tuple[str, ...] | None = None,
    enough: int = 2,
    unit: str | None = None,
    accepted: frozenset[str] = ACCEPTED,
) -> WhatIf:
    """What would be otherwise without some actors and measures, all else unchanged (design/analysis.md §7).

    A running measure whose recorded carriers are all gone stops too; one whose carrier is not recorded goes on. A body
    that is gone joins nobody any more. `schemes`, `only`, `enough` and `unit` as for coverage.cover.
    """
    before, away = channels.situation, _without(channels.situation, gone)
    rest = Channels(away, channels.max_body)
    covered = [cover(one, schemes, only=only, enough=enough, unit=unit) for one in (before, away)]
    columns = before.columns
    return WhatIf(
        before=covered[0],
        after=covered[1],
        channels=(channels, rest),
        actors=tuple(columns.actors.ids[row] for row in sorted(gone.actors)),
        measures=tuple(columns.measures.ids[row] for row in sorted(gone.measures)),
        absent=(
            *(columns.actors.ids[row] for row in sorted(gone.actors) if not before.actors[row]),
            *(columns.measures.ids[row] for row in sorted(gone.measures) if not before.running[row]),
        ),
        stopped=tuple(_stopped(before, away, gone)),
        alone=tuple(_newly_alone(channels, rest)),
        bodies=tuple(_emptied(channels, rest)),
        shares=(congruence(channels, "field", accepted).share, congruence(rest, "field", accepted).share),
    )


def _without(situation: Situation, gone: Gone) -> Situation:
    """The situation without what is gone, and without the measures that nobody carries any more."""
    left = np.ones(len(situation.columns.actors), dtype=np.bool_)
    left[list(gone.actors)] = False
    bereft = situation.carried & (np.asarray(situation.carriers[left].sum(axis=0)).ravel() == 0)
    return Situation(
        situation.columns,
        situation.scope,
        situation.roles,
        situation.actors_away | gone.actors,
        situation.measures_away | gone.measures | frozenset(np.flatnonzero(bereft).tolist()),
    )


def _stopped(before: Situation, after: Situation, gone: Gone) -> Iterator[StoppedMeasure]:
    for row in np.flatnonzero(before.running & ~after.running).tolist():
        name = before.columns.measures.ids[row]
        yield StoppedMeasure(name, row in gone.measures, before.carriers_of(row), before.facts_of(row))


def _newly_alone(before: Channels, after: Channels) -> Iterator[NewlyAlone]:
    for row in np.setdiff1d(after.alone, before.alone).tolist():
        yield NewlyAlone(before.situation.columns.actors.ids[row], facts_around(before, row))


def _emptied(before: Channels, after: Channels) -> Iterator[EmptiedBody]:
    links, rows = before.situation.columns.contacts["member_of"], before.situation.contact_rows("member_of")
    fewer: Bools = (before.sizes >= 2) & (after.sizes < 2) & after.situation.actors
    for body in np.flatnonzero(fewer).tolist():
        facts = tuple(links.ids[row] for row in rows[links.target[rows] == body])
        name = before.situation.columns.actors.ids[body]
        yield EmptiedBody(name, int(before.sizes[body]), int(after.sizes[body]), facts)
