"""What the columns of a list of one's own mean: shown for approval, changed, kept as a file, then checked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Annotated, Any, TypeAlias
from urllib.parse import parse_qsl

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from graph_service.language import explain, render
from graph_service.model.errors import BadInput
from graph_service.model.network import Network
from graph_service.model.nodes import Concept
from graph_service.model.text import Language, text
from graph_service.model.vocabulary import vocabulary
from graph_service.operations.loading import known_network
from graph_service.operations.mapping_lists import (
    MOST_ACTORS,
    SIGNS,
    MappedList,
    as_file,
    checked_values,
    look_at,
    meaning_groups,
)
from graph_service.operations.service import Service
from graph_service.operations.uploading import Upload, wait_for
from graph_service.serving import faults
from graph_service.serving.reading import LanguageOf, NetworkId, ServiceOf
from graph_service.serving.writing import OwnFormsOnly
from graph_service.web.data import PATIENCE, UploadsOf, address_of, data_page, is_mappable
from loaders.mapping import facets, roles
from loaders.mapping_open import OpenActor, OpenWord

router = APIRouter(route_class=OwnFormsOnly)

_LONGEST_FORM = 2_000_000  # some hundred columns, words and actors, each with its name
_MOST_FIELDS = 10_000
_SHOWN_WORDS = 60  # of one column; those that are most frequent


@dataclass(frozen=True)
class Typed:
    """What stands in the form, by the names of its parts."""

    parts: Mapping[str, list[str]] = field(default_factory=dict)

    def one(self, name: str) -> str:
        return self.parts.get(name, [""])[0].strip()

    def numbered(self, name: str) -> Iterable[tuple[str, str]]:
        """The numbers and values of the parts of a name: name-0, name-1 …"""
        return ((part.removeprefix(f"{name}-"), found[0]) for part, found in self.parts.items() if _is_of(part, name))


def _is_of(part: str, name: str) -> bool:
    return part.startswith(f"{name}-") and part.removeprefix(f"{name}-").isdigit()


async def typed(request: Request) -> Typed:
    """The form that was sent."""
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > _LONGEST_FORM:
            raise BadInput(text("Dieses Formular ist zu groß."))
    try:
        pairs = parse_qsl(body.decode("utf-8"), keep_blank_values=True, max_num_fields=_MOST_FIELDS)
    except ValueError as error:
        raise BadInput(text("Dieses Formular ist nicht lesbar.")) from error
    parts: dict[str, list[str]] = defaultdict(list)
    for name, value in pairs:
        parts[name].append(value)
    return Typed(parts)


TypedOf: TypeAlias = Annotated[Typed, Depends(typed)]
Sheet: TypeAlias = Annotated[str | None, Query(max_length=200)]


@router.get("/{n}/daten/laden/{token}/zuordnung")
def mapping_form(
    request: Request,
    service: ServiceOf,
    uploads: UploadsOf,
    language: LanguageOf,
    n: NetworkId,
    token: str,
    sheet: Sheet = None,
) -> HTMLResponse:
    """What each column would become, for a person to approve or change."""
    return _form(request, service, uploads.find(token, n), language, sheet=sheet or None)


@router.post("/{n}/daten/laden/{token}/zuordnung")
def map_columns(
    request: Request,
    service: ServiceOf,
    uploads: UploadsOf,
    language: LanguageOf,
    n: NetworkId,
    token: str,
    typed: TypedOf,
) -> Response:
    """Keeps the mapping that a person approved, and checks the list by it."""
    upload = uploads.find(token, n)
    values = values_of(typed)
    try:
        checked_values(values)
    except BadInput as error:
        return _form(request, service, upload, language, sheet=values.get("sheet"), values=values, error=error)
    uploads.check_as(service, upload, as_file(values))
    wait_for(upload, PATIENCE)
    return RedirectResponse(address_of(upload, language), status_code=303)


@router.get("/{n}/daten/laden/{token}/zuordnung.yaml")
def mapping_file(uploads: UploadsOf, n: NetworkId, token: str) -> Response:
    """The approved mapping as a file, to be given with the next version of the list."""
    upload = uploads.find(token, n)
    mapping = upload.wanted.options.mapping
    content = mapping.read_bytes() if mapping else b""
    headers = {"Content-Disposition": 'attachment; filename="zuordnung.yaml"', "Cache-Control": "no-store"}
    return Response(content, media_type="application/yaml", headers=headers)


def values_of(typed: Typed) -> dict[str, Any]:
    """The mapping that a form describes, in the form of a mapping file."""
    told = {name: typed.one(f"kind-{number}") for number, name in typed.numbered("actor")}
    same = {name: ours for name, ours in told.items() if ours.startswith("actor/")}
    kinds = {name: kind for name, kind in told.items() if kind and name not in same}
    columns = {heading: _column(typed, number, same) for number, heading in typed.numbered("column")}
    row = typed.one("heading_row")
    return {
        "columns": columns,
        "identity": typed.one("identity") or "title and carrier",
        "empty": typed.parts.get("empty", []),
        "actor_kind": typed.one("actor_kind") or None,
        "kinds": kinds,
        "sheet": typed.one("sheet") or None,
        "heading_row": int(row) if row.isascii() and row.isdigit() else None,
    }


def _column(typed: Typed, number: str, same: Mapping[str, str]) -> dict[str, Any]:
    """What one column means; `same` are actors of the list with the ids of those that they are."""
    meaning = typed.one(f"as-{number}")
    words = {word: typed.one(f"ours-{number}-{place}") for place, word in typed.numbered(f"word-{number}")}
    told = {word: ours for word, ours in words.items() if ours and meaning in facets()}
    told = {**same} if meaning in roles() else told
    split = [SIGNS[name].sign for name in typed.parts.get(f"split-{number}", []) if name in SIGNS]
    column: dict[str, Any] = {"as": meaning, "split": split or [";"]}
    return {**column, **({"words": told} if told else {}), **({"add": True} if typed.one(f"add-{number}") else {})}


def _form(
    request: Request,
    service: Service,
    upload: Upload,
    language: Language,
    *,
    sheet: str | None = None,
    values: Mapping[str, Any] | None = None,
    error: BadInput | None = None,
) -> HTMLResponse:
    seen, known = None, known_network(service, upload.wanted.network)
    try:
        _refuse_others(upload)
        seen = look_at(upload.paths[0], known, upload.wanted.options.mapping, sheet)
    except BadInput as failed:
        error = error or failed
    told = {} if seen is None else _shown(seen, known, language, values)
    shown = data_page(
        request,
        service,
        upload.wanted.network,
        language,
        "data_mapping.html",
        upload=upload,
        seen=seen,
        problem=explain(error, language).splitlines() if error else [],
        **told,
    )
    shown.headers["Cache-Control"] = "no-store"
    shown.status_code = faults.status_of(error) if error else HTTPStatus.OK
    return shown


def _refuse_others(upload: Upload) -> None:
    if not is_mappable(upload):
        raise BadInput(
            text("Spalten zuordnen lassen sich nur in einer einzelnen Tabelle."),
            place=upload.name,
            remedy=text("Bitte die Liste allein laden, als Arbeitsmappe oder CSV-Datei."),
        )


def _shown(seen: MappedList, known: Network, language: Language, values: Mapping[str, Any] | None) -> dict[str, Any]:
    """What the template shows: what was typed, else what was approved before, else what is proposed."""
    given = values or seen.mapping.model_dump(by_alias=True)
    return {
        "columns": [_shown_column(seen, number, given, language) for number in range(len(seen.columns))],
        "given": given,
        "groups": [
            (label.in_language(language), [(word, named.in_language(language)) for word, named in group.items()])
            for label, group in meaning_groups()
        ],
        "signs": {name: sign.label.in_language(language) for name, sign in SIGNS.items()},
        "entries": _entries(known, language),
        "actors": [_shown_actor(one, seen, given) for one in seen.open.actors[:MOST_ACTORS]],
        "actors_total": len(seen.open.actors),
        "kinds": {kind: named.one.in_language(language) for kind, named in vocabulary().actor_kinds.items()},
    }


def _shown_column(seen: MappedList, number: int, given: Mapping[str, Any], language: Language) -> dict[str, Any]:
    column = seen.columns[number]
    form = given["columns"].get(column.heading, {})
    open_words = seen.open.words.get(column.heading, ())
    signs = tuple(form.get("split") or (";",))
    return {
        "heading": column.heading,
        "meaning": form.get("as", column.meaning),
        "reason": render(column.reason, language),
        "percent": round(column.confidence * 100),
        "samples": column.samples,
        "signs": {name for name, sign in SIGNS.items() if sign.sign in signs},
        "add": form.get("add", False),
        "words": [_shown_word(one, form) for one in open_words[:_SHOWN_WORDS]],
        "words_total": len(open_words),
        "scheme": seen.mapping.columns[column.heading].meaning if open_words else "",
    }


def _shown_word(one: OpenWord, form: Mapping[str, Any]) -> dict[str, Any]:
    return {"word": one.word, "times": one.times, "near": one.near, "meant": form.get("words", {}).get(one.word, "")}


def _shown_actor(one: OpenActor, seen: MappedList, given: Mapping[str, Any]) -> dict[str, Any]:
    meant = {one.name: one.meant} | {
        name: ours for form in given["columns"].values() for name, ours in form.get("words", {}).items()
    }
    return {
        "name": one.name,
        "times": one.times,
        "choice": meant[one.name] or given.get("kinds", {}).get(one.name) or "",
        "near": [(actor.id, actor.name) for actor in seen.near.get(one.name, ())],
    }


def _entries(known: Network, language: Language) -> dict[str, list[tuple[str, str]]]:
    """The entries of the controlled lists, by list, with their labels."""
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for node in known.nodes.values():
        if isinstance(node, Concept):
            found[node.scheme].append((node.id, node.label.in_language(language)))
    return {scheme: sorted(entries, key=lambda one: one[1]) for scheme, entries in found.items()}
