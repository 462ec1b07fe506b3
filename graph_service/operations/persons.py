"""Where a person is named in words: in which forms a name is found, and words without it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from graph_service.model.checking import check_line
from graph_service.model.errors import BadValue
from graph_service.model.functions import SALUTATIONS
from graph_service.model.identity import fold
from graph_service.model.text import text

ERASED = "[gelöscht]"
_TITLES = SALUTATIONS | {"dipl", "ing", "med", "phil", "jur"}
_BETWEEN = r"[\s.,_\-]{1,3}"
_MAIL = r"(?:[\w.+-]*@[\w-]+(?:\.[\w-]+)+)?"
_MARKS = "[\u0300-\u036f]*"
_LEAST = 3


@dataclass(frozen=True)
class Named:
    """How a person is named: for sure (whole names, and other words as they are given), or perhaps (a name's last
    word, or an initial before it, which may be somebody else's)."""

    sure: re.Pattern[str]
    perhaps: re.Pattern[str] | None

    def surely_in(self, words: str) -> tuple[str, ...]:
        return tuple(found[0] for found in self.sure.finditer(words))

    def perhaps_in(self, words: str) -> tuple[str, ...]:
        """What may name the person, where nothing does so for sure."""
        if self.perhaps is None:
            return ()
        return tuple(found[0] for found in self.perhaps.finditer(self.sure.sub(" ", words)))

    def taken_out_of(self, words: str, mark: str = ERASED) -> str:
        """The words with a mark wherever they name the person for sure."""
        return self.sure.sub(mark, words)


def named(names: Iterable[str], also: Iterable[str] = ()) -> Named:
    """How to find whoever has these names, or is meant by these other words; BadValue where that is too little."""
    parts = [_parts(check_line(name)) for name in names]
    others = [check_line(words).strip() for words in also]
    for words in (*(" ".join(each) for each in parts), *others):
        if len(fold(words)) < _LEAST:
            raise BadValue(
                text("„{value}“ ist zu kurz, um eine Person zu finden.", value=words[:80]),
                value=words[:80],
                remedy=text("Bitte Vornamen und Nachnamen angeben, oder die Kennung eines Eintrags."),
            )
    sure = [form for each in parts for form in _whole(each)] + [_spelt(words) for words in others]
    perhaps = [form for each in parts if len(each) > 1 for form in _partly(each)]
    return Named(_anyone_of(sure), _anyone_of(perhaps) if perhaps else None)


def _parts(name: str) -> list[str]:
    """The words of a name in the order first to last, without titles: "Muster, Dr. Erika" as "Erika Muster"."""
    last, comma, first = name.partition(",")
    words = f"{first} {last}".split() if comma else name.split()
    return [word for word in words if fold(word).strip(".-") not in _TITLES]


def _whole(parts: list[str]) -> Iterator[str]:
    """The whole name, in both orders; a given name may be left out of several."""
    *given, last = parts
    if not given:
        yield _spelt(last)
        return
    for first in dict.fromkeys((" ".join(given), given[0])):
        spelt = _BETWEEN.join(map(_spelt, first.split()))
        yield f"{spelt}{_BETWEEN}{_spelt(last)}"
        yield f"{_spelt(last)}{_BETWEEN}{spelt}"


def _partly(parts: list[str]) -> Iterator[str]:
    first, last = parts[0], parts[-1]
    yield rf"{_spelt(first[0])}\.?{_BETWEEN}{_spelt(last)}"
    yield _spelt(last)


def _anyone_of(forms: Iterable[str]) -> re.Pattern[str]:
    longest_first = sorted(dict.fromkeys(forms), key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(longest_first)})s?(?!\w){_MAIL}", re.IGNORECASE)


def _spelt(words: str) -> str:
    """The words however their marks are written: "Müller" is found in Mueller, Muller and letters with marks apart."""
    plain = re.sub("ß", "ss", unicodedata.normalize("NFC", words).lower())
    plain = re.sub("([äöü])", lambda found: f"{fold(found[1])}e", plain)
    return "".join(_spellings(fold(plain)))


def _spellings(plain: str) -> Iterator[str]:
    place = 0
    while place < len(plain):
        pair, letter = plain[place : place + 2], plain[place]
        if pair in ("ae", "oe", "ue"):
            yield f"[{_like(letter)}]{_MARKS}e?"
        elif pair == "ss":
            yield "(?:ss|ß)"
        elif letter.isspace():
            yield r"\s+"
        else:
            yield f"[{_like(letter)}]{_MARKS}" if letter.isalpha() else re.escape(letter)
        place += 2 if pair in ("ae", "oe", "ue", "ss") else 1


@cache
def _like(letter: str) -> str:
    """A letter and those that are it with a mark."""
    marked = (chr(code) for code in range(0xC0, 0x250))
    return re.escape(letter) + "".join(one for one in marked if fold(one) == letter)
