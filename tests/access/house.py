"""A service's access, in memory, at a time that tests set."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from argon2 import PasswordHasher
from pydantic import SecretStr

from graph_service.access.accounts import Account, Accounts
from graph_service.access.attempts import Attempts
from graph_service.access.audit import Audit
from graph_service.access.links import Links
from graph_service.access.passwords import Passwords
from graph_service.access.roles import Role
from graph_service.access.sessions import Sessions
from graph_service.access.signing_in import SigningIn
from graph_service.access.tokens import Tokens
from graph_service.stores.registry_memory import MemoryRegistry

GOOD = "vier Pferde lesen Zeitung"
OTHER = "Lampe trinkt selten Quark"
BEGINNING = datetime(2026, 3, 2, 8, tzinfo=UTC)


class Clock:
    """Stands still until it is put forward."""

    def __init__(self) -> None:
        self.now = BEGINNING

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **time: float) -> None:
        self.now += timedelta(**time)


def quick() -> PasswordHasher:
    """As good as none, and fast."""
    return PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


class House:
    """Everything that access consists of, over one registry and one clock."""

    def __init__(self) -> None:
        self.clock = Clock()
        self.registry = MemoryRegistry(clock=self.clock)
        self.accounts = Accounts(self.registry, Passwords(quick()), self.clock)
        self.sessions = Sessions(self.registry, self.accounts, clock=self.clock)
        self.tokens = Tokens(self.registry, self.accounts, self.clock)
        self.links = Links(self.registry, self.accounts, self.clock)
        self.attempts = Attempts(self.registry, clock=self.clock)
        self.audit = Audit(self.registry)
        self.door = SigningIn(self.accounts, self.sessions, self.attempts, self.audit)

    def account(
        self, name: str = "koordination", role: Role = Role.COORDINATOR, network: str = "stadt", password: str = GOOD
    ) -> Account:
        return self.accounts.make(name, "Leitung der Stelle", SecretStr(password), {network: role})

    def kept(self) -> str:
        """Everything that the registry holds, as text."""
        kinds = ("account", "login", "session", "token", "link", "attempts", "attempts_known", "open")
        entries = [(kind, entry) for kind in kinds for entry in self.registry.entries(kind, limit=1000)]
        return repr((entries, self.registry.lines(limit=1000)))
