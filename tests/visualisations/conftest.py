"""A page of the shared Chromium that remembers what it did."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page


class Watched:
    """A browser page that remembers what it asked for and what it complained about."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.requests: list[str] = []
        self.complaints: list[str] = []
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("console", lambda message: self.complaints.append(message.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("dialog", lambda dialog: self.complaints.append(dialog.message))

    def open(self, address: str) -> Page:
        self.page.goto(address)
        self.page.wait_for_selector("figure[data-state=standing]", timeout=15_000)
        return self.page


@pytest.fixture
def watched(chromium: Browser) -> Iterator[Watched]:
    context = chromium.new_context(viewport={"width": 1200, "height": 900}, accept_downloads=True)
    yield Watched(context.new_page())
    context.close()
