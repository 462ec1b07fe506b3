"""The place of assembly: settings, store, routes, pages, headers, errors."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, ExitStack, asynccontextmanager, closing
from http import HTTPStatus

from anyio import CapacityLimiter
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware
from starlette.staticfiles import StaticFiles

from graph_service import __version__
from graph_service.access.assembly import Access
from graph_service.access.provider import Provider
from graph_service.api import (
    annexes,
    audit,
    changes,
    coordination,
    coverage,
    editing,
    editing_forms,
    errors,
    governance,
    handing_out,
    health,
    imports,
    judgements,
    links,
    mappings,
    matching,
    me,
    overlaps,
    pictures,
    progress,
    proposals,
    questions,
    recommendations,
    records,
    roles,
)
from graph_service.model.errors import AkteursnetzError
from graph_service.operations.service import Service
from graph_service.operations.uploading import Uploads
from graph_service.serving import faults, guard
from graph_service.serving.metrics import Metrics
from graph_service.serving.noting import Noting, NotingStore
from graph_service.serving.reading import API, is_api, language_of
from graph_service.serving.watching import Watching, template_of
from graph_service.settings import Settings
from graph_service.stores import open_registry, open_store
from graph_service.stores.base import Store
from graph_service.web import routes
from graph_service.web.editing_sending import Stale
from graph_service.web.editing_stale import stale_page
from graph_service.web.rendering import error_page, static_folder
from graph_service.web.signing_in import to_sign_in
from visualisations.page import static_folder as picture_folder
from visualisations.page import vis_folder

_SIGN_INS_AT_ONCE = 4
_LOG = logging.getLogger("akteursnetz")

_SECURITY = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; "
        "font-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}

_API = (
    me,
    audit,
    links,
    governance,  # before the records, whose route for {shelf}/{local} would answer for one body
    proposals,
    editing_forms,  # so, too: for the history of one record
    editing,
    records,
    questions,
    coverage,
    overlaps,
    coordination,
    changes,
    recommendations,
    roles,
    progress,
    pictures,
    handing_out,
    annexes,
    judgements,
    matching,
    imports,
    mappings,
)


def create_app(settings: Settings, store: Store | None = None) -> FastAPI:
    """The whole service for these settings; its store opens and closes with the application's lifespan.

    A store that is given is open already, and stays so.
    """
    app = FastAPI(
        title="Akteursnetz",
        version=__version__,
        summary="Wer handelt wo, womit, für wen, und wer stimmt sich ab? / Who acts where, with what, for whom?",
        openapi_url=f"{API}/openapi.json",
        docs_url=None,
        redoc_url=None,
        lifespan=_lifespan(settings, store),
        responses=errors.documented(),
    )
    app.state.settings, app.state.public_address = settings, settings.address
    for module in _API:
        app.include_router(module.router, prefix=API)
    app.include_router(health.router)
    _mount_static(app)
    app.include_router(routes.router, include_in_schema=False)
    _answer_errors(app)
    app.middleware("http")(_secure)
    app.state.metrics = Metrics(settings.metrics_from)
    app.add_middleware(GZipMiddleware, minimum_size=1024, compresslevel=5)  # a page of the picture: 630 kB become 90
    app.add_middleware(Noting)
    app.add_middleware(Watching, metrics=app.state.metrics)  # around everything, so that nothing goes uncounted
    return app


def _lifespan(settings: Settings, given: Store | None) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    trust = settings.trust()

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        url, user, password = settings.store, settings.store_user, settings.store_password()
        with ExitStack() as opened:
            store = given or opened.enter_context(closing(open_store(url, user=user, password=password)))
            registry = opened.enter_context(closing(open_registry(url, user=user, password=password)))
            app.state.sign_in_turns = CapacityLimiter(_SIGN_INS_AT_ONCE)
            app.state.access = Access.over(registry, sign_in=settings.sign_in == "on")
            app.state.provider = Provider(trust, registry, app.state.access.accounts) if trust else None
            app.state.metrics.begin(registry)
            # Last, and so closed first: what is being written still needs the store.
            app.state.uploads = opened.enter_context(closing(Uploads()))
            app.state.service = Service(NotingStore.over(store, app.state.access))
            yield

    return lifespan


def _mount_static(app: FastAPI) -> None:
    for name, folder in (("app", static_folder()), ("picture", picture_folder()), ("vis", vis_folder())):
        app.mount(f"/static/{name}", StaticFiles(directory=folder), name=f"static-{name}")


async def _guarded(request: Request, call_next: Callable[[Request], Awaitable[Response]]) -> Response:
    try:
        await guard.admit(request)
        return await call_next(request)
    except AkteursnetzError as error:
        return await _expected(request, error)
    except HTTPException as error:
        return await _http(request, error)


async def _secure(request: Request, call_next: Callable[[Request], Awaitable[Response]]) -> Response:
    asked_head = request.method == "HEAD"
    if asked_head:
        request.scope["method"] = "GET"
    response = _unless_known(request, await _guarded(request, call_next))
    for name, value in _SECURITY.items():
        response.headers.setdefault(name, value)
    if request.url.path.startswith("/static/"):
        response.headers["Cache-Control"] = "public, max-age=3600"
    else:
        guard.keep_private(request, response)
    return _bare(response, response.status_code) if asked_head else response


def _unless_known(request: Request, response: Response) -> Response:
    """The answer, or 304 where the reader already has it; refusals are never shortened."""
    etag = response.headers.get("etag", "")
    given = request.headers.get("if-none-match", "")
    known = given.strip() == "*" or etag in [one.strip().removeprefix("W/") for one in given.split(",")]
    return _bare(response, 304) if etag and known and response.status_code == 200 else response


def _bare(response: Response, status: int) -> Response:
    """The headers of an answer without its body."""
    headers = {name: value for name, value in response.headers.items() if status != 304 or name != "content-length"}
    return Response(status_code=status, headers=headers)


def _answer_errors(app: FastAPI) -> None:
    app.add_exception_handler(AkteursnetzError, _expected)
    app.add_exception_handler(Stale, stale_page)
    app.add_exception_handler(RequestValidationError, _refused)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(Exception, _unexpected)


def _wants_page(request: Request) -> bool:
    return not is_api(request) and not request.url.path.startswith("/static/")


async def _expected(request: Request, error: Exception) -> Response:
    assert isinstance(error, AkteursnetzError)  # noqa: S101 - the handler is registered for this class only
    error = guard.discreet(request, error)
    if _wants_page(request):
        way = to_sign_in(request) if faults.status_of(error) == HTTPStatus.UNAUTHORIZED else None
        if way:
            return way
        return error_page(request, error, faults.status_of(error))
    return errors.problem_response(error, language_of(request))


async def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # noqa: S101 - as above
    return await _expected(request, faults.validation_error(error))


async def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 - as above
    if error.status_code < HTTPStatus.BAD_REQUEST:
        return Response(status_code=error.status_code, headers=error.headers)
    if _wants_page(request):
        answer = error_page(request, None, error.status_code)
        answer.headers.update(error.headers or {})
        return answer
    return errors.http_problem(error, language_of(request))


async def _unexpected(request: Request, error: Exception) -> Response:
    about = {"route": template_of(request.scope), "request": getattr(request.state, "request_id", "")}
    _LOG.error("unexpected fault", exc_info=error, extra={"about": about})
    if _wants_page(request):
        return error_page(request, None, 500)
    return errors.unexpected_problem(language_of(request))
