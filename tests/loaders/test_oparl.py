"""Recorded OParl objects become records that cite them, without a person's name."""

from __future__ import annotations

import json
import time
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from graph_service.model.errors import BadValue, UnreadableFile
from graph_service.model.network import Network
from graph_service.model.nodes import Actor, Document
from graph_service.model.ties import Tie
from loaders.base import Loaded
from loaders.oparl import load_oparl
from tests.builders import concept, network
from tests.loaders.oparl_server import city, person, thing

BASE = "https://ris.example/oparl"
REAL = Path(__file__).parents[3] / "shared" / "data" / "oparl"
READ = date(2024, 6, 1)


def small() -> list[dict[str, Any]]:
    """Every object of the small city."""
    pages = (value for path, value in city(BASE).items() if path != "/system")
    return [item for value in pages for item in value["data"]]


def loaded(tmp_path: Path, objects: Any, known: Network | None = None, when: date = READ) -> Loaded:
    path = tmp_path / "objects.json"
    path.write_text(json.dumps(objects), encoding="utf-8")
    return load_oparl(path, known, retrieved=when)


def messages(result: Loaded, level: str = "warning") -> list[str]:
    return [str(finding.message) for finding in result.report.findings if finding.level == level]


def one_of(objects: list[dict[str, Any]], local: str) -> dict[str, Any]:
    return next(item for item in objects if item["id"].endswith(local))


def ties(network: Network, kind: str) -> list[Tie]:
    return [tie for tie in network.ties.values() if tie.kind == kind]


def test_organisations_become_actors_of_a_kind(tmp_path: Path) -> None:
    network = Network("x", loaded(tmp_path, small()).records)
    assert {actor.name: (actor.kind, actor.basis) for actor in network.actors} == {
        "Rat": ("council", "stated"),
        "Sozialausschuss": ("committee", "stated"),
        "Fraktion X": ("political_group", "stated"),
    }


@pytest.mark.parametrize(
    ("name", "values", "kind", "basis"),
    [
        ("Gemeinderat", {"classification": "Beschließender Ausschuss"}, "council", "stated"),
        ("Integrationsausschuss", {}, "integration_council", "stated"),
        ("Planung", {"classification": "ausschuss"}, "committee", "stated"),
        ("Die Bunten", {"organizationType": "Fraktion"}, "political_group", "stated"),
        ("Bauausschuss", {"organizationType": "Gremium"}, "committee", "inferred"),
        ("Ortschaftsrat Neudorf", {}, "district_council", "inferred"),
        ("Amt für Soziales", {}, "department", "inferred"),
        ("Dezernat 5", {}, "directorate", "inferred"),
    ],
)
def test_the_kind_is_stated_by_name_or_classification_or_derived(
    tmp_path: Path, name: str, values: dict[str, str], kind: str, basis: str
) -> None:
    result = loaded(tmp_path, [thing(BASE, "Organization", "1", name=name, **values)])
    found = next(record for record in result.records if isinstance(record, Actor))
    assert (found.kind, found.basis) == (kind, basis)


def test_an_unknown_kind_is_told_with_near_words_and_not_guessed(tmp_path: Path) -> None:
    odd = [
        thing(BASE, "Organization", "1", name="Stiftung", classification="Ausschus"),
        thing(BASE, "Organization", "2", name="Volkswohnung"),
        thing(BASE, "Organization", "3", name="Offen"),
    ]
    result = loaded(tmp_path, odd)
    assert not any(isinstance(record, Actor) for record in result.records)
    assert messages(result) == [
        "Die Klassifikation „Ausschus“ ist nicht bekannt (ähnlich: Ausschuss, Ausschüsse, Fachausschuss); "
        "nicht übernommen. (1)",
        "Weder Klassifikation noch Name sagen, was die Organisation ist; nicht übernommen. (1)",
        "Die Organisation hat keinen Namen; nicht übernommen. (1)",
    ]
    assert [f.value for f in result.report.findings if f.level == "warning"] == ["Stiftung", "Volkswohnung", ""]


def test_every_record_cites_its_object_with_the_day_on_which_it_was_read(tmp_path: Path) -> None:
    network = Network("x", loaded(tmp_path, small()).records)
    for record in network.records():
        for citation in record.sources:
            assert citation.document == "document/ris-example-oparl-body-1"
            assert (citation.locator or "").startswith(f"{BASE}/")
            assert str(citation.retrieved) == "2024-06-01"
    assert [record.id for record in network.records() if not record.sources] == ["document/ris-example-oparl-body-1"]


