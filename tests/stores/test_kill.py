"""A process that is killed while it writes leaves the revision before or the one after, never anything between."""

from __future__ import annotations

import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from typing import IO

import pytest

from graph_service.operations.loading import load_source, shipped_folder
from graph_service.operations.service import Service
from graph_service.stores.sqlite import SqliteStore
from tests.builders import actor
from tests.stores.acts import begin, put

ROOT = Path(__file__).parents[2]

# Revision n holds the paper, 20 n actors, all of them named for the revision, and n ties less than that.
COMMITTING = """
import sys
from graph_service.stores import open_store
from tests.builders import actor, tie
from tests.stores.acts import put
store = open_store("sqlite:" + sys.argv[1])
while True:
    number = store.network("stadt").revision + 1
    actors = [actor(f"a{i}", f"Stand {number}") for i in range(20 * (number - 1))]
    ties = [tie("advises", f"actor/a{i}", f"actor/a{i + 1}") for i in range(20 * (number - 1) - 1)]
    put(store, *actors, *ties)
    print(number, flush=True)
"""

LOADING = """
import sys
from graph_service.stores import open_store
from tests.builders import actor
store = open_store("sqlite:" + sys.argv[1])
with store.writer("stadt", author="Koordination", reason="Import") as writer:
    for batch in range(int(sys.argv[2])):
        writer.put(actor(f"b{batch}-{i}", note="x" * 500) for i in range(1000))
        print(batch, flush=True)
print("written", flush=True)
store.close()
"""

FIRST_START = """
import sys
from graph_service.commands.shared import load_first
from graph_service.operations.service import Service
from graph_service.stores import open_store
print("now", flush=True)
store = open_store("sqlite:" + sys.argv[1])
load_first(Service(store))
store.close()
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "store.sqlite"
    with closing(SqliteStore(path)) as store:
        begin(store)
    return path


def start(script: str, *arguments: object) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", script, *map(str, arguments)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def kill(process: subprocess.Popen[str]) -> list[str]:
    """Ends the process at once, without a chance to tidy up; what it had said until then."""
    process.kill()
    said, _ = process.communicate()
    return said.split()


def finish(process: subprocess.Popen[str]) -> int:
    process.communicate(timeout=60)
    return process.returncode


def line(process: subprocess.Popen[str]) -> str:
    out: IO[str] | None = process.stdout
    assert out is not None
    return out.readline().strip()


def assert_whole(path: Path, said: list[str]) -> int:
    with closing(SqliteStore(path)) as store:
        newest = store.network("stadt").revision
        assert newest in (int(said[-1]), int(said[-1]) + 1)
        state = store.view("stadt").load()
        assert len(state.actors) == 20 * (newest - 1)
        assert len(state.ties) == max(0, 20 * (newest - 1) - 1)
        assert {found.name for found in state.actors} <= {f"Stand {newest}"}
        assert [revision.number for revision in store.revisions("stadt")] == list(range(1, newest + 1))
        assert store.check() == ()
        assert put(store, actor("after")).number == newest + 1
        assert put(store, remove=["actor/after"]).number == newest + 2
    return newest


@pytest.mark.parametrize("milliseconds", [0, 3, 8, 15, 25, 40])
def test_a_kill_during_a_commit_leaves_a_whole_revision(path: Path, milliseconds: int) -> None:
    process = start(COMMITTING, path)
    said = [line(process) for _ in range(3)]
    time.sleep(milliseconds / 1000)
    newest = assert_whole(path, said + kill(process))
    assert newest >= 4


@pytest.mark.parametrize("batches", [1, 3])
def test_a_kill_during_a_bulk_load_leaves_nothing_of_it(path: Path, batches: int) -> None:
    process = start(LOADING, path, 10_000)
    for _ in range(batches):
        line(process)
    kill(process)
    with closing(SqliteStore(path)) as store:
        assert store.network("stadt").revision == 1
        assert store.view("stadt").counts()["actor"] == 0
        assert store.check() == ()
        assert put(store, actor("after")).number == 2


def test_a_kill_after_a_bulk_load_leaves_all_of_it(path: Path) -> None:
    process = start(LOADING, path, 2)
    while line(process) != "written":
        assert process.poll() is None
    kill(process)
    with closing(SqliteStore(path)) as store:
        assert store.network("stadt").revision == 2
        assert store.view("stadt").counts()["actor"] == 2000
        assert store.check() == ()


def test_a_kill_while_a_store_is_made_leaves_none_or_an_empty_one(tmp_path: Path) -> None:
    script = """
import sys
from graph_service.stores import open_store
import graph_service.stores.sqlite
print("now", flush=True)
for number in range(1000):
    open_store(f"sqlite:{sys.argv[1]}/store{number}.sqlite").close()
"""
    process = start(script, tmp_path)
    line(process)
    time.sleep(0.1)
    kill(process)
    made = sorted(tmp_path.glob("store*.sqlite"))
    for path in made[-3:]:
        with closing(SqliteStore(path)) as store:
            assert store.networks() == ()
            assert store.check() == ()


@pytest.mark.parametrize("milliseconds", [(20, 60, 120, 250), (200, 300, 400), (500, 700), (900, 1200)])
def test_kills_during_the_first_start_end_with_the_complete_network(
    tmp_path: Path, milliseconds: tuple[int, ...], leverkusen: Service
) -> None:
    path = tmp_path / "store.sqlite"
    for pause in milliseconds:
        process = start(FIRST_START, path)
        line(process)
        time.sleep(pause / 1000)
        kill(process)
    assert finish(start(FIRST_START, path)) == 0
    with closing(SqliteStore(path)) as store:
        assert [info.id for info in store.networks()] == ["leverkusen"]
        assert store.view("leverkusen").counts() == leverkusen.view("leverkusen").counts()
        assert store.check() == ()


def test_a_kill_between_the_two_sources_of_the_first_start_is_made_good(tmp_path: Path, leverkusen: Service) -> None:
    path = tmp_path / "store.sqlite"
    with closing(SqliteStore(path)) as store:
        load_source(Service(store), "leverkusen", shipped_folder(), author="Akteursnetz")
    assert finish(start(FIRST_START, path)) == 0
    with closing(SqliteStore(path)) as store:
        assert store.view("leverkusen").counts() == leverkusen.view("leverkusen").counts()
