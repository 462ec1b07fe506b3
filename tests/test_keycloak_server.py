"""The identity provider for tests tells why it did not start."""

from __future__ import annotations

import shutil
import socket
from pathlib import Path

import pytest

from tools.keycloak_server import POM, Server, Unavailable, missing


def a_program(folder: Path, words: str) -> Path:
    """What stands in for Keycloak's program: it says these words and ends."""
    (folder / "bin").mkdir(parents=True)
    (folder / "bin" / "kc.sh").write_text(f"echo {words}\n")
    shutil.copy(POM, folder)
    return folder


@pytest.mark.skipif(missing() is not None, reason="needs Java and Maven, as the server itself does")
def test_what_it_said_last_is_told(tmp_path: Path) -> None:
    server = Server(tmp_path / "home", 0, a_program(tmp_path / "program", "no memory left"))
    with pytest.raises(Unavailable) as caught:
        server.start()
    assert "no memory left" in str(caught.value)


@pytest.mark.skipif(missing() is not None, reason="needs Java and Maven, as the server itself does")
def test_a_port_in_use_is_said_before_anything_starts(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        server = Server(tmp_path / "home", port, a_program(tmp_path / "program", "started"))
        with pytest.raises(Unavailable) as caught:
            server.start()
    assert f"Port {port} is in use" in str(caught.value)
    assert not server.home.exists()
