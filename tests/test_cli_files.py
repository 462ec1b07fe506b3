"""Files of people on the command line: an empty workbook, a proposed mapping, a harvest, several files at once."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from openpyxl import load_workbook

from loaders.oparl import Manners
from tests.loaders.oparl_server import OParlServer, Reply, city, page, serving
from tests.loaders.paper_files import word
from tests.test_cli import Shell

PAPER = "Stadt Burg\n\nVorlage Nr. {n}\n\nBetreff:\n\nKonzept {n}\n\nDer Rat der Stadt Burg berät."
LIST = "Träger;Angebot;Handlungsfeld;Foo\nAWO;Sprachcafé;D;x\n"


@pytest.fixture
def shell(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Shell:
    return Shell(tmp_path, capsys, monkeypatch)


def papers(folder: Path) -> None:
    (folder / "a.txt").write_text(PAPER.format(n="1/2020"), "utf-8")
    (folder / "b.docx").write_bytes(word(PAPER.format(n="2/2020")))


def test_an_empty_workbook_has_drop_downs_and_loads_as_nothing(shell: Shell) -> None:
    code, out, _ = shell("template", "leer.xlsx")
    assert (code, "Geschrieben: leer.xlsx" in out) == (0, True)
    book = load_workbook(shell.folder / "leer.xlsx")
    assert any(sheet.data_validations.dataValidation for sheet in book.worksheets)
    assert shell("template", "leer.xlsx")[0] == 1
    code, out, _ = shell("load", "leer.xlsx", "--network", "stadt", "--dry-run")
    assert (code, "enthält keine Einträge" in out) == (0, True)


def test_a_template_takes_over_the_lists_of_a_network(shell: Shell, shipped: Path) -> None:
    shutil.copy(shipped, shell.folder)
    code, out, _ = shell("template", "lev.xlsx", "--network", "leverkusen", "--json")
    assert (code, json.loads(out)["written"]) == (0, "lev.xlsx")
    sheets = load_workbook(shell.folder / "lev.xlsx").worksheets
    assert "Opladen" in {cell for sheet in sheets for row in sheet.values for cell in row}


def test_a_mapping_is_proposed_mended_and_loaded(shell: Shell, shipped: Path) -> None:
    shutil.copy(shipped, shell.folder)
    (shell.folder / "liste.csv").write_text(LIST, "utf-8")
    code, out, _ = shell("propose", "liste.csv", "--network", "leverkusen")
    proposed = yaml.safe_load(out)
    assert (code, proposed["columns"]["Träger"]["as"], proposed["columns"]["Foo"]["as"]) == (0, "Träger", "?")
    (shell.folder / "m.yaml").write_text(out, "utf-8")
    code, out, _ = shell("load", "liste.csv", "--mapping", "m.yaml", "--dry-run")
    assert (code, "Für die Spalte „Foo“ fehlt die Bedeutung." in out) == (1, True)
    proposed["columns"]["Foo"] = "ignore"
    (shell.folder / "m.yaml").write_text(yaml.safe_dump(proposed), "utf-8")
    code, out, _ = shell("load", "liste.csv", "--mapping", "m.yaml")
    assert (code, "Sprachcafé" in out) == (0, True)


def test_a_list_that_is_none_cannot_be_proposed(shell: Shell) -> None:
    (shell.folder / "leer.csv").write_bytes(b"")
    assert shell("propose", "leer.csv", "--network", "stadt")[0] == 1
    assert shell("propose", "nichts.csv", "--network", "stadt")[0] == 1


def test_several_files_get_a_report_each_and_become_one_revision(shell: Shell) -> None:
    papers(shell.folder)
    code, out, _ = shell("load", "a.txt", "b.docx", "--network", "burg")
    assert (code, "— a.txt" in out, "— b.docx" in out) == (0, True, True)
    found = json.loads(shell("load", "a.txt", "b.docx", "--network", "burg", "--json")[1])
    assert (found["state"], found["revision"], [file["source"] for file in found["files"]]) == (
        *("unchanged", 1),
        ["a.txt", "b.docx"],
    )


def test_a_folder_of_papers_is_loaded_paper_by_paper(shell: Shell) -> None:
    folder = shell.folder / "vorlagen"
    folder.mkdir()
    papers(folder)
    code, out, _ = shell("load", "vorlagen", "--network", "burg")
    assert (code, "— a.txt" in out, "— b.docx" in out, "Revision 1" in out) == (0, True, True, True)


def test_one_bad_file_of_several_refuses_all(shell: Shell) -> None:
    papers(shell.folder)
    (shell.folder / "c.pdf").write_bytes(b"%PDF-1.4 kaputt")
    code, _, err = shell("load", "a.txt", "c.pdf", "b.docx", "--network", "burg")
    assert (code, "c.pdf" in err) == (1, True)
    code, out, _ = shell("load", "a.txt", "c.pdf", "b.docx", "--network", "burg", "--dry-run")
    assert (code, "„c.pdf“ hat einen Fehler" in out) == (1, True)
    assert shell("networks")[1].strip() == "Es ist noch kein Netzwerk geladen."


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[OParlServer]:
    quick = Manners(pause=0, timeout=5, tries=2, back_off=0.001)
    monkeypatch.setattr("loaders.oparl.harvesting.Manners", lambda: quick)
    with serving() as found:
        found.routes |= city(found.base)
        yield found


def test_a_harvest_is_told_and_loaded(shell: Shell, server: OParlServer) -> None:
    code, out, _ = shell("harvest", f"{server.base}/system", "ernte")
    assert (code, "Organization: 3" in out, "Anfragen" in out) == (0, True, True)
    assert shell("load", "ernte", "--network", "burg")[0] == 0


@pytest.mark.parametrize(
    ("reply", "said"),
    [
        (Reply(b"<!doctype html><title>Wartung</title>", 200, {"Content-Type": "text/html"}), "HTML"),
        (Reply(b"", 500), "500"),
    ],
    ids=["html", "dies"],
)
def test_a_harvest_that_breaks_off_says_where_and_loads_nothing(
    shell: Shell, server: OParlServer, reply: Reply, said: str
) -> None:
    path = next(path for path in server.routes if "paper" in path)
    whole, server.routes[path] = server.routes[path], reply
    code, _, err = shell("harvest", f"{server.base}/system", "ernte")
    assert (code, said in err) == (1, True)
    assert shell("load", "ernte", "--network", "burg")[0] == 1
    server.routes[path] = whole
    assert shell("harvest", f"{server.base}/system", "ernte")[0] == 0
    assert shell("load", "ernte", "--network", "burg")[0] == 0


def test_a_harvest_from_a_server_that_loops_its_pages_ends(shell: Shell, server: OParlServer) -> None:
    path = next(path for path in server.routes if "paper" in path)
    server.routes[path] = page(server.routes[path]["data"], f"{server.base}{path}")
    shell("harvest", f"{server.base}/system", "ernte")
    assert len(server.asked) < 40
