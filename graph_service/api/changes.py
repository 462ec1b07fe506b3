"""Routes for what changed, in the world or in the records, and for the ways from one entry to another."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import chain
from typing import Annotated, TypeAlias

from fastapi import APIRouter, Depends, Query

from graph_service.analysis.change import GroupChange, TypeChange
from graph_service.analysis.governance import Path
from graph_service.api.findings import Shown
from graph_service.api.present import Presenter, presenter
from graph_service.api.records import answer
from graph_service.api.schemas import Word
from graph_service.api.schemas_changes import (
    ChangedOut,
    ChangesOut,
    GroupChangeOut,
    PathOut,
    PathsOut,
    ReachOut,
    RecordChangesOut,
    StepOut,
    TypeChangeOut,
    WorldChangesOut,
)
from graph_service.language import render
from graph_service.model.errors import BadValue
from graph_service.model.period import PartialDate
from graph_service.model.text import Label, text
from graph_service.operations import changing, describing, pathfinding
from graph_service.operations import wording_change as wording
from graph_service.operations.field_labels import PART_LABELS
from graph_service.operations.service import day_of, today
from graph_service.serving.filters import Some
from graph_service.serving.reading import JudgedOf, Reading

router = APIRouter(tags=["Verlauf und Wege / changes and paths"])

Day = Annotated[str | None, Query(max_length=40, description="Jahr, Monat oder Tag / year, month or day")]
Number = Annotated[int | None, Query(ge=0, le=2**53, description="Revision")]
End = Annotated[str, Query(max_length=200, description="Kennung / id, e.g. actor/ki; ki means an actor")]


@dataclass(frozen=True)
class Span:
    """Two days, or two revisions, that are to be compared."""

    from_: Annotated[Day, Query(alias="from")] = None
    to: Day = None
    from_revision: Number = None
    to_revision: Number = None

    @property
    def days(self) -> dict[str, str]:
        """The days that are given."""
        return {name: day for name, day in (("from", self.from_), ("to", self.to)) if day}

    @property
    def revisions(self) -> dict[str, int]:
        """The revisions that are given."""
        given = {"from_revision": self.from_revision, "to_revision": self.to_revision}
        return {name: number for name, number in given.items() if number is not None}


SpanOf: TypeAlias = Annotated[Span, Depends()]


@router.get("/networks/{n}/changes")
def changes(reading: JudgedOf, span: SpanOf, limit: Shown = 50) -> ChangesOut:
    """What is new, ended and kept between two days, or added, changed and removed between two revisions."""
    if span.days and span.revisions:
        raise BadValue(
            text("Zwei Tage und zwei Revisionen lassen sich nicht zugleich vergleichen."),
            place=next(iter(span.revisions)),
            value=str(next(iter(span.revisions.values()))),
            remedy=text("Bitte entweder Tage angeben oder Revisionen."),
        )
    return _records(reading, span, limit) if span.revisions else _world(reading, span, limit)


def _world(reading: Reading, span: Span, limit: int) -> WorldChangesOut:
    if not span.from_:
        raise _needed("from")
    _refuse(reading, "at")
    start = _date(span.from_, "from").first
    end = day_of(_date(span.to, "to")) if span.to else today()
    if not span.to and start > end:
        raise BadValue(
            text("Das Datum {value} liegt in der Zukunft.", value=_date(span.from_, "from")),
            place="from",
            value=span.from_,
            remedy=text("Verglichen wird mit heute: Bitte einen früheren Tag nennen, oder dazu einen späteren (bis)."),
        )
    found = changing.changes_between(
        reading.service, reading.network_id, start, end, reading.scope, reading.view.revision
    )
    seen = replace(reading, scope=found.after)
    return WorldChangesOut(
        **answer(seen, wording.world_sentence(found), wording.world_caveats(found)),
        kind="world",
        start=start,
        end=end,
        parameters=reading.scope.model_dump(mode="json", exclude={"at"}),
        groups=[_group(presenter(seen), group, limit) for group in found.groups],
        details=[render(words, reading.language) for words in wording.world_details(found)],
    )


def _records(reading: Reading, span: Span, limit: int) -> RecordChangesOut:
    if span.from_revision is None:
        raise _needed("from_revision")
    _refuse(reading, "at", "documented", "planned", "certain")
    old, new = (reading.service.view(reading.network_id, one) for one in (span.from_revision, span.to_revision))
    new = reading.view if span.to_revision is None else new
    found = changing.record_changes(reading.service, reading.network_id, old.revision, new.revision)
    seen = replace(reading, view=new)
    before, after = presenter(replace(reading, view=old)), presenter(seen)
    return RecordChangesOut(
        **answer(seen, wording.record_sentence(found), wording.record_caveats(found)),
        kind="records",
        start=found.old,
        end=found.new,
        groups=[_type(before, after, one, limit) for one in found.types],
        details=[render(words, reading.language) for words in wording.record_details(found)],
    )


def _needed(name: str) -> BadValue:
    return BadValue(
        text("Es fehlt, womit verglichen werden soll."),
        place=name,
        remedy=text(
            "Bitte zwei Tage angeben (from und, wenn nicht heute, to) oder zwei Revisionen (from_revision und, wenn "
            "nicht die neueste, to_revision)."
        ),
    )


def _refuse(reading: Reading, *names: str) -> None:
    """BadValue for what would change nothing, in silence."""
    given = {"at": reading.dated, **reading.scope.model_dump(include={"documented", "planned", "certain"})}
    for name in names:
        if given[name]:
            raise BadValue(
                text("Für diesen Vergleich hat „{value}“ keine Bedeutung.", value=name),
                place=name,
                value=str(reading.scope.at if name == "at" else given[name]),
                remedy=text("Bitte diese Angabe weglassen."),
            )


def _date(words: str, place: str) -> PartialDate:
    try:
        return PartialDate.written(words)
    except BadValue as error:
        raise BadValue(error.message, place=place, value=error.value, remedy=error.remedy) from error


def _group(present: Presenter, change: GroupChange, limit: int) -> GroupChangeOut:
    return GroupChangeOut(
        group=_word(present, change.group, wording.GROUP_LABELS[change.group]),
        new=len(change.new),
        ended=len(change.ended),
        kept=len(change.kept),
        undated=len(change.undated),
        hamming=change.hamming,
        jaccard=change.jaccard,
        new_records=[_record(present, one) for one in change.new[:limit]],
        ended_records=[_record(present, one) for one in change.ended[:limit]],
    )


def _type(before: Presenter, after: Presenter, change: TypeChange, limit: int) -> TypeChangeOut:
    return TypeChangeOut(
        group=_word(after, change.record_type, wording.type_label(change.record_type)),
        added=len(change.added),
        changed=len(change.changed),
        removed=len(change.removed),
        kept=len(change.kept),
        hamming=change.hamming,
        jaccard=change.jaccard,
        added_records=[_record(after, one) for one in change.added[:limit]],
        changed_records=[_record(after, one.id, one.parts) for one in change.changed[:limit]],
        removed_records=[_record(before, one) for one in change.removed[:limit]],
    )


def _word(present: Presenter, word: str, label: Label) -> Word:
    return Word(id=word, label=label.in_language(present.language))


def _record(present: Presenter, record_id: str, parts: Iterable[str] = ()) -> ChangedOut:
    network = present.network
    return ChangedOut(
        record=Word(id=record_id, label=render(wording.record_words(network, record_id), present.language)),
        parts=[_word(present, part, PART_LABELS[part]) for part in parts],
        sources=[present.source(source) for source in describing.sources_of([network.get(record_id)])],
    )


@router.get("/networks/{n}/paths")
def paths(
    reading: JudgedOf,
    from_: Annotated[End, Query(alias="from")],
    to: End,
    kind: Some = None,
    directed: Annotated[bool, Query(description="nur in ihrer Richtung / in their direction only")] = False,
    limit: Annotated[int, Query(ge=1, le=20)] = 20,
) -> PathsOut:
    """The shortest ways between two entries over lines of authority and coordination, or over the named kinds."""
    kinds = sorted({one for one in kind or () if one})
    every = pathfinding.paths_between(
        reading.service, reading.network_id, from_, to, reading.scope, kinds, directed, reading.view.revision
    )
    found, present = replace(every, paths=every.paths[:limit]), presenter(reading)
    return PathsOut(
        **answer(reading, wording.paths_sentence(found), wording.paths_caveats(found)),
        parameters={
            **reading.scope.model_dump(mode="json", exclude={"at"}),
            "kind": sorted(found.kinds),
            "directed": directed,
        },
        origin=present.name(found.origin.id),
        target=present.name(found.target.id),
        steps=found.steps,
        items=[_path(present, path) for path in found.paths],
        total=found.total,
        reach=ReachOut(**vars(found.reach)) if found.reach else None,
        absent=[present.name(node.id) for node in found.absent],
        left_out=found.left_out,
        undated=len(found.undated),
    )


def _path(present: Presenter, path: Path) -> PathOut:
    words = wording.path_words(path)[1::2]
    ties = [[reading.tie for reading in step.readings] for step in path.steps]
    return PathOut(
        words=render(wording.path_text(path), present.language),
        nodes=[present.name(node.id) for node in path.nodes],
        steps=[
            StepOut(words=render(said, present.language), ties=[present.tie(tie) for tie in step])
            for said, step in zip(words, ties, strict=True)
        ],
        facts=list(path.facts),
        sources=[present.source(source) for source in describing.sources_of(chain.from_iterable(ties))],
    )
