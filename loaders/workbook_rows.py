"""Rows of a table become records: each cell is read by its column, and what cannot be read is reported in its place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError

from graph_service.model.checking import bad_record
from graph_service.model.errors import BadInput, BadValue
from graph_service.model.identity import check_id, local_of, node_id
from graph_service.model.nodes import concept_id
from graph_service.model.period import Period
from graph_service.model.text import Text, text
from graph_service.model.ties import RECORDS, AnyRecord
from graph_service.model.vocabulary import vocabulary
from loaders.base import Report
from loaders.cells import nearest
from loaders.references import Names
from loaders.tables import Row, Table, key
from loaders.workbook_form import Column, Context, Sheet, TieColumn

_FURTHER = re.compile(r"(.+) [2-9]\d?")
_IDENTIFYING = frozenset({"scheme", "id", "notation", "name", "names", "name_en"})


@dataclass(frozen=True)
class Heading:
    """Which column of the form stands where in a table, what the table calls it, and where a list goes on."""

    columns: tuple[tuple[int, Column], ...]
    called: tuple[str, ...]
    further: Mapping[str, tuple[int, ...]] = field(default_factory=dict)

    def name_of(self, slot: str) -> str:
        return next((self.called[place] for place, column in self.columns if column.slot == slot), "")

    def cell(self, row: Row, position: int, column: Column) -> str:
        """What stands in a row for a column."""
        if column.slot not in self.further:
            return row.cells[position] if position < len(row.cells) else ""
        places = (position, *self.further[column.slot])
        return ";".join(row.cells[place] for place in places if place < len(row.cells) and row.cells[place])


@dataclass(frozen=True)
class Entry:
    """What one row gave: its records, the first of them the row's own, and where the row stands."""

    sheet: Sheet
    table: str
    number: int
    records: tuple[AnyRecord, ...]

    @property
    def place(self) -> Text:
        return place(self.table, self.number)


def place(table: str, number: int | None = None, column: str = "") -> Text:
    """Where something stands, as people look it up."""
    if number is None:
        return (
            text("{table}, Spalte „{column}“", table=table, column=column) if column else text("{table}", table=table)
        )
    if column:
        return text("{table}, Zeile {row}, Spalte „{column}“", table=table, row=str(number), column=column)
    return text("{table}, Zeile {row}", table=table, row=str(number))


def understand_heading(sheet: Sheet, table: Table, report: Report) -> Heading | None:
    """The columns of a table; None, with the reasons reported, where its rows cannot be read."""
    found: dict[str, tuple[int, Column]] = {}
    further: dict[str, tuple[int, ...]] = {}
    sound = True
    for position, name in enumerate(table.heading):
        column, goes_on = _column_named(sheet, name)
        if column is None:
            _report_unknown_column(sheet, table, position, report)
        elif goes_on and column.slot in found:
            further[column.slot] = (*further.get(column.slot, ()), position)
        elif column.slot in found:
            report.error(text("Die Spalte „{value}“ kommt doppelt vor.", value=column.name), table.name, name)
            sound = False
        else:
            found[column.slot] = (position, column)
    missing = tuple(column.name for column in sheet.columns if column.required and column.slot not in found)
    if missing:
        report.error(text("Es fehlen die Spalten: {words}.", words=missing), table.name)
    order = [column.slot for column in sheet.columns]
    ordered = tuple(sorted(found.values(), key=lambda pair: order.index(pair[1].slot)))
    return Heading(ordered, table.heading, further) if sound and not missing else None


def _column_named(sheet: Sheet, name: str) -> tuple[Column | None, bool]:
    """The column of this name, and whether it is a further one of a list ("Quellen 2")."""
    word, number = key(name), _FURTHER.fullmatch(key(name))
    column = next((column for column in sheet.columns if word and word in column.known_as()), None)
    if column is None and number:
        column = next((column for column in sheet.columns if column.many and number[1] in column.known_as()), None)
        return column, True
    return column, False


def _report_unknown_column(sheet: Sheet, table: Table, position: int, report: Report) -> None:
    name = table.heading[position]
    if name:
        choices = tuple(column.name for column in sheet.columns)
        near = nearest(name, choices)
        hint = (
            text("Gemeint ist vielleicht: {words}.", words=near) if near else text("Erlaubt: {words}.", words=choices)
        )
        message = text("Die Spalte „{value}“ ist nicht bekannt. {hint}", value=name, hint=hint)
        report.error(message, table.name, name, near)
    elif any(row.cells[position : position + 1] not in ((), ("",)) for row in table.rows):
        report.error(text("Eine Spalte ohne Namen enthält Werte."), table.name)


def introduce(sheet: Sheet, heading: Heading, row: Row, names: Names) -> None:
    """Lets other rows refer to the record of this row, whether or not the rest of the row is right."""
    if sheet.type in ("tie", "judgement"):
        return
    context = Context(names)
    for position, column in heading.columns:
        cell = heading.cell(row, position, column) if column.slot in _IDENTIFYING else ""
        if cell:
            try:
                context.values[column.slot] = column.read(cell, context)
            except BadInput:
                return
    values = context.values
    record_id, name = _record_id(sheet, values), values.get("name")
    if record_id:
        english = (values["name_en"],) if "name_en" in values else ()
        short = (values["notation"],) if "notation" in values else ()
        names.add(record_id, short, name or local_of(record_id), (*values.get("names", ()), *english))


