"""What pages offer to whom: editing to coordinators, proposals to contributors about their own, nothing to readers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest

from graph_service.access.roles import Role
from graph_service.model.change import ChangeSet
from graph_service.operations import wording_history
from tests.builders import indicator, observation, report
from tests.operations.edited import changed
from tests.web.house import FORM, Browser, Town, open_town

OWN, OTHER = "/stadt/massnahmen/m1", "/stadt/massnahmen/m2"
REPORT = "/stadt/neu/report?measure=measure%2Fm1"
TYPED = {
    "measure": "measure/m1",
    "date": "01.11.2026",
    "status": "running",
    "done": "Zwei Kurse",
    "src": "own",
    "why": "Quartal",
}
RECORDS = (
    report("m1", "2026-01-10", "running", done="Ein Kurs"),
    report("m2", "2026-01-10", "running"),
    indicator("teil", "A", "Teilnehmende"),
    observation("teil", "2025", "40", measure="measure/m1"),
)


@pytest.fixture
def town() -> Iterator[Town]:
    with open_town() as town:
        town.app.state.service.store.commit("stadt", ChangeSet(put=RECORDS), author="Test", reason="Berichte")
        yield town


@pytest.fixture
def awo(town: Town) -> Browser:
    account = town.account("awo-konto", Role.CONTRIBUTOR)
    return town.browser(town.access.accounts.set_actors(account.id, "stadt", ("actor/awo",)))


@pytest.fixture
def reader(town: Town) -> Browser:
    return town.signed_in("leserin", Role.READER)


@pytest.fixture
def koordination(town: Town) -> Browser:
    return town.signed_in("koordination", Role.COORDINATOR)


def words(answer: Any) -> str:
    """What stands on a page."""
    plain = re.sub(r"<[^>]+>", " ", re.sub(r"<(datalist|select).*?</\1>", "", answer.text, flags=re.DOTALL))
    return " ".join(unescape(plain).replace("\N{NO-BREAK SPACE}", " ").split())


def offers(answer: Any) -> set[str]:
    """What can be done on a page, by the words on its buttons and links in the content."""
    main = answer.text.partition("<main")[2]
    found = re.findall(r"<(?:a|button)\b[^>]*>(.*?)</(?:a|button)>", main, flags=re.DOTALL)
    told = {" ".join(unescape(re.sub(r"<span class=.hidden.>.*?</span>|<[^>]+>", "", one)).split()) for one in found}
    return {one for one in told if one in EVERYTHING}


EDITING = {"Bearbeiten", "Beziehung hinzufügen", "Quelle ergänzen", "Beenden", "Als Fehler entfernen"}
PROPOSING = {"Änderung vorschlagen", "Ende vorschlagen", "Beziehung vorschlagen", "Neue Maßnahme vorschlagen"}
REPORTING = {"Bericht hinzufügen", "Bericht vorschlagen", "Wert hinzufügen", "Wert vorschlagen", "Neu anlegen"}
EVERYTHING = EDITING | PROPOSING | REPORTING | {"Wirkungsindikator hinzufügen", "Ist dasselbe wie …"}


def numbered(town: Town) -> int:
    return int(town.app.state.service.info("stadt").revision)


# which buttons stand there


def test_a_coordinator_is_offered_to_edit_and_to_report(koordination: Browser) -> None:
    assert offers(koordination.get(OWN)) == EDITING | {"Ist dasselbe wie …", "Bericht hinzufügen"}


def test_a_contributor_is_offered_proposals_about_own_records_only(awo: Browser) -> None:
    assert offers(awo.get(OWN)) == {"Änderung vorschlagen", "Ende vorschlagen", "Bericht vorschlagen"}
    assert offers(awo.get("/stadt/akteure/awo")) == PROPOSING
    for address in (
        OTHER,
        "/stadt/akteure/ki",
        "/stadt/felder/A",
        "/stadt/quellen/paper",
        "/stadt/eintrag/report/m2-2026-01-10",
    ):
        assert offers(awo.get(address)) == set(), address


@pytest.mark.parametrize(
    "address",
    [OWN, "/stadt/akteure/awo", "/stadt/felder/A", "/stadt/fortschritt", "/stadt/massnahmen", "/stadt/eintraege",
     "/stadt/eintrag/report/m1-2026-01-10"],
)  # fmt: skip
def test_a_reader_is_offered_nothing(reader: Browser, address: str) -> None:
    answer = reader.get(address)
    assert answer.status_code == 200
    assert offers(answer) == set()


def test_the_page_on_progress_offers_a_contributor_reports_on_own_measures_only(awo: Browser) -> None:
    page = awo.get("/stadt/fortschritt").text
    assert 'Bericht vorschlagen<span class="hidden"> (Deutschkurs)' in page
    assert "(Wohnraumvermittlung)</span></a>" not in page
    assert page.count("Wert vorschlagen") == 1
    assert "Wirkungsindikator hinzufügen" not in page


def test_an_earlier_state_offers_no_report(awo: Browser, koordination: Browser) -> None:
    for browser in (awo, koordination):
        assert not offers(browser.get(f"{OWN}?revision=1")) & REPORTING


def test_a_report_can_be_edited_and_removed_but_not_ended(koordination: Browser, awo: Browser) -> None:
    page = "/stadt/eintrag/report/m1-2026-01-10"
    assert offers(koordination.get(page)) == {"Bearbeiten", "Quelle ergänzen", "Als Fehler entfernen"}
    assert offers(awo.get(page)) == {"Änderung vorschlagen"}


# reports of contributors


def test_a_contributor_proposes_a_report_and_the_coordination_takes_it(
    town: Town, awo: Browser, koordination: Browser
) -> None:
    answer = awo.send(REPORT, page=REPORT, **TYPED)
    assert answer.status_code == 303, words(answer)
    found = re.search(r"proposal-[0-9a-f]{12}", answer.headers["Location"])
    assert found
    assert numbered(town) == 2
    page = f"/stadt/vorschlaege/{found[0]}"
    assert "Neu: Bericht 1. November 2026 (Deutschkurs)" in words(koordination.get(page)).replace(
        "\N{NO-BREAK SPACE}", " "
    )
    assert "Bericht 1. November 2026 (Deutschkurs)" in words(awo.get("/stadt/vorschlaege")).replace(
        "\N{NO-BREAK SPACE}", " "
    )
    answer = koordination.send(f"{page}/entscheiden", page=page, base="2", take_0="yes")
    assert answer.status_code == 303
    newest = town.app.state.service.network("stadt").reports_of("measure/m1")[0]
    assert (str(newest.date), newest.done, newest.sources[0].person) == (
        "2026-11-01",
        "Zwei Kurse",
        "Funktion awo-konto",
    )


def test_a_contributor_proposes_a_value_of_an_own_measure(town: Town, awo: Browser) -> None:
    page = "/stadt/neu/observation"
    typed = {"indicator": "indicator/teil", "measure": "measure/m1", "value": "12", "start": "2024", "src": "own"}
    assert awo.send(page, page=page, **typed).status_code == 303
    assert "Wert 2024 (Teilnehmende, Deutschkurs)" in words(awo.get("/stadt/vorschlaege"))


@pytest.mark.parametrize("measure", ["measure/m2", ""])
def test_a_value_of_no_own_measure_comes_back_with_what_was_typed(town: Town, awo: Browser, measure: str) -> None:
    page = "/stadt/neu/observation"
    typed = {"indicator": "indicator/teil", "measure": measure, "value": "4711", "start": "2024", "src": "own"}
    answer = awo.send(page, page=page, **typed)
    assert answer.status_code == 422
    assert "Berichten lässt sich zu Maßnahmen von Akteuren, für die dieses Konto spricht." in words(answer)
    assert 'value="4711"' in answer.text


def test_a_report_on_the_measure_of_others_comes_back_with_what_was_typed(awo: Browser) -> None:
    answer = awo.send(REPORT, page=REPORT, **TYPED | {"measure": "measure/m2"})
    assert answer.status_code == 422
    assert "für die dieses Konto spricht" in words(answer)
    assert "Zwei Kurse" in answer.text


def test_an_own_report_cannot_be_moved_to_the_measure_of_others(awo: Browser) -> None:
    page = "/stadt/bearbeiten/report/m1-2026-01-10"
    typed = {**TYPED, "measure": "measure/m2", "date": "10.01.2026", "base": "2"}
    answer = awo.send(page, page=page, **typed)
    assert answer.status_code == 422
    assert "für die dieses Konto spricht" in words(answer)


def test_the_report_of_others_and_a_new_indicator_are_refused_at_once(awo: Browser) -> None:
    for address in ("/stadt/bearbeiten/report/m2-2026-01-10", "/stadt/neu/indicator"):
        answer = awo.get(address)
        assert answer.status_code == 403
        assert "für den dieses Konto spricht" in words(answer)


def test_the_form_of_a_report_asks_only_what_a_report_says(koordination: Browser, awo: Browser) -> None:
    form = koordination.get(REPORT).text.partition('<form class="edit"')[2]
    asked = set(re.findall(r'name="([a-z_]+)"', form)) - {"csrf", "base", "back", "src", "author", "why"}
    asked = {one for one in asked if not one.startswith("src_")}
    assert asked == {"measure", "date", "status", "done", "planned_end", "reported_by", "note", "internal_note"}
    assert 'name="internal_note"' not in awo.get(REPORT).text


def test_a_report_that_is_yet_to_come_is_refused_at_its_day(koordination: Browser) -> None:
    answer = koordination.send(REPORT, page=REPORT, **TYPED | {"date": "24.12.2099"})
    assert answer.status_code == 422
    assert "Der Bericht wäre vom 24. Dezember 2099; heute ist der" in words(answer)
    assert 'id="f-date-fehler"' in answer.text
    assert "Zwei Kurse" in answer.text


def test_a_report_is_found_and_listed_by_its_measure_and_day(koordination: Browser) -> None:
    name = "Bericht 10. Januar 2026 (Deutschkurs)"
    for address in (
        "/stadt/suche?q=Bericht",
        "/stadt/eintrag/report/m1-2026-01-10",
        "/stadt/quellen/paper",
        "/stadt/revisionen/2",
    ):
        told = words(koordination.get(address))
        assert name in told, address
        assert "m1-2026" not in told
    listed = koordination.get("/api/v1/networks/stadt/reports").json()["items"]
    assert name in [one["name"] for one in listed]


# what a reader is told who sends a form anyway


SENT = {
    "/stadt/neu/measure": {"name": "Café", "src": "own"},
    "/stadt/neu/report": TYPED,
    "/stadt/bearbeiten/measure/m1": {"base": "2", "name": "Anders", "src": "own"},
    "/stadt/beenden/measure/m1": {"day": "2026", "src": "own"},
    "/stadt/entfernen/measure/m1": {"why": "Irrtum"},
    "/stadt/beziehung/actor/awo": {"way": "member_of-to", "target": "actor/ki", "src": "own"},
    "/stadt/gemeinsam/measure": {"pick": "m1", "field": "status", "status": "running"},
    "/stadt/revisionen/2": {"all": "1"},
}


@pytest.mark.parametrize("address", list(SENT))
def test_a_reader_who_sends_a_form_anyway_is_told_and_nothing_changes(
    town: Town, reader: Browser, address: str
) -> None:
    answer = reader.send(address, **SENT[address])
    assert answer.status_code == 403
    assert "Dafür ist in „stadt“ die Rolle" in words(answer)
    assert numbered(town) == 2
    assert town.access.registry.entries("proposal") == ()


def test_a_contributor_who_sends_an_edit_of_others_anyway_is_told_what_can_be_proposed(
    town: Town, awo: Browser
) -> None:
    answer = awo.send("/stadt/bearbeiten/actor/ki", base="2", name="Anders", kind="association", src="own")
    assert answer.status_code == 403
    assert "neue Maßnahmen, Berichte und Beziehungen" in words(answer)
    assert town.access.registry.entries("proposal") == ()


# decisions


def decided(awo: Browser, koordination: Browser, **parts: str) -> Any:
    answer = awo.send(REPORT, page=REPORT, **TYPED)
    found = re.search(r"proposal-[0-9a-f]{12}", answer.headers["Location"])
    assert found
    page = f"/stadt/vorschlaege/{found[0]}"
    return koordination.send(f"{page}/entscheiden", page=page, base="2", **parts)


def test_a_decision_without_a_choice_says_so_and_keeps_the_reason(
    town: Town, awo: Browser, koordination: Browser
) -> None:
    answer = decided(awo, koordination, reason_0="Passt gut")
    assert answer.status_code == 422
    assert "Zu einer Änderung fehlt die Entscheidung. Bitte „übernehmen“ oder „ablehnen“ wählen." in words(answer)
    assert 'value="Passt gut"' in answer.text
    assert "(eine offen)" in koordination.get("/stadt").text
    assert numbered(town) == 2


# words


def test_what_is_wrong_with_a_word_is_told_with_its_field_once(koordination: Browser) -> None:
    page = "/stadt/bearbeiten/measure/m1"
    answer = koordination.send(page, page=page, base="2", name="Deutschkurs", status="foo", src="own")
    assert '<a href="#f-status">Stand</a>: „foo“ ist nicht bekannt.' in answer.text


def test_notes_are_called_notes_everywhere(koordination: Browser) -> None:
    page = words(koordination.get("/stadt/bearbeiten/actor/awo"))
    assert "Kontakt und Notizen" in page
    assert "Interne Notiz" in page
    assert "emerkung" not in page


def test_a_long_history_leads_to_what_came_before(
    town: Town, koordination: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wording_history, "MOST", 1)
    changed(town.app.state.service, "measure/m1", capacity=12)
    changed(town.app.state.service, "measure/m1", capacity=13)
    page = koordination.get(OWN).text
    assert "auf „13“ gesetzt" in page
    assert "„12“ eingetragen" not in page
    assert f'<a href="{OWN}?revision=3#verlauf">Was vorher geschah, zum Stand der Revision 3</a>' in page
    assert "„12“ eingetragen" in koordination.get(f"{OWN}?revision=3").text


def test_whoever_sends_a_form_after_the_session_ended_hears_where_the_text_still_stands(town: Town) -> None:
    editor = town.signed_in("koordination", Role.COORDINATOR)
    csrf = editor.token("/stadt/bearbeiten/actor/awo")
    editor.client.cookies.clear()
    form = {"csrf": csrf, "name": "AWO neu"}
    answer = editor.client.post("/stadt/bearbeiten/actor/awo", data=form, headers=FORM, follow_redirects=False)
    assert answer.status_code == 401
    assert "Zuerst „Anmelden“ öffnen (neues Fenster) und anmelden, dann hier zurück" in words(answer)
    assert 'target="_blank"' in answer.text


def test_a_form_of_an_earlier_session_says_where_the_text_still_stands(town: Town) -> None:
    editor = town.signed_in("koordination", Role.COORDINATOR)
    form = {"csrf": "0" * 64, "name": "AWO neu"}
    answer = editor.client.post("/stadt/bearbeiten/actor/awo", data=form, headers=FORM, follow_redirects=False)
    assert answer.status_code == 403
    assert "steht das Eingetragene noch da" in words(answer)
