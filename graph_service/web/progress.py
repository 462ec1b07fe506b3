"""How far the measures are (Fortschrittskontrolle): fields by status, what is late, what changed, the indicators."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, TypeAlias

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response
from markupsafe import Markup

from graph_service.analysis.indicators import Series
from graph_service.analysis.progress import MOST_MONTHS, SILENT_AFTER, Portfolio
from graph_service.api.annexes import handed_out
from graph_service.api.progress import Asked, progress, progress_found
from graph_service.api.progress_annex import annex_of_progress, chart_of
from graph_service.operations.wording_progress import COURSE_LABELS
from graph_service.questions import MAX_LENGTH
from graph_service.serving.days import SomeDay
from graph_service.serving.filters import Some
from graph_service.serving.reading import Reading, ReadingOf
from graph_service.web.annexes import ANNEX, wants_annex
from graph_service.web.forms import again, kept, unless_empty
from graph_service.web.rendering import page
from visualisations.charts import drawn

router = APIRouter()

_ROWS = 500
_STATUSES = ("running", "planned", "completed", "discontinued", "unknown")
_BAR = 100
_WITHOUT_FIELD = ""


@dataclass(frozen=True)
class Wanted:
    """What the form asks for; a part that is left empty means the usual."""

    months: Annotated[int, unless_empty(SILENT_AFTER), Query(ge=1, le=MOST_MONTHS)] = SILENT_AFTER
    since: SomeDay = None
    field: Some = None

    @property
    def asked(self) -> Asked:
        return Asked(self.months, self.since, self.field)


WantedOf: TypeAlias = Annotated[Wanted, Depends()]


@dataclass(frozen=True)
class Bar:
    """A part of a bar: the status that it stands for, where it begins and how long it is, of a hundred."""

    status: str
    start: float
    length: float


@router.get("/{n}/fortschritt")
def progress_page(
    request: Request, reading: ReadingOf, wanted: WantedOf, q: Annotated[str, Query(max_length=MAX_LENGTH)] = ""
) -> Response:
    """Fields and the status of their measures, what is late or silent, what changed, indicators over time."""
    found = progress_found(reading, wanted.asked)
    if wants_annex(request):
        return handed_out(reading, annex_of_progress(reading, found))
    rows = {one.field.id: one for one in found.fields} | {_WITHOUT_FIELD: found.without_field}
    charts = [_chart(reading, one) if one.values else None for one in found.series]
    return page(
        request,
        reading,
        "progress.html",
        answer=progress(reading, wanted.asked, _ROWS),
        bars=_bars(rows),
        statuses=_STATUSES,
        numbers={name: one.by_status for name, one in rows.items()},
        without_field=_WITHOUT_FIELD,
        charts=charts,
        courses=COURSE_LABELS,
        wanted=wanted,
        most_months=MOST_MONTHS,
        asked=q,
        kept=kept(request),
        fresh=[series.values[-1].date.last > found.since if series.values else False for series in found.series],
        annex_here=again(request, ANNEX),
    )


def _chart(reading: Reading, series: Series) -> Markup:
    return Markup(drawn(chart_of(series, reading.network, reading.language)))  # noqa: S704 - its words are escaped


def _bars(rows: Mapping[str, Portfolio]) -> Mapping[str, list[Bar]]:
    """For each row its bar; the longest is that of the row with most measures."""
    most = max(len(one.standings) for one in rows.values())
    return {name: list(_bar(one, most)) for name, one in rows.items()}


def _bar(row: Portfolio, most: int) -> Iterator[Bar]:
    start = 0.0
    for status in _STATUSES:
        if number := row.by_status[status]:
            length = _BAR * number / most
            yield Bar(status, round(start, 2), round(length, 2))
            start += length
