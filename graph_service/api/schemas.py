"""The shapes of the API's answers."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Generic, TypeAlias, TypeVar

from pydantic import BaseModel

_T = TypeVar("_T")


class Word(BaseModel):
    """A word of the vocabulary or a record: its id and its label in the reader's language."""

    id: str
    label: str


class SourceOut(BaseModel):
    """Where a fact comes from."""

    document: str | None
    name: str
    address: str | None
    locator: str | None
    quote: str | None
    retrieved: str | None


class PeriodOut(BaseModel):
    """A period; an end that is null is not recorded."""

    start: str | None
    end: str | None
    words: str


class FactOut(BaseModel):
    """What every record tells of where it comes from and how sure it is."""

    id: str
    basis: Word
    confirmation: Word
    valid: PeriodOut
    original: str | None
    note: str | None
    sources: list[SourceOut]


class NodeOut(FactOut):
    """A node of any type."""

    type: str
    name: str
    names: list[str]
    links: list[str]


class ActorOut(NodeOut):
    """An actor, with how many ties and measures are recorded."""

    kind: Word
    sector: Word
    body: bool
    website: str | None
    size: int | None
    districts: list[Word]
    measures: int
    ties: int


class FacetConcept(BaseModel):
    """A concept of a facet, with the source's own words and how it was assigned."""

    id: str
    notation: str
    label: str
    original: str | None
    basis: Word


class FacetOut(BaseModel):
    """One facet of a measure: `unknown` where nothing is recorded, `none` where "none" is recorded."""

    state: str
    concepts: list[FacetConcept]


class MeasureOut(NodeOut):
    """A measure with its facets, its actors and what is not sure about its time."""

    status: Word
    status_on: str | None
    mandatory: bool | None
    funding_level: Word | None
    funding_programme: str | None
    amount_eur: Decimal | None
    capacity: int | None
    facets: dict[str, FacetOut]
    actors: list[RoleOut]
    runs: bool
    lacks_end: bool
    unconfirmed_since: int | None


class RoleOut(BaseModel):
    """An actor and its role in a measure."""

    actor: Word
    role: Word
    carries: bool


class ConceptOut(NodeOut):
    """A concept of a controlled list."""

    scheme: Word
    notation: str
    label: str
    broader: list[Word]
    goals: list[str]
    approaches: list[str]
    indicators: list[str]
    measures: int


class NeedOut(NodeOut):
    """A recorded need."""

    value: Decimal | None
    unit: str | None
    field: Word | None
    target_group: Word | None
    district: Word | None


class ReportOut(NodeOut):
    """What was said of a measure on a date; `reported_by` is a function."""

    measure: Word
    date: str
    status: Word
    done: str | None
    planned_end: str | None
    reported_by: str | None


class IndicatorOut(NodeOut):
    """By what the effect of a field is seen; a direction that is null is not recorded."""

    field: Word
    unit: str | None
    direction: Word | None
    target_value: Decimal | None
    target_on: str | None


class ObservationOut(NodeOut):
    """A value of an indicator; `valid` is its time."""

    indicator: Word
    value: Decimal
    measure: Word | None
    reported_by: str | None


class DocumentOut(NodeOut):
    """A document and how many records rest on it."""

    kind: Word
    number: str | None
    date: str | None
    publisher: str | None
    address: str | None
    retrieved: str | None
    nodes: int
    ties: int


class EventOut(NodeOut):
    """A meeting, workshop or step of a process."""

    kind: Word


class TieOut(FactOut):
    """A tie in words, read from its origin to its target."""

    kind: Word
    origin: Word
    target: Word
    role: Word | None
    words: str
    form: str | None
    frequency: str | None
    voting: bool | None
    order: int | None
    public: bool | None


class Answer(BaseModel):
    """What every answer says of itself: a sentence, what is not sure, the revision and the day that it is about."""

    sentence: str
    caveats: list[str]
    network: str
    revision: int
    date: date


class Listing(BaseModel, Generic[_T]):
    """Some records of one type; `next` is the cursor of the next page; `not_judged` counts measures without a field."""

    items: list[_T]
    total: int
    next: str | None
    network: str
    revision: int
    date: date
    not_judged: int


class ActorInFieldOut(BaseModel):
    """An actor of a field: its roles, its measures there, its seats, and the facts that this rests on."""

    actor: ActorOut
    roles: list[Word]
    measures: list[MeasureInFieldOut]
    responsible: bool
    bodies: list[Word]
    facts: list[str]
    sources: list[SourceOut]


class MeasureInFieldOut(BaseModel):
    """A measure of a field, the roles in it, and how it came to the field."""

    measure: Word
    roles: list[Word]
    basis: Word
    lacks_end: bool
    unconfirmed_since: int | None


class FieldActorsOut(Answer):
    """Who acts in a field, who supports, and which running measures have no recorded carrier."""

    field: ConceptOut
    acting: list[ActorInFieldOut]
    supporting: list[ActorInFieldOut]
    without_carrier: list[Word]
    measures: int
    lacking_end: int
    unconfirmed: int
    assigned: int
    not_judged: int


WholeOut: TypeAlias = (
    ActorOut | MeasureOut | ConceptOut | DocumentOut | EventOut | NeedOut | ReportOut | IndicatorOut | ObservationOut
)


class ProfileOut(Answer):
    """One node with all its ties."""

    node: WholeOut
    ties: list[TieOut]


class PartnerOut(BaseModel):
    """Another actor: the ties with it in words, the measures that both carry, and the sources of both."""

    actor: Word
    ties: list[str]
    measures: list[Word]
    facts: list[str]
    sources: list[SourceOut]


class PartnersOut(Answer):
    """With whom an actor works: by recorded ties, and by measures that both carry."""

    actor: Word
    items: list[PartnerOut]


class NeighbourhoodOut(Answer):
    """What is within some steps of a node."""

    node: NodeOut
    steps: int
    nodes: list[NodeOut]
    ties: list[TieOut]
    left_out: int


class SearchOut(Answer):
    """Records that hold the words, best match first."""

    items: list[NodeOut]


class CompletenessOut(BaseModel):
    """For how many measures something is recorded."""

    what: Word
    known: int
    of: int


class NetworkOut(BaseModel):
    """One network and its newest revision."""

    id: str
    name: str
    revision: int


class NetworksOut(BaseModel):
    """Every network of this service."""

    items: list[NetworkOut]
    total: int


class OverviewOut(Answer):
    """What is recorded in a network and what is not."""

    name: str
    counts: dict[str, int]
    running: int
    lacking_end: int
    unconfirmed: int
    completeness: list[CompletenessOut]
    without_ties: list[Word]
    without_carrier: list[Word]


class RevisionOut(BaseModel):
    """One change of a network."""

    number: int
    author: str
    reason: str
    time: datetime
    added: int
    changed: int
    removed: int


class HistoryOut(BaseModel):
    """The revisions of a network, newest first; with a record's id, what became of that record."""

    network: str
    record: str | None
    items: list[RevisionOut]
    actions: list[str]


class State(BaseModel):
    """Whether the service is alive."""

    status: str


class Readiness(BaseModel):
    """How the store and the service's own data are at this moment."""

    status: str
    version: str
    schema_version: int
    networks: int
    revisions: int
    writable: bool
    audit_lines: int
    free_megabytes: int | None


MeasureOut.model_rebuild()
ActorInFieldOut.model_rebuild()
