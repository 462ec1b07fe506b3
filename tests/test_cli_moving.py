"""Moving on the command line: what is said, what is refused, and how it goes on after an interruption."""

import json
import os
import pty
import re
import signal
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from graph_service.stores import open_store
from tests.builders import actor
from tests.operations.moves import lived, told
from tests.stores.acts import begin, put
from tests.test_cli import Shell

ALONG = ("move", "--from", "sqlite:alt.sqlite", "--to", "sqlite:neu.sqlite")


@pytest.fixture
def shell(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Shell:
    with closing(open_store(f"sqlite:{tmp_path / 'alt.sqlite'}")) as store:
        lived(store)
    return Shell(tmp_path, capsys, monkeypatch)


def test_a_move_says_how_many_revisions_it_made_and_that_both_sides_are_alike(shell: Shell) -> None:
    code, out, err = shell(*ALONG)
    assert (code, err) == (0, "")
    assert out.splitlines()[0] == "„stadt“: 4 Revisionen übertragen, jetzt bei Revision 4."
    assert "Auf beiden Seiten gleich: Geschichte" in out.splitlines()[1]


def test_the_second_time_there_is_nothing_to_do(shell: Shell) -> None:
    shell(*ALONG)
    code, out, _ = shell(*ALONG)
    assert (code, out.splitlines()[0]) == (0, "„stadt“: nichts zu tun, Revision 4 ist schon da.")


def test_an_empty_network_is_said_to_be_made(shell: Shell) -> None:
    with closing(open_store(f"sqlite:{shell.folder / 'alt.sqlite'}")) as store:
        store.create("leer", "Leer")
    _, out, _ = shell(*ALONG, "--network", "leer")
    assert out.splitlines()[0] == "„leer“: 0 Revisionen übertragen, jetzt bei Revision 0."


def test_the_report_comes_as_json_with_whole_checksums(shell: Shell) -> None:
    code, out, _ = shell(*ALONG, "--network", "stadt", "--verify", "all", "--json")
    found = json.loads(out)
    (network,) = found.pop("networks")
    assert (code, found) == (0, {"from": "sqlite:alt.sqlite", "to": "sqlite:neu.sqlite"})
    assert (network["network"], network["made"], network["compared"], network["newer"]) == ("stadt", 4, 4, 0)
    assert (len(network["state"]), len(network["history"])) == (64, 64)


def test_the_file_of_the_source_is_not_written_to(shell: Shell) -> None:
    before = (shell.folder / "alt.sqlite").read_bytes()
    shell(*ALONG)
    assert (shell.folder / "alt.sqlite").read_bytes() == before


def test_a_backup_can_be_the_source(shell: Shell) -> None:
    shell("backup", "sicherung.sqlite", "--store", "sqlite:alt.sqlite")
    before = (shell.folder / "sicherung.sqlite").read_bytes()
    assert shell("move", "--from", "sqlite:sicherung.sqlite", "--to", "sqlite:neu.sqlite")[0] == 0
    assert (shell.folder / "sicherung.sqlite").read_bytes() == before


@pytest.mark.parametrize(
    ("source", "target", "more", "code", "said"),
    [
        ("sqlite:fehlt.sqlite", "sqlite:neu.sqlite", (), 1, "fehlt.sqlite: Die Datei gibt es nicht."),
        ("sqlite:alt.sqlite", "sqlite:./alt.sqlite", (), 1, "Quelle und Ziel sind derselbe Speicher."),
        ("neo4j://rechner", "bolt://Rechner:7687", (), 1, "Quelle und Ziel sind derselbe Speicher."),
        ("memory:", "sqlite:neu.sqlite", (), 1, "Ein Speicher im Arbeitsspeicher behält nichts."),
        ("sqlite:alt.sqlite", "memory:", (), 1, "Ein Speicher im Arbeitsspeicher behält nichts."),
        ("sqlite:leer.sqlite", "sqlite:neu.sqlite", (), 1, "In der Quelle ist kein Netzwerk."),
        ("sqlite:alt.sqlite", "sqlite:neu.sqlite", ("--network", "stad"), 1, "Vorhanden: stadt."),
        ("sqlite:alt.sqlite", "sqlite:neu.sqlite", ("--verify", "none"), 1, "Erlaubt: all und newest."),
        ("sqlite:alt.sqlite", "oracle:neu", (), 1, "oracle:neu"),
    ],
)
def test_what_cannot_be_moved_is_said_and_nothing_is_made(
    shell: Shell, source: str, target: str, more: tuple[str, ...], code: int, said: str
) -> None:
    open_store(f"sqlite:{shell.folder / 'leer.sqlite'}").close()
    found, out, err = shell("move", "--from", source, "--to", target, *more)
    assert (found, out) == (code, "")
    assert said in err
    assert {path.name for path in shell.folder.glob("*.sqlite")} == {"alt.sqlite", "leer.sqlite"}


def test_a_target_with_another_history_ends_with_1(shell: Shell) -> None:
    with closing(open_store(f"sqlite:{shell.folder / 'neu.sqlite'}")) as store:
        begin(store)
    code, _, err = shell(*ALONG)
    assert code == 1
    assert "Am Ziel gibt es „stadt“ schon mit einer anderen Geschichte." in err
    assert "es wurde nichts geschrieben" in err


def test_a_password_file_that_is_missing_is_named(shell: Shell) -> None:
    code, _, err = shell("move", "--from", "sqlite:alt.sqlite", "--to", "neo4j://localhost", "--to-password-file", "x")
    assert (code, "Die Datei mit dem Kennwort lässt sich nicht lesen." in err) == (1, True)


def started(folder: Path, **streams: int) -> subprocess.Popen[bytes]:
    """The command, which hears an interruption even where these tests run in the background of a shell."""
    command = [sys.executable, "-m", "graph_service.cli", *ALONG]
    return subprocess.Popen(command, cwd=folder, preexec_fn=interruptible, **streams)  # type: ignore[call-overload, no-any-return] # noqa: PLW1509


def interruptible() -> None:
    signal.signal(signal.SIGINT, signal.default_int_handler)


def long_past(folder: Path) -> None:
    with closing(open_store(f"sqlite:{folder / 'alt.sqlite'}")) as store:
        for number in range(300):
            put(store, actor("a", f"Stand {number}"))


def wait_for_revisions(path: Path) -> None:
    for _ in range(600):
        if path.exists():
            with closing(open_store(f"sqlite:{path}", writable=False)) as store:
                if any(info.revision for info in store.networks()):
                    return
        time.sleep(0.01)
    pytest.fail("nothing was moved")


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGKILL])
def test_what_was_interrupted_goes_on_with_the_same_command(shell: Shell, sign: signal.Signals) -> None:
    long_past(shell.folder)
    with started(shell.folder, stderr=subprocess.PIPE) as process:
        wait_for_revisions(shell.folder / "neu.sqlite")
        process.send_signal(sign)
        _, err = process.communicate(timeout=20)
    if sign == signal.SIGINT:
        assert process.returncode == 130
        assert err.decode().strip() == "Unterbrochen. Fertige Revisionen bleiben; derselbe Befehl macht dort weiter."
    code, out, _ = shell(*ALONG, "--json")
    assert (code, json.loads(out)["networks"][0]["new"]) == (0, False)
    assert 0 < json.loads(out)["networks"][0]["made"] < 304
    with (
        closing(open_store(f"sqlite:{shell.folder / 'alt.sqlite'}")) as source,
        closing(open_store(f"sqlite:{shell.folder / 'neu.sqlite'}")) as target,
    ):
        assert told(target) == told(source)
        assert target.check() == ()


def test_on_a_terminal_a_bar_tells_the_revision(shell: Shell) -> None:
    long_past(shell.folder)
    ours, theirs = pty.openpty()
    with started(shell.folder, stderr=theirs, stdout=subprocess.PIPE) as process:
        os.close(theirs)
        shown = b"".join(iter(lambda: _read(ours), b"")).decode()
        out = process.stdout.read().decode() if process.stdout else ""
    os.close(ours)
    assert re.search(r"„stadt“: Revision \d+ von 304 wird übertragen", shown)
    assert "%" in shown
    assert out.startswith("„stadt“: 304 Revisionen übertragen")


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 4096)
    except OSError:  # nobody has the other end open any more
        return b""
