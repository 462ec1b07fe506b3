"""The shipped network served for real, and a Chromium that reports every request and every error."""

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page

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

    def open(self, path: str) -> Page:
        self.page.goto(self.address + path)
        return self.page

    def wait_for_picture(self) -> None:
        self.page.wait_for_selector('figure[data-state="standing"]', timeout=20_000)


@pytest.fixture
def visit(chromium: Browser, address: str) -> Iterator[Visit]:
    """A fresh browser window in which nothing may go wrong: no foreign host, no error, no refused content."""
    context = chromium.new_context(viewport={"width": 1440, "height": 900}, locale="de-DE")
    page = context.new_page()
    watched = Visit(page, address)
    page.on("request", lambda request: watched.hosts.add(urlsplit(request.url).netloc))
    page.on("pageerror", lambda error: watched.complaints.append(str(error)))
    page.on("console", lambda line: watched.complaints.append(line.text) if line.type == "error" else None)
    yield watched
    assert watched.hosts <= {urlsplit(address).netloc, ""}
    assert watched.complaints == []
    context.close()
