"""Data that are replaced under a running service: what it kept of others with the same ids and numbers is not told."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from graph_service.app import create_app
from graph_service.model.change import ChangeSet
from graph_service.operations.asking import sources
from graph_service.operations.changing import record_changes
from graph_service.operations.service import Service
from graph_service.settings import Settings
from graph_service.stores import open_store
from graph_service.stores.base import Store
from tests.builders import actor
from tests.neo4j_servers import emptied, empty, opened
from tests.stores.acts import begin, put
from tools.neo4j_server import Server

HERE = "http://127.0.0.1:8000"


def filled(store: Store, name: str, later: str) -> None:
    begin(store, actor("a", name), actor("b"))
    put(store, actor("b", later))


@dataclass(frozen=True)
class Running:
    """A service, and what puts other data under it."""

    service: Service
    replace: Callable[[str, str], None]


@pytest.fixture(params=["sqlite", "neo4j"])
def running(request: pytest.FixtureRequest) -> Iterator[Running]:
    make = {"sqlite": on_a_file, "neo4j": on_a_server}[request.param]
    where = request.getfixturevalue({"sqlite": "tmp_path", "neo4j": "neo4j_server"}[request.param])
    yield from make(where)


def on_a_file(folder: Path) -> Iterator[Running]:
    """Something else copies another file into the one that is open."""
    path = folder / "store.sqlite"

    def replace(name: str, later: str) -> None:
        with closing(open_store(f"sqlite:{folder / 'other.sqlite'}")) as other:
            filled(other, name, later)
        with closing(sqlite3.connect(folder / "other.sqlite")) as source, closing(sqlite3.connect(path)) as target:
            source.backup(target)

    with closing(open_store(f"sqlite:{path}")) as store:
        yield Running(Service(store), replace)


def on_a_server(server: Server) -> Iterator[Running]:
    """Another program empties the database and fills it anew."""

    def replace(name: str, later: str) -> None:
        empty(server)
        with closing(opened(server)) as other:
            filled(other, name, later)

    with closing(emptied(server)) as store:
        yield Running(Service(store), replace)


def names(service: Service) -> list[str]:
    """What the store tells of one record, and what the service keeps of the whole."""
    view = service.view("stadt")
    return [view.get("actor/a").name, service.network("stadt", view.revision).node("actor/a").name]  # type: ignore[union-attr]


def test_an_answer_is_about_the_new_data(running: Running) -> None:
    filled(running.service.store, "Alt", "Alt")
    assert names(running.service) == ["Alt", "Alt"]
    kept = sources(running.service, "stadt")
    running.replace("Neu", "Neu")
    assert names(running.service) == ["Neu", "Neu"]
    assert sources(running.service, "stadt") is not kept


def test_an_answer_about_two_revisions_is_about_the_new_data_of_both(running: Running) -> None:
    filled(running.service.store, "Alt", "Alt")
    running.service.view("stadt", 1)
    running.service.network("stadt", 1)
    running.replace("Neu", "Anders")
    changed = record_changes(running.service, "stadt", 1, 2)
    assert [one.id for change in changed.types for one in change.changed] == ["actor/b"]


def test_what_is_kept_behind_the_other_door_is_not_told_either(running: Running) -> None:
    filled(running.service.store, "Alt", "Alt")
    assert running.service.open.network("stadt", running.service.view("stadt").revision).node("actor/a").name == "Alt"  # type: ignore[union-attr]
    running.replace("Neu", "Neu")
    number = running.service.view("stadt").revision
    assert running.service.open.network("stadt", number).node("actor/a").name == "Neu"  # type: ignore[union-attr]


def test_the_next_revision_of_new_data_does_not_rest_on_the_old_ones(running: Running) -> None:
    filled(running.service.store, "Alt", "Alt")
    assert names(running.service) == ["Alt", "Alt"]
    running.replace("Neu", "Neu")
    put(running.service.store, actor("c"))
    assert names(running.service) == ["Neu", "Neu"]


def test_where_new_data_went_on_old_revisions_are_of_the_new_data_too(running: Running) -> None:
    filled(running.service.store, "Alt", "Alt")
    doors = (running.service, running.service.open)
    running.service.view("stadt")
    assert [door.network("stadt", 1).node("actor/a").name for door in doors] == ["Alt", "Alt"]  # type: ignore[union-attr]
    running.replace("Neu", "Neu")
    put(running.service.store, actor("c"))
    running.service.view("stadt")
    assert [door.network("stadt", 1).node("actor/a").name for door in doors] == ["Neu", "Neu"]  # type: ignore[union-attr]


def test_where_new_data_have_fewer_revisions_nothing_of_the_old_ones_is_told(running: Running) -> None:
    filled(running.service.store, "Alt", "Alt")
    put(running.service.store, actor("c"))
    running.service.network("stadt")
    running.replace("Neu", "Neu")
    assert names(running.service) == ["Neu", "Neu"]


def test_of_the_next_revision_only_what_was_changed_is_read(running: Running) -> None:
    store = running.service.store
    filled(store, "Alt", "Alt")
    before = running.service.network("stadt")
    store.commit("stadt", ChangeSet(put=(actor("aa"),), remove=("actor/b",)), author="A", reason="B")
    after = running.service.network("stadt")
    assert after.node("actor/a") is before.node("actor/a")
    whole = store.view("stadt").load()
    assert (after.revision, list(after.records())) == (whole.revision, list(whole.records()))


def test_as_long_as_nothing_is_replaced_answers_are_kept(running: Running) -> None:
    filled(running.service.store, "Alt", "Alt")
    kept = running.service.network("stadt")
    assert running.service.network("stadt") is kept
    record = running.service.view("stadt").get("actor/a")
    put(running.service.store, actor("b", "Weiter"))
    assert running.service.view("stadt").get("actor/a") is record


def test_who_read_the_old_data_is_not_told_that_nothing_changed_and_writes_nothing(running: Running) -> None:
    filled(running.service.store, "Alt", "Alt")
    with TestClient(create_app(Settings(store="memory:", network="stadt")), base_url=HERE) as client:
        client.app.state.service = running.service  # type: ignore[attr-defined]
        etag = client.get("/api/v1/networks/stadt").headers["ETag"]
        assert client.get("/api/v1/networks/stadt", headers={"If-None-Match": etag}).status_code == 304
        running.replace("Neu", "Neu")
        assert client.get("/api/v1/networks/stadt", headers={"If-None-Match": etag}).status_code == 200
        signed = {"params": {"author": "A", "reason": "B"}, "headers": {"If-Match": etag}}
        assert client.delete("/api/v1/networks/stadt/judgements/judgement/a", **signed).status_code == 412  # type: ignore[arg-type]
