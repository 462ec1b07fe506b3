"""Every bad file on the page and at the API: told in words at once, nothing written, and the service goes on."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from graph_service.app import create_app
from graph_service.settings import Settings
from graph_service.web import data
from tests.api.conftest import fill, service_of
from tests.bad_files import BAD_FILES, BadFile

EACH = pytest.mark.parametrize("bad", list(BAD_FILES.values()), ids=list(BAD_FILES))
LONGEST = 60  # seconds; the biggest takes two on a machine that has nothing else to do


@pytest.fixture(scope="module")
def app() -> FastAPI:
    return create_app(Settings(store="memory:", network="stadt"))


@pytest.fixture
def client(app: FastAPI, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    monkeypatch.setattr(data, "PATIENCE", LONGEST)
    headers = {"Sec-Fetch-Site": "same-origin"}
    with TestClient(app, base_url="http://127.0.0.1:8000", headers=headers) as client:
        fill(service_of(client).store)
        yield client


@EACH
def test_the_page_tells_what_is_wrong_and_writes_nothing(client: TestClient, bad: BadFile) -> None:
    begun = time.monotonic()
    answer = client.post("/stadt/daten", data={"author": "KI"}, files={"file": (bad.name, bad.made())})
    assert answer.status_code in (200, 422)
    assert bad.said in answer.text.replace("\N{NO-BREAK SPACE}", " ")
    assert ("Übernehmen</button>" in answer.text) is not bad.refused
    assert "Traceback" not in answer.text
    assert "/tmp" not in answer.text
    assert service_of(client).info("stadt").revision == 1
    assert time.monotonic() - begun < LONGEST


@EACH
def test_the_api_tells_what_is_wrong_and_writes_nothing(client: TestClient, bad: BadFile) -> None:
    files = {"file": (bad.name, bad.made())}
    params = {} if bad.refused else {"dry_run": True}
    answer = client.post("/api/v1/networks/stadt/imports", params=params, data={"author": "KI"}, files=files)
    assert answer.status_code == (422 if bad.refused else 200)
    assert bad.said in answer.text
    assert service_of(client).info("stadt").revision == 1
