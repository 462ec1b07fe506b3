"""Nodes and edges become records: ours field by field, those of others by the table of words; nothing is guessed."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from pydantic import ValidationError

from graph_service.model.checking import bad_record
from graph_service.model.errors import BadInput, BadValue, UnreadableFile
from graph_service.model.identity import node_id, prefix_of
from graph_service.model.nodes import NODES, AnyNode, Document
from graph_service.model.provenance import Citation
from graph_service.model.text import Text, text
from graph_service.model.ties import AnyRecord, Tie
from loaders import cells
from loaders.base import Report
from loaders.graphs.foreign import Choices, Draft, by_field, draft, has_field, ties_of, values_of
from loaders.graphs.form import Edge, Graph, Item
from loaders.graphs.own import is_own, own_record
from loaders.graphs.words import words
from loaders.placed import Placed
from loaders.references import Names, citations
from loaders.tables import key

_MOST_FAULTS = 1_000  # a longer list helps nobody: the file is of another kind
_MOST_NAMED = 100


def records_of(graph: Graph, known: Mapping[str, AnyNode], report: Report, choices: Choices) -> list[Placed]:
    """The records of a graph; what cannot be read is reported in its place.

    A node or edge that names no source of ours cites the file. Raises UnreadableFile where hardly anything fits.
    """
    reader = _Reader(graph, known, report, choices)
    nodes = [*reader.own_nodes(), *reader.foreign_nodes()]
    edges = [placed for edge in graph.edges for placed in reader.edge(edge)]
    reader.name_losses()
    return [*reader.file(), *nodes, *edges]


def file_as_source(name: str) -> Document:
    """The document that stands for a file whose facts name no source."""
    return Document(id=node_id("document", name), kind="collection", name=name[:300])


def report_fault(report: Report, error: BadInput, place: Text) -> None:
    """Puts an error and what is wrong in detail on the report."""
    details = tuple(text("{place}: {message}", place=one.place, message=one.message) for one in error.problems)
    parts = tuple(part for part in (error.message, *details, error.remedy) if part)
    message = parts[0] if len(parts) == 1 else text("{first} {others}", first=parts[0], others=text_of(parts[1:]))
    report.error(message, place, error.value[:200], error.near)


def text_of(parts: tuple[Text, ...]) -> Text:
    """Several texts in one line."""
    return parts[0] if len(parts) == 1 else text("{first} {others}", first=parts[0], others=text_of(parts[1:]))


class _Reader:
    """Reads the items of one file: which id stands for which record, and what is not taken over."""

    def __init__(self, graph: Graph, known: Mapping[str, AnyNode], report: Report, choices: Choices) -> None:
        self._graph, self._known, self._report, self._choices = graph, known, report, choices
        self._source = file_as_source(graph.name)
        self._cited = False
        self._ids: dict[str, str | None] = {}  # None stands for a node that was refused
        self._names = Names(known.values())
        self._unused: Counter[str] = Counter()
        self._examples: dict[str, str] = {}
        self._faults = 0

    def file(self) -> list[Placed]:
        """The file itself as a source, where anything cites it."""
        return [Placed(self._source, text("{name}", name=self._graph.name))] if self._cited else []

    def own_nodes(self) -> list[Placed]:
        return [placed for item in self._graph.nodes if is_own(item) for placed in self._own_node(item)]

    def _own_node(self, item: Item) -> list[Placed]:
        if not self._takes_id(item):
            return []
        placed = self._tried(item, lambda: self._own(item, None))
        for one in placed:
            self._introduce(item, one.record)
        return placed

    def foreign_nodes(self) -> list[Placed]:
        drafts = [one for item in self._graph.nodes if not is_own(item) for one in self._drafted(item)]
        _tell_apart(drafts)
        for one in drafts:
            self._ids[one.item.id] = one.values["id"]
            self._names.add(one.values["id"], (), one.values["name"], ())
        unnamed = sum(one.unnamed for one in drafts)
        if unnamed:
            message = text("Bei {n} Knoten steht die Kennung für den fehlenden Namen.", n=unnamed)
            self._report.note(message, self._graph.name)
        return [placed for one in drafts for placed in self._node(one)]

    def _drafted(self, item: Item) -> list[Draft]:
        if not self._takes_id(item):
            return []
        try:
            found, unused = draft(item, self._choices)
        except BadInput as error:
            self._fault(error, item)
            return []
        self._count_unused(item, [*unused, *(slot for slot in found.rest if not has_field(found.values["type"], slot))])
        return [found]

    def _node(self, one: Draft) -> list[Placed]:
        def read() -> list[Placed]:
            rest = {slot: value for slot, value in one.rest.items() if has_field(one.values["type"], slot)}
            values = {**one.values, **values_of(rest)}
            if "sources" in rest or one.values["type"] != "document":  # a document needs none
                values["sources"] = self._sources(rest.get("sources"), one.item)
            return [Placed(NODES.validate_python(values), one.item.place)]

        placed = self._tried(one.item, read)
        if not placed:
            self._ids[one.item.id] = None
        return placed

    def edge(self, edge: Edge) -> list[Placed]:
        return self._tried(edge, lambda: self._edge(edge))

    def _edge(self, edge: Edge) -> list[Placed]:
        ends = self._end(edge.origin), self._end(edge.target)
        if is_own(edge):
            return self._own(edge, ends)
        given, unused = by_field(edge, words().edge)
        ties = ties_of(edge, ends, given, self._choices)
        self._count_unused(edge, unused)
        rest = {**values_of(given), "sources": self._sources(given.get("sources"), edge)}
        return [Placed(Tie(**tie, **rest), edge.place) for tie in ties]

    def _own(self, item: Item, ends: tuple[str, str] | None) -> list[Placed]:
        record, unused = own_record(item, ends)
        self._count_unused(item, unused)
        return [Placed(record, item.place)]

    def _end(self, end: str) -> str:
        if end not in self._ids and end in self._known:
            return end
        if end not in self._ids:
            raise BadValue(
                text("Die Kante führt zu „{value}“, das es in der Datei nicht gibt.", value=end[:80]),
                value=end[:80],
                remedy=text("Bitte den Knoten ergänzen oder die Kante streichen."),
            )
        found = self._ids[end]
        if found is None:
            message = text(
                "Der Knoten „{value}“ wird nicht übernommen, deshalb auch diese Kante nicht.", value=end[:80]
            )
            raise BadValue(message, value=end[:80])
        return found

    def _takes_id(self, item: Item) -> bool:
        if item.id in self._ids:
            message = text("Die Kennung „{value}“ steht für zwei Knoten.", value=item.id[:80])
            self._fault(BadValue(message, value=item.id[:80]), item)
            return False
        self._ids[item.id] = None
        return True

    def _introduce(self, item: Item, record: AnyRecord) -> None:
        self._ids[item.id] = record.id
        if not isinstance(record, Tie) and record.type != "judgement":
            self._names.add(record.id, (), record.name, record.names)

    def _tried(self, item: Item, read: Callable[[], list[Placed]]) -> list[Placed]:
        try:
            return read()
        except BadInput as error:
            self._fault(error, item)
        except ValidationError as error:
            self._fault(bad_record(error, item.attributes), item)
        return []

    def _fault(self, error: BadInput, item: Item) -> None:
        report_fault(self._report, error, item.place)
        self._faults += 1
        if self._faults >= _MOST_FAULTS:
            raise UnreadableFile(
                text("Die Datei hat mehr als {n} Fehler und wurde nicht weiter gelesen.", n=_MOST_FAULTS),
                place=self._graph.name,
                remedy=text("Vielleicht meint sie etwas anderes; bitte die ersten Meldungen ansehen."),
            )

    def _sources(self, value: Any, item: Item) -> tuple[Citation, ...]:
        if value:
            try:
                parts = value if isinstance(value, list) else cells.items(str(value))
                return tuple(one for part in parts for one in citations(_in_quotes(str(part)), self._names))
            except BadInput:
                shown = str(value)[:80]
                message = text("„{value}“ nennt keine erfasste Quelle; als Quelle gilt die Datei.", value=shown)
                self._report.warning(message, item.place, shown)
        self._cited = True
        return (Citation(document=self._source.id, locator=str(item.what)[:200]),)

    def _count_unused(self, item: Item, names: Iterable[str]) -> None:
        for name in names:
            if key(name) not in words().silent_keys:
                self._unused[name] += 1
                self._examples.setdefault(name, str(item.attributes.get(name, ""))[:60])

    def name_losses(self) -> None:
        """Says on the report what of the file is not taken over."""
        for what, times in self._graph.lost.values():
            self._report.note(text("Nicht übernommen: {what} ({n}-mal).", what=what, n=times), self._graph.name)
        for name, times in sorted(self._unused.items())[:_MOST_NAMED]:
            message = text(
                "Nicht übernommen: das Attribut „{name}“ ({n}-mal, zum Beispiel „{value}“).",
                name=name[:80],
                n=times,
                value=self._examples[name],
            )
            self._report.note(message, self._graph.name, name[:80])


def _tell_apart(drafts: Iterable[Draft]) -> None:
    """Nodes of others with the same type and name are told apart by the ids that the file gives them."""
    same: dict[str, list[Draft]] = defaultdict(list)
    for one in drafts:
        same[one.values["id"]].append(one)
    for several in same.values():
        for one in several if len(several) > 1 else ():
            if not one.has_own_id:
                one.values["id"] = node_id(prefix_of(one.values["id"]), f"{one.values['name']} {one.item.id}")


def _in_quotes(words: str) -> str:
    """A source as one entry of a list, whatever semicolons are in it."""
    return '"' + words.replace('"', '""') + '"'
