"""Accounts: functions that may sign in, their roles, and for which actors they speak."""

from __future__ import annotations

import difflib
import hashlib
import json
import re
from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any

from pydantic import Field, SecretStr

from graph_service.access.common import new_id
from graph_service.access.drawer import Drawer, Kept
from graph_service.access.passwords import Passwords, check_password
from graph_service.access.roles import Grants, Role, check_grant_network
from graph_service.model import functions
from graph_service.model.checking import check_line
from graph_service.model.errors import BadValue, Conflict, NotFound
from graph_service.model.identity import check_id, check_network_id, prefix_of
from graph_service.model.text import text
from graph_service.stores.registry import Clock, Registry
from graph_service.stores.registry_common import utc_now

_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{1,58}[a-z0-9]")
_LONGEST_FUNCTION = 200


class Account(Kept):
    """A function that may sign in; its id is random and stays, so that the audit names nobody.

    `stamp` is made anew whenever all its sessions have to end. `name` is what a local account signs in with; who
    comes from an identity provider has none. `actors` are those for which it speaks, by network.
    """

    id: str
    function: str
    name: str | None
    roles: Mapping[str, Role] = {}
    actors: Mapping[str, tuple[str, ...]] = {}
    disabled: bool = False
    stamp: str
    created: datetime
    signed_in: date | None = None

    @property
    def grants(self) -> Grants:
        return Grants({} if self.disabled else self.roles)

    def speaks_for(self, network: str, actor: str) -> bool:
        return not self.disabled and actor in self.actors.get(network, ())


class _Safe(Kept):
    """An account with the key of its login and the hash of its password, which leaves this module in no way."""

    account: Account
    login: str
    password: str | None = Field(default=None, repr=False)


class _Login(Kept):
    """Which account signs in under a name, or as a subject of a provider."""

    account: str


class Accounts:
    """The accounts of a service: those made here, and those that an identity provider vouches for."""

    def __init__(self, registry: Registry, passwords: Passwords | None = None, clock: Clock = utc_now) -> None:
        self._safes = Drawer(registry, "account", _Safe)
        self._logins = Drawer(registry, "login", _Login)
        self._passwords = passwords or Passwords()
        self._clock = clock

    def make(self, name: str, function: str, password: SecretStr, roles: Mapping[str, Role]) -> Account:
        """A new local account; Conflict if the name is taken, BadValue for a password that is easily guessed."""
        name, function = check_name(name), check_function(function)
        check_password(password, name, function, *roles)
        return self._add(_local(name), function, roles, name=name, password=self._passwords.hashed(password))

    def arrive(self, issuer: str, subject: str, function: str, roles: Mapping[str, Role]) -> Account:
        """The account of a provider's subject: made at the first sign-in, with the roles that the provider says now."""
        login, account = _provided(issuer, subject), self.provided(issuer, subject)
        if account is None:
            self._logins.remove(login)
            account = self._add(login, check_function(function), roles, name=None, password=None)
        self._update(account.id, signed_in=self._clock().date())
        return self.set_roles(account.id, roles)

    def provided(self, issuer: str, subject: str) -> Account | None:
        """The account of a provider's subject; None before its first sign-in."""
        login = self._logins.get(_provided(issuer, subject))
        return self.find(login.account) if login else None

    def get(self, account_id: str) -> Account:
        """The account with this id; NotFound if there is none."""
        account = self.find(account_id)
        if account is None:
            raise self._unknown(account_id)
        return account

    def find(self, account_id: str) -> Account | None:
        safe = self._safes.get(account_id)
        return safe.account if safe else None

    def named(self, name: str) -> Account:
        """The local account that signs in under this name; NotFound names the nearest."""
        safe = self._safe_of(name)
        if safe is None:
            raise self._unknown(name)
        return safe.account

    def id_of(self, name: str) -> str | None:
        """The id of the local account of this name; None if there is none."""
        safe = self._safe_of(name)
        return safe.account.id if safe else None

    def all(self) -> tuple[Account, ...]:
        """Every account, the local ones first, by name or function."""
        accounts = (safe.account for safe in self._safes.all())
        return tuple(sorted(accounts, key=lambda each: (each.name is None, each.name or each.function, each.id)))

    def verify(self, name: str, password: SecretStr) -> Account | None:
        """The account whose name and password these are; None for any other, after the same time.

        The account is given as it was when the password was read: if that changes meanwhile, no session for it holds.
        """
        safe = self._safe_of(name)
        fits = self._passwords.fits(safe.password if safe else None, password)
        if safe is None or not fits or safe.account.disabled:
            return None
        self._note_sign_in(safe, password)
        return safe.account

    def set_password(self, account_id: str, password: SecretStr) -> Account:
        """Another password; all sessions of the account end."""
        account = self.get(account_id)
        if account.name is None:
            raise BadValue(
                text("Dieses Konto meldet sich beim Identitätsanbieter an und hat hier kein Kennwort."),
                place="password",
                remedy=text("Bitte das Kennwort dort ändern."),
            )
        check_password(password, account.name, account.function, *account.roles)
        return self._update(account_id, renew=True, hashed=self._passwords.hashed(password))

    def set_roles(self, account_id: str, roles: Mapping[str, Role]) -> Account:
        """These roles and no others; where they differ, all sessions of the account end."""
        wanted = {check_grant_network(network): role for network, role in roles.items()}
        account = self.get(account_id)
        if account.roles == wanted:
            return account
        return self._update(account_id, renew=True, roles=wanted)

    def set_actors(self, account_id: str, network: str, actors: Collection[str]) -> Account:
        """The actors of a network for which the account speaks, and no others there."""
        check_network_id(network)
        wanted = tuple(sorted({_check_actor(actor) for actor in actors}))
        others = {name: ids for name, ids in self.get(account_id).actors.items() if name != network}
        return self._update(account_id, actors={**others, network: wanted} if wanted else others)

    def set_function(self, account_id: str, function: str) -> Account:
        return self._update(account_id, function=check_function(function))

    def set_disabled(self, account_id: str, disabled: bool) -> Account:
        """Closes an account, with all its sessions and tokens, or opens it again."""
        return self._update(account_id, renew=True, disabled=disabled)

    def end_sessions(self, account_id: str) -> Account:
        """Signs the account out everywhere."""
        return self._update(account_id, renew=True)

    def remove(self, account_id: str) -> None:
        """Forgets an account; the audit keeps its random id."""
        safe = self._safes.get(account_id)
        if safe is None:
            raise self._unknown(account_id)
        self._logins.remove(safe.login)
        self._safes.remove(account_id)

    def _add(
        self, login: str, function: str, roles: Mapping[str, Role], *, name: str | None, password: str | None
    ) -> Account:
        account = Account(
            id=new_id("account"),
            function=function,
            name=name,
            roles={check_grant_network(network): role for network, role in roles.items()},
            stamp=new_id("stamp"),
            created=self._clock(),
        )
        self._safes.add(account.id, _Safe(account=account, login=login, password=password))
        try:
            self._logins.add(login, _Login(account=account.id))
        except Conflict:
            self._safes.remove(account.id)
            raise _taken(name) from None
        return account

    def _update(self, account_id: str, *, renew: bool = False, hashed: str | None = None, **parts: Any) -> Account:
        """The account with some parts made anew; NotFound where it is gone."""

        def updated(safe: _Safe | None) -> _Safe:
            if safe is None:
                raise self._unknown(account_id)
            stamp = {"stamp": new_id("stamp")} if renew else {}
            account = safe.account.model_copy(update={**parts, **stamp})
            return safe.model_copy(update={"account": account, "password": hashed or safe.password})

        return self._safes.change(account_id, updated).account

    def _note_sign_in(self, known: _Safe, password: SecretStr) -> None:
        """Notes the day, and makes the hash anew where today's parameters are others than when it was made."""
        outdated = known.password is not None and self._passwords.is_outdated(known.password)
        hashed = self._passwords.hashed(password) if outdated else known.password
        day = self._clock().date()

        def noted(safe: _Safe | None) -> _Safe | None:
            if safe is None or safe.password != known.password:
                return safe  # removed, or given another password, meanwhile
            account = safe.account.model_copy(update={"signed_in": day})
            return safe.model_copy(update={"account": account, "password": hashed})

        self._safes.change(known.account.id, noted)

    def _safe_of(self, name: str) -> _Safe | None:
        login = self._logins.get(_local(normal_name(name)))
        return self._safes.get(login.account) if login else None

    def _unknown(self, words: str) -> NotFound:
        names = sorted({word for account in self.all() for word in (account.name, account.id) if word})
        near = tuple(difflib.get_close_matches(words, names, n=3, cutoff=0.5))
        hint = text("Gemeint ist vielleicht: {words}.", words=near)
        return NotFound(
            text("Ein Konto „{value}“ gibt es nicht.", value=words[:80]),
            value=words[:80],
            near=near,
            remedy=hint if near else text("Bitte die Liste der Konten ansehen."),
        )


