"""What only coordinators may read: contacts of functions and internal notes; and records and networks without these."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeVar

from graph_service.model.network import Network
from graph_service.model.provenance import Record

RESTRICTED = ("contact", "internal_note")
_R = TypeVar("_R", bound=Record)


def restricted_parts(record: Record) -> dict[str, Any]:
    """The restricted fields in which a record says something, with what they say."""
    found = {name: getattr(record, name, None) for name in RESTRICTED}
    return {name: said for name, said in found.items() if said is not None}


def open_record(record: _R) -> _R:
    """The record as everybody may read it: the same one where nothing in it is restricted."""
    held = restricted_parts(record)
    return record.model_copy(update=dict.fromkeys(held)) if held else record


def open_records(records: Iterable[_R]) -> tuple[_R, ...]:
    return tuple(map(open_record, records))


def open_network(network: Network) -> Network:
    """The network as everybody may read it: the same one where nothing in it is restricted."""
    records = list(network.records())
    shown = open_records(records)
    if all(one is other for one, other in zip(records, shown, strict=True)):
        return network
    return Network(network.id, shown, network.revision, trusted=True)
