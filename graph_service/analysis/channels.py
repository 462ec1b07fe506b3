"""By which recorded channel two actors can coordinate: joint measure, tie, common body, line of authority."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from graph_service.analysis.columns import Bools, Ints, Matrix
from graph_service.analysis.incidence import (
    column_counts,
    common,
    distinct,
    is_in,
    members,
    ones,
    picked,
    product,
    rows_of,
    sharing,
    upper,
)
from graph_service.analysis.situation import Situation
from graph_service.model.errors import BadValue
from graph_service.model.text import Label, text
from graph_service.model.vocabulary import look_up

CHANNELS = ("joint_measure", "tie", "common_body", "governance", "third_party", "none")
ACCEPTED = frozenset(CHANNELS[:4])
_LINES = ("steers", "advises", "reports_to")


@dataclass(frozen=True, eq=False)
class Channels:
    """The channels of a situation. Only bodies of at most `max_body` members connect those who sit in them.

    Sets of pairs are sorted arrays of `number`s.
    """

    situation: Situation
    max_body: int = 25

    def __post_init__(self) -> None:
        if not 2 <= self.max_body <= 10_000:
            raise BadValue(
                text("„{value}“ ist keine mögliche Größe eines Gremiums.", value=str(self.max_body)),
                place="max_body",
                value=str(self.max_body),
                remedy=text("Erlaubt sind 2 bis 10 000 Mitglieder."),
            )

    @property
    def size(self) -> int:
        return len(self.situation.columns.actors)

    def number(self, i: Ints, j: Ints) -> Ints:
        """One number for each pair, whichever comes first."""
        return np.minimum(i, j) * self.size + np.maximum(i, j)

    def between(self, i: Ints, j: Ints) -> Ints:
        """κ for pairs of actors, as a place in CHANNELS: the first that applies, in their order."""
        found, numbers = np.full(len(i), CHANNELS.index("none")), self.number(i, j)
        for name in ("governance", "common_body", "tie", "joint_measure"):
            found[is_in(numbers, self._pairs[name]())] = CHANNELS.index(name)
        rest = np.flatnonzero(found == CHANNELS.index("none"))
        found[rest[self.common_partners(i[rest], j[rest]) > 0]] = CHANNELS.index("third_party")
        return found

    def joined(self, accepted: frozenset[str] = ACCEPTED) -> Ints:
        """Every pair that one of these channels joins."""
        for name in accepted:
            look_up(name, self._pairs, Label(de="Weg der Abstimmung", en="channel of coordination"))
        parts = [self._pairs[name]() for name in sorted(accepted)]
        return distinct(np.concatenate([np.zeros(0, dtype=np.int64), *parts]))

    @property
    def _pairs(self) -> Mapping[str, Callable[[], Ints]]:
        return {
            "joint_measure": lambda: self.joint,
            "tie": lambda: self.ties,
            "common_body": lambda: self.bodies,
            "governance": lambda: self.governance,
            "third_party": lambda: self._numbers(*upper((self.tied @ self.tied.T).tocsr())[:2]),
        }

    @cached_property
    def joint(self) -> Ints:
        """Pairs that both carry a measure that has not ended."""
        carried = self.situation.joint
        return self._numbers(*sharing(rows_of(carried), carried.indices)[:2])

    @cached_property
    def ties(self) -> Ints:
        """Pairs with a recorded tie of cooperation."""
        return self._linked("coordinates_with")

    @cached_property
    def tied(self) -> Matrix:
        """actor × actor: who has a tie of cooperation with whom, both ways."""
        return self._both_ways(self.ties)

    def common_partners(self, i: Ints, j: Ints) -> Ints:
        """How many others both have a tie of cooperation with."""
        if not len(i) or not self.tied.nnz:
            return np.zeros(len(i), dtype=np.int64)
        return np.bincount(common(self.tied, i, j)[0], minlength=len(i))

    @cached_property
    def membership(self) -> Matrix:
        """actor × body: who sits where; the body itself counts as sitting in it."""
        links, rows = self.situation.columns.contacts["member_of"], self.situation.contact_rows("member_of")
        bodies = distinct(links.target[rows])
        one, other = np.concatenate((links.origin[rows], bodies)), np.concatenate((links.target[rows], bodies))
        return ones(one, other, (self.size, self.size))

    @cached_property
    def sizes(self) -> Ints:
        """How many members each actor has, as a body."""
        return np.maximum(column_counts(self.membership) - 1, 0)

    @cached_property
    def bodies(self) -> Ints:
        """Pairs in a common body, not too large, that covers a field in which both act.

        A body without a recorded field covers all; an actor without any recorded field is not held against it.
        """
        seats = self.membership
        small = self.sizes[seats.indices] <= self.max_body
        i, j, body = sharing(rows_of(seats)[small], seats.indices[small])
        fits = self.covers(body, i, j)
        return self._numbers(i[fits], j[fits])

    def covers(self, body: Ints | int, i: Ints, j: Ints) -> Bools:
        """Whether a body, one or one for each pair, covers a field in which both act."""
        covered, acts = self.body_fields[body], self.acts
        known: Bools = np.any(acts, axis=1)
        free = ~np.any(covered, axis=-1) | ~known[i] | ~known[j] | (i == body) | (j == body)
        found: Bools = free | (acts[i] & acts[j] & covered).any(axis=1)
        return found

    @cached_property
    def acts(self) -> Bools:
        """actor × field: where an actor carries running measures or is responsible, with everything broader."""
        found = self._duties.copy()
        found[product(self.situation.carriers, self.situation.facet("field").own)] = True
        return self._reach(found, self._above)

    @cached_property
    def body_fields(self) -> Bools:
        """actor × field: what a body covers, with everything narrower."""
        return self._reach(self._duties, self._above.T)

    @property
    def _above(self) -> Bools:
        return self.situation.columns.schemes["field"].above

    @staticmethod
    def _reach(found: Bools, reach: Bools) -> Bools:
        reached: Bools = found.astype(np.float64) @ reach.astype(np.float64) > 0
        return reached

    @cached_property
    def _duties(self) -> Bools:
        duties = self.situation.columns.duties
        rows = np.flatnonzero(duties.admitted(self.situation.scope) & self.situation.actors[duties.origin])
        found = np.zeros((self.size, len(self._above)), dtype=np.bool_)
        found[duties.origin[rows], duties.target[rows]] = True
        return found

    @cached_property
    def governance(self) -> Ints:
        """Pairs of which one steers, advises or reports to the other, or is part of it, directly or further up, and
        pairs that are directly part of the same."""
        lines = [self._linked(kind) for kind in _LINES]
        siblings = sharing(rows_of(self.parents), self.parents.indices)[:2]
        return distinct(np.concatenate([*lines, self._numbers(*self._upward), self._numbers(*siblings)]))

    @cached_property
    def parents(self) -> Matrix:
        """actor × actor: of what each is directly a part."""
        links, rows = self.situation.columns.contacts["part_of"], self.situation.contact_rows("part_of")
        return ones(links.origin[rows], links.target[rows], (self.size, self.size))

    @cached_property
    def _upward(self) -> tuple[Ints, Ints]:
        """Pairs of an actor and what it is a part of, at any level."""
        front = rows_of(self.parents) * self.size + self.parents.indices
        found = front
        while len(front):
            which, above = picked(self.parents, front % self.size)
            front = np.setdiff1d(front[which] // self.size * self.size + above, found)
            found = np.union1d(found, front)
        return found // max(self.size, 1), found % max(self.size, 1)

    @cached_property
    def contacts(self) -> Matrix:
        """actor × actor: everyone with an accepted channel to whom, both ways."""
        return self._both_ways(self.joined())

    @cached_property
    def alone(self) -> Ints:
        """Actors on the day for whom no contact to any other is recorded."""
        return np.flatnonzero(self.situation.actors & (np.diff(self.contacts.indptr) == 0))

    def common_bodies(self, i: int, j: int) -> list[int]:
        """The bodies that join two actors."""
        shared = np.intersect1d(members(self.membership, i), members(self.membership, j)).tolist()
        pair = np.array([i]), np.array([j])
        return [body for body in shared if self.sizes[body] <= self.max_body and self.covers(body, *pair)[0]]

    def levels_between(self, i: int, j: int) -> list[int]:
        """The levels of which one is part on the way up to the other."""
        for low, high in ((i, j), (j, i)):
            way = _way_up(self.parents, low, high)
            if way:
                return way[1:-1]
        return []

    def _linked(self, kind: str) -> Ints:
        links, rows = self.situation.columns.contacts[kind], self.situation.contact_rows(kind)
        return self._numbers(links.origin[rows], links.target[rows])

    def _numbers(self, i: Ints, j: Ints) -> Ints:
        return distinct(self.number(i, j))

    def _both_ways(self, numbers: Ints) -> Matrix:
        i, j = numbers // max(self.size, 1), numbers % max(self.size, 1)
        return ones(np.concatenate((i, j)), np.concatenate((j, i)), (self.size, self.size))


def _way_up(parents: Matrix, low: int, high: int) -> list[int]:
    """The shortest way from a part to what it is part of, both included; [] where there is none."""
    came: dict[int, int | None] = {low: None}
    front = [low]
    while front and high not in came:
        front = [above for one in front for above in _new_above(parents, one, came)]
    way: list[int] = []
    at = high if high in came else None
    while at is not None:
        way.insert(0, at)
        at = came[at]
    return way


def _new_above(parents: Matrix, one: int, came: dict[int, int | None]) -> list[int]:
    found = [int(above) for above in members(parents, one) if int(above) not in came]
    came.update((above, one) for above in found)
    return found
