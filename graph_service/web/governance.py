"""Bodies, their members, who steers whom, and the way of a paper through the committees."""

from __future__ import annotations

from collections import defaultdict
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from graph_service.api.governance import governance, one_body
from graph_service.api.schemas import PeriodOut
from graph_service.api.schemas_governance import PlaceOut
from graph_service.model.identity import local_of
from graph_service.model.period import PartialDate
from graph_service.model.text import text
from graph_service.operations.picturing import Wish
from graph_service.questions import MAX_LENGTH
from graph_service.serving.reading import JudgedOf
from graph_service.web.annexes import page_or_annex, part
from graph_service.web.rendering import drawn

router = APIRouter()

MOST_PAPERS = 500
Asked = Annotated[str, Query(max_length=MAX_LENGTH)]


@router.get("/{n}/steuerung")
def bodies(
    request: Request, reading: JudgedOf, papers: Annotated[int, Query(ge=1, le=MOST_PAPERS)] = 10, q: Asked = ""
) -> Response:
    """All bodies: the levels as a list and a picture, a table, the ways of the newest papers."""
    answer = governance(reading, papers)
    wish = Wish("levels", scope=reading.scope)
    return page_or_annex(
        request,
        reading,
        "governance.html",
        lambda: [part(reading, q or text("Steuerung"), answer, wish)],
        answer=answer,
        below=_below(answer.levels),
        members={one.body.id: one.members for one in answer.bodies},
        last_day=_last_day,
        local_of=local_of,
        most_papers=MOST_PAPERS,
        asked=q,
        **drawn(reading, wish),
    )


def _below(levels: list[PlaceOut]) -> dict[str | None, list[PlaceOut]]:
    """For each actor those who are listed under it; under None those at the top."""
    found: dict[str | None, list[PlaceOut]] = defaultdict(list)
    for place in levels:
        found[place.above.id if place.above else None].append(place)
    return dict(found)


def _last_day(valid: PeriodOut) -> str | None:
    """A day on which something was there that is not there any more, or not yet."""
    if valid.end:
        return PartialDate.parse(valid.end).last.isoformat()
    return PartialDate.parse(valid.start).last.isoformat() if valid.start else None


@router.get("/{n}/steuerung/{local}")
def body(request: Request, reading: JudgedOf, local: str, q: Asked = "") -> Response:
    """One body: who sits in it, what stands above it, what it dealt with."""
    answer = one_body(reading, local)
    wish = Wish(focus=answer.body.id)
    return page_or_annex(
        request,
        reading,
        "body.html",
        lambda: [part(reading, q or answer.body.label, answer, wish)],
        answer=answer,
        last_day=_last_day,
        asked=q,
        **drawn(reading, wish),
    )
