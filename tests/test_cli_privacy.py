"""Access, erasure and retention on the command line."""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path

import pytest

from graph_service.access.audit import Event
from graph_service.model.change import ChangeSet
from graph_service.stores import open_registry, open_store
from tests.builders import actor, small_town
from tests.test_cli import Shell

WHY = ("--reason", "Antrag nach Art. 17 DSGVO")


@pytest.fixture
def shell(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Shell:
    with closing(open_store(f"sqlite:{tmp_path / 'netz.sqlite'}")) as store:
        store.create("leverkusen", "Leverkusen")
        records = (*small_town(), actor("verein", note="Fragen an Erika Muster", contact="Frau Muster"))
        store.commit("leverkusen", ChangeSet(put=records), author="KI", reason="Erfassung")
    return Shell(tmp_path, capsys, monkeypatch)


def events(shell: Shell) -> list[Event | None]:
    from graph_service.access.audit import Audit  # noqa: PLC0415

    with closing(open_registry(f"sqlite:{shell.folder / 'netz.sqlite'}")) as registry:
        return [note.event for note in Audit(registry).notes()]


def test_a_report_names_place_field_and_revisions(shell: Shell) -> None:
    said = shell("privacy", "report", "Erika Muster")[1]
    assert "leverkusen: actor/verein, Notiz: Erika Muster, ab Revision 1 noch heute" in said
    assert "Vielleicht gemeint" in said
    assert "Sicherungen" in said
    assert events(shell) == [Event.PERSON_REPORTED]


def test_a_report_can_be_handed_over_as_json(shell: Shell) -> None:
    told = json.loads(shell("privacy", "report", "Erika Muster", "--json")[1])
    assert [(hit["place"], hit["field"], hit["sure"]) for hit in told["hits"]] == [
        ("actor/verein", "contact", False),
        ("actor/verein", "note", True),
    ]


def test_of_a_stranger_nothing_is_recorded(shell: Shell) -> None:
    assert "Zu dieser Person ist nichts erfasst." in shell("privacy", "report", "Max Beispiel")[1]


def test_a_trial_shows_what_would_go_and_erases_nothing(shell: Shell) -> None:
    said = shell("privacy", "erase", "Erika Muster", *WHY, "--dry-run")[1]
    assert "leverkusen: 1 Eintrag" in said
    assert "es wurde nichts gelöscht" in said
    assert "Erika Muster" in shell("privacy", "report", "Erika Muster")[1]


def test_erasing_tells_what_may_be_left_and_the_store_stays_sound(shell: Shell) -> None:
    said = shell("privacy", "erase", "Erika Muster", *WHY)[1]
    assert "Gelöscht, auch im Verlauf." in said
    assert "actor/verein, Kontakt: Muster" in said
    assert shell("privacy", "erase", "Erika Muster", "--also", "Frau Muster", *WHY)[0] == 0
    assert "nichts erfasst" in shell("privacy", "report", "Erika Muster")[1]
    assert shell("check")[0] == 0
    assert events(shell).count(Event.PERSON_ERASED) == 2


def test_erasing_a_stranger_is_refused(shell: Shell) -> None:
    done = shell("privacy", "erase", "Max Beispiel", *WHY)
    assert done[0] == 1
    assert "Zu dieser Person ist nichts erfasst." in done[2]


def test_erasing_needs_a_reason(shell: Shell) -> None:
    assert shell("privacy", "erase", "Erika Muster")[0] == 2
    assert shell("privacy", "erase", "Erika Muster", "--reason", "Erika Muster bat darum")[0] == 1


def test_tidying_says_how_much_went(shell: Shell) -> None:
    assert "0 Zeilen des Protokolls" in shell("privacy", "tidy")[1].replace("\n", " ")
    assert json.loads(shell("privacy", "tidy", "--json")[1]) == {"expired": 0, "proposals": 0, "lines": 0}


@pytest.mark.parametrize("days", ["29", "0", "-1", "bald"])
def test_a_period_that_cannot_be_is_refused(shell: Shell, days: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AKTEURSNETZ_KEEP_AUDIT", days)
    done = shell("privacy", "tidy")
    assert done[0] == 2
    assert "AKTEURSNETZ_KEEP_AUDIT" in done[2]
