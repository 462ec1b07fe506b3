"""ID tokens: who signed one, for whom, when and in answer to what (OpenID Connect Core 1.0 §3.1.3.7)."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet
from joserfc.jws import JWSRegistry

from graph_service.model.errors import NotSignedIn
from graph_service.model.text import text

# Only what needs a private key: with the secret of a client, anyone who knows it could sign.
ALGORITHMS = frozenset(
    {"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "Ed25519"}
)
_LEEWAY = 30  # seconds by which two clocks may differ
_LONGEST_SUBJECT = 255  # Core 1.0 §2
_LOG = logging.getLogger("akteursnetz")


class UnknownKey(Exception):
    """A token names a key that is not among those that are known; the provider may have a new one."""


@dataclass(frozen=True)
class Expected:
    """What a token has to say."""

    issuer: str
    client: str
    nonce: str = field(repr=False)
    access_token: str | None = field(repr=False)


def read(
    token: str, keys: KeySet, algorithms: Iterable[str], expected: Expected, clock: Callable[[], datetime]
) -> Mapping[str, Any]:
    """The claims of a token that holds; NotSignedIn for any other, UnknownKey where newer keys may help."""
    registry = JWSRegistry(algorithms=sorted(ALGORITHMS.intersection(algorithms)) or ["RS256"])
    try:
        proven = jwt.decode(token, keys, registry=registry)
        _check(proven, expected, int(clock().timestamp()))
    except InvalidKeyIdError:
        raise UnknownKey from None
    except (JoseError, ValueError, TypeError, OverflowError, RecursionError) as error:
        # What is wrong helps whoever runs the service; the words of the error may hold parts of the token.
        _LOG.warning("identity provider: ID token refused: %s", type(error).__name__)
        raise refused() from None
    return proven.claims


def _check(proven: jwt.Token, expected: Expected, now: int) -> None:
    options = {
        "iss": {"essential": True, "value": expected.issuer},
        "sub": {"essential": True},
        "aud": {"essential": True, "value": expected.client},
        "nonce": {"essential": True, "value": expected.nonce},
    }
    params = {"nonce": expected.nonce, "client_id": expected.client, "access_token": expected.access_token}
    CodeIDToken(proven.claims, proven.header, options, params).validate(now, _LEEWAY)
    if len(proven.claims["sub"]) > _LONGEST_SUBJECT:
        raise ValueError("sub")


def refused() -> NotSignedIn:
    """What somebody hears whose sign-in does not hold together, whatever is wrong with it."""
    return NotSignedIn(
        text("Die Antwort des Identitätsanbieters gehört nicht zu dieser Anmeldung."),
        remedy=text("Bitte noch einmal anmelden; wenn es wieder nicht geht, der Administration sagen."),
    )
