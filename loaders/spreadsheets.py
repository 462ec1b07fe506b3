"""Workbooks (xlsx, xlsm, xls, ods), single CSV files and CSV files in a zip as the same tables of text.

What is not what it seems is refused before it is opened: packages that unpack to more than MAX_UNPACKED, locked
files, web pages named .xls. The library that reads the formats runs in a process of its own (spreadsheets_reader.py).
"""

from __future__ import annotations

import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from graph_service.model.errors import UnreadableFile
from graph_service.model.text import Text, counted, text
from loaders.base import BROKEN_ZIP
from loaders.tables import (
    MAX_CELLS,
    Fault,
    Row,
    Table,
    as_table,
    bounded,
    error_values,
    parse_csv,
    within_limit,
)

MAX_UNPACKED = 400_000_000  # 200,000 rows of ours unpack to 150 MB; a bomb of a few kilobytes to terabytes
MAX_PARTS = 5_000  # a workbook has some twenty
_SECONDS = 180  # longer than the reader's own limit, for a machine that is busy
_READER = Path(__file__).with_name("spreadsheets_reader.py")
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LOCKED_PACKAGE = "EncryptedPackage".encode("utf-16-le")
_MACROS_IN_XLS = "_VBA_PROJECT".encode("utf-16-le")
_SHOWN = 5


@dataclass(frozen=True)
class Book:
    """The tables of one file, in its order; `empty` are the sheets without a cell, `notes` concern the whole file."""

    tables: tuple[Table, ...]
    empty: tuple[str, ...] = ()
    notes: tuple[Text, ...] = ()


def read_book(source: Path | bytes, name: str, expected: Collection[str] = ()) -> Book:
    """The tables of a file, whatever its name says it is; `expected` are keys of columns, for CSV.

    Raises UnreadableFile where it is empty, too big, locked with a password, damaged, or no table at all.
    """
    content = bounded(source) if isinstance(source, Path) else within_limit(source, name)
    if not content.strip():
        raise UnreadableFile(text("Die Datei ist leer."), place=name, remedy=text("Bitte die Datei prüfen."))
    if content.startswith(_ZIP):
        return _read_package(content, name, expected)
    if content.startswith(_OLE):
        return _read_old(content, name)
    _refuse_web_page(content, name)
    return Book((parse_csv(content, name, expected),))


def _read_package(content: bytes, name: str, expected: Collection[str]) -> Book:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            _refuse_bomb(package.infolist(), name)
            parts = {part.filename for part in package.infolist()}
            if any(part.flag_bits & 1 for part in package.infolist()) or _is_locked_ods(package, parts):
                raise _locked(name)
            if "xl/workbook.xml" in parts or "content.xml" in parts:
                return _read_sheets(content, name, _macro_notes(parts))
            return _read_folder(package, name, expected)
    except BROKEN_ZIP as error:
        raise _damaged(name) from error


def _read_old(content: bytes, name: str) -> Book:
    if _LOCKED_PACKAGE in content:
        raise _locked(name)
    notes = (
        text("Im alten Format .xls sind Formeln und Fehlerwerte nicht zu erkennen; gelesen wurden die Werte."),
        *((_MACROS,) if _MACROS_IN_XLS in content else ()),
    )
    return _read_sheets(content, name, notes)


_MACROS = text("Die Datei enthält Makros; sie wurden weder gelesen noch ausgeführt.")


def _macro_notes(parts: Collection[str]) -> tuple[Text, ...]:
    has_macros = any(part.endswith("vbaProject.bin") or part.startswith("Basic/") for part in parts)
    return (_MACROS,) if has_macros else ()


def _is_locked_ods(package: zipfile.ZipFile, parts: Collection[str]) -> bool:
    manifest = "META-INF/manifest.xml"
    return manifest in parts and b"encryption-data" in package.read(manifest)


def _refuse_bomb(parts: Sequence[zipfile.ZipInfo], name: str) -> None:
    if sum(part.file_size for part in parts) > MAX_UNPACKED or len(parts) > MAX_PARTS:
        limit = MAX_UNPACKED // 1_000_000
        raise UnreadableFile(
            text("Ausgepackt ist die Datei größer als {limit} MB, deshalb wird sie nicht geöffnet.", limit=limit),
            place=name,
            remedy=text("Bitte auf mehrere Dateien aufteilen und nacheinander laden."),
        )


