"""Reads one workbook from standard input and writes its cells as lines of JSON: a program of its own.

A workbook of five kilobytes can name a cell so far off that the library asks for terabytes and takes its process
down with it. Here that process is not the service, and it has limits. It stands alone: no import of ours.
"""

from __future__ import annotations

import datetime
import io
import json
import re
import sys
import zipfile
import zlib
from collections.abc import Iterator
from decimal import Decimal
from typing import Any, TypeAlias

from defusedxml import ElementTree
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError, SheetVisibleEnum

MEMORY = 2_000_000_000  # a hundred thousand rows of ours need a quarter of it
SECONDS = 120
MAX_CHARACTERS = 300_000_000  # one long text may stand in a million cells

Marks: TypeAlias = dict[tuple[int, int], str]

DAMAGED = (
    *(CalamineError, zipfile.BadZipFile, zlib.error, ElementTree.ParseError),
    *(ValueError, KeyError, EOFError, NotImplementedError),
)

_CELL = re.compile(rb"<(?:\w+:)?c (?P<attributes>[^>]*[^/>])>(?P<inside>.*?)</(?:\w+:)?c>", re.DOTALL)
_FORMULA = re.compile(rb"<(?:\w+:)?f[ />]")
_VALUE = re.compile(rb"<(?:\w+:)?v[^>]*>(?P<value>[^<]+)</")
_REFERENCE = re.compile(rb"""\br=["']([A-Z]{1,3})(\d{1,7})["']""")
_TYPE = re.compile(rb"""\bt=["'](\w+)["']""")
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"


def main() -> int:
    """Reads the workbook; the argument is how many cells it may have."""
    limit_process()
    most_cells = int(sys.argv[1])
    content = sys.stdin.buffer.read()
    try:
        for line in lines(content, most_cells):
            sys.stdout.write(json.dumps(line, separators=(",", ":")) + "\n")
    except PasswordError:
        return failed("password")
    except TooBigError:
        return failed("cells")
    except DAMAGED:
        return failed("damaged")
    return 0


class TooBigError(Exception):
    """More cells or letters than may be read."""


def failed(why: str) -> int:
    sys.stdout.write(json.dumps({"failed": why}) + "\n")
    return 0


def limit_process() -> None:
    """Bounds memory and time where the system can."""
    try:
        import resource  # noqa: PLC0415 - only Unix has it
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))


def lines(content: bytes, most_cells: int) -> Iterator[Any]:
    """For each sheet a line that describes it, then its rows: number, cells, and marks of single cells."""
    with CalamineWorkbook.from_filelike(io.BytesIO(content)) as book:
        marks = marked(content)
        letters = cells = 0
        for index, about in enumerate(book.sheets_metadata):
            sheet = book.get_sheet_by_index(index)
            cells += sheet.width * sheet.height
            if cells > most_cells:
                raise TooBigError
            hidden = about.visible is not SheetVisibleEnum.Visible
            yield {"name": about.name, "hidden": hidden, "merged": merged(sheet, marks.get(about.name, {}))}
            for row in rows(sheet, marks.get(about.name, {})):
                letters += sum(map(len, row[1]))
                if letters > MAX_CHARACTERS:
                    raise TooBigError
                yield row


def rows(sheet: CalamineSheet, marks: Marks) -> Iterator[tuple[int, list[str], list[tuple[int, str]]]]:
    first = sheet.start[1] if sheet.start else 0
    by_row: dict[int, list[tuple[int, str]]] = {}
    for (row, column), mark in sorted(marks.items()):
        if mark != "merged":
            by_row.setdefault(row, []).append((column, mark))
    for number, values in enumerate(sheet.iter_rows()):
        cells = [""] * first + [shown(value) for value in values]
        while cells and not cells[-1]:
            cells.pop()
        if cells or number in by_row:
            yield number + 1, cells, by_row.get(number, [])


