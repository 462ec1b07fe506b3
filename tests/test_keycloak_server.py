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
def test_what_it_said_last_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tools.neo4j_server._NAMELESS", 1)
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


def test_a_server_whose_program_takes_another_s_place_is_not_given_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    numbers, answers = iter((None, None, 7)), iter((False, True))
    monkeypatch.setattr(Server, "pid", property(lambda _: next(numbers)))
    monkeypatch.setattr(Server, "_answers", lambda _: next(answers))
    Server(tmp_path)._wait()
    assert [*numbers, *answers] == []
