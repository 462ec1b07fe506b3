"""What may happen to a Neo4j server or to who writes there: each fault is said in words, and nothing is half there."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from graph_service.model.canonical import checksum
from graph_service.model.change import ChangeSet
from graph_service.model.errors import (
    Conflict,
    ForeignStore,
    LooseEnds,
    NewerStore,
    ReadOnlyStore,
    StoreError,
    UnreachableStore,
)
from graph_service.model.provenance import Citation
from graph_service.model.text import text
from graph_service.stores import neo4j
from graph_service.stores.base import Store
from graph_service.stores.neo4j_migrations import MIGRATIONS
from tests.builders import PAPER, actor, member_of
from tests.neo4j_servers import a_server, asked, begun_anew, emptied, opened
from tests.stores.acts import WHO, WHY, begin, ids, put
from tools.neo4j_server import Server

ROOT = Path(__file__).parents[2]
STEPS = "MATCH (s:Akteursnetz) RETURN s.steps"

# What another process does: it opens the store, says so, and goes on when it is told to.
WRITING = """
import sys
from pathlib import Path
from pydantic import SecretStr
from graph_service.model.change import ChangeSet
from graph_service.model.errors import Conflict
from graph_service.stores import open_store
from tests.builders import PAPER, actor
store = open_store(sys.argv[1], password=SecretStr(Path(sys.argv[2]).read_text().strip()))
print("ready", flush=True)
sys.stdin.readline()
"""
COMMITTING = f"""{WRITING}
change, network, expected = ChangeSet(put=(PAPER, actor(sys.argv[3]))), sys.argv[4], int(sys.argv[5])
try:
    print(store.commit(network, change, author="A", reason="B", expected=expected, create="Neu").number)
except Conflict as error:
    print("Conflict", error.value)
"""
LOADING = f"""{WRITING}
with store.writer("stadt", author="A", reason="B") as writer:
    writer.remove(["actor/da"])
    for batch in range(1000):
        writer.put(actor(f"b{{batch}}-{{i}}") for i in range(1000))
        print(batch, flush=True)
