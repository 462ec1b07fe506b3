"""Errors -> HTTP, once, as problem details (RFC 9457) in the reader's language."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from fastapi.responses import JSONResponse
from pydantic import BaseModel
from starlette.exceptions import HTTPException

from graph_service.language import explain, render
from graph_service.model.errors import AkteursnetzError, Problem
from graph_service.model.text import Language, text
from graph_service.operations.editing_conflicts import Clash, Version
from graph_service.operations.editing_values import Plain
from graph_service.serving.faults import status_of, title_of, waiting

MEDIA_TYPE = "application/problem+json"


class ProblemPart(BaseModel):
    """One of several things that are wrong."""

    place: str
    message: str
    value: str
    near: list[str]


class VersionPart(BaseModel):
    """One field that two people changed or one of them did: as it was, as this request wants it, as it is by now."""

    field: str
    label: str
    state: str
    base: Plain
    mine: Plain
    theirs: Plain


class ProblemDetails(BaseModel):
    """What went wrong (RFC 9457), with the place, the value met, what may be meant, and what helps."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    place: str = ""
    value: str = ""
    near: list[str] = []
    remedy: str | None = None
    problems: list[ProblemPart] = []
    versions: list[VersionPart] = []


def documented(*more: HTTPStatus) -> dict[int | str, dict[str, Any]]:
    """The refusals that every route may answer with, and more of one route, as the API's description has them."""
    schema = ProblemDetails.model_json_schema()
    parts = schema.pop("$defs")
    schema["properties"]["problems"]["items"] = parts[ProblemPart.__name__]
    schema["properties"]["versions"]["items"] = parts[VersionPart.__name__]
    content = {MEDIA_TYPE: {"schema": schema}}
    described = (
        HTTPStatus.UNAUTHORIZED,
        HTTPStatus.FORBIDDEN,
        HTTPStatus.NOT_FOUND,
        HTTPStatus.UNPROCESSABLE_ENTITY,
        HTTPStatus.SERVICE_UNAVAILABLE,
        *more,
    )
    return {int(status): {"description": str(title_of(status)), "content": content} for status in described}


def problem_response(error: AkteursnetzError, language: Language) -> JSONResponse:
    """The answer to a request that met an expected error."""
    status = status_of(error)
    details = ProblemDetails(
        title=render(title_of(status), language),
        status=status,
        detail=explain(error, language),
        place=error.place,
        value=error.value,
        near=list(error.near),
        remedy=render(error.remedy, language) if error.remedy else None,
        problems=[_part(problem, language) for problem in error.problems],
        versions=[_version(one, language) for one in error.versions] if isinstance(error, Clash) else [],
    )
    return _response(details, waiting(error))


def _part(problem: Problem, language: Language) -> ProblemPart:
    words = render(problem.message, language)
    return ProblemPart(
        place=render(problem.place, language), message=words, value=problem.value, near=list(problem.near)
    )


def _version(one: Version, language: Language) -> VersionPart:
    return VersionPart(
        field=one.field,
        label=render(one.label, language),
        state=one.state,
        base=one.base,
        mine=one.mine,
        theirs=one.theirs,
    )


def http_problem(error: HTTPException, language: Language) -> JSONResponse:
    """An error of the framework (no such address, wrong method) as problem details."""
    title = render(title_of(error.status_code), language)
    detail = (
        render(text("Diese Adresse gibt es nicht."), language) if error.status_code == HTTPStatus.NOT_FOUND else title
    )
    details = ProblemDetails(title=title, status=error.status_code, detail=detail)
    return _response(details, dict(error.headers or {}))


def unexpected_problem(language: Language) -> JSONResponse:
    """The answer to a fault of ours: no detail leaves the server."""
    status = HTTPStatus.INTERNAL_SERVER_ERROR
    detail = text("Ein unerwarteter Fehler ist aufgetreten; er wurde im Protokoll des Dienstes vermerkt.")
    return _response(
        ProblemDetails(title=render(title_of(status), language), status=status, detail=render(detail, language)), {}
    )


def _response(details: ProblemDetails, headers: dict[str, str]) -> JSONResponse:
    return JSONResponse(
        _writable(details.model_dump()),
        status_code=details.status,
        media_type=MEDIA_TYPE,
        headers={"Vary": "Accept-Language", **headers},
    )


def _writable(value: Any) -> Any:
    """The value with half characters (surrogates), which no answer can carry, replaced."""
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode("utf-8")
    if isinstance(value, list):
        return [_writable(part) for part in value]
    return {name: _writable(part) for name, part in value.items()} if isinstance(value, dict) else value
