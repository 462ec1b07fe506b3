"""Which sheet of a file is which table of the form: by its name, in any order; what is no table of ours is said."""

from __future__ import annotations

from graph_service.model.text import Text, text
from loaders.base import Report
from loaders.cells import nearest
from loaders.spreadsheets import Book
from loaders.tables import Table, key
from loaders.workbook_columns import sheets
from loaders.workbook_form import Sheet

_NOT_READ = frozenset({"lies mich", "liesmich", "readme", "read me", "auswahl", "choices"})
_SUFFIXES = (".csv", ".tsv", ".txt")


def every_heading() -> frozenset[str]:
    """The keys of all columns of all tables."""
    return frozenset(name for sheet in sheets() for column in sheet.columns for name in column.known_as())


def assigned(book: Book, name: str, report: Report) -> list[tuple[Sheet, Table]]:
    """Each table of the form with the sheet that holds it, in the order of the form."""
    found: dict[str, Table] = {}
    unknown: list[Table] = []
    for table in book.tables:
        sheet = sheet_named(table.name) or _sheet_alone(book, table)
        if sheet is None:
            unknown.append(table)
        elif sheet.name in found:
            other = found[sheet.name].name
            message = text("Die Tabelle liegt doppelt vor, auch als „{other}“.", other=other)
            report.error(message, table.name, table.name)
        else:
            found[sheet.name] = table
    _report_others(unknown, found, book, name, report)
    return [(sheet, found[sheet.name]) for sheet in sheets() if sheet.name in found]


def sheet_named(name: str) -> Sheet | None:
    """The table of the form that a sheet or file of this name holds."""
    word = key(_stem(name))
    return next((sheet for sheet in sheets() if word in sheet.known_as()), None)


def _stem(name: str) -> str:
    stem, dot, suffix = name.rpartition(".")
    return stem if f"{dot}{suffix.lower()}" in _SUFFIXES else name


def _sheet_alone(book: Book, table: Table) -> Sheet | None:
    """The one table of the form to which a lone table's heading belongs, whatever it is called."""
    if len(book.tables) > 1:
        return None
    heading = {key(name) for name in table.heading if name}
    fitting = [sheet for sheet in sheets() if heading <= _names(sheet) and _has_required(sheet, heading)]
    return fitting[0] if len(fitting) == 1 else None


def _names(sheet: Sheet) -> set[str]:
    return {name for column in sheet.columns for name in column.known_as()}


def _has_required(sheet: Sheet, heading: set[str]) -> bool:
    return all(column.known_as() & heading for column in sheet.columns if column.required)


def _report_others(unknown: list[Table], found: dict[str, Table], book: Book, name: str, report: Report) -> None:
    """A sheet that may be a misspelt one of ours is an error, as is a file without any; others are not read."""
    allowed = tuple(sheet.others[-1] if sheet.name == "massnahmen" else sheet.name.title() for sheet in sheets())
    for table in unknown:
        if key(table.name) in _NOT_READ:
            continue
        # A lone table is told by its heading; what it is called says nothing.
        near = nearest(_stem(table.name), allowed) if len(book.tables) > 1 else ()
        message = text("Das Blatt „{value}“ ist nicht bekannt. {hint}", value=table.name, hint=_hint(near, allowed))
        if near:
            report.error(message, table.name, table.name, near)
        elif found:
            report.warning(text("Das Blatt „{value}“ wird nicht gelesen.", value=table.name), table.name, table.name)
    for sheet_name in book.empty:
        if sheet_named(sheet_name):
            report.note(text("Das Blatt „{value}“ ist leer.", value=sheet_name), sheet_name, sheet_name)
    if not found and not report.errors:
        report.error(_nothing_of_ours(allowed), name, ", ".join(table.name for table in unknown))


def _hint(near: tuple[str, ...], allowed: tuple[str, ...]) -> Text:
    if near:
        return text("Gemeint ist vielleicht: {words}.", words=near)
    return text("Erlaubt: {words}.", words=allowed)


def _nothing_of_ours(allowed: tuple[str, ...]) -> Text:
    return text(
        "Die Datei enthält keine Tabelle in unserer Form ({words}). Eine Liste mit einer Zeile je Angebot braucht eine "
        "Zuordnung ihrer Spalten: Auf der Seite „Daten“ wird sie vorgeschlagen, sonst mit propose und --mapping.",
        words=allowed,
    )
