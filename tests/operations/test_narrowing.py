"""A network narrowed to some actors, fields and ties: what stays, and that nothing is left without its ends."""

from __future__ import annotations

from graph_service.model.network import Network
from graph_service.operations.narrowing import Only, narrowed
from tests import builders

SHOWN = {"actor", "measure"}
TOWN = Network("stadt", builders.small_town(), 1)


def nodes(only: Only) -> set[str]:
    return {
        node.id for node in narrowed(TOWN, only).nodes.values() if node.type in SHOWN or node.id.startswith("field/")
    }


def test_nothing_chosen_leaves_the_network_as_it_is():
    assert narrowed(TOWN, Only()) is TOWN


def test_a_field_keeps_its_measures_those_who_take_part_and_those_responsible():
    found = nodes(Only(fields=frozenset({"field/D"})))
    assert found == {
        "field/D", "measure/m2", "measure/m3", "actor/fr", "actor/ki", "actor/awo", "actor/fg",
    }  # fmt: skip


def test_a_field_keeps_the_measures_of_narrower_fields():
    town = builders.network(
        builders.field("A"),
        builders.field("A1", broader=("field/A",)),
        builders.measure("m"),
        builders.addresses("m", "A1"),
    )
    assert "measure/m" in narrowed(town, Only(fields=frozenset({"field/A"}))).nodes


def test_a_kind_of_actor_keeps_what_these_do_and_drops_all_others():
    found = nodes(Only(kinds=frozenset({"welfare_association"})))
    assert found == {"actor/awo", "measure/m1", "measure/m3", "field/A", "field/D"}


def test_kinds_and_fields_together_keep_only_what_is_in_both():
    found = nodes(Only(kinds=frozenset({"welfare_association"}), fields=frozenset({"field/A"})))
    assert found == {"actor/awo", "measure/m1", "field/A"}


def test_a_sector_that_nobody_has_leaves_nobody():
    assert nodes(Only(sectors=frozenset({"health"}))) == set()


def test_chosen_ties_are_the_only_lines_and_every_entry_stays():
    part = narrowed(TOWN, Only(ties=frozenset({"member_of"})))
    assert {tie.kind for tie in part.ties.values()} == {"member_of"}
    assert {actor.id for actor in part.actors} == {actor.id for actor in TOWN.actors}


def test_every_tie_that_stays_has_both_its_ends():
    for only in (Only(kinds=frozenset({"expert_group"})), Only(fields=frozenset({"field/A"}))):
        part = narrowed(TOWN, only)
        assert all({tie.origin, tie.target} <= part.nodes.keys() for tie in part.ties.values())
