"""Relationships made in the browser: first which one, then to whom; only what fits its kind is asked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from graph_service.model.errors import AkteursnetzError, BadInput, Conflict
from graph_service.model.network import fits
from graph_service.model.nodes import AnyNode
from graph_service.model.text import Label, text
from graph_service.model.vocabulary import TieKind, look_up, vocabulary
from graph_service.operations.fields import Field, field_of, fields_of
from graph_service.operations.own_records import OWN_TIES
from graph_service.serving.proposing import own_records, proposes, put
from graph_service.serving.reading import Reading, ReadingOf
from graph_service.serving.writing import OwnFormsOnly
from graph_service.web.editing import finished
from graph_service.web.editing_forms import Drafted, form_page, read, title_of, usual
from graph_service.web.editing_sending import Sent, SentOf, address_of, author_of, back_of
from graph_service.web.rendering import page

router = APIRouter(route_class=OwnFormsOnly)

_WAY = Label(de="Beziehung", en="relationship")
_ONLY_OF = {"voting": ("member_of",), "form": ("coordinates_with",), "frequency": ("coordinates_with", "member_of")}
_OF_PAPERS = ("order", "public")


@dataclass(frozen=True)
class Way:
    """A kind of tie as read from one record: its word in addresses, what readers see, who may stand at the far end."""

    word: str
    label: Label
    kind: str
    near: str
    far: str
    of: tuple[str, ...]


def ways_of(node: AnyNode) -> Iterator[Way]:
    """The kinds of ties that a record may have, each way, except for those that are fields of its own form."""
    own = {field.tie for field in fields_of(node.type) if field.tie}
    for name, kind in vocabulary().tie_kinds.items():
        if fits(node, kind.origin) and name not in own:
            yield Way(f"{name}-to", kind.forward, name, "origin", "target", kind.target)
        if fits(node, kind.target) and kind.directed and not (name == "carries" and node.type == "measure"):
            yield Way(f"{name}-from", kind.backward, name, "target", "origin", kind.origin)


@router.get("/{n}/beziehung/{shelf}/{local}")
def tie_form(request: Request, reading: ReadingOf, shelf: str, local: str, sent: SentOf) -> HTMLResponse:
    """Which relationships a record may have; then the form for one of them."""
    node = _own_node(reading, f"{shelf}/{local}")
    if sent.one("way"):
        return _form(request, reading, node, sent)
    return page(
        request,
        reading,
        "editing_ways.html",
        node=node,
        ways=[way for way in ways_of(node) if not proposes(reading) or way.kind in OWN_TIES],
        heading=text("Beziehung hinzufügen: {what}", what=title_of(reading, node)),
        back=back_of(reading, sent, address_of(reading, node.id)),
        back_given=sent.one("back"),
        passed_on=("back",),
    )


@router.post("/{n}/beziehung/{shelf}/{local}")
def make_tie(request: Request, reading: ReadingOf, shelf: str, local: str, sent: SentOf) -> Response:
    """Makes a relationship of a record."""
    node = _own_node(reading, f"{shelf}/{local}")
    try:
        edits = read(reading, _drafted(reading, node, _way(node, sent)), sent)[1]
        done = put(request, reading, edits, author_of(reading, sent))
    except (BadInput, Conflict) as error:
        return _form(request, reading, node, sent, error)
    return finished(reading, sent, done, address_of(reading, node.id))


def _own_node(reading: Reading, node_id: str) -> AnyNode:
    """The record at the near end; Forbidden where this person may propose nothing about it."""
    own = own_records(reading)
    if own is not None:
        own.refuse_foreign(reading.network.node(node_id).id)
    return reading.network.node(node_id)


def _way(node: AnyNode, sent: Sent) -> Way:
    """The relationship that is chosen; UnknownWord for one that the record cannot have."""
    ways = {way.word: way for way in ways_of(node)}
    look_up(sent.one("way"), {word: way.label for word, way in ways.items()}, _WAY, "way")
    return ways[sent.one("way")]


def _drafted(reading: Reading, node: AnyNode, way: Way) -> Drafted:
    kind = vocabulary().tie_kinds[way.kind]
    fields = tuple(_fields(way, kind))
    allowed: dict[str, Sequence[str]] = {"role": kind.roles}
    return Drafted("tie", fields, usual(reading, fields), None, {"kind": way.kind, way.near: node.id}, allowed)


def _fields(way: Way, kind: TieKind) -> Iterator[Field]:
    """To whom, in which role, and what else this kind of tie can say."""
    yield replace(field_of("tie", way.far), of=way.of, label=way.label, required=True)
    if kind.roles:
        yield replace(field_of("tie", "role"), required=way.kind == "carries")
    papers = "document" in (*kind.origin, *kind.target) and way.kind != "concerns"
    for field in fields_of("tie"):
        asked = way.kind in _ONLY_OF.get(field.name, (way.kind,)) and (papers or field.name not in _OF_PAPERS)
        if not field.fixed and asked:
            yield field


def _form(
    request: Request, reading: Reading, node: AnyNode, sent: Sent, error: AkteursnetzError | None = None
) -> HTMLResponse:
    way = _way(node, sent)
    return form_page(
        request,
        reading,
        _drafted(reading, node, way),
        sent,
        error,
        heading=text("Beziehung hinzufügen: {what}", what=title_of(reading, node)),
        lead=text("„{name}“ {way} …", name=title_of(reading, node), way=way.label),
        back=back_of(reading, sent, address_of(reading, node.id)),
    )
