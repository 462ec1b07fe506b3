"""An identity provider that is down, slow, or answers rubbish: words for people, and nothing hangs."""

from __future__ import annotations

from typing import Any

import httpx2
import pytest
from pydantic import SecretStr

from graph_service.access.provider_http import ProviderFault
from tests.access.fake_provider import ISSUER, Desk, FakeProvider
from tests.access.house import House


def test_a_wrong_secret_is_said_and_not_blamed_on_the_person(house: House) -> None:
    desk = Desk(house, FakeProvider(), secret=SecretStr("falsch"))
    with pytest.raises(ProviderFault) as caught:
        desk.sign_in()
    assert "Zugangsdaten dieses Dienstes" in str(caught.value)


@pytest.mark.parametrize("place", ["openid-configuration", "token", "keys"])
@pytest.mark.parametrize(
    "answer",
    [
        httpx2.Response(200, html="<html>Wartung</html>"),
        httpx2.Response(200, json=[]),
        httpx2.Response(200, json={"keys": 7, "issuer": 7, "id_token": 7}),
        httpx2.Response(200, json={"error": {}}),
        httpx2.Response(200, json={"id_token": None, "expires_in": "bald", "keys": []}),
        httpx2.Response(200, text="[" * 100_000),
        httpx2.Response(200, text="x" * 2_000_000),
        httpx2.Response(200, headers={"content-encoding": "gzip"}, stream=httpx2.ByteStream(b"x")),
        httpx2.Response(302, headers={"location": "https://evil.example/"}),
        httpx2.Response(500),
        httpx2.Response(503, text="down"),
        httpx2.Response(404, json={}),
    ],
    ids=["html", "list", "types", "odd-error", "empty", "deep", "huge", "packed", "redirect", "500", "503", "404"],
)
def test_whatever_the_provider_answers_is_a_fault_in_words(desk: Desk, place: str, answer: httpx2.Response) -> None:
    desk.fake.answers[place] = answer
    with pytest.raises(ProviderFault) as caught:
        desk.sign_in()
    assert "Identitätsanbieter" in str(caught.value)
    assert "Kontoname und Kennwort" in str(caught.value)
    assert not [asked for asked in desk.fake.asked if "evil" in asked]


@pytest.mark.parametrize(
    "metadata",
    [
        {"issuer": f"{ISSUER}/"},
        {"issuer": "https://evil.example"},
        {"token_endpoint": "http://id.example/token"},
        {"jwks_uri": "file:///etc/passwd"},
        {"jwks_uri": "http://127.0.0.1/keys"},
        {"authorization_endpoint": "javascript:alert(1)"},
        {"authorization_endpoint": "https://user:pass@id.example/"},
        {"authorization_endpoint": f"{ISSUER}/auth?a#b"},
        {"end_session_endpoint": 7},
    ],
    ids=str,
)
def test_metadata_of_another_provider_or_with_unsafe_addresses_are_not_used(
    house: House, metadata: dict[str, Any]
) -> None:
    desk = Desk(house, FakeProvider(metadata))
    with pytest.raises(ProviderFault):
        desk.depart()


def test_a_provider_that_fails_is_not_asked_again_at_once_and_recovers(desk: Desk) -> None:
    desk.fake.answers["openid-configuration"] = httpx2.Response(503)
    for _ in range(3):
        with pytest.raises(ProviderFault):
            desk.depart()
    assert desk.fake.asked == ["openid-configuration"]
    del desk.fake.answers["openid-configuration"]
    desk.house.clock.forward(seconds=10)
    assert desk.sign_in().account.roles


def test_metadata_are_kept_while_the_provider_fails_later(desk: Desk) -> None:
    desk.depart()
    desk.fake.answers["openid-configuration"] = httpx2.Response(503)
    desk.house.clock.forward(hours=2)
    assert desk.depart().startswith(ISSUER)
    assert desk.fake.asked.count("openid-configuration") == 2
