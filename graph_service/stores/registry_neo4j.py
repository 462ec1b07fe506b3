"""The registry on a Neo4j server: nodes under labels of their own, beside the networks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from itertools import islice
from typing import Any, LiteralString, TypeVar

from neo4j import ManagedTransaction, Transaction
from neo4j.exceptions import ConstraintError

from graph_service.model.text import Text
from graph_service.stores import registry_common as common
from graph_service.stores.common import TIMEOUT, check_at_least
from graph_service.stores.neo4j_connection import BATCH, Login, Server
from graph_service.stores.neo4j_migrations import migrate
from graph_service.stores.registry import Clock, Entry, Head, Json, Line
from graph_service.stores.registry_common import Contents, EntryRow, LineRow

_T = TypeVar("_T")


class Neo4jRegistry:
    """What the service keeps in one database; programs and threads may share it, readers never wait for a writer.

    `timeout` is how many seconds to go on trying where the server does not answer. With `writable=False` nothing is
    ever written to the database; nor if one of an `older` version is asked for, which is then read as it is.
    """

    def __init__(
        self,
        url: str,
        login: Login,
        *,
        timeout: float = TIMEOUT,
        writable: bool = True,
        older: bool = False,
        clock: Clock = common.utc_now,
    ) -> None:
        self._place, self._clock = url, clock
        self._server = Server(url, login, timeout, writable=writable and not older)
        try:
            if not older:
                migrate(self._server, writable=writable)
        except BaseException:
            self.close()
            raise

    def get(self, kind: str, key: str) -> Entry | None:
        if not common.is_name(key):
            return None
        row = self._read(lambda transaction: _row(transaction, _GET, kind, key))
        return common.entry_from(row, self._place) if row and row.is_there(self._now()) else None

    def put(
        self, kind: str, key: str, value: Json, *, expected: int | None = None, expires: datetime | None = None
    ) -> Entry:
        new = common.new_entry(kind, key, value, expires)

        def work(transaction: ManagedTransaction) -> EntryRow:
            row = common.following(new, _row(transaction, _HOLD_OR_MAKE, kind, key), expected, self._now())
            transaction.run(_PUT, row._asdict()).consume()
            return row

        return common.entry_from(self._write(work), self._place)

    def remove(self, kind: str, key: str, *, expected: int | None = None) -> bool:
        common.check_name("key", key)

        def work(transaction: ManagedTransaction) -> bool:
            row, now = _row(transaction, _HOLD, kind, key), self._now()
            common.expect(row, kind, expected, now)
            transaction.run(_REMOVE, kind=kind, key=key).consume()
            return row is not None and row.is_there(now)

        return self._write(work)

    def entries(self, kind: str, *, after: str = "", limit: int = 100) -> tuple[Entry, ...]:
        common.check_page(after, limit)
        scope = {"kind": kind, "after": after, "now": self._now(), "limit": limit}
        rows = self._read(lambda transaction: transaction.run(_ENTRIES, scope).values())
        return tuple(common.entry_from(EntryRow(*row), self._place) for row in rows)

    def purge(self, now: datetime | None = None) -> int:
        scope = {"now": common.stamp(now) if now else self._now(), "limit": BATCH}
        gone = 0
        while count := self._write(lambda transaction: _value(transaction, _PURGE, scope)):
            gone += count
        return gone

    def count(self, kind: str) -> int:
        scope = {"kind": kind, "now": self._now()}
        found: int = self._read(lambda transaction: _value(transaction, _COUNT, scope))
        return found

    def append(self, content: Mapping[str, Json]) -> Line:
        def work(transaction: ManagedTransaction) -> LineRow:
            number, last_hash, last_time = transaction.run(_HOLD_JOURNAL).single(strict=True)
            head = Head(number, last_hash) if number else common.BEGINNING
            row = common.next_line(head, last_time or "", content, self._clock())
            transaction.run(_APPEND, row._asdict()).consume()
            return row

        try:
            return common.line_from(self._write(work), self._place)
        except ConstraintError as error:
            # A line of this number is there: the head was put back.
            raise common.damaged(self._place) from error

    def lines(self, *, after: int | None = None, limit: int = 100, newest_first: bool = False) -> tuple[Line, ...]:
        check_at_least(limit, 1, "limit")
        query = _BACKWARDS if newest_first else _FORWARDS
        rows = self._read(lambda transaction: transaction.run(query, after=after, limit=limit).values())
        return tuple(common.line_from(LineRow(*row), self._place) for row in rows)

    def cut(self, before: datetime, content: Mapping[str, Json]) -> Line | None:
        def work(transaction: ManagedTransaction) -> LineRow | None:
            number, last_hash, last_time = transaction.run(_HOLD_JOURNAL).single(strict=True)
            found = transaction.run(_LAST_BEFORE, before=common.stamp(before)).single()
            if found is None:
                return None
            gone = LineRow(*found)
            row = common.cut_line(Head(number, last_hash), last_time or "", gone, content, self._clock())
            transaction.run(_APPEND, row._asdict()).consume()
            transaction.run(_CUT, number=gone.number).consume()
            return row

        row = self._write(work)
        return common.line_from(row, self._place) if row else None

    def head(self) -> Head:
        return self._read(_head)

    @contextmanager
    def contents(self) -> Iterator[Contents]:
        with self._server.session("READ") as session, session.begin_transaction() as transaction:
            head = _head(transaction)
            entries = (EntryRow(*row) for row in transaction.run(_ALL_ENTRIES))
            lines = (LineRow(*row) for row in transaction.run(_LINES, last=head.number))
            # One that was made just now to be held has no version yet.
            yield Contents((row for row in entries if row.version), lines, head)

    def fill(self, contents: Contents) -> None:
        # Not one that the driver might begin again: what is to be taken over is read only once.
        with self._server.session() as session, session.begin_transaction() as transaction:
            if transaction.run(_ANYTHING).single():
                raise common.occupied(self._place)
            _fill(transaction, _FILL_ENTRIES, contents.entries)
            _fill(transaction, _FILL_LINES, contents.lines)
            transaction.run(_FILL_HEAD, number=contents.head.number, hash=contents.head.hash).consume()
            transaction.commit()

    def check(self) -> tuple[Text, ...]:
        return self._read(lambda transaction: tuple(_findings(transaction)))

    def close(self) -> None:
        self._server.close()

    def _now(self) -> str:
        return common.stamp(self._clock())

    def _read(self, work: Callable[[ManagedTransaction], _T]) -> _T:
        with self._server.session("READ") as session:
            return session.execute_read(work)

    def _write(self, work: Callable[[ManagedTransaction], _T]) -> _T:
        with self._server.session() as session:
            return session.execute_write(work)


def _row(transaction: ManagedTransaction, query: LiteralString, kind: str, key: str) -> EntryRow | None:
    found = transaction.run(query, kind=kind, key=key).single()
    row = EntryRow(*found) if found else None
    # One that was made just now to be held has no version yet.
    return row if row and row.version else None


def _fill(transaction: Transaction, query: LiteralString, rows: Iterable[EntryRow | LineRow]) -> None:
    rest = iter(rows)
    while batch := [row._asdict() for row in islice(rest, BATCH)]:
        transaction.run(query, rows=batch).consume()


def _value(transaction: ManagedTransaction, query: LiteralString, parameters: dict[str, Any]) -> Any:
    found = transaction.run(query, parameters).single()
    return found[0] if found else None


def _head(transaction: ManagedTransaction | Transaction) -> Head:
    found = transaction.run(_HEAD).single()
    return Head(*found) if found else common.BEGINNING


def _findings(transaction: ManagedTransaction) -> Iterator[Text]:
    for row in transaction.run(_ALL_ENTRIES):
        yield from common.unreadable(EntryRow(*row))
    head = _head(transaction)
    rows = transaction.run(_LINES, last=head.number)
    yield from common.chain_findings((LineRow(*row) for row in rows), head)
    # Asked in this order: whatever another program appends meanwhile, the journal's head knows it before we ask.
    last = _value(transaction, _LAST, {})
    newest = _head(transaction)
    if last and last > newest.number:
        yield common.ends_otherwise(last, newest)


_ROW: LiteralString = "e.kind, e.key, e.version, e.expires, e.value"
_GET: LiteralString = f"MATCH (e:ServiceEntry {{kind: $kind, key: $key}}) RETURN {_ROW}"
# Setting a property locks the node, so that what is read afterwards stays true until the transaction ends.
_HOLD: LiteralString = f"""
MATCH (e:ServiceEntry {{kind: $kind, key: $key}}) SET e.held = true WITH e RETURN {_ROW}
"""
_HOLD_OR_MAKE: LiteralString = f"""
MERGE (e:ServiceEntry {{kind: $kind, key: $key}}) SET e.held = true WITH e RETURN {_ROW}
"""
_PUT: LiteralString = """
MATCH (e:ServiceEntry {kind: $kind, key: $key}) SET e.version = $version, e.expires = $expires, e.value = $value
"""
_REMOVE: LiteralString = "MATCH (e:ServiceEntry {kind: $kind, key: $key}) DELETE e"
_ENTRIES: LiteralString = f"""
MATCH (e:ServiceEntry {{kind: $kind}}) WHERE e.key > $after AND (e.expires IS NULL OR e.expires > $now)
RETURN {_ROW} ORDER BY e.key LIMIT $limit
"""
_COUNT: LiteralString = """
MATCH (e:ServiceEntry {kind: $kind}) WHERE e.key > '' AND e.version > 0 AND (e.expires IS NULL OR e.expires > $now)
RETURN count(e)
"""
_ANYTHING: LiteralString = "MATCH (n:ServiceEntry|ServiceLine) RETURN 1 LIMIT 1"
_FILL_ENTRIES: LiteralString = "UNWIND $rows AS row CREATE (e:ServiceEntry) SET e = row"
_FILL_LINES: LiteralString = "UNWIND $rows AS row CREATE (l:ServiceLine) SET l = row"
_FILL_HEAD: LiteralString = """
UNWIND CASE $number WHEN 0 THEN [] ELSE [1] END AS one
MERGE (j:ServiceJournal {name: 'journal'}) SET j.number = $number, j.hash = $hash
"""
_ALL_ENTRIES: LiteralString = f"MATCH (e:ServiceEntry) RETURN {_ROW}"
# Asked again under the lock: somebody may just have kept the entry for longer.
_PURGE: LiteralString = """
MATCH (e:ServiceEntry) WHERE e.expires <= $now WITH e LIMIT $limit
SET e.held = true WITH e WHERE e.expires <= $now
DELETE e RETURN count(*)
"""

_LINE: LiteralString = "l.number, l.time, l.previous, l.hash, l.content"
_HEAD: LiteralString = "MATCH (j:ServiceJournal {name: 'journal'}) WHERE j.number IS NOT NULL RETURN j.number, j.hash"
_HOLD_JOURNAL: LiteralString = """
MERGE (j:ServiceJournal {name: 'journal'}) SET j.held = true
WITH j OPTIONAL MATCH (l:ServiceLine {number: j.number})
RETURN j.number, j.hash, l.time
"""
_APPEND: LiteralString = """
MATCH (j:ServiceJournal {name: 'journal'}) SET j.number = $number, j.hash = $hash
CREATE (:ServiceLine {number: $number, time: $time, previous: $previous, hash: $hash, content: $content})
"""
_LAST_BEFORE: LiteralString = f"""
MATCH (l:ServiceLine) WHERE l.number > 0 AND l.time < $before RETURN {_LINE} ORDER BY l.number DESC LIMIT 1
"""
_CUT: LiteralString = "MATCH (l:ServiceLine) WHERE l.number <= $number DELETE l"
_FORWARDS: LiteralString = f"""
MATCH (l:ServiceLine) WHERE l.number > coalesce($after, 0) RETURN {_LINE} ORDER BY l.number LIMIT $limit
"""
_BACKWARDS: LiteralString = f"""
MATCH (l:ServiceLine) WHERE l.number < coalesce($after, 9223372036854775807)
RETURN {_LINE} ORDER BY l.number DESC LIMIT $limit
"""
_LINES: LiteralString = f"""
MATCH (l:ServiceLine) WHERE l.number <= $last RETURN {_LINE} ORDER BY l.number
"""
_LAST: LiteralString = "MATCH (l:ServiceLine) WHERE l.number > 0 RETURN max(l.number)"
