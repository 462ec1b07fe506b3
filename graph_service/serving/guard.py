"""The one place where it is decided who may ask for what, before more of a request than its head is read.

A network that somebody may not read sounds to them like one that is not there.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.routing import iter_route_contexts
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.routing import Match, Mount

from graph_service.access.roles import EVERY, LEAST, Right
from graph_service.model.errors import AkteursnetzError, BadValue, Forbidden, UnknownNetwork
from graph_service.model.text import text
from graph_service.operations.administering import no_page
from graph_service.serving.reading import is_api
from graph_service.serving.receiving import LONGEST_FORM, whole_body
from graph_service.serving.rules import IMPERSONAL, PUBLIC, RULES, SIGNED_IN, Rule, key_of
from graph_service.serving.who import (
    CSRF_FIELD,
    CSRF_HEADER,
    Person,
    Way,
    access_of,
    check_csrf,
    identify,
    not_signed_in,
    person_of,
)
from graph_service.serving.writing import FILES, FORM, foreign_name, media_type_of
from graph_service.stores.common import unknown_network

_SAFE = ("GET", "HEAD", "OPTIONS")
_NETWORK = "n"  # what the part of an address is called that names a network


@dataclass(frozen=True)
class Asked:
    """Which route a request is for, by its name in the table of rules, and about which network."""

    key: str
    network: str | None


async def admit(request: Request) -> None:
    """Finds out who asks and whether they may; NotSignedIn, Forbidden, or NotFound for a network of others.

    HTTPException for a method that the address does not know.
    """
    asked = asked_of(request)
    rule = RULES.get(asked.key) if asked else None
    if rule and rule.demand is IMPERSONAL:
        return None
    if access_of(request).sign_in:
        await run_in_threadpool(_admit, request, asked, rule)
    else:
        _admit(request, asked, rule)
    if asked is None:
        return _refuse_method(request)
    return await _refuse_forged(request)


def _admit(request: Request, asked: Asked | None, rule: Rule | None) -> None:
    request.state.person = person = identify(request, asked.network if asked else None)
    if asked is None:
        return  # there is no such address, which anybody may hear
    if rule is None:
        raise Forbidden(text("Für diese Adresse ist nicht festgelegt, wer sie nutzen darf."))
    request.state.asked, request.state.rule = asked, rule
    _check(request, person, asked, rule)


def _check(request: Request, person: Person, asked: Asked, rule: Rule) -> None:
    if rule.demand is IMPERSONAL or rule.demand is PUBLIC:
        return None
    if rule.demand is SIGNED_IN:
        return _check_browser(person)
    if asked.network is not None and not person.may(Right.READ, asked.network):
        if person.account is None:
            raise not_signed_in()
        raise unknown_network(asked.network, readable(request))
    if person.may(rule.demand, asked.network or EVERY):
        return None
    if person.way is Way.MACHINE:
        return _check_name(request, rule)
    if person.account is None:
        raise not_signed_in()
    return person.grants.require(rule.demand, asked.network or EVERY)


def _check_name(request: Request, rule: Rule) -> None:
    """Under a foreign name this machine's pages may be looked at, also those with forms, and nothing else."""
    if rule.demand is not Right.EDIT or request.method not in _SAFE:
        raise foreign_name(request)


def _check_browser(person: Person) -> None:
    if person.way is Way.TOKEN:
        raise Forbidden(text("Das geht nicht mit einem Zugangsschlüssel."), remedy=text("Bitte im Browser anmelden."))
    if person.way not in (Way.SESSION, Way.MACHINE):
        raise not_signed_in()


def readable(request: Request) -> tuple[str, ...]:
    """The networks that there are for this person."""
    return person_of(request).grants.readable(info.id for info in request.app.state.service.store.networks())


def discreet(request: Request, error: AkteursnetzError) -> AkteursnetzError:
    """An error that names no network which this person may not read."""
    if isinstance(error, UnknownNetwork) and not person_of(request).may(Right.READ, EVERY):
        return unknown_network(error.value, readable(request))
    return error


