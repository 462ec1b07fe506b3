"""A network holds together as a whole or says everything that does not."""

from __future__ import annotations

import pytest

from graph_service.model.change import ChangeSet
from graph_service.model.errors import LooseEnds, NotFound, Problem
from graph_service.model.network import Facet, Network
from graph_service.model.nodes import Need
from graph_service.model.provenance import Citation
from graph_service.model.ties import AnyRecord
from tests.builders import (
    PAPER,
    SOURCE,
    actor,
    addresses,
    carries,
    concept,
    document,
    field,
    measure,
    member_of,
    network,
    same_as,
    small_town,
    tie,
)


def problems(*records: AnyRecord) -> tuple[Problem, ...]:
    with pytest.raises(LooseEnds) as refused:
        network(*records)
    return refused.value.problems


def test_a_small_town_holds_together() -> None:
    town = network(*small_town())
    assert (len(town.actors), len(town.measures), len(town.ties)) == (5, 3, 12)


def test_an_empty_network_holds_together() -> None:
    assert list(Network("leer").records()) == []


@pytest.mark.parametrize(
    ("records", "place", "value"),
    [
        ((measure("m1"), carries("kii", "m1")), "actor/kii → carries → measure/m1", "actor/kii"),
        ((actor("ki"), carries("ki", "m2")), "actor/ki → carries → measure/m2", "measure/m2"),
        ((actor("ki", sources=(Citation(document="document/papr"),)),), "actor/ki", "document/papr"),
        ((field("D1", broader=("field/D",)),), "field/D1", "field/D"),
        ((Need(id="need/n", name="n", field="field/D", sources=SOURCE),), "need/n", "field/D"),
        ((actor("ki"), same_as("actor/ki", "actor/k")), same_as("actor/ki", "actor/k").id, "actor/k"),
    ],
    ids=["origin", "target", "source", "broader", "need", "judgement"],
)
def test_a_reference_to_nothing_is_named_with_its_place(records: tuple[AnyRecord, ...], place: str, value: str) -> None:
    found = problems(*records)
    assert [(problem.place, problem.value) for problem in found] == [(place, value)]


def test_a_reference_to_nothing_names_the_nearest_ids() -> None:
    (problem,) = problems(actor("ki"), actor("kita"), measure("m1"), carries("kii", "m1"))
    assert problem.near[0] == "actor/ki"
    assert "Gemeint ist vielleicht: actor/ki" in str(problem)


def test_every_loose_end_is_named_not_only_the_first() -> None:
    assert len(problems(carries("a", "m1"), carries("b", "m2"))) == 4


def test_two_different_records_with_one_id_are_refused() -> None:
    (problem,) = problems(actor("ki", "Eins"), actor("ki", "Zwei"))
    assert (problem.place, problem.value) == ("actor/ki", "actor/ki")


def test_the_same_record_twice_is_one() -> None:
    assert len(network(actor("ki"), actor("ki")).actors) == 1


@pytest.mark.parametrize(
    ("records", "value"),
    [
        ((measure("m1"), measure("m2"), tie("carries", "measure/m1", "measure/m2", "lead")), "measure/m1"),
        ((actor("a"), actor("b"), member_of("a", "b")), "actor/b"),
        ((measure("m"), field("D"), tie("serves", "measure/m", "field/D")), "field/D"),
        ((actor("a"), field("D"), tie("addresses", "actor/a", "field/D")), "actor/a"),
    ],
    ids=["measure-carries", "member-of-no-body", "wrong-scheme", "actor-addresses"],
)
def test_an_end_of_a_kind_that_the_tie_does_not_allow_is_refused(records: tuple[AnyRecord, ...], value: str) -> None:
    (problem,) = problems(*records)
    assert problem.value == value
    assert "darf nicht an dieser Stelle" in str(problem)


def test_any_actor_can_be_a_member_of_a_body() -> None:
    assert network(actor("a"), actor("b", kind="committee"), member_of("a", "b")).ties


@pytest.mark.parametrize("kind", ["part_of", "follows"])
def test_a_circle_of_ties_is_refused_with_its_way(kind: str) -> None:
    records = [actor(name) for name in "abc"]
    records += [tie(kind, f"actor/{one}", f"actor/{other}") for one, other in ("ab", "bc", "ca")]  # type: ignore[misc]
    (problem,) = problems(*records)
    assert (problem.place, problem.value) == (kind, "actor/a → actor/b → actor/c → actor/a")


def test_a_circle_of_concepts_is_refused_with_its_way() -> None:
    (problem,) = problems(field("A", broader=("field/B",)), field("B", broader=("field/A",)))
    assert (problem.place, problem.value) == ("broader", "field/A → field/B → field/A")


def test_two_ways_to_the_same_broader_concept_are_no_circle() -> None:
    diamond = (field("D"), field("L", broader=("field/D",)), field("R", broader=("field/D",)))
    assert network(*diamond, field("U", broader=("field/L", "field/R"))).broader("field/U") == {
        "field/U", "field/L", "field/R", "field/D",
    }  # fmt: skip


