"""Steuerung as a reader gets it: who sits where, who stands above whom, which way a paper takes."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

from graph_service.model.change import ChangeSet
from graph_service.model.period import Period
from tests.api.conftest import service_of
from tests.builders import actor, document, member_of, tie

LONG = "Arbeitskreis <b>" + "Zusammenarbeit " * 18
DAYS = {day: Period.parse(f"2017-11-{day}/2017-11-{day}") for day in (14, 20)}


@pytest.fixture
def town(client: TestClient) -> TestClient:
    """The small town with a council, a steering group that has ended, a paper on its way, and a hostile name."""
    records = (
        actor("rat", "Rat", "council"),
        actor("stg", "Steuerungsgruppe", "steering_group", valid=Period.parse("/2017")),
        actor("ak", LONG[:300], "network"),
        tie("part_of", "actor/fg", "actor/ki"),
        tie("steers", "actor/ki", "actor/fg", "lead", frequency="viermal jährlich"),
        member_of("fr", "fg", "chair", valid=Period.parse("2016/")),
        member_of("awo", "ak", note="x"),
        document("v1", "Vorlage 1900", "council_paper", number="2017/1900", date="2017-10-27"),
        tie("consults", "actor/fg", "document/v1", order=1, valid=DAYS[14], public=True, note="einstimmig"),
        tie("decides", "actor/rat", "document/v1", order=2, valid=DAYS[20], public=False),
        tie("concerns", "document/v1", "field/D"),
    )
    service_of(client).store.commit("stadt", ChangeSet(put=records), author="Test", reason="Gremien")
    return client


def page(client: TestClient, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.text.replace("\N{NO-BREAK SPACE}", " ")


def test_the_page_says_what_the_api_says(town: TestClient) -> None:
    answer = town.get("/api/v1/networks/stadt/governance").json()
    text = page(town, "/stadt/steuerung")
    assert answer["sentence"] in text
    assert all(caveat in text for caveat in answer["caveats"])
    assert answer["total"] == 3


def test_a_body_is_listed_under_who_steers_it_with_the_reason(town: TestClient) -> None:
    (place,) = [one for one in town.get("/api/v1/networks/stadt/governance").json()["levels"] if one["above"]]
    assert (place["actor"]["id"], place["above"]["id"]) == ("actor/fg", "actor/ki")
    assert place["words"] == ["wird gesteuert von (Federführung)", "ist Teil von"]
    assert "wird gesteuert von (Federführung), ist Teil von Kommunales" in page(town, "/stadt/steuerung")


def test_who_sits_in_a_body_is_said_with_chair_time_and_source(town: TestClient) -> None:
    text = page(town, "/stadt/steuerung/fg")
    assert town.get("/api/v1/networks/stadt/governance/FG").json()["sentence"] in text
    assert "3 Akteure: Flüchtlingsrat Leverkusen e.V. (Vorsitz)" in text
    assert "seit 2016, Ende nicht erfasst" in text
    assert "viermal jährlich" in text
    assert 'id="quelle-1"' in text


def test_a_body_without_recorded_members_is_called_unknown_not_empty(town: TestClient) -> None:
    assert "kein Mitglied erfasst: unbekannt, nicht unbesetzt" in page(town, "/stadt/steuerung/rat")


def test_an_actor_with_seats_in_several_bodies_is_named_with_them(town: TestClient) -> None:
    answer = town.get("/api/v1/networks/stadt/governance").json()
    assert [one["actor"]["id"] for one in answer["several"]] == ["actor/awo"]
    assert {seat["body"]["id"] for seat in answer["several"][0]["seats"]} == {"actor/ak", "actor/fg"}


def test_a_body_of_the_past_is_said_to_be_past_and_leads_to_its_time(town: TestClient) -> None:
    text = page(town, "/stadt/steuerung/stg")
    assert "zählt für den" in text
    assert "/stadt/steuerung/stg?at=2017-12-31" in text
    assert "kein Mitglied erfasst" in page(town, "/stadt/steuerung/stg?at=2017-12-31")
    assert "/stadt/steuerung?at=2017-12-31" in page(town, "/stadt/steuerung")


def test_the_way_of_a_paper_stands_in_order_with_dates_tasks_and_results(town: TestClient) -> None:
    text = page(town, "/stadt/steuerung").partition('id="vorlagen"')[2]
    assert text.index("14. November 2017") < text.index("20. November 2017")
    assert "einstimmig" in text
    assert text.index("Vorberatung") < text.index("Beschluss</span>")
    assert "nicht öffentlich" in text


def test_on_an_earlier_day_a_station_lies_ahead(town: TestClient) -> None:
    (paper,) = town.get("/api/v1/networks/stadt/governance?at=2017-11-15").json()["papers"]
    assert [one["past"] for one in paper["stations"]] == [True, False]
    assert "liegt nach dem Stichtag" in page(town, "/stadt/steuerung?at=2017-11-15")


def test_a_body_tells_of_the_papers_that_it_dealt_with(town: TestClient) -> None:
    assert "Vorlage 1900" in page(town, "/stadt/steuerung/rat")
    assert "Vorlage 1900" not in page(town, "/stadt/steuerung/ak")


def test_older_papers_are_counted_and_offered(town: TestClient) -> None:
    more = [document(f"v{n}", f"Vorlage {n}", "council_paper", date=f"20{n}") for n in (12, 13)]
    ties = [tie("decides", "actor/rat", paper.id) for paper in more]
    service_of(town).store.commit("stadt", ChangeSet(put=(*more, *ties)), author="Test", reason="Vorlagen")
    text = page(town, "/stadt/steuerung?papers=1")
    assert "Gezeigt ist die neueste von 3 Vorlagen" in text
    assert "Vorlage 1900" in text


def test_a_name_with_markup_and_300_characters_stays_a_name(town: TestClient) -> None:
    for address in ("/stadt/steuerung", "/stadt/steuerung/ak"):
        text = page(town, address)
        assert "<b>Zusammenarbeit" not in text
        assert "&lt;b&gt;Zusammenarbeit" in text


def test_an_empty_network_says_what_bodies_are(client: TestClient) -> None:
    text = page(client, "/leer/steuerung")
    assert "ist noch nichts erfasst." in text
    assert "Gremien sind Akteure einer Art wie Rat" in text


def test_the_page_speaks_english(town: TestClient) -> None:
    assert 'lang="en"' in page(town, "/stadt/steuerung?lang=en")
    assert "/stadt/steuerung/rat?lang=en" in page(town, "/stadt/steuerung?lang=en")


@pytest.mark.parametrize(
    ("address", "status", "said"),
    [
        ("/stadt/steuerung/awo", 404, "ist kein Gremium."),
        ("/stadt/steuerung/fgg", 404, "/stadt/akteure/fg"),
        ("/stadt/steuerung?at=gestern", 422, "gestern"),
        ("/stadt/steuerung?papers=0", 422, "papers"),
        ("/stadt/steuerung?revision=99", 404, "99"),
        ("/stadt/steuerung?documented=vielleicht", 422, "documented"),
    ],
)
def test_what_cannot_be_shown_is_said(town: TestClient, address: str, status: int, said: str) -> None:
    answer = town.get(address)
    assert (answer.status_code, said in answer.text) == (status, True)


def test_an_older_revision_shows_what_was_recorded_then(town: TestClient) -> None:
    assert "Rat" not in [one["body"]["label"] for one in _bodies(town, "?revision=1")]
    assert "Vorlage 1900" not in page(town, "/stadt/steuerung?revision=1")


def _bodies(client: TestClient, query: str) -> list[dict[str, dict[str, str]]]:
    found: list[dict[str, dict[str, str]]] = client.get(f"/api/v1/networks/stadt/governance{query}").json()["bodies"]
    return found
