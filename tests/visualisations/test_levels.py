"""The view in levels: who steers stands left of whom it steers, members beside their body, nothing on one spot."""

from __future__ import annotations

from graph_service.model.network import Network
from tests import builders
from visualisations.layout import levels
from visualisations.network_view import draw
from visualisations.svg import to_svg


def town() -> Network:
    return builders.network(
        builders.actor("rat", "Rat", "council"),
        builders.actor("dez", "Dezernat", "directorate"),
        builders.actor("stg", "Steuerungsgruppe", "steering_group"),
        builders.actor("ki", "Kommunales Integrationszentrum der Stadt am Rhein", "integration_centre"),
        builders.actor("awo"),
        builders.actor("verein"),
        builders.measure("m1"),
        builders.tie("part_of", "actor/ki", "actor/dez"),
        builders.tie("steers", "actor/dez", "actor/stg", "lead"),
        builders.tie("steers", "actor/stg", "measure/m1"),
        builders.member_of("awo", "stg"),
        builders.member_of("ki", "stg"),
        builders.tie("coordinates_with", "actor/awo", "actor/ki"),
    )


def test_who_is_above_stands_left_and_siblings_stand_below_each_other() -> None:
    places = levels({"a": None, "b": "a", "c": "a", "d": "b"})
    assert places["a"][0] < places["b"][0] == places["c"][0] < places["d"][0]
    assert places["b"][1] == places["d"][1] < places["a"][1] < places["c"][1]


def test_who_stands_under_somebody_who_is_not_shown_stands_at_the_left() -> None:
    assert levels({"b": "a"}) == {"b": (0.0, 0.0)}


def test_bodies_their_lines_and_their_members_are_shown_and_nobody_else() -> None:
    picture = draw(town(), view="levels")
    places = {node.id: node.x for node in picture.nodes}
    assert set(places) == {"actor/rat", "actor/dez", "actor/stg", "actor/ki", "actor/awo"}
    assert places["actor/dez"] < places["actor/stg"] == places["actor/ki"] < places["actor/awo"]
    assert {edge.kind for edge in picture.edges} == {"part_of", "steers", "member_of"}
    assert len({(node.x, node.y) for node in picture.nodes}) == 5


def test_names_stand_in_one_line_beside_their_nodes_and_a_note_says_how_to_read_them() -> None:
    picture = draw(town(), view="levels")
    assert {node.anchor for node in picture.nodes} == {"right"}
    assert not [node.label for node in picture.nodes if "\n" in node.label]
    assert picture.alone == ()
    assert any("Von links nach rechts" in note for note in picture.notes)
    assert "Kommunales Integrationszentrum der …" in to_svg(picture)


def test_a_town_without_bodies_has_an_empty_view_that_says_why_and_what_helps() -> None:
    picture = draw(builders.network(builders.actor("awo")), view="levels")
    assert picture.nodes == ()
    assert "kein Gremium erfasst" in picture.notes[0]
    assert picture.notes[1].startswith("Abhilfe: Ein Gremium ist ein Akteur einer Art wie Rat")
    assert len(picture.notes) == 2


def test_a_limit_leaves_the_rest_in_its_levels() -> None:
    picture = draw(town(), view="levels", limit=3)
    assert (len(picture.nodes), picture.hidden) == (3, {"actor": 2})
