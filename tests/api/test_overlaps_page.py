"""The page on overlaps as a reader gets it, without a browser, and what the API tells it."""

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient

from graph_service.model.change import ChangeSet
from graph_service.model.ties import Judgement
from tests.api.conftest import service_of
from tests.api.overlap_town import overlap_town
from tests.builders import tie

PAGE, API = "/stadt/ueberschneidungen", "/api/v1/networks/stadt/overlaps"


@pytest.fixture
def client() -> Iterator[TestClient]:
    with overlap_town() as client:
        yield client


@pytest.fixture(scope="module")
def town() -> Iterator[TestClient]:
    """The same for tests that only read."""
    with overlap_town() as client:
        yield client


def shown(client: TestClient, **query: Any) -> str:
    answer = client.get(PAGE, params=query)
    assert answer.status_code == 200, answer.text
    return answer.text.replace("\N{NO-BREAK SPACE}", " ")


def told(client: TestClient, **query: Any) -> Any:
    answer = client.get(API, params=query)
    assert answer.status_code == 200, answer.text
    return answer.json()


def commit(client: TestClient, *records: Any) -> None:
    service_of(client).store.commit("stadt", ChangeSet(put=records), author="Test", reason="Mehr")


def judged(first: str = "measure/m1", second: str = "measure/m2", **more: str) -> Judgement:
    given = {"kind": "overlap", "decision": "keep", "author": "Rat", "decided_on": "2024-05", "reason": "Bedarf"} | more
    return Judgement(subjects=(first, second), **given)


def test_a_pair_tells_what_both_share_and_where_they_differ(town: TestClient) -> None:
    [pair] = told(town)["items"]
    group = next(facet for facet in pair["facets"] if facet["facet"]["id"] == "target_group")
    assert (group["shared"], group["first_only"], group["second_only"]) == (["unterkunft"], ["gefluechtete"], [])
    place = next(facet for facet in pair["facets"] if facet["facet"]["id"] == "district")
    assert (place["shared"], place["first_only"], place["second_only"]) == (["I"], [], [])


def test_a_pair_tells_the_channel_of_each_two_carriers_and_what_makes_it(client: TestClient) -> None:
    [between] = told(client)["items"][0]["between"]
    assert (between["channel"]["id"], between["accepted"], between["through"]) == ("none", False, [])
    commit(client, tie("coordinates_with", "actor/awo", "actor/fr"))
    [between] = told(client)["items"][0]["between"]
    assert (between["channel"]["id"], between["accepted"]) == ("tie", True)
    assert between["through"][0]["label"].startswith("Arbeiterwohlfahrt ")
    assert between["facts"]


def test_uncoordinated_overlaps_come_with_the_pairs_of_measures_behind_them(client: TestClient) -> None:
    found = told(client, uncoordinated=True)
    assert [(row["first"]["id"], row["second"]["id"]) for row in found["items"]] == [("measure/m1", "measure/m2")]
    commit(client, tie("coordinates_with", "actor/awo", "actor/fr"))
    assert told(client, uncoordinated=True)["total"] == 0


def test_undecided_pairs_can_be_kept_to_those_that_lack_one_entry(town: TestClient) -> None:
    found = told(town)
    lacking = {one["what"]["id"]: one["pairs"] for one in found["lacking"]}
    assert (found["undecided_total"], lacking) == (2, {"district": 2, "offering_type": 2})
    assert told(town, missing="district")["undecided_total"] == 2
    assert told(town, missing="field")["undecided_total"] == 0
    assert told(town, missing="field")["items"] == []
    assert town.get(API, params={"missing": "distrikt"}).json()["near"] == ["district"]


def test_judged_pairs_stand_last_and_are_listed_by_themselves(client: TestClient) -> None:
    commit(client, judged("measure/m1", "measure/m4"))
    found = told(client)
    assert [row["second"]["id"] for row in found["judged"]] == ["measure/m4"]
    assert found["undecided"][-1]["judgement"]["decision"]["label"] == "behalten"
    assert (found["judged_total"], found["undecided_total"]) == (1, 2)


def test_the_page_says_the_answer_with_carriers_channel_and_grade(town: TestClient) -> None:
    text = shown(town)
    assert told(town)["sentence"] in text
    for words in (
        "Sprachcafé",
        "/stadt/akteure/awo",
        "mögliche Doppelung</span>",
        "keine Abstimmung erfasst",
        "ähnlich",
    ):
        assert words in text


def test_names_with_markup_stay_words(town: TestClient) -> None:
    text = shown(town)
    assert "<b>Deutsch" not in text
    assert "&lt;b&gt;Deutsch" in text
    assert "Flüchtlingsrat &lt;e.V.&gt;" in text


