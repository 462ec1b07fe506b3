"""The embedded store: one SQLite file with every revision of every network."""

from __future__ import annotations

from contextlib import AbstractContextManager, closing
from datetime import date, datetime
from pathlib import Path
from sqlite3 import Connection

from graph_service.model.change import ChangeSet, HistoryEntry, NetworkInfo, Revision
from graph_service.model.errors import Conflict
from graph_service.model.network import not_found
from graph_service.model.text import Text
from graph_service.stores import common, sqlite_files
from graph_service.stores.base import Condition, View
from graph_service.stores.common import TIMEOUT, Signature
from graph_service.stores.drafting import Draft, DraftingStore
from graph_service.stores.rewriting import Rewriting
from graph_service.stores.shelf import Shelf
from graph_service.stores.sqlite_check import findings
from graph_service.stores.sqlite_connection import Pool
from graph_service.stores.sqlite_draft import drafting, new_network
from graph_service.stores.sqlite_migrations import migrate, version
from graph_service.stores.sqlite_rewriting import rewrite
from graph_service.stores.sqlite_rows import network_from, record_from, revision_from
from graph_service.stores.sqlite_view import SqliteView


class SqliteStore(DraftingStore):
    """Networks in one file; threads and processes may share it, readers never wait for a writer.

    `timeout` is how many seconds a writer waits for another one. Where the file or its folder may not be
    written, reading goes on. With `writable=False` nothing is ever written to the file. One of an older version is
    copied beside itself and then brought up to date, unless it is `older` that is asked for: then it is only read, as
    it is, which is enough for a backup.
    """

    def __init__(self, path: Path, *, timeout: float = TIMEOUT, writable: bool = True, older: bool = False) -> None:
        writable = writable and not older
        self.path = path
        sqlite_files.check_place(path)
        if sqlite_files.is_free(path):
            _begin(path, writable)
        header = sqlite_files.check_file(path)
        self._pool, self._writable = Pool(path, timeout, writable=writable), writable
        self._shelf: Shelf[int] = Shelf()
        self._seen: dict[int, tuple[int, str]] = {}
        try:
            if not older:
                self._prepare(set_log=writable and not header.keeps_log)
        except BaseException:
            self.close()
            raise

    def _prepare(self, *, set_log: bool) -> None:
        with self._pool.connection() as connection:
            # The header may lag behind while another process has the file open.
            sqlite_files.check_version(self.path, version(connection))
        if self._writable:
            sqlite_files.keep_older(self._pool)
        with self._pool.connection() as connection:
            migrate(connection)
            if set_log:
                sqlite_files.keep_log_if_possible(connection)

    def networks(self) -> tuple[NetworkInfo, ...]:
        with self._pool.connection() as connection:
            rows = connection.execute("SELECT id, name, revision FROM networks ORDER BY id").fetchall()
        return tuple(map(network_from, rows))

    def network(self, network: str) -> NetworkInfo:
        return self._row(network)[1]

    def _row(self, network: str) -> tuple[int, NetworkInfo]:
        with self._pool.connection() as connection:
            row = connection.execute("SELECT key, id, name, revision FROM networks WHERE id = ?", (network,)).fetchone()
        if row is None:
            raise common.unknown_network(network, [info.id for info in self.networks()])
        return row[0], network_from(row[1:])

    def create(self, network: str, name: str) -> NetworkInfo:
        with self._pool.transaction() as connection:
            new_network(connection, network, name)
        return NetworkInfo(id=network, name=name)

    def _drafting(
        self, network: str, signature: Signature, expected: int | None = None, create: str | None = None
    ) -> AbstractContextManager[Draft]:
        return drafting(self._pool, network, signature, expected, create)

    def revisions(self, network: str) -> tuple[Revision, ...]:
        key, info = self._row(network)
        with self._pool.connection() as connection:
            rows = connection.execute(_REVISIONS, (info.id, key)).fetchall()
        return tuple(map(revision_from, rows))

    def change(self, network: str, number: int) -> ChangeSet:
        key, info = self._row(network)
        scope = {"network": key, "number": common.known_revision(info, number)}
        with self._pool.connection() as connection:
            put = tuple(record_from(row[0]) for row in connection.execute(_PUT, scope))
            return ChangeSet(put=put, remove=tuple(row[0] for row in connection.execute(_REMOVED, scope)))

    def rewrite(self, network: str, rewriting: Rewriting) -> int:
        key, _ = self._row(network)
        return rewrite(self._pool, network, key, rewriting)

    def history(self, network: str, record_id: str) -> tuple[HistoryEntry, ...]:
        key, info = self._row(network)
        with self._pool.connection() as connection:
            rows = connection.execute(_HISTORY, {"name": info.id, "network": key, "id": record_id}).fetchall()
            if not rows:
                known = connection.execute("SELECT id FROM identities WHERE network = ?", (key,))
                raise not_found(record_id, [row[0] for row in known])
            return tuple(
                HistoryEntry(revision=revision_from(made), action=action, record=record_from(body) if body else None)
                for action, body, *made in rows
            )

    def view(
        self,
        network: str,
        *,
        revision: int | None = None,
        recorded: datetime | None = None,
        at: date | None = None,
    ) -> View:
        key, info = self._row(network)
        number = common.revision_asked(info, lambda: self.revisions(network), revision, recorded)
        with self._pool.connection() as connection:
            stamp = _stamp(connection, key, number)
            self._clear_shelf_if_replaced(connection, key, number, stamp)
        return SqliteView(network, number, stamp, at, key, self._pool, self._shelf)

    def _clear_shelf_if_replaced(self, connection: Connection, key: int, number: int, stamp: str) -> None:
        """Takes a new shelf where the newest revision that was seen is gone: the same keys may mean other records."""
        last, its_stamp = self._seen.get(key, (0, ""))
        if _stamp(connection, key, last) != its_stamp:
            self._shelf, self._seen = Shelf(), {}
        if number >= last or not self._seen:
            self._seen[key] = number, stamp

    def check(self) -> tuple[Text, ...]:
        return findings(self._pool)

    def lacks_steps(self) -> bool:
        """Whether the file is of an older version."""
        with self._pool.connection() as connection:
            return sqlite_files.lacks_steps(connection)

    def make_steps(self) -> None:
        """Brings a file of an older version up to date; whoever asks for that has a backup."""
        pool = Pool(self.path, TIMEOUT)
        with closing(pool), pool.connection() as connection:
            migrate(connection)

    def condition(self) -> Condition:
        with self._pool.connection() as connection:
            ran = version(connection)
        writable = self._writable and sqlite_files.may_be_written(self.path)
        return Condition(ran, writable, sqlite_files.free_bytes(self.path))

    def backup(self, target: Path) -> None:
        """The copy holds everything in one file, without a log beside it."""
        with self._pool.connection() as connection:
            sqlite_files.copy(connection, self.path, target, keeps_log=False)

    def copy_to(self, path: Path) -> None:
        """A store of its own in a new file, ready for readers and writers."""
        with self._pool.connection() as connection:
            sqlite_files.copy(connection, self.path, path, keeps_log=True)

    def close(self) -> None:
        self._pool.close()