def test_no_name_of_a_person_is_taken_over(tmp_path: Path) -> None:
    objects = small()
    one_of(objects, "/paper/p")["name"] = "Antrag von Frau Petra Probe zum Konzept"
    one_of(objects, "/meeting/m1")["participant"] = [person(BASE, "9", "Mitglied")]
    result = loaded(tmp_path, objects)
    whole = " ".join(record.model_dump_json() for record in result.records) + str(result.report)
    assert "Probe" not in whole
    assert "Erika" not in whole
    assert "Antrag von … zum Konzept" in whole


def test_seats_are_counted_by_role_and_only_those_that_go_on(tmp_path: Path) -> None:
    objects = small()
    one_of(objects, "/person/3")["membership"][1]["endDate"] = "2023-12-31"
    network = Network("x", loaded(tmp_path, objects).records)
    committee, group = (network.node(f"actor/ris-example-oparl-organization-{local}") for local in ("soz", "gfx"))
    assert isinstance(committee, Actor)
    assert isinstance(group, Actor)
    assert (committee.size, committee.note) == (2, "Besetzte Sitze: 2 (Mitglied 1, Vorsitz 1)")
    assert (group.size, group.note) == (3, "Besetzte Sitze: 3")


def test_seats_are_not_counted_where_memberships_are_missing(tmp_path: Path) -> None:
    objects = small()
    one_of(objects, "/organization/soz")["membership"] = [f"{BASE}/membership/1b", f"{BASE}/membership/77"]
    result = loaded(tmp_path, objects)
    assert "Nicht alle Mitgliedschaften sind erfasst; Sitze nicht gezählt. (1)" in messages(result)
    network = Network("x", result.records)
    assert [actor.size for actor in network.actors if actor.name == "Sozialausschuss"] == [None]


def test_a_group_is_a_member_where_its_people_sit(tmp_path: Path) -> None:
    network = Network("x", loaded(tmp_path, small()).records)
    found = {tie.role: tie for tie in ties(network, "member_of")}
    assert found.keys() == {"chair", "member", None}
    chair = found["chair"]
    assert (chair.origin[-3:], chair.target[-3:]) == ("gfx", "soz")
    assert (str(chair.valid), chair.voting, chair.basis) == ("2021-01-01/2025-10-31", True, "inferred")
    assert found[None].original == "Gast"


def test_a_group_that_sends_someone_is_a_stated_member(tmp_path: Path) -> None:
    objects = small()
    for local in ("1", "2"):
        seat = one_of(objects, f"/person/{local}")["membership"][1]
        seat |= {"onBehalfOf": f"{BASE}/organization/gfx", "role": "Mitglied"}
    one_of(objects, "/person/2")["membership"][1] |= {"startDate": "2020-11-01", "endDate": None}
    tie = next(t for t in ties(Network("x", loaded(tmp_path, objects).records), "member_of") if t.role == "member")
    assert (tie.basis, str(tie.valid), tie.note, len(tie.sources)) == ("stated", "2020-11-01/", "Sitze: 2", 2)


def test_who_belongs_to_two_groups_at_a_time_sits_for_neither(tmp_path: Path) -> None:
    objects = [*small(), thing(BASE, "Organization", "gfy", name="Fraktion Y")]
    for local in ("1", "2", "3"):
        other = thing(BASE, "Membership", f"{local}c", organization=f"{BASE}/organization/gfy", startDate="2021-06-01")
        one_of(objects, f"/person/{local}")["membership"].append(other)
    assert ties(Network("x", loaded(tmp_path, objects).records), "member_of") == []


def test_meetings_become_events_with_their_bodies(tmp_path: Path) -> None:
    objects = small()
    one_of(objects, "/meeting/m2")["cancelled"] = "true"
    result = loaded(tmp_path, objects)
    network = Network("x", result.records)
    [tie] = ties(network, "takes_part_in")
    assert (tie.origin[-3:], tie.target, str(tie.valid)) == ("soz", "event/ris-example-oparl-meeting-m1", "2024-03-05")
    assert "Die Sitzung ist abgesagt; nicht übernommen. (1)" in messages(result)


