"""Values in the registry: changed whole, also by several at once, and never told when they are damaged."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from graph_service.access.drawer import Drawer, Kept
from graph_service.model.errors import Conflict, DamagedStore, LockedStore
from tests.access.house import House


class Number(Kept):
    value: int


def drawer(house: House) -> Drawer[Number]:
    return Drawer(house.registry, "number", Number)


def test_a_value_comes_out_as_it_went_in(house: House) -> None:
    drawer(house).add("a", Number(value=1))
    assert drawer(house).get("a") == Number(value=1)
    assert drawer(house).get("b") is None


def test_a_key_is_taken_once(house: House) -> None:
    drawer(house).add("a", Number(value=1))
    with pytest.raises(Conflict):
        drawer(house).add("a", Number(value=2))


def test_no_change_of_many_at_once_is_lost(house: House) -> None:
    def one_more(number: Number | None) -> Number:
        return Number(value=number.value + 1 if number else 1)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: drawer(house).change("a", one_more), range(40)))
    assert drawer(house).get("a") == Number(value=40)


def test_a_change_that_is_always_too_late_is_given_up(house: House) -> None:
    def overtaken(_: Number | None) -> Number:
        house.registry.put("number", "a", {"value": 7})
        return Number(value=1)

    with pytest.raises(LockedStore) as caught:
        drawer(house).change("a", overtaken)
    assert caught.value.remedy is not None
    assert drawer(house).get("a") == Number(value=7)


def test_what_does_not_change_is_not_written(house: House) -> None:
    drawer(house).add("a", Number(value=1))
    before = house.registry.get("number", "a")
    drawer(house).change("a", lambda number: number)
    assert house.registry.get("number", "a") == before


def test_removing_gives_back_what_was_there(house: House) -> None:
    drawer(house).add("a", Number(value=1))
    assert drawer(house).remove("a") == Number(value=1)
    assert drawer(house).remove("a") is None


def test_all_values_come_in_the_order_of_their_keys_however_many(house: House) -> None:
    for number in range(1200):
        drawer(house).add(f"{number:05}", Number(value=number))
    assert [number.value for number in drawer(house).all()] == list(range(1200))


def test_a_damaged_value_is_said_and_not_shown(house: House) -> None:
    house.registry.put("number", "a", {"value": "secret words"})
    with pytest.raises(DamagedStore) as caught:
        drawer(house).get("a")
    assert "secret words" not in str(caught.value)
    assert caught.value.remedy is not None