"""


@pytest.fixture
def store(neo4j_server: Server) -> Iterator[Store]:
    with closing(emptied(neo4j_server)) as store:
        yield begin(store)


def start(server: Server, script: str, *arguments: object) -> subprocess.Popen[str]:
    """Another process that has opened the store and waits."""
    command = [sys.executable, "-c", script, server.url, str(server.password_file), *map(str, arguments)]
    process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert line(process) == "ready"
    return process


def line(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def told(commit: Callable[[str], int], *names: str) -> list[str]:
    """What each of the writers is told that commit at once."""
    said: list[str] = []

    def write(name: str) -> None:
        try:
            said.append(str(commit(name)))
        except Conflict as error:
            said.append(f"Conflict {error.value}")

    writers = [threading.Thread(target=write, args=(name,)) for name in names]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    return sorted(said)


def test_of_two_writers_at_once_one_wins_and_the_other_is_told(store: Store) -> None:
    def commit(name: str) -> int:
        return store.commit("stadt", ChangeSet(put=(actor(name),)), author=WHO, reason=WHY, expected=1).number

    assert told(commit, "a", "b") == ["2", "Conflict 1"]
    assert store.view("stadt").counts()["actor"] == 1


def test_of_two_first_loads_of_a_network_one_makes_it_and_the_other_is_told(store: Store) -> None:
    def commit(name: str) -> int:
        change = ChangeSet(put=(PAPER, actor(name)))
        return store.commit("neu", change, author=WHO, reason=WHY, expected=0, create=name).number

    assert told(commit, "a", "b") == ["1", "Conflict 0"]
    (found,) = store.view("neu").load().actors
    assert store.network("neu").name == found.name
    assert store.check() == ()


def test_of_two_who_make_a_network_one_is_told_that_it_is_there(store: Store) -> None:
    assert told(lambda name: store.create("neu", name).revision, "a", "b") == ["0", "Conflict neu"]


@pytest.mark.parametrize(("network", "expected"), [("stadt", 1), ("neu", 0)])
def test_of_two_processes_at_once_one_wins_and_the_other_is_told(
    store: Store, neo4j_server: Server, network: str, expected: int
) -> None:
    writers = [start(neo4j_server, COMMITTING, name, network, expected) for name in "ab"]
    for writer in writers:
        assert writer.stdin is not None
        writer.stdin.write("\n")
        writer.stdin.flush()
    said = sorted(writer.communicate(timeout=60)[0].strip() for writer in writers)
    assert said == [str(expected + 1), f"Conflict {expected}"]
    assert store.view(network).counts()["actor"] == 1
    assert store.check() == ()


def test_a_program_that_is_killed_while_it_loads_leaves_nothing_and_the_next_writer_sweeps(
    store: Store, neo4j_server: Server
) -> None:
    put(store, actor("da"))
    process = start(neo4j_server, LOADING)
    assert process.stdin is not None
    process.stdin.write("\n")
    process.stdin.flush()
    assert [line(process) for _ in range(2)] == ["0", "1"]
    process.kill()
    process.communicate()
    left = "MATCH (v:Version) WHERE v.since > 2 OR v.until > 2 RETURN count(v)"
    assert asked(neo4j_server, left)[0] >= 2000
    assert (store.network("stadt").revision, ids(store.view("stadt").load().actors)) == (2, ["actor/da"])
    assert store.check() == ()
    assert put(store, actor("after")).number == 3
    assert asked(neo4j_server, left) == [1]
    assert ids(store.view("stadt").load().actors) == ["actor/after", "actor/da"]
    assert asked(neo4j_server, "MATCH (n:Entry) RETURN count(n)") == [3]


def test_a_database_of_a_newer_version_is_refused_and_left_as_it_is(store: Store, neo4j_server: Server) -> None:
    asked(neo4j_server, "MATCH (s:Akteursnetz) SET s.steps = s.steps + 'from_the_future'")
    try:
        with pytest.raises(NewerStore, match="neueren Version") as caught:
            opened(neo4j_server)
        assert (caught.value.value, caught.value.place) == ("from_the_future", neo4j_server.url)
        assert sorted(asked(neo4j_server, STEPS)[0]) == sorted([*MIGRATIONS, "from_the_future"])
    finally:
        asked(neo4j_server, "MATCH (s:Akteursnetz) SET s.steps = [step IN s.steps WHERE step <> 'from_the_future']")


def test_a_foreign_database_is_refused_and_left_as_it_is(neo4j_server: Server) -> None:
    emptied(neo4j_server).close()
    asked(neo4j_server, "MATCH (s:Akteursnetz) DELETE s")
    asked(neo4j_server, "CREATE (:Person {name: 'Ada'})")
    try:
        with pytest.raises(ForeignStore, match="etwas anderes"):
            opened(neo4j_server)
        assert asked(neo4j_server, "MATCH (n) RETURN labels(n)") == [["Person"]]
    finally:
        asked(neo4j_server, "MATCH (n:Person) DELETE n")
    with closing(opened(neo4j_server)) as store:
        assert asked(neo4j_server, STEPS) == [[*MIGRATIONS]]
        assert begin(store).check() == ()


@pytest.mark.parametrize("error", [KeyboardInterrupt(), LooseEnds(text("Die Einträge passen nicht zusammen."))])
def test_a_load_that_ends_in_an_error_leaves_nothing_behind(
    store: Store, neo4j_server: Server, error: BaseException
) -> None:
    with pytest.raises(type(error)), store.writer("stadt", author=WHO, reason=WHY) as writer:  # noqa: PT012
        writer.put(actor(f"a{number}") for number in range(1500))
        raise error
    assert asked(neo4j_server, "MATCH (v:Version) RETURN count(v)") == [1]
    assert put(store, actor("b")).number == 2


def test_a_refused_change_leaves_nothing_behind_of_what_it_only_mentioned(store: Store, neo4j_server: Server) -> None:
    knowing = Citation(person="Leitung KI", retrieved="2024")
    with pytest.raises(LooseEnds):
        put(store, actor("a", sources=(knowing,)), member_of("a", "nobody"))
    assert asked(neo4j_server, "MATCH (n:Entry|OwnKnowledge) RETURN coalesce(n.id, n.person)") == [PAPER.id]


def test_what_a_record_mentioned_before_it_came_again_leaves_nothing_behind(store: Store, neo4j_server: Server) -> None:
    with store.writer("stadt", author=WHO, reason=WHY) as writer:
        writer.put([actor("a", sources=(Citation(person="Leitung KI", retrieved="2024"),))])
        writer.put([actor("a")])
    assert asked(neo4j_server, "MATCH (n:Entry|OwnKnowledge) RETURN n.id ORDER BY n.id") == ["actor/a", PAPER.id]
    assert store.check() == ()


def test_who_opens_a_server_on_which_writers_wait_for_ever_is_told(
    store: Store, neo4j_server: Server, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    opened(neo4j_server).close()
    assert caplog.messages == []
    # Its setting is read when a server starts; where none is named it is this.
    monkeypatch.setattr(neo4j, "_LOCKS_WAIT", "RETURN '0s'")
    opened(neo4j_server).close()
    assert [message.endswith("db.lock.acquisition.timeout=10s ends that") for message in caplog.messages] == [True]


@pytest.fixture(scope="module")
def own_server(mortal_server: Server) -> Server:
    """A server that these tests stop and start again."""
    return begun_anew(mortal_server)


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_a_server_that_ends_while_one_writes_leaves_the_revision_before(
    own_server: Server, how: signal.Signals
) -> None:
    own_server.start()
    with closing(emptied(own_server)) as store:
        begin(store, actor("a"))
        with pytest.raises(StoreError), store.writer("stadt", author=WHO, reason=WHY) as writer:  # noqa: PT012
            writer.put(actor(f"a{number}") for number in range(1500))
            own_server.stop(how)
            writer.put([actor("late")])
        with pytest.raises(UnreachableStore, match="antwortet nicht"):
            store.networks()
        own_server.start()
        assert store.network("stadt").revision == 1
        assert ids(store.view("stadt").load().actors) == ["actor/a"]
        assert store.check() == ()
        assert put(store, actor("b")).number == 2
        assert ids(store.view("stadt").load().actors) == ["actor/a", "actor/b"]
        assert store.check() == ()


def test_a_server_that_only_reads_shows_everything_and_refuses_to_write(own_server: Server) -> None:
    own_server.start()
    with closing(emptied(own_server)) as store:
        begin(store, actor("a"))
        before = checksum(store.view("stadt").load().records())
    asked(own_server, "MATCH (n:Network) SET n.shown = 0")
    own_server.stop()  # cleanly: after a crash Neo4j makes indexes anew, which it cannot where it only reads
    own_server.start("server.databases.default_to_read_only=true")
    with closing(opened(own_server)) as store:
        assert checksum(store.view("stadt").load().records()) == before
        assert ids(store.view("stadt").search("a", ["actor"])) == ["actor/a"]
        assert store.check() == ()
        for write in (lambda: put(store, actor("c")), lambda: store.create("neu", "Neu")):
            with pytest.raises(ReadOnlyStore, match="nicht ändern"):
                write()
        assert store.network("stadt").revision == 1


def test_a_server_that_only_reads_and_holds_nothing_is_refused_in_words(tmp_path: Path) -> None:
    with a_server(tmp_path, "server.databases.default_to_read_only=true") as server:
        with pytest.raises(StoreError) as caught:
            opened(server)
        assert isinstance(caught.value, ReadOnlyStore | UnreachableStore)
        assert caught.value.place == server.url
