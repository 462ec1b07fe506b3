"""The analyses of one network on one day, each worked out once per revision, day and parameters."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias, TypeVar

from graph_service.analysis.actor_graph import ActorCommunities, actor_graph, situation_communities
from graph_service.analysis.cells import AroundCell, around_cell, part_counts
from graph_service.analysis.channels import ACCEPTED, Channels
from graph_service.analysis.columns import Columns, Ints, representatives
from graph_service.analysis.congruence import Congruence, Level, congruence
from graph_service.analysis.coordination import (
    Coordination,
    UncoordinatedOverlaps,
    coordination,
    uncoordinated_overlaps,
)
from graph_service.analysis.coverage import Coverage, cover
from graph_service.analysis.gaps import Finding, Gaps, gaps
from graph_service.analysis.overlap import Overlaps, Thresholds, overlaps
from graph_service.analysis.recommendation import (
    Option,
    RecommendedInvitations,
    RecommendedTable,
    RecommendedTies,
    open_pairs,
    recommended_invitations,
    recommended_options,
    recommended_table,
    recommended_ties,
)
from graph_service.analysis.recording import RecordNext, record_next
from graph_service.analysis.roles import GraphMode, Roles, roles
from graph_service.analysis.scope import Scope
from graph_service.analysis.situation import Situation
from graph_service.analysis.whatif import Gone, WhatIf, what_if
from graph_service.model.network import Network
from graph_service.model.ties import Judgement
from graph_service.model.vocabulary import vocabulary
from graph_service.operations.judging import judgements_by_pair
from graph_service.operations.service import Service

_T = TypeVar("_T")


def columns(service: Service, network: str, revision: int | None = None) -> Columns:
    """The columns of a network, extracted once per revision."""
    whole = service.network(network, revision)
    return service.answers.get((network, whole.revision, "columns"), lambda: Columns.of(whole))


def broadest(network: Network, scheme: str) -> frozenset[str]:
    """The concepts of a facet that a folded list tells: those with nothing broader but its root."""
    concepts = network.concepts(scheme)
    roots = {one.id for one in concepts if one.is_root}
    return frozenset(one.id for one in concepts if set(one.broader) <= roots) - roots


@dataclass(frozen=True)
class Cells:
    """Which cells are asked about: over which facets, which of their concepts matter, how many carriers are enough."""

    schemes: tuple[str, ...] | None = None
    only: tuple[tuple[str, frozenset[str]], ...] = ()
    enough: int = 2
    unit: str | None = None


@dataclass(frozen=True)
class Comparing:
    """How measures are compared: thresholds, and weights in place of the usual ones."""

    thresholds: Thresholds = field(default_factory=Thresholds)
    weights: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True)
class Connecting:
    """What counts as coordinated: which channels, how large a body may be to join its members; in which fields."""

    accepted: frozenset[str] = ACCEPTED
    max_body: int = 25
    fields: frozenset[str] = frozenset()

    @classmethod
    def by(
        cls, *, bodies: bool = True, third_parties: bool = False, max_body: int = 25, fields: Iterable[str] = ()
    ) -> Connecting:
        """The same by what a reader chooses: whether common bodies count, and whether common partners do."""
        chosen = ACCEPTED if bodies else ACCEPTED - {"common_body"}
        return cls(chosen | {"third_party"} if third_parties else chosen, max_body, frozenset(fields))


@dataclass(frozen=True)
class Advising:
    """How many recommendations, how large a table, how many for each actor at most, which bodies and fields count."""

    k: int = 5
    size: int = 5
    load: int | None = None
    max_body: int = 25
    fields: frozenset[str] = frozenset()


Advice: TypeAlias = tuple[RecommendedTies, RecommendedInvitations, RecommendedTable, tuple[Option, ...]]


@dataclass(frozen=True)
class Study:
    """A network at a revision, seen through a scope. Roles in `carrying` count as carrying a measure.

    It goes through the door without restricted fields, whoever asks: so everybody shares its answers.
    """

    service: Service
    network: str
    revision: int
    scope: Scope
    carrying: frozenset[str] = field(default_factory=lambda: vocabulary().carrying_roles())

    def __post_init__(self) -> None:
        object.__setattr__(self, "service", self.service.open)

    def keep(self, name: str, asked: Hashable, make: Callable[[], _T]) -> _T:
        """The answer to a question of this study, worked out once."""
        return self.service.answers.get((self.network, self.revision, name, self.scope, self.carrying, asked), make)

    @property
    def situation(self) -> Situation:
        made = columns(self.service, self.network, self.revision)
        return self.keep("situation", None, lambda: Situation(made, self.scope, self.carrying))

    def channels(self, max_body: int = 25) -> Channels:
        return self.keep("channels", max_body, lambda: Channels(self.situation, max_body))

    def coverage(self, cells: Cells | None = None) -> Coverage:
        asked = cells or Cells()
        return self.keep(
            "coverage",
            asked,
            lambda: cover(self.situation, asked.schemes, only=dict(asked.only), enough=asked.enough, unit=asked.unit),
        )

    def parts(self, cells: Cells | None = None) -> Ints:
        """For each cell how many measures serve a part of it only."""
        covered = self.coverage(cells)
        return self.keep("parts", cells, lambda: part_counts(self.situation, covered))

    def around(self, cells: Cells, concepts: tuple[str, ...]) -> AroundCell:
        """One cell from near."""
        covered = self.coverage(cells)
        return self.keep(
            "around", (cells, concepts), lambda: around_cell(self.situation, covered, covered.place(*concepts))
        )

    def gaps(self, finding: Finding, cells: Cells | None = None) -> Gaps:
        covered = self.coverage(cells)
        return self.keep("gaps", (finding, cells), lambda: gaps(self.situation, covered, finding))

    def overlaps(self, comparing: Comparing | None = None) -> Overlaps:
        asked = comparing or Comparing()
        return self.keep("overlaps", asked, lambda: overlaps(self.situation, asked.thresholds, dict(asked.weights)))

    def uncoordinated(self, comparing: Comparing | None = None, max_body: int = 25) -> UncoordinatedOverlaps:
        found, needs = self.overlaps(comparing), self.coverage().needs
        return self.keep(
            "uncoordinated",
            (comparing, max_body),
            lambda: uncoordinated_overlaps(found, self.channels(max_body), needs),
        )

    def coordination(self, connecting: Connecting | None = None) -> Coordination:
        asked = connecting or Connecting()
        return self.keep(
            "coordination",
            asked,
            lambda: coordination(self.channels(asked.max_body), asked.accepted, asked.fields),
        )

    def congruence(self, level: Level = "field", connecting: Connecting | None = None) -> Congruence:
        asked = connecting or Connecting()
        return self.keep(
            "congruence",
            (level, asked),
            lambda: congruence(self.channels(asked.max_body), level, asked.accepted, asked.fields),
        )

    def record_next(self, comparing: Comparing | None = None, cells: Cells | None = None) -> RecordNext:
        found, covered = self.overlaps(comparing), self.coverage(cells)
        return self.keep("record_next", (comparing, cells), lambda: record_next(found, covered))

    def advice(self, asked: Advising) -> Advice:
        """Which ties, invitations and table would close most; what people settled is left out."""
        return self.keep("advice", asked, lambda: self._advice(asked))

    def _advice(self, asked: Advising) -> Advice:
        connecting, settled = Connecting(max_body=asked.max_body, fields=asked.fields), self._settled()
        found = self.coordination(connecting)
        ties = recommended_ties(found, self._priorities(asked.max_body), asked.k, asked.load, settled)
        invitations = recommended_invitations(found, asked.k, asked.load, settled)
        table = recommended_table(found, asked.size, settled)
        return ties, invitations, table, recommended_options(invitations, table)

    def _priorities(self, max_body: int) -> dict[tuple[str, str], float]:
        loose, ids = self.uncoordinated(max_body=max_body), self.situation.columns.actors.ids
        pairs = zip(loose.first.tolist(), loose.second.tolist(), loose.priority.tolist(), strict=True)
        return {(ids[i], ids[j]): priority for i, j, priority in pairs}

    def judgements(self, kind: str) -> Mapping[tuple[str, str], Judgement]:
        """What people decided of one kind, by the two that it is about."""
        whole = self.service.network(self.network, self.revision)
        return self.keep("judgements", kind, lambda: judgements_by_pair(whole, kind))

    def _settled(self) -> frozenset[tuple[str, str]]:
        """Pairs of actors that people judged: they are coordinated, or need not be."""
        return frozenset(self.judgements("coordination"))

    def open_pairs(self) -> Ints:
        """The places in the coordination of the pairs without a channel that nobody settled, largest first."""
        return open_pairs(self.coordination(), "tie", self._settled())[0]

    def roles(self, graph: GraphMode = "one_mode", *, communities: bool = True) -> Roles:
        groups = self.communities() if communities else None
        return self.keep(
            "roles",
            (graph, communities),
            lambda: roles(self.channels(), graph=graph, communities=groups, coverage=self.coverage()),
        )

    def communities(self) -> ActorCommunities | None:
        return self.keep("communities", None, lambda: situation_communities(actor_graph(self.channels())))

    def what_if(self, without: tuple[str, ...], cells: Cells | None = None) -> WhatIf:
        asked = cells or Cells()
        same = representatives(self.service.network(self.network, self.revision))
        gone = Gone.of(self.situation.columns, without, same)
        return self.keep(
            "what_if",
            (without, asked),
            lambda: what_if(
                self.channels(),
                gone,
                schemes=asked.schemes,
                only=dict(asked.only),
                enough=asked.enough,
                unit=asked.unit,
            ),
        )
