"""Signing in with an identity provider: what is asked of it, and which of its answers open the door."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import logging
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from pydantic import SecretStr

from graph_service.access.audit import ANYONE, Event
from graph_service.access.roles import Role
from graph_service.model.errors import NotSignedIn
from tests.access.awaiting import awaited
from tests.access.fake_provider import CALLBACK, CLIENT, ISSUER, NOW, SECRET, Desk, FakeProvider, a_key
from tests.access.house import House


def test_whom_the_provider_vouches_for_has_the_roles_of_their_groups_and_a_function(desk: Desk) -> None:
    arrived = desk.sign_in()
    assert arrived.account.roles == {"stadt": Role.COORDINATOR, "kreis": Role.READER}
    assert arrived.account.function == "integration"
    assert arrived.back_to == "/stadt"


def test_the_provider_is_asked_for_a_code_with_everything_that_protects_it(desk: Desk) -> None:
    asked = dict(parse_qsl(urlsplit(desk.depart()).query))
    assert asked["response_type"] == "code"
    assert asked["client_id"] == CLIENT
    assert asked["redirect_uri"] == CALLBACK
    assert asked["code_challenge_method"] == "S256"
    assert asked["scope"] == "openid"
    assert min(len(asked[name]) for name in ("state", "nonce", "code_challenge")) >= 43


def test_state_nonce_and_verifier_are_others_each_time(desk: Desk) -> None:
    first, second = (dict(parse_qsl(urlsplit(desk.depart()).query)) for _ in range(2))
    assert not [name for name in ("state", "nonce", "code_challenge") if first[name] == second[name]]


def test_sign_ins_begun_in_two_tabs_both_end_well(desk: Desk) -> None:
    first, second = desk.depart(), desk.depart()
    assert desk.arrive(desk.fake.approve(first)).account == desk.arrive(desk.fake.approve(second)).account


def test_the_same_person_is_the_same_account_with_the_roles_of_today(desk: Desk) -> None:
    before = desk.sign_in().account
    desk.fake.claims["groups"] = ["/leitung"]
    after = desk.sign_in().account
    assert (after.id, after.roles) == (before.id, {"*": Role.ADMINISTRATOR})


def test_nothing_that_names_a_person_is_kept(desk: Desk) -> None:
    names = {"name": "Ada Beispiel", "preferred_username": "abeispiel", "email": "ada@stadt.example"}
    desk.fake.claims |= names
    arrived = desk.sign_in()
    session = desk.house.sessions.open(arrived.account)
    desk.provider.keep(session.id, arrived, session.until)
    kinds = ("account", "login", "session", "provider_pending", "provider_farewell")
    kept = repr([desk.house.registry.entries(kind) for kind in kinds]) + desk.house.kept()
    assert not [word for word in ("Ada", "abeispiel", "@stadt", "7f3a", ISSUER) if word in kept]


# A replayed, foreign or made-up answer


def test_an_answer_opens_the_door_once(desk: Desk) -> None:
    answer = desk.fake.approve(desk.depart())
    desk.arrive(answer)
    with pytest.raises(NotSignedIn):
        desk.arrive(answer)


def test_an_answer_that_another_browser_asked_for_is_refused_and_not_used_up(desk: Desk) -> None:
    answer = desk.fake.approve(desk.depart())
    own = desk.browser
    for foreign in (None, SecretStr("0" * 64)):
        desk.browser = foreign
        with pytest.raises(NotSignedIn):
            desk.arrive(answer)
    desk.browser = own
    desk.arrive(answer)


def test_an_answer_after_ten_minutes_is_too_late(desk: Desk) -> None:
    answer = desk.fake.approve(desk.depart())
    desk.house.clock.forward(minutes=10)
    with pytest.raises(NotSignedIn):
        desk.arrive(answer)


@pytest.mark.parametrize(
    "other",
    [
        {"state": "0" * 64},
        {"state": ""},
        {"state": "\ud800"},
        {"iss": "https://evil.example"},
        {"iss": ""},
        {"code": ""},
        {"code": "code99"},
        {"code": "x" * 5000},
    ],
)
def test_a_made_up_part_of_an_answer_is_refused(desk: Desk, other: dict[str, str]) -> None:
    answer = desk.fake.approve(desk.depart(), **other)
    with pytest.raises(NotSignedIn):
        desk.arrive(answer)
    assert desk.house.accounts.all() == ()


def test_an_answer_with_a_part_that_comes_twice_is_refused(desk: Desk) -> None:
    answer = desk.fake.approve(desk.depart())
    with pytest.raises(NotSignedIn):
        desk.arrive([*answer, ("code", "code99")])


def test_a_code_of_another_sign_in_is_refused(desk: Desk) -> None:
    foreign = dict(desk.fake.approve(desk.depart()))["code"]
    with pytest.raises(NotSignedIn):
        desk.arrive(desk.fake.approve(desk.depart(), code=foreign))


def test_a_provider_that_never_says_who_it_is_need_not(house: House) -> None:
    desk = Desk(house, FakeProvider({"authorization_response_iss_parameter_supported": False}))
    answer = [part for part in desk.fake.approve(desk.depart()) if part[0] != "iss"]
    assert desk.arrive(answer).account.roles


def test_who_stops_at_the_provider_reads_that_nothing_of_its_words_and_gets_no_account(desk: Desk) -> None:
    answer = desk.fake.approve(desk.depart(), error="access_denied", error_description="<b>Pech</b>")
    with pytest.raises(NotSignedIn) as caught:
        desk.arrive(answer)
    assert "abgebrochen" in str(caught.value)
    assert "Pech" not in str(caught.value)


# The ID token


@pytest.mark.parametrize(
    "claims",
    [
        {"nonce": "0" * 64},
        {"nonce": None},
        {"iss": "https://evil.example"},
        {"iss": None},
        {"aud": "another"},
        {"aud": ["another"]},
        {"aud": [CLIENT, "another"]},
        {"aud": [CLIENT, "another"], "azp": "another"},
        {"aud": None},
        {"azp": "another"},
        {"exp": NOW - 31},
        {"exp": "never"},
        {"exp": None},
        {"iat": NOW + 31},
        {"nbf": NOW + 31},
        {"sub": None},
        {"sub": ""},
        {"sub": 7},
        {"sub": "x" * 256},
    ],
    ids=str,
)
def test_a_token_that_says_anything_else_is_refused(desk: Desk, claims: dict[str, Any]) -> None:
    desk.fake.claims |= claims
    assert "gehört nicht zu dieser Anmeldung" in desk.refused()


@pytest.mark.parametrize(
    "claims", [{"aud": [CLIENT]}, {"aud": [CLIENT, "another"], "azp": CLIENT}, {"exp": NOW - 29}, {"iat": NOW + 29}]
)
def test_what_the_standard_allows_is_taken(desk: Desk, claims: dict[str, Any]) -> None:
    desk.fake.claims |= claims
    assert desk.sign_in().account.roles


def test_a_token_that_another_signed_under_the_name_of_the_key_is_refused(desk: Desk) -> None:
    desk.fake.published = [a_key("eins", 1).as_dict(private=False)]
    desk.refused()


@pytest.mark.parametrize("algorithm", ["none", "HS256"])
def test_a_token_without_a_private_keys_signature_is_refused(desk: Desk, algorithm: str) -> None:
    desk.fake.metadata["id_token_signing_alg_values_supported"] = ["RS256", algorithm]
    address = desk.depart()
    nonce = dict(parse_qsl(urlsplit(address).query))["nonce"]
    claims = {"iss": ISSUER, "aud": CLIENT, "iat": NOW, "exp": NOW + 60, "sub": "7f3a", "nonce": nonce}
    desk.fake.told["id_token"] = hand_made(algorithm, claims)
    with pytest.raises(NotSignedIn):
        desk.arrive(desk.fake.approve(address))


def hand_made(algorithm: str, claims: dict[str, Any]) -> str:
    """A token that who knows the client's secret, or nothing at all, can make."""
    parts = [json.dumps(part).encode() for part in ({"alg": algorithm, "kid": "eins"}, claims)]
    signed = b".".join(base64.urlsafe_b64encode(part).rstrip(b"=") for part in parts)
    seal = b"" if algorithm == "none" else hmac.new(SECRET.encode(), signed, hashlib.sha256).digest()
    return (signed + b"." + base64.urlsafe_b64encode(seal).rstrip(b"=")).decode()


