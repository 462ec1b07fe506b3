"""Templates, their words and helpers: everything that stands on a page is escaped, and in the reader's language."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from functools import partial as partial_of
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from babel.dates import get_month_names
from fastapi import Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from graph_service import __version__
from graph_service.access.roles import EVERY, Right
from graph_service.api.schemas import SourceOut
from graph_service.language import explain, render
from graph_service.model.change import NetworkInfo
from graph_service.model.errors import AkteursnetzError, BadInput, NotFound, StoreError
from graph_service.model.identity import transliterate
from graph_service.model.naming import called
from graph_service.model.network import Network
from graph_service.model.nodes import AnyNode, Document
from graph_service.model.period import PartialDate
from graph_service.model.provenance import Citation
from graph_service.model.text import Language, Text, Value, counted, text
from graph_service.model.vocabulary import vocabulary
from graph_service.operations.explaining import measure_name
from graph_service.operations.judging import reason_words
from graph_service.operations.picturing import Wish, page_address, picture
from graph_service.operations.service import today
from graph_service.operations.tallies import Tally
from graph_service.questions import later
from graph_service.serving.faults import title_of, waiting
from graph_service.serving.guard import is_to_read
from graph_service.serving.labels import label_of
from graph_service.serving.proposing import count_open, own_records
from graph_service.serving.reading import Reading, language_of
from graph_service.serving.restricted import shown_restricted
from graph_service.serving.who import CSRF_FIELD, Person, Way, access_of, csrf_of, person_of
from graph_service.serving.wishes import asked_in
from graph_service.web.emptiness import AWAITED, unless_bare
from graph_service.web.forms import again, kept
from graph_service.web.missing import instead, near_entries, without_ids, written_otherwise
from graph_service.web.remarks import TIMELESS, remarks
from visualisations.charts import bars
from visualisations.page import SCRIPTS, STYLES, VIS_SCRIPT, partial


def static_folder() -> Path:
    """Where the pages' own style sheets and scripts lie."""
    return Path(__file__).parent / "static"


@cache
def _environment() -> Environment:
    loader = PackageLoader("graph_service.web")
    environment = Environment(
        loader=loader,
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=unbroken,
    )
    environment.globals.update(
        vocabulary=vocabulary(),
        version=__version__,
        says_more=says_more,
        measure_name=measure_name,
        reason_words=reason_words,
        dated=PartialDate.parse,
        picture_styles=STYLES,
        picture_scripts=SCRIPTS,
        vis_script=VIS_SCRIPT,
    )
    return environment


_MONTHS = "|".join(name for locale in ("de", "en_GB") for name in get_month_names("wide", locale=locale).values())
_TOGETHER = re.compile(rf"\d %|(?:\b\d{{1,2}}\.? )?\b(?:{_MONTHS}) \d{{4}}\b")


def unbroken(value: Any) -> Any:
    """What a template shows, with numbers beside their unit and dates on one line; `x|e` is left as it is."""
    return (
        _TOGETHER.sub(lambda found: found[0].replace(" ", "\N{NO-BREAK SPACE}"), value) if type(value) is str else value
    )


def says_more(original: str | None, label: str) -> bool:
    """Whether the source's own word tells a reader more than our label: it is no code and not the same word."""
    if original is None or re.fullmatch(r"[a-z_]+", original):
        return False
    return transliterate(original) != transliterate(label)


def drawn(reading: Reading, wish: Wish) -> dict[str, Any]:
    """The picture that is wished for, as this reader sees the network, and what it takes to have it as a file."""
    made = picture(reading.service, reading.network_id, wish, reading.language, revision=reading.view.revision)
    key = (reading.network_id, reading.view.revision, "picture part", wish, reading.language)

    def part(on: date, table: str) -> Markup:
        return reading.service.open.answers.get((*key, on, table), lambda: partial(made, on, table))

    return {"picture": made, "picture_part": part, "wish": wish, "files": asked_in(wish)}


def counted_out(request: Request, found: Tally | None) -> dict[str, Any]:
    """What a list holds as bars, and how its address narrows it to a row of them; nothing of an empty list."""
    rows = bars(found.counts, list(found.parts)) if found else {}
    return {"tally": found, "bars": rows, "narrowed_to": partial_of(_narrowed_to, request)}


