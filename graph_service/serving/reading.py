"""What every request brings: the service, the language, the network at a revision, the day, what it already has."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass, replace
from typing import Annotated, Literal

from fastapi import Depends, Path, Query, Request, Response, params
from fastapi.dependencies.utils import get_flat_params

from graph_service import __version__
from graph_service.access.links import PARAMETER
from graph_service.access.roles import EVERY, Right
from graph_service.analysis.scope import Scope
from graph_service.language import is_language
from graph_service.model.errors import BadValue
from graph_service.model.network import Network
from graph_service.model.text import Language, text
from graph_service.operations.service import Service, scope, today
from graph_service.serving.days import SomeDay
from graph_service.serving.who import MACHINE, NOBODY, Person, PersonOf, access_of, person_of
from graph_service.stores.base import View

_LONGEST_NUMBER = 15


def service_of(request: Request) -> Service:
    """The door to the store for whoever asks: restricted fields come through it only where their role allows that."""
    service: Service = request.app.state.service
    network = request.path_params.get("n", EVERY)
    return service if person_of(request).may(Right.READ_RESTRICTED, network) else service.open


def language_of(request: Request) -> Language:
    """The language asked for in the address; else, in the API, the one that the client prefers; else German."""
    asked = request.query_params.get("lang")
    if is_language(asked):
        return asked
    return preferred(request.headers.get("accept-language", "")) if is_api(request) else "de"


def is_api(request: Request) -> bool:
    """Whether a program asks, not a person in a browser."""
    return request.url.path.startswith(("/api/", "/healthz", "/readyz", "/metrics"))


def preferred(header: str) -> Language:
    """The language of ours that an Accept-Language header ranks highest; German for a tie or none."""
    ranked: dict[str, float] = {}
    for part in header.split(",")[:20]:
        match = re.fullmatch(r"\s*([A-Za-z]{2})(?:-[A-Za-z0-9-]+)?\s*(?:;\s*q=([01](?:\.\d{1,3})?))?\s*", part)
        if match:
            ranked[match[1].lower()] = max(ranked.get(match[1].lower(), 0.0), float(match[2] or 1))
    return "en" if ranked.get("en", 0.0) > ranked.get("de", 0.0) else "de"


API = "/api/v1"
ServiceOf = Annotated[Service, Depends(service_of)]
LanguageOf = Annotated[Language, Depends(language_of)]
NetworkId = Annotated[str, Path(description="Kennung des Netzwerks / id of the network", examples=["leverkusen"])]


@dataclass(frozen=True)
class Asked:
    """What every question about a network may say: the day, how sure, which revision, in which language."""

    at: Annotated[SomeDay, Query(description="Stichtag / day in the world; today if left out")] = None
    documented: Annotated[bool, Query(description="nur Belegtes / documented facts only")] = False
    revision: Annotated[int | None, Query(ge=0, le=2**53, description="Revision; the newest if left out")] = None
    lang: Annotated[Literal["de", "en"] | None, Query(description="Sprache / language")] = None


@dataclass(frozen=True)
class Judging:
    """Which measures count as running, for questions that judge it."""

    planned: Annotated[bool, Query(description="Geplantes mitzählen / count planned measures")] = False
    certain: Annotated[bool, Query(description="nur sicher Laufendes / only what certainly runs")] = False


JudgingOf = Annotated[Judging, Depends()]


@dataclass(frozen=True)
class Reading:
    """One network at one revision, for one reader."""

    service: Service
    network_id: str
    view: View
    language: Language
    scope: Scope
    etag: str
    dated: bool = False
    person: Person = NOBODY

    @property
    def network(self) -> Network:
        return self.service.network(self.network_id, self.view.revision)

    @property
    def sees_restricted(self) -> bool:
        """Whether its reader may see contacts and internal notes."""
        return self.person.may(Right.READ_RESTRICTED, self.network_id)


def reading(
    request: Request,
    response: Response,
    service: ServiceOf,
    language: LanguageOf,
    person: PersonOf,
    n: NetworkId,
    asked: Annotated[Asked, Depends()],
) -> Reading:
    """The reading that a request asks for; parameters that the route does not know are refused."""
    if is_api(request):
        refuse_unknown(request)
    view = service.view(n, asked.revision)
    spoken = asked.lang or language
    etag = etag_of(view, spoken, person)
    response.headers.update({"ETag": etag, "Cache-Control": "no-cache", "Vary": "Accept-Language"})
    asked_scope = scope(asked.at, documented=asked.documented)
    return Reading(service, n, view, spoken, asked_scope, etag, asked.at is not None, person)


def etag_of(view: View, language: Language, person: Person = MACHINE) -> str:
    """What an answer about a network depends on besides its address."""
    seal = person.seal(view.network)
    parts = (view.network, state_of(view), language, today(), __version__, *([seal] if seal else []))
    return f'"{"-".join(map(str, parts))}"'


def state_of(view: View) -> str:
    """A revision by its number and its stamp: another one, where the data are replaced or somebody is erased."""
    return f"{view.revision}.{view.stamp}"


def is_state(service: Service, network: str, state: str) -> bool:
    """Whether this is how a revision of the network is told, still; a bare number is not."""
    number, _, _ = state.partition(".")
    if not (number.isascii() and number.isdigit() and len(number) <= _LONGEST_NUMBER):
        return False
    newest = service.view(network)
    return int(number) <= newest.revision and state_of(service.view(network, int(number))) == state


def parameters_of(request: Request) -> frozenset[str]:
    """The names of what the address of a request may say after its question mark."""
    parts = get_flat_params(request.scope["route"].dependant)
    signed = {PARAMETER} if access_of(request).sign_in else set()
    return frozenset({part.alias for part in parts if isinstance(part.field_info, params.Query)} | signed)


def refuse_unknown(request: Request) -> None:
    """BadInput for a parameter that the route does not have: it would change nothing, in silence."""
    known = parameters_of(request)
    for name in request.query_params:
        if name not in known:
            near = tuple(difflib.get_close_matches(name, known, n=3))
            raise BadValue(
                text("Die Angabe „{value}“ kennt diese Adresse nicht.", value=name[:80]),
                place=name[:80],
                value=name[:80],
                near=near,
                remedy=text("Erlaubt: {words}.", words=tuple(sorted(known))),
            )


ReadingOf = Annotated[Reading, Depends(reading)]


def judged(reading: ReadingOf, judging: JudgingOf) -> Reading:
    """The reading, with what counts as running."""
    more = {"planned": judging.planned, "certain": judging.certain}
    return replace(reading, scope=reading.scope.model_copy(update=more))


JudgedOf = Annotated[Reading, Depends(judged)]
