"""Small helpers of the benchmarks: seconds, medians, a process apart, a service as its own process, a Chromium."""

from __future__ import annotations

import multiprocessing
import os
import resource
import statistics
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil
from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync"]
SPAWN = multiprocessing.get_context("spawn")


def seconds(work: Callable[[], Any]) -> float:
    """How long the work takes."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def median_and_p95(samples: list[float]) -> tuple[float, float]:
    """The middle and the 95th of a hundred."""
    return statistics.median(samples), statistics.quantiles(samples, n=20)[-1]


def apart(work: Callable[..., Any], *args: Any) -> Any:
    """The result of the work in a process of its own."""
    with ProcessPoolExecutor(1, mp_context=SPAWN) as pool:
        return pool.submit(work, *args).result()


def peak() -> float:
    """The most memory that this process has held, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3


def akteursnetz(*words: str, store: Path) -> None:
    """Runs the command as a new process on a store."""
    command = [sys.executable, "-m", "graph_service.cli", *words]
    subprocess.run(command, check=True, capture_output=True, env=os.environ | {"AKTEURSNETZ_STORE": f"sqlite:{store}"})


@contextmanager
def served(store: Path, port: int) -> Iterator[tuple[str, psutil.Process]]:
    """The service on a port of this machine: its address and its process."""
    command = [sys.executable, "-m", "graph_service.cli", "serve", "--port", str(port), "--store", f"sqlite:{store}"]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as process:
        try:
            address = f"http://127.0.0.1:{port}"
            wait_for(f"{address}/readyz")
            yield address, psutil.Process(process.pid)
        finally:
            process.terminate()


def wait_for(address: str) -> None:
    """Returns as soon as the address answers."""
    for _ in range(1200):
        try:
            get(address)
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise SystemExit(f"no answer from {address}")


def get(address: str) -> bytes:
    with urllib.request.urlopen(address, timeout=30) as answer:
        return bytes(answer.read())


@contextmanager
def chromium() -> Iterator[Browser]:
    with sync_playwright() as player:
        browser = player.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        try:
            yield browser
        finally:
            browser.close()


def row(what: str, ours: str, other: str = "", ratio: str = "") -> None:
    """One line of a table of results."""
    print(f"{what:<58} {ours:>16} {other:>16} {ratio:>9}")
