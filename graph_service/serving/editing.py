"""What a request that edits records brings: the revision that it was made from, and a body of bounded size."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from fastapi import Depends, Header, Query, Request, Response
from fastapi.routing import APIRoute
from starlette.types import Message

from graph_service.model.errors import Outdated, TooLarge, Unconditional
from graph_service.model.text import text
from graph_service.operations.service import Service
from graph_service.serving.reading import LanguageOf, NetworkId, ServiceOf, refuse_unknown
from graph_service.serving.who import PersonOf
from graph_service.serving.writing import JSON, OwnPagesOnly, Writing, refuse_foreign

MOST_BODY = 1_000_000
"""Bytes of JSON in one request; the texts of 500 edits fit in, a file does not."""

_READING = ("GET", "HEAD")
_LONGEST_LENGTH = 12


class BoundedJson(OwnPagesOnly):
    """A route that takes edits as JSON; a body that is too big is refused before it is parsed."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        answer = APIRoute.get_route_handler(self)

        async def guarded(request: Request) -> Response:
            if request.method in _READING:
                return await answer(request)
            refuse_foreign(request, JSON)
            return await answer(await bounded(request))

        return guarded


async def bounded(request: Request, most: int = MOST_BODY) -> Request:
    """The request with its body at hand; TooLarge where that is longer than `most` bytes, told or not."""
    length = request.headers.get("content-length", "")
    if length.isdigit() and (len(length) > _LONGEST_LENGTH or int(length) > most):
        raise _too_large(most)
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > most:
            raise _too_large(most)
    return Request(request.scope, receive=_once(bytes(body)))


def _too_large(most: int) -> TooLarge:
    return TooLarge(
        text("Diese Änderung ist zu groß."),
        place="body",
        remedy=text(
            "Erlaubt sind {n} Bytes; längere Texte gehören in ein Dokument, das als Quelle genannt wird.", n=most
        ),
    )


def _once(body: bytes) -> Callable[[], Awaitable[Message]]:
    messages: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive() -> Message:
        return messages.pop() if messages else {"type": "http.disconnect"}

    return receive


@dataclass(frozen=True)
class Editing:
    """A writing to a network, and the revision at which what it changes was read; None where that does not matter."""

    writing: Writing
    base: int | None


def editing(
    request: Request,
    service: ServiceOf,
    language: LanguageOf,
    person: PersonOf,
    n: NetworkId,
    lang: Annotated[Literal["de", "en"] | None, Query(description="Sprache / language")] = None,
    if_match: Annotated[str | None, Header(description="ETag der gelesenen Daten / ETag of what was read")] = None,
) -> Editing:
    """The editing that a request asks for.

    Its If-Match names the revision that was read. It need not be the newest one: only what somebody else changed of
    the same record is in the way.
    """
    refuse_unknown(request)
    return Editing(Writing(service, n, lang or language, None, person), base_of(service, n, if_match))


def conditional(editing: EditingOf, if_match: Annotated[str | None, Header()] = None) -> Editing:
    """The same where the If-Match may not be left out; Unconditional where it is."""
    if if_match is None:
        raise Unconditional(
            text("Zu dieser Änderung fehlt, auf welchem Stand sie beruht (If-Match)."),
            place="If-Match",
            remedy=text("Bitte den ETag des gelesenen Eintrags mitsenden, oder „*“, um ohne Vergleich zu schreiben."),
        )
    return editing


def base_of(service: Service, network: str, if_match: str | None) -> int | None:
    """The revision that an If-Match names, by an ETag of ours or its number; None for "*" or none at all.

    Outdated for one that is not there, or was another one when it was read. Of several the newest counts.
    """
    newest = service.view(network).revision
    if if_match is None or if_match.strip() == "*":
        return None
    form = re.compile(rf'(?:W/)?"?(?:{re.escape(network)}-)?0*([0-9]{{1,15}})(?:\.([0-9A-Za-z]*))?(?:-[^"]*)?"?')
    found = [match for part in if_match.split(",")[:20] if (match := form.fullmatch(part.strip()))]
    known = [int(match[1]) for match in found if int(match[1]) <= newest and _is_that(service, network, match)]
    if not known:
        raise Outdated(
            text("„{value}“ ist kein Stand von „{network}“, oder nicht mehr.", value=if_match[:80], network=network),
            place="If-Match",
            value=if_match[:80],
            remedy=text("Bitte den Eintrag neu lesen und die Änderung erneut vornehmen."),
        )
    return max(known)


def _is_that(service: Service, network: str, named: re.Match[str]) -> bool:
    return not named[2] or service.view(network, int(named[1])).stamp == named[2]


EditingOf = Annotated[Editing, Depends(editing)]
ConditionalOf = Annotated[Editing, Depends(conditional)]
