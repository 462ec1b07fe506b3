"""Checksums of what a network holds and of how it came to be, alike in every store that holds the same."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from datetime import UTC
from decimal import MAX_EMAX, MAX_PREC, MIN_EMIN, Context, Decimal
from operator import attrgetter

from graph_service.model.change import Revision
from graph_service.model.ties import AnyRecord

_EXACT = Context(prec=MAX_PREC, Emin=MIN_EMIN, Emax=MAX_EMAX)


def checksum(records: Iterable[AnyRecord]) -> str:
    """SHA-256 of the canonical form of records: one line of JSON for each, in the order of their ids.

    Equal records have the same form and different ones another: what is not recorded is left out, the parts of
    a record stand in the order of their names, and numbers are written without needless zeros (1.0 as 1.00).
    """
    return _digest(_form(record) for record in sorted(records, key=attrgetter("id")))


def history_checksum(revisions: Iterable[Revision]) -> str:
    """SHA-256 of each revision's number, author, reason, time (UTC) and counts, in the order of their numbers."""
    return _digest(_signature(revision) for revision in sorted(revisions, key=attrgetter("number")))


def canonical_json(value: object) -> str:
    """The canonical form of a value that JSON can say: one line of ASCII, the parts in the order of their names.

    ValueError where it would not come back as it was: a number that is none, a name that is not text, a moment.
    """
    try:
        form = json.dumps(value, sort_keys=True, separators=(",", ":"), allow_nan=False)
        if json.loads(form) == value:
            return form
    except (TypeError, ValueError, RecursionError) as error:
        raise ValueError("not a value of JSON") from error
    raise ValueError("not a value of JSON")


def _digest(lines: Iterable[str]) -> str:
    digest = hashlib.sha256()
    for line in lines:
        digest.update(f"{line}\n".encode())
    return digest.hexdigest()


def _form(record: AnyRecord) -> str:
    return _serialise(record.model_dump(exclude_none=True))


def _signature(revision: Revision) -> str:
    parts = revision.model_dump(exclude={"network"})
    return _serialise(parts | {"time": revision.time.astimezone(UTC).isoformat(timespec="microseconds")})


def _plain(value: object) -> str:
    """A number as the shortest words for its exact value; zero has no sign."""
    if not isinstance(value, Decimal):
        raise TypeError(type(value))
    return str(_EXACT.normalize(value)) if value else "0"


_serialise = json.JSONEncoder(sort_keys=True, separators=(",", ":"), default=_plain).encode
