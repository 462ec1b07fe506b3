"""What a network is made of: actors, measures, concepts, needs, documents, events."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal, TypeAlias

from pydantic import AfterValidator, Field, TypeAdapter, model_validator

from graph_service.model.errors import BadValue
from graph_service.model.identity import prefix_of
from graph_service.model.period import PartialDate
from graph_service.model.provenance import Line, Record, RecordId, Words
from graph_service.model.text import Label, text
from graph_service.model.vocabulary import vocabulary, word_of

ActorKindWord = Annotated[str, AfterValidator(word_of("actor_kinds", Label(de="Akteursart", en="kind of actor")))]
SchemeWord = Annotated[str, AfterValidator(word_of("schemes", Label(de="Liste", en="list")))]
StatusWord = Annotated[str, AfterValidator(word_of("statuses", Label(de="Stand", en="status")))]
FundingWord = Annotated[str, AfterValidator(word_of("funding_levels", Label(de="Förderebene", en="level of funding")))]
DocumentKindWord = Annotated[
    str, AfterValidator(word_of("document_kinds", Label(de="Quellenart", en="kind of source")))
]
EventKindWord = Annotated[str, AfterValidator(word_of("event_kinds", Label(de="Ereignisart", en="kind of event")))]
Link = Annotated[str, Field(max_length=2000, pattern=r"^https?://\S+$")]
Name = Annotated[Line, Field(min_length=1, max_length=300)]


class NodeBase(Record):
    """What every node has besides its provenance: a name, other names, links."""

    name: Name
    names: tuple[Name, ...] = ()
    links: tuple[Link, ...] = ()

    def id_prefix(self) -> str:
        raise AssertionError("each kind of node says its prefix")

    @model_validator(mode="after")
    def _id_fits(self) -> NodeBase:
        if prefix_of(self.id) != self.id_prefix():
            raise BadValue(
                text("Die Kennung „{value}“ passt nicht zur Art des Eintrags.", value=self.id),
                value=self.id,
                remedy=text("Sie muss mit „{prefix}/“ beginnen.", prefix=self.id_prefix()),
            )
        return self


class Actor(NodeBase):
    """Who can act: an organisation, unit, body, office, or a person in a function. `contact` is restricted."""

    type: Literal["actor"] = "actor"
    kind: ActorKindWord
    website: Link | None = None
    size: int | None = Field(default=None, ge=0)
    contact: Words | None = Field(default=None, max_length=500)

    def id_prefix(self) -> str:
        return "actor"

    @property
    def sector(self) -> str:
        return vocabulary().sector_of(self.kind)

    @property
    def is_body(self) -> bool:
        return vocabulary().actor_kind(self.kind).body


class Measure(NodeBase):
    """Something that is done or offered. Its facets (fields, target groups, places …) are ties to concepts.

    A facet without a tie is unknown; `none_recorded` names the schemes for which a person recorded that
    the measure has none. `mandatory` tells a duty of law or regular structure from a voluntary offer.
    """

    type: Literal["measure"] = "measure"
    status: StatusWord = "unknown"
    status_on: PartialDate | None = None
    mandatory: bool | None = None
    funding_level: FundingWord | None = None
    funding_programme: Line | None = Field(default=None, max_length=300)
    amount_eur: Decimal | None = Field(default=None, ge=0, max_digits=14, decimal_places=2)
    capacity: int | None = Field(default=None, ge=0)
    none_recorded: tuple[SchemeWord, ...] = ()

    def id_prefix(self) -> str:
        return "measure"


class Concept(NodeBase):
    """An entry of a controlled list (SKOS): its scheme, notation, labels and the broader concepts above it.

    Fields also hold goals (Leitziele), approaches (Handlungsansätze) and indicators (Wirkungsindikatoren).
    """

    type: Literal["concept"] = "concept"
    scheme: SchemeWord
    notation: Line = Field(min_length=1, max_length=120)
    name_en: Name | None = None
    broader: tuple[RecordId, ...] = ()
    goals: tuple[Words, ...] = ()
    approaches: tuple[Words, ...] = ()
    indicators: tuple[Words, ...] = ()
    order: int | None = None

    def id_prefix(self) -> str:
        return self.scheme

    @property
    def label(self) -> Label:
        return Label(de=self.name, en=self.name_en or self.name)

    @property
    def is_root(self) -> bool:
        """Whether it stands for every concept of its scheme ("alle", "stadtweit")."""
        return self.notation == vocabulary().scheme(self.scheme).root

    @model_validator(mode="after")
    def _broader_is_of_its_scheme(self) -> Concept:
        for above in self.broader:
            if prefix_of(above) != self.scheme or above == self.id:
                raise BadValue(
                    text("Der Oberbegriff „{above}“ passt nicht zu „{value}“.", above=above, value=self.id),
                    value=above,
                    remedy=text("Ein Oberbegriff stammt aus derselben Liste und ist ein anderer Begriff."),
                )
        return self


class Need(NodeBase):
    """A recorded need: a number for a field, target group and place where known, or a need without a number."""

    type: Literal["need"] = "need"
    value: Decimal | None = Field(default=None, ge=0)
    unit: Line | None = Field(default=None, max_length=100)
    field: RecordId | None = None
    target_group: RecordId | None = None
    district: RecordId | None = None

    def id_prefix(self) -> str:
        return "need"

    def cell(self) -> tuple[str, ...]:
        """The concepts that it is about."""
        return tuple(part for part in (self.field, self.target_group, self.district) if part)

    @model_validator(mode="after")
    def _cell_is_of_its_schemes(self) -> Need:
        for scheme in ("field", "target_group", "district"):
            part = getattr(self, scheme)
            if part is not None and prefix_of(part) != scheme:
                raise BadValue(
                    text("„{part}“ gehört nicht in die Liste „{scheme}“.", part=part, scheme=scheme),
                    value=part,
                    remedy=text("Die Kennung muss mit „{prefix}/“ beginnen.", prefix=scheme),
                )
        return self


class Document(NodeBase):
    """A paper, report or page: also the source that facts cite, so that it needs no source itself."""

    type: Literal["document"] = "document"
    kind: DocumentKindWord
    number: Line | None = Field(default=None, max_length=100)
    date: PartialDate | None = None
    publisher: Line | None = Field(default=None, max_length=300)
    address: Link | None = None
    retrieved: PartialDate | None = None

    def id_prefix(self) -> str:
        return "document"

    def needs_source(self) -> bool:
        return False


class Event(NodeBase):
    """A meeting, workshop, conference, survey or step of a process; its time is its period."""

    type: Literal["event"] = "event"
    kind: EventKindWord

    def id_prefix(self) -> str:
        return "event"


AnyNode: TypeAlias = Actor | Measure | Concept | Need | Document | Event
NODES: TypeAdapter[AnyNode] = TypeAdapter(Annotated[AnyNode, Field(discriminator="type")])


def concept_id(scheme: str, notation: str) -> str:
    """The id of a concept whose notation is fit for an id, as "field/D"."""
    return f"{scheme}/{notation}"
