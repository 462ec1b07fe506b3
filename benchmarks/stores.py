"""The same work in both stores, SQLite in a file and Neo4j on this machine: loading, asking, changing; size, memory.

A town is loaded as one revision and asked; then so many networks of a state are loaded beside it, and the town is
asked again, so that whatever grows with the number of networks shows. Both stores get the same records of made-up
towns (benchmarks/_synthetic.py), named so that a search has something to find, and must give the same answers.
Each store works in a process of its own; a service that is new for each question keeps no answers. The SQLite store
keeps the records that it has read before, as it does in use. The server is one of tools/neo4j_server.py as it is for
tests, in a folder of its own: half a gigabyte of heap, and the quick compiler of Java.
"""

from __future__ import annotations

import argparse
import socket
import statistics
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import TypeAlias

import psutil
from pydantic import SecretStr
from rich.progress import track

from benchmarks._measuring import apart, median_and_p95, peak, row, seconds
from benchmarks._synthetic import AT, town
from graph_service.analysis.scope import Scope
from graph_service.model.change import ChangeSet
from graph_service.model.network import Network
from graph_service.model.nodes import Actor, Measure
from graph_service.model.provenance import Record
from graph_service.model.ties import AnyRecord
from graph_service.operations import asking
from graph_service.operations.service import Service
from graph_service.operations.study import columns
from graph_service.stores import open_store
from graph_service.stores.base import Page, Selection, Store
from tools.neo4j_server import Server

TOWN, OF_STATE, STATE = (2_000, 600), (500, 150), 400
"""Measures and actors of the town, of one network of the state, and how many networks a state has."""

TIMES, ENOUGH = 30, 2.0
"""How often a question is asked, and after how many seconds that is enough."""

FIELD, RARE = "x0000", "Zuckerrübenmuseum"
_FOR = ("Flüchtlings", "Sprach", "Familien", "Jugend", "Frauen", "Bildungs", "Arbeits", "Gesundheits", "Wohn", "Eltern")
_WHAT = ("beratung", "kurs", "treff", "hilfe", "werkstatt", "lotsen", "begleitung")

Ids: TypeAlias = tuple[str, ...]


@dataclass(frozen=True)
class Answer:
    """What a question found, and seconds: for its first answer, then the median and the 95th of a hundred."""

    found: Ids
    first: float
    median: float
    p95: float


@dataclass(frozen=True)
class Done:
    """What one store took: seconds for loading the town and each network of the state, its answers, MB of memory."""

    town: float
    state: list[float]
    alone: dict[str, Answer]
    among: dict[str, Answer]
    memory: float


@dataclass(frozen=True)
class Place:
    """Where a store is, for a process that opens it."""

    url: str
    password: str = ""

    def open(self) -> Store:
        return open_store(self.url, password=SecretStr(self.password))


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--networks", type=int, default=10, help=f"networks of the state, at most {STATE}")
    networks = min(asked.parse_args().networks, STATE)
    row("the same work in both stores", "SQLite", "Neo4j", "ratio")
    for _ in range(2):
        with tempfile.TemporaryDirectory() as folder, server_in(Path(folder) / "neo4j") as server:
            file = Path(folder) / "netz.sqlite"
            ours = apart(whole_work, Place(f"sqlite:{file}"), networks)
            theirs = apart(whole_work, Place(server.url, server.password), networks)
            report(ours, theirs)
            report_memory(ours, theirs, server)
            # Until it ends, the server keeps part of what was written in its log alone.
            server.stop()
            report_sizes(file, server.home / "data")


