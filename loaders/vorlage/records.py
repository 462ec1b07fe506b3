"""The facts of a paper as records, each with the passage that says so."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain

from graph_service.model.identity import local_of, node_id
from graph_service.model.nodes import Actor, AnyNode, Concept, Document, Event, Measure, concept_id
from graph_service.model.period import ALWAYS, Period
from graph_service.model.provenance import Citation
from graph_service.model.text import Text
from graph_service.model.ties import AnyRecord, Tie
from loaders.vorlage.bodies import Bodies, Body, Directorates
from loaders.vorlage.fields import Field, Fields
from loaders.vorlage.head import Head
from loaders.vorlage.involvement import Involvement
from loaders.vorlage.sections import Block, Passage
from loaders.vorlage.stations import Row
from loaders.vorlage.steps import Resolution, Step
from loaders.vorlage.text import shorten
from loaders.vorlage.words import words

_NAME = 290
_NOTE = 3900
_SOURCES = 10


@dataclass(frozen=True)
class Station:
    """A row of the Beratungsfolge with its date (or why it is not understood) and its passage."""

    row: Row
    when: Period | None
    problem: Text | None
    passage: Passage


@dataclass(frozen=True)
class Facts:
    """Everything that was read in one paper."""

    source: str
    head: Head
    stations: tuple[Station, ...]
    bodies: Bodies
    directorates: Directorates | None
    fields: Fields
    steps: tuple[Step, ...]
    resolutions: tuple[Resolution, ...]
    involvements: tuple[Involvement, ...]
    blocks: tuple[Block, ...]

    @property
    def document(self) -> str:
        """The id of the paper: from its number, else from its subject, else from the name of its file."""
        head = self.head
        named = head.number or head.subject
        return node_id("document", f"{head.label} {named.value}" if named else self.source.rsplit(".", 1)[0])

    @property
    def measure(self) -> str | None:
        """The id of what the paper is about, where its subject names a concept, programme or the like."""
        subject = self.head.subject
        if subject and any(word in subject.value.casefold() for word in words().measure_words):
            return node_id("measure", subject.value)
        return None


def repeated(facts: Facts) -> list[tuple[Station, ...]]:
    """The stations of each body in each role; of several, the last one comes first: it is the one that counts."""
    groups: dict[tuple[str, str], list[Station]] = {}
    for station in facts.stations:
        key = _actor_id(facts.bodies.by_cell[station.row.body]), station.row.kind or "consults"
        groups.setdefault(key, []).append(station)
    # Sorting keeps the order of the table where dates are the same or missing.
    return [tuple(sorted(group, key=_day, reverse=True)) for group in groups.values()]


def _day(station: Station) -> str:
    return str(station.when.start or "") if station.when else ""


def records_of(facts: Facts) -> tuple[AnyRecord, ...]:
    """The records of a paper: the document, then nodes, then ties; what is said twice has both passages."""
    kept: dict[str, AnyRecord] = {}
    for record in chain(_nodes(facts), _ties(facts)):
        twin = kept.get(record.id)
        kept[record.id] = merged(twin, record) if twin else record
    return tuple(kept.values())


def merged(first: AnyRecord, second: AnyRecord) -> AnyRecord:
    """The first record with the passages and names of the second, up to a number that a reader can look through."""
    if len(first.sources) >= _SOURCES:
        return first
    update: dict[str, object] = {"sources": tuple(dict.fromkeys((*first.sources, *second.sources)))}
    if isinstance(first, Actor) and isinstance(second, Actor):
        forms = dict.fromkeys((*first.names, second.name, *second.names))
        update["names"] = tuple(form for form in forms if form != first.name)
    return first.model_copy(update=update)


def _nodes(facts: Facts) -> Iterator[AnyNode]:
    yield _document(facts)
    yield from (_actor(facts, body) for body in _bodies(facts))
    yield from _measure(facts)
    yield from (_field(facts, field, order) for order, field in enumerate(facts.fields.found, start=1))
    yield from (_event(facts, step.name, step.kind, step.when, step) for step in facts.steps)
    yield from (_event(facts, told.name, "meeting", told.when, told) for told in facts.resolutions)


def _document(facts: Facts) -> Document:
    head = facts.head
    known = [fact.passage for fact in (head.number, head.subject, head.date_words, head.decision) if fact]
    number = head.number.value if head.number else None
    name = head.subject.value if head.subject else f"{head.label} {number}" if number else facts.source
    return Document(
        id=facts.document,
        kind="council_paper",
        name=shorten(name, _NAME),
        number=number,
        date=head.date,
        publisher=head.town.value if head.town else None,
        note=shorten(f"Beschlussentwurf: {head.decision.value}", _NOTE) if head.decision else None,
        sources=tuple(dict.fromkeys(passage.cite(facts.document) for passage in known)),
    )


def _bodies(facts: Facts) -> Iterator[Body]:
    yield from facts.bodies
    mayor = facts.head.mayor
    if mayor:
        of_town = facts.bodies.finder.of_town
        yield Body("mayor", mayor.value, [f"{mayor.value} {of_town}"] if of_town else [], [mayor.passage])


def _actor(facts: Facts, body: Body) -> Actor:
    return Actor(
        id=_actor_id(body),
        kind=body.kind,
        name=shorten(body.name, _NAME),
        names=tuple(shorten(form, _NAME) for form in body.forms),
        sources=tuple(passage.cite(facts.document) for passage in body.passages),
        basis="inferred" if body.kind_is_guessed else "stated",
        note=str(body.note) if body.note else None,
    )


def _actor_id(body: Body) -> str:
    return node_id("actor", body.name)


def _measure(facts: Facts) -> Iterator[Measure]:
    subject = facts.head.subject
    if subject and facts.measure:
        annexed = [block for block in facts.blocks if block.section.key == "annexes"]
        same = [block for block in annexed if _bare(block.words) == _bare(subject.value) != block.words]
        yield Measure(
            id=facts.measure,
            name=shorten(subject.value, _NAME),
            names=tuple(dict.fromkeys(block.words for block in same if block.words != subject.value)),
            sources=_cited(facts, [subject.passage, *(block.whole() for block in same)]),
        )


def _bare(name: str) -> str:
    """The name without articles, bullets and the stop at its end."""
    return " ".join(re.sub(r"\b(?:der|die|das|des)\b|^[-–•*\d.)\s]+|[.,;]$", " ", name).casefold().split())


def _cited(facts: Facts, passages: Iterable[Passage]) -> tuple[Citation, ...]:
    return tuple(dict.fromkeys(passage.cite(facts.document) for passage in passages))


def _field(facts: Facts, field: Field, order: int) -> Concept:
    return Concept(
        id=concept_id("field", field.notation),
        scheme="field",
        notation=field.notation,
        name=shorten(field.name, _NAME),
        order=order,
        sources=_cited(facts, [field.passage]),
    )


def _event(facts: Facts, name: str, kind: str, when: Period | None, told: Step | Resolution) -> Event:
    return Event(
        id=_event_id(facts, told),
        name=shorten(name, _NAME),
        kind=kind,
        valid=when or ALWAYS,
        original=told.time_words,
        sources=_cited(facts, [told.passage]),
    )


def _event_id(facts: Facts, told: Step | Resolution) -> str:
    """An id from time and name, so that the same event told in another paper is the same."""
    return node_id("event", f"{told.when or local_of(facts.document)} {told.name}")


def _ties(facts: Facts) -> Iterator[Tie]:
    orders = {id(station): order for order, station in enumerate(facts.stations, start=1)}
    for same in repeated(facts):
        yield _station(facts, same, orders[id(same[0])])
    yield from (
        _tie(facts, "concerns", facts.document, concept_id("field", field.notation), [field.passage])
        for field in facts.fields.found
    )
    yield from _about_the_measure(facts)
    for step in facts.steps:
        for body in {id(body): body for _, body in facts.bodies.mentions_in(step.block.words)}.values():
            yield _taking_part(facts, body, step)
    yield from (_taking_part(facts, told.body, told) for told in facts.resolutions)


def _station(facts: Facts, same: tuple[Station, ...], order: int) -> Tie:
    """The tie of a body and the paper: as the last of its stations says, with the passages of all."""
    station, row = same[0], same[0].row
    values = {
        "kind": row.kind or "consults",
        "origin": _actor_id(facts.bodies.by_cell[row.body]),
        "target": facts.document,
        "order": order,
        "public": row.public,
        "valid": station.when or ALWAYS,
        "original": row.role or None,
        "basis": "stated" if row.kind else "inferred",
        "sources": _cited(facts, [part.passage for part in same])[:_SOURCES],
    }
    return Tie.model_validate(values)


def _about_the_measure(facts: Facts) -> Iterator[Tie]:
    subject = facts.head.subject
    if facts.measure is None or subject is None:
        return
    yield _tie(facts, "concerns", facts.document, facts.measure, [subject.passage])
    for part in facts.involvements:
        origin = _actor_id(part.body)
        yield _tie(facts, part.kind, origin, facts.measure, [part.passage], role=part.role, original=part.original)


def _taking_part(facts: Facts, body: Body, told: Step | Resolution) -> Tie:
    event = _event_id(facts, told)
    return _tie(facts, "takes_part_in", _actor_id(body), event, [told.passage], valid=told.when or ALWAYS)


def _tie(facts: Facts, kind: str, origin: str, target: str, passages: Iterable[Passage], **more: object) -> Tie:
    ends = {"kind": kind, "origin": origin, "target": target}
    return Tie.model_validate({**ends, "sources": _cited(facts, passages), **more})