def _stamp(connection: Connection, key: int, number: int) -> str:
    row = connection.execute(_TIME, (key, number)).fetchone()
    return common.stamp_of(datetime.fromisoformat(row[0]) if row else None)


def _begin(path: Path, writable: bool) -> None:
    if not writable:
        raise sqlite_files.missing(path)
    try:
        sqlite_files.create(path)
    except Conflict:
        if sqlite_files.is_free(path):
            raise
        # Another process made the file at the same time: that one is used.


_REVISIONS = """
SELECT ?, number, author, reason, time, added, changed, removed FROM revisions WHERE network = ? ORDER BY number
"""
_TIME = "SELECT time FROM revisions WHERE network = ? AND number = ?"
_PUT = """
SELECT v.body FROM versions v JOIN identities i ON i.key = v.identity
WHERE v.network = :network AND v.since = :number ORDER BY i.id
"""
_REMOVED = """
SELECT i.id FROM versions v JOIN identities i ON i.key = v.identity
WHERE v.network = :network AND v.until = :number
  AND NOT EXISTS (SELECT 1 FROM versions later WHERE later.identity = v.identity AND later.since = v.until)
ORDER BY i.id
"""
_HISTORY = """
WITH own AS (
  SELECT since, until, body, lag(until) OVER story AS ended, lead(since) OVER story AS following
  FROM versions WHERE identity = (SELECT key FROM identities WHERE network = :network AND id = :id)
  WINDOW story AS (ORDER BY since)
),
steps (number, action, body) AS (
  SELECT since, iif(ended = since, 'changed', 'added'), body FROM own
  UNION ALL SELECT until, 'removed', NULL FROM own WHERE until IS NOT NULL AND following IS NOT until
)
SELECT s.action, s.body, :name, r.number, r.author, r.reason, r.time, r.added, r.changed, r.removed
FROM steps s JOIN revisions r ON r.network = :network AND r.number = s.number
ORDER BY s.number
"""
