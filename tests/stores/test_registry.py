"""One promise, every registry: what registry.py says, for each backend."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from functools import partial
from typing import Any

import pytest

from graph_service.model.errors import BadInput, BadValue, Conflict
from graph_service.stores import open_registry
from graph_service.stores.registry import Registry
from tests.stores.registries import Clock


def at_once(*works: Callable[[], object]) -> list[object]:
    """What each of these came to when all began together: its result, or the Conflict that it met."""
    begin, results = threading.Barrier(len(works)), list[object]()

    def run(work: Callable[[], object]) -> None:
        begin.wait()
        try:
            results.append(work())
        except Conflict as conflict:
            results.append(conflict)

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


class TestEntries:
    def test_what_was_put_is_there_as_it_was(self, registry: Registry) -> None:
        value = {"name": "Stabsstelle Straße 😀", "none": None, "list": [1, 2.5, True, {}], "text": 'a"\\\n\0 b'}
        put = registry.put("account", "ki", value)
        assert registry.get("account", "ki") == put
        assert (put.kind, put.key, put.value, put.expires) == ("account", "ki", value, None)

    def test_a_value_may_be_anything_that_json_can_say(self, registry: Registry) -> None:
        for value in ("", 0, None, False, [], {}, -(10**30), 1e-9):
            assert registry.put("k", "a", value).value == value == registry.get("k", "a").value  # type: ignore[union-attr]

    @pytest.mark.parametrize(
        "value", [float("nan"), float("inf"), {1: 2}, (1,), Decimal(1), datetime.now(UTC), b"x", {"a": {2}}, [10**5000]]
    )
    def test_what_would_not_come_back_as_it_was_is_refused(self, registry: Registry, value: object) -> None:
        with pytest.raises(BadValue):
            registry.put("k", "a", value)
        assert registry.get("k", "a") is None

    def test_a_value_that_stands_in_itself_is_refused(self, registry: Registry) -> None:
        value: list[Any] = []
        value.append(value)
        with pytest.raises(BadValue):
            registry.put("k", "a", value)

    @pytest.mark.parametrize(("kind", "key"), [("", "a"), ("k", ""), ("k", "x" * 501), ("k", "a\nb"), ("k", "\ud800")])
    def test_what_cannot_be_a_name_is_refused(self, registry: Registry, kind: str, key: str) -> None:
        with pytest.raises(BadValue):
            registry.put(kind, key, 1)

    @pytest.mark.parametrize("key", ["", "\ud800", "a\0"])
    def test_under_what_cannot_be_a_name_nothing_is_found(self, registry: Registry, key: str) -> None:
        assert registry.get("k", key) is None
        with pytest.raises(BadValue):
            registry.remove("k", key)
        with pytest.raises(BadValue):
            registry.entries("k", after=key or "\ud800")

    def test_the_longest_name_is_one(self, registry: Registry) -> None:
        registry.put("k", "ü" * 500, 1)
        assert registry.get("k", "ü" * 500) is not None

    def test_what_was_never_put_is_not_there(self, registry: Registry) -> None:
        registry.put("session", "a", 1)
        assert registry.get("session", "b") is registry.get("token", "a") is None

    def test_changing_what_came_back_changes_nothing(self, registry: Registry) -> None:
        value = {"roles": ["reader"]}
        put = registry.put("account", "ki", value)
        value["roles"].append("administrator")
        put.value["roles"].append("administrator")
        assert registry.get("account", "ki").value == {"roles": ["reader"]}  # type: ignore[union-attr]

    def test_entries_come_in_the_order_of_their_keys_page_by_page(self, registry: Registry) -> None:
        keys = ["B", "a", "z", "ä", "ß", "😀", "\uff5e"]
        for key in reversed(keys):
            registry.put("account", key, key)
        registry.put("other", "b", 1)
        first = registry.entries("account", limit=3)
        rest = registry.entries("account", after=first[-1].key, limit=10)
        assert [entry.key for entry in (*first, *rest)] == sorted(keys)
        assert registry.entries("account", after=rest[-1].key) == ()

    def test_a_page_of_nothing_is_refused(self, registry: Registry) -> None:
        for ask in (lambda: registry.entries("account", limit=0), lambda: registry.lines(limit=0)):
            with pytest.raises(BadValue):
                ask()

    def test_what_was_removed_is_gone(self, registry: Registry) -> None:
        registry.put("link", "a", 1)
        assert registry.remove("link", "a") is True
        assert registry.get("link", "a") is None
        assert registry.entries("link") == ()
        assert registry.remove("link", "a") is False

    def test_a_sound_registry_has_nothing_to_find(self, registry: Registry) -> None:
        registry.put("account", "ki", {"a": 1})
        registry.append({"event": "x"})
        assert registry.check() == ()


class TestVersions:
    def test_every_change_makes_another_version(self, registry: Registry) -> None:
        versions = [registry.put("k", "a", 1).version for _ in range(5)]
        assert versions == sorted(set(versions))
        assert versions[0] > 0

    def test_a_change_of_the_version_that_is_there_is_taken(self, registry: Registry) -> None:
        first = registry.put("k", "a", 1)
        second = registry.put("k", "a", 2, expected=first.version)
        assert registry.get("k", "a") == second

    def test_a_change_of_another_version_is_a_conflict_and_changes_nothing(self, registry: Registry) -> None:
        first = registry.put("k", "a", 1)
        second = registry.put("k", "a", 2)
        for change in (
            lambda: registry.put("k", "a", 3, expected=first.version),
            lambda: registry.remove("k", "a", expected=first.version),
        ):
            with pytest.raises(Conflict):
                change()
        assert registry.get("k", "a") == second

    def test_what_must_be_new_must_not_be_there(self, registry: Registry) -> None:
        first = registry.put("k", "a", 1, expected=0)
        with pytest.raises(Conflict):
            registry.put("k", "a", 2, expected=0)
        assert registry.get("k", "a") == first

    def test_what_is_not_there_has_no_version(self, registry: Registry) -> None:
        for change in (lambda: registry.put("k", "a", 1, expected=7), lambda: registry.remove("k", "a", expected=7)):
            with pytest.raises(Conflict):
                change()
        assert registry.get("k", "a") is None
        assert registry.entries("k") == ()
        assert registry.check() == ()

    def test_a_version_does_not_come_again_after_a_removal(self, registry: Registry) -> None:
        versions = set()
        for _ in range(3):
            versions |= {registry.put("k", "a", 1).version, registry.put("k", "a", 2).version}
            registry.remove("k", "a")
        assert len(versions) == 6

    def test_a_conflict_does_not_tell_the_key(self, registry: Registry) -> None:
        registry.put("token", "geheim", 1)
        for expected in (0, 1):
            with pytest.raises(Conflict) as caught:
                registry.put("token", "geheim", 1, expected=expected)
            assert "geheim" not in f"{caught.value} {caught.value.value}"


class TestExpiry:
    def test_an_entry_is_there_until_it_expires(self, registry: Registry, clock: Clock) -> None:
        put = registry.put("session", "a", 1, expires=clock.after(minutes=1))
        clock.go_on(seconds=59)
        assert registry.get("session", "a") == put
        assert put.expires == clock.after(seconds=1)

    def test_an_expired_entry_is_not_there_for_anyone(self, registry: Registry, clock: Clock) -> None:
        old = registry.put("session", "a", 1, expires=clock.after(minutes=1))
        registry.put("session", "b", 1, expires=clock.after(minutes=2))
        clock.go_on(minutes=1)
        assert registry.get("session", "a") is None
        assert [entry.key for entry in registry.entries("session", limit=1)] == ["b"]
        for change in (
            lambda: registry.put("session", "a", 2, expected=old.version),
            lambda: registry.remove("session", "a", expected=old.version),
        ):
            with pytest.raises(Conflict):
                change()
        assert registry.remove("session", "a") is False

    def test_in_place_of_an_expired_entry_a_new_one_may_be_made(self, registry: Registry, clock: Clock) -> None:
        old = registry.put("session", "a", 1, expires=clock.after(minutes=1))
        clock.go_on(minutes=2)
        new = registry.put("session", "a", 2, expected=0)
        assert registry.get("session", "a") == new
        assert new.version != old.version
        assert new.expires is None

    def test_a_purge_takes_away_what_has_expired_and_nothing_else(self, registry: Registry, clock: Clock) -> None:
        for key, minutes in (("a", 1), ("b", 2), ("c", 3)):
            registry.put("session", key, 1, expires=clock.after(minutes=minutes))
        registry.put("account", "ki", 1)
        clock.go_on(minutes=2)
        assert registry.purge() == 2
        assert registry.purge() == 0
        assert [entry.key for entry in registry.entries("session")] == ["c"]
        assert registry.get("account", "ki") is not None
        assert registry.purge(clock.after(hours=1)) == 1
        assert registry.entries("session") == ()

    def test_a_moment_in_another_time_zone_is_the_same_moment(self, registry: Registry, clock: Clock) -> None:
        elsewhere = timezone(timedelta(hours=-5))
        registry.put("session", "a", 1, expires=clock.after(minutes=1).astimezone(elsewhere))
        clock.go_on(seconds=59)
        assert registry.get("session", "a") is not None
        clock.go_on(seconds=1)
        assert registry.get("session", "a") is None


class TestAtOnce:
    def test_of_two_that_change_one_version_exactly_one_wins(self, registry: Registry) -> None:
        for _ in range(10):
            put = partial(registry.put, "k", "a", expected=registry.put("k", "a", "first").version)
            won = [done for done in at_once(partial(put, 1), partial(put, 2)) if not isinstance(done, Conflict)]
            assert won == [registry.get("k", "a")]

    def test_of_many_that_make_the_same_entry_exactly_one_wins(self, registry: Registry) -> None:
        for turn in range(5):
            results = at_once(*(partial(registry.put, "k", f"new{turn}", who, expected=0) for who in range(4)))
            assert sum(not isinstance(result, Conflict) for result in results) == 1

    def test_what_may_be_used_once_is_taken_once(self, registry: Registry) -> None:
        version = registry.put("code", "a", 1).version
        assert at_once(*[partial(registry.remove, "code", "a", expected=version)] * 4).count(True) == 1

    def test_all_that_several_append_is_there_and_chained(self, registry: Registry) -> None:
        def append(who: int) -> None:
            for number in range(20):
                registry.append({"who": who, "n": number})

        at_once(*(partial(append, who) for who in range(4)))
        assert registry.head().number == 80
        assert registry.check() == ()
        for who in range(4):
            written = [line.content["n"] for line in registry.lines(limit=80) if line.content["who"] == who]
            assert written == list(range(20))

    def test_the_check_may_run_while_others_write(self, registry: Registry) -> None:
        found: list[object] = []

        def check() -> None:
            for _ in range(20):
                found.extend(registry.check())

        at_once(check, lambda: [registry.append({"n": n}) for n in range(50)])
        assert found == []


def test_a_name_or_password_in_the_address_of_a_server_is_refused() -> None:
    with pytest.raises(BadInput, match="weder Name noch Kennwort"):
        open_registry("bolt://neo4j:geheim@127.0.0.1:7687")