def test_papers_become_documents_with_links_to_their_files(tmp_path: Path) -> None:
    network = Network("x", loaded(tmp_path, small()).records)
    paper = network.node("document/ris-example-oparl-paper-p")
    assert isinstance(paper, Document)
    assert (paper.kind, paper.number, str(paper.date)) == ("council_paper", "2024/1", "2024-02-01")
    assert paper.publisher == "Stadt Musterhausen"
    assert paper.links == (f"{BASE}/f.pdf",)


def test_consultations_tell_the_way_of_a_paper(tmp_path: Path) -> None:
    network = Network("x", loaded(tmp_path, small()).records)
    [first], [last] = ties(network, "consults"), ties(network, "decides")
    assert (first.order, str(first.valid), first.public, first.original) == (1, "2024-03-05", True, "Vorberatung")
    assert (last.order, str(last.valid), last.public, last.original) == (2, "2024-03-19", False, "Entscheidung")


@pytest.mark.parametrize(
    ("values", "kind", "basis", "told"),
    [
        ({"role": "Behandlung"}, "consults", "inferred", "Die Rolle der Beratung ist nicht bekannt"),
        ({"role": "Behandlung", "authoritative": True}, "decides", "stated", None),
        ({"role": "Kenntnisnahme", "authoritative": "true"}, "consults", "stated", "widersprechen sich"),
        ({"role": "Kenntnisnahme", "authoritative": False}, "consults", "stated", None),
    ],
)
def test_an_unknown_or_contradictory_role_is_told(
    tmp_path: Path, values: dict[str, Any], kind: str, basis: str, told: str | None
) -> None:
    objects = small()
    stations = one_of(objects, "/paper/p")["consultation"]
    del stations[1]
    stations[0] |= values
    result = loaded(tmp_path, objects)
    [tie] = [record for record in result.records if isinstance(record, Tie) and record.kind in {"consults", "decides"}]
    assert (tie.kind, tie.basis) == (kind, basis)
    assert any(told in message for message in messages(result)) if told else not messages(result)[1:]


def test_of_several_consultations_of_a_body_the_last_counts_and_all_are_cited(tmp_path: Path) -> None:
    objects = small()
    stations = one_of(objects, "/paper/p")["consultation"]
    stations[1] |= {"role": "Beratung", "organization": f"{BASE}/organization/soz"}
    result = loaded(tmp_path, objects)
    [tie] = [record for record in result.records if isinstance(record, Tie) and record.kind == "consults"]
    assert (str(tie.valid), tie.order, len(tie.sources)) == ("2024-03-19", 2, 2)
    assert any("mehrmals" in message for message in messages(result))


def test_a_consultation_finds_body_and_paper_by_the_agenda_alone(tmp_path: Path) -> None:
    item = thing(BASE, "AgendaItem", "7", name="Bericht", public=True, consultation=f"{BASE}/consultation/7")
    council = f"{BASE}/organization/rat"
    meeting = thing(BASE, "Meeting", "7", organization=council, start="2024-04-01", agendaItem=[item])
    station = thing(BASE, "Consultation", "7", paper=f"{BASE}/paper/77", role="Beschluss")
    network = Network("x", loaded(tmp_path, [*small(), meeting, station]).records)
    paper = network.node("document/ris-example-oparl-paper-77")
    assert (paper.name, paper.basis) == ("Bericht", "inferred")
    assert [str(tie.valid) for tie in network.ties_to(paper.id, "decides")] == ["2024-04-01"]


def test_what_refers_to_nothing_at_hand_is_told_and_left_out(tmp_path: Path) -> None:
    objects = [
        thing(BASE, "Consultation", "1", paper=f"{BASE}/paper/1", role="Beratung"),
        thing(BASE, "Meeting", "1", start="2024-01-01", organization=[f"{BASE}/organization/1"]),
        thing(BASE, "Membership", "1", organization=f"{BASE}/organization/1"),
        thing(BASE, "Organization", "2", name="Rat", subOrganizationOf=f"{BASE}/organization/1"),
    ]
    result = loaded(tmp_path, objects)
    assert not result.report.errors
    assert len(messages(result)) == 4
    assert {record.type for record in result.records} == {"actor", "document", "event"}


def test_a_second_load_changes_nothing(tmp_path: Path) -> None:
    first = loaded(tmp_path, small())
    known = Network("x", first.records)
    assert loaded(tmp_path, small(), known, date(2025, 1, 1)).records == first.records
    assert loaded(tmp_path, small()[::-1], known, date(2025, 1, 1)).records == first.records


