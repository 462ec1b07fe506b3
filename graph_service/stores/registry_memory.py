"""The reference registry: entries and journal in memory, simple enough to be seen right."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from threading import Lock

from graph_service.model.text import Text
from graph_service.stores import registry_common as common
from graph_service.stores.common import check_at_least
from graph_service.stores.registry import Clock, Entry, Head, Json, Line
from graph_service.stores.registry_common import Contents, EntryRow, LineRow

_PLACE = "memory:"


class MemoryRegistry:
    """What the service keeps as long as the program runs."""

    def __init__(self, *, clock: Clock = common.utc_now) -> None:
        self._clock = clock
        self._rows: dict[tuple[str, str], EntryRow] = {}
        self._journal: list[LineRow] = []
        self._head = common.BEGINNING
        self._lock = Lock()

    def get(self, kind: str, key: str) -> Entry | None:
        row = self._rows.get((kind, key))
        return common.entry_from(row, _PLACE) if row and row.is_there(self._now()) else None

    def put(
        self, kind: str, key: str, value: Json, *, expected: int | None = None, expires: datetime | None = None
    ) -> Entry:
        new = common.new_entry(kind, key, value, expires)
        with self._lock:
            row = common.following(new, self._rows.get((kind, key)), expected, self._now())
            self._rows[kind, key] = row
        return common.entry_from(row, _PLACE)

    def remove(self, kind: str, key: str, *, expected: int | None = None) -> bool:
        common.check_name("key", key)
        with self._lock:
            now = self._now()
            common.expect(self._rows.get((kind, key)), kind, expected, now)
            row = self._rows.pop((kind, key), None)
        return row is not None and row.is_there(now)

    def entries(self, kind: str, *, after: str = "", limit: int = 100) -> tuple[Entry, ...]:
        common.check_page(after, limit)
        now = self._now()
        with self._lock:
            rows = sorted(row for row in self._rows.values() if row.kind == kind and row.key > after)
        there = [row for row in rows if row.is_there(now)]
        return tuple(common.entry_from(row, _PLACE) for row in there[:limit])

    def purge(self, now: datetime | None = None) -> int:
        moment = common.stamp(now) if now else self._now()
        with self._lock:
            gone = [place for place, row in self._rows.items() if not row.is_there(moment)]
            for place in gone:
                del self._rows[place]
        return len(gone)

    def count(self, kind: str) -> int:
        now = self._now()
        with self._lock:
            return sum(row.kind == kind and row.is_there(now) for row in self._rows.values())

    def append(self, content: Mapping[str, Json]) -> Line:
        with self._lock:
            last = self._journal[-1].time if self._journal else ""
            row = common.next_line(self._head, last, content, self._clock())
            self._journal.append(row)
            self._head = Head(row.number, row.hash)
        return common.line_from(row, _PLACE)

    def lines(self, *, after: int | None = None, limit: int = 100, newest_first: bool = False) -> tuple[Line, ...]:
        check_at_least(limit, 1, "limit")
        with self._lock:
            if newest_first:
                found = [row for row in reversed(self._journal) if after is None or row.number < after]
            else:
                found = [row for row in self._journal if row.number > (after or 0)]
        return tuple(common.line_from(row, _PLACE) for row in found[:limit])

    def cut(self, before: datetime, content: Mapping[str, Json]) -> Line | None:
        moment = common.stamp(before)
        with self._lock:
            old = [row for row in self._journal if row.time < moment]
            if not old:
                return None
            row = common.cut_line(self._head, self._journal[-1].time, old[-1], content, self._clock())
            self._journal = [*self._journal[len(old) :], row]
            self._head = Head(row.number, row.hash)
        return common.line_from(row, _PLACE)

    def head(self) -> Head:
        return self._head

    @contextmanager
    def contents(self) -> Iterator[Contents]:
        with self._lock:
            found = Contents(tuple(self._rows.values()), tuple(self._journal), self._head)
        yield found

    def fill(self, contents: Contents) -> None:
        with self._lock:
            if self._rows or self._journal:
                raise common.occupied(_PLACE)
            self._rows = {(row.kind, row.key): row for row in contents.entries}
            self._journal, self._head = list(contents.lines), contents.head

    def check(self) -> tuple[Text, ...]:
        with self._lock:
            rows, head = tuple(self._journal), self._head
        return tuple(common.chain_findings(rows, head))

    def close(self) -> None:
        """Nothing to let go of."""

    def _now(self) -> str:
        return common.stamp(self._clock())
