"""A store that one process has open several times keeps its locks: no other program takes its log away."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from graph_service.stores.registry_sqlite import SqliteRegistry
from graph_service.stores.sqlite import SqliteStore
from tests.builders import actor
from tests.stores.acts import put

LOOK = """
import sys
from contextlib import closing
from pathlib import Path
from graph_service.stores.sqlite import SqliteStore

with closing(SqliteStore(Path(sys.argv[1]))) as store:
    print(store.network("stadt").revision)
"""


def command_on(path: Path) -> int:
    """The revision that another program finds, which then closes the store again."""
    found = subprocess.run([sys.executable, "-c", LOOK, path], check=True, capture_output=True, text=True)
    return int(found.stdout)


def descriptors_of(path: Path) -> int:
    links = Path("/proc/self/fd").iterdir()
    return sum(link.exists() and link.samefile(path) for link in links)


def test_what_is_written_after_a_command_stays_though_the_store_was_opened_twice(path: Path) -> None:
    with closing(SqliteStore(path)) as store:
        put(store, actor("before"))
        SqliteStore(path).close()
        assert command_on(path) == 2
        put(store, actor("afterwards"))
        assert command_on(path) == 3


@pytest.mark.parametrize("again", [SqliteStore, lambda path: SqliteStore(path, writable=False)])
def test_the_log_stays_where_it_is(path: Path, again: Callable[[Path], SqliteStore]) -> None:
    with closing(SqliteStore(path)) as store:
        put(store, actor("before"))
        log = path.with_name(f"{path.name}-wal").stat().st_ino
        again(path).close()
        command_on(path)
        assert path.with_name(f"{path.name}-wal").stat().st_ino == log


def test_a_store_is_known_by_each_of_its_names(path: Path) -> None:
    other = path.with_name("other.sqlite")
    other.symlink_to(path)
    with closing(SqliteStore(path)) as store:
        put(store, actor("before"))
        SqliteStore(other).close()
        command_on(path)
        put(store, actor("afterwards"))
        assert command_on(path) == 3


def test_the_log_of_the_service_s_own_data_stays_too(tmp_path: Path) -> None:
    path = tmp_path / "dienst.sqlite"
    look = "import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); c.execute('SELECT * FROM head'); c.close()"
    with closing(SqliteRegistry(path)) as registry:
        registry.append({"event": "before"})
        SqliteRegistry(path).close()
        subprocess.run([sys.executable, "-c", look, path], check=True)
        registry.append({"event": "afterwards"})
        with closing(SqliteRegistry(path, writable=False)) as other:
            assert len(other.lines()) == 2
        assert path.with_name(f"{path.name}-wal").exists()


def test_however_often_it_is_opened_no_descriptors_add_up_and_none_is_left(path: Path) -> None:
    with closing(SqliteStore(path)) as store:
        store.networks()
        SqliteStore(path).close()
        kept = descriptors_of(path)
        for _ in range(5):
            SqliteStore(path).close()
        assert descriptors_of(path) == kept
    assert descriptors_of(path) == 0
