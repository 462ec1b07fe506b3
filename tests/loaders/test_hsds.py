"""Directories in HSDS 3.0: what becomes of organizations, services and terms, and what is refused."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from graph_service.model.errors import BadInput
from graph_service.model.nodes import Actor, Concept, Measure
from graph_service.model.ties import Tie
from loaders.base import Finding, Loaded
from loaders.hsds import HsdsMapping, load_hsds, read_mapping, tables
from tests.builders import concept
from tests.loaders.paper_files import corrupted

SMALL = {
    "organizations": "id,name,description,legal_status\no1,AWO,Ein Verband,e. V.\n",
    "services": "id,organization_id,name,status\ns1,o1,Deutschkurs,active\n",
    "taxonomy_terms": "id,code,name,description,taxonomy\nt1,kids,Children,Children,Audience\n",
    "attributes": "id,link_id,link_entity,taxonomy_term_id\na1,s1,service,t1\n",
}
MAPPING = HsdsMapping(taxonomies={"audience": "Zielgruppe"}, legal_statuses={"e.V.": "Verein"})


def zipped(**changed: str | bytes | None) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in {**SMALL, **changed}.items():
            if content is not None:
                package.writestr(f"{name}.csv", content)
    return stream.getvalue()


def loaded(mapping: HsdsMapping = MAPPING, **changed: str | bytes | None) -> Loaded:
    return load_hsds(zipped(**changed), name="partner.zip", mapping=mapping)


def only_error(result: Loaded) -> Finding:
    assert result.records == ()
    assert len(result.report.errors) == 1, [str(error.message) for error in result.report.errors]
    return result.report.errors[0]


def messages(result: Loaded) -> list[str]:
    assert result.report.errors == []
    return [str(finding.message) for finding in result.report.findings]


def test_a_directory_becomes_actors_measures_and_concepts() -> None:
    result = loaded()
    assert messages(result) == []
    file, group, awo, course, *ties = result.records
    assert file.id == "document/partner-zip"
    assert isinstance(group, Concept)
    assert (group.id, group.scheme, group.name) == ("target_group/kids", "target_group", "Children")
    assert isinstance(awo, Actor)
    assert (awo.id, awo.kind, awo.note) == ("actor/o1", "association", "Ein Verband")
    assert isinstance(course, Measure)
    assert (course.id, course.status) == ("measure/s1", "running")
    assert {(one.kind, one.origin, one.target) for one in ties if isinstance(one, Tie)} == {
        ("carries", "actor/o1", "measure/s1"),
        ("serves", "measure/s1", "target_group/kids"),
    }


def test_every_record_cites_its_row() -> None:
    awo = next(record for record in loaded().records if record.id == "actor/o1")
    assert awo.sources[0].document == "document/partner-zip"
    assert awo.sources[0].locator == "organizations.csv, Zeile 2"


def test_the_same_directory_gives_the_same_records_twice() -> None:
    assert loaded().records == loaded().records


def test_a_folder_is_read_like_a_zip(tmp_path: Path) -> None:
    for name, content in SMALL.items():
        (tmp_path / f"{name}.csv").write_text(content)
    result = load_hsds(tmp_path, name="partner.zip", mapping=MAPPING)
    assert result.records == loaded().records


@pytest.mark.parametrize("name", ["organization", "Organizations", "ORGANIZATION"])
def test_names_of_tables_may_be_in_the_singular(name: str) -> None:
    assert loaded(organizations=None, **{name: SMALL["organizations"]}).report.errors == []


def test_without_a_kind_of_actor_an_organization_is_refused() -> None:
    error = only_error(loaded(HsdsMapping(taxonomies=MAPPING.taxonomies)))
    assert "Akteursart" in str(error.message)
    assert (str(error.place), error.value) == ("organizations.csv, Zeile 2", "e. V.")


def test_a_mapping_to_an_unknown_word_names_the_nearest() -> None:
    assert only_error(loaded(HsdsMapping(organization_kind="Verien"))).near == ("Verein",)


@pytest.mark.parametrize(
    "mapping",
    [
        HsdsMapping(organizations={"o1": "Wohlfahrtsverband"}, organization_kind="Verein"),
        HsdsMapping(organizations={"awo": "welfare_association"}),
    ],
)
def test_the_kind_of_one_organization_can_be_said(mapping: HsdsMapping) -> None:
    awo = next(record for record in loaded(mapping).records if isinstance(record, Actor))
    assert awo.kind == "welfare_association"


def test_terms_of_a_list_that_nobody_mapped_are_reported() -> None:
    found = messages(loaded(HsdsMapping(organization_kind="Verein")))
    assert found == ["Nicht zugeordnet: Begriffe der Liste „Audience“ (1-mal)."]


def test_a_term_can_be_an_entry_of_our_lists() -> None:
    known = {"target_group/kinder": concept("target_group", "kinder", "Kinder")}
    mapping = HsdsMapping(terms={"children": "target_group/kinder"}, organization_kind="Verein")
    result = load_hsds(zipped(), known, mapping=mapping)
    assert ("serves", "target_group/kinder") in {
        (one.kind, one.target) for one in result.records if isinstance(one, Tie)
    }


def test_a_taxonomy_that_is_called_as_ours_needs_no_mapping() -> None:
    terms = SMALL["taxonomy_terms"].replace("Audience", "target groups")
    assert messages(loaded(HsdsMapping(organization_kind="Verein"), taxonomy_terms=terms)) == []


@pytest.mark.parametrize(
    ("status", "ours", "original"),
    [
        ("active", "running", None),
        ("defunct", "discontinued", "defunct"),
        ("temporarily closed", "unknown", "temporarily closed"),
    ],
)
def test_a_status_that_can_mean_several_things_is_unknown(status: str, ours: str, original: str | None) -> None:
    result = loaded(services=SMALL["services"].replace("active", status))
    (found,) = (record for record in result.records if isinstance(record, Measure))
    assert (found.status, found.original) == (ours, original)


def test_places_are_found_by_name_or_reported() -> None:
    places = {
        "locations": "id,name,location_type\nl1,Nordstadt,physical\nl2,Haus 7,physical\n",
        "service_at_location": "id,service_id,location_id\nx1,s1,l1\nx2,s1,l2\n",
    }
    known = {"district/nord": concept("district", "nord", "Nordstadt")}
    result = load_hsds(zipped(**places), known, mapping=MAPPING)
    assert messages(result) == ["Nicht zugeordnet: Orte, die nicht in der Liste der Orte stehen (1-mal)."]
    assert "district/nord" in {one.target for one in result.records if isinstance(one, Tie)}


def test_languages_become_entries_of_their_list_once() -> None:
    rows = "id,service_id,name,code\n1,s1,Arabisch,ar\n2,s2,Arabisch,ar\n"
    services = SMALL["services"] + "s2,o1,Beratung,active\n"
    result = loaded(languages=rows, services=services)
    assert messages(result) == []
    assert [one.id for one in result.records if isinstance(one, Concept)] == ["target_group/kids", "language/ar"]


def test_what_is_not_taken_over_is_named_and_contacts_stay_out() -> None:
    contacts = "id,name,email\nc1,Erika Beispiel,erika@example.org\n"
    services = "id,organization_id,name,status,fees_description\ns1,o1,Deutschkurs,active,frei\n"
    result = loaded(contacts=contacts, services=services)
    assert messages(result) == [
        "Nicht übernommen: die Tabelle „contacts“ (1 Zeile).",
        "Nicht übernommen: „services.fees_description“ (1-mal).",
    ]
    assert "erika" not in repr(result).lower()


ORGANIZATION = {"id": "o1", "name": "AWO", "description": "AWO"}


def service(service_id: str, **more: Any) -> dict[str, Any]:
    return {"id": service_id, "name": service_id, "status": "active", "organization": ORGANIZATION, **more}


@pytest.mark.parametrize("wrap", [lambda one: one, lambda one: [one], lambda one: {"contents": [one]}])
def test_json_may_be_one_service_an_array_or_a_page(wrap: Any) -> None:
    detail = {"id": "x", "name": "Handlungsfeld", "description": ""}
    term = {"id": "t", "code": "D", "name": "Wohnen", "taxonomy_detail": detail}
    whole = wrap(service("s1", attributes=[{"id": "a", "taxonomy_term": term}]))
    result = load_hsds(json.dumps(whole).encode(), mapping=HsdsMapping(organization_kind="Verein"))
    assert result.report.counts == {"document": 1, "concept": 1, "actor": 1, "measure": 1, "tie": 2}


def test_an_organization_that_json_repeats_stands_once() -> None:
    content = json.dumps([service("s1"), service("s2")]).encode()
    result = load_hsds(content, mapping=HsdsMapping(organization_kind="Verein"))
    assert result.report.counts == {"document": 1, "actor": 1, "measure": 2, "tie": 2}


def test_one_id_for_two_organizations_is_refused() -> None:
    other = {**service("s2"), "organization": {**ORGANIZATION, "name": "Caritas"}}
    content = json.dumps([service("s1"), other]).encode()
    error = only_error(load_hsds(content, mapping=HsdsMapping(organization_kind="Verein")))
    assert "steht schon in" in str(error.message)


def test_a_row_with_an_id_that_is_taken_is_refused() -> None:
    twice = SMALL["organizations"] + "o1,Caritas,,e. V.\n"
    assert "steht schon in organizations.csv, Zeile 2" in str(only_error(loaded(organizations=twice)).message)


def test_a_service_of_nobody_is_refused_in_its_row() -> None:
    services = SMALL["services"].replace("o1", "o9")
    error = only_error(loaded(services=services))
    assert (str(error.place), error.value) == ("services.csv, Zeile 2", "o9")


def test_organizations_above_one_another_are_refused() -> None:
    circle = "id,name,description,legal_status,parent_organization_id\no1,A,,e. V.,o2\no2,B,,e. V.,o1\n"
    assert "im Kreis" in str(only_error(loaded(organizations=circle)).message)


def test_terms_above_one_another_are_refused() -> None:
    circle = "id,code,name,taxonomy,parent_id\nt1,a,A,Audience,t2\nt2,b,B,Audience,t1\n"
    assert "im Kreis" in str(only_error(loaded(taxonomy_terms=circle, attributes=None)).message)


def test_a_parent_that_is_not_there_is_reported() -> None:
    orphan = "id,name,description,legal_status,parent_organization_id\no1,A,,e. V.,o9\n"
    assert messages(loaded(organizations=orphan)) == ["Die übergeordnete Organisation „o9“ ist nicht enthalten."]


def test_the_good_rows_can_be_taken() -> None:
    organizations = SMALL["organizations"] + "o2,Ohne Art,,GmbH\n"
    result = load_hsds(zipped(organizations=organizations), mapping=MAPPING, skip_bad_rows=True)
    assert len(result.report.errors) == 1
    assert result.report.counts["actor"] == 1


def test_encodings_and_separators_are_understood() -> None:
    table = SMALL["organizations"].replace(",", ";").replace("AWO", "Flüchtlingsrat").encode("cp1252")
    assert any(getattr(record, "name", "") == "Flüchtlingsrat" for record in loaded(organizations=table).records)


def bomb() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        for number in range(9):
            package.writestr(f"services{number}.csv", b"0" * 500_000)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "leer"),
        (zipped()[:100], "beschädigt"),
        (corrupted(zipped(), "organizations.csv"), "beschädigt"),
        (b"<html></html>", "kein gültiges JSON"),
        (b'[{"id": 1', "kein gültiges JSON"),
        (b'{"some": 1}', "kein JSON von HSDS"),
        (b"[1]", "kein JSON von HSDS"),
        (b"[" * 100_000, "verschachtelt"),
        (zipped(organizations=None, services=None, taxonomy_terms=None, attributes=None), "keine Tabelle"),
        (zipped(services=b"id,name\n\x00\x01"), "keine Textdatei"),
    ],
    ids=["empty", "cut off", "torn", "page", "half", "other", "list", "deep", "no table", "bytes"],
)
def test_what_is_no_directory_is_refused_in_words(content: bytes, says: str) -> None:
    assert says in str(only_error(load_hsds(content, name="partner", mapping=MAPPING)).message)


def test_a_zip_bomb_is_refused_before_it_is_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "MAX_UNPACKED", 4_000_000)
    assert "enthält mehr" in str(only_error(load_hsds(bomb(), name="partner.zip")).message)


def test_organizations_within_services_within_organizations_have_an_end() -> None:
    one: dict[str, Any] = {"id": "x", "name": "x"}
    for number in range(60):
        one = {"id": f"{number}", "name": "x", "services" if number % 2 else "organization": [one]}
    assert "verschachtelt" in str(only_error(load_hsds(json.dumps([one]).encode())).message)


def test_a_mapping_is_read_from_yaml() -> None:
    assert read_mapping(b"taxonomies:\n  Audience: Zielgruppe\n", "m.yaml").taxonomies == {"Audience": "Zielgruppe"}


@pytest.mark.parametrize("content", [b"taxonomy: x", b"- 1", b"a: [", b"\xff\xfe\x00", b"terms: 3"])
def test_a_mapping_that_is_none_is_refused(content: bytes) -> None:
    with pytest.raises(BadInput, match="Zuordnung"):
        read_mapping(content, "m.yaml")


NORTH = {concept("district", "nord", name="Nordstadt").id: concept("district", "nord", name="Nordstadt")}
LOCATIONS = "id,name,location_type,organization_id\nl1,Haus am Markt,physical,\nl2,Nordstadt,physical,o1\n"
AT = "id,service_id,location_id\nx1,s1,l1\n"
AREAS = "id,service_id,service_at_location_id,name\nf1,s1,,NORDSTADT\nf2,,x1,Nordstat\n"


def located(result: Loaded) -> set[tuple[str, str]]:
    return {(one.origin, one.target) for one in result.records if isinstance(one, Tie) and one.kind == "located_in"}


def test_service_areas_and_seats_lead_to_the_places_that_they_name_exactly() -> None:
    content = zipped(locations=LOCATIONS, service_at_locations=AT, service_areas=AREAS)
    result = load_hsds(content, NORTH, name="partner.zip", mapping=MAPPING)
    assert located(result) == {("measure/s1", "district/nord"), ("actor/o1", "district/nord")}
    [told] = [one for one in result.report.findings if "Liste der Orte" in str(one.message)]
    assert (told.level, "Haus am Markt (" in told.value, told.near) == ("warning", True, ("Nordstadt",))


def test_a_person_can_say_which_place_a_location_is() -> None:
    content = zipped(locations=LOCATIONS, service_at_locations=AT)
    mapping = MAPPING.model_copy(update={"locations": {"Haus am Markt": "district/nord"}})
    assert ("measure/s1", "district/nord") in located(load_hsds(content, NORTH, name="p.zip", mapping=mapping))


def test_further_addresses_are_links() -> None:
    urls = "id,url,label,service_id,organization_id\nu1,https://kurs.example,,s1,\nu2,https://awo.example,,,o1\n"
    links = {one.id: one.links for one in loaded(urls=urls).records if isinstance(one, Actor | Measure)}
    assert links == {"actor/o1": ("https://awo.example",), "measure/s1": ("https://kurs.example",)}


def test_what_has_no_place_here_is_named_with_its_number() -> None:
    contacts = "id,service_id,name,email\nc1,s1,Frau Muster,m@example.org\n"
    services = "id,organization_id,name,status,fees_description\ns1,o1,Deutschkurs,active,frei\n"
    result = loaded(contacts=contacts, services=services, cost_options="id,service_id,amount\nk1,s1,5\nk2,s1,6\n")
    told = messages(result)
    assert "Nicht übernommen: die Tabelle „contacts“ (1 Zeile)." in told
    assert "Nicht übernommen: die Tabelle „cost_options“ (2 Zeilen)." in told
    assert "Nicht übernommen: „services.fees_description“ (1-mal)." in told
    assert "Muster" not in repr(result.records)


SERVICE = {"id": "s1", "name": "Deutschkurs", "status": "active"}
OWNER = {"id": "o1", "name": "AWO"}


@pytest.mark.parametrize(
    "whole",
    [
        {**SERVICE, "organization": OWNER},
        [{**SERVICE, "organization": OWNER}],
        {"total_items": 1, "page_number": 1, "contents": [{**SERVICE, "organization": OWNER}]},
        {"organizations": [OWNER], "services": [{**SERVICE, "organization_id": "o1"}]},
        [{"id": "x1", "service": {**SERVICE, "organization": OWNER}, "location": {"id": "l1", "name": "Haus"}}],
        {**OWNER, "services": [SERVICE]},
    ],
    ids=["one", "array", "page", "by table", "at a location", "organization"],
)
def test_every_shape_of_json_that_servers_give_is_read(whole: Any) -> None:
    result = load_hsds(json.dumps(whole).encode(), name="api.json", mapping=HsdsMapping(organization_kind="Verein"))
    assert [str(one.message) for one in result.report.errors] == []
    ties = {(one.kind, one.origin, one.target) for one in result.records if isinstance(one, Tie)}
    assert ties == {("carries", "actor/o1", "measure/s1")}
