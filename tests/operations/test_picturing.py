"""Pictures as they are asked for: nodes stand still, whatever the picture is narrowed to; sizes mean something."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from graph_service.analysis.scope import Scope
from graph_service.model.change import ChangeSet
from graph_service.model.errors import BadValue, UnknownWord
from graph_service.model.ties import AnyRecord, Judgement
from graph_service.operations.narrowing import Only
from graph_service.operations.picturing import Wish, picture
from graph_service.operations.service import Service
from graph_service.stores import open_store
from tests.builders import addresses, carries, measure, small_town, tie
from visualisations.picture import Picture

DAY = Scope(at=date(2025, 6, 30))
MORE: tuple[AnyRecord, ...] = (
    measure("m4", "Sprachtreff", "2021/"),
    addresses("m4", "A"),
    carries("moschee", "m4"),
    *(tie("serves", f"measure/{m}", "target_group/gefluechtete") for m in ("m1", "m4")),
)


@pytest.fixture(scope="module")
def service() -> Iterator[Service]:
    made = Service(open_store("memory:"))
    made.store.create("stadt", "Stadt")
    made.store.commit("stadt", ChangeSet(put=(*small_town(), *MORE)), author="Test", reason="Test")
    yield made
    made.store.close()


def shown(service: Service, **wish: object) -> Picture:
    return picture(service, "stadt", Wish(**wish), "de")  # type: ignore[arg-type]


def places(drawn: Picture) -> dict[str, tuple[float, float]]:
    return {node.id: (node.x, node.y) for node in drawn.drawn}


Filters = dict[str, object]


@pytest.mark.parametrize("view", ["all", "wheel", "measures", "actors", "levels", "coordination"])
@pytest.mark.parametrize(
    "filters",
    [
        {"only": Only(kinds=frozenset({"welfare_association", "refugee_aid_association"}))},
        {"only": Only(fields=frozenset({"field/A"}))},
        {"scope": DAY},
        {"limit": 3},
    ],
    ids=["kind", "field", "day", "limit"],
)
def test_the_same_node_stays_where_it_was_when_a_filter_changes(
    service: Service, view: str, filters: dict[str, object]
):
    before, after = places(shown(service, view=view)), places(shown(service, view=view, **filters))
    assert {node: spot for node, spot in after.items() if before.get(node, spot) != spot} == {}


def test_more_steps_around_an_actor_leave_the_nearer_ones_where_they_were(service: Service):
    one, two = places(shown(service, focus="actor/awo", steps=1)), places(shown(service, focus="actor/awo", steps=2))
    assert len(two) > len(one)
    assert {node: two[node] for node in one} == one


def test_a_field_keeps_its_actors_in_their_places_whatever_the_day(service: Service):
    now, later = (places(shown(service, focus="field/D", scope=Scope(at=date(year, 6, 30)))) for year in (2014, 2025))
    assert now.keys() != later.keys()
    assert {node: now[node] for node in now.keys() & later.keys()} == {
        node: later[node] for node in now.keys() & later.keys()
    }


@pytest.mark.parametrize(
    "wish", [{"view": "coordination"}, {"view": "wheel"}, {"view": "measures"}, {"focus": "field/D"}]
)
def test_each_day_is_seen_from_the_same_distance_and_with_the_same_places(service: Service, wish: dict[str, object]):
    days = [Scope(at=date(year, 6, 30)) for year in (2014, 2018, 2022)]
    pictures = [shown(service, scope=day, **wish) for day in days]
    assert len({repr(drawn.frame) for drawn in pictures}) == 1
    assert pictures[0].frame is not None
    met: dict[str, tuple[float, float]] = {}
    for spots in map(places, pictures):
        assert {node: met.get(node, spot) for node, spot in spots.items()} == spots
        met |= spots


def test_a_day_in_the_surroundings_of_an_actor_leaves_out_what_was_over(service: Service):
    ever, then = shown(service, focus="actor/awo"), shown(service, focus="actor/awo", scope=DAY)
    assert "measure/m3" in places(ever)
    assert "measure/m3" not in places(then)
    assert {node: places(ever)[node] for node in places(then)} == places(then)


def test_who_serves_the_same_people_without_a_channel_is_joined_by_a_dashed_line_with_its_weight(service: Service):
    drawn = shown(service, view="coordination", scope=DAY)
    lines = {(edge.origin, edge.target): edge for edge in drawn.edges}
    missing = lines["actor/awo", "actor/moschee"]
    assert (missing.kind, missing.tag, bool(missing.dashes)) == ("lacks_channel", "1", True)
    assert missing.forward == "kein Weg der Abstimmung erfasst; 1 gemeinsame Kombination"
    held = lines["actor/awo", "actor/ki"]
    assert (held.kind, held.tag, held.dashes) == ("has_channel", "", ())
    assert "gemeinsame Maßnahme" in held.forward or "gemeinsames Gremium" in held.forward


def test_a_pair_that_people_judged_is_drawn_as_judged(service: Service):
    judgement = Judgement(
        kind="coordination",
        subjects=("actor/awo", "actor/moschee"),
        decision="coordinated",
        author="KI",
        decided_on="2024-03-01",
    )
    made = Service(open_store("memory:"))
    made.store.create("stadt", "Stadt")
    made.store.commit("stadt", ChangeSet(put=(*small_town(), *MORE, judgement)), author="Test", reason="Test")
    lines = {(edge.origin, edge.target): edge for edge in shown(made, view="coordination", scope=DAY).edges}
    assert lines["actor/awo", "actor/moschee"].kind == "settled"
    assert lines["actor/awo", "actor/moschee"].forward.startswith("beurteilt am 1. März 2024: ist abgestimmt")
    made.store.close()


def test_a_recorded_tie_of_cooperation_is_a_line_even_where_nothing_is_shared():
    made = Service(open_store("memory:"))
    made.store.create("stadt", "Stadt")
    together = tie("coordinates_with", "actor/fr", "actor/moschee")
    made.store.commit("stadt", ChangeSet(put=(*small_town(), together)), author="Test", reason="Test")
    kinds = {(edge.origin, edge.target): edge.kind for edge in shown(made, view="coordination", scope=DAY).edges}
    assert kinds["actor/fr", "actor/moschee"] == "coordinates_with"
    made.store.close()


def test_a_way_runs_from_left_to_right_with_every_tie_on_it(service: Service):
    drawn = shown(service, view="path", focus="actor/awo", to="actor/ki")
    spots = places(drawn)
    assert spots["actor/awo"][0] < spots["actor/fg"][0] < spots["actor/ki"][0]
    assert {edge.kind for edge in drawn.edges} == {"member_of"}


def test_where_there_is_no_way_both_ends_are_shown_without_a_line(service: Service):
    drawn = shown(service, view="path", focus="actor/awo", to="actor/fr")
    assert {node.id for node in drawn.nodes} == {"actor/awo", "actor/fr"}
    assert drawn.edges == ()


def test_a_way_without_its_end_is_refused(service: Service):
    with pytest.raises(BadValue) as refused:
        shown(service, view="path", focus="actor/awo")
    assert refused.value.place == "to"


def test_shapes_can_be_as_large_as_measures_or_the_place_between_others(service: Service):
    by_measures = shown(service, size="measures")
    sizes = {node.id: node.size for node in by_measures.nodes}
    assert sizes["actor/awo"] > sizes["actor/fr"] > sizes["actor/fg"]
    assert any("trägt ein Akteur" in note for note in by_measures.notes)
    between = shown(service, size="between", scope=DAY)
    assert any("kürzesten Wegen" in note for note in between.notes)


def test_a_size_that_does_not_exist_is_refused_with_those_that_do(service: Service):
    with pytest.raises(UnknownWord) as refused:
        shown(service, size="groesse")
    assert "measures" in str(refused.value.remedy)


def test_what_is_left_out_is_offered_by_field_and_by_kind(service: Service):
    drawn = shown(service, limit=2)
    offered = {(part.by, part.value): part.count for part in drawn.rest}
    assert offered["field", "D"] >= 2
    assert sum(count for (by, _), count in offered.items() if by == "kind") == drawn.hidden["actor"]
    assert shown(service).rest == ()
