"""Read links: made on a page, opened without an account, taken back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from graph_service.access.roles import Role
from graph_service.model.change import ChangeSet
from graph_service.operations.service import today
from tests.builders import actor
from tests.web.house import HERE, Browser, Town, open_town

END = (today() + timedelta(days=30)).isoformat()
LINK = {"address": "/stadt/abdeckung?field=D", "purpose": "Rat im <März>", "until": END}


@pytest.fixture
def town() -> Iterator[Town]:
    with open_town() as town:
        yield town


@pytest.fixture
def me(town: Town) -> Browser:
    return town.signed_in("koordination", Role.COORDINATOR)


def make(me: Browser, **parts: str) -> Any:
    return me.send("/stadt/links", **(LINK | parts))


def address(town: Town) -> str:
    [link] = town.access.links.of("stadt")
    return town.access.links.address(link)


def test_a_link_is_made_at_the_foot_of_a_page_and_its_address_shown(town: Town, me: Browser) -> None:
    page = me.get("/stadt/abdeckung?field=D").text
    assert 'name="address" value="/stadt/abdeckung?field=D"' in page
    answer = me.get(make(me).headers["location"]).text
    assert "Der Link ist angelegt: Rat im &lt;März&gt;." in answer
    assert f"{HERE}{address(town)}".replace("&", "&amp;") in answer


def test_a_link_shows_its_view_to_a_stranger_and_nothing_else(town: Town, me: Browser) -> None:
    make(me)
    stranger, way = town.browser(), address(town)
    assert stranger.get(way).status_code == 200
    assert stranger.get(f"{way}&lang=en").status_code == 200
    assert stranger.get("/stadt/abdeckung?field=D").status_code == 303
    assert stranger.get(way.replace("field=D", "field=A")).status_code == 401
    assert "Link zum Lesen" not in stranger.get(way).text


def test_a_page_read_by_a_link_offers_no_annex_since_the_link_would_not_open_it(town: Town, me: Browser) -> None:
    assert "format=docx" in me.get("/stadt/abdeckung?field=D").text
    make(me)
    assert "format=docx" not in town.browser().get(address(town)).text


def test_a_link_at_todays_state_stays_there(town: Town, me: Browser) -> None:
    make(me, address="/stadt/akteure", fixed="true")
    town.app.state.service.store.commit(
        "stadt", ChangeSet(put=[actor("neu", "Neuer Verein")]), author="Test", reason="Neu"
    )
    assert "Neuer Verein" not in town.browser().get(address(town)).text
    assert "Neuer Verein" in me.get("/stadt/akteure").text


def test_a_link_made_while_the_page_is_put_together_does_not_break_it(
    town: Town, me: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    make(me)
    looks = iter([(), town.access.links.of("stadt")])
    monkeypatch.setattr(town.access.links, "of", lambda network: next(looks))
    assert me.get("/stadt/links").status_code == 200


def test_a_link_is_taken_back(town: Town, me: Browser) -> None:
    make(me)
    way, [link] = address(town), town.access.links.of("stadt")
    assert me.send("/stadt/links/zurueckziehen", link=link.id).headers["location"] == "/stadt/links?done=revoked"
    assert town.browser().get(way).status_code == 401
    assert me.send("/stadt/links/zurueckziehen", link=link.id).status_code == 404


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        ({"purpose": ""}, "Der Zweck muss genannt sein."),
        ({"until": "gestern"}, "ist kein Tag"),
        ({"until": "2000-01-01"}, "nicht im nächsten Jahr"),
        ({"address": "/leer/akteure"}, "keine Seite eines Netzwerks"),
        ({"address": "https://fremd.example/stadt"}, "keine Seite eines Netzwerks"),
        ({"address": "/stadt/../leer"}, "keine Seite"),
        ({"address": "javascript:alert(1)"}, "keine Seite eines Netzwerks"),
        ({"address": "/stadt/gibtsnicht"}, "keine Seite eines Netzwerks"),
        ({"address": "/stadt/bearbeiten/actor/ki?only=name"}, "kann nicht zeigen, wer nur lesen darf"),
        ({"address": "/stadt/links"}, "kann nicht zeigen, wer nur lesen darf"),
        ({"address": "/stadt/vorschlaege"}, "kann nicht zeigen, wer nur lesen darf"),
    ],
)
def test_a_link_that_cannot_be_keeps_what_was_typed(town: Town, me: Browser, parts: dict[str, str], said: str) -> None:
    answer = make(me, **parts)
    assert (answer.status_code, said in answer.text) == (422, True)
    assert "purpose" in parts or "Rat im &lt;März&gt;" in answer.text
    assert town.access.links.of("stadt") == ()


@pytest.mark.parametrize("page", ["bearbeiten/actor/ki", "neu/actor", "entfernen/actor/ki", "vorschlaege", "links"])
def test_a_page_that_needs_more_than_reading_offers_no_link_to_itself(me: Browser, page: str) -> None:
    shown = me.get(f"/stadt/{page}")
    assert (shown.status_code, 'class="more sharing"' in shown.text) == (200, False)
    assert 'class="more sharing"' in me.get("/stadt/eintraege").text


def test_a_program_gets_no_link_to_a_form(town: Town, me: Browser) -> None:
    wanted = {**LINK, "address": "/stadt/bearbeiten/actor/ki"}
    head = {"X-CSRF-Token": me.token(), "Sec-Fetch-Site": "same-origin"}
    answer = me.client.post("/api/v1/networks/stadt/links", json=wanted, headers=head)
    assert (answer.status_code, answer.json()["place"]) == (422, "address")
    assert town.access.links.of("stadt") == ()


@pytest.mark.parametrize("role", [None, Role.READER, Role.CONTRIBUTOR])
def test_only_who_may_share_sees_the_form_and_makes_links(town: Town, role: Role | None) -> None:
    town.access.openness.open("stadt")
    somebody = town.signed_in("jemand", role)
    assert 'name="purpose"' not in somebody.get("/stadt").text
    assert somebody.get("/stadt/links").status_code == 403
    assert make(somebody).status_code == 403


def test_the_links_of_another_network_are_not_there(town: Town, me: Browser) -> None:
    assert me.get("/leer/links").status_code == 404


def test_without_sign_in_no_link_is_offered() -> None:
    with open_town("off") as town:
        here = town.browser()
        assert "Links zum Lesen gibt es, sobald die Anmeldung" in here.get("/stadt/links").text
        assert make(here).status_code == 403
        assert "Link zum Lesen" not in here.get("/stadt").text
