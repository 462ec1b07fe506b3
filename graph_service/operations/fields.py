"""The fields of each type of record, described once: for forms, for the API and for the sentences of the history."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any

from graph_service.model.identity import prefix_of
from graph_service.model.nodes import Actor, Concept, Document, Event, Indicator, Measure, Need, Observation, Report
from graph_service.model.provenance import Record
from graph_service.model.restricted import RESTRICTED
from graph_service.model.text import Label, Text, text
from graph_service.model.ties import Tie
from graph_service.model.vocabulary import label_of, look_up, vocabulary
from graph_service.operations.field_labels import PART_LABELS


class Input(StrEnum):
    """How a field is filled in."""

    LINE = "line"
    WORDS = "words"
    LINES = "lines"
    LINK = "link"
    LINKS = "links"
    WORD = "word"
    YES_NO = "yes_no"
    DATE = "date"
    NUMBER = "number"
    DECIMAL = "decimal"
    MONEY = "money"
    RECORD = "record"
    RECORDS = "records"
    CONCEPTS = "concepts"
    CARRIERS = "carriers"


MANY = frozenset({Input.LINES, Input.LINKS, Input.RECORDS, Input.CONCEPTS, Input.CARRIERS})
"""Inputs whose value is a list."""


@dataclass(frozen=True)
class Field:
    """One field: its name in forms and in the API, what people call it, how it is filled in.

    `words` names the table of the vocabulary from which a word is chosen, `of` the types, schemes or "body" of the
    records that may be chosen. A field with a `tie` is kept as ties of that kind from the record (of carriers: to
    it). "Unbekannt" and "keine (erfasst)" are choices of their own where the record can say them. A `fixed` field is
    asked when the record is made and stays, because its id follows from it; a `restricted` one is for coordinators.
    `empty` is what stands in it as long as nobody says anything.
    """

    name: str
    label: Label
    input: Input
    words: str = ""
    of: tuple[str, ...] = ()
    tie: str = ""
    required: bool = False
    can_be_unknown: bool = False
    can_be_none: bool = False
    fixed: bool = False
    restricted: bool = False
    longest: int | None = None
    empty: str | None = None
    help: Text | None = None

    @property
    def choices(self) -> Mapping[str, Label]:
        """The words that may be chosen, with what readers see of them; empty where none are."""
        table: Mapping[str, Any] = getattr(vocabulary(), self.words) if self.words else {}
        return {word: label_of(entry) or Label(de=word, en=word) for word, entry in table.items()}

    @property
    def many(self) -> bool:
        return self.input in MANY

    def keeps(self, tie: Tie, node_id: str) -> bool:
        """Whether a tie is kept as a part of what this field of the node says."""
        end = tie.target if self.input is Input.CARRIERS else tie.origin
        return tie.kind == self.tie and end == node_id


_TYPES: Mapping[str, type[Record]] = {
    "actor": Actor,
    "measure": Measure,
    "concept": Concept,
    "need": Need,
    "document": Document,
    "event": Event,
    "report": Report,
    "indicator": Indicator,
    "observation": Observation,
    "tie": Tie,
}
RECORD_TYPES = tuple(_TYPES)
"""The types of records that can be edited; a judgement is signed and withdrawn instead."""
_TYPE = Label(de="Art", en="type")
_FIELD = Label(de="Feld", en="field")
_FUNCTION = text("Eine Funktion oder Stelle, kein Name einer Person.")


def type_of(record_id: str) -> str:
    """The type of a record, which its id tells."""
    prefix = prefix_of(record_id)
    return "concept" if prefix in vocabulary().schemes else prefix


def record_class(record_type: str) -> type[Record]:
    """The class of a type of record; UnknownWord for one that cannot be edited."""
    return look_up(record_type, _TYPES, _TYPE, "type")


def fields_of(record_type: str) -> tuple[Field, ...]:
    """The fields of a type in the order of its form; UnknownWord for a type that cannot be edited."""
    record_class(record_type)
    return _fields(record_type)


def field_of(record_type: str, name: str) -> Field:
    """One field of a type; UnknownWord names the nearest ones."""
    by_name = {field.name: field for field in fields_of(record_type)}
    if name not in by_name:
        look_up(name, {field.name: field.label for field in by_name.values()}, _FIELD, name)
    return by_name[name]


def is_field_of(tie: Tie, node_id: str) -> bool:
    """Whether a tie is kept as a part of what a field of this node says."""
    return any(field.keeps(tie, node_id) for field in fields_of(type_of(node_id)))


@cache
def _fields(record_type: str) -> tuple[Field, ...]:
    own = {
        "actor": _actor,
        "measure": _measure,
        "concept": _concept,
        "need": _need,
        "document": _document,
        "event": _event,
        "report": _report,
        "indicator": _indicator,
        "observation": _observation,
        "tie": _tie,
    }[record_type]()
    return (*own, *_provenance(_TYPES[record_type]))


def _field(cls: type[Record], name: str, input_: Input = Input.LINE, **more: Any) -> Field:
    """A field of a record's own; whether it is required, may be unknown and how long it may be, its class tells."""
    info = cls.model_fields[name]
    return Field(
        name,
        more.pop("label", PART_LABELS[name]),
        input_,
        required=info.is_required(),
        can_be_unknown=not info.is_required() and info.default is None,
        restricted=name in RESTRICTED,
        empty=info.default if isinstance(info.default, str) else None,
        longest=next(filter(None, (getattr(limit, "max_length", None) for limit in info.metadata)), None),
        **more,
    )


