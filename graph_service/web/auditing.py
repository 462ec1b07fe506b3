"""The audit as a page: a table, newest first, that can be narrowed, and the same as lines of JSON."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse, Response

from graph_service.access.audit import ANYONE, COMMAND_LINE, MACHINE, Event, Wanted, called, parse_event, sentence
from graph_service.access.roles import EVERY
from graph_service.api.audit import json_lines
from graph_service.model.change import NetworkInfo
from graph_service.model.period import PartialDate
from graph_service.model.text import Language
from graph_service.operations.administering import Administering
from graph_service.serving.acting import AdministeringOf
from graph_service.serving.reading import LanguageOf, NetworkId
from graph_service.web.account import PRIVATE
from graph_service.web.forms import again
from graph_service.web.rendering import render_page

router = APIRouter()

SHOWN = 100
Word = Annotated[str, Query(max_length=100)]


@dataclass(frozen=True)
class Asked:
    """Which lines an address asks for, and whether as a file."""

    event: Word = ""
    who: Word = ""
    since: Word = ""
    network: Word = ""
    before: Annotated[int | None, Query(ge=1)] = None
    format: Word = ""

    def wanted(self, network: str | None) -> Wanted:
        """BadValue for an event or a day that is none."""
        return Wanted(
            network or self.network or None,
            parse_event(self.event) if self.event else None,
            self.who.strip() or None,
            PartialDate.written(self.since).first if self.since else None,
        )


AskedOf = Annotated[Asked, Depends()]


@router.get("/verwaltung/protokoll")
def audit_page(request: Request, acting: AdministeringOf, language: LanguageOf, asked: AskedOf) -> Response:
    """What was done in this service, by whom and when."""
    return _answer(request, acting, language, asked, None)


@router.get("/{n}/protokoll")
def audit_page_of_network(
    request: Request, acting: AdministeringOf, language: LanguageOf, asked: AskedOf, n: NetworkId
) -> Response:
    """What was done in one network, by whom and when."""
    return _answer(request, acting, language, asked, n)


def _answer(request: Request, acting: Administering, language: Language, asked: Asked, n: str | None) -> Response:
    wanted = asked.wanted(n)
    if asked.format == "jsonl":
        return _lines(acting, wanted)
    info = acting.service.info(n) if n else None
    return _page(request, acting, language, wanted, before=asked.before, info=info)


def _lines(acting: Administering, wanted: Wanted) -> Response:
    headers = {**PRIVATE, "Content-Disposition": 'attachment; filename="akteursnetz-protokoll.jsonl"'}
    return json_lines(acting.read_audit(wanted), headers)


def _page(
    request: Request,
    acting: Administering,
    language: Language,
    wanted: Wanted,
    *,
    before: int | None,
    info: NetworkInfo | None,
) -> HTMLResponse:
    found = list(islice(acting.read_audit(wanted, after=before, newest_first=True), SHOWN + 1))
    accounts = acting.access.accounts.all()
    functions = {account.id: account.function for account in accounts}
    places = {info.id, EVERY} if info else set()
    shown = found[:SHOWN]
    html = render_page(
        request,
        "audit.html",
        language,
        info.id if info else None,
        info=info,
        lines=[(note, sentence(note, functions.get)) for note in shown],
        wanted=wanted,
        accounts=[one for one in accounts if info is None or places & set(one.roles)],
        without_account={word: called(word, functions.get) for word in (ANYONE, COMMAND_LINE, MACHINE)},
        events=sorted(Event, key=lambda event: event.label.in_language(language)),
        networks=acting.service.store.networks(),
        older=again(request, {"before": shown[-1].number}) if len(found) > SHOWN else None,
        newest=again(request, {"before": None}) if before else None,
        download=again(request, {"format": "jsonl", "before": None}),
    )
    return HTMLResponse(html, headers=PRIVATE)
