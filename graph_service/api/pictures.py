"""The route for the network picture: as data for a page, and as a file in several forms."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import JSONResponse, Response

from graph_service.operations.exporting import export
from graph_service.operations.picturing import picture
from graph_service.serving.reading import ReadingOf
from graph_service.serving.wishes import PicturedOf

router = APIRouter(tags=["Bild / picture"])


class Form(StrEnum):
    """The forms in which a picture can be had."""

    VIS = "vis"
    SVG = "svg"
    HTML = "html"
    GRAPHML = "graphml"
    GEXF = "gexf"
    CYTOSCAPE = "cytoscape"


@router.get("/networks/{n}/graph", response_class=JSONResponse)
def graph(
    reading: ReadingOf,
    pictured: PicturedOf,
    focus: Annotated[str | None, Query(max_length=200, description="Kennung der Mitte / id of the middle")] = None,
    format: Annotated[Form, Query(description="vis: JSON for vis-network; the others are files")] = Form.VIS,  # noqa: A002 - the API's word
) -> Response:
    """The picture of a view, of a node's surroundings or of the ways between two: as data, or as a file to keep."""
    wish, revision = pictured.wish(reading, focus), reading.view.revision
    headers = {"ETag": reading.etag, "Cache-Control": "no-cache", "Vary": "Accept-Language"}
    if format is Form.VIS:
        drawn = picture(reading.service, reading.network_id, wish, reading.language, revision=revision)
        return Response(drawn.as_json(), media_type="application/json", headers=headers)
    file = export(reading.service, reading.network_id, wish, format.value, reading.language, revision)
    headers["Content-Disposition"] = f'attachment; filename="{file.name}"'
    return Response(file.content, media_type=file.media_type, headers=headers)
