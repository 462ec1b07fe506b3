"""The same thing from two sources becomes one record with two sources."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from graph_service.model.identity import fold
from graph_service.model.network import Network, references
from graph_service.model.nodes import Actor, AnyNode, Concept, Document, Measure
from graph_service.model.provenance import Citation, Record
from graph_service.model.ties import AnyRecord, Judgement, Tie

_LEGAL_FORM = re.compile(r"(?:[\s,]+(?:e\.?\s?v\.?|g?gmbh|gag|ag|a\.?o\.?r\.?))+$")
_JOINABLE = (Actor, Measure, Concept, Document)
_NUMBER_WORDS = {"vorlage", "vorlagennummer", "vorlagen", "drucksache", "nr", "nummer"}
_R = TypeVar("_R", bound=Record)


@dataclass(frozen=True)
class Joined:
    """A record of the new source that is one that the network already has."""

    incoming: str
    existing: str
    name: str


@dataclass(frozen=True)
class Joining:
    """Records ready to be put, what was recognised, and names that fit several records and so were not.

    `ids` say for each record of the source under which id it is put; `namesakes` are documents that have the title of
    a known one and another number, and so are not the same.
    """

    records: tuple[AnyRecord, ...]
    joined: tuple[Joined, ...]
    ambiguous: tuple[Joined, ...]
    ids: Mapping[str, str]
    namesakes: tuple[Joined, ...] = ()


def join(known: Network, records: Sequence[AnyRecord], *, newer: bool) -> Joining:
    """The records with the ids that the network already has for the same things, merged with what is known.

    Same means: the same id, or the same type and a name that both have, compared without letter case, marks and a
    legal form at the end, which must not be another one; of documents, the same number, or the same title where nothing
    that is recorded of both tells them apart. With `newer`, values of the new source replace known ones; else they only
    fill what is not known. Sources and names are always kept from both.
    """
    same, ambiguous, namesakes = _recognise(known, records)
    ids = {entry.incoming: entry.existing for entry in same}
    merged: dict[str, AnyRecord] = {}
    final: dict[str, str] = {}
    for record in records:
        moved = _moved(record, ids)
        final[record.id] = moved.id
        moved = moved.model_copy(update={"sources": _exact(moved.sources)})
        other = merged.get(moved.id) or known.get(moved.id)
        merged[moved.id] = moved if other is None else merge(other, moved, newer=newer and moved.id == record.id)
    return Joining(tuple(merged.values()), tuple(same), tuple(ambiguous), final, tuple(namesakes))


def name_key(name: str) -> str:
    """A name for comparing: "Flüchtlingsrat Leverkusen e. V." and "Fluchtlingsrat Leverkusen" are the same."""
    return _LEGAL_FORM.sub("", " ".join(fold(name).split())).strip(" ,.")


def _legal_form(name: str) -> str:
    """The legal form at the end of a name in one spelling; empty for a name without one."""
    found = _LEGAL_FORM.search(" ".join(fold(name).split()))
    return re.sub(r"[^a-z]", "", found[0]) if found else ""


def _recognise(known: Network, records: Iterable[AnyRecord]) -> tuple[list[Joined], list[Joined], list[Joined]]:
    """What is known already, what fits several known records, and documents that only share their title with one."""
    index = _names(known)
    same: list[Joined] = []
    ambiguous: list[Joined] = []
    namesakes: list[Joined] = []
    for record in records:
        if not isinstance(record, _JOINABLE) or record.id in known.nodes:
            continue
        names = (record.name, *record.names)
        hits = sorted({hit for name in names for hit in _fitting(index.get(_key(record, name), {}), name)})
        if isinstance(record, Document):
            hits, others = _documents(known, record, hits)
            namesakes.extend(Joined(record.id, other, record.name) for other in others)
        target = same if len(hits) == 1 else ambiguous
        target.extend(Joined(record.id, hit, record.name) for hit in hits)
    return same, ambiguous, namesakes


def _fitting(entries: Mapping[str, set[str]], name: str) -> Iterator[str]:
    """The records that have the name, but for those with another legal form: an association is not its company."""
    form = _legal_form(name)
    return (record for record, forms in entries.items() if not form or forms & {form, ""})


def _documents(known: Network, record: Document, titled: Iterable[str]) -> tuple[list[str], list[str]]:
    """The known documents that this one is, by its number or else by its title; and those with the title only."""
    numbered = [one.id for one in known.documents if _has_number_of(one, record)]
    there = [node for one in titled if isinstance(node := known.nodes[one], Document)]
    others = [one.id for one in there if one.number and record.number and not _has_number_of(one, record)]
    return numbered or [one.id for one in there if one.id not in others and _agree(one, record)], others


def _has_number_of(one: Document, other: Document) -> bool:
    """Whether both have the same number, of the same kind of document and not of different publishers."""
    if not one.number or not other.number or one.kind != other.kind:
        return False
    publishers = {name_key(name) for name in (one.publisher, other.publisher) if name}
    return len(publishers) < 2 and number_key(one.number) == number_key(other.number)


def number_key(number: str) -> str:
    """A number for comparing: "Vorlage Nr. 2017/1900" and "2017 / 1900" are the same."""
    words = re.findall(r"[^\W_]+", fold(number))
    return " ".join(word for word in words if word not in _NUMBER_WORDS) or " ".join(words)


def _agree(one: Document, other: Document) -> bool:
    """Whether kind and date do not tell two documents of one title apart; 2017 and 2017-10-27 may be one day."""
    dates = sorted(str(date) for date in (one.date, other.date) if date)
    return one.kind == other.kind and (len(dates) < 2 or dates[1].startswith(dates[0]))


def _names(known: Network) -> Mapping[tuple[str, str], Mapping[str, set[str]]]:
    """For each type and name the records that have it, with the legal forms that it has there."""
    index: dict[tuple[str, str], dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for node in known.nodes.values():
        for name in (node.name, *node.names):
            index[_key(node, name)][node.id].add(_legal_form(name))
    return index


def _key(node: AnyNode, name: str) -> tuple[str, str]:
    return (node.scheme if isinstance(node, Concept) else node.type), name_key(name)


def _moved(record: AnyRecord, ids: Mapping[str, str]) -> AnyRecord:
    """The record with every id that it holds replaced by the known one."""
    if ids.keys().isdisjoint({record.id, *references(record)}):
        return record
    values = record.model_dump()
    for name in ("id", "origin", "target", "field", "target_group", "district", "measure", "indicator"):
        if name in values:
            values[name] = ids.get(values[name], values[name])
    for name in ("broader", "subjects"):
        if name in values:
            values[name] = tuple(ids.get(part, part) for part in values[name])
    for source in values["sources"]:
        source["document"] = ids.get(source["document"], source["document"])
    if isinstance(record, Tie | Judgement):
        del values["id"]
    return type(record).model_validate(values)


def merge(known: _R, incoming: _R, *, newer: bool) -> _R:
    """One record of two: every source and name of both, and of other values the newer or the first known."""
    first, second = (incoming, known) if newer else (known, incoming)
    values: dict[str, Any] = {name: _either(first, second, name) for name in type(known).model_fields}
    values["sources"] = _exact(_union(known.sources, incoming.sources))
    if "names" in values:
        values["names"] = _other_names(values["name"], known, incoming)
    if "links" in values:
        values["links"] = _union(known.links, incoming.links)  # type: ignore[attr-defined]
    return type(known).model_validate(values)


def _either(first: Record, second: Record, name: str) -> Any:
    value = getattr(first, name)
    empty = value is None or value == () or (name == "valid" and value.is_unknown)
    return getattr(second, name) if empty or (name == "status" and value == "unknown") else value


def _union(left: tuple[Any, ...], right: tuple[Any, ...]) -> tuple[Any, ...]:
    return (*left, *(part for part in right if part not in left))


def _exact(sources: tuple[Citation, ...]) -> tuple[Citation, ...]:
    """The sources without those that name a document whose place another one names exactly."""
    exact = {source.document for source in sources if source.locator or source.quote} - {None}
    return tuple(source for source in sources if source.locator or source.quote or source.document not in exact)


def _other_names(name: str, known: Any, incoming: Any) -> tuple[str, ...]:
    every = dict.fromkeys((known.name, *known.names, incoming.name, *incoming.names))
    return tuple(other for other in every if other != name)
