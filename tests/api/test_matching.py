"""Actors that may be the same, over HTTP: read, accepted, rejected, taken back."""

from __future__ import annotations

from fastapi.testclient import TestClient

from graph_service.model.change import ChangeSet
from tests.api.conftest import service_of
from tests.builders import actor

BASE = "/api/v1/networks/stadt"
LONG = "actor/arbeiterwohlfahrt"
HOST = {"Host": "127.0.0.1:8000"}


def with_two(client: TestClient) -> None:
    long = actor("arbeiterwohlfahrt", "AWO Kreisverband", "welfare_association")
    country = actor("bund", "AWO Bundesverband", "welfare_association")
    service_of(client).store.commit("stadt", ChangeSet(put=(long, country)), author="Test", reason="Test")


def test_a_proposal_is_told_in_words_with_fields_and_sources(client: TestClient) -> None:
    with_two(client)
    found = client.get(f"{BASE}/matches", params={"relation": "same_as"}).json()
    assert (found["total"], found["actors"], found["settled"]) == (1, 7, 0)
    [item] = found["items"]
    assert (item["first"]["id"], item["second"]["id"], item["relation"]["id"]) == (LONG, "actor/awo", "same_as")
    assert item["words"] == "„AWO Kreisverband“ ist vielleicht dasselbe wie „Arbeiterwohlfahrt Kreisverband“."
    assert item["reasons"][0]["field"]["id"] == "name"
    assert [source["name"] for source in item["first_sources"]] == ["Vorlage 1"]


def test_levels_are_told_apart_from_the_same(client: TestClient) -> None:
    with_two(client)
    found = client.get(f"{BASE}/matches", params={"relation": "part_of"}).json()
    assert {(item["first"]["id"], item["second"]["id"]) for item in found["items"]} == {
        (LONG, "actor/bund"),
        ("actor/awo", "actor/bund"),
    }


def test_a_rejected_pair_is_proposed_again_only_when_that_is_taken_back(client: TestClient) -> None:
    with_two(client)
    verdict = {
        "kind": "same_as",
        "subjects": ["actor/awo", LONG],
        "decision": "different",
        "author": "KI",
        "reason": "Zwei.",
    }
    signed = client.post(f"{BASE}/judgements", json=verdict, headers=HOST)
    assert signed.status_code == 201
    narrowed = {"relation": "same_as"}
    assert client.get(f"{BASE}/matches", params=narrowed).json()["total"] == 0
    address = signed.headers["Location"]
    client.delete(address, params={"author": "KI", "reason": "Irrtum"}, headers=HOST)
    assert client.get(f"{BASE}/matches", params=narrowed).json()["total"] == 1


def test_an_accepted_pair_is_one_actor_in_answers_and_keeps_two_records(client: TestClient) -> None:
    with_two(client)
    verdict = {
        "kind": "same_as",
        "subjects": ["actor/awo", LONG],
        "decision": "same",
        "author": "KI",
        "reason": "Eine.",
    }
    assert client.post(f"{BASE}/judgements", json=verdict, headers=HOST).status_code == 201
    assert client.get(f"{BASE}/matches", params={"relation": "same_as"}).json()["total"] == 0
    partners = client.get(f"{BASE}/actors/ki/partners").json()
    assert partners["items"][0]["actor"]["id"] == LONG
    assert [client.get(f"{BASE}/{one}").status_code for one in ("actors/awo", "actors/arbeiterwohlfahrt")] == [200, 200]


def test_proposals_come_in_english_and_in_part(client: TestClient) -> None:
    with_two(client)
    found = client.get(f"{BASE}/matches", params={"lang": "en", "limit": 0}).json()
    assert (found["items"], found["total"]) == ([], 3)


def test_an_unknown_relation_is_refused(client: TestClient) -> None:
    assert client.get(f"{BASE}/matches", params={"relation": "like"}).status_code == 422
