"""Which column of a list means what by its mapping, and which record a name in it stands for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from graph_service.model.identity import local_of, prefix_of
from graph_service.model.nodes import AnyNode, Concept
from graph_service.model.text import Text, text
from loaders.base import Report
from loaders.cells import nearest
from loaders.mapping import UNDECIDED, ColumnMapping, Mapping
from loaders.matching.names import without_legal_form
from loaders.tables import Table, key

_TELLING_FORMS = frozenset({"Stiftung", "AG"})  # a foundation is not its founder, and AG may be a working group


@dataclass(frozen=True)
class ListColumn:
    """A column of a list: where it stands, what it is called, what it means."""

    position: int
    heading: str
    form: ColumnMapping

    @property
    def meaning(self) -> str:
        return self.form.meaning


def columns_of(table: Table, mapping: Mapping, report: Report) -> tuple[ListColumn, ...]:
    """Every column with its meaning; what has none, or two, is reported."""
    forms = {key(name): form for name, form in mapping.columns.items()}
    headings = [key(heading) for heading in table.heading]
    found: list[ListColumn] = []
    for position, heading in enumerate(table.heading):
        wrong = _wrong(table, position, forms.get(headings[position]), headings)
        if wrong:
            near = nearest(heading, mapping.columns) if heading and headings[position] not in forms else ()
            report.error(wrong, table.name, heading, near)
        elif heading:
            found.append(ListColumn(position, heading, forms[headings[position]]))
    for wrong, name in _missing(mapping, headings):
        report.error(wrong, table.name, name, nearest(name, table.heading) if name else ())
    return tuple(found)


def _wrong(table: Table, position: int, form: ColumnMapping | None, headings: list[str]) -> Text | None:
    """What is wrong with a column, if something is."""
    heading = table.heading[position]
    if not heading:
        used = any(row.cells[position : position + 1] not in ((), ("",)) for row in table.rows)
        return text("Eine Spalte ohne Namen enthält Werte.") if used else None
    if headings[position] in headings[:position]:
        return text("Die Spalte „{value}“ kommt doppelt vor.", value=heading)
    if form is None:
        return text("Die Spalte „{value}“ steht nicht in der Zuordnung.", value=heading)
    return text("Für die Spalte „{value}“ fehlt die Bedeutung.", value=heading) if form.meaning == UNDECIDED else None


def _missing(mapping: Mapping, headings: list[str]) -> Iterator[tuple[Text, str]]:
    for name in mapping.columns:
        if key(name) not in headings:
            yield text("Die Spalte „{value}“ der Zuordnung gibt es in der Liste nicht.", value=name), name
    if not any(form.meaning == "measure" for form in mapping.columns.values()):
        yield text("Keine Spalte nennt die Maßnahme."), ""


class Index:
    """Which records a name, a further name, a notation or a short id stands for."""

    def __init__(self, known: Iterable[AnyNode]) -> None:
        self._ids: dict[tuple[str, str], set[str]] = defaultdict(set)
        self._bare: dict[str, set[tuple[str, frozenset[str]]]] = defaultdict(set)
        self.names: dict[str, str] = {}
        for node in known:
            self.add(node)

    def add(self, node: AnyNode) -> None:
        """Lets names stand for a record."""
        prefix = prefix_of(node.id)
        short = (node.notation, *((node.name_en,) if node.name_en else ())) if isinstance(node, Concept) else ()
        self.names[node.id] = node.name
        for word in (local_of(node.id), node.name, *node.names, *short):
            self._ids[prefix, key(word) or word].add(node.id)
        for name in (node.name, *node.names) if prefix == "actor" else ():
            bare, forms = without_legal_form(name)
            self._bare[bare].add((node.id, forms))

    def find(self, word: str, prefix: str) -> tuple[str, ...]:
        """The ids of the records of a type or list for which a word stands."""
        if word in self.names and prefix_of(word) == prefix:
            return (word,)
        return tuple(sorted(self._ids.get((prefix, key(word) or word), ())))

    def recognise(self, name: str) -> tuple[str, ...]:
        """The ids of the actors that have this name but for a legal form at its end, which one of the two lacks.

        "Caritasverband e. V." is the Caritasverband; of an association and its company (e. V., gGmbH) neither is the
        other.
        """
        bare, forms = without_legal_form(name)
        return tuple(sorted({node for node, other in self._bare.get(bare, ()) if _fit(forms, other)}))


def _fit(forms: frozenset[str], other: frozenset[str]) -> bool:
    return forms == other or (not (forms and other) and not _TELLING_FORMS & (forms | other))
