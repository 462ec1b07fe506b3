"""Every request is counted, timed and noted in the log, by the form of its address and not by what it asked for."""

from __future__ import annotations

from secrets import token_hex
from time import perf_counter
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from graph_service.serving.logs import REQUESTS
from graph_service.serving.metrics import Metrics
from graph_service.serving.reading import API

_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_UNANSWERED = 500  # an exception on its way out: the handler around everything answers it


class Watching:
    """Gives each request an id, which its answer and its line in the log share."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app, self._metrics = app, metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        # Asked now: a HEAD is answered as a GET, and a stranger may send any word as its method.
        method = scope["method"] if scope["method"] in _METHODS else "other"
        request_id, began, status = token_hex(8), perf_counter(), _UNANSWERED
        scope.setdefault("state", {})["request_id"] = request_id

        async def noting(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message.get("headers", ()), (b"x-request-id", request_id.encode())]
            await send(message)

        try:
            await self._app(scope, receive, noting)
        finally:
            self._note(method, template_of(scope), status, perf_counter() - began, request_id)

    def _note(self, method: str, route: str, status: int, seconds: float, request_id: str) -> None:
        self._metrics.note_request(method, route, status, seconds)
        about = {"method": method, "route": route, "status": status, "ms": round(seconds * 1e3, 1)}
        REQUESTS.info("request", extra={"about": about | {"request": request_id}})


def template_of(scope: Scope | dict[str, Any]) -> str:
    """The address of the route with names in place of values, without a query; "none" where no route fitted."""
    template = getattr(scope.get("route"), "path_format", None)
    path: str = scope["path"]
    if template is None:
        return "/static" if path.startswith("/static/") else "none"
    return API + template.removeprefix(API) if path.startswith(f"{API}/") else str(template)
