"""All of access over one registry, as the service and the command line use it."""

from __future__ import annotations

from dataclasses import dataclass

from graph_service.access.accounts import Accounts
from graph_service.access.attempts import Attempts
from graph_service.access.audit import Audit
from graph_service.access.links import Links
from graph_service.access.openness import Openness
from graph_service.access.passwords import Passwords
from graph_service.access.sessions import Limits, Sessions
from graph_service.access.signing_in import SigningIn
from graph_service.access.tokens import Tokens
from graph_service.stores.registry import Clock, Registry
from graph_service.stores.registry_common import utc_now


@dataclass(frozen=True)
class Access:
    """Who may see and do what in one service; `sign_in` says whether anybody has to say who they are."""

    registry: Registry
    accounts: Accounts
    sessions: Sessions
    tokens: Tokens
    links: Links
    attempts: Attempts
    audit: Audit
    openness: Openness
    signing_in: SigningIn
    sign_in: bool

    @classmethod
    def over(
        cls,
        registry: Registry,
        *,
        sign_in: bool = True,
        passwords: Passwords | None = None,
        limits: Limits | None = None,
        clock: Clock = utc_now,
    ) -> Access:
        """Everything that a registry holds about access, with one clock."""
        passwords = passwords or Passwords()
        if sign_in:
            passwords.prepare()
        accounts = Accounts(registry, passwords, clock)
        sessions, attempts = Sessions(registry, accounts, limits, clock), Attempts(registry, clock=clock)
        audit = Audit(registry)
        return cls(
            registry=registry,
            accounts=accounts,
            sessions=sessions,
            tokens=Tokens(registry, accounts, clock),
            links=Links(registry, accounts, clock),
            attempts=attempts,
            audit=audit,
            openness=Openness(registry),
            signing_in=SigningIn(accounts, sessions, attempts, audit),
            sign_in=sign_in,
        )
