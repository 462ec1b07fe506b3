"""The workbook form as it is written: sheets, columns, and which list of words a column takes.

The counterpart of loaders/workbook_columns.py; a test holds the two together.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from graph_service.model.vocabulary import vocabulary


@dataclass(frozen=True)
class Field:
    """A column: its heading, the field that it shows, the list of words that it takes (a table of the vocabulary).

    A column that is `seldom` used is left out where nothing stands in it; `refers` says that ids stand in it.
    """

    heading: str
    slot: str
    words: str = ""
    refers: bool = False
    seldom: bool = False
    width: int = 16


@dataclass(frozen=True)
class TieField:
    """A column whose entries are ties of one kind from the row's record, with its companions."""

    heading: str
    kind: str
    scheme: str

    def companion(self, name: str) -> str:
        return f"{self.heading} ({name})"


@dataclass(frozen=True)
class Sheet:
    """A sheet: its title, the file that holds it as CSV, the type of its records, its columns."""

    title: str
    file: str
    type: str
    fields: tuple[Field | TieField, ...]


_ID = Field("Kennung", "id")
_NAMES = Field("Weitere Namen", "names", width=24)
_LINKS = Field("Weitere Adressen", "links", width=24)
_WORDS = Field("Wortlaut", "original", width=20)
_KIND_WORDS = Field("Art (Wortlaut)", "original", width=20)


def _provenance(start: str = "Von", end: str = "Bis") -> tuple[Field, ...]:
    return (
        Field(start, "start", width=12),
        Field(end, "end", width=12),
        Field("Grundlage", "basis", "bases"),
        Field("Bestätigung", "confirmation", "confirmations"),
        Field("Quellen", "sources", width=36),
        Field("Notiz", "note", width=48),
        Field("Interne Notiz", "internal_note", seldom=True, width=48),
    )


_IN_A_SENTENCE = _provenance("Gültig von", "Gültig bis")


def _facets() -> tuple[TieField, ...]:
    words = vocabulary()
    return tuple(TieField(words.schemes[scheme].many.de, kind, scheme) for scheme, kind in words.facet_kinds().items())


@cache
def sheets() -> tuple[Sheet, ...]:
    """The sheets in the order in which people fill them in."""
    places = TieField(vocabulary().schemes["district"].many.de, "located_in", "district")
    return (
        Sheet("Akteure", "akteure", "actor", _actors(places)),
        Sheet("Maßnahmen", "massnahmen", "measure", _measures()),
        Sheet("Beziehungen", "beziehungen", "tie", _TIES),
        Sheet("Begriffe", "begriffe", "concept", _CONCEPTS),
        Sheet("Bedarf", "bedarf", "need", _NEEDS),
        Sheet("Quellen", "quellen", "document", _DOCUMENTS),
        Sheet("Ereignisse", "ereignisse", "event", _events(places)),
        Sheet("Berichte", "berichte", "report", _REPORTS),
        Sheet("Indikatoren", "indikatoren", "indicator", _INDICATORS),
        Sheet("Werte", "werte", "observation", _OBSERVATIONS),
        Sheet("Urteile", "urteile", "judgement", _JUDGEMENTS),
    )


def _actors(places: TieField) -> tuple[Field | TieField, ...]:
    return (
        _ID,
        Field("Name", "name", width=40),
        _NAMES,
        Field("Art", "kind", "actor_kinds", width=28),
        _KIND_WORDS,
        TieField("Gehört zu", "part_of", "actor"),
        places,
        Field("Website", "website", width=24),
        _LINKS,
        Field("Größe", "size", width=10),
        Field("Kontakt", "contact", width=24),
        *_provenance(),
    )


def _measures() -> tuple[Field | TieField, ...]:
    return (
        _ID,
        Field("Titel", "name", width=40),
        _NAMES,
        *_facets(),
        Field("Erfasst als keine", "none_recorded", seldom=True),
        Field("Stand", "status", "statuses"),
        Field("Stand vom", "status_on", width=12),
        Field("Pflichtaufgabe", "mandatory", "yes_no", width=12),
        Field("Förderebene", "funding_level", "funding_levels"),
        Field("Förderprogramm", "funding_programme", width=24),
        Field("Betrag (EUR)", "amount_eur", width=14),
        Field("Plätze", "capacity", width=10),
        _LINKS,
        _WORDS,
        *_provenance(),
    )


