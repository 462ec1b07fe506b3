"""A revision is taken back by a new one: as if it had not been made, or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from graph_service.model.canonical import checksum
from graph_service.model.change import ChangeSet
from graph_service.model.errors import BadInput, Conflict, NotFound
from graph_service.model.ties import AnyRecord
from graph_service.operations import undoing
from graph_service.operations.loading import Options, load_source
from graph_service.operations.service import Service
from graph_service.operations.undoing import undo, undoable
from graph_service.stores import open_store
from tests.builders import actor, addresses, carries, measure, same_as, small_town
from tests.loaders.folders import SMALL, folder_with


@pytest.fixture(params=["memory", "sqlite"])
def service(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Service]:
    address = "memory:" if request.param == "memory" else f"sqlite:{tmp_path / 'netz.sqlite'}"
    store = open_store(address)
    store.create("stadt", "Stadt")
    store.commit("stadt", ChangeSet(put=small_town()), author="Test", reason="Kleine Stadt")
    yield Service(store)
    store.close()


def put(service: Service, *records: AnyRecord, remove: tuple[str, ...] = ()) -> None:
    service.store.commit("stadt", ChangeSet(put=records, remove=remove), author="Kollegin", reason="Nachtrag")


def state(service: Service, revision: int | None = None) -> str:
    return checksum(service.network("stadt", revision).records())


def test_what_was_added_changed_and_removed_is_as_before(service: Service) -> None:
    put(service, actor("neu"), actor("awo", "AWO"), remove=(carries("awo", "m3").id,))
    made = undo(service, "stadt", 2, author="KI")
    assert (made.number, made.removed, made.changed, made.added) == (3, 1, 1, 1)
    assert state(service) == state(service, 1)
    assert (made.author, made.reason) == ("KI", "Revision 2 zurückgenommen: Nachtrag")


def test_an_undoing_can_be_undone(service: Service) -> None:
    put(service, actor("neu"))
    undo(service, "stadt", 2, author="KI")
    undo(service, "stadt", 3, author="KI")
    assert state(service) == state(service, 2)


def test_the_first_revision_can_be_undone_while_it_is_alone(service: Service) -> None:
    undo(service, "stadt", 1, author="KI")
    assert list(service.network("stadt").records()) == []


def test_an_earlier_revision_can_be_undone_where_later_ones_concern_others(service: Service) -> None:
    put(service, actor("neu"))
    put(service, actor("andere"))
    undo(service, "stadt", 2, author="KI")
    assert {"actor/neu", "actor/andere"} & set(service.network("stadt").nodes) == {"actor/andere"}


def test_what_was_changed_since_is_named_and_nothing_is_written(service: Service) -> None:
    put(service, actor("neu", "Neuer Verein"))
    put(service, actor("neu", "Neuester Verein"))
    with pytest.raises(Conflict) as refused:
        undo(service, "stadt", 2, author="KI")
    assert "„Neuester Verein“ wurde seither geändert, zuletzt mit Revision 3 (Nachtrag)." in str(refused.value)
    assert service.info("stadt").revision == 3


def test_what_was_removed_since_is_named(service: Service) -> None:
    put(service, actor("neu", "Neuer Verein"))
    put(service, remove=("actor/neu",))
    with pytest.raises(Conflict, match="Neuer Verein"):
        undo(service, "stadt", 2, author="KI")


@pytest.mark.parametrize(
    ("later", "said"),
    [(carries("neu", "m1"), "Neuer Verein → wirkt mit an"), (same_as("actor/neu", "actor/ki"), "Neuer Verein")],
)
def test_what_refers_to_a_record_that_would_go_is_named(service: Service, later: AnyRecord, said: str) -> None:
    put(service, actor("neu", "Neuer Verein"))
    put(service, later)
    with pytest.raises(Conflict) as refused:
        undo(service, "stadt", 2, author="KI")
    assert "würde entfernt" in str(refused.value)
    assert said in str(refused.value)


def test_the_same_revision_is_not_undone_twice(service: Service) -> None:
    put(service, actor("neu"))
    undo(service, "stadt", 2, author="KI")
    with pytest.raises(Conflict):
        undo(service, "stadt", 2, author="KI")
    assert service.info("stadt").revision == 3


@pytest.mark.parametrize("number", [0, 9])
def test_a_revision_that_is_not_there_cannot_be_undone(service: Service, number: int) -> None:
    with pytest.raises(NotFound, match="neueste Revision ist 1"):
        undo(service, "stadt", number, author="KI")


def test_undoing_needs_an_author(service: Service) -> None:
    put(service, actor("neu"))
    with pytest.raises(BadInput):
        undo(service, "stadt", 2, author=" ")
    assert service.info("stadt").revision == 2


def test_a_network_that_moved_on_is_left_alone(service: Service) -> None:
    put(service, actor("neu"))
    put(service, actor("andere"))
    with pytest.raises(Conflict, match="inzwischen geändert"):
        undo(service, "stadt", 2, author="KI", expected=2)


def told_undoable(service: Service) -> frozenset[int]:
    return undoable(service, "stadt", service.store.revisions("stadt"))


def test_those_revisions_are_told_whose_records_nobody_touched_since(service: Service) -> None:
    put(service, actor("neu"))
    put(service, actor("neu", "Neu"), measure("m9"))
    assert told_undoable(service) == {1, 3}
    undo(service, "stadt", 3, author="KI")
    assert told_undoable(service) == {1, 2, 4}


def test_a_big_revision_is_told_without_looking_at_it(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    put(service, actor("awo", "AWO"))
    assert told_undoable(service) == {2}
    monkeypatch.setattr(undoing, "_LOOKED_AT", 5)
    put(service, actor("neu"))
    assert told_undoable(service) == {1, 2, 3}


def test_a_load_that_was_undone_can_be_loaded_again_and_ended(service: Service, tmp_path: Path) -> None:
    folder = tmp_path / "neu"
    folder.mkdir()
    both = SMALL["massnahmen"] + "m2,Lesekreis,D,nord,,blatt\n"
    end = Options(end_missing=date(2026, 3, 31))
    load_source(service, "neu", folder_with(folder, massnahmen=both), author="KI")
    load_source(service, "neu", folder_with(folder), author="KI", options=end)
    undo(service, "neu", 2, author="KI")
    result = load_source(service, "neu", folder_with(folder), author="KI", options=end)
    assert "measure/m2" in result.preview.ends


def test_one_change_of_a_revision_is_taken_back_alone(service: Service) -> None:
    put(service, measure("m1", "Kurs"), measure("m2", "Wohnen"))
    made = undo(service, "stadt", 2, author="KI", records=["measure/m2"])
    now = service.network("stadt").nodes
    assert (made.changed, now["measure/m1"].name, now["measure/m2"].name) == (1, "Kurs", "Wohnraumvermittlung")
    assert made.reason == "Änderung an „Wohnen“ aus Revision 2 zurückgenommen: Nachtrag"


def test_a_measure_takes_the_ties_of_its_form_along(service: Service) -> None:
    put(service, measure("neu", "Neu"), addresses("neu", "A"), carries("awo", "neu"), actor("dazu"))
    undo(service, "stadt", 2, author="KI", records=["measure/neu"])
    assert service.network("stadt").get("measure/neu") is None
    assert service.network("stadt").get("actor/dazu") is not None


def test_what_a_revision_did_not_change_cannot_be_taken_back_from_it(service: Service) -> None:
    put(service, actor("neu"))
    with pytest.raises(NotFound, match="mit dieser Revision nicht geändert"):
        undo(service, "stadt", 2, author="KI", records=["actor/awo"])


def test_one_change_is_not_taken_back_from_under_a_later_one(service: Service) -> None:
    put(service, measure("m1", "Kurs"), measure("m2", "Wohnen"))
    put(service, measure("m2", "Wohnungen"))
    undo(service, "stadt", 2, author="KI", records=["measure/m1"])
    with pytest.raises(Conflict, match="seither geändert"):
        undo(service, "stadt", 2, author="KI", records=["measure/m2"])
