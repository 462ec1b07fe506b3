"""Several programs at one registry, and programs and servers that are killed while they write."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from signal import SIGKILL

import pytest
from neo4j import GraphDatabase
from pydantic import SecretStr

from graph_service.model.errors import ForeignStore, NewerStore, ReadOnlyStore, StoreError, UnreachableStore
from graph_service.stores import open_registry, registry_neo4j
from graph_service.stores.neo4j_migrations import MIGRATIONS
from graph_service.stores.registry import Registry
from tests.neo4j_servers import asked, begun_anew, empty, opened
from tests.stores.acts import begin
from tools.neo4j_server import Server

ROOT = Path(__file__).parents[2]
OPENING = """
import sys
from pathlib import Path
from pydantic import SecretStr
from graph_service.model.errors import Conflict
from graph_service.stores import open_registry
url, secret = sys.argv[1:]
password = SecretStr(Path(secret).read_text().strip()) if secret else None
registry = open_registry(url, password=password, timeout=30)
print("ready", flush=True)
"""
APPENDING = """
while True:
    print(registry.append({"event": "read", "note": "x" * 500}).number, flush=True)
"""
MAKING = """
sys.stdin.readline()
for number in range(40):
    try:
        registry.put("account", f"a{number}", "me", expected=0)
        print(number, flush=True)
    except Conflict:
        pass
    registry.append({"event": "made", "n": number})
"""
COUNTING = """
sys.stdin.readline()
for _ in range(25):
    while True:
        entry = registry.get("counter", "a")
        try:
            registry.put("counter", "a", entry.value + 1, expected=entry.version)
            break
        except Conflict:
            pass
"""


@dataclass(frozen=True)
class Place:
    """Where a registry is that several programs share."""

    url: str
    secret: str = ""

    def open(self) -> Registry:
        password = SecretStr(Path(self.secret).read_text().strip()) if self.secret else None
        return open_registry(self.url, password=password)

    def start(self, script: str) -> subprocess.Popen[str]:
        """A program that has opened the registry and does this next."""
        command = [sys.executable, "-c", OPENING + script, self.url, self.secret]
        program = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        assert line(program) == "ready"
        return program


def on_server(request: pytest.FixtureRequest) -> Place:
    server: Server = request.getfixturevalue("neo4j_server")
    empty(server)
    return Place(server.url, str(server.password_file))


PLACES: dict[str, Callable[[pytest.FixtureRequest], Place]] = {
    "sqlite": lambda request: Place(f"sqlite:{request.getfixturevalue('tmp_path') / 'store.sqlite'}"),
    "neo4j": on_server,
}


@pytest.fixture(params=PLACES)
def place(request: pytest.FixtureRequest) -> Place:
    return PLACES[request.param](request)


def line(program: subprocess.Popen[str]) -> str:
    assert program.stdout is not None
    return program.stdout.readline().strip()


def together(place: Place, script: str) -> list[list[str]]:
    """What two programs say that do the same at the same time."""
    programs = [place.start(script) for _ in range(2)]
    for program in programs:
        assert program.stdin is not None
        program.stdin.write("\n")
        program.stdin.flush()
    said = [program.communicate(timeout=120)[0].split() for program in programs]
    assert [program.returncode for program in programs] == [0, 0]
    return said


def test_of_two_programs_that_make_the_same_entry_exactly_one_wins(place: Place) -> None:
    first, second = together(place, MAKING)
    assert sorted(first + second, key=int) == [str(number) for number in range(40)]
    with closing(place.open()) as registry:
        assert registry.head().number == 80
        assert registry.check() == ()


def test_no_change_of_two_programs_is_lost(place: Place) -> None:
    with closing(place.open()) as registry:
        registry.put("counter", "a", 0)
        together(place, COUNTING)
        assert registry.get("counter", "a").value == 50  # type: ignore[union-attr]


@pytest.mark.parametrize("milliseconds", [0, 1, 3, 8, 20])
def test_a_kill_during_an_append_leaves_every_answered_line_and_a_whole_chain(place: Place, milliseconds: int) -> None:
    program = place.start(APPENDING)
    said = [line(program) for _ in range(5)]
    time.sleep(milliseconds / 1000)
    program.kill()
    # What was read ahead together with the lines so far would be lost to `communicate`.
    said += program.stdout.read().split()  # type: ignore[union-attr]
    program.communicate()
    with closing(place.open()) as registry:
        # A server may still end what a program asked of it that is no more.
        after = registry.append({"event": "after"})
        assert after.number - 1 in (int(said[-1]), int(said[-1]) + 1)
        assert [found.number for found in registry.lines(limit=100_000)] == list(range(1, after.number + 1))
        assert registry.check() == ()


def test_a_kill_while_a_registry_is_made_leaves_none_or_an_empty_one(tmp_path: Path) -> None:
    script = """