def test_the_scheme_of_an_address_makes_no_other_record(tmp_path: Path) -> None:
    first = loaded(tmp_path, small())
    mixed = json.loads(json.dumps(small()).replace("https://ris.example", "http://ris.example"))
    assert {r.id for r in loaded(tmp_path, mixed).records} == {r.id for r in first.records}


def test_what_changed_since_is_told_and_cited_anew(tmp_path: Path) -> None:
    known = Network("x", loaded(tmp_path, small()).records)
    objects = small()
    renamed = {"name": "Ausschuss für Soziales", "modified": "2024-09-09T10:00:00+02:00"}
    one_of(objects, "/organization/soz").update(renamed)
    result = loaded(tmp_path, objects, known, date(2025, 1, 1))
    [actor] = [record for record in result.records if record.id.endswith("organization-soz")]
    assert str(actor.sources[0].retrieved) == "2025-01-01"
    assert any("geändert: 1" in message for message in messages(result, "note"))


def test_an_object_in_several_places_is_one_and_the_newest_word_counts(tmp_path: Path) -> None:
    short = thing(BASE, "Organization", "1", name="Alt", modified="2020-01-01T00:00:00Z", shortName="A")
    full = thing(BASE, "Organization", "1", name="Rat", modified="2024-01-01T00:00:00Z")
    [actor] = [r for r in loaded(tmp_path, [full, short]).records if isinstance(r, Actor)]
    assert (actor.name, actor.names) == ("Rat", ("A",))


def test_parents_in_a_circle_are_an_error(tmp_path: Path) -> None:
    objects = [
        thing(BASE, "Organization", local, name=f"Amt für {local}", subOrganizationOf=f"{BASE}/organization/{above}")
        for local, above in (("a", "b"), ("b", "a"), ("c", "a"))
    ]
    result = loaded(tmp_path, objects)
    assert messages(result, "error")[0].startswith("Die Zuordnung läuft im Kreis")
    assert not any(isinstance(record, Tie) for record in result.records)


def test_objects_that_refer_to_each_other_are_read_once(tmp_path: Path) -> None:
    body = thing(BASE, "Organization", "1", name="Rat", membership=[f"{BASE}/membership/1"])
    seat = thing(BASE, "Membership", "1", organization=body, person=f"{BASE}/person/1")
    who = thing(BASE, "Person", "1", membership=[seat])
    assert len([r for r in loaded(tmp_path, [who, seat, body]).records if isinstance(r, Actor)]) == 1


def test_objects_nested_too_deep_are_an_error(tmp_path: Path) -> None:
    inner = thing(BASE, "Organization", "0", name="Rat")
    for number in range(1, 30):
        inner = thing(BASE, "Meeting", str(number), organization=[inner])
    assert "Die Objekte sind zu tief ineinander geschachtelt." in messages(loaded(tmp_path, [inner]), "error")


@pytest.mark.parametrize(
    ("broken", "level"),
    [
        ({"type": "https://schema.oparl.org/1.1/Meeting"}, "error"),
        ({"id": "no-address", "type": "Meeting"}, "error"),
        ({"id": f"{BASE}/{'x' * 300}", "type": "Meeting"}, "error"),
        ({"id": f"{BASE}/1", "type": "Unicorn"}, "warning"),
        ({"id": f"{BASE}/1"}, "warning"),
        ("words", "warning"),
        (thing(BASE, "Meeting", "9", start="31.06.2024"), "warning"),
        (thing(BASE, "Organization", "9", name="Amt für \u202e"), "error"),
        (thing(BASE, "Organization", "9", name="Rat", startDate="2024-01-01", endDate="2020-01-01"), "warning"),
    ],
)
def test_a_broken_object_is_told_with_its_place(tmp_path: Path, broken: Any, level: str) -> None:
    result = loaded(tmp_path, [*small(), broken])
    assert [f for f in result.report.findings if f.level == level and f.place]
    Network("x", result.records)


def test_several_municipalities_are_refused(tmp_path: Path) -> None:
    with pytest.raises(BadValue, match="mehrere Körperschaften"):
        loaded(tmp_path, [*small(), thing(BASE, "Body", "2", name="Nachbarort")])


