"""A browser without a window, for somebody who signs in at a real Keycloak; and its administrator."""

from __future__ import annotations

import html
import re
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Any
from urllib.parse import urlsplit

import httpx2
from fastapi.testclient import TestClient

from tools.keycloak_server import ADMIN, REALM, Server

PASSWORD = "nur-im-test-{name}"
HERE = "http://127.0.0.1:8000"
PATIENCE = 60.0  # seconds; a server that has just started is slow where it does something for the first time


class Browser:
    """Goes to and fro between a service and Keycloak, with the cookies of both; the service runs in this process."""

    def __init__(self, service: TestClient) -> None:
        self.service = service
        service.app.state.provider._line._transport._seconds = PATIENCE  # type: ignore[attr-defined]
        # Browsers take this machine's own addresses for secure, and give them cookies that are for such only.
        jar = CookieJar(DefaultCookiePolicy(secure_protocols=("https", "http")))
        self.elsewhere = httpx2.Client(follow_redirects=False, timeout=PATIENCE, cookies=jar)

    def close(self) -> None:
        self.elsewhere.close()

    def depart(self, path: str = "/anmelden/anbieter") -> str:
        answer = self.service.get(path)
        assert answer.status_code == 303, answer.text
        return str(answer.headers["location"])

    def log_in(self, address: str, name: str) -> httpx2.Response:
        """Keycloak's answer to its own form, filled in."""
        form = self.elsewhere.get(address)
        if form.is_redirect:  # still signed in there
            return form
        action = re.search(r'<form[^>]*action="([^"]+)"', form.text)
        assert action is not None, form.text[:500]
        typed = {"username": name, "password": PASSWORD.format(name=name), "credentialId": ""}
        return self.elsewhere.post(html.unescape(action[1]), data=typed)

    def come_back(self, sent: httpx2.Response) -> httpx2.Response:
        """The service's answer to where Keycloak sends the browser."""
        assert sent.status_code in (302, 303), sent.text[:500]
        parts = urlsplit(sent.headers["location"])
        assert f"{parts.scheme}://{parts.netloc}" == HERE
        answer: httpx2.Response = self.service.get(f"{parts.path}?{parts.query}")  # type: ignore[assignment]
        return answer

    def sign_in(self, name: str, path: str = "/anmelden/anbieter") -> httpx2.Response:
        return self.come_back(self.log_in(self.depart(path), name))

    def sign_out(self) -> httpx2.Response:
        """Keycloak's answer to the address to which signing out here leads on."""
        token = re.search(r'name="csrf" value="([0-9a-f]+)"', self.service.get("/anmelden").text)
        assert token is not None
        page = self.service.post(
            "/abmelden", data={"csrf": token[1]}, headers={"sec-fetch-site": "same-origin", "origin": HERE}
        )
        onward = re.search(r'http-equiv="refresh" content="0;url=([^"]+)"', page.text)
        assert onward is not None, page.text
        return self.elsewhere.get(html.unescape(onward[1]))

    @property
    def is_signed_in(self) -> bool:
        return 'action="/abmelden' in self.service.get("/anmelden").text


class Administrator:
    """Who may change Keycloak's people, keys and clients, by its own API."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._http = httpx2.Client(
            base_url=f"{server.url}/admin/realms/{REALM}", headers=self._token(), timeout=PATIENCE
        )

    def close(self) -> None:
        self._http.close()

    def _token(self) -> dict[str, str]:
        asked = {"grant_type": "password", "client_id": "admin-cli", "username": ADMIN}
        answer = httpx2.post(
            f"{self._server.url}/realms/master/protocol/openid-connect/token",
            data={**asked, "password": self._server.password},
            timeout=PATIENCE,
        )
        return {"Authorization": f"Bearer {answer.json()['access_token']}"}

    def rotate_keys(self) -> None:
        """A new key signs from now on, and the one before is no longer published."""
        realm = self._http.get("").json()["id"]
        query = {"type": "org.keycloak.keys.KeyProvider", "parent": realm}
        before = [one for one in self._http.get("/components", params=query).json() if one["providerId"] == _KEYS]
        new = {"name": f"rsa-{len(before)}-neu", "providerId": _KEYS, "providerType": query["type"], "parentId": realm}
        config = {"priority": [str(1000 + len(before))], "keySize": ["2048"], "algorithm": ["RS256"]}
        _done(self._http.post("/components", json={**new, "config": config}))
        for one in before:
            _done(self._http.delete(f"/components/{one['id']}"))

    def change_user(self, name: str, **parts: Any) -> None:
        (user,) = self._http.get("/users", params={"username": name, "exact": "true"}).json()
        _done(self._http.put(f"/users/{user['id']}", json={**user, **parts}))

    def leave_groups(self, name: str) -> None:
        (user,) = self._http.get("/users", params={"username": name, "exact": "true"}).json()
        for group in self._http.get(f"/users/{user['id']}/groups").json():
            _done(self._http.delete(f"/users/{user['id']}/groups/{group['id']}"))


_KEYS = "rsa-generated"


def _done(answer: httpx2.Response) -> None:
    assert answer.status_code in (201, 204), answer.text
