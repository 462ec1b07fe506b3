"""How far the measures are (Fortschrittskontrolle): fields by status, what is late, what changed, the indicators."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, TypeAlias

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response
from markupsafe import Markup

from graph_service.analysis.indicators import Series
from graph_service.analysis.progress import MOST_MONTHS, SILENT_AFTER
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
from visualisations.charts import bars, drawn

router = APIRouter()

_ROWS = 500
_STATUSES = ("running", "planned", "completed", "discontinued", "unknown")
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


@router.get("/{n}/fortschritt")
def progress_page(
    request: Request, reading: ReadingOf, wanted: WantedOf, q: Annotated[str, Query(max_length=MAX_LENGTH)] = ""
) -> Response:
    """Fields and the status of their measures, what is late or silent, what changed, indicators over time."""
    found = progress_found(reading, wanted.asked)
    if wants_annex(request):
        return handed_out(reading, annex_of_progress(reading, found))
    numbers = {one.field.id: one.by_status for one in found.fields} | {_WITHOUT_FIELD: found.without_field.by_status}
    charts = [_chart(reading, one) if one.values else None for one in found.series]
    return page(
        request,
        reading,
        "progress.html",
        answer=progress(reading, wanted.asked, _ROWS),
        bars=bars(numbers, _STATUSES),
        statuses=_STATUSES,
        numbers=numbers,
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
