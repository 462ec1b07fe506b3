"""The analyses over HTTP: their figures are those of the operations, and what cannot be answered is said."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from fastapi.testclient import TestClient

from graph_service.app import create_app
from graph_service.model.change import ChangeSet
from graph_service.model.errors import LooseEnds
from graph_service.model.nodes import Need
from graph_service.model.ties import AnyRecord
from graph_service.operations.changing import changes_between
from graph_service.operations.pathfinding import paths_between
from graph_service.operations.service import Service, scope
from graph_service.operations.study import Cells, Study
from graph_service.settings import Settings
from tests.api.conftest import service_of
from tests.builders import PAPER, SOURCE, actor, concept, tie

DAY = date(2026, 11, 22)
CITY, TOWN = "/api/v1/networks/leverkusen", "/api/v1/networks/stadt"
ANALYSES = ("coverage", "gaps", "overlaps", "coordination", "record-next")
EVERY = (*ANALYSES, "changes?from=2010", "changes?from_revision=0", "paths?from=ki&to=awo")


@pytest.fixture(scope="module", params=["leverkusen", "leverkusen_on_neo4j"], ids=["memory", "neo4j"])
def city(request: pytest.FixtureRequest) -> Iterator[TestClient]:
    """The API over the shipped network on each store, which is only read."""
    with TestClient(create_app(Settings(store="memory:", network="leverkusen"))) as client:
        client.app.state.service = request.getfixturevalue(request.param)  # type: ignore[attr-defined]
        yield client


@pytest.fixture
def study(leverkusen: Service) -> Study:
    return Study(leverkusen, "leverkusen", leverkusen.info("leverkusen").revision, scope(DAY))


def get(client: TestClient, path: str, **query: Any) -> Any:
    answer = client.get(path, params={"at": DAY.isoformat(), **query})
    assert answer.status_code == 200, answer.text
    return json.loads(answer.text, parse_constant=pytest.fail)


def test_the_coverage_is_a_matrix_of_the_two_facets_with_the_counts_of_the_study(
    city: TestClient, study: Study
) -> None:
    found, expected = get(city, f"{CITY}/coverage"), study.coverage(Cells(("field", "target_group")))
    assert found["counts"] == dict(expected.counts)
    assert (found["total"], found["rate"]) == (expected.total, expected.rate())
    assert (len(found["rows"]), len(found["columns"])) == expected.shape == (11, 44)
    states = [cell["state"]["id"] for row in found["cells"] for cell in row]
    assert {state: states.count(state) for state in found["counts"]} == found["counts"]


def test_the_coverage_may_be_turned_and_kept_to_some_concepts(city: TestClient) -> None:
    whole = get(city, f"{CITY}/coverage")
    found = get(city, f"{CITY}/coverage", rows="target_group", columns="field", target_group=["frauen", "kinder"])
    assert [row["id"] for row in found["rows"]] == ["target_group/kinder", "target_group/frauen"]
    place = [column["id"] for column in whole["columns"]].index("target_group/frauen")
    assert found["cells"][1] == [row[place] for row in whole["cells"]]
    assert "Eingeschränkt auf: Frauen und Kinder." in found["caveats"]


def test_a_folded_coverage_tells_of_the_broadest_concepts_and_of_what_is_opened(city: TestClient) -> None:
    found = get(city, f"{CITY}/coverage", folded=True)
    assert (len(found["rows"]), len(found["columns"]), found["total"]) == (11, 9, 99)
    assert "Engere Begriffe zählen nur dort als eigene Kombination, wo sie aufgeklappt sind." in found["caveats"]
    opened = get(city, f"{CITY}/coverage", open="target_group/frauen")
    columns = [(one["id"], one["level"], one["open"]) for one in opened["columns"]]
    assert columns[3:5] == [("target_group/frauen", 0, True), ("target_group/oberstufenschuelerinnen", 1, False)]
    assert len(columns) == 10


def test_a_cell_says_how_many_measures_are_for_a_part_of_it_only(city: TestClient) -> None:
    found = get(city, f"{CITY}/coverage", field="A", target_group="menschen-mit-migrationsgeschichte")
    [[cell]] = found["cells"]
    assert (cell["state"]["id"], cell["offers"], cell["parts"]) == ("none_recorded", 0, 15)
    around = get(city, f"{CITY}/cell", field="A", target_group="menschen-mit-migrationsgeschichte")
    assert (around["figures"], len(around["parts"])) == (cell, 15)
    assert all(row["sources"] for row in (*around["parts"], *around["nearest"], *around["close"]))
    assert around["sentence"].startswith("Für „Sprache/Sprachförderung · Menschen mit Migrationsgeschichte“ ist am")


def test_who_could_is_told_with_what_brings_them_close(city: TestClient) -> None:
    [first, *_] = get(city, f"{CITY}/cell", field="E", target_group="frauen")["close"]
    assert first["actor"]["id"] == "actor/gesundheitsamt" or "Gesundheitsamt" in first["actor"]["label"]
    assert first["words"] == "trägt 2 Maßnahmen, die bis auf „Zielgruppe“ passen"


@pytest.mark.parametrize("finding", ["none_recorded", "unknown", "single_provider"])
def test_gaps_are_those_of_the_study_page_by_page(city: TestClient, study: Study, finding: Any) -> None:
    expected = study.gaps(finding, Cells(("field", "district")))
    found = get(city, f"{CITY}/gaps", facet=["district", "field"], finding=finding, limit=3, offset=1)
    assert found["total"] == len(expected)
    cells = [tuple(part["id"] for part in row["cell"]) for row in found["items"]]
    assert cells == [expected.coverage.cell(int(one)) for one in expected.order[1:4]]


def test_overlaps_are_those_of_the_study_with_carriers_and_sources(city: TestClient, study: Study) -> None:
    found, expected = get(city, f"{CITY}/overlaps"), study.overlaps()
    assert (found["total"], found["undecided_total"]) == (len(expected.found), len(expected.undecided)) == (6, 298)
    first = expected.row(int(expected.order[0]))
    assert (found["items"][0]["first"]["id"], found["items"][0]["second"]["id"]) == (first.first, first.second)
    assert all(item["carriers"][0] and item["sources"] for item in found["items"])


def test_overlaps_can_be_kept_to_a_grade(city: TestClient) -> None:
    found = get(city, f"{CITY}/overlaps", grade="undecided")
    assert (found["items"], found["undecided_total"]) == ([], 298)
    assert get(city, f"{CITY}/overlaps", grade="possible_duplication")["sentence"].startswith(
        "Am 22. November 2026 ist nach den erfassten Angaben kein Paar von Maßnahmen eine mögliche Doppelung."
    )


def test_uncoordinated_overlaps_tell_what_was_checked(city: TestClient, study: Study) -> None:
    found = get(city, f"{CITY}/overlaps", uncoordinated=True)
    assert found["uncoordinated_total"] == len(study.uncoordinated().first) == 18
    assert found["sentence"].startswith("18 Paare von Akteuren machen")
    assert found["sentence"].endswith("ohne dass ein Weg der Abstimmung erfasst ist.")
    assert found["uncoordinated"][0]["checked"].startswith("Geprüft wurde: gemeinsame Maßnahme")


def test_coordination_has_the_figures_of_the_study(city: TestClient, study: Study) -> None:
    found, expected = get(city, f"{CITY}/coordination", over="2018-12-31"), study.coordination()
    assert (found["open"], found["closed"], found["fit"]) == (expected.open, expected.closed, expected.fit)
    share = study.congruence().share
    assert found["congruence"] == {"required": share.required, "coordinated": share.coordinated, "value": share.value}
    assert found["gaps_total"] == len(expected.gaps)
    assert [one["date"] for one in found["over_time"]] == ["2018-12-31"]


def test_what_to_record_next_begins_with_what_was_not_confirmed_for_long(city: TestClient, study: Study) -> None:
    found, expected = get(city, f"{CITY}/record-next", limit=6), study.record_next()
    assert (found["total"], found["undecided"]) == (len(expected.rows), expected.undecided)
    assert [row["what"]["id"] for row in found["items"]] == [row.what for row in expected.rows[:6]]
    assert (found["items"][0]["what"]["id"], found["items"][0]["since"]) == ("confirmation", 2014)


def test_changes_in_the_world_are_told_by_group_with_names_and_sources(city: TestClient, leverkusen: Service) -> None:
    found = city.get(f"{CITY}/changes?from=2017&to=2018-06&limit=2").json()
    expected = changes_between(leverkusen, "leverkusen", date(2017, 1, 1), date(2018, 6, 30), scope())
    assert (found["kind"], found["start"], found["end"], found["date"]) == (
        "world", "2017-01-01", "2018-06-30", "2018-06-30",
    )  # fmt: skip
    groups = {group["group"]["id"]: group for group in found["groups"]}
    measures = groups["measures"]
    assert [measures[part] for part in ("new", "ended", "kept", "undated", "hamming", "jaccard")] == [
        5, 0, 58, 54, 5, expected.measures.jaccard,
    ]  # fmt: skip
    assert [one["record"]["id"] for one in measures["new_records"]] == list(expected.measures.new[:2])
    assert all(one["sources"] for group in found["groups"] for one in group["new_records"] + group["ended_records"])
    assert {"id": "actor/kog", "label": "Koordinierungsgruppe Integration"} in [
        one["record"] for one in groups["actors"]["ended_records"]
    ]


def test_changes_of_the_records_are_told_apart_and_name_the_parts(city: TestClient) -> None:
    found = city.get(f"{CITY}/changes?from_revision=1").json()
    assert (found["kind"], found["start"], found["end"]) == ("records", 1, 2)
    actors = found["groups"][0]
    assert (actors["group"]["label"], actors["added"], actors["changed"], actors["removed"]) == ("Akteure", 1, 16, 0)
    assert actors["added_records"][0]["record"]["label"] == "Oberbürgermeister"
    assert [part["label"] for part in actors["changed_records"][0]["parts"]] == ["Quellen"]
    assert "ob sich auch in der Stadt etwas geändert hat" in found["caveats"][0]


def test_what_was_removed_is_named_as_it_was(client: TestClient) -> None:
    service_of(client).store.commit("stadt", ChangeSet(put=[actor("neu", "Neuer Verein")]), author="T", reason="neu")
    service_of(client).store.commit("stadt", ChangeSet(remove=["actor/neu"]), author="T", reason="weg")
    found = client.get(f"{TOWN}/changes?from_revision=2&to_revision=3").json()
    assert [one["record"]["label"] for one in found["groups"][0]["removed_records"]] == ["Neuer Verein"]
    assert client.get(f"{TOWN}/changes?from_revision=1&to_revision=3").json()["groups"][0]["hamming"] == 0


def test_a_signed_judgement_is_a_change_of_the_records(client: TestClient) -> None:
    signed = {"kind": "coordination", "subjects": ["actor/ki", "actor/awo"], "decision": "coordinated"}
    wanted = signed | {"author": "KI", "reason": "Monatliche Runde."}
    assert client.post(f"{TOWN}/judgements", json=wanted, headers={"Host": "127.0.0.1"}).status_code == 201
    [judgement] = client.get(f"{TOWN}/changes?from_revision=1").json()["groups"][-1]["added_records"]
    assert "Arbeiterwohlfahrt Kreisverband und Kommunales Integrationszentrum (KI)" in judgement["record"]["label"]


def test_paths_are_told_in_words_with_nodes_ties_and_sources(city: TestClient, leverkusen: Service) -> None:
    found = get(city, f"{CITY}/paths", **{"from": "ki", "to": "fr"})
    expected = paths_between(leverkusen, "leverkusen", "ki", "fr", scope(DAY))
    assert (found["steps"], found["total"], len(found["items"])) == (3, 2, 2) == (expected.steps, expected.total, 2)
    way = found["items"][1]
    assert [step["words"] for step in way["steps"]] == ["ist Teil von", "umfasst", "arbeitet zusammen mit"]
    assert [node["id"] for node in way["nodes"]] == [node.id for node in expected.paths[1].nodes]
    assert [step["ties"][0]["id"] for step in way["steps"]] == way["facts"]
    assert way["sources"]


def test_fewer_paths_than_there_are_is_said(city: TestClient) -> None:
    found = get(city, f"{CITY}/paths", **{"from": "ki", "to": "fr", "limit": 1})
    assert (found["total"], len(found["items"])) == (2, 1)
    assert "Gezeigt: 1 von 2 Wegen." in found["caveats"]


def test_without_a_path_the_reach_is_told(client: TestClient) -> None:
    found = get(client, f"{TOWN}/paths", **{"from": "ki", "to": "moschee"})
    assert (found["steps"], found["items"], found["total"]) == (None, [], 0)
    assert found["reach"] == {"from_origin": 2, "to_target": 0}


@pytest.mark.parametrize(
    ("path", "status", "said"),
    [
        ("coverage?rows=feld", 422, "Über „feld“ lässt sich keine Abdeckung bilden."),
        ("coverage?rows=field&columns=district&field=Z", 404, "field: „Z“"),
        ("coverage?target_group=kinder&district=x", 404, "district: „x“"),
        ("coverage?district=opladen&district=wiesdorf", 422, "lässt sich nur ein Begriff festhalten"),
        ("coverage?enough=0", 422, "enough"),
        ("coverage?unit=Personen", 422, "Ein Bedarf in der Einheit „Personen“ ist nicht erfasst."),
        ("coverage?role=chef", 422, "„chef“ ist nicht bekannt."),
        ("coverage?at=gestern", 422, "„gestern“ ist kein Datum"),
        ("coverage?open=target_group/frau", 404, "target_group/frauen"),
        ("coverage?open=actor/ki", 422, "lässt sich keine Abdeckung bilden."),
        ("cell", 422, "Gefragt ist nach einer Kombination"),
        ("cell?target_group=alle", 422, "Gefragt ist nach einer Kombination"),
        ("cell?field=A&field=D", 422, "Gefragt ist nach einer Kombination"),
        ("cell?field=Z", 404, "field: „Z“"),
        ("gaps?facet=phase", 422, "Über „phase“ lässt sich keine Abdeckung bilden."),
        ("gaps?field=Z", 404, "field: „Z“"),
        ("gaps?finding=single", 422, "Gemeint ist vielleicht: single_provider."),
        ("gaps?role=", 200, ""),
        ("overlaps?coverage=1.1", 422, "„1.1“ ist keine mögliche Schwelle."),
        ("overlaps?overlap=-0.1", 422, "Erlaubt sind Zahlen von 0 bis 1."),
        ("overlaps?duplication=nan", 422, "duplication"),
        ("overlaps?overlap=0.9", 422, "Bitte mindestens 0,9 angeben."),
        ("overlaps?grade=equal", 422, "„equal“ ist nicht bekannt."),
        ("overlaps?weight=field:nan", 422, "kein mögliches Gewicht"),
        ("overlaps?weight=field", 422, "„field“ ist kein Gewicht."),
        ("overlaps?weight=colour:1", 422, "Ein Merkmal „colour“ wird nicht verglichen."),
        ("overlaps?max_body=1", 422, "keine mögliche Größe eines Gremiums"),
        ("coordination?level=city", 422, "„city“ ist keine Ebene der Abstimmung."),
        ("coordination?over=2018-13", 422, "Den Monat 13 gibt es nicht"),
        ("record-next?district=x", 404, "district: „x“"),
        ("record-next?offset=1", 422, "Die Angabe „offset“ kennt diese Adresse nicht."),
        ("changes", 422, "Bitte zwei Tage angeben"),
        ("changes?to=2017", 422, "from: Es fehlt"),
        ("changes?to_revision=1", 422, "from_revision: Es fehlt"),
        ("changes?from=2017&to_revision=2", 422, "lassen sich nicht zugleich vergleichen"),
        ("changes?from=gestern", 422, "from: „gestern“ ist kein Datum."),
        ("changes?from=2017&to=2017-13", 422, "to: Den Monat 13 gibt es nicht („2017-13“)."),
        ("changes?from=2018&to=2017", 422, "Bitte die beiden Tage tauschen."),
        ("changes?from=2017&at=2017-01-01", 422, "Für diesen Vergleich hat „at“ keine Bedeutung."),
        ("changes?from_revision=1&documented=true", 422, "„documented“ keine Bedeutung"),
        ("changes?from_revision=2&to_revision=1", 422, "Bitte die beiden Revisionen tauschen."),
        ("changes?from_revision=99", 404, "99"),
        ("paths?from=ki", 422, "to: Diese Angabe fehlt."),
        ("paths?from=ki&to=kii", 404, "actor/ki"),
        ("paths?from=ki&to=KI", 422, "zu sich selbst"),
        ("paths?from=ki&to=fr&kind=knows", 422, "„knows“ ist nicht bekannt."),
        ("paths?from=ki&to=fr&limit=21", 422, "limit"),
    ],
)
def test_what_cannot_be_used_is_refused_with_words(city: TestClient, path: str, status: int, said: str) -> None:
    answer = city.get(f"{CITY}/{path}")
    assert answer.status_code == status
    found = answer.json()
    assert said in " ".join([found.get("detail", ""), *found.get("near", [])])


@pytest.mark.parametrize("path", ANALYSES)
def test_a_day_before_all_records_is_said_to_be_so(city: TestClient, path: str) -> None:
    found = get(city, f"{CITY}/{path}", at="1950-01-01")
    assert any("liegt vor dem frühesten erfassten Beginn" in caveat for caveat in found["caveats"])


def test_a_comparison_from_before_all_records_says_so(city: TestClient) -> None:
    found = city.get(f"{CITY}/changes?from=1900&to=1950").json()
    assert found["sentence"] == "Zwischen dem 1. Januar 1900 und dem 31. Dezember 1950 ist keine Änderung erfasst."
    assert "liegt vor dem frühesten erfassten Beginn (2002)" in found["caveats"][0]


@pytest.mark.parametrize("path", [one for one in EVERY if not one.startswith("paths")])
def test_an_empty_network_is_answered_without_figures_that_are_not_defined(client: TestClient, path: str) -> None:
    answer = client.get(f"/api/v1/networks/leer/{path}")
    assert answer.status_code == 200
    assert json.loads(answer.text, parse_constant=pytest.fail)["sentence"]


@pytest.mark.parametrize("path", [one for one in EVERY if not one.startswith("paths")])
def test_a_network_with_one_actor_is_answered(client: TestClient, path: str) -> None:
    service_of(client).store.commit("leer", ChangeSet(put=[PAPER, actor("ki")]), author="T", reason="einer")
    answer = client.get(f"/api/v1/networks/leer/{path}")
    assert answer.status_code == 200
    json.loads(answer.text, parse_constant=pytest.fail)


def test_where_nothing_runs_the_answers_say_so(client: TestClient) -> None:
    for path in ANALYSES:
        caveats = client.get(f"/api/v1/networks/leer/{path}?at=2020-01-01").json()["caveats"]
        assert "Am 1. Januar 2020 zählt keine erfasste Maßnahme als laufend." in caveats, path


def test_a_need_becomes_the_weight_of_its_cell(client: TestClient) -> None:
    need = Need(id="need/d", name="Wohnungssuchende", value=120, unit="Personen", field="field/D", sources=SOURCE)
    service_of(client).store.commit("stadt", ChangeSet(put=[need]), author="T", reason="Bedarf")
    found = get(client, f"{TOWN}/coverage", columns="")
    needs = {row["id"]: cells[0]["need"] for row, cells in zip(found["rows"], found["cells"], strict=True)}
    assert needs == {"field/A": None, "field/D": 120}
    assert found["parameters"]["unit"] == "Personen"


@pytest.mark.parametrize(
    ("records", "said"),
    [
        (
            [Need(id="need/x", name="Bedarf", value=3, unit="Personen", district="district/nirgends", sources=SOURCE)],
            "district/nirgends",
        ),
        (
            [concept("field", "X", broader=("field/Y",)), concept("field", "Y", broader=("field/X",))],
            "field/X",
        ),
        (
            [tie("part_of", "actor/ki", "actor/awo"), tie("part_of", "actor/awo", "actor/ki")],
            "actor/ki",
        ),
    ],
)
def test_what_no_analysis_could_use_is_refused_before_it_is_kept(
    client: TestClient, records: list[AnyRecord], said: str
) -> None:
    with pytest.raises(LooseEnds, match=said):
        service_of(client).store.commit("stadt", ChangeSet(put=records), author="T", reason="Fehler")
    assert service_of(client).info("stadt").revision == 1


@pytest.mark.parametrize("path", EVERY)
def test_an_unchanged_answer_is_not_sent_twice(city: TestClient, path: str) -> None:
    first = city.get(f"{CITY}/{path}")
    assert first.status_code == 200
    again = city.get(f"{CITY}/{path}", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize("path", EVERY)
def test_an_answer_comes_in_english(city: TestClient, path: str) -> None:
    german = city.get(f"{CITY}/{path}").json()
    english = city.get(f"{CITY}/{path}", headers={"Accept-Language": "en"}).json()
    assert english["sentence"] != german["sentence"]
    assert set(english["caveats"]).isdisjoint(german["caveats"])


def test_an_earlier_revision_can_be_asked(city: TestClient) -> None:
    assert get(city, f"{CITY}/coordination", revision=1)["revision"] == 1
