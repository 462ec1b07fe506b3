"""The words of a question or a name, one by one, and the dates among them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import TypeAlias

from graph_service.model.errors import BadValue
from graph_service.model.identity import fold
from graph_service.model.period import PartialDate
from graph_service.model.text import Text
from graph_service.operations.service import today

Words: TypeAlias = tuple[str, ...]

# Marks that only set words apart are passed over; any other sign is a word, and so has to be accounted for.
_WORD = re.compile(
    r"[0-9]{1,2}\.\s?[0-9]{1,2}\.\s?[0-9]{4}(?![0-9])"
    r"|[0-9]{4}-[0-9]{2}(?:-[0-9]{2})?(?![0-9])"
    r"|[^\W_]+|[^\s\w.,:;!?'\"„“”‚‘’»«›‹()\[\]/–—…&-]|_"
)
# "Muell" is "Müll"; but "Frauen", "Steuer" and "Quelle" have no umlaut.
_TWO_LETTERS = re.compile(r"([ao]|(?<![aeq])u)e")
_ENDING = re.compile(r"(?<=\w{5})(?:e[mnrs]?|s)$")
_GERMAN_DAY = re.compile(r"([0-9]{1,2})\.\s?([0-9]{1,2})\.\s?([0-9]{4})")
_ISO = re.compile(r"(?:19|20)[0-9]{2}(?:-[0-9]{2}){0,2}")
_DAY = re.compile(r"([0-9]{1,2})(?:st|nd|rd|th)?")
_MONTHS = {
    name: number
    for names in (
        "januar februar marz april mai juni juli august september oktober november dezember",
        "january february march april may june july august september october november december",
    )
    for number, name in enumerate(names.split(), start=1)
}
_BEFORE_DATE = tuple(
    tuple(words.split()) for words in ("in the year", "im jahr", "im jahre", "am", "im", "in", "on", "")
)
_LAST = ("letzt", "vorig", "vergangen")
_THIS_YEAR = frozenset({("dieses", "jahr"), ("diesem", "jahr"), ("dieses", "jahres"), ("this", "year")})
_LAST_YEAR = frozenset(
    (
        *((last + case, year) for last in _LAST for case in ("em", "en", "es") for year in ("jahr", "jahres")),
        ("vorjahr",),
        ("last", "year"),
    )
)
_DAYS_AGO: dict[Words, int] = {
    ("heute",): 0,
    ("today",): 0,
    ("gestern",): 1,
    ("yesterday",): 1,
    ("vorgestern",): 2,
    ("letzter", "woche"): 7,
    ("letzten", "woche"): 7,
    ("last", "week"): 7,
    ("letztem", "monat"): 30,
    ("letzten", "monat"): 30,
    ("last", "month"): 30,
}
_LEADING_TO_DATE = frozenset(("dem", "den", "der", "jahr", "jahre", "monat", "the", "year", "month", "of"))


def split(words: str) -> Words:
    """The words without letter case and marks, "ue" and "ü" alike; a date is one word."""
    return tuple(_TWO_LETTERS.sub(r"\1", word) for word in _WORD.findall(fold(words)))


def date_of(words: Words) -> PartialDate | None:
    """The date that all of the words tell: "dem 1.2.2024", "März 2024", "letztem Jahr"; None where they tell none."""
    at = next((at for at, word in enumerate(words) if word not in _LEADING_TO_DATE), len(words))
    return _as_of_today(words[at:]) or _date(words[at:]) if at < len(words) else None


def _as_of_today(words: Words) -> PartialDate | None:
    """What words tell that mean another time each day; a month without a year is the last one of that name."""
    now = today()
    if words in _THIS_YEAR or words in _LAST_YEAR:
        return PartialDate(now.year - (words in _LAST_YEAR))
    if words in _DAYS_AGO:
        return day_ago(_DAYS_AGO[words])
    month = _MONTHS.get(words[0]) if len(words) == 1 else None
    return PartialDate(now.year - (month > now.month), month) if month else None


def day_ago(days: int) -> PartialDate:
    """The day so many days before today."""
    when = today() - timedelta(days=days)
    return PartialDate(when.year, when.month, when.day)


def no_date(typed: str) -> Text | None:
    """Why what is written like a date is none: "31.6.2024", "31 June 2024"; None where nothing is written so."""
    try:
        for at, word in enumerate(words := split(typed)):
            if _GERMAN_DAY.fullmatch(word) or _ISO.fullmatch(word):
                PartialDate.written(word)
            parts = _parts(words[at : at + 3])
            if parts:
                PartialDate.existing(as_typed(typed, words[at : at + 3]), *parts)
    except BadValue as error:
        return error.message
    return None


def as_typed(typed: str, words: Words) -> str:
    """The words as they stand in what was typed."""
    said = re.findall(r"\S+", typed)
    for at in range(len(said)):
        for end in range(at + 1, min(at + len(words), len(said)) + 1):
            if split(" ".join(said[at:end])) == words:
                return " ".join(said[at:end]).strip(" ,.;:!?„“”\"'()[]")
    return " ".join(words)


def stem(word: str) -> str:
    """A word without a German ending: "kommunalen" and "kommunales" are the same."""
    return _ENDING.sub("", word)


def dated(words: Words) -> Iterator[tuple[Words, PartialDate]]:
    """The words without the first date and the preposition before it, and that date; nothing if there is none."""
    for at in range(len(words)):
        for length in (3, 2, 1):
            when = _date(words[at : at + length])
            if when and at + length <= len(words):
                lead = next(lead for lead in _BEFORE_DATE if words[:at][len(words[:at]) - len(lead) :] == lead)
                yield words[: at - len(lead)] + words[at + length :], when
                return


def _date(words: Words) -> PartialDate | None:
    try:
        parts = _parts(words)
        return PartialDate(*parts) if parts else _date_in_figures(words[0]) if len(words) == 1 else None
    except BadValue:
        return None


def _date_in_figures(word: str) -> PartialDate | None:
    day = _GERMAN_DAY.fullmatch(word)
    if day:
        return PartialDate(int(day[3]), int(day[2]), int(day[1]))
    return PartialDate.parse(word) if _ISO.fullmatch(word) else None


def _parts(words: Words) -> tuple[int, ...] | None:
    """Year, month and perhaps day, whether there is that day or not: "märz 2018", "1 märz 2018", "march 1st 2018"."""
    *front, year = words or ("",)
    months = [_MONTHS[word] for word in front if word in _MONTHS]
    days = [int(day[1]) for day in map(_DAY.fullmatch, front) if day]
    if len(year) != 4 or not _ISO.fullmatch(year) or len(months) != 1 or len(months) + len(days) != len(front):
        return None
    return int(year), months[0], *days
