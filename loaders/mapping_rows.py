"""A plain list, one row for each offering, becomes actors, measures and ties by a mapping that a person approved."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from rapidfuzz import fuzz, process

from graph_service.model.checking import bad_record
from graph_service.model.errors import BadInput, BadValue
from graph_service.model.identity import check_id, local_of, node_id, prefix_of
from graph_service.model.nodes import Actor, AnyNode, Concept, Document, Measure
from graph_service.model.period import Period
from graph_service.model.provenance import Citation
from graph_service.model.text import Text, text
from graph_service.model.ties import AnyRecord, Tie
from graph_service.model.vocabulary import vocabulary
from loaders.base import Finding, Loaded, Report
from loaders.cells import NONE_WORDS
from loaders.mapping import IGNORE, ColumnMapping, facets, meanings, roles
from loaders.mapping import Mapping as ListMapping
from loaders.mapping_columns import Index, ListColumn, columns_of
from loaders.references import Names
from loaders.tables import Row, Table, key
from loaders.workbook_columns import sheets
from loaders.workbook_form import Column, Context
from loaders.workbook_rows import place

_NOBODY: Mapping[str, AnyNode] = {}
_MOST_HINTS = 200
# What to do, in the words of the mapping file; a page names its own fields instead.
SAY_KIND = text("Bitte in der Zuordnung unter kinds oder actor_kind angeben.")
SAY_WHO = text("Bitte in der Zuordnung unter words die Kennung angeben.")
SAY_ID = text("Bitte in der Zuordnung unter words die gemeinte Kennung angeben.")
ONE_MEASURE = text("Sind beide eine einzige Maßnahme, dann in der Zuordnung identity: title angeben.")
TWO_MEASURES = text("Bitte angleichen, oder in der Zuordnung identity: title and carrier angeben.")


def load_list(
    table: Table,
    mapping: ListMapping,
    known: Mapping[str, AnyNode] = _NOBODY,
    *,
    source: str = "",
    skip_bad_rows: bool = False,
) -> Loaded:
    """The actors, measures and ties of a list; each cites the list (`source`, its file name) and the row.

    Nothing is raised and nothing guessed: a column without a meaning, an actor of unknown kind, a word that no
    controlled list has are reported with row, column, value and what is near. All or nothing, as `load_folder`.
    """
    source = source or table.name
    report = Report(source)
    for note in table.notes:
        report.note(note, table.name)
    columns = columns_of(table, mapping, report)
    if report.errors:
        return Loaded((), report)
    reader = _ListReader(table, mapping, columns, known, report, source)
    records = reader.records()
    if report.errors and not skip_bad_rows:
        return Loaded((), report)
    report.counts.update(Counter(record.type for record in records))
    return Loaded(records, report)


@dataclass
class _Draft:
    """A measure on its way: where it was first met, what is said of it, and its ties."""

    number: int
    values: dict[str, Any]
    ties: dict[str, Tie]


@dataclass
class _RowRecords:
    """What one row adds, taken over only if the whole row is right."""

    values: dict[str, Any] = field(default_factory=dict)
    nodes: dict[str, AnyNode] = field(default_factory=dict)
    ties: list[dict[str, Any]] = field(default_factory=list)
    carriers: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    none_recorded: list[str] = field(default_factory=list)


class _ListReader:
    """Reads the rows of one list."""

    def __init__(
        self,
        table: Table,
        mapping: ListMapping,
        columns: Sequence[ListColumn],
        known: Mapping[str, AnyNode],
        report: Report,
        source: str,
    ) -> None:
        self._table, self._mapping, self._columns, self._report = table, mapping, columns, report
        self._known = known
        self._index = Index(known.values())
        self._names = Names(known.values())
        self._kinds = {key(name): kind for name, kind in mapping.kinds.items() if kind}
        self._empty = {word.casefold() for word in mapping.empty}
        self._document = _document(mapping, source)
        self._nodes: dict[str, AnyNode] = {}
        self._drafts: dict[str, _Draft] = {}
        self._several_notes = sum(column.meaning == "note" for column in columns) > 1
        self._hints = 0
        self._told: set[str] = set()
        self._faults = 0

    def records(self) -> tuple[AnyRecord, ...]:
        for row in self._table.rows:
            self._faults = 0
            read = self._read(row)
            if self._faults == 0:
                with self._reporting(row):
                    self._take(row, read)
        measures = [Measure.model_validate(draft.values) for draft in self._drafts.values()]
        ties = [tie for draft in self._drafts.values() for tie in draft.ties.values()]
        return (self._document, *self._nodes.values(), *measures, *ties)

    def _read(self, row: Row) -> _RowRecords:
        read = _RowRecords()
        for fault in row.faults:
            self._fault(fault.message, row, self._heading(fault.position), fault.value)
        if any(row.cells[len(self._table.heading) :]):
            self._fault(text("Die Zeile hat mehr Zellen als die Tabelle Spalten."), row)
        # The kind of the row's actors must be known before they are met.
        for column in sorted(self._columns, key=lambda column: column.meaning != "actor_kind"):
            cell = self._cell(row, column)
            if cell:
                with self._reporting(row, column.heading, cell):
                    self._read_cell(row, column, cell, read)
        return read

    def _heading(self, position: int) -> str:
        return self._table.heading[position] if position < len(self._table.heading) else ""

    def _cell(self, row: Row, column: ListColumn) -> str:
        cell = row.cells[column.position] if column.position < len(row.cells) else ""
        return "" if cell.casefold() in self._empty else cell

    def _read_cell(self, row: Row, column: ListColumn, cell: str, read: _RowRecords) -> None:
        if column.meaning in roles():
            self._read_actors(row, column, cell, read)
        elif column.meaning in facets():
            self._read_facet(row, column, cell, read)
        elif column.meaning == "note":
            read.notes.append(f"{column.heading}: {cell}" if self._several_notes else cell)
        elif column.meaning == "measure":
            read.values["name"] = " ".join(cell.split())
        elif column.meaning != IGNORE:
            read.values[column.meaning] = _reader(column.meaning).read(cell, Context(self._names))

    def _read_actors(self, row: Row, column: ListColumn, cell: str, read: _RowRecords) -> None:
        for name in dict.fromkeys(parts(cell, column.form)):
            actor = self._actor(row, column, column.form.words.get(name, name), read)
            read.ties.append({"kind": "carries", "origin": actor, "role": column.meaning, "original": None})
            if column.meaning in ("carrier", "lead"):
                read.carriers.append(actor)

    def _actor(self, row: Row, column: ListColumn, name: str, read: _RowRecords) -> str:
        found = self._index.find(name, "actor") or tuple(
            node.id for node in read.nodes.values() if isinstance(node, Actor) and key(node.name) == key(name)
        )
        found = found or self._recognised(row, column, name)
        if len(found) > 1:
            raise BadValue(
                text("„{value}“ ist nicht eindeutig: {words}.", value=name, words=found), value=name, remedy=SAY_WHO
            )
        if found:
            return found[0]
        listed, told = self._kinds.get(key(name)), read.values.get("actor_kind")
        kind = listed or (told if column.meaning in ("carrier", "lead") else None) or self._mapping.actor_kind
        if kind is None:
            raise BadValue(
                text("Für „{value}“ ist keine Akteursart festgelegt.", value=name), value=name, remedy=SAY_KIND
            )
        actor = Actor(
            id=node_id("actor", name),
            name=name,
            kind=kind,
            basis="stated" if kind == told and not listed else "assigned",
            sources=self._source(row),
        )
        self._hint_at_near(row, column, name)
        return self._new(actor, read)

    def _recognised(self, row: Row, column: ListColumn, name: str) -> tuple[str, ...]:
        """The actors that only lack the name's legal form, or have one more; none where the mapping says a kind."""
        found = () if key(name) in self._kinds else self._index.recognise(name)
        if len(found) == 1 and name not in self._told:
            self._told.add(name)
            known = self._index.names[found[0]]
            message = text(
                "„{value}“ wurde als „{name}“ erkannt; nur die Rechtsform ist anders.", value=name, name=known
            )
            self._report.note(message, place(self._table.name, row.number, column.heading), name)
        return found

    def _new(self, node: AnyNode, read: _RowRecords) -> str:
        if node.id in self._index.names:
            raise BadValue(
                text("Die Kennung „{value}“ steht schon für „{name}“.", value=node.id, name=self._index.names[node.id]),
                value=node.name,
                remedy=SAY_ID,
            )
        read.nodes[node.id] = node
        return node.id

    def _hint_at_near(self, row: Row, column: ListColumn, name: str) -> None:
        """Says that a new actor is written much like one that is there; whether they are one, a person decides."""
        self._hints += 1
        actors = (named for node, named in self._index.names.items() if prefix_of(node) == "actor")
        near = _alike(name, actors) if self._hints <= _MOST_HINTS else ()
        spot = place(self._table.name, row.number, column.heading)
        if near:
            message = text("„{value}“ ist neu und ähnelt {words}.", value=name, words=near)
            self._report.findings.append(Finding("warning", message, spot, name, near))
        if "/" in name and "/" not in column.form.split:
            message = text("„{value}“ wurde als ein einziger Name gelesen.", value=name)
            self._report.warning(message, spot, name)

    def _read_facet(self, row: Row, column: ListColumn, cell: str, read: _RowRecords) -> None:
        words = parts(cell, column.form)
        if len(words) == 1 and key(words[0]) in NONE_WORDS:
            read.none_recorded.append(column.meaning)
            return
        kind = vocabulary().facet_kinds()[column.meaning]
        ours = {key(word): meant for word, meant in column.form.words.items()}
        for word in dict.fromkeys(words):
            meant = ours.get(key(word), word)
            target = self._concept(row, column, meant, read)
            node = self._known.get(target) or self._nodes.get(target) or read.nodes.get(target)
            tie = {"kind": kind, "target": target, "basis": "stated" if meant == word else "assigned"}
            if not any(other.get("target") == target for other in read.ties):
                read.ties.append({**tie, "original": word if node is None or node.name != word else None})

    def _concept(self, row: Row, column: ListColumn, word: str, read: _RowRecords) -> str:
        scheme = column.meaning
        if self._index.find(word, scheme) or not column.form.add:
            return self._names.find(word, (scheme,))
        concept = Concept(
            id=node_id(scheme, word),
            scheme=scheme,
            notation=word,
            name=word,
            basis="assigned",
            sources=self._source(row),
        )
        read.nodes[concept.id] = concept
        return concept.id

    def _take(self, row: Row, read: _RowRecords) -> None:
        values = self._measure(row, read)
        ties = [self._tie(tie, values["id"], row) for tie in read.ties]
        Measure.model_validate(values)  # before anything is kept
        draft = self._drafts.get(values["id"])
        if draft is None:
            self._drafts[values["id"]] = _Draft(row.number, values, {tie.id: tie for tie in ties})
        elif self._mapping.identity == "title":
            _join(draft, values, ties, self._table.name)
        else:
            raise BadValue(
                text("Dieselbe Maßnahme steht schon in {place}.", place=place(self._table.name, draft.number)),
                value=values["name"],
                remedy=ONE_MEASURE,
            )
        for node in read.nodes.values():
            self._keep(node)

    def _keep(self, node: AnyNode) -> None:
        self._nodes[node.id] = node
        self._index.add(node)
        self._names.add(node.id, (node.notation,) if isinstance(node, Concept) else (), node.name, node.names)

    def _measure(self, row: Row, read: _RowRecords) -> dict[str, Any]:
        values = {slot: value for slot, value in read.values.items() if slot != "actor_kind"}
        if "name" not in values:
            raise BadValue(text("Die Zeile nennt keine Maßnahme."), remedy=text("Bitte den Titel ergänzen."))
        period = Period(start=values.pop("start", None), end=values.pop("end", None))
        own = {"id": self._measure_id(values, read), "valid": period, "sources": self._source(row)}
        if read.notes:
            own["note"] = "\n".join(read.notes)
        return {**values, **own, "none_recorded": tuple(read.none_recorded)}

    def _measure_id(self, values: dict[str, Any], read: _RowRecords) -> str:
        if "id" in values:
            return str(values["id"])
        name = str(values["name"])
        if self._mapping.identity == "title":
            there = self._index.find(name, "measure")
            if len(there) == 1:
                return there[0]
        else:
            name = " ".join((name, *(local_of(carrier) for carrier in sorted(set(read.carriers)))))
        return check_id(node_id("measure", name))

    def _tie(self, tie: dict[str, Any], measure: str, row: Row) -> Tie:
        ends = {"target": measure} if tie["kind"] == "carries" else {"origin": measure}
        return Tie.model_validate({**tie, **ends, "sources": self._source(row)})

    def _source(self, row: Row) -> tuple[Citation, ...]:
        is_file = self._table.name.lower().endswith((".csv", ".tsv", ".txt"))
        where = f"Zeile {row.number}" if is_file else f"Blatt {self._table.name}, Zeile {row.number}"
        return (Citation(document=self._document.id, locator=where),)

    @contextmanager
    def _reporting(self, row: Row, column: str = "", cell: str = "") -> Iterator[None]:
        try:
            yield
        except BadInput as error:
            self._refuse(error, row, column, cell)
        except ValidationError as error:
            self._refuse(bad_record(error, cell), row, column, cell)

    def _refuse(self, error: BadInput, row: Row, column: str, cell: str) -> None:
        for problem in error.details:
            self._fault(problem.message, row, column, problem.value or cell, problem.near)

    def _fault(self, message: Text, row: Row, column: str = "", value: str = "", near: tuple[str, ...] = ()) -> None:
        self._faults += 1
        self._report.error(message, place(self._table.name, row.number, column), value[:200], near)


