"""Our own workbook form, as one file or as a folder of CSV tables: what a coordinator fills in, and what is shipped.

workbook_columns.py holds the tables and columns as data, workbook_rows.py makes records of rows.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from graph_service.model.errors import UnreadableFile
from graph_service.model.nodes import AnyNode
from graph_service.model.text import text
from loaders.base import Loaded, Report
from loaders.cells import nearest
from loaders.references import Names
from loaders.spreadsheets import read_book
from loaders.tables import Table, key, read_csv
from loaders.workbook_checks import fitting, without_loose_ends
from loaders.workbook_columns import sheets
from loaders.workbook_form import Sheet
from loaders.workbook_rows import Entry, Heading, RowReader, introduce, understand_heading
from loaders.workbook_tables import assigned, every_heading

_SUFFIXES = frozenset({".csv", ".tsv"})
_NOBODY: Mapping[str, AnyNode] = {}


def load_folder(folder: Path, known: Mapping[str, AnyNode] = _NOBODY, *, skip_bad_rows: bool = False) -> Loaded:
    """The records of a folder of tables, all or none of them; with `skip_bad_rows` those of the good rows.

    `known` are nodes that the tables may refer to without listing them. Nothing is raised: what is wrong
    stands in the report, with table, row, column, value and what would be allowed.
    """
    report = Report(str(folder))
    tables = _read_tables(folder, report)
    if report.errors:
        return Loaded((), report)
    loaded = load_tables(tables, known, report, skip_bad_rows=skip_bad_rows)
    name = folder.resolve().name
    return replace(loaded, suggested_name=name[:1].upper() + name[1:] or None)


def load_workbook(
    source: Path | bytes, known: Mapping[str, AnyNode] = _NOBODY, *, name: str = "", skip_bad_rows: bool = False
) -> Loaded:
    """The records of a workbook (xlsx, xlsm, xls, ods), of one CSV table or of CSV tables in a zip.

    As `load_folder`, but tables may be missing: what is referred to may be known. `name` is the file's name where
    only its bytes are at hand; a CSV table that has no name of a table is told by its heading, or refused.
    """
    name = name or (source.name if isinstance(source, Path) else "Datei")
    report = Report(str(source) if isinstance(source, Path) else name)
    try:
        book = read_book(source, name, every_heading())
    except UnreadableFile as error:
        _report_unreadable(error, report)
        return Loaded((), report)
    for note in book.notes:
        report.note(note, name)
    tables = assigned(book, name, report)
    if report.errors:
        return Loaded((), report, is_foreign_list=not tables)
    loaded = load_tables(tables, known, report, skip_bad_rows=skip_bad_rows)
    stem = Path(name).stem
    return replace(loaded, suggested_name=stem[:1].upper() + stem[1:] or None)


def load_tables(
    tables: Sequence[tuple[Sheet, Table]],
    known: Mapping[str, AnyNode],
    report: Report,
    *,
    skip_bad_rows: bool = False,
) -> Loaded:
    """The records of tables that are at hand, whatever kind of file they came from."""
    for _, table in tables:
        for note in table.notes:
            report.note(note, table.name)
    if not any(table.rows for _, table in tables):
        report.warning(text("Die Tabellen enthalten keine Einträge."), report.source)
    headings = [(sheet, table, understand_heading(sheet, table, report)) for sheet, table in tables]
    sound = [(sheet, table, heading) for sheet, table, heading in headings if heading is not None]
    if len(sound) < len(headings):
        return Loaded((), report)
    entries = fitting(_entries(sound, known, report), known, report)
    if report.errors and not skip_bad_rows:
        return Loaded((), report)
    if report.errors:
        entries = without_loose_ends(entries, known, report)
    records = tuple(record for entry in entries for record in entry.records)
    report.counts.update(Counter(record.type for record in records))
    places = {record.id: entry.place for entry in reversed(entries) for record in entry.records}
    return Loaded(records, report, places=places)


def _entries(
    tables: Sequence[tuple[Sheet, Table, Heading]], known: Mapping[str, AnyNode], report: Report
) -> list[Entry]:
    names = Names(known.values())
    for sheet, table, heading in tables:
        for row in table.rows:
            introduce(sheet, heading, row, names)
    return [
        entry for sheet, table, heading in tables for entry in RowReader(sheet, table, heading, names, report).entries()
    ]


def _read_tables(folder: Path, report: Report) -> list[tuple[Sheet, Table]]:
    paths = _paths(folder, report)
    tables: list[tuple[Sheet, Table]] = []
    for sheet in sheets():
        if sheet.name in paths:
            table = _read_table(sheet, paths[sheet.name], report)
            if table is not None:
                tables.append((sheet, table))
    return tables


def _read_table(sheet: Sheet, path: Path, report: Report) -> Table | None:
    expected = {name for column in sheet.columns for name in column.known_as()}
    try:
        return read_csv(path, expected)
    except UnreadableFile as error:
        _report_unreadable(error, report)
        return None


def _report_unreadable(error: UnreadableFile, report: Report) -> None:
    report.error(error.with_remedy, error.place, error.value)


def _paths(folder: Path, report: Report) -> dict[str, Path]:
    """The file of each table, with everything reported that stands in the way of reading the folder."""
    paths: dict[str, Path] = {}
    try:
        files = sorted(folder.iterdir())
    except OSError:
        report.error(text("Diesen Ordner gibt es nicht, oder er lässt sich nicht öffnen."), str(folder))
        return paths
    for path in files:
        if path.suffix.lower() in _SUFFIXES and path.is_file():
            _assign(path, paths, report)
    needed = tuple(f"{sheet.name}.csv" for sheet in sheets() if sheet.required)
    for sheet in sheets():
        if sheet.required and sheet.name not in paths:
            missing = f"{sheet.name}.csv"
            message = text("Die Tabelle „{value}“ fehlt. Gebraucht werden: {words}.", value=missing, words=needed)
            report.error(message, str(folder), missing)
    return paths


def _assign(path: Path, paths: dict[str, Path], report: Report) -> None:
    sheet = next((sheet for sheet in sheets() if key(path.stem) in sheet.known_as()), None)
    if sheet is None:
        names = tuple(sheet.name for sheet in sheets())
        message = text("Die Tabelle „{value}“ ist nicht bekannt. Erlaubt: {words}.", value=path.name, words=names)
        report.error(message, path.name, path.name, nearest(path.stem, names))
    elif sheet.name in paths:
        other = paths[sheet.name].name
        report.error(text("Die Tabelle liegt doppelt vor, auch als „{other}“.", other=other), path.name, path.name)
    else:
        paths[sheet.name] = path
