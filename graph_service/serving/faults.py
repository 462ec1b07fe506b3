"""Expected errors as seen over HTTP: their status, their heading, and refused requests as errors of ours."""

from __future__ import annotations

import re
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from fastapi.exceptions import RequestValidationError

from graph_service.access.provider_http import ProviderFault
from graph_service.model.errors import (
    AkteursnetzError,
    BadInput,
    BadValue,
    Conflict,
    Forbidden,
    LockedStore,
    NotFound,
    NotSignedIn,
    Outdated,
    Problem,
    StoreError,
    TooLarge,
    TooManyAttempts,
    Unconditional,
    UnreachableStore,
)
from graph_service.model.text import Text, Value, counted, text


def status_of(error: AkteursnetzError) -> int:
    """The HTTP status of an expected error."""
    return next((status for kind, status in _STATUSES.items() if isinstance(error, kind)), HTTPStatus.BAD_REQUEST)


# The first that fits counts, so special kinds stand before what they are kinds of.
_STATUSES: dict[type[AkteursnetzError], HTTPStatus] = {
    NotFound: HTTPStatus.NOT_FOUND,
    TooLarge: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    BadInput: HTTPStatus.UNPROCESSABLE_ENTITY,
    Unconditional: HTTPStatus.PRECONDITION_REQUIRED,
    Outdated: HTTPStatus.PRECONDITION_FAILED,
    Conflict: HTTPStatus.CONFLICT,
    Forbidden: HTTPStatus.FORBIDDEN,
    TooManyAttempts: HTTPStatus.TOO_MANY_REQUESTS,
    NotSignedIn: HTTPStatus.UNAUTHORIZED,
    StoreError: HTTPStatus.SERVICE_UNAVAILABLE,
    ProviderFault: HTTPStatus.SERVICE_UNAVAILABLE,
}


_TITLES = {
    HTTPStatus.NOT_FOUND: text("Nicht erfasst"),
    HTTPStatus.UNPROCESSABLE_ENTITY: text("Diese Angabe ist nicht möglich"),
    HTTPStatus.UNAUTHORIZED: text("Bitte anmelden"),
    HTTPStatus.FORBIDDEN: text("Das ist nicht erlaubt"),
    HTTPStatus.TOO_MANY_REQUESTS: text("Zu viele Versuche"),
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: text("Das ist zu groß"),
    HTTPStatus.PRECONDITION_REQUIRED: text("Es fehlt, worauf sich die Änderung bezieht"),
    HTTPStatus.CONFLICT: text("Das passt nicht zu dem, was erfasst ist"),
    HTTPStatus.PRECONDITION_FAILED: text("Die Daten haben sich inzwischen geändert"),
    HTTPStatus.SERVICE_UNAVAILABLE: text("Der Speicher antwortet gerade nicht"),
    HTTPStatus.METHOD_NOT_ALLOWED: text("Das ist an dieser Adresse nicht möglich"),
}


def waiting(error: AkteursnetzError) -> dict[str, str]:
    """What tells the asking program when to try again, or how to say who it is, where that may help."""
    if isinstance(error, TooManyAttempts):
        return {"Retry-After": str(error.seconds)}
    if isinstance(error, NotSignedIn):
        return {"WWW-Authenticate": "Bearer"}
    seconds = next((seconds for kind, seconds in _WAITS.items() if isinstance(error, kind)), None)
    return {} if seconds is None else {"Retry-After": str(seconds)}


_WAITS: dict[type[AkteursnetzError], int] = {LockedStore: 2, UnreachableStore: 5, ProviderFault: 10}


def title_of(status: int) -> Text:
    """The heading for an HTTP status."""
    return _TITLES.get(HTTPStatus(status), text("Das hat nicht geklappt"))


def validation_error(error: RequestValidationError) -> BadInput:
    """A refused request as an error of ours: which field, which value, what is allowed."""
    parts = [dict(part) for part in error.errors() if not _only_seems_short(part)]
    if any(part.get("type") == "json_invalid" for part in parts):
        return _no_json(str(error.body or ""), parts[0])
    problems = [_validation_problem(part) for part in parts]
    faults = [fault for fault in map(_own_fault, parts) if fault]
    return BadInput(
        text("Die Anfrage enthält Angaben, die nicht möglich sind."),
        place=str(problems[0].place) if problems else "",
        value=problems[0].value if problems else "",
        problems=problems,
        remedy=faults[0].remedy if len(parts) == len(faults) == 1 else text("Bitte die genannten Angaben berichtigen."),
    )


def _only_seems_short(part: Mapping[str, Any]) -> bool:
    """Whether a list has enough entries, of which only the wrong ones were not counted."""
    return part["type"] == "too_short" and bool(len(part["input"]) >= part["ctx"]["min_length"])