def shown(value: Any) -> str:
    """A value as a person would type it: a number in German writing, a date in ISO form."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "ja" if value else "nein"
    if isinstance(value, datetime.datetime):
        return value.date().isoformat() if value.time() == datetime.time() else value.isoformat(" ", "minutes")
    if isinstance(value, int | float):
        return number(value)
    return str(value)


def number(value: float) -> str:
    """As a spreadsheet shows it: fifteen digits, no exponent, a comma; a whole number without one."""
    if value == int(value) and abs(value) < 1e15:
        return str(int(value))
    return format(Decimal(format(value, ".15g")), "f").replace(".", ",")


def merged(sheet: CalamineSheet, marks: Marks) -> list[list[int]]:
    """The first and last cell of each merged range, counted from 0."""
    spans = [[*first, *last] for first, last in sheet.merged_cell_ranges or ()]
    return spans or [[row, column, row, column] for (row, column), mark in sorted(marks.items()) if mark == "merged"]


def marked(content: bytes) -> dict[str, Marks]:
    """For each sheet the cells that hold a formula, a formula whose result is not stored, or an error value."""
    if not zipfile.is_zipfile(io.BytesIO(content)):
        return {}
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        names = set(package.namelist())
        if "content.xml" in names:
            return marks_of_ods(package.read("content.xml"))
        return {name: marks_of_xlsx(package.read(part)) for name, part in parts(package) if part in names}


def parts(package: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """The name of each sheet and the part of the package that holds it."""
    relations = ElementTree.fromstring(package.read("xl/_rels/workbook.xml.rels"))
    targets = {relation.get("Id"): relation.get("Target", "") for relation in relations}
    for element in ElementTree.fromstring(package.read("xl/workbook.xml")).iter():
        if element.tag.endswith("}sheet"):
            target = targets.get(element.get(_RELATION), "")
            yield element.get("name", ""), target.lstrip("/") if target.startswith("/") else f"xl/{target}"


def marks_of_xlsx(content: bytes) -> Marks:
    if not _FORMULA.search(content) and b't="e"' not in content and b"t='e'" not in content:
        return {}
    marks: Marks = {}
    for match in _CELL.finditer(content):
        mark = mark_of(match["attributes"], match["inside"])
        place = _REFERENCE.search(match["attributes"]) if mark else None
        if mark and place:
            marks[int(place[2]) - 1, column_of(place[1].decode())] = mark
    return marks


def mark_of(attributes: bytes, inside: bytes) -> str:
    kind = _TYPE.search(attributes)
    value = _VALUE.search(inside)
    if kind and kind[1] == b"e":
        return "error " + (value["value"].decode(errors="replace") if value else "")
    if not _FORMULA.search(inside):
        return ""
    return "formula" if value or (kind and kind[1] == b"str") else "no result"


def column_of(letters: str) -> int:
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - ord("A") + 1
    return column - 1


def marks_of_ods(content: bytes) -> dict[str, Marks]:
    if b":formula=" not in content and b"-spanned=" not in content:
        return {}
    found: dict[str, Marks] = {}
    marks: Marks = {}
    row = column = 0
    for event, element in ElementTree.iterparse(io.BytesIO(content), events=("start", "end")):
        tag = element.tag.removeprefix(_TABLE)
        if event == "start" and tag == "table":
            marks = found.setdefault(element.get(f"{_TABLE}name", ""), {})
            row = 0
        elif event == "end" and tag == "table-row":
            row += int(element.get(f"{_TABLE}number-rows-repeated", "1"))
            column = 0
            element.clear()
        elif event == "start" and tag in ("table-cell", "covered-table-cell"):
            mark = "formula" if element.get(f"{_TABLE}formula") else ""
            spans = (element.get(f"{_TABLE}number-{way}-spanned", "1") for way in ("columns", "rows"))
            mark = "merged" if set(spans) != {"1"} else mark
            if mark:
                marks[row, column] = mark
            column += int(element.get(f"{_TABLE}number-columns-repeated", "1"))
    return found


if __name__ == "__main__":
    sys.exit(main())
