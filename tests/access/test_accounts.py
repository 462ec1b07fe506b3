"""Accounts: functions with roles, of which everything but the password's hash can be told."""

from __future__ import annotations

import logging
from concurrent.futures import ThreadPoolExecutor

import pytest
from argon2 import PasswordHasher
from pydantic import SecretStr

from graph_service.access.accounts import Accounts
from graph_service.access.passwords import Passwords
from graph_service.access.roles import Right, Role
from graph_service.model.errors import BadValue, Conflict, DamagedStore, NotFound
from tests.access.house import GOOD, OTHER, House

WRONG = SecretStr("Birne singt am Fenster")


def test_name_and_password_together_find_the_account(house: House) -> None:
    made = house.account()
    found = house.accounts.verify(" Koordination ", SecretStr(GOOD))
    assert found is not None
    assert found.id == made.id


@pytest.mark.parametrize(
    ("name", "password"), [("koordination", WRONG), ("niemand", SecretStr(GOOD)), ("", SecretStr(""))]
)
def test_anything_else_finds_none(house: House, name: str, password: SecretStr) -> None:
    house.account()
    assert house.accounts.verify(name, password) is None


def test_a_closed_account_is_found_by_nothing_and_may_nothing(house: House) -> None:
    account = house.accounts.set_disabled(house.account().id, True)
    assert house.accounts.verify("koordination", SecretStr(GOOD)) is None
    assert not account.grants.may(Right.READ, "stadt")


def test_a_name_is_taken_once_only(house: House) -> None:
    house.account()
    with pytest.raises(Conflict):
        house.account("KOORDINATION")
    assert len(house.accounts.all()) == 1


def test_of_many_who_want_the_same_name_one_gets_it(house: House) -> None:
    def attempt(_: int) -> bool:
        try:
            house.account()
        except Conflict:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(attempt, range(8))) == 1
    assert len(house.accounts.all()) == 1


@pytest.mark.parametrize("name", ["", "ki", "a b c", "müller", "a@b.de", "-abc", "x" * 61, "../.."])
def test_what_cannot_be_a_name_is_refused_with_a_remedy(house: House, name: str) -> None:
    with pytest.raises(BadValue) as caught:
        house.account(name)
    assert caught.value.remedy is not None


@pytest.mark.parametrize("function", ["", "  ", "anna@stadt.de", "x" * 201, "zwei\nZeilen", "Dr. Anna Muster"])
def test_an_account_needs_a_function(house: House, function: str) -> None:
    with pytest.raises(BadValue) as caught:
        house.accounts.make("koordination", function, SecretStr(GOOD), {})
    assert caught.value.remedy is not None


def test_a_weak_password_makes_no_account(house: House) -> None:
    with pytest.raises(BadValue):
        house.account(password="koordination1")
    assert house.accounts.all() == ()


def test_the_name_of_a_network_is_no_password(house: House) -> None:
    with pytest.raises(BadValue):
        house.account(network="wolkenkuckucksheim", password="Wolkenkuckucksheim!")


def test_an_account_tells_nothing_of_its_password(house: House) -> None:
    account = house.account()
    assert "argon2" not in repr(account) + account.model_dump_json()
    assert GOOD not in house.kept()


def test_another_password_replaces_the_old_one(house: House) -> None:
    account = house.account()
    house.accounts.set_password(account.id, SecretStr(OTHER))
    assert house.accounts.verify("koordination", SecretStr(GOOD)) is None
    assert house.accounts.verify("koordination", SecretStr(OTHER)) is not None


def test_a_weak_password_replaces_nothing(house: House) -> None:
    account = house.account()
    with pytest.raises(BadValue):
        house.accounts.set_password(account.id, SecretStr("kurz"))
    assert house.accounts.verify("koordination", SecretStr(GOOD)) is not None


def test_signing_in_makes_an_old_hash_anew(house: House) -> None:
    house.account()
    stronger = Passwords(PasswordHasher(time_cost=2, memory_cost=16, parallelism=1))
    assert Accounts(house.registry, stronger, house.clock).verify("koordination", SecretStr(GOOD)) is not None
    assert "m=16,t=2" in house.kept()
    assert Accounts(house.registry, stronger, house.clock).verify("koordination", SecretStr(GOOD)) is not None


def test_the_day_of_the_last_sign_in_is_noted(house: House) -> None:
    account = house.account()
    house.accounts.verify("koordination", SecretStr(GOOD))
    assert house.accounts.get(account.id).signed_in == house.clock.now.date()


def test_a_password_that_changes_while_it_is_checked_is_not_put_back(house: House) -> None:
    account = house.account()

    class Slow(Passwords):
        def is_outdated(self, kept: str) -> bool:
            house.accounts.set_password(account.id, SecretStr(OTHER))
            return True

    found = Accounts(house.registry, Slow(), house.clock).verify("koordination", SecretStr(GOOD))
    assert found is not None
    assert found.stamp != house.accounts.get(account.id).stamp
    assert house.accounts.verify("koordination", SecretStr(OTHER)) is not None


