"""One real Keycloak server for all tests: in CI it must run, elsewhere its absence is said aloud."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from tests.serving import free_port
from tools.keycloak_server import Server, Unavailable, missing


@pytest.fixture(scope="session")
def keycloak(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server with the people and clients of realm.json, gone at the end."""
    command = missing()
    if command is not None and not os.environ.get("CI"):
        pytest.skip(f"tests with a real Keycloak server need Java and Maven; this enables them: {command}")
    server = Server(tmp_path_factory.mktemp("keycloak"), free_port())
    try:
        server.start()
        yield server
    except Unavailable as error:
        pytest.fail(str(error))
    finally:
        server.stop()
