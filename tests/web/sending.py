"""Forms of pages as a browser without scripts sends them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import urlencode

from fastapi.testclient import TestClient
from httpx2 import Response


@dataclass
class Form:
    """One form: where it goes, and its parts as they stand."""

    action: str
    parts: list[tuple[str, str]]

    def value(self, name: str) -> str:
        return next(value for known, value in self.parts if known == name)

    def values(self, name: str) -> list[str]:
        return [value for known, value in self.parts if known == name]

    def send(self, client: TestClient, **filled: str | Sequence[str] | None) -> Response:
        """Sends the form with some parts filled in otherwise; None leaves a part out."""
        parts = [part for part in self.parts if part[0] not in filled]
        for name, value in filled.items():
            given = [value] if isinstance(value, str) else list(value or ())
            parts += [(name, one) for one in given]
        head = {"Content-Type": "application/x-www-form-urlencoded"}
        return client.post(self.action, content=urlencode(parts), headers=head, follow_redirects=False)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self._open: Form | None = None
        self._choice: tuple[str, list[str], list[str]] | None = None
        self._text: tuple[str, list[str]] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._open = Form(given.get("action", ""), [])
            if given.get("method") == "post":
                self.forms.append(self._open)
        elif tag == "select":
            self._choice = (given.get("name", ""), [], [])
        elif tag == "option" and self._choice:
            others, chosen = self._choice[1:]
            (chosen if "selected" in given else others).append(given.get("value", ""))
        elif tag == "textarea":
            self._text = (given.get("name", ""), [])
        elif tag == "input" and self._open:
            self._input(self._open, given)

    def _input(self, form: Form, given: dict[str, str]) -> None:
        ticked = given.get("type") not in ("checkbox", "radio") or "checked" in given
        if given.get("name") and ticked and given.get("type") != "submit":
            form.parts.append((given["name"], given.get("value", "")))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = None
        elif tag == "select" and self._choice:
            name, others, chosen = self._choice
            self._keep(name, (chosen or others or [""])[0])
            self._choice = None
        elif tag == "textarea" and self._text:
            self._keep(self._text[0], "".join(self._text[1]).removeprefix("\n"))
            self._text = None

    def _keep(self, name: str, value: str) -> None:
        if self._open and name:
            self._open.parts.append((name, value))

    def handle_data(self, data: str) -> None:
        if self._text:
            self._text[1].append(data)


def form_in(page: Response) -> Form:
    """The last form of a page that changes something: that of its content."""
    reader = _Reader()
    reader.feed(page.text)
    return reader.forms[-1]


def form_at(client: TestClient, address: str) -> Form:
    answer = client.get(address)
    assert answer.status_code == 200, answer.text
    return form_in(answer)
