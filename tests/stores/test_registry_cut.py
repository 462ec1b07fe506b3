"""What is older than it may be kept leaves the journal, and the chain of the rest is proved down to the cut."""

from __future__ import annotations

from datetime import timedelta

import pytest

from graph_service.stores.registry import Registry
from tests.stores.registries import Clock, rewrite, rows_of, sealed

CUT = {"event": "audit_cut", "who": "command-line"}


@pytest.fixture
def old(registry: Registry, clock: Clock) -> Registry:
    """A journal with a line a day on five days."""
    for day in range(5):
        registry.append({"day": day})
        clock.go_on(days=1)
    return registry


def days(registry: Registry) -> list[object]:
    return [line.content.get("day") for line in registry.lines()]


def test_older_lines_go_and_a_line_tells_of_it(old: Registry, clock: Clock) -> None:
    gone = old.lines()[1]
    made = old.cut(clock.now - timedelta(days=3), CUT)
    assert made is not None
    assert made.content == {**CUT, "cut": f"2:{gone.hash}"}
    assert [line.number for line in old.lines()] == [3, 4, 5, 6]
    assert days(old) == [2, 3, 4, None]
    assert old.check() == ()


def test_where_nothing_is_that_old_nothing_is_written(old: Registry, clock: Clock) -> None:
    assert old.cut(clock.now - timedelta(days=9), CUT) is None
    assert len(old.lines()) == 5


def test_an_empty_journal_has_nothing_to_cut(registry: Registry, clock: Clock) -> None:
    assert registry.cut(clock.now, CUT) is None
    assert registry.lines() == ()
    assert registry.check() == ()


def test_everything_may_go_but_the_line_that_tells_of_it(old: Registry, clock: Clock) -> None:
    old.cut(clock.now, CUT)
    assert [line.number for line in old.lines()] == [6]
    assert old.check() == ()


def test_one_can_go_on_writing_and_cut_again(old: Registry, clock: Clock) -> None:
    old.cut(clock.now - timedelta(days=3), CUT)
    clock.go_on(days=1)
    old.append({"day": 6})
    old.cut(clock.now - timedelta(hours=12), CUT)
    assert days(old) == [6, None]
    assert old.check() == ()


def test_a_line_more_that_goes_is_found(old: Registry, clock: Clock) -> None:
    old.cut(clock.now - timedelta(days=3), CUT)
    rewrite(old, rows_of(old)[1:])
    assert [str(finding) for finding in old.check()] == ["Im Protokoll folgt auf Zeile 0 die Zeile 4."]


def test_lines_at_the_beginning_that_go_without_a_word_are_found(old: Registry) -> None:
    rewrite(old, rows_of(old)[2:])
    assert [str(finding) for finding in old.check()] == ["Im Protokoll folgt auf Zeile 0 die Zeile 3."]


def test_a_first_line_that_was_put_there_is_found(old: Registry, clock: Clock) -> None:
    old.cut(clock.now - timedelta(days=3), CUT)
    first, *rest = rows_of(old)
    rewrite(old, [sealed(first._replace(content='{"day":9}')), *rest])
    assert [str(finding) for finding in old.check()] == ["Zeile 4 des Protokolls schließt nicht an die davor an."]


def test_what_a_line_says_of_a_cut_is_sealed_like_the_rest(old: Registry, clock: Clock) -> None:
    old.cut(clock.now - timedelta(days=3), CUT)
    *rows, note = rows_of(old)
    third = rows[0]
    forged = note._replace(content=note.content.replace("2:", f"3:{third.hash}")[:200])
    rewrite(old, [*rows[1:], forged])
    assert old.check()
