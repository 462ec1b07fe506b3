"""Who acts in a field: with which measures, in which role, on whose word."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from graph_service.analysis.folding import folded
from graph_service.analysis.scope import Scope, lacks_end, runs, unconfirmed_since
from graph_service.model.identity import fold
from graph_service.model.network import Network
from graph_service.model.nodes import Actor, Concept, Measure
from graph_service.model.ties import Tie
from graph_service.model.vocabulary import vocabulary

_RESPONSIBLE_RANK = 5
_BODY_RANK = 6
_SUPPORT_RANK = 10


@dataclass(frozen=True)
class MeasureInField:
    """A running measure of the field: how it came to be there and what is not sure about it."""

    measure: Measure
    basis: str
    lacks_end: bool
    unconfirmed_since: int | None
    addresses: tuple[Tie, ...]


@dataclass(frozen=True)
class Contribution:
    """One measure of the field and the ties by which an actor takes part in it."""

    measure: MeasureInField
    ties: tuple[Tie, ...]

    @property
    def roles(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(tie.role for tie in self.ties if tie.role))


@dataclass(frozen=True)
class ActorInField:
    """An actor of the field: its measures there, what it is responsible for, the bodies in which it sits."""

    actor: Actor
    contributions: tuple[Contribution, ...] = ()
    responsible: tuple[Tie, ...] = ()
    seats: tuple[Tie, ...] = ()

    @property
    def roles(self) -> tuple[str, ...]:
        """Its roles in measures of the field, most responsible first."""
        found = {role for contribution in self.contributions for role in contribution.roles}
        return tuple(sorted(found, key=lambda role: vocabulary().roles[role].rank))

    @property
    def carries(self) -> bool:
        return any(role in vocabulary().carrying_roles() for role in self.roles)

    @property
    def acts(self) -> bool:
        """Whether it acts in the field, not only supports: it carries, is responsible, or sits in a body."""
        return self.carries or bool(self.responsible) or bool(self.seats)

    @property
    def rank(self) -> int:
        if self.carries:
            return vocabulary().roles[self.roles[0]].rank
        if self.responsible:
            return _RESPONSIBLE_RANK
        return _BODY_RANK if self.seats else _SUPPORT_RANK

    @property
    def facts(self) -> tuple[str, ...]:
        """The ids of the ties that the row rests on."""
        ties = [tie.id for c in self.contributions for tie in (*c.ties, *c.measure.addresses)]
        return tuple(dict.fromkeys([*ties, *(tie.id for tie in (*self.responsible, *self.seats))]))


@dataclass(frozen=True)
class FieldActors:
    """Who acts in a field on a day, who supports, with which measures, and which of them nobody carries.

    `uncertain` are measures left out because only certain ones were asked for; `idle` those that do not run.
    """

    field: Concept
    scope: Scope
    revision: int
    acting: tuple[ActorInField, ...]
    supporting: tuple[ActorInField, ...]
    measures: tuple[MeasureInField, ...]
    without_carrier: tuple[MeasureInField, ...]
    uncertain: tuple[MeasureInField, ...]
    idle: tuple[MeasureInField, ...]

    @property
    def lacking_end(self) -> int:
        """How many of the measures count as running only because no end is recorded."""
        return sum(1 for entry in self.measures if entry.lacks_end)

    @property
    def lacking_start(self) -> int:
        """How many of the measures count as running although no start is recorded."""
        return sum(1 for entry in self.measures if entry.measure.valid.start is None)

    @property
    def unconfirmed(self) -> int:
        return sum(1 for entry in self.measures if entry.unconfirmed_since is not None)

    @property
    def assigned(self) -> int:
        """How many of the measures were put into the field by a person, not by their source."""
        return sum(1 for entry in self.measures if entry.basis != "stated")


def who_acts(network: Network, field_id: str, scope: Scope) -> FieldActors:
    """Actors that carry a running measure of the field, are responsible for it, or sit in a body that covers it.

    Narrower fields count; records that people called the same are one. Sorted by role, then number of measures,
    then name. Supporting are those whose only roles do not carry (funder, venue, decision …). See
    design/analysis.md §1.
    """
    network = folded(network)
    field = network.node(field_id)
    if not isinstance(field, Concept) or field.scheme != "field":
        raise TypeError(f"{field_id} is not a field")
    covered = network.narrower(field_id)
    candidates = dict(_measures_of(network, covered, scope))
    lenient = scope.model_copy(update={"certain": False})
    running = {k: v for k, v in candidates.items() if runs(v.measure, scope)}
    rows = sorted(_rows(network, running, covered, scope), key=_order)
    carried = {c.measure.measure.id for row in rows if row.carries for c in row.contributions if _is_carried_by(c)}
    return FieldActors(
        field=field,
        scope=scope,
        revision=network.revision,
        acting=tuple(row for row in rows if row.acts),
        supporting=tuple(row for row in rows if not row.acts),
        measures=tuple(running.values()),
        without_carrier=tuple(entry for key, entry in running.items() if key not in carried),
        uncertain=tuple(v for k, v in candidates.items() if k not in running and runs(v.measure, lenient)),
        idle=tuple(v for v in candidates.values() if not runs(v.measure, lenient)),
    )


def _is_carried_by(contribution: Contribution) -> bool:
    return any(role in vocabulary().carrying_roles() for role in contribution.roles)


def _order(row: ActorInField) -> tuple[int, int, str, str]:
    return row.rank, -len(row.contributions), fold(row.actor.name), row.actor.id


def _measures_of(network: Network, fields: Iterable[str], scope: Scope) -> Iterator[tuple[str, MeasureInField]]:
    by_measure: dict[str, list[Tie]] = defaultdict(list)
    for field_id in sorted(fields):
        for tie in network.ties_to(field_id, "addresses"):
            if scope.admits(tie):
                by_measure[tie.origin].append(tie)
    for measure_id in sorted(by_measure):
        measure, ties = network.nodes[measure_id], by_measure[measure_id]
        if isinstance(measure, Measure):
            basis = "stated" if any(tie.basis == "stated" for tie in ties) else "assigned"
            since = unconfirmed_since(network, measure, scope)
            yield measure_id, MeasureInField(measure, basis, lacks_end(measure), since, tuple(ties))


def _rows(
    network: Network, measures: dict[str, MeasureInField], fields: frozenset[str], scope: Scope
) -> Iterator[ActorInField]:
    contributions = _contributions(network, measures, scope)
    responsible = _responsible(network, fields, scope)
    seats = _seats(network, responsible, scope)
    for actor_id in sorted({*contributions, *responsible, *seats}):
        actor = network.nodes[actor_id]
        if isinstance(actor, Actor) and scope.admits(actor):
            yield ActorInField(
                actor,
                tuple(contributions.get(actor_id, ())),
                tuple(responsible.get(actor_id, ())),
                tuple(seats.get(actor_id, ())),
            )


def _contributions(
    network: Network, measures: dict[str, MeasureInField], scope: Scope
) -> dict[str, list[Contribution]]:
    found: dict[str, list[Contribution]] = defaultdict(list)
    for measure_id, entry in measures.items():
        by_actor: dict[str, list[Tie]] = defaultdict(list)
        for tie in network.ties_to(measure_id, "carries"):
            if scope.admits(tie):
                by_actor[tie.origin].append(tie)
        for actor_id, ties in by_actor.items():
            found[actor_id].append(Contribution(entry, tuple(sorted(ties, key=lambda tie: tie.rank))))
    return found


def _responsible(network: Network, fields: Iterable[str], scope: Scope) -> dict[str, list[Tie]]:
    found: dict[str, list[Tie]] = defaultdict(list)
    for field_id in sorted(fields):
        for kind in ("responsible_for", "steers"):
            for tie in network.ties_to(field_id, kind):
                if scope.admits(tie):
                    found[tie.origin].append(tie)
    return found


def _seats(network: Network, responsible: dict[str, list[Tie]], scope: Scope) -> dict[str, list[Tie]]:
    found: dict[str, list[Tie]] = defaultdict(list)
    for body in sorted(responsible):
        for tie in network.ties_to(body, "member_of"):
            if scope.admits(tie):
                found[tie.origin].append(tie)
    return found
