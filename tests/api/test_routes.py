"""The API: what each route answers, in which language, and how it refuses."""

from datetime import date
from typing import Any

import pytest
from fastapi.testclient import TestClient

from graph_service.model.change import ChangeSet
from tests.api.conftest import service_of
from tests.builders import actor, tie

BASE = "/api/v1/networks/stadt"


def get(client: TestClient, path: str, **query: Any) -> dict[str, Any]:
    answer = client.get(BASE + path, params=query)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def test_networks_are_listed(client: TestClient) -> None:
    found = client.get("/api/v1/networks").json()
    assert [(one["id"], one["revision"]) for one in found["items"]] == [("leer", 0), ("stadt", 1)]


def test_a_network_says_what_is_recorded_and_what_is_not(client: TestClient) -> None:
    found = get(client, "")
    assert found["counts"]["actor"] == 5
    assert (
        found["sentence"]
        == "Im Netzwerk Stadt sind 5 Akteure, 3 Maßnahmen und 12 Beziehungen aus einer Quelle erfasst."
    )
    assert [one["id"] for one in found["without_ties"]] == ["actor/moschee"]


def test_an_empty_network_answers_without_a_fault(client: TestClient) -> None:
    for path in (
        "",
        "/actors",
        "/measures",
        "/fields",
        "/graph",
        "/history",
        "/ask?q=Wer",
        "/search?q=x",
        "/suggestions",
    ):
        assert client.get(f"/api/v1/networks/leer{path}").status_code == 200, path


def test_who_acts_in_a_field_comes_with_sentence_rows_and_sources(client: TestClient) -> None:
    found = get(client, "/fields/D/actors", at="2026-11-22")
    assert found["sentence"].startswith("Im Handlungsfeld D „Wohnen und Unterbringung“ handeln")
    assert [row["actor"]["id"] for row in found["acting"]] == ["actor/fr", "actor/fg", "actor/ki", "actor/awo"]
    assert found["acting"][0]["sources"][0]["name"] == "Vorlage 1"
    assert (found["revision"], found["date"], found["measures"]) == (1, "2026-11-22", 1)


def test_the_code_of_a_field_may_be_written_small(client: TestClient) -> None:
    assert get(client, "/fields/d/actors")["field"]["id"] == "field/D"


def test_a_field_that_is_not_there_names_those_that_are(client: TestClient) -> None:
    answer = client.get(f"{BASE}/fields/Z/actors")
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["near"] == ["A", "D"]


@pytest.mark.parametrize(("path", "near"), [("/actors/kii", "actor/ki"), ("/measures/m11", "measure/m1")])
def test_an_id_that_is_not_there_names_the_nearest(client: TestClient, path: str, near: str) -> None:
    answer = client.get(BASE + path)
    assert answer.status_code == 404
    assert near in answer.json()["near"]


def test_a_network_that_is_not_there_names_the_nearest(client: TestClient) -> None:
    answer = client.get("/api/v1/networks/stad")
    assert (answer.status_code, answer.json()["near"]) == (404, ["stadt"])


@pytest.mark.parametrize(
    ("path", "query", "place"),
    [
        ("/actors", {"limit": "0"}, "limit"),
        ("/actors", {"limit": "viele"}, "limit"),
        ("/actors", {"at": "gestern"}, "at"),
        ("/actors", {"revision": "-1"}, "revision"),
        ("/actors", {"lang": "fr"}, "lang"),
        ("/neighbourhood", {"node": "actor/ki", "steps": "9"}, "steps"),
        ("/neighbourhood", {}, "node"),
        ("/graph", {"format": "pdf"}, "format"),
    ],
)
def test_bad_parameters_are_refused_with_name_and_value(
    client: TestClient, path: str, query: dict[str, str], place: str
) -> None:
    answer = client.get(BASE + path, params=query)
    assert answer.status_code == 422
    [problem] = answer.json()["problems"]
    assert problem["place"] == place
    assert query.get(place, "") in problem["message"]


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("/actors", {"kind": "associatio"}),
        ("/actors", {"sector": "polytics"}),
        ("/measures", {"status": "run"}),
        ("/concepts", {"scheme": "feld"}),
        ("/graph", {"view": "wheeel"}),
    ],
)
def test_unknown_words_of_filters_are_refused_with_the_nearest(
    client: TestClient, path: str, query: dict[str, str]
) -> None:
    answer = client.get(BASE + path, params=query)
    assert answer.status_code == 422
    assert answer.json()["value"] == next(iter(query.values()))
    assert answer.json()["remedy"]


