"""With whom an actor works: by recorded ties, and by measures that both carry."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from graph_service.analysis.columns import representatives
from graph_service.analysis.folding import folded
from graph_service.analysis.scope import Scope
from graph_service.model.identity import fold
from graph_service.model.network import Network
from graph_service.model.nodes import Actor, Measure
from graph_service.model.ties import Tie
from graph_service.model.vocabulary import vocabulary


@dataclass(frozen=True)
class Partner:
    """Another actor: the ties with it, and the measures that both carry with the ties that say so."""

    actor: Actor
    ties: tuple[Tie, ...]
    measures: tuple[tuple[Measure, tuple[Tie, ...]], ...]

    @property
    def facts(self) -> tuple[Tie, ...]:
        """The ties that the row rests on."""
        return (*self.ties, *(tie for _, ties in self.measures for tie in ties))


def partners(network: Network, actor_id: str, scope: Scope) -> tuple[Partner, ...]:
    """Actors that have a tie with this one or carry a measure with it; most in common first, then by name.

    Ties count where they are valid on the day; measures count at any time, as joint work also connects when it
    has ended. Roles that do not carry (funder, venue, decision …) make no joint measure.
    Records that people called the same are one.
    """
    actor_id = representatives(network).get(actor_id, actor_id)
    network = folded(network)
    ties = _direct(network, actor_id, scope)
    joint = _joint(network, actor_id)
    rows = [
        Partner(node, tuple(ties.get(other, ())), tuple(joint.get(other, ())))
        for other in {*ties, *joint}
        if isinstance(node := network.nodes[other], Actor)
    ]
    return tuple(sorted(rows, key=lambda row: (-len(row.ties) - len(row.measures), fold(row.actor.name), row.actor.id)))


def _direct(network: Network, actor_id: str, scope: Scope) -> dict[str, list[Tie]]:
    found: dict[str, list[Tie]] = defaultdict(list)
    for tie in network.ties_of(actor_id):
        other = tie.target if tie.origin == actor_id else tie.origin
        if isinstance(network.nodes[other], Actor) and scope.admits(tie):
            found[other].append(tie)
    return found


def _joint(network: Network, actor_id: str) -> dict[str, list[tuple[Measure, tuple[Tie, ...]]]]:
    carrying = vocabulary().carrying_roles()
    found: dict[str, list[tuple[Measure, tuple[Tie, ...]]]] = defaultdict(list)
    for mine in network.ties_from(actor_id, "carries"):
        measure = network.nodes[mine.target]
        if mine.role not in carrying or not isinstance(measure, Measure):
            continue
        theirs: dict[str, list[Tie]] = defaultdict(list)
        for tie in network.ties_to(measure.id, "carries"):
            if tie.role in carrying and tie.origin != actor_id:
                theirs[tie.origin].append(tie)
        for other, ties in theirs.items():
            found[other].append((measure, (mine, *ties)))
    return found
