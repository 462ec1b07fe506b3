"""Editing over HTTP: made, changed, removed, with If-Match, and everything that may be refused."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.api.conftest import Application, fill, service_of

HOST = "127.0.0.1:8000"
BASE = "/api/v1/networks/stadt"
SIGNED: dict[str, Any] = {"source": {"document": "document/paper", "locator": "S. 3"}, "author": "Koordination"}
ANY = {"If-Match": "*"}
CAFE = {"values": {"name": "Sprachcafé", "field": ["field/A"]}, **SIGNED}


@pytest.fixture
def client(application: Application) -> Iterator[TestClient]:
    with application.serving(base_url=f"http://{HOST}") as client:
        fill(service_of(client).store)
        yield client


def change(client: TestClient, record: str, headers: dict[str, str] | None = None, **values: Any) -> Any:
    return client.patch(f"{BASE}/{record}", json={"values": values, **SIGNED}, headers=headers or ANY)


def revision(client: TestClient) -> int:
    return service_of(client).info("stadt").revision


def test_a_record_is_made_and_read_at_its_address(client: TestClient) -> None:
    made = client.post(f"{BASE}/measures", json=CAFE)
    assert (made.status_code, made.json()["revision"], made.json()["made"]) == (201, 2, True)
    assert made.json()["records"] == [{"id": "measure/sprachcafe", "label": "Sprachcafé"}]
    read = client.get(made.headers["Location"])
    assert (read.json()["values"]["field"], read.json()["sources"][0]["locator"]) == (["field/A"], "S. 3")
    assert read.headers["ETag"] == made.headers["ETag"]


def test_a_taken_id_is_a_conflict_with_what_stands_there(client: TestClient) -> None:
    client.post(f"{BASE}/measures", json=CAFE)
    answer = client.post(f"{BASE}/measures", json=CAFE)
    found = answer.json()
    assert (answer.status_code, found["place"], found["near"]) == (409, "id", ["measure/sprachcafe"])
    assert "measure/sprachcafe-2" in found["remedy"]


@pytest.mark.parametrize(
    ("shelf", "values", "record"),
    [
        ("actors", {"name": "Neu", "kind": "association"}, "actor/neu"),
        ("concepts", {"scheme": "district", "notation": "Opladen", "name": "Opladen"}, "district/Opladen"),
        ("needs", {"name": "Plätze", "value": "1.200", "field": "field/D"}, "need/plaetze"),
        ("documents", {"name": "Bericht", "kind": "report"}, "document/bericht"),
        ("events", {"name": "Tagung", "kind": "conference"}, "event/tagung"),
        ("reports", {"measure": "measure/m1", "date": "2026-03"}, "report/m1-2026-03"),
    ],
)
def test_every_type_of_record_is_made_changed_and_removed(
    client: TestClient, shelf: str, values: dict[str, Any], record: str
) -> None:
    made = client.post(f"{BASE}/{shelf}", json={"values": values, **SIGNED})
    assert made.json()["records"][0]["id"] == record
    address = f"{shelf}/{record if shelf == 'concepts' else record.partition('/')[2]}"
    assert change(client, address, note="Nachgetragen").status_code == 200
    assert client.get(f"{BASE}/{address}/values").json()["values"]["note"] == "Nachgetragen"
    gone = client.delete(f"{BASE}/{address}", params={"reason": "Irrtum", "author": "K"}, headers=ANY)
    assert (gone.status_code, client.get(f"{BASE}/{address}/values").status_code) == (200, 404)
    told = client.get(f"{BASE}/{address}/history").json()["items"]
    assert [item["revision"] for item in told] == [4, 3, 2]


def test_a_tie_is_made_and_ended(client: TestClient) -> None:
    values = {"kind": "part_of", "origin": "actor/fr", "target": "actor/awo"}
    [tie] = client.post(f"{BASE}/ties", json={"values": values, **SIGNED}).json()["records"]
    assert change(client, f"ties/{tie['id'].partition('/')[2]}", end="2025").json()["made"]


@pytest.mark.parametrize("method", ["PATCH", "DELETE"])
def test_a_change_that_names_no_state_is_refused(client: TestClient, method: str) -> None:
    more = {"json": {"values": {}}} if method == "PATCH" else {"params": {"reason": "x", "author": "K"}}
    answer = client.request(method, f"{BASE}/measures/m1", **more)
    assert (answer.status_code, answer.json()["place"]) == (428, "If-Match")


def test_the_etag_of_a_record_that_was_read_is_enough_though_others_were_changed(client: TestClient) -> None:
    etag = client.get(f"{BASE}/measures/m1/values").headers["ETag"]
    change(client, "measures/m2", status="running")
    assert change(client, "measures/m1", {"If-Match": etag}, status="running").status_code == 200


def test_the_etag_of_the_record_itself_and_a_bare_number_are_enough_too(client: TestClient) -> None:
    etag = client.get(f"{BASE}/measures/m1", params={"lang": "en"}).headers["ETag"]
    change(client, "measures/m1", status="running")
    assert change(client, "measures/m1", {"If-Match": etag}, status="planned").status_code == 412
    assert change(client, "measures/m1", {"If-Match": '"2"'}, status="planned").status_code == 200


def test_a_clash_is_answered_with_both_versions_field_by_field(client: TestClient) -> None:
    etag = client.get(f"{BASE}/measures/m2/values").headers["ETag"]
    change(client, "measures/m2", status="running", capacity=5)
    answer = change(client, "measures/m2", {"If-Match": etag}, status="planned", note="Neu")
    assert answer.status_code == 412
    assert [tuple(version.values()) for version in answer.json()["versions"]] == [
        ("status", "Stand", "clash", "unknown", "planned", "running"),
        ("capacity", "Plätze", "theirs", None, None, 5),
        ("note", "Notiz", "mine", None, "Neu", None),
    ]
    assert revision(client) == 2


@pytest.mark.parametrize("etag", ['"stadt-77"', '"leer-0"', "Unsinn", '"stadt-1.20200101000000000000-de"', '""'])
def test_a_state_that_is_not_there_any_more_is_refused(client: TestClient, etag: str) -> None:
    answer = change(client, "measures/m1", {"If-Match": etag}, status="running")
    assert (answer.status_code, answer.json()["place"], revision(client)) == (412, "If-Match", 1)


def test_several_edits_are_one_revision(client: TestClient) -> None:
    tie = {"kind": "carries", "origin": "actor/neu", "target": "measure/m1", "role": "partner"}
    edits = [
        {"action": "make", "type": "actor", "values": {"name": "Neu", "kind": "association"}},
        {"action": "make", "type": "tie", "values": tie},
        {"action": "end", "id": "measure/m2", "day": "31.12.2025"},
    ]
    answer = client.post(f"{BASE}/changes", json={"edits": edits, **SIGNED, "reason": "Abgleich"})
    assert (answer.status_code, answer.json()["revision"], len(answer.json()["records"])) == (200, 2, 3)
    last = client.get(f"{BASE}/history").json()["items"][0]
    assert (last["author"], last["reason"].endswith(": Abgleich")) == ("Koordination", True)


def test_what_changes_nothing_says_so(client: TestClient) -> None:
    answer = change(client, "measures/m2", name="Wohnraumvermittlung")
    assert (answer.json()["made"], answer.json()["revision"]) == (False, 1)


@pytest.mark.parametrize(
    ("body", "status", "place"),
    [
        ({"values": {"start": "2024", "end": "2023"}}, 422, "end"),
        ({"values": {"note": "x" * 5000}}, 422, "note"),
        ({"values": {"status": "fertig"}}, 422, "status"),
        ({"values": {"field": ["field/Z"]}}, 422, "field"),
        ({"values": {"nichts": 1}}, 422, "nichts"),
        ({"values": {"status": "running"}, "source": None}, 422, "source"),
        ({"values": {"status": "running"}, "source": {"document": "document/weg"}}, 422, "source"),
        ({"values": {"status": "running"}, "source": {"person": "Koordination"}}, 422, "source"),
        ({"values": {"status": "running"}, "author": " "}, 422, "author"),
        ({"values": []}, 422, "values"),
        ({"unbekannt": 1}, 422, "unbekannt"),
    ],
)
def test_bad_input_names_its_place_and_changes_nothing(
    client: TestClient, body: dict[str, Any], status: int, place: str
) -> None:
    answer = client.patch(f"{BASE}/measures/m2", json={**SIGNED, **body}, headers=ANY)
    found = answer.json()
    assert (answer.status_code, revision(client)) == (status, 1)
    assert place in (found["place"], *(problem["place"] for problem in found["problems"]))
    assert found["remedy"] or found["detail"]


def test_ten_megabytes_in_a_note_are_refused_before_they_are_parsed(client: TestClient) -> None:
    answer = change(client, "measures/m2", note="x" * 10_000_000)
    assert (answer.status_code, answer.json()["place"], revision(client)) == (413, "body", 1)


def test_a_body_that_does_not_tell_its_length_is_bounded_too(client: TestClient) -> None:
    endless = (b"x" * 100_000 for _ in range(40))
    answer = client.post(f"{BASE}/changes", content=endless, headers={"Content-Type": "application/json"})
    assert answer.status_code == 413


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'"x"', b"[" * 100_000, b'{"edits": []}', b"\xff\xfe"])
def test_what_is_no_edit_is_refused(client: TestClient, body: bytes) -> None:
    answer = client.post(f"{BASE}/changes", content=body, headers={"Content-Type": "application/json"})
    assert 400 <= answer.status_code < 500


def test_a_page_of_another_site_cannot_edit(client: TestClient) -> None:
    answer = client.post(f"{BASE}/measures", json=CAFE, headers={"Sec-Fetch-Site": "cross-site"})
    assert (answer.status_code, revision(client)) == (403, 1)


def test_what_others_rest_on_is_not_removed(client: TestClient) -> None:
    answer = client.delete(f"{BASE}/actors/ki", params={"reason": "Irrtum", "author": "K"}, headers=ANY)
    assert (answer.status_code, revision(client)) == (409, 1)
    assert "wirkt mit an" in answer.json()["detail"]


def test_a_revision_or_one_change_of_it_is_taken_back(client: TestClient) -> None:
    for record in ("m1", "m2"):
        change(client, f"measures/{record}", status="running")
    partly = client.post(f"{BASE}/revisions/2/undo", json={"author": "K", "records": ["measure/m1"]})
    whole = client.post(f"{BASE}/revisions/3/undo", json={"author": "K"})
    assert (partly.status_code, whole.json()["revision"]) == (201, 5)
    nodes = service_of(client).network("stadt").nodes
    assert {getattr(nodes[f"measure/{one}"], "status", "") for one in ("m1", "m2")} == {"unknown"}


def test_a_revision_that_is_not_there_cannot_be_taken_back(client: TestClient) -> None:
    assert client.post(f"{BASE}/revisions/77/undo", json={"author": "K"}).status_code == 404


def test_the_history_of_a_record_is_told_in_the_language_of_the_reader(client: TestClient) -> None:
    change(client, "measures/m2", status="running")
    german = client.get(f"{BASE}/measures/m2/history").json()
    english = client.get(f"{BASE}/measures/m2/history", params={"lang": "en"}).json()
    assert german["items"][0]["sentences"][0].endswith("hat die Koordination den Stand „laufend“ eingetragen.")
    assert english["items"][0]["sentences"] != german["items"][0]["sentences"]
    assert german["items"][0]["sources"][0]["name"] == "Vorlage 1"


def test_near_names_are_offered(client: TestClient) -> None:
    answer = client.get(f"{BASE}/near", params={"type": "actor", "name": "fluecht"})
    assert [item["id"] for item in answer.json()["items"]] == ["actor/fr"]
    assert client.get(f"{BASE}/near", params={"type": "akteur", "name": "x"}).status_code == 422


def test_the_fields_of_a_form_are_described(client: TestClient) -> None:
    items = {item["name"]: item for item in client.get(f"{BASE}/forms/measure").json()["items"]}
    assert (items["status"]["input"], items["status"]["choices"][1]) == ("word", {"id": "running", "label": "laufend"})
    assert (items["field"]["can_be_none"], items["field"]["of"]) == (True, ["field"])


def test_values_of_an_older_revision_are_a_base_too(client: TestClient) -> None:
    change(client, "measures/m2", status="running")
    old = client.get(f"{BASE}/measures/m2/values", params={"revision": 1})
    assert old.json()["values"]["status"] == "unknown"
    assert change(client, "measures/m2", {"If-Match": old.headers["ETag"]}, status="planned").status_code == 412


@pytest.mark.parametrize(
    ("body", "place", "value", "german", "english"),
    [
        ('{"edits": []}', "edits", "[]", "nötig ist mindestens ein Eintrag", "at least one entry"),
        ('{"edits": [{}]}', "edits.0.action", "", "Diese Angabe fehlt.", "missing"),
        ('{"edits": 5}', "edits", "5", "erwartet wird eine Liste", "a list is expected"),
        ('{"edits":\n [}]}', "body", "}]}", "in Zeile 2 an Stelle 3", "line 2, position 3"),
        ('{"edits": [', "body", "", "kein gültiges JSON", "not valid JSON"),
        ("[]", "body", "[]", "erwartet wird ein Objekt", "an object"),
        ("", "body", "", "Diese Angabe fehlt.", "missing"),
        ('{"edits": [{"action": "mak"}]}', "edits.0", "{'action': 'mak'}", "erlaubt: make", "allowed: make"),
        ('{"edits": [{"action": "end", "id": "a", "day": null}]}', "edits.0.end.day", "null", "ein Text", "a text"),
    ],
)
def test_a_body_that_cannot_be_is_refused_with_its_place_and_what_helps(
    client: TestClient, body: str, place: str, value: str, german: str, english: str
) -> None:
    for language, said in (("de", german), ("en", english)):
        head = {"Content-Type": "application/json", "Accept-Language": language}
        answer = client.post(f"{BASE}/changes", content=body, headers=head)
        told = answer.json()
        assert (answer.status_code, told["place"], told["value"]) == (422, place, value)
        assert said in told["detail"]
        assert told["remedy"] in told["detail"]
        assert len(told["problems"]) <= 1


def test_own_knowledge_of_a_day_that_is_yet_to_come_is_refused(client: TestClient) -> None:
    source = {"person": "Koordination", "retrieved": "2999-01-01"}
    answer = client.post(f"{BASE}/measures", json={**CAFE, "source": source}, headers=ANY)
    assert (answer.status_code, answer.json()["place"]) == (422, "source")
    assert "2999" in answer.text
    assert revision(client) == 1