def test_filters_narrow_and_narrower_concepts_count(client: TestClient) -> None:
    assert [one["id"] for one in get(client, "/actors", sector="welfare")["items"]] == ["actor/awo"]
    assert [one["id"] for one in get(client, "/measures", field="D")["items"]] == ["measure/m2", "measure/m3"]
    assert [one["id"] for one in get(client, "/measures", target_group="alle")["items"]] == ["measure/m2"]
    assert get(client, "/actors", sector="welfare", kind="association")["items"] == []


def test_pages_follow_one_another_without_gap_or_repeat(client: TestClient) -> None:
    seen: list[str] = []
    after: str | None = None
    while True:
        page = get(client, "/actors", limit=2, **({"after": after} if after else {}))
        seen += [one["id"] for one in page["items"]]
        after = page["next"]
        if after is None:
            break
    assert seen == ["actor/awo", "actor/fg", "actor/fr", "actor/ki", "actor/moschee"]
    assert page["total"] == 5


def test_unknown_facets_are_a_value_of_their_own(client: TestClient) -> None:
    facets = get(client, "/measures/m1")["node"]["facets"]
    assert facets["target_group"] == {"state": "unknown", "concepts": []}
    assert facets["field"]["state"] == "known"


def test_a_profile_tells_every_tie_in_words(client: TestClient) -> None:
    found = get(client, "/actors/ki")
    assert {"wirkt mit an (Federführung)", "ist Mitglied in"} <= {tie["words"] for tie in found["ties"]}


def test_a_neighbourhood_grows_with_its_steps(client: TestClient) -> None:
    one, two = (get(client, "/neighbourhood", node="actor/fr", steps=steps) for steps in (1, 2))
    assert {node["id"] for node in one["nodes"]} < {node["id"] for node in two["nodes"]}
    assert one["left_out"] == 0


def test_what_a_neighbourhood_leaves_out_is_said(client: TestClient) -> None:
    found = get(client, "/neighbourhood", node="actor/ki", steps=2, limit=3)
    assert found["left_out"] > 0
    assert str(found["left_out"]) in found["sentence"]


def test_search_finds_folded_words(client: TestClient) -> None:
    assert [one["id"] for one in get(client, "/search", q="Fluchtlingsrat")["items"]] == ["actor/fr"]


@pytest.mark.parametrize(
    ("question", "topic", "about"),
    [
        ("Wer handelt in Feld D?", "field", "field/D"),
        ("Was macht der Flüchtlingsrat?", "actor", "actor/fr"),
        ("Deutschkurs", "measure", "measure/m1"),
    ],
)
def test_a_question_is_answered(client: TestClient, question: str, topic: str, about: str) -> None:
    found = get(client, "/ask", q=question)
    assert (found["topic"], found["about"]["id"]) == (topic, about)
    assert client.get(found["address"]).status_code == 200


def test_a_question_that_is_not_understood_gets_examples(client: TestClient) -> None:
    found = get(client, "/ask", q="Wie wird das Wetter?")
    assert found["topic"] == "unknown"
    assert "Wer handelt in Feld D (Wohnen und Unterbringung)?" in found["examples"]


def test_the_language_follows_the_address_before_the_client(client: TestClient) -> None:
    english = {"Accept-Language": "en-GB,en;q=0.9,de;q=0.4"}
    assert client.get(f"{BASE}/fields/D/actors", headers=english).json()["sentence"].startswith("In the field")
    assert client.get(f"{BASE}/fields/D/actors?lang=de", headers=english).json()["sentence"].startswith("Im ")


