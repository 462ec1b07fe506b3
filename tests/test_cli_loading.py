"""Loading and undoing on the command line: the report row by row, what ends, what is taken back."""

import json
from pathlib import Path

import pytest

from tests.loaders.folders import SMALL, folder_with
from tests.test_cli import Shell

TWO = SMALL["massnahmen"] + "m2,Lesekreis,D,nord,,blatt\n"


@pytest.fixture
def shell(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Shell:
    return Shell(tmp_path, capsys, monkeypatch)


def load(shell: Shell, *words: str, **changed: str) -> tuple[int, str, str]:
    folder = shell.folder / "stadt"
    folder.mkdir(exist_ok=True)
    folder_with(folder, **changed)
    return shell("load", "stadt", "--network", "stadt", *words)


def test_a_dry_run_tells_row_by_row_what_would_happen(shell: Shell) -> None:
    code, out, err = load(shell, "--dry-run")
    assert (code, err) == (0, "")
    assert "neu: Maßnahme „Deutschkurs“" in out
    assert "Aus „stadt“ kämen 12 Einträge dazu, keiner würde geändert, keiner bliebe gleich." in out
    assert out.strip().endswith("Probelauf: es wurde nichts geschrieben.")


def test_a_change_names_the_parts_that_differ(shell: Shell) -> None:
    load(shell)
    _, out, _ = load(shell, massnahmen=SMALL["massnahmen"].replace("Deutschkurs,D,nord,2020", "Kurs,D,nord,2021"))
    assert "geändert (Zeitraum, Name, weitere Namen): Maßnahme „Kurs“, „Kurs“ erkannt als „Deutschkurs“" in out


def test_an_entry_that_is_known_by_another_name_is_told_with_both(shell: Shell) -> None:
    head = "Kennung,Name,Weitere Namen,Art,Quellen\nfg,Fachgruppe,,Fachgruppe,blatt\n"
    load(shell, akteure=f"{head}awo,AWO Kreisverband,Arbeiterwohlfahrt,Wohlfahrtsverband,blatt\n")
    ties = SMALL["beziehungen"].replace("awo", "arbeit")
    again = f"{head}arbeit,Arbeiterwohlfahrt,Wohlfahrt,Wohlfahrtsverband,blatt\n"
    _, out, _ = load(shell, akteure=again, beziehungen=ties)
    assert "Akteur „AWO Kreisverband“, „Arbeiterwohlfahrt“ erkannt als „AWO Kreisverband“" in out


def test_a_long_list_says_how_many_more_there_are(shell: Shell) -> None:
    assert "… und 9 weitere." in load(shell, "--dry-run", "--limit", "3")[1]


def test_the_report_as_json_is_the_answer_of_the_api(shell: Shell) -> None:
    found = json.loads(load(shell, "--json")[1])
    assert (found["state"], found["made"]["number"], found["rows_total"]) == ("taken", 1, 12)


def test_a_dry_run_of_a_source_with_errors_tells_them_and_ends_with_1(shell: Shell) -> None:
    code, out, _ = load(shell, "--dry-run", massnahmen=TWO.replace("Lesekreis,D", "Lesekreis,Z"))
    assert code == 1
    assert "Fehler: massnahmen.csv, Zeile 3" in out
    assert "„stadt“ hat einen Fehler" in out


@pytest.mark.parametrize(
    ("words", "end"), [(("--end-missing",), None), (("--end-missing-on", "2026-03"), "31.03.2026")]
)
def test_what_is_missing_ends_when_asked(shell: Shell, words: tuple[str, ...], end: str | None) -> None:
    load(shell, massnahmen=TWO)
    assert "fehlt in dieser Datei" in load(shell)[1]
    code, out, _ = load(shell, *words)
    assert (code, "(wird beendet)" in out) == (0, True)
    reason = json.loads(shell("history", "--network", "stadt", "--json")[1])["items"][0]["reason"]
    assert "nicht mehr Genanntes endet am" in reason
    assert end is None or reason.endswith(end)


def test_what_the_file_names_again_is_said_to_be_valid_again(shell: Shell) -> None:
    load(shell, massnahmen=TWO)
    load(shell, "--end-missing")
    assert "gilt wieder: Maßnahme „Lesekreis“" in load(shell, massnahmen=TWO)[1]


def test_a_revision_is_undone_with_a_sentence_or_as_json(shell: Shell) -> None:
    load(shell)
    code, out, _ = shell("undo", "1", "--network", "stadt", "--author", "KI")
    assert (code, "Revision 1 ist zurückgenommen: 12 Einträge wurden entfernt" in out) == (0, True)
    found = json.loads(shell("undo", "2", "--network", "stadt", "--author", "KI", "--json")[1])
    assert (found["undone"], found["restored"], found["revision"]) == (2, 12, 3)


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("undo", "9", "--network", "stadt", "--author", "KI"), 1, "Eine Revision 9"),
        (("undo", "1", "--network", "stadt", "--author", " "), 1, "Funktion oder Stelle"),
        (("undo", "1", "--network", "stadt"), 2, "author"),
        (("load", "stadt", "--network", "stadt", "--end-missing-on", "gestern"), 1, "„gestern“ ist kein Datum."),
    ],
)
def test_wrong_input_gets_a_message_and_a_code(shell: Shell, words: tuple[str, ...], code: int, said: str) -> None:
    load(shell)
    found, _, err = shell(*words)
    assert (found, said in err) == (code, True)
