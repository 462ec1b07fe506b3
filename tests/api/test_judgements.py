"""Judgements over HTTP: signed, read, taken back, and never for a page of another site."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient

from graph_service.model.change import ChangeSet
from tests.api.conftest import Application, fill, service_of
from tests.builders import measure

HOST = "127.0.0.1:8000"
BASE = "/api/v1/networks/stadt/judgements"
KEEP: dict[str, Any] = {
    "kind": "overlap",
    "subjects": ["measure/m2", "measure/m1"],
    "decision": "keep",
    "author": "Koordination",
    "reason": "Beide werden gebraucht.",
    "decided_on": "2024-05",
    "sources": [{"document": "document/paper", "locator": "S. 3"}],
}
TALKS = {**KEEP, "kind": "coordination", "subjects": ["actor/ki", "actor/awo"], "decision": "coordinated"}
SIGNED = {"author": "Rat", "reason": "Irrtum"}


@pytest.fixture
def client(application: Application) -> Iterator[TestClient]:
    with application.serving(base_url=f"http://{HOST}") as client:
        fill(service_of(client).store)
        yield client


def signed(client: TestClient, **more: Any) -> Any:
    answer = client.post(BASE, json=KEEP | more)
    assert answer.status_code == 201, answer.text
    return answer


def revision(client: TestClient) -> int:
    return service_of(client).info("stadt").revision


def test_a_signed_judgement_is_answered_in_words_with_its_address_and_the_new_etag(client: TestClient) -> None:
    answer = signed(client)
    found = answer.json()
    assert (found["kind"]["label"], found["decision"]["label"]) == ("Überschneidung", "behalten")
    assert [subject["label"] for subject in found["subjects"]] == ["Deutschkurs", "Wohnraumvermittlung"]
    assert (found["author"], found["decided_on"], found["reason"]) == (
        "Koordination",
        "2024-05",
        "Beide werden gebraucht.",
    )
    assert [(source["name"], source["locator"]) for source in found["sources"]] == [("Vorlage 1", "S. 3")]
    assert (found["revision"], found["changed_since"]) == (2, [])
    read = client.get(answer.headers["Location"])
    assert (read.json(), read.headers["ETag"]) == (found, answer.headers["ETag"])


def test_judgements_are_listed_and_narrowed_by_kind(client: TestClient) -> None:
    signed(client)
    client.post(BASE, json=TALKS)
    every = client.get(BASE).json()
    assert (every["total"], every["revision"]) == (2, 3)
    narrowed = client.get(BASE, params={"kind": "coordination", "lang": "en"}).json()
    assert [item["decision"]["label"] for item in narrowed["items"]] == ["is coordinated"]


def test_a_list_of_a_day_leaves_out_what_concerns_records_that_did_not_hold(client: TestClient) -> None:
    signed(client)
    assert client.get(BASE, params={"at": "2019-01-01"}).json()["total"] == 0
    assert client.get(BASE, params={"at": "2021-01-01"}).json()["total"] == 1


def test_a_list_of_an_older_revision_does_not_know_later_judgements(client: TestClient) -> None:
    signed(client)
    assert client.get(BASE, params={"revision": 1}).json()["items"] == []


def test_a_judgement_says_which_of_its_records_are_different_now(client: TestClient) -> None:
    signed(client)
    other = ChangeSet(put=(measure("m1", "Deutschkurs B2", "2020/"),))
    service_of(client).store.commit("stadt", other, author="Test", reason="Umbenannt")
    [item] = client.get(BASE).json()["items"]
    assert item["changed_since"] == [{"id": "measure/m1", "label": "Deutschkurs B2"}]


def test_a_judgement_is_taken_back_with_name_and_reason(client: TestClient) -> None:
    address = signed(client).headers["Location"]
    answer = client.delete(address, params=SIGNED)
    assert (answer.status_code, answer.content) == (204, b"")
    assert answer.headers["ETag"] == client.get(BASE).headers["ETag"]
    assert client.get(address).status_code == 404
    history = client.get("/api/v1/networks/stadt/history").json()["items"]
    assert (history[0]["author"], history[0]["reason"].endswith("Irrtum")) == ("Rat", True)


@pytest.mark.parametrize("missing", ["author", "reason"])
def test_a_judgement_is_not_taken_back_without_name_and_reason(client: TestClient, missing: str) -> None:
    address = signed(client).headers["Location"]
    answer = client.delete(address, params={name: value for name, value in SIGNED.items() if name != missing})
    assert (answer.status_code, answer.json()["place"]) == (422, missing)
    assert client.get(address).status_code == 200


@pytest.mark.parametrize(
    ("change", "status", "said"),
    [
        ({"kind": "overlaps"}, 422, "Gemeint ist vielleicht: Überschneidung (overlap)."),
        ({"decision": "coordinated"}, 422, "Erlaubt: beenden (end), verzahnen (interlock), "),
        ({"subjects": ["measure/m1", "measure/m9"]}, 404, "„measure/m9“ ist in diesem Netzwerk nicht erfasst."),
        ({"subjects": ["measure/m1", "actor/ki"]}, 422, "betrifft zwei Maßnahmen, nicht „actor/ki“"),
        ({"subjects": ["measure/m1"]}, 422, "Diese Angabe fehlt."),
        ({"reason": " "}, 422, "reason: Diese Angabe fehlt."),
        ({"author": ""}, 422, "author: Diese Angabe fehlt."),
        ({"decided_on": "gestern"}, 422, "„gestern“ ist kein Datum."),
        ({"sources": [{"document": "document/pape"}]}, 422, "Gemeint ist vielleicht: document/paper."),
        ({"decison": "keep"}, 422, "decison"),
    ],
)
def test_what_cannot_be_judged_is_refused_in_words(
    client: TestClient, change: dict[str, Any], status: int, said: str
) -> None:
    answer = client.post(BASE, json=KEEP | change)
    assert (answer.status_code, answer.headers["Content-Type"]) == (status, "application/problem+json")
    assert said in answer.json()["detail"]
    assert revision(client) == 1


@pytest.mark.parametrize(
    "given", [{}, {"reason": "", "kind": ""}, {"decision": ""}], ids=["nothing", "blanks", "mixed"]
)
def test_everything_that_a_judgement_lacks_is_named_at_once(client: TestClient, given: dict[str, str]) -> None:
    problem = client.post(BASE, json={"subjects": ["measure/m1", "measure/m2"], "author": " ", **given}).json()
    assert {part["place"] for part in problem["problems"]} == {"kind", "decision", "author", "reason"}
    told = {(part["message"], part["value"].strip(), *part["near"]) for part in problem["problems"]}
    assert told == {("Diese Angabe fehlt.", "")}


@pytest.mark.parametrize("wrong", ["a%0Ab", "%0A", "judgement/a%0Db%0A", "a%E2%80%A8b"])
def test_an_id_with_a_line_break_is_one_that_there_is_not(client: TestClient, wrong: str) -> None:
    for answer in (client.delete(f"{BASE}/{wrong}", params=SIGNED), client.get(f"{BASE}/{wrong}")):
        assert answer.status_code == 404
        assert answer.json()["title"] == "Nicht erfasst"


def test_refusals_come_in_english_too(client: TestClient) -> None:
    answer = client.post(BASE, params={"lang": "en"}, json=KEEP | {"subjects": ["measure/m1", "measure/m9"]})
    assert answer.json()["title"] == "Not recorded"


def test_a_parameter_that_the_route_does_not_know_is_refused(client: TestClient) -> None:
    assert client.post(BASE, params={"at": "2024-01-01"}, json=KEEP).status_code == 422


def test_who_has_read_the_newest_revision_may_write(client: TestClient) -> None:
    etag = client.get("/api/v1/networks/stadt").headers["ETag"]
    assert client.post(BASE, json=KEEP, headers={"If-Match": f'"leer-0", {etag}'}).status_code == 201


@pytest.mark.parametrize("given", ["2", '"2"', '"stadt-2-en-2026-01-01-0.0.1"', 'W/"stadt-2-de"', "*"])
def test_the_revision_may_be_named_in_several_ways(client: TestClient, given: str) -> None:
    address = signed(client).headers["Location"]
    assert client.delete(address, params=SIGNED, headers={"If-Match": given}).status_code == 204


@pytest.mark.parametrize("given", ["1", '"stadt-1-de-2026-01-01-0.1.0"', '"leer-2-de"', "neu"])
def test_a_network_that_moved_on_is_left_alone(client: TestClient, given: str) -> None:
    address = signed(client).headers["Location"]
    for answer in (
        client.post(BASE, json=TALKS, headers={"If-Match": given}),
        client.delete(address, params=SIGNED, headers={"If-Match": given}),
    ):
        assert (answer.status_code, answer.json()["place"]) == (412, "If-Match")
        assert "inzwischen geändert" in answer.json()["detail"]
    assert revision(client) == 2


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "angreifer.example:8000"},
        {"Host": "127.0.0.1.angreifer.example"},
        {"Host": ""},
        {"Origin": "https://angreifer.example"},
        {"Origin": "http://127.0.0.1:3000"},
        {"Origin": "null"},
        {"Origin": "http://["},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
    ids=lambda headers: " ".join(next(iter(headers.items()))),
)
def test_a_foreign_page_changes_nothing(client: TestClient, headers: dict[str, str]) -> None:
    address = signed(client).headers["Location"]
    for answer in (
        client.post(BASE, json=TALKS, headers=headers),
        client.delete(address, params=SIGNED, headers=headers),
    ):
        assert (answer.status_code, answer.headers["Content-Type"]) == (403, "application/problem+json")
        assert "http://127.0.0.1" in answer.json()["remedy"]
    assert revision(client) == 2


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": f"http://{HOST}", "Sec-Fetch-Site": "same-origin"},
        {"Host": "localhost:8000", "Origin": "http://localhost:8000"},
        {"Host": "[::1]:8000", "Origin": "http://[::1]:8000"},
        {"Sec-Fetch-Site": "none"},
    ],
)
def test_the_services_own_pages_may_write(client: TestClient, headers: dict[str, str]) -> None:
    assert client.post(BASE, json=KEEP, headers=headers).status_code == 201


@pytest.mark.parametrize("media_type", ["text/plain", "application/x-www-form-urlencoded", ""])
def test_a_body_that_a_plain_form_can_send_is_refused(client: TestClient, media_type: str) -> None:
    answer = client.post(BASE, content=b'{"kind": "overlap"}', headers={"Content-Type": media_type})
    assert (answer.status_code, answer.json()["place"]) == (403, "Content-Type")


@pytest.mark.parametrize("author", ["\\ud800", "\\u200b\\u200b", "a\\u202eb"])
def test_unseen_and_half_characters_are_refused_in_a_signature(client: TestClient, author: str) -> None:
    body = (
        '{"kind": "overlap", "subjects": ["measure/m1", "measure/m2"], "decision": "keep", "reason": "x", '
        f'"author": "{author}"}}'
    )
    headers = {"Content-Type": "application/json", "Host": HOST}
    answer = client.post("/api/v1/networks/stadt/judgements", content=body, headers=headers)
    assert (answer.status_code, revision(client)) == (422, 1)


@pytest.mark.parametrize("headers", [{"Origin": "http://evil.example"}, {"Host": "evil.example"}])
def test_a_foreign_page_hears_where_the_services_own_pages_are(client: TestClient, headers: dict[str, str]) -> None:
    found = client.post(BASE, json=KEEP, headers={"Host": "localhost:8123", **headers})
    own = "http://127.0.0.1:8000" if "Host" in headers else "http://localhost:8123"
    assert (found.status_code, f"unter {own} verwenden" in found.json()["remedy"]) == (403, True)
