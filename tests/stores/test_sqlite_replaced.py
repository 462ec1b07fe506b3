"""A file that is moved away or replaced under a running service: nothing is answered as saved that is not in it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from graph_service.app import create_app
from graph_service.model.errors import StoreError
from graph_service.settings import Settings
from graph_service.stores.registry_sqlite import SqliteRegistry
from graph_service.stores.sqlite import SqliteStore
from tests.builders import actor, small_town
from tests.stores.acts import WHO, WHY, assert_helpful, begin, put, put_back

REPLACED = "ersetzt oder verschoben"


def moved(path: Path) -> None:
    """The file and what lies beside it under other names, as before a restore."""
    for ending in ("", "-wal", "-shm"):
        beside = path.with_name(path.name + ending)
        if beside.exists():
            beside.rename(path.with_name(f"old{ending}"))


def restored(path: Path) -> None:
    """Another file under the same name."""
    moved(path)
    with closing(SqliteStore(path.with_name("BACKUP"))) as other:
        begin(other, *small_town())
    put_back(path.with_name("BACKUP"), f"sqlite:{path}")


@pytest.mark.parametrize("change", [moved, restored])
def test_a_change_is_not_answered_as_saved_when_another_file_is_there(
    opened: SqliteStore, path: Path, change: Callable[[Path], None]
) -> None:
    change(path)
    for _ in range(2):
        with pytest.raises(StoreError, match=REPLACED) as caught:
            put(opened, actor("neu"))
        assert_helpful(caught.value, path)
    assert path.exists() == (change is restored)
    if path.exists():
        with closing(SqliteStore(path)) as found:
            assert found.network("stadt").revision == 1


def test_a_file_that_is_moved_during_a_change_does_not_take_it(opened: SqliteStore, path: Path) -> None:
    def change() -> None:
        with opened.writer("stadt", author=WHO, reason=WHY) as draft:
            draft.put([actor("neu")])
            moved(path)

    with pytest.raises(StoreError, match=REPLACED):
        change()
    with closing(SqliteStore(path.with_name("old"))) as found:
        assert found.network("stadt").revision == 1


def test_nothing_is_read_from_a_file_that_was_moved(opened: SqliteStore, path: Path) -> None:
    view = opened.view("stadt")
    moved(path)
    for ask in (opened.networks, opened.condition, view.load):
        with pytest.raises(StoreError, match=REPLACED):
            ask()


def test_the_same_file_under_the_same_name_is_the_same(opened: SqliteStore, path: Path) -> None:
    path.rename(path.with_name("away"))
    path.with_name("away").rename(path)
    put(opened, actor("neu"))
    assert opened.network("stadt").revision == 2


def test_the_registry_refuses_likewise(tmp_path: Path) -> None:
    path = tmp_path / "store-dienst.sqlite"
    with closing(SqliteRegistry(path)) as registry:
        registry.put("account", "a", {})
        moved(path)
        for act in (lambda: registry.put("account", "a", {}), lambda: registry.append({}), registry.head):
            with pytest.raises(StoreError, match=REPLACED) as caught:
                act()
            assert_helpful(caught.value, path)


def test_the_service_is_not_ready_any_more_and_says_why(opened: SqliteStore, path: Path) -> None:
    app = create_app(Settings(store=f"sqlite:{path}"), opened)
    with TestClient(app, base_url="http://127.0.0.1") as client:
        assert client.get("/readyz").status_code == 200
        moved(path)
        answer = client.get("/readyz")
        assert (answer.status_code, REPLACED in answer.text) == (503, True)
        assert client.get("/healthz").status_code == 200
