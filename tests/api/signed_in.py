"""A service on which people sign in, with two towns and an account for every role in the first of them."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from unittest.mock import patch

from argon2.profiles import CHEAPEST
from fastapi import FastAPI
from fastapi.testclient import TestClient
from pydantic import SecretStr

from graph_service.access.accounts import Account
from graph_service.access.assembly import Access
from graph_service.access.roles import Role
from graph_service.access.sessions import csrf_token
from graph_service.app import create_app
from graph_service.model.change import ChangeSet
from graph_service.settings import Settings
from graph_service.stores.base import Store
from graph_service.stores.registry_common import utc_now
from tests.builders import small_town

HERE = "http://127.0.0.1:8000"
OWN, FOREIGN, NOWHERE = "stadt", "dorf", "nirgends"
GOOD = "vier Pferde lesen Zeitung"
SAME_ORIGIN = {"Sec-Fetch-Site": "same-origin"}


@dataclass(frozen=True)
class Town:
    """The running service and its people."""

    app: FastAPI
    client: TestClient

    @property
    def access(self) -> Access:
        access: Access = self.app.state.access
        return access

    @property
    def store(self) -> Store:
        store: Store = self.app.state.service.store
        return store

    @cached_property
    def accounts(self) -> dict[Role, Account]:
        made = self.access.accounts.make
        return {
            role: made(f"konto-{role.value}", f"Stelle für {role.label.de}", SecretStr(GOOD), {OWN: role})
            for role in Role
        }

    def session(self, role: Role) -> SecretStr:
        """A new session of the account with this role in the first town."""
        return self.access.sessions.open(self.accounts[role]).id

    def token(self, role: Role, *, writing: bool, network: str = OWN) -> dict[str, str]:
        """Headers of a program that acts for the account with this role."""
        until = utc_now() + timedelta(days=1)
        issued = self.access.tokens.issue(self.accounts[role], "Prüfung", network, role, until, writing=writing)
        return {"Authorization": f"Bearer {issued.secret.get_secret_value()}"}


def cookies(session: SecretStr) -> dict[str, str]:
    """Headers of a browser with this session."""
    return {"Cookie": f"akteursnetz={session.get_secret_value()}", **SAME_ORIGIN}


def with_csrf(session: SecretStr) -> dict[str, str]:
    """Headers of a page's own script in this session."""
    return {**cookies(session), "X-CSRF-Token": csrf_token(session)}


@contextmanager
def signed_in_town(app: FastAPI | None = None, **settings: str) -> Iterator[Town]:
    """The service with sign-in switched on; its clients follow no redirects and keep no cookies by themselves."""
    app = app or create_app(sign_in_settings(**settings))
    cheap = patch("graph_service.access.passwords.RFC_9106_LOW_MEMORY", CHEAPEST)
    with cheap, TestClient(app, base_url=HERE, follow_redirects=False) as client:
        town = Town(app, client)
        for network in (OWN, FOREIGN):
            town.store.create(network, network.title())
            town.store.commit(network, ChangeSet(put=small_town()), author="Test", reason="Kleine Stadt")
        yield town


def sign_in_settings(**more: str) -> Settings:
    return Settings.model_validate({"store": "memory:", "network": OWN, "sign_in": "on", **more})
