"""One's own account: function and roles, another password, tokens for programs, and signing out everywhere."""

from __future__ import annotations

from datetime import timedelta
from http import HTTPStatus
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from graph_service.access.accounts import Account
from graph_service.access.roles import EVERY, Role, parse_role
from graph_service.access.tokens import Issued
from graph_service.model.errors import AkteursnetzError, BadInput, BadValue, NotFound, NotSignedIn
from graph_service.model.text import Language, text
from graph_service.operations.administering import Administering, end_of
from graph_service.operations.service import today
from graph_service.serving import faults
from graph_service.serving.acting import AdministeringOf, own_account
from graph_service.serving.reading import LanguageOf
from graph_service.serving.who import PersonOf, client_of, person_of
from graph_service.serving.writing import OwnFormsOnly
from graph_service.web.filled import Filled, FilledOf, told
from graph_service.web.rendering import render_page

router = APIRouter(route_class=OwnFormsOnly)

PRIVATE = {"Cache-Control": "no-store"}
_NEXT = timedelta(days=90)


@router.get("/konto")
def account_page(request: Request, acting: AdministeringOf, language: LanguageOf) -> HTMLResponse:
    """Who one is here, what one may, and one's own tokens."""
    return _page(request, acting, language)


@router.post("/konto/kennwort")
def change_password(
    request: Request, acting: AdministeringOf, person: PersonOf, language: LanguageOf, sent: FilledOf
) -> Response:
    """Another password, for who knows the present one; then one signs in with it."""
    account = own_account(person)
    try:
        new = sent.new_password()
        _check_present(request, acting, account, sent)
        acting.set_password(account.id, new)
    except (BadInput, NotSignedIn) as error:
        return _page(request, acting, language, error=error, about="password")
    return _to_sign_in(language)


@router.post("/konto/abmelden")
def sign_out_everywhere(acting: AdministeringOf, person: PersonOf, language: LanguageOf) -> Response:
    """Ends all sessions of the own account, this one too."""
    acting.sign_out(own_account(person).id)
    return _to_sign_in(language)


@router.post("/konto/schluessel")
def issue_token(
    request: Request, acting: AdministeringOf, person: PersonOf, language: LanguageOf, sent: FilledOf
) -> HTMLResponse:
    """Issues a token and shows it this once."""
    try:
        issued = _issued(acting, own_account(person), sent)
    except AkteursnetzError as error:
        return _page(request, acting, language, error=error, about="token", sent=sent)
    return _page(request, acting, language, issued=issued)


@router.post("/konto/schluessel/widerrufen")
def revoke_own_token(
    request: Request, acting: AdministeringOf, person: PersonOf, language: LanguageOf, sent: FilledOf
) -> Response:
    """Ends a token of the own account."""
    try:
        acting.revoke_token(sent["token"], own_account(person).id)
    except NotFound as error:
        return _page(request, acting, language, error=error, about="token")
    return RedirectResponse(f"/konto?done=revoked{'&lang=en' if language == 'en' else ''}", HTTPStatus.SEE_OTHER)


def _issued(acting: Administering, account: Account, sent: Filled) -> Issued:
    return acting.issue_token(
        account, sent["purpose"], sent["network"], parse_role(sent["role"]), end_of(sent["until"]),
        writing=bool(sent["writing"]),
    )  # fmt: skip


def _check_present(request: Request, acting: Administering, account: Account, sent: Filled) -> None:
    """BadValue where the present password is another one; it may be tried as seldom as at sign-in."""
    name, address = account.name or account.id, client_of(request)
    acting.access.attempts.begin(name, address)
    if acting.access.accounts.verify(name, sent.secret("current")) is None:
        raise BadValue(text("Das bisherige Kennwort stimmt nicht."), place="current")
    acting.access.attempts.succeeded(name, address)


def _to_sign_in(language: Language) -> RedirectResponse:
    return RedirectResponse(f"/anmelden{'?lang=en' if language == 'en' else ''}", HTTPStatus.SEE_OTHER)


def _page(
    request: Request,
    acting: Administering,
    language: Language,
    *,
    error: AkteursnetzError | None = None,
    about: str = "",
    **values: Any,
) -> HTMLResponse:
    person, access = person_of(request), acting.access
    account = person.account
    shown: dict[str, Any] = {"sent": Filled(), "issued": None, **values}
    html = render_page(
        request,
        "account.html",
        language,
        None,
        account=account,
        tokens=access.tokens.of(account.id) if account else (),
        networks=_networks(acting, account),
        roles=_roles(account),
        until=today() + _NEXT,
        problems=told(error, language),
        about=about,
        done=request.query_params.get("done", ""),
        every=EVERY,
        **shown,
    )
    return HTMLResponse(html, status_code=faults.status_of(error) if error else HTTPStatus.OK, headers=PRIVATE)


def _networks(acting: Administering, account: Account | None) -> list[str]:
    """The networks for which a token of this account can be issued."""
    own = set(account.roles) if account else set()
    return sorted(own | {info.id for info in acting.service.store.networks()} if EVERY in own else own)


def _roles(account: Account | None) -> list[Role]:
    """The roles that a token of this account can have at most somewhere."""
    own = account.roles.values() if account else ()
    return [role for role in Role if any(one.includes(role) for one in own)]
