"""What every request brings: the service, the language, the network at a revision, the day, what it already has."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Literal

from fastapi import Depends, Path, Query, Request, Response

from graph_service.analysis.scope import Scope
from graph_service.language import is_language
from graph_service.model.network import Network
from graph_service.model.text import Language
from graph_service.operations.service import Service, scope, today
from graph_service.stores.base import View


class NotModified(Exception):
    """The reader already has this answer."""

    def __init__(self, etag: str) -> None:
        super().__init__(etag)
        self.etag = etag


def service_of(request: Request) -> Service:
    service: Service = request.app.state.service
    return service


def language_of(request: Request) -> Language:
    """The language asked for in the address; else, in the API, the one that the client prefers; else German."""
    asked = request.query_params.get("lang")
    if is_language(asked):
        return asked
    return preferred(request.headers.get("accept-language", "")) if is_api(request) else "de"


def is_api(request: Request) -> bool:
    """Whether a program asks, not a person in a browser."""
    return request.url.path.startswith(("/api/", "/healthz", "/readyz"))


def preferred(header: str) -> Language:
    """The language of ours that an Accept-Language header ranks highest; German for a tie or none."""
    ranked: dict[str, float] = {}
    for part in header.split(",")[:20]:
        match = re.fullmatch(r"\s*([A-Za-z]{2})(?:-[A-Za-z0-9-]+)?\s*(?:;\s*q=([01](?:\.\d{1,3})?))?\s*", part)
        if match:
            ranked[match[1].lower()] = max(ranked.get(match[1].lower(), 0.0), float(match[2] or 1))
    return "en" if ranked.get("en", 0.0) > ranked.get("de", 0.0) else "de"


ServiceOf = Annotated[Service, Depends(service_of)]
LanguageOf = Annotated[Language, Depends(language_of)]
NetworkId = Annotated[str, Path(description="Kennung des Netzwerks / id of the network", examples=["leverkusen"])]


def scope_of(
    at: Annotated[date | None, Query(description="Stichtag / day in the world; today if left out")] = None,
    documented: Annotated[bool, Query(description="nur Belegtes / documented facts only")] = False,
    planned: Annotated[bool, Query(description="Geplantes mitzählen / count planned measures")] = False,
    certain: Annotated[bool, Query(description="nur sicher Laufendes / only what certainly runs")] = False,
) -> Scope:
    return scope(at, documented=documented, planned=planned, certain=certain)


@dataclass(frozen=True)
class Reading:
    """One network at one revision, for one reader."""

    service: Service
    network_id: str
    view: View
    language: Language
    scope: Scope
    etag: str

    @property
    def network(self) -> Network:
        return self.service.network(self.network_id, self.view.revision)


def reading(
    request: Request,
    response: Response,
    service: ServiceOf,
    language: LanguageOf,
    n: NetworkId,
    scope: Annotated[Scope, Depends(scope_of)],
    revision: Annotated[int | None, Query(ge=0, le=2**53, description="Revision; the newest if left out")] = None,
    lang: Annotated[Literal["de", "en"] | None, Query(description="Sprache / language")] = None,
) -> Reading:
    """The reading that a request asks for; NotModified where the reader has its answer already."""
    view = service.view(n, revision)
    etag = f'"{n}-{view.revision}-{lang or language}-{today()}"'
    if etag in request.headers.get("if-none-match", "").replace("W/", "").split(", "):
        raise NotModified(etag)
    response.headers.update({"ETag": etag, "Cache-Control": "no-cache", "Vary": "Accept-Language"})
    return Reading(service, n, view, lang or language, scope, etag)


ReadingOf = Annotated[Reading, Depends(reading)]
