"""Real Neo4j servers for tests: in CI they must run, elsewhere their absence is said aloud."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, LiteralString

import pytest
from neo4j import GraphDatabase
from pydantic import SecretStr

from graph_service.stores import open_store
from graph_service.stores.base import Store
from tests.serving import free_port
from tools.neo4j_server import Server, Unavailable, fetch, missing

# Tests empty and fill a server all the time, for which it would plan every query anew: that is most of its work.
_KEEP_PLANS = "dbms.cypher.min_replan_interval=1h"


@contextmanager
def a_place(home: Path) -> Iterator[Server]:
    """A server of its own with its data in this folder, which is not started yet and gone at the end."""
    command = missing()
    if command is not None and not os.environ.get("CI"):
        pytest.skip(f"tests with a real Neo4j server need Java and Maven; this enables them: {command}")
    server = Server(home, free_port())
    try:
        yield server
    finally:
        # The data are thrown away: there is nothing to end cleanly, and that takes ten seconds.
        server.stop(signal.SIGKILL)


@contextmanager
def a_server(home: Path, *more: str) -> Iterator[Server]:
    """The same, started with further lines of configuration."""
    with a_place(home) as server:
        _start(server, _KEEP_PLANS, *more)
        yield server


def begun_anew(server: Server, *more: str) -> Server:
    """The server as if it had just been made: started with these lines, whatever was done to it, and without a network.

    To start it again takes half of what a new one takes.
    """
    server.stop(signal.SIGKILL)
    _start(server, _KEEP_PLANS, *more)
    empty(server)
    return server


def _start(server: Server, *more: str) -> None:
    """Starts it, on a machine too busy for the first time once more, and fails with its words where it does not."""
    try:
        _give_password(server)
        server.start(*more)
    except Unavailable as first:
        try:
            server.start(*more)
        except Unavailable as error:
            pytest.fail(f"{first}\n{error}")


def _give_password(server: Server) -> None:
    """Spares a new server what it takes it seconds to do."""
    if not server.password_file.is_file():
        for name, kept in _password().items():
            file = server.home / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.touch(mode=0o600)
            file.write_bytes(kept)


@cache
def _password() -> dict[str, bytes]:
    """The files in which a server keeps a password, made once for all."""
    fetch()
    with TemporaryDirectory() as home:
        Server(Path(home)).prepare()
        return {name: (Path(home) / name).read_bytes() for name in ("data/dbms/auth.ini", "password")}


def opened(server: Server, **more: float) -> Store:
    """A store on this server."""
    return open_store(server.url, password=SecretStr(server.password), **more)


def emptied(server: Server) -> Store:
    """A store on this server without any network."""
    empty(server)
    return opened(server)


def empty(server: Server) -> None:
    """Removes every network from this server."""
    asked(server, "MATCH (n) WHERE NOT n:Akteursnetz DETACH DELETE n")


def asked(server: Server, query: LiteralString, **parameters: Any) -> list[Any]:
    """What any other program would be answered by this server: the first column."""
    with GraphDatabase.driver(server.url, auth=("neo4j", server.password)) as driver:
        return [row[0] for row in driver.execute_query(query, parameters).records]
