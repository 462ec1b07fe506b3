"""Lists as files: where in a workbook the list stands, what is proposed for it, and its records by a mapping."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from graph_service.model.errors import BadInput, UnreadableFile
from graph_service.model.nodes import AnyNode
from graph_service.model.text import text
from loaders.base import Loaded, Report
from loaders.cells import nearest
from loaders.mapping import Mapping as ListMapping
from loaders.mapping_proposal import Proposal, propose_mapping
from loaders.mapping_rows import load_list
from loaders.spreadsheets import Book, read_book
from loaders.tables import Row, Table, key

_NOBODY: Mapping[str, AnyNode] = {}
SAY_SHEET = text("Bitte in der Zuordnung unter sheet angeben, auf welchem die Liste steht.")


def propose_in(book: Book, name: str, known: Mapping[str, AnyNode], sheet: str | None) -> Proposal:
    """A mapping proposed for the list in a file; raises UnreadableFile or BadInput where there is none to be seen."""
    whole = table_in(book, name, sheet)
    number = likely_heading(whole)
    table = whole if number is None else headed(whole, number)
    proposal = propose_mapping(table.heading, [row.cells for row in table.rows], known.values())
    return replace(proposal, mapping=proposal.mapping.model_copy(update={"sheet": sheet, "heading_row": number}))


def load_list_file(
    source: Path | bytes,
    mapping: ListMapping,
    known: Mapping[str, AnyNode] = _NOBODY,
    *,
    name: str = "",
    skip_bad_rows: bool = False,
) -> Loaded:
    """The records of the list in a file, by a mapping; what is wrong stands in the report, nothing is raised."""
    name = _name(source, name)
    expected = {key(heading) for heading in mapping.columns}
    try:
        table = mapped_table(read_book(source, name, expected), name, mapping)
    except BadInput as error:
        report = Report(name)
        report.error(error.with_remedy, error.place, error.value, error.near)
        return Loaded((), report)
    return load_list(table, mapping, known, source=name, skip_bad_rows=skip_bad_rows)


def mapped_table(book: Book, name: str, mapping: ListMapping) -> Table:
    """The table that a mapping is for, from its heading on."""
    table = table_in(book, name, mapping.sheet)
    return table if mapping.heading_row is None else headed(table, mapping.heading_row)


def table_in(book: Book, name: str, sheet: str | None) -> Table:
    """The one table of a file, or the one on the sheet that is named."""
    tables = book.tables
    names = tuple(table.name for table in tables)
    found = tables if sheet is None else tuple(table for table in tables if key(table.name) == key(sheet))
    if len(found) == 1:
        return found[0]
    if sheet is not None:
        raise BadInput(
            text("Das Blatt „{value}“ gibt es nicht. Vorhanden: {words}.", value=sheet, words=names),
            place=name,
            value=sheet,
            near=nearest(sheet, names),
        )
    if not tables:
        raise UnreadableFile(text("Die Datei ist leer."), place=name, remedy=text("Bitte die Datei prüfen."))
    raise BadInput(
        text("Die Datei hat mehrere Blätter: {words}.", words=names),
        place=name,
        remedy=SAY_SHEET,
    )


def likely_heading(table: Table) -> int | None:
    """The number of the row that looks like the heading where a title stands above it; None if it is the first."""
    rows = (table.heading, *(row.cells for row in table.rows[:20]))
    filled = [sum(bool(cell) for cell in cells) for cells in rows]
    place = next(place for place, count in enumerate(filled) if count * 2 > max(filled))
    return table.rows[place - 1].number if place else None


def headed(table: Table, number: int) -> Table:
    """The table with the row of this number as its heading; what stands above is left out."""
    if table.rows and number < table.rows[0].number:
        return table
    heading = next((row for row in table.rows if row.number == number), None)
    if heading is None:
        raise BadInput(
            text("In Zeile {row} steht keine Überschrift.", row=str(number)), place=table.name, value=str(number)
        )
    return replace(table, heading=heading.cells, rows=tuple(_after(table.rows, number)))


def _after(rows: tuple[Row, ...], number: int) -> list[Row]:
    return [row for row in rows if row.number > number]


def _name(source: Path | bytes, name: str) -> str:
    return name or (source.name if isinstance(source, Path) else "Liste")
