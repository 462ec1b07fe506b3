"""An identity provider in memory that does what it is told: for everything that a real one would never answer."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

import httpx2
import pytest
from joserfc import jwt
from joserfc.jwk import RSAKey
from pydantic import SecretStr

from graph_service.access.provider import Arrival, Provider
from graph_service.access.provider_trust import Trust, parse_grants
from graph_service.model.errors import NotSignedIn
from tests.access.awaiting import awaited
from tests.access.house import BEGINNING, House

ISSUER = "https://id.example/realms/stadt"
CLIENT, SECRET = "akteursnetz", "dies weiß nur der Dienst"
CALLBACK = "https://netz.example/anmelden/zurueck"
NOW = int(BEGINNING.timestamp())
_PARAMETERS = {"use": "sig", "alg": "RS256"}


@cache
def a_key(kid: str, number: int = 0) -> RSAKey:
    """A key of this name; with another number, another one."""
    return RSAKey.generate_key(2048, {**_PARAMETERS, "kid": kid})


@dataclass
class FakeProvider:
    """Its metadata, its keys and the claims that it gives; tests change them before they ask."""

    metadata: dict[str, Any] = field(default_factory=dict)
    claims: dict[str, Any] = field(default_factory=dict)
    told: dict[str, Any] = field(default_factory=dict)
    signing: RSAKey = field(default_factory=lambda: a_key("eins"))
    published: list[dict[str, Any]] | None = None
    answers: dict[str, httpx2.Response] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    _codes: dict[str, Mapping[str, str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.metadata = {
            "issuer": ISSUER,
            "authorization_endpoint": f"{ISSUER}/auth",
            "token_endpoint": f"{ISSUER}/token",
            "jwks_uri": f"{ISSUER}/keys",
            "end_session_endpoint": f"{ISSUER}/logout",
            "authorization_response_iss_parameter_supported": True,
            **self.metadata,
        }
        self.claims = {"sub": "7f3a", "groups": ["integration"], **self.claims}

    @property
    def transport(self) -> httpx2.AsyncBaseTransport:
        return httpx2.MockTransport(self._answer)

    def approve(self, address: str, **more: str) -> list[tuple[str, str]]:
        """What it sends back after somebody has signed in at the address to which the service led."""
        asked = dict(parse_qsl(urlsplit(address).query))
        code = f"code{len(self._codes)}"
        self._codes[code] = asked
        return list({"state": asked["state"], "code": code, "iss": ISSUER, **more}.items())

    def _answer(self, request: httpx2.Request) -> httpx2.Response:
        path = urlsplit(str(request.url)).path.rpartition("/")[2]
        self.asked.append(path)
        if path in self.answers:
            return self.answers[path]
        if path == "openid-configuration":
            return httpx2.Response(200, json=self.metadata)
        if path == "keys":
            return httpx2.Response(200, json={"keys": self.published or [self.signing.as_dict(private=False)]})
        return self._token(request)

    def _token(self, request: httpx2.Request) -> httpx2.Response:
        given = {name: values[0] for name, values in parse_qs(request.content.decode()).items()}
        asked = self._codes.pop(given["code"], None)
        if asked is None or asked["redirect_uri"] != given["redirect_uri"] or not _proves(asked, given):
            return httpx2.Response(400, json={"error": "invalid_grant"})
        if request.headers.get("authorization") != _basic():
            return httpx2.Response(401, json={"error": "invalid_client"})
        claims = {"iss": ISSUER, "aud": CLIENT, "iat": NOW, "exp": NOW + 60, "nonce": asked["nonce"], **self.claims}
        signed = jwt.encode(
            {"alg": "RS256", "kid": self.signing.kid}, {k: v for k, v in claims.items() if v is not None}, self.signing
        )
        return httpx2.Response(200, json={"access_token": "a", "token_type": "Bearer", "id_token": signed, **self.told})


def _proves(asked: Mapping[str, str], given: Mapping[str, str]) -> bool:
    digest = hashlib.sha256(given["code_verifier"].encode()).digest()
    return asked["code_challenge"] == base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def _basic() -> str:
    return "Basic " + base64.b64encode(f"{CLIENT}:{SECRET}".encode("latin-1")).decode()


GRANTS = "integration=stadt:coordinator; integration=kreis:reader; leitung=*:administrator"


class Desk:
    """A service with a provider, and somebody with a browser before it."""

    def __init__(self, house: House, fake: FakeProvider, **trust: Any) -> None:
        self.house, self.fake = house, fake
        given: dict[str, Any] = {"secret": SecretStr(SECRET), "grants": parse_grants(GRANTS), **trust}
        self.trust = Trust(issuer=ISSUER, client=CLIENT, **given)
        self.provider = Provider(
            self.trust, house.registry, house.accounts, house.clock, fake.transport, lambda: house.clock().timestamp()
        )
        self.browser: SecretStr | None = None

    def depart(self) -> str:
        left = awaited(self.provider.depart(CALLBACK, "/stadt", self.browser))
        self.browser = left.browser
        return left.address

    def arrive(self, answer: list[tuple[str, str]]) -> Arrival:
        return awaited(self.provider.arrive(answer, self.browser))

    def sign_in(self) -> Arrival:
        return self.arrive(self.fake.approve(self.depart()))

    def refused(self) -> str:
        """The words with which signing in is refused, after which nobody has an account."""
        with pytest.raises(NotSignedIn) as caught:
            self.sign_in()
        assert self.house.accounts.all() == ()
        return str(caught.value)