def test_the_whole_state_stands_in_the_address_and_in_the_form(town: TestClient) -> None:
    text = shown(town, field="A", overlap="0.4", weight="district:0", uncoordinated="true", at="2025-06-30")
    assert '<option value="A" selected>' in text
    assert '<option value="district:0" selected>' in text
    assert 'name="overlap" min="0" max="1" step="0.05" value="0.4"' in text
    assert "grade=undecided" in text.partition("Nicht zu entscheiden")[0]
    assert "at=2025-06-30" in text


def test_a_form_sent_as_it_stands_is_answered(town: TestClient) -> None:
    sent = "field=&target_group=&district=&grade=&at=&overlap=&duplication=&coverage=&max_body=&weight=&missing=&limit="
    assert town.get(f"{PAGE}?{sent}").status_code == 200


def test_undecided_pairs_are_folded_with_their_count_and_say_what_is_missing(town: TestClient) -> None:
    text = shown(town)
    assert "Nicht zu entscheiden</h2>" not in text
    assert 'id="unentschieden">' in text
    assert "Ort: 2 Paare" in text
    assert 'id="unentschieden" open>' in shown(town, missing="district")


def test_what_a_list_leaves_out_is_said_and_offered(town: TestClient) -> None:
    text = shown(town, grade="undecided", limit=1)
    assert "1 von 2 Paaren." in text
    assert "limit=2" in text


def test_pairs_of_the_same_carriers_stand_together(client: TestClient) -> None:
    commit(client, *_another_course())
    assert "2 Paare von Maßnahmen derselben Träger" in shown(client)


def _another_course() -> list[Any]:
    from tests.towns import offer  # noqa: PLC0415

    same = "field/A district/I offering_type/kurs target_group/gefluechtete"
    return [*offer("m5", "awo", facets=same, name="Zweites Sprachcafé")]


def test_judged_pairs_stand_apart_with_who_when_and_why(client: TestClient) -> None:
    commit(client, judged())
    text = shown(client)
    apart = text.partition("Worüber schon geurteilt ist")[2]
    assert "Sprachcafé" in apart
    assert all(words in apart for words in ("behalten", "Rat", "Mai 2024", "Bedarf", "Zurücknehmen"))
    assert "Zu allen gefundenen Paaren ist ein Urteil festgehalten" in text


def test_what_is_judged_but_not_found_now_is_still_shown(client: TestClient) -> None:
    commit(client, judged("measure/m2", "measure/m3"))
    assert "nach den jetzigen Angaben nicht unter den Befunden" in shown(client)


def test_actors_said_to_be_coordinated_are_not_said_to_lack_a_channel(client: TestClient) -> None:
    commit(client, judged("actor/awo", "actor/fr", kind="coordination", decision="coordinated"))
    card = shown(client).partition('class="pair-grade"')[2].partition("</p>")[0]
    assert "Abstimmung erfasst" in card
    assert "keine Abstimmung erfasst" not in card


def test_an_older_revision_offers_no_form(client: TestClient) -> None:
    commit(client, judged())
    text = shown(client, revision=1)
    assert 'class="judgement"' not in text
    assert "Diese Ansicht zeigt einen früheren Stand" in text


def test_an_empty_network_says_what_that_means(town: TestClient) -> None:
    text = town.get("/leer/ueberschneidungen").text
    assert "Hier steht dann, welche Angebote sich ähneln" in text
    assert 'href="/leer/daten"' in text


def test_the_page_speaks_english(town: TestClient) -> None:
    text = shown(town, lang="en")
    assert '<html lang="en">' in text
    assert "lang=en" in text.partition('class="tabs"')[2]


@pytest.mark.parametrize(
    ("query", "status", "said"),
    [
        ("field=Z", 404, "Handlungsfeld: „Z“"),
        ("grade=gleich", 422, "„gleich“ ist nicht bekannt."),
        ("coverage=2", 422, "Erlaubt sind Zahlen von 0 bis 1."),
        ("overlap=0.9", 422, "Bitte mindestens 0,9 angeben."),
        ("weight=farbe:1", 422, "wird nicht verglichen"),
        ("missing=farbe", 422, "„farbe“ ist nicht bekannt."),
        ("at=gestern", 422, "gestern"),
        ("limit=9999", 422, "höchstens 500"),
        ("revision=99", 404, "99"),
    ],
)
def test_what_cannot_be_shown_is_said(town: TestClient, query: str, status: int, said: str) -> None:
    answer = town.get(f"{PAGE}?{query}")
    assert (answer.status_code, said in answer.text) == (status, True)


def test_the_page_of_a_field_tells_its_overlaps(town: TestClient) -> None:
    text = town.get("/stadt/felder/A").text
    assert "Überschneidungen in diesem Feld" in text
    assert "Bei einem Paar ist zwischen Trägern keine Abstimmung erfasst." in text
    assert "/stadt/ueberschneidungen?field=A&amp;uncoordinated=true" in text
