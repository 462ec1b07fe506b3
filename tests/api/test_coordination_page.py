"""Who should talk to whom, whom to invite, what if someone stops, which way leads where, what changed: as pages."""

import re
from collections.abc import Iterator
from html import unescape
from urllib.parse import parse_qsl, unquote

import pytest
from fastapi.testclient import TestClient

from graph_service.model.change import ChangeSet
from graph_service.model.ties import Judgement
from tests.api.applications import town_app
from tests.api.conftest import service_of
from tests.builders import PAPER, actor, addresses, carries, concept, field, measure, member_of, tie

PAGES = ("/abstimmung", "/abstimmung/was-waere-wenn", "/abstimmung/weg", "/aenderungen")
EVIL = "<b>Verein</b> & „Söhne“ " + "x" * 270


@pytest.fixture
def talks() -> Iterator[TestClient]:
    """A town where three actors advise refugees: two sit in a body, the third does not."""
    records = (
        PAPER,
        field("D", "Wohnen"),
        concept("target_group", "alle", "Alle"),
        concept("target_group", "gefluechtete", "Geflüchtete", broader=("target_group/alle",)),
        concept("target_group", "kinder", "Geflüchtete Kinder", broader=("target_group/gefluechtete",)),
        concept("district", "stadt", "Stadtweit"),
        concept("district", "opladen", "Opladen", broader=("district/stadt",)),
        *(actor(one, name) for one, name in (("awo", "AWO"), ("car", "Caritas"), ("evil", EVIL))),
        actor("fg", "Fachgruppe", "expert_group"),
        *(measure(one, f"Beratung {one}", "2020/") for one in ("m1", "m2", "m3")),
    )
    ties = [
        part
        for who, what in (("awo", "m1"), ("car", "m2"), ("evil", "m3"))
        for part in (
            carries(who, what),
            addresses(what, "D"),
            tie("serves", f"measure/{what}", "target_group/gefluechtete"),
            tie("located_in", f"measure/{what}", "district/opladen"),
        )
    ]
    seats = (member_of("awo", "fg"), member_of("car", "fg"), tie("responsible_for", "actor/fg", "field/D"))
    with TestClient(town_app()) as client:
        store = service_of(client).store
        store.create("stadt", "Stadt")
        store.commit("stadt", ChangeSet(put=(*records, *ties, *seats)), author="Test", reason="Drei Beratungen")
        yield client


@pytest.mark.parametrize("network", ["stadt", "leer"])
@pytest.mark.parametrize("page", PAGES)
def test_every_page_answers_in_both_languages(client: TestClient, network: str, page: str) -> None:
    for language in ("de", "en"):
        answer = client.get(f"/{network}{page}", params={"lang": language})
        assert answer.status_code == 200
        assert "<h1>" in answer.text


def test_who_should_talk_is_said_with_measures_and_the_widest_shared_group(talks: TestClient) -> None:
    text = talks.get("/stadt/abstimmung").text
    assert "2 Paare erreichen dieselben Menschen, ohne dass ein Weg der Abstimmung erfasst ist." in text
    assert "<li>Wohnen · Geflüchtete · Opladen</li>" in text
    assert "und eine weitere Kombination" in text


def test_every_invited_name_has_its_reason(talks: TestClient) -> None:
    text = talks.get("/stadt/abstimmung").text
    assert "In ein bestehendes Gremium" in text
    assert "Mit „AWO“: „Beratung m3“ und „Beratung m1“ erreichen dieselben Menschen" in text
    assert "ein Weg der Abstimmung ist nicht erfasst." in text


def test_the_invitation_list_is_a_text_file_too(talks: TestClient) -> None:
    answer = talks.get("/stadt/abstimmung/einladungsliste.txt")
    assert answer.headers["content-type"].startswith("text/plain")
    assert answer.text.startswith("Einladungsliste, Stand ")
    assert "Einladung in „Fachgruppe“:" in answer.text
    assert EVIL in answer.text


def test_names_with_markup_stay_words(talks: TestClient) -> None:
    for page in ("/abstimmung", "/abstimmung/was-waere-wenn?without=evil", "/abstimmung/weg?from=evil&to=awo"):
        assert "<b>Verein" not in talks.get(f"/stadt{page}").text


