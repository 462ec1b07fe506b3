"""Recommendations, roles and "what if" over HTTP: the reference town, the shipped one, and what is refused."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from fastapi.testclient import TestClient

from graph_service.model.change import ChangeSet
from graph_service.model.nodes import Need
from graph_service.model.ties import AnyRecord
from graph_service.operations.judging import Verdict, judge
from tests.api.conftest import Application, service_of
from tests.builders import PAPER, SOURCE, actor
from tests.reference import kleinstadt

TOWN = "/api/v1/networks/kleinstadt"
ADVICE = ("recommendations", "roles", "what-if?without=ki")


def filled(client: TestClient, network: str, *records: AnyRecord) -> None:
    store = service_of(client).store
    store.create(network, network.capitalize())
    store.commit(network, ChangeSet(put=records), author="Test", reason="Test")


@pytest.fixture(scope="module")
def client(application: Application) -> Iterator[TestClient]:
    """A service over the reference town, an empty one and one with a single actor, which are only read."""
    with application.serving() as client:
        filled(client, "kleinstadt", *kleinstadt().records())
        filled(client, "beurteilt", *kleinstadt().records())
        filled(client, "leer", PAPER)
        filled(client, "eins", PAPER, actor("a"))
        yield client


def get(client: TestClient, path: str, **query: Any) -> Any:
    answer = client.get(path, params={"at": "2025-06-30", **query})
    assert answer.status_code == 200, answer.text
    return json.loads(answer.text, parse_constant=pytest.fail)


def pairs(rows: list[dict[str, Any]]) -> list[tuple[str, str, int]]:
    return [(row["first"]["id"], row["second"]["id"], row["weight"]) for row in rows]


def test_the_largest_gaps_are_recommended_as_ties_with_what_they_close(client: TestClient) -> None:
    found = get(client, f"{TOWN}/recommendations")
    assert pairs([row["pair"] for row in found["ties"]]) == [
        ("actor/verein1", "actor/vhs", 2),
        ("actor/awo", "actor/verein1", 2),
    ]
    assert [row["priority"] for row in found["ties"]] == [1.0, None]
    assert [row["gain"] for row in found["ties"]] == [
        {"closes": 2, "pairs": 1, "fit": 0.2, "congruence": 0.2},
        {"closes": 2, "pairs": 1, "fit": 0.2, "congruence": 0.2},
    ]
    assert found["ties_exact"] is True


def test_a_common_partner_is_shown_as_what_makes_it_feasible(client: TestClient) -> None:
    row = get(client, f"{TOWN}/recommendations")["ties"][0]["pair"]
    assert (row["channel"]["id"], row["partners"], [one["id"] for one in row["through"]]) == (
        "third_party",
        1,
        ["actor/ki"],
    )


def test_every_name_at_the_table_comes_with_its_pairs(client: TestClient) -> None:
    table = get(client, f"{TOWN}/recommendations", size=3)["table"]
    assert {seat["actor"]["id"]: pairs(seat["pairs"]) for seat in table["seats"]} == {
        "actor/awo": [("actor/awo", "actor/verein1", 2)],
        "actor/verein1": [("actor/awo", "actor/verein1", 2), ("actor/verein1", "actor/vhs", 2)],
        "actor/vhs": [("actor/verein1", "actor/vhs", 2)],
    }
    assert (table["exact"], table["gain"]["closes"]) == (True, 4)


def test_a_seat_in_a_body_comes_before_a_new_table_that_gains_less_for_its_cost(client: TestClient) -> None:
    options = get(client, f"{TOWN}/recommendations", size=3)["options"]
    assert [(one["kind"], one["cost"], one["gain"]["closes"]) for one in options] == [
        ("invitation", 1, 2),
        ("table", 3, 4),
    ]


def test_what_people_settled_is_not_recommended_and_its_number_is_said(client: TestClient) -> None:
    verdict = Verdict("coordination", ("actor/awo", "actor/verein1"), "coordinated", "Koordination", "Jour fixe")
    judge(service_of(client), "beurteilt", verdict)
    found = get(client, "/api/v1/networks/beurteilt/recommendations")
    assert pairs([row["pair"] for row in found["ties"]]) == [("actor/verein1", "actor/vhs", 2)]
    assert found["settled"] == 1
    assert any("als abgestimmt oder nicht nötig beurteilt" in caveat for caveat in found["caveats"])


def test_roles_name_who_is_alone_and_what_hangs_on_one(client: TestClient) -> None:
    found = get(client, f"{TOWN}/roles")
    assert [one["id"] for one in found["alone"]] == ["actor/verein2"]
    rows = {row["actor"]["id"]: row for row in found["items"]}
    assert rows["actor/verein2"]["words"] == "Zu „Moscheegemeinde“ ist kein Kontakt zu anderen Akteuren erfasst."
    assert rows["actor/verein2"]["constraint"] is None
    # Senioren in A (II) and in E (I, II), Geflüchtete … in D: counted from the table of providers.
    assert {key: row["sole_cells"] for key, row in rows.items() if row["sole_cells"]} == {
        "actor/verein2": 3,
        "actor/caritas": 2,
        "actor/awo": 1,
    }


def test_roles_can_stand_in_the_order_of_dependence(client: TestClient) -> None:
    found = get(client, f"{TOWN}/roles", by="dependence", limit=2)
    assert [row["actor"]["id"] for row in found["items"]] == ["actor/verein2", "actor/caritas"]
    assert [row["actor"]["id"] for row in found["dependence"]] == ["actor/verein2", "actor/caritas"]


def test_without_an_actor_its_cells_are_lost_and_figures_fall(client: TestClient) -> None:
    found = get(client, f"{TOWN}/what-if", without="verein2")
    assert found["lost_total"] == 3
    assert [row["measure"]["id"] for row in found["stopped"]] == ["measure/m7"]
    assert found["rate"] == {
        "before": pytest.approx(12 / 18),
        "after": pytest.approx(9 / 18),
        "difference": pytest.approx(-3 / 18),
        "before_part": "12 von 18 Kombinationen aus Handlungsfeld, Zielgruppe und Ort",
        "after_part": "9 von 18 Kombinationen aus Handlungsfeld, Zielgruppe und Ort",
    }


def test_without_the_hub_others_are_left_alone(client: TestClient) -> None:
    found = get(client, f"{TOWN}/what-if", without="ki")
    assert {row["actor"]["id"] for row in found["alone"]} == {"actor/verein1", "actor/vhs"}
    assert all(row["facts"] and row["sources"] for row in found["alone"])


@pytest.mark.parametrize("path", ADVICE)
def test_every_answer_tells_its_parameters_and_its_basis(client: TestClient, path: str) -> None:
    found = get(client, f"{TOWN}/{path}") if "?" not in path else get(client, f"{TOWN}/what-if", without="ki")
    assert found["basis"]["running"] == 8
    assert found["basis"]["not_recorded"]["district"] == 1
    assert {"documented", "planned", "certain", "role"} <= found["parameters"].keys()
    assert found["sentence"]


@pytest.mark.parametrize("path", ["recommendations", "roles"])
def test_an_empty_network_and_one_actor_are_answered(client: TestClient, path: str) -> None:
    for network in ("leer", "eins"):
        assert get(client, f"/api/v1/networks/{network}/{path}")["sentence"]


def test_one_actor_alone_can_be_thought_away(client: TestClient) -> None:
    found = get(client, "/api/v1/networks/eins/what-if", without="a")
    assert (found["rate"]["after"], found["congruence"]["after"]) == (None, None)


@pytest.mark.parametrize(
    ("path", "status", "place"),
    [
        ("recommendations?k=0", 422, "k"),
        ("recommendations?size=1", 422, "size"),
        ("recommendations?load=0", 422, "load"),
        ("recommendations?max_body=1", 422, "max_body"),
        ("roles?graph=three_mode", 422, "graph"),
        ("roles?by=name", 422, "by"),
        ("what-if", 422, "without"),
        ("what-if?without=field/A", 422, "gone"),
        ("what-if?without=niemand", 404, ""),
    ],
)
def test_what_cannot_be_answered_is_said(client: TestClient, path: str, status: int, place: str) -> None:
    answer = client.get(f"{TOWN}/{path}")
    assert answer.status_code == status, answer.text
    assert answer.json()["place"] == place


def test_answers_come_in_english(client: TestClient) -> None:
    found = get(client, f"{TOWN}/what-if", without="verein2", lang="en")
    assert found["sentence"].startswith("Without Moscheegemeinde (as of 30 June 2025): 3 combinations would lose")


def test_where_every_open_pair_was_judged_the_sentence_says_so_and_not_that_none_is_open(client: TestClient) -> None:
    filled(client, "erledigt", *kleinstadt().records())
    for pair in (("actor/awo", "actor/verein1"), ("actor/verein1", "actor/vhs")):
        judge(service_of(client), "erledigt", Verdict("coordination", pair, "not_needed", "Koordination", "Getrennt"))
    sentence = get(client, "/api/v1/networks/erledigt/recommendations")["sentence"]
    assert sentence == "Am 30. Juni 2025 ist für 2 Paare kein Weg der Abstimmung erfasst; alle sind bereits beurteilt."


def test_judged_pairs_come_last_and_stay_among_the_findings(client: TestClient) -> None:
    verdict = Verdict("coordination", ("actor/awo", "actor/verein1"), "coordinated", "Koordination", "Jour fixe")
    filled(client, "zuletzt", *kleinstadt().records())
    judge(service_of(client), "zuletzt", verdict)
    found = get(client, "/api/v1/networks/zuletzt/coordination")
    assert pairs(found["gaps"]) == [("actor/verein1", "actor/vhs", 2), ("actor/awo", "actor/verein1", 2)]
    assert [row["feedback"] and row["feedback"]["decision"]["id"] for row in found["gaps"]] == [None, "coordinated"]
    assert found["without_finding"] == []


def test_a_judgement_holds_for_records_that_are_the_same(client: TestClient) -> None:
    filled(client, "doppelt", *kleinstadt().records(), actor("aaa", "AWO"))
    service = service_of(client)
    judge(service, "doppelt", Verdict("coordination", ("actor/awo", "actor/verein1"), "coordinated", "KI", "Runde"))
    judge(service, "doppelt", Verdict("same_as", ("actor/aaa", "actor/awo"), "same", "KI", "Dieselbe"))
    gaps = get(client, "/api/v1/networks/doppelt/coordination")["gaps"]
    assert [(row["first"]["id"], bool(row["feedback"])) for row in gaps if row["first"]["id"] == "actor/aaa"] == [
        ("actor/aaa", True)
    ]


def test_congruence_on_another_day_counts_by_the_same_parameters(client: TestClient) -> None:
    found = get(client, f"{TOWN}/coordination", max_body=2, over="2025-06-30")
    assert found["over_time"][0]["share"] == found["congruence"]
    assert found["parameters"]["over"] == ["2025-06-30"]


@pytest.mark.parametrize(
    ("path", "place"),
    [("gaps?field=district/I", "field"), ("overlaps?district=actor/ki", "district"), ("coverage?rows=", "rows")],
)
def test_a_concept_of_another_list_is_refused_by_name(client: TestClient, path: str, place: str) -> None:
    answer = client.get(f"{TOWN}/{path}")
    assert (answer.status_code, answer.json()["place"]) == (422, place)


def test_shares_of_supply_do_not_depend_on_what_stands_in_rows(client: TestClient) -> None:
    place = {"district/I": 30, "district/II": 10}
    needs = [
        Need(id=f"need/{n}", name=one, district=one, value=Decimal(value), unit="Personen", sources=SOURCE)
        for n, (one, value) in enumerate(place.items())
    ]
    filled(client, "bedarf", *kleinstadt().records(), *needs)
    one = get(client, "/api/v1/networks/bedarf/coverage", rows="field", columns="district")
    other = get(client, "/api/v1/networks/bedarf/coverage", rows="district", columns="field")
    assert one["supply"] == other["supply"] != []
    # Five offers in district I and four in II, where three quarters and one quarter of the need are.
    assert one["inequity"] == other["inequity"] == pytest.approx(3 / 4 - 5 / 9)
    assert get(client, "/api/v1/networks/bedarf/coverage")["inequity"] is None


def test_a_gap_names_the_need_that_it_is_ranked_by(client: TestClient) -> None:
    need = Need(id="need/s", name="Viele", district="district/II", value=Decimal(9), unit="P", sources=SOURCE)
    filled(client, "not", *kleinstadt().records(), need)
    row = get(client, "/api/v1/networks/not/gaps")["items"][0]
    assert (row["need"], row["facts"][0], bool(row["sources"])) == (9.0, "need/s", True)
