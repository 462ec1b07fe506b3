"""A route that proposes what the columns of a list of one's own mean; nothing is kept or written."""

from __future__ import annotations

import tempfile
from http import HTTPStatus
from pathlib import Path
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request

from graph_service.api.errors import documented
from graph_service.api.imports import FORM
from graph_service.api.schemas import Word
from graph_service.api.schemas_imports import ColumnOut, MappingOut
from graph_service.language import render
from graph_service.model.errors import BadInput
from graph_service.model.identity import check_network_id
from graph_service.model.text import Language, text
from graph_service.operations.loading import known_network
from graph_service.operations.mapping_lists import MappedList, meaning_groups, proposed
from graph_service.operations.uploading import keep_files
from graph_service.serving.reading import LanguageOf, NetworkId, ServiceOf, refuse_unknown
from graph_service.serving.receiving import ReceivedOf
from graph_service.serving.writing import OwnFilesOnly

router = APIRouter(tags=["Daten / data"], route_class=OwnFilesOnly)


@router.post("/networks/{n}/imports/mapping", responses=documented(HTTPStatus.FORBIDDEN), openapi_extra=FORM)
def propose_mapping(
    request: Request,
    service: ServiceOf,
    language: LanguageOf,
    n: NetworkId,
    form: ReceivedOf,
    lang: Annotated[Literal["de", "en"] | None, Query(description="Sprache / language")] = None,
    sheet: Annotated[str | None, Query(max_length=200, description="Tabellenblatt / sheet")] = None,
) -> MappingOut:
    """Proposes what the columns of a list mean, with reasons and examples, and as a file to be changed and sent."""
    refuse_unknown(request)
    check_network_id(n)
    files = form.sent()
    if len(files) > 1:
        raise BadInput(text("Spalten zuordnen lassen sich nur in einer einzelnen Tabelle."), place="file")
    with tempfile.TemporaryDirectory(prefix="akteursnetz-") as folder:
        [path] = keep_files(Path(folder), files)
        seen, as_file = proposed(path, known_network(service, n), lang or language, sheet)
    return _shown(seen, as_file, lang or language)


def _shown(seen: MappedList, as_file: str, language: Language) -> MappingOut:
    words = {word: label.in_language(language) for _, group in meaning_groups() for word, label in group.items()}
    return MappingOut(
        source=seen.source,
        columns=[
            ColumnOut(
                heading=column.heading,
                meaning=Word(id=column.meaning, label=words[column.meaning]),
                confidence=column.confidence,
                reason=render(column.reason, language),
                samples=list(column.samples),
                split=list(column.split),
            )
            for column in seen.columns
        ],
        meanings=[Word(id=word, label=label) for word, label in words.items()],
        actors=[one.name for one in seen.open.actors],
        sheets=list(seen.sheets),
        mapping=as_file,
    )
