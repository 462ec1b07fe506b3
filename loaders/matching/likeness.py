"""How much two names are alike: the same words, spelt a little differently, or one the abbreviation of the other."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from rapidfuzz.distance import DamerauLevenshtein

from loaders.matching.names import Form, abbreviates
from loaders.matching.words import words

ABBREVIATED, LOOSELY_ABBREVIATED, TWO_LETTERS = 0.9, 0.82, 0.8
"""What an abbreviation is worth beside a name: by initials alone, with letters from inside words, of two letters."""

MISSPELT, WRITTEN_APART = 0.9, 0.95
"""What a word is worth that is the same but for a slip, and words that are written as one."""

GENERIC = 0.2
"""The weight of a word that tells little, where any other word weighs 1."""

_SPARE = 2
SHORTEST_WITH_SLIP = 7
"""From which length on a word that differs by a slip is taken for the same: short words often differ by a letter."""


@dataclass(frozen=True, slots=True)
class Likeness:
    """How much two names are alike, from 0 to 1, and by what."""

    score: float
    by: Literal["same", "similar", "abbreviation"]


UNLIKE = Likeness(0.0, "similar")


def likeness(one: Form, other: Form) -> Likeness:
    """How much two names are alike; 0 where each has a word of its own that tells it from the other."""
    if one.plain == other.plain or (one.key == other.key and one.key):
        return Likeness(1.0, "same")
    if one.joined == other.joined and one.joined:
        return Likeness(WRITTEN_APART, "same")
    short = _abbreviated(one, other) or _abbreviated(other, one)
    return Likeness(short, "abbreviation") if short else Likeness(_overlap(one, other), "similar")


def asides_conflict(one: Form, other: Form) -> bool:
    """Whether both say something else in brackets, as two departments of one house do."""
    return bool(one.aside and other.aside and not one.aside & other.aside)


def _abbreviated(short: Form, long: Form) -> float:
    letters = short.abbreviation
    if not letters or long.abbreviation or words().meanings.means(letters):
        return 0.0
    if any(abbreviates(letters, spelt) for spelt in long.spelt):
        return ABBREVIATED if len(letters) > 2 else TWO_LETTERS
    loose = len(letters) > 2 and any(abbreviates(letters, spelt, min(_SPARE, len(spelt) - 1)) for spelt in long.spelt)
    return LOOSELY_ABBREVIATED if loose else 0.0


def _overlap(one: Form, other: Form) -> float:
    """The weight of the words that both have, of the weight of all; 0 where both have words of their own."""
    shared = one.telling & other.telling
    left, right = sorted(one.telling - shared), sorted(other.telling - shared)
    slips = _without_slips(left, right) if left and right else 0
    if (left and right) or any(word in words().setting_apart for word in (*left, *right)):
        return 0.0
    told = GENERIC * len({*one.words} & {*other.words} - shared)
    matched = len(shared) + told + MISSPELT * slips
    generic = GENERIC * len(({*one.words} ^ {*other.words}) - one.telling - other.telling)
    return matched / (len(shared) + told + slips + len(left) + len(right) + generic) if matched else 0.0


def _without_slips(left: list[str], right: list[str]) -> int:
    """Takes the words out of both that are the same but for a slip, and counts them."""
    count = 0
    for word in tuple(left if len(left) <= len(right) else right):
        mine, others = (left, right) if word in left else (right, left)
        twin = next((each for each in others if is_slip(word, each)), None)
        if twin is not None:
            mine.remove(word)
            others.remove(twin)
            count += 1
    return count


@lru_cache(maxsize=500_000)
def is_slip(one: str, other: str) -> bool:
    """Whether two words differ by one slip of the pen, or by up to two letters that one of them lacks."""
    short, long = sorted((one, other), key=lambda word: (len(word), word))
    if len(short) < SHORTEST_WITH_SLIP or short[0] != long[0] or any(map(str.isdigit, one + other)):
        return False
    if DamerauLevenshtein.distance(short, long, score_cutoff=1) <= 1:
        return True
    return len(short) >= 10 and len(long) - len(short) == 2 and short[-1] == long[-1] and _lacks_letters(short, long)


def _lacks_letters(short: str, long: str) -> bool:
    rest = iter(long)
    return all(letter in rest for letter in short)
