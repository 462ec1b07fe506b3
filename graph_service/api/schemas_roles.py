"""The shapes of roles, recommendations and "what if" as the API gives them."""

from __future__ import annotations

from datetime import date

from pydantic import BaseModel

from graph_service.api.schemas import Word
from graph_service.api.schemas_findings import Analysis, Finding, PairOut


class GainOut(BaseModel):
    """What becomes better: shared cells and pairs that get a channel, and how much fit and congruence rise."""

    closes: int
    pairs: int
    fit: float | None
    congruence: float | None


class ClosedPairOut(Finding):
    """Two actors that would get a channel: why, their shared cells, how they can coordinate today, common partners."""

    first: Word
    second: Word
    reason: str
    weight: int
    channel: Word
    partners: int


class TieOut(BaseModel):
    """A recommended tie between two actors."""

    pair: PairOut
    priority: float | None
    gain: GainOut


class InvitationOut(Finding):
    """A seat for an actor in a body: the pairs that it closes; `instead` other bodies that would do the same."""

    actor: Word
    body: Word
    instead: list[Word]
    members: int
    pairs: list[ClosedPairOut]
    repeated: list[ClosedPairOut]
    gain: GainOut
    single: GainOut


class SeatOut(BaseModel):
    """An actor at a round table: the pairs that it closes with the others."""

    actor: Word
    pairs: list[ClosedPairOut]
    gain: GainOut


class TableOut(BaseModel):
    """A new round table; `exact` where no other closes more for certain."""

    exact: bool
    seats: list[SeatOut]
    pairs: list[ClosedPairOut]
    coordinated: list[ClosedPairOut]
    gain: GainOut


class OptionOut(BaseModel):
    """An invitation or a new table, by what it closes for its cost."""

    kind: str
    words: str
    cost: int
    per_cost: float
    gain: GainOut
    adds: GainOut


class RecommendationsOut(Analysis):
    """Who should sit at one table: ties, invitations, a round table, and all options by gain per cost.

    `invitation_list` says the same line by line, as plain text for a letter.
    """

    ties: list[TieOut]
    ties_exact: bool
    invitations: list[InvitationOut]
    invitations_guarantee: float
    candidates: int
    table: TableOut
    options: list[OptionOut]
    settled: int
    invitation_list: list[str]


class BrokerageOut(BaseModel):
    """Gould–Fernandez counts by sector; gatekeeper and representative are equal where ties have no direction."""

    coordinator: int
    itinerant: int
    gatekeeper: int
    representative: int
    liaison: int


class RoleOut(Finding):
    """The figures of one actor, in a sentence and in numbers; null where one is not defined."""

    actor: Word
    words: str
    sector: Word
    betweenness: float | None
    degree: int
    constraint: float | None
    effective_size: float | None
    brokerage: BrokerageOut | None
    activity: int
    exclusivity: int
    position: Word | None
    participation: float | None
    community: int | None
    measures: int
    sole_cells: int
    alone: bool


class LimitedFundingOut(Finding):
    """A running measure with a single recorded funder, whose funding ends on a recorded day."""

    measure: Word
    end: date


class DependenceOut(Finding):
    """What depends on one actor alone; of its cells at most ten are named, those within no other first."""

    actor: Word
    words: str
    cells: list[str]
    cells_total: int
    cut_point: bool
    fragmentation: float | None
    brokerage: int
    funding: list[LimitedFundingOut]


class CommunitiesOut(BaseModel):
    """Groups of actors with many contacts inside, and how stable they are: an aid for reading."""

    groups: list[list[Word]]
    modularity: float
    resolution: float
    seed: int
    runs: int
    stability: float


class RolesOut(Analysis):
    """Who connects, who stands alone, and what depends on single actors."""

    items: list[RoleOut]
    total: int
    graph: str
    alone: list[Word]
    dependence_sentence: str
    dependence: list[DependenceOut]
    dependence_total: int
    fragmentation: float | None
    communities: CommunitiesOut | None


class BeforeAfterOut(BaseModel):
    """A figure with and without what is thought away, and in words of how many it is how many."""

    before: float | None
    after: float | None
    difference: float | None
    before_part: str | None
    after_part: str | None


class StoppedOut(Finding):
    """A running measure that would stop."""

    measure: Word
    named: bool
    carriers: list[Word]


class CellLossOut(Finding):
    """A cell that would be served by nobody recorded any more; `widest` where it lies within no other of them."""

    words: str
    widest: bool
    before: Word
    after: Word
    providers: list[Word]
    measures: list[Word]


class NewlyAloneOut(Finding):
    """An actor that would be left without a recorded contact."""

    actor: Word


class EmptiedOut(Finding):
    """A body that would be left with fewer than two members."""

    body: Word
    before: int
    after: int


class WhatIfOut(Analysis):
    """What would be otherwise without some actors or measures."""

    without: list[Word]
    absent: list[Word]
    lost: list[CellLossOut]
    lost_total: int
    changed_total: int
    stopped: list[StoppedOut]
    alone: list[NewlyAloneOut]
    bodies: list[EmptiedOut]
    rate: BeforeAfterOut
    vulnerability: BeforeAfterOut
    congruence: BeforeAfterOut
