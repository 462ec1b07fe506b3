"""A network as a workbook, or as a folder of CSV tables in the same form; the same revision gives the same bytes."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import Cell as SheetCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from graph_service.exports.exported import EPOCH, FORMULA_STARTS, packed, unfit_for_xml
from graph_service.exports.workbook_cells import Cell, Written, written
from graph_service.exports.workbook_choices import CHOICES, Choices, choices
from graph_service.exports.workbook_form import Field, sheets
from graph_service.exports.workbook_guide import guide, guide_as_markdown
from graph_service.model.errors import BadInput
from graph_service.model.network import Network
from graph_service.model.text import Language, text

GUIDE = "Lies-mich"
_ROWS_FOR_PEOPLE = 1_000  # drop-downs go on below the last row
_GUARDED = re.compile(r"'['=+\-@\t\r\n＝＋－＠]")
_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_TIMES = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")
_MOST_DIGITS = 15  # what a number in a spreadsheet holds without loss
_BOLD, _WRAP = Font(bold=True), Alignment(wrap_text=True, vertical="top")
_HEAD = PatternFill("solid", fgColor="FFDDE5EE")


def as_workbook(network: Network, language: Language = "de") -> bytes:
    """The network as an xlsx workbook with drop-downs; no cell of it is a formula."""
    return pack(written(network), guide(network, language), choices(network))


def as_csv_files(network: Network, language: Language = "de") -> Mapping[str, bytes]:
    """The network as CSV tables (UTF-8, semicolons) by file name, with an explanation."""
    tables = {f"{table.sheet.file}.csv": _csv(table) for table in written(network)}
    return {**tables, "lies-mich.md": guide_as_markdown(network, language).encode()}


def as_csv_zip(network: Network, language: Language = "de") -> bytes:
    """The CSV tables in one zip."""
    return packed(as_csv_files(network, language))


def pack(tables: Sequence[Written], lines: Sequence[str], offered: Choices) -> bytes:
    """The tables as sheets of one workbook, with the explanation first and what drop-downs offer last."""
    _refuse_unwritable(tables)  # before anything is begun
    book = Workbook(write_only=True)
    _write_guide(book.create_sheet(GUIDE), lines)
    for table in tables:
        _write_sheet(book.create_sheet(table.sheet.title), table, offered)
    _write_choices(book.create_sheet(CHOICES), offered)
    book.active = book.sheetnames.index(sheets()[0].title)
    book.properties.creator = "Akteursnetz"
    book.properties.created = datetime(*EPOCH)  # noqa: DTZ001 - the format wants it so
    stream = io.BytesIO()
    book.save(stream)
    with zipfile.ZipFile(stream) as package:
        return packed(
            {part: _TIMES.sub(rb"\g<1>1980-01-01T00:00:00Z", package.read(part)) for part in package.namelist()}
        )


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
        cell._style = self._guarded if words.startswith(FORMULA_STARTS) else self._plain
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
    shown = next(filter(None, map(unfit_for_xml, texts)), "")
    if shown:
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


def _write_choices(sheet: Any, offered: Choices) -> None:
    sheet.sheet_state = "hidden"
    pen = _Pen(sheet)
    for row in offered.rows():
        sheet.append([pen.cell(word) for word in row])


def _write_sheet(sheet: Any, table: Written, offered: Choices) -> None:
    sheet.freeze_panes = "C2" if table.sheet.type != "tie" else "A2"
    for number, field in enumerate(table.fields, start=1):
        column = sheet.column_dimensions[get_column_letter(number)]
        column.width = field.width if isinstance(field, Field) else 20
        column.number_format = "@"
    last = len(table.rows) + 1
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(table.heading))}{last}"
    for validation in offered.validations(table, last + _ROWS_FOR_PEOPLE):
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
    return f"'{value}" if value.startswith(FORMULA_STARTS) or _GUARDED.match(value) else value
