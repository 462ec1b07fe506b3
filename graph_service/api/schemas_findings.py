"""The shapes of the analyses as the API gives them."""

from __future__ import annotations

from datetime import date
from typing import Any

from pydantic import BaseModel

from graph_service.api.schemas import Answer, SourceOut, Word
from graph_service.api.schemas_judgements import JudgementOut


class BasisOut(BaseModel):
    """On what a result stands: the running measures and actors, and for how many a facet is not recorded."""

    running: int
    actors: int
    lacking_end: int
    unconfirmed: int
    undated: int
    not_recorded: dict[str, int]


class Analysis(Answer):
    """What every analysis tells of itself: its parameters, and on what it stands."""

    parameters: dict[str, Any]
    basis: BasisOut


class Finding(BaseModel):
    """What every row tells: the ids of the ties that it rests on, and their sources."""

    facts: list[str]
    sources: list[SourceOut]


class AxisOut(Word):
    """A concept that makes a row or column: its level below the others, what is below it, and whether that is told."""

    level: int
    narrower: int
    open: bool


class CellOut(BaseModel):
    """One cell: its state, the measures that serve it, that could, that serve it in general, and their carriers.

    `parts`: measures that are recorded for something narrower only.
    """

    state: Word
    offers: int
    possible: int
    parts: int
    general: int
    providers: int
    need: float | None
    special_need: bool


class SupplyShareOut(BaseModel):
    """How the offers of a cell compare with its share of the need (LQ, Poisson)."""

    cell: list[Word]
    offers: int
    expected: float
    quotient: float
    p: float
    finding: Word


class FragilityOut(BaseModel):
    """FRed, FOR and FVuln over the covered cells (Mouillot et al. 2014)."""

    redundancy: float
    over_redundancy: float
    vulnerability: float
    covered: int


class CoverageOut(Analysis):
    """A matrix of two facets, or the row of one; `cells[i][j]` is row i and column j."""

    rows: list[AxisOut]
    columns: list[AxisOut]
    cells: list[list[CellOut]]
    counts: dict[str, int]
    total: int
    rate: float | None
    rate_enough: float | None
    fragility: FragilityOut | None
    inequity: float | None
    supply: list[SupplyShareOut]


class CellMeasureOut(Finding):
    """A measure at a cell: what it is recorded for there, what is not recorded or keeps it away, who carries it."""

    measure: Word
    named: list[Word]
    general: bool
    missing: list[Word]
    differs_in: Word | None
    carriers: list[Word]
    marks: list[str]


class CloseActorOut(Finding):
    """An actor that carries no measure for a cell but is close to it: by which measures, or as responsible."""

    actor: Word
    words: str
    measures: list[Word]
    responsible: bool


class AroundCellOut(Analysis):
    """One cell: the measures for it, for parts of it, that could belong to it, the nearest ones, and who could."""

    cell: list[Word]
    words: str
    figures: CellOut
    measures: list[CellMeasureOut]
    parts: list[CellMeasureOut]
    possible: list[CellMeasureOut]
    nearest: list[CellMeasureOut]
    nearest_total: int
    close: list[CloseActorOut]
    close_total: int


class NearMeasureOut(BaseModel):
    """A measure that would serve the cell but for one facet, and who carries it."""

    measure: Word
    differs_in: Word
    carriers: list[Word]


class GapOut(Finding):
    """A cell that asks for attention: its need, how many measures serve it but for one facet, the nearest of them."""

    cell: list[Word]
    words: str
    finding: Word
    need: float | None
    special_need: bool
    offers: int
    possible: int
    parts: int
    alternatives: dict[str, int]
    nearest: list[NearMeasureOut]
    providers: list[Word]


class GapsOut(Analysis):
    """Cells without a recorded measure, that cannot be told, or with a single carrier; `total` of them."""

    items: list[GapOut]
    total: int
    counts: dict[str, int]


class FacetComparisonOut(BaseModel):
    """One facet of a pair: what both are for, and one besides; null where a side is unknown, and who lacks it."""

    facet: Word
    weight: float
    similarity: float | None
    containment: float | None
    shared: list[str]
    first_only: list[str]
    second_only: list[str]
    missing: list[Word]


