"""German as written in the code, English from the catalogue, dates and numbers in the manner of the language."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.support import NullTranslations, Translations

from graph_service import language
from graph_service.language import explain, is_language, partial_date, period, render
from graph_service.model.errors import BadInput, NotFound, Problem
from graph_service.model.period import PartialDate, Period
from graph_service.model.text import Label, Language, Text, Value, counted, text


@pytest.fixture
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    """A catalogue of three texts in place of the shipped one."""
    entries = Catalog(locale="en")
    entries.add("{who} berät {whom}.", "{who} advises {whom}.")
    entries.add(("{n} Akteur", "{n} Akteure"), ("{n} actor", "{n} actors"))
    entries.add("seit {start}, Ende nicht erfasst", "since {start}, no end recorded")
    compiled = BytesIO()
    write_mo(compiled, entries)
    compiled.seek(0)
    texts = {"de": NullTranslations(), "en": Translations(compiled)}
    monkeypatch.setattr(language, "catalogue", texts.__getitem__)


def test_a_german_text_is_the_one_in_the_code() -> None:
    assert render(text("{who} berät {whom}.", who="Das KI", whom="den Rat")) == "Das KI berät den Rat."


@pytest.mark.usefixtures("english")
def test_an_english_text_comes_from_the_catalogue() -> None:
    words = text("{who} berät {whom}.", who=Label(de="Rat", en="Council"), whom="KI")
    assert render(words, "en") == "Council advises KI."


@pytest.mark.usefixtures("english")
def test_a_text_that_the_catalogue_lacks_stays_german() -> None:
    assert render(text("Noch nicht übersetzt"), "en") == "Noch nicht übersetzt"


def test_an_empty_text_stays_empty_in_every_language() -> None:
    assert (render(text("")), render(text(""), "en")) == ("", "")


@pytest.mark.usefixtures("english")
@pytest.mark.parametrize(
    ("n", "lang", "expected"),
    [
        (0, "de", "0 Akteure"),
        (1, "de", "1 Akteur"),
        (2, "de", "2 Akteure"),
        (1234, "de", "1.234 Akteure"),
        (0, "en", "0 actors"),
        (1, "en", "1 actor"),
        (2, "en", "2 actors"),
        (1234, "en", "1,234 actors"),
    ],
)
def test_one_is_singular_and_the_rest_plural(n: int, lang: Language, expected: str) -> None:
    assert render(counted("{n} Akteur", "{n} Akteure", n), lang) == expected


@pytest.mark.parametrize(
    ("value", "german", "english_words"),
    [
        (1234567, "1.234.567", "1,234,567"),
        (0.5, "0,5", "0.5"),
        (Decimal("1234.50"), "1.234,5", "1,234.5"),
        (date(2017, 12, 18), "18. Dezember 2017", "18 December 2017"),
        (PartialDate(2017, 12, 18), "18. Dezember 2017", "18 December 2017"),
        (PartialDate(2017, 12), "Dezember 2017", "December 2017"),
        (PartialDate(2017), "2017", "2017"),
        ((), "", ""),
        (("a",), "a", "a"),
        (("a", "b"), "a und b", "a and b"),
        (("a", "b", "c"), "a, b und c", "a, b and c"),
        ((Label(de="Rat", en="council"), PartialDate(2017, 3)), "Rat und März 2017", "council and March 2017"),
        (Label(de="Träger", en="carrier"), "Träger", "carrier"),
        ("{kein Platz}", "{kein Platz}", "{kein Platz}"),
    ],
)
def test_a_value_is_said_in_the_manner_of_the_language(value: Value, german: str, english_words: str) -> None:
    assert (render(value, "de"), render(value, "en")) == (german, english_words)


def test_a_year_has_no_thousands_separator() -> None:
    assert partial_date(PartialDate(2017), "en") == "2017"


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("2017", "2017"),
        ("2017-03-10/2017-03-31", "10. März 2017 bis 31. März 2017"),
        ("2017-08/2017-09", "August 2017 bis September 2017"),
        ("2017-02-01/", "seit 1. Februar 2017, Ende nicht erfasst"),
        ("/2018", "bis 2018, Beginn nicht erfasst"),
        ("", "Zeitraum nicht erfasst"),
    ],
)
def test_a_period_says_what_is_not_recorded(words: str, expected: str) -> None:
    assert period(Period.parse(words)) == expected


@pytest.mark.usefixtures("english")
def test_a_period_is_said_in_english() -> None:
    assert period(Period.parse("2017-02/"), "en") == "since February 2017, no end recorded"


def test_an_error_is_explained_with_place_problems_and_remedy() -> None:
    problem = Problem(text("„{value}“ ist kein Datum.", value="heute"), place="Zeile 3", value="heute")
    error = BadInput(text("Geht nicht."), place="akteure.csv", problems=[problem], remedy=text("Bitte prüfen."))
    assert explain(error) == "akteure.csv: Geht nicht.\n  Zeile 3: „heute“ ist kein Datum.\nBitte prüfen."


def test_of_many_problems_the_first_twenty_are_shown_and_the_rest_counted() -> None:
    problems = [Problem(text("Fehler"), place=f"Zeile {n}") for n in range(25)]
    lines = explain(BadInput(text("Geht nicht."), problems=problems)).splitlines()
    assert len(lines) == 22
    assert lines[-1].strip() == "… und 5 weitere."


def test_an_error_as_plain_text_is_german_and_complete() -> None:
    problem = Problem(text("Fehler"), place="Zeile 3")
    error = NotFound(text("Fehlt."), place="X", problems=[problem], remedy=text("Siehe {words}.", words=("a", "b")))
    assert str(error) == "X: Fehlt.\nZeile 3: Fehler\nSiehe a, b."


def test_a_text_as_plain_string_is_german() -> None:
    assert str(counted("{n} Akteur", "{n} Akteure", 1)) == "1 Akteur"
    assert str(Text("{a} und {b}", {"a": PartialDate(2017), "b": Label(de="Rat", en="council")})) == "2017 und Rat"


@pytest.mark.parametrize(("word", "expected"), [("de", True), ("en", True), ("fr", False), ("", False), (None, False)])
def test_german_and_english_are_the_languages(word: str | None, expected: bool) -> None:
    assert is_language(word) is expected


def test_the_shipped_catalogue_can_be_read() -> None:
    language.catalogue.cache_clear()
    assert isinstance(language.catalogue("en"), Translations)
