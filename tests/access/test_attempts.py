"""Limits on attempts: guessing gets slow, and nobody keeps others out for long."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from graph_service.access.attempts import Attempts, Limit
from graph_service.model.errors import TooManyAttempts
from tests.access.house import House

HOME, ELSEWHERE = "192.0.2.7", "198.51.100.9"
DAY = timedelta(days=1)


def fail(house: House, times: int, name: str = "koordination", address: str = HOME) -> None:
    for _ in range(times):
        house.attempts.begin(name, address)


def wait(house: House, name: str = "koordination", address: str = HOME) -> int:
    """How many seconds the next attempt has to wait; it is made if none."""
    try:
        house.attempts.begin(name, address)
    except TooManyAttempts as refused:
        return refused.seconds
    return 0


@pytest.mark.parametrize(
    ("failures", "seconds"), [(0, 0), (4, 0), (5, 2), (6, 4), (7, 8), (13, 512), (14, 900), (15, 900), (10**6, 900)]
)
def test_waits_double_up_to_the_longest(failures: int, seconds: int) -> None:
    limit = Limit(5, timedelta(seconds=2), timedelta(minutes=15), DAY)
    assert limit.wait(failures) == timedelta(seconds=seconds)


def test_five_failures_are_free_and_the_next_one_waits(house: House) -> None:
    fail(house, 5)
    assert wait(house) == 2


def test_the_wait_is_said_with_a_remedy(house: House) -> None:
    fail(house, 5)
    with pytest.raises(TooManyAttempts) as caught:
        house.attempts.begin("koordination", HOME)
    assert "2 Sekunden" in str(caught.value.message)
    assert caught.value.remedy is not None


def test_after_the_wait_one_attempt_is_free_and_the_next_wait_is_longer(house: House) -> None:
    fail(house, 5)
    house.clock.forward(seconds=2)
    fail(house, 1)
    assert wait(house) == 4


def test_asking_while_one_has_to_wait_does_not_make_it_longer(house: House) -> None:
    fail(house, 5)
    assert [wait(house) for _ in range(10)] == [2] * 10


def test_a_success_makes_good_for_failures(house: House) -> None:
    fail(house, 5)
    house.clock.forward(seconds=2)
    fail(house, 1)
    house.attempts.succeeded("koordination", HOME)
    fail(house, 5)
    assert wait(house) == 2


def test_failures_are_forgotten_after_a_day(house: House) -> None:
    fail(house, 5)
    house.clock.forward(days=1)
    assert wait(house) == 0


def test_how_a_name_is_typed_does_not_matter(house: House) -> None:
    fail(house, 5)
    assert wait(house, " KOORDINATION ") == 2


def test_who_fails_from_elsewhere_does_not_keep_people_out(house: House) -> None:
    house.attempts.begin("koordination", HOME)
    house.attempts.succeeded("koordination", HOME)
    for number in range(300):
        house.clock.forward(minutes=1)
        wait(house, address=f"198.51.{number}.9" if number < 256 else ELSEWHERE)
    assert wait(house) == 0


def test_an_account_that_is_tried_from_everywhere_waits_a_minute_at_most(house: House) -> None:
    for number in range(400):
        wait(house, address=f"10.0.{number % 250}.{number // 250}")
        house.clock.forward(seconds=30)
    wait(house, address="203.0.113.1")
    assert 30 <= wait(house, address="203.0.113.2") <= 60


def test_one_address_cannot_try_many_accounts(house: House) -> None:
    for number in range(30):
        house.attempts.begin(f"konto{number}", ELSEWHERE)
    assert wait(house, "konto99", ELSEWHERE) == 1
    assert wait(house, "konto99", HOME) == 0


def test_people_at_the_address_of_an_attacker_who_signed_in_there_before_are_let_in(house: House) -> None:
    house.attempts.begin("koordination", HOME)
    house.attempts.succeeded("koordination", HOME)
    for number in range(30):
        house.attempts.begin(f"konto{number}", HOME)
    assert wait(house, "konto99") > 0
    assert wait(house) == 0


def test_a_success_of_ones_own_does_not_clear_the_address(house: House) -> None:
    for number in range(29):
        house.attempts.begin(f"konto{number}", ELSEWHERE)
    house.attempts.begin("eigenes", ELSEWHERE)
    house.attempts.succeeded("eigenes", ELSEWHERE)
    house.clock.forward(seconds=2)
    house.attempts.begin("konto30", ELSEWHERE)
    assert wait(house, "konto31", ELSEWHERE) > 0


def test_successes_alone_never_make_anybody_wait(house: House) -> None:
    for number in range(100):
        house.attempts.begin(f"konto{number}", HOME)
        house.attempts.succeeded(f"konto{number}", HOME)
        house.clock.forward(seconds=1)
    assert wait(house, "konto100") == 0


def test_many_attempts_at_once_do_not_slip_through(house: House) -> None:
    with ThreadPoolExecutor(8) as pool:
        waits = list(pool.map(lambda _: wait(house), range(40)))
    assert waits.count(0) == 5


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("::ffff:192.0.2.7", "192.0.2.7", True),
        ("fe80::1%eth0", "fe80::2%eth1", True),
        ("192.0.2.7", "192.0.2.8", False),
        ("", "testclient", True),
    ],
)
def test_addresses_are_counted_as_who_has_them(house: House, one: str, other: str, same: bool) -> None:
    fail(house, 5, address=one)
    assert (wait(house, address=other) > 0) is same


def test_neither_names_nor_addresses_are_kept(house: House) -> None:
    fail(house, 3)
    house.attempts.succeeded("koordination", HOME)
    fail(house, 1, address=ELSEWHERE)
    kept = house.kept()
    assert not [word for word in ("koordination", HOME, ELSEWHERE) if word in kept]


def test_everything_is_forgotten_after_a_month(house: House) -> None:
    fail(house, 3)
    house.attempts.succeeded("koordination", HOME)
    fail(house, 1, address=ELSEWHERE)
    house.clock.forward(days=30)
    house.registry.purge()
    assert house.registry.entries("attempts") == house.registry.entries("attempts_known") == ()


def test_limits_hold_over_a_restart(house: House) -> None:
    fail(house, 5)
    with pytest.raises(TooManyAttempts):
        Attempts(house.registry, clock=house.clock).begin("koordination", HOME)
