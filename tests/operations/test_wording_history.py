"""The history of a record, told in sentences."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from babel.dates import format_date

from graph_service.language import render
from graph_service.model.errors import NotFound
from graph_service.operations import wording_history
from graph_service.operations.edits import Change, End, Make, Remove
from graph_service.operations.service import Service
from graph_service.operations.wording_history import excerpts, told
from tests.operations.edited import KNOWN, PAPER, STORES, changed, saved, town


@pytest.fixture(params=STORES)
def service(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Service]:
    yield from town(request, tmp_path)


def sentences(service: Service, record_id: str, **more: bool) -> list[str]:
    """What the newest revision did, without the day and the author."""
    newest = told(service, "stadt", record_id, **more)[0]
    return [render(words).partition("hat die Koordination ")[2] for words in newest.sentences]


def test_a_sentence_says_when_who_and_what(service: Service) -> None:
    revision = changed(service, "measure/m2", status="running").revision
    changed(service, "measure/m2", status="completed")
    [first] = told(service, "stadt", "measure/m2")[0].sentences
    day = format_date(date.fromisoformat(str(revision.time.date())), "long", locale="de")
    assert render(first) == f"Am {day} hat die Koordination den Stand von „laufend“ auf „abgeschlossen“ gesetzt."


def test_the_newest_comes_first_and_names_its_source(service: Service) -> None:
    saved(service, Change(id="measure/m2", values={"status": "running"}), source=KNOWN)
    newest, *_, oldest = told(service, "stadt", "measure/m2")
    assert (newest.revision.number, newest.sources, oldest.revision.number, oldest.sources) == (
        2,
        (KNOWN,),
        1,
        (PAPER,),
    )


def test_a_value_is_entered_set_and_struck(service: Service) -> None:
    changed(service, "measure/m2", capacity=12)
    assert sentences(service, "measure/m2") == ["die Plätze „12“ eingetragen."]
    changed(service, "measure/m2", capacity=None)
    assert sentences(service, "measure/m2") == ["die Plätze „12“ gestrichen."]


def test_that_there_is_none_and_that_nobody_knows_are_told_as_values(service: Service) -> None:
    changed(service, "measure/m2", target_group=[])
    changed(service, "measure/m2", target_group="none")
    assert sentences(service, "measure/m2") == ["die Zielgruppe von „unbekannt“ auf „keine (erfasst)“ gesetzt."]
    changed(service, "measure/m2", target_group=[])
    assert sentences(service, "measure/m2") == ["die Zielgruppe von „keine (erfasst)“ auf „unbekannt“ gesetzt."]


def test_what_takes_the_place_of_none_is_told(service: Service) -> None:
    changed(service, "measure/m2", target_group="none")
    changed(service, "measure/m2", target_group=["target_group/alle"])
    assert "die Zielgruppe von „keine (erfasst)“ auf „Alle“ gesetzt." in sentences(service, "measure/m2")
    changed(service, "measure/m2", target_group="none")
    assert "die Zielgruppe von „Alle“ auf „keine (erfasst)“ gesetzt." in sentences(service, "measure/m2")


def test_a_note_that_changed_is_told_as_it_was_and_is(service: Service) -> None:
    changed(service, "measure/m2", note="Montags\nim Bürgerbüro")
    assert sentences(service, "measure/m2") == ["die Notiz „Montags im Bürgerbüro“ eingetragen."]
    changed(service, "measure/m2", note="Dienstags im Bürgerbüro")
    assert sentences(service, "measure/m2") == [
        "die Notiz von „Montags im Bürgerbüro“ auf „Dienstags im Bürgerbüro“ gesetzt."
    ]
    changed(service, "measure/m2", note="Dienstags  im Bürgerbüro")
    assert sentences(service, "measure/m2") == ["die Notiz geändert."]


def test_a_list_that_changed_is_told_as_it_was_and_is(service: Service) -> None:
    changed(service, "measure/m2", names=["WV"])
    changed(service, "measure/m2", names=["WV", "Wohnhilfe"])
    assert sentences(service, "measure/m2") == ["die weiteren Namen von „WV“ auf „WV; Wohnhilfe“ gesetzt."]


def test_of_a_long_text_is_told_where_it_begins_to_differ() -> None:
    old, new = excerpts("Wort " * 100 + "alt", "Wort " * 100 + "neu und " + "mehr " * 100)
    assert old.startswith("… Wort")
    assert old.endswith("Wort alt")
    assert "Wort neu und mehr" in new
    assert new.endswith(" …")
    assert max(len(old), len(new)) <= 130
    assert excerpts("kurz", "auch kurz") == ("kurz", "auch kurz")


def test_a_restricted_note_that_changed_is_told_without_its_words(service: Service) -> None:
    changed(service, "measure/m2", internal_note="Alt und geheim")
    changed(service, "measure/m2", internal_note="Neu und geheim")
    assert sentences(service, "measure/m2") == ["die interne Notiz geändert."]
    assert sentences(service, "measure/m2", restricted=True) == [
        "die interne Notiz von „Alt und geheim“ auf „Neu und geheim“ gesetzt."
    ]


def test_an_end_is_told(service: Service) -> None:
    saved(service, End(id="measure/m2", day="2025-12-31"))
    assert sentences(service, "measure/m2") == ["das Ende „31. Dezember 2025“ eingetragen."]


def test_ties_are_told_from_both_ends(service: Service) -> None:
    changed(service, "measure/m2", field=["field/A", "field/D"])
    assert sentences(service, "measure/m2") == ["die Angabe „gehört zum Feld: Sprache“ ergänzt."]
    assert sentences(service, "field/A") == ["die Angabe „umfasst die Maßnahme: Wohnraumvermittlung“ ergänzt."]


def test_a_tie_that_is_gone_is_still_told(service: Service) -> None:
    changed(service, "measure/m2", field=[])
    assert sentences(service, "measure/m2") == ["die Angabe „gehört zum Feld: Wohnen und Unterbringung“ entfernt."]


def test_a_removed_record_keeps_its_history(service: Service) -> None:
    saved(service, Make(type="actor", values={"name": "Irrtum", "kind": "association"}))
    saved(service, Remove(id="actor/irrtum"), reason="Doppelt")
    assert sentences(service, "actor/irrtum") == ["den Eintrag entfernt."]


def test_a_restricted_value_is_told_only_to_who_may_read_it(service: Service) -> None:
    changed(service, "actor/ki", contact="Leitung, Zimmer 12")
    assert sentences(service, "actor/ki") == ["den Kontakt geändert."]
    assert sentences(service, "actor/ki", restricted=True) == ["den Kontakt „Leitung, Zimmer 12“ eingetragen."]


def test_an_older_revision_does_not_know_what_came_later(service: Service) -> None:
    changed(service, "measure/m2", status="running")
    assert [one.revision.number for one in told(service, "stadt", "measure/m2", 1)] == [1]


def test_a_record_that_never_was_has_no_history(service: Service) -> None:
    with pytest.raises(NotFound):
        told(service, "stadt", "measure/m9")


def test_a_long_history_is_told_in_parts_that_follow_one_another(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wording_history, "MOST", 3)
    for number in range(6):
        changed(service, "measure/m2", capacity=number)
    newest = told(service, "stadt", "measure/m2")
    assert ([one.revision.number for one in newest], newest[-1].before) == ([7, 6, 5], 4)
    before = told(service, "stadt", "measure/m2", newest[-1].before)
    assert ([one.revision.number for one in before], before[-1].before) == ([4, 3, 2], 1)
    assert [one.before for one in told(service, "stadt", "measure/m2", 1)] == [None]


def test_what_is_left_out_begins_where_the_record_was_still_there(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wording_history, "MOST", 2)
    made = Make(type="actor", values={"name": "Wieder da", "kind": "association"})
    saved(service, made)
    saved(service, Remove(id="actor/wieder-da"), reason="Doppelt")
    saved(service, made)
    changed(service, "actor/wieder-da", size=3)
    newest = told(service, "stadt", "actor/wieder-da")
    assert ([one.revision.number for one in newest], newest[-1].before) == ([5, 4], 2)


def test_ties_are_told_no_further_back_than_the_record_itself(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    changed(service, "measure/m2", field=["field/A"])
    monkeypatch.setattr(wording_history, "MOST", 2)
    for number in range(3):
        changed(service, "measure/m2", capacity=number)
    newest = told(service, "stadt", "measure/m2")
    assert ([one.revision.number for one in newest], newest[-1].before) == ([5, 4], 3)
