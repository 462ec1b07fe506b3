"""The registry in a SQLite file of its own, which only its owner may read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from sqlite3 import Connection, IntegrityError

from graph_service.model.errors import DamagedStore
from graph_service.model.text import Text, text
from graph_service.stores import registry_common as common
from graph_service.stores.common import TIMEOUT, check_at_least
from graph_service.stores.registry import Clock, Entry, Head, Json, Line
from graph_service.stores.registry_common import Contents, EntryRow, LineRow
from graph_service.stores.registry_sqlite_file import RegistryPool, may_be_read_by_others, open_file


def beside(path: Path) -> Path:
    """The registry's file beside a store's file: no load keeps a sign-in waiting, no backup carries a secret."""
    return path.with_name(f"{path.stem}-dienst{path.suffix}")


class SqliteRegistry:
    """What the service keeps in one file; threads and processes may share it, readers never wait for a writer.

    `timeout` is how many seconds a writer waits for another one. With `writable=False` nothing is ever written.
    """

    def __init__(
        self, path: Path, *, timeout: float = TIMEOUT, writable: bool = True, clock: Clock = common.utc_now
    ) -> None:
        self.path = path
        self._place, self._clock = str(path), clock
        self._pool: RegistryPool = open_file(path, timeout, writable=writable)

    def get(self, kind: str, key: str) -> Entry | None:
        if not common.is_name(key):
            return None
        with self._pool.connection() as connection:
            row = _row(connection, kind, key)
        return common.entry_from(row, self._place) if row and row.is_there(self._now()) else None

    def put(
        self, kind: str, key: str, value: Json, *, expected: int | None = None, expires: datetime | None = None
    ) -> Entry:
        new = common.new_entry(kind, key, value, expires)
        with self._pool.transaction() as connection:
            row = common.following(new, _row(connection, kind, key), expected, self._now())
            connection.execute(_PUT, row)
        return common.entry_from(row, self._place)

    def remove(self, kind: str, key: str, *, expected: int | None = None) -> bool:
        common.check_name("key", key)
        with self._pool.transaction() as connection:
            row, now = _row(connection, kind, key), self._now()
            common.expect(row, kind, expected, now)
            connection.execute("DELETE FROM entries WHERE kind = ? AND key = ?", (kind, key))
        return row is not None and row.is_there(now)

    def entries(self, kind: str, *, after: str = "", limit: int = 100) -> tuple[Entry, ...]:
        common.check_page(after, limit)
        with self._pool.connection() as connection:
            rows = connection.execute(_ENTRIES, (kind, after, self._now(), limit)).fetchall()
        return tuple(common.entry_from(EntryRow(*row), self._place) for row in rows)

    def purge(self, now: datetime | None = None) -> int:
        moment = common.stamp(now) if now else self._now()
        with self._pool.transaction() as connection:
            return connection.execute("DELETE FROM entries WHERE expires <= ?", (moment,)).rowcount

    def count(self, kind: str) -> int:
        with self._pool.connection() as connection:
            found: int = connection.execute(_COUNT, (kind, self._now())).fetchone()[0]
        return found

    def append(self, content: Mapping[str, Json]) -> Line:
        try:
            with self._pool.transaction() as connection:
                row = common.next_line(*_end(connection), content, self._clock())
                _append(connection, row)
        except IntegrityError as error:
            # A line of this number is there: the head was put back.
            raise common.damaged(self._place) from error
        return common.line_from(row, self._place)

    def lines(self, *, after: int | None = None, limit: int = 100, newest_first: bool = False) -> tuple[Line, ...]:
        check_at_least(limit, 1, "limit")
        query = _BACKWARDS if newest_first else _FORWARDS
        with self._pool.connection() as connection:
            rows = connection.execute(query, {"after": after, "limit": limit}).fetchall()
        return tuple(common.line_from(LineRow(*row), self._place) for row in rows)

    def cut(self, before: datetime, content: Mapping[str, Json]) -> Line | None:
        with self._pool.transaction() as connection:
            gone = connection.execute(_LAST_BEFORE, (common.stamp(before),)).fetchone()
            if gone is None:
                return None
            row = common.cut_line(*_end(connection), LineRow(*gone), content, self._clock())
            _append(connection, row)
            connection.execute("DELETE FROM journal WHERE number <= ?", gone[:1])
        return common.line_from(row, self._place)

    def head(self) -> Head:
        with self._pool.connection() as connection:
            return _head(connection)

    @contextmanager
    def contents(self) -> Iterator[Contents]:
        with self._pool.snapshot() as connection:
            head = _head(connection)
            entries = map(EntryRow._make, connection.execute(_SELECT))
            yield Contents(entries, map(LineRow._make, connection.execute(f"{_LINES} ORDER BY number")), head)

    def fill(self, contents: Contents) -> None:
        with self._pool.transaction() as connection:
            if connection.execute("SELECT 1 FROM entries UNION ALL SELECT 1 FROM journal LIMIT 1").fetchone():
                raise common.occupied(self._place)
            connection.executemany(_PUT, contents.entries)
            connection.executemany("INSERT INTO journal VALUES (?, ?, ?, ?, ?)", contents.lines)
            if contents.head.number:
                connection.execute(_SET_HEAD, (contents.head.number, contents.head.hash))

    def check(self) -> tuple[Text, ...]:
        found: list[Text] = []
        try:
            with self._pool.snapshot() as connection:
                found += self._findings(connection)
        except DamagedStore as error:
            found.append(text("{place}: {message}", place=error.place, message=error.message))
        return tuple(found)

    def _findings(self, connection: Connection) -> Iterator[Text]:
        for (finding,) in connection.execute("PRAGMA integrity_check"):
            if finding != "ok":
                yield text("Die Datei ist beschädigt: {finding}", finding=finding)
        if may_be_read_by_others(self.path):
            yield text("Die Datei „{path}“ dürfen auch andere lesen.", path=self._place)
        for row in connection.execute(_SELECT):
            yield from common.unreadable(EntryRow(*row))
        rows = map(LineRow._make, connection.execute(f"{_LINES} ORDER BY number"))
        yield from common.chain_findings(rows, _head(connection))

    def close(self) -> None:
        self._pool.close()

    def _now(self) -> str:
        return common.stamp(self._clock())


def _row(connection: Connection, kind: str, key: str) -> EntryRow | None:
    row = connection.execute(f"{_SELECT} WHERE kind = ? AND key = ?", (kind, key)).fetchone()
    return EntryRow(*row) if row else None


def _head(connection: Connection) -> Head:
    row = connection.execute("SELECT number, hash FROM head").fetchone()
    return Head(*row) if row else common.BEGINNING


def _end(connection: Connection) -> tuple[Head, str]:
    """How far the journal goes, and the time of its last line."""
    head = _head(connection)
    last = connection.execute("SELECT time FROM journal WHERE number = ?", (head.number,)).fetchone()
    return head, last[0] if last else ""


def _append(connection: Connection, row: LineRow) -> None:
    connection.execute("INSERT INTO journal VALUES (?, ?, ?, ?, ?)", row)
    connection.execute(_SET_HEAD, (row.number, row.hash))


_PUT = "INSERT OR REPLACE INTO entries (kind, key, version, expires, value) VALUES (?, ?, ?, ?, ?)"
_COUNT = "SELECT count(*) FROM entries WHERE kind = ? AND (expires IS NULL OR expires > ?)"
_SET_HEAD = "INSERT OR REPLACE INTO head VALUES (1, ?, ?)"
_SELECT = "SELECT kind, key, version, expires, value FROM entries"
_ENTRIES = f"{_SELECT} WHERE kind = ? AND key > ? AND (expires IS NULL OR expires > ?) ORDER BY key LIMIT ?"
_LINES = "SELECT number, time, previous, hash, content FROM journal"
_LAST_BEFORE = f"{_LINES} WHERE time < ? ORDER BY number DESC LIMIT 1"
_FORWARDS = f"{_LINES} WHERE number > coalesce(:after, 0) ORDER BY number LIMIT :limit"
_BACKWARDS = f"{_LINES} WHERE :after IS NULL OR number < :after ORDER BY number DESC LIMIT :limit"
