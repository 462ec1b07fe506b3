"""A form that was open while the data were replaced or somebody was erased: refused, with what was typed to copy."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from urllib.parse import urlencode

from fastapi import Request
from fastapi.responses import HTMLResponse

from graph_service.language import explain, render
from graph_service.model.text import text
from graph_service.model.ties import Judgement
from graph_service.model.vocabulary import vocabulary
from graph_service.operations.fields import Field, Input, fields_of, type_of
from graph_service.serving import faults
from graph_service.serving.reading import Reading
from graph_service.web.editing_forms import part_words, typed_of
from graph_service.web.editing_sending import Sent, Stale
from graph_service.web.rendering import page, private

_STEPS = ("/entscheiden", "/speichern")  # what follows a page's address where its form is sent to another one
_KEPT = ("only", "way", "back")
_CHOSEN = frozenset({Input.WORD, Input.YES_NO, Input.CONCEPTS})  # no text, but one of the words that there are
_NO_WORDS = frozenset({"", "unknown"})


def stale_page(request: Request, error: Exception) -> HTMLResponse:
    """Says that the form has to be opened anew; it can not be sent again, only copied from."""
    assert isinstance(error, Stale)  # noqa: S101 - the handler is registered for this class only
    reading, sent = error.reading, error.sent
    answer = page(
        request,
        reading,
        "editing_stale.html",
        lines=explain(error, reading.language).splitlines(),
        typed=list(_typed(request, reading, sent)),
        again=_again(request, reading, sent),
    )
    answer.status_code = faults.status_of(error)
    return private(answer)


def _typed(request: Request, reading: Reading, sent: Sent) -> Iterator[tuple[str, str]]:
    """The texts that were sent and are not recorded like that, with the names of the parts."""
    record_id = _record(request, sent)
    fields = _fields(record_id or request.path_params.get("what", ""))
    record = reading.network.get(record_id)
    known = {} if record is None or isinstance(record, Judgement) else typed_of(reading, record, fields)
    labels = {one.name: render(one.label, reading.language) for one in fields if one.input not in _CHOSEN}
    labels |= part_words(reading.language) | {"day": render(text("Tag des Endes"), reading.language)}
    del labels["src"]
    for name, values in sent.given.items():
        label = labels.get("why" if name.startswith("reason_") else name.removesuffix("_who"))
        words = [value for value in values if value.strip() not in _NO_WORDS]
        if label and words and _plain(values) != _plain(known.get(name, ())):
            yield label[:1].upper() + label[1:], "; ".join(words)


def _record(request: Request, sent: Sent) -> str:
    """The record that the form was about, "" for none."""
    given = request.path_params
    if "shelf" in given:
        return f"{given['shelf']}/{given['local']}"
    return f"measure/{sent.one('measure')}" if sent.one("missing") else ""


def _fields(what: str) -> Sequence[Field]:
    """The fields of a record, told by its id or its type."""
    record_type = type_of(what if "/" in what else f"{what}/")
    known = record_type in (*vocabulary().node_types, "tie")
    return fields_of(record_type) if known else ()


def _plain(values: Sequence[str]) -> list[str]:
    return [" ".join(value.split()) for value in values if value.strip()]


def _again(request: Request, reading: Reading, sent: Sent) -> str | None:
    """The address of the form, to open it anew; None where what it was about is not there any more."""
    record_id = _record(request, sent)
    if record_id and reading.network.get(record_id) is None:
        return None
    path = request.url.path
    for step in _STEPS:
        path = path.removesuffix(step)
    pairs = [*request.query_params.multi_items(), *((name, sent.one(name)) for name in _KEPT if sent.one(name))]
    return f"{path}?{urlencode(pairs)}" if pairs else path
