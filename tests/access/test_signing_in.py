"""The door: who gets in, who does not, and that neither words nor waits tell why."""

from __future__ import annotations

import logging

import pytest
from pydantic import SecretStr

from graph_service.access.audit import ANYONE, Event
from graph_service.access.sessions import Opened
from graph_service.model.errors import NotSignedIn, TooManyAttempts
from tests.access.house import GOOD, House

HOME = "192.0.2.7"
WRONG = "Birne singt am Fenster"


def enter(house: House, name: str = "koordination", password: str = GOOD, brought: SecretStr | None = None) -> Opened:
    return house.door.with_password(name, SecretStr(password), HOME, brought)


def events(house: House) -> list[tuple[Event | None, str]]:
    return [(note.event, note.who) for note in house.audit.notes(newest_first=False)]


def test_name_and_password_open_a_session(house: House) -> None:
    account = house.account()
    opened = enter(house)
    found = house.sessions.find(opened.id)
    assert found is not None
    assert found.account.id == account.id
    assert events(house) == [(Event.SIGNED_IN, account.id)]


def test_signing_in_gives_a_new_id_and_ends_the_old_one(house: House) -> None:
    house.account()
    before = enter(house)
    after = enter(house, brought=before.id)
    assert before.id != after.id
    assert house.sessions.find(before.id) is None


def test_a_failed_sign_in_leaves_the_session_of_the_browser(house: House) -> None:
    house.account()
    before = enter(house)
    with pytest.raises(NotSignedIn):
        enter(house, password=WRONG, brought=before.id)
    assert house.sessions.find(before.id) is not None


def test_nothing_tells_a_wrong_password_an_unknown_name_and_a_closed_account_apart(house: House) -> None:
    house.account()
    house.accounts.set_disabled(house.account("verein").id, True)
    words = set()
    for name, password in (("koordination", WRONG), ("niemand", GOOD), ("verein", GOOD)):
        with pytest.raises(NotSignedIn) as caught:
            enter(house, name, password)
        words.add(str(caught.value))
    assert len(words) == 1


def test_a_failure_is_noted_by_id_and_what_was_typed_is_not(house: House) -> None:
    account = house.account()
    for name in ("koordination", "Geheim statt Name"):
        with pytest.raises(NotSignedIn):
            enter(house, name, WRONG)
    assert events(house) == [(Event.SIGN_IN_FAILED, account.id), (Event.SIGN_IN_FAILED, ANYONE)]
    assert "Geheim" not in house.kept()


@pytest.mark.parametrize("name", ["koordination", "niemand"])
def test_guessing_has_to_wait_whether_the_account_is_there_or_not(house: House, name: str) -> None:
    house.account()
    for _ in range(5):
        with pytest.raises(NotSignedIn):
            enter(house, name, WRONG)
    with pytest.raises(TooManyAttempts):
        enter(house, name, GOOD)


def test_after_the_wait_the_right_password_opens_and_clears(house: House) -> None:
    house.account()
    for _ in range(5):
        with pytest.raises(NotSignedIn):
            enter(house, password=WRONG)
    house.clock.forward(seconds=2)
    enter(house)
    enter(house)


def test_attempts_that_have_to_wait_write_nothing_down(house: House) -> None:
    house.account()
    for _ in range(20):
        with pytest.raises(NotSignedIn):
            enter(house, password=WRONG)
    assert len(events(house)) == 5


def test_who_the_provider_vouches_for_gets_in_unless_the_account_is_closed(house: House) -> None:
    account = house.accounts.arrive("https://id.example", "7", "Amt", {})
    assert house.sessions.find(house.door.vouched_for(account).id) is not None
    closed = house.accounts.set_disabled(account.id, True)
    with pytest.raises(NotSignedIn) as caught:
        house.door.vouched_for(closed)
    assert caught.value.remedy is not None
    assert events(house) == [(Event.SIGNED_IN, account.id), (Event.SIGN_IN_FAILED, account.id)]


def test_signing_out_ends_the_session_and_is_noted_once(house: House) -> None:
    account = house.account()
    opened = enter(house)
    house.door.out(opened.id)
    house.door.out(opened.id)
    assert house.sessions.find(opened.id) is None
    assert events(house) == [(Event.SIGNED_IN, account.id), (Event.SIGNED_OUT, account.id)]


def test_no_secret_is_shown_or_logged(house: House, caplog: pytest.LogCaptureFixture) -> None:
    house.account()
    with caplog.at_level(logging.DEBUG):
        opened = enter(house)
        with pytest.raises(NotSignedIn) as caught:
            enter(house, password=WRONG)
    shown = repr(opened) + repr(caught.value) + str(caught.value) + caplog.text + house.kept()
    assert not [word for word in (GOOD, WRONG, opened.id.get_secret_value()) if word in shown]