@pytest.mark.parametrize("objects", [[], {}, [thing(BASE, "File", "1")][:0], "x"])
def test_a_source_without_objects_is_refused(tmp_path: Path, objects: Any) -> None:
    with pytest.raises(BadValue, match="keine OParl-Objekte"):
        loaded(tmp_path, objects)


def test_files_that_cannot_be_read_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="gibt es nicht"):
        load_oparl(tmp_path / "missing.json")
    with pytest.raises(UnreadableFile, match="0 Dateien"):
        load_oparl(tmp_path)
    (tmp_path / "a.json").write_bytes(b"<html>")
    assert messages(load_oparl(tmp_path), "error")[0].startswith("Der Server antwortet mit einer Internetseite")
    with (tmp_path / "a.json").open("wb") as file:
        file.truncate(300_000_000)
    with pytest.raises(UnreadableFile, match="größer als 200 MB"):
        load_oparl(tmp_path)


def test_long_addresses_give_short_ids_that_stay_apart(tmp_path: Path) -> None:
    objects = [thing(BASE, "Organization", f"{'x' * 120}{n}", name=f"Amt für {n}") for n in "ab"]
    ids = {record.id for record in loaded(tmp_path, objects).records if isinstance(record, Actor)}
    assert len(ids) == 2


def test_thousands_of_objects_load_in_seconds(tmp_path: Path) -> None:
    objects = [thing(BASE, "Organization", "rat", name="Rat")]
    objects += [
        thing(BASE, "Meeting", str(n), start="2024-01-01T10:00:00Z", organization=[f"{BASE}/organization/rat"])
        for n in range(3_000)
    ]
    started = time.process_time()
    assert loaded(tmp_path, objects).report.counts["event"] == 3_000
    assert time.process_time() - started < 10


def test_the_real_records_of_a_city_load() -> None:
    if not REAL.exists():
        pytest.skip(f"The real OParl records are not at hand: {REAL} is absent.")
    result = load_oparl(REAL, retrieved=date(2026, 11, 1))
    assert not result.report.errors
    network = Network("x", result.records)
    assert result.report.counts == {"document": 2, "actor": 57, "event": 36, "tie": 37}
    assert load_oparl(REAL, network, retrieved=date(2027, 1, 1)).records == result.records


def test_the_examples_of_the_standard_load() -> None:
    if not REAL.exists():
        pytest.skip(f"The examples of OParl are not at hand: {REAL} is absent.")
    result = load_oparl(REAL / "examples", retrieved=READ)
    assert not result.report.errors
    assert result.report.counts == {"document": 2, "actor": 1, "event": 1, "tie": 1}


def with_places(**place: Any) -> list[dict[str, Any]]:
    """The small city, whose council and meetings are at a location."""
    objects = small()
    location = thing(BASE, "Location", "location/1", **place)
    for item in objects:
        if item["type"].endswith(("/Organization", "/Meeting")):
            item["location"] = location
    return objects


def town_with_places() -> Network:
    return network(concept("district", "nord", name="Nordstadt"), concept("district", "sued", name="Südstadt"))


@pytest.mark.parametrize(
    "place",
    [
        {"subLocality": "Nordstadt", "locality": "Beispielstadt"},
        {"description": "Bürgerhaus, Am Markt 1, NORDSTADT"},
        {"locality": "nord"},
    ],
)
def test_a_location_that_names_a_place_of_the_network_is_tied_to_it(tmp_path: Path, place: dict[str, Any]) -> None:
    result = loaded(tmp_path, with_places(**place), town_with_places())
    found = [one for one in result.records if isinstance(one, Tie) and one.kind == "located_in"]
    assert {one.target for one in found} == {"district/nord"}
    assert {one.origin.partition("/")[0] for one in found} == {"actor", "event"}
    assert all(one.sources for one in found)


def test_a_place_that_is_not_known_is_told_with_the_nearest_and_not_guessed(tmp_path: Path) -> None:
    result = loaded(tmp_path, with_places(subLocality="Nordstat", room="Ratssaal"), town_with_places())
    assert not [one for one in result.records if isinstance(one, Tie) and one.kind == "located_in"]
    [note] = [one for one in result.report.findings if "nicht in der Liste der Orte" in str(one.message)]
    assert (note.level, "Nordstat (" in note.value, note.near) == ("note", True, ("Nordstadt",))
