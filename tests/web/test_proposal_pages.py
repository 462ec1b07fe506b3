"""Proposals on pages: a contributor's form proposes, a coordinator decides, both see what became of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest

from graph_service.access.roles import Role
from graph_service.model.change import ChangeSet
from graph_service.model.provenance import Citation
from tests.builders import tie
from tests.operations.edited import changed
from tests.web.house import Browser, Town, open_town

EDIT = "/stadt/bearbeiten/actor/awo"
TYPED = {"base": "1", "name": "AWO Leverkusen", "kind": "welfare_association", "src": "own", "why": "Neuer Name"}


@pytest.fixture
def town() -> Iterator[Town]:
    with open_town() as town:
        yield town


@pytest.fixture
def awo(town: Town) -> Browser:
    account = town.account("awo-konto", Role.CONTRIBUTOR)
    return town.browser(town.access.accounts.set_actors(account.id, "stadt", ("actor/awo",)))


@pytest.fixture
def koordination(town: Town) -> Browser:
    return town.signed_in("koordination", Role.COORDINATOR)


def words(answer: Any) -> str:
    plain = re.sub(r"<[^>]+>", " ", re.sub(r"<(datalist|select).*?</\1>", "", answer.text, flags=re.DOTALL))
    return " ".join(unescape(plain).split())


def proposed(awo: Browser) -> str:
    answer = awo.send(EDIT, page=EDIT, **TYPED)
    assert answer.status_code == 303, words(answer)
    found = re.search(r"proposal-[0-9a-f]{12}", answer.headers["Location"])
    assert found
    return f"/stadt/vorschlaege/{found[0]}"


def revision(town: Town) -> int:
    return int(town.app.state.service.info("stadt").revision)


def test_the_form_of_a_contributor_proposes_and_says_so(town: Town, awo: Browser) -> None:
    page = awo.get(EDIT).text
    assert "Änderung vorschlagen" in page
    assert ">Vorschlagen</button>" in page
    answer = awo.send(EDIT, page=EDIT, **TYPED)
    assert "Der Vorschlag ist gesendet" in awo.get(answer.headers["Location"]).text
    assert revision(town) == 1


def test_the_menu_counts_what_waits(awo: Browser, koordination: Browser) -> None:
    assert "eine offen" not in awo.get("/stadt").text
    proposed(awo)
    assert "(eine offen)" in koordination.get("/stadt").text
    assert "(eine offen)" in awo.get("/stadt").text


def test_a_coordinator_takes_it_and_the_contributor_sees_that(town: Town, awo: Browser, koordination: Browser) -> None:
    page = proposed(awo)
    assert "Arbeiterwohlfahrt Kreisverband AWO Leverkusen" in words(koordination.get(page))
    answer = koordination.send(f"{page}/entscheiden", page=page, base="1", take_0="yes", reason_0="Danke")
    assert answer.status_code == 303
    assert revision(town) == 2
    assert "übernommen" in words(awo.get(page))
    assert "Übernommen : Danke" in words(awo.get(page))


def test_a_refusal_without_a_reason_comes_back_with_what_was_chosen(awo: Browser, koordination: Browser) -> None:
    page = proposed(awo)
    answer = koordination.send(f"{page}/entscheiden", page=page, base="1", take_0="no")
    assert answer.status_code == 422
    assert "Bitte sagen, warum das abgelehnt wird." in words(answer)
    assert 'name="take_0" value="no" checked' in answer.text


def test_what_others_changed_meanwhile_is_shown_and_chosen(town: Town, awo: Browser, koordination: Browser) -> None:
    page = proposed(awo)
    changed(town.app.state.service, "actor/awo", name="AWO Kreisverband")
    shown = koordination.get(page)
    assert "Inzwischen auch anders geändert: Name" in words(shown)
    answer = koordination.send(f"{page}/entscheiden", page=page, base="2", take_0="yes")
    assert answer.status_code == 412
    assert "Bitte für jede Angabe eine Fassung wählen." in words(answer)
    answer = koordination.send(f"{page}/entscheiden", page=page, base="2", take_0="yes", keep_0_name="mine")
    assert (answer.status_code, revision(town)) == (303, 3)


def test_an_open_one_is_withdrawn(awo: Browser, koordination: Browser) -> None:
    page = proposed(awo)
    assert "Vorschlag zurückziehen" in awo.get(page).text
    assert "Vorschlag zurückziehen" not in koordination.get(page).text
    assert awo.send(f"{page}/zurueckziehen", page=page).status_code == 303
    assert "zurückgezogen" in words(awo.get("/stadt/vorschlaege"))


def test_forms_about_records_of_others_are_refused_at_once(awo: Browser) -> None:
    for address in ("/stadt/bearbeiten/actor/ki", "/stadt/beenden/measure/m2", "/stadt/neu/actor"):
        answer = awo.get(address)
        assert answer.status_code == 403
        assert "für den dieses Konto spricht" in words(answer)


def test_own_records_offer_proposals_and_those_of_others_nothing(awo: Browser) -> None:
    assert "Änderung vorschlagen" in awo.get("/stadt/akteure/awo").text
    assert "Änderung vorschlagen" in awo.get("/stadt/massnahmen/m1").text
    assert "Änderung vorschlagen" not in awo.get("/stadt/akteure/ki").text


def test_a_new_measure_without_an_own_actor_comes_back_with_what_was_typed(awo: Browser) -> None:
    answer = awo.send("/stadt/neu/measure", page="/stadt/neu/measure", name="Café Welt", src="own")
    assert answer.status_code == 422
    assert "Café Welt" in answer.text
    assert "muss ein Akteur mitwirken" in words(answer)


def test_the_other_side_confirms_a_relationship_on_its_page(town: Town, koordination: Browser, awo: Browser) -> None:
    other = town.account("ki-konto", Role.CONTRIBUTOR)
    town.access.accounts.set_actors(other.id, "stadt", ("actor/ki",))
    said = (Citation(person=other.function, retrieved="2026-03-03"),)
    made = tie(
        "coordinates_with", "actor/awo", "actor/ki", confirmation="one_side", sources=said, internal_note="intern"
    )
    town.app.state.service.store.commit("stadt", ChangeSet(put=(made,)), author="Test", reason="Eine Seite")
    page = f"/stadt/eintrag/{made.id}"
    assert ">Bestätigen</button>" in awo.get(page).text
    answer = awo.send(f"/stadt/bestaetigen/{made.id}", page=page)
    assert answer.status_code == 303, words(answer)
    assert answer.headers["Location"].endswith("done=r3")
    confirmed = town.app.state.service.network("stadt").ties[made.id]
    assert (confirmed.confirmation, confirmed.internal_note) == ("both_sides", "intern")
    assert ">Bestätigen</button>" not in awo.get(page).text


def test_markup_in_a_message_stays_text(awo: Browser, koordination: Browser) -> None:
    evil = "<script>alert(1)</script>"
    answer = awo.send(EDIT, page=EDIT, **{**TYPED, "why": evil})
    found = re.search(r"proposal-[0-9a-f]{12}", answer.headers["Location"])
    assert found
    for address in ("/stadt/vorschlaege", f"/stadt/vorschlaege/{found[0]}"):
        assert evil not in koordination.get(address).text
        assert "&lt;script&gt;" in koordination.get(address).text