def test_the_pairs_of_one_actor_stand_alone(talks: TestClient) -> None:
    text = talks.get("/stadt/abstimmung?actor=caritas").text
    assert "„Caritas“ erreicht am" in text
    assert "mit einem davon ist kein Weg der Abstimmung erfasst" in text
    assert text.count('class="has-more') == 1


def test_a_judged_pair_stands_last_with_its_judgement(talks: TestClient) -> None:
    judgement = Judgement(
        kind="coordination",
        subjects=("actor/awo", "actor/evil"),
        decision="coordinated",
        author="KI",
        decided_on="2026",
        reason="Jour fixe",
    )
    service_of(talks).store.commit("stadt", ChangeSet(put=(judgement,)), author="KI", reason="Urteil")
    text = talks.get("/stadt/abstimmung").text
    assert text.index('class="has-more"') < text.index('class="has-more is-judged"') < text.index("Jour fixe")


def test_options_of_a_link_stand_in_the_form(talks: TestClient) -> None:
    text = talks.get("/stadt/abstimmung?level=cell&bodies=false&max_body=9&size=3&over=2021-01-01&over=").text
    assert '<option value="cell" selected>' in text
    assert '<option value="false" selected>' in text
    assert 'name="max_body" value="9"' in text
    assert "1.\N{NO-BREAK SPACE}Januar\N{NO-BREAK SPACE}2021" in text


def test_a_form_sent_as_it_stands_is_answered(client: TestClient) -> None:
    for address in (
        "/stadt/abstimmung?actor=&at=&level=field&bodies=true&max_body=&k=&size=&load=&over=&limit=",
        "/stadt/abstimmung/was-waere-wenn?without=&at=&field=&target_group=&district=",
        "/stadt/abstimmung/weg?from=&to=&at=",
        "/stadt/aenderungen?from=&to=",
        "/stadt/aenderungen?from_revision=&to_revision=",
    ):
        assert client.get(address).status_code == 200, address


def test_what_would_end_without_an_actor_stands_before_the_cells(client: TestClient) -> None:
    text = client.get("/stadt/abstimmung/was-waere-wenn?without=Flüchtlingsrat").text
    assert "Ohne Flüchtlingsrat Leverkusen e.V." in text
    assert text.index("Wohnraumvermittlung</a>") < text.index("Wofür dann kein Träger mehr erfasst wäre")


def test_beside_each_figure_stands_of_how_many_it_is_how_many(client: TestClient) -> None:
    text = client.get("/stadt/abstimmung/was-waere-wenn?without=Flüchtlingsrat").text
    table = text.partition('id="vergleich"')[2].partition("</table>")[0]
    assert re.findall(r'<span class="quiet">([^<]*)</span>', table) == [
        "1 von 2 Kombinationen aus Handlungsfeld und Zielgruppe",
        "0 von 2 Kombinationen aus Handlungsfeld und Zielgruppe",
        "1 von 1 Kombinationen mit Träger",
        "1 von 1 Paaren im selben Feld",
        "1 von 1 Paaren im selben Feld",
    ]
    assert "(1 von 2 Kombinationen aus Handlungsfeld und Zielgruppe), dann" in text


def test_several_can_be_thought_away_and_taken_back(client: TestClient) -> None:
    text = client.get("/stadt/abstimmung/was-waere-wenn?without=fr&without=measure/m1").text
    assert "Ohne Flüchtlingsrat Leverkusen e.V. und Deutschkurs" in text
    assert 'href="/stadt/abstimmung/was-waere-wenn?without=fr"' in text


def test_a_misspelt_name_is_offered_back(client: TestClient) -> None:
    answer = client.get("/stadt/abstimmung/was-waere-wenn?without=Moscheverein&without=ki")
    assert answer.status_code == 404
    assert "„Moscheverein“ nennt keinen Eintrag eindeutig. Gemeint ist vielleicht:" in answer.text
    assert 'href="/stadt/abstimmung/was-waere-wenn?without=Moscheeverein&amp;without=ki"' in answer.text


