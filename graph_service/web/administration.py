"""Administration: accounts with their roles, public reading, and the tokens and links of everybody."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any, TypeAlias

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from graph_service.access.accounts import Account
from graph_service.access.roles import EVERY, Role, parse_grant
from graph_service.model.errors import AkteursnetzError, BadInput, Conflict, Forbidden, NotFound
from graph_service.model.nodes import Actor
from graph_service.model.text import Language, text
from graph_service.operations.administering import Administering
from graph_service.serving import faults
from graph_service.serving.acting import AdministeringOf
from graph_service.serving.reading import LanguageOf
from graph_service.serving.writing import OwnFormsOnly
from graph_service.web.account import PRIVATE
from graph_service.web.filled import Filled, FilledOf, told
from graph_service.web.rendering import render_page

router = APIRouter(route_class=OwnFormsOnly)

_REFUSALS = (BadInput, Conflict, Forbidden, NotFound)
_SUGGESTED = 1_000
_Step: TypeAlias = Callable[[Administering, Account, Filled], object]


@router.get("/verwaltung")
def administration(request: Request, acting: AdministeringOf, language: LanguageOf) -> HTMLResponse:
    """All accounts, networks, tokens and read links."""
    return _overview(request, acting, language)


@router.post("/verwaltung/konten")
def add_account(request: Request, acting: AdministeringOf, language: LanguageOf, sent: FilledOf) -> Response:
    """Makes an account with a first password."""
    try:
        account = acting.add(sent["name"], sent["function"], sent.new_password(), _granted(sent))
    except _REFUSALS as error:
        return _overview(request, acting, language, error=error, about="account", sent=sent)
    return _to(f"/verwaltung/konten/{account.id}", language, "made")


@router.get("/verwaltung/konten/{account_id}")
def one_account(request: Request, acting: AdministeringOf, language: LanguageOf, account_id: str) -> HTMLResponse:
    """One account and what can be done about it."""
    return _account(request, acting, language, account_id)


@router.post("/verwaltung/konten/{account_id}")
def change_account(
    request: Request, acting: AdministeringOf, language: LanguageOf, account_id: str, sent: FilledOf
) -> Response:
    """Does what the pressed button says about an account."""
    step = _STEPS.get(sent["act"])
    try:
        if step is None:
            raise BadInput(text("Dieses Formular ist nicht lesbar."))
        step(acting, acting.access.accounts.get(account_id), sent)
    except _REFUSALS as error:
        if acting.access.accounts.find(account_id) is None:
            raise
        return _account(request, acting, language, account_id, error=error, about=sent["act"], sent=sent)
    gone = acting.access.accounts.find(account_id) is None
    return _to("/verwaltung" if gone else f"/verwaltung/konten/{account_id}", language, sent["act"])


@router.post("/verwaltung/schluessel")
def revoke_any_token(request: Request, acting: AdministeringOf, language: LanguageOf, sent: FilledOf) -> Response:
    """Ends a token of whichever account."""
    try:
        acting.revoke_token(sent["token"])
    except NotFound as error:
        return _overview(request, acting, language, error=error, about="token")
    return _to("/verwaltung", language, "token")


@router.post("/verwaltung/links")
def revoke_all_links(acting: AdministeringOf, language: LanguageOf) -> Response:
    """Ends every read link of the service."""
    acting.revoke_links()
    return _to("/verwaltung", language, "links")


def _set_password(acting: Administering, account: Account, sent: Filled) -> object:
    return acting.set_password(account.id, sent.new_password())


_STEPS: Mapping[str, _Step] = {
    "function": lambda acting, account, sent: acting.set_function(account.id, sent["function"]),
    "roles": lambda acting, account, sent: acting.set_roles(account.id, _granted(sent)),
    "actors": lambda acting, account, sent: acting.set_actors(account.id, sent["network"], sent.all("actor")),
    "password": _set_password,
    "close": lambda acting, account, _: acting.close(account.id),
    "reopen": lambda acting, account, _: acting.reopen(account.id),
    "sign_out": lambda acting, account, _: acting.sign_out(account.id),
    "remove": lambda acting, account, _: acting.remove(account.id),
}


def _granted(sent: Filled) -> dict[str, Role]:
    return dict(parse_grant(words) for words in sent.all("grant"))


def _to(path: str, language: Language, done: str) -> RedirectResponse:
    tail = "&lang=en" if language == "en" else ""
    return RedirectResponse(f"{path}?done={done}{tail}", HTTPStatus.SEE_OTHER)


def _overview(
    request: Request, acting: Administering, language: Language, error: AkteursnetzError | None = None, **values: Any
) -> HTMLResponse:
    access, networks = acting.access, acting.service.store.networks()
    accounts = access.accounts.all()
    return _page(
        request,
        "administration.html",
        language,
        error,
        accounts=accounts,
        by_id={account.id: account for account in accounts},
        networks=networks,
        is_open={info.id: access.openness.is_open(info.id) for info in networks},
        tokens=access.tokens.all(),
        links=[link for info in networks for link in access.links.of(info.id)],
        own=acting.by,
        **values,
    )


def _account(
    request: Request,
    acting: Administering,
    language: Language,
    account_id: str,
    error: AkteursnetzError | None = None,
    **values: Any,
) -> HTMLResponse:
    account, networks = acting.access.accounts.get(account_id), acting.service.store.networks()
    return _page(
        request,
        "administration_account.html",
        language,
        error,
        account=account,
        networks=networks,
        actors={info.id: _actors(acting, info.id) for info in networks},
        tokens=acting.access.tokens.of(account_id),
        links=len(acting.access.links.by(account_id)),
        is_own=account.id == acting.by,
        **values,
    )


def _actors(acting: Administering, network: str) -> list[Actor]:
    return sorted(acting.service.network(network).of_type(Actor), key=lambda actor: actor.name)[:_SUGGESTED]


def _page(
    request: Request, template: str, language: Language, error: AkteursnetzError | None, **values: Any
) -> HTMLResponse:
    html = render_page(
        request,
        template,
        language,
        None,
        roles=tuple(Role),
        every=EVERY,
        problems=told(error, language),
        done=request.query_params.get("done", ""),
        **{"sent": Filled(), "about": "", **values},
    )
    return HTMLResponse(html, status_code=faults.status_of(error) if error else HTTPStatus.OK, headers=PRIVATE)
