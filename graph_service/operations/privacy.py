"""What is recorded of a person, anywhere and at any time: the answer to a request for access (Art. 15 GDPR)."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from graph_service.model.identity import prefix_of
from graph_service.model.network import not_found
from graph_service.model.nodes import Actor
from graph_service.model.ties import AnyRecord, Judgement, Tie
from graph_service.operations.persons import Named, named
from graph_service.stores.base import Store
from graph_service.stores.registry import Registry
from graph_service.stores.rewriting import Span

_HIDDEN = frozenset({"password", "digest", "kept_secret", "stamp", "login"})  # checksums and secrets of the registry


@dataclass(frozen=True)
class Sought:
    """Who is sought: under which names, and which records of persons are they; `kept` are records to leave alone."""

    named: Named
    records: frozenset[str] = frozenset()
    kept: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Hit:
    """One place where somebody is named, or perhaps is: in a record (or revision, or entry of the service), a field.

    `since` is the revision that brought it, `until` the one that took it away, None where it still stands.
    """

    network: str | None
    place: str
    field: str
    words: tuple[str, ...]
    sure: bool
    since: int | None = None
    until: int | None = None


@dataclass(frozen=True)
class Report:
    """Everything that was found of somebody; `records` are those of the person itself, by network."""

    hits: tuple[Hit, ...]
    records: Mapping[str, tuple[str, ...]]

    @property
    def sure(self) -> tuple[Hit, ...]:
        return tuple(hit for hit in self.hits if hit.sure)

    @property
    def unsure(self) -> tuple[Hit, ...]:
        return tuple(hit for hit in self.hits if not hit.sure)


def sought(store: Store, person: str, also: Iterable[str] = (), kept: Iterable[str] = ()) -> Sought:
    """Who is meant by a name or by the id of a person's record; NotFound for an id that never was there."""
    names, ids = [person], set()
    if prefix_of(person) == "actor" and "/" in person:
        records = [record for info in store.networks() for record in _versions(store, info.id, person)]
        if not records:
            raise not_found(person, [id_ for info in store.networks() for id_ in spans_of(store, info.id)])
        names, ids = [name for record in records for name in (record.name, *record.names)], {person}
    return Sought(named(dict.fromkeys(names), also), frozenset(ids), frozenset(kept))


def _versions(store: Store, network: str, record_id: str) -> Iterator[Actor]:
    for span in spans_of(store, network).get(record_id, ()):
        if isinstance(span.record, Actor):
            yield span.record


def spans_of(store: Store, network: str) -> dict[str, list[Span]]:
    """Every record that ever was in a network, as it was from revision to revision."""
    spans: dict[str, list[Span]] = defaultdict(list)
    for revision in store.revisions(network):
        change = store.change(network, revision.number)
        for record_id in (*(record.id for record in change.put), *change.remove):
            if spans[record_id] and spans[record_id][-1].until is None:
                last = spans[record_id].pop()
                spans[record_id].append(Span(last.since, revision.number, last.record))
        for record in change.put:
            spans[record.id].append(Span(revision.number, None, record))
    return spans


def report(store: Store, registry: Registry | None, who: Sought) -> Report:
    """Everything that names somebody: in every revision of every network, and in the service's own data."""
    hits: list[Hit] = []
    records: dict[str, tuple[str, ...]] = {}
    for info in store.networks():
        spans = spans_of(store, info.id)
        own = tuple(sorted(one for one, those in spans.items() if any(is_of(span.record, who) for span in those)))
        if own:
            records[info.id] = own
        hits += _in_records(info.id, spans, who, frozenset(own))
        for revision in store.revisions(info.id):
            said = {"author": revision.author, "reason": revision.reason}
            hits += _hits(said, who.named, info.id, f"revision/{revision.number}", revision.number, None)
    return Report((*hits, *(_in_registry(registry, who) if registry else ())), records)


def is_of(record: AnyRecord, who: Sought) -> bool:
    """Whether a record is that of the person itself: it was named, or is of a person who surely has the name."""
    if record.id in who.records:
        return True
    is_person = isinstance(record, Actor) and record.kind == "person" and record.id not in who.kept
    return is_person and any(who.named.surely_in(name) for name in (record.name, *record.names))  # type: ignore[union-attr]


def _in_records(network: str, spans: Mapping[str, list[Span]], who: Sought, own: frozenset[str]) -> Iterator[Hit]:
    for record_id, those in sorted(spans.items()):
        if record_id not in who.kept:
            found = [hit for span in those for hit in _of_span(network, span, who, own)]
            yield from _joined(found)


def _of_span(network: str, span: Span, who: Sought, own: frozenset[str]) -> Iterator[Hit]:
    said = span.record.model_dump(mode="json", exclude_none=True)
    hits = tuple(_hits(said, who.named, network, span.record.id, span.since, span.until))
    yield from hits
    if span.record.id in own or not own.isdisjoint(ends_of(span.record)):
        # All that is said of the person, whether it names them or not.
        told = {hit.field for hit in hits}
        for field, words in strings_of(said):
            if field not in told and field != "type":
                yield Hit(network, span.record.id, field, (words,), True, span.since, span.until)


def ends_of(record: AnyRecord) -> tuple[str, ...]:
    """The two that a tie or a judgement is about."""
    if isinstance(record, Tie):
        return record.origin, record.target
    return record.subjects if isinstance(record, Judgement) else ()


def _hits(
    said: Any, named_as: Named, network: str | None, place: str, since: int | None, until: int | None
) -> Iterator[Hit]:
    for field, words in strings_of(said):
        if found := named_as.surely_in(words):
            yield Hit(network, place, field, found, True, since, until)
        elif found := named_as.perhaps_in(words):
            yield Hit(network, place, field, found, False, since, until)


def strings_of(said: Any, place: str = "") -> Iterator[tuple[str, str]]:
    """Every string in a value of JSON with its place: "sources.0.quote"."""
    if isinstance(said, str):
        yield place, said
    parts = said.items() if isinstance(said, dict) else enumerate(said) if isinstance(said, list) else ()
    for name, part in parts:
        yield from strings_of(part, f"{place}.{name}" if place else str(name))


def _joined(hits: Iterable[Hit]) -> Iterator[Hit]:
    """Hits of one record; what stood there through several changes of it is one."""
    open_hits: dict[tuple[str, tuple[str, ...], bool], Hit] = {}
    done: list[Hit] = []
    for hit in hits:
        key = (hit.field, hit.words, hit.sure)
        before = open_hits.pop(key, None)
        if before is not None and before.until != hit.since:
            done.append(before)
            before = None
        since = before.since if before else hit.since
        open_hits[key] = Hit(hit.network, hit.place, hit.field, hit.words, hit.sure, since, hit.until)
    yield from sorted((*done, *open_hits.values()), key=lambda hit: (hit.since or 0, hit.field))


def _in_registry(registry: Registry, who: Sought) -> Iterator[Hit]:
    with registry.contents() as contents:
        entries = [(row.kind, json.loads(row.value)) for row in contents.entries]
    for kind, value in entries:
        shown = {field: words for field, words in strings_of(value) if field.rpartition(".")[2] not in _HIDDEN}
        yield from _hits(shown, who.named, None, kind, None, None)
