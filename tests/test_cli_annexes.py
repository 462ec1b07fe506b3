"""Word annexes on the command line: questions in one file, the picture besides, nothing written where one fails."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from docx import Document

from tests.test_cli import Shell

ACTS = "Wer handelt in Feld D?"


@pytest.fixture
def shell(shipped: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Shell:
    shutil.copy(shipped, tmp_path)
    return Shell(tmp_path, capsys, monkeypatch)


def headings(shell: Shell, name: str) -> list[str]:
    found = Document(str(shell.folder / name)).paragraphs
    return [paragraph.text for paragraph in found if paragraph.style and paragraph.style.name == "Heading 1"]


def test_questions_are_answered_in_one_file(shell: Shell) -> None:
    code, out, err = shell("export", "a.docx", "--format", "docx", "--question", ACTS, "-q", "Was macht die AWO?")
    assert (code, out.strip()) == (0, "Geschrieben: a.docx")
    assert ACTS in err
    assert headings(shell, "a.docx") == [ACTS, "Was macht die AWO?", "Quellen"]


def test_a_view_that_is_named_stands_last(shell: Shell) -> None:
    assert shell("export", "a.docx", "--format", "docx", "-q", ACTS, "--view", "levels")[0] == 0
    assert headings(shell, "a.docx") == [ACTS, "Steuerung in Ebenen", "Quellen"]


def test_without_a_question_the_picture_stands_alone(shell: Shell) -> None:
    code, out, _ = shell("export", "--format", "docx", "--focus", "field/D", "--at", "2020", "--json")
    assert code == 0
    written = json.loads(out)["written"]
    assert written.endswith("-revision-2-2020-12-31.docx")
    assert headings(shell, written) == ["Umgebung von Wohnen und Unterbringung", "Quellen"]


def test_a_question_that_is_not_understood_writes_nothing(shell: Shell) -> None:
    code, out, err = shell("export", "a.docx", "--format", "docx", "-q", ACTS, "-q", "Wer handelt in Feld Wohnnen?")
    assert (code, out) == (1, "")
    assert "Die Frage „Wer handelt in Feld Wohnnen?“ habe ich nicht verstanden." in err
    assert "Verstanden wird zum Beispiel: Wer handelt in Feld D" in err
    assert not (shell.folder / "a.docx").exists()


def test_only_a_word_annex_answers_questions(shell: Shell) -> None:
    code, _, err = shell("export", "a.svg", "--format", "svg", "-q", ACTS)
    assert code == 1
    assert "--format docx" in err
