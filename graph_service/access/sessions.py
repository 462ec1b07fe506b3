"""Sessions: who has signed in, for how long, known by a random id of which only the checksum is kept."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from pydantic import SecretStr

from graph_service.access.accounts import Account, Accounts
from graph_service.access.common import as_bytes, digest, new_secret
from graph_service.access.drawer import Drawer, Kept
from graph_service.model.errors import BadValue
from graph_service.model.text import text
from graph_service.stores.registry import Clock, Registry
from graph_service.stores.registry_common import utc_now

_EXACT_TO = timedelta(minutes=1)  # so that not every request has to write
_ID = re.compile(r"[0-9a-f]{64}")
_MASK = 32


@dataclass(frozen=True)
class Limits:
    """How long a session lasts without a request, and how long at all."""

    idle: timedelta = timedelta(minutes=30)
    absolute: timedelta = timedelta(hours=12)

    def __post_init__(self) -> None:
        if not 2 * _EXACT_TO <= self.idle <= self.absolute:
            raise BadValue(
                text("Diese Fristen für Sitzungen passen nicht zusammen."),
                value=f"{self.idle}, {self.absolute}",
                remedy=text("Eine Sitzung darf mindestens 2 Minuten ruhen, und höchstens so lange, wie sie dauert."),
            )


class Session(Kept):
    """One signed-in browser; `stamp` is the account's at sign-in, `seen` is exact to a minute."""

    account: str
    stamp: str
    created: datetime
    seen: datetime
    until: datetime

    def ends(self) -> datetime:
        return self.until


@dataclass(frozen=True)
class Opened:
    """A new session: the id for the browser's cookie, which is told this once, and the latest moment of its end."""

    id: SecretStr
    account: Account
    until: datetime


@dataclass(frozen=True)
class SignedIn:
    """Whose request it is."""

    account: Account
    session: Session


class Sessions:
    """All sessions of a service; each ends by itself, by signing out, or with its account's stamp."""

    def __init__(
        self, registry: Registry, accounts: Accounts, limits: Limits | None = None, clock: Clock = utc_now
    ) -> None:
        self._drawer = Drawer(registry, "session", Session)
        self._accounts = accounts
        self._limits = limits or Limits()
        self._clock = clock

    def open(self, account: Account, brought: SecretStr | None = None) -> Opened:
        """A session under a new id; the one that the browser brought along ends, whoever made it."""
        if brought is not None:
            self.end(brought)
        session_id, now = new_secret(), self._clock()
        session = Session(account=account.id, stamp=account.stamp, created=now, seen=now, until=self._end_of(now, now))
        self._drawer.add(digest(session_id), session)
        return Opened(session_id, account, now + self._limits.absolute)

    def find(self, session_id: SecretStr) -> SignedIn | None:
        """Who is signed in under this id; None where nobody is, or not any more."""
        if not _ID.fullmatch(session_id.get_secret_value()):
            return None
        session = self._drawer.get(digest(session_id))
        if session is None:
            return None
        account = self._accounts.find(session.account)
        if account is None or account.disabled or account.stamp != session.stamp or self._is_over(session):
            self.end(session_id)
            return None
        return SignedIn(account, self._note_seen(session_id, session))

    def end(self, session_id: SecretStr) -> str | None:
        """Signs out; gives back whose session it was, None where there was none."""
        ended = self._drawer.remove(digest(session_id))
        return ended.account if ended else None

    def _is_over(self, session: Session) -> bool:
        return self._end_of(session.created, session.seen) <= self._clock()

    def _end_of(self, created: datetime, seen: datetime) -> datetime:
        return min(created + self._limits.absolute, seen + self._limits.idle)

    def _note_seen(self, session_id: SecretStr, session: Session) -> Session:
        now = self._clock()
        if now - session.seen < _EXACT_TO:
            return session

        def seen(there: Session | None) -> Session | None:
            # None: signed out meanwhile; it must not come back.
            return there and there.model_copy(update={"seen": now, "until": self._end_of(there.created, now)})

        return self._drawer.change(digest(session_id), seen) or session


def csrf_token(session_id: SecretStr) -> str:
    """What a form must carry to be taken in this session: another text each time, so that compressed pages that
    also show what was asked do not give it away bit by bit (BREACH)."""
    mask = secrets.token_bytes(_MASK)
    return (mask + _mixed(_csrf_key(session_id), mask)).hex()


def csrf_fits(session_id: SecretStr, token: str) -> bool:
    """Whether a form was made in this session."""
    if not re.fullmatch(rf"[0-9a-f]{{{4 * _MASK}}}", token):
        return False
    given = bytes.fromhex(token)
    return hmac.compare_digest(_mixed(given[_MASK:], given[:_MASK]), _csrf_key(session_id))


def _csrf_key(session_id: SecretStr) -> bytes:
    return hmac.new(as_bytes(session_id.get_secret_value()), b"csrf", hashlib.sha256).digest()


def _mixed(one: bytes, other: bytes) -> bytes:
    return bytes(left ^ right for left, right in zip(one, other, strict=True))
