"""What monitoring learns: measures and states, for those who may, without a name of anybody or anything."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from graph_service.access.audit import ANYONE, Event
from graph_service.app import create_app
from graph_service.model.errors import UnreachableStore
from graph_service.model.text import text
from graph_service.settings import Settings
from tests.api.conftest import fill, service_of

NEAR, FAR = ("127.0.0.1", 40000), ("192.0.2.7", 40000)
OWN = "http://127.0.0.1"


@pytest.fixture(scope="module")
def app() -> FastAPI:
    return create_app(Settings(store="memory:", network="stadt"))


@pytest.fixture
def near(app: FastAPI) -> Iterator[TestClient]:
    with TestClient(app, base_url=OWN, client=NEAR, raise_server_exceptions=False) as client:
        fill(service_of(client).store)
        yield client


def measured(client: TestClient) -> dict[str, float]:
    answer = client.get("/metrics")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/plain")
    pairs = (line.rsplit(" ", 1) for line in answer.text.splitlines() if not line.startswith("#"))
    return {name: float(value) for name, value in pairs}


def test_a_request_is_counted_by_the_form_of_its_address(near: TestClient) -> None:
    name = 'akteursnetz_requests_total{method="GET",route="/api/v1/networks/{n}/actors",status="200"}'
    before = measured(near).get(name, 0)
    near.get("/api/v1/networks/stadt/actors?limit=3")
    after = measured(near)
    assert after[name] == before + 1
    assert after['akteursnetz_request_seconds_count{method="GET",route="/api/v1/networks/{n}/actors"}'] >= 1


def test_what_strangers_make_up_makes_no_new_series(near: TestClient) -> None:
    before = set(measured(near))
    for number in range(3):
        near.request(f"FOO{number}", f"/nirgends/wo/{number}")
    new = set(measured(near)) - before
    assert all('route="none"' in name and 'method="other"' in name for name in new if "akteursnetz_" in name)
    assert len([name for name in new if name.startswith("akteursnetz_requests_total")]) <= 1


def test_sizes_are_told_and_no_network_is_named(near: TestClient) -> None:
    found = measured(near)
    assert (found["akteursnetz_networks"], found["akteursnetz_revisions"]) == (2, 1)
    assert found["akteursnetz_store_up"] == found["akteursnetz_store_writable"] == 1
    assert found["process_resident_memory_bytes"] > 1e7
    assert not re.search("stadt|leer|Flüchtlingsrat", near.get("/metrics").text)


def test_failed_sign_ins_are_counted_from_the_start_on(near: TestClient) -> None:
    name = 'akteursnetz_events_total{event="sign_in_failed"}'
    before = measured(near)[name]
    near.app.state.access.audit.note(Event.SIGN_IN_FAILED, ANYONE)  # type: ignore[attr-defined]
    assert [measured(near)[name], measured(near)[name]] == [before + 1, before + 1]


def test_a_store_that_does_not_answer_is_a_measure_and_not_an_error(
    near: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone() -> None:
        raise UnreachableStore(text("Der Neo4j-Server antwortet nicht."))

    monkeypatch.setattr(service_of(near).store, "condition", gone)
    assert measured(near)["akteursnetz_store_up"] == 0
    assert near.get("/readyz").status_code == 503


def test_measures_are_not_for_others(app: FastAPI) -> None:
    with TestClient(app, base_url=OWN, client=FAR) as client:
        answer = client.get("/metrics")
    assert (answer.status_code, answer.headers["content-type"]) == (403, "application/problem+json")
    assert "akteursnetz_requests" not in answer.text


@pytest.mark.parametrize("header", ["X-Forwarded-For", "Forwarded", "X-Real-IP", "Via"])
def test_whoever_comes_through_a_proxy_is_not_near(near: TestClient, header: str) -> None:
    assert near.get("/metrics", headers={header: "127.0.0.1"}).status_code == 403


def test_an_address_that_is_set_may_read_them() -> None:
    app = create_app(Settings(store="memory:", metrics_from="192.0.2.0/28, 10.0.0.1"))
    with TestClient(app, base_url=OWN, client=FAR) as client:
        assert client.get("/metrics").status_code == 200
    with TestClient(app, base_url=OWN, client=NEAR) as client:
        assert client.get("/metrics").status_code == 403


def test_readiness_tells_the_state_of_the_store(near: TestClient) -> None:
    found = near.get("/readyz").json()
    assert (found["status"], found["networks"], found["revisions"], found["writable"]) == ("ok", 2, 1, True)


def test_each_answer_has_an_id_of_its_own(near: TestClient) -> None:
    ids = {near.get("/healthz").headers["x-request-id"] for _ in range(3)}
    assert len(ids) == 3
    assert all(re.fullmatch("[0-9a-f]{16}", one) for one in ids)
