"""Routes for the network picture: as data, and as one file that opens offline."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse, JSONResponse, Response

from graph_service.operations import exporting
from graph_service.operations.picturing import FIRST_SHOWN, Wish, picture
from graph_service.serving.reading import ReadingOf

router = APIRouter(tags=["Bild / picture"])


class Form(StrEnum):
    """The forms in which a picture can be had."""

    VIS = "vis"
    HTML = "html"


@router.get("/networks/{n}/graph", response_class=JSONResponse)
def graph(
    reading: ReadingOf,
    view: Annotated[str, Query(max_length=40, description="Ansicht / view")] = "all",
    focus: Annotated[str | None, Query(max_length=200, description="Kennung der Mitte / id of the middle")] = None,
    steps: Annotated[int, Query(ge=1, le=4)] = 1,
    limit: Annotated[int, Query(ge=1, le=2000)] = FIRST_SHOWN,
    format: Annotated[Form, Query(description="vis: JSON for vis-network; html: one offline file")] = Form.VIS,  # noqa: A002 - the API's word
) -> Response:
    """The picture of the network or of a node's surroundings."""
    wish = Wish(view=view, focus=focus, steps=steps, limit=limit)
    revision = reading.view.revision
    if format is Form.HTML:
        page = exporting.offline_page(reading.service, reading.network_id, wish, reading.language, revision)
        name = f"akteursnetz-{reading.network_id}-{revision}.html"
        return HTMLResponse(page, headers={"Content-Disposition": f'attachment; filename="{name}"'})
    drawn = picture(reading.service, reading.network_id, wish, reading.language, revision=revision)
    return Response(drawn.as_json(), media_type="application/json")
