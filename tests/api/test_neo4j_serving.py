"""A running service whose Neo4j server ends and comes back: it says so, goes on, and needs no restart."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path

import pytest

from tests.builders import actor
from tests.neo4j_servers import begun_anew, opened
from tests.serving import free_port, wait_for
from tests.stores.acts import begin
from tools.neo4j_server import Server

LONGEST = 6  # seconds that a reader may wait to hear that the store does not answer
PROBLEM, PAGE = "application/problem+json", "text/html; charset=utf-8"


@pytest.fixture(scope="module")
def server(mortal_server: Server) -> Server:
    server = begun_anew(mortal_server)
    with closing(opened(server)) as store:
        begin(store, actor("a", "Ein Verein"))
    return server


def environment(server: Server) -> dict[str, str]:
    own = {"STORE": server.url, "STORE_PASSWORD_FILE": str(server.password_file), "NETWORK": "stadt"}
    return os.environ | {f"AKTEURSNETZ_{name}": value for name, value in own.items()}


def command(*words: str) -> list[str]:
    return [sys.executable, "-m", "graph_service.cli", *words]


@contextmanager
def served(server: Server, log: Path) -> Iterator[int]:
    """The port of the running service; what it says goes to the log."""
    port = free_port()
    with log.open("w") as told:
        process = subprocess.Popen(command("serve", "--port", str(port)), env=environment(server), stderr=told)
        try:
            wait_for(f"http://127.0.0.1:{port}/readyz")
            yield port
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(30)


def asked(port: int, address: str) -> tuple[HTTPResponse, str, float]:
    """The answer, its text, and how many seconds it took."""
    begun = time.monotonic()
    with closing(HTTPConnection("127.0.0.1", port, timeout=60)) as connection:
        connection.request("GET", address)
        answer = connection.getresponse()
        return answer, answer.read().decode(), time.monotonic() - begun


def test_a_service_outlives_a_restart_of_its_server(server: Server, tmp_path: Path) -> None:
    log = tmp_path / "log"
    with served(server, log) as port:
        assert "Ein Verein" in asked(port, "/api/v1/networks/stadt/actors")[1]
        server.stop(signal.SIGKILL)
        for address, media_type in (("/api/v1/networks/stadt/actors", PROBLEM), ("/readyz", PROBLEM), ("/stadt", PAGE)):
            answer, said, seconds = asked(port, address)
            assert (answer.status, answer.headers["Content-Type"], answer.headers["Retry-After"]) == (
                503, media_type, "5",
            )  # fmt: skip
            assert "Der Neo4j-Server antwortet nicht." in said
            assert "Traceback" not in said
            assert seconds < LONGEST, address
        assert json.loads(asked(port, "/readyz")[1])["title"] == "Der Speicher antwortet gerade nicht"
        assert asked(port, "/healthz")[0].status == 200
        server.start()
        wait_for(f"http://127.0.0.1:{port}/readyz")
        assert "Ein Verein" in asked(port, "/api/v1/networks/stadt/actors")[1]
        assert asked(port, "/stadt")[0].status == 200
    assert [line for line in log.read_text().splitlines() if not line.startswith(("Speicher:", "Akteursnetz "))] == []


def test_a_command_without_its_server_says_so_and_nothing_else(server: Server) -> None:
    server.stop(signal.SIGKILL)
    done = subprocess.run(command("check"), env=environment(server), check=False, capture_output=True, text=True)
    assert done.returncode == 3
    assert "Der Neo4j-Server antwortet nicht." in done.stderr
    assert "Traceback" not in done.stderr
    assert "retried" not in done.stderr
