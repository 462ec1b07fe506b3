"""All of coverage, overlap and coordination, at four sizes, from a town to every municipality of a country.

One round is: the cells over three facets and the three matrices over two, overlapping pairs of measures, coordination
with the channel of every pair of actors, uncoordinated overlaps, congruence over the fields, and what to record next.
Towns are made up (benchmarks/_synthetic.py); making them is timed apart. Each size runs in processes of its own, so
that its memory is its own. `--quick` does a tenth of the many networks.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from typing import Any

import psutil
from rich.progress import Progress

from benchmarks._measuring import SPAWN, apart, peak, row, seconds
from benchmarks._plain import graph_of, plain
from benchmarks._synthetic import AT, town
from graph_service.analysis.channels import Channels
from graph_service.analysis.columns import Columns
from graph_service.analysis.congruence import congruence
from graph_service.analysis.coordination import coordination, uncoordinated_overlaps
from graph_service.analysis.coverage import cover
from graph_service.analysis.overlap import overlaps
from graph_service.analysis.recording import record_next
from graph_service.analysis.scope import Scope
from graph_service.analysis.situation import Situation
from graph_service.operations.service import Service
from graph_service.operations.study import Cells, Study
from graph_service.stores import open_store

SCOPE = Scope(at=AT)
MATRICES = (("field", "target_group"), ("field", "district"), ("target_group", "district"))
LIMIT = 120
"""Seconds after which the plain script is stopped."""


@dataclass(frozen=True)
class Size:
    """So many networks of so many measures and actors, and how long all of them may take."""

    name: str
    networks: int
    measures: int
    actors: int
    target: float

    def quick(self) -> Size:
        return Size(self.name, self.networks // 10, self.measures, self.actors, self.target / 10)


TOWN = Size("town", 1, 2_000, 600, 0.3)
REGION = Size("one network, a stress", 1, 20_000, 6_000, 3)
MANY = (Size("state", 400, 500, 150, 15), Size("country", 11_000, 182, 55, 150))
SMALLER = ((500, 150), (1_000, 300), (2_000, 600), (4_000, 1_200))


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--quick", action="store_true", help="a tenth of the many networks")
    quick = asked.parse_args().quick
    row("coverage, overlap, coordination", "akteursnetz", "plain script", "ratio")
    for _ in range(2):
        against_plain_script()
    for _ in range(2):
        from_a_store()
        one_network(REGION)
    for size in MANY:
        many_networks(size.quick() if quick else size)
    print("Elsewhere, DuckDB on two cores: coverage cells of 2,000,000 measures 0.42 s, 38.5 M sharing pairs 14.8 s.")


def whole_round(columns: Columns) -> tuple[Any, ...]:
    """Everything that is measured, on the day of the towns."""
    situation = Situation(columns, SCOPE)
    covered, matrices = cover(situation), [cover(situation, schemes) for schemes in MATRICES]
    alike, channels = overlaps(situation), Channels(situation)
    shared = coordination(channels)
    loose = uncoordinated_overlaps(alike, channels, covered.needs)
    return matrices, shared.channel, loose, congruence(channels, level="field").value, record_next(alike, covered)


def asked_round(study: Study) -> tuple[Any, ...]:
    """The same as the service answers it: worked out once, then kept."""
    matrices = [study.coverage(), *(study.coverage(Cells(schemes)) for schemes in MATRICES)]
    shared, loose, fit = study.coordination(), study.uncoordinated(), study.congruence("field")
    return matrices, shared.channel, loose, fit.value, study.record_next()


def against_plain_script() -> None:
    """The town and smaller ones, each as columns, against the plain script on the same towns."""
    for measures, actors in SMALLER:
        ours, _ = apart(timed_round, measures, actors)
        other = within_limit(measures, actors)
        says = f"over {LIMIT} s" if other is None else f"{other:.2f} s"
        row(f"{measures:,} measures, {actors:,} actors", f"{ours:.2f} s", says, f"{(other or LIMIT) / ours:.0f}x")


def timed_round(measures: int, actors: int) -> tuple[float, float]:
    """Seconds for a first round in this process, and the memory after it."""
    columns = town(1, measures, actors).columns()
    return seconds(lambda: whole_round(columns)), peak()


def within_limit(measures: int, actors: int) -> float | None:
    """Seconds of the plain script; None where it had not ended by then."""
    ours, theirs = SPAWN.Pipe(duplex=False)
    process = SPAWN.Process(target=timed_script, args=(measures, actors, theirs))
    process.start()
    ours.recv()
    ended = ours.poll(LIMIT)
    found = float(ours.recv()) if ended else None
    process.terminate()
    process.join()
    return found


def timed_script(measures: int, actors: int, answer: Any) -> None:
    """Says when the town is there, then how long the plain script took."""
    graph = graph_of(town(1, measures, actors).network())
    answer.send(None)
    answer.send(seconds(lambda: plain(graph)))


def from_a_store() -> None:
    """The town as the service answers from records: cold with extracting the columns, then kept."""
    cold, kept, memory = apart(asked_town)
    row("town, from records, cold", f"{cold:.2f} s", f"target {TOWN.target} s", f"{cold / TOWN.target:.2f}x")
    row("town, from records, kept", f"{kept * 1e3:.2f} ms", "target 5 ms", f"{kept / 0.005:.2f}x")
    row("memory, with the town as records", f"{memory:.0f} MB")
    seconds_, memory = apart(timed_round, TOWN.measures, TOWN.actors)
    row("town, from columns, cold", f"{seconds_:.2f} s", f"target {TOWN.target} s", f"{seconds_ / TOWN.target:.2f}x")
    row("memory, with the town as columns", f"{memory:.0f} MB", "target 150 MB", f"{memory / 150:.2f}x")


def asked_town() -> tuple[float, float, float]:
    drawn, store = town(1, TOWN.measures, TOWN.actors).network(), open_store("memory:")
    store.create(drawn.id, drawn.id)
    with store.writer(drawn.id, author="benchmark", reason="draw") as writer:
        writer.put(drawn.records())
    service = Service(store)
    study = Study(service, drawn.id, service.network(drawn.id).revision, SCOPE)
    return seconds(lambda: asked_round(study)), seconds(lambda: asked_round(study)), peak()


def one_network(size: Size) -> None:
    took, memory = apart(timed_round, size.measures, size.actors)
    row(
        f"{size.measures:,} / {size.actors:,} in one",
        f"{took:.2f} s",
        f"target {size.target} s",
        f"{took / size.target:.2f}x",
    )
    row("memory", f"{memory:.0f} MB")


@dataclass(frozen=True)
class Done:
    """What one part of many networks took: seconds for drawing and for the rounds, and the memory after it."""

    process: int
    drawing: float
    rounds: float
    memory: float


def part(first: int, networks: int, measures: int, actors: int) -> Done:
    """Draws networks and works each out, one after the other; nothing of them is kept."""
    drawing = rounds = 0.0
    for seed in range(first, first + networks):
        began = time.perf_counter()
        columns = town(seed, measures, actors).columns()
        drawing += time.perf_counter() - began
        rounds += seconds(lambda columns=columns: whole_round(columns))  # type: ignore[misc]
    process = psutil.Process()
    return Done(process.pid, drawing, rounds, process.memory_info().rss / 1e6)


def many_networks(size: Size) -> None:
    whole = f"{size.networks * size.measures:,} / {size.networks * size.actors:,} in {size.networks:,}"
    for processes in (1, 2):
        began = time.perf_counter()
        done = list(in_processes(size, processes))
        wall, drawing = time.perf_counter() - began, sum(one.drawing for one in done)
        took = sum(one.rounds for one in done) / processes
        row(
            f"{whole}, {processes} process(es)",
            f"{took:.1f} s",
            f"target {size.target:g} s",
            f"{took / size.target:.2f}x",
        )
        row("  wall clock with drawing; drawing alone", f"{wall:.1f} s", f"{drawing / processes:.1f} s")
        print("  memory of the processes after every tenth, MB:", ", ".join(f"{one:.0f}" for one in tenths(done)))


def in_processes(size: Size, processes: int) -> Iterator[Done]:
    """The parts of the many networks as they end, with progress shown."""
    step = max(1, size.networks // 100)
    firsts = range(0, size.networks, step)
    with Progress() as progress, ProcessPoolExecutor(processes, mp_context=SPAWN) as pool:
        bar = progress.add_task(f"{size.name}, {processes} process(es)", total=len(firsts))
        parts: list[Future[Done]] = [
            pool.submit(part, first, min(step, size.networks - first), size.measures, size.actors) for first in firsts
        ]
        for ended in as_completed(parts):
            progress.advance(bar)
            yield ended.result()


def tenths(done: list[Done]) -> Iterator[float]:
    """The memory of all processes together after every tenth of the parts."""
    held: dict[int, float] = {}
    for number, one in enumerate(done, 1):
        held[one.process] = one.memory
        if number % max(1, len(done) // 10) == 0:
            yield sum(held.values())


if __name__ == "__main__":
    main()
