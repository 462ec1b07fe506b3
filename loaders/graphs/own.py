"""Nodes and edges that carry the fields of our records under their own names, as our exports write them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, get_args

from graph_service.model.errors import BadValue
from graph_service.model.nodes import AnyNode
from graph_service.model.text import text
from graph_service.model.ties import RECORDS, AnyRecord, Judgement, Tie
from loaders.graphs.form import Edge, Item

_TYPES: Mapping[str, type[AnyRecord]] = {
    one.model_fields["type"].default: one for one in (*get_args(AnyNode), Tie, Judgement)
}
_LISTS = frozenset({"names", "links", "broader", "goals", "approaches", "indicators", "none_recorded", "sources"})
_UNCITED = frozenset({"document", "judgement"})


def is_own(item: Item) -> bool:
    """Whether it has the fields of a record: its type, and the sources that nothing of ours is without."""
    record_type = item.attributes.get("type")
    is_edge = record_type in ("tie", "judgement")
    known = record_type in _TYPES and is_edge == isinstance(item, Edge)
    return known and ("sources" in item.attributes or record_type in _UNCITED)


def own_record(item: Item, ends: tuple[str, str] | None) -> tuple[AnyRecord, list[str]]:
    """The record in the attributes of a node, or of an edge with these ends; and the attributes that it does not have.

    The id of a tie follows from the rest, so that an edge which was moved in another program has its own.
    """
    values: dict[str, Any] = {}
    period: dict[str, Any] = {}
    unused: list[str] = []
    fields = _TYPES[item.attributes["type"]].model_fields
    for name, value in item.attributes.items():
        if name in ("start", "end"):
            period[name] = value
        elif name not in fields or name in ("origin", "target", "subjects", "valid"):
            unused.append(name)
        elif ends is None or name != "id":
            values[name] = _decoded(name, value)
    if period:
        values["valid"] = period
    if ends is not None:
        values |= {"origin": ends[0], "target": ends[1]} if values["type"] == "tie" else {"subjects": ends}
    else:
        values.setdefault("id", item.id)
    return RECORDS.validate_python(values), unused


def _decoded(name: str, value: Any) -> Any:
    if name not in _LISTS or not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except (ValueError, RecursionError) as error:
        raise BadValue(
            text("Das Attribut „{name}“ ist keine Liste in JSON.", name=name),
            value=value[:80],
            remedy=text('Es sieht so aus: ["eins", "zwei"].'),
        ) from error
