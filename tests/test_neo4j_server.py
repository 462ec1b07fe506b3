"""The server for tests tells why it did not start."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools.neo4j_server import Server, Unavailable


def test_what_stopped_it_is_told_from_both_of_its_logs(tmp_path: Path) -> None:
    (tmp_path / "logs").mkdir()
    (tmp_path / "logs" / "console.log").write_text("the shell's words\n")
    (tmp_path / "logs" / "neo4j.log").write_text("x" * 5000 + "the database's words\n")
    with pytest.raises(Unavailable) as caught:
        Server(tmp_path)._fail_if_gone()
    assert "the shell's words" in str(caught.value)
    assert "the database's words" in str(caught.value)
    assert "x" * 3000 not in str(caught.value)
