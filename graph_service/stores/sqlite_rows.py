"""Records as rows: the columns by which they are found, the JSON that is the record, and reading it back."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from itertools import islice
from typing import Any, TypeVar

from pydantic import ValidationError

from graph_service.model.change import NetworkInfo, Revision
from graph_service.model.errors import AkteursnetzError
from graph_service.model.network import kind_of
from graph_service.model.nodes import Concept, Document, Measure, NodeBase
from graph_service.model.period import Period
from graph_service.model.ties import RECORDS, AnyRecord, Judgement, Tie
from graph_service.stores.sqlite_connection import UnreadableRecord

_T = TypeVar("_T")
BATCH = 1000
_EARLIEST, _LATEST = date.min.isoformat(), date.max.isoformat()


def batches(items: Iterable[_T], size: int = BATCH) -> Iterator[list[_T]]:
    """The items in lists of at most this size."""
    rest = iter(items)
    while batch := list(islice(rest, size)):
        yield batch


def ids_json(values: Iterable[Any]) -> str:
    """Several values as one parameter, for json_each."""
    return json.dumps(list(values), ensure_ascii=False)


def body_of(record: AnyRecord) -> str:
    """The record as JSON; what is not recorded is left out."""
    return record.model_dump_json(exclude_none=True)


def ends_of(record: AnyRecord) -> tuple[str | None, str | None]:
    """The ends of a tie or the subjects of a judgement; nodes have none."""
    if isinstance(record, Tie):
        return record.origin, record.target
    return record.subjects if isinstance(record, Judgement) else (None, None)


def pointers_of(record: AnyRecord) -> Iterator[tuple[str, str]]:
    """What a record points to besides its ends, and as what."""
    for document in dict.fromkeys(source.document for source in record.sources if source.document):
        yield "source", document
    if isinstance(record, Concept):
        yield from (("broader", above) for above in dict.fromkeys(record.broader))
    elif isinstance(record, NodeBase):
        yield from (("cell", part) for part in dict.fromkeys(record.about()))


def columns_of(record: AnyRecord) -> dict[str, str | None]:
    """The columns that follow from the record itself."""
    valid_from, valid_to = _days(Period() if isinstance(record, Document) else record.valid)
    return {
        "type": record.type,
        "kind": record.kind if isinstance(record, Tie | Judgement) else kind_of(record),
        "role": record.role if isinstance(record, Tie) else None,
        "status": record.status if isinstance(record, Measure) else None,
        "confirmation": record.confirmation,
        "valid_from": valid_from,
        "valid_to": valid_to,
    }


def _days(valid: Period) -> tuple[str, str]:
    first = valid.start.first.isoformat() if valid.start else _EARLIEST
    return first, valid.end.last.isoformat() if valid.end else _LATEST


def revision_from(row: Sequence[Any]) -> Revision:
    """A revision from network id, number, author, reason, time, added, changed, removed."""
    network, number, author, reason, time, added, changed, removed = row
    return Revision(
        network=network,
        number=number,
        author=author,
        reason=reason,
        time=datetime.fromisoformat(time),
        added=added,
        changed=changed,
        removed=removed,
    )


def network_from(row: Sequence[Any]) -> NetworkInfo:
    """A network from its id, name and newest revision."""
    return NetworkInfo(id=row[0], name=row[1], revision=row[2])


def record_from(body: str) -> AnyRecord:
    """The record that a body holds; checked like any other, so that a damaged one is noticed."""
    try:
        return RECORDS.validate_json(body)
    except (ValidationError, AkteursnetzError) as error:
        raise UnreadableRecord from error
