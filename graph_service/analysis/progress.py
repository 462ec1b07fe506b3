"""How far the measures are: what was last said of each, what is late, what nobody reported on, what changed."""

from __future__ import annotations

import calendar
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from graph_service.analysis.indicators import Series, counts, series_of
from graph_service.analysis.scope import ENDED, Scope, told_from
from graph_service.model.errors import BadValue
from graph_service.model.network import Network
from graph_service.model.nodes import Concept, Measure, Report
from graph_service.model.period import PartialDate
from graph_service.model.text import text
from graph_service.model.vocabulary import vocabulary

SILENT_AFTER = 6
MOST_MONTHS = 120


@dataclass(frozen=True)
class Statement:
    """A status that is stated, on which date, and by which record; a measure's own status may have no date."""

    status: str
    on: PartialDate | None
    record: str


@dataclass(frozen=True)
class Standing:
    """One measure as of a day.

    `status` is the newest that is stated and `stated` says where; `before` is what it was at the beginning of the
    span. `is_over`: its recorded end has passed and nothing newer says that it goes on. `contradicting` are
    statements that do not fit together; they are shown, not mended.
    """

    measure: Measure
    status: str
    before: str
    stated: Statement | None
    reports: tuple[Report, ...]
    planned_end: PartialDate | None
    is_over: bool
    contradicting: tuple[Statement, ...]
    lateness: str | None
    silence: str | None
    started: bool
    ended: bool
    new: bool | None

    @property
    def newest(self) -> Report | None:
        return self.reports[0] if self.reports else None

    @property
    def has_moved(self) -> bool:
        """Whether another status is stated than at the beginning of the span."""
        return self.status != self.before

    @property
    def facts(self) -> tuple[str, ...]:
        told = (self.stated.record, *(one.record for one in self.contradicting)) if self.stated else ()
        newest = (self.newest.id,) if self.newest else ()
        return tuple(dict.fromkeys((self.measure.id, *told, *newest)))


@dataclass(frozen=True)
class Portfolio:
    """Measures that are told together."""

    standings: tuple[Standing, ...]

    @cached_property
    def by_status(self) -> Mapping[str, int]:
        """How many measures there are of each status; `unknown` is one of them."""
        found = Counter(one.status for one in self.standings)
        return {status: found[status] for status in vocabulary().statuses}

    @property
    def over(self) -> int:
        """Of those whose status is unknown: how many have a recorded end that has passed."""
        return sum(1 for one in self.standings if one.status == "unknown" and one.is_over)


@dataclass(frozen=True)
class FieldProgress(Portfolio):
    """One field: its measures and those of its narrower fields, and its indicators."""

    field: Concept
    series: tuple[Series, ...]


@dataclass(frozen=True)
class Progress:
    """The measures and indicators of a network as of a day, in the order of its fields.

    `without_field` are the measures of no field; none where only some fields are asked for.
    """

    network: str
    revision: int
    scope: Scope
    months: int
    since: date
    fields: tuple[FieldProgress, ...]
    standings: tuple[Standing, ...]
    without_field: Portfolio
    reports: tuple[Report, ...]

    def late(self, lateness: str = "late") -> tuple[Standing, ...]:
        return tuple(one for one in self.standings if one.lateness == lateness)

    def silent(self, silence: str = "silent") -> tuple[Standing, ...]:
        return tuple(one for one in self.standings if one.silence == silence)

    @property
    def series(self) -> tuple[Series, ...]:
        """Each series once, in the order of the fields."""
        return tuple(dict.fromkeys(one for field in self.fields for one in field.series))


@dataclass(frozen=True)
class Span:
    """What is asked about time: after how many months without a report, and since when changes are told.

    `before` are the measures that were recorded when the span began; None where the network was not kept then.
    `kept_from` is the day of the first revision: what has no date at all was told by then, not earlier.
    """

    months: int
    since: date
    before: frozenset[str] | None = None
    kept_from: date | None = None