@pytest.mark.parametrize("token", ["", "a.b.c", "x" * 200_000, "eyJhbGciOiJSUzI1NiJ9..", "ä.ö.ü"])
def test_rubbish_for_a_token_is_refused(desk: Desk, token: str) -> None:
    desk.fake.told["id_token"] = token
    desk.refused()


def test_a_new_key_of_the_provider_is_fetched_when_it_is_first_used(desk: Desk) -> None:
    desk.sign_in()
    desk.fake.signing = a_key("zwei")
    desk.house.clock.forward(seconds=10)
    assert desk.sign_in().account.roles
    assert desk.fake.asked.count("keys") == 2


def test_keys_that_the_provider_does_not_name_do_not_make_the_service_ask_each_time(desk: Desk) -> None:
    desk.fake.published = [a_key("zwei").as_dict(private=False)]
    for _ in range(5):
        desk.refused()
    assert desk.fake.asked.count("keys") == 1


def test_one_unreadable_key_does_not_spoil_the_others(desk: Desk) -> None:
    odd: list[Any] = [{"kty": "RSA", "kid": "x"}, {"kty": "RSA", "n": 1, "e": []}, "x", {"kty": "oct", "k": "AA"}, {}]
    desk.fake.published = [*odd, desk.fake.signing.as_dict(private=False)]
    assert desk.sign_in().account.roles


