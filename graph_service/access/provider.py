"""Signing in with the town's own identity provider: OpenID Connect, authorization code flow with PKCE.

Sources: OpenID Connect Core 1.0, Discovery 1.0, RP-Initiated Logout 1.0; RFC 7636 (PKCE), RFC 9207 (iss), RFC 9700.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from authlib.common.urls import add_params_to_uri
from authlib.integrations.base_client import OAuthError
from authlib.integrations.httpx_client import AsyncOAuth2Client
from httpx2 import AsyncBaseTransport, HTTPError
from pydantic import SecretStr

from graph_service.access import provider_token
from graph_service.access.accounts import Account, Accounts, check_function
from graph_service.access.audit import ANYONE, Audit, Event
from graph_service.access.pending import Pending, PendingSignIns
from graph_service.access.provider_directory import Directory, Metadata
from graph_service.access.provider_farewell import Farewells
from graph_service.access.provider_http import HEADERS, Line, ProviderFault
from graph_service.access.provider_token import Expected, UnknownKey, refused
from graph_service.access.provider_trust import Trust
from graph_service.model.errors import AkteursnetzError, BadValue, NotSignedIn
from graph_service.model.text import text
from graph_service.stores.registry import Clock, Registry
from graph_service.stores.registry_common import utc_now

_ANSWER = ("state", "code", "iss", "error")
_SECRET_WAYS = ("client_secret_basic", "client_secret_post")
_LATER = frozenset({"temporarily_unavailable", "server_error"})
_STOPPED = frozenset({"access_denied", "login_required", "interaction_required", "consent_required"})
_LONGEST_ANSWER = 4096
_LOG = logging.getLogger("akteursnetz")


@dataclass(frozen=True)
class Departure:
    """Where the browser goes to sign in, and what it keeps until it comes back."""

    address: str = field(repr=False)
    browser: SecretStr


@dataclass(frozen=True)
class Arrival:
    """Whom the provider vouches for, where they want to go, and the proof, which signing out there asks for."""

    account: Account
    back_to: str
    id_token: str = field(repr=False)


@dataclass(frozen=True)
class _Answer:
    """What the provider sends back by way of the browser; every part of it can be made up."""

    state: str
    code: str
    iss: str
    error: str


class Provider:
    """One identity provider as this service's second door; the first, with local accounts, never depends on it."""

    def __init__(
        self,
        trust: Trust,
        registry: Registry,
        accounts: Accounts,
        clock: Clock = utc_now,
        transport: AsyncBaseTransport | None = None,
        ticks: Callable[[], float] = time.monotonic,
    ) -> None:
        self._trust, self._accounts, self._clock = trust, accounts, clock
        self._line = Line(trust.issuer, transport)
        self._directory = Directory(trust.issuer, self._line, ticks)
        self._pending = PendingSignIns(registry, clock)
        self._farewells = Farewells(registry)
        self._audit = Audit(registry)

    async def depart(self, callback: str, back_to: str, brought: SecretStr | None = None) -> Departure:
        """Begins a sign-in; `brought` is what the browser still has of one that it began before."""
        metadata = await self._directory.metadata()
        begun = await asyncio.to_thread(self._pending.begin, self._trust.issuer, callback, back_to, brought)
        client = self._client(metadata, callback)
        address, _ = client.create_authorization_url(
            metadata.authorization_endpoint,
            state=begun.state.get_secret_value(),
            code_verifier=begun.pending.verifier,
            nonce=begun.pending.nonce,
        )
        return Departure(address, begun.browser)

    async def arrive(self, answer: Sequence[tuple[str, str]], browser: SecretStr | None) -> Arrival:
        """Ends a sign-in: NotSignedIn for an answer that was not asked for in this browser, or was used before."""
        given = _read(answer)
        pending = await asyncio.to_thread(self._pending.take, SecretStr(given.state), browser)
        if pending is None:
            raise _over()
        try:
            return await self._vouched_for(given, pending)
        except NotSignedIn:
            await asyncio.to_thread(self._audit.note, Event.SIGN_IN_FAILED, ANYONE)
            raise

    def keep(self, session: SecretStr, arrival: Arrival, until: datetime) -> None:
        """Remembers that a session began at the provider, so that it ends there, too."""
        self._farewells.keep(session, arrival.id_token, until)

    async def leave(self, session: SecretStr, back_to: str) -> str | None:
        """Where the browser goes to sign out at the provider; None where nothing has to be, or can be, done there."""
        id_token = await asyncio.to_thread(self._farewells.take, session)
        if id_token is None:
            return None
        try:
            end = (await self._directory.metadata()).end_session_endpoint
        except ProviderFault:
            return None  # here it has ended in any case
        words = {"id_token_hint": id_token, "client_id": self._trust.client, "post_logout_redirect_uri": back_to}
        return str(add_params_to_uri(end, words.items())) if end else None

    async def _vouched_for(self, given: _Answer, pending: Pending) -> Arrival:
        metadata = await self._directory.metadata()
        self._check_sender(given, pending, metadata)
        _check_success(given)
        told = await self._exchange(given.code, pending, metadata)
        claims = await self._proven(told, pending.nonce, metadata)
        return Arrival(await asyncio.to_thread(self._account, claims), pending.back_to, told["id_token"])

    def _check_sender(self, given: _Answer, pending: Pending, metadata: Metadata) -> None:
        """Refuses what another provider sent than the one that was asked (mix-up, RFC 9207)."""
        silent = not given.iss and not metadata.authorization_response_iss_parameter_supported
        if pending.issuer != self._trust.issuer or not (silent or given.iss == self._trust.issuer):
            raise refused()

    async def _exchange(self, code: str, pending: Pending, metadata: Metadata) -> Mapping[str, Any]:
        """What the provider gives for a code: an ID token, and for its check an access token, which is not used."""
        async with self._line.turn() as transport:
            client = self._client(metadata, pending.callback, transport)
            try:
                told = await client.fetch_token(
                    metadata.token_endpoint,
                    grant_type="authorization_code",
                    code=code,
                    code_verifier=pending.verifier,
                    redirect_uri=pending.callback,
                )
            except OAuthError as error:
                raise _denied(str(error.error)) from None
            except (HTTPError, ValueError, TypeError, OverflowError, RecursionError):
                raise _unusable() from None
        if not isinstance(told.get("id_token"), str):
            raise _unusable()
        return dict(told)

    async def _proven(self, told: Mapping[str, Any], nonce: str, metadata: Metadata) -> Mapping[str, Any]:
        access_token = told.get("access_token")
        known = access_token if isinstance(access_token, str) else None
        expected = Expected(self._trust.issuer, self._trust.client, nonce, known)
        algorithms = metadata.id_token_signing_alg_values_supported
        for anew in (False, True):
            try:
                keys = await self._directory.keys(anew=anew)
                return provider_token.read(told["id_token"], keys, algorithms, expected, self._clock)
            except UnknownKey:
                continue
        _LOG.warning("identity provider: ID token refused: signed with a key that the provider does not name")
        raise refused()

    def _account(self, claims: Mapping[str, Any]) -> Account:
        """The account of whom the claims are about, with the roles that they have now; none is made for strangers."""
        subject, roles = claims["sub"], self._trust.roles(claims)
        before = self._accounts.provided(self._trust.issuer, subject)
        if not roles:
            if before is not None:
                self._note_changes(before, self._accounts.set_roles(before.id, {}))
            raise NotSignedIn(
                text("Dieses Konto ist beim Identitätsanbieter in keiner Gruppe, die hier etwas darf."),
                remedy=text("Bitte die Administration fragen, welche Gruppe dafür nötig ist."),
            )
        function = _function(self._trust, claims)
        account = self._accounts.arrive(self._trust.issuer, subject, function, roles)
        self._note_changes(before, account)
        if self._trust.function_claim and account.function != function:
            return self._accounts.set_function(account.id, function)
        return account

    def _note_changes(self, before: Account | None, after: Account) -> None:
        if before is None:
            self._audit.note(Event.ACCOUNT_MADE, after.id, what=after.id)
        elif before.roles != after.roles:
            self._audit.note(Event.ROLES_CHANGED, after.id, what=after.id)

    def _client(self, metadata: Metadata, callback: str, transport: AsyncBaseTransport | None = None) -> Any:
        secret = self._trust.secret
        ways = [way for way in _SECRET_WAYS if way in metadata.token_endpoint_auth_methods_supported]
        return AsyncOAuth2Client(
            client_id=self._trust.client,
            client_secret=secret.get_secret_value() if secret else None,
            token_endpoint_auth_method=(ways or list(_SECRET_WAYS))[0] if secret else "none",
            scope="openid",
            redirect_uri=callback,
            code_challenge_method="S256",
            transport=transport,
            headers=HEADERS,
            follow_redirects=False,
        )