def check_name(name: str) -> str:
    """The name under which a local account signs in, in its one form; BadValue if it cannot be one."""
    name = normal_name(name)
    if not _NAME.fullmatch(name):
        raise BadValue(
            text("„{value}“ kann kein Kontoname sein.", value=name[:80]),
            place="name",
            value=name[:80],
            remedy=text("Erlaubt sind 3 bis 60 Zeichen: a–z, 0–9, Punkt, Strich, Unterstrich, etwa „koordination“."),
        )
    return name


def check_function(function: str) -> str:
    """The function that an account stands for; BadValue where it is missing, too long or an address of e-mail."""
    function = check_line(function.strip())
    if not function or len(function) > _LONGEST_FUNCTION or "@" in function:
        raise BadValue(
            text("Ein Konto braucht die Funktion, für die es steht."),
            place="function",
            value=function[:80],
            remedy=text("Bitte die Funktion nennen, nicht die Person, etwa „Koordination im KI“ (bis {n} Zeichen).",
                        n=_LONGEST_FUNCTION),
        )  # fmt: skip
    return functions.check_function(function, "function")


def normal_name(name: str) -> str:
    """A name as it is compared, however it was typed."""
    return name.strip().lower()


def _check_actor(actor: str) -> str:
    if prefix_of(check_id(actor)) != "actor":
        raise BadValue(
            text("„{value}“ ist kein Akteur.", value=actor),
            place="actors",
            value=actor,
            remedy=text("Die Kennung eines Akteurs beginnt mit „actor/“."),
        )
    return actor


def _taken(name: str | None) -> Conflict:
    if name is None:
        return Conflict(text("Dieses Konto wird gerade angelegt."), remedy=text("Bitte noch einmal anmelden."))
    return Conflict(
        text("Ein Konto „{name}“ gibt es schon.", name=name),
        place="name",
        value=name,
        remedy=text("Bitte einen anderen Namen wählen."),
    )


def _local(name: str) -> str:
    return "local:" + _digest(name)


def _provided(issuer: str, subject: str) -> str:
    """A provider's subject as a key from which neither can be read."""
    return "provider:" + _digest(issuer, subject)


def _digest(*parts: str) -> str:
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()