def test_circles_of_other_ties_are_allowed() -> None:
    there = tie("advises", "actor/a", "actor/b")
    assert len(network(actor("a"), actor("b"), there, tie("advises", "actor/b", "actor/a")).ties) == 2


def test_a_long_chain_of_parents_is_no_problem() -> None:
    chain = [field(f"f{n}", broader=(f"field/f{n + 1}",)) for n in range(1500)]
    assert len(network(*chain, field("f1500")).broader("field/f0")) == 1501


def test_narrower_and_broader_concepts_include_the_concept_itself() -> None:
    town = network(field("D"), field("D1", broader=("field/D",)), field("D2", broader=("field/D1",)), field("E"))
    assert town.narrower("field/D") == {"field/D", "field/D1", "field/D2"}
    assert town.broader("field/D1") == {"field/D1", "field/D"}


def test_what_is_broader_than_an_unknown_concept_is_not_found() -> None:
    with pytest.raises(NotFound):
        network(field("D")).broader("field/E")


def test_a_facet_without_a_tie_is_unknown() -> None:
    town = network(measure("m"))
    assert not town.facet(town.measures[0], "district").is_known
    assert town.facet(town.measures[0], "district") == Facet(())


def test_a_facet_that_was_recorded_as_none_is_known_and_empty() -> None:
    town = network(measure("m", none_recorded=("district",)))
    assert town.facet(town.measures[0], "district") == Facet((), recorded_none=True)
    assert town.facet(town.measures[0], "district").is_known


def test_a_facet_for_all_is_the_concept_that_stands_for_all() -> None:
    everyone = concept("target_group", "alle")
    town = network(measure("m"), everyone, tie("serves", "measure/m", everyone.id))
    assert town.facet(town.measures[0], "target_group") == Facet((everyone.id,))


def test_a_facet_is_the_set_of_its_concepts_in_order() -> None:
    town = network(measure("m"), field("B"), field("A"), addresses("m", "B"), addresses("m", "A"))
    assert town.facet(town.measures[0], "field").concepts == ("field/A", "field/B")


def test_a_recorded_concept_outweighs_a_recorded_none() -> None:
    town = network(measure("m", none_recorded=("field",)), field("A"), addresses("m", "A"))
    assert town.facet(town.measures[0], "field") == Facet(("field/A",))


def test_the_records_that_rest_on_a_document_are_known() -> None:
    other = document("other")
    both = (*SOURCE, Citation(document=other.id, locator="S. 1"), Citation(document=other.id, locator="S. 2"))
    town = network(other, actor("a"), actor("b", sources=both))
    assert [record.id for record in town.citing[PAPER.id]] == ["actor/a", "actor/b"]
    assert [record.id for record in town.citing[other.id]] == ["actor/b"]


def test_concepts_come_in_their_own_order_then_by_notation() -> None:
    town = network(field("B"), field("A"), field("Z", order=1), field("Y", order=0))
    assert [found.notation for found in town.concepts("field")] == ["Y", "Z", "A", "B"]


def test_ties_are_found_from_both_ends() -> None:
    town = network(*small_town())
    assert [found.target for found in town.ties_from("actor/fg")] == ["field/D"]
    assert {found.origin for found in town.ties_to("actor/fg", "member_of")} == {"actor/ki", "actor/awo"}
    assert len(town.ties_of("actor/fg")) == 3


def test_a_node_that_is_not_there_names_the_nearest_of_its_type() -> None:
    with pytest.raises(NotFound) as missing:
        network(*small_town()).node("actor/kii")
    assert missing.value.near[0] == "actor/ki"


def test_every_record_is_found_by_its_id() -> None:
    town = network(*small_town(), same_as("actor/ki", "actor/awo"))
    assert all(town.get(record.id) == record for record in town.records())
    assert town.get("actor/none") is None


def test_a_change_makes_another_network_and_leaves_this_one() -> None:
    town = network(*small_town())
    later = town.apply(ChangeSet(put=(actor("neu"),), remove=("measure/m3", *_ties_at(town, "measure/m3"))), 7)
    assert (len(later.measures), len(later.actors), later.revision) == (2, 6, 7)
    assert (len(town.measures), len(town.actors), town.revision) == (3, 5, 1)


def _ties_at(town: Network, node_id: str) -> tuple[str, ...]:
    return tuple(found.id for found in town.ties_of(node_id))


def test_a_record_that_is_put_replaces_the_one_with_its_id() -> None:
    later = network(actor("ki", "Alt")).apply(ChangeSet(put=(actor("ki", "Neu"),)))
    assert [found.name for found in later.actors] == ["Neu"]


def test_a_change_that_would_leave_loose_ends_is_refused() -> None:
    with pytest.raises(LooseEnds) as refused:
        network(*small_town()).apply(ChangeSet(remove=("actor/ki",)))
    assert {problem.value for problem in refused.value.problems} == {"actor/ki"}


def test_removing_what_is_not_there_is_refused() -> None:
    with pytest.raises(NotFound):
        network(actor("ki")).apply(ChangeSet(remove=("actor/kii",)))


def test_a_source_that_facts_rest_on_cannot_be_removed() -> None:
    with pytest.raises(LooseEnds):
        network(actor("ki")).apply(ChangeSet(remove=(PAPER.id,)))
