"""The log: lines for people or one JSON object each for programs, with nothing in them that people typed or sent.

An exception appears as its type and the places that it passed, never with its message: that may quote a password,
a contact or a whole record. What libraries say in their own words is left out for the same reason.
"""

from __future__ import annotations

import json
import logging
import traceback
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, Literal, TextIO, TypeAlias

LogForm: TypeAlias = Literal["plain", "json"]

REQUESTS = logging.getLogger("akteursnetz.requests")
_OWN = ("akteursnetz", "uvicorn")


def log_to(stream: TextIO, form: LogForm) -> None:
    """Sends the log of this process there: warnings and errors, and in JSON a line for every request too."""
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonLines() if form == "json" else PlainLines())
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    REQUESTS.setLevel(logging.INFO if form == "json" else logging.WARNING)


class JsonLines(logging.Formatter):
    """One JSON object a line: time (UTC), level, logger, message, what the line is about, and an exception's way."""

    def format(self, record: logging.LogRecord) -> str:
        told: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": _message(record),
            **getattr(record, "about", {}),
        }
        if error := _error(record):
            told |= {"exception": type(error).__name__, "places": list(_places(error))}
        return json.dumps(told, ensure_ascii=False)


class PlainLines(logging.Formatter):
    """The same for people, the way of an exception in lines of its own."""

    def format(self, record: logging.LogRecord) -> str:
        about = "".join(f" {name}={value}" for name, value in getattr(record, "about", {}).items())
        line = f"{record.levelname}: {_message(record)}{about}"
        error = _error(record)
        return "\n  ".join([f"{line} ({type(error).__name__})", *_places(error)]) if error else line


def _message(record: logging.LogRecord) -> str:
    own = record.name.partition(".")[0] in _OWN
    return record.getMessage() if own else f"{record.name}, {record.module}:{record.lineno}"


def _error(record: logging.LogRecord) -> BaseException | None:
    return record.exc_info[1] if record.exc_info else None


def _places(error: BaseException | None) -> Iterator[str]:
    """Module, line and function of every step to an exception, then of the one that it came from."""
    known: set[int] = set()
    while error is not None and id(error) not in known:
        known.add(id(error))
        for frame, line in traceback.walk_tb(error.__traceback__):
            yield f"{frame.f_globals.get('__name__', '?')}:{line} {frame.f_code.co_name}"
        error = error.__cause__ or error.__context__
        if error is not None:
            yield f"from {type(error).__name__}"
