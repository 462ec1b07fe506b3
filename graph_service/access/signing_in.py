"""Signing in and out: limits, proof, a new session and the audit, in the only order that is safe."""

from __future__ import annotations

from dataclasses import dataclass

from pydantic import SecretStr

from graph_service.access.accounts import Account, Accounts
from graph_service.access.attempts import Attempts
from graph_service.access.audit import ANYONE, Audit, Event
from graph_service.access.sessions import Opened, Sessions
from graph_service.model.errors import NotSignedIn
from graph_service.model.text import text


@dataclass(frozen=True)
class SigningIn:
    """The door of the service; `brought` is the session id that the browser had before, which ends in any case."""

    accounts: Accounts
    sessions: Sessions
    attempts: Attempts
    audit: Audit

    def with_password(self, name: str, password: SecretStr, address: str, brought: SecretStr | None = None) -> Opened:
        """A session for who knows name and password; TooManyAttempts, or NotSignedIn, never saying which is wrong."""
        self.attempts.begin(name, address)
        account = self.accounts.verify(name, password)
        if account is None:
            self.audit.note(Event.SIGN_IN_FAILED, self.accounts.id_of(name) or ANYONE)
            raise NotSignedIn(
                text("Kontoname und Kennwort passen nicht zusammen."),
                remedy=text("Bitte beides prüfen; ein neues Kennwort gibt es bei der Administration."),
            )
        self.attempts.succeeded(name, address)
        return self._open(account, brought)

    def vouched_for(self, account: Account, brought: SecretStr | None = None) -> Opened:
        """A session for whom the identity provider vouches; NotSignedIn where the account is closed."""
        if account.disabled:
            self.audit.note(Event.SIGN_IN_FAILED, account.id)
            raise NotSignedIn(
                text("Dieses Konto ist gesperrt."), remedy=text("Bitte die Administration fragen, warum.")
            )
        return self._open(account, brought)

    def out(self, session_id: SecretStr) -> None:
        """Ends a session; nothing happens where there is none."""
        account_id = self.sessions.end(session_id)
        if account_id is not None:
            self.audit.note(Event.SIGNED_OUT, account_id)

    def _open(self, account: Account, brought: SecretStr | None) -> Opened:
        opened = self.sessions.open(account, brought)
        self.audit.note(Event.SIGNED_IN, account.id)
        return opened
