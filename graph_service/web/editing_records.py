"""Records that no other page is about (lists, needs, events, relationships), and which are the same."""

from __future__ import annotations

from collections.abc import Iterator
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from graph_service.language import render
from graph_service.model.identity import prefix_of
from graph_service.model.nodes import AnyNode, Concept, Event, Need
from graph_service.model.ties import AnyRecord, Tie
from graph_service.model.vocabulary import vocabulary
from graph_service.operations.describing import other_ties
from graph_service.operations.editing_values import shown, values_of
from graph_service.operations.fields import fields_of
from graph_service.operations.near import near_records
from graph_service.operations.picturing import PAGES
from graph_service.serving.reading import Reading, ReadingOf
from graph_service.serving.writing import OwnFormsOnly
from graph_service.web.editing_forms import record_named, title_of
from graph_service.web.editing_history import history_of
from graph_service.web.editing_parts import Naming
from graph_service.web.editing_sending import Sent, SentOf, address_of, back_of
from graph_service.web.rendering import page

router = APIRouter(route_class=OwnFormsOnly)

_HIDDEN = frozenset({"name", "scheme", "basis", "confirmation"})


@router.get("/{n}/eintraege")
def lists(request: Request, reading: ReadingOf) -> HTMLResponse:
    """The controlled lists, needs and events, each with its records."""
    network, words = reading.network, vocabulary()
    found: list[tuple[str, Any, tuple[AnyNode, ...]]] = [
        (name, scheme.many, network.concepts(name)) for name, scheme in words.schemes.items() if name != "field"
    ]
    found.append(("need", words.node_types["need"].many, network.of_type(Need)))
    found.append(("event", words.node_types["event"].many, network.of_type(Event)))
    return page(request, reading, "records.html", lists=found, address=lambda record: address_of(reading, record))


@router.get("/{n}/eintrag/{shelf}/{local}")
def one_record(request: Request, reading: ReadingOf, shelf: str, local: str) -> Response:
    """One record: what is recorded of it, its relationships, its history, its sources."""
    record = record_named(reading, shelf, local)
    if prefix_of(record.id) in PAGES:
        return RedirectResponse(address_of(reading, record.id), HTTPStatus.SEE_OTHER)
    network = reading.network
    ends = [network.nodes[one] for one in (record.origin, record.target)] if isinstance(record, Tie) else []
    used = network.ties_to(record.id) if isinstance(record, Concept) else ()
    return page(
        request,
        reading,
        "record.html",
        record=record,
        title=title_of(reading, record),
        kind=_kind(record),
        facts=list(_facts(reading, record)),
        ends=ends,
        ties=() if isinstance(record, Tie) else other_ties(network, record.id),
        used=sorted({tie.origin for tie in used}, key=lambda one: network.nodes[one].name.casefold()),
        address=lambda record_id: address_of(reading, record_id),
        history=history_of(reading, record.id),
    )


def _kind(record: AnyRecord) -> Any:
    if isinstance(record, Concept):
        return vocabulary().schemes[record.scheme].one
    if isinstance(record, Tie):
        return vocabulary().tie_kinds[record.kind].forward
    return vocabulary().node_types[record.type].one


def _facts(reading: Reading, record: AnyRecord) -> Iterator[tuple[str, str]]:
    """What is recorded of a record, by the names of the fields; of what is unknown that it is."""
    values = values_of(reading.network, record)
    for one in fields_of(record.type):
        value = values[one.name]
        is_said = value not in (None, "", []) or one.name in ("start", "end")
        if is_said and one.name not in _HIDDEN and not one.restricted and not (isinstance(record, Tie) and one.fixed):
            label = render(one.label, reading.language)
            yield label[:1].upper() + label[1:], render(shown(one, value, reading.network), reading.language)


@router.get("/{n}/dasselbe/{shelf}/{local}")
def same_form(request: Request, reading: ReadingOf, shelf: str, local: str, sent: SentOf) -> Response:
    """Asks which other record a record is the same as, and leads to the decision, which is signed."""
    node = reading.network.node(f"{shelf}/{local}")
    naming, words = Naming(reading.network, reading.language), sent.one("other")
    other = naming.find(words, (shelf,)) if words.strip() else None
    if other and other != node.id:
        return RedirectResponse(_decision(reading, node, other, sent), HTTPStatus.SEE_OTHER)
    near = near_records(reading.service, reading.network_id, shelf, node.name, but=node.id)
    return page(
        request,
        reading,
        "editing_same.html",
        node=node,
        title=title_of(reading, node),
        names=[label for one, label in naming.labels((shelf,)).items() if one != node.id],
        near=[(one.name, _decision(reading, node, one.id, sent)) for one in near],
        words=words,
        back=back_of(reading, sent, address_of(reading, node.id)),
        sent=sent,
        passed_on=("other", "back"),
    )


def _decision(reading: Reading, node: AnyNode, other: str, sent: Sent) -> str:
    back = back_of(reading, sent, address_of(reading, node.id))
    query = {"kind": "same_as", "first": node.id, "second": other, "decision": "same", "back": back}
    tail = "&lang=en" if reading.language == "en" else ""
    return f"/{reading.network_id}/urteile/neu?{urlencode(query)}{tail}"
