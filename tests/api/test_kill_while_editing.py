"""kill -9 while eight clients change a network: every answered change is there, and no half of another one."""

from __future__ import annotations

import http.client
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from threading import Event
from typing import Any, TypeAlias

import pytest
from pydantic import SecretStr

from graph_service.model.ties import Tie
from graph_service.stores import open_registry, open_store
from graph_service.stores.base import Store
from tests.builders import PAPER
from tests.neo4j_servers import begun_anew, empty
from tests.serving import free_port, wait_for
from tests.stores.acts import begin
from tools.neo4j_server import Server

CLIENTS, PATIENCE = 8, 180.0
PATH = "/api/v1/networks/stadt/changes"


Kill: TypeAlias = Callable[[subprocess.Popen[bytes]], None]


@dataclass(frozen=True)
class Answered:
    """One change that the service said it had made."""

    revision: int
    name: str


@dataclass(frozen=True)
class Editing:
    """What clients asked for, and what they were answered, until it was over."""

    asked: set[str] = field(default_factory=set)
    answered: list[Answered] = field(default_factory=list)
    over: Event = field(default_factory=Event)


class Place:
    """A store that outlives the service, and what can be killed of it."""

    def __init__(self, url: str, server: Server | None = None) -> None:
        self.url, self.server = url, server

    @property
    def environment(self) -> dict[str, str]:
        secret = {"AKTEURSNETZ_STORE_PASSWORD_FILE": str(self.server.password_file)} if self.server else {}
        return os.environ | {"AKTEURSNETZ_STORE": self.url, **secret}

    def open(self) -> Store:
        return open_store(self.url, password=SecretStr(self.server.password) if self.server else None)

    def check_service_data(self) -> None:
        password = SecretStr(self.server.password) if self.server else None
        with closing(open_registry(self.url, password=password)) as registry:
            assert registry.check() == ()


@pytest.fixture(scope="module")
def server(mortal_server: Server) -> Server:
    return begun_anew(mortal_server)


@contextmanager
def served(place: Place) -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
    port = free_port()
    command = [sys.executable, "-m", "graph_service.cli", "serve", "--port", str(port)]
    with subprocess.Popen(command, env=place.environment, stderr=subprocess.DEVNULL) as process:
        try:
            wait_for(f"http://127.0.0.1:{port}/readyz", PATIENCE)
            yield port, process
        finally:
            process.kill()


def changed(connection: http.client.HTTPConnection, name: str) -> Answered | None:
    """One set of edits, three records in one revision, as the service answered it; None if it said something else."""
    tie = {"kind": "carries", "origin": f"actor/{name}", "target": f"measure/{name}", "role": "lead"}
    edits = [
        {"action": "make", "type": "actor", "id": f"actor/{name}", "values": {"name": name, "kind": "association"}},
        {"action": "make", "type": "measure", "id": f"measure/{name}", "values": {"name": name}},
        {"action": "make", "type": "tie", "values": tie},
    ]
    body = {"edits": edits, "author": "Koordination", "source": {"document": PAPER.id, "locator": "S. 3"}}
    connection.request("POST", PATH, json.dumps(body), {"Content-Type": "application/json"})
    answer = connection.getresponse()
    found: dict[str, Any] = json.loads(answer.read())
    return Answered(found["revision"], name) if answer.status == http.HTTPStatus.OK else None


def change_on(port: int, client: int, done: Editing) -> None:
    """What one client does until the service is gone or all is over; one that is told to try later does."""
    with (
        closing(http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)) as connection,
        suppress(OSError, http.client.HTTPException, ValueError),
    ):
        for number in count():
            if done.over.is_set():
                return
            name = f"k{client}-{number}"
            done.asked.add(name)
            if answer := changed(connection, name):
                done.answered.append(answer)


def killed_while_editing(place: Place, kill: Kill, after: int) -> Editing:
    """What eight clients asked for and were answered until, after so many answers, the victim was killed."""
    with closing(place.open()) as store:
        begin(store)
    done = Editing()
    with served(place) as (port, process), ThreadPoolExecutor(CLIENTS) as pool:
        working = [pool.submit(change_on, port, client, done) for client in range(CLIENTS)]
        until = time.monotonic() + PATIENCE
        while len(done.answered) < after and time.monotonic() < until:
            time.sleep(0.002)
        kill(process)
        done.over.set()
        for client in working:
            client.result()
    assert len(done.answered) >= after
    return done


def run_beside(place: Place, *commands: tuple[str, ...]) -> None:
    """Commands, all at once, on the store of a service that is at work."""
    called = [sys.executable, "-m", "graph_service.cli"]
    with ExitStack() as stack:
        running = [
            stack.enter_context(subprocess.Popen([*called, *one], env=place.environment, stdout=subprocess.DEVNULL))
            for one in commands
        ]
        assert [one.wait(PATIENCE) for one in running] == [0] * len(commands)


def assert_nothing_lost(store: Store, done: Editing) -> None:
    made = {}
    for revision in store.revisions("stadt")[1:]:
        actor, measure, tie = store.change("stadt", revision.number).put
        assert isinstance(tie, Tie)
        assert (tie.origin, tie.target) == (actor.id, measure.id)
        made[revision.number] = actor.id.removeprefix("actor/")
    assert {one.revision: one.name for one in done.answered}.items() <= made.items()
    assert set(made.values()) <= done.asked
    counts = store.view("stadt").counts()
    assert counts["actor"] == counts["measure"] == counts["tie"] == len(set(made.values())) == len(made)
    assert store.check() == ()


@pytest.mark.parametrize("after", [30, 150])
def test_a_service_on_a_file_that_is_killed_loses_no_answered_change(tmp_path: Path, after: int) -> None:
    place = Place(f"sqlite:{tmp_path / 'netz.sqlite'}")
    done = killed_while_editing(place, lambda process: process.kill(), after)
    with closing(place.open()) as store:
        assert_nothing_lost(store, done)
    place.check_service_data()


def test_a_service_goes_on_after_it_was_killed_and_commands_ran_beside_it(tmp_path: Path) -> None:
    place = Place(f"sqlite:{tmp_path / 'netz.sqlite'}")

    def kill(process: subprocess.Popen[bytes]) -> None:
        run_beside(place, ("backup", str(tmp_path / "kopie.sqlite")), ("check",))
        process.kill()

    done = killed_while_editing(place, kill, 10)
    with closing(place.open()) as store:
        assert_nothing_lost(store, done)
    with closing(Place(f"sqlite:{tmp_path / 'kopie.sqlite'}").open()) as copy:
        assert copy.check() == ()
    with served(place) as (port, _), closing(http.client.HTTPConnection("127.0.0.1", port, timeout=60)) as connection:
        next_one = changed(connection, "danach")
    assert next_one is not None
    assert next_one.revision > max(one.revision for one in done.answered)


@pytest.mark.parametrize("victim", ["service", "server"])
def test_a_service_on_neo4j_loses_no_answered_change_whichever_is_killed(server: Server, victim: str) -> None:
    server.start()
    empty(server)
    place = Place(server.url, server)

    def kill(process: subprocess.Popen[bytes]) -> None:
        if victim == "service":
            process.kill()
        else:
            server.stop(signal.SIGKILL)

    done = killed_while_editing(place, kill, 24)
    server.start()
    with closing(place.open()) as store:
        assert_nothing_lost(store, done)
    place.check_service_data()