def _word(cls: type[Record], name: str, words: str, **more: Any) -> Field:
    return _field(cls, name, Input.WORD, words=words, **more)


def _named(cls: type[Record], label: Label | None = None) -> Iterable[Field]:
    names_help = text("Abkürzungen, frühere und andere Schreibweisen; jede in einer eigenen Zeile.")
    return _field(cls, "name", label=label or PART_LABELS["name"]), _field(cls, "names", Input.LINES, help=names_help)


def _places() -> Field:
    return _chosen("district", "located_in", can_be_none=False)


def _chosen(scheme: str, tie: str, *, can_be_none: bool = True) -> Field:
    """A facet: concepts of a scheme, kept as ties."""
    label = vocabulary().schemes[scheme].many
    return Field(scheme, label, Input.CONCEPTS, of=(scheme,), tie=tie, can_be_unknown=True, can_be_none=can_be_none)


def _actor() -> Iterable[Field]:
    return (
        *_named(Actor),
        _word(Actor, "kind", "actor_kinds"),
        Field("part_of", PART_LABELS["part_of"], Input.RECORDS, of=("actor",), tie="part_of", can_be_unknown=True),
        _places(),
        _field(Actor, "website", Input.LINK),
        _field(Actor, "size", Input.NUMBER, help=text("Wie viele Menschen dazugehören oder dort arbeiten.")),
        _field(Actor, "contact", Input.WORDS, help=text("Nur Funktionen, keine Namen von Personen.")),
        _field(Actor, "links", Input.LINKS),
    )


def _measure() -> Iterable[Field]:
    facets = (_chosen(scheme, tie) for scheme, tie in vocabulary().facet_kinds().items())
    return (
        *_named(Measure, Label(de="Titel", en="title")),
        *facets,
        Field("carriers", PART_LABELS["carriers"], Input.CARRIERS, of=("actor",), tie="carries", can_be_unknown=True),
        _word(Measure, "status", "statuses"),
        _field(Measure, "status_on", Input.DATE, help=text("An welchem Tag der Stand galt.")),
        _field(Measure, "mandatory", Input.YES_NO, help=text("Ob ein Gesetz sie verlangt.")),
        _word(Measure, "funding_level", "funding_levels"),
        _field(Measure, "funding_programme"),
        _field(Measure, "amount_eur", Input.MONEY),
        _field(Measure, "capacity", Input.NUMBER),
        _field(Measure, "links", Input.LINKS),
    )


