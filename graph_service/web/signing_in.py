"""Signing in with name and password, and out again."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlencode, urlsplit

from anyio import CapacityLimiter, to_thread
from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import SecretStr

from graph_service.access.links import PARAMETER
from graph_service.access.sessions import Opened
from graph_service.language import explain
from graph_service.model.errors import AkteursnetzError, NotSignedIn
from graph_service.model.text import Language
from graph_service.serving import faults
from graph_service.serving.reading import LanguageOf
from graph_service.serving.receiving import typed_form
from graph_service.serving.who import NOBODY, AccessOf, client_of, cookie_name, is_secure, own_address, session_of
from graph_service.serving.writing import OwnFormsOnly
from graph_service.web.rendering import render_page

router = APIRouter(route_class=OwnFormsOnly)

_PAGE = "/anmelden"
_LONGEST_FORM = 10_000
_LONGEST_NEXT = 2_000


@router.get(_PAGE)
def sign_in_form(
    request: Request,
    access: AccessOf,
    language: LanguageOf,
    next: Annotated[str, Query()] = "",  # noqa: A002
) -> Response:
    """The form to sign in, which leads on to the page that was asked for."""
    return sign_in_page(request, language, next) if access.sign_in else _onward("")


@router.post(_PAGE)
async def sign_in(request: Request, access: AccessOf, language: LanguageOf) -> Response:
    """Signs in under a new session; says nothing of what was wrong but that it was."""
    if not access.sign_in:
        return _onward("")
    typed = dict(await typed_form(request, _LONGEST_FORM))
    name, onward = typed.get("name", "")[:200], typed.get("next", "")
    password = SecretStr(typed.get("password", ""))
    turns: CapacityLimiter = request.app.state.sign_in_turns

    def proven() -> Opened:
        return access.signing_in.with_password(name, password, client_of(request), session_of(request))

    try:
        # Proving a password takes long on purpose: with turns of its own it does not hold up who only reads.
        opened = await to_thread.run_sync(proven, limiter=turns)
    except NotSignedIn as error:
        return sign_in_page(request, language, onward, name, error)
    return signed_in(request, opened, onward)


@router.post("/abmelden")
async def sign_out(request: Request, access: AccessOf, language: LanguageOf) -> Response:
    """Ends the session, here and on the server, and leads on to where it has to end at the identity provider."""
    session, home = session_of(request), "/?lang=en" if language == "en" else ""
    if session is not None:
        await to_thread.run_sync(access.signing_in.out, session)
    elsewhere = await _elsewhere(request, session) if session else None
    answer = _leaving(request, language, elsewhere) if elsewhere else _onward(home)
    answer.delete_cookie(cookie_name(request), path="/", secure=is_secure(request), httponly=True, samesite="lax")
    return answer


async def _elsewhere(request: Request, session: SecretStr) -> str | None:
    """Where a session that began at the identity provider ends there, too."""
    provider = request.app.state.provider
    return await provider.leave(session, f"{own_address(request)}{_PAGE}") if provider else None


def _leaving(request: Request, language: Language, address: str) -> Response:
    """A page that goes on by itself: browsers do not let the answer to a form lead to another host."""
    request.state.person = NOBODY
    html = render_page(as_sign_in(request), "sign_out.html", language, None, onward=address)
    return HTMLResponse(html, headers={"Cache-Control": "no-store"})


def signed_in(request: Request, opened: Opened, onward: str) -> Response:
    """The answer that hands a new session to the browser and leads on to a page of this service."""
    answer = _onward(onward)
    answer.set_cookie(
        cookie_name(request),
        opened.id.get_secret_value(),
        path="/",
        secure=is_secure(request),
        httponly=True,
        samesite="lax",
    )
    return answer


def to_sign_in(request: Request) -> Response | None:
    """The way to the form for who asked for a page that needs it; None where what was sent would get lost.

    Who came by a read link that does not hold is told so, since signing in may not be what helps.
    """
    if request.method != "GET" or PARAMETER in request.query_params or not request.app.state.access.sign_in:
        return None
    asked = f"{request.url.path}?{request.url.query}" if request.url.query else request.url.path
    language = {"lang": "en"} if request.query_params.get("lang") == "en" else {}
    query = {**language, **({"next": local_page(asked)} if local_page(asked) != "/" else {})}
    return RedirectResponse(f"{_PAGE}?{urlencode(query)}" if query else _PAGE, status_code=303)


def local_page(address: str) -> str:
    """An address within this service; "/" for any other, however it is disguised."""
    plain = all(" " < letter != "\\" and letter.isprintable() for letter in address) and len(address) <= _LONGEST_NEXT
    if not plain or not address.startswith("/") or address.startswith("//"):
        return "/"
    try:
        parts = urlsplit(address)
    except ValueError:
        return "/"
    own = parts.path.startswith(f"{_PAGE}/") or parts.path in (_PAGE, "/abmelden")
    return "/" if parts.scheme or parts.netloc or own else address


def as_sign_in(request: Request) -> Request:
    """The request as if it had been for the form to sign in, so that links of a page lead there and not back."""
    return Request({**request.scope, "path": _PAGE, "raw_path": _PAGE.encode(), "query_string": b""})


def _onward(address: str) -> RedirectResponse:
    answer = RedirectResponse(local_page(address), status_code=303)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def sign_in_page(
    request: Request, language: Language, onward: str, name: str = "", error: AkteursnetzError | None = None
) -> HTMLResponse:
    """The form, with what is wrong, and with the other door where there is an identity provider."""
    html = render_page(
        request,
        "sign_in.html",
        language,
        None,
        provider=request.app.state.provider is not None,
        next=local_page(onward),
        name=name,
        problem=explain(error, language).splitlines() if error else [],
    )
    status = faults.status_of(error) if error else 200
    headers = {"Cache-Control": "no-store", **(faults.waiting(error) if error else {})}
    return HTMLResponse(html, status_code=status, headers=headers)
