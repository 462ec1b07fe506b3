"""Answers to how far the measures are (Fortschrittskontrolle)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from graph_service.analysis.progress import SILENT_AFTER, Progress, Span, Statement, months_before, progress, stated
from graph_service.analysis.scope import Scope
from graph_service.model.network import Network
from graph_service.model.nodes import Measure
from graph_service.operations.service import Service


def progress_of(
    service: Service,
    network: str,
    scope: Scope,
    *,
    months: int = SILENT_AFTER,
    since: date | None = None,
    fields: Iterable[str] = (),
    revision: int | None = None,
) -> Progress:
    """How far the measures are as of a day; changes are told since a day, without one since so many months."""
    whole = service.network(network, revision)
    chosen = tuple(sorted(fields))
    start = since or months_before(scope.at, max(months, 0))
    key = (network, whole.revision, "progress", scope, months, start, chosen)

    def made() -> Progress:
        before = _recorded(service, network, start, whole.revision)
        span = Span(months, start, before, _kept_from(service, whole))
        return progress(whole, scope, span, chosen)

    return service.answers.get(key, made)


def stated_of(
    service: Service, network: str, measure: Measure, scope: Scope, revision: int | None = None
) -> tuple[Statement | None, tuple[Statement, ...]]:
    """The status that counts for one measure on the day, None where none is stated; and what contradicts it."""
    whole = service.network(network, revision)
    return stated(whole, measure, scope, _kept_from(service, whole))


def _kept_from(service: Service, network: Network) -> date | None:
    """The day of the first revision, which stays the first whatever is changed later; None where there is none."""

    def found() -> date:
        return _day(service.store.revisions(network.id)[0].time)

    return service.answers.get((network.id, 1, "kept from"), found) if network.revision else None


def _recorded(service: Service, network: str, day: date, newest: int) -> frozenset[str] | None:
    """The measures that were recorded at the end of the day; None where nothing was yet."""
    revisions = (one for one in service.store.revisions(network) if one.number <= newest)
    number = max((one.number for one in revisions if _day(one.time) <= day), default=0)
    if number == 0:
        return None
    return frozenset(measure.id for measure in service.network(network, number).measures)


def _day(moment: datetime) -> date:
    return moment.astimezone().date()