def _concept() -> Iterable[Field]:
    schemes = tuple(vocabulary().schemes)
    return (
        _word(Concept, "scheme", "schemes", fixed=True),
        _field(Concept, "notation", fixed=True),
        *_named(Concept, Label(de="Bezeichnung", en="name")),
        _field(Concept, "name_en"),
        _field(Concept, "broader", Input.RECORDS, of=schemes),
        _field(Concept, "goals", Input.LINES),
        _field(Concept, "approaches", Input.LINES),
        _field(Concept, "indicators", Input.LINES),
        _field(Concept, "order", Input.NUMBER),
        _field(Concept, "links", Input.LINKS),
    )


def _need() -> Iterable[Field]:
    return (
        *_named(Need, Label(de="Bezeichnung", en="name")),
        _field(Need, "value", Input.DECIMAL),
        _field(Need, "unit"),
        *(_field(Need, scheme, Input.RECORD, of=(scheme,)) for scheme in ("field", "target_group", "district")),
        _field(Need, "links", Input.LINKS),
    )


def _document() -> Iterable[Field]:
    return (
        *_named(Document, Label(de="Titel", en="title")),
        _word(Document, "kind", "document_kinds"),
        _field(Document, "number"),
        _field(Document, "date", Input.DATE),
        _field(Document, "publisher"),
        _field(Document, "address", Input.LINK),
        _field(Document, "retrieved", Input.DATE),
        _field(Document, "links", Input.LINKS),
    )


def _event() -> Iterable[Field]:
    return (
        *_named(Event, Label(de="Titel", en="title")),
        _word(Event, "kind", "event_kinds"),
        _places(),
        _field(Event, "links", Input.LINKS),
    )


def _report() -> Iterable[Field]:
    return (
        _field(Report, "measure", Input.RECORD, of=("measure",)),
        _field(Report, "date", Input.DATE),
        _word(Report, "status", "statuses"),
        _field(Report, "done", Input.WORDS),
        _field(Report, "planned_end", Input.DATE),
        _field(Report, "reported_by", help=_FUNCTION),
    )


def _indicator() -> Iterable[Field]:
    return (
        *_named(Indicator, Label(de="Bezeichnung", en="name")),
        _field(Indicator, "field", Input.RECORD, of=("field",)),
        _field(Indicator, "unit"),
        _word(Indicator, "direction", "directions"),
        _field(Indicator, "target_value", Input.DECIMAL),
        _field(Indicator, "target_on", Input.DATE),
        _field(Indicator, "links", Input.LINKS),
    )


def _observation() -> Iterable[Field]:
    return (
        _field(Observation, "indicator", Input.RECORD, of=("indicator",)),
        _field(Observation, "value", Input.DECIMAL),
        _field(Observation, "measure", Input.RECORD, of=("measure",)),
        _field(Observation, "reported_by", help=_FUNCTION),
    )


def _tie() -> Iterable[Field]:
    kinds = vocabulary().tie_kinds.values()
    return (
        _field(Tie, "origin", Input.RECORD, of=_ends(kind.origin for kind in kinds), fixed=True),
        _word(Tie, "kind", "tie_kinds", fixed=True),
        _field(Tie, "target", Input.RECORD, of=_ends(kind.target for kind in kinds), fixed=True),
        _word(Tie, "role", "roles", fixed=True),
        _field(Tie, "form"),
        _field(Tie, "frequency"),
        _field(Tie, "voting", Input.YES_NO),
        _field(Tie, "order", Input.NUMBER),
        _field(Tie, "public", Input.YES_NO),
    )


def _ends(allowed: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys("actor" if one == "body" else one for each in allowed for one in each))


def _provenance(cls: type[Record]) -> Iterable[Field]:
    """What every record has: when it holds, how sure it is, what the source calls it, notes; a report is of its day."""
    day = text("Jahr, Monat oder Tag: 2024, 06/2024, 30.06.2024; leer, wenn nicht bekannt.")
    for end in ("start", "end") if cls is not Report else ():
        yield Field(end, PART_LABELS[end], Input.DATE, can_be_unknown=True, help=day)
    yield _word(cls, "basis", "bases")
    yield _word(cls, "confirmation", "confirmations")
    yield _field(cls, "original", Input.WORDS)
    for name in ("note", "internal_note"):
        if name in cls.model_fields:
            yield _field(cls, name, Input.WORDS)
