"""Judgements on the command line: signed, told, taken back."""

import json
import shutil
from pathlib import Path

import pytest

from graph_service.operations.loading import shipped_folder
from tests.test_cli import Shell

PAIR = ("overlap", "m01", "m02")
SIGNED = ("--author", "Koordination", "--reason", "Beide werden gebraucht.")


@pytest.fixture
def shell(shipped: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Shell:
    shutil.copy(shipped, tmp_path)
    return Shell(tmp_path, capsys, monkeypatch)


def test_a_judgement_is_signed_told_and_taken_back(shell: Shell) -> None:
    code, out, _ = shell("judge", *PAIR, "keep", *SIGNED, "--on", "2024-05")
    told = "Mai 2024, Überschneidung von „Integrationskonzept 2017“ und „Umsetzungsbericht"
    assert (code, out.startswith(told)) == (0, True)
    assert out.rstrip().endswith("behalten (Koordination). Beide werden gebraucht.")
    assert shell("judgements")[1] == out
    code, out, _ = shell("judge", *PAIR, "--withdraw", *SIGNED)
    assert (code, out.startswith("Zurückgenommen mit Revision 4: judgement/")) == (0, True)
    assert shell("judgements")[1].strip() == "Es ist kein Urteil erfasst."


def test_judgements_are_told_as_json_and_by_kind(shell: Shell) -> None:
    signed = json.loads(shell("judge", *PAIR, "keep", *SIGNED, "--source", "vorlage-2017-1900", "--json")[1])
    assert shell("judge", "coordination", "ki", "awo", "coordinated", *SIGNED)[0] == 0
    assert json.loads(shell("judgements", "--json")[1])["total"] == 2
    listed = json.loads(shell("judgements", "--kind", "overlap", "--json")[1])
    assert listed["items"] == [signed]
    assert [source["document"] for source in signed["sources"]] == ["document/vorlage-2017-1900"]
    assert signed["revision"] == 3
    taken = json.loads(shell("judge", *PAIR, "--withdraw", *SIGNED, "--json")[1])
    assert (taken["withdrawn"], taken["network"]) == (signed["id"], "leverkusen")


def test_a_judgement_comes_in_english(shell: Shell) -> None:
    shell("judge", *PAIR, "keep", *SIGNED, "--on", "2024-05")
    assert shell("--lang", "en", "judgements")[1].startswith("May 2024, overlap of “Integrationskonzept 2017”")


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("judge", "overlap", "m01", "m02", *SIGNED), 1, "Erlaubt: beenden (end), verzahnen (interlock), "),
        (
            ("judge", "overlap", "m01", "m999", "keep", *SIGNED),
            1,
            "„measure/m999“ ist in diesem Netzwerk nicht erfasst",
        ),
        (("judge", "overlap", "m01", "actor/ki", "keep", *SIGNED), 1, "betrifft zwei Maßnahmen, nicht „actor/ki“"),
        (("judge", *PAIR, "keep", "--author", "KI", "--reason", ""), 1, "Zu einem Urteil gehört eine Begründung."),
        (("judge", *PAIR, "keep", "--author", "KI"), 2, "--reason"),
        (("judge", *PAIR, "keep", *SIGNED, "--on", "gestern"), 1, "„gestern“ ist kein Datum."),
        (("judge", *PAIR, "keep", *SIGNED, "--withdraw"), 1, "nennt keine Entscheidung"),
        (("judge", *PAIR, *SIGNED, "--withdraw"), 1, "ist kein Urteil der Art „Überschneidung“ erfasst"),
        (("judgements", "--kind", "overlaps"), 1, "Gemeint ist vielleicht: Überschneidung (overlap)."),
    ],
)
def test_what_cannot_be_judged_gets_a_message_and_a_code(
    shell: Shell, words: tuple[str, ...], code: int, said: str
) -> None:
    found, _, err = shell(*words)
    assert (found, said in err, "Traceback" in err) == (code, True, False)


def test_what_is_different_since_is_told(shell: Shell) -> None:
    shell("judge", *PAIR, "keep", *SIGNED)
    changed = shell.folder / "neu"
    changed.mkdir()
    copy_renamed(changed)
    assert shell("load", str(changed), "--network", "leverkusen")[0] == 0
    assert "Seither geändert: Umbenanntes Konzept\n" in shell("judgements")[1]


def copy_renamed(folder: Path) -> None:
    """The shipped tables, in which one measure has another name."""
    for table in shipped_folder().glob("*.csv"):
        words = table.read_text("utf-8-sig")
        if table.name == "massnahmen.csv":
            words = words.replace("Integrationskonzept 2017", "Umbenanntes Konzept", 1)
        (folder / table.name).write_text(words, "utf-8")
