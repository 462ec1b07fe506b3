"""Tokens: told once, for one network and role at most, with an end, never more than their account."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import pytest
from pydantic import SecretStr

from graph_service.access.roles import EVERY, Right, Role
from graph_service.access.tokens import Issued
from graph_service.model.errors import BadValue, Forbidden, NotFound
from tests.access.house import House


def issue(house: House, role: Role = Role.READER, *, network: str = "stadt", writing: bool = False) -> Issued:
    account = house.accounts.named("koordination") if house.accounts.all() else house.account()
    return house.tokens.issue(
        account, "Auswertung", network, role, house.clock.now + timedelta(days=30), writing=writing
    )


def test_who_shows_a_token_acts_for_its_account(house: House) -> None:
    found = house.tokens.find(issue(house).secret)
    assert found is not None
    assert found.account.name == "koordination"


def test_a_token_begins_so_that_scanners_for_secrets_know_it(house: House) -> None:
    assert re.fullmatch(r"akn_[0-9a-f]{12}_[0-9a-f]{64}", issue(house).secret.get_secret_value())


def test_a_token_is_told_once_and_not_kept(house: House) -> None:
    issued = issue(house)
    secret = issued.secret.get_secret_value()
    assert secret not in repr(issued) + house.kept()
    assert secret.rpartition("_")[2] not in house.kept()
    assert secret not in repr(house.tokens.of(issued.token.account)) + repr(house.tokens.find(issued.secret))


def test_one_digit_less_or_other_finds_nobody(house: House) -> None:
    secret = issue(house).secret.get_secret_value()
    for place in (0, 5, 20, len(secret) - 1):
        digit = "0" if secret[place] != "0" else "1"
        assert house.tokens.find(SecretStr(secret[:place] + digit + secret[place + 1 :])) is None
    assert house.tokens.find(SecretStr(secret[:-1])) is None
    assert house.tokens.find(SecretStr(secret + "0")) is None


@pytest.mark.parametrize("given", ["", "akn_", "akn_000000000000_" + "0" * 64, "\ud800", "Bearer akn_"])
def test_what_is_no_token_finds_nobody(house: House, given: str) -> None:
    issue(house)
    assert house.tokens.find(SecretStr(given)) is None


def test_the_secret_of_one_token_does_not_fit_the_id_of_another(house: House) -> None:
    one, other = issue(house).secret.get_secret_value(), issue(house).secret.get_secret_value()
    assert house.tokens.find(SecretStr(one.rpartition("_")[0] + "_" + other.rpartition("_")[2])) is None


def test_a_reading_token_of_a_coordinator_does_not_write(house: House) -> None:
    found = house.tokens.find(issue(house, Role.COORDINATOR).secret)
    assert found is not None
    assert found.grants.may(Right.READ_RESTRICTED, "stadt")
    assert not found.grants.may(Right.EDIT, "stadt")


def test_a_writing_token_writes_in_its_network_only(house: House) -> None:
    house.accounts.make("koordination", "Leitung", SecretStr("vier Pferde lesen Zeitung"), {EVERY: Role.COORDINATOR})
    found = house.tokens.find(issue(house, Role.COORDINATOR, writing=True).secret)
    assert found is not None
    assert found.grants.may(Right.EDIT, "stadt")
    assert not found.grants.may(Right.READ, "dorf")


def test_a_token_may_not_more_than_its_account(house: House) -> None:
    for role, network in ((Role.ADMINISTRATOR, "stadt"), (Role.READER, "dorf"), (Role.READER, EVERY)):
        with pytest.raises(Forbidden) as caught:
            issue(house, role, network=network)
        assert caught.value.remedy is not None


def test_a_token_loses_what_its_account_loses(house: House) -> None:
    issued = issue(house, Role.COORDINATOR, writing=True)
    house.accounts.set_roles(issued.token.account, {"stadt": Role.READER})
    found = house.tokens.find(issued.secret)
    assert found is not None
    assert found.grants.may(Right.READ, "stadt")
    assert not found.grants.may(Right.EDIT, "stadt")


def test_a_token_of_a_closed_or_removed_account_finds_nobody(house: House) -> None:
    issued = issue(house)
    house.accounts.set_disabled(issued.token.account, True)
    assert house.tokens.find(issued.secret) is None
    house.accounts.set_disabled(issued.token.account, False)
    assert house.tokens.find(issued.secret) is not None
    house.accounts.remove(issued.token.account)
    assert house.tokens.find(issued.secret) is None
    house.account()
    assert house.tokens.find(issued.secret) is None


def test_another_password_leaves_tokens_alone(house: House) -> None:
    issued = issue(house)
    house.accounts.end_sessions(issued.token.account)
    assert house.tokens.find(issued.secret) is not None


def test_a_token_ends_on_its_day(house: House) -> None:
    issued = issue(house)
    house.clock.forward(days=30, seconds=-1)
    assert house.tokens.find(issued.secret) is not None
    house.clock.forward(seconds=1)
    assert house.tokens.find(issued.secret) is None


@pytest.mark.parametrize("days", [-1, 0, 367, 100_000])
def test_a_token_needs_an_end_within_a_year(house: House, days: int) -> None:
    with pytest.raises(BadValue) as caught:
        house.tokens.issue(house.account(), "Auswertung", "stadt", Role.READER, house.clock.now + timedelta(days=days))
    assert caught.value.remedy is not None


def test_an_end_without_a_time_zone_is_in_utc(house: House) -> None:
    naive = datetime(2026, 6, 1, 12)  # noqa: DTZ001
    token = house.tokens.issue(house.account(), "Auswertung", "stadt", Role.READER, naive).token
    assert token.until.isoformat() == "2026-06-01T12:00:00+00:00"


@pytest.mark.parametrize("purpose", ["", "  ", "x" * 201, "zwei\nZeilen"])
def test_a_token_says_what_it_is_for(house: House, purpose: str) -> None:
    with pytest.raises(BadValue):
        house.tokens.issue(house.account(), purpose, "stadt", Role.READER, house.clock.now + timedelta(days=1))


def test_a_revoked_token_finds_nobody(house: House) -> None:
    one, other = issue(house), issue(house)
    house.tokens.revoke(one.token.account, one.token.id)
    assert house.tokens.find(one.secret) is None
    assert house.tokens.find(other.secret) is not None


def test_nobody_revokes_the_token_of_another_account(house: House) -> None:
    issued = issue(house)
    with pytest.raises(NotFound) as caught:
        house.tokens.revoke(house.account("nachbar").id, issued.token.id)
    assert caught.value.remedy is not None
    assert house.tokens.find(issued.secret) is not None


def test_all_tokens_of_an_account_end_together(house: House) -> None:
    issued = [issue(house) for _ in range(3)]
    assert house.tokens.revoke_all(issued[0].token.account) == 3
    assert [house.tokens.find(each.secret) for each in issued] == [None] * 3


def test_the_day_of_the_last_use_is_noted_and_no_more(house: House) -> None:
    issued = issue(house)
    assert issued.token.used is None
    house.tokens.find(issued.secret)
    (entry,) = house.registry.entries("token")
    house.clock.forward(hours=3)
    house.tokens.find(issued.secret)
    assert house.registry.entries("token") == (entry,)
    house.clock.forward(days=1)
    house.tokens.find(issued.secret)
    assert [token.used for token in house.tokens.of(issued.token.account)] == [house.clock.now.date()]


def test_a_token_that_is_revoked_while_it_is_used_does_not_come_back(house: House) -> None:
    issued = issue(house)
    accounts = house.accounts

    class Slow:
        def find(self, account_id: str) -> object:
            house.tokens.revoke(issued.token.account, issued.token.id)
            return accounts.find(account_id)

    house.tokens._accounts = Slow()  # type: ignore[assignment]
    house.tokens.find(issued.secret)
    house.tokens._accounts = accounts
    assert house.tokens.find(issued.secret) is None


def test_a_purpose_names_nobody(house: House) -> None:
    account, until = house.account(), house.clock.now + timedelta(days=30)
    with pytest.raises(BadValue, match="nennt eine Person") as refused:
        house.tokens.issue(account, "Frau Erika Muster", "stadt", Role.READER, until)
    assert refused.value.place == "purpose"
