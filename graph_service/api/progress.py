"""The route for how far the measures are (Fortschrittskontrolle)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, TypeAlias

from fastapi import APIRouter, Depends, Query

from graph_service.analysis.indicators import Series
from graph_service.analysis.progress import MOST_MONTHS, SILENT_AFTER, FieldProgress, Portfolio, Progress, Standing
from graph_service.api.findings import Shown
from graph_service.api.present import Presenter, presenter
from graph_service.api.records import answer
from graph_service.api.schemas import SourceOut, Word
from graph_service.api.schemas_progress import (
    FieldProgressOut,
    GroupOut,
    PortfolioOut,
    ProgressOut,
    SeriesOut,
    StandingOut,
    StatusCountOut,
    ValueOut,
)
from graph_service.language import render
from graph_service.model.network import Network
from graph_service.model.nodes import Observation
from graph_service.model.provenance import Record
from graph_service.model.text import Text
from graph_service.model.vocabulary import vocabulary
from graph_service.operations import describing
from graph_service.operations import wording_progress as wording
from graph_service.operations.progressing import progress_of
from graph_service.serving.days import SomeDay
from graph_service.serving.filters import Facets, Some
from graph_service.serving.reading import Reading, ReadingOf

router = APIRouter(tags=["Fortschritt / progress"])


@dataclass(frozen=True)
class Asked:
    """After how many months without a report a measure is named, since when changes are told, in which fields."""

    months: Annotated[int, Query(ge=1, le=MOST_MONTHS, description="Monate ohne Bericht / months without a report")] = (
        SILENT_AFTER
    )
    since: Annotated[SomeDay, Query(description="Änderungen seit / changes since; so many months if left out")] = None
    field: Some = None


AskedOf: TypeAlias = Annotated[Asked, Depends()]

GROUPS: Mapping[str, Callable[[Standing], bool]] = {
    "late": lambda one: one.lateness == "late",
    "perhaps_late": lambda one: one.lateness == "perhaps_late",
    "silent": lambda one: one.silence == "silent",
    "never": lambda one: one.silence == "never",
    "contradicting": lambda one: bool(one.contradicting),
    "running": lambda one: one.status == "running",
    "unknown": lambda one: one.status == "unknown",
    "new": lambda one: bool(one.new),
    "started": lambda one: one.started,
    "ended": lambda one: one.ended,
    "moved": lambda one: one.has_moved,
}
"""What is said of measures apart; the measures of a group are those of which it holds."""


@router.get("/networks/{n}/progress")
def progress(reading: ReadingOf, asked: AskedOf, limit: Shown = 50) -> ProgressOut:
    """How far the measures are: by field and status, what is late or silent, what changed, where indicators lead."""
    found, present = progress_found(reading, asked), presenter(reading)
    return ProgressOut(
        **answer(reading, wording.progress_sentence(found), wording.progress_caveats(found)),
        parameters={"documented": reading.scope.documented, "field": list(asked.field or ())},
        since=found.since,
        months=found.months,
        total=len(found.standings),
        statuses=_counts(present, Counter(one.status for one in found.standings)),
        fields=[_field(present, field) for field in found.fields],
        without_field=_without_field(present, found.without_field),
        groups=groups(present, found.standings, limit),
        indicators=[series_out(present, one) for one in found.series[:limit]],
        reports=[present.report(one) for one in sorted(found.reports, key=lambda one: one.date)[::-1][:limit]],
        reports_total=len(found.reports),
    )


def progress_found(reading: Reading, asked: Asked) -> Progress:
    """What is found for a request; NotFound names the nearest fields."""
    named = Facets(field=[one for one in asked.field or () if one]).exactly(reading.network)
    return progress_of(
        reading.service,
        reading.network_id,
        reading.scope,
        months=asked.months,
        since=asked.since,
        fields=named.get("field", ()),
        revision=reading.view.revision,
    )


def groups(present: Presenter, standings: Iterable[Standing], limit: int) -> dict[str, GroupOut]:
    """Each group with so many of its measures."""
    known = list(standings)
    made: dict[str, GroupOut] = {}
    for name, holds in GROUPS.items():
        within = [one for one in known if holds(one)]
        label = wording.GROUP_LABELS[name].in_language(present.language)
        items = [standing_out(present, one) for one in within[:limit]]
        made[name] = GroupOut(name=Word(id=name, label=label), total=len(within), items=items)
    return made


def _counts(present: Presenter, found: Mapping[str, int]) -> list[StatusCountOut]:
    statuses = vocabulary().statuses
    return [StatusCountOut(status=present.word(one, statuses), measures=found.get(one, 0)) for one in statuses]


def _field(present: Presenter, found: FieldProgress) -> FieldProgressOut:
    return FieldProgressOut(
        field=present.name(found.field.id),
        notation=found.field.notation,
        words=render(wording.field_sentence(found), present.language),
        **_held(present, found),
    )


def _without_field(present: Presenter, found: Portfolio) -> PortfolioOut:
    return PortfolioOut(words=render(wording.fieldless_sentence(found), present.language), **_held(present, found))


def _held(present: Presenter, found: Portfolio) -> dict[str, Any]:
    held = Counter(name for one in found.standings for name, holds in GROUPS.items() if holds(one))
    numbers = {name: held[name] for name in ("late", "perhaps_late", "silent", "never")}
    return {
        "measures": len(found.standings),
        "by_status": _counts(present, found.by_status),
        "over": found.over,
        **numbers,
    }


def standing_out(present: Presenter, one: Standing) -> StandingOut:
    """One measure as of the day."""
    statuses, network = vocabulary().statuses, present.network
    return StandingOut(
        measure=present.name(one.measure.id),
        fields=[present.name(tie.target) for tie in network.ties_from(one.measure.id, "addresses")],
        status=present.word(one.status, statuses),
        before=present.word(one.before, statuses),
        words=render(wording.standing_words(one), present.language),
        stated_on=str(one.stated.on) if one.stated and one.stated.on else None,
        valid=present.period(one.measure.valid),
        over=one.is_over,
        planned_end=str(one.planned_end) if one.planned_end else None,
        late=one.lateness,
        silence=one.silence,
        started=one.started,
        ended=one.ended,
        new=one.new,
        reports=len(one.reports),
        report=present.report(one.newest) if one.newest else None,
        contradicting=[render(words, present.language) for words in _contradicting(network, one)],
        **_rests_on(present, one.facts),
    )


def _contradicting(network: Network, one: Standing) -> tuple[Text, ...]:
    return wording.contradiction_words(network, one.measure, one.contradicting)


def series_out(present: Presenter, one: Series) -> SeriesOut:
    """One series with its words."""
    indicator = one.indicator
    return SeriesOut(
        indicator=present.name(indicator.id),
        field=present.name(indicator.field),
        measure=present.name(one.measure) if one.measure else None,
        unit=indicator.unit,
        direction=present.word(indicator.direction, vocabulary().directions) if indicator.direction else None,
        target_value=indicator.target_value,
        target_on=str(indicator.target_on) if indicator.target_on else None,
        values=[_value(present, value, indicator.unit) for value in one.values],
        course=Word(id=one.course, label=wording.COURSE_LABELS[one.course].in_language(present.language)),
        due=one.due,
        contested=one.contested,
        words=render(wording.series_sentence(one), present.language),
        sources=_sources(present, [indicator]),
    )


def _value(present: Presenter, value: Observation, unit: str | None) -> ValueOut:
    return ValueOut(
        id=value.id,
        time=present.period(value.valid),
        value=value.value,
        words=render(wording.amount(value.value, unit), present.language),
        reported_by=value.reported_by,
        sources=_sources(present, [value]),
    )


def _rests_on(present: Presenter, facts: Iterable[str]) -> dict[str, Any]:
    known = list(facts)
    found = (present.network.get(one) for one in known)
    return {"facts": known, "sources": _sources(present, [record for record in found if record])}


def _sources(present: Presenter, records: Iterable[Record]) -> list[SourceOut]:
    return [present.source(one) for one in describing.sources_of(records)]
