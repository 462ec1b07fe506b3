"""The main job on the shipped network: cold start, size, and the field question at the API.

Compared with what an analyst would write instead: a script that reads the collection's tables with csv, builds a
networkx graph and lists who carries measures of a field. It reads the tables that are shipped, every time anew.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks._measuring import ROOT, akteursnetz, get, median_and_p95, row, seconds, served

PLAIN = """
import csv, pathlib, networkx as nx
folder = pathlib.Path("loaders/data/leverkusen")
graph = nx.MultiDiGraph()
for measure in csv.DictReader((folder / "massnahmen.csv").open(encoding="utf-8")):
    for field in measure["Handlungsfelder"].split(";"):
        graph.add_edge(measure["Kennung"], "field/" + field.strip(), kind="addresses")
for tie in csv.DictReader((folder / "beziehungen.csv").open(encoding="utf-8")):
    graph.add_edge(tie["Von"], tie["Nach"], kind=tie["Art"], role=tie["Rolle"])
measures = [origin for origin, _, tie in graph.in_edges("field/D", data=True) if tie["kind"] == "addresses"]
print(sorted({who for measure in measures for who, _, tie in graph.in_edges(measure, data=True)}))
"""
QUESTION = "Wer handelt in Feld D?"
TIMES = 400


def main() -> None:
    row("main job, Leverkusen", "akteursnetz", "plain script", "ratio")
    for _ in range(2):
        with tempfile.TemporaryDirectory() as folder:
            measure_once(Path(folder) / "netz.sqlite")


def measure_once(store: Path) -> None:
    plain = seconds(lambda: subprocess.run([sys.executable, "-c", PLAIN], cwd=ROOT, check=True, capture_output=True))
    first = seconds(lambda: akteursnetz("ask", QUESTION, store=store))
    again = seconds(lambda: akteursnetz("ask", QUESTION, store=store))
    row("command, empty store: load both sources, answer", f"{first:.2f} s", f"{plain:.2f} s", f"{first / plain:.1f}x")
    row("command, store filled: answer with sources", f"{again:.2f} s", f"{plain:.2f} s", f"{again / plain:.1f}x")
    row("size on disk", f"{store.stat().st_size / 1e6:.2f} MB")
    measure_service(store, plain)


def measure_service(store: Path, plain: float) -> None:
    with served(store, 8765) as (address, process):
        row("memory of the service, ready", f"{process.memory_info().rss / 1e6:.0f} MB")
        question = f"{address}/api/v1/networks/leverkusen/fields/D/actors"
        cold = seconds(lambda: get(question))
        samples = [seconds(lambda: get(question)) for _ in range(TIMES)]
        middle, slow = median_and_p95(samples)
        row("field question at the API, first", f"{cold * 1e3:.1f} ms", f"{plain * 1e3:.0f} ms", f"{cold / plain:.3f}x")
        row(
            "field question at the API, median",
            f"{middle * 1e3:.1f} ms",
            f"{plain * 1e3:.0f} ms",
            f"{middle / plain:.3f}x",
        )
        row("field question at the API, p95", f"{slow * 1e3:.1f} ms")
        for path in ("leverkusen", "leverkusen/felder/D", "leverkusen/netz"):
            page = f"{address}/{path}"
            get(page)
            middle, slow = median_and_p95([seconds(lambda page=page: get(page)) for _ in range(30)])  # type: ignore[misc]
            row(f"page /{path}, median (p95)", f"{middle * 1e3:.0f} ({slow * 1e3:.0f}) ms")
        row("memory of the service, after that", f"{process.memory_info().rss / 1e6:.0f} MB")


if __name__ == "__main__":
    main()
