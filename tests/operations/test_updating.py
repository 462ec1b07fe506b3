"""A source that is loaded again: nothing new, what is missing, what ends, what goes on again."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from graph_service.model.change import ChangeSet
from graph_service.model.errors import BadInput
from graph_service.operations.loading import LoadResult, Options, Stage, load_shipped, load_source, shipped_folder
from graph_service.operations.service import Service, today
from graph_service.stores import open_store
from tests.loaders.folders import SMALL, folder_with

DAY = date(2026, 3, 31)
END = Options(end_missing=DAY)
COURSE = "measure/m1"
SECOND = "m2,Lesekreis,D,nord,,blatt\n"
BOTH = SMALL["massnahmen"] + SECOND


@pytest.fixture
def service() -> Service:
    return Service(open_store("memory:"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "stadt"


def load(service: Service, folder: Path, options: Options | None = None, **changed: str) -> LoadResult:
    folder.mkdir(exist_ok=True)
    return load_source(service, "stadt", folder_with(folder, **changed), author="KI", options=options)


def end_of(service: Service, record: str) -> str | None:
    found = service.network("stadt").get(record)
    assert found is not None
    return str(found.valid.end) if found.valid.end else None


def test_a_second_load_of_the_same_folder_makes_no_revision(service: Service, folder: Path) -> None:
    load(service, folder)
    again = load(service, folder)
    assert (again.made, again.preview.new, again.preview.changed, service.info("stadt").revision) == (False, 0, 0, 1)


def test_a_second_load_of_tables_and_paper_makes_no_revision(service: Service) -> None:
    load_shipped(service)
    assert [result.made for result in load_shipped(service).values()] == [False, False]


def test_what_a_file_does_not_name_any_more_is_told_with_the_day_of_its_load(service: Service, folder: Path) -> None:
    load(service, folder, massnahmen=BOTH)
    missing = {one.record.id: one for one in load(service, folder).preview.missing}
    assert "measure/m2" in missing
    assert COURSE not in missing
    assert missing["measure/m2"].loaded_on == service.store.revisions("stadt")[0].time.date()
    assert end_of(service, "measure/m2") is None


def test_what_is_missing_ends_only_when_asked_and_is_never_removed(service: Service, folder: Path) -> None:
    load(service, folder, massnahmen=BOTH)
    result = load(service, folder, END)
    assert {record.type for record in result.preview.ended} == {"measure", "tie"}
    assert end_of(service, "measure/m2") == "2026-03-31"
    assert end_of(service, COURSE) is None
    assert service.store.revisions("stadt")[-1].removed == 0


def test_ending_what_is_missing_twice_changes_nothing(service: Service, folder: Path) -> None:
    load(service, folder, massnahmen=BOTH)
    load(service, folder, END)
    again = load(service, folder, Options(end_missing=date(2026, 5, 1)))
    assert (again.made, again.preview.ended) == (False, ())
    assert end_of(service, "measure/m2") == "2026-03-31"


def test_what_another_revision_tells_of_is_not_ended(service: Service, folder: Path) -> None:
    load(service, folder, massnahmen=BOTH)
    course = service.network("stadt").node("measure/m2").model_copy(update={"note": "gesehen"})
    service.store.commit("stadt", ChangeSet(put=(course,)), author="Kollegin", reason="Besuch")
    load(service, folder, END)
    assert end_of(service, "measure/m2") is None


def test_what_begins_later_is_not_ended_before_it_begins(service: Service, folder: Path) -> None:
    load(service, folder, massnahmen=BOTH.replace("nord,,blatt", "nord,2027,blatt"))
    load(service, folder, END)
    assert end_of(service, "measure/m2") is None


def test_what_was_ended_for_being_missing_goes_on_when_the_file_names_it_again(service: Service, folder: Path) -> None:
    load(service, folder, massnahmen=BOTH)
    load(service, folder, END)
    result = load(service, folder, massnahmen=BOTH)
    assert "measure/m2" in result.preview.reopened
    assert end_of(service, "measure/m2") is None
    assert not load(service, folder, massnahmen=BOTH).made


def test_an_end_that_the_file_itself_told_stays(service: Service, folder: Path) -> None:
    heading = "Kennung,Titel,Handlungsfelder,Orte,Von,Bis,Quellen\n"
    load(service, folder, massnahmen=f"{heading}m1,Deutschkurs,D,nord,,2026-03-31,blatt\n")
    result = load(service, folder, massnahmen=f"{heading}m1,Deutschkurs,D,nord,,,blatt\n")
    assert (result.preview.reopened, end_of(service, COURSE)) == ((), "2026-03-31")


def test_an_end_that_the_file_tells_now_stays_though_it_was_missing_before(service: Service, folder: Path) -> None:
    load(service, folder, massnahmen=BOTH)
    load(service, folder, END)
    heading = "Kennung,Titel,Handlungsfelder,Orte,Von,Bis,Quellen\n"
    rows = "m1,Deutschkurs,D,nord,2020,,blatt\nm2,Lesekreis,D,nord,,2026-03-31,blatt\n"
    result = load(service, folder, massnahmen=heading + rows)
    assert "measure/m2" not in result.preview.reopened
    assert end_of(service, "measure/m2") == "2026-03-31"


def test_with_rows_left_out_nothing_can_be_said_to_be_missing(service: Service, folder: Path) -> None:
    load(service, folder, massnahmen=BOTH)
    bad = BOTH.replace("m2,Lesekreis,D", "m2,Lesekreis,Z")
    assert load(service, folder, Options(skip_bad_rows=True), massnahmen=bad).preview.missing == ()
    with pytest.raises(BadInput, match="ausgelassenen Zeilen"):
        load(service, folder, Options(skip_bad_rows=True, end_missing=DAY), massnahmen=bad)
    assert end_of(service, "measure/m2") is None


def test_a_paper_cannot_end_anything(service: Service) -> None:
    paper = shipped_folder() / "vorlage-2017-1900.txt"
    with pytest.raises(BadInput, match="nicht alles"):
        load_source(service, "stadt", paper, author="KI", options=Options(end_missing=today()))


def test_a_dry_run_of_a_bad_file_tells_its_errors_and_changes_nothing(service: Service, folder: Path) -> None:
    folder.mkdir()
    folder_with(folder, massnahmen=BOTH.replace("m2,Lesekreis,D", "m2,Lesekreis,Z"))
    result = load_source(service, "stadt", folder, author="KI", dry_run=True)
    assert (result.refused, len(result.report.errors), result.preview.rows) == (True, 1, ())
    assert service.store.networks() == ()


def test_a_load_tells_its_stages_in_order_and_a_dry_run_does_not_write(service: Service, folder: Path) -> None:
    folder.mkdir()
    folder_with(folder)
    for dry_run, count in ((True, 3), (False, 4)):
        told: list[Stage] = []
        load_source(service, "stadt", folder, author="KI", dry_run=dry_run, stage=told.append)
        assert told == ["reading", "joining", "checking", "writing"][:count]