def _record_id(sheet: Sheet, values: dict[str, Any]) -> str | None:
    if "id" in values:
        return str(values["id"])
    if sheet.type != "concept":
        return node_id(sheet.type, values["name"]) if "name" in values else None
    if not {"scheme", "notation"} <= values.keys():
        return None
    try:
        return check_id(concept_id(values["scheme"], values["notation"]))
    except BadValue:
        return node_id(values["scheme"], values["notation"])


@dataclass
class RowReader:
    """Reads the rows of one table into entries and reports what it cannot read."""

    sheet: Sheet
    table: Table
    heading: Heading
    names: Names
    report: Report
    _faults: int = field(default=0, init=False)
    _cited: dict[str, object] = field(default_factory=dict, init=False)

    def entries(self) -> Iterator[Entry]:
        """The entry of each row that could be read as a whole."""
        for row in self.table.rows:
            self._faults = 0
            values = self._values(row)
            records = self._records(values, row) if self._faults == 0 else []
            if self._faults == 0:
                yield Entry(self.sheet, self.table.name, row.number, tuple(records))

    def _values(self, row: Row) -> dict[str, Any]:
        context = Context(self.names)
        if any(row.cells[len(self.heading.called) :]):
            self._fault(text("Die Zeile hat mehr Zellen als die Tabelle Spalten."), row, "")
        for fault in row.faults:
            called = self.heading.called[fault.position] if fault.position < len(self.heading.called) else ""
            self._fault(fault.message, row, called, fault.value)
        broken = {fault.position for fault in row.faults}
        for position, column in self.heading.columns:
            cell = self.heading.cell(row, position, column) if position not in broken else ""
            called = self.heading.called[position]
            if cell:
                self._read(row, column, called, cell, context)
            elif column.required and position not in broken:
                self._fault(text("Diese Angabe fehlt."), row, called)
        return context.values

    def _read(self, row: Row, column: Column, called: str, cell: str, context: Context) -> None:
        known = self._cited.get(cell) if column.slot == "sources" else None
        if known is not None:  # most rows cite what the row before cited
            context.values[column.slot] = known
            return
        with self._reporting(row, called, cell):
            context.values[column.slot] = column.read(cell, context)
            if column.slot == "sources":
                self._cited[cell] = context.values[column.slot]

    def _records(self, values: dict[str, Any], row: Row) -> list[AnyRecord]:
        records: list[AnyRecord] = []
        with self._reporting(row):
            records.append(_record(self.sheet, values))
        for column in self.sheet.tie_columns if records else ():
            if column.slots.isdisjoint(values):
                continue
            with self._reporting(row, self.heading.name_of(column.kind) or column.name):
                records.extend(_ties(column, records[0], values))
        return records

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
            called = column or self.heading.name_of(str(problem.place).partition(".")[0])
            value = cell if error.problems and cell else problem.value or cell
            self._fault(problem.message, row, called, value, problem.near)

    def _fault(self, message: Text, row: Row, column: str, value: str = "", near: tuple[str, ...] = ()) -> None:
        self._faults += 1
        self.report.error(message, place(self.table.name, row.number, column), value[:200], near)


def _record(sheet: Sheet, values: dict[str, Any]) -> AnyRecord:
    own = {slot: value for slot, value in values.items() if slot not in sheet.tie_slots}
    own["valid"] = Period(start=own.pop("start", None), end=own.pop("end", None))
    if sheet.type == "judgement":
        own["subjects"] = (own.pop("first"), own.pop("second"))
    elif sheet.type != "tie":
        own["id"] = _record_id(sheet, own)
    if sheet.type == "measure":
        own["none_recorded"] = _none_recorded(values)
    return RECORDS.validate_python({"type": sheet.type, **own})


def _none_recorded(values: dict[str, Any]) -> tuple[str, ...]:
    listed: tuple[str, ...] = values.get("none_recorded", ())
    said = (scheme for scheme, kind in vocabulary().facet_kinds().items() if values.get(kind) == ())
    return (*listed, *(scheme for scheme in said if scheme not in listed))


def _ties(column: TieColumn, record: AnyRecord, values: dict[str, Any]) -> Iterator[AnyRecord]:
    targets = values.get(column.kind, ())
    originals = _one_for_each(column, "original", targets, values)
    bases = _one_for_each(column, "basis", targets, values)
    for target, original, basis in zip(targets, originals, bases, strict=True):
        yield RECORDS.validate_python(
            {
                "type": "tie",
                "kind": column.kind,
                "origin": record.id,
                "target": target,
                "original": original or None,
                "basis": basis or record.basis,
                "confirmation": record.confirmation,
                "sources": values.get(f"{column.kind}:sources", record.sources),
            }
        )


def _one_for_each(
    column: TieColumn, companion: str, targets: tuple[str, ...], values: dict[str, Any]
) -> tuple[Any, ...]:
    """The companion's entries: one for each target, or a single one for all."""
    given = values.get(f"{column.kind}:{companion}", (None,))
    if len(given) == 1 and (targets or given == (None,)):
        return tuple(given) * len(targets)
    if len(given) == len(targets):
        return tuple(given)
    raise BadValue(
        text(
            "Zu „{column}“ gehören {n} Begleitangaben, nicht {given}.",
            column=column.name,
            n=len(targets),
            given=len(given),
        ),
        value="; ".join(str(part) for part in given),
        remedy=text("Bitte eine für alle angeben oder zu jedem Eintrag eine, in derselben Reihenfolge."),
    )
