"""A whole network as a file: every form is written, contacts stay unless asked for, and what is lost is named."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from graph_service.language import render
from graph_service.model.canonical import checksum
from graph_service.model.change import ChangeSet
from graph_service.model.errors import UnknownWord
from graph_service.model.network import Network
from graph_service.operations.handing_out import FORMS, empty_workbook, hand_out, losses_told
from graph_service.operations.service import Service
from graph_service.operations.sources import kind_of, read_source
from graph_service.stores import open_store
from tests.builders import actor, small_town

WHOLE = ("xlsx", "csv", "json", "graphml", "gexf", "cytoscape")


@pytest.fixture(scope="module")
def service() -> Iterator[Service]:
    made = Service(open_store("memory:"))
    made.store.create("stadt", "Stadt")
    records = (*small_town(), actor("amt", "Amt", "department", contact="Zimmer 12"))
    made.store.commit("stadt", ChangeSet(put=records), author="Test", reason="Test")
    yield made
    made.store.close()


@pytest.mark.parametrize("form", FORMS)
def test_every_form_is_a_file_with_a_speaking_name_and_the_same_bytes_again(service: Service, form: str):
    one, again = (hand_out(service, "stadt", form, "de") for _ in range(2))
    assert one.name == f"akteursnetz-stadt-revision-1.{FORMS[form].ending}"
    assert one.content
    assert one.content == again.content


@pytest.mark.parametrize("form", FORMS)
def test_contacts_stay_unless_they_are_asked_for(service: Service, form: str):
    kept = hand_out(service, "stadt", form, "de")
    assert b"Zimmer 12" not in kept.content
    assert "Kontakte: bei 1 Eintrag" in [render(loss, "de") for loss in losses_told(kept)]


@pytest.mark.parametrize("form", WHOLE)
def test_what_leaves_with_contacts_comes_back_as_the_same_network(service: Service, form: str, tmp_path: Path):
    made = hand_out(service, "stadt", form, "de", contacts=True)
    file = tmp_path / made.name
    file.write_bytes(made.content)
    loaded = read_source(file, Network("stadt"))
    assert loaded.report.errors == []
    assert checksum(loaded.records) == checksum(service.network("stadt").records())


def test_directories_of_services_are_told_from_tables_by_what_is_in_them(service: Service, tmp_path: Path):
    kinds = {}
    for form in ("csv", "hsds", "hsds-json", "json"):
        made = hand_out(service, "stadt", form, "de")
        (tmp_path / made.name).write_bytes(made.content)
        kinds[form] = kind_of(tmp_path / made.name)
    assert kinds == {"csv": "tables", "hsds": "hsds", "hsds-json": "hsds", "json": "graph"}


def test_a_form_that_does_not_exist_is_refused_with_those_that_do(service: Service):
    with pytest.raises(UnknownWord) as refused:
        hand_out(service, "stadt", "xls", "de")
    assert "xlsx" in str(refused.value.near)


def test_the_empty_workbook_loads_without_a_word_too_much(tmp_path: Path):
    file = tmp_path / "leer.xlsx"
    file.write_bytes(empty_workbook(None, "de"))
    loaded = read_source(file, Network("stadt"))
    assert (loaded.records, loaded.report.errors) == ((), [])