def test_a_way_names_each_step_with_its_source(client: TestClient) -> None:
    text = client.get("/stadt/abstimmung/weg?from=KI&to=Arbeiterwohlfahrt").text
    assert "führt am" in text
    assert "Fachgruppe Integration</a>" in text
    assert "ist Mitglied in" in text
    assert "(Mitglied)" not in text
    assert 'id="quelle-1"' in text


def test_no_way_is_said_with_care(client: TestClient) -> None:
    text = client.get("/stadt/abstimmung/weg?from=ki&to=moschee").text
    assert "kein Weg erfasst" in text
    assert "Kein erfasster Weg heißt nicht, dass sich die beiden nicht kennen." in text


def test_a_misspelt_end_of_a_way_is_offered_back(client: TestClient) -> None:
    answer = client.get("/stadt/abstimmung/weg?from=ki&to=Moscheverein")
    assert answer.status_code == 404
    assert 'href="/stadt/abstimmung/weg?from=ki&amp;to=Moscheeverein"' in answer.text


def test_what_is_new_between_two_days_stands_with_its_source(client: TestClient) -> None:
    text = client.get("/stadt/aenderungen?from=2012&to=2017").text
    assert "ist eine Maßnahme dazugekommen, eine ist ausgelaufen" in text
    assert "Wohnraumvermittlung</a>" in text


def test_what_a_revision_changed_is_one_link_away(client: TestClient) -> None:
    assert 'href="/stadt/aenderungen?from_revision=0&amp;to_revision=1"' in client.get("/stadt/aenderungen").text
    assert "Von Revision 0 zu Revision 1" in client.get("/stadt/aenderungen?from_revision=0&to_revision=1").text


@pytest.mark.parametrize(
    ("days", "said", "wrong"),
    [
        ("from=2950", "Das Datum 2950 liegt in der Zukunft.", "from"),
        ("from=neulich", "ist kein Datum", "from"),
        ("from=2012&to=bald", "ist kein Datum", "to"),
        ("from=2017&to=2012", "Bitte die beiden Tage tauschen.", "from"),
    ],
)
def test_a_day_that_cannot_be_is_said_above_the_form_which_keeps_it(
    client: TestClient, days: str, said: str, wrong: str
) -> None:
    answer = client.get(f"/stadt/aenderungen?{days}")
    typed = dict(parse_qsl(days))[wrong]
    field = re.search(rf'<input type="text" name="{wrong}"[^>]*>', answer.text)
    assert answer.status_code == 422
    assert said in answer.text
    assert field
    assert f'value="{typed}" ' in field[0]
    assert 'aria-invalid="true"' in field[0]


@pytest.mark.parametrize("asked", ["to=2024", "to_revision=1", "from=2017&to_revision=1"])
def test_what_is_missing_is_called_as_in_the_form(client: TestClient, asked: str) -> None:
    answer = client.get(f"/stadt/aenderungen?{asked}")
    shown = re.sub(r"<[^>]*>", "", answer.text)
    assert answer.status_code == 422
    assert not re.search(r"from und|und to\b|_revision", shown)
    assert ("Bitte bei „Von“ eintragen" in shown) == (asked == "to=2024")
    assert ("Bitte bei „Von Revision“ eine Revision eintragen" in shown) == (asked == "to_revision=1")


def test_two_days_to_come_can_be_compared(client: TestClient) -> None:
    assert client.get("/stadt/aenderungen?from=2950&to=2960").status_code == 200


@pytest.mark.parametrize(
    ("address", "status", "said"),
    [
        ("/stadt/abstimmung?actor=kii", 404, "Kommunales Integrationszentrum (KI)"),
        ("/stadt/abstimmung?level=xyz", 422, "field und cell"),
        ("/stadt/abstimmung?size=99", 422, "Erlaubt sind 2 bis 25."),
        ("/stadt/abstimmung?at=gestern", 422, "gestern"),
        ("/stadt/abstimmung?revision=77", 404, "77"),
        ("/stadt/abstimmung/weg?from=ki&to=ki", 422, "zu sich selbst"),
        ("/stadt/abstimmung/weg?from=ki&to=awo&kind=xyz", 422, "xyz"),
        ("/stadt/abstimmung/was-waere-wenn?without=" + "x" * 400, 404, "nennt keinen Eintrag eindeutig"),
        ("/stadt/aenderungen?from=neulich", 422, "ist kein Datum"),
        ("/stadt/aenderungen?from_revision=77", 404, "Die neueste Revision ist 1."),
    ],
)
def test_what_cannot_be_shown_is_said(client: TestClient, address: str, status: int, said: str) -> None:
    answer = client.get(address)
    assert answer.status_code == status
    assert said in answer.text


