"""Tables of text as people send them: bytes in any usual encoding and separator become rows of cells."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from graph_service.model.errors import UnreadableFile
from graph_service.model.identity import transliterate
from graph_service.model.text import Text, text

MAX_BYTES = 50_000_000  # 200,000 rows of ours are 35 MB; a file is read whole, so ten times its size is memory
MAX_COLUMNS = 200  # no table of ours has a quarter of it; more is a table that was turned, or an attack
MAX_CELLS = 8_000_000  # each cell is an object in memory, whatever little it holds
_SEPARATORS = (",", ";", "\t")
_NOT_TEXT = re.compile(r"[\x00-\x08\x0b\x0e-\x1f]")
_WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_ENCODINGS = {"utf-8-sig": "UTF-8", "cp1252": "Windows-1252", "utf-16": "UTF-16"}
_GERMAN_IN_UTF_8 = re.compile(rb"\xc3[\x84\x96\x9c\x9f\xa4\xb6\xbc]|\xe2\x80[\x93\x9c\x9e]")
_TWICE_ENCODED = re.compile("Ã[\u201e\u2013\u0153\u0178¤¶¼]|â€[\u017e\u0153\u201c]")
_SEPARATOR_LINE = re.compile(r"\ufeff?sep=([,;\t])\r?\n", re.IGNORECASE)
_ERROR_VALUES = re.compile(
    r"#(?:REF!|BEZUG!|NAME\?|VALUE!|WERT!|DIV/0!|N/A|NV|NULL!|NUM!|ZAHL!|SPILL!|CALC!)|Err:5\d\d", re.IGNORECASE
)


@dataclass(frozen=True)
class Fault:
    """What makes one cell of a row unreadable: its place in the row, why, and what stands there."""

    position: int
    message: Text
    value: str = ""


@dataclass(frozen=True)
class Row:
    """One row: its number as a spreadsheet shows it, and its cells without blanks around them."""

    number: int
    cells: tuple[str, ...]
    faults: tuple[Fault, ...] = ()


@dataclass(frozen=True)
class Table:
    """A heading and rows of text, whatever file they came from; `name` is how people find it.

    `notes` say what a reader should know of how it was read.
    """

    name: str
    heading: tuple[str, ...]
    rows: tuple[Row, ...]
    encoding: str = "UTF-8"
    notes: tuple[Text, ...] = ()


@lru_cache(maxsize=20_000)  # the same few words stand in thousands of cells
def key(words: str) -> str:
    """Words for comparing: "Träger", "Traeger" and "TRÄGER" are the same, as are "part_of" and "part of"."""
    return re.sub(r"[\W_]+", " ", transliterate(words)).strip()


def read_csv(path: Path, expected: Collection[str]) -> Table:
    """The table in a CSV file; `expected` holds keys of column names and tells the separator.

    Raises UnreadableFile where the file is empty, too big, no text, or no well-formed table.
    """
    return parse_csv(bounded(path), path.name, expected)


def parse_csv(content: bytes, name: str, expected: Collection[str]) -> Table:
    """The table in the bytes of a CSV file, as `read_csv` gives it."""
    words, encoding = _decode(content, name)
    words, separator = _separator(words, expected)
    _refuse_too_many_cells(words, separator, name)
    table = as_table(name, _rows(words, separator, name))
    return Table(name, table.heading, table.rows, encoding, _encoding_notes(words, encoding))


def as_table(name: str, rows: Collection[Row]) -> Table:
    """The table of these rows: the first that is not empty is its heading, empty ones are left out."""
    filled = [row for row in rows if row.faults or any(row.cells)]
    if not filled:
        raise UnreadableFile(
            text("Die Tabelle ist leer."),
            place=name,
            remedy=text("In der ersten Zeile stehen die Namen der Spalten, darunter die Einträge."),
        )
    heading, *entries = filled
    if len(heading.cells) > MAX_COLUMNS:
        raise UnreadableFile(
            text("Die Tabelle hat mehr als {limit} Spalten.", limit=MAX_COLUMNS),
            place=name,
            remedy=text("Bitte leere oder unnötige Spalten löschen; je Eintrag eine Zeile, nicht eine Spalte."),
        )
    return Table(name, heading.cells, tuple(entries))


def error_values(cells: Collection[str]) -> Iterator[Fault]:
    """A fault for each cell that holds the error of a spreadsheet (#REF!, #NV …) in place of a value."""
    for position, cell in enumerate(cells):
        if cell[:1] in ("#", "E", "e") and _ERROR_VALUES.fullmatch(cell):
            yield Fault(position, text("Die Zelle enthält einen Fehlerwert statt einer Angabe."), cell)


def bounded(path: Path) -> bytes:
    """The bytes of a file, unless it is too big to be read at once."""
    try:
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise UnreadableFile(
            text("Die Datei lässt sich nicht öffnen."), place=path.name, remedy=text("Bitte die Rechte prüfen.")
        ) from error
    return within_limit(content, path.name)


def within_limit(content: bytes, name: str) -> bytes:
    """The bytes themselves, unless there are too many of them."""
    if len(content) > MAX_BYTES:
        limit = MAX_BYTES // 1_000_000
        raise UnreadableFile(
            text("Die Datei ist größer als {limit} MB.", limit=limit),
            place=name,
            remedy=text("Bitte auf mehrere Ordner aufteilen und nacheinander laden."),
        )
    return content


def _decode(content: bytes, name: str) -> tuple[str, str]:
    encodings = ("utf-16",) if content.startswith(_WIDE) else ("utf-8-sig", "cp1252")
    for encoding in encodings:
        try:
            words = content.decode(encoding)
        except UnicodeDecodeError as error:
            if encoding == "utf-8-sig":
                _refuse_mixture(content, error.start, name)
            continue
        if not _NOT_TEXT.search(words):
            return words, _ENCODINGS[encoding]
    raise UnreadableFile(
        text("Das ist keine Textdatei."),
        place=name,
        remedy=text("Bitte die Tabelle im Tabellenprogramm als „CSV (UTF-8)“ speichern."),
    )


def _refuse_mixture(content: bytes, fault: int, name: str) -> None:
    """A file that is not UTF-8 as a whole but holds German letters in it would lose one half of its letters."""
    if _GERMAN_IN_UTF_8.search(content):
        line = content.count(b"\n", 0, fault) + 1
        raise UnreadableFile(
            text("Die Datei mischt zwei Zeichensätze: UTF-8 und, in Zeile {number}, einen anderen.", number=line),
            place=name,
            remedy=text("Bitte die Teile mit richtigen Umlauten neu zusammenfügen und als „CSV (UTF-8)“ speichern."),
        )


def _encoding_notes(words: str, encoding: str) -> tuple[Text, ...]:
    notes = [] if encoding == "UTF-8" else [text("Die Tabelle wurde als {encoding} gelesen.", encoding=encoding)]
    twice = _TWICE_ENCODED.search(words)
    if twice:
        shown = words[max(0, twice.start() - 10) : twice.end() + 10].partition("\n")[0]
        notes.append(text("„{value}“ sieht aus wie ein verdorbener Umlaut; bitte prüfen.", value=shown))
    return tuple(notes)


def _separator(words: str, expected: Collection[str]) -> tuple[str, str]:
    """The words without a line "sep=;" that names the separator, and the separator: the one by which the first
    line gives most of the expected names, then most columns."""
    named = _SEPARATOR_LINE.match(words)
    if named:
        return words[named.end() :], named[1]
    line = words.lstrip().partition("\n")[0]

    def fit(separator: str) -> tuple[int, int]:
        names = [key(name.strip().strip('"')) for name in line.split(separator, MAX_COLUMNS + 1)]
        return sum(name in expected for name in names), line.count(separator)

    return words, max(_SEPARATORS, key=fit)


def _refuse_too_many_cells(words: str, separator: str, name: str) -> None:
    if words.count(separator) + words.count("\n") > MAX_CELLS:
        limit = MAX_CELLS // 1_000_000
        raise UnreadableFile(
            text("Die Datei hat mehr als {limit} Millionen Zellen.", limit=limit),
            place=name,
            remedy=text("Bitte leere Spalten löschen oder die Datei aufteilen."),
        )


def _rows(words: str, separator: str, name: str) -> list[Row]:
    reader = csv.reader(io.StringIO(words, newline=""), delimiter=separator, strict=True)
    rows: list[Row] = []
    try:
        for number, cells in enumerate(reader, start=1):
            stripped = tuple(_unguarded(cell.strip()) for cell in cells)
            rows.append(Row(number, stripped, tuple(error_values(stripped))))
    except csv.Error as error:
        raise _broken(name, len(rows) + 1, error) from error
    return rows


_GUARDED = re.compile(r"'['=+\-@\t\r\n＝＋－＠]")


def _unguarded(cell: str) -> str:
    """The cell without the apostrophe that keeps a spreadsheet from taking it for a formula."""
    return cell[1:] if cell.startswith("'") and _GUARDED.match(cell) else cell


def _broken(name: str, number: int, error: csv.Error) -> UnreadableFile:
    if "field limit" in str(error):
        message = text(
            "In Zeile {number} ist eine Zelle zu lang; vielleicht fehlt ein Anführungszeichen.", number=number
        )
    else:
        message = text("Die Anführungszeichen in Zeile {number} gehen nicht auf.", number=number)
    return UnreadableFile(
        message,
        place=name,
        remedy=text("Ein Anführungszeichen innerhalb einer Zelle wird verdoppelt, die Zelle selbst steht in solchen."),
    )
