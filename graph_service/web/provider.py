"""Signing in with the town's own identity provider: the way there, and the way back."""

from __future__ import annotations

from functools import partial
from typing import Annotated

from anyio import to_thread
from fastapi import APIRouter, Query, Request
from fastapi.responses import RedirectResponse, Response
from pydantic import SecretStr

from graph_service.access.pending import LASTS
from graph_service.access.provider import Arrival, Provider
from graph_service.access.provider_http import ProviderFault
from graph_service.access.sessions import Opened
from graph_service.model.errors import Conflict, NotFound, NotSignedIn
from graph_service.model.text import Language, text
from graph_service.serving.reading import LanguageOf
from graph_service.serving.who import AccessOf, is_secure, own_address, session_of
from graph_service.web.signing_in import as_sign_in, local_page, sign_in_page, signed_in

router = APIRouter()

_BACK = "/anmelden/zurueck"
_SECURE_COOKIE, _PLAIN_COOKIE = "__Host-anmeldung", "anmeldung"


@router.get("/anmelden/anbieter")
async def begin(
    request: Request,
    language: LanguageOf,
    next: Annotated[str, Query()] = "",  # noqa: A002
) -> Response:
    """Leads to the identity provider, where the person signs in."""
    brought, _ = _kept(request)
    onward = local_page(next)
    home = "/?lang=en" if language == "en" and onward == "/" else onward
    try:
        left = await _provider(request).depart(own_address(request) + _BACK, home, brought)
    except ProviderFault as error:
        return sign_in_page(as_sign_in(request), language, next, error=error)
    answer = RedirectResponse(left.address, status_code=303, headers={"Cache-Control": "no-store"})
    answer.set_cookie(
        _cookie(request),
        f"{left.browser.get_secret_value()}.{language}",
        max_age=int(LASTS.total_seconds()),
        path="/",
        secure=is_secure(request),
        httponly=True,
        samesite="lax",
    )
    return answer


@router.get(_BACK)
async def back(request: Request, access: AccessOf) -> Response:
    """Takes up whom the provider sends back; where that does not hold, the form with both doors says why."""
    provider = _provider(request)
    browser, language = _kept(request)
    try:
        arrived = await provider.arrive(request.query_params.multi_items(), browser)
        entered = partial(access.signing_in.vouched_for, arrived.account, session_of(request))
        opened = await to_thread.run_sync(entered)
    except (ProviderFault, NotSignedIn, Conflict) as error:
        return sign_in_page(as_sign_in(request), language, "", error=error)
    return await _onward(request, provider, arrived, opened)


async def _onward(request: Request, provider: Provider, arrived: Arrival, opened: Opened) -> Response:
    await to_thread.run_sync(provider.keep, opened.id, arrived, opened.until)
    answer = signed_in(request, opened, arrived.back_to)
    answer.delete_cookie(_cookie(request), path="/", secure=is_secure(request), httponly=True, samesite="lax")
    return answer


def _provider(request: Request) -> Provider:
    provider: Provider | None = request.app.state.provider
    if provider is None:
        raise NotFound(
            text("Eine Anmeldung bei einem Identitätsanbieter ist hier nicht eingerichtet."),
            remedy=text("Bitte mit Kontoname und Kennwort anmelden."),
        )
    return provider


def _kept(request: Request) -> tuple[SecretStr | None, Language]:
    """What the browser kept when it left for the provider, and the language in which it did."""
    secret, _, language = request.cookies.get(_cookie(request), "").partition(".")
    return SecretStr(secret) if secret else None, "en" if language == "en" else "de"


def _cookie(request: Request) -> str:
    return _SECURE_COOKIE if is_secure(request) else _PLAIN_COOKIE