def _narrowed_to(request: Request, row: Mapping[str, str]) -> str | None:
    """The address of the list with the filter of a row; None where it would replace one that is set."""
    is_set = any(any(request.query_params.getlist(name)) for name in row)
    return again(request, {**row, "asked": None}) if row and not is_set else None


@dataclass
class SourceList:
    """The sources of one page, numbered in the order in which they are first cited."""

    network: Network
    entries: dict[Citation, int] = field(default_factory=dict)

    def numbers(self, sources: tuple[Citation, ...]) -> list[int]:
        """The numbers of these sources on this page."""
        return [self.entries.setdefault(source, len(self.entries) + 1) for source in dict.fromkeys(sources)]

    def told(self, sources: Iterable[SourceOut]) -> list[int]:
        """The numbers of sources as the API's answers name them."""
        return self.numbers(tuple(map(_cited, sources)))

    def document(self, source: Citation) -> Document | None:
        found = self.network.nodes.get(source.document or "")
        return found if isinstance(found, Document) else None


def _cited(source: SourceOut) -> Citation:
    return Citation(
        document=source.document,
        person=None if source.document else source.name,
        locator=source.locator,
        quote=source.quote,
        retrieved=PartialDate.parse(source.retrieved) if source.retrieved else None,
    )


@dataclass(frozen=True)
class Words:
    """Puts values, texts and addresses into the language of one page."""

    language: Language
    network: str | None = None
    whole: Network | None = None

    def __call__(self, template: str, **values: Value) -> str:
        return render(Text(template, values), self.language)

    def many(self, one: str, many: str, n: int, **values: Value) -> str:
        return render(counted(one, many, n, **values), self.language)

    def show(self, value: Value | None) -> str:
        return "" if value is None else render(value, self.language)

    def name(self, node: AnyNode) -> str:
        """What readers call a node."""
        return render(called(self.whole, node) if self.whole else node.name, self.language)

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
    words, person = Words(language, network_id, values.get("network")), person_of(request)
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
            person=person,
            csrf=lambda: _csrf_field(person),
            may=lambda right, network=network_id or EVERY: _may(person, right, network),
            sign_in=access_of(request).sign_in,
            is_to_read=is_to_read(request),
            open_proposals=lambda: count_open(request, network_id),
            **values,
        )
    )


def _may(person: Person, right: str, network: str) -> bool:
    """Whether a page offers this to a person; at this machine always, though not under every name it may be done."""
    return person.way is Way.MACHINE or person.may(Right(right), network)


def _owns(reading: Reading, record_id: str) -> bool:
    """Whether a page offers to propose changes of a record, to somebody who may not simply make them."""
    own = own_records(reading) if reading.person.may(Right.PROPOSE, reading.network_id) else None
    return own is not None and own.has(record_id)


def _csrf_field(person: Person) -> Markup:
    """What every form that changes something carries; nothing where nobody has signed in."""
    token = csrf_of(person)
    return Markup('<input type="hidden" name="{}" value="{}">').format(CSRF_FIELD, token) if token else Markup("")


def _in_other_language(request: Request, language: Language) -> str:
    query = [(name, value) for name, value in request.query_params.multi_items() if name != "lang"]
    query.append(("lang", "de" if language == "en" else "en"))
    return f"{request.url.path}?{urlencode(query)}"


def _here(request: Request) -> str:
    """The address of a page with its whole state, for forms that lead back to it."""
    query = [(name, value) for name, value in request.query_params.multi_items() if name != "done"]
    return f"{request.url.path}?{urlencode(query)}" if query else request.url.path


def page(
    request: Request, reading: Reading, template: str, *, passed_on: Collection[str] = (), **values: Any
) -> HTMLResponse:
    """One page about a network at a revision; `passed_on` are parts of its address that only its links need."""
    info = reading.service.info(reading.network_id)
    values.setdefault("is_timeless", template in TIMELESS)
    shown = unless_bare(reading.network, template)
    if shown != template or reading.person.way is Way.LINK:
        values.pop("annex_here", None)  # nothing to take along yet, or a link that opens this page only
    html = render_page(
        request,
        shown,
        reading.language,
        reading.network_id,
        info=info,
        reading=reading,
        scope=reading.scope,
        network=reading.network,
        revision=reading.view.revision,
        sources=SourceList(reading.network),
        here=_here(request),
        kept_by_forms=kept(request),
        newest_here=again(request, {"revision": None}),
        at_revision=lambda number: again(request, {"revision": number}),
        done=request.query_params.get("done", ""),
        remarks=remarks(request, reading, template, passed_on),
        later=later(reading.language),
        awaited=AWAITED.get(template),
        own=partial_of(_owns, reading),
        internal=partial_of(shown_restricted, access_of(request), reading),
        **values,
    )
    headers = {"ETag": reading.etag, "Cache-Control": "no-cache", "Vary": "Accept-Language"}
    return HTMLResponse(html, headers=headers)


