"""The tables beside a large picture: their beginning on its page, all of them in parts under their own addresses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fastapi import Request

from graph_service.web.forms import again
from visualisations.picture import Picture

MOST_AT_ONCE, FIRST_ROWS, ROWS_OF_PART = 500, 200, 500
MOST_PARTS = 1000


@dataclass(frozen=True)
class Excerpt:
    """Rows of a table that are shown of so many; `whole` is the address of all, `parts` are those of its parts."""

    rows: Sequence[Any]
    total: int
    first: int = 1
    whole: str | None = None
    parts: tuple[str, ...] = ()
    part: int = 1

    @property
    def last(self) -> int:
        return self.first + len(self.rows) - 1


def excerpts(request: Request, shown: Picture, table: str, part: int) -> Mapping[str, Excerpt]:
    """The tables of a page: the one that is asked for by itself, else the beginning of both."""
    all_of = {"entries": shown.nodes, "lines": shown.edges}
    if table:
        return {table: _part_of(request, all_of[table], part)}
    return {name: _beginning(request, name, rows) for name, rows in all_of.items()}


def _beginning(request: Request, name: str, rows: Sequence[Any]) -> Excerpt:
    if len(rows) <= MOST_AT_ONCE:
        return Excerpt(rows, len(rows))
    return Excerpt(rows[:FIRST_ROWS], len(rows), whole=again(request, {"table": name, "part": None}))


def _part_of(request: Request, rows: Sequence[Any], part: int) -> Excerpt:
    count = max(1, -(-len(rows) // ROWS_OF_PART))
    part = min(part, count)
    start = (part - 1) * ROWS_OF_PART
    addresses = tuple(again(request, {"part": n if n > 1 else None}) for n in range(1, count + 1))
    return Excerpt(
        rows[start : start + ROWS_OF_PART], len(rows), start + 1, parts=addresses if count > 1 else (), part=part
    )
