"""One promise, every store: no commit leaves loose ends, in each backend."""

from __future__ import annotations

import pytest

from graph_service.model.errors import LooseEnds
from graph_service.model.provenance import Citation
from graph_service.model.ties import AnyRecord
from graph_service.stores.base import Store
from tests.builders import (
    PAPER,
    actor,
    carries,
    concept,
    measure,
    member_of,
    tie,
)
from tests.stores.acts import begin, judgement, need, put, records, town


def problems(caught: pytest.ExceptionInfo[LooseEnds]) -> set[tuple[str, str]]:
    return {(problem.place, problem.value) for problem in caught.value.problems}


class TestLooseEnds:
    @pytest.mark.parametrize(
        ("record", "missing"),
        [
            (member_of("a", "nobody"), "actor/nobody"),
            (actor("c", sources=(Citation(document="document/none"),)), "document/none"),
            (concept("target_group", "x", broader=("target_group/none",)), "target_group/none"),
            (need("x", district="district/none"), "district/none"),
            (judgement("actor/a", "actor/none"), "actor/none"),
        ],
    )
    def test_a_reference_to_nothing_is_refused(self, store: Store, record: AnyRecord, missing: str) -> None:
        begin(store, actor("a"))
        with pytest.raises(LooseEnds) as caught:
            put(store, record)
        assert {value for _, value in problems(caught)} == {missing}
        assert store.network("stadt").revision == 1
        assert record.id not in records(store.view("stadt").load())

    def test_each_problem_is_named(self, store: Store) -> None:
        begin(store, actor("a"))
        with pytest.raises(LooseEnds) as caught:
            put(store, member_of("a", "x"), member_of("y", "z"))
        assert problems(caught) == {
            ("actor/a → member_of → actor/x", "actor/x"),
            ("actor/y → member_of → actor/z", "actor/y"),
            ("actor/y → member_of → actor/z", "actor/z"),
        }

    def test_a_reference_to_nothing_names_the_nearest(self, store: Store) -> None:
        begin(store, actor("integrationsrat"), measure("m"))
        with pytest.raises(LooseEnds) as caught:
            put(store, carries("integrationrat", "m"))
        assert caught.value.problems[0].near == ("actor/integrationsrat",)

    @pytest.mark.parametrize("removed", ["actor/ki", "measure/m2", "field/D", "target_group/alle", PAPER.id])
    def test_what_is_referred_to_cannot_be_removed(self, store: Store, removed: str) -> None:
        town(store)
        with pytest.raises(LooseEnds) as caught:
            put(store, remove=[removed])
        assert {value for _, value in problems(caught)} == {removed}
        assert removed in store.view("stadt").load().nodes

    def test_what_is_removed_with_all_that_refers_to_it_goes(self, store: Store) -> None:
        begin(store, actor("a"), actor("fg", kind="expert_group"), member_of("a", "fg"))
        put(store, remove=["actor/a", member_of("a", "fg").id])
        assert set(records(store.view("stadt").load())) == {PAPER.id, "actor/fg"}

    def test_a_tie_cannot_point_to_a_tie(self, store: Store) -> None:
        begin(store, actor("a"), actor("b"), tie("advises", "actor/a", "actor/b"))
        with pytest.raises(LooseEnds):
            put(store, judgement("actor/a", tie("advises", "actor/a", "actor/b").id))

    def test_an_end_of_the_wrong_kind_is_refused(self, store: Store) -> None:
        begin(store, actor("a"), actor("b"))
        with pytest.raises(LooseEnds) as caught:
            put(store, member_of("a", "b"))
        assert problems(caught) == {("actor/a → member_of → actor/b", "actor/b")}

    def test_a_body_with_members_cannot_become_something_else(self, store: Store) -> None:
        begin(store, actor("a"), actor("fg", kind="expert_group"), member_of("a", "fg"))
        with pytest.raises(LooseEnds) as caught:
            put(store, actor("fg", kind="association"))
        assert problems(caught) == {("actor/a → member_of → actor/fg", "actor/fg")}

    def test_parents_cannot_run_in_a_circle(self, store: Store) -> None:
        begin(
            store,
            concept("district", "a"),
            concept("district", "b", broader=("district/a",)),
            concept("district", "c", broader=("district/b",)),
        )
        with pytest.raises(LooseEnds, match="im Kreis"):
            put(store, concept("district", "a", broader=("district/c",)))

    @pytest.mark.parametrize("kind", ["part_of", "follows"])
    def test_units_cannot_be_part_of_each_other_in_a_circle(self, store: Store, kind: str) -> None:
        begin(store, *map(actor, "abc"), tie(kind, "actor/a", "actor/b"), tie(kind, "actor/b", "actor/c"))
        with pytest.raises(LooseEnds, match="im Kreis"):
            put(store, tie(kind, "actor/c", "actor/a"))

    def test_two_ways_up_are_no_circle(self, store: Store) -> None:
        begin(store, *map(actor, "abcd"), *(tie("part_of", f"actor/{x}", f"actor/{y}") for x, y in ("ab", "ac", "bd")))
        assert put(store, tie("part_of", "actor/c", "actor/d")).added == 1
