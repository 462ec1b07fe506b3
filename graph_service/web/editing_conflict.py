"""Two people on one record: both versions side by side, a choice for each clash, and nothing typed is lost."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse

from graph_service.language import render
from graph_service.model.change import Revision
from graph_service.model.identity import prefix_of
from graph_service.model.text import text
from graph_service.model.ties import AnyRecord
from graph_service.operations.editing_conflicts import Clash, Version
from graph_service.operations.editing_values import shown
from graph_service.operations.fields import field_of, fields_of, type_of
from graph_service.serving.reading import Reading, state_of
from graph_service.web.editing_forms import asked_fields, drafted, title_of
from graph_service.web.editing_sending import Sent, back_of
from graph_service.web.rendering import page, private

_CHOICE = "keep_"
_MINE, _THEIRS = "mine", "theirs"
_NOT_CARRIED = frozenset({"base", "was", "csrf", "answer", "clashes", "lang"})


@dataclass(frozen=True)
class Row:
    """One field that differs, in the words of its reader."""

    version: Version
    label: str
    base: str
    mine: str
    theirs: str
    chosen: str = ""


def decided(sent: Sent) -> Sent:
    """The form as it is after the choices of a conflict page: what was chosen from the others is not changed again."""
    dropped = {name.removeprefix(_CHOICE) for name in sent.given if sent.one(name) == _THEIRS}
    dropped |= {f"{name}_{end}" for name in dropped for end in ("role", "who")}
    return replace(sent, given={name: values for name, values in sent.given.items() if name not in dropped})


def undecided(sent: Sent) -> list[str]:
    """The fields of a conflict page of which no version is chosen yet."""
    return [name for name in sent.all("clashes") if sent.one(f"{_CHOICE}{name}") not in (_MINE, _THEIRS)]


def conflict_page(
    request: Request,
    reading: Reading,
    record: AnyRecord,
    sent: Sent,
    clash: Clash,
    *,
    incomplete: bool = False,
    action: str = "",
) -> HTMLResponse:
    """Both versions of a record field by field; the rest is joined already, and what was typed is carried along."""
    asked = {one.name for one in drafted(reading, record, asked_fields(sent)).fields}
    rows = [_row(reading, record, sent, version) for version in clash.versions if version.field in asked]
    return _answered(
        request,
        reading,
        sent,
        "editing_conflict.html",
        record=record,
        heading=text("Zwei Fassungen: {what}", what=title_of(reading, record)),
        clashing=[row for row in rows if row.version.state == "clash"],
        joined=[row for row in rows if row.version.state != "clash"],
        since=_since(reading, record.id, sent.base or 0),
        base=state_of(reading.service.view(reading.network_id, clash.revision)),
        was=sent.one("base"),
        carried=list(_carried(sent, [row.version.field for row in rows if row.version.state == "theirs"])),
        incomplete=incomplete,
        action=action or request.url.path,
    )


def _row(reading: Reading, record: AnyRecord, sent: Sent, version: Version) -> Row:
    asked = field_of(record.type, version.field)
    base, mine, theirs = (
        render(shown(asked, value, reading.network), reading.language)
        for value in (version.base, version.mine, version.theirs)
    )
    label = render(version.label, reading.language)
    chosen = sent.one(f"{_CHOICE}{version.field}")
    return Row(version, label[:1].upper() + label[1:], base, mine, theirs, chosen)


def _carried(sent: Sent, left: Collection[str] = ()) -> Iterator[tuple[str, str]]:
    """What was typed, to be sent again with the choices.

    Fields that only others changed are left out: sent again with the newest revision as their base they would look
    as if somebody wanted them as they were.
    """
    dropped = {f"{name}{end}" for name in left for end in ("", "_role", "_who")} | _NOT_CARRIED
    for name, values in sent.given.items():
        if name not in dropped and not name.startswith(_CHOICE):
            yield from ((name, value) for value in values)


def _since(reading: Reading, record_id: str, base: int) -> list[Revision]:
    """The revisions that changed a record after the one that a form was made from, the last one first."""
    entries = reading.service.store.history(reading.network_id, record_id)
    return [entry.revision for entry in entries if entry.revision.number > base][::-1]


def gone_page(request: Request, reading: Reading, record_id: str, sent: Sent) -> HTMLResponse:
    """Somebody removed the record meanwhile: what was typed stands there, to be made a new record or let go."""
    entries = reading.service.store.history(reading.network_id, record_id)
    return _answered(
        request,
        reading,
        sent,
        "editing_gone.html",
        heading=text("Inzwischen entfernt"),
        what=prefix_of(record_id) if prefix_of(record_id) != "tie" else "",
        typed=list(_told(reading, record_id, sent)),
        entries=entries,
        action=request.url.path,
        carried=[("base", sent.one("base")), *_carried(sent)],
    )


def _told(reading: Reading, record_id: str, sent: Sent) -> Iterator[tuple[str, str]]:
    """What was typed, with the names of the fields."""
    for one in fields_of(type_of(record_id)):
        words = [word for word in sent.all(one.name) if word.strip() and word not in ("some", "unknown")]
        words += [word for word in sent.all(f"{one.name}_who") if word.strip()]
        label = render(one.label, reading.language)
        if words:
            yield label[:1].upper() + label[1:], "; ".join(words)


def _answered(request: Request, reading: Reading, sent: Sent, template: str, **values: Any) -> HTMLResponse:
    back = back_of(reading, sent, f"/{reading.network_id}")
    answer = page(request, reading, template, sent=sent, back=back, **values)
    answer.status_code = HTTPStatus.PRECONDITION_FAILED
    return private(answer)
