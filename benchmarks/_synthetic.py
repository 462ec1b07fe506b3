"""Made-up towns of any size, as columns or as a network of records: the same seed draws the same town in both forms.

A town is drawn from the shares of `Shares`. Where Leverkusen (98 measures, 93 actors, 2026) records something, its
shares are taken: one field for three quarters of the measures, two for most others; a few fields and target groups
have most measures; no district for two thirds, "stadtweit" for 12 %, "alle" for 10 %; no end for 83 %, no start for
30 %; no carrier for 15 %; one actor carries about a fifth of all measures and most carry one (Zipf). What it does not
record is set by hand and meant to be neither kind nor cruel: a target group unknown for a quarter (Leverkusen knows
them all), an offering type for 30 %, a phase for 60 %, a language for 80 %; 25 % joint measures; 79 % running.

Harder than a real town: carriers, fields, groups and districts are drawn independently of each other, so that more
actors meet in more cells than where each has its own. One body for every ten actors, with 5 to 40 members; half of
them cover a field. An integration centre for every 600 actors has ties to 30 % of the actors, 150 at the most; every
second actor has another tie. A place for every 150 measures, at least six, under a level of districts of six places:
20,000 measures are a region with 134 places in 24 districts. A need is recorded for every place.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from itertools import repeat

import numpy as np

from benchmarks._town import Drawn, Town, concepts_of, ids_of
from graph_service.analysis.columns import ACTOR_TIES, FAR_AHEAD, LONG_AGO, Floats, Ints, Measures, Needs
from graph_service.model.vocabulary import vocabulary

AT = date(2026, 1, 1)
"""The day for which towns are drawn."""

_FIRST_START, _LAST_START = date(2005, 1, 1).toordinal(), AT.toordinal()
_KINDS = ("association", "welfare_association", "migrant_organisation", "education_provider", "department", "school")
_FIELDS = tuple("ABCDEFGHIJK")
_GROUPS = (-1, *(0,) * 6, *(1 + place % 6 for place in range(14)))
"""For each target group the place of its broader one: the root, six groups, fourteen narrower ones."""

_LISTS = {"offering_type": 14, "phase": 4, "language": 10}


def _shares_of_unknown() -> dict[str, float]:
    return {
        "field": 0.0,
        "target_group": 0.25,
        "district": 0.66,
        "offering_type": 0.3,
        "phase": 0.6,
        "language": 0.8,
    }


@dataclass(frozen=True)
class Shares:
    """How large a share of the measures lacks an entry or has a property; see above for where the numbers are from."""

    unknown: Mapping[str, float] = field(default_factory=_shares_of_unknown)
    general: Mapping[str, float] = field(default_factory=lambda: {"target_group": 0.1, "district": 0.12})
    none_recorded: float = 0.02
    uncarried: float = 0.15
    joint: float = 0.25
    funder: float = 0.2
    no_start: float = 0.3
    no_end: float = 0.83
    dated_source: float = 0.3
    documented: float = 0.95
    statuses: Mapping[str, float] = field(
        default_factory=lambda: {
            "running": 0.79,
            "unknown": 0.08,
            "planned": 0.04,
            "completed": 0.06,
            "discontinued": 0.03,
        }
    )


def town(seed: int, measures: int, actors: int, shares: Shares | None = None) -> Town:
    """Draws a town with so many measures and actors (at least ten)."""
    return _Draw(np.random.default_rng(seed), shares or Shares(), measures, actors).town(f"town-{seed}")


@lru_cache(maxsize=64)
def _places(measures: int) -> tuple[int, ...]:
    """For each place the one above it: the town, its districts, their parts."""
    parts = max(6, measures // 150)
    districts = parts // 6 + 2
    return (-1, *(0,) * districts, *(1 + part % districts for part in range(parts)))


@lru_cache(maxsize=64)
def _falling(size: int, slow: float) -> Floats:
    """The cumulated shares of values of which the first are most common: p ~ 1 / (rank + slow)."""
    weights = 1 / (np.arange(size) + slow)
    shares: Floats = np.cumsum(weights) / weights.sum()
    return shares


class _Draw:
    """One random draw; the order of the calls is what makes the same seed draw the same town."""

    def __init__(self, chance: np.random.Generator, shares: Shares, measures: int, actors: int) -> None:
        self.chance, self.shares = chance, shares
        self.measures, self.actors = ids_of("measure", measures), ids_of("actor", actors)
        self.bodies = max(3, actors // 10)
        self.centres = 1 + actors // 600
        self.acting = actors - self.bodies

    def town(self, name: str) -> Town:
        lists = {scheme: (-1,) * size for scheme, size in _LISTS.items()}
        parents = {
            "field": (-1,) * len(_FIELDS),
            "target_group": _GROUPS,
            "district": _places(len(self.measures)),
            **lists,
        }
        self.concepts = {scheme: concepts_of(scheme, len(above)) for scheme, above in parents.items()}
        facets = {scheme: self._facet(scheme) for scheme in vocabulary().facet_kinds()}
        return Town(
            name=name,
            kinds=self._kinds(),
            measures=self._measures(facets),
            parents={scheme: parents[scheme] for scheme in vocabulary().schemes},
            facets=facets,
            carries=self._carries(),
            contacts=self._contacts(),
            duties=self._duties(),
            dependences=self._dependences(),
            needs=self._needs(),
        )

    def _kinds(self) -> tuple[str, ...]:
        """Integration centres first, bodies last, the steering group first of them."""
        others = self.acting - self.centres
        drawn = [_KINDS[kind] for kind in self.chance.integers(len(_KINDS), size=others).tolist()]
        groups = ["steering_group", *repeat("expert_group", self.bodies - 1)]
        return (*repeat("integration_centre", self.centres), *drawn, *groups)

    def _tie(
        self,
        kind: str,
        ends: tuple[tuple[str, ...], tuple[str, ...]],
        pairs: tuple[Ints, Ints],
        roles: Sequence[str] = (),
    ) -> Drawn:
        """Ties between pairs of places, the first of those that join the same two."""
        width = max(len(ends[1]), 1)
        _, kept = np.unique(pairs[0] * width + pairs[1], return_index=True)
        documented = self.chance.random(len(kept)) < self.shares.documented
        words = tuple(roles[row] for row in kept.tolist()) if roles else (None,) * len(kept)
        return Drawn(kind, *ends, pairs[0][kept], pairs[1][kept], documented, words)

    def _facet(self, scheme: str) -> Drawn:
        """One to three concepts for each measure that knows the facet; the root alone for those that are for all."""
        chance, size, ids = self.chance, len(self.measures), self.concepts[scheme]
        number = 1 + np.searchsorted((0.75, 0.97), chance.random(size))
        number[chance.random(size) < self.shares.unknown.get(scheme, 0)] = 0
        rooted = chance.random(size) < self.shares.general.get(scheme, 0)
        number[rooted] = 1
        origin = np.repeat(np.arange(size), number)
        first = 1 if vocabulary().scheme(scheme).root else 0
        order = chance.permutation(len(ids) - first) + first
        target = order[np.searchsorted(_falling(len(order), 2.0), chance.random(len(origin)))]
        target[rooted[origin]] = 0
        return self._tie(vocabulary().facet_kinds()[scheme], (self.measures, ids), (origin, target))

    def _measures(self, facets: Mapping[str, Drawn]) -> Measures:
        chance, shares, size = self.chance, self.shares, len(self.measures)
        first = chance.integers(_FIRST_START, _LAST_START, size=size)
        last = first + chance.integers(200, 4000, size=size)
        first[chance.random(size) < shares.no_start] = LONG_AGO
        last[chance.random(size) < shares.no_end] = FAR_AHEAD
        seen = np.where(
            chance.random(size) < shares.dated_source, chance.integers(_FIRST_START, _LAST_START, size=size), LONG_AGO
        )
        statuses = np.searchsorted(np.cumsum([*shares.statuses.values()])[:-1], chance.random(size))
        levels = (None, None, *vocabulary().funding_levels)
        none = {}
        for scheme, drawn in facets.items():
            none[scheme] = (chance.random(size) < shares.none_recorded) & (
                np.bincount(drawn.origin, minlength=size) == 0
            )
        return Measures(
            first,
            last,
            chance.random(size) < shares.documented,
            self.measures,
            status=tuple(map(tuple(shares.statuses).__getitem__, statuses.tolist())),
            funding=tuple(map(levels.__getitem__, chance.integers(len(levels), size=size).tolist())),
            reported_first=np.full(size, FAR_AHEAD),
            reported_last=np.full(size, LONG_AGO),
            seen=seen,
            none_recorded=none,
        )

    def _carries(self) -> Drawn:
        """No, one, two or three carriers for each measure, and a funder for some."""
        chance, shares, size = self.chance, self.shares, len(self.measures)
        bounds = (shares.uncarried, 1 - shares.joint, 1 - 0.2 * shares.joint)
        number = np.searchsorted(bounds, chance.random(size))
        funded = np.flatnonzero(chance.random(size) < shares.funder)
        measure = np.concatenate((np.repeat(np.arange(size), number), funded))
        who = chance.permutation(self.acting)
        actor = who[np.searchsorted(_falling(self.acting, 1.0), chance.random(len(measure)))]
        carrying = [("carrier", "lead", "partner")[role] for role in chance.integers(3, size=number.sum()).tolist()]
        return self._tie(
            "carries", (self.actors, self.measures), (actor, measure), [*carrying, *repeat("funder", len(funded))]
        )

    def _contacts(self) -> dict[str, Drawn]:
        groups = np.arange(self.acting, len(self.actors))
        steering, experts = groups[:1], groups[1:]
        departments = np.arange(self.centres, max(self.acting // 6, self.centres + 1))
        found = {
            "part_of": (departments[1:], departments[(np.arange(1, len(departments)) - 1) // 6]),
            "member_of": self._members(groups),
            "steers": (np.repeat(steering, len(experts)), experts),
            "advises": (experts[:2], np.repeat(steering, len(experts[:2]))),
            "reports_to": (experts[::2], np.repeat(steering, len(experts[::2]))),
            "coordinates_with": self._cooperation(),
        }
        return {kind: self._tie(kind, (self.actors, self.actors), found[kind]) for kind in ACTOR_TIES}

    def _members(self, groups: Ints) -> tuple[Ints, Ints]:
        sizes = np.clip(self.chance.lognormal(2.5, 0.6, size=len(groups)), 5, 40).astype(np.int64)
        return self.chance.integers(self.acting, size=sizes.sum()), np.repeat(groups, sizes)

    def _cooperation(self) -> tuple[Ints, Ints]:
        """The centres with many, everyone else with few."""
        each = min(150, int(0.3 * self.acting))
        centre = np.concatenate(
            (np.repeat(np.arange(self.centres), each), self.chance.integers(self.acting, size=self.acting // 2))
        )
        other = self.chance.integers(self.acting, size=len(centre))
        apart = centre != other
        return np.minimum(centre, other)[apart], np.maximum(centre, other)[apart]

    def _duties(self) -> Drawn:
        """Every second body covers a field, and a tenth of the other actors are responsible for one."""
        chance, fields = self.chance, self.concepts["field"]
        who = np.concatenate((np.arange(self.acting + 1, len(self.actors), 2), np.arange(0, self.acting, 10)))
        return self._tie("responsible_for", (self.actors, fields), (who, chance.integers(len(fields), size=len(who))))

    def _dependences(self) -> Drawn:
        fields = self.concepts["field"]
        return self._tie("depends_on", (fields, fields), (np.array([1, 2, 3]), np.array([0, 0, 1])))

    def _needs(self) -> Needs:
        """A number of people for every place, for some also by target group; some needs without a number."""
        chance, places, groups = self.chance, len(self.concepts["district"]), len(self.concepts["target_group"])
        district = np.concatenate((np.arange(1, places), chance.integers(1, places, size=20)))
        size = len(district)
        group = np.full(size, -1)
        group[places - 1 :] = chance.integers(1, groups, size=20)
        value = np.round(chance.lognormal(6, 1, size=size))
        value[places - 1 :][chance.random(20) < 0.2] = np.nan
        return Needs(
            np.full(size, LONG_AGO),
            np.full(size, FAR_AHEAD),
            np.ones(size, dtype=np.bool_),
            ids_of("need", size),
            value,
            tuple(None if np.isnan(one) else "Personen" for one in value),
            {"field": np.full(size, -1), "target_group": group, "district": district},
        )
