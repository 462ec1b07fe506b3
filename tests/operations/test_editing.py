"""Editing by hand: what is made, changed, ended and removed, and what is refused."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from graph_service.model.change import ChangeSet
from graph_service.model.errors import BadInput, BadValue, Conflict, Forbidden, LooseEnds, NotFound, Outdated
from graph_service.model.nodes import Measure
from graph_service.model.provenance import Citation
from graph_service.model.ties import AnyRecord
from graph_service.operations.editing import plan, set_many
from graph_service.operations.edits import Change, Edits, End, Make, Remove
from graph_service.operations.service import Service
from tests.builders import carries, document, same_as
from tests.operations.edited import KNOWN, PAPER, STORES, changed, newest, saved, town


@pytest.fixture(params=STORES)
def service(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Service]:
    yield from town(request, tmp_path)


CAFE = Make(
    type="measure",
    values={
        "name": "Sprachcafé",
        "field": ["field/A"],
        "start": "1.3.2024",
        "amount_eur": "12.500,50",
        "carriers": [{"record": "actor/ki", "role": "lead"}],
    },
)


def record(service: Service, record_id: str) -> AnyRecord:
    return service.view("stadt").get(record_id)


def measure(service: Service, record_id: str = "measure/m2") -> Measure:
    found = record(service, record_id)
    assert isinstance(found, Measure)
    return found


def fields_of(service: Service, measure_id: str) -> list[str]:
    return sorted(tie.target for tie in service.network("stadt").ties_from(measure_id, "addresses"))


def test_a_record_is_made_with_its_ties_in_one_revision(service: Service) -> None:
    made = saved(service, CAFE)
    assert (made.records, made.revision.number, made.revision.added) == (("measure/sprachcafe",), 2, 3)
    cafe = measure(service, "measure/sprachcafe")
    assert (str(cafe.valid), str(cafe.amount_eur), cafe.sources) == ("2024-03-01/", "12500.5", (PAPER,))
    [carrying] = service.network("stadt").ties_to(cafe.id, "carries")
    assert (carrying.origin, carrying.role, carrying.sources) == ("actor/ki", "lead", (PAPER,))


def test_the_history_says_who_did_what_and_why(service: Service) -> None:
    made = saved(service, CAFE, reason="Neu im Bericht").revision
    assert (made.author, made.reason) == ("Koordination", "„Sprachcafé“ angelegt: Neu im Bericht")


def test_an_id_that_is_taken_is_refused_with_what_stands_there(service: Service) -> None:
    with pytest.raises(Conflict, match="gehört schon zu „Deutschkurs“") as refused:
        saved(service, Make(type="measure", id="measure/m1", values={"name": "Kurs"}))
    assert (refused.value.place, refused.value.near[0], newest(service)) == ("id", "measure/m1", 1)


def test_a_second_record_of_the_same_name_takes_an_id_of_its_own(service: Service) -> None:
    saved(service, CAFE)
    other = CAFE.model_copy(update={"id": "measure/sprachcafe-2"})
    assert saved(service, other).records == ("measure/sprachcafe-2",)


def test_an_id_of_another_type_is_refused(service: Service) -> None:
    with pytest.raises(BadValue, match="passt nicht zur Art") as refused:
        saved(service, CAFE.model_copy(update={"id": "actor/sprachcafe"}))
    assert refused.value.place == "id"


def test_what_is_required_and_missing_is_told_with_every_other_fault(service: Service) -> None:
    with pytest.raises(BadInput) as refused:
        saved(service, Make(type="actor", values={"name": "", "size": "viele", "website": "x"}))
    assert {problem.place for problem in refused.value.problems} == {"name", "size"}


def test_values_that_a_record_refuses_are_told_by_field(service: Service) -> None:
    with pytest.raises(BadInput) as refused:
        changed(service, "measure/m2", note="x" * 5000, capacity=-1, links=["keine"])
    assert {problem.place for problem in refused.value.problems} == {"note", "capacity", "links"}


def test_a_field_that_there_is_not_is_refused_with_the_nearest(service: Service) -> None:
    with pytest.raises(BadInput, match="status"):
        changed(service, "measure/m2", stauts="running")


def test_a_change_keeps_what_it_does_not_name_and_adds_its_source(service: Service) -> None:
    saved(service, Change(id="measure/m2", values={"status": "running"}), source=KNOWN)
    now = measure(service)
    assert (now.status, str(now.valid), now.sources) == ("running", "2016/", (PAPER, KNOWN))


def test_what_changes_nothing_makes_no_revision_and_adds_no_source(service: Service) -> None:
    done = saved(
        service, Change(id="measure/m2", values={"name": "Wohnraumvermittlung", "field": ["field/D"]}), source=KNOWN
    )
    assert (done.made, done.revision.number, measure(service).sources) == (False, 1, (PAPER,))


def test_a_source_alone_is_added_to_a_record(service: Service) -> None:
    assert saved(service, Change(id="measure/m2"), source=KNOWN).made
    assert measure(service).sources == (PAPER, KNOWN)


def test_a_source_cited_by_mistake_is_taken_out_while_another_one_is_there(service: Service) -> None:
    saved(service, Change(id="measure/m2"), source=KNOWN)
    assert saved(service, Change(id="measure/m2", without=(PAPER,)), source=None).made
    assert measure(service).sources == (KNOWN,)
    with pytest.raises(BadValue, match="fehlt die Quelle"):
        saved(service, Change(id="measure/m2", without=(KNOWN,)), source=None)


def test_a_wrong_source_is_replaced_by_the_right_one(service: Service) -> None:
    saved(service, Change(id="measure/m2", values={"status": "running"}, without=(PAPER,)), source=KNOWN)
    assert measure(service).sources == (KNOWN,)


def test_a_fact_without_a_source_is_refused(service: Service) -> None:
    with pytest.raises(BadValue, match="fehlt die Quelle") as refused:
        saved(service, CAFE, source=None)
    assert refused.value.place == "source"


def test_a_document_needs_no_source(service: Service) -> None:
    made = saved(service, Make(type="document", values={"name": "Bericht", "kind": "report"}), source=None)
    assert made.records == ("document/bericht",)


def test_a_source_that_was_removed_meanwhile_is_refused(service: Service) -> None:
    extra = document("alt", "Alter Bericht")
    service.store.commit("stadt", ChangeSet(put=(extra,)), author="K", reason="dazu")
    service.store.commit("stadt", ChangeSet(remove=(extra.id,)), author="K", reason="weg")
    with pytest.raises(BadValue, match="nicht erfasst, oder nicht mehr") as refused:
        saved(service, CAFE, source=PAPER.model_copy(update={"document": extra.id}))
    assert (refused.value.place, refused.value.value, newest(service)) == ("source", extra.id, 3)


def test_choices_of_concepts_make_and_remove_ties(service: Service) -> None:
    changed(service, "measure/m2", field=["field/A"])
    assert fields_of(service, "measure/m2") == ["field/A"]


def test_ties_that_stay_keep_their_sources(service: Service) -> None:
    saved(service, Change(id="measure/m2", values={"field": ["field/A", "field/D"]}), source=KNOWN)
    sources = {tie.target: tie.sources for tie in service.network("stadt").ties_from("measure/m2", "addresses")}
    assert sources == {"field/A": (KNOWN,), "field/D": (PAPER,)}


def test_none_is_recorded_and_unknown_is_not(service: Service) -> None:
    changed(service, "measure/m2", field="none")
    assert (measure(service).none_recorded, fields_of(service, "measure/m2")) == (("field",), [])
    changed(service, "measure/m2", field=[])
    assert measure(service).none_recorded == ()


def test_a_concept_in_place_of_none_takes_the_none_back(service: Service) -> None:
    changed(service, "measure/m2", district="none")
    saved(service, Make(type="concept", values={"scheme": "district", "notation": "opladen", "name": "Opladen"}))
    changed(service, "measure/m2", district=["district/opladen"])
    assert measure(service).none_recorded == ()


def test_what_stopped_is_ended_and_stays(service: Service) -> None:
    saved(service, End(id="measure/m2", day="31.12.2025"))
    assert str(measure(service).valid) == "2016/2025-12-31"


def test_an_end_before_the_start_is_refused(service: Service) -> None:
    with pytest.raises(BadValue, match="liegt vor dem Anfang 2016") as refused:
        saved(service, End(id="measure/m2", day="2015"))
    assert (refused.value.place, newest(service)) == ("end", 1)


def test_an_end_is_taken_back_by_leaving_it_empty(service: Service) -> None:
    saved(service, End(id="measure/m2", day="2025"))
    changed(service, "measure/m2", end=None)
    assert measure(service).valid.end is None


def test_ties_are_made_changed_and_ended(service: Service) -> None:
    values = {"kind": "member_of", "origin": "actor/fr", "target": "actor/fg", "role": "member"}
    [tie_id] = saved(service, Make(type="tie", values=values)).records
    changed(service, tie_id, frequency="monatlich")
    saved(service, End(id=tie_id, day="2025"))
    tie = service.network("stadt").ties[tie_id]
    assert (tie.frequency, str(tie.valid)) == ("monatlich", "/2025")


def test_a_tie_that_is_there_is_refused(service: Service) -> None:
    values = {"kind": "carries", "origin": "actor/ki", "target": "measure/m1", "role": "lead"}
    with pytest.raises(Conflict, match="schon erfasst") as refused:
        saved(service, Make(type="tie", values=values))
    assert refused.value.near == (carries("ki", "m1", "lead").id,)


def test_the_role_of_a_tie_stays(service: Service) -> None:
    with pytest.raises(BadInput, match="folgt die Kennung") as refused:
        changed(service, carries("ki", "m1", "lead").id, role="partner")
    assert refused.value.place == "role"


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"kind": "part_of", "origin": "actor/ki", "target": "actor/ki"}, "zu sich selbst"),
        ({"kind": "part_of", "origin": "actor/ki", "target": "actor/nix"}, "nicht erfasst"),
        ({"kind": "member_of", "origin": "actor/ki", "target": "actor/awo"}, "darf nicht an dieser Stelle"),
        ({"kind": "carries", "origin": "actor/ki", "target": "measure/m3"}, "fehlt die Rolle"),
        ({"kind": "part_of", "origin": "actor/ki"}, "Diese Angabe fehlt"),
    ],
)
def test_a_tie_that_cannot_be_is_refused(service: Service, values: dict[str, str], said: str) -> None:
    with pytest.raises(BadInput, match=said):
        saved(service, Make(type="tie", values=values))
    assert newest(service) == 1


def test_a_circle_of_parts_is_refused(service: Service) -> None:
    changed(service, "actor/ki", part_of=["actor/awo"])
    with pytest.raises(LooseEnds, match="im Kreis: actor/awo → actor/ki → actor/awo"):
        changed(service, "actor/awo", part_of=["actor/ki"])
    assert newest(service) == 2


def test_a_mistake_is_removed_with_the_ties_of_its_own_form(service: Service) -> None:
    saved(service, CAFE.model_copy(update={"values": {"name": "Irrtum", "field": ["field/A"]}}))
    gone = saved(service, Remove(id="measure/irrtum"), reason="Doppelt").revision
    assert (gone.removed, gone.reason) == (2, "„Irrtum“ entfernt: Doppelt")
    with pytest.raises(NotFound):
        record(service, "measure/irrtum")


def test_nothing_is_removed_without_a_reason(service: Service) -> None:
    with pytest.raises(BadValue, match="gehört ein Grund") as refused:
        saved(service, Remove(id="measure/m3"))
    assert refused.value.place == "reason"


def test_what_others_rest_on_is_not_removed_and_these_are_named(service: Service) -> None:
    with pytest.raises(Conflict, match="Arbeiterwohlfahrt Kreisverband → wirkt mit an") as refused:
        saved(service, Remove(id="measure/m3"), reason="Irrtum")
    assert [problem.value for problem in refused.value.problems] == [carries("awo", "m3").id]


def test_it_is_removed_together_with_what_rests_on_it(service: Service) -> None:
    saved(service, Remove(id=carries("awo", "m3").id), Remove(id="measure/m3"), reason="Irrtum")
    with pytest.raises(NotFound):
        record(service, "measure/m3")


def test_a_judgement_is_not_edited(service: Service) -> None:
    judged = same_as("actor/ki", "actor/awo")
    service.store.commit("stadt", ChangeSet(put=(judged,)), author="K", reason="Urteil")
    with pytest.raises(BadValue, match="neu entschieden"):
        changed(service, judged.id, note="x")


def test_several_edits_are_one_revision_and_see_each_other(service: Service) -> None:
    tie = {"kind": "carries", "origin": "actor/neu", "target": "measure/m1", "role": "partner"}
    done = saved(
        service, Make(type="actor", values={"name": "Neu", "kind": "association"}), Make(type="tie", values=tie)
    )
    assert (done.revision.number, done.revision.added) == (2, 2)


def test_several_edits_are_done_whole_or_not_at_all(service: Service) -> None:
    with pytest.raises(NotFound) as refused:
        saved(service, Change(id="measure/m1", values={"status": "running"}), Change(id="measure/m9"))
    assert (refused.value.place, newest(service)) == ("edits.1", 1)


def test_rows_that_were_picked_get_a_value_together(service: Service) -> None:
    done = saved(service, *set_many(["measure/m1", "measure/m2"], "status", "running"))
    assert (done.revision.changed, measure(service, "measure/m1").status, measure(service).status) == (
        2,
        "running",
        "running",
    )


def test_a_plan_says_what_would_be_done_and_writes_nothing(service: Service) -> None:
    planned = plan(service, "stadt", Edits(edits=(CAFE,), source=PAPER))
    assert (planned.records[0], newest(service)) == ("measure/sprachcafe", 1)


def test_a_plan_is_refused_as_the_saving_is(service: Service) -> None:
    unfit = Make(type="tie", values={"kind": "member_of", "origin": "actor/ki", "target": "actor/awo"})
    with pytest.raises(LooseEnds):
        plan(service, "stadt", Edits(edits=(unfit,), source=PAPER))


def test_edits_come_back_from_json_as_they_were() -> None:
    edits = Edits(edits=(CAFE, End(id="measure/m2", day="2025")), source=KNOWN, reason="Abgleich")
    assert Edits.model_validate_json(edits.model_dump_json()) == edits


def test_changes_of_other_records_are_not_in_the_way(service: Service) -> None:
    def write(number: int) -> None:
        record_id = ["measure/m1", "measure/m2", "measure/m3", "actor/ki"][number % 4]
        changed(service, record_id, base=1, note=f"Nummer {number % 4}")

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(write, range(4)))
    assert newest(service) == 5


def test_of_two_who_change_one_field_at_once_one_is_told(service: Service) -> None:
    def write(number: int) -> bool:
        try:
            changed(service, "measure/m1", base=1, note=f"Fassung {number}")
        except Outdated:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(write, range(4))) == [False, False, False, True]
    assert newest(service) == 2


@pytest.mark.parametrize("edit", [Change(id="actor/kii"), End(id="actor/kii", day="2025"), Remove(id="actor/kii")])
def test_an_unknown_record_is_named_with_the_nearest(service: Service, edit: Change | End | Remove) -> None:
    with pytest.raises(NotFound, match="nicht erfasst") as refused:
        saved(service, edit, reason="Irrtum")
    assert refused.value.near == ("actor/ki",)


def test_who_may_not_read_restricted_fields_changes_nothing_but_may_plan(service: Service) -> None:
    wanted = Change(id="actor/ki", values={"website": "https://example.org"})
    assert plan(service.open, "stadt", Edits(edits=(wanted,), source=PAPER)).records == ("actor/ki",)
    with pytest.raises(Forbidden):
        saved(service.open, wanted)


def test_a_person_is_named_by_function_only(service: Service) -> None:
    person = Citation(person="Frau Erika Mustermann", retrieved="2026-03-03")
    with pytest.raises(BadValue, match="nennt eine Person") as refused:
        saved(service, CAFE, source=person)
    assert (refused.value.place, newest(service)) == ("source", 1)
    told = Make(type="report", values={"measure": "measure/m1", "date": "2026-01", "reported_by": "Dr. Otto Muster"})
    with pytest.raises(BadValue, match="nennt eine Person") as refused:
        saved(service, told)
    assert (refused.value.place, newest(service)) == ("reported_by", 1)


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"status": "running", "status_on": "2999-01-01"}, "Der Stand wäre vom"),
        ({"status": "unknown", "status_on": "2024-01-01"}, "fehlt der Stand"),
    ],
)
def test_a_status_is_of_a_day_that_was_and_a_day_has_a_status(
    service: Service, values: dict[str, str], said: str
) -> None:
    for edit in (
        Make(type="measure", values={"name": "Neue Maßnahme", **values}),
        Change(id="measure/m2", values=dict(values)),
    ):
        with pytest.raises(BadValue, match=said) as refused:
            saved(service, edit)
        assert (refused.value.place, newest(service)) == ("status_on", 1)
