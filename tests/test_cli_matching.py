"""Actors that may be the same, on the command line."""

import json
import shutil
from pathlib import Path

import pytest

from graph_service.operations.loading import shipped_folder
from tests.test_cli import Shell

SIGNED = ("--author", "KI", "--reason", "Nachgesehen.")


@pytest.fixture
def shell(shipped: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Shell:
    shutil.copy(shipped, tmp_path)
    return Shell(tmp_path, capsys, monkeypatch)


def with_another_awo(shell: Shell) -> None:
    folder = shell.folder / "neu"
    folder.mkdir()
    for table in shipped_folder().glob("*.csv"):
        words = table.read_text("utf-8-sig")
        if table.name == "akteure.csv":
            words += "awo2,Arbeiterwohlfahrt Leverkusen gGmbH,,Wohlfahrtsverband,,,,,,,,,,,,vorlage-2017-1900,\n"
        (folder / table.name).write_text(words, "utf-8")
    code, _, err = shell("load", str(folder), "--network", "leverkusen")
    assert (code, err) == (0, "")


def test_a_proposal_is_told_decided_and_taken_back(shell: Shell) -> None:
    with_another_awo(shell)
    code, out, _ = shell("matches")
    assert (code, "1 Paar ist zu prüfen" in out) == (0, True)
    assert "„Arbeiterwohlfahrt Leverkusen gGmbH“" in out
    assert "akteursnetz judge same_as actor/awo actor/awo2 same" in out
    assert shell("judge", "same_as", "awo", "awo2", "different", *SIGNED)[0] == 0
    assert json.loads(shell("matches", "--json")[1])["total"] == 0
    assert shell("judge", "same_as", "awo", "awo2", "--withdraw", *SIGNED)[0] == 0
    assert json.loads(shell("matches", "--json")[1])["total"] == 1


def test_only_one_kind_of_proposal_is_told(shell: Shell) -> None:
    assert json.loads(shell("matches", "--relation", "part_of", "--json")[1])["items"] == []


def test_an_unknown_kind_of_proposal_is_refused(shell: Shell) -> None:
    code, _, err = shell("matches", "--relation", "same")
    assert (code, "same_as" in err) == (1, True)


def test_what_is_not_shown_is_counted(shell: Shell) -> None:
    with_another_awo(shell)
    assert "Nicht gezeigt: 1." in shell("matches", "--limit", "0")[1]


def test_a_part_is_decided_as_the_command_says(shell: Shell) -> None:
    folder = shell.folder / "neu"
    folder.mkdir()
    for table in shipped_folder().glob("*.csv"):
        words = table.read_text("utf-8-sig")
        if table.name == "akteure.csv":
            words += "awo2,AWO Bezirksverband Mittelrhein,,Wohlfahrtsverband,,,,,,,,,,,,vorlage-2017-1900,\n"
        (folder / table.name).write_text(words, "utf-8")
    assert shell("load", str(folder), "--network", "leverkusen")[0] == 0
    assert "akteursnetz judge part_of actor/awo actor/awo2 part (oder not_part)" in shell("matches")[1]
    code, out, _ = shell("judge", "part_of", "awo", "awo2", "not_part", *SIGNED)
    assert (code, "gehört nicht dazu" in out) == (0, True)
    assert json.loads(shell("matches", "--json")[1])["total"] == 0