# Groups


@pytest.mark.parametrize("groups", [[], ["sport"], None, "sport", 7, {"integration": True}, [["integration"]]])
def test_who_is_in_no_group_that_counts_gets_no_account(desk: Desk, groups: Any) -> None:
    desk.fake.claims["groups"] = groups
    assert "in keiner Gruppe" in desk.refused()


def test_who_has_left_every_group_loses_roles_and_sessions(desk: Desk) -> None:
    account = desk.sign_in().account
    session = desk.house.sessions.open(account)
    desk.fake.claims["groups"] = []
    with pytest.raises(NotSignedIn):
        desk.sign_in()
    assert desk.house.accounts.get(account.id).roles == {}
    assert desk.house.sessions.find(session.id) is None


def test_a_function_follows_its_claim(house: House) -> None:
    desk = Desk(house, FakeProvider(claims={"amt": "Leitung im KI"}), function_claim="amt")
    assert desk.sign_in().account.function == "Leitung im KI"
    desk.fake.claims["amt"] = "Fachdienst Integration"
    assert desk.sign_in().account.function == "Fachdienst Integration"


@pytest.mark.parametrize("word", ["Ada Beispiel", "Beispiel, Ada", "ada@stadt.example", "", "x" * 300, "a\nb", 7])
def test_a_function_that_is_a_name_or_none_is_not_taken(house: House, word: Any) -> None:
    person = {"name": "Ada Beispiel", "given_name": "Ada", "family_name": "Beispiel"}
    desk = Desk(house, FakeProvider(claims={**person, "amt": word}), function_claim="amt")
    assert desk.sign_in().account.function in ("integration", "Koordination")


# What stands in the audit and in the logs


def test_accounts_changes_and_failures_are_noted_without_names(desk: Desk) -> None:
    account = desk.sign_in().account
    desk.fake.claims["groups"] = ["leitung"]
    desk.sign_in()
    desk.fake.claims["nonce"] = "x"
    with pytest.raises(NotSignedIn):
        desk.sign_in()
    noted = [(note.event, note.who) for note in desk.house.audit.notes(newest_first=False)]
    made, changed, failed = Event.ACCOUNT_MADE, Event.ROLES_CHANGED, Event.SIGN_IN_FAILED
    assert noted == [(made, account.id), (changed, account.id), (failed, ANYONE)]


def test_answers_that_nobody_asked_for_write_nothing_down(desk: Desk) -> None:
    for _ in range(3):
        with pytest.raises(NotSignedIn):
            desk.arrive([("state", "0" * 64), ("code", "x")])
    assert desk.house.audit.notes() == ()


def test_no_secret_is_shown_or_logged(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        arrived = desk.sign_in()
        desk.fake.claims["exp"] = 1
        with pytest.raises(NotSignedIn) as caught:
            desk.sign_in()
    shown = repr((arrived, desk.trust, desk.browser)) + str(caught.value) + caplog.text
    assert not [word for word in (SECRET, arrived.id_token, "code0", "code1") if word in shown]


# Signing out


def test_signing_out_leads_to_the_provider_and_back_once(desk: Desk) -> None:
    arrived = desk.sign_in()
    session = desk.house.sessions.open(arrived.account)
    desk.provider.keep(session.id, arrived, session.until)
    address = awaited(desk.provider.leave(session.id, "https://netz.example/anmelden"))
    assert address is not None
    assert address.startswith(f"{ISSUER}/logout?")
    assert dict(parse_qsl(urlsplit(address).query)) == {
        "id_token_hint": arrived.id_token,
        "client_id": CLIENT,
        "post_logout_redirect_uri": "https://netz.example/anmelden",
    }
    assert awaited(desk.provider.leave(session.id, "https://netz.example/anmelden")) is None


def test_a_session_that_began_with_a_password_ends_here_only(desk: Desk) -> None:
    session = desk.house.sessions.open(desk.house.account())
    assert awaited(desk.provider.leave(session.id, "https://netz.example/anmelden")) is None
    assert desk.fake.asked == []
