"""Keys: the newest signs, older ones prove for as long as what they signed may hold."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from graph_service.access.keys import Keys
from tests.access.house import House


def test_a_key_is_made_when_it_is_first_needed_and_kept(house: House) -> None:
    keys = Keys(house.registry, "link", house.clock)
    first = keys.current()
    assert keys.current() == first
    assert Keys(house.registry, "link", house.clock).get(first.id) == first


def test_each_purpose_has_keys_of_its_own(house: House) -> None:
    one, other = (Keys(house.registry, purpose, house.clock).current() for purpose in ("link", "attempts"))
    assert one.secret != other.secret


def test_a_key_does_not_show_its_secret(house: House) -> None:
    key = Keys(house.registry, "link", house.clock).current()
    assert key.secret.get_secret_value() not in repr(key) + str(key)


def test_a_new_key_signs_and_the_old_one_still_proves(house: House) -> None:
    keys = Keys(house.registry, "link", house.clock)
    old, new = keys.current(), keys.rotate()
    assert keys.current() == new != old
    assert keys.get(old.id) == old


def test_a_key_that_has_served_its_time_is_replaced_by_itself(house: House) -> None:
    keys = Keys(house.registry, "link", house.clock)
    old = keys.current()
    house.clock.forward(days=90, seconds=-1)
    assert keys.current() == old
    house.clock.forward(seconds=1)
    assert keys.current() != old
    assert keys.get(old.id) == old


def test_a_key_is_forgotten_when_nothing_that_it_signed_can_hold_any_more(house: House) -> None:
    keys = Keys(house.registry, "link", house.clock)
    old = keys.current()
    house.clock.forward(days=90 + 366)
    assert keys.get(old.id) is None


def test_forgotten_keys_prove_nothing(house: House) -> None:
    keys = Keys(house.registry, "link", house.clock)
    old = [keys.current(), keys.rotate()]
    keys.forget()
    assert [keys.get(key.id) for key in old] == [None, None]
    assert keys.get(keys.current().id) is not None


def test_many_who_need_the_first_key_at_once_get_the_same(house: House) -> None:
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda _: Keys(house.registry, "link", house.clock).current(), range(8)))
    assert len({key.secret.get_secret_value() for key in made}) == 1
