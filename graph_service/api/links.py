"""Routes for read links: to list those of a network, to make one, to end one."""

from __future__ import annotations

from datetime import date, datetime
from functools import partial
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from pydantic import BaseModel, Field

from graph_service.access.links import Link
from graph_service.api.errors import documented
from graph_service.operations.administering import Administering, end_of
from graph_service.serving.acting import AdministeringOf, known_only, own_account
from graph_service.serving.guard import check_page
from graph_service.serving.reading import API, NetworkId
from graph_service.serving.who import PersonOf, own_address
from graph_service.serving.writing import OwnPagesOnly

router = APIRouter(tags=["Verwaltung / administration"], route_class=OwnPagesOnly, dependencies=[Depends(known_only)])
_REFUSALS = documented(HTTPStatus.FORBIDDEN)


class LinkIn(BaseModel):
    """A page of a network with its state, for what it is shown, and its last day; at a revision, or the newest."""

    address: Annotated[str, Field(max_length=4000, examples=["/leverkusen/abdeckung?field=D"])]
    purpose: Annotated[str, Field(max_length=200)]
    until: date
    revision: Annotated[int | None, Field(ge=0, le=2**53)] = None


class LinkOut(BaseModel):
    """A read link; who has the address may see this one view until it ends."""

    id: str
    network: str
    address: str
    purpose: str
    revision: int | None
    account: str
    created: datetime
    until: datetime


class LinksOut(BaseModel):
    """All read links to views of a network."""

    items: list[LinkOut]
    total: int


@router.get("/networks/{n}/links")
def links(request: Request, response: Response, acting: AdministeringOf, n: NetworkId) -> LinksOut:
    """The read links to views of a network; the one that ends first before the others."""
    acting.service.info(n)
    response.headers["Cache-Control"] = "no-store"
    found = [_shown(request, acting, link) for link in acting.access.links.of(n)]
    return LinksOut(items=found, total=len(found))


@router.post("/networks/{n}/links", status_code=HTTPStatus.CREATED, responses=_REFUSALS)
def make_link(
    request: Request, response: Response, acting: AdministeringOf, person: PersonOf, n: NetworkId, wanted: LinkIn
) -> LinkOut:
    """Makes a read link to one view of this network."""
    link = acting.make_link(
        own_account(person),
        wanted.address.removeprefix(own_address(request)),
        wanted.purpose,
        end_of(wanted.until.isoformat()),
        partial(check_page, request.app),
        wanted.revision,
        n,
    )
    response.headers.update({"Location": f"{API}/networks/{n}/links/{link.id}", "Cache-Control": "no-store"})
    return _shown(request, acting, link)


@router.delete("/networks/{n}/links/{link_id}", status_code=HTTPStatus.NO_CONTENT, responses=_REFUSALS)
def revoke_link(acting: AdministeringOf, n: NetworkId, link_id: str) -> None:
    """Ends a read link."""
    acting.revoke_link(n, link_id)


def _shown(request: Request, acting: Administering, link: Link) -> LinkOut:
    address = own_address(request) + acting.access.links.address(link)
    return LinkOut(
        **link.model_dump(include={"id", "network", "purpose", "account", "created", "until"}),
        address=address,
        revision=link.revision,
    )
