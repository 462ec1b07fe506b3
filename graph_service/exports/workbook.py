"""A network as a workbook, or as a folder of CSV tables in the same form; the same revision gives the same bytes."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import Cell as SheetCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from graph_service.exports.workbook_cells import Cell, Written, label, written
from graph_service.exports.workbook_form import Field, TieField, sheets
from graph_service.exports.workbook_guide import guide, guide_as_markdown
from graph_service.model.errors import BadInput
from graph_service.model.network import Network
from graph_service.model.text import Language, text
from graph_service.model.vocabulary import vocabulary

CHOICES = "Auswahl"
GUIDE = "Lies-mich"
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest time that a zip can hold: an export has none of its own
_ROWS_FOR_PEOPLE = 1_000  # drop-downs go on below the last row
_FORMULA_STARTS = tuple("=+-@\t\r\n＝＋－＠")
_GUARDED = re.compile(r"'['=+\-@\t\r\n＝＋－＠]")
_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_TIMES = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")
_MOST_DIGITS = 15  # what a number in a spreadsheet holds without loss
_BOLD, _WRAP = Font(bold=True), Alignment(wrap_text=True, vertical="top")
_HEAD = PatternFill("solid", fgColor="FFDDE5EE")


def as_workbook(network: Network, language: Language = "de") -> bytes:
    """The network as an xlsx workbook with drop-downs; no cell of it is a formula."""
    return pack(written(network), guide(network, language))


def as_csv_files(network: Network, language: Language = "de") -> Mapping[str, bytes]:
    """The network as CSV tables (UTF-8, semicolons) by file name, with an explanation."""
    tables = {f"{table.sheet.file}.csv": _csv(table) for table in written(network)}
    return {**tables, "lies-mich.md": guide_as_markdown(network, language).encode()}


def as_csv_zip(network: Network, language: Language = "de") -> bytes:
    """The CSV tables in one zip."""
    return _zip(as_csv_files(network, language))


def pack(tables: Sequence[Written], lines: Sequence[str]) -> bytes:
    """The tables as sheets of one workbook, with the explanation first and the lists of words last."""
    _refuse_unwritable(tables)  # before anything is begun
    book = Workbook(write_only=True)
    _write_guide(book.create_sheet(GUIDE), lines)
    blocks = _blocks(tables)
    for table in tables:
        _write_sheet(book.create_sheet(table.sheet.title), table, blocks)
    choices = book.create_sheet(CHOICES)
    choices.sheet_state = "hidden"
    for row in _choice_rows():
        choices.append(row)
    book.active = book.sheetnames.index(sheets()[0].title)
    book.properties.creator = "Akteursnetz"
    book.properties.created = datetime(*_EPOCH)  # noqa: DTZ001 - the format wants it so
    stream = io.BytesIO()
    book.save(stream)
    with zipfile.ZipFile(stream) as package:
        return _zip(
            {part: _TIMES.sub(rb"\g<1>1980-01-01T00:00:00Z", package.read(part)) for part in package.namelist()}
        )


def _zip(files: Mapping[str, bytes]) -> bytes:
    """A zip in which nothing depends on when it was made."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as package:
        for name, content in files.items():
            part = zipfile.ZipInfo(name, _EPOCH)
            part.compress_type = zipfile.ZIP_DEFLATED
            part.external_attr = 0o644 << 16
            package.writestr(part, content)
    return stream.getvalue()


class _Pen:
    """Makes the cells of one sheet, each text in a style that keeps it text when a person edits it."""

    def __init__(self, sheet: Any) -> None:
        self._sheet = sheet
        self._plain, self._guarded = (self._style(guarded) for guarded in (False, True))

    def _style(self, guarded: bool) -> Any:
        cell: Any = WriteOnlyCell(self._sheet)
        cell.number_format = "@"  # else a spreadsheet makes the first of December of 12/2017
        cell.quotePrefix = guarded
        return cell._style

    def text(self, words: str) -> object:
        """A cell that is text whatever it begins with."""
        cell: Any = WriteOnlyCell(self._sheet, _ESCAPE.sub("_x005F_", words))
        cell.data_type = "s"
        cell._style = self._guarded if words.startswith(_FORMULA_STARTS) else self._plain
        return cell

    def heading(self, name: str) -> SheetCell:
        cell: SheetCell = WriteOnlyCell(self._sheet, name)
        cell.font, cell.fill, cell.alignment = _BOLD, _HEAD, _WRAP
        return cell

    def line(self, words: str, *, bold: bool) -> SheetCell:
        cell: SheetCell = WriteOnlyCell(self._sheet, words)
        cell.alignment = _WRAP
        if bold:
            cell.font = _BOLD
        return cell

    def cell(self, value: Cell) -> object:
        if value is None or (not isinstance(value, str) and _fits_a_number(value)):
            return value
        return self.text(value if isinstance(value, str) else in_german(value))


def _refuse_unwritable(tables: Sequence[Written]) -> None:
    texts = (cell for table in tables for row in table.rows for cell in row if isinstance(cell, str))
    words = next((words for words in texts if _NOT_IN_XML.search(words)), None)
    if words is not None:
        shown = _NOT_IN_XML.sub("\N{REPLACEMENT CHARACTER}", words)[:80]
        raise BadInput(
            text("„{value}“ enthält Zeichen, die keine Arbeitsmappe aufnehmen kann.", value=shown),
            value=shown,
            remedy=text("Bitte den Text neu eingeben oder als CSV ausgeben."),
        )


