"""The shipped network served for real, and a Chromium that reports every request and every error."""

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.serving import free_port, wait_for


@pytest.fixture(scope="session")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where the service answers with the shipped network loaded."""
    store = tmp_path_factory.mktemp("netz") / "netz.sqlite"
    port = free_port()
    command = [sys.executable, "-m", "graph_service.cli", "serve", "--port", str(port), "--store", f"sqlite:{store}"]
    with subprocess.Popen(command, env=os.environ, stderr=subprocess.DEVNULL) as process:
        try:
            wait_for(f"http://127.0.0.1:{port}/readyz")
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(20)


@dataclass
class Visit:
    """A page under watch: which hosts it asked and what it complained about."""

    page: Page
    address: str
    hosts: set[str] = field(default_factory=set)
    complaints: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("request", lambda request: self.hosts.add(urlsplit(request.url).netloc))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("console", lambda line: self.complaints.append(line.text) if line.type == "error" else None)

    def open(self, path: str) -> Page:
        self.page.goto(self.address + path)
        return self.page

    def resize(self, width: int, height: int = 900) -> None:
        self.page.set_viewport_size({"width": width, "height": height})

    def wait_for_picture(self) -> None:
        self.page.wait_for_selector('figure[data-state="standing"]', timeout=20_000)

    def went_well(self) -> None:
        assert self.hosts <= {urlsplit(self.address).netloc, ""}
        assert self.complaints == []


@pytest.fixture(scope="session")
def window(chromium: Browser) -> Iterator[BrowserContext]:
    """One window for all tests: what each page brings along is loaded once, which is most of a page's cost."""
    context = chromium.new_context(viewport={"width": 1440, "height": 900}, locale="de-DE")
    yield context
    context.close()


@pytest.fixture
def visit(window: BrowserContext, address: str) -> Iterator[Visit]:
    """A fresh page of a signed-out reader on which nothing may go wrong: no foreign host, no error, no refusal."""
    window.clear_cookies()
    watched = Visit(window.new_page(), address)
    yield watched
    watched.went_well()
    watched.page.close()


@pytest.fixture(scope="module")
def walker(window: BrowserContext, address: str) -> Iterator[Visit]:
    watched = Visit(window.new_page(), address)
    yield watched
    watched.page.close()


@pytest.fixture
def tour(walker: Visit) -> Iterator[Visit]:
    """The same promise for tests that only look: one page goes from address to address."""
    walker.page.context.clear_cookies()
    walker.page.emulate_media(media="null")  # of its own: "screen" would hold on paper, too
    walker.resize(1440)
    walker.hosts.clear()
    walker.complaints.clear()
    yield walker
    walker.went_well()
