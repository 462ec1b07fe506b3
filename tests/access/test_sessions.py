"""Sessions: random, forgotten in time, ended with their account, and forms that belong to them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from pydantic import SecretStr

from graph_service.access.roles import Role
from graph_service.access.sessions import Limits, Sessions, csrf_fits, csrf_token
from graph_service.model.errors import BadValue
from tests.access.house import OTHER, House


def test_who_opened_a_session_is_found_by_its_id(house: House) -> None:
    account = house.account()
    found = house.sessions.find(house.sessions.open(account).id)
    assert found is not None
    assert found.account.id == account.id


def test_an_id_has_256_bits_and_is_another_each_time(house: House) -> None:
    account = house.account()
    ids = {house.sessions.open(account).id.get_secret_value() for _ in range(20)}
    assert len(ids) == 20
    assert {len(bytes.fromhex(one)) for one in ids} == {32}


def test_only_the_checksum_of_an_id_is_kept_and_nothing_shows_it(house: House) -> None:
    opened = house.sessions.open(house.account())
    secret = opened.id.get_secret_value()
    assert secret not in house.kept()
    assert secret not in repr(opened) + repr(house.sessions.find(opened.id))


@pytest.mark.parametrize("given", ["", "0" * 64, "x" * 64, "../etc", "\ud800", "f" * 100_000])
def test_another_id_finds_nobody(house: House, given: str) -> None:
    house.sessions.open(house.account())
    assert house.sessions.find(SecretStr(given)) is None


def test_the_checksum_itself_is_no_id(house: House) -> None:
    house.sessions.open(house.account())
    (entry,) = house.registry.entries("session")
    assert house.sessions.find(SecretStr(entry.key)) is None


def test_a_session_that_rests_too_long_is_over(house: House) -> None:
    opened = house.sessions.open(house.account())
    house.clock.forward(minutes=29, seconds=59)
    assert house.sessions.find(opened.id) is not None
    house.clock.forward(minutes=30)
    assert house.sessions.find(opened.id) is None


def test_requests_keep_a_session_open_but_not_beyond_its_longest_time(house: House) -> None:
    opened = house.sessions.open(house.account())
    for _ in range(12 * 4 - 1):
        house.clock.forward(minutes=15)
        assert house.sessions.find(opened.id) is not None
    assert opened.until == house.clock.now + timedelta(minutes=15)
    house.clock.forward(minutes=15)
    assert house.sessions.find(opened.id) is None


def test_a_session_that_is_over_is_forgotten(house: House) -> None:
    house.sessions.open(house.account())
    house.clock.forward(minutes=30)
    assert house.registry.purge() == 1
    assert house.registry.entries("session") == ()


def test_many_requests_within_a_minute_write_nothing(house: House) -> None:
    opened = house.sessions.open(house.account())
    (before,) = house.registry.entries("session")
    for _ in range(5):
        house.clock.forward(seconds=10)
        house.sessions.find(opened.id)
    assert house.registry.entries("session") == (before,)


def test_shorter_limits_hold_at_once(house: House) -> None:
    opened = house.sessions.open(house.account())
    house.clock.forward(minutes=6)
    strict = Sessions(house.registry, house.accounts, Limits(timedelta(minutes=5), timedelta(hours=1)), house.clock)
    assert strict.find(opened.id) is None


@pytest.mark.parametrize(("idle", "absolute"), [(0, 60), (1, 60), (61, 60), (-5, 60)])
def test_limits_that_do_not_fit_together_are_refused(idle: int, absolute: int) -> None:
    with pytest.raises(BadValue) as caught:
        Limits(timedelta(minutes=idle), timedelta(minutes=absolute))
    assert caught.value.remedy is not None


def test_signing_in_ends_the_session_that_the_browser_brought(house: House) -> None:
    account = house.account()
    before = house.sessions.open(account)
    after = house.sessions.open(account, before.id)
    assert after.id != before.id
    assert house.sessions.find(before.id) is None
    assert house.sessions.find(after.id) is not None


def test_an_id_that_somebody_chose_never_becomes_a_session(house: House) -> None:
    chosen = SecretStr("a" * 64)
    house.sessions.open(house.account(), chosen)
    assert house.sessions.find(chosen) is None


def test_signing_out_ends_one_session_and_leaves_the_others(house: House) -> None:
    account = house.account()
    one, other = house.sessions.open(account), house.sessions.open(account)
    assert house.sessions.end(one.id) == account.id
    assert house.sessions.end(one.id) is None
    assert house.sessions.find(one.id) is None
    assert house.sessions.find(other.id) is not None


@pytest.mark.parametrize("change", ["password", "roles", "closed", "everywhere", "removed"])
def test_all_sessions_end_with_what_they_rest_on(house: House, change: str) -> None:
    account = house.account()
    other = house.sessions.open(house.account("nachbar"))
    opened = [house.sessions.open(account) for _ in range(3)]
    {
        "password": lambda: house.accounts.set_password(account.id, SecretStr(OTHER)),
        "roles": lambda: house.accounts.set_roles(account.id, {"stadt": Role.READER}),
        "closed": lambda: house.accounts.set_disabled(account.id, True),
        "everywhere": lambda: house.accounts.end_sessions(account.id),
        "removed": lambda: house.accounts.remove(account.id),
    }[change]()
    assert [house.sessions.find(each.id) for each in opened] == [None] * 3
    assert house.sessions.find(other.id) is not None


def test_an_account_that_was_closed_and_opened_again_has_no_old_session(house: House) -> None:
    account = house.account()
    opened = house.sessions.open(account)
    house.accounts.set_disabled(account.id, True)
    house.accounts.set_disabled(account.id, False)
    assert house.sessions.find(opened.id) is None


def test_a_session_for_the_account_as_it_was_before_is_over_at_once(house: House) -> None:
    before = house.account()
    house.accounts.set_password(before.id, SecretStr(OTHER))
    assert house.sessions.find(house.sessions.open(before).id) is None


def test_another_network_of_actors_leaves_a_session_open(house: House) -> None:
    account = house.account()
    opened = house.sessions.open(account)
    house.accounts.set_actors(account.id, "stadt", ["actor/awo"])
    found = house.sessions.find(opened.id)
    assert found is not None
    assert found.account.speaks_for("stadt", "actor/awo")


def test_a_form_of_this_session_fits_again_and_again(house: House) -> None:
    session = house.sessions.open(house.account()).id
    one, other = csrf_token(session), csrf_token(session)
    assert one != other
    assert csrf_fits(session, one)
    assert csrf_fits(session, one)
    assert csrf_fits(session, other)


def test_a_form_of_another_session_does_not_fit(house: House) -> None:
    account = house.account()
    mine, foreign = house.sessions.open(account).id, house.sessions.open(account).id
    assert not csrf_fits(mine, csrf_token(foreign))


@pytest.mark.parametrize("token", ["", "0" * 128, "x" * 128, "0" * 127, "é" * 128, "0" * 1_000_000])
def test_what_is_no_token_of_a_form_does_not_fit(house: House, token: str) -> None:
    assert not csrf_fits(house.sessions.open(house.account()).id, token)


def test_a_token_of_a_form_does_not_fit_with_one_digit_changed(house: House) -> None:
    session = house.sessions.open(house.account()).id
    token = csrf_token(session)
    for place in (0, 63, 64, 127):
        digit = "0" if token[place] != "0" else "1"
        assert not csrf_fits(session, token[:place] + digit + token[place + 1 :])


def test_the_id_of_the_session_is_not_in_its_forms(house: House) -> None:
    session = house.sessions.open(house.account()).id
    assert session.get_secret_value() not in csrf_token(session)


def test_a_session_that_was_signed_out_is_not_written_back_by_a_request_under_way(house: House) -> None:
    opened = house.sessions.open(house.account())
    house.clock.forward(minutes=5)
    accounts = house.accounts

    class Slow:
        def find(self, account_id: str) -> object:
            house.sessions.end(opened.id)
            return accounts.find(account_id)

    sessions = Sessions(house.registry, Slow(), clock=house.clock)  # type: ignore[arg-type]
    sessions.find(opened.id)
    assert house.sessions.find(opened.id) is None


def test_what_a_session_keeps_names_nobody(house: House) -> None:
    house.sessions.open(house.account())
    (entry,) = house.registry.entries("session")
    assert set(entry.value) == {"account", "stamp", "created", "seen", "until"}