def test_an_unchanged_answer_is_not_sent_again(client: TestClient) -> None:
    first = client.get(f"{BASE}/actors")
    again = client.get(f"{BASE}/actors", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    service_of(client).store.commit("stadt", _one_more(), author="Test", reason="mehr")
    assert client.get(f"{BASE}/actors", headers={"If-None-Match": first.headers["etag"]}).status_code == 200


def _one_more() -> ChangeSet:
    return ChangeSet(put=(actor("neu", "Neuer Verein"),))


def test_an_old_revision_can_still_be_read(client: TestClient) -> None:
    service_of(client).store.commit("stadt", _one_more(), author="Test", reason="mehr")
    assert get(client, "/actors")["total"] == 6
    assert get(client, "/actors", revision=1)["total"] == 5


def test_history_tells_who_changed_what(client: TestClient) -> None:
    assert get(client, "/history")["items"][0]["reason"] == "Kleine Stadt"
    assert get(client, "/history", record="actor/ki")["actions"] == ["added"]


def test_a_contact_never_leaves_the_server(client: TestClient) -> None:
    put = ChangeSet(put=(actor("geheim", "Stelle", contact="geheim@example.org"),))
    service_of(client).store.commit("stadt", put, author="Test", reason="Kontakt")
    for path in (
        "/actors/geheim",
        "/actors",
        "/graph",
        "/neighbourhood?node=actor/geheim",
        "/search?q=Stelle",
        "/search?q=geheim",
    ):
        assert "geheim@example" not in client.get(BASE + path).text, path
    for page in ("/stadt/akteure/geheim", "/stadt/netz", "/stadt/akteure"):
        assert "geheim@example" not in client.get(page).text, page


def test_health_and_readiness_are_told(client: TestClient) -> None:
    assert client.get("/healthz").json()["status"] == "ok"
    assert client.get("/readyz").json()["status"] == "ok"


def test_every_answer_forbids_foreign_content(client: TestClient) -> None:
    for path in ("/stadt", f"{BASE}/actors", "/static/app/app.css", "/gibt/es/nicht"):
        policy = client.get(path).headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy


def test_the_offline_picture_is_a_download(client: TestClient) -> None:
    answer = client.get(f"{BASE}/graph", params={"format": "html"})
    assert "attachment" in answer.headers["content-disposition"]
    assert answer.text.startswith("<!DOCTYPE html>")


def test_a_date_before_all_records_is_answered(client: TestClient) -> None:
    assert get(client, "/fields/D/actors", at=date(1000, 1, 1).isoformat())["measures"] == 0


def test_head_is_answered_like_get_without_a_body(client: TestClient) -> None:
    for path in ("/healthz", f"{BASE}/actors", "/stadt", "/static/app/app.css"):
        head, get_ = client.head(path), client.get(path)
        assert (head.status_code, head.content) == (200, b"")
        assert head.headers["content-type"] == get_.headers["content-type"]


def test_a_refusal_is_never_shortened_to_unchanged(client: TestClient) -> None:
    etag = client.get(f"{BASE}/actors").headers["etag"]
    assert client.get(f"{BASE}/fields/ZZ/actors", headers={"If-None-Match": etag}).status_code == 404
    assert client.get(f"{BASE}/actors?limit=0", headers={"If-None-Match": etag}).status_code == 422
    assert client.get(f"{BASE}/actors", headers={"If-None-Match": "*"}).status_code == 304


@pytest.mark.parametrize("path", ["/actors?foo=1", "/measures?certain=true", "/graph?vieww=all"])
def test_a_parameter_that_would_change_nothing_is_refused(client: TestClient, path: str) -> None:
    assert client.get(BASE + path).status_code == 422


def test_an_empty_date_means_none_was_given(client: TestClient) -> None:
    assert get(client, "/fields/D/actors", at="")["date"] == date.today().isoformat()  # noqa: DTZ011
    for page in ("/stadt/netz?at=", "/stadt/felder/D?at="):
        assert client.get(page).status_code == 200, page


def test_a_list_on_a_day_holds_what_was_valid_then(client: TestClient) -> None:
    assert [one["id"] for one in get(client, "/measures", at="2012-01-01")["items"]] == ["measure/m3"]


def test_a_list_says_how_many_measures_it_could_not_judge(client: TestClient) -> None:
    assert get(client, "/measures", target_group="gefluechtete")["not_judged"] == 2
    assert get(client, "/measures", field="D")["not_judged"] == 0
    assert get(client, "/measures")["not_judged"] == 0


def test_what_is_for_everyone_serves_each_group(client: TestClient) -> None:
    put = ChangeSet(put=(tie("serves", "measure/m1", "target_group/alle"),))
    service_of(client).store.commit("stadt", put, author="Test", reason="alle")
    found = get(client, "/measures", target_group="gefluechtete")
    assert [one["id"] for one in found["items"]] == ["measure/m1", "measure/m2"]


def test_a_cursor_that_is_no_record_is_refused(client: TestClient) -> None:
    assert client.get(f"{BASE}/actors?after=nix").status_code == 422


@pytest.mark.parametrize("path", ["/fields/d", "/actors/KI"])
def test_capitals_do_not_matter_in_an_address(client: TestClient, path: str) -> None:
    assert client.get(BASE + path).status_code == 200


def test_a_search_that_shows_only_the_first_says_so(client: TestClient) -> None:
    assert get(client, "/search", q="Wohn", limit=2)["sentence"] == "Die ersten 2 Einträge, die zu „Wohn“ erfasst sind."


def test_with_whom_an_actor_works_is_answered_with_sources(client: TestClient) -> None:
    found = get(client, "/ask", q="Mit wem arbeitet das KI zusammen?")
    assert [row["actor"]["id"] for row in found["partners"]["items"]] == ["actor/awo", "actor/fg"]
    assert found["partners"] == get(client, "/actors/KI/partners")
    assert found["partners"]["items"][0]["sources"][0]["name"] == "Vorlage 1"


def test_a_question_about_a_year_is_answered_for_its_end(client: TestClient) -> None:
    found = get(client, "/ask", q="Wer handelte 2012 in Feld D?")
    assert (found["date"], found["field_actors"]["measures"]) == ("2012-12-31", 1)
