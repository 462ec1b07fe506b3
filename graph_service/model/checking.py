"""What is wrong with the form of a record or of its words, said so that a person can mend it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from graph_service.model.errors import BadValue, Problem
from graph_service.model.text import Text, text

_CONTROL = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"
    r"\u200b\u2060\ufeff\u202a-\u202e\u2066-\u2069"  # unseen, or turning the order of what is read
    r"\ud800-\udfff]"
)
_IN_NO_FILE = re.compile(r"[\ufffe\uffff]")  # not even XML can hold them
_BREAK = re.compile(r"[\t\n\r\u2028\u2029]")


def check_words(words: str) -> str:
    """The words themselves; control characters and what is none, which no file carries safely, are refused."""
    found = _IN_NO_FILE.search(words)
    if found:
        shown = _IN_NO_FILE.sub("\N{REPLACEMENT CHARACTER}", words)[:80]
        raise BadValue(
            text("„{value}“ enthält ein Zeichen, das keine Datei tragen kann (U+{code}).",
                 value=shown, code=f"{ord(found[0]):04X}"),
            value=shown,
            remedy=text("Bitte das Zeichen löschen und den Text neu eingeben; meist stammt es aus einer Umwandlung."),
        )  # fmt: skip
    if _CONTROL.search(words):
        shown = _CONTROL.sub("\N{REPLACEMENT CHARACTER}", words)[:80]
        raise BadValue(
            text("„{value}“ enthält Steuerzeichen.", value=shown),
            value=shown,
            remedy=text("Bitte den Text neu eingeben oder ohne Formatierung einfügen."),
        )
    return words


def check_line(words: str) -> str:
    """The words themselves, which must fit on one line."""
    if _BREAK.search(check_words(words)):
        raise BadValue(
            text("„{value}“ geht über mehrere Zeilen.", value=" ".join(words.split())[:80]),
            value=words[:80],
            remedy=text("Diese Angabe steht in einer Zeile."),
        )
    return words


def bad_record(error: ValidationError, values: Any) -> BadValue:
    """The error for a record whose parts do not have the form that they should have."""
    name = _name_of(values)[:80]
    return BadValue(
        text("Der Eintrag „{value}“ ist nicht gültig.", value=name),
        value=name,
        problems=[_problem(detail) for detail in error.errors(include_url=False)],
    )


def _name_of(values: Any) -> str:
    if not isinstance(values, Mapping):
        return str(values)
    if "origin" in values:
        return " → ".join(str(values.get(part, "?")) for part in ("origin", "kind", "target"))
    return str(values.get("id") or values.get("name") or "?")


def _problem(detail: ErrorDetails) -> Problem:
    place = ".".join(str(part) for part in detail["loc"])
    return Problem(_message(detail["type"], detail.get("ctx", {})), place=place, value=str(detail["input"])[:80])


def _message(kind: str, limits: Mapping[str, Any]) -> Text:
    if kind in ("string_too_long", "too_long"):
        return text("Die Angabe ist länger als {n} Zeichen.", n=limits["max_length"])
    if kind == "greater_than_equal":
        return text("Die Zahl ist kleiner als {n}.", n=limits["ge"])
    return _PLAIN.get(kind) or text("Die Angabe hat nicht die erwartete Form.")


_PLAIN = {
    "missing": text("Die Angabe fehlt."),
    "extra_forbidden": text("Diese Angabe ist hier nicht vorgesehen."),
    "string_too_short": text("Die Angabe ist leer."),
    "too_short": text("Die Angabe ist leer."),
    "string_pattern_mismatch": text("Die Angabe ist keine Adresse, die mit http:// oder https:// beginnt."),
}
