"""Rows picked in a table are given a value together: seen first, then saved as one revision."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from graph_service.language import render
from graph_service.model.errors import AkteursnetzError, BadInput, BadValue, Conflict
from graph_service.model.nodes import AnyNode
from graph_service.model.text import Label, text
from graph_service.model.vocabulary import look_up, vocabulary
from graph_service.operations.editing import save, set_many
from graph_service.operations.editing_values import Plain, shown, values_of
from graph_service.operations.edits import MOST_EDITS, Edits
from graph_service.operations.fields import Field, Input, field_of, fields_of
from graph_service.operations.picturing import PAGES
from graph_service.serving import faults
from graph_service.serving.reading import Reading, ReadingOf, state_of
from graph_service.serving.writing import OwnFormsOnly
from graph_service.web.editing import went_back
from graph_service.web.editing_forms import Drafted, form_page, read, usual
from graph_service.web.editing_sending import Sent, SentOf, author_of, back_of
from graph_service.web.rendering import page, private

router = APIRouter(route_class=OwnFormsOnly)

_WHAT = Label(de="Art des Eintrags", en="type of record")
_TOGETHER = frozenset({Input.WORD, Input.YES_NO, Input.DATE, Input.CONCEPTS, Input.RECORDS})
_ALSO = frozenset({"publisher", "funding_programme", "unit"})
_NOT_CARRIED = frozenset({"step", "csrf", "lang", "what"})


def common_fields(record_type: str) -> tuple[Field, ...]:
    """The fields of which several records may have one value."""
    return tuple(
        one for one in fields_of(record_type) if not one.fixed and (one.input in _TOGETHER or one.name in _ALSO)
    )


@dataclass(frozen=True)
class Row:
    """A record that was picked, with the value that it has and the one that it would get."""

    node: AnyNode
    before: str
    after: str
    differs: bool


@router.get("/{n}/gemeinsam/{what}")
def several_start(request: Request, reading: ReadingOf, what: str) -> HTMLResponse:
    """How to give records a value together: rows are picked in their list first."""
    _check(what)
    return page(request, reading, "editing_several.html", what=what, list=PAGES[what])


@router.post("/{n}/gemeinsam/{what}")
def several(request: Request, reading: ReadingOf, what: str, sent: SentOf) -> Response:
    """Asks for the value, shows what it would change, and saves it."""
    _check(what)
    sent, picked = sent.but(what=what), _picked(reading, what, sent)
    try:
        asked = _field(what, sent)
    except BadInput as error:
        return _start(request, reading, what, sent, picked, error)
    if sent.one("step") != "preview":
        return _form(request, reading, asked, picked, sent)
    try:
        value, _ = _edits(reading, asked, picked, sent)
    except BadInput as error:
        return _form(request, reading, asked, picked, sent, error)
    return _preview(request, reading, asked, picked, value, sent)


@router.post("/{n}/gemeinsam/{what}/speichern")
def save_several(request: Request, reading: ReadingOf, what: str, sent: SentOf) -> Response:
    """Saves what the preview showed."""
    _check(what)
    sent, picked = sent.but(what=what), _picked(reading, what, sent)
    asked = _field(what, sent)
    usual_back = f"/{reading.network_id}/{PAGES[what]}"
    try:
        _, edits = _edits(reading, asked, picked, sent)
        if edits is None:
            return went_back(reading, sent, usual_back, "same")
        saved = save(reading.service, reading.network_id, edits, author=author_of(reading, sent))
    except (BadInput, Conflict) as error:
        return _form(request, reading, asked, picked, sent, error)
    return went_back(reading, sent, usual_back, f"r{saved.revision.number}")


def _check(what: str) -> None:
    look_up(what, {name: vocabulary().node_types[name].one for name in PAGES if name != "field"}, _WHAT, "what")


def _picked(reading: Reading, what: str, sent: Sent) -> tuple[AnyNode, ...]:
    """The records that were picked and are still there."""
    ids = dict.fromkeys(f"{what}/{one}" for one in sent.all("pick"))
    return tuple(reading.network.nodes[one] for one in ids if one in reading.network.nodes)


def _field(what: str, sent: Sent) -> Field:
    """The field to set; BadInput where none is chosen, or nothing is picked."""
    if not sent.all("pick"):
        raise BadValue(text("Bitte zuerst Zeilen der Tabelle ankreuzen."), place="pick")
    if len(sent.all("pick")) > MOST_EDITS:
        raise BadValue(text("Höchstens {n} Einträge auf einmal.", n=MOST_EDITS), place="pick")
    if not sent.one("field"):
        raise BadValue(text("Bitte die Angabe wählen, die alle bekommen sollen."), place="field")
    look_up(sent.one("field"), {one.name: one.label for one in common_fields(what)}, _WHAT, "field")
    return field_of(what, sent.one("field"))


def _start(
    request: Request, reading: Reading, what: str, sent: Sent, picked: Sequence[AnyNode], error: AkteursnetzError
) -> HTMLResponse:
    answer = page(
        request,
        reading,
        "editing_several.html",
        what=what,
        list=PAGES[what],
        picked=picked,
        fields=common_fields(what),
        problem=render(error.message, reading.language),
        sent=sent,
    )
    answer.status_code = faults.status_of(error)
    del answer.headers["ETag"]
    return answer


def _edits(reading: Reading, asked: Field, picked: Iterable[AnyNode], sent: Sent) -> tuple[Plain, Edits | None]:
    """The value, and the edits that give it to those who do not have it yet; None where all have."""
    values, one = read(reading, _drafted(reading, asked, sent), sent)
    value = values.get(asked.name)
    ids = [node.id for node in picked if values_of(reading.network, node)[asked.name] != value]
    if not ids:
        return value, None
    [edit] = one.edits
    changes = set_many(ids, asked.name, value, base=sent.base)
    return value, Edits(edits=changes, reason=one.reason, source=edit.source)


def _drafted(reading: Reading, asked: Field, sent: Sent) -> Drafted:
    return Drafted(sent.one("what"), (asked,), usual(reading, (asked,)))


def _form(
    request: Request,
    reading: Reading,
    asked: Field,
    picked: Sequence[AnyNode],
    sent: Sent,
    error: AkteursnetzError | None = None,
) -> HTMLResponse:
    draft = _drafted(reading, asked, sent)
    kept = [("pick", node.id.partition("/")[2]) for node in picked]
    return form_page(
        request,
        reading,
        draft,
        sent,
        error,
        heading=text("{what} für {n} Einträge", what=asked.label, n=len(picked)),
        lead=text("Gewählt: {names}", names=", ".join(_names(reading, picked))),
        back=back_of(reading, sent, f"/{reading.network_id}/{PAGES[draft.record_type]}"),
        base=_base(reading, error, sent),
        action=f"/{reading.network_id}/gemeinsam/{draft.record_type}",
        focus=asked.name,
        kept=[*kept, ("field", asked.name), ("step", "preview")],
        submit=text("Vorschau"),
    )


def _base(reading: Reading, error: AkteursnetzError | None, sent: Sent) -> str:
    """The revision that the next preview is of: where somebody else changed the same, the newest."""
    newest = state_of(reading.service.view(reading.network_id))
    return newest if isinstance(error, Conflict) else sent.one("base") or newest


def _names(reading: Reading, picked: Sequence[AnyNode]) -> list[str]:
    shown_at_once = 8
    names = [node.name for node in picked[:shown_at_once]]
    return [*names, "…"] if len(picked) > shown_at_once else names


def _preview(
    request: Request, reading: Reading, asked: Field, picked: Sequence[AnyNode], value: Plain, sent: Sent
) -> HTMLResponse:
    rows = [_row(reading, asked, node, value) for node in picked]
    answer = page(
        request,
        reading,
        "editing_preview.html",
        asked=asked,
        rows=rows,
        differing=sum(row.differs for row in rows),
        heading=text("{what} für {n} Einträge", what=asked.label, n=len(picked)),
        back=back_of(reading, sent, f"/{reading.network_id}/{PAGES[sent.one('what')]}"),
        carried=[(name, one) for name, all_ in _carried(sent).items() for one in all_],
        action=f"/{reading.network_id}/gemeinsam/{sent.one('what')}",
    )
    return private(answer)


def _carried(sent: Sent) -> Mapping[str, Sequence[str]]:
    return {name: values for name, values in sent.given.items() if name not in _NOT_CARRIED}


def _row(reading: Reading, asked: Field, node: AnyNode, value: Plain) -> Row:
    before: Any = values_of(reading.network, node)[asked.name]
    old, new = (render(shown(asked, one, reading.network), reading.language) for one in (before, value))
    return Row(node, old, new, differs=before != value)
