"""Tables of text as people send them: bytes in any usual encoding and separator become rows of cells."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from graph_service.model.errors import UnreadableFile
from graph_service.model.identity import transliterate
from graph_service.model.text import text

MAX_BYTES = 20_000_000
MAX_COLUMNS = 200
_SEPARATORS = (",", ";", "\t")
_NOT_TEXT = re.compile(r"[\x00-\x08\x0b\x0e-\x1f]")
_WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


@dataclass(frozen=True)
class Row:
    """One row: its number as a spreadsheet shows it, and its cells without blanks around them."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """A heading and rows of text, whatever file they came from; `name` is how people find it."""

    name: str
    heading: tuple[str, ...]
    rows: tuple[Row, ...]
    encoding: str = "UTF-8"


@lru_cache(maxsize=20_000)  # the same few words stand in thousands of cells
def key(words: str) -> str:
    """Words for comparing: "Träger", "Traeger" and "TRÄGER" are the same, as are "part_of" and "part of"."""
    return re.sub(r"[\W_]+", " ", transliterate(words)).strip()


def read_csv(path: Path, expected: Collection[str]) -> Table:
    """The table in a CSV file; `expected` holds keys of column names and tells the separator.

    Raises UnreadableFile where the file is empty, too big, no text, or no well-formed table.
    """
    words, encoding = _decode(_bounded(path), path.name)
    rows = [row for row in _rows(words, _separator(words, expected), path.name) if any(row.cells)]
    if not rows:
        raise UnreadableFile(
            text("Die Datei ist leer."),
            place=path.name,
            remedy=text("In der ersten Zeile stehen die Namen der Spalten, darunter die Einträge."),
        )
    heading, *entries = rows
    if len(heading.cells) > MAX_COLUMNS:
        raise UnreadableFile(text("Die Tabelle hat mehr als {limit} Spalten.", limit=MAX_COLUMNS), place=path.name)
    return Table(path.name, heading.cells, tuple(entries), encoding)


def _bounded(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise UnreadableFile(
            text("Die Datei lässt sich nicht öffnen."), place=path.name, remedy=text("Bitte die Rechte prüfen.")
        ) from error
    if len(content) > MAX_BYTES:
        limit = MAX_BYTES // 1_000_000
        raise UnreadableFile(
            text("Die Datei ist größer als {limit} MB.", limit=limit),
            place=path.name,
            remedy=text("Bitte auf mehrere Ordner aufteilen und nacheinander laden."),
        )
    return content


def _decode(content: bytes, name: str) -> tuple[str, str]:
    encodings = ("utf-16",) if content.startswith(_WIDE) else ("utf-8-sig", "cp1252")
    for encoding in encodings:
        try:
            words = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not _NOT_TEXT.search(words):
            return words, {"utf-8-sig": "UTF-8", "cp1252": "Windows-1252", "utf-16": "UTF-16"}[encoding]
    raise UnreadableFile(
        text("Das ist keine Textdatei."),
        place=name,
        remedy=text("Bitte die Tabelle im Tabellenprogramm als „CSV (UTF-8)“ speichern."),
    )


def _separator(words: str, expected: Collection[str]) -> str:
    """The separator by which the first line gives most of the expected names, then most columns."""
    line = words.lstrip().partition("\n")[0]

    def fit(separator: str) -> tuple[int, int]:
        names = [key(name.strip().strip('"')) for name in line.split(separator)]
        return sum(name in expected for name in names), len(names)

    return max(_SEPARATORS, key=fit)


def _rows(words: str, separator: str, name: str) -> list[Row]:
    reader = csv.reader(io.StringIO(words, newline=""), delimiter=separator, strict=True)
    rows: list[Row] = []
    try:
        for number, cells in enumerate(reader, start=1):
            rows.append(Row(number, tuple(cell.strip() for cell in cells)))
    except csv.Error as error:
        raise _broken(name, len(rows) + 1) from error
    return rows


def _broken(name: str, number: int) -> UnreadableFile:
    return UnreadableFile(
        text("Die Anführungszeichen in Zeile {number} gehen nicht auf.", number=number),
        place=name,
        remedy=text("Ein Anführungszeichen innerhalb einer Zelle wird verdoppelt, die Zelle selbst steht in solchen."),
    )
