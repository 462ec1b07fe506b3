"""A query in the words of the full-text index, whose entries are the folded names and notes, cut at blanks only."""

from __future__ import annotations

import re

from graph_service.stores.words import Query

_FIELDS = ("found_name", "found_others", "found_note")
_MEANS_SOMETHING = re.compile(r"[^\w]")


def in_lucene(query: Query) -> str:
    """What finds at least all nodes that hold each word of the query, in one of its forms, in any of their texts.

    A word is looked for inside the entries, so that parts of words are found as well as whole ones.
    """
    return " AND ".join(f"({' OR '.join(map(_anywhere, word))})" for word in query.words)


def _anywhere(form: str) -> str:
    return (
        "("
        + " AND ".join(f"({' OR '.join(f'{name}:*{_plain(part)}*' for name in _FIELDS)})" for part in form.split())
        + ")"
    )


def _plain(part: str) -> str:
    return _MEANS_SOMETHING.sub(lambda sign: f"\\{sign[0]}", part)
