"""Expected errors as seen over HTTP: their status, their heading, and refused requests as errors of ours."""

from __future__ import annotations

import re
from http import HTTPStatus

from fastapi.exceptions import RequestValidationError

from graph_service.model.errors import (
    AkteursnetzError,
    BadInput,
    BadValue,
    Conflict,
    Forbidden,
    LockedStore,
    NotFound,
    Outdated,
    Problem,
    StoreError,
    UnreachableStore,
)
from graph_service.model.text import Text, Value, text


def status_of(error: AkteursnetzError) -> int:
    """The HTTP status of an expected error."""
    return next((status for kind, status in _STATUSES.items() if isinstance(error, kind)), HTTPStatus.BAD_REQUEST)


# The first that fits counts, so special kinds stand before what they are kinds of.
_STATUSES: dict[type[AkteursnetzError], HTTPStatus] = {
    NotFound: HTTPStatus.NOT_FOUND,
    BadInput: HTTPStatus.UNPROCESSABLE_ENTITY,
    Outdated: HTTPStatus.PRECONDITION_FAILED,
    Conflict: HTTPStatus.CONFLICT,
    Forbidden: HTTPStatus.FORBIDDEN,
    StoreError: HTTPStatus.SERVICE_UNAVAILABLE,
}


_TITLES = {
    HTTPStatus.NOT_FOUND: text("Nicht erfasst"),
    HTTPStatus.UNPROCESSABLE_ENTITY: text("Diese Angabe ist nicht möglich"),
    HTTPStatus.FORBIDDEN: text("Von hier aus ist das nicht erlaubt"),
    HTTPStatus.CONFLICT: text("Die Daten haben sich inzwischen geändert"),
    HTTPStatus.PRECONDITION_FAILED: text("Die Daten haben sich inzwischen geändert"),
    HTTPStatus.SERVICE_UNAVAILABLE: text("Der Speicher antwortet gerade nicht"),
    HTTPStatus.METHOD_NOT_ALLOWED: text("Das ist an dieser Adresse nicht möglich"),
}


def waiting(error: AkteursnetzError) -> dict[str, str]:
    """What tells the asking program when to try again, where that may help."""
    seconds = next((seconds for kind, seconds in _WAITS.items() if isinstance(error, kind)), None)
    return {} if seconds is None else {"Retry-After": str(seconds)}


_WAITS: dict[type[AkteursnetzError], int] = {LockedStore: 2, UnreachableStore: 5}


def title_of(status: int) -> Text:
    """The heading for an HTTP status."""
    return _TITLES.get(HTTPStatus(status), text("Das hat nicht geklappt"))


def validation_error(error: RequestValidationError) -> BadInput:
    """A refused request as an error of ours: which field, which value, what is allowed."""
    parts = [dict(part) for part in error.errors()]
    problems = [_validation_problem(part) for part in parts]
    faults = [fault for fault in map(_own_fault, parts) if fault]
    return BadInput(
        text("Die Anfrage enthält Angaben, die nicht möglich sind."),
        place=str(problems[0].place) if problems else "",
        value=problems[0].value if problems else "",
        problems=problems,
        remedy=faults[0].remedy if len(parts) == len(faults) == 1 else text("Bitte die genannten Angaben berichtigen."),
    )


def _own_fault(part: dict[str, object]) -> BadValue | None:
    """The error of ours that a part of a request was refused with, if it was."""
    context = part.get("ctx")
    fault = context.get("fault") if isinstance(context, dict) else None
    return fault if isinstance(fault, BadValue) else None


def _validation_problem(part: dict[str, object]) -> Problem:
    location = part.get("loc", ())
    names = (
        [str(name) for name in location if name not in ("query", "path", "body", "header")]
        if isinstance(location, tuple)
        else []
    )
    absent = part.get("type") == "missing" or part.get("input") is None
    value = "" if absent else str(part["input"])[:80]  # where something is missing the input is all around it
    return Problem(_validation_message(part, value), place=".".join(names), value=value)


def _validation_message(part: dict[str, object], value: str) -> Text:
    fault = _own_fault(part)
    if fault:
        return fault.message
    if part.get("type") == "string_too_short" and not value.strip():
        return _KINDS["missing"]
    context = part.get("ctx")
    limits = context if isinstance(context, dict) else {}
    for name, message in _LIMITS.items():
        if name in limits:
            return Text(message.template, {"value": value, "limit": _plain(str(limits[name]))})
    kind = str(part.get("type", ""))
    message = next((words for name, words in _KINDS.items() if name in kind), text("„{value}“ ist hier nicht möglich."))
    return Text(message.template, {"value": value})


def _plain(limit: str) -> Value:
    """Words that are allowed, as pydantic lists them ("'de' or 'en'"), or a number as it is."""
    words = tuple(re.findall(r"'([^']*)'", limit))
    return tuple(word for word in words if word) or limit


_LIMITS = {
    "expected": text("„{value}“ ist nicht möglich; erlaubt: {limit}."),
    "ge": text("„{value}“ ist zu klein; mindestens {limit}."),
    "le": text("„{value}“ ist zu groß; höchstens {limit}."),
    "max_length": text("„{value}“ ist zu lang; höchstens {limit} Zeichen."),
    "min_length": text("„{value}“ ist zu kurz; mindestens {limit} Zeichen."),
}
_KINDS = {
    "missing": text("Diese Angabe fehlt."),
    "int": text("„{value}“ ist keine ganze Zahl."),
    "bool": text("„{value}“ ist nicht möglich; erlaubt: true (ja), false (nein)."),
}
