"""Opening a database on a Neo4j server: a new one by several programs at once, or one that must not be written to."""

from __future__ import annotations

import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from neo4j import GraphDatabase
from pydantic import SecretStr

from graph_service.model.errors import LockedStore, NotFound, ReadOnlyStore
from graph_service.model.text import text
from graph_service.operations.moving import networks_to_move
from graph_service.stores import neo4j_migrations, open_older
from graph_service.stores.neo4j_connection import Login
from graph_service.stores.neo4j_connection import Server as Connection
from graph_service.stores.neo4j_migrations import MIGRATIONS, migrate
from tests.builders import actor, carries, measure
from tests.neo4j_servers import asked, emptied, opened
from tests.stores.acts import begin, put
from tools.neo4j_server import Server

ROOT = Path(__file__).parents[2]
OPENING = """
import sys
from pathlib import Path
from pydantic import SecretStr
from graph_service.stores import neo4j, open_store
print("ready", flush=True)
sys.stdin.readline()
print(open_store(sys.argv[1], password=SecretStr(Path(sys.argv[2]).read_text().strip())).networks())
"""
MADE = "SHOW INDEXES YIELD name, type WHERE type <> 'LOOKUP' RETURN name"
STEPS = "MATCH (s:Akteursnetz) UNWIND s.steps AS step RETURN step"


@pytest.fixture
def new(neo4j_server: Server) -> Server:
    """The server with a database as it is when it was just installed."""
    asked(neo4j_server, "MATCH (n) DETACH DELETE n")
    with GraphDatabase.driver(neo4j_server.url, auth=("neo4j", neo4j_server.password)) as driver:
        for kind, show in (("CONSTRAINT", "SHOW CONSTRAINTS YIELD name RETURN name"), ("INDEX", MADE)):
            for (name,) in driver.execute_query(show).records:  # type: ignore[arg-type]
                driver.execute_query(f"DROP {kind} {name}")  # type: ignore[arg-type]
    return neo4j_server


def bring_up_to_date(server: Server) -> None:
    with closing(open_older(server.url, password=SecretStr(server.password))) as older:
        older.make_steps()


def test_programs_that_open_a_new_database_at_once_all_get_it(new: Server) -> None:
    command = [sys.executable, "-c", OPENING, new.url, str(new.password_file)]
    programs = [
        subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(4)
    ]
    for program in programs:
        assert program.stdout is not None
        assert program.stdout.readline() == "ready\n"
    for program in programs:
        assert program.stdin is not None
        program.stdin.write("\n")
        program.stdin.flush()
    assert [program.communicate(timeout=120)[0] for program in programs] == ["()\n"] * 4
    assert set(asked(new, STEPS)) == set(MIGRATIONS)


def test_who_waits_too_long_for_another_program_is_told(new: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    def locked(server: Connection, step: str) -> None:
        raise LockedStore(text("Eine andere Änderung an diesem Netzwerk dauert noch an."))

    monkeypatch.setattr(neo4j_migrations, "_run", locked)
    with closing(Connection(new.url, Login(password=SecretStr(new.password)), 5)) as server:
        with pytest.raises(LockedStore, match="richtet diese Datenbank gerade ein") as caught:
            migrate(server, patience=0.1)
        assert caught.value.place == new.url


def test_nothing_is_made_while_another_program_has_its_turn(new: Server) -> None:
    driver = GraphDatabase.driver(new.url, auth=("neo4j", new.password))
    with driver, driver.session() as session, session.begin_transaction() as turn:
        asked(new, "CREATE (:Akteursnetz)")
        turn.run("MATCH (s:Akteursnetz) SET s.turn = datetime()").consume()
        waiting = pytest.raises(LockedStore, match="richtet diese Datenbank gerade ein")
        with closing(Connection(new.url, Login(password=SecretStr(new.password)), 5)) as server, waiting:
            migrate(server, patience=0.1)
        assert asked(new, MADE) == []
    opened(new).close()
    assert set(asked(new, STEPS)) == set(MIGRATIONS)


def test_a_new_database_that_is_only_read_stays_as_it_is_and_holds_nothing(new: Server) -> None:
    with closing(opened(new, writable=False)) as store:
        assert store.networks() == ()
        with pytest.raises(NotFound):
            networks_to_move(store)
        with pytest.raises(ReadOnlyStore):
            store.create("stadt", "Stadt")
    assert asked(new, MADE) == asked(new, "MATCH (n) RETURN n") == []


def test_a_database_of_an_older_version_that_is_only_read_stays_as_it_is(neo4j_server: Server) -> None:
    emptied(neo4j_server).close()
    *older, last = MIGRATIONS
    asked(neo4j_server, "MATCH (s:Akteursnetz) SET s.steps = $steps", steps=older)
    with pytest.raises(ReadOnlyStore, match="älteren Version") as caught:
        opened(neo4j_server, writable=False)
    assert (caught.value.value, asked(neo4j_server, STEPS)) == (last, older)
    opened(neo4j_server).close()
    opened(neo4j_server, writable=False).close()
    assert asked(neo4j_server, STEPS) == [*MIGRATIONS]


def test_who_only_reads_does_not_go_on_with_the_plain_graph(neo4j_server: Server) -> None:
    with closing(emptied(neo4j_server)) as store:
        begin(store, actor("a"))
    asked(neo4j_server, "MATCH (n:Network) SET n.shown = 0")
    with closing(opened(neo4j_server, writable=False)) as store:
        assert store.view("stadt").get("actor/a").id == "actor/a"
        with pytest.raises(ReadOnlyStore):
            put(store, actor("b"))
    assert asked(neo4j_server, "MATCH (n:Network) RETURN n.shown") == [0]


def test_revisions_of_an_older_version_get_their_stamps(neo4j_server: Server) -> None:
    with closing(emptied(neo4j_server)) as store:
        begin(store, actor("a"), measure("m"), carries("a", "m"))
        put(store, actor("a", "Neu"))
    asked(neo4j_server, "MATCH (n:Version|Revision) REMOVE n.stamp")
    asked(neo4j_server, "MATCH (s:Akteursnetz) SET s.steps = [step IN s.steps WHERE step <> 'stamps']")
    bring_up_to_date(neo4j_server)
    stamps = "MATCH (v:Version) MATCH (r:Revision {number: v.since}) RETURN v.stamp = r.stamp AND size(r.stamp) = 32"
    assert asked(neo4j_server, stamps) == [True] * 5


def test_long_words_of_an_older_version_are_found_by_their_parts(neo4j_server: Server) -> None:
    words = "ab" * 100, "c" * 199 + "ü" * 20, "xyz" * 99
    note = " ".join(f"{word}\n{word * 3}" for word in words)
    with closing(emptied(neo4j_server)) as store:
        begin(store, actor("a", words[1], names=words, note=note), actor("b"))
        asked(neo4j_server, "MATCH (v:Version) REMOVE v.found_parts")
        assert store.check() != ()
    asked(neo4j_server, "MATCH (s:Akteursnetz) SET s.steps = [step IN s.steps WHERE step <> 'long_words']")
    bring_up_to_date(neo4j_server)
    with closing(opened(neo4j_server)) as store:
        assert store.check() == ()