class BetweenOut(Finding):
    """A carrier of one measure and a carrier of the other: by which channel they can coordinate, through what.

    `through` holds the first ten of the `through_total` that make the channel. `accepted` says whether the channel
    counts as coordination, `feedback` what people decided about the two.
    """

    first: Word
    second: Word
    channel: Word
    accepted: bool
    through: list[Word]
    through_total: int
    feedback: JudgementOut | None


class OverlapOut(Finding):
    """Two measures that are alike, why, for which cells, by which channel their carriers can coordinate."""

    first: Word
    second: Word
    grade: Word
    similarity: float
    coverage: float
    facets: list[FacetComparisonOut]
    cells: list[str]
    carriers: list[list[Word]]
    channel: Word
    between: list[BetweenOut]
    missing: list[str]
    judgement: JudgementOut | None


class UncoordinatedOut(Finding):
    """Two actors whose measures overlap without an accepted channel; `feedback` is what people decided about it.

    `measures` holds the pairs that are most alike, ten at the most, of `measures_total`.
    """

    first: Word
    second: Word
    channel: Word
    priority: float
    partners: list[Word]
    measures: list[OverlapOut]
    measures_total: int
    cells: list[str]
    checked: str
    feedback: JudgementOut | None


class LackingOut(BaseModel):
    """An entry that is not recorded of one measure or both in so many of the undecided pairs."""

    what: Word
    pairs: int


class OverlapsOut(Analysis):
    """Overlapping pairs, those that cannot be decided, or pairs of actors that overlap without a channel.

    Pairs that people judged stand last in `items` and `undecided`; `judged` are these, of both lists. `lacking` tells
    for what entries all undecided pairs wait, whichever of them are listed.
    """

    items: list[OverlapOut]
    total: int
    undecided: list[OverlapOut]
    undecided_total: int
    lacking: list[LackingOut]
    judged: list[OverlapOut]
    judged_total: int
    compared: int
    unused: list[Word]
    uncoordinated: list[UncoordinatedOut]
    uncoordinated_total: int
    without_finding: list[JudgementOut]


class PairOut(Finding):
    """Two actors that serve cells together: how many, by which channel, through what.

    `widest` are those of the cells that lie within no other of them.
    """

    first: Word
    second: Word
    weight: int
    channel: Word
    through: list[Word]
    partners: int
    cells: list[str]
    widest: list[str]
    measures: list[list[Word]]
    feedback: JudgementOut | None


class ShareOut(BaseModel):
    """Of so many pairs that need coordination, so many have an accepted channel."""

    required: int
    coordinated: int
    value: float | None


class VariantOut(BaseModel):
    """The congruence when other channels count."""

    bodies: bool
    third_parties: bool
    share: ShareOut


class FieldShareOut(BaseModel):
    """The congruence within one field."""

    field: Word
    share: ShareOut


class LoadOut(BaseModel):
    """An actor that needs coordination: with how many, with how many it has a channel, and what is left unmet."""

    actor: Word
    required: int
    coordinated: int
    unmet: int
    partners: list[Word]


class NullOut(BaseModel):
    """What as many channels at random would give."""

    actors: int
    density: float
    expected: float
    deviation: float
    z: float | None


class MomentOut(BaseModel):
    """The congruence on one day."""

    date: date
    share: ShareOut


class CoordinationOut(Analysis):
    """How well the recorded channels fit the shared work: open and closed motifs, congruence, who is left alone.

    Where an actor was named, the sentence, `gaps`, `critical` and `loads` are about it; the rest is about all.
    """

    open: int
    closed: int
    fit: float | None
    null: NullOut | None
    level: str
    congruence: ShareOut
    congruence_sentence: str
    variants: list[VariantOut]
    fields: list[FieldShareOut]
    loads: list[LoadOut]
    gaps: list[PairOut]
    gaps_total: int
    critical: list[PairOut]
    critical_total: int
    alone: list[Word]
    without_finding: list[JudgementOut]
    over_time: list[MomentOut]


class MissingOut(Finding):
    """An entry that is not recorded, and what it would settle."""

    what: Word
    measure: Word
    pairs: int
    open_pairs: int
    cells: int
    since: int | None


class RecordNextOut(Analysis):
    """What to record next, the most telling first."""

    items: list[MissingOut]
    total: int
    undecided: int
    unknown_cells: int
