"""A query in the words of the full-text index, whose entries are the folded names and notes, cut at blanks only."""

from __future__ import annotations

import re

from graph_service.stores.words import Haystack, Query

_FIELDS = ("found_name", "found_others", "found_note", "found_parts")
_MOST_WORDS, _LONGEST = 20, 40
#: How many letters a part of a long word has, and how many of them the next part repeats: as many as are asked for.
PART, OVERLAP = 200, _LONGEST
_MEANS_SOMETHING = re.compile(r"[^\w]")


def in_lucene(query: Query) -> str:
    """What finds at least all nodes that hold each word of the query, in one of its forms, in any of their texts.

    A word is looked for inside the entries, so that parts of words are found as well as whole ones. The index is asked
    for less than a long query says, because it cannot take more; what it finds is compared with the query anyway.
    """
    return " AND ".join(f"({' OR '.join(map(_anywhere, word))})" for word in query.words[:_MOST_WORDS])


def parts_of(hay: Haystack) -> list[str]:
    """The parts of words that are too long for the index, which cuts at 255 letters; one holds what is asked for."""
    words = f"{hay.name} {hay.others} {hay.note}".split()
    parts = (word[at : at + PART] for word in words if len(word) > PART for at in _starts(word))
    return list(dict.fromkeys(parts))


def _starts(word: str) -> range:
    return range(0, len(word) - OVERLAP, PART - OVERLAP)


def _anywhere(form: str) -> str:
    return f"({' AND '.join(map(_in_some_field, form.split()))})"


def _in_some_field(part: str) -> str:
    plain = _MEANS_SOMETHING.sub(lambda sign: f"\\{sign[0]}", part[:_LONGEST])
    return f"({' OR '.join(f'{name}:*{plain}*' for name in _FIELDS)})"
