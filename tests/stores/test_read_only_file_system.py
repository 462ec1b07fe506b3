"""A store on a read-only file system is read, checked and backed up; what needs writing is refused in words."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from graph_service.model.errors import ReadOnlyStore, StoreError
from graph_service.stores.sqlite import SqliteStore
from tests.builders import actor
from tests.stores.acts import assert_helpful, put


@pytest.fixture
def frozen(path: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The store as it is found on a read-only file system."""
    place = tmp_path_factory.mktemp("frozen")
    if shutil.which("mount") is None or not mounted(path.parent, place):
        pytest.skip("a read-only file system cannot be mounted here")
    yield place / path.name
    subprocess.run(["umount", place], check=True)


def mounted(folder: Path, place: Path) -> bool:
    if subprocess.run(["mount", "--bind", folder, place], check=False, capture_output=True).returncode:
        return False
    again = ["mount", "-o", "remount,bind,ro", place]
    if subprocess.run(again, check=False, capture_output=True).returncode:
        subprocess.run(["umount", place], check=True)
        return False
    return True


class TestReadOnlyFileSystem:
    def test_it_is_read_and_checked(self, frozen: Path) -> None:
        with closing(SqliteStore(frozen)) as store:
            assert len(store.view("stadt").load().actors) == 5
            assert store.check() == ()

    def test_it_is_backed_up_elsewhere(self, frozen: Path, tmp_path: Path) -> None:
        with closing(SqliteStore(frozen)) as store:
            store.backup(tmp_path / "copy.sqlite")
        with closing(SqliteStore(tmp_path / "copy.sqlite")) as copy:
            assert copy.network("stadt").revision == 1

    def test_writing_is_refused_with_place_and_remedy(self, frozen: Path) -> None:
        with closing(SqliteStore(frozen)) as store, pytest.raises(ReadOnlyStore) as caught:
            put(store, actor("new"))
        assert_helpful(caught.value, frozen)

    def test_a_new_store_there_is_refused_as_read_only(self, frozen: Path) -> None:
        new = frozen.with_name("new.sqlite")
        with pytest.raises(StoreError, match="schreibgeschützt") as caught:
            SqliteStore(new)
        assert_helpful(caught.value, new)

    def test_a_backup_there_is_refused_as_read_only(self, frozen: Path) -> None:
        new = frozen.with_name("new.sqlite")
        with closing(SqliteStore(frozen)) as store, pytest.raises(StoreError, match="schreibgeschützt") as caught:
            store.backup(new)
        assert_helpful(caught.value, new)

    def test_changes_that_lie_beside_it_are_not_passed_over(self, opened: SqliteStore, frozen: Path) -> None:
        put(opened, actor("new"))
        log = Path(f"{opened.path}-wal").read_bytes()
        opened.close()
        Path(f"{opened.path}-wal").write_bytes(log)
        with pytest.raises(ReadOnlyStore, match="schreibgeschützt") as caught:
            SqliteStore(frozen)
        assert_helpful(caught.value, frozen)
