"""The routes that hand out a whole network as a file, and the empty workbook."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import Response

from graph_service.operations.handing_out import FORMS, empty_workbook, hand_out
from graph_service.serving.reading import ReadingOf
from graph_service.serving.restricted import hand_out_restricted
from graph_service.serving.who import AccessOf

router = APIRouter(tags=["Daten / data"])


@router.get("/networks/{n}/export", response_class=Response)
def export(
    reading: ReadingOf,
    access: AccessOf,
    format: Annotated[str, Query(max_length=20, description=", ".join(FORMS))] = "xlsx",  # noqa: A002 - the API's word
    contacts: Annotated[bool, Query(description="mit Kontakten, internen Notizen / with restricted fields")] = False,
) -> Response:
    """The whole network in a form; what the form cannot carry is counted in X-Not-Carried.

    Contacts and internal notes are in it only where coordinators ask for them.
    """
    if contacts:
        hand_out_restricted(access, reading, format)
    whole, revision = reading.service, reading.view.revision
    made = hand_out(whole, reading.network_id, format, reading.language, revision, contacts=contacts)
    headers = {
        "ETag": reading.etag,
        "Cache-Control": "no-cache",
        "Vary": "Accept-Language",
        "Content-Disposition": f'attachment; filename="{made.name}"',
        "X-Not-Carried": str(sum(loss.count for loss in made.losses)),
    }
    return Response(made.content, media_type=made.media_type, headers=headers)


@router.get("/networks/{n}/template", response_class=Response)
def template(reading: ReadingOf) -> Response:
    """The workbook without rows, with the lists of this network to choose from."""
    content = empty_workbook(reading.network, reading.language)
    headers = {"Content-Disposition": f'attachment; filename="akteursnetz-vorlage-{reading.network_id}.xlsx"'}
    return Response(content, media_type=FORMS["xlsx"].media_type, headers=headers)
