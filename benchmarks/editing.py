"""Changes as people make them, over the API: how many a second with 1 and with 8 writers, how a page is read meanwhile;
and what 10,000 revisions cost: memory, and reading the first of them.

Each change gives a measure another note, one revision, answered as the API answers it. Compared with what a
script would do instead: one small transaction with the driver for each change, written through to the disk (SQLite:
a row of history and one of the present; Neo4j: a node of history and one of the present), from as many threads.
The service is a process of its own; the Neo4j server is one of tools/neo4j_server.py as it is for tests.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import count
from pathlib import Path

import psutil
from neo4j import GraphDatabase
from pydantic import SecretStr

from benchmarks._measuring import apart, median_and_p95, peak, row, seconds, wait_for
from benchmarks._synthetic import town
from benchmarks.stores import server_in
from graph_service.model.change import ChangeSet
from graph_service.model.nodes import Measure
from graph_service.stores import open_store
from graph_service.stores.base import Store
from tools.neo4j_server import Server

TOWN = (200, 60)
"""Measures and actors of the town that is edited: about as many as Leverkusen has."""

WRITERS, FOR = (1, 8), 10.0
"""How many write at once, and for how many seconds."""

NETWORK = "x"


@dataclass(frozen=True)
class Place:
    """A store, and the password for its server."""

    url: str
    password_file: Path | None = None

    def open(self) -> Store:
        secret = SecretStr(self.password_file.read_text().strip()) if self.password_file else None
        return open_store(self.url, password=secret)

    @property
    def name(self) -> str:
        return "SQLite" if self.url.startswith("sqlite") else "Neo4j"


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--revisions", type=int, default=10_000, help="revisions in the file")
    asked.add_argument("--server-revisions", type=int, default=1_000, help="revisions on the server; 0: no server")
    given = asked.parse_args()
    for _ in range(2):
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "netz.sqlite"
            measure_all(Place(f"sqlite:{file}"), given.revisions, partial(plain_sqlite, file.parent))
            if given.server_revisions:
                with server_in(Path(folder) / "neo4j") as server:
                    place = Place(server.url, server.password_file)
                    measure_all(place, given.server_revisions, partial(plain_neo4j, server))


def measure_all(place: Place, revisions: int, plain: Callable[[int], float]) -> None:
    """Everything that is measured on one store."""
    names = begun(place)
    row(f"editing on {place.name}", "akteursnetz", "plain driver", "ratio")
    with served(place, 8769) as (port, process):
        page(port)
        write_until(port, names, 0, time.perf_counter() + 1)
        alone = [seconds(lambda: page(port)) for _ in range(50)]
        row("  page of all measures, nobody writes: median (p95)", in_ms(alone))
        for writers in WRITERS:
            done, read = written(port, names, writers)
            ours, other = done / FOR, plain(writers)
            row(f"  changes a second, {writers} at once", f"{ours:.0f}", f"{other:.0f}", f"1/{other / ours:.1f}")
            row("    page of all measures meanwhile: median (p95)", in_ms(read))
        row("  memory of the service, after that", f"{process.memory_info().rss / 1e6:.0f} MB")
    apart(grow, place, revisions)
    first, newest, memory = apart(read_back, place)
    row(
        f"  read the whole town at revision 1 of {revisions:,}",
        f"{first * 1e3:.0f} ms",
        f"{newest * 1e3:.0f} ms",
        "newest",
    )
    row("  memory of a process that read both", f"{memory:.0f} MB")
    with served(place, 8769) as (port, process):
        for address in (f"/api/v1/networks/{NETWORK}/measures?revision=1", f"/api/v1/networks/{NETWORK}/history", "/x"):
            taken = seconds(lambda address=address: get(port, address))  # type: ignore[misc]
            row(f"  {address}, first", f"{taken * 1e3:.0f} ms")
        row(f"  memory of the service with {revisions:,} revisions", f"{process.memory_info().rss / 1e6:.0f} MB")


def in_ms(samples: list[float]) -> str:
    middle, slow = median_and_p95(samples)
    return f"{middle * 1e3:.0f} ({slow * 1e3:.0f}) ms"


def begun(place: Place) -> list[str]:
    """Makes the town; the ids of its measures."""
    drawn = town(1, *TOWN).network()
    with closing(place.open()) as store:
        store.create(NETWORK, "Stadt")
        with store.writer(NETWORK, author="benchmark", reason="draw") as writer:
            writer.put(drawn.records())
    return [measure.id for measure in drawn.measures]


@contextmanager
def served(place: Place, port: int) -> Iterator[tuple[int, psutil.Process]]:
    """The service on this store: its port and its process."""
    more = {"AKTEURSNETZ_STORE_PASSWORD_FILE": str(place.password_file)} if place.password_file else {}
    command = [sys.executable, "-m", "graph_service.cli", "serve", "--port", str(port), "--store", place.url]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL, env=os.environ | more) as process:
        try:
            wait_for(f"http://127.0.0.1:{port}/readyz")
            yield port, psutil.Process(process.pid)
        finally:
            process.terminate()


def written(port: int, names: list[str], writers: int) -> tuple[int, list[float]]:
    """How many changes so many writers were answered in FOR seconds, and what a reader waited for pages meanwhile."""
    end = time.perf_counter() + FOR
    with ThreadPoolExecutor(writers + 1) as pool:
        reading = pool.submit(read_until, port, end)
        writing = [pool.submit(write_until, port, names, writer, end) for writer in range(writers)]
        return sum(one.result() for one in writing), reading.result()


def write_until(port: int, names: list[str], writer: int, end: float) -> int:
    path, done = f"/api/v1/networks/{NETWORK}/measures/{names[writer].partition('/')[2]}", 0
    signed = {"author": "Rat", "source": {"person": "Rat", "retrieved": "2026"}}
    headers = {"Content-Type": "application/json", "If-Match": "*"}
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=60)) as connection:
        while time.perf_counter() < end:
            body = json.dumps(signed | {"values": {"note": f"Stand {time.perf_counter_ns()}"}})
            connection.request("PATCH", path, body, headers)
            answer = connection.getresponse()
            said = answer.read()
            if answer.status != http.HTTPStatus.OK:
                raise SystemExit(said.decode())
            done += 1
    return done


def read_until(port: int, end: float) -> list[float]:
    taken: list[float] = []
    while time.perf_counter() < end:
        taken.append(seconds(lambda: page(port)))
        time.sleep(0.05)  # a person who clicks on
    return taken


def page(port: int) -> None:
    get(port, f"/{NETWORK}/massnahmen")


def get(port: int, address: str) -> None:
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=120)) as connection:
        connection.request("GET", address)
        answer = connection.getresponse()
        if answer.status != http.HTTPStatus.OK:
            raise SystemExit(f"{address}: {answer.status} {answer.read(500)!r}")
        answer.read()


def grow(place: Place, revisions: int) -> None:
    """Makes small revisions until there are so many, past the API."""
    with closing(place.open()) as store:
        changed = [record for record in store.view(NETWORK).load().records() if isinstance(record, Measure)]
        for number in range(store.network(NETWORK).revision, revisions):
            new = changed[number % len(changed)].model_copy(update={"note": f"Stand {number}"})
            store.commit(NETWORK, ChangeSet(put=(new,)), author="benchmark", reason="change")


def read_back(place: Place) -> tuple[float, float, float]:
    """Seconds for the whole town at its first and its newest revision, and the memory that this took."""
    with closing(place.open()) as store:
        store.view(NETWORK).counts()
        first = seconds(lambda: store.view(NETWORK, revision=1).load())
        newest = seconds(lambda: store.view(NETWORK).load())
        return first, newest, peak()


def plain_sqlite(folder: Path, writers: int) -> float:
    """Changes a second with the sqlite3 module."""
    path = folder / f"plain{writers}.sqlite"
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(
            "PRAGMA journal_mode = WAL; CREATE TABLE now (id TEXT PRIMARY KEY, body TEXT);"
            "CREATE TABLE history (number INTEGER PRIMARY KEY, id TEXT, body TEXT);"
        )

    def work(writer: int, end: float) -> int:
        with closing(sqlite3.connect(path, timeout=60, isolation_level=None)) as connection:
            connection.execute("PRAGMA synchronous = FULL")
            for done in count():
                if time.perf_counter() > end:
                    return done
                given = (f"measure/{writer}", json.dumps({"note": f"Stand {done}"}))
                connection.execute("BEGIN IMMEDIATE")
                connection.execute("INSERT INTO history (id, body) VALUES (?, ?)", given)
                connection.execute("INSERT OR REPLACE INTO now VALUES (?, ?)", given)
                connection.execute("COMMIT")
        return 0

    return per_second(work, writers)


def plain_neo4j(server: Server, writers: int) -> float:
    """Changes a second with the driver."""
    query = "CREATE (:PlainHistory {id: $id, body: $body}) MERGE (n:Plain {id: $id}) SET n.body = $body"
    with GraphDatabase.driver(server.url, auth=("neo4j", server.password)) as driver:
        driver.execute_query("CREATE CONSTRAINT plain IF NOT EXISTS FOR (n:Plain) REQUIRE n.id IS UNIQUE")

        def work(writer: int, end: float) -> int:
            for done in count():
                if time.perf_counter() > end:
                    return done
                driver.execute_query(query, id=str(writer), body=json.dumps({"note": f"Stand {done}"}))
            return 0

        found = per_second(work, writers)
        driver.execute_query("MATCH (n:Plain|PlainHistory) DELETE n")
        driver.execute_query("DROP CONSTRAINT plain")
    return found


def per_second(work: Callable[[int, float], int], writers: int) -> float:
    """How often the work of so many threads is done in a second."""
    length = FOR / 4
    done = [0] * writers
    end = time.perf_counter() + length

    def note(writer: int) -> None:
        done[writer] = work(writer, end)

    threads = [threading.Thread(target=note, args=(writer,)) for writer in range(writers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(done) / length


if __name__ == "__main__":
    main()
