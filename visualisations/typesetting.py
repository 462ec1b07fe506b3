"""Words on a drawing that cannot measure them: how wide they are, where a line ends, what XML can carry."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache

_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# Shares of the size of the type, a little wider than the usual system fonts have them.
_WIDTHS = (("ijl.,:;'|!", 0.3), ('ftr()[]/\\- "', 0.38), ("mwMW@%—…", 0.96), ("GOQCDHNUÖÜ", 0.78))
_BY_LETTER = {letter: width for letters, width in _WIDTHS for letter in letters}


def printable(words: str) -> str:
    """The words without the control characters and half characters that no XML file may hold."""
    return _FORBIDDEN.sub("", words)


def width_of(words: str) -> float:
    """About how wide words are, as a share of the size of the type."""
    return sum(map(_width, words))


@cache
def _width(letter: str) -> float:
    if letter in _BY_LETTER:
        return _BY_LETTER[letter]
    if unicodedata.combining(letter):
        return 0.0
    if unicodedata.east_asian_width(letter) in "WF":
        return 1.05
    return 0.7 if letter.isupper() else 0.6


def wrapped(words: str, room: float) -> list[str]:
    """The words in lines that are at most so wide, as a share of the size of the type; a longer word is broken."""
    lines = [""]
    for word in words.split():
        for piece in _pieces(word, room):
            longer = f"{lines[-1]} {piece}" if lines[-1] else piece
            if width_of(longer) <= room or not lines[-1]:
                lines[-1] = longer
            else:
                lines.append(piece)
    return lines


def _pieces(word: str, room: float) -> Iterator[str]:
    if width_of(word) <= room:
        yield word
        return
    piece, wide = "", 0.0
    for letter in word:
        if piece and wide + _width(letter) > room:
            yield piece
            piece, wide = "", 0.0
        piece, wide = piece + letter, wide + _width(letter)
    yield piece