def _events(places: TieField) -> tuple[Field | TieField, ...]:
    head = (_ID, Field("Titel", "name", width=40), _NAMES, Field("Art", "kind", "event_kinds"), _KIND_WORDS)
    return (*head, places, _LINKS, *_provenance())


_TIES = (
    Field("Von", "origin", refers=True, width=24),
    Field("Art", "kind", "tie_kinds", width=24),
    Field("Nach", "target", refers=True, width=24),
    Field("Rolle", "role", "roles", width=20),
    _WORDS,
    Field("Form", "form"),
    Field("Häufigkeit", "frequency"),
    Field("Stimmrecht", "voting", "yes_no", width=12),
    Field("Reihenfolge", "order", width=12),
    Field("Öffentlich", "public", "yes_no", width=12),
    *_IN_A_SENTENCE,
)
_CONCEPTS = (
    Field("Liste", "scheme", "schemes"),
    _ID,
    Field("Kürzel", "notation"),
    Field("Bezeichnung", "name", width=40),
    Field("Bezeichnung (englisch)", "name_en", width=32),
    _NAMES,
    Field("Oberbegriffe", "broader", refers=True, width=24),
    Field("Reihenfolge", "order", width=12),
    Field("Ziele", "goals", width=32),
    Field("Ansätze", "approaches", width=32),
    Field("Indikatoren", "indicators", width=32),
    _LINKS,
    _WORDS,
    *_IN_A_SENTENCE,
)
_NEEDS = (
    _ID,
    Field("Bezeichnung", "name", width=40),
    _NAMES,
    Field("Wert", "value", width=12),
    Field("Einheit", "unit"),
    Field("Handlungsfeld", "field", refers=True),
    Field("Zielgruppe", "target_group", refers=True),
    Field("Ort", "district", refers=True),
    _LINKS,
    _WORDS,
    *_provenance(),
)
_REPORTS = (
    _ID,
    Field("Titel", "name", width=24),
    _NAMES,
    Field("Maßnahme", "measure", refers=True, width=24),
    Field("Datum", "date", width=12),
    Field("Stand", "status", "statuses"),
    Field("Was getan wurde", "done", width=40),
    Field("Geplantes Ende", "planned_end", width=12),
    Field("Berichtet von", "reported_by", width=24),
    _LINKS,
    _WORDS,
    *_IN_A_SENTENCE,
)
_INDICATORS = (
    _ID,
    Field("Bezeichnung", "name", width=40),
    _NAMES,
    Field("Handlungsfeld", "field", refers=True),
    Field("Einheit", "unit"),
    Field("Richtung", "direction", "directions"),
    Field("Zielwert", "target_value", width=12),
    Field("Ziel bis", "target_on", width=12),
    _LINKS,
    _WORDS,
    *_IN_A_SENTENCE,
)
_OBSERVATIONS = (
    _ID,
    Field("Titel", "name", width=24),
    _NAMES,
    Field("Indikator", "indicator", refers=True, width=24),
    Field("Wert", "value", width=12),
    Field("Maßnahme", "measure", refers=True, width=24),
    Field("Berichtet von", "reported_by", width=24),
    _LINKS,
    _WORDS,
    *_provenance(),
)
_DOCUMENTS = (
    _ID,
    Field("Titel", "name", width=48),
    _NAMES,
    Field("Art", "kind", "document_kinds"),
    _KIND_WORDS,
    Field("Nummer", "number"),
    Field("Datum", "date", width=12),
    Field("Herausgeber", "publisher", width=24),
    Field("Adresse", "address", width=36),
    Field("Abgerufen am", "retrieved", width=12),
    _LINKS,
    *_IN_A_SENTENCE,
)
_JUDGEMENTS = (
    Field("Art", "kind", "judgement_kinds"),
    Field("Eintrag", "first", refers=True, width=24),
    Field("Anderer Eintrag", "second", refers=True, width=24),
    Field("Entscheidung", "decision", "decisions", width=24),
    Field("Entschieden von", "author", width=24),
    Field("Entschieden am", "decided_on", width=12),
    Field("Begründung", "reason", width=40),
    _WORDS,
    *_IN_A_SENTENCE,
)
