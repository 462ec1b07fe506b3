"""What each measure means, in plain words, and how to use the pages."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from graph_service.operations.explaining import methods
from graph_service.serving.reading import ReadingOf
from graph_service.web.rendering import page

router = APIRouter()


@router.get("/{n}/hilfe")
def help_page(request: Request, reading: ReadingOf) -> HTMLResponse:
    """Where which question is answered, how to read and hand on a page, and every measure."""
    return page(request, reading, "help.html", methods=methods(), pieces=_pieces)


def _pieces(words: str) -> list[tuple[str, bool]]:
    """Words and formulas in turn, as backticks part them."""
    return [(part, bool(place % 2)) for place, part in enumerate(words.split("`")) if part]
