"""The analyses on the command line: sentence, table and sources, the same as JSON, and what they refuse."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from graph_service.app import create_app
from graph_service.operations.loading import load_shipped
from graph_service.operations.service import Service
from graph_service.settings import Settings
from graph_service.stores import open_store
from tests.test_cli import Shell


@pytest.fixture
def shell(shipped: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Shell:
    made = Shell(tmp_path, capsys, monkeypatch)
    monkeypatch.setenv("AKTEURSNETZ_STORE", f"sqlite:{shipped}")
    return made


@pytest.fixture(scope="module")
def client(leverkusen: Service) -> Iterator[TestClient]:
    with TestClient(create_app(Settings(store="memory:", network="leverkusen"))) as client:
        client.app.state.service = leverkusen  # type: ignore[attr-defined]
        yield client


@pytest.mark.parametrize(
    ("words", "path"),
    [
        ("coverage --rows district --columns field --field A --enough 3",
         "coverage?rows=district&columns=field&field=A&enough=3"),
        ("coverage --columns=", "coverage?columns="),
        ("coverage --folded --open district/stadtbezirk-i --columns district",
         "coverage?folded=true&open=district/stadtbezirk-i&columns=district"),
        ("cell --field A --target-group gefluechtete --limit 3", "cell?field=A&target_group=gefluechtete&limit=3"),
        ("gaps --facet field --facet district --finding unknown --district opladen --limit 3 --at 2018-12-31",
         "gaps?facet=field&facet=district&finding=unknown&district=opladen&limit=3&at=2018-12-31"),
        ("overlaps --grade undecided --weight period:0 --coverage 0.5 --limit 2 --certain --planned",
         "overlaps?grade=undecided&weight=period:0&coverage=0.5&limit=2&certain=true&planned=true"),
        ("coordination --field D --limit 3", "coordination?field=D&limit=3"),
        ("overlaps --uncoordinated --max-body 10 --target-group frauen --limit 5",
         "overlaps?uncoordinated=true&max_body=10&target_group=frauen&limit=5"),
        ("coordination --level cell --without-bodies --third-parties --over 2018-06-30 --limit 1 --documented",
         "coordination?level=cell&bodies=false&third_parties=true&over=2018-06-30&limit=1&documented=true"),
        ("record-next --field D --limit 4", "record-next?field=D&limit=4"),
        ("changes 2017 2018-06 --limit 2", "changes?from=2017&to=2018-06&limit=2"),
        ("changes 2017 --planned --limit 20", "changes?from=2017&planned=true&limit=20"),
        ("changes 1 2 --revisions --limit 3", "changes?from_revision=1&to_revision=2&limit=3"),
        ("paths ki actor/fr --kind carries --directed", "paths?from=ki&to=actor/fr&kind=carries&directed=true"),
        ("progress --field D --months 12 --since 2020 --limit 2 --at 2024",
         "progress?field=D&months=12&since=2020&limit=2&at=2024"),
        ("governance --at 2017-11-20 --limit 1", "governance?at=2017-11-20&limit=1"),
        ("governance CTRL --documented", "governance/ctrl?documented=true"),
        ("paths ki fr --limit 1 --at 2024-01-01", "paths?from=ki&to=fr&limit=1&at=2024-01-01"),
    ],
)  # fmt: skip
def test_json_is_what_the_api_answers(shell: Shell, client: TestClient, words: str, path: str) -> None:
    code, out, _ = shell(*words.split(), "--json")
    answer = client.get(f"/api/v1/networks/leverkusen/{path}")
    assert (code, answer.status_code) == (0, 200), answer.text
    assert json.loads(out) == answer.json()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("gaps --facet field --facet district --at 2026", ("Für 18 von 198 Kombinationen", "besonderer Bedarf")),
        ("cell --field E --target-group frauen",
         ("keine laufende Maßnahme erfasst", "Am nächsten", "Wer könnte", "Gesundheitslotsen", "Quellen")),
        ("gaps --finding single_provider --facet field --facet district", ("Träger", "Diakonisches", "Quellen")),
        ("overlaps", ("6 Paare von Maßnahmen", "86,7 %", "Nicht zu entscheiden", "Gezeigt: 20 von 298")),
        ("overlaps --uncoordinated", ("18 Paare von Akteuren", "kein Weg erfasst", "[1]")),
        ("coordination --over 2018", ("483 von 520", "Je Handlungsfeld", "31. Dezember 2018", "Kein Kontakt")),
        ("record-next", ("Am meisten klären würde", "neue Quelle", "2014")),
        ("changes 2017 2018-06", ("5 Maßnahmen dazugekommen", "Koordinierungsgruppe", "beendet")),
        ("changes 1 --revisions", ("Von Revision 1 zu Revision 2", "Oberbürgermeister", "geändert")),
        ("progress", ("98 ohne angegebenen Stand", "Maßnahmen nach Feld und Stand", "Ohne jeden Bericht", "Quellen")),
        ("governance", ("12 Gremien erfasst", "kein Mitglied erfasst", "wird gesteuert von", "Vorberatung")),
        ("governance rr", ("sitzen am", "7 Akteure", "Davidstern", "Wer darin sitzt")),
        ("governance stg", ("zählt für den",)),
        ("paths ki stg --at 2016-06-01", ("ein kürzester Weg mit 2 Schritten", "→ umfasst → Steuerungsgruppe")),
    ],
)  # fmt: skip
def test_an_analysis_prints_sentence_table_and_sources(shell: Shell, words: str, said: tuple[str, ...]) -> None:
    code, out, _ = shell(*words.split())
    assert (code, [part for part in said if part not in out]) == (0, [])


def test_sentences_and_sources_stay_whole_in_a_pipe_and_tables_fit_eighty_columns(shell: Shell) -> None:
    out = shell("overlaps", "--limit", "2")[1]
    tables = [line for line in out.splitlines() if line[:1] in "┏┃┡│├└"]
    assert max(len(line) for line in tables) <= 80
    assert out.splitlines()[0].endswith("nicht zu beurteilen, weil Angaben fehlen.")
    assert "[1] Integrationsberatung mitten in Leverkusen https://xity.de/lokal-news/" in out


def test_the_coverage_is_a_matrix_of_signs_with_a_legend(shell: Shell) -> None:
    words = ("coverage", "--rows", "target_group", "--columns", "field", "--target-group", "frauen")
    lines = shell(*words, "--at", "2026-11-22")[1].splitlines()
    start = next(place for place, line in enumerate(lines) if line.lstrip().startswith("X1  X2   A   B"))
    assert lines[start].split() == ["X1", "X2", "A", "B", "C", "D", "E", "F", "G", "H", "Q"]
    assert lines[start + 1].split() == ["Frauen", "●2", "●6", *"○○◐○○", "●4", "●15", "○", "○"]
    assert {"  ●  Maßnahme erfasst", "  ○  keine Maßnahme erfasst", "  ?  nicht zu sagen"} <= set(lines)


def test_a_wide_matrix_is_cut_into_parts_that_fit(shell: Shell) -> None:
    lines = shell("coverage")[1].splitlines()
    assert [line.split()[0] for line in lines if line.startswith(" " * 33)] == ["1", "12", "23", "34"]
    assert all(len(line) <= 80 for line in lines if line.startswith(("Gesundheit", " " * 33)))


def test_a_year_means_its_last_day(shell: Shell) -> None:
    assert json.loads(shell("coverage", "--at", "2018", "--json")[1])["date"] == "2018-12-31"


def test_an_analysis_speaks_english(shell: Shell) -> None:
    assert shell("--lang", "en", "paths", "ki", "stg", "--at", "2016-06-01")[1].startswith(
        "On 1 June 2016, one shortest"
    )


def test_a_network_without_records_is_told_so_without_a_table(shell: Shell, tmp_path: Path) -> None:
    store = open_store(f"sqlite:{tmp_path / 'leer.sqlite'}")
    load_shipped(Service(store))
    store.create("leer", "Leer")
    store.close()
    for command in ("coverage", "gaps", "overlaps", "coordination", "record-next"):
        code, out, _ = shell(command, "--network", "leer", "--store", f"sqlite:{tmp_path / 'leer.sqlite'}")
        assert (code, "zählt keine erfasste Maßnahme als laufend" in out, "┃" in out) == (0, True, False), command


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        ("gaps --at gestern", 1, "„gestern“ ist kein Datum."),
        ("gaps --finding single", 1, "single_provider"),
        ("governance awo", 1, "ist kein Gremium."),
        ("gaps --field Z", 1, "field: „Z“"),
        ("gaps --limit viele", 2, "--limit"),
        ("coverage --rows feld", 1, "Über „feld“ lässt sich keine Abdeckung bilden."),
        ("coverage --unit Personen", 1, "„Personen“"),
        ("coverage --enough 0", 2, "--enough"),
        ("overlaps --overlap 2", 1, "keine mögliche Schwelle"),
        ("overlaps --weight field", 1, "„field“ ist kein Gewicht."),
        ("overlaps --grade same", 1, "„same“"),
        ("coordination --level city", 1, "keine Ebene der Abstimmung"),
        ("coordination --over bald", 1, "„bald“ ist kein Datum."),
        ("record-next --network leverkuse", 1, "leverkusen"),
        ("changes", 2, "FROM"),
        ("changes gestern", 1, "from: „gestern“ ist kein Datum."),
        ("changes eins --revisions", 1, "„eins“ ist keine Revision."),
        ("changes 1 99 --revisions", 1, "Eine Revision 99"),
        ("paths ki", 2, "TO"),
        ("paths ki kii", 1, "actor/ki"),
        ("paths ki fr --kind knows", 1, "„knows“ ist nicht bekannt."),
    ],
)
def test_what_cannot_be_used_gets_a_message_and_a_code(shell: Shell, words: str, code: int, said: str) -> None:
    found, _, err = shell(*words.split())
    assert (found, said in err, "Traceback" in err) == (code, True, False), err


HANDBOOK = Path(__file__).parents[1] / "docs" / "handbuch.md"
BLOCKS = re.findall(
    r"^```\n(akteursnetz [^\n]+)\n\n(.+?)```", HANDBOOK.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
)


@pytest.mark.parametrize(("command", "quoted"), BLOCKS, ids=[command for command, _ in BLOCKS])
def test_the_handbook_quotes_what_the_program_says(shell: Shell, command: str, quoted: str) -> None:
    """Every block that shows a command with its answer; the day is the one on which it was written."""
    told = shell(*shlex.split(command)[1:])[1]
    dated = re.compile(r"\d{1,2}\. \w+ 20\d\d")
    sentence, table = quoted.split("\n\n", 1)
    assert dated.sub("…", " ".join(sentence.split())) == dated.sub("…", told.splitlines()[0])
    assert table.strip("\n") in told


@pytest.mark.parametrize("written", ["31.12.2017", "12/2017", "2017"])
def test_a_day_on_the_command_line_may_be_written_in_german(shell: Shell, written: str) -> None:
    code, out, _ = shell("record-next", "--at", written, "--json")
    assert (code, json.loads(out)["date"]) == (0, "2017-12-31")


def test_a_day_that_does_not_exist_is_refused_on_the_command_line_with_the_reason(shell: Shell) -> None:
    code, _, err = shell("record-next", "--at", "31.06.2024")
    assert (code, "dieser Monat hat 30 Tage" in err) == (1, True)
