"""Who should talk to whom, at which table, what if someone stops, which way leads from one to another, what changed."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from http import HTTPStatus
from typing import Annotated, Any, TypeAlias

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import PlainTextResponse, Response
from pydantic import Field

from graph_service.analysis.governance import AUTHORITY_KINDS
from graph_service.api import changes as changing
from graph_service.api.coordination import coordination, fields_in, named_fields
from graph_service.api.findings import Findings, FindingsOf
from graph_service.api.recommendations import recommendations
from graph_service.api.roles import roles, what_if
from graph_service.api.schemas_changes import ChangesOut
from graph_service.api.schemas_findings import CoordinationOut
from graph_service.api.schemas_roles import RecommendationsOut
from graph_service.model.errors import BadValue
from graph_service.model.nodes import Actor, Concept, Measure
from graph_service.model.text import text
from graph_service.operations.picturing import Wish
from graph_service.operations.wording import field_name
from graph_service.operations.wording_findings import before_all, percent
from graph_service.questions import Meant
from graph_service.serving import faults
from graph_service.serving.days import Day
from graph_service.serving.filters import FacetsOf, Ways
from graph_service.serving.reading import JudgedOf, Reading
from graph_service.serving.wishes import Pictured
from graph_service.web.annexes import Parts, page_or_annex, part
from graph_service.web.filled import told
from graph_service.web.forms import (
    THOSE_FILLED,
    Name,
    Names,
    Offer,
    again,
    kept,
    offers,
    suggested,
    understood,
    unless_empty,
)
from graph_service.web.rendering import drawn, page

router = APIRouter()

_PAIRS = 10
_ROLES = 25
_MOST = 500
_EXAMPLES = 5
_BEGINNINGS = {
    "from": text("Bitte bei „Von“ eintragen, ab wann verglichen werden soll; „bis“ kann leer bleiben."),
    "from_revision": text("Bitte bei „Von Revision“ eine Revision eintragen; „bis“ kann leer bleiben."),
}


@dataclass(frozen=True)
class Wanted:
    """What the form on coordination asks for; `actor` narrows the pairs to one, `field` all to some fields."""

    level: Annotated[str, Query(max_length=40)] = "field"
    bodies: bool = True
    third_parties: bool = False
    max_body: Annotated[int, unless_empty(25)] = 25
    over: Annotated[list[Day] | None, THOSE_FILLED, Query(max_length=50)] = None
    actor: Name = ""
    field: Names = None
    k: Annotated[int, unless_empty(5)] = 5
    size: Annotated[int | None, unless_empty(None)] = None
    load: Annotated[int | None, unless_empty(None)] = None
    limit: Annotated[int, unless_empty(_PAIRS), Query(ge=1, le=_MOST)] = _PAIRS

    @property
    def ways(self) -> Ways:
        return Ways(self.bodies, self.third_parties, self.max_body)


WantedOf: TypeAlias = Annotated[Wanted, Depends()]


@router.get("/{n}/abstimmung")
def coordination_page(request: Request, findings: FindingsOf, wanted: WantedOf) -> Response:
    """How channels fit the shared work, whom to invite, what hangs on single actors, who belongs together."""
    reading = findings.reading
    who = understood(reading, wanted.actor, ("actor",))
    found = _coordination(findings, wanted, who.node if who else None)
    advice, structure = _advice(findings, wanted), roles(findings, limit=_ROLES)
    wish = _wish(findings, wanted)
    return _page(
        request,
        reading,
        "coordination.html",
        offers(request, "actor", [who]),
        lambda: [
            part(reading, text("Abstimmung"), found, wish),
            part(reading, text("Wer gehört an einen Tisch?"), advice),
            part(reading, text("Wer verbindet, wer steht allein?"), structure),
        ],
        answer=found,
        advice=advice,
        roles=structure,
        thin=before_all(findings.study.coordination(wanted.ways.connecting(fields_in(findings, wanted.field))).basis),
        caveats=list(dict.fromkeys((*found.caveats, *advice.caveats, *structure.caveats))),
        wanted=wanted,
        field_names=tuple(map(field_name, named_fields(findings, wanted.field))),
        who=who.node if who else None,
        names=suggested(reading, [Actor]),
        more=again(request, {"limit": min(found.gaps_total, _MOST)}),
        text_file=again(request, {}, "/einladungsliste.txt"),
        **drawn(reading, wish),
    )


def _wish(findings: Findings, wanted: Wanted) -> Wish:
    return Wish(
        "coordination",
        scope=findings.reading.scope,
        only=Pictured(field=wanted.field).only(findings.reading.network),
        connecting=wanted.ways.connecting(),
        carrying=findings.study.carrying,
    )


def _coordination(findings: Findings, wanted: Wanted, actor: str | None) -> CoordinationOut:
    return coordination(
        findings,
        wanted.ways,
        wanted.level,
        wanted.over,
        actor,
        wanted.field,
        wanted.limit,
    )


def _advice(findings: Findings, wanted: Wanted) -> RecommendationsOut:
    return recommendations(findings, wanted.k, wanted.size, wanted.load, wanted.max_body, wanted.field)


@router.get("/{n}/abstimmung/einladungsliste.txt")
def invitation_list(findings: FindingsOf, wanted: WantedOf) -> PlainTextResponse:
    """Whom to invite and why, as a text file."""
    found = _advice(findings, wanted)
    headers = {"ETag": findings.reading.etag, "Cache-Control": "no-cache"}
    return PlainTextResponse("\n".join([*(found.invitation_list or [found.sentence]), ""]), headers=headers)


@router.get("/{n}/abstimmung/was-waere-wenn")
def what_if_page(request: Request, findings: FindingsOf, facets: FacetsOf, without: Names = None) -> Response:
    """What would be otherwise without some actors or measures: before and after."""
    reading, typed = findings.reading, without or []
    asked = [understood(reading, name, ("actor", "measure")) for name in typed]
    known = [one.node for one in asked if one and one.node]
    complete = bool(known) and len(known) == len(typed)
    answer = what_if(findings, facets, list(dict.fromkeys(known)), limit=_MOST) if complete else None
    return _page(
        request,
        reading,
        "what_if.html",
        offers(request, "without", asked),
        (lambda: [part(reading, text("Was wäre, wenn …"), answer)]) if answer else None,
        answer=answer,
        examples=roles(findings, limit=_EXAMPLES).dependence if not typed else (),
        typed=typed,
        chips=[
            (_label(reading, one, name), again(request, {"without": [*typed[:at], *typed[at + 1 :]]}))
            for at, (one, name) in enumerate(zip(asked, typed, strict=True))
        ],
        facets=facets,
        names=suggested(reading, [Actor, Measure]),
    )


def _label(reading: Reading, found: Meant | None, typed: str) -> str:
    return reading.network.node(found.node).name if found and found.node else typed


@router.get("/{n}/abstimmung/weg")
def connection_page(
    request: Request,
    reading: JudgedOf,
    from_: Annotated[Name, Query(alias="from")] = "",
    to: Name = "",
    kind: Names = None,
    directed: bool = False,
) -> Response:
    """The shortest ways from one entry to another, step by step, with ties and sources."""
    ends = {name: understood(reading, words, ("actor", "measure", "field")) for name, words in _ends(from_, to)}
    nodes = [end.node for end in ends.values() if end and end.node]
    answer = changing.paths(reading, nodes[0], nodes[1], kind, directed) if len(nodes) == len(ends) else None
    wish = _way(reading, nodes, kind, directed) if answer and answer.items else None
    wider = None if not answer or answer.items or "carries" in (kind or ()) else _over_measures(kind)
    return _page(
        request,
        reading,
        "connection.html",
        [offer for name, end in ends.items() for offer in offers(request, name, [end])],
        (lambda: [part(reading, text("Wie ist wer verbunden?"), answer, wish)]) if answer else None,
        answer=answer,
        **(drawn(reading, wish) if wish else {"picture": None}),
        typed=dict(_ends(from_, to)),
        back=again(request, dict(_ends(to, from_))),
        wider=changing.paths(reading, nodes[0], nodes[1], wider, directed) if wider else None,
        to_wider=again(request, {"kind": wider}) if wider else None,
        usual=sorted(AUTHORITY_KINDS),
        chosen=kind or [],
        directed=directed,
        names=suggested(reading, [Actor, Measure, Concept]),
    )


def _over_measures(kinds: list[str] | None) -> list[str]:
    """The chosen kinds of ties, or the usual ones, and what leads over common measures."""
    return [*(kinds or sorted(AUTHORITY_KINDS)), "carries"]


def _way(reading: Reading, ends: list[str], kinds: list[str] | None, directed: bool) -> Wish:
    only = Pictured(tie=kinds).only(reading.network)
    return Wish("path", ends[0], scope=reading.scope, to=ends[1], only=only, directed=directed)


def _ends(start: str, end: str) -> tuple[tuple[str, str], tuple[str, str]]:
    return ("from", start), ("to", end)


_Day: TypeAlias = Annotated[Annotated[str, Field(max_length=40)] | None, unless_empty(None)]
_Number: TypeAlias = Annotated[Annotated[int, Field(ge=0, le=2**53)] | None, unless_empty(None)]


@router.get("/{n}/aenderungen")
def changes_page(
    request: Request,
    reading: JudgedOf,
    from_: Annotated[_Day, Query(alias="from")] = None,
    to: _Day = None,
    from_revision: _Number = None,
    to_revision: _Number = None,
    limit: Annotated[int, unless_empty(50), Query(ge=1, le=_MOST)] = 50,
) -> Response:
    """What is new and ended between two days, or added, changed and removed between two revisions."""
    span = changing.Span(from_, to, from_revision, to_revision)
    answer, error = _compared(reading, span, limit)
    shown = _page(
        request,
        reading,
        "changes.html",
        [],
        (lambda: [part(reading, text("Was hat sich geändert?"), answer)]) if answer else None,
        answer=answer,
        span=span,
        problem=told(error, reading.language),
        wrong=error.place if error else "",
        limit=limit,
        more=again(request, {"limit": _MOST}),
        revisions=list(reversed(reading.service.store.revisions(reading.network_id))),
    )
    if error:
        shown.status_code = faults.status_of(error)
    return shown


def _compared(reading: Reading, span: changing.Span, limit: int) -> tuple[ChangesOut | None, BadValue | None]:
    """What changed, where the form asks for something; or what is wrong with one of its days."""
    try:
        return (changing.changes(reading, span, limit) if span.days or span.revisions else None), None
    except BadValue as error:
        told = _in_words_of_the_form(error, span)
        if error.place not in ("from", "to"):
            raise told from error
        return None, told


def _in_words_of_the_form(error: BadValue, span: changing.Span) -> BadValue:
    """Where the beginning is missing, what helps is called as on the page."""
    if error.place not in _BEGINNINGS or {**span.days, **span.revisions}.keys() & _BEGINNINGS:
        return error
    return BadValue(error.message, place=error.place, value=error.value, remedy=_BEGINNINGS[error.place])


def _page(
    request: Request,
    reading: Reading,
    template: str,
    unknown: list[Offer],
    parts: Parts | None,
    **values: Any,
) -> Response:
    """A page with what its form keeps; it offers back what was not understood, and is then 404."""
    values |= {"offers": unknown, "kept": kept(request), "percent": percent, "rounded": _rounded}
    if parts and not unknown:
        return page_or_annex(request, reading, template, parts, **values)
    shown = page(request, reading, template, **values)
    if unknown:
        shown.status_code = HTTPStatus.NOT_FOUND
    return shown


def _rounded(number: float, places: int) -> Decimal:
    return Decimal(f"{number:.{places}f}")