def _refuse_web_page(content: bytes, name: str) -> None:
    start = content[:1000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<!doctype", b"<html", b"<table", b"<?xml")):
        raise UnreadableFile(
            text("Die Datei ist eine Internetseite oder XML, keine Tabelle, auch wenn sie so heißt."),
            place=name,
            remedy=text("Bitte im Tabellenprogramm öffnen und als .xlsx speichern."),
        )


def _read_folder(package: zipfile.ZipFile, name: str, expected: Collection[str]) -> Book:
    """CSV files that came as one zip."""
    files = sorted(
        part.filename
        for part in package.infolist()
        if part.filename.lower().endswith((".csv", ".tsv")) and "__MACOSX" not in part.filename
    )
    if not files:
        raise UnreadableFile(
            text("Die Datei ist keine Arbeitsmappe, die hier gelesen werden kann."),
            place=name,
            remedy=text("Möglich sind .xlsx, .xlsm, .xls, .ods, .csv oder CSV-Tabellen in einer .zip-Datei."),
        )
    tables = (parse_csv(within_limit(package.read(file), file), Path(file).name, expected) for file in files)
    return Book(tuple(tables))


@dataclass
class _Sheet:
    """One sheet as the reader gives it, with the cells that hold formulas."""

    name: str
    hidden: bool
    merged: Sequence[tuple[int, int, int, int]]
    rows: list[Row] = field(default_factory=list)
    formulas: list[str] = field(default_factory=list)

    def take(self, number: int, cells: Sequence[str], marks: Sequence[tuple[int, str]]) -> None:
        stripped = tuple(cell.strip() for cell in cells)
        self.rows.append(Row(number, stripped, (*_faults(marks), *error_values(stripped))))
        self.formulas += [cell_name(number - 1, position) for position, mark in marks if mark == "formula"]


def _read_sheets(content: bytes, name: str, notes: tuple[Text, ...]) -> Book:
    sheets = _sheets(_reader_lines(content, name))
    tables = tuple(
        replace(as_table(sheet.name, sheet.rows), notes=tuple(_notes(sheet))) for sheet in sheets if sheet.rows
    )
    return Book(tables, tuple(sheet.name for sheet in sheets if not sheet.rows), notes)


def _reader_lines(content: bytes, name: str) -> list[bytes]:
    command = [sys.executable, "-I", str(_READER), str(MAX_CELLS)]
    try:
        done = subprocess.run(command, input=content, capture_output=True, timeout=_SECONDS, check=False)  # noqa: S603
    except subprocess.TimeoutExpired as error:
        raise _too_big(name) from error
    lines = done.stdout.splitlines()
    why = json.loads(lines[-1]) if lines and lines[-1].startswith(b'{"failed"') else {}
    if why.get("failed") == "password":
        raise _locked(name)
    if why.get("failed") == "damaged":
        raise _damaged(name)
    if why or done.returncode != 0:
        raise _too_big(name)
    return lines


def _sheets(lines: Sequence[bytes]) -> list[_Sheet]:
    sheets: list[_Sheet] = []
    for line in lines:
        read = json.loads(line)
        if isinstance(read, dict):
            sheets.append(_Sheet(**read))
        else:
            sheets[-1].take(*read)
    return sheets


def _faults(marks: Sequence[tuple[int, str]]) -> Iterator[Fault]:
    for position, mark in marks:
        if mark == "no result":
            yield Fault(position, text("Die Formel in dieser Zelle hat keinen gespeicherten Wert."), "=")
        elif mark.startswith("error"):
            value = mark.removeprefix("error ")
            yield Fault(position, text("Die Zelle enthält einen Fehlerwert statt einer Angabe."), value)


def _notes(sheet: _Sheet) -> Iterator[Text]:
    if sheet.hidden:
        yield text("Das Blatt ist ausgeblendet; es wurde trotzdem gelesen.")
    if sheet.merged:
        yield counted(
            "{n} verbundener Bereich ({places}): der Wert gehört zur ersten Zelle, die anderen bleiben leer.",
            "{n} verbundene Bereiche ({places}): der Wert gehört zur ersten Zelle, die anderen bleiben leer.",
            len(sheet.merged),
            places=_few(tuple(_span(*span) for span in sheet.merged)),
        )
    if sheet.formulas:
        yield counted(
            "{n} Formel ({places}): gelesen wurde der gespeicherte Wert.",
            "{n} Formeln ({places}): gelesen wurde jeweils der gespeicherte Wert.",
            len(sheet.formulas),
            places=_few(tuple(sheet.formulas)),
        )


def _few(places: tuple[str, ...]) -> tuple[str, ...]:
    return places if len(places) <= _SHOWN else (*places[:_SHOWN], "…")


def _span(top: int, left: int, bottom: int, right: int) -> str:
    first, last = cell_name(top, left), cell_name(bottom, right)
    return first if first == last else f"{first}:{last}"


def cell_name(row: int, column: int) -> str:
    """A cell as a spreadsheet names it, counted from 0: (0, 27) is "AB1"."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return f"{letters}{row + 1}"


def _locked(name: str) -> UnreadableFile:
    return UnreadableFile(
        text("Die Datei ist mit einem Kennwort geschützt."),
        place=name,
        remedy=text("Bitte im Tabellenprogramm öffnen und ohne Kennwort speichern."),
    )


def _damaged(name: str) -> UnreadableFile:
    return UnreadableFile(
        text("Die Datei ist unvollständig oder beschädigt."),
        place=name,
        remedy=text("Bitte noch einmal herunterladen oder im Tabellenprogramm öffnen und neu speichern."),
    )


def _too_big(name: str) -> UnreadableFile:
    return UnreadableFile(
        text("Die Datei braucht beim Lesen mehr Speicher oder Zeit, als eine Tabelle brauchen darf."),
        place=name,
        remedy=text("Bitte nur die Tabelle in eine neue Arbeitsmappe kopieren und diese laden."),
    )
