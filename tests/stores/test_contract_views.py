"""One promise, every store: what base.py says about views, for each backend."""

from __future__ import annotations

import pytest

from graph_service.model.errors import BadValue, NotFound, UnknownWord
from graph_service.model.provenance import Citation
from graph_service.stores.base import Selection, Store
from tests.builders import (
    PAPER,
    actor,
    addresses,
    carries,
    concept,
    document,
    field,
    measure,
    member_of,
    tie,
)
from tests.stores.acts import begin, everything, ids, judgement, need, town


class TestView:
    def test_counts_name_every_type(self, store: Store) -> None:
        view = town(store)
        assert view.counts() == {
            "actor": 5,
            "measure": 3,
            "concept": 4,
            "need": 0,
            "document": 1,
            "event": 0,
            "report": 0,
            "indicator": 0,
            "observation": 0,
            "tie": 12,
            "judgement": 0,
        }

    def test_unrecorded_counts_measures_without_word_on_a_facet(self, store: Store) -> None:
        begin(
            store,
            field("D"),
            *map(measure, ("tied", "silent")),
            measure("none", none_recorded=("field",)),
            addresses("tied", "D"),
        )
        view = store.view("stadt")
        assert view.unrecorded("field") == 1
        assert view.unrecorded("district") == 3
        with pytest.raises(UnknownWord):
            view.unrecorded("colour")

    def test_every_record_can_be_got_by_its_id(self, store: Store) -> None:
        begin(store, *everything())
        view = store.view("stadt")
        assert [view.get(record.id) for record in everything()] == list(everything())

    def test_an_id_that_is_not_there_names_the_nearest(self, store: Store) -> None:
        with pytest.raises(NotFound) as caught:
            town(store).get("actor/mosche")
        assert caught.value.near[0] == "actor/moschee"

    def test_an_excerpt_and_a_network_carry_their_revision(self, store: Store) -> None:
        view = town(store)
        assert view.load().revision == view.field_excerpt("field/D").revision == view.revision == 1
        assert view.load().id == view.network == "stadt"


# Filling a store takes longer than selecting from it, so that these share one filling.
NARROWED = (
    (Selection("measure"), ["m1", "m2", "m3"]),
    (Selection("measure", text="wohnraum"), ["m2"]),
    (Selection("measure", text="beratung kurs"), []),
    (Selection("measure", text="  "), ["m1", "m2", "m3"]),
    (Selection("measure", statuses=frozenset({"running"})), []),
    (Selection("measure", statuses=frozenset({"running", "unknown"})), ["m1", "m2", "m3"]),
    (Selection("measure", concepts={"field": frozenset({"field/D"})}), ["m2", "m3"]),
    (Selection("measure", concepts={"field": frozenset({"field/A", "field/D"})}), ["m1", "m2", "m3"]),
    (Selection("measure", concepts={"field": frozenset()}), ["m1", "m2", "m3"]),
    (
        Selection(
            "measure",
            concepts={
                "field": frozenset({"field/D"}),
                "target_group": frozenset({"target_group/gefluechtete"}),
            },
        ),
        ["m2"],
    ),
    (Selection("actor", kinds=frozenset({"expert_group", "religious_community"})), ["fg", "moschee"]),
    (Selection("actor", sectors=frozenset({"coordination"})), ["fg", "ki"]),
    (Selection("actor", kinds=frozenset({"expert_group"}), sectors=frozenset({"welfare"})), []),
    (Selection("actor", concepts={"field": frozenset({"field/D"})}), ["awo", "fr"]),
    (Selection("actor", statuses=frozenset({"running"})), ["awo", "fg", "fr", "ki", "moschee"]),
    (Selection("concept", scheme="field"), ["A", "D"]),
    (Selection("concept", scheme="phase"), []),
    (Selection("concept", text="Alle"), ["alle"]),
    (Selection("document", kinds=frozenset({"press"})), []),
    (Selection("document", concepts={"field": frozenset({"field/D"})}), ["paper"]),
)


