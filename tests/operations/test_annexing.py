"""Pictures on paper and the files that hold them: what a drawing cannot show is said in words."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest

from graph_service.model.change import ChangeSet
from graph_service.model.ties import AnyRecord
from graph_service.operations import annexing
from graph_service.operations.annexing import Subject, file_of, on_paper, pictured
from graph_service.operations.picturing import Wish
from graph_service.operations.service import Service
from graph_service.stores import open_store
from tests.builders import PAPER, actor, addresses, carries, field, measure, small_town

PNG = b"\x89PNG\r\n\x1a\n"


def subject(*records: AnyRecord) -> Subject:
    service = Service(open_store("memory:"))
    service.store.create("stadt", "Stadt")
    service.store.commit("stadt", ChangeSet(put=records or small_town()), author="Test", reason="Test")
    return Subject(service, "stadt", 1, date(2026, 5, 3), "de")


@pytest.fixture(autouse=True)
def drawn(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Remembers the drawings instead of drawing them."""
    seen = SimpleNamespace(svg=[])
    monkeypatch.setattr(annexing, "to_png", lambda svg, _wide: seen.svg.append(svg) or PNG)
    return seen


def crowd(count: int) -> tuple[AnyRecord, ...]:
    """So many actors around one measure."""
    names = [actor(f"a{n}", f"Verein mit einem langen Namen Nummer {n}") for n in range(count)]
    return (
        PAPER,
        field("D"),
        measure("m"),
        addresses("m", "D"),
        *names,
        *(carries(f"a{n}", "m") for n in range(count)),
    )


def test_a_picture_says_what_it_shows_and_on_which_day() -> None:
    shown = on_paper(subject(), Wish("wheel")).picture
    assert shown
    assert shown.caption == "Akteure und Felder, über alle Zeiten"
    assert shown.alternative.startswith("Das Bild zeigt")
    assert shown.png == PNG


def test_the_legend_says_shapes_numbers_and_lines_without_colours() -> None:
    shown = on_paper(subject(), Wish("wheel")).picture
    assert shown
    assert shown.legend[0].startswith("Formen: Kreis = Akteure (")
    assert not any("#" in line for line in shown.legend)


def test_the_drawing_is_without_heading_and_sources(drawn: Any) -> None:
    on_paper(subject(), Wish("wheel"))
    assert "Vorlage 1" not in drawn.svg[0]
    assert "Stadt: " not in drawn.svg[0]
    assert "Wohnen" in drawn.svg[0]


def test_entries_without_a_tie_are_listed() -> None:
    shown = on_paper(subject(), Wish("wheel")).picture
    assert shown
    assert "Ohne Beziehung in dieser Ansicht, deshalb nicht gezeichnet (1): Moscheeverein" in shown.legend


def test_names_without_room_are_listed_and_the_rest_counted() -> None:
    shown = on_paper(subject(*crowd(250)), Wish("all")).picture
    assert shown
    (line,) = [line for line in shown.legend if line.startswith("Im Bild ohne Namen")]
    assert line.count("Verein mit") == 60
    assert line.endswith(" weitere")


def test_a_sheet_of_paper_holds_no_more_entries_than_a_page_shows_at_first() -> None:
    shown = on_paper(subject(*crowd(400)), Wish("all", limit=2000)).picture
    assert shown
    assert "Nicht gezeigt, weil am wenigsten verbunden" in shown.alternative


def test_nothing_to_draw_gives_no_picture() -> None:
    assert on_paper(subject(PAPER), Wish("wheel")).picture is None


def test_a_picture_by_itself_has_its_sources() -> None:
    assert pictured(subject(), Wish("wheel")).sources[0].startswith("Vorlage 1")


def test_a_picture_by_itself_says_in_tables_what_it_shows() -> None:
    nodes, ties = pictured(subject(), Wish("wheel")).tables
    assert nodes.caption == "Die Einträge des Bildes als Tabelle"
    assert ("Fachgruppe Integration", "Wohnen und Unterbringung") in {(row[0], row[2]) for row in ties.rows}
    assert {row[-1] for row in ties.rows} == {"[1]"}
    assert nodes.note == ""


def test_sources_that_were_named_before_keep_their_numbers_in_the_tables() -> None:
    numbers = {"Anderes Papier": 1}
    section = pictured(subject(), Wish("wheel"), numbers)
    assert {row[-1] for row in section.tables[1].rows} == {"[2]"}
    assert numbers[section.sources[0]] == 2


def test_a_long_table_is_cut_and_counted() -> None:
    nodes, ties = pictured(subject(*crowd(70)), Wish("all")).tables
    assert (len(nodes.rows), len(ties.rows)) == (50, 50)
    assert nodes.note.startswith("Gezeigt: 50 von 72;")


def test_the_name_of_a_file_says_network_question_revision_and_day() -> None:
    whole = subject()
    assert file_of(whole, []).name == "akteursnetz-stadt-anlage-revision-1-2026-05-03.docx"
    section = annexing.Section("Wer handelt in Feld Ü?", "Niemand.")
    name = "akteursnetz-stadt-anlage-wer-handelt-in-feld-ue-revision-1-2026-05-03.docx"
    assert file_of(whole, [section]).name == name
