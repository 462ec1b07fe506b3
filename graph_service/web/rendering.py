"""Templates, their words and helpers: everything that stands on a page is escaped, and in the reader's language."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, StrictUndefined

from graph_service import __version__
from graph_service.language import explain, render
from graph_service.model.change import NetworkInfo
from graph_service.model.errors import AkteursnetzError, NotFound, StoreError
from graph_service.model.identity import transliterate
from graph_service.model.network import Network
from graph_service.model.nodes import AnyNode, Concept, Document
from graph_service.model.provenance import Citation
from graph_service.model.text import Language, Text, Value, counted, text
from graph_service.model.vocabulary import vocabulary
from graph_service.operations.picturing import page_address
from graph_service.operations.service import today
from graph_service.serving.faults import title_of, waiting
from graph_service.serving.reading import Reading, language_of
from visualisations.page import SCRIPTS, STYLES, VIS_SCRIPT, partial


def static_folder() -> Path:
    """Where the pages' own style sheets and scripts lie."""
    return Path(__file__).parent / "static"


@cache
def _environment() -> Environment:
    loader = PackageLoader("graph_service.web")
    environment = Environment(
        loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.globals.update(
        vocabulary=vocabulary(),
        version=__version__,
        picture_part=partial,
        says_more=says_more,
        picture_styles=STYLES,
        picture_scripts=SCRIPTS,
        vis_script=VIS_SCRIPT,
    )
    return environment


def says_more(original: str | None, label: str) -> bool:
    """Whether the source's own word tells a reader more than our label: it is no code and not the same word."""
    if original is None or re.fullmatch(r"[a-z_]+", original):
        return False
    return transliterate(original) != transliterate(label)


@dataclass
class SourceList:
    """The sources of one page, numbered in the order in which they are first cited."""

    network: Network
    entries: dict[Citation, int] = field(default_factory=dict)

    def numbers(self, sources: tuple[Citation, ...]) -> list[int]:
        """The numbers of these sources on this page."""
        return [self.entries.setdefault(source, len(self.entries) + 1) for source in dict.fromkeys(sources)]

    def document(self, source: Citation) -> Document | None:
        found = self.network.nodes.get(source.document or "")
        return found if isinstance(found, Document) else None


@dataclass(frozen=True)
class Words:
    """Puts values, texts and addresses into the language of one page."""

    language: Language
    network: str | None = None

    def __call__(self, template: str, **values: Value) -> str:
        return render(Text(template, values), self.language)

    def many(self, one: str, many: str, n: int, **values: Value) -> str:
        return render(counted(one, many, n, **values), self.language)

    def show(self, value: Value | None) -> str:
        return "" if value is None else render(value, self.language)

    def name(self, node: AnyNode) -> str:
        return node.label.in_language(self.language) if isinstance(node, Concept) else node.name

    def url(self, path: str = "", **query: Any) -> str:
        """An address within the network's pages, with the language and only those parameters that are set."""
        given = {name: value for name, value in query.items() if value not in (None, "", False, [])}
        if self.language == "en":
            given["lang"] = "en"
        base = f"/{self.network}/{path}".rstrip("/") if self.network else f"/{path}"
        return f"{base}?{urlencode(given, doseq=True)}" if given else base

    def page(self, node_id: str) -> str:
        return page_address(self.network or "", node_id, self.language)


def render_page(request: Request, template: str, language: Language, network_id: str | None, **values: Any) -> str:
    """One page as HTML."""
    words = Words(language, network_id)
    return (
        _environment()
        .get_template(template)
        .render(
            _=words,
            ngettext=words.many,
            lang=language,
            n=network_id,
            today=today(),
            other_language=_in_other_language(request, language),
            path=request.url.path,
            **values,
        )
    )


def _in_other_language(request: Request, language: Language) -> str:
    query = [(name, value) for name, value in request.query_params.multi_items() if name != "lang"]
    query.append(("lang", "de" if language == "en" else "en"))
    return f"{request.url.path}?{urlencode(query)}"


def page(request: Request, reading: Reading, template: str, **values: Any) -> HTMLResponse:
    """One page about a network at a revision."""
    info = reading.service.info(reading.network_id)
    html = render_page(
        request,
        template,
        reading.language,
        reading.network_id,
        info=info,
        reading=reading,
        scope=reading.scope,
        network=reading.network,
        revision=reading.view.revision,
        sources=SourceList(reading.network),
        **values,
    )
    headers = {"ETag": reading.etag, "Cache-Control": "no-cache", "Vary": "Accept-Language"}
    return HTMLResponse(html, headers=headers)


def error_page(request: Request, error: AkteursnetzError | None, status: int) -> HTMLResponse:
    """A page that says what went wrong and what helps, within the network that was asked for."""
    language = language_of(request)
    told = explain(error, language) if error else render(_generic(status), language)
    # A store that has just failed is not asked once more: that would take as long again.
    info = None if isinstance(error, StoreError) else _network_of(request)
    html = render_page(
        request,
        "error.html",
        language,
        info.id if info else None,
        info=info,
        title=render(title_of(status) if error or status != 404 else text("Seite nicht gefunden"), language),
        lines=told.splitlines(),
        near=error.near if isinstance(error, NotFound) else (),
        status=status,
    )
    return HTMLResponse(
        html, status_code=status, headers={"Vary": "Accept-Language", **(waiting(error) if error else {})}
    )


def _network_of(request: Request) -> NetworkInfo | None:
    """The network that the address names, if there is one."""
    first = request.url.path.strip("/").partition("/")[0]
    try:
        return next((info for info in request.app.state.service.store.networks() if info.id == first), None)
    except StoreError:
        return None


def _generic(status: int) -> Text:
    if status == 404:
        return text("Diese Adresse gibt es nicht. Über „Überblick“ geht es zurück zum Anfang.")
    return text("Ein unerwarteter Fehler ist aufgetreten; er wurde im Protokoll des Dienstes vermerkt.")