class TestSelect:
    def test_a_selection_narrows(self, store: Store) -> None:
        view = town(store)
        for selection, expected in NARROWED:
            page = view.select(selection)
            assert [node.id.partition("/")[2] for node in page.nodes] == expected, selection
            assert (page.total, page.next) == (len(page.nodes), None)

    def test_what_cannot_be_selected_is_refused(self, store: Store) -> None:
        view = town(store)
        for selection in (Selection("field"), Selection("measure", concepts={"colour": frozenset({"x"})})):
            with pytest.raises(UnknownWord):
                view.select(selection)
        with pytest.raises(BadValue):
            view.select(Selection("measure", limit=0))

    def test_pages_follow_each_other(self, store: Store) -> None:
        view = town(store)
        first = view.select(Selection("actor", limit=2))
        assert (ids(first.nodes), first.total, first.next) == (["actor/awo", "actor/fg"], 5, "actor/fg")
        second = view.select(Selection("actor", limit=2, after=first.next))
        assert (ids(second.nodes), second.total, second.next) == (["actor/fr", "actor/ki"], 5, "actor/ki")
        last = view.select(Selection("actor", limit=2, after=second.next))
        assert (ids(last.nodes), last.total, last.next) == (["actor/moschee"], 5, None)
        beyond = view.select(Selection("actor", after="actor/z"))
        assert (beyond.nodes, beyond.total, beyond.next) == ((), 5, None)

    def test_documented_leaves_out_what_one_side_said(self, store: Store) -> None:
        said = {"confirmation": "one_side"}
        begin(
            store,
            field("D"),
            *map(actor, "abc"),
            *map(measure, ("m1", "m2")),
            measure("m3", **said),
            addresses("m1", "D"),
            addresses("m2", "D", **said),
            addresses("m3", "D"),
            carries("a", "m1"),
            carries("b", "m1", **said),
            carries("b", "m2"),
            carries("c", "m3"),
        )
        in_d = {"field": frozenset({"field/D"})}
        view = store.view("stadt")
        assert ids(view.select(Selection("measure", concepts=in_d, documented=True)).nodes) == ["measure/m1"]
        assert ids(view.select(Selection("actor", concepts=in_d, documented=True)).nodes) == ["actor/a"]
        assert view.select(Selection("actor", concepts=in_d)).total == 3


class TestFieldExcerpt:
    def test_it_holds_who_acts_there_and_nothing_else(self, store: Store) -> None:
        excerpt = town(store).field_excerpt("field/D")
        assert set(excerpt.nodes) == {
            "field/D",
            "measure/m2",
            "measure/m3",
            "actor/fr",
            "actor/ki",
            "actor/awo",
            "actor/fg",
            "target_group/gefluechtete",
            "target_group/alle",
            PAPER.id,
        }
        assert len(excerpt.ties) == 9
        assert carries("ki", "m2", "funder").id in excerpt.ties
        assert member_of("awo", "fg").id in excerpt.ties

    def test_narrower_fields_count(self, store: Store) -> None:
        begin(
            store,
            field("D"),
            field("D1", broader=("field/D",)),
            field("D11", broader=("field/D1",)),
            measure("m"),
            addresses("m", "D11"),
        )
        view = store.view("stadt")
        assert "measure/m" in view.field_excerpt("field/D").nodes
        assert set(view.field_excerpt("field/D11").nodes) == {"field/D11", "field/D1", "field/D", "measure/m", PAPER.id}

    def test_a_body_that_steers_the_field_brings_its_members(self, store: Store) -> None:
        begin(
            store,
            field("D"),
            actor("sg", kind="steering_group"),
            *map(actor, "ab"),
            tie("steers", "actor/sg", "field/D"),
            member_of("a", "sg"),
        )
        assert set(store.view("stadt").field_excerpt("field/D").nodes) == {"field/D", "actor/sg", "actor/a", PAPER.id}

    def test_all_ties_of_its_measures_are_there(self, store: Store) -> None:
        begin(
            store,
            *map(field, "AD"),
            *map(measure, ("m", "other")),
            document("concept"),
            concept("district", "nord"),
            addresses("m", "D"),
            addresses("other", "A"),
            tie("refers_to", "measure/m", "measure/other"),
            tie("located_in", "measure/m", "district/nord"),
            tie("concerns", "document/concept", "measure/m"),
        )
        excerpt = store.view("stadt").field_excerpt("field/D")
        assert len(excerpt.ties_of("measure/m")) == 4
        assert "field/A" not in excerpt.nodes

    @pytest.mark.parametrize("asked", ["field/X", "actor/ki", "target_group/alle"])
    def test_what_is_no_field_is_not_found(self, store: Store, asked: str) -> None:
        with pytest.raises(NotFound):
            town(store).field_excerpt(asked)

    def test_an_unknown_field_names_the_nearest(self, store: Store) -> None:
        begin(store, field("wohnen"))
        with pytest.raises(NotFound) as caught:
            store.view("stadt").field_excerpt("field/wohne")
        assert caught.value.near == ("field/wohnen",)


