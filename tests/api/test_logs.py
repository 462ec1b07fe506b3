"""The log of the service: a line for every request, and nowhere in it what people typed, sent or are called."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
import uvicorn
from fastapi import FastAPI
from fastapi.testclient import TestClient

from graph_service.app import create_app
from graph_service.commands import serving
from graph_service.serving.logs import REQUESTS, LogForm, log_to
from graph_service.settings import Settings
from tests.api.conftest import fill, service_of
from tests.serving import free_port

SECRETS = ("Kennwort-4711", "akn_0123456789ab_", "0123456789abcdef" * 4, "frau.geheim@example.org", "Suchwort-Geheim")
PASSWORD, TOKEN, SESSION, CONTACT, SEARCHED = SECRETS


@pytest.fixture(params=["json", "plain"])
def log(request: pytest.FixtureRequest) -> Iterator[io.StringIO]:
    root, kept = logging.getLogger(), (logging.getLogger().handlers[:], logging.getLogger().level, REQUESTS.level)
    stream, form = io.StringIO(), request.param
    log_to(stream, form)
    yield stream
    root.handlers[:], root.level = kept[0], kept[1]
    REQUESTS.setLevel(kept[2])


@pytest.fixture(scope="module")
def app() -> FastAPI:
    return create_app(Settings(store="memory:", network="stadt"))


@pytest.fixture
def client(app: FastAPI, log: io.StringIO) -> Iterator[TestClient]:
    with TestClient(app, base_url="http://127.0.0.1", raise_server_exceptions=False) as client:
        fill(service_of(client).store)
        yield client


def lines(log: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in log.getvalue().splitlines()]


@pytest.mark.parametrize("log", ["json"], indirect=True)
class TestJson:
    def test_a_request_is_one_line_with_the_form_of_its_address(self, client: TestClient, log: io.StringIO) -> None:
        answer = client.get(f"/api/v1/networks/stadt/search?q={SEARCHED}")
        (line,) = lines(log)
        assert line.keys() == {"time", "level", "logger", "message", "method", "route", "status", "ms", "request"}
        assert (line["route"], line["status"], line["level"]) == ("/api/v1/networks/{n}/search", 200, "info")
        assert line["request"] == answer.headers["x-request-id"]

    def test_an_unexpected_fault_is_told_by_type_and_places(
        self, client: TestClient, log: io.StringIO, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        broken(client, monkeypatch)
        fault = next(line for line in lines(log) if "exception" in line)
        assert fault["exception"] == "RuntimeError"
        assert any(place.endswith(" view") for place in fault["places"])
        assert "from ValueError" in fault["places"]

    def test_a_line_break_that_somebody_sends_makes_no_second_line(self, client: TestClient, log: io.StringIO) -> None:
        client.get("/stadt%0A%7B%22level%22%3A%22error%22%7D/x")
        assert len(lines(log)) == 1


@pytest.mark.parametrize("log", ["plain"], indirect=True)
def test_people_get_no_line_for_what_went_well(client: TestClient, log: io.StringIO) -> None:
    client.get("/stadt")
    assert log.getvalue() == ""


def broken(client: TestClient, patch: pytest.MonkeyPatch) -> None:
    """A request that meets a fault of our own, whose message quotes what somebody handed over."""

    def view(*given: object, **more: object) -> None:
        try:
            int(f"{PASSWORD} von {CONTACT}")
        except ValueError as error:
            raise RuntimeError(SEARCHED) from error

    patch.setattr(service_of(client).store, "view", view)
    assert client.get(f"/api/v1/networks/stadt/search?q={SEARCHED}").status_code == 500


def tried(client: TestClient) -> None:
    """Everything in which somebody hands something over, well or badly, in many places."""
    headers = {"Authorization": f"Bearer {TOKEN}{SESSION}", "Cookie": f"akteursnetz={SESSION}"}
    client.post("/anmelden", data={"name": CONTACT, "password": PASSWORD, "next": f"/{SEARCHED}"}, headers=headers)
    client.get(f"/stadt?link={SESSION}&q={SEARCHED}", headers=headers)
    client.get(f"/stadt/akteure/{SEARCHED}", headers=headers)
    client.get(f"/api/v1/networks/stadt/search?q={SEARCHED}&unbekannt={PASSWORD}", headers=headers)
    contact = {"contact": CONTACT, "note": SEARCHED, "author": PASSWORD}
    client.post("/api/v1/networks/stadt/judgements", json=contact, headers=headers)
    client.post("/api/v1/networks/stadt/imports", files={"file": (SEARCHED, f"{CONTACT};{PASSWORD}")}, headers=headers)
    client.post(f"/{SEARCHED}", content=PASSWORD, headers=headers)


def test_what_people_hand_over_is_nowhere_in_the_log(
    client: TestClient, log: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried(client)
    broken(client, monkeypatch)
    logging.getLogger("asyncio").error("Task failed: %s", PASSWORD, exc_info=ValueError(CONTACT))
    logging.getLogger("neo4j").warning("query with %s", CONTACT)
    said = log.getvalue()
    assert "RuntimeError" in said
    assert [secret for secret in SECRETS if secret in said] == []


@pytest.mark.parametrize("form", ["json", "plain"])
def test_uvicorn_writes_no_addresses(form: LogForm, monkeypatch: pytest.MonkeyPatch) -> None:
    """The command switches uvicorn's own lines about requests off: they hold whole addresses."""
    taken: list[uvicorn.Config] = []

    class Server:
        def __init__(self, config: uvicorn.Config) -> None:
            taken.append(config)

        def run(self, **more: object) -> None: ...

    monkeypatch.setattr(uvicorn, "Server", Server)
    monkeypatch.setattr("graph_service.serving.logs.log_to", lambda *given: None)
    monkeypatch.setenv("AKTEURSNETZ_LOG", form)
    serving.serve(store="memory:", host="127.0.0.1", port=free_port())
    assert (taken[0].access_log, taken[0].log_config) == (False, None)
