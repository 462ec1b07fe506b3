"""The server for tests tells why it did not start, and is gone when it says so."""

from __future__ import annotations

import socket
import subprocess
import sys
from pathlib import Path
from signal import SIGKILL
from threading import Timer

import pytest

from tools.neo4j_server import Server, Unavailable, is_free


def test_what_stopped_it_is_told_from_both_of_its_logs(tmp_path: Path) -> None:
    (tmp_path / "logs").mkdir()
    (tmp_path / "logs" / "console.log").write_text("the shell's words\n")
    (tmp_path / "logs" / "neo4j.log").write_text("x" * 5000 + "the database's words\n")
    with pytest.raises(Unavailable) as caught:
        Server(tmp_path)._fail_if_gone()
    assert "the shell's words" in str(caught.value)
    assert "the database's words" in str(caught.value)
    assert "x" * 3000 not in str(caught.value)


def test_a_server_is_stopped_when_its_port_is_free_again(tmp_path: Path) -> None:
    named = [sys.executable, "-c", "import time; time.sleep(60)", str(tmp_path)]
    with socket.create_server(("127.0.0.1", 0)) as held, subprocess.Popen(named) as process:
        server = Server(tmp_path, held.getsockname()[1])
        (tmp_path / "pid").write_text(str(process.pid))
        Timer(0.3, held.close).start()
        server.stop(SIGKILL)
        assert is_free(server.port)
