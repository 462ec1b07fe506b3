"""Tokens for programs: one network (or all), one role at most, reading or writing, always with an end."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime

from pydantic import Field, SecretStr

from graph_service.access.accounts import Account, Accounts
from graph_service.access.common import check_purpose, check_until, digest, new_id, new_secret, same
from graph_service.access.drawer import Drawer, Kept
from graph_service.access.roles import Grants, Role, check_grant_network
from graph_service.model.errors import Forbidden, NotFound
from graph_service.model.functions import check_function
from graph_service.model.text import text
from graph_service.stores.registry import Clock, Registry
from graph_service.stores.registry_common import utc_now

PREFIX = "akn_"  # so that scanners for secrets know them
_FORM = re.compile(rf"{PREFIX}([0-9a-f]{{12}})_([0-9a-f]{{64}})")
_KIND = "token"


class Token(Kept):
    """What is known of a token without knowing it; `used` is the last day on which it was."""

    id: str
    account: str
    purpose: str
    network: str
    role: Role
    writing: bool
    created: datetime
    until: datetime
    used: date | None = None

    def ends(self) -> datetime:
        return self.until


class _Safe(Kept):
    token: Token
    digest: str = Field(repr=False)

    def ends(self) -> datetime:
        return self.token.until


@dataclass(frozen=True)
class Issued:
    """A new token and its text, which is told this once."""

    token: Token
    secret: SecretStr


@dataclass(frozen=True)
class Bearer:
    """The account for which a program acts, and the token that it showed."""

    account: Account
    token: Token

    @property
    def grants(self) -> Grants:
        """Never more than the account has at this moment."""
        return self.account.grants.limited(self.token.network, self.token.role, writing=self.token.writing)


class Tokens:
    """All tokens of a service; they end with their day, their account, or by being revoked."""

    def __init__(self, registry: Registry, accounts: Accounts, clock: Clock = utc_now) -> None:
        self._safes = Drawer(registry, _KIND, _Safe)
        self._accounts = accounts
        self._clock = clock

    def issue(
        self, account: Account, purpose: str, network: str, role: Role, until: datetime, *, writing: bool = False
    ) -> Issued:
        """A new token; Forbidden where its role is more than the account's."""
        own = account.grants.role_in(check_grant_network(network))
        if own is None or not own.includes(role):
            raise Forbidden(
                text("Ein Zugangsschlüssel darf nicht mehr als das Konto, für das er gilt."),
                place="role",
                value=role.value,
                remedy=text("Bitte eine Rolle wählen, die das Konto in „{network}“ hat.", network=network),
            )
        now = self._clock()
        token = Token(
            id=new_id(_KIND),
            account=account.id,
            purpose=check_function(check_purpose(purpose), "purpose"),
            network=network,
            role=role,
            writing=writing,
            created=now,
            until=check_until(until, now),
        )
        return self._kept(token)

    def find(self, secret: SecretStr) -> Bearer | None:
        """Who acts with this token; None for one that does not hold, or not any more."""
        match = _FORM.fullmatch(secret.get_secret_value())
        safe = self._safes.get(f"{_KIND}-{match[1]}") if match else None
        # Compared also where the id is not there, so that ids cannot be found out.
        if not same(safe.digest if safe else "", digest(secret)) or safe is None:
            return None
        account = self._accounts.find(safe.token.account)
        if account is None or account.disabled:
            return None
        return Bearer(account, self._note_use(safe))

    def of(self, account_id: str) -> tuple[Token, ...]:
        """The tokens of an account, the one that ends first before the others."""
        return tuple(token for token in self.all() if token.account == account_id)

    def all(self) -> tuple[Token, ...]:
        """Every token of the service, in the same order."""
        return tuple(sorted((safe.token for safe in self._safes.all()), key=lambda token: (token.until, token.id)))

    def revoke(self, account_id: str, token_id: str) -> Token:
        """Ends a token of this account; NotFound if it has none of this id."""
        safe = self._safes.get(token_id)
        if safe is None or safe.token.account != account_id:
            raise NotFound(
                text("Einen Zugangsschlüssel „{value}“ hat dieses Konto nicht.", value=token_id[:80]),
                value=token_id[:80],
                remedy=text("Vielleicht ist er abgelaufen oder schon widerrufen."),
            )
        self._safes.remove(token_id)
        return safe.token

    def revoke_all(self, account_id: str) -> int:
        """Ends every token of an account; how many there were."""
        tokens = self.of(account_id)
        for token in tokens:
            self._safes.remove(token.id)
        return len(tokens)

    def _kept(self, token: Token) -> Issued:
        local = token.id.removeprefix(f"{_KIND}-")
        secret = SecretStr(f"{PREFIX}{local}_{new_secret().get_secret_value()}")
        self._safes.add(token.id, _Safe(token=token, digest=digest(secret)))
        return Issued(token, secret)

    def _note_use(self, safe: _Safe) -> Token:
        today = self._clock().date()
        if safe.token.used == today:
            return safe.token
        used = safe.token.model_copy(update={"used": today})
        self._safes.change(safe.token.id, lambda there: there and there.model_copy(update={"token": used}))
        return used
