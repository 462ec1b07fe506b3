"""Days as a request names them: in German or ISO writing, a year or a month for its last day."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, TypeAlias

from pydantic import BeforeValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

from graph_service.model.errors import BadValue
from graph_service.model.period import PartialDate
from graph_service.operations.service import day_of

REFUSED = "refused_value"
"""The kind of validation error that carries an error of ours, as `fault` in its context."""

_YEAR, _MONTH = "[1-9][0-9]{3}", r"(0?[1-9]|1[0-2])"
_GERMAN = rf"((0?[1-9]|1[0-9]|2[0-8])\.{_MONTH}|(29|30)\.(0?[13-9]|1[0-2])|31\.(0?[13578]|1[02]))\.{_YEAR}"
_SHORTENED = rf"({_MONTH}/)?{_YEAR}|{_YEAR}-(0[1-9]|1[0-2])"
_DESCRIBED: dict[str, Any] = {
    "anyOf": [
        {"type": "string", "format": "date"},
        {"type": "string", "pattern": f"^({_GERMAN}|{_SHORTENED})$"},
    ],
    "examples": ["2017-12-31", "31.12.2017", "12/2017", "2017"],
}


def _day(given: object) -> object:
    """The day that is meant, for a year or month its last one or today while it is not over; "" is none."""
    if not isinstance(given, str):
        return given
    if not given.strip():
        return None
    try:
        return day_of(PartialDate.written(given))
    except BadValue as error:
        raise PydanticCustomError(REFUSED, "no date", {"fault": error}) from error


Day: TypeAlias = Annotated[date, BeforeValidator(_day), WithJsonSchema(_DESCRIBED)]
"""A day that must be named."""

SomeDay: TypeAlias = Annotated[
    date | None,
    BeforeValidator(_day),
    WithJsonSchema({**_DESCRIBED, "anyOf": [*_DESCRIBED["anyOf"], {"type": "null"}]}),
]
"""A day that may be left out, or empty in a form."""
