"""Records as properties of nodes, and back; nothing is hidden in JSON."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any, TypeAlias

from pydantic import ValidationError

from graph_service.model.change import NetworkInfo, Revision
from graph_service.model.errors import AkteursnetzError
from graph_service.model.nodes import Concept, Document
from graph_service.model.period import Period
from graph_service.model.ties import RECORDS, AnyRecord, Judgement, Tie
from graph_service.stores.neo4j_connection import UnreadableRecord
from graph_service.stores.neo4j_search import parts_of
from graph_service.stores.words import Haystack, haystack

_EARLIEST, _LATEST = date.min.isoformat(), date.max.isoformat()
#: What a version has besides the record: where it belongs, when it holds, what finds it.
_BESIDES = {
    *("network", "since", "until", "stamp", "first_day", "last_day", "valid_from", "valid_to"),
    *("found_name", "found_others", "found_note", "found_parts"),
}


def properties_of(record: AnyRecord) -> dict[str, Any]:
    """The record as plain properties; what is not recorded is left out, a period becomes `valid_from`, `valid_to`.

    Its sources are not among them: they are relationships, see `citations_of`.
    """
    body = record.model_dump(mode="json", exclude_none=True, exclude={"sources"})
    found = {name: value for name, value in body.items() if value != []}
    valid = found.pop("valid", {})
    return found | {f"valid_{end}": valid[name] for name, end in (("start", "from"), ("end", "to")) if name in valid}


def citations_of(record: AnyRecord) -> Iterator[dict[str, Any]]:
    """For each source: the document or person that it names, and what else the record says of it, with its place."""
    for position, source in enumerate(record.sources):
        said = source.model_dump(mode="json", exclude_none=True)
        document, person = said.pop("document", None), said.pop("person", None)
        yield {"document": document, "person": person, "said": {**said, "position": position}}


def besides(record: AnyRecord) -> dict[str, Any]:
    """What follows from the record and is asked for: its first and last day, and the words that find it."""
    valid = Period() if isinstance(record, Document) else record.valid
    days = {
        "first_day": valid.start.first.isoformat() if valid.start else _EARLIEST,
        "last_day": valid.end.last.isoformat() if valid.end else _LATEST,
    }
    if isinstance(record, Tie | Judgement):
        return days
    hay = haystack(record)
    found = {"found_name": hay.name, "found_others": hay.others, "found_note": hay.note}
    parts = parts_of(hay)
    return days | found | ({"found_parts": parts} if parts else {})


def hay_of(properties: Mapping[str, Any]) -> Haystack:
    """What a version is found by."""
    return Haystack(properties["found_name"], properties["found_others"], properties["found_note"])


Found: TypeAlias = tuple[Mapping[str, Any], Sequence[tuple[Mapping[str, Any], str | None, str | None]]]
"""A version as it is read: its properties; those of each citation, and the document or the person that it cites."""


def record_from(found: Found) -> AnyRecord:
    """The record that a version holds; checked like any other, so that a damaged one is noticed."""
    said, cited = found
    valid = {end: said[name] for end, name in (("start", "valid_from"), ("end", "valid_to")) if name in said}
    body = {name: value for name, value in said.items() if name not in _BESIDES}
    sources = [_source(*citation) for citation in sorted(cited, key=lambda citation: citation[0].get("position", 0))]
    try:
        return RECORDS.validate_python(body | {"sources": sources, "valid": valid})
    except (ValidationError, AkteursnetzError) as error:
        raise UnreadableRecord from error


def _source(said: Mapping[str, Any], document: str | None, person: str | None) -> dict[str, Any]:
    kept = {name: value for name, value in said.items() if name != "position"}
    return kept | {"document": document, "person": person}


def label_of(record: AnyRecord) -> str:
    """The label of its versions, by what can be asked of them."""
    if isinstance(record, Tie):
        return "TieVersion"
    return "JudgementVersion" if isinstance(record, Judgement) else "NodeVersion"


def pointers_of(record: AnyRecord) -> Iterator[tuple[str, str]]:
    """What a record points to besides its sources, and by which type of relationship."""
    if isinstance(record, Concept):
        yield from (("BELOW", above) for above in dict.fromkeys(record.broader))
    elif isinstance(record, Tie | Judgement):
        ends = (record.origin, record.target) if isinstance(record, Tie) else record.subjects
        yield from zip(("FROM", "TO"), ends, strict=True)
    else:
        yield from (("CELL", part) for part in record.about())


def revision_from(found: Mapping[str, Any]) -> Revision:
    said = {name: value for name, value in found.items() if name != "stamp"}
    return Revision.model_validate({**said, "time": datetime.fromisoformat(found["time"])})


def network_from(found: Mapping[str, Any]) -> NetworkInfo:
    return NetworkInfo(id=found["network"], name=found["name"], revision=found["revision"])
