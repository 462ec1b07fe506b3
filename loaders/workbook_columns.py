"""The workbook form as data: its tables, their columns, what else a column may be called, and how to read it.

A facet of a measure (fields, target groups, places …) and "Gehört zu" of an actor become ties; such a column
has companions for the source's words, the basis and sources of its own. A cell that is empty is unknown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache

from graph_service.model.errors import BadValue
from graph_service.model.identity import check_id
from graph_service.model.text import Label, text
from graph_service.model.vocabulary import vocabulary
from loaders import cells
from loaders.references import citations
from loaders.tables import key
from loaders.workbook_form import Column, Context, Reader, Sheet, TieColumn


def _plain(read: Callable[[str], object]) -> Reader:
    return lambda cell, _: read(cell)


def _word(table: str, de: str, en: str) -> Reader:
    return lambda cell, _: cells.word(cell, table, Label(de=de, en=en))


def _prefixes(scheme_or_type: str) -> tuple[str, ...]:
    return ("actor",) if scheme_or_type == "body" else (scheme_or_type,)


def _every_type() -> tuple[str, ...]:
    words = vocabulary()
    return (*(entry for entry in words.node_types if entry != "concept"), *words.schemes)


def _identifier(prefix: str) -> Reader:
    def read(cell: str, context: Context) -> str:
        before = context.values.get("scheme", prefix)
        return check_id(cell if "/" in cell else f"{before}/{cell}")

    return read


def _broader(cell: str, context: Context) -> tuple[str, ...]:
    scheme = context.values.get("scheme")
    schemes = (scheme,) if scheme else tuple(vocabulary().schemes)
    return tuple(context.names.find(part, schemes) for part in cells.texts(cell))


def _end(end: str) -> Reader:
    def read(cell: str, context: Context) -> str:
        kind = context.values.get("kind")
        allowed = getattr(vocabulary().tie_kinds[kind], end) if kind else _every_type()
        return context.names.find(cell, {prefix for part in allowed for prefix in _prefixes(part)})

    return read


def _role(cell: str, context: Context) -> str:
    words, kind = vocabulary(), context.values.get("kind")
    allowed = words.tie_kinds[kind].roles if kind else ()
    return cells.word(cell, "roles", Label(de="Rolle", en="role"), allowed or tuple(words.roles))


def _decision(cell: str, context: Context) -> str:
    kind = context.values.get("kind")
    decisions = {
        key(spelling): entry
        for name, words in vocabulary().judgement_kinds.items()
        if kind in (None, name)
        for entry, both in words.decisions.items()
        for spelling in (both.en, entry, both.de)
    }
    found = decisions.get(key(cell))
    if found is None:
        raise cells.unknown(cell, decisions, Label(de="Entscheidung", en="decision"))
    return found


def _one(*prefixes: str) -> Reader:
    return lambda cell, context: context.names.find(cell, prefixes or _every_type())


def _schemes(cell: str) -> tuple[str, ...]:
    """The facets that are recorded as "keine", where their order is to be kept; else the word in the facet does."""
    return tuple(cells.word(part, "schemes", Label(de="Liste", en="list")) for part in cells.texts(cell))


def _link(cell: str) -> str:
    if not cell.lower().startswith(("http://", "https://")) or any(letter.isspace() for letter in cell):
        raise BadValue(
            text("„{value}“ ist keine Internetadresse.", value=cell),
            value=cell,
            remedy=text("Sie beginnt mit http:// oder https:// und enthält keine Leerzeichen."),
        )
    return cell


_ID = ("id",)
_NAMES = Column("names", "Weitere Namen", ("other names", "Abkürzungen", "Abkürzung"), _plain(cells.texts), many=True)
_LINKS = Column(
    "links",
    "Weitere Adressen",
    ("links",),
    _plain(lambda cell: tuple(_link(part) for part in cells.texts(cell))),
    many=True,
)
_KIND_WORDS = Column("original", "Art (Wortlaut)", ("Wortlaut", "original", "kind (original)"))
_WORDS = Column("original", "Wortlaut", ("original",))


def _provenance(start: str = "Von", end: str = "Bis", *, cited: bool = True) -> tuple[Column, ...]:
    """The columns that every record has: when it holds, how sure it is, where it comes from, a note."""
    day = _plain(cells.day)
    return (
        Column("start", start, tuple({"Gültig von", "Beginn", "Start", "valid from"} - {start}), day),
        Column("end", end, tuple({"Gültig bis", "Ende", "valid to"} - {end}), day),
        Column("basis", "Grundlage", ("basis",), _word("bases", "Grundlage", "basis")),
        Column(
            "confirmation",
            "Bestätigung",
            ("confirmation",),
            _word("confirmations", "Bestätigung", "confirmation"),
        ),
        Column(
            "sources",
            "Quellen",
            ("Quelle", "sources", "source"),
            lambda cell, context: citations(cell, context.names),
            required=cited,
            many=True,
        ),
        Column("note", "Notiz", ("note", "Notizen", "Bemerkung", "Bemerkungen")),
        Column("internal_note", "Interne Notiz", ("internal_note", "internal note")),
    )


def _facets() -> Iterator[TieColumn]:
    words = vocabulary()
    for scheme, kind in words.facet_kinds().items():
        named = words.schemes[scheme]
        yield TieColumn(kind, scheme, named.many.de, (named.one.de, named.many.en, scheme), can_be_none=True)


def _places() -> TieColumn:
    named = vocabulary().schemes["district"]
    return TieColumn("located_in", "district", named.many.de, (named.one.de, named.many.en, "district"))


_SOURCES = (
    Column("id", "Kennung", _ID, _identifier("document")),
    Column("name", "Titel", ("Name", "title"), required=True),
    _NAMES,
    Column("kind", "Art", ("kind",), _word("document_kinds", "Quellenart", "kind of source"), required=True),
    _KIND_WORDS,
    Column("number", "Nummer", ("number",)),
    Column("date", "Datum", ("date",), _plain(cells.day)),
    Column("publisher", "Herausgeber", ("Herausgeberin", "publisher")),
    Column("address", "Adresse", ("Internetadresse", "URL", "address"), _plain(_link)),
    Column("retrieved", "Abgerufen am", ("Abgerufen", "retrieved"), _plain(cells.day)),
    _LINKS,
    *_provenance("Gültig von", "Gültig bis", cited=False),
)
_CONCEPTS = (
    Column("scheme", "Liste", ("scheme", "list"), _word("schemes", "Liste", "list"), required=True),
    Column("id", "Kennung", _ID, _identifier("field")),
    Column("notation", "Kürzel", ("notation", "Code"), required=True),
    Column("name", "Bezeichnung", ("Name", "label"), required=True),
    Column("name_en", "Bezeichnung (englisch)", ("label (English)", "name_en")),
    _NAMES,
    Column("broader", "Oberbegriffe", ("Oberbegriff", "broader"), _broader, many=True),
    Column("order", "Reihenfolge", ("order",), _plain(cells.whole_number)),
    Column("goals", "Ziele", ("Leitziele", "goals"), _plain(cells.texts), many=True),
    Column("approaches", "Ansätze", ("Handlungsansätze", "approaches"), _plain(cells.texts), many=True),
    Column("indicators", "Indikatoren", ("Wirkungsindikatoren", "indicators"), _plain(cells.texts), many=True),
    _LINKS,
    _WORDS,
    *_provenance("Gültig von", "Gültig bis"),
)
_ACTORS = (
    Column("id", "Kennung", _ID, _identifier("actor")),
    Column("name", "Name", ("Bezeichnung",), required=True),
    _NAMES,
    Column("kind", "Art", ("Akteursart", "kind"), _word("actor_kinds", "Akteursart", "kind of actor"), required=True),
    _KIND_WORDS,
    Column("website", "Website", ("Webseite", "Internetseite", "Homepage"), _plain(_link)),
    _LINKS,
    Column("size", "Größe", ("Mitarbeitende", "size"), _plain(cells.whole_number)),
    Column("contact", "Kontakt", ("contact",)),
    *_provenance(),
)
_MEASURES = (
    Column("id", "Kennung", _ID, _identifier("measure")),
    Column("name", "Titel", ("Name", "Bezeichnung", "title"), required=True),
    _NAMES,
    Column("status", "Stand", ("Status",), _word("statuses", "Stand", "status")),
    Column("status_on", "Stand vom", ("status_on",), _plain(cells.day)),
    Column("mandatory", "Pflichtaufgabe", ("mandatory",), _plain(cells.yes_no)),
    Column(
        "funding_level",
        "Förderebene",
        ("funding_level",),
        _word("funding_levels", "Förderebene", "level of funding"),
    ),
    Column("funding_programme", "Förderprogramm", ("funding_programme",)),
    Column("amount_eur", "Betrag (EUR)", ("Betrag", "Betrag in EUR", "amount_eur"), _plain(cells.number)),
    Column("capacity", "Plätze", ("capacity",), _plain(cells.whole_number)),
    Column("none_recorded", "Erfasst als keine", ("none_recorded",), _plain(_schemes)),
    _LINKS,
    _WORDS,
    *_provenance(),
)
_NEEDS = (
    Column("id", "Kennung", _ID, _identifier("need")),
    Column("name", "Bezeichnung", ("Name", "Titel"), required=True),
    _NAMES,
    Column("value", "Wert", ("Zahl", "value"), _plain(cells.number)),
    Column("unit", "Einheit", ("unit",)),
    Column("field", "Handlungsfeld", ("field",), _one("field")),
    Column("target_group", "Zielgruppe", ("target_group",), _one("target_group")),
    Column("district", "Ort", ("district",), _one("district")),
    _LINKS,
    _WORDS,
    *_provenance(),
)
_REPORTS = (
    Column("id", "Kennung", _ID, _identifier("report")),
    Column("name", "Titel", ("Name", "Bezeichnung", "title")),
    _NAMES,
    Column("measure", "Maßnahme", ("measure",), _one("measure"), required=True),
    Column("date", "Datum", ("Stand vom", "date"), _plain(cells.day), required=True),
    Column("status", "Stand", ("Status",), _word("statuses", "Stand", "status")),
    Column("done", "Was getan wurde", ("Getan", "Sachstand", "done")),
    Column("planned_end", "Geplantes Ende", ("planned_end", "planned end"), _plain(cells.day)),
    Column("reported_by", "Berichtet von", ("reported_by", "reported by")),
    _LINKS,
    _WORDS,
    *_provenance("Gültig von", "Gültig bis"),
)
_INDICATORS = (
    Column("id", "Kennung", _ID, _identifier("indicator")),
    Column("name", "Bezeichnung", ("Name", "Titel"), required=True),
    _NAMES,
    Column("field", "Handlungsfeld", ("field",), _one("field"), required=True),
    Column("unit", "Einheit", ("unit",)),
    Column("direction", "Richtung", ("direction",), _word("directions", "Richtung", "direction")),
    Column("target_value", "Zielwert", ("Ziel", "target_value", "target"), _plain(cells.signed_number)),
    Column("target_on", "Ziel bis", ("target_on", "target date"), _plain(cells.day)),
    _LINKS,
    _WORDS,
    *_provenance("Gültig von", "Gültig bis"),
)
_OBSERVATIONS = (
    Column("id", "Kennung", _ID, _identifier("observation")),
    Column("name", "Titel", ("Name", "Bezeichnung", "title")),
    _NAMES,
    Column("indicator", "Indikator", ("indicator",), _one("indicator"), required=True),
    Column("value", "Wert", ("Zahl", "value"), _plain(cells.signed_number), required=True),
    Column("measure", "Maßnahme", ("measure",), _one("measure")),
    Column("reported_by", "Berichtet von", ("reported_by", "reported by")),
    _LINKS,
    _WORDS,
    *_provenance(),
)
_EVENTS = (
    Column("id", "Kennung", _ID, _identifier("event")),
    Column("name", "Titel", ("Name", "Bezeichnung"), required=True),
    _NAMES,
    Column("kind", "Art", ("kind",), _word("event_kinds", "Ereignisart", "kind of event"), required=True),
    _KIND_WORDS,
    _LINKS,
    *_provenance(),
)
_TIES = (
    Column("kind", "Art", ("kind",), _word("tie_kinds", "Beziehungsart", "kind of tie"), required=True),
    Column("origin", "Von", ("origin", "from"), _end("origin"), required=True),
    Column("target", "Nach", ("Zu", "target", "to"), _end("target"), required=True),
    Column("role", "Rolle", ("role",), _role),
    _WORDS,
    Column("form", "Form"),
    Column("frequency", "Häufigkeit", ("frequency",)),
    Column("voting", "Stimmrecht", ("voting",), _plain(cells.yes_no)),
    Column("order", "Reihenfolge", ("order",), _plain(cells.whole_number)),
    Column("public", "Öffentlich", ("public",), _plain(cells.yes_no)),
    *_provenance("Gültig von", "Gültig bis"),
)
_JUDGEMENTS = (
    Column("kind", "Art", ("kind",), _word("judgement_kinds", "Urteilsart", "kind of judgement"), required=True),
    Column("first", "Eintrag", ("Erster Eintrag",), _one(), required=True),
    Column("second", "Anderer Eintrag", ("Zweiter Eintrag",), _one(), required=True),
    Column("decision", "Entscheidung", ("decision",), _decision, required=True),
    Column("author", "Entschieden von", ("author",), required=True),
    Column("decided_on", "Entschieden am", ("decided_on",), _plain(cells.day), required=True),
    Column("reason", "Begründung", ("reason",)),
    _WORDS,
    *_provenance("Gültig von", "Gültig bis", cited=False),
)


@cache
def sheets() -> tuple[Sheet, ...]:
    """The tables of the workbook, in the order in which they are read."""
    parent = TieColumn("part_of", "actor", "Gehört zu", ("Teil von", "part_of"))
    return (
        Sheet("quellen", ("sources", "documents"), "document", _SOURCES),
        Sheet("begriffe", ("concepts",), "concept", _CONCEPTS),
        Sheet("akteure", ("actors",), "actor", _ACTORS, (parent, _places())),
        Sheet("massnahmen", ("measures", "Maßnahmen"), "measure", _MEASURES, tuple(_facets())),
        Sheet("beziehungen", ("ties", "relations"), "tie", _TIES),
        Sheet("bedarf", ("Bedarfe", "needs"), "need", _NEEDS, required=False),
        Sheet("ereignisse", ("events",), "event", _EVENTS, (_places(),), required=False),
        Sheet("indikatoren", ("Wirkungsindikatoren", "indicators"), "indicator", _INDICATORS, required=False),
        Sheet("berichte", ("Sachstandsberichte", "reports"), "report", _REPORTS, required=False),
        Sheet("werte", ("Indikatorwerte", "observations"), "observation", _OBSERVATIONS, required=False),
        Sheet("urteile", ("judgements",), "judgement", _JUDGEMENTS, required=False),
    )
