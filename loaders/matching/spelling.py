"""How names are spelt: reduced to plain words, and to how these words sound."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import groupby, pairwise

from graph_service.model.identity import fold

_WORD = re.compile(r"[^\W_]+")
_UMLAUT = re.compile(r"([aou])e+")
_SHORTEST = 3


def pieces(written: str) -> tuple[str, ...]:
    """The plain words of what is written: "G.O.E.K. für Flüchtlinge" -> goek, fur, fluchtlinge.

    Without case and marks; "ue" and "ü" are the same; letters that stand alone side by side are one word.
    """
    return tuple(reduced(word) for word in joined(plain_words(written)))


def plain_words(written: str) -> list[str]:
    """The words of what is written, without case, marks and punctuation."""
    words = _WORD.findall(unicodedata.normalize("NFKC", written))
    return [part for word in words for part in _folded(word)]


# Names share most of their words, so that folding each word once saves most of the time.
@lru_cache(maxsize=200_000)
def _folded(word: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(fold(word)))


def joined(words: Iterable[str]) -> Iterator[str]:
    """Letters that stand alone side by side as one word."""
    for alone, run in groupby(words, key=lambda word: len(word) == 1 and word.isalpha()):
        if alone:
            yield "".join(run)
        else:
            yield from run


@lru_cache(maxsize=200_000)
def reduced(word: str) -> str:
    """A word in which "ue" and "ü" are the same."""
    short = _UMLAUT.sub(r"\1", word)
    return short if len(short) >= _SHORTEST else word


_SOUNDING = {"0": "aeijouy", "1": "b", "2": "dt", "3": "fvw", "4": "gkq", "5": "l", "6": "mn", "7": "r", "8": "sz"}
_SOUNDS = {letter: digit for digit, letters in _SOUNDING.items() for letter in letters}


@lru_cache(maxsize=200_000)
def sound(word: str) -> str:
    """How a German word sounds, as digits (Kölner Phonetik, Postel 1969); a word without such letters stays."""
    letters = [letter for letter in word if letter in _SOUNDS or letter in "chpx"]
    if len(letters) < len(word):
        return word
    around = ["", *letters, ""]
    found = "".join(_sound(*around[at - 1 : at + 2]) for at in range(1, len(around) - 1))
    once = "".join(digit for before, digit in pairwise(f" {found}") if digit != before)
    return once[:1] + once[1:].replace("0", "")


def _sound(before: str, letter: str, after: str) -> str:
    if letter in "dt" and after and after in "csz":
        return "8"
    if letter == "p":
        return "3" if after == "h" else "1"
    if letter == "x":
        return "8" if before and before in "ckq" else "48"
    return _sound_of_c(before, after) if letter == "c" else _SOUNDS.get(letter, "")


def _sound_of_c(before: str, after: str) -> str:
    if before and before in "sz":
        return "8"
    hard = "ahkloqrux" if not before else "ahkoqux"
    return "4" if after and after in hard else "8"
