"""Sharing a network: read links for people without an account, and public reading."""

from __future__ import annotations

from functools import partial
from http import HTTPStatus

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from graph_service.model.errors import AkteursnetzError, BadInput, NotFound
from graph_service.operations.administering import Administering, end_of
from graph_service.serving import faults
from graph_service.serving.acting import AdministeringOf, own_account
from graph_service.serving.guard import check_page
from graph_service.serving.reading import LanguageOf, NetworkId, Reading, ReadingOf
from graph_service.serving.who import PersonOf, own_address
from graph_service.serving.writing import OwnFormsOnly
from graph_service.web.account import PRIVATE
from graph_service.web.filled import Filled, FilledOf, told
from graph_service.web.rendering import page

router = APIRouter(route_class=OwnFormsOnly)


@router.get("/{n}/links")
def links(request: Request, reading: ReadingOf, acting: AdministeringOf) -> HTMLResponse:
    """All read links to views of a network, and a form to make one."""
    asked = {name: request.query_params.get(name, "") for name in ("address", "purpose", "until")}
    return _page(request, reading, acting, Filled(list(asked.items())))


@router.post("/{n}/links")
def make_link(
    request: Request, reading: ReadingOf, acting: AdministeringOf, person: PersonOf, sent: FilledOf
) -> Response:
    """Makes a read link to the page that was shown, and shows its address."""
    try:
        revision = reading.service.info(reading.network_id).revision if sent["fixed"] else None
        link = acting.make_link(
            own_account(person),
            sent["address"].removeprefix(own_address(request)),
            sent["purpose"],
            end_of(sent["until"]),
            partial(check_page, request.app),
            revision,
            reading.network_id,
        )
    except (BadInput, NotFound) as error:
        return _page(request, reading, acting, sent, error)
    return _to(reading, link.id)


@router.post("/{n}/links/zurueckziehen")
def revoke_link(request: Request, reading: ReadingOf, acting: AdministeringOf, sent: FilledOf) -> Response:
    """Ends a read link."""
    try:
        acting.revoke_link(reading.network_id, sent["link"])
    except NotFound as error:
        return _page(request, reading, acting, Filled(), error)
    return _to(reading, "revoked")


@router.post("/{n}/oeffentlich")
def set_public(acting: AdministeringOf, language: LanguageOf, n: NetworkId, sent: FilledOf) -> Response:
    """Opens a network for reading by anyone, or closes it again, and goes back to where that was asked."""
    (acting.open_network if sent["act"] == "open" else acting.close_network)(n)
    back = "/verwaltung" if sent["back"] == "/verwaltung" else f"/{n}/links"
    return RedirectResponse(f"{back}?done={'opened' if sent['act'] == 'open' else 'closed'}"
                            f"{'&lang=en' if language == 'en' else ''}", HTTPStatus.SEE_OTHER)  # fmt: skip


def _to(reading: Reading, done: str) -> RedirectResponse:
    tail = "&lang=en" if reading.language == "en" else ""
    return RedirectResponse(f"/{reading.network_id}/links?done={done}{tail}", HTTPStatus.SEE_OTHER)


def _page(
    request: Request, reading: Reading, acting: Administering, sent: Filled, error: AkteursnetzError | None = None
) -> HTMLResponse:
    access, n = acting.access, reading.network_id
    base, found = own_address(request), access.links.of(n)
    answer = page(
        request,
        reading,
        "links.html",
        links=found,
        addresses={link.id: base + access.links.address(link) for link in found},
        function_of=lambda account: one.function if (one := access.accounts.find(account)) else None,
        is_open=access.openness.is_open(n),
        sent=sent,
        problems=told(error, reading.language),
        is_timeless=True,
    )
    answer.status_code = faults.status_of(error) if error else HTTPStatus.OK
    answer.headers.update(PRIVATE)
    return answer
