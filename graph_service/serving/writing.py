"""What every request that changes a network brings, and from where it may come.

Whoever can send a request to this machine's own address may write while nobody has to sign in, and a browser brings
its session along whichever page makes it ask. A page of another site that is open in the coordinator's browser can do
that too; such requests are refused here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, Literal
from urllib.parse import urlsplit

from fastapi import Depends, Header, Query, Request, Response
from fastapi.routing import APIRoute

from graph_service.model.errors import Forbidden, Outdated
from graph_service.model.text import Language, Text, text
from graph_service.operations.service import Service, scope
from graph_service.serving.reading import LanguageOf, NetworkId, Reading, ServiceOf, etag_of, refuse_unknown
from graph_service.serving.who import Person, PersonOf, is_own_machine, own_address
from graph_service.stores.base import View

_READING = ("GET", "HEAD")
JSON, FORM, FILES = "application/json", "application/x-www-form-urlencoded", "multipart/form-data"


class OwnPagesOnly(APIRoute):
    """A route that changes data only for pages of this service and for programs on this machine.

    The check comes before the body is read, so that nothing of a foreign request is looked at.
    """

    media_type: ClassVar[str] = JSON

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        answer = super().get_route_handler()

        async def guarded(request: Request) -> Response:
            if request.method not in _READING:
                refuse_foreign(request, self.media_type)
            return await answer(request)

        return guarded


class OwnFilesOnly(OwnPagesOnly):
    """The same for a route that takes a file.

    A page of another site can send one too, but no browser of the last years does so without Sec-Fetch-Site or
    Origin; a request with neither is of a program on this machine.
    """

    media_type = FILES


class OwnFormsOnly(APIRoute):
    """A route that takes the forms of this service's own pages, in a browser that says that they are."""

    media_types: ClassVar[tuple[str, ...]] = (FORM,)

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        answer = super().get_route_handler()

        async def guarded(request: Request) -> Response:
            if request.method not in _READING:
                refuse_foreign_form(request, self.media_types)
            return await answer(request)

        return guarded


class OwnFileFormsOnly(OwnFormsOnly):
    """The same for forms of which some hold a file."""

    media_types = (FORM, FILES)


def refuse_foreign_form(request: Request, media_types: tuple[str, ...] = (FORM,)) -> None:
    """Forbidden for a form that is not of this service's own pages.

    A page of another site can send a plain form too, so here the browser must vouch for it: by Sec-Fetch-Site, or,
    where it is too old to send that, by the Origin. Our pages send no referrer, and for those an Origin may be "null".
    """
    _refuse_foreign_name(request)
    site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin", "null")
    if origin != "null":
        _refuse_foreign_origin(request, origin)
    if site != "same-origin" and (site is not None or origin == "null"):
        raise _forbidden(request, text("Eine fremde Seite darf hier nichts ändern."))
    media_type = media_type_of(request)
    if media_type not in media_types:
        raise Forbidden(
            text("Hier wird nur ein ausgefülltes Formular angenommen, nicht „{value}“.", value=media_type),
            place="Content-Type",
            value=media_type,
        )


def refuse_foreign(request: Request, wanted: str = JSON) -> None:
    """Forbidden for what a page of another site may have sent.

    Refused are: a Host that is not this machine (a foreign name that leads here), an Origin that is not the
    Host, a Sec-Fetch-Site that tells of another site, and a body that is not of the wanted type: for all but files
    that is one that a plain HTML form cannot send.
    """
    _refuse_foreign_name(request)
    origin = request.headers.get("origin")
    if origin is not None:
        _refuse_foreign_origin(request, origin)
    if request.headers.get("sec-fetch-site", "none") not in ("none", "same-origin"):
        raise _forbidden(request, text("Eine fremde Seite darf hier nichts ändern."))
    media_type = media_type_of(request)
    if _has_body(request) and media_type != wanted:
        raise _wrong_type(media_type, wanted)


def _wrong_type(media_type: str, wanted: str) -> Forbidden:
    message = text("Änderungen werden nur als JSON angenommen, nicht als „{value}“.", value=media_type)
    if wanted == FILES:
        message = text("Eine Datei wird nur in einem Formular angenommen, nicht als „{value}“.", value=media_type)
    return Forbidden(
        message,
        place="Content-Type",
        value=media_type,
        remedy=text("Bitte „Content-Type: {wanted}“ angeben.", wanted=wanted),
    )


