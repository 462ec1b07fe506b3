"""Nodes and edges of other programs: their attributes become fields of ours by the table of words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, get_args

from graph_service.model.errors import BadInput, BadValue
from graph_service.model.identity import check_id, node_id, prefix_of
from graph_service.model.nodes import AnyNode
from graph_service.model.text import Label, text
from graph_service.model.vocabulary import vocabulary
from loaders import cells
from loaders.graphs.form import Edge, Item
from loaders.graphs.words import classify, words
from loaders.tables import key


@dataclass(frozen=True)
class Choices:
    """What the person who loads a file of others says about it.

    `node_kind` and `tie_kind` stand for nodes and edges that say nothing of their kind; `words` puts words of the
    file into ours ("Organization" into "Verein").
    """

    node_kind: str = ""
    tie_kind: str = ""
    words: Mapping[str, str] = field(default_factory=dict)

    def ours(self, word: object) -> str:
        """Our word for a word of the file: what the person says, or the word itself."""
        plain = str(word).strip()
        return next((ours for theirs, ours in self.words.items() if key(theirs) == key(plain)), plain)


@dataclass
class Draft:
    """A node of which is known what it is; `rest` is what else the file says of it, by field.

    `has_own_id` says that the file has an id of our form, which is kept whatever it is called.
    """

    item: Item
    values: dict[str, Any]
    rest: dict[str, Any]
    has_own_id: bool
    unnamed: bool


def by_field(item: Item, table: Mapping[str, tuple[str, ...]]) -> tuple[dict[str, Any], list[str]]:
    """What the attributes say for each field, and the attributes that fill none."""
    filled = {key(name): (name, value) for name, value in item.attributes.items() if value not in (None, "", [])}
    found: dict[str, Any] = {}
    for slot, names in table.items():
        chosen = next((key(name) for name in names if key(name) in filled), None)
        if chosen:
            found[slot] = filled.pop(chosen)[1]
    return found, [name for name, _ in filled.values()]


def draft(item: Item, choices: Choices) -> tuple[Draft, list[str]]:
    """What identifies a node, so that others can refer to it, and the attributes that are of no use."""
    given, unused = by_field(item, words().node)
    found = [choices.ours(given.pop(slot, "")) for slot in ("type", "kind")]
    meaning = classify(*(found if any(found) else (choices.node_kind, "")))
    name = str(given.pop("name", ""))
    values: dict[str, Any] = {"type": meaning.type, "name": name or item.id}
    prefix = meaning.type
    if meaning.type == "concept":
        prefix = values["scheme"] = meaning.kind or _no_scheme()
        values["notation"] = str(given.pop("notation", "")) or values["name"][:120]
    elif meaning.kind:
        values["kind"] = meaning.kind
    own_id = next((one for one in (str(given.pop("id", "")), item.id) if _is_id(one, prefix)), "")
    values["id"] = own_id or node_id(prefix, values.get("notation", values["name"]))
    return Draft(item, values, given, bool(own_id), not name), unused


def _no_scheme() -> str:
    raise BadValue(
        text("Es ist nicht angegeben, in welche Liste der Begriff gehört."),
        remedy=text("Erlaubt: {words}.", words=tuple(scheme.one.de for scheme in vocabulary().schemes.values())),
    )


def _is_id(word: str, prefix: str) -> bool:
    try:
        return prefix_of(check_id(word)) == prefix
    except BadInput:
        return False


def has_field(node_type: str, slot: str) -> bool:
    """Whether a node of this type can hold this."""
    return slot in ("start", "end") or slot in _fields()[node_type]


@cache
def _fields() -> Mapping[str, frozenset[str]]:
    return {one.model_fields["type"].default: frozenset(one.model_fields) for one in get_args(AnyNode)}


def values_of(rest: Mapping[str, Any]) -> dict[str, Any]:
    """The values of the fields that are not part of the identity, without the sources."""
    read: dict[str, Any] = {}
    period = {slot: cells.day(str(rest[slot])) for slot in ("start", "end") if slot in rest}
    if period:
        read["valid"] = period
    for slot, value in rest.items():
        if slot not in ("start", "end", "sources"):
            read[slot] = _READERS.get(slot, str)(value)
    return read


def ties_of(edge: Edge, ends: tuple[str, str], given: dict[str, Any], choices: Choices) -> list[dict[str, Any]]:
    """Kind, ends and role of the ties that an edge means: one, or two where a directed kind goes both ways."""
    word = choices.ours(given.pop("kind", "")) or choices.tie_kind
    if not word:
        raise BadValue(
            text("Die Art der Beziehung ist nicht angegeben."),
            remedy=text("Gebraucht wird ein Attribut „kind“ oder „type“, zum Beispiel „arbeitet zusammen mit“."),
        )
    name = cells.word(word, "tie_kinds", Label(de="Beziehungsart", en="kind of relationship"))
    kind = vocabulary().tie_kinds[name]
    role = given.pop("role", None)
    tie: dict[str, Any] = {"kind": name, "origin": ends[0], "target": ends[1]}
    if role:
        tie["role"] = cells.word(choices.ours(role), "roles", Label(de="Rolle", en="role"), kind.roles or None)
    if not kind.directed or edge.direction == "directed":
        return [tie]
    if edge.direction == "mutual":
        return [tie, {**tie, "origin": ends[1], "target": ends[0]}]
    raise BadValue(
        text("Die Kante hat keine Richtung, aber „{kind}“ braucht eine.", kind=kind.forward),
        value=word,
        remedy=text("Bitte in der Datei angeben, an welchem Ende sie beginnt."),
    )


def _several(value: Any) -> tuple[str, ...]:
    return tuple(str(part) for part in value) if isinstance(value, list) else cells.texts(str(value))


def _word(table: str, de: str, en: str) -> Callable[[Any], str]:
    return lambda value: cells.word(str(value), table, Label(de=de, en=en))


_READERS: Mapping[str, Callable[[Any], object]] = {
    "names": _several,
    "links": _several,
    "date": lambda value: cells.day(str(value)),
    "status": _word("statuses", "Stand", "status"),
    "basis": _word("bases", "Grundlage", "basis"),
    "confirmation": _word("confirmations", "Bestätigung", "confirmation"),
}
