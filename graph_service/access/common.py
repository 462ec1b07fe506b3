"""What all parts of access share: random names, secrets that only their holder knows, purpose and end of things."""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from datetime import datetime, timedelta

from pydantic import SecretStr

from graph_service.model.checking import check_line
from graph_service.model.errors import BadValue
from graph_service.model.text import text
from graph_service.stores.common import as_utc

LONGEST_VALIDITY = timedelta(days=366)
_LONGEST_PURPOSE = 200
_BYTES = 32


def new_secret() -> SecretStr:
    """256 random bits as 64 hexadecimal digits."""
    return SecretStr(secrets.token_bytes(_BYTES).hex())


def new_id(kind: str) -> str:
    """A random name that tells nothing about what it names: "account-3f9a0c17d2e4"."""
    return f"{kind}-{secrets.token_bytes(6).hex()}"


def digest(secret: SecretStr) -> str:
    """What is kept of a random secret: enough to know it again, not enough to use it."""
    return hashlib.sha256(as_bytes(secret.get_secret_value())).hexdigest()


def same(one: str, other: str) -> bool:
    """Whether two texts are equal, found out in a time that does not tell how much of them is."""
    return hmac.compare_digest(as_bytes(one), as_bytes(other))


def signature(key: SecretStr, *parts: str | int | None) -> str:
    """What only who has the key can make for these parts, in this order (HMAC-SHA-256)."""
    return hmac.new(as_bytes(key.get_secret_value()), json.dumps(parts).encode(), hashlib.sha256).hexdigest()


def as_bytes(words: str) -> bytes:
    """Any text as bytes, also one with half a sign, which only a made-up request holds."""
    return words.encode("utf-8", "surrogatepass")


def check_purpose(purpose: str) -> str:
    """What something is for, in one line; BadValue where that is missing or too long."""
    purpose = check_line(purpose.strip())
    if not 0 < len(purpose) <= _LONGEST_PURPOSE:
        raise BadValue(
            text("Der Zweck muss genannt sein."),
            place="purpose",
            value=purpose[:80],
            remedy=text("Bitte in höchstens {n} Zeichen sagen, wofür; ohne Namen von Personen.", n=_LONGEST_PURPOSE),
        )
    return purpose


def check_until(until: datetime, now: datetime) -> datetime:
    """The moment at which something is to end; BadValue where it has passed or is too far away."""
    until = as_utc(until)
    if not now < until <= now + LONGEST_VALIDITY:
        raise BadValue(
            text("Das Ende der Gültigkeit liegt nicht im nächsten Jahr."),
            place="until",
            value=until.isoformat(timespec="minutes"),
            remedy=text("Erlaubt sind bis zu {n} Tage.", n=LONGEST_VALIDITY.days),
        )
    return until
