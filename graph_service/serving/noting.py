"""What the audit notes of requests, in one place: files handed out, changes, refusals, read links that were opened.

Nothing is noted where nobody signs in: there is one person, and the history tells every change.
"""

from __future__ import annotations

import logging
import re
from contextvars import ContextVar
from http import HTTPStatus
from typing import Any, cast

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from graph_service.access.assembly import Access
from graph_service.access.audit import Event
from graph_service.access.roles import Right
from graph_service.model.change import NetworkInfo, Revision
from graph_service.model.errors import BadValue, StoreError
from graph_service.model.identity import check_network_id
from graph_service.serving.reading import API
from graph_service.serving.who import Person, Way
from graph_service.stores.base import Store
from graph_service.stores.registry_common import utc_now

_LOG = logging.getLogger("akteursnetz")
_FILE = re.compile(r'attachment; filename="[^"]*\.(?P<form>[a-z0-9]{1,10})"')
_NOTED_ELSEWHERE = (Event.CHANGED, Event.EXPORTED)  # with the revision, and with the form of the file
_ASKING: ContextVar[Scope | None] = ContextVar("asking", default=None)


class Noting:
    """Notes what becomes of each request before its answer leaves, so that no file is handed out without a line."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        method = scope["method"]  # asked now: a HEAD is answered as a GET

        async def noting(message: Message) -> None:
            if message["type"] == "http.response.start":
                await _note_answer(scope, method, message)
            await send(message)

        asking = _ASKING.set(scope)
        try:
            await self._app(scope, receive, noting)
        finally:
            _ASKING.reset(asking)


class NotingStore:
    """A store whose new revisions are noted with whose request made them; in all else it is the store itself."""

    def __init__(self, store: Store, access: Access) -> None:
        self._store, self._access = store, access

    @classmethod
    def over(cls, store: Store, access: Access) -> Store:
        """The store with its revisions noted; where nobody signs in, the store as it is."""
        return cast("Store", cls(store, access)) if access.sign_in else store

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    def commit(self, network: str, *change: Any, **more: Any) -> Revision:
        began = utc_now()
        revision = self._store.commit(network, *change, **more)
        if revision.time >= began:  # an earlier one is given back where nothing was new
            self._note(network, revision.number)
        return revision

    def create(self, network: str, name: str) -> NetworkInfo:
        made = self._store.create(network, name)
        self._note(network, made.revision)
        return made

    def _note(self, network: str, number: int) -> None:
        scope = _ASKING.get()
        person = _person(scope)
        if scope is None or person is None:
            return
        what = f"{_route(scope)}:{number}"
        try:
            self._access.audit.note(Event.CHANGED, person.id, network=network, what=what, via=person.via)
        except StoreError:  # the revision is there, with its author: to say that it failed would be untrue
            _LOG.exception("a change could not be noted: %s", what)


async def _note_answer(scope: Scope, method: str, message: Message) -> None:
    access: Access | None = getattr(scope["app"].state, "access", None)
    person = _person(scope)
    if access is None or person is None or not access.sign_in:
        return
    told = _told(scope, person, method, message)
    if told is not None:
        event, what = told
        asked = scope["state"]["asked"]
        network = asked.network if asked.network and _is_network(asked.network) else None
        await run_in_threadpool(access.audit.note, event, person.id, network=network, what=what, via=person.via)


def _told(scope: Scope, person: Person, method: str, message: Message) -> tuple[Event, str] | None:
    """What is to be noted of an answer, if anything."""
    status, route, rule = message["status"], _route(scope), scope["state"].get("rule")
    if rule is None:
        return None
    if status == HTTPStatus.FORBIDDEN and (person.account or person.via):  # strangers could fill the audit
        return Event.REFUSED, route
    file = _FILE.match(Headers(raw=message["headers"]).get("content-disposition", ""))
    if file and status == HTTPStatus.OK and method == "GET" and rule.demand is Right.READ:
        return Event.EXPORTED, f"{route}:{file['form']}"
    if person.way is Way.LINK and status == HTTPStatus.OK and not scope["path"].startswith(API):
        return Event.LINK_OPENED, person.via or ""
    if rule.event and rule.event not in _NOTED_ELSEWHERE and status < HTTPStatus.BAD_REQUEST:
        return rule.event, route
    return None


def _person(scope: Scope | None) -> Person | None:
    """Whose request it is, once the guard has found out."""
    return scope.get("state", {}).get("person") if scope else None


def _route(scope: Scope) -> str:
    """The name of the route in the table of rules."""
    asked = scope["state"].get("asked")
    return asked.key if asked else ""


def _is_network(words: str) -> bool:
    try:
        check_network_id(words)
    except BadValue:
        return False
    return True
