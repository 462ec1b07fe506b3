"""Functions: people appear by what they do ("Leitung Fachbereich 50"), never by their names."""

from __future__ import annotations

import re
from collections.abc import Iterator

from graph_service.model.errors import BadValue
from graph_service.model.text import text

SALUTATIONS = frozenset({"frau", "herr", "herrn", "fr", "hr", "dr", "prof", "mr", "mrs", "ms"})
# What may stand between a salutation and a name: markup and opening marks, but none that close: „Frau“ Leitung.
_GAP = r"(?:\s|[\u00ad\u200b-\u200f\u2060*_`~#\\]|<[^<>]*>|&#?\w+;|(?<!\w)[\"'„“‚‘«»(\[{])*"
_SALUTED = re.compile(
    r"(?<![^\W_])(?<!-)(?:(?:Frau|FRAU|Herrn?|HERRN?)(?![^\W_])|(?:Fr|Hr)\.|(?:Dr|Prof|Mrs?|Ms)(?![^\W_])\.?)"
    rf"{_GAP}(?:(?:Dr|Prof|Dipl|Ing|med|phil|jur)(?![^\W_])\.?-?{_GAP})*"
    r"(?P<name>(?:[^\W\d_]\.\s*)?[^\W\d_]{2,}(?:[\s-]+[^\W\d_]{2,}){0,3})"
)
_ADDRESS = re.compile(r"[^\s@<>]{1,80}@[^\s@<>]+")
# What may stand before a salutation without being part of what it belongs to.
_MARKUP = re.compile(r"[\s\u00ad\u200b-\u200f\u2060*_`~#\\\"'„“‚‘«»]+|<[^<>]*>|&#?\w+;")
_NAMED_AFTER = frozenset({"von", "durch", "an", "bei", "mit", "und", "oder"})


def check_function(words: str, place: str) -> str:
    """The words themselves; BadValue where a salutation or a title says that a person is named.

    A bare name cannot be told from that of an office, and is not refused; neither can a salutation within a name:
    „Kita Frau Holle“. Refused is one at the beginning, after a mark that parts, or after „von“ and the like.
    """
    if found := _ADDRESS.search(words):
        raise BadValue(
            text("„{value}“ ist eine Adresse, keine Funktion.", value=found[0][:80]),
            place=place,
            value=found[0][:80],
            remedy=text("Bitte nur die Funktion nennen, etwa „Leitung Fachbereich 50“."),
        )
    for found in _saluted(words):
        if found["name"][0].isupper() and _begins(words[max(0, found.start() - 200) : found.start()]):
            raise BadValue(
                text("„{value}“ nennt eine Person.", value=found[0][:80]),
                place=place,
                value=found[0][:80],
                remedy=text("Bitte nur die Funktion nennen, etwa „Leitung Fachbereich 50“."),
            )
    return words


def _saluted(words: str) -> Iterator[re.Match[str]]:
    """Every salutation with what follows it, also one that stands in what follows another."""
    found = _SALUTED.search(words)
    while found:
        yield found
        found = _SALUTED.search(words, found.start() + 1)


def _begins(before: str) -> bool:
    """Whether what stands before a salutation does not make it a part of the name of an office."""
    plain = _MARKUP.sub(" ", before).rstrip()
    return not plain or plain[-1] in ",;:/|([{–—-+&" or plain.rpartition(" ")[2].lower() in _NAMED_AFTER
