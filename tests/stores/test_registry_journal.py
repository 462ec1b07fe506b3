"""One promise, every registry: the journal only grows, and whatever else became of it is found."""

from __future__ import annotations

import hashlib
import json
import re
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from graph_service.model.errors import BadValue, DamagedStore
from graph_service.stores.registry import Head, Registry
from graph_service.stores.registry_common import BEGINNING, LineRow
from tests.stores.registries import Clock, in_order, rewrite, rows_of, sealed


class TestJournal:
    def test_lines_are_numbered_dated_and_chained(self, registry: Registry, clock: Clock) -> None:
        first = registry.append({"event": "signed_in", "who": "Koordination"})
        clock.go_on(seconds=1)
        second = registry.append({"event": "exported"})
        assert registry.lines() == (first, second)
        assert (first.number, first.previous, first.time) == (1, "0" * 64, clock.after(seconds=-1))
        assert (second.number, second.previous, second.time) == (2, first.hash, clock.now)
        assert first.content == {"event": "signed_in", "who": "Koordination"}
        assert registry.head() == Head(2, second.hash)

    def test_a_hash_can_be_proven_with_any_other_tool(self, registry: Registry, clock: Clock) -> None:
        registry.append({"who": "Büro", "event": "exported", "n": 1.5})
        clock.go_on(days=400)
        line = registry.append({"a": {"c": [1], "b": None}})
        form = {"content": dict(line.content), "number": 2, "previous": line.previous}
        form["time"] = "2027-04-05T12:00:00.000000+00:00"
        written = json.dumps(form, sort_keys=True, separators=(",", ":"))
        assert line.hash == hashlib.sha256(written.encode()).hexdigest()

    def test_an_empty_journal_goes_to_its_beginning(self, registry: Registry) -> None:
        assert registry.head() == BEGINNING
        assert registry.lines() == registry.lines(newest_first=True) == registry.check() == ()

    def test_lines_come_page_by_page_in_either_direction(self, registry: Registry) -> None:
        for number in range(1, 8):
            registry.append({"n": number})

        def numbers(**asked: Any) -> list[int]:
            return [line.content["n"] for line in registry.lines(**asked)]

        assert numbers(limit=3) == [1, 2, 3]
        assert numbers(after=3, limit=3) == [4, 5, 6]
        assert numbers(after=6, limit=3) == [7]
        assert numbers(after=7) == []
        assert numbers(newest_first=True, limit=3) == [7, 6, 5]
        assert numbers(newest_first=True, after=5, limit=9) == [4, 3, 2, 1]
        assert numbers(newest_first=True, after=1) == []

    def test_a_clock_that_was_put_back_does_not_turn_the_journal_around(self, registry: Registry, clock: Clock) -> None:
        first = registry.append({})
        clock.go_on(hours=-1)
        assert registry.append({}).time == first.time
        clock.go_on(hours=2)
        assert registry.append({}).time == clock.now
        assert registry.check() == ()

    def test_what_json_cannot_say_is_not_written(self, registry: Registry) -> None:
        with pytest.raises(BadValue):
            registry.append({"when": datetime.now(UTC)})
        assert registry.head() == BEGINNING

    def test_entries_come_and_go_without_touching_the_journal(self, registry: Registry, clock: Clock) -> None:
        registry.append({})
        head = registry.head()
        registry.put("session", "a", 1, expires=clock.now)
        registry.purge()
        assert registry.head() == head

    @pytest.mark.parametrize(
        ("registry", "count"), [("memory", 10_000), ("sqlite", 10_000), ("neo4j", 1_000)], indirect=["registry"]
    )
    def test_thousands_of_lines_are_appended_and_checked_in_bounded_time(self, registry: Registry, count: int) -> None:
        begin = time.perf_counter()
        for number in range(count):
            registry.append({"event": "read", "n": number})
        assert registry.check() == ()
        assert registry.head().number == count
        assert time.perf_counter() - begin < 60


def changed(row: LineRow) -> LineRow:
    return row._replace(content='{"event":"nothing"}')


TAMPERED: dict[str, tuple[Callable[[list[LineRow]], list[LineRow]], str]] = {
    "a changed line": (lambda rows: [*rows[:2], changed(rows[2]), *rows[3:]], "Zeile 3 .* nicht so"),
    "a changed line with a hash that fits": (
        lambda rows: [*rows[:2], sealed(changed(rows[2])), *rows[3:]],
        "Zeile 4 .* schließt nicht",
    ),
    "a last line with a hash that fits": (lambda rows: [*rows[:4], sealed(changed(rows[4]))], "letzte Zeile"),
    "a changed time": (lambda rows: [rows[0]._replace(time="2020-01-01T00:00:00.000000+00:00"), *rows[1:]], "Zeile 1"),
    "content written otherwise": (lambda rows: [rows[0]._replace(content=rows[0].content + " "), *rows[1:]], "Zeile 1"),
    "content that is none": (lambda rows: [rows[0]._replace(content="\ufffd{"), *rows[1:]], "Zeile 1"),
    "a lost first line": (lambda rows: rows[1:], "auf Zeile 0 die Zeile 2"),
    "a lost line": (lambda rows: [*rows[:2], *rows[3:]], "auf Zeile 2 die Zeile 4"),
    "a lost line without a gap": (lambda rows: in_order([*rows[:2], *rows[3:]]), "Zeile 3 .* schließt nicht"),
    "a lost end": (lambda rows: rows[:3], "endet mit Zeile 3; zuletzt geschrieben wurde Zeile 5"),
    "a lost journal": (lambda rows: [], "endet mit Zeile 0; zuletzt geschrieben wurde Zeile 5"),
    "two lines in another order": (
        lambda rows: in_order([rows[0], rows[2], rows[1], *rows[3:]]),
        "Zeile 2 .* schließt nicht",
    ),
    "a line that was put in": (
        lambda rows: in_order([*rows[:2], sealed(changed(rows[2])), *rows[2:]]),
        "Zeile 4 .* schließt nicht",
    ),
    "a line that was put at the end": (
        lambda rows: [*rows, sealed(rows[4]._replace(number=6, previous=rows[4].hash))],
        "endet mit Zeile 6; zuletzt geschrieben wurde Zeile 5",
    ),
}


class TestTampering:
    @pytest.mark.parametrize("how", TAMPERED)
    def test_the_check_finds(self, registry: Registry, how: str) -> None:
        for number in range(5):
            registry.append({"event": "read", "n": number})
        tamper, finding = TAMPERED[how]
        rewrite(registry, tamper(rows_of(registry)))
        found = "\n".join(map(str, registry.check()))
        assert re.search(finding, found), found

    @pytest.mark.parametrize("registry", ["sqlite", "neo4j"], indirect=True)
    def test_after_a_line_that_was_put_at_the_end_nothing_more_is_written(self, registry: Registry) -> None:
        registry.append({})
        (row,) = rows_of(registry)
        rewrite(registry, [row, sealed(row._replace(number=2, previous=row.hash))])
        with pytest.raises(DamagedStore, match="beschädigt"):
            registry.append({})