def _no_json(body: str, part: dict[str, Any]) -> BadInput:
    """The refusal of a body that cannot be read as JSON, with the place at which it goes wrong."""
    at = part["loc"][-1]
    line, column = body.count("\n", 0, at) + 1, at - body.rfind("\n", 0, at)
    return BadInput(
        text("Der Inhalt der Anfrage ist kein gültiges JSON: in Zeile {line} an Stelle {column} geht es nicht weiter.",
             line=str(line), column=str(column)),
        place="body",
        value=body[at : at + 80],
        remedy=text("Bitte dort Klammern, Kommas und Anführungszeichen prüfen."),
    )  # fmt: skip


def _own_fault(part: dict[str, object]) -> BadValue | None:
    """The error of ours that a part of a request was refused with, if it was."""
    context = part.get("ctx")
    fault = context.get("fault") if isinstance(context, dict) else None
    return fault if isinstance(fault, BadValue) else None


def _validation_problem(part: dict[str, object]) -> Problem:
    location = part.get("loc", ())
    steps = [str(name) for name in location] if isinstance(location, tuple) else []
    names = [name for name in steps if name not in ("query", "path", "body", "header")] or steps[:1]
    names += [_plain_name(part)] if part.get("type") == "union_tag_not_found" else []
    given = "null" if part.get("input") is None else str(part["input"])[:80]
    absent = part.get("type") in ("missing", "union_tag_not_found")
    value = "" if absent else given  # where something is missing the input is all around it
    return Problem(_validation_message(part, value), place=".".join(names), value=value)


def _validation_message(part: dict[str, object], value: str) -> Text:
    fault = _own_fault(part)
    if fault:
        return fault.message
    if part.get("type") == "string_too_short" and not value.strip():
        return _KINDS["missing"]
    context = part.get("ctx")
    limits = context if isinstance(context, dict) else {}
    if "actual_length" in limits:
        return _of_length(limits)
    for name, message in _LIMITS.items():
        if name in limits:
            return Text(message.template, {"value": value, "limit": _plain(str(limits[name]))})
    kind = str(part.get("type", ""))
    message = next((words for name, words in _KINDS.items() if name in kind), text("„{value}“ ist hier nicht möglich."))
    return Text(message.template, {"value": value})


def _of_length(limits: Mapping[str, Any]) -> Text:
    """What is wrong with how many entries a list has."""
    if "min_length" in limits:
        return counted(
            "Diese Liste ist zu kurz; nötig ist mindestens ein Eintrag.",
            "Diese Liste ist zu kurz; nötig sind mindestens {n} Einträge.",
            limits["min_length"],
        )
    return counted(
        "Diese Liste ist zu lang; erlaubt ist höchstens ein Eintrag.",
        "Diese Liste ist zu lang; erlaubt sind höchstens {n} Einträge.",
        limits["max_length"],
    )


def _plain_name(part: Mapping[str, Any]) -> str:
    """What the part is called that says which kind of thing something is."""
    return str(part["ctx"]["discriminator"]).strip("'")


def _plain(limit: str) -> Value:
    """Words that are allowed, as pydantic lists them ("'de' or 'en'"), or a number as it is."""
    words = tuple(re.findall(r"'([^']*)'", limit))
    return tuple(word for word in words if word) or limit


_LIMITS = {
    "expected_tags": text("„{value}“ ist nicht möglich; erlaubt: {limit}."),
    "expected": text("„{value}“ ist nicht möglich; erlaubt: {limit}."),
    "ge": text("„{value}“ ist zu klein; mindestens {limit}."),
    "le": text("„{value}“ ist zu groß; höchstens {limit}."),
    "max_length": text("„{value}“ ist zu lang; höchstens {limit} Zeichen."),
    "min_length": text("„{value}“ ist zu kurz; mindestens {limit} Zeichen."),
}
_KINDS = {
    "missing": text("Diese Angabe fehlt."),
    "union_tag_not_found": text("Diese Angabe fehlt."),
    "extra_forbidden": text("Diese Angabe gibt es hier nicht."),
    "dict_type": text("„{value}“ ist hier nicht möglich; erwartet wird ein Objekt mit benannten Angaben."),
    "model_attributes_type": text("„{value}“ ist hier nicht möglich; erwartet wird ein Objekt mit benannten Angaben."),
    "list_type": text("„{value}“ ist hier nicht möglich; erwartet wird eine Liste."),
    "tuple_type": text("„{value}“ ist hier nicht möglich; erwartet wird eine Liste."),
    "string_type": text("„{value}“ ist hier nicht möglich; erwartet wird ein Text in Anführungszeichen."),
    "int": text("„{value}“ ist keine ganze Zahl."),
    "bool": text("„{value}“ ist nicht möglich; erlaubt: true (ja), false (nein)."),
}
