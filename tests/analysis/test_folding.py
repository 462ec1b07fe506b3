"""Records that people called the same are one in what is read from a whole network."""

from __future__ import annotations

from datetime import date

from graph_service.analysis.acting import who_acts
from graph_service.analysis.change import world_change
from graph_service.analysis.folding import folded
from graph_service.analysis.governance import paths
from graph_service.analysis.partners import partners
from graph_service.analysis.scope import Scope
from graph_service.model.network import Network
from graph_service.model.provenance import Citation
from graph_service.model.ties import AnyRecord
from tests.builders import SOURCE, actor, addresses, carries, document, field, measure, network, same_as, tie

SCOPE = Scope(at=date(2026, 11, 22))
OTHER = (Citation(document="document/other"),)
TWICE: tuple[AnyRecord, ...] = (
    field("A"),
    document("other"),
    actor("awo"),
    actor("arbeiterwohlfahrt"),
    actor("ki"),
    measure("m1"),
    measure("m2"),
    addresses("m1", "A"),
    addresses("m2", "A"),
    carries("awo", "m1"),
    carries("arbeiterwohlfahrt", "m1", sources=OTHER),
    carries("arbeiterwohlfahrt", "m2"),
    carries("ki", "m2"),
)
SAME = same_as("actor/awo", "actor/arbeiterwohlfahrt")
FIRST = "actor/arbeiterwohlfahrt"


def twice() -> Network:
    return network(*TWICE, SAME)


def test_a_network_without_such_a_judgement_is_itself() -> None:
    town = network(*TWICE)
    assert folded(town) is town


def test_ties_of_both_are_of_the_first_and_keep_their_ids() -> None:
    town = folded(twice())
    assert "actor/awo" not in town.nodes
    assert {one.id for one in town.ties_from(FIRST)} < {one.id for one in TWICE}


def test_ties_that_say_the_same_are_one_with_the_sources_of_both() -> None:
    [kept] = folded(twice()).ties_to("measure/m1", "carries")
    assert set(kept.sources) == {*SOURCE, *OTHER}


def test_a_tie_between_the_two_is_left_out() -> None:
    town = network(*TWICE, SAME, tie("coordinates_with", "actor/awo", FIRST))
    assert folded(town).ties_from(FIRST, "coordinates_with") == ()


def test_a_difference_is_not_folded() -> None:
    other = SAME.model_copy(update={"decision": "different"})
    assert len(folded(network(*TWICE, other)).actors) == 3


def test_who_acts_lists_the_two_as_one() -> None:
    rows = who_acts(twice(), "field/A", SCOPE).acting
    assert [(row.actor.id, len(row.contributions)) for row in rows] == [(FIRST, 2), ("actor/ki", 1)]


def test_the_two_are_no_partners_and_share_their_partners() -> None:
    for one in ("actor/awo", FIRST):
        assert [row.actor.id for row in partners(twice(), one, SCOPE)] == ["actor/ki"]
    assert [row.actor.id for row in partners(twice(), "actor/ki", SCOPE)] == [FIRST]


def test_a_change_counts_the_two_once() -> None:
    change = world_change(twice(), SCOPE, SCOPE)
    assert (len(change.actors.kept), len(change.ties.kept)) == (2, 3)


def test_a_path_may_begin_at_either_of_the_two() -> None:
    town = network(*TWICE, SAME, tie("coordinates_with", "actor/ki", FIRST))
    assert paths(town, "actor/awo", "actor/ki", SCOPE).steps == 1
