"""Files of 100,000 rows loaded: rows per second and peak memory, against openpyxl and pandas, which only read.

The workbook and the CSV tables hold a made-up town of about as many rows (benchmarks/_synthetic.py), the OParl file as
many papers with one consultation each. Ours gives checked records that name their sources, and a report; the others
give cells, or rows of JSON. Each way works in a process of its own; memory counts what it starts.
How names are matched is measured by benchmarks/matching.py.
"""

from __future__ import annotations

import argparse
import csv
import json
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from resource import RUSAGE_CHILDREN, RUSAGE_SELF, getrusage

import openpyxl
import pandas

from benchmarks._measuring import apart, row
from benchmarks._synthetic import town
from graph_service.exports.workbook import as_csv_files, as_workbook
from loaders.base import Loaded
from loaders.oparl.loading import load_oparl
from loaders.workbook import load_folder, load_workbook

ROWS = 100_000
_ROWS_OF_A_MEASURE = 3.3
"""How many rows a made-up town has for each measure: ties, places, sources and actors included."""

_OPARL = "https://schema.oparl.org/1.1"
_ADDRESS = "https://rat.example.org/oparl"


@dataclass(frozen=True)
class Done:
    """Rows or records that one way found, in how many seconds, and the most memory (MB)."""

    rows: int
    seconds: float
    memory: float


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--rows", type=int, default=ROWS, help="about how many rows a file has")
    wanted = asked.parse_args().rows
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        apart(write_files, folder, wanted)
        for _ in range(2):
            row("file", "rows per second", "peak memory", "times as fast")
            for what, source, ours, others in WAYS:
                compare(what, folder / source, ours, others)


def compare(what: str, source: Path, ours: Way, others: dict[str, Way]) -> None:
    """Prints how fast ours loads a file, and how fast others read it."""
    read = {name: apart(measured, way, source) for name, way in others.items()}
    rows, done = max(one.rows for one in read.values()), apart(measured, ours, source)
    tell(f"{what} ({rows:,} rows): loaded, {done.rows:,} records", rows, done, done)
    for name, one in read.items():
        tell(f"  only read, {name}", rows, one, done)


def tell(what: str, rows: int, done: Done, ours: Done) -> None:
    row(what, f"{rows / done.seconds:,.0f}", f"{done.memory:,.0f} MB", f"{ours.seconds / done.seconds:.2f}")


def measured(way: Way, source: Path) -> Done:
    """One way on a file."""
    began = time.perf_counter()
    rows = way(source)
    took = time.perf_counter() - began
    most = getrusage(RUSAGE_SELF).ru_maxrss + getrusage(RUSAGE_CHILDREN).ru_maxrss
    return Done(rows, took, most / 1e3)


def write_files(folder: Path, rows: int) -> None:
    """The files that all ways read."""
    measures = round(rows / _ROWS_OF_A_MEASURE)
    network = town(1, measures, max(measures // 10, 50)).network()
    (folder / "town.xlsx").write_bytes(as_workbook(network))
    (folder / "town").mkdir()
    for name, content in as_csv_files(network).items():
        (folder / "town" / name).write_bytes(content)
    (folder / "oparl.json").write_text(json.dumps(papers(rows)), encoding="utf-8")


def papers(size: int) -> list[dict[str, object]]:
    """A council with so many papers, each decided by one of forty committees."""
    body = {"id": f"{_ADDRESS}/body/1", "type": f"{_OPARL}/Body", "name": "Musterstadt"}
    committees = [
        {"id": f"{_ADDRESS}/organization/{number}", "type": f"{_OPARL}/Organization", "body": body["id"],
         "name": f"Ausschuss {number}", "organizationType": "Gremium"}
        for number in range(40)
    ]  # fmt: skip
    return [body, *committees, *(_paper(number, str(body["id"])) for number in range(size))]


def _paper(number: int, body: str) -> dict[str, object]:
    consultation = {
        "id": f"{_ADDRESS}/consultation/{number}",
        "type": f"{_OPARL}/Consultation",
        "organization": [f"{_ADDRESS}/organization/{number % 40}"],
        "authoritative": True,
        "role": "Entscheidung",
    }
    return {
        "id": f"{_ADDRESS}/paper/{number}",
        "type": f"{_OPARL}/Paper",
        "body": body,
        "name": f"Beschluss {number}",
        "reference": f"2020/{number}",
        "date": "2020-11-01",
        "consultation": [consultation],
    }


def ours_workbook(source: Path) -> int:
    return _records(load_workbook(source))


def ours_folder(source: Path) -> int:
    return _records(load_folder(source))


def ours_oparl(source: Path) -> int:
    return _records(load_oparl(source))


def _records(loaded: Loaded) -> int:
    if loaded.report.errors or not loaded.records:
        raise SystemExit(f"not loaded: {loaded.report.errors[:3]}")
    return len(loaded.records)


def openpyxl_only(source: Path) -> int:
    book = openpyxl.load_workbook(source, read_only=True)
    return sum(1 for sheet in book for cells in sheet.iter_rows(values_only=True) if any(cells))


def pandas_workbook(source: Path) -> int:
    return sum(len(sheet) for sheet in pandas.read_excel(source, sheet_name=None, dtype=str).values())


def csv_only(source: Path) -> int:
    found = 0
    for path in source.glob("*.csv"):
        with path.open(encoding="utf-8-sig", newline="") as lines:
            found += sum(1 for _ in csv.reader(lines, delimiter=";"))
    return found


def pandas_csv(source: Path) -> int:
    return sum(len(pandas.read_csv(path, sep=";", dtype=str)) for path in source.glob("*.csv"))


def plain_json(source: Path) -> int:
    return len(json.loads(source.read_bytes()))


def pandas_json(source: Path) -> int:
    return len(pandas.json_normalize(json.loads(source.read_bytes())))


Way = Callable[[Path], int]
WAYS: tuple[tuple[str, str, Way, dict[str, Way]], ...] = (
    ("workbook", "town.xlsx", ours_workbook, {"openpyxl": openpyxl_only, "pandas": pandas_workbook}),
    ("CSV tables", "town", ours_folder, {"csv": csv_only, "pandas": pandas_csv}),
    ("OParl", "oparl.json", ours_oparl, {"json": plain_json, "pandas": pandas_json}),
)

if __name__ == "__main__":
    main()
