"""Tables, roles and "what if" on the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from graph_service.model.change import ChangeSet
from graph_service.stores import open_store
from tests.reference import kleinstadt
from tests.test_cli import Shell


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store that holds the reference town and is only read."""
    path = tmp_path_factory.mktemp("speicher") / "netz.sqlite"
    store = open_store(f"sqlite:{path}")
    store.create("kleinstadt", "Kleinstadt")
    store.commit("kleinstadt", ChangeSet(put=tuple(kleinstadt().records())), author="Test", reason="Test")
    store.close()
    return path


@pytest.fixture
def shell(kept: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Shell:
    made = Shell(tmp_path, capsys, monkeypatch)
    monkeypatch.setenv("AKTEURSNETZ_STORE", f"sqlite:{kept}")
    monkeypatch.setenv("AKTEURSNETZ_NETWORK", "kleinstadt")
    return made


def on_the_day(*words: str) -> tuple[str, ...]:
    return (*words, "--at", "2025-06-30")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("tables",), ("„Verein Brücke e.V.“ in „Fachgruppe Wohnen“ einzuladen", "gemeinsame Partner", "[1]")),
        (("roles",), ("„Moscheegemeinde“", "Kein Kontakt zu anderen ist erfasst bei: Moscheegemeinde", "verbindet")),
        (("what-if", "verein2"), ("3 Kombinationen verlören ihren letzten erfassten Träger", "Sprachcafé")),
        (("what-if", "measure/m7"), ("Ohne Sprachcafé", "eine laufende Maßnahme endete")),
    ],
)
def test_advice_prints_sentence_table_and_sources(shell: Shell, words: tuple[str, ...], said: tuple[str, ...]) -> None:
    code, out, _ = shell(*on_the_day(*words))
    assert (code, [part for part in said if part not in out]) == (0, [])


def test_tables_name_every_pair_at_the_table(shell: Shell) -> None:
    found = json.loads(shell(*on_the_day("tables", "--size", "3", "--json"))[1])
    assert [seat["actor"]["id"] for seat in found["table"]["seats"]] == ["actor/awo", "actor/verein1", "actor/vhs"]


def test_roles_come_in_the_order_that_is_asked_for(shell: Shell) -> None:
    found = json.loads(shell(*on_the_day("roles", "--by", "dependence", "--limit", "1", "--json"))[1])
    assert found["items"][0]["actor"]["id"] == "actor/verein2"


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("tables", "--size", "1"), 1, "„1“ ist keine mögliche Größe eines runden Tisches."),
        (("roles", "--graph", "three"), 1, "„three“ ist kein Netz"),
        (("what-if", "field/A"), 1, "weder ein Akteur noch eine Maßnahme"),
        (("what-if", "vereinn1"), 1, "actor/verein1"),
        (("what-if",), 2, "Missing argument"),
    ],
)
def test_what_cannot_be_used_is_refused(shell: Shell, words: tuple[str, ...], code: int, said: str) -> None:
    ended, out, err = shell(*words)
    assert (ended, said in out + err) == (code, True), out + err


def test_advice_comes_in_english(shell: Shell) -> None:
    assert shell("--lang", "en", *on_the_day("tables"))[1].startswith("Most for the effort would be gained by inviting")


def test_a_table_for_one_field_names_it(shell: Shell) -> None:
    assert shell(*on_the_day("tables", "--field", "D"))[1].startswith("Im Handlungsfeld D")