def progress(network: Network, scope: Scope, span: Span, fields: Iterable[str] = ()) -> Progress:
    """How far the measures are as of the day of the scope, for all fields or some.

    The network must be whole: what has ended by the day is asked about as well. Measures whose recorded start lies
    after the day count only where they are stated as planned. Raises BadValue for a span that is none
    (docs/methods.md §12).
    """
    _check(scope, span)
    wanted = tuple(dict.fromkeys(fields)) or tuple(concept.id for concept in network.concepts("field"))
    chosen = [concept for concept in network.concepts("field") if concept.id in wanted]
    known = {one.measure.id: one for one in _standings(network, scope, span)}
    parts = tuple(_field(network, concept, known, scope) for concept in chosen)
    within = {one.measure.id for part in parts for one in part.standings}
    narrowed = len(chosen) < len(network.concepts("field"))
    loose = () if narrowed else tuple(one for one in known.values() if not _fields_of(network, one.measure, scope))
    within |= {one.measure.id for one in loose}
    shown = tuple(one for one in known.values() if one.measure.id in within)
    return Progress(
        network=network.id,
        revision=network.revision,
        scope=scope,
        months=span.months,
        since=span.since,
        fields=parts,
        standings=shown,
        without_field=Portfolio(loose),
        reports=tuple(report for one in shown for report in one.reports if report.date.last > span.since),
    )


def months_before(day: date, months: int) -> date:
    """The day so many months earlier, the last of its month where that is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    if year < date.min.year:
        return date.min
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _check(scope: Scope, span: Span) -> None:
    if not 1 <= span.months <= MOST_MONTHS:
        raise BadValue(
            text("„{value}“ ist keine mögliche Zahl von Monaten.", value=str(span.months)),
            place="months",
            value=str(span.months),
            remedy=text("Erlaubt sind {least} bis {most}.", least=1, most=MOST_MONTHS),
        )
    if span.since > scope.at:
        raise BadValue(
            text("Der {since} liegt nach dem Stichtag {day}.", since=span.since, day=scope.at),
            place="since",
            value=span.since.isoformat(),
            remedy=text("Bitte einen früheren Tag angeben."),
        )


def _standings(network: Network, scope: Scope, span: Span) -> Iterator[Standing]:
    for measure in sorted(network.measures, key=lambda one: (one.name.casefold(), one.id)):
        if counts(measure, scope):
            standing = _standing(network, measure, scope, span)
            begins = measure.valid.start
            if begins is None or begins.first <= scope.at or standing.status == "planned":
                yield standing


def stated(
    network: Network, measure: Measure, scope: Scope, kept_from: date | None = None
) -> tuple[Statement | None, tuple[Statement, ...]]:
    """The newest status that a measure or a report on it states by the day, None where none does; what contradicts."""
    reports = _reports(network, measure, scope)
    statements = tuple(_statements(measure, reports, scope.at, undated=_holds(network, measure, scope.at, kept_from)))
    return _newest(statements), _contradicting(measure, statements, scope.at)


def _reports(network: Network, measure: Measure, scope: Scope) -> tuple[Report, ...]:
    return tuple(one for one in network.reports_of(measure.id) if counts(one, scope) and one.date.first <= scope.at)


def _standing(network: Network, measure: Measure, scope: Scope, span: Span) -> Standing:
    reports = _reports(network, measure, scope)
    newest, contradicting = stated(network, measure, scope, span.kept_from)
    # What has no date tells of no change: it counts at the beginning of the span if it does at its end.
    undated = _holds(network, measure, scope.at, span.kept_from)
    before = _newest(tuple(_statements(measure, reports, span.since, undated=undated)))
    status = newest.status if newest else "unknown"
    planned = next((one.planned_end for one in reports if one.planned_end), None)
    is_over = _is_over(measure, newest, scope.at)
    goes_on = status not in ENDED and not is_over
    return Standing(
        measure=measure,
        status=status,
        before=before.status if before else "unknown",
        stated=newest,
        reports=reports,
        planned_end=planned,
        is_over=is_over,
        contradicting=contradicting,
        lateness=_lateness(status, planned, scope.at) if goes_on else None,
        silence=_silence(reports, months_before(scope.at, span.months)) if goes_on else None,
        started=_is_within(_first(measure.valid.start), span.since, scope.at)
        or (status == "running" and before is not None and before.status == "planned"),
        ended=_has_ended(measure, status, before, span.since, scope.at),
        new=None if span.before is None else measure.id not in span.before,
    )


def _statements(measure: Measure, reports: Iterable[Report], day: date, *, undated: bool) -> Iterator[Statement]:
    """Every status that is stated by the day, one without a date where that counts; "unknown" states none."""
    for one in reports:
        if one.status != "unknown" and one.date.first <= day:
            yield Statement(one.status, one.date, one.id)
    if measure.status != "unknown" and (measure.status_on.first <= day if measure.status_on else undated):
        yield Statement(measure.status, measure.status_on, measure.id)


def _holds(network: Network, measure: Measure, day: date, kept_from: date | None) -> bool:
    """Whether the measure's own status, if it has no date, counts on the day: its sources or its period tell it."""
    start, end = measure.valid.start, measure.valid.end
    if measure.status in ENDED and end is not None and end.last < day:
        return True
    if measure.status == "running" and start is not None and start.first <= day and (end is None or day <= end.last):
        return True
    known = told_from(network, measure) or kept_from
    return known is None or known <= day


