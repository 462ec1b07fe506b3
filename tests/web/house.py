"""The service over the small town, where people sign in, and browsers for those who do."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from fastapi import FastAPI
from fastapi.testclient import TestClient
from pydantic import SecretStr

from graph_service.access.accounts import Account
from graph_service.access.assembly import Access
from graph_service.access.audit import Note
from graph_service.access.passwords import Passwords
from graph_service.access.roles import EVERY, Role
from graph_service.app import create_app
from graph_service.operations.service import Service
from graph_service.serving.reading import state_of
from graph_service.settings import Settings
from tests.access.house import GOOD, quick
from tests.api.conftest import fill

HERE = "http://127.0.0.1:8000"
FORM = {"Sec-Fetch-Site": "same-origin", "Content-Type": "application/x-www-form-urlencoded"}


@dataclass
class Browser:
    """One browser, signed in or not; forms are sent as its own pages would."""

    client: TestClient
    account: Account | None = None

    def get(self, address: str, **more: Any) -> Any:
        return self.client.get(address, follow_redirects=False, **more)

    def send(self, address: str, /, page: str | None = None, **parts: Any) -> Any:
        """Sends a form; its token is that of the page on which it stands, its `base` is told by a number."""
        given = {**parts, **({"csrf": self.token(page)} if self.account else {})}
        if parts.get("base", "").isdigit():
            given["base"] = self.state(int(parts["base"]), network=address.split("/")[1])
        return self.client.post(address, data=given, headers=FORM, follow_redirects=False)

    def state(self, revision: int, network: str = "stadt") -> str:
        """A revision as forms name it."""
        service: Service = self.client.app.state.service  # type: ignore[attr-defined]
        return state_of(service.view(network, revision))

    def token(self, page: str | None = None) -> str:
        found = re.search(r'name="csrf" value="([0-9a-f]+)"', self.get(page or "/konto").text)
        assert found is not None
        return found[1]


@dataclass
class Town:
    """A service in memory."""

    app: Any
    access: Access

    def account(self, name: str, role: Role | None, network: str = "stadt") -> Account:
        roles = {network: role} if role else {}
        return self.access.accounts.make(name, f"Funktion {name}", SecretStr(GOOD), roles)

    def browser(self, account: Account | None = None) -> Browser:
        """A browser that is signed in with this account, or with none."""
        client = TestClient(self.app, base_url=HERE)
        if account is not None:
            opened = self.access.sessions.open(account)
            client.cookies.set("akteursnetz", opened.id.get_secret_value())
        return Browser(client, account)

    def signed_in(self, name: str, role: Role | None, network: str = "stadt") -> Browser:
        return self.browser(self.account(name, role, network))

    def administrator(self) -> Browser:
        return self.signed_in("leitung", Role.ADMINISTRATOR, EVERY)

    def notes(self) -> list[tuple[str | None, str, str | None, str]]:
        """What the audit says: event, who, network, what; the oldest first."""
        found: tuple[Note, ...] = self.access.audit.notes(newest_first=False, limit=1000)
        return [(note.event and note.event.value, note.who, note.network, note.what) for note in found]


@contextmanager
def open_town(sign_in: Literal["on", "off"] = "on") -> Iterator[Town]:
    """The service with the small town, for as long as the block lasts."""
    app = _application(sign_in)
    with TestClient(app, base_url=HERE):
        service: Service = app.state.service
        fill(service.store)
        access = Access.over(app.state.access.registry, sign_in=sign_in == "on", passwords=Passwords(quick()))
        app.state.access = access
        yield Town(app, access)


@cache
def _application(sign_in: Literal["on", "off"]) -> FastAPI:
    """Made once, because its description takes a second; each time it starts, its store is empty."""
    return create_app(Settings(store="memory:", network="stadt", sign_in=sign_in))