def _alike(name: str, others: Iterable[str]) -> tuple[str, ...]:
    """The names that differ from this one by little more than a slip of the pen."""
    hits = process.extract(name, tuple(others), scorer=fuzz.ratio, processor=key, limit=3, score_cutoff=85)
    return tuple(hit[0] for hit in hits)


def parts(cell: str, form: ColumnMapping) -> tuple[str, ...]:
    """The names or words in a cell, parted by the signs that the mapping names and by no others."""
    found = [cell]
    for sign in form.split:
        found = [part for piece in found for part in piece.split(sign)]
    return tuple(" ".join(part.split()) for part in found if part.strip())


def _reader(meaning: str) -> Column:
    """How a cell is read that says the same as a column of our own form."""
    slot, sheet = ("kind", "actor") if meaning == "actor_kind" else (meaning, "measure")
    columns = next(form.own_columns for form in sheets() if form.type == sheet)
    return next(column for column in columns if column.slot == slot)


def _document(mapping: ListMapping, source: str) -> Document:
    about = mapping.document
    title = about.title or Path(source).name
    return Document(
        id=node_id("document", title), name=title, kind=about.kind, date=about.date, publisher=about.publisher
    )


def _join(draft: _Draft, values: dict[str, Any], ties: Iterable[Tie], table: str) -> None:
    """A further row on the same measure: it may add, but not contradict."""
    for slot, value in values.items():
        before = draft.values.get(slot)
        if slot in ("sources", "none_recorded") or value == before or _is_empty(value):
            continue
        if not _is_empty(before):
            raise BadValue(
                text(
                    "Zu „{value}“ steht in {place} etwas anderes: {label}.",
                    value=str(values["name"]),
                    place=place(table, draft.number),
                    label=meanings()[slot] if slot in meanings() else text("Laufzeit oder Notiz"),
                ),
                value=str(value),
                remedy=TWO_MEASURES,
            )
        draft.values[slot] = value
    draft.values["sources"] = (*draft.values["sources"], *values["sources"])
    draft.values["none_recorded"] = tuple(dict.fromkeys((*draft.values["none_recorded"], *values["none_recorded"])))
    for tie in ties:
        draft.ties.setdefault(tie.id, tie)


def _is_empty(value: Any) -> bool:
    return value is None or value == () or (isinstance(value, Period) and value.is_unknown)
