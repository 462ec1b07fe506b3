"""Forms about records as pages: what they show, what they ask for, and what is wrong with what was sent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse

from graph_service.language import render
from graph_service.model.errors import AkteursnetzError, BadInput, Problem
from graph_service.model.nodes import Concept
from graph_service.model.text import Label, Language, Text, text
from graph_service.model.ties import AnyRecord, Judgement, Tie
from graph_service.model.vocabulary import look_up, vocabulary
from graph_service.operations.editing_values import read_form, values_of
from graph_service.operations.edits import Change, Edits, Make
from graph_service.operations.fields import Field
from graph_service.operations.near import Near
from graph_service.operations.picturing import PAGES
from graph_service.serving import faults
from graph_service.serving.proposing import own_records, proposes
from graph_service.serving.reading import Reading, state_of
from graph_service.web.editing_parts import Forming, Given, Naming, as_typed, settled, shown_fields
from graph_service.web.editing_sending import (
    SOURCE_PARTS,
    Sent,
    address_of,
    author_of,
    back_of,
    document_names,
    faults_of,
    first_source,
    gathered,
    incomplete,
    source_of,
    why_of,
)
from graph_service.web.rendering import page, private

_NEW = Label(de="Art des Eintrags", en="type of record")
_OWN_PARTS = (*SOURCE_PARTS, "author", "why")
_KEPT = ("only", "way")


@dataclass(frozen=True)
class Drafted:
    """What a form is about: a record, or a new one of a type; which fields it shows, with what stood in them before.

    `allowed` limits the words of a field, `given` are values that the form does not ask for.
    """

    record_type: str
    fields: tuple[Field, ...]
    before: Given
    record: AnyRecord | None = None
    given: Mapping[str, str] = field(default_factory=dict)
    allowed: Mapping[str, Sequence[str]] = field(default_factory=dict)

    @property
    def needs_source(self) -> bool:
        return self.record_type != "document"


def record_named(reading: Reading, shelf: str, local: str) -> AnyRecord:
    """A node or tie by its id; NotFound names the nearest."""
    network, wanted = reading.network, f"{shelf}/{local}"
    return network.ties[wanted] if wanted in network.ties else network.node(wanted)


def own_record(reading: Reading, shelf: str, local: str) -> AnyRecord:
    """The same for a form; Forbidden where this person may neither change the record nor propose that."""
    record, own = record_named(reading, shelf, local), own_records(reading)
    if own is not None:
        own.refuse_foreign(record.id)
    return record


def title_of(reading: Reading, record: AnyRecord) -> str:
    """What a record is called; a tie by its ends."""
    naming, network = Naming(reading.network, reading.language), reading.network
    if isinstance(record, Tie):
        words = vocabulary().way(record.kind, record.role, forth=True).in_language(reading.language)
        return f"{naming.name(network.nodes[record.origin])} {words} {naming.name(network.nodes[record.target])}"
    return record.id if isinstance(record, Judgement) else naming.name(record)


def drafted(reading: Reading, record: AnyRecord, only: Sequence[str] = ()) -> Drafted:
    """The form to change a record, of all its fields or some."""
    scheme = record.scheme if isinstance(record, Concept) else ""
    fields = tuple(
        one
        for one in shown_fields(record.type, restricted=reading.sees_restricted, scheme=scheme)
        if not one.fixed and (not only or one.name in only)
    )
    return Drafted(record.type, fields, typed_of(reading, record, fields), record)


def typed_of(reading: Reading, record: AnyRecord, fields: Sequence[Field]) -> dict[str, tuple[str, ...]]:
    """What stands in a form for a record as it is."""
    values, naming = values_of(reading.network, record), Naming(reading.network, reading.language)
    return {one.name: as_typed(one, values[one.name], naming, reading.language) for one in fields}


def drafted_new(reading: Reading, what: str) -> Drafted:
    """The form for a new record: of a type, or of a controlled list; UnknownWord names the nearest."""
    types = {name: named.one for name, named in vocabulary().node_types.items() if name != "concept"}
    types |= {name: scheme.one for name, scheme in vocabulary().schemes.items()}
    look_up(what, types, _NEW, "what")
    scheme = what if what in vocabulary().schemes else ""
    record_type = "concept" if scheme else what
    fields = shown_fields(record_type, restricted=reading.sees_restricted, scheme=scheme)
    fields = tuple(one for one in fields if one.name != "scheme")
    return Drafted(record_type, fields, usual(reading, fields), given={"scheme": scheme} if scheme else {})


def usual(reading: Reading, fields: Sequence[Field]) -> dict[str, tuple[str, ...]]:
    """What stands in a new form: the usual words, and nothing said to be unknown by anybody yet."""
    naming = Naming(reading.network, reading.language)
    found = {one.name: as_typed(one, one.empty, naming, reading.language) for one in fields}
    return {name: typed[:1] if typed[:1] == ("",) else typed for name, typed in found.items()}


def read(reading: Reading, draft: Drafted, sent: Sent) -> tuple[dict[str, Any], Edits]:
    """The values of a form and the edit that it asks for; BadInput with all that is wrong with it."""
    naming = Naming(reading.network, reading.language)
    values, source, why, _ = gathered(
        lambda: _values(draft, sent, naming),
        lambda: source_of(reading, sent, needed=draft.needs_source),
        lambda: why_of(sent),
        lambda: author_of(reading, sent),
    )
    if draft.record is None:
        edit: Make | Change = Make(type=draft.record_type, values=values, source=source)
    else:
        edit = Change(id=draft.record.id, values=values, source=source, base=sent.base)
    return values, Edits(edits=(edit,), reason=why)


def _values(draft: Drafted, sent: Sent, naming: Naming) -> dict[str, Any]:
    names = [one.name for one in draft.fields]
    problems = [
        Problem(text("Die Angabe ist länger als {n} Zeichen.", n=one.longest), place=one.name)
        for one in draft.fields
        if one.name in sent.cut and one.longest
    ]
    answers: dict[str, list[str]] = {}
    for one in draft.fields:  # each by itself, so that one that is wrong hides no other
        try:
            answers |= settled((one,), sent.given, draft.before, naming)
        except BadInput as error:
            problems += error.problems
    given = {**answers, **{name: [value] for name, value in draft.given.items()}}
    try:
        values = read_form(draft.record_type, given, [*names, *draft.given])
    except BadInput as error:
        problems += error.problems
    if problems:
        raise incomplete(problems)
    return dict(values)


def new_page(
    request: Request,
    reading: Reading,
    what: str,
    sent: Sent,
    error: AkteursnetzError | None = None,
    near: Sequence[Near] = (),
) -> HTMLResponse:
    """The form for a new record, with what was typed, what is wrong with it and what may be the same."""
    draft = drafted_new(reading, what)
    label = vocabulary().schemes[what].one if what in vocabulary().schemes else vocabulary().node_types[what].one
    usual = f"/{reading.network_id}/{PAGES.get(what, 'eintraege')}"
    return form_page(
        request,
        reading,
        draft,
        sent,
        error,
        what=what,
        near=near,
        base=sent.one("base"),
        heading=text("Neu vorschlagen: {what}", what=label)
        if proposes(reading)
        else text("Neu anlegen: {what}", what=label),
        back=back_of(reading, sent, usual),
    )


def asked_fields(sent: Sent) -> tuple[str, ...]:
    """The fields that a form is limited to, none if it shows all."""
    return tuple(name for name in sent.one("only").split(",") if name)


def _heading(reading: Reading, draft: Drafted, title: str) -> Text:
    if not draft.fields:
        return text("Quelle ergänzen: {what}", what=title)
    if proposes(reading):
        return text("Änderung vorschlagen: {what}", what=title)
    return text("Bearbeiten: {what}", what=title)


def edit_page(
    request: Request, reading: Reading, record: AnyRecord, sent: Sent, error: AkteursnetzError | None = None
) -> HTMLResponse:
    """The form to change a record, with what was typed and what is wrong with it."""
    draft, title = drafted(reading, record, asked_fields(sent)), title_of(reading, record)
    return form_page(
        request,
        reading,
        draft,
        sent,
        error,
        heading=_heading(reading, draft, title),
        back=back_of(reading, sent, address_of(reading, record.id)),
        base=sent.one("base") or state_of(reading.view),
    )


def form_page(
    request: Request,
    reading: Reading,
    draft: Drafted,
    sent: Sent,
    error: AkteursnetzError | None,
    **more: Any,
) -> HTMLResponse:
    """A page with the form of a record, in the state in which it was sent."""
    told = faults_of(error, reading.language)
    typed = {**draft.before, **_of_fields(draft.fields, sent)}
    forming = Forming(reading.network, reading.language, typed, told, draft.allowed)
    places = {one.name for one in draft.fields} | set(_OWN_PARTS)
    values: dict[str, Any] = {
        "sections": forming.sections(draft.fields),
        "faults": {place: words for place, words in told.items() if place in places},
        "general": [words for place, words in told.items() if place not in places],
        "labels": _labels(draft, reading.language),
        "source": first_source(reading, sent),
        "document_names": document_names(reading),
        "record_page": lambda record_id: address_of(reading, record_id),
        "kept": [(name, value) for name in _KEPT for value in sent.all(name) if value],
        "sent": sent,
        "restricted": draft.record if any(one.restricted for one in draft.fields) else None,
        "asks_source": draft.needs_source,
        "near": (),
        "what": "",
        "base": "",
        "focus": sent.one("focus"),
        "action": request.url.path,
        "submit": text("Vorschlagen") if proposes(reading) else text("Speichern"),
    }
    answer = page(request, reading, "editing_form.html", **(values | more))
    answer.status_code = faults.status_of(error) if error else HTTPStatus.OK
    if more.get("near"):
        answer.status_code = HTTPStatus.CONFLICT
    return private(answer)


def _of_fields(fields: Sequence[Field], sent: Sent) -> dict[str, tuple[str, ...]]:
    """What was sent of these fields; boxes that nobody ticked are not sent, so a sent form counts whole."""
    names = {one.name for one in fields} | {f"{one.name}_{end}" for one in fields for end in ("role", "who")}
    return {name: values for name, values in sent.given.items() if name in names}


def _labels(draft: Drafted, language: Language) -> dict[str, str]:
    """What each part of a form is called, for the list of what is wrong."""
    own = {one.name: render(one.label, language) for one in draft.fields}
    return part_words(language) | {name: told[:1].upper() + told[1:] for name, told in own.items()}


def part_words(language: Language) -> dict[str, str]:
    """What the parts are called that every form about records has."""
    return {name: render(told, language) for name, told in _PART_WORDS.items()}


_PART_WORDS: Mapping[str, Text] = {
    "src": text("Quelle"),
    "src_document": text("Dokument"),
    "src_locator": text("Stelle"),
    "src_quote": text("Wortlaut"),
    "src_person": text("Funktion"),
    "src_retrieved": text("Datum"),
    "author": text("Funktion oder Stelle"),
    "why": text("Grund"),
}