def private(answer: HTMLResponse) -> HTMLResponse:
    """A page that no browser keeps and no revision stands for, such as one with what somebody typed or proposes."""
    answer.headers["Cache-Control"] = "no-store"
    del answer.headers["ETag"]
    return answer


def error_page(request: Request, error: AkteursnetzError | None, status: int) -> Response:
    """A page that says what went wrong and what helps, within the network that was asked for."""
    language = language_of(request)
    # A store that has just failed is not asked once more: that would take as long again.
    networks = () if isinstance(error, StoreError) else _networks(request)
    elsewhere = written_otherwise(request, networks) if status == HTTPStatus.NOT_FOUND else None
    if elsewhere:
        return RedirectResponse(elsewhere, HTTPStatus.PERMANENT_REDIRECT)
    first = request.url.path.strip("/").partition("/")[0]
    info = next((info for info in networks if info.id == first), None)
    near = _near(request, info, error, language)
    told = explain(without_ids(error, near), language, label_of) if error else render(_generic(status), language)
    html = render_page(
        request,
        "error.html",
        language,
        info.id if info else None,
        info=info,
        title=render(title_of(status) if error or status != 404 else text("Seite nicht gefunden"), language),
        lines=told.splitlines(),
        near=near,
        instead=instead(error) if info else (),
        without=_without(request, error),
        status=status,
        was_form=request.method == "POST",
    )
    return HTMLResponse(
        html, status_code=status, headers={"Vary": "Accept-Language", **(waiting(error) if error else {})}
    )


def _near(
    request: Request, info: NetworkInfo | None, error: AkteursnetzError | None, language: Language
) -> dict[str, str]:
    """What may be meant, each with its address: pages of entries, or this page with another word in its address."""
    if error is None or info is None:
        return {}
    wrong = request.query_params.getlist(error.place)
    if wrong and request.method == "GET":
        held = [word for word in wrong if word not in (error.value, error.value.rpartition("/")[2])]
        told = error.remedy.values.get("words") if error.remedy else None
        said = [render(word, language) for word in told] if isinstance(told, tuple) else []
        words = said if len(said) == len(error.near) else list(error.near)
        return {
            word: again(request, {error.place: [*held, near]}) for word, near in zip(words, error.near, strict=True)
        }
    network = request.app.state.service.open.network(info.id)
    naming = Words(language, info.id, network)
    asked = next((name for name, value in request.query_params.items() if error.value and value == error.value), None)
    return {
        naming.name(network.nodes[one]): again(request, {asked: one}) if asked else naming.page(one)
        for one in near_entries(network, error)
    }


def _without(request: Request, error: AkteursnetzError | None) -> str | None:
    """The same page without those parts of its address that cannot be; None where that is not what is wrong."""
    wrong = {error.place or "revision"} if isinstance(error, NotFound) else set()
    if isinstance(error, BadInput):
        wrong = {error.place, *(str(problem.place) for problem in error.problems)}
    wrong &= set(request.query_params)
    return again(request, dict.fromkeys(wrong)) if wrong and request.method == "GET" else None


def _networks(request: Request) -> tuple[NetworkInfo, ...]:
    """The networks that this person may read; none where the store does not answer."""
    person = person_of(request)
    try:
        return tuple(info for info in request.app.state.service.store.networks() if person.may(Right.READ, info.id))
    except StoreError:
        return ()


def _generic(status: int) -> Text:
    if status == 404:
        return text("Diese Adresse gibt es nicht. Über „Überblick“ geht es zurück zum Anfang.")
    return text("Ein unerwarteter Fehler ist aufgetreten; er wurde im Protokoll des Dienstes vermerkt.")
