"""One promise, every store: what a day in the world shows and hides, in each backend."""

from __future__ import annotations

from datetime import date

import pytest

from graph_service.model.errors import NotFound
from graph_service.model.nodes import Concept
from graph_service.model.period import Period
from graph_service.stores.base import Selection, Store
from tests.builders import (
    PAPER,
    actor,
    carries,
    concept,
    document,
    field,
    indicator,
    measure,
    member_of,
    observation,
    report,
)
from tests.stores.acts import begin, ids, judgement, need, put, records, town


class TestDay:
    def test_only_what_holds_on_the_day_is_shown(self, store: Store) -> None:
        town(store)
        view = store.view("stadt", at=date(2012, 6, 1))
        assert ids(view.select(Selection("measure")).nodes) == ["measure/m3"]
        assert view.counts()["measure"] == 1
        assert len(view.load().measures) == 1
        assert view.search("Deutschkurs") == ()
        assert set(view.field_excerpt("field/D").nodes) >= {"measure/m3", "actor/awo"}
        with pytest.raises(NotFound):
            view.get("measure/m1")

    @pytest.mark.parametrize(
        ("day", "holds"),
        [("2014-12-31", False), ("2015-01-01", True), ("2018-12-31", True), ("2019-01-01", False)],
    )
    def test_partial_dates_cover_their_whole_span(self, store: Store, day: str, holds: bool) -> None:
        begin(store, measure("m", when="2015/2018-12"))
        view = store.view("stadt", at=date.fromisoformat(day))
        assert bool(view.load().measures) is holds

    def test_a_tie_is_hidden_with_one_of_its_ends(self, store: Store) -> None:
        begin(store, actor("a"), measure("m", when="2010/2012"), carries("a", "m"), judgement("actor/a", "measure/m"))
        view = store.view("stadt", at=date(2020, 1, 1))
        assert view.load().ties == {}
        assert view.load().judgements == {}
        assert set(view.neighbourhood("actor/a").nodes) == {"actor/a", PAPER.id}
        with pytest.raises(NotFound):
            view.get(carries("a", "m").id)

    def test_a_tie_has_its_own_time(self, store: Store) -> None:
        begin(store, actor("a"), actor("fg", kind="expert_group"), member_of("a", "fg", valid=Period.parse("/2019")))
        assert len(store.view("stadt", at=date(2019, 5, 1)).load().ties) == 1
        assert len(store.view("stadt", at=date(2020, 5, 1)).load().ties) == 0

    def test_documents_always_hold(self, store: Store) -> None:
        begin(store, document("old", valid=Period.parse("1999")))
        assert "document/old" in store.view("stadt", at=date(2020, 1, 1)).load().nodes

    def test_a_concept_loses_the_parents_that_do_not_hold(self, store: Store) -> None:
        begin(
            store,
            concept("district", "stadtweit"),
            concept("district", "alt", broader=("district/stadtweit",), valid=Period.parse("/2010")),
            concept("district", "kiez", broader=("district/alt", "district/stadtweit")),
        )
        view = store.view("stadt", at=date(2020, 1, 1))
        for found in (
            view.get("district/kiez"),
            view.load().nodes["district/kiez"],
            view.select(Selection("concept", text="kiez")).nodes[0],
            view.search("kiez")[0],
            view.neighbourhood("district/kiez").nodes["district/kiez"],
        ):
            assert isinstance(found, Concept)
            assert found.broader == ("district/stadtweit",)

    def test_a_field_does_not_cover_what_hangs_on_a_parent_that_does_not_hold(self, store: Store) -> None:
        begin(
            store,
            field("D"),
            field("D1", broader=("field/D",), valid=Period.parse("/2010")),
            field("D11", broader=("field/D1",)),
        )
        excerpt = store.view("stadt", at=date(2020, 1, 1)).field_excerpt("field/D")
        assert set(excerpt.nodes) == {"field/D", PAPER.id}

    def test_a_need_holds_only_with_its_whole_cell(self, store: Store) -> None:
        begin(
            store,
            concept("district", "alt", valid=Period.parse("/2010")),
            field("D"),
            need("n", field="field/D", district="district/alt"),
            actor("a"),
            judgement("need/n", "actor/a"),
        )
        view = store.view("stadt", at=date(2020, 1, 1))
        assert set(records(view.load())) == {PAPER.id, "field/D", "actor/a"}
        with pytest.raises(NotFound):
            view.neighbourhood("need/n")
        assert "need/n" in store.view("stadt", at=date(2010, 1, 1)).load().nodes

    def test_a_report_holds_only_with_its_measure_and_a_value_with_its_indicator_and_its_field(
        self, store: Store
    ) -> None:
        begin(
            store,
            field("D"),
            field("alt", valid=Period.parse("/2010")),
            measure("m", when="2012/2014"),
            report("m", "2013"),
            *(indicator("neu", "D"), indicator("alt", "alt")),
            *(observation("neu", "2005/2030", "1"), observation("alt", "2005/2030", "2")),
            observation("neu", "2005/2030", "3", measure="measure/m"),
        )

        def shown(year: int) -> set[str]:
            view = store.view("stadt", at=date(year, 1, 1))
            found = {one for one in view.load().nodes if one.startswith(("report/", "indicator/", "observation/"))}
            counts = view.counts()
            assert len(found) == sum(counts[name] for name in ("report", "indicator", "observation"))
            return found

        new = {"indicator/neu", "observation/neu-2030"}
        assert shown(2009) == {*new, "indicator/alt", "observation/alt-2030"}
        assert shown(2013) == {*new, "report/m-2013", "observation/neu-m-2030"}
        assert shown(2020) == new

    def test_a_day_and_a_revision_go_together(self, store: Store) -> None:
        begin(store, measure("m", when="2010/2012"))
        put(store, measure("m", when="2010/"))
        day = date(2020, 1, 1)
        assert store.view("stadt", revision=1, at=day).load().measures == ()
        assert len(store.view("stadt", revision=2, at=day).load().measures) == 1
        assert store.view("stadt", at=day).at == day