def _newest(statements: tuple[Statement, ...]) -> Statement | None:
    """The statement of the latest last day, of several that of the latest first day, which is the more precise one;
    else in the order given. An undated one counts only where no other is."""
    dated = [one for one in statements if one.on]
    return max(dated, key=_days) if dated else next(iter(statements), None)


def _days(statement: Statement) -> tuple[date, date]:
    return (statement.on.last, statement.on.first) if statement.on else (date.min, date.min)


def _is_over(measure: Measure, stated: Statement | None, day: date) -> bool:
    end = measure.valid.end
    if end is None or end.last >= day:
        return False
    return not (stated and stated.status not in ENDED and stated.on and stated.on.last > end.last)


def _contradicting(measure: Measure, statements: tuple[Statement, ...], day: date) -> tuple[Statement, ...]:
    """Statements that do not fit together: of one time with the newest, of no date, or of a time after the recorded
    end. Dates of which nobody can say which is later ("2025" and "2025-03") are of one time."""
    newest = _newest(statements)
    if newest is None:
        return ()
    alike = [one for one in statements if one.on is None or (newest.on and one.on.last >= newest.on.first)]
    if len({one.status for one in (newest, *alike)}) > 1:
        return tuple(dict.fromkeys((newest, *alike)))
    end = measure.valid.end
    goes_on = newest.status not in ENDED and newest.on is not None and end is not None and end.last < day
    return (newest,) if goes_on and newest.on and end and newest.on.last > end.last else ()


def _lateness(status: str, planned: PartialDate | None, day: date) -> str | None:
    if planned is None or planned.last >= day:
        return None
    return "perhaps_late" if status == "unknown" else "late"


def _silence(reports: tuple[Report, ...], earliest: date) -> str | None:
    if not reports:
        return "never"
    return "silent" if reports[0].date.last < earliest else None


def _first(when: PartialDate | None) -> date | None:
    return when.first if when else None


def _last(when: PartialDate | None) -> date | None:
    return when.last if when else None


def _is_within(day: date | None, since: date, until: date) -> bool:
    return day is not None and since < day <= until


def _has_ended(measure: Measure, status: str, before: Statement | None, since: date, until: date) -> bool:
    """Whether it ended in the span: by its recorded end, or because an end is stated that was not before."""
    stated = status in ENDED and (before is None or before.status not in ENDED)
    return stated or _is_within(_last(measure.valid.end), since, until)


def _fields_of(network: Network, measure: Measure, scope: Scope) -> frozenset[str]:
    return frozenset(tie.target for tie in network.ties_from(measure.id, "addresses") if counts(tie, scope))


def _field(network: Network, concept: Concept, known: Mapping[str, Standing], scope: Scope) -> FieldProgress:
    within = network.narrower(concept.id)
    ties = (tie for one in within for tie in network.ties_to(one, "addresses") if counts(tie, scope))
    measures = {tie.origin for tie in ties}
    standings = tuple(one for one in known.values() if one.measure.id in measures)
    return FieldProgress(standings, concept, series_of(network, within, scope))
