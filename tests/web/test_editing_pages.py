"""Records made, changed, ended and removed on pages without scripts; nothing that was typed is lost."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from urllib.parse import quote

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx2 import Response

from graph_service.app import create_app
from graph_service.model.change import ChangeSet
from graph_service.model.network import Network
from graph_service.model.nodes import Actor, Measure
from graph_service.settings import Settings
from tests.api.conftest import service_of
from tests.builders import actor, concept, document, event, small_town
from tests.web.sending import Form, form_at, form_in

HOST = "127.0.0.1:8000"
KNOWN = {"author": "Koordination", "src": "own"}
EDIT_AWO, EDIT_M2 = "/stadt/bearbeiten/actor/awo", "/stadt/bearbeiten/measure/m2"


@pytest.fixture(scope="module")
def app() -> FastAPI:
    """The service; it is made once, because that takes a second."""
    return create_app(Settings(store="memory:", network="stadt"))


@pytest.fixture
def client(app: FastAPI) -> Iterator[TestClient]:
    with TestClient(app, base_url=f"http://{HOST}", headers={"Sec-Fetch-Site": "same-origin"}) as client:
        store = service_of(client).store
        store.create("stadt", "Stadt")
        more = (concept("district", "stadtweit", "Stadtweit"), event("e1", "Konferenz"), document("zeitung", "Zeitung"))
        store.commit("stadt", ChangeSet(put=(*small_town(), *more)), author="Test", reason="Kleine Stadt")
        yield client


def town(client: TestClient) -> Network:
    return service_of(client).network("stadt")


def awo(client: TestClient) -> Actor:
    found = town(client).node("actor/awo")
    assert isinstance(found, Actor)
    return found


def m2(client: TestClient) -> Measure:
    found = town(client).node("measure/m2")
    assert isinstance(found, Measure)
    return found


def revision(client: TestClient) -> int:
    return service_of(client).info("stadt").revision


def words(answer: Response) -> str:
    """What a reader reads in the content of a page."""
    found = re.search(r"<main.*?</main>", answer.text, re.DOTALL)
    assert found
    plain = re.sub(r"<[^>]+>", " ", re.sub(r"<(datalist|select).*?</\1>", "", found[0], flags=re.DOTALL))
    return " ".join(unescape(plain).split())


def fault(answer: Response, place: str) -> str:
    found = re.search(rf'id="f-{place}-fehler">(.*?)</p>', answer.text, re.DOTALL)
    assert found, words(answer)
    return unescape(found[1])


# making


def test_a_new_actor_is_made_with_its_source_and_its_page_says_so(client: TestClient) -> None:
    answer = form_at(client, "/stadt/neu/actor").send(client, name="Café Welt", kind="association", **KNOWN)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/stadt/akteure/cafe-welt?done=r2")
    assert "Gespeichert als Revision 2." in words(client.get(answer.headers["Location"]))
    [source] = town(client).node("actor/cafe-welt").sources
    assert source.person == "Koordination"


@pytest.mark.parametrize("what", ["actor", "measure", "need", "document", "event", "field", "target_group", "language"])
def test_there_is_a_form_for_every_kind_of_record(client: TestClient, what: str) -> None:
    sent = form_at(client, f"/stadt/neu/{what}").send(client)
    assert (sent.status_code, fault(sent, "name"), revision(client)) == (422, "Diese Angabe fehlt.", 1)


def test_an_unknown_kind_of_record_is_refused_with_what_there_is(client: TestClient) -> None:
    answer = client.get("/stadt/neu/akteur")
    assert answer.status_code == 422
    assert "Akteur (actor)" in words(answer)


def test_everything_that_is_wrong_is_named_at_once_at_its_place_and_in_a_list_with_links(client: TestClient) -> None:
    form = form_at(client, "/stadt/neu/measure")
    answer = form.send(
        client, name="Kurs", start="gestern", carriers_who="Niemand", carriers_role="lead", note="<b>da</b>"
    )
    assert answer.status_code == 422
    assert "kein Datum" in fault(answer, "start")
    assert "nicht erfasst" in fault(answer, "carriers")
    assert "woher" in fault(answer, "src")
    for place in ("start", "carriers", "src", "author"):
        assert f'<a href="#f-{place}">' in answer.text
        assert f'id="f-{place}"' in answer.text
    again = form_in(answer)
    assert (again.value("start"), again.value("carriers_who"), again.value("note")) == (
        "gestern",
        "Niemand",
        "<b>da</b>",
    )
    assert "<b>da" not in answer.text


def test_a_source_is_chosen_by_its_title_with_place_and_wording(client: TestClient) -> None:
    form = form_at(client, "/stadt/neu/actor")
    given = {"src": "document", "src_document": "zeitung", "src_locator": "S. 3", "src_quote": "Neu in der Stadt"}
    form.send(client, name="Café Welt", kind="association", author="KI", **given)
    [source] = town(client).node("actor/cafe-welt").sources
    assert (source.document, source.locator, source.quote) == ("document/zeitung", "S. 3", "Neu in der Stadt")


@pytest.mark.parametrize(
    ("given", "place", "said"),
    [
        ({"src": "document"}, "src_document", "Bitte eine erfasste Quelle wählen."),
        ({"src": "document", "src_document": "Zeitunk"}, "src_document", "Zeitung"),
        ({"src": "document", "src_document": "Zeitung", "src_quote": "x" * 301}, "src_quote", "300"),
        ({"src": "own", "src_retrieved": "31.02.2024"}, "src_retrieved", "gibt es nicht"),
        ({"src": "own", "src_retrieved": "2999"}, "src_retrieved", "Zukunft"),
        ({"src": "own", "src_person": "x" * 201}, "src_person", "200"),
    ],
)
def test_what_is_wrong_with_a_source_stands_at_its_part(
    client: TestClient, given: dict[str, str], place: str, said: str
) -> None:
    answer = form_at(client, "/stadt/neu/actor").send(
        client, name="Café Welt", kind="association", author="KI", **given
    )
    assert (answer.status_code, revision(client)) == (422, 1)
    assert said in fault(answer, place)


def test_a_similar_name_is_shown_before_anything_is_made_twice(client: TestClient) -> None:
    asked = form_at(client, "/stadt/neu/actor").send(client, name="Moscheverein", kind="religious_community", **KNOWN)
    assert (asked.status_code, revision(client)) == (409, 1)
    assert "Gibt es das schon?" in words(asked)
    assert '<a href="/stadt/akteure/moschee">Moscheeverein</a>' in asked.text
    made = form_in(asked).send(client, anyway="1")
    assert made.headers["Location"].startswith("/stadt/akteure/moscheverein?")


def test_two_records_may_have_the_same_name_if_somebody_wants_both(client: TestClient) -> None:
    given = {"name": "AWO", "kind": "welfare_association", "anyway": "1"}
    for place in ("awo-2", "awo-3"):
        made = form_at(client, "/stadt/neu/actor").send(client, **given, **KNOWN)
        assert made.headers["Location"].startswith(f"/stadt/akteure/{place}?")


def test_a_new_concept_is_of_the_list_whose_form_it_is(client: TestClient) -> None:
    form_at(client, "/stadt/neu/target_group").send(client, notation="frauen", name="Frauen", **KNOWN)
    assert town(client).node("target_group/frauen").name == "Frauen"


# changing


def test_a_form_that_is_sent_as_it_is_changes_nothing(client: TestClient) -> None:
    for address in (EDIT_AWO, EDIT_M2, "/stadt/bearbeiten/field/D", "/stadt/bearbeiten/event/e1"):
        answer = form_at(client, address).send(client, **KNOWN)
        assert (answer.status_code, revision(client)) == (303, 1), words(answer)
        assert answer.headers["Location"].endswith("done=same")


def test_markup_in_a_text_stays_text(client: TestClient) -> None:
    evil = '"><script>alert(1)</script>'
    form_at(client, EDIT_AWO).send(client, name=evil, names=evil, note=evil, why=evil, **KNOWN)
    assert awo(client).note == evil
    for page in (EDIT_AWO, "/stadt/akteure/awo", "/stadt/akteure", "/stadt/revisionen/2", "/stadt/eintraege"):
        assert "<script>alert" not in client.get(page).text, page


def test_facets_are_ticked_unknown_and_none_are_choices_of_their_own(client: TestClient) -> None:
    form = form_at(client, EDIT_M2)
    assert form.values("target_group") == ["some", "target_group/gefluechtete"]
    assert form.value("district") == "unknown"
    form.send(client, target_group="none", district=["unknown", "district/stadtweit"], **KNOWN)
    facet = town(client).facet(m2(client), "target_group")
    assert (facet.concepts, facet.recorded_none) == ((), True)
    assert town(client).facet(m2(client), "district").concepts == ("district/stadtweit",)
    form_at(client, EDIT_M2).send(client, target_group="unknown", **KNOWN)
    assert not town(client).facet(m2(client), "target_group").is_known


def test_saying_unknown_counts_against_boxes_that_were_ticked_before(client: TestClient) -> None:
    form_at(client, EDIT_M2).send(client, field=["unknown", "field/D"], **KNOWN)
    assert not town(client).facet(m2(client), "field").is_known


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        (["", "unknown"], "None"),
        (["2016", "unknown"], "None"),
        (["2017", "unknown"], "2017"),
        ("01.02.2018", "2018-02-01"),
    ],
)
def test_a_date_may_be_unknown_and_what_is_typed_anew_counts(
    client: TestClient, start: str | list[str], expected: str
) -> None:
    form_at(client, EDIT_M2).send(client, start=start, **KNOWN)
    assert str(m2(client).valid.start) == expected


def test_who_carries_is_typed_by_name_with_a_role_and_an_empty_row_takes_it_away(client: TestClient) -> None:
    form = form_at(client, EDIT_M2)
    assert "Flüchtlingsrat Leverkusen e.V." in form.values("carriers_who")
    form.send(client, carriers_role=["lead", "funder", ""], carriers_who=["KI", "", "Moscheeverein"], **KNOWN)
    assert revision(client) == 1  # a name without a role
    form.send(client, carriers_role=["lead", "funder"], carriers_who=["KI", ""], **KNOWN)
    assert [(tie.origin, tie.role) for tie in town(client).ties_to("measure/m2", "carries")] == [("actor/ki", "lead")]


def test_an_end_before_the_start_is_refused_at_its_field(client: TestClient) -> None:
    answer = form_at(client, EDIT_M2).send(client, end="2010", **KNOWN)
    assert (answer.status_code, form_in(answer).value("end")) == (422, "2010")
    assert "liegt vor dem Anfang" in words(answer)


def test_a_text_that_is_too_long_comes_back_with_what_is_wrong(client: TestClient) -> None:
    long = "Größe <1> " * 500
    answer = form_at(client, EDIT_AWO).send(client, note=long, **KNOWN)
    assert (answer.status_code, revision(client)) == (422, 1)
    assert fault(answer, "note") == "Die Angabe ist länger als 4.000 Zeichen."
    assert form_in(answer).value("note") == long


@pytest.mark.parametrize("part", ["x", "ä<ß "])
def test_of_ten_megabytes_the_beginning_comes_back_with_what_is_wrong(client: TestClient, part: str) -> None:
    long = part * (10_000_000 // len(quote(part)))
    answer = form_at(client, EDIT_AWO).send(client, note=long, name="AWO neu", **KNOWN)
    assert (answer.status_code, revision(client), len(answer.text) < 500_000) == (422, 1, True)
    assert "4.000 Zeichen" in fault(answer, "note")
    assert "über „Zurück“ im Browser steht der Text noch ganz da" in fault(answer, "note")
    kept = form_in(answer).value("note")
    assert len(kept) > 4_000
    assert long.startswith(kept)
    assert form_in(answer).value("name") == "AWO neu"


def test_what_is_too_long_is_not_saved_in_part_where_nothing_else_forbids_it(client: TestClient) -> None:
    answer = form_at(client, EDIT_AWO).send(client, name="AWO neu", unsinn="x" * 300_000, **KNOWN)
    assert (answer.status_code, revision(client)) == (422, 1)


def test_a_form_of_twenty_megabytes_is_read_to_its_end_and_refused(client: TestClient) -> None:
    answer = form_at(client, EDIT_AWO).send(client, note="x" * 20_000_000, **KNOWN)
    assert (answer.status_code, revision(client)) == (413, 1)
    assert "Über „Zurück“ im Browser steht der Text noch da" in words(answer)


def test_a_source_that_was_removed_meanwhile_is_named(client: TestClient) -> None:
    form = form_at(client, EDIT_AWO)
    service_of(client).store.commit("stadt", ChangeSet(remove=("document/zeitung",)), author="X", reason="weg")
    answer = form.send(client, size="3", author="KI", src="document", src_document="Zeitung")
    assert (answer.status_code, awo(client).size) == (422, None)
    assert "nicht erfasst" in fault(answer, "src_document")


def test_a_source_alone_can_be_added_to_a_record(client: TestClient) -> None:
    form = form_at(client, f"{EDIT_AWO}?only=sources")
    assert "name" not in dict(form.parts)
    form.send(client, author="KI", src="document", src_document="Zeitung")
    assert "document/zeitung" in [source.document for source in awo(client).sources]


def test_a_form_leads_back_to_pages_of_this_network_only(client: TestClient) -> None:
    for back, place in (
        ("/stadt/akteure?sector=welfare", "/stadt/akteure?sector=welfare&done=r"),
        ("https://evil.example/", "/stadt/akteure/awo?done=r"),
        ("//evil.example/stadt/", "/stadt/akteure/awo?done=r"),
        ("/stadt/\\evil.example", "/stadt/akteure/awo?done=r"),
        ("/stadt/x\r\nSet-Cookie: a=b", "/stadt/akteure/awo?done=r"),
    ):
        answer = form_at(client, EDIT_AWO).send(client, size=str(revision(client)), back=back, **KNOWN)
        assert answer.headers["Location"].startswith(place)
        assert "set-cookie" not in answer.headers


# two people


def both_changed(client: TestClient) -> Response:
    mine, theirs = form_at(client, EDIT_AWO), form_at(client, EDIT_AWO)
    theirs.send(client, name="AWO der anderen", website="https://andere.example", **KNOWN)
    return mine.send(client, name="Meine AWO", size="12", author="Rat", src="own")


def test_the_second_sees_both_versions_of_a_field_and_what_is_joined_anyway(client: TestClient) -> None:
    answer = both_changed(client)
    assert (answer.status_code, revision(client)) == (412, 2)
    said = words(answer)
    assert "Ihre Fassung Meine AWO Die andere Fassung, jetzt gespeichert AWO der anderen" in said
    assert "Vorher stand dort: Arbeiterwohlfahrt Kreisverband" in said
    assert "Größe: 12 (von Ihnen; vorher unbekannt)" in said
    assert "Website: https://andere.example (von anderen; vorher unbekannt)" in said


@pytest.mark.parametrize(("chosen", "name"), [("mine", "Meine AWO"), ("theirs", "AWO der anderen")])
def test_the_chosen_version_is_saved_and_both_keep_the_rest(client: TestClient, chosen: str, name: str) -> None:
    saved = form_in(both_changed(client)).send(client, keep_name=chosen)
    assert saved.status_code == 303
    assert (awo(client).name, awo(client).size, awo(client).website) == (name, 12, "https://andere.example")
    assert service_of(client).store.revisions("stadt")[-1].author == "Rat"


def test_without_a_choice_nothing_is_saved_and_it_is_asked_again(client: TestClient) -> None:
    answer = form_in(both_changed(client)).send(client)
    assert (answer.status_code, revision(client)) == (412, 2)
    assert fault(answer, "keep_name") == "Bitte eine Fassung wählen."
    assert form_in(answer).send(client, keep_name="mine").status_code == 303


def test_both_versions_can_be_worked_on_in_the_form(client: TestClient) -> None:
    form = form_in(form_in(both_changed(client)).send(client, keep_name="mine", answer="form"))
    assert (form.value("name"), form.value("size"), form.value("website")) == (
        "Meine AWO",
        "12",
        "https://andere.example",
    )
    assert form.send(client, name="Unsere AWO").status_code == 303
    assert awo(client).name == "Unsere AWO"


def test_a_third_change_meanwhile_is_shown_again(client: TestClient) -> None:
    conflict = form_in(both_changed(client))
    form_at(client, EDIT_AWO).send(client, name="Dritte AWO", **KNOWN)
    answer = conflict.send(client, keep_name="mine")
    assert answer.status_code == 412
    assert "jetzt gespeichert Dritte AWO" in words(answer)


def test_changes_of_different_fields_are_joined_without_a_question(client: TestClient) -> None:
    mine, theirs = form_at(client, EDIT_AWO), form_at(client, EDIT_AWO)
    theirs.send(client, website="https://andere.example", **KNOWN)
    assert mine.send(client, size="12", **KNOWN).status_code == 303
    assert (awo(client).size, awo(client).website) == (12, "https://andere.example")


def test_what_was_typed_for_a_record_that_is_gone_can_become_a_new_one(client: TestClient) -> None:
    form = form_at(client, "/stadt/bearbeiten/actor/moschee")
    form_at(client, "/stadt/entfernen/actor/moschee").send(client, author="Rat", why="Gab es nie")
    answer = form.send(client, name="Moschee am Markt", **KNOWN)
    assert answer.status_code == 412
    assert "Gab es nie" in words(answer)
    assert "Moschee am Markt" in words(answer)
    form_in(answer).send(client)
    assert town(client).node("actor/moschee-am-markt").name == "Moschee am Markt"


# ending and removing


def test_what_stopped_is_ended_with_a_day_and_its_status(client: TestClient) -> None:
    form = form_at(client, "/stadt/beenden/measure/m2")
    answer = form.send(client, day="30.06.2025", status="completed", **KNOWN)
    assert (answer.status_code, revision(client)) == (303, 2)
    assert (str(m2(client).valid.end), m2(client).status, str(m2(client).status_on)) == (
        "2025-06-30",
        "completed",
        "2025-06-30",
    )


@pytest.mark.parametrize(("day", "said"), [("", "wann"), ("2010", "vor dem Anfang"), ("bald", "kein Datum")])
def test_a_day_that_cannot_be_the_end_is_refused_at_its_place(client: TestClient, day: str, said: str) -> None:
    answer = form_at(client, "/stadt/beenden/measure/m2").send(client, day=day, **KNOWN)
    assert (answer.status_code, revision(client)) == (422, 1)
    assert said in fault(answer, "day")
    assert form_in(answer).value("day") == day


def test_a_mistake_is_removed_with_a_reason_and_its_relationships_on_request(client: TestClient) -> None:
    form = form_at(client, "/stadt/entfernen/measure/m3")
    assert fault(form.send(client, author="Rat"), "why") == "Bitte sagen, warum das ein Fehler war."
    resting = form.send(client, author="Rat", why="doppelt")
    assert (resting.status_code, revision(client)) == (409, 1)
    gone = form_in(resting).send(client, ties="1")
    assert gone.headers["Location"] == "/stadt/massnahmen?done=r2"
    assert "measure/m3" not in town(client).nodes
    assert "doppelt" in service_of(client).store.revisions("stadt")[-1].reason


def test_what_others_rest_on_is_named_before_it_is_removed(client: TestClient) -> None:
    answer = client.get("/stadt/entfernen/document/paper")
    assert "Darauf verweisen andere Einträge" in words(answer)


# relationships


def test_a_relationship_is_added_by_its_words(client: TestClient) -> None:
    ways = client.get("/stadt/beziehung/actor/moschee")
    assert "Moscheeverein ist Mitglied in …" in words(ways)
    form = form_at(client, "/stadt/beziehung/actor/moschee?way=member_of-to")
    form.send(client, target="Fachgruppe Integration", role="member", **KNOWN)
    [tie] = town(client).ties_from("actor/moschee", "member_of")
    assert (tie.target, tie.role) == ("actor/fg", "member")
    form = form_at(client, "/stadt/beziehung/actor/moschee?way=steers-from")
    form.send(client, origin="Fachgruppe Integration", **KNOWN)
    assert [tie.origin for tie in town(client).ties_to("actor/moschee", "steers")] == ["actor/fg"]


@pytest.mark.parametrize("target", ["Moscheeverein", "Niemand", ""])
def test_a_relationship_to_itself_or_to_nobody_is_refused(client: TestClient, target: str) -> None:
    form = form_at(client, "/stadt/beziehung/actor/moschee?way=steers-to")
    answer = form.send(client, target=target, **KNOWN)
    assert (answer.status_code, revision(client)) == (422, 1), words(answer)
    assert form_in(answer).value("target") == target


def test_a_relationship_that_is_there_already_is_said_to_be(client: TestClient) -> None:
    form = form_at(client, "/stadt/beziehung/actor/ki?way=member_of-to")
    answer = form.send(client, target="Fachgruppe Integration", role="member", **KNOWN)
    assert (answer.status_code, revision(client)) == (409, 1)
    assert "schon erfasst" in words(answer)


def test_a_relationship_has_a_page_where_it_is_changed_and_ended(client: TestClient) -> None:
    [tie] = town(client).ties_from("actor/ki", "member_of")
    assert f"/stadt/eintrag/{tie.id}" in client.get("/stadt/akteure/ki").text
    said = words(client.get(f"/stadt/eintrag/{tie.id}"))
    assert "Kommunales Integrationszentrum (KI) ist Mitglied in Fachgruppe Integration" in said
    form_at(client, f"/stadt/bearbeiten/{tie.id}").send(client, voting="yes", **KNOWN)
    assert town(client).ties[tie.id].voting is True


@pytest.mark.parametrize("way", ["steers", "serves-to", "<b>"])
def test_a_way_that_a_record_cannot_have_is_refused(client: TestClient, way: str) -> None:
    assert client.get("/stadt/beziehung/actor/ki", params={"way": way}).status_code == 422


# history


def test_the_history_of_a_record_reads_as_sentences_with_a_way_back(client: TestClient) -> None:
    form_at(client, EDIT_AWO).send(client, size="12", **KNOWN)
    said = words(client.get("/stadt/akteure/awo")).partition("Verlauf dieses Eintrags")[2]
    assert "hat die Koordination die Größe „12“ eingetragen." in said
    assert "/stadt/revisionen/2?record=actor%2Fawo" in client.get("/stadt/akteure/awo").text


def test_one_change_of_a_revision_can_be_taken_back(client: TestClient) -> None:
    put = (actor("neu", "Neuer Verein"), awo(client).model_copy(update={"size": 5}))
    service_of(client).store.commit("stadt", ChangeSet(put=put), author="Rat", reason="Zweierlei")
    answer = form_at(client, "/stadt/revisionen/2?record=actor/awo").send(client, author="Koordination")
    assert answer.headers["Location"] == "/stadt/revisionen/3?done=r3"
    assert (awo(client).size, "actor/neu" in town(client).nodes) == (None, True)


def test_a_whole_revision_can_be_taken_back(client: TestClient) -> None:
    form_at(client, EDIT_AWO).send(client, size="12", name="AWO neu", **KNOWN)
    form_at(client, "/stadt/revisionen/2").send(client, author="Rat", all="1")
    assert (awo(client).size, awo(client).name) == (None, "Arbeiterwohlfahrt Kreisverband")


def test_what_was_built_on_since_is_not_taken_back_and_the_reason_is_told(client: TestClient) -> None:
    form_at(client, EDIT_AWO).send(client, size="12", **KNOWN)
    form_at(client, EDIT_AWO).send(client, size="13", **KNOWN)
    answer = form_at(client, "/stadt/revisionen/2").send(client, author="Rat", all="1")
    assert (answer.status_code, revision(client)) == (409, 3)
    assert "seither" in words(answer)
    assert form_in(answer).value("author") == "Rat"


@pytest.mark.parametrize("given", [{}, {"author": "Rat"}])
def test_an_undoing_without_a_choice_or_a_name_is_refused(client: TestClient, given: dict[str, str]) -> None:
    assert form_at(client, "/stadt/revisionen/1").send(client, **given).status_code == 422


def test_a_revision_that_is_not_there_is_told(client: TestClient) -> None:
    answer = client.get("/stadt/revisionen/9")
    assert answer.status_code == 404
    assert "Die neueste Revision ist 1." in words(answer)


# several at once


def picked(client: TestClient, field: str, *locals_: str) -> Form:
    answer = client.post("/stadt/gemeinsam/actor", data={"pick": list(locals_), "field": field})
    assert answer.status_code == 200, answer.text
    return form_in(answer)


def test_rows_get_a_value_together_after_a_preview_in_one_revision(client: TestClient) -> None:
    form = picked(client, "district", "ki", "awo", "fr")
    preview = form.send(client, district=["some", "district/stadtweit"], **KNOWN)
    assert (preview.status_code, revision(client)) == (200, 1)
    assert "3 Einträge ändern sich." in words(preview)
    saved = form_in(preview).send(client)
    assert (saved.headers["Location"], revision(client)) == ("/stadt/akteure?done=r2", 2)
    located = {tie.origin for tie in town(client).ties_to("district/stadtweit")}
    assert located == {"actor/ki", "actor/awo", "actor/fr"}


def test_those_that_have_the_value_already_stay_as_they_are(client: TestClient) -> None:
    preview = picked(client, "kind", "ki", "awo").send(client, kind="welfare_association", **KNOWN)
    assert "Ein Eintrag ändert sich." in words(preview)
    form_in(preview).send(client)
    assert len(service_of(client).store.change("stadt", 2).put) == 1
    preview = picked(client, "kind", "ki", "awo").send(client, kind="welfare_association", **KNOWN)
    assert "Alle haben diese Angabe schon" in words(preview)


def test_without_rows_or_a_field_it_is_said_what_to_do(client: TestClient) -> None:
    for given, said in (
        ({"field": "kind"}, "Bitte zuerst Zeilen der Tabelle ankreuzen."),
        ({"pick": "ki"}, "Bitte die Angabe wählen"),
        ({"pick": "ki", "field": "name"}, "nicht bekannt"),
        ({"pick": [f"a{one}" for one in range(501)], "field": "kind"}, "Höchstens 500"),
    ):
        answer = client.post("/stadt/gemeinsam/actor", data=given)
        assert answer.status_code == 422
        assert said in words(answer)


def test_somebody_elses_change_after_the_preview_is_not_overwritten(client: TestClient) -> None:
    preview = picked(client, "kind", "ki", "awo").send(client, kind="network", **KNOWN)
    form_at(client, EDIT_AWO).send(client, kind="initiative", **KNOWN)
    answer = form_in(preview).send(client)
    assert (answer.status_code, awo(client).kind) == (412, "initiative")
    assert form_in(answer).value("kind") == "network"
    form_in(form_in(answer).send(client)).send(client)
    assert awo(client).kind == "network"


@pytest.mark.parametrize("page", ["akteure", "massnahmen", "quellen"])
def test_the_rows_of_a_list_can_be_picked(client: TestClient, page: str) -> None:
    text = client.get(f"/stadt/{page}").text
    assert 'class="picker" type="checkbox" form="auswahl" name="pick"' in text
    assert 'id="auswahl"' in text
    assert 'class="picker"' not in client.get(f"/stadt/{page}?revision=0").text


# one after the other


def test_what_is_missing_is_asked_for_saved_and_followed_by_the_next(client: TestClient) -> None:
    form = form_at(client, "/stadt/abdeckung/erfassen/naechste")
    assert (form.value("measure"), form.value("missing")) == ("m1", "target_group")
    answer = form.send(client, target_group=["some", "target_group/alle"], author="KI", src="own", src_person="Leitung")
    address = answer.headers["Location"]
    assert address.startswith("/stadt/abdeckung/erfassen/naechste?")
    assert "author=KI" in address
    assert "src_person=Leitung" in address
    following = client.get(address)
    assert "Gespeichert als Revision 2." in words(following)
    assert "Nichts mehr offen" in words(following)


def test_a_missing_entry_can_be_skipped_and_is_not_saved_as_still_unknown(client: TestClient) -> None:
    page = client.get("/stadt/abdeckung/erfassen/naechste")
    refused = form_in(page).send(client, **KNOWN)
    assert (refused.status_code, revision(client)) == (422, 1)
    assert "überspringen" in fault(refused, "target_group")
    skip = re.search(r'href="([^"]*skip=[^"]*)"', page.text)
    assert skip
    assert "Nichts mehr offen" in words(client.get(unescape(skip[1])))


def test_the_list_of_what_is_missing_leads_to_the_very_field(client: TestClient) -> None:
    text = client.get("/stadt/abdeckung/erfassen").text
    link = re.search(r'href="(/stadt/bearbeiten/measure/m1[^"]*)"', text)
    assert link
    form = client.get(unescape(link[1]))
    assert "autofocus" in form.text
    assert [one.name for one in town(client).measures] != []
    assert "name" not in dict(form_in(form).parts)


# the same, and records without a page of their own


def test_two_records_are_joined_and_parted_again(client: TestClient) -> None:
    asked = client.get("/stadt/dasselbe/actor/fr?other=Moscheeverein", follow_redirects=False)
    decision = form_at(client, asked.headers["Location"])
    done = decision.send(client, reason="Derselbe Verein", author="Rat")
    assert done.headers["Location"].startswith("/stadt/akteure/fr?done=")
    page = client.get("/stadt/akteure/fr").text
    apart = re.search(r'href="([^"]*zuruecknehmen[^"]*)">Wieder trennen', page)
    assert apart
    form_at(client, unescape(apart[1])).send(client, reason="Doch nicht", author="Rat")
    assert town(client).judgements == {}


@pytest.mark.parametrize("address", ["target_group/alle", "event/e1", "district/stadtweit"])
def test_every_record_has_a_page_with_tools_and_history(client: TestClient, address: str) -> None:
    said = words(client.get(f"/stadt/eintrag/{address}"))
    assert "Bearbeiten" in said
    assert "Verlauf dieses Eintrags" in said
    assert address in client.get("/stadt/eintraege").text


@pytest.mark.parametrize("page", ["akteure/awo", "massnahmen/m2", "felder/A", "quellen/paper", "eintrag/event/e1"])
def test_an_older_view_offers_no_form(client: TestClient, page: str) -> None:
    form_at(client, EDIT_AWO).send(client, size="3", **KNOWN)
    assert "/stadt/bearbeiten/" in client.get(f"/stadt/{page}").text
    assert "/stadt/bearbeiten/" not in client.get(f"/stadt/{page}?revision=1").text


def test_a_form_of_another_site_is_refused(client: TestClient) -> None:
    answer = client.post(EDIT_AWO, data={"name": "x"}, headers={"Sec-Fetch-Site": "cross-site"})
    assert (answer.status_code, revision(client)) == (403, 1)


@pytest.mark.parametrize("place", ["author", "src_person"])
def test_a_person_in_place_of_a_function_is_refused_beside_the_field_and_stays_typed(
    client: TestClient, place: str
) -> None:
    sent = form_at(client, EDIT_AWO).send(client, **{**KNOWN, "name": "AWO neu", place: "Frau Erika Mustermann"})
    assert (sent.status_code, revision(client)) == (422, 1)
    assert "„Frau Erika Mustermann“ nennt eine Person" in fault(sent, place)
    assert (form_in(sent).value("name"), form_in(sent).value(place)) == ("AWO neu", "Frau Erika Mustermann")
