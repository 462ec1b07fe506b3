"""The audit: what happened, in words for people and lines for programs, and no person in it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from graph_service.access.audit import _SENTENCES, ANYONE, COMMAND_LINE, MACHINE, Event, Wanted, parse_event, sentence
from graph_service.language import render
from graph_service.model.errors import BadValue
from tests.access.house import House

WHO = "account-0123456789ab"


def functions(account_id: str) -> str | None:
    return {WHO: "Koordination im KI"}.get(account_id)


def said(house: House) -> str:
    return render(sentence(house.audit.notes()[0], functions))


@pytest.mark.parametrize("event", Event)
def test_every_event_is_a_sentence_that_says_who(house: House, event: Event) -> None:
    house.audit.note(event, WHO, what="actor/ki")
    words = said(house)
    assert words.endswith(".")
    assert ("Koordination im KI (account-0123456789ab)" in words) is (event is not Event.LINK_OPENED)


def test_no_sentence_is_left_over_and_no_two_are_the_same() -> None:
    assert set(_SENTENCES) == set(Event)
    assert len({words.template for words in _SENTENCES.values()}) == len(Event)


@pytest.mark.parametrize(
    ("who", "words"),
    [
        (ANYONE, "Jemand ohne Konto"),
        (COMMAND_LINE, "Die Befehlszeile"),
        (MACHINE, "Die Person an diesem Rechner"),
        ("account-ffffffffffff", "Früheres Konto (account-ffffffffffff)"),
        ("link-0123456789ab", "link-0123456789ab"),
    ],
)
def test_who_has_no_function_is_said_in_words(house: House, who: str, words: str) -> None:
    house.audit.note(Event.EXPORTED, who, what="xlsx")
    assert said(house) == f"{words} hat Daten ausgegeben: xlsx."


def test_an_account_that_something_was_done_to_is_said_by_its_function(house: House) -> None:
    house.audit.note(Event.ACCOUNT_CLOSED, COMMAND_LINE, what=WHO)
    assert said(house) == f"Die Befehlszeile hat ein Konto gesperrt: Koordination im KI ({WHO})."


def test_a_line_holds_ids_and_words_of_the_program_only(house: House) -> None:
    house.audit.note(Event.EXPORTED, WHO, network="stadt", what="xlsx", via="token-0123456789ab")
    (line,) = house.registry.lines()
    assert line.content == {
        "event": "exported",
        "who": WHO,
        "network": "stadt",
        "what": "xlsx",
        "via": "token-0123456789ab",
    }


@pytest.mark.parametrize(
    ("part", "words"),
    [
        ("who", "Anna Schmidt"),
        ("who", ""),
        ("who", "koordination"),
        ("what", "anna@stadt.de"),
        ("what", "Anna Schmidt"),
        ("what", "x" * 201),
        ("what", "a\nb"),
        ("what", "Straße"),
        ("via", "akn_0123"),
    ],
)
def test_names_and_free_words_are_refused_and_not_repeated(house: House, part: str, words: str) -> None:
    with pytest.raises(BadValue) as caught:
        house.audit.note(Event.EXPORTED, **{"who": WHO, part: words})
    assert not words or words not in str(caught.value)
    assert caught.value.remedy is not None
    assert house.registry.lines() == ()


def test_the_audit_is_read_from_its_newest_line_on(house: House) -> None:
    for event in (Event.SIGNED_IN, Event.EXPORTED, Event.SIGNED_OUT):
        house.audit.note(event, WHO)
    assert [note.number for note in house.audit.notes(limit=2)] == [3, 2]
    assert [note.number for note in house.audit.notes(after=2)] == [1]
    assert [note.number for note in house.audit.notes(newest_first=False, after=1)] == [2, 3]


def test_of_one_network_its_own_lines_are_read_only(house: House) -> None:
    for number in range(1100):
        house.audit.note(Event.EXPORTED, WHO, network="stadt" if number % 550 == 0 else "dorf")
    house.audit.note(Event.SIGNED_IN, WHO)
    assert [note.number for note in house.audit.notes(network="stadt")] == [551, 1]


def test_a_line_for_programs_proves_its_place_in_the_chain(house: House) -> None:
    house.audit.note(Event.SIGNED_IN, WHO)
    house.audit.note(Event.EXPORTED, WHO, network="stadt", what="xlsx")
    one, other = (json.loads(note.as_json()) for note in house.audit.notes(newest_first=False))
    assert other["previous"] == one["hash"]
    assert (other["number"], other["event"], other["network"]) == (2, "exported", "stadt")
    assert other["time"] == "2026-03-02T08:00:00+00:00"


def test_an_event_of_a_newer_version_is_said_to_be_unknown(house: House) -> None:
    house.registry.append({"event": "flown_to_the_moon", "who": WHO})
    assert house.audit.notes()[0].event is None
    assert "nicht kennt" in said(house)


def test_the_chain_holds(house: House) -> None:
    for _ in range(3):
        house.audit.note(Event.SIGNED_IN, WHO)
    assert house.registry.check() == ()


@pytest.mark.parametrize("event", Event)
def test_an_event_is_chosen_by_its_word_or_its_label(event: Event) -> None:
    assert parse_event(event.value) is parse_event(f" {event.label.de.upper()}") is event


def test_lines_are_walked_by_event_day_and_whoever_they_are_about(house: House) -> None:
    house.audit.note(Event.ACCOUNT_MADE, COMMAND_LINE, what=WHO)
    house.clock.forward(days=2)
    house.audit.note(Event.EXPORTED, WHO, network="stadt", what="xlsx")
    today = house.clock.now.date()

    def found(**wanted: Any) -> list[int]:
        return [note.number for note in house.audit.walk(Wanted(**wanted))]

    assert found() == found(who=WHO) == [1, 2]
    assert found(event=Event.EXPORTED) == found(network="stadt") == found(since=today) == [2]
    assert found(who=ANYONE) == []