def test_an_earlier_revision_is_shown_as_it_was(client: TestClient) -> None:
    assert client.get("/stadt/abstimmung?revision=0").status_code == 200


def test_an_actor_page_leads_to_these_questions(client: TestClient) -> None:
    text = client.get("/stadt/akteure/ki").text
    for address in ("/abstimmung?actor=actor%2Fki", "/abstimmung/was-waere-wenn?without=actor%2Fki"):
        assert f'href="/stadt{address}"' in text
    assert 'href="/stadt/abstimmung/weg?from=actor%2Fki"' in text


def test_the_api_names_the_widest_shared_cells_and_a_reason_for_every_name(talks: TestClient) -> None:
    pairs = talks.get("/api/v1/networks/stadt/coordination?actor=actor/car").json()["gaps"]
    assert [(one["widest"], len(one["cells"])) for one in pairs] == [(["Wohnen · Geflüchtete · Opladen"], 2)]
    found = talks.get("/api/v1/networks/stadt/recommendations").json()
    reasons = [pair["reason"] for seat in found["invitations"] for pair in seat["pairs"]]
    assert [reason.partition(":")[0] for reason in reasons] == ["Mit „AWO“", "Mit „Caritas“"]
    assert all(pair["sources"] for seat in found["table"]["seats"] for pair in seat["pairs"])


def test_an_unknown_actor_is_not_found_by_the_api(client: TestClient) -> None:
    answer = client.get("/api/v1/networks/stadt/coordination?actor=kii")
    assert answer.status_code == 404
    assert "actor/ki" in answer.text


def test_whom_to_invite_for_one_field_is_asked_by_the_form_and_said_with_its_day(talks: TestClient) -> None:
    page = talks.get("/stadt/abstimmung", params={"field": "D", "at": "2024-05-01"}).text
    assert '<h2 id="einladen">Wen zu Handlungsfeld D „Wohnen“ einladen?</h2>' in page
    assert '<option value="D" selected>' in page
    assert page.count("Stand: 1.\N{NO-BREAK SPACE}Mai\N{NO-BREAK SPACE}2024.") == 2
    assert "Im Handlungsfeld D „Wohnen“: Wo zwei Akteure am 1." in page
    assert "Dieser Abschnitt gilt für das ganze Netzwerk" in page


def test_the_invitation_list_of_a_field_names_it_its_day_and_what_counted(talks: TestClient) -> None:
    query = {"field": "D", "at": "2024-05-01", "max_body": 7, "role": "carrier"}
    lines = talks.get("/stadt/abstimmung/einladungsliste.txt", params=query).text.splitlines()
    assert lines[0] == "Einladungsliste zu Handlungsfeld D „Wohnen“, Stand 1. Mai 2024:"
    assert lines[-2].endswith("ein Gremium mit höchstens 7 Mitgliedern.")
    assert lines[-1] == "Als Träger zählt, wer mitwirkt als: Träger."


def test_a_field_that_is_not_recorded_is_not_found(talks: TestClient) -> None:
    assert talks.get("/stadt/abstimmung", params={"field": "Z"}).status_code == 404
    assert talks.get("/api/v1/networks/stadt/recommendations", params={"field": "Z"}).status_code == 404


def test_the_files_of_the_picture_keep_what_counts(talks: TestClient) -> None:
    query = "field=D&bodies=false&third_parties=true&max_body=7&role=carrier"
    page = talks.get(f"/stadt/abstimmung?{query}").text
    (link,) = (unescape(one) for one in re.findall(r'href="([^"]*/graph\?[^"]+)"', page) if "format=svg" in one)
    for part in ("field=field/D", "bodies=false", "third_parties=true", "max_body=7", "role=carrier"):
        assert part in unquote(link)
    told = talks.get(link).text
    assert "Gremien zählen nicht." in told
    assert "nur ein gemeinsamer Partner" in told
