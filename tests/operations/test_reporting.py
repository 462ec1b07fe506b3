"""Reports and values made as every other record is: by an edit, with a source, without an id of one's own."""

from __future__ import annotations

from datetime import timedelta

import pytest

from graph_service.language import render
from graph_service.model.change import ChangeSet
from graph_service.model.errors import BadValue, Conflict
from graph_service.model.nodes import Observation
from graph_service.model.period import PartialDate, Period
from graph_service.model.provenance import Citation
from graph_service.operations.editing import save
from graph_service.operations.edits import Change, Edits, End, Make
from graph_service.operations.loading import Options, checked
from graph_service.operations.service import Service, today
from graph_service.operations.wording_history import told
from graph_service.stores import open_store
from loaders.base import Loaded
from loaders.base import Report as LoadReport
from tests.builders import PAPER, field, indicator, measure, report
from tests.stores.acts import begin

SOURCE = Citation(person="Leitung KI", retrieved="2026-11-23")


@pytest.fixture
def service() -> Service:
    return Service(begin(open_store("memory:"), field("D"), measure("m"), indicator("i", "D")))


def made(service: Service, record_type: str, **values: object) -> str:
    edits = Edits(edits=(Make(type=record_type, values=values),), reason="Bericht", source=SOURCE)
    (record,) = save(service, "stadt", edits, author="KI").records
    return record


def test_a_report_is_made_with_its_measure_and_date(service: Service) -> None:
    made(service, "report", measure="measure/m", date="2026-11", status="running", done="Ein Kurs")
    (report,) = service.network("stadt").reports_of("measure/m")
    assert (report.id, report.done, report.sources[0].person) == ("report/m-2026-11", "Ein Kurs", "Leitung KI")


def test_another_report_of_the_same_month_stands_beside_the_first(service: Service) -> None:
    for n, status in enumerate(("running", "completed", "planned")):
        assert made(service, "report", measure="measure/m", date="2026-11", status=status).endswith(
            ("-11", "-2", "-3")[n]
        )


def test_the_same_report_sent_twice_is_made_once(service: Service) -> None:
    made(service, "report", measure="measure/m", date="2026-11", status="running")
    with pytest.raises(Conflict):
        made(service, "report", measure="measure/m", date="2026-11", status="running")


def test_a_value_with_one_date_is_of_that_date(service: Service) -> None:
    value = service.network("stadt", None).nodes
    assert "observation/i-2026" not in value
    made(service, "observation", indicator="indicator/i", value="150.5", start="2026")
    (found,) = service.network("stadt").observations_of("indicator/i")
    assert isinstance(found, Observation)
    assert (found.id, str(found.value), str(found.valid)) == ("observation/i-2026", "150.5", "2026")


TOMORROW = PartialDate.of(today() + timedelta(days=1))


@pytest.mark.parametrize(
    ("record_type", "values", "place"),
    [
        ("report", {"measure": "measure/m", "date": str(TOMORROW)}, "date"),
        ("observation", {"indicator": "indicator/i", "value": "1", "start": str(TOMORROW)}, "start"),
    ],
)
def test_what_is_yet_to_come_is_not_reported_and_the_day_is_named(
    service: Service, record_type: str, values: dict[str, object], place: str
) -> None:
    with pytest.raises(BadValue, match=str(TOMORROW.year)) as caught:
        made(service, record_type, **values)
    assert (caught.value.place, caught.value.value) == (place, str(TOMORROW))


def test_a_report_cannot_be_put_off_to_a_day_that_is_yet_to_come(service: Service) -> None:
    record = made(service, "report", measure="measure/m", date="2026-11")
    edits = Edits(edits=(Change(id=record, values={"date": str(TOMORROW)}),), source=SOURCE)
    with pytest.raises(BadValue, match="heute ist der"):
        save(service, "stadt", edits, author="KI")


def test_what_is_planned_may_end_later(service: Service) -> None:
    made(service, "report", measure="measure/m", date="2026-11", planned_end=str(TOMORROW))
    (report,) = service.network("stadt").reports_of("measure/m")
    assert report.planned_end == TOMORROW


def test_a_report_is_not_ended_but_its_measure(service: Service) -> None:
    record = made(service, "report", measure="measure/m", date="2026-11")
    with pytest.raises(BadValue, match="gilt für seinen Tag"):
        save(service, "stadt", Edits(edits=(End(id=record, day="2026-11"),), source=SOURCE), author="KI")


def test_the_validity_that_a_load_gave_a_report_stays_when_it_is_edited(service: Service) -> None:
    given = report("m", "2026-10", valid=Period.parse("2026-10"))
    service.store.commit("stadt", ChangeSet(put=(PAPER, given)), author="Test", reason="Blatt")
    save(service, "stadt", Edits(edits=(Change(id=given.id, values={"done": "Neu"}),), source=SOURCE), author="KI")
    (found,) = service.network("stadt").reports_of("measure/m")
    assert (found.done, found.valid) == ("Neu", given.valid)


def test_the_history_tells_of_a_report_by_the_name_that_its_measure_has_now(service: Service) -> None:
    record = made(service, "report", measure="measure/m", date="2026-11")
    save(service, "stadt", Edits(edits=(Change(id="measure/m", values={"name": "Café"}),), source=SOURCE), author="KI")
    [one] = told(service, "stadt", record)
    assert "„Bericht November 2026 (Café)“ angelegt" in render(one.sentences[0])


def test_the_reason_of_a_report_names_its_measure_and_no_id(service: Service) -> None:
    made(service, "report", measure="measure/m", date="2026-11")
    assert service.store.revisions("stadt")[-1].reason == "„Bericht November 2026 (m)“ angelegt: Bericht"


def test_a_load_with_a_report_that_is_yet_to_come_is_refused_with_its_row(service: Service) -> None:
    late, known = report("m", str(TOMORROW)), service.network("stadt")
    loaded = Loaded((PAPER, late), LoadReport("blatt"), places={late.id: "Berichte, Zeile 3"})
    result, change = checked(service, known, loaded, "blatt", Options())
    [error] = result.report.errors
    assert (result.refused, error.place, change.put) == (True, "Berichte, Zeile 3", ())
    _, change = checked(
        service, known, Loaded((PAPER, late), LoadReport("blatt")), "blatt", Options(skip_bad_rows=True)
    )
    assert [one.id for one in change.put] == [PAPER.id]
