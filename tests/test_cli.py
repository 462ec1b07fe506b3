"""The command line as a person uses it: what it prints, what it refuses, and its exit codes."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import pytest
from typer.main import get_command

from graph_service import cli
from graph_service.commands.shared import State
from graph_service.operations.loading import shipped_folder
from tests.serving import free_port, wait_for


@cache
def commands() -> Callable[[], Any]:
    """All commands, put together once: that takes longer than most of them."""
    return get_command(cli.app)


class Shell:
    """Runs `akteursnetz` in this process on a store of its own."""

    def __init__(self, folder: Path, capture: pytest.CaptureFixture[str], patch: pytest.MonkeyPatch) -> None:
        self.folder, self.capture, self.patch = folder, capture, patch
        patch.setenv("AKTEURSNETZ_STORE", f"sqlite:{folder / 'netz.sqlite'}")
        patch.setattr(cli, "app", commands())
        patch.chdir(folder)

    def __call__(self, *words: str) -> tuple[int, str, str]:
        self.patch.setattr(sys, "argv", ["akteursnetz", *words])
        State.language = "de"
        code = 0
        try:
            cli.main()
        except SystemExit as end:
            code = int(end.code or 0)
        printed = self.capture.readouterr()
        return code, printed.out, printed.err


@pytest.fixture
def shell(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Shell:
    return Shell(tmp_path, capsys, monkeypatch)


@pytest.fixture
def loaded(shell: Shell, shipped: Path) -> Shell:
    """A command line on a store that holds the shipped network already."""
    shutil.copy(shipped, shell.folder)
    return shell


def test_the_first_question_loads_the_shipped_network_and_is_answered(shell: Shell) -> None:
    code, out, _ = shell("ask", "Wer handelt in Feld D?")
    assert code == 0
    assert "Im Handlungsfeld D „Wohnen und Unterbringung“ handeln" in out
    assert "Flüchtlingsrat" in out
    assert "Quellen" in out


def test_the_same_answer_comes_as_json(loaded: Shell) -> None:
    code, out, _ = loaded("ask", "Wer handelt in Feld D?", "--json")
    found = json.loads(out)
    assert (code, found["topic"], found["about"]["id"]) == (0, "field", "field/D")


def test_answers_come_in_english(loaded: Shell) -> None:
    _, out, _ = loaded("--lang", "en", "ask", "Who acts in field D?")
    assert out.startswith("In the field of action D")


@pytest.mark.parametrize("question", ["Was macht die AWO?", "Mit wem arbeitet das KI zusammen?", "Moschee"])
def test_every_kind_of_question_is_answered(loaded: Shell, question: str) -> None:
    code, out, _ = loaded("ask", question)
    assert (code, bool(out.strip())) == (0, True)


def test_a_question_that_is_not_understood_ends_with_1_and_examples(loaded: Shell) -> None:
    code, out, _ = loaded("ask", "Wie wird das Wetter?")
    assert code == 1
    assert "Wer handelt in Feld A" in out


def test_a_dry_run_writes_nothing(shell: Shell) -> None:
    code, out, _ = shell("load", str(shipped_folder()), "--network", "probe", "--dry-run")
    assert code == 0
    assert "Probelauf" in out
    assert shell("networks")[1].strip() == "Es ist noch kein Netzwerk geladen."


def test_loading_twice_makes_no_new_revision(shell: Shell) -> None:
    for _ in range(2):
        code, out, _ = shell("load", str(shipped_folder()), "--network", "probe", "--json")
        assert (code, json.loads(out)["revision"]) == (0, 1)
    assert json.loads(out)["unchanged"] > 800


def test_networks_and_history_are_told(loaded: Shell) -> None:
    assert "leverkusen: Leverkusen, Revision 2" in loaded("networks")[1]
    assert json.loads(loaded("networks", "--json")[1])[0]["id"] == "leverkusen"
    assert "Revision 2" in loaded("history")[1].splitlines()[0]
    assert json.loads(loaded("history", "actor/ki", "--json")[1])["actions"] == ["changed", "added"]


def test_a_backup_can_be_restored_elsewhere_and_is_sound(loaded: Shell) -> None:
    assert loaded("backup", "kopie.sqlite")[0] == 0
    assert loaded("restore", "kopie.sqlite", "--store", "sqlite:neu.sqlite")[0] == 0
    assert "in Ordnung" in loaded("check", "--store", "sqlite:neu.sqlite")[1]
    assert "Revision 2" in loaded("networks", "--store", "sqlite:neu.sqlite")[1]


def test_nothing_is_written_over(loaded: Shell) -> None:
    loaded("backup", "kopie.sqlite")
    for words in (("backup", "kopie.sqlite"), ("restore", "kopie.sqlite")):
        code, _, err = loaded(*words)
        assert code in (1, 3)
        assert "liegt schon etwas" in err


def test_the_offline_page_is_written_whole(loaded: Shell) -> None:
    code, out, _ = loaded("export", "netz.html", "--view", "wheel")
    assert (code, out.strip()) == (0, "Geschrieben: netz.html")
    assert (loaded.folder / "netz.html").read_text("utf-8").rstrip().endswith("</html>")


def test_what_was_written_is_told_as_json_too(loaded: Shell) -> None:
    store = f"sqlite:{loaded.folder / 'netz.sqlite'}"
    exported = json.loads(loaded("export", "netz.html", "--json")[1])
    assert exported == {"written": "netz.html", "network": "leverkusen", "revision": 2}
    kept = json.loads(loaded("backup", "kopie.sqlite", "--json")[1])
    proved = {name: kept.pop(name) for name in ("networks", "revisions", "records")}
    assert kept == {"backup": "kopie.sqlite", "store": store}
    assert (proved["networks"], proved["revisions"], proved["records"] > 900) == (1, 2, True)
    put_back = json.loads(loaded("restore", "kopie.sqlite", "--store", "sqlite:neu.sqlite", "--json")[1])
    assert put_back == {"restored": "kopie.sqlite", "store": "sqlite:neu.sqlite", **proved}


def test_a_first_start_that_was_interrupted_is_completed(shell: Shell) -> None:
    shell("load", str(shipped_folder()), "--network", "leverkusen")
    shell("ask", "Feld D")
    assert "leverkusen: Leverkusen, Revision 2" in shell("networks")[1]


def test_a_port_in_use_is_said_before_anything_is_promised(shell: Shell) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        code, _, err = shell("serve", "--port", str(port))
    assert code == 1
    assert f"Port {port} ist schon belegt" in err
    assert "--port" in err
    assert "läuft auf" not in err


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("load", "gibt-es-nicht"), 1, "gibt-es-nicht: Diese Datei oder diesen Ordner gibt es nicht."),
        (("load", "liste.xlsx"), 1, "liste.xlsx"),
        (("load", ".", "--network", "Ö!"), 1, "keine gültige Kennung für ein Netzwerk"),
        (("load", ".", "--network", ""), 1, "keine gültige Kennung für ein Netzwerk"),
        (("ask", "Feld D", "--network", "leverkuse"), 1, "leverkusen"),
        (("ask",), 2, "question"),
        (("--lang", "fr", "networks"), 1, "Die Sprache „fr“ gibt es nicht."),
        (("export", "x.pdf", "--format", "pdf"), 1, "Die Form „pdf“ gibt es noch nicht."),
        (("export", "fehlt/x.html"), 1, "fehlt/x.html"),
        (("export", "x.html", "--view", "rad"), 1, "rad"),
        (("export", "x.html", "--focus", "actor/kii"), 1, "actor/ki"),
        (("networks", "--store", "oracle:x"), 1, "oracle:x"),
        (("networks", "--store", "sqlite:fremd.sqlite"), 3, "kein Speicher von Akteursnetz"),
        (("serve", "--host", "0.0.0.0"), 1, "127.0.0.1"),
    ],
)
def test_wrong_input_gets_a_message_and_a_code(loaded: Shell, words: tuple[str, ...], code: int, said: str) -> None:
    (loaded.folder / "fremd.sqlite").write_text("keine Datenbank")
    (loaded.folder / "liste.xlsx").write_bytes(b"PK")
    found, _, err = loaded(*words)
    assert found == code
    assert said in err
    assert "Traceback" not in err


def test_a_setting_that_is_not_possible_is_named(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AKTEURSNETZ_PORT", "abc")
    code, _, err = shell("networks")
    assert (code, "AKTEURSNETZ_PORT" in err, "abc" in err) == (2, True, True)


def test_the_version_is_told(shell: Shell) -> None:
    assert shell("--version")[1].strip().count(".") == 2


@pytest.mark.parametrize("store", ["", "memory:"], ids=["its own file", "memory"])
def test_serve_loads_serves_and_ends_cleanly(tmp_path: Path, store: str) -> None:
    port = free_port()
    own = {name: value for name, value in os.environ.items() if name != "AKTEURSNETZ_STORE"}
    command = [sys.executable, "-m", "graph_service.cli", "serve", "--port", str(port)]
    command += ["--store", store] if store else []
    with subprocess.Popen(
        command, env=own | {"XDG_DATA_HOME": str(tmp_path / "daten")}, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            assert "Leverkusen" in wait_for(f"http://127.0.0.1:{port}/leverkusen")
        finally:
            process.send_signal(signal.SIGINT)
            _, err = process.communicate(timeout=20)
    assert f"http://127.0.0.1:{port}" in err
    assert (tmp_path / "daten" / "akteursnetz" / "akteursnetz.sqlite").is_file() == (not store)
    assert "Traceback" not in err


def test_commands_beside_a_running_service_leave_what_it_writes_afterwards(tmp_path: Path) -> None:
    port, store = free_port(), f"sqlite:{tmp_path / 'netz.sqlite'}"
    command = [sys.executable, "-m", "graph_service.cli"]
    networks = [*command, "networks", "--json", "--store", store]
    with subprocess.Popen(
        [*command, "serve", "--port", str(port), "--store", store], stderr=subprocess.DEVNULL
    ) as process:
        try:
            wait_for(f"http://127.0.0.1:{port}/leverkusen")
            subprocess.run(networks, check=True, capture_output=True)
            made = make_event(f"http://127.0.0.1:{port}/api/v1/networks/leverkusen/events")
            told = subprocess.run(networks, check=True, capture_output=True, text=True).stdout
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(timeout=20)
    assert json.loads(told)[0]["revision"] == made


def make_event(address: str) -> int:
    """The revision that a new event made."""
    known = {"person": "Koordination", "retrieved": "2026-01-31"}
    body = {
        "values": {"name": "Probe", "kind": "meeting"},
        "source": known,
        "author": "Koordination",
        "reason": "Probe",
    }
    request = Request(address, json.dumps(body).encode(), {"Content-Type": "application/json"})
    with urlopen(request, timeout=20) as answer:
        return int(json.load(answer)["revision"])
