"""Every text for people is there in English, with the same places, and nothing else is."""

from __future__ import annotations

from io import BytesIO

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from tests import catalogue
from tests.catalogue import Spoken, forms_of, places

SPOKEN = catalogue.spoken()
ENGLISH = catalogue.english()


def in_english(found: Spoken) -> tuple[str, ...]:
    """The English forms of a text, none where the catalogue lacks it."""
    entry = ENGLISH.get(found.literals[0]) if found.literals else None
    return tuple(form for form in forms_of(entry.string) if form) if entry is not None else ()


def test_texts_are_found_in_code_and_templates() -> None:
    assert {found.place.rpartition(".")[2].partition(":")[0] for found in SPOKEN} == {"py", "html"}
    assert "Die Angaben passen nicht zusammen." in {found.message for found in SPOKEN}


def test_every_text_has_an_english_one_with_as_many_forms() -> None:
    missing = {found.message: found.place for found in SPOKEN if len(in_english(found)) != len(found.literals)}
    assert missing == {}, f"{len(missing)} texts; `make catalogue` adds them to be filled in"


def test_the_english_text_has_the_same_places_as_the_german_one() -> None:
    wrong = [(found.place, form) for found in SPOKEN for form in in_english(found) if not _fits(form, found)]
    assert wrong == []


def _fits(english: str, german: Spoken) -> bool:
    """The same places; in one of two forms the number may be said in words ("one measure")."""
    allowed = [places(form) for form in german.literals]
    return places(english) in allowed or (len(allowed) > 1 and places(english) | {"n"} in allowed)


def test_no_english_text_is_left_over() -> None:
    known = {found.literals[0] for found in SPOKEN if found.literals}
    assert [entry.id for entry in ENGLISH if entry.id and forms_of(entry.id)[0] not in known] == []
    assert not ENGLISH.obsolete


def test_no_english_text_is_marked_as_uncertain() -> None:
    assert [entry.id for entry in ENGLISH if entry.id and entry.fuzzy] == []


def test_no_text_is_once_with_a_plural_and_once_without() -> None:
    plain = {found.message for found in SPOKEN if len(found.forms) == 1}
    assert [found.place for found in SPOKEN if len(found.literals) == 2 and found.literals[0] in plain] == []


def test_every_text_stands_as_a_literal_so_that_the_catalogue_can_have_it() -> None:
    assert [found.place for found in SPOKEN if not found.is_literal] == []


def test_every_place_in_a_text_gets_a_value() -> None:
    """A text without any value is a template that is filled where it is used."""
    wrong = [(found.place, sorted(_needed(found) - found.values)) for found in SPOKEN if found.values]
    assert [entry for entry in wrong if entry[1]] == []


def test_every_value_given_to_a_text_has_a_place_in_it() -> None:
    wrong = [(found.place, sorted(found.values - _used(found))) for found in SPOKEN if found.is_literal]
    assert [entry for entry in wrong if entry[1]] == []


def _used(found: Spoken) -> frozenset[str]:
    return frozenset().union(*(places(form) for form in found.literals))


def _needed(found: Spoken) -> frozenset[str]:
    return _used(found) - ({"n"} if len(found.forms) == 2 else set())


def test_an_update_keeps_what_is_translated_and_adds_what_is_new(monkeypatch: pytest.MonkeyPatch) -> None:
    old = Catalog(locale="en")
    old.add("Netz", "network")
    old.add("Alt", "old")
    now = (Spoken("a:1", ("Netz",), frozenset()), Spoken("a:2", ("{n} Akteur", "{n} Akteure"), frozenset()))
    monkeypatch.setattr(catalogue, "english", lambda: old)
    monkeypatch.setattr(catalogue, "spoken", lambda: now)
    entries = {entry.id: entry.string for entry in catalogue.update() if entry.id}
    assert entries == {"Netz": "network", ("{n} Akteur", "{n} Akteure"): ("", "")}


def test_a_written_catalogue_is_read_again_and_written_the_same() -> None:
    entries = Catalog(locale="en")
    entries.add(("{n} Akteur", "{n} Akteure"), ("{n} actor", "{n} actors"))
    entries.add("Maßnahme", "measure")
    first, second = BytesIO(), BytesIO()
    catalogue.write(entries, first)
    catalogue.write(read_po(BytesIO(first.getvalue()), locale="en", abort_invalid=True), second)
    assert first.getvalue() == second.getvalue()
    assert 'msgid "Maßnahme"' in first.getvalue().decode()