for number in range(1000):
    open_registry(f"{url}{number}.sqlite").close()
"""
    program = Place(f"sqlite:{tmp_path}/x").start(script)
    time.sleep(0.1)
    program.kill()
    program.communicate()
    made = sorted(tmp_path.glob("x*-dienst.sqlite"))
    assert made
    for path in made[-3:]:
        with closing(open_registry(f"sqlite:{path.parent / path.name.replace('-dienst', '')}")) as registry:
            assert registry.check() == ()
            assert registry.append({}).number == 1


class TestServer:
    def test_store_and_registry_share_a_database_and_do_not_see_each_other(self, neo4j_server: Server) -> None:
        with closing(on_new(neo4j_server)) as registry, closing(opened(neo4j_server)) as store:
            registry.put("account", "ki", 1)
            registry.append({})
            begin(store)
            assert registry.check() == store.check() == ()
            assert [info.id for info in store.networks()] == ["stadt"]
        asked(neo4j_server, "MATCH (n) WHERE n:ServiceEntry OR n:ServiceLine OR n:ServiceJournal DELETE n")
        with closing(opened(neo4j_server)) as store:
            assert store.network("stadt").revision == 1

    def test_a_registry_opened_for_reading_is_not_written(self, neo4j_server: Server) -> None:
        on_new(neo4j_server).close()
        password = SecretStr(neo4j_server.password)
        with closing(open_registry(neo4j_server.url, password=password, writable=False)) as registry:
            assert registry.lines() == registry.check() == ()
            for write in (lambda: registry.append({}), lambda: registry.put("k", "a", 1), registry.purge):
                with pytest.raises(ReadOnlyStore):
                    write()

    def test_a_newer_or_foreign_database_is_refused(self, neo4j_server: Server) -> None:
        on_new(neo4j_server).close()
        asked(neo4j_server, "MATCH (s:Akteursnetz) SET s.steps = s.steps + 'later'")
        with pytest.raises(NewerStore):
            registry_on(neo4j_server)
        asked(neo4j_server, "MATCH (s:Akteursnetz) SET s:Person REMOVE s:Akteursnetz")
        with pytest.raises(ForeignStore):
            registry_on(neo4j_server)
        asked(neo4j_server, "MATCH (s:Person) SET s:Akteursnetz, s.steps = $steps REMOVE s:Person", steps=[*MIGRATIONS])
        registry_on(neo4j_server).close()

    def test_entries_and_lines_are_found_by_index(self, neo4j_server: Server) -> None:
        with closing(on_new(neo4j_server)) as registry:
            assert registry.check() == ()
        used = dict.fromkeys(("kind", "key", "now", "expires", "value", "time", "previous", "hash", "content"), "")
        used |= dict.fromkeys(("after", "limit", "number", "last", "version"), 1)
        for name, query in vars(registry_neo4j).items():
            whole = name in ("_ALL_ENTRIES", "_ANYTHING")  # the one reads all, the other the first that there is
            if isinstance(query, str) and query.strip().startswith(("MATCH", "MERGE")) and not whole:
                assert "NodeByLabelScan" not in plan(neo4j_server, query, used), name


def on_new(server: Server) -> Registry:
    empty(server)
    return registry_on(server)


def registry_on(server: Server) -> Registry:
    return open_registry(server.url, password=SecretStr(server.password))


def plan(server: Server, query: str, parameters: dict[str, object]) -> str:
    with GraphDatabase.driver(server.url, auth=("neo4j", server.password)) as driver:
        summary = driver.execute_query(f"EXPLAIN {query}", parameters).summary  # type: ignore[arg-type]
    return str(summary.plan)


def test_a_server_that_is_killed_leaves_every_answered_line_and_a_whole_chain(mortal_server: Server) -> None:
    own_server = begun_anew(mortal_server)
    answered: list[int] = []

    def append(registry: Registry) -> None:
        with suppress(StoreError):
            while True:
                answered.append(registry.append({"event": "read"}).number)

    with closing(registry_on(own_server)) as registry:
        threads = [threading.Thread(target=append, args=(registry,)) for _ in range(2)]
        for thread in threads:
            thread.start()
        while len(answered) < 30:
            time.sleep(0.01)
        own_server.stop(SIGKILL)
        for thread in threads:
            thread.join()
        with pytest.raises(UnreachableStore):
            registry.head()
        own_server.start()
        assert set(answered) <= {found.number for found in registry.lines(limit=100_000)}
        assert registry.check() == ()
        assert registry.append({}).number == registry.head().number
