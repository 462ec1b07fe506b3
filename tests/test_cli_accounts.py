"""Accounts, tokens, links, public reading and the audit on the command line."""

from __future__ import annotations

import io
import json
import shutil
import sqlite3
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from argon2.profiles import CHEAPEST
from pydantic import SecretStr

from graph_service.access.assembly import Access
from graph_service.access.passwords import Passwords
from graph_service.commands import accounts
from graph_service.language import render
from graph_service.operations.service import today
from graph_service.stores import open_registry
from tests.access.house import GOOD, OTHER
from tests.test_cli import Shell

COORDINATION = ("--function", "Koordination im KI", "--role", "leverkusen:coordinator")
LAST_DAY = today() + timedelta(days=60)
END = LAST_DAY.isoformat()


@pytest.fixture
def shell(shipped: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Shell:
    # What makes a password costly to guess makes each test slow.
    monkeypatch.setattr("graph_service.access.passwords.RFC_9106_LOW_MEMORY", CHEAPEST)
    shutil.copy(shipped, tmp_path)
    return Shell(tmp_path, capsys, monkeypatch)


def piped(shell: Shell, words: str) -> None:
    shell.patch.setattr(sys, "stdin", io.StringIO(words))


def add(shell: Shell, name: str = "koordination", *more: str) -> dict[str, Any]:
    piped(shell, GOOD + "\n")
    code, out, err = shell("accounts", "add", name, *(more or COORDINATION), "--password-file", "-", "--json")
    assert code == 0, err
    made: dict[str, Any] = json.loads(out)
    return made


def access(shell: Shell) -> Access:
    return Access.over(open_registry(f"sqlite:{shell.folder / 'netz.sqlite'}"))


def noted(shell: Shell, *words: str) -> list[dict[str, Any]]:
    code, out, err = shell("audit", *words)
    assert code == 0, err
    return [json.loads(line) for line in out.splitlines()]


def events(shell: Shell) -> list[str]:
    return [line["event"] for line in noted(shell)]


def test_an_account_signs_in_with_the_password_from_a_file(shell: Shell) -> None:
    (shell.folder / "kennwort").write_text(GOOD + "\n")
    code, out, _ = shell("accounts", "add", "Koordination", *COORDINATION, "--password-file", "kennwort")
    assert (code, out.strip()) == (0, "Konto angelegt: koordination")
    account = access(shell).accounts.verify("koordination", SecretStr(GOOD))
    assert account is not None
    assert account.function == "Koordination im KI"


def test_a_password_is_typed_twice_and_not_shown(shell: Shell) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    asked: list[bool] = []

    def typed(_: str, *, hide_input: bool, err: bool) -> str:
        asked.append(hide_input and err)
        return GOOD

    shell.patch.setattr(sys, "stdin", Terminal())
    shell.patch.setattr(accounts.typer, "prompt", typed)
    code, out, err = shell("accounts", "add", "koordination", *COORDINATION)
    assert (code, asked) == (0, [True, True])
    assert GOOD not in out + err


def test_two_different_passwords_make_no_account(shell: Shell) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    typed = iter((GOOD, OTHER))
    shell.patch.setattr(sys, "stdin", Terminal())
    shell.patch.setattr(accounts.typer, "prompt", lambda *_, **__: next(typed))
    code, _, err = shell("accounts", "add", "koordination", *COORDINATION)
    assert (code, "nicht gleich" in err) == (1, True)
    assert access(shell).accounts.all() == ()


def test_without_a_terminal_the_file_is_asked_for(shell: Shell) -> None:
    piped(shell, GOOD)
    code, _, err = shell("accounts", "add", "koordination", *COORDINATION)
    assert (code, "--password-file" in err) == (1, True)


def test_accounts_are_listed_with_roles_and_for_whom_they_speak(shell: Shell) -> None:
    add(shell)
    add(shell, "awo", "--function", "AWO", "--role", "leverkusen:contributor", "--actor", "awo")
    code, out, _ = shell("accounts", "list")
    assert (code, out.splitlines()) == (
        0,
        [
            "awo: AWO; leverkusen: Beitragen; spricht für actor/awo",
            "koordination: Koordination im KI; leverkusen: Koordination",
        ],
    )
    assert "leverkusen: coordinator" in shell("--lang", "en", "accounts", "list")[1]


def test_roles_actors_and_function_are_set_anew(shell: Shell) -> None:
    add(shell, "awo", "--function", "AWO", "--role", "leverkusen:contributor")
    assert shell("accounts", "roles", "awo", "--role", "*:reader")[0] == 0
    assert shell("accounts", "actors", "awo", "--actor", "ki", "--actor", "actor/awo")[0] == 0
    assert shell("accounts", "function", "awo", "AWO Kreisverband")[0] == 0
    [told] = json.loads(shell("accounts", "list", "--json")[1])
    assert told["roles"] == {"*": "reader"}
    assert told["actors"] == {"leverkusen": ["actor/awo", "actor/ki"]}
    assert told["function"] == "AWO Kreisverband"
    assert shell("accounts", "actors", "awo")[1].strip() == "awo: AWO Kreisverband; *: Lesen"


def test_another_password_takes_the_place_of_the_first(shell: Shell) -> None:
    add(shell)
    piped(shell, OTHER)
    assert shell("accounts", "password", "koordination", "--password-file", "-")[0] == 0
    known = access(shell).accounts
    assert known.verify("koordination", SecretStr(GOOD)) is None
    assert known.verify("koordination", SecretStr(OTHER)) is not None


def test_a_closed_account_has_no_tokens_left_when_it_is_opened_again(shell: Shell) -> None:
    add(shell)
    assert shell("tokens", "issue", "koordination", "--purpose", "Abgleich", "--until", END)[0] == 0
    assert shell("accounts", "close", "koordination")[1].strip() == "Gesperrt: koordination"
    assert "gesperrt" in shell("accounts", "list")[1]
    assert shell("accounts", "reopen", "koordination")[0] == 0
    assert json.loads(shell("tokens", "list", "--json")[1]) == []


@pytest.mark.parametrize("act", ["close", "remove"])
def test_with_an_account_its_read_links_end_and_that_is_said(shell: Shell, act: str) -> None:
    add(shell)
    given = ("--account", "koordination", "--purpose", "Rat", "--until", END)
    for page in ("/leverkusen", "/leverkusen/netz"):
        assert shell("links", "make", page, *given)[0] == 0
    _, _, err = shell("accounts", act, "koordination")
    assert "Zurückgezogen sind auch 2 Links zum Lesen" in err
    assert json.loads(shell("links", "list", "--json")[1]) == []
    assert events(shell).count("link_revoked") == 2


def test_an_account_is_removed_by_its_id(shell: Shell) -> None:
    made = add(shell)
    assert shell("accounts", "sign-out", made["id"])[0] == 0
    assert shell("accounts", "remove", made["id"])[1].strip() == "Entfernt: koordination"
    assert shell("accounts", "list")[1].startswith("Es gibt noch kein Konto.")


def test_a_token_is_shown_once_and_opens_what_its_role_allows(shell: Shell) -> None:
    add(shell)
    code, out, err = shell("tokens", "issue", "koordination", "--purpose", "Abgleich", "--until", END)
    assert (code, out[:4], "wird nur jetzt gezeigt" in err) == (0, "akn_", True)
    bearer = access(shell).tokens.find(SecretStr(out.strip()))
    assert bearer is not None
    told = shell("tokens", "list")[1]
    assert f"Abgleich (Koordination im KI); leverkusen: Lesen, nur lesen; gilt bis {render(LAST_DAY)}" in told
    assert out.strip()[20:] not in told
    assert shell("tokens", "revoke", bearer.token.id)[0] == 0
    assert access(shell).tokens.find(SecretStr(out.strip())) is None


def test_a_link_opens_the_view_it_was_made_for(shell: Shell) -> None:
    add(shell)
    given = ("--account", "koordination", "--purpose", "Rat im März", "--until", END)
    code, out, _ = shell("links", "make", "/leverkusen/abdeckung?field=D", *given)
    assert (code, out.startswith("/leverkusen/abdeckung?field=D&link=")) == (0, True)
    [told] = json.loads(shell("links", "list", "--json")[1])
    assert (told["purpose"], told["path"]) == ("Rat im März", "/leverkusen/abdeckung")
    assert shell("links", "revoke", told["id"])[0] == 0
    assert shell("links", "list")[1].strip() == "Für dieses Netzwerk gibt es keinen Link zum Lesen."


def test_all_links_end_at_once(shell: Shell) -> None:
    add(shell)
    given = ("--account", "koordination", "--purpose", "Rat", "--until", END)
    shell("links", "make", "/leverkusen", *given)
    shell("links", "make", "/leverkusen/netz", *given)
    assert shell("links", "revoke", "--all")[0] == 0
    assert json.loads(shell("links", "list", "--json")[1]) == []


def test_a_network_is_opened_and_closed_for_everybody(shell: Shell) -> None:
    assert shell("open", "leverkusen")[1].strip() == "Alle können „leverkusen“ jetzt lesen."
    assert access(shell).openness.is_open("leverkusen")
    assert json.loads(shell("close", "leverkusen", "--json")[1]) == {"closed": "leverkusen"}
    assert not access(shell).openness.is_open("leverkusen")


def test_everything_that_is_done_is_noted_as_done_here(shell: Shell) -> None:
    made = add(shell)
    shell("accounts", "roles", "koordination", "--role", "*:reader")
    shell("open", "leverkusen")
    lines = noted(shell)
    assert [(line["event"], line["who"]) for line in lines] == [
        ("account_made", "command-line"),
        ("roles_changed", "command-line"),
        ("network_opened", "command-line"),
        ("audit_read", "command-line"),
    ]
    assert lines[0]["what"] == made["id"]
    assert lines[1]["previous"] == lines[0]["hash"]


def test_the_audit_is_narrowed_by_event_who_network_and_day(shell: Shell) -> None:
    made = add(shell)
    shell("open", "leverkusen")
    assert [line["what"] for line in noted(shell, "--event", "Konto angelegt")] == [made["id"]]
    assert [line["event"] for line in noted(shell, "--who", "koordination")] == ["account_made"]
    assert [line["event"] for line in noted(shell, "-n", "leverkusen", "--limit", "1")] == ["network_opened"]
    assert noted(shell, "--since", "2100") == []


def test_check_finds_a_line_that_was_taken_away(shell: Shell) -> None:
    add(shell)
    shell("open", "leverkusen")
    assert shell("check")[0] == 0
    with sqlite3.connect(shell.folder / "netz-dienst.sqlite") as connection:
        connection.execute("DELETE FROM journal WHERE number = 1")
    connection.close()
    code, _, err = shell("check")
    assert (code, "Protokoll" in err) == (3, True)


def test_a_store_without_a_service_is_sound_and_gets_no_file_for_one(shell: Shell) -> None:
    shell("ask", "Wer handelt in Feld D?")
    assert shell("check")[0] == 0
    assert not (shell.folder / "netz-dienst.sqlite").exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("add", "ki", *COORDINATION), "kann kein Kontoname sein"),
        (("add", "koordination", "--function", "a@b.de", "--role", "leverkusen:reader"), "die Funktion"),
        (("add", "koordination", "--function", "KI", "--role", "leverkusen"), "nennt nicht Netzwerk und Rolle"),
        (("add", "koordination", "--function", "KI", "--role", "leverkusen:koordinator"), "Rolle: „koordinator“"),
        (("add", "koordination", "--function", "KI", "--role", "leverkusn:reader"), "leverkusen"),
        (("add", "koordination", *COORDINATION, "--role", "leverkusen:reader"), "zwei Rollen"),
        (("add", "koordination", *COORDINATION, "--network", "leverkusn"), "Vorhanden: leverkusen."),
        (("add", "koordination", *COORDINATION, "--network", "leverkusn", "--actor", "ki"), "Vorhanden: leverkusen."),
        (("add", "koordination", *COORDINATION, "--actor", "arbeiterwohlfart"), "nicht erfasst"),
        (("add", "koordination", *COORDINATION, "--password-file", "fehlt"), "lässt sich nicht lesen"),
        (("roles", "niemand", "--role", "*:reader"), "Ein Konto „niemand“ gibt es nicht."),
        (("actors", "awo", "--actor", "arbeiterwohlfart"), "nicht erfasst"),
    ],
)
def test_what_cannot_be_is_refused_with_what_helps(shell: Shell, words: tuple[str, ...], said: str) -> None:
    add(shell, "awo", "--function", "AWO", "--role", "leverkusen:contributor")
    piped(shell, GOOD)
    tail = () if "--password-file" in words or words[0] != "add" else ("--password-file", "-")
    code, out, err = shell("accounts", *words, *tail)
    assert (code, out) == (1, "")
    assert said in err
    assert [account.name for account in access(shell).accounts.all()] == ["awo"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("tokens", "issue", "awo", "--purpose", "x", "--until", END, "--role", "administrator"), "nicht mehr als"),
        (("tokens", "issue", "awo", "--purpose", "x", "--until", "bald"), "ist kein Tag"),
        (("tokens", "issue", "awo", "--purpose", "x", "--until", "2100"), "nicht im nächsten Jahr"),
        (("tokens", "revoke", "token-000000000000"), "hat dieses Konto nicht"),
        (("links", "make", "/leverkusen", "--account", "awo", "--purpose", "x", "--until", END), "Koordination"),
        (("links", "make", "https:", "--account", "awo", "--purpose", "x", "--until", END), "keine Seite"),
        (("links", "make", "//fremd/x", "--account", "awo", "--purpose", "x", "--until", END), "keine Seite"),
        (
            ("links", "make", "/leverkusen/bearbeiten/actor/ki", "--account", "awo", "--purpose", "x", "--until", END),
            "wer nur lesen darf",
        ),
        (("links", "revoke", "link-000000000000"), "gibt es in diesem Netzwerk nicht"),
        (("open", "leverkusn"), "leverkusen"),
        (("audit", "--event", "exportet"), "exported"),
        (("audit", "--who", "niemand"), "Ein Konto „niemand“ gibt es nicht."),
    ],
)
def test_what_is_not_there_is_said(shell: Shell, words: tuple[str, ...], said: str) -> None:
    add(shell, "awo", "--function", "AWO", "--role", "leverkusen:contributor")
    code, _, err = shell(*words)
    assert code == 1
    assert said in err


def test_a_password_or_token_is_in_no_output_and_in_no_line(shell: Shell) -> None:
    add(shell)
    secret = shell("tokens", "issue", "koordination", "--purpose", "Abgleich", "--until", END)[1].strip()
    piped(shell, "Qx7Qx7")
    refused = shell("accounts", "password", "koordination", "--password-file", "-")
    said = "".join(
        map(str, (*refused, *shell("accounts", "list", "--json"), *shell("tokens", "list"), *shell("audit")))
    )
    for word in (GOOD, "Qx7", secret, secret[20:]):
        assert word not in said
    kept = (shell.folder / "netz-dienst.sqlite").read_bytes()
    assert GOOD.encode() not in kept
    assert secret[20:].encode() not in kept


@pytest.mark.parametrize("words", [("accounts", "list"), ("tokens", "list"), ("privacy", "tidy")])
def test_a_command_that_needs_no_password_makes_no_hash(shell: Shell, words: tuple[str, ...]) -> None:
    made: list[object] = []
    shell.patch.setattr(Passwords, "hashed", lambda _, password: made.append(password))
    assert shell(*words)[0] == 0
    assert made == []
