"""Records in plain values: one JSON file of the whole network, and the flat attributes that graph files hold."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from operator import attrgetter
from typing import Any, TypeAlias, TypeVar

from pydantic import BaseModel

from graph_service.exports.exported import Exported, Losses
from graph_service.model.network import Network
from graph_service.model.period import PartialDate, Period
from graph_service.model.provenance import Record
from graph_service.model.restricted import open_record, restricted_parts
from graph_service.model.text import text
from graph_service.model.ties import AnyRecord, Judgement, Tie

FORM = "akteursnetz/1"
Plain: TypeAlias = "str | int | bool"
_R = TypeVar("_R", bound=Record)
_ENDS = frozenset({"origin", "target", "subjects"})
_ON_DEMAND = {
    "contact": text("Kontakte (nur auf Wunsch enthalten)"),
    "internal_note": text("Interne Notizen (nur auf Wunsch enthalten)"),
}


def as_json(network: Network, *, contacts: bool = False) -> Exported:
    """Every record with every field, in the order of the ids: the same network gives the same bytes.

    `contacts` says whether the restricted contacts and internal notes are in it.
    """
    losses = Losses()
    shown = (kept(record, losses, contacts=contacts) for record in listed(network))
    records = [record.model_dump(mode="json", exclude_none=True) for record in shown]
    whole = {"form": FORM, "network": network.id, "revision": network.revision, "records": records}
    return Exported(f"{json.dumps(whole, ensure_ascii=False, indent=1)}\n".encode(), losses.all())


def listed(network: Network) -> list[AnyRecord]:
    """The records in the order of their ids."""
    return sorted(network.records(), key=attrgetter("id"))


def kept(record: _R, losses: Losses, *, contacts: bool) -> _R:
    """The record as it may leave the service: without contact and internal note, unless these are asked for."""
    if contacts:
        return record
    for name in restricted_parts(record):
        losses.add(_ON_DEMAND[name], record.id)
    return open_record(record)


def ends(record: Tie | Judgement) -> tuple[str, str]:
    """The two nodes that a tie or a judgement joins."""
    return (record.origin, record.target) if isinstance(record, Tie) else record.subjects


def flat(record: AnyRecord) -> dict[str, Plain]:
    """The recorded fields of a record under their own names, without its ends; lists and sources are JSON."""
    found: dict[str, Plain] = {}
    for name, value in record:
        if name == "valid":
            found.update(_period(value))
        elif name not in _ENDS and value is not None and value != ():
            found[name] = _plain(value)
    return found


def _period(valid: Period) -> Iterator[tuple[str, str]]:
    for name in ("start", "end"):
        if (day := getattr(valid, name)) is not None:
            yield name, str(day)


def _plain(value: Any) -> Plain:
    if isinstance(value, Decimal | PartialDate):
        return str(value)
    if isinstance(value, tuple):
        return json.dumps([_part(part) for part in value], ensure_ascii=False)
    plain: Plain = value
    return plain


def _part(part: object) -> object:
    return part.model_dump(mode="json", exclude_none=True) if isinstance(part, BaseModel) else part