def test_changes_that_end_sessions_make_the_stamp_anew(house: House) -> None:
    account = house.account()
    stamps = {
        account.stamp,
        house.accounts.set_password(account.id, SecretStr(OTHER)).stamp,
        house.accounts.set_roles(account.id, {"stadt": Role.READER}).stamp,
        house.accounts.set_disabled(account.id, False).stamp,
        house.accounts.end_sessions(account.id).stamp,
    }
    assert len(stamps) == 5


def test_the_same_roles_again_change_nothing(house: House) -> None:
    account = house.account()
    assert house.accounts.set_roles(account.id, {"stadt": Role.COORDINATOR}).stamp == account.stamp


def test_an_account_speaks_for_the_actors_that_are_named_in_that_network_only(house: House) -> None:
    account = house.account("verein", Role.CONTRIBUTOR)
    account = house.accounts.set_actors(account.id, "stadt", ["actor/awo", "actor/fr"])
    assert account.speaks_for("stadt", "actor/awo")
    assert not account.speaks_for("stadt", "actor/ki")
    assert not account.speaks_for("dorf", "actor/awo")
    assert not house.accounts.set_actors(account.id, "stadt", []).speaks_for("stadt", "actor/awo")


@pytest.mark.parametrize("actor", ["measure/m1", "awo", "actor/"])
def test_one_speaks_for_actors_only(house: House, actor: str) -> None:
    account = house.account()
    with pytest.raises(BadValue) as caught:
        house.accounts.set_actors(account.id, "stadt", [actor])
    assert caught.value.remedy is not None


def test_an_account_that_is_removed_leaves_its_name_and_no_rights(house: House) -> None:
    first = house.account()
    house.accounts.remove(first.id)
    assert house.accounts.verify("koordination", SecretStr(GOOD)) is None
    assert house.account().id != first.id


def test_an_unknown_account_is_said_with_the_nearest(house: House) -> None:
    house.account()
    with pytest.raises(NotFound) as caught:
        house.accounts.named("koordinaton")
    assert caught.value.near == ("koordination",)


def test_accounts_are_listed_by_name_those_of_a_provider_last(house: House) -> None:
    house.accounts.arrive("https://id.example", "7", "Amt", {})
    house.account("verein")
    house.account("amt-50")
    assert [account.name for account in house.accounts.all()] == ["amt-50", "verein", None]


def test_a_subject_of_a_provider_keeps_its_account_and_gets_the_roles_of_the_day(house: House) -> None:
    first = house.accounts.arrive("https://id.example", "7", "Amt", {"stadt": Role.READER})
    again = house.accounts.arrive("https://id.example", "7", "Amt", {"stadt": Role.COORDINATOR})
    assert again.id == first.id
    assert again.grants.role_in("stadt") is Role.COORDINATOR
    assert again.stamp != first.stamp
    assert again.signed_in == house.clock.now.date()


def test_the_same_subject_of_another_provider_is_somebody_else(house: House) -> None:
    one = house.accounts.arrive("https://id.example", "7", "Amt", {})
    other = house.accounts.arrive("https://id.other", "7", "Amt", {})
    assert one.id != other.id


def test_neither_provider_nor_subject_can_be_read_from_what_is_kept(house: House) -> None:
    house.accounts.arrive("https://id.example", "anna.schmidt", "Amt", {})
    assert "anna" not in house.kept()


def test_a_provider_s_account_has_no_password_here(house: House) -> None:
    account = house.accounts.arrive("https://id.example", "7", "Amt", {})
    with pytest.raises(BadValue) as caught:
        house.accounts.set_password(account.id, SecretStr(GOOD))
    assert caught.value.remedy is not None


def test_a_removed_account_of_a_provider_arrives_as_a_new_one(house: House) -> None:
    first = house.accounts.arrive("https://id.example", "7", "Amt", {})
    house.accounts.remove(first.id)
    assert house.accounts.arrive("https://id.example", "7", "Amt", {}).id != first.id


def test_a_damaged_entry_is_said_without_what_it_holds(house: House) -> None:
    account = house.account()
    house.registry.put("account", account.id, {"account": {"id": 1}, "password": "hidden-hash"})
    with pytest.raises(DamagedStore) as caught:
        house.accounts.find(account.id)
    assert "hidden-hash" not in repr(caught.value) + str(caught.value)
    assert caught.value.__cause__ is None


def test_nothing_of_it_all_is_logged(house: House, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        house.account()
        house.accounts.verify("koordination", SecretStr(GOOD))
        house.accounts.verify("koordination", WRONG)
    assert caplog.text == ""