async def _refuse_forged(request: Request) -> None:
    """Forbidden for a change in a session that none of this session's pages has sent.

    Files are not read here; whoever receives them looks for the token among the other parts of the form.
    """
    person = person_of(request)
    if person.session is None or request.method in _SAFE:
        return
    given = request.headers.get(CSRF_HEADER)
    if given is None and not is_api(request):
        if media_type_of(request) == FILES:
            return
        given = await _typed_token(request)
    check_csrf(person, given or "")


async def _typed_token(request: Request) -> str:
    length = request.headers.get("content-length", "")
    if media_type_of(request) != FORM or not length.isdigit():
        return ""
    if int(length) > LONGEST_FORM:
        await whole_body(request, LONGEST_FORM)
    # Not the whole form, which may hold a long text: the token needs no code in an address.
    found = re.search(rf"(?:^|&){CSRF_FIELD}=([0-9a-f]*)".encode(), await request.body())
    return found[1].decode() if found else ""


def keep_private(request: Request, response: Response) -> None:
    """Says of an answer for whom it is, so that no cache hands it to anybody else.

    What may hold restricted data is kept by no browser, since several people may use one.
    """
    if not access_of(request).sign_in:
        return
    given = [name.strip() for name in response.headers.get("vary", "").split(",") if name.strip()]
    response.headers["Vary"] = ", ".join(dict.fromkeys([*given, "Cookie", "Authorization"]))
    person = person_of(request)
    if any(role.includes(LEAST[Right.READ_RESTRICTED]) for role in person.grants.roles.values()):
        response.headers["Cache-Control"] = "private, no-store"
    elif person.way is not Way.ANYONE and response.headers.get("cache-control") != "no-store":
        response.headers["Cache-Control"] = "private, no-cache"


def _refuse_method(request: Request) -> None:
    """HTTPException for a known address that knows no such method; anybody may hear which ones it knows."""
    partly = (route for route, _ in routes_of(request.app) if route.matches(request.scope)[0] is Match.PARTIAL)
    known = {method for route in partly for method in route.methods}
    known |= {"HEAD"} if "GET" in known else set()
    if known:
        raise HTTPException(HTTPStatus.METHOD_NOT_ALLOWED, headers={"Allow": ", ".join(sorted(known))})


def check_page(app: FastAPI, path: str) -> None:
    """BadValue where this path is no page of a network, or one for which reading is not enough."""
    asked = _asked(app, {"type": "http", "method": "GET", "path": path, "root_path": "", "headers": []})
    if asked is None or asked.network is None:
        raise no_page(path)
    if RULES[asked.key].demand is not Right.READ:
        raise BadValue(
            text("„{value}“ kann nicht zeigen, wer nur lesen darf.", value=path[:80]),
            place="address",
            value=path[:80],
            remedy=text("Bitte den Link auf einer Seite anlegen, die nichts zum Ausfüllen hat."),
        )


def is_to_read(request: Request) -> bool:
    """Whether what is shown needs no more than the right to read its network."""
    rule: Rule | None = getattr(request.state, "rule", None)
    return rule is not None and rule.demand is Right.READ


def asked_of(request: Request) -> Asked | None:
    """The route that will answer a request; None where none will."""
    return _asked(request.app, request.scope)


def _asked(app: FastAPI, scope: MutableMapping[str, Any]) -> Asked | None:
    for route, key in routes_of(app):
        match, found = route.matches(scope)
        if match is Match.FULL:
            return Asked(key, _network_in(found))
    return None


def _network_in(found: Mapping[str, Any]) -> str | None:
    network = found.get("path_params", {}).get(_NETWORK)
    return None if network is None else str(network)


def routes_of(app: FastAPI) -> tuple[tuple[Any, str], ...]:
    """Every route in the order in which they are tried, each with its name in the table of rules."""
    if not hasattr(app.state, "named_routes"):
        app.state.named_routes = tuple((route, _name_of(route)) for route in iter_route_contexts(app.routes))
    named: tuple[tuple[Any, str], ...] = app.state.named_routes
    return named


def _name_of(route: Any) -> str:
    """The name of a route in the table of rules; "" for one that cannot have any, and so is refused."""
    if isinstance(route.original_route, Mount):
        return str(route.original_route.name).replace("-", ".")
    return key_of(route.endpoint) if route.endpoint else ""
