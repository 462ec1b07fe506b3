"""What tests of registries need: a clock of their own, and a foreign hand in the journal."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta

from graph_service.model.canonical import canonical_json
from graph_service.stores.registry import Line, Registry
from graph_service.stores.registry_common import LineRow, stamp
from graph_service.stores.registry_memory import MemoryRegistry
from graph_service.stores.registry_neo4j import Neo4jRegistry
from graph_service.stores.registry_sqlite import SqliteRegistry


class Clock:
    """A clock that goes on only when it is told to."""

    def __init__(self) -> None:
        self.now = datetime(2026, 3, 1, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def go_on(self, **by: float) -> None:
        self.now += timedelta(**by)

    def after(self, **by: float) -> datetime:
        return self.now + timedelta(**by)


def row_of(line: Line) -> LineRow:
    return LineRow(line.number, stamp(line.time), line.previous, line.hash, canonical_json(line.content))


def rows_of(registry: Registry) -> list[LineRow]:
    return [row_of(line) for line in registry.lines(limit=100_000)]


def sealed(row: LineRow) -> LineRow:
    """The row with the hash that fits it."""
    return row._replace(hash=row.seal())


def in_order(rows: list[LineRow]) -> list[LineRow]:
    """The rows with numbers that leave no gap."""
    return [row._replace(number=number) for number, row in enumerate(rows, start=1)]


def rewrite(registry: Registry, rows: list[LineRow]) -> None:
    """Puts these lines in place of the journal's, past the registry; how far it goes stays as it was noted."""
    if isinstance(registry, MemoryRegistry):
        registry._journal = list(rows)
    elif isinstance(registry, SqliteRegistry):
        with closing(sqlite3.connect(registry.path)) as connection, connection:
            connection.execute("DELETE FROM journal")
            connection.executemany("INSERT INTO journal VALUES (?, ?, ?, ?, ?)", rows)
    elif isinstance(registry, Neo4jRegistry):
        with registry._server.session() as session:
            session.run("MATCH (l:ServiceLine) DELETE l").consume()
            session.run("UNWIND $rows AS row CREATE (l:ServiceLine) SET l = row", rows=[row._asdict() for row in rows])
