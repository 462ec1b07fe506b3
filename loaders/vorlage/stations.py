"""The table of the bodies that deliberate and decide on a paper (Beratungsfolge)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from loaders.vorlage.dates import SPELLED_DATE
from loaders.vorlage.text import Line, cells_of, plain
from loaders.vorlage.words import any_of, meaning_of, words

_DATE = re.compile(SPELLED_DATE)
_OPEN_NAME = re.compile(r"(?:[\w]-|,| und| für| den| der| die)$")
_RULE = re.compile(r"[\s|:+=-]+")


@dataclass(frozen=True)
class Row:
    """One station in the words of the table: body, date, role and publicity, as far as they are given."""

    body: str
    date: str
    role: str
    publicity: str
    lines: tuple[Line, ...]

    @property
    def kind(self) -> str | None:
        """`consults` or `decides`, or None where the role is not given or not known."""
        decided = [meaning_of(part, "station_roles") for part in re.split(r"[/,]\s?", self.role)]
        return "decides" if "decides" in decided else decided[0]

    @property
    def public(self) -> bool | None:
        meaning = meaning_of(self.publicity, "publicity")
        return None if meaning is None else meaning == "public"


@dataclass(frozen=True)
class Table:
    """The rows, and where in the paper's lines the table begins and ends (the end not included)."""

    rows: tuple[Row, ...]
    first: int
    end: int


def find_table(lines: Sequence[Line]) -> Table | None:
    """The Beratungsfolge of a paper; None where it has none."""
    end = 0
    for index, line in enumerate(lines):
        columns = _columns(line.words)
        if index < end or (columns is None and not _is_heading(line.words)):
            continue
        table = _read(lines, index, columns)
        if table.rows:
            return table
        end = table.end
    return None


def _is_heading(line: str) -> bool:
    return meaning_of(line.strip(" :#*_"), "headings") == "stations"


def _columns(line: str) -> list[str] | None:
    """What each column holds, if the line is the table's header."""
    if not line or len(line) > 200:
        return None
    cells = cells_of(line)
    if len(cells) == 1:
        return [] if _is_header(plain(line).split(" ")) else None
    return [_meaning(cell) for cell in cells] if _is_header(cells) else None


def _is_header(cells: Sequence[str]) -> bool:
    meanings = [_meaning(cell) for cell in cells]
    return "body" in meanings and len({*meanings} - {"other"}) >= 2


def _meaning(cell: str) -> str:
    return meaning_of(cell.strip(" :*_"), "columns") or "other"


def _read(lines: Sequence[Line], first: int, columns: list[str] | None) -> Table:
    rows: list[Row] = []
    end = first + 1
    for index in range(first + 1, len(lines)):
        line = lines[index]
        if not line.words.strip() or _RULE.fullmatch(line.words):
            continue
        header = _columns(line.words)
        if header is not None and not rows:
            columns = header
        elif not _take(line, columns or [], rows):
            break
        end = index + 1
    return Table(tuple(rows), first, end)


def _take(line: Line, columns: list[str], rows: list[Row]) -> bool:
    """Whether the line is a row or goes on with the name in the row before; if so, it is taken."""
    row = _row(line, columns)
    if row is not None:
        rows.append(row)
        return True
    lone = [cell for cell in cells_of(line.words) if cell]
    if rows and len(lone) == 1 and len(lone[0]) <= 80 and _OPEN_NAME.search(rows[-1].body):
        rows[-1] = _continued(rows[-1], line, lone[0])
        return True
    return False


def _continued(row: Row, line: Line, rest: str) -> Row:
    broken = row.body.endswith("-") and rest[0].islower() and not rest.startswith(("und ", "oder "))
    body = row.body[:-1] + rest if broken else f"{row.body} {rest}"
    return Row(body, row.date, row.role, row.publicity, (*row.lines, line))


def _row(line: Line, columns: list[str]) -> Row | None:
    if len(line.words) > 500:
        return None
    cells = cells_of(line.words)
    if len(cells) == 1:
        cells = [_bare(piece) for piece in _pieces().split(line.words)]
    meanings = columns if len(columns) == len(cells) else []
    found = dict(_assigned(cells, meanings))
    if not found.get("body") or len(found) < 2 or not any(letter.isalpha() for letter in found["body"]):
        return None
    return Row(found["body"], found.get("date", ""), found.get("role", ""), found.get("public", ""), (line,))


@cache
def _pieces() -> re.Pattern[str]:
    """Where a row without separators falls apart: at its date, its role and its publicity."""
    known = [word for table in (words().station_roles, words().publicity) for row in table.values() for word in row]
    known.remove("N")
    return re.compile(rf"({SPELLED_DATE}|(?<!\w){any_of(known)}(?!\w))")


def _bare(piece: str) -> str:
    return re.sub(r"^\d{1,2}[.)]\s+|\s+am$", "", piece.strip(" ,;:()–-•*"))


def _assigned(cells: Sequence[str], columns: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Which cell holds what: by its content where that is plain, else by its column, else the first is the body."""
    seen: set[str] = set()
    for index, cell in enumerate(cells):
        column = columns[index] if columns else ""
        meaning = _by_content(cell, column) or column or "body"
        if cell and meaning not in {*seen, "other"}:
            seen.add(meaning)
            yield meaning, cell


def _by_content(cell: str, column: str) -> str | None:
    if column == "body":
        return None
    if _DATE.search(cell) and len(cell) <= 60:
        return "date"
    if cell.casefold() != "n" and meaning_of(cell, "publicity"):
        return "public"
    return "role" if all(meaning_of(part, "station_roles") for part in re.split(r"[/,]\s?", cell)) else None
