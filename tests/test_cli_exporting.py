"""Pictures as files on the command line: every form, never over a file that is there, whole or not at all."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import networkx as nx
import pytest

from graph_service.commands import exchanging
from graph_service.operations.exporting import FORMS
from tests.test_cli import Shell


@pytest.fixture
def shell(shipped: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Shell:
    shutil.copy(shipped, tmp_path)
    return Shell(tmp_path, capsys, monkeypatch)


def files(shell: Shell) -> set[str]:
    return {path.name for path in shell.folder.iterdir() if not path.name.startswith("netz.sqlite")}


@pytest.mark.parametrize("form", FORMS)
def test_every_form_is_written_and_told(shell: Shell, form: str) -> None:
    code, out, err = shell("export", "--output", "bild", "--format", form, "--view", "wheel", "--limit", "20")
    assert (code, out.strip()) == (0, "Geschrieben: bild")
    assert "Das Bild zeigt" in err
    assert "Nicht gezeigt, weil am wenigsten verbunden" in err
    assert "Revision 2" in (shell.folder / "bild").read_text("utf-8")
    assert files(shell) == {"bild"}


def test_without_a_name_the_file_gets_a_speaking_one(shell: Shell) -> None:
    code, out, _ = shell("export", "--format", "gexf", "--focus", "field/D", "--at", "2020")
    name = "akteursnetz-leverkusen-umgebung-d-revision-2-2020-12-31.gexf"
    assert (code, out.strip()) == (0, f"Geschrieben: {name}")
    assert files(shell) == {name}


def test_in_a_folder_the_file_gets_a_speaking_name(shell: Shell) -> None:
    (shell.folder / "bilder").mkdir()
    assert shell("export", "--format", "svg", "-o", "bilder")[0] == 0
    assert [path.name for path in (shell.folder / "bilder").iterdir()] == [
        "akteursnetz-leverkusen-akteure-massnahmen-und-felder-revision-2.svg"
    ]


def test_a_file_is_replaced_only_where_that_is_said(shell: Shell) -> None:
    (shell.folder / "bild.svg").write_text("Meins")
    code, out, err = shell("export", "bild.svg", "--format", "svg")
    assert (code, out) == (1, "")
    assert "bild.svg: Dort liegt schon etwas." in err
    assert "--force" in err
    assert (shell.folder / "bild.svg").read_text() == "Meins"
    assert shell("export", "bild.svg", "--format", "svg", "--force")[0] == 0
    assert (shell.folder / "bild.svg").read_text("utf-8").startswith("<?xml")
    assert files(shell) == {"bild.svg"}


def test_a_file_system_without_links_is_written_too(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(exchanging.os, "link", refuse)
    assert shell("export", "bild.svg", "--format", "svg")[0] == 0
    assert shell("export", "bild.svg", "--format", "svg")[0] == 1
    assert files(shell) == {"bild.svg"}


def test_where_writing_fails_nothing_is_left(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    (shell.folder / "bild.svg").write_text("Meins")
    monkeypatch.setattr(exchanging.Path, "replace", fail)
    code, _, err = shell("export", "bild.svg", "--format", "svg", "--force")
    assert code == 1
    assert "Die Datei kann nicht geschrieben werden: No space left on device." in err
    assert (shell.folder / "bild.svg").read_text() == "Meins"
    assert files(shell) == {"bild.svg"}


def test_a_written_file_can_be_read_by_everybody_whom_the_user_lets(shell: Shell) -> None:
    mask = os.umask(0o022)
    try:
        shell("export", "bild.svg", "--format", "svg")
    finally:
        os.umask(mask)
    assert (shell.folder / "bild.svg").stat().st_mode & 0o777 == 0o644


def test_the_same_day_gives_the_same_bytes(shell: Shell) -> None:
    for name in ("eins", "zwei"):
        shell("export", name, "--format", "graphml")
    assert (shell.folder / "eins").read_bytes() == (shell.folder / "zwei").read_bytes()


def test_a_way_and_a_narrowed_view_are_written(shell: Shell) -> None:
    assert (
        shell("export", "weg", "--format", "graphml", "--view", "path", "--focus", "actor/ki", "--to", "actor/awo")[0]
        == 0
    )
    way = nx.read_graphml(shell.folder / "weg")
    assert {"actor/ki", "actor/awo"} <= set(way)
    assert shell("export", "feld", "--format", "graphml", "--view", "measures", "--field", "D")[0] == 0
    assert 0 < len(nx.read_graphml(shell.folder / "feld")) < 100


def test_the_file_is_in_the_language_of_the_messages(shell: Shell) -> None:
    code, out, err = shell("--lang", "en", "export", "picture", "--format", "svg")
    assert (code, out.strip()) == (0, "Written: picture")
    assert "The picture shows" in err
    assert "Data: revision 2, over all times" in (shell.folder / "picture").read_text("utf-8")


def test_what_was_written_is_told_as_json(shell: Shell) -> None:
    told = json.loads(shell("export", "-o", "bild.svg", "--format", "svg", "--json")[1])
    assert told == {"written": "bild.svg", "network": "leverkusen", "revision": 2}


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("--format", "pdf"), 1, "Erlaubt: svg, html, graphml, gexf, cytoscape, xlsx,"),
        (("--view", "rad"), 1, "rad"),
        (("--focus", "actor/kii"), 1, "actor/ki"),
        (("--at", "gestern"), 1, "„gestern“ ist kein Datum."),
        (("--view", "path", "--focus", "actor/ki"), 1, "von wem zu wem"),
        (("--sector", "x"), 1, "x"),
        (("--size", "gross"), 1, "gross"),
        (("--limit", "0"), 2, "--limit"),
        (("eins", "--output", "zwei"), 1, "Die Zieldatei ist zweimal angegeben: „eins“ und „zwei“."),
        (("-o", "fehlt/bild.svg"), 1, "fehlt/bild.svg"),
    ],
)
def test_wrong_input_gets_a_message_and_a_code_and_writes_nothing(
    shell: Shell, words: tuple[str, ...], code: int, said: str
) -> None:
    found, _, err = shell("export", *words)
    assert found == code
    assert said in err
    assert "Traceback" not in err
    assert files(shell) == set()


@pytest.mark.parametrize("form", ["svg", "html"])
def test_a_drawn_form_of_all_records_is_refused_with_what_to_do(shell: Shell, form: str) -> None:
    code, _, err = shell("export", "--whole", "--format", form)
    assert (code, files(shell)) == (1, set())
    assert f"„{form}“ ist ein Bild" in err
    assert "„--whole“ weglassen" in err


@pytest.mark.parametrize("there", [False, True])
def test_a_file_with_contacts_can_be_read_by_its_owner_only(shell: Shell, there: bool) -> None:
    target = shell.folder / "alles.json"
    if there:
        target.write_text("Alt")
    assert shell("export", "alles.json", "--format", "json", "--contacts", "--force")[0] == 0
    assert target.stat().st_mode & 0o777 == 0o600


def test_a_file_without_contacts_has_the_usual_rights(shell: Shell) -> None:
    (shell.folder / "wie-sonst").touch()
    assert shell("export", "alles.json", "--format", "json")[0] == 0
    modes = {(shell.folder / name).stat().st_mode for name in ("wie-sonst", "alles.json")}
    assert len(modes) == 1


def test_contacts_that_leave_are_noted_before_and_other_files_are_not(shell: Shell) -> None:
    assert shell("export", "alles.json", "--format", "json")[0] == 0
    assert not (shell.folder / "netz-dienst.sqlite").exists()
    assert shell("export", "alles.xlsx", "--format", "xlsx", "--contacts")[0] == 0
    (line,) = (json.loads(line) for line in shell("audit", "--event", "restricted_read")[1].splitlines())
    assert (line["who"], line["network"], line["what"]) == ("command-line", "leverkusen", "export:xlsx")


def test_contacts_that_cannot_be_noted_do_not_leave(shell: Shell) -> None:
    (shell.folder / "netz-dienst.sqlite").write_text("keine Datenbank " * 100)
    assert shell("export", "alles.json", "--format", "json", "--contacts")[0] == 3
    assert not (shell.folder / "alles.json").exists()