def _function(trust: Trust, claims: Mapping[str, Any]) -> str:
    """The function that the provider tells, in a form that an account may have."""
    try:
        return check_function(trust.function(claims))
    except BadValue:
        _LOG.warning("identity provider: a function that cannot be one; the role stands for it")
        return max(trust.roles(claims).values(), key=lambda role: role.rank).label.de


def _read(answer: Sequence[tuple[str, str]]) -> _Answer:
    """The parts of an answer; NotSignedIn where one comes twice or is longer than any provider's."""
    parts = {name: [value for key, value in answer if key == name] for name in _ANSWER}
    if any(len(values) > 1 or len("".join(values)) > _LONGEST_ANSWER for values in parts.values()):
        raise refused()
    return _Answer(**{name: "".join(values) for name, values in parts.items()})


def _check_success(given: _Answer) -> None:
    if given.error in _LATER:
        raise ProviderFault(text("Der Identitätsanbieter kann gerade niemanden anmelden."))
    if given.error in _STOPPED:
        raise NotSignedIn(
            text("Die Anmeldung wurde beim Identitätsanbieter abgebrochen."), remedy=text("Bitte noch einmal anmelden.")
        )
    if given.error or not given.code:
        _LOG.warning("identity provider: signing in was refused there")
        raise refused()


def _denied(error: str) -> AkteursnetzError:
    """Why the provider gives nothing for a code: because of the code, or because of this service's own proof."""
    if error == "invalid_grant":
        return refused()
    known = error if error in ("invalid_client", "unauthorized_client", "invalid_request") else "another error"
    _LOG.warning("identity provider: the exchange of the code failed: %s", known)
    return ProviderFault(
        text("Der Identitätsanbieter nimmt die Zugangsdaten dieses Dienstes nicht an."),
        text("Bitte der Administration sagen; die Anmeldung mit Kontoname und Kennwort geht weiterhin."),
    )


def _unusable() -> ProviderFault:
    _LOG.warning("identity provider: unusable answer to a code")
    return ProviderFault(text("Der Identitätsanbieter antwortet nicht so, wie es sein muss."))


def _over() -> NotSignedIn:
    return NotSignedIn(
        text("Diese Anmeldung ist abgelaufen, wurde schon benutzt oder begann in einem anderen Browser."),
        remedy=text("Bitte noch einmal anmelden."),
    )