def _refuse_foreign_name(request: Request) -> None:
    host = request.headers.get("host", "")
    if not is_own_machine(host) and host.lower() != _public_place(request):
        raise foreign_name(request)


def foreign_name(request: Request) -> Forbidden:
    """The refusal of a change under a name that is not this service's."""
    host = request.headers.get("host", "")
    message = text("Unter dem Namen „{value}“ nimmt dieser Dienst keine Änderungen an.", value=host)
    return _forbidden(request, message, host)


def _refuse_foreign_origin(request: Request, origin: str) -> None:
    # A proxy may ask under this machine's name for what browsers know under the public one.
    place = _place_of(origin)
    if place is None or place not in (request.headers.get("host", "").lower(), _public_place(request)):
        message = text("Eine Seite von „{value}“ darf hier nichts ändern.", value=origin)
        raise _forbidden(request, message, origin)


def _public_place(request: Request) -> str | None:
    """Name and port under which browsers elsewhere know this service; None where they do not."""
    return public_place(request.app.state.public_address)


def media_type_of(request: Request) -> str:
    """The kind of a request's body, without its parameters."""
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()


def _forbidden(request: Request, message: Text, value: str = "") -> Forbidden:
    remedy = text("Bitte die Seiten dieses Dienstes unter {address} verwenden.", address=own_address(request))
    return Forbidden(message, value=value[:80], remedy=remedy)


def public_place(address: str | None) -> str | None:
    """The name and port of an address as a browser's Host header has them."""
    return _place_of(address) if address else None


def _place_of(origin: str) -> str | None:
    try:
        return urlsplit(origin).netloc.lower()
    except ValueError:
        return None


def _has_body(request: Request) -> bool:
    return request.headers.get("content-length", "0") != "0" or "transfer-encoding" in request.headers


@dataclass(frozen=True)
class Writing:
    """One network that a request changes, for one reader, and the revision that it must still be at."""

    service: Service
    network_id: str
    language: Language
    expected: int | None
    person: Person

    def newest(self) -> Reading:
        """The network as it is now."""
        return self.reading(Response(), self.service.info(self.network_id).revision)

    def reading(self, response: Response, revision: int) -> Reading:
        """The network as it is after the change; the answer's headers say which revision that is."""
        view = self.service.view(self.network_id, revision)
        etag = etag_of(view, self.language, self.person)
        response.headers.update({"ETag": etag, "Cache-Control": "no-cache", "Vary": "Accept-Language"})
        return Reading(self.service, self.network_id, view, self.language, scope(), etag, person=self.person)


def writing(
    request: Request,
    service: ServiceOf,
    language: LanguageOf,
    person: PersonOf,
    n: NetworkId,
    lang: Annotated[Literal["de", "en"] | None, Query(description="Sprache / language")] = None,
    if_match: Annotated[str | None, Header(description="ETag, den die Daten noch haben müssen / ETag read")] = None,
) -> Writing:
    """The writing that a request asks for; Outdated where its If-Match names another revision than the newest."""
    refuse_unknown(request)
    return writing_at(service, n, lang or language, if_match, person, "If-Match")


def writing_at(
    service: Service, n: str, language: Language, if_match: str | None, person: Person, place: str = ""
) -> Writing:
    """The writing to a network that is still at a revision that If-Match names; Outdated where it is not.

    `place` is what a program knows that by; people, whose forms name it in secret, know nothing of it.
    """
    newest = service.view(n)
    if if_match is None or if_match.strip() == "*":
        return Writing(service, n, language, None, person)
    if not _names(if_match, newest):
        raise Outdated(
            text("„{network}“ wurde inzwischen geändert und steht auf Revision {newest}.", network=n,
                 newest=str(newest.revision)),
            place=place,
            value=if_match[:80],
            remedy=text("Bitte die neue Revision laden und die Änderung erneut vornehmen."),
        )  # fmt: skip
    return Writing(service, n, language, newest.revision, person)


def _names(if_match: str, newest: View) -> bool:
    """Whether an If-Match names this revision, by the ETag of an answer in any language or by the bare number."""
    of_this = rf"{newest.revision}(?:\.{re.escape(newest.stamp)})?"
    form = re.compile(rf'(?:W/)?"?(?:{re.escape(newest.network)}-)?0*{of_this}(?:-[^"]*)?"?')
    return any(form.fullmatch(part.strip()) for part in if_match.split(","))


WritingOf = Annotated[Writing, Depends(writing)]