@contextmanager
def server_in(home: Path) -> Iterator[Server]:
    """A server of its own with its data in this folder, ended with the block."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    server = Server(home, port)
    try:
        server.start()
        yield server
    finally:
        server.stop()


def whole_work(place: Place, networks: int) -> Done:
    """Everything that is measured in one store, in a process of its own."""
    drawn = drawn_town(1, *TOWN)
    with closing(place.open()) as store:
        loaded = load(store, drawn)
        alone = ask_all(store, drawn)
        seeds = track(range(2, networks + 2), description=f"networks of the state, {place.url.partition(':')[0]}")
        state = [load(store, drawn_town(seed, *OF_STATE)) for seed in seeds]
        return Done(loaded, state, alone, ask_all(store, drawn), peak())


def drawn_town(seed: int, measures: int, actors: int) -> Network:
    """A made-up town with German names; one measure has a rare word in its note."""
    drawn = town(seed, measures, actors).network()
    return Network(drawn.id, map(_named, drawn.records(), count()), drawn.revision)


def _named(record: AnyRecord, number: int) -> AnyRecord:
    if not isinstance(record, Actor | Measure):
        return record
    name = f"{_FOR[number % len(_FOR)]}{_WHAT[number % len(_WHAT)]} {number}"
    note = RARE if record.id.endswith("x0000100") else None
    return record.model_copy(update={"name": name, "note": note})


def load(store: Store, drawn: Network) -> float:
    """Seconds for making the network and its first revision."""
    records = list(drawn.records())
    began = time.perf_counter()
    store.create(drawn.id, drawn.id)
    with store.writer(drawn.id, author="benchmark", reason="draw") as writer:
        writer.put(records)
    return time.perf_counter() - began


def ask_all(store: Store, drawn: Network) -> dict[str, Answer]:
    """Every question about one network, then changes to it."""
    return {what: answer(question) for what, question in {**questions(store, drawn), **acts(store, drawn)}.items()}


def answer(question: Callable[[], Ids]) -> Answer:
    """Asks until TIMES or until it is ENOUGH, three times at least."""
    began = time.perf_counter()
    first = seconds(question)
    taken: list[float] = []
    while len(taken) < 3 or (len(taken) < TIMES and time.perf_counter() - began < ENOUGH):
        taken.append(seconds(question))
    return Answer(question(), first, *median_and_p95(taken))


def questions(store: Store, drawn: Network) -> dict[str, Callable[[], Ids]]:
    network, busiest = drawn.id, busiest_actor(drawn)
    fields = {"field": frozenset({f"field/{FIELD}", "field/x0001"})}
    return {
        "field question, as the API answers it": lambda: acting(store, network),
        "neighbourhood of the busiest actor, 1 step": lambda: around(store, network, busiest, 1),
        "neighbourhood of the busiest actor, 2 steps": lambda: around(store, network, busiest, 2),
        "one record": lambda: (store.view(network).get(busiest).id,),
        "search “Flüchtlings”": lambda: _ids(store.view(network).search("Flüchtlings")),
        "search “beratung”, a part of words": lambda: _ids(store.view(network).search("beratung")),
        "search a rare word": lambda: _ids(store.view(network).search(RARE)),
        "running measures of two fields, page by page": lambda: _ids(
            pages(store, network, Selection("measure", statuses=frozenset({"running"}), concepts=fields))
        ),
        "actors that carry such, page by page": lambda: _ids(
            pages(store, network, Selection("actor", concepts=fields))
        ),
        "measures with “kurs”, first page": lambda: _ids(
            store.view(network).select(Selection("measure", text="kurs")).nodes
        ),
        "counts": lambda: tuple(f"{kind}: {number}" for kind, number in sorted(store.view(network).counts().items())),
        "the whole network": lambda: _ids(store.view(network).load().records()),
        "its columns, the whole network read for them": lambda: columns(Service(store), network).measures.ids,
        "a field with what is tied to it, on a day": lambda: _ids(
            store.view(network, at=AT).field_excerpt(f"field/{FIELD}").records()
        ),
        "the whole network on a day": lambda: _ids(store.view(network, at=AT).load().records()),
    }


def acts(store: Store, drawn: Network) -> dict[str, Callable[[], Ids]]:
    changed = next(record for record in drawn.records() if isinstance(record, Measure))

    def change() -> Ids:
        note = f"Stand {time.perf_counter_ns()}"
        done = ChangeSet(put=(changed.model_copy(update={"note": note}),))
        store.commit(drawn.id, done, author="benchmark", reason="change")
        return ()

    def history() -> Ids:
        return tuple(entry.action for entry in store.history(drawn.id, changed.id)[:2])

    return {"a small change": change, "history of that record": history}


def busiest_actor(drawn: Network) -> str:
    """The actor with most ties."""
    ties = Counter(end for tie in drawn.ties.values() for end in (tie.origin, tie.target) if end.startswith("actor/"))
    return ties.most_common(1)[0][0]


def acting(store: Store, network: str) -> Ids:
    found = asking.field_actors(Service(store), network, FIELD, Scope(at=AT))
    return (*_ids(found.excerpt.records()), str(found.not_judged))


def around(store: Store, network: str, node: str, steps: int) -> Ids:
    return _ids(asking.neighbourhood(Service(store), network, node, steps=steps).excerpt.records())


def pages(store: Store, network: str, selection: Selection) -> Iterator[Record]:
    """All nodes that are selected, a hundred at a time."""
    view, page = store.view(network), Page((), 0, "")
    while page.next is not None:
        page = view.select(Selection(**{**vars(selection), "after": page.next or None}))
        yield from page.nodes


def _ids(records: Iterable[Record]) -> Ids:
    return tuple(record.id for record in records)


def report(ours: Done, theirs: Done) -> None:
    in_seconds("load the town, 2,000 measures / 600 actors", ours.town, theirs.town)
    report_answers("asked in the town, alone in the database", ours.alone, theirs.alone)
    number = len(ours.state)
    print(f"{number} of the {STATE} networks of a state (500 / 150 each); all of them would take about")
    in_seconds("  that many times as long", *(statistics.mean(one.state) * STATE for one in (ours, theirs)))
    for which, part in (("first", slice(0, max(1, number // 4))), ("last", slice(-max(1, number // 4), None))):
        each = (statistics.mean(one.state[part]) for one in (ours, theirs))
        in_seconds(f"  load one network, mean of the {which} quarter", *each)
    report_answers(f"asked in the town among {number} other networks", ours.among, theirs.among)


def report_answers(title: str, ours: dict[str, Answer], theirs: dict[str, Answer]) -> None:
    row(f"{title}: median (p95) in ms", "SQLite", "Neo4j", "ratio")
    for what, mine in ours.items():
        other = theirs[what]
        if mine.found != other.found:
            raise SystemExit(f"{what}: the stores give different answers")
        row(f"  {what}", _usual(mine), _usual(other), f"{other.median / mine.median:.1f}x")
        row("    first", f"{mine.first * 1e3:.1f}", f"{other.first * 1e3:.1f}", f"{other.first / mine.first:.1f}x")


def _usual(answer: Answer) -> str:
    return f"{answer.median * 1e3:.1f} ({answer.p95 * 1e3:.1f})"


def in_seconds(what: str, ours: float, theirs: float) -> None:
    row(what, f"{ours:.2f} s", f"{theirs:.2f} s", f"{theirs / ours:.1f}x")


def report_memory(ours: Done, theirs: Done, server: Server) -> None:
    java = psutil.Process(server.pid).memory_info().rss / 1e6
    whole = theirs.memory + java
    row("memory of our process, at most", f"{ours.memory:.0f} MB", f"{theirs.memory:.0f} MB")
    row("memory of the server, at the end", "", f"{java:.0f} MB")
    row("memory in all", f"{ours.memory:.0f} MB", f"{whole:.0f} MB", f"{whole / ours.memory:.1f}x")


def report_sizes(file: Path, data: Path) -> None:
    mine, other = size(file.parent, f"{file.name}*"), size(data / "databases" / "neo4j")
    row("size on disk", f"{mine:.0f} MB", f"{other:.0f} MB", f"{other / mine:.1f}x")
    row("  besides, the server's log of transactions", "", f"{size(data / 'transactions' / 'neo4j'):.0f} MB")


def size(folder: Path, names: str = "**/*") -> float:
    """The size of files in MB."""
    return sum(file.stat().st_size for file in folder.glob(names) if file.is_file()) / 1e6


if __name__ == "__main__":
    main()
