"""The place of assembly: settings, store, routes, pages, headers, errors."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from http import HTTPStatus

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware
from starlette.staticfiles import StaticFiles

from graph_service import __version__
from graph_service.api import (
    annexes,
    changes,
    coordination,
    coverage,
    errors,
    governance,
    handing_out,
    health,
    imports,
    judgements,
    mappings,
    matching,
    overlaps,
    pictures,
    questions,
    recommendations,
    records,
    roles,
)
from graph_service.model.errors import AkteursnetzError
from graph_service.operations.service import Service
from graph_service.operations.uploading import Uploads
from graph_service.serving import faults
from graph_service.serving.reading import API, is_api, language_of
from graph_service.settings import Settings
from graph_service.stores import open_store
from graph_service.web import routes
from graph_service.web.rendering import error_page, static_folder
from visualisations.page import static_folder as picture_folder
from visualisations.page import vis_folder

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
    governance,  # before the records, whose route for {shelf}/{local} would answer for one body
    records,
    questions,
    coverage,
    overlaps,
    coordination,
    changes,
    recommendations,
    roles,
    pictures,
    handing_out,
    annexes,
    judgements,
    matching,
    imports,
    mappings,
)


def create_app(settings: Settings) -> FastAPI:
    """The whole service for these settings; its store opens and closes with the application's lifespan."""
    app = FastAPI(
        title="Akteursnetz",
        version=__version__,
        summary="Wer handelt wo, womit, für wen, und wer stimmt sich ab? / Who acts where, with what, for whom?",
        openapi_url=f"{API}/openapi.json",
        docs_url=None,
        redoc_url=None,
        lifespan=_lifespan(settings),
        responses=errors.documented(),
    )
    app.state.settings = settings
    for module in _API:
        app.include_router(module.router, prefix=API)
    app.include_router(health.router)
    _mount_static(app)
    app.include_router(routes.router, include_in_schema=False)
    _answer_errors(app)
    app.middleware("http")(_secure)
    app.add_middleware(GZipMiddleware, minimum_size=1024, compresslevel=5)  # a page of the picture: 630 kB become 90
    return app


def _lifespan(settings: Settings) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        store = open_store(settings.store, user=settings.store_user, password=settings.store_password())
        app.state.service, app.state.uploads = Service(store), Uploads()
        try:
            yield
        finally:
            app.state.uploads.close()  # first: what is being written still needs the store
            store.close()

    return lifespan


def _mount_static(app: FastAPI) -> None:
    for name, folder in (("app", static_folder()), ("picture", picture_folder()), ("vis", vis_folder())):
        app.mount(f"/static/{name}", StaticFiles(directory=folder), name=f"static-{name}")


async def _secure(request: Request, call_next: Callable[[Request], Awaitable[Response]]) -> Response:
    asked_head = request.method == "HEAD"
    if asked_head:
        request.scope["method"] = "GET"
    response = _unless_known(request, await call_next(request))
    for name, value in _SECURITY.items():
        response.headers.setdefault(name, value)
    if request.url.path.startswith("/static/"):
        response.headers["Cache-Control"] = "public, max-age=3600"
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
    app.add_exception_handler(RequestValidationError, _refused)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(Exception, _unexpected)


def _wants_page(request: Request) -> bool:
    return not is_api(request) and not request.url.path.startswith("/static/")


async def _expected(request: Request, error: Exception) -> Response:
    assert isinstance(error, AkteursnetzError)  # noqa: S101 - the handler is registered for this class only
    if _wants_page(request):
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
        return error_page(request, None, error.status_code)
    return errors.http_problem(error, language_of(request))


async def _unexpected(request: Request, error: Exception) -> Response:
    _LOG.exception("unexpected fault at %s", request.url.path, exc_info=error)
    if _wants_page(request):
        return error_page(request, None, 500)
    return errors.unexpected_problem(language_of(request))
