"""What a network is made of: actors, measures, concepts, needs, documents, events, reports, indicators, values."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import AfterValidator, Field, TypeAdapter, model_validator

from graph_service.model.errors import BadValue
from graph_service.model.identity import local_of, prefix_of
from graph_service.model.period import PartialDate, Period
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
DirectionWord = Annotated[str, AfterValidator(word_of("directions", Label(de="Richtung", en="direction")))]
Link = Annotated[str, Field(max_length=2000, pattern=r"^https?://\S+$")]
Name = Annotated[Line, Field(min_length=1, max_length=300)]
_REPORT, _VALUE = "Bericht", "Wert"


class NodeBase(Record):
    """What every node has besides its provenance: a name, other names, links."""

    name: Name
    names: tuple[Name, ...] = ()
    links: tuple[Link, ...] = ()

    def id_prefix(self) -> str:
        raise AssertionError("each kind of node says its prefix")

    def about(self) -> tuple[str, ...]:
        """The nodes that it is about, by id: where one of them is not there, neither is it."""
        return ()

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

    def about(self) -> tuple[str, ...]:
        return self.cell()

    @model_validator(mode="after")
    def _cell_is_of_its_schemes(self) -> Need:
        for scheme in ("field", "target_group", "district"):
            part = getattr(self, scheme)
            if part is not None and prefix_of(part) != scheme:
                raise _misplaced(part, scheme)
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


class Report(NodeBase):
    """What somebody said of one measure on a date: its status then, what was done, when it is to end.

    Reports are the history of a measure; its own status is what is recorded of it today. `reported_by` is a
    function, never a person. Its id follows from measure and date where none is given, its name from the date.
    """

    type: Literal["report"] = "report"
    measure: RecordId
    date: PartialDate
    status: StatusWord = "unknown"
    done: Words | None = Field(default=None, max_length=4000)
    planned_end: PartialDate | None = None
    reported_by: Line | None = Field(default=None, max_length=200)

    def id_prefix(self) -> str:
        return "report"

    def about(self) -> tuple[str, ...]:
        return (self.measure,)

    @property
    def has_own_name(self) -> bool:
        return _is_own(self.name, _REPORT)

    @model_validator(mode="before")
    @classmethod
    def _settle_id_and_name(cls, values: Any) -> Any:
        return _settled(values, "report", _REPORT, "measure")

    @model_validator(mode="after")
    def _is_about_a_measure(self) -> Report:
        if prefix_of(self.measure) != "measure":
            raise _misplaced(self.measure, "measure")
        return self


class Indicator(NodeBase):
    """By what the effect of a field is seen (Wirkungsindikator): its unit, which way is better, what is aimed at.

    A direction that is not recorded is unknown; `neutral` says that neither way is better.
    """

    type: Literal["indicator"] = "indicator"
    field: RecordId
    unit: Line | None = Field(default=None, max_length=100)
    direction: DirectionWord | None = None
    target_value: Decimal | None = None
    target_on: PartialDate | None = None

    def id_prefix(self) -> str:
        return "indicator"

    def about(self) -> tuple[str, ...]:
        return (self.field,)

    @model_validator(mode="after")
    def _is_of_a_field(self) -> Indicator:
        if prefix_of(self.field) != "field":
            raise _misplaced(self.field, "field")
        return self


class Observation(NodeBase):
    """A value of an indicator; the date or stretch of time that it is of is its period.

    Where one end alone is given, it is of that date: both ends are recorded always.
    With a measure it is that measure's own part of the indicator. Its id follows from indicator, measure and time
    where none is given, its name from the time.
    """

    type: Literal["observation"] = "observation"
    indicator: RecordId
    value: Decimal
    measure: RecordId | None = None
    reported_by: Line | None = Field(default=None, max_length=200)

    def id_prefix(self) -> str:
        return "observation"

    def about(self) -> tuple[str, ...]:
        return (self.indicator, *([self.measure] if self.measure else []))

    @property
    def has_own_name(self) -> bool:
        return _is_own(self.name, _VALUE)

    @property
    def date(self) -> PartialDate:
        """When its time ends."""
        assert self.valid.end is not None  # noqa: S101 - checked when it was made
        return self.valid.end

    @model_validator(mode="before")
    @classmethod
    def _settle_time_id_and_name(cls, values: Any) -> Any:
        return _settled(_of_one_date(values), "observation", _VALUE, "indicator", "measure")

    @model_validator(mode="after")
    def _is_of_an_indicator_and_a_time(self) -> Observation:
        for part, prefix in ((self.indicator, "indicator"), (self.measure or "measure/", "measure")):
            if prefix_of(part) != prefix:
                raise _misplaced(part, prefix)
        if self.valid.start is None or self.valid.end is None:
            raise BadValue(
                text("Zum Wert „{value}“ fehlt, von wann er ist.", value=self.id),
                value=self.id,
                remedy=text("Bitte Anfang und Ende angeben; bei einem Stichtag sind beide gleich."),
            )
        return self


_LONGEST_PART = 80


def _settled(values: Any, prefix: str, title: str, *about: str) -> Any:
    """The values with the id that follows from what the record is about and when, and the name that follows from when.

    An id that is given stays, and so does a name of its own; one that followed from a date follows from a new one.
    """
    if not isinstance(values, Mapping):
        return values
    parts = [local_of(str(values[name]))[:_LONGEST_PART] for name in about if values.get(name)]
    valid = values.get("valid")
    end = valid.end if isinstance(valid, Period) else valid.get("end") if isinstance(valid, Mapping) else None
    when = values.get("date") or end or "undatiert"
    named = {"id": f"{prefix}/{'-'.join([*parts, str(when)])[:120]}", "name": _dated(title, when)}
    return named | {name: value for name, value in values.items() if name not in named or _is_own(value, title)}


def _dated(title: str, when: Any) -> str:
    """The name of a record that has none of its own."""
    try:
        return f"{title} {PartialDate.parse(str(when)).short}"
    except BadValue:
        return title  # the date itself is refused where it stands


def _is_own(name: Any, title: str) -> bool:
    """Whether an id or name was given, and does not merely follow from a date."""
    return name is not None and not re.fullmatch(rf"{title}(?: [0-9./]+)?", str(name))


def _of_one_date(values: Any) -> Any:
    """The values with both ends of the period, where one is given."""
    valid = values.get("valid") if isinstance(values, Mapping) else None
    known = (
        valid
        if isinstance(valid, Mapping)
        else {"start": getattr(valid, "start", None), "end": getattr(valid, "end", None)}
    )
    given = [end for end in (known.get("start"), known.get("end")) if end]
    return {**values, "valid": {"start": given[0], "end": given[0]}} if len(given) == 1 else values


def _misplaced(part: str, scheme: str) -> BadValue:
    """The error for an id that stands where only one of another kind makes sense."""
    return BadValue(
        text("„{part}“ gehört nicht in die Liste „{scheme}“.", part=part, scheme=scheme),
        value=part,
        remedy=text("Die Kennung muss mit „{prefix}/“ beginnen.", prefix=scheme),
    )


AnyNode: TypeAlias = Actor | Measure | Concept | Need | Document | Event | Report | Indicator | Observation
NODES: TypeAdapter[AnyNode] = TypeAdapter(Annotated[AnyNode, Field(discriminator="type")])


def concept_id(scheme: str, notation: str) -> str:
    """The id of a concept whose notation is fit for an id, as "field/D"."""
    return f"{scheme}/{notation}"
