"""Whether those who work on the same or on dependent fields are in touch: socio-technical congruence."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Literal

import numpy as np

from graph_service.analysis.channels import ACCEPTED, Channels
from graph_service.analysis.columns import Bools, Ints, Matrix
from graph_service.analysis.incidence import is_in, ones, product, upper, within
from graph_service.analysis.results import Basis
from graph_service.analysis.scope import Scope
from graph_service.analysis.situation import Situation
from graph_service.model.errors import BadValue
from graph_service.model.text import text

Level = Literal["field", "cell"]


def requirements(assignments: Matrix, dependences: Matrix) -> Matrix:
    """CR = TA · TD · TAᵀ: for each pair of actors, how many pairs of dependent tasks they are assigned to.

    TA: actor × task; TD: task × task, the identity plus declared dependences (Cataldo et al. 2006, 2008).
    """
    return (assignments @ dependences @ assignments.T).tocsr()


@dataclass(frozen=True)
class Share:
    """Of so many pairs that need coordination, so many have an accepted channel; `value` None where none needs it."""

    required: int
    coordinated: int

    @property
    def value(self) -> float | None:
        return self.coordinated / self.required if self.required else None


@dataclass(frozen=True)
class FieldShare:
    """The congruence within one field: pairs of actors that both act in it."""

    field: str
    share: Share


@dataclass(frozen=True)
class ActorLoad:
    """With how many an actor needs coordination, with how many it has a channel, and the load that is left unmet.

    `unmet` = Σ CR over the partners without a channel; `partners` are their ids, heaviest first.
    """

    actor: str
    required: int
    coordinated: int
    unmet: int
    partners: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Congruence:
    """Pairs i < j of actors with CR > 0, which of them have an accepted channel, and how heavy CR is."""

    basis: Basis
    channels: Channels
    level: Level
    accepted: frozenset[str]
    assignments: Matrix
    first: Ints
    second: Ints
    weight: Ints
    coordinated: Bools

    @property
    def share(self) -> Share:
        return Share(len(self.first), int(self.coordinated.sum()))

    @property
    def value(self) -> float | None:
        """|required ∩ coordinated| / |required|; None where no pair needs coordination."""
        return self.share.value

    @cached_property
    def fields(self) -> tuple[FieldShare, ...]:
        """The congruence of each field in which someone acts; only for the level `field`."""
        if self.level != "field":
            return ()
        ids, actors = self.channels.situation.columns.schemes["field"].ids, self.assignments.tocsc()
        joined = np.sort(self.channels.number(self.first, self.second)[self.coordinated])
        found = []
        for place, field in enumerate(ids):
            acting = np.sort(actors.indices[actors.indptr[place] : actors.indptr[place + 1]]).astype(np.int64)
            one, other = np.triu_indices(len(acting), k=1)
            met = is_in(self.channels.number(acting[one], acting[other]), joined)
            if len(acting):
                found.append(FieldShare(field, Share(len(one), int(met.sum()))))
        return tuple(found)

    @cached_property
    def loads(self) -> tuple[ActorLoad, ...]:
        """The actors that need coordination, largest unmet load first."""
        ends = np.concatenate((self.first, self.second))
        others = np.concatenate((self.second, self.first))
        weight, met = np.tile(self.weight, 2), np.tile(self.coordinated, 2)
        order = np.lexsort((others, -weight, ends))
        actors, starts = np.unique(ends[order], return_index=True)
        mine = zip(actors, np.split(order, starts[1:]), strict=False)
        found = [self._load(int(actor), others[rows], weight[rows], met[rows]) for actor, rows in mine]
        return tuple(sorted(found, key=lambda load: (-load.unmet, -load.required, load.actor)))

    def _load(self, actor: int, others: Ints, weight: Ints, met: Bools) -> ActorLoad:
        ids = self.channels.situation.columns.actors.ids
        partners = tuple(ids[other] for other in others[~met])
        return ActorLoad(ids[actor], len(others), int(met.sum()), int(weight[~met].sum()), partners)


def congruence(
    channels: Channels,
    level: Level = "field",
    accepted: frozenset[str] = ACCEPTED,
    fields: frozenset[str] = frozenset(),
) -> Congruence:
    """The congruence of a situation (design/analysis.md §4).

    A task is a field (an actor acts in the fields of the running measures that it carries, and in all broader ones) or
    a cell that it serves. Tasks depend on each other where a field `depends_on` another, either way. With
    `fields`, only tasks in these count.
    """
    if level not in ("field", "cell"):
        raise BadValue(
            text("„{value}“ ist keine Ebene der Abstimmung.", value=str(level)[:80]),
            place="level",
            value=str(level)[:80],
            near=("field", "cell"),
            remedy=text("Erlaubt: {words}.", words=("field", "cell")),
        )
    situation = channels.situation
    tasks = _fields(situation) if level == "field" else situation.providers(situation.cell_schemes)
    if fields:
        tasks = within(tasks, _tasks_in(situation, level, fields))
    needed = requirements(tasks, _dependences(situation, level, tasks.shape[1]))
    first, second, weight = upper(needed)
    met = is_in(channels.number(first, second), channels.joined(accepted))
    basis = situation.basis(("field",) if level == "field" else situation.cell_schemes)
    return Congruence(basis, channels, level, accepted, tasks, first, second, weight, met)


def _fields(situation: Situation) -> Matrix:
    extended = situation.facet("field").extended
    return ones(*product(situation.carriers, extended), (len(situation.actors), extended.shape[1]))


def _tasks_in(situation: Situation, level: Level, fields: frozenset[str]) -> Bools:
    if level == "cell":
        return situation.cells_in(fields)
    scheme = situation.columns.schemes["field"]
    return np.array([scheme.ids[place] in fields for place in scheme.below_root], dtype=np.bool_)


def _dependences(situation: Situation, level: Level, tasks: int) -> Matrix:
    """TD: the identity plus the declared dependences, which hold for every cell of the two fields alike."""
    links = situation.columns.dependences
    rows = np.flatnonzero(links.admitted(situation.scope))
    if level == "cell" and "field" not in situation.cell_schemes:
        every = np.arange(tasks)
        return ones(every, every, (tasks, tasks))
    fields = np.arange(len(situation.columns.schemes["field"].ids))
    within = np.arange(tasks // max(len(fields), 1))
    one = np.concatenate((fields, links.origin[rows], links.target[rows]))
    other = np.concatenate((fields, links.target[rows], links.origin[rows]))
    first, second = ((field[:, None] * len(within) + within).ravel() for field in (one, other))
    return ones(first, second, (tasks, tasks))


@dataclass(frozen=True)
class Moment:
    """The congruence on one day."""

    scope: Scope
    share: Share


def congruence_over_time(
    channels: Channels,
    days: Iterable[date],
    level: Level = "field",
    accepted: frozenset[str] = ACCEPTED,
    fields: frozenset[str] = frozenset(),
) -> tuple[Moment, ...]:
    """The congruence on several days, all else as in the channels, in the order of the days."""
    return tuple(_moment(channels, day, level, accepted, fields) for day in sorted(set(days)))


def _moment(channels: Channels, day: date, level: Level, accepted: frozenset[str], fields: frozenset[str]) -> Moment:
    now = channels.situation
    then = Situation(
        now.columns, now.scope.model_copy(update={"at": day}), now.roles, now.actors_away, now.measures_away
    )
    return Moment(then.scope, congruence(Channels(then, channels.max_body), level, accepted, fields).share)
