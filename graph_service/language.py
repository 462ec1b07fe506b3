"""Texts in the reader's language: German as written in the code, English from the catalogue, dates and numbers in
the manner of the language."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import cache
from importlib.resources import files
from io import BytesIO
from typing import TypeGuard

from babel.dates import format_date
from babel.lists import format_list
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal
from babel.support import NullTranslations, Translations

from graph_service.model.errors import AkteursnetzError
from graph_service.model.period import PartialDate, Period
from graph_service.model.text import LANGUAGES, Label, Language, Text, Value, text

_LOCALES: dict[Language, str] = {"de": "de", "en": "en_GB"}


def is_language(word: str | None) -> TypeGuard[Language]:
    return word in LANGUAGES


@cache
def catalogue(language: Language) -> NullTranslations:
    """The texts of a language; German needs none, its texts stand in the code."""
    if language == "de":
        return NullTranslations()
    source = files("graph_service").joinpath(f"locale/{language}.po")
    compiled = BytesIO()
    with source.open("rb") as lines:
        write_mo(compiled, read_po(lines, locale=language))
    compiled.seek(0)
    return Translations(compiled)


def render(words: Value, language: Language = "de") -> str:
    """Any value in words of the language."""
    if isinstance(words, Text):
        return _template(words, language).format_map({k: render(v, language) for k, v in words.values.items()})
    if isinstance(words, Label):
        return words.in_language(language)
    if isinstance(words, tuple):
        return format_list([render(part, language) for part in words], locale=_LOCALES[language])
    return _plain(words, language)


def _template(words: Text, language: Language) -> str:
    texts = catalogue(language)
    if words.plural is None:
        return texts.gettext(words.template) if words.template else ""
    return texts.ngettext(words.template, words.plural, words.count)


def _plain(value: str | int | float | Decimal | date | PartialDate | Period, language: Language) -> str:
    if isinstance(value, (int, float, Decimal)):
        return format_decimal(value, locale=_LOCALES[language])
    if isinstance(value, PartialDate):
        return partial_date(value, language)
    if isinstance(value, date):
        return format_date(value, "long", locale=_LOCALES[language])
    if isinstance(value, Period):
        return period(value, language)
    return value


def partial_date(when: PartialDate, language: Language = "de") -> str:
    """A date as exact as it is known: "18. Dezember 2017", "Dezember 2017", "2017"."""
    if when.day is not None:
        return format_date(when.first, "long", locale=_LOCALES[language])
    return format_date(when.first, "MMMM yyyy", locale=_LOCALES[language]) if when.month is not None else f"{when.year}"


def period(when: Period, language: Language = "de") -> str:
    """A period in words; an end that is not recorded is said to be so."""
    return render(period_text(when), language)


def period_text(when: Period) -> Text:
    if when.is_unknown:
        return text("Zeitraum nicht erfasst")
    if when.start == when.end and when.start:
        return text("{start}", start=when.start)
    if when.start is None and when.end:
        return text("bis {end}, Beginn nicht erfasst", end=when.end)
    if when.end is None and when.start:
        return text("seit {start}, Ende nicht erfasst", start=when.start)
    return text("{start} bis {end}", start=when.start or "", end=when.end or "")


def explain(
    error: AkteursnetzError, language: Language = "de", named: Callable[[str], Label | str] = lambda place: place
) -> str:
    """An error as a person should read it: place and message, each problem, the remedy.

    `named` puts the name of a part of a form or an address as readers know it.
    """

    def located(place: Text | str, message: Text) -> str:
        label = named(place) if isinstance(place, str) else place
        says_itself = label is not place and message.template.startswith("{what}")
        where, words = render(label, language), render(message, language)
        return words if says_itself or not where else f"{where}: {words}"

    told_below = {problem.place for problem in error.problems if isinstance(problem.place, str)}
    lines = [located("" if error.place in told_below else error.place, error.message)]
    lines += ["  " + located(problem.place, problem.message) for problem in error.problems[:20]]
    if len(error.problems) > 20:
        lines.append("  " + render(text("… und {n} weitere.", n=len(error.problems) - 20), language))
    if error.remedy:
        lines.append(render(error.remedy, language))
    return "\n".join(lines)


_DESCRIBED = re.compile(r"[A-ZÄÖÜ][a-zäöüß-]+e (?:[a-zäöüß-]+e )*[A-ZÄÖÜ]")
_CAPITALISED = frozenset(("muslim", "christian", "jewish", "german", "ukrainian", "syrian", "turkish", "roma", "sinti"))


def within_sentence(label: Label, language: Language) -> str:
    """A label as it stands within a sentence: in English its first word is not capitalised, names of peoples are; in
    German an adjective is not ("ältere Menschen")."""
    words = label.in_language(language)
    first = words.partition(" ")[0]
    if language == "de":
        return words[0].lower() + words[1:] if _DESCRIBED.match(words) else words
    if not first[1:].islower() or first.casefold() in _CAPITALISED:
        return words
    return words[0].lower() + words[1:]
