"""Decisions given and taken back on pages: signed, kept in the history, and nothing typed is lost."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient

from graph_service.model.change import ChangeSet
from tests.api.applications import town_app
from tests.api.conftest import service_of
from tests.api.overlap_town import HOST, overlap_town
from tests.builders import actor

BASE, AWAY = "/stadt/urteile", "/stadt/urteile/zuruecknehmen"
STATE = "/stadt/ueberschneidungen?field=A&limit=5"
FORM = {
    "kind": "overlap",
    "first": "measure/m1",
    "second": "measure/m2",
    "decision": "keep",
    "author": "Koordination",
    "reason": "Beide werden <gebraucht>.",
    "revision": "1",
    "back": STATE,
}
SIGNED = {"author": "Rat", "reason": "Die Lage ist neu.", "back": STATE}


@pytest.fixture
def client() -> Iterator[TestClient]:
    with overlap_town(town_app()) as client:
        yield client


@pytest.fixture(scope="module")
def town() -> Iterator[TestClient]:
    """The same for tests in which nothing is written."""
    with overlap_town() as client:
        yield client


def send(client: TestClient, address: str = BASE, **more: str) -> Any:
    given = FORM | more if address == BASE else SIGNED | more
    return client.post(address, data=given, follow_redirects=False)


def judgements(client: TestClient) -> Any:
    return client.get("/api/v1/networks/stadt/judgements").json()


def revision(client: TestClient) -> int:
    return service_of(client).info("stadt").revision


def test_a_decision_leads_back_to_the_same_state_which_says_what_was_done(client: TestClient) -> None:
    answer = send(client)
    assert answer.status_code == 303
    address = answer.headers["Location"]
    assert address.startswith(f"{STATE}&done=judgement%2F")
    text = client.get(address).text
    assert "Festgehalten: behalten (Koordination)." in text
    assert "Beide werden &lt;gebraucht&gt;." in text.partition("Worüber schon geurteilt ist")[2]


def test_a_decision_is_in_the_history_with_name_and_reason(client: TestClient) -> None:
    send(client)
    newest = client.get("/api/v1/networks/stadt/history").json()["items"][0]
    assert (newest["author"], "Beide werden <gebraucht>." in newest["reason"]) == ("Koordination", True)


def test_two_actors_can_be_said_to_be_coordinated(client: TestClient) -> None:
    answer = send(client, kind="coordination", first="actor/awo", second="actor/fr", decision="coordinated", back="")
    assert answer.headers["Location"].startswith("/stadt/abstimmung?done=")
    assert judgements(client)["items"][0]["decision"]["label"] == "ist abgestimmt"


def test_a_source_is_taken_by_its_name_with_the_place_in_it(client: TestClient) -> None:
    assert send(client, document="vorlage 1", locator="S. 3").status_code == 303
    [source] = judgements(client)["items"][0]["sources"]
    assert (source["document"], source["locator"]) == ("document/paper", "S. 3")


@pytest.mark.parametrize(
    ("change", "place", "said"),
    [
        ({"decision": ""}, "decision", "Bitte ein Urteil wählen."),
        ({"decision": "coordinated"}, "decision", "Erlaubt:"),
        ({"author": " "}, "author", "Zu einem Urteil gehört, wer entschieden hat."),
        ({"author": "x" * 300}, "author", "höchstens 200 Zeichen"),
        ({"reason": ""}, "reason", "Zu einem Urteil gehört eine Begründung."),
        ({"document": "Vorlage 2"}, "document", "Eine Quelle „Vorlage 2“ ist nicht erfasst."),
    ],
)
def test_a_wrong_form_comes_back_with_the_error_at_its_place(
    town: TestClient, change: dict[str, str], place: str, said: str
) -> None:
    answer = send(town, **change)
    assert (answer.status_code, revision(town)) == (422, 1)
    assert said in answer.text.partition(f'id="urteil-{place}-fehler">')[2].partition("</p>")[0]
    if place != "reason":
        assert "Beide werden &lt;gebraucht&gt;.</textarea>" in answer.text
    assert f'name="back" value="{STATE.replace("&", "&amp;")}"' in answer.text


def test_every_part_that_is_wrong_is_named_at_once(town: TestClient) -> None:
    text = send(town, decision="", author="", reason="").text
    assert all(f'id="urteil-{place}-fehler"' in text for place in ("decision", "author", "reason"))


def test_a_second_tab_with_an_older_revision_loses_nothing_typed(client: TestClient) -> None:
    change = ChangeSet(put=(actor("neu", "Neuer Verein"),))
    service_of(client).store.commit("stadt", change, author="Kollegin", reason="Verein erfasst")
    answer = send(client)
    assert (answer.status_code, revision(client)) == (412, 2)
    for words in ("Inzwischen geändert", "Kollegin: Verein erfasst", "Beide werden &lt;gebraucht&gt;.", "checked"):
        assert words in answer.text
    assert '<input type="hidden" name="revision" value="2">' in answer.text
    assert send(client, revision="2").status_code == 303


@pytest.mark.parametrize("given", ["", "x", "-1", "9" * 30])
def test_a_form_without_a_known_revision_is_not_taken(town: TestClient, given: str) -> None:
    assert send(town, revision=given).status_code == 412


def test_a_decision_is_taken_back_and_stays_in_the_list_of_decisions(client: TestClient) -> None:
    send(client)
    known = judgements(client)["items"][0]["id"]
    form = client.get(AWAY, params={"judgement": known, "back": STATE}).text
    assert "Koordination" in form
    answer = send(client, AWAY, judgement=known, revision="2")
    assert answer.headers["Location"] == f"{STATE}&done=withdrawn"
    assert "die Frage ist wieder offen" in client.get(answer.headers["Location"]).text
    found = judgements(client)
    assert (found["total"], found["withdrawn"][0]["withdrawn_by"]) == (0, "Rat")
    assert found["withdrawn"][0]["withdrawn_why"] == "Die Lage ist neu."
    text = client.get(BASE).text
    assert "Zurückgenommen von Rat am" in text
    assert "Beide werden &lt;gebraucht&gt;." in text


def test_what_is_signed_anew_is_not_listed_as_taken_back(client: TestClient) -> None:
    send(client)
    send(client, AWAY, judgement=judgements(client)["items"][0]["id"], revision="2")
    send(client, revision="3")
    assert (judgements(client)["total"], judgements(client)["withdrawn"]) == (1, [])


def test_taking_back_needs_name_and_reason_and_the_newest_revision(client: TestClient) -> None:
    send(client)
    known = judgements(client)["items"][0]["id"]
    answer = send(client, AWAY, judgement=known, revision="2", author="")
    assert (answer.status_code, "Die Lage ist neu.</textarea>" in answer.text) == (422, True)
    answer = send(client, AWAY, judgement=known, revision="1")
    assert (answer.status_code, "Die Lage ist neu.</textarea>" in answer.text) == (412, True)
    assert judgements(client)["total"] == 1


def test_the_longest_reason_can_be_given(client: TestClient) -> None:
    assert send(client, reason="x" * 2000).status_code == 303
    known = judgements(client)["items"][0]["id"]
    assert send(client, AWAY, judgement=known, revision="2", reason="y" * 2000).status_code == 303


def test_decisions_are_listed_by_kind_with_their_history(client: TestClient) -> None:
    send(client)
    send(client, decision="merge", revision="2")
    text = client.get(BASE).text
    assert text.count("Revision 2") == 1
    assert "geändert durch Koordination (zusammenlegen)" in text
    assert "Noch ist kein Urteil festgehalten." in client.get(BASE, params={"kind": "same_as"}).text
    assert client.get(BASE, params={"kind": "overlaps"}).status_code == 422


def test_a_decision_that_is_there_is_shown_before_another_takes_its_place(client: TestClient) -> None:
    send(client)
    text = client.get(f"{BASE}/neu", params={"kind": "overlap", "first": "m1", "second": "m2"}).text
    assert "Ein neues Urteil tritt an seine Stelle." in text


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "none"},
        {"Sec-Fetch-Site": "same-origin", "Origin": "http://evil.example"},
        {"Sec-Fetch-Site": "same-origin", "Host": "evil.example"},
        {"Sec-Fetch-Site": "same-origin", "Content-Type": "text/plain"},
    ],
)
def test_a_form_of_another_site_is_refused(town: TestClient, headers: dict[str, str]) -> None:
    for address in (BASE, AWAY):
        answer = town.post(address, data=FORM, headers=headers)
        assert (answer.status_code, "<h1>" in answer.text) == (403, True)
    assert revision(town) == 1


@pytest.mark.parametrize(("origin", "status"), [(f"http://{HOST}", 303), ("null", 403), (None, 403)])
def test_an_older_browser_vouches_by_the_origin(client: TestClient, origin: str | None, status: int) -> None:
    del client.headers["Sec-Fetch-Site"]
    headers = {"Origin": origin} if origin else {}
    answer = client.post(BASE, data=FORM, headers=headers, follow_redirects=False)
    assert answer.status_code == status


@pytest.mark.parametrize(
    "back", ["https://evil.example/", "//evil.example", "/andere/urteile", "/stadt\\evil", "javascript:alert(1)", ""]
)
def test_the_way_back_stays_within_the_network(client: TestClient, back: str) -> None:
    assert send(client, back=back).headers["Location"].startswith("/stadt/ueberschneidungen?done=")


@pytest.mark.parametrize(
    ("body", "status"),
    [(b"kind=overlap&first=%00&second=m2", 404), (b"\xff\xfe", 422), (b"a=1&" * 200, 422), (b"x" * 200_000, 413)],
)
def test_what_is_no_form_of_ours_is_refused_in_words(town: TestClient, body: bytes, status: int) -> None:
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    answer = town.post(BASE, content=body, headers=headers)
    assert (answer.status_code, "<h1>" in answer.text) == (status, True)


@pytest.mark.parametrize(
    ("address", "status"),
    [
        (f"{BASE}/neu?kind=overlap&first=m1&second=m9", 404),
        (f"{BASE}/neu?kind=vielleicht&first=m1&second=m2", 422),
        (f"{AWAY}?judgement=judgement/nix", 404),
        ("/nirgends/urteile", 404),
        ("/leer/urteile", 200),
    ],
)
def test_what_cannot_be_judged_is_said(town: TestClient, address: str, status: int) -> None:
    answer = town.get(address)
    assert (answer.status_code, "<h1>" in answer.text) == (status, True)


def test_forms_speak_english_and_lead_back_in_english(client: TestClient) -> None:
    answer = client.post(f"{BASE}?lang=en", data=FORM, follow_redirects=False)
    assert "lang=en" in answer.headers["Location"]
    assert 'action="/stadt/urteile?lang=en"' in client.get(f"{STATE}&lang=en").text


def test_what_people_decide_is_called_a_judgement_and_nothing_else(client: TestClient) -> None:
    send(client)
    for address in (BASE, f"{BASE}/neu?kind=overlap&first=measure/m1&second=measure/m2", STATE):
        page = client.get(address).text
        assert "Urteil" in page
        assert not re.search(r"Entscheidung(en)?\b", page)


def test_what_holds_is_said_once(client: TestClient) -> None:
    send(client)
    assert client.get(BASE).text.count("Was gilt") == 1


def test_the_field_for_the_source_says_what_it_is_for(client: TestClient) -> None:
    page = client.get(f"{BASE}/neu?kind=overlap&first=measure/m1&second=measure/m2").text
    assert "Worauf stützt sich das Urteil? Titel einer erfassten Quelle (freiwillig)" in page


def test_the_history_on_english_pages_is_english(client: TestClient) -> None:
    send(client)
    page = client.get("/stadt/aenderungen?lang=en").text
    assert "Judgement: overlap of" in page
    assert "Urteil: Überschneidung von" not in page