def _write_guide(sheet: Any, lines: Sequence[str]) -> None:
    sheet.column_dimensions["A"].width = 110
    pen = _Pen(sheet)
    for number, line in enumerate(lines):
        sheet.append([pen.line(line, bold=number == 0)])


def _write_sheet(sheet: Any, table: Written, blocks: Mapping[str, str]) -> None:
    sheet.freeze_panes = "C2" if table.sheet.type != "tie" else "A2"
    for number, field in enumerate(table.fields, start=1):
        column = sheet.column_dimensions[get_column_letter(number)]
        column.width = field.width if isinstance(field, Field) else 20
        column.number_format = "@"
    last = len(table.rows) + 1
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(table.heading))}{last}"
    for validation in _validations(table, last + _ROWS_FOR_PEOPLE, blocks):
        sheet.data_validations.append(validation)
    pen = _Pen(sheet)
    sheet.append([pen.heading(name) for name in table.heading])
    for row in table.rows:
        sheet.append([pen.cell(value) for value in row])


def _fits_a_number(value: Decimal | int) -> bool:
    written = in_german(value).lstrip("-").replace(",", "")
    return len(written) <= _MOST_DIGITS


def in_german(value: Decimal | int) -> str:
    """A number as it is typed here: a comma, no exponent, no separators."""
    return f"{value if value else abs(value):f}".replace(".", ",") if isinstance(value, Decimal) else str(value)


def _choice_tables() -> tuple[str, ...]:
    found = (field.words for sheet in sheets() for field in sheet.fields if isinstance(field, Field) and field.words)
    return tuple(dict.fromkeys(found))


def _choices(table: str) -> tuple[str, ...]:
    if table == "yes_no":
        return ("ja", "nein")
    if table == "decisions":
        kinds = vocabulary().judgement_kinds.values()
        return tuple(dict.fromkeys(decision.de for kind in kinds for decision in kind.decisions.values()))
    return tuple(label(table, entry) for entry in getattr(vocabulary(), table))


def _choice_rows() -> Iterator[list[str | None]]:
    """One list of words in each column, under the name of its table."""
    columns = [(table, *_choices(table)) for table in _choice_tables()]
    for place in range(max(map(len, columns))):
        yield [column[place] if place < len(column) else None for column in columns]


def _validations(table: Written, last: int, blocks: Mapping[str, str]) -> Iterator[DataValidation]:
    for number, field in enumerate(table.fields, start=1):
        source = _source_of(table, field, blocks)
        if source:
            strict = isinstance(field, Field) and bool(field.words)
            validation = DataValidation("list", formula1=source, allow_blank=True, showErrorMessage=strict)
            validation.errorStyle = "warning"  # English words and ids are understood as well
            validation.errorTitle, validation.error = "Nicht in der Liste", "Dieses Wort steht nicht in der Liste."
            letter = get_column_letter(number)
            validation.add(f"{letter}2:{letter}{last}")
            yield validation


def _source_of(table: Written, field: Field | TieField | None, blocks: Mapping[str, str]) -> str:
    """Where the entries of a drop-down stand; for ids and lists it only suggests."""
    if isinstance(field, Field) and field.words:
        tables = _choice_tables()
        letter = get_column_letter(tables.index(field.words) + 1)
        return f"{CHOICES}!${letter}$2:${letter}${len(_choices(field.words)) + 1}"
    if isinstance(field, TieField):
        return _ids("Akteure", "id") if field.scheme == "actor" else blocks.get(field.scheme, "")
    return _SUGGESTED.get((table.sheet.type, field.slot), "") if field else ""


def _ids(title: str, slot: str, rows: tuple[int, int] = (2, 5_000)) -> str:
    fields = next(sheet.fields for sheet in sheets() if sheet.title == title)
    place = next(place for place, field in enumerate(fields) if isinstance(field, Field) and field.slot == slot)
    letter = get_column_letter(place + 1)
    return f"'{title}'!${letter}${rows[0]}:${letter}${rows[1]}"


_SUGGESTED = {
    **{(sheet.type, "sources"): _ids("Quellen", "id") for sheet in sheets()},
    ("tie", "origin"): _ids("Akteure", "id"),
    ("tie", "target"): _ids("Maßnahmen", "id"),
}


def _blocks(tables: Sequence[Written]) -> Mapping[str, str]:
    """For each controlled list where its entries stand; all of them where none is there yet."""
    schemes = vocabulary().schemes
    rows: dict[str, list[int]] = {scheme: [] for scheme in schemes}
    by_label = {named.one.de: scheme for scheme, named in schemes.items()}
    for table in tables:
        for number, row in enumerate(table.rows if table.sheet.type == "concept" else (), start=2):
            rows[by_label[str(row[0])]].append(number)
    return {
        scheme: _ids("Begriffe", "notation", (found[0], found[-1]) if found else (2, 5_000))
        for scheme, found in rows.items()
    }


def _csv(table: Written) -> bytes:
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, delimiter=";")
    writer.writerow(table.heading)
    writer.writerows([_csv_cell(value) for value in row] for row in table.rows)
    return stream.getvalue().encode("utf-8-sig")


def _csv_cell(value: Cell) -> str:
    """The cell; a text that a spreadsheet would take for a formula stands behind an apostrophe."""
    if value is None:
        return ""
    if not isinstance(value, str):
        return in_german(value)
    return f"'{value}" if value.startswith(_FORMULA_STARTS) or _GUARDED.match(value) else value