class TestNeighbourhood:
    def test_one_step_holds_the_node_and_who_is_tied_to_it(self, store: Store) -> None:
        around = town(store).neighbourhood("actor/fr")
        assert set(around.nodes) == {"actor/fr", "measure/m2", PAPER.id}
        assert len(around.ties) == 1

    def test_steps_go_through_any_node(self, store: Store) -> None:
        around = town(store).neighbourhood("actor/fr", 2)
        assert set(around.nodes) == {
            "actor/fr",
            "measure/m2",
            "field/D",
            "actor/ki",
            "target_group/gefluechtete",
            "target_group/alle",
            PAPER.id,
        }

    def test_ties_between_the_chosen_nodes_are_all_there(self, store: Store) -> None:
        begin(store, *map(actor, "abc"), *(tie("advises", f"actor/{x}", f"actor/{y}") for x, y in ("ab", "ac", "bc")))
        assert len(store.view("stadt").neighbourhood("actor/a").ties) == 3

    def test_no_path_passes_through_a_document(self, store: Store) -> None:
        begin(
            store,
            actor("rat", kind="council"),
            actor("integrationsrat", kind="integration_council"),
            document("vorlage"),
            tie("decides", "actor/rat", "document/vorlage"),
            tie("consults", "actor/integrationsrat", "document/vorlage"),
        )
        view = store.view("stadt")
        assert set(view.neighbourhood("actor/rat", 3).nodes) == {"actor/rat", "document/vorlage", PAPER.id}
        assert set(view.neighbourhood("document/vorlage").nodes) == {
            "actor/rat",
            "actor/integrationsrat",
            "document/vorlage",
            PAPER.id,
        }

    def test_the_nearest_come_first_then_the_order_of_ids(self, store: Store) -> None:
        begin(
            store,
            *map(actor, "abcdx"),
            tie("advises", "actor/x", "actor/c"),
            tie("advises", "actor/b", "actor/x"),
            tie("advises", "actor/c", "actor/a"),
        )
        view = store.view("stadt")
        assert set(view.neighbourhood("actor/x", 2, limit=2).nodes) == {"actor/x", "actor/b", PAPER.id}
        assert set(view.neighbourhood("actor/x", 2, limit=3).nodes) == {"actor/x", "actor/b", "actor/c", PAPER.id}
        assert "actor/a" in view.neighbourhood("actor/x", 2, limit=4).nodes
        assert set(view.neighbourhood("actor/x", 2, limit=1).nodes) == {"actor/x", PAPER.id}

    def test_no_step_is_the_node_alone(self, store: Store) -> None:
        assert set(town(store).neighbourhood("actor/fr", 0).nodes) == {"actor/fr", PAPER.id}

    def test_judgements_about_chosen_nodes_are_there(self, store: Store) -> None:
        begin(store, *map(actor, "abc"), tie("advises", "actor/a", "actor/b"), judgement("actor/a", "actor/b"),
              judgement("actor/b", "actor/c", "different"))  # fmt: skip
        around = store.view("stadt").neighbourhood("actor/a")
        assert list(around.judgements) == [judgement("actor/a", "actor/b").id]

    def test_what_the_chosen_point_to_is_there_however_far(self, store: Store) -> None:
        begin(
            store,
            document("third"),
            document("second", sources=(Citation(document="document/third"),)),
            concept("target_group", "alle"),
            concept("target_group", "kinder", broader=("target_group/alle",)),
            need("n", target_group="target_group/kinder", sources=(Citation(document="document/second"),)),
        )
        around = store.view("stadt").neighbourhood("need/n")
        assert {"document/third", "target_group/alle"} <= set(around.nodes)

    def test_an_unknown_node_names_the_nearest(self, store: Store) -> None:
        with pytest.raises(NotFound) as caught:
            town(store).neighbourhood("actor/aw")
        assert caught.value.near[0] == "actor/awo"

    @pytest.mark.parametrize("asked", [{"steps": -1}, {"limit": 0}])
    def test_less_than_nothing_is_refused(self, store: Store, asked: dict[str, int]) -> None:
        with pytest.raises(BadValue):
            town(store).neighbourhood("actor/fr", **asked)
