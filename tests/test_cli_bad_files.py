"""Every bad file on the command line: told in words, ends with 1, and nothing is written."""

from pathlib import Path

import pytest

from tests.bad_files import BAD_FILES, BadFile
from tests.test_cli import Shell


@pytest.fixture
def shell(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Shell:
    return Shell(tmp_path, capsys, monkeypatch)


@pytest.mark.parametrize("bad", list(BAD_FILES.values()), ids=list(BAD_FILES))
def test_it_is_told_what_is_wrong_and_nothing_is_written(shell: Shell, bad: BadFile) -> None:
    (shell.folder / bad.name).write_bytes(bad.made())
    code, out, err = shell("load", bad.name, "--network", "stadt", *(() if bad.refused else ("--dry-run",)))
    assert (code, bad.said in out + err) == (1 if bad.refused else 0, True)
    assert "Traceback" not in err
    assert shell("networks")[1].strip() == "Es ist noch kein Netzwerk geladen."


def test_a_csv_of_a_hundred_megabytes_is_refused(shell: Shell) -> None:
    with (shell.folder / "akteure.csv").open("wb") as file:
        file.truncate(100_000_000)
    code, _, err = shell("load", "akteure.csv", "--network", "stadt")
    assert (code, "größer als 50 MB" in err) == (1, True)
