"""What each edit does to the records: a new one, other values, an end, a removal; refused with what helps."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias

from graph_service.model.errors import BadInput, BadValue, Conflict, Outdated, Problem
from graph_service.model.functions import check_function
from graph_service.model.identity import check_id, node_id, prefix_of, slug, tie_id
from graph_service.model.network import references
from graph_service.model.nodes import Measure, Observation, Report, concept_id
from graph_service.model.period import PartialDate, Period
from graph_service.model.provenance import Citation
from graph_service.model.text import text
from graph_service.model.ties import RECORDS, AnyRecord, Judgement, Tie
from graph_service.operations.describing import label_of
from graph_service.operations.editing_conflicts import Clash, Comparison, compare
from graph_service.operations.editing_draft import Draft
from graph_service.operations.editing_values import NONE, Plain, checked_values, chosen, fits_record, unfit
from graph_service.operations.edits import Change, Edit, Edits, End, Make, Remove
from graph_service.operations.fields import Field, Input, field_of, fields_of, record_class
from graph_service.operations.near import near_records
from graph_service.operations.service import Service
from graph_service.operations.wording_change import record_words
from graph_service.operations.yet_to_come import refuse_known_later, refuse_untimely_status, refuse_yet_to_come

_REFERRED_BY_NOTHING = ("tie", "judgement")
_OfRecord: TypeAlias = Change | End | Remove


class Planner:
    """Applies edits one after the other to a draft of a network's newest revision."""

    def __init__(self, service: Service, network: str, edits: Edits) -> None:
        self._service, self._network, self._edits = service, network, edits
        self.draft = Draft(service.view(network))

    def apply(self, edit: Edit) -> str:
        """The id of the record that the edit made, changed, ended or removed."""
        if isinstance(edit, Make):
            return self._make(edit)
        record = self._editable(edit)
        if isinstance(edit, Change):
            return self._change(record, edit, checked_values(record.type, edit.values))
        if isinstance(edit, End):
            _refuse_dated(record)
            return self._change(record, edit, checked_values(record.type, {"end": edit.day or "–"}))
        return self._remove(record, edit)

    def _editable(self, edit: _OfRecord) -> AnyRecord:
        record = self.draft.find(edit.id)
        if record is None:
            self._refuse_if_removed_since(edit)
            self.draft.get(edit.id)
        if record is None or isinstance(record, Judgement):
            raise BadValue(
                text("Ein Urteil wird nicht bearbeitet, sondern neu entschieden oder zurückgenommen."),
                place="id",
                value=edit.id,
            )
        return record

    def _base_of(self, edit: _OfRecord) -> int | None:
        """The revision at which the person read the record."""
        return self._edits.base if edit.base is None else edit.base

    def _refuse_if_removed_since(self, edit: _OfRecord) -> None:
        """Clash for a record that was there when the person read it."""
        base = self._base_of(edit)
        if base is None or base == self.draft.view.revision:
            return
        try:
            comparison = compare(self._service, self._network, edit.id, base, {}, self.draft.view.revision)
        except Outdated:
            return  # it was not there then either
        if comparison.gone:
            raise self._clash(edit.id, comparison)

    def _clash(self, record_id: str, comparison: Comparison) -> Clash:
        last = self._service.store.history(self._network, record_id)[-1].revision
        return Clash(comparison, self._service.network(self._network, comparison.base), last)

    # making

    def _make(self, edit: Make) -> str:
        record_class(edit.type)
        values: dict[str, Plain] = {
            field.name: field.empty for field in fields_of(edit.type) if field.empty is not None
        }
        values |= checked_values(edit.type, edit.values)
        self._refuse_missing(edit.type, values)
        self._refuse_unfit(edit.type, values)
        source = self._source(edit, edit.type)
        record = new_record(edit, values, (source,) if source else ())
        refuse_yet_to_come(record)
        refuse_untimely_status(record)
        if isinstance(record, Report | Observation) and not edit.id:
            record = self._beside(record)
        self._refuse_taken(record, edit)
        self.draft.keep(record)
        self._tie_up(record, values, source)
        return record.id

    def _refuse_missing(self, record_type: str, values: Mapping[str, Plain]) -> None:
        missing = [field.name for field in fields_of(record_type) if field.required and values.get(field.name) is None]
        if missing:
            raise unfit([Problem(text("Diese Angabe fehlt."), place=name) for name in missing])

    def _refuse_unfit(self, record_type: str, values: Mapping[str, Plain]) -> None:
        """BadInput for values that the record refuses, and for chosen records that are not there, or not any more."""
        fits_record(record_type, values)
        check_function(str(values.get("reported_by") or ""), "reported_by")
        problems = [
            Problem(text("„{value}“ ist nicht erfasst, oder nicht mehr.", value=one), place=name, value=one)
            for name, value in values.items()
            for one in chosen(field_of(record_type, name), value)
            if self.draft.find(one) is None
        ]
        if problems:
            raise unfit(problems)

    def _beside(self, record: Report | Observation) -> Report | Observation:
        """The record under the first number that is free, where another one of its date has its id."""
        one, number = record, 1
        while (there := self.draft.find(one.id)) is not None and there != one:
            number += 1
            one = record.model_copy(update={"id": f"{record.id}-{number}"})
        return one

    def _refuse_taken(self, record: AnyRecord, edit: Make) -> None:
        there = self.draft.find(record.id)
        if there is None:
            return
        if isinstance(record, Tie) or isinstance(there, Tie | Judgement):
            raise Conflict(
                text("Diese Beziehung ist schon erfasst."),
                place="id",
                value=record.id,
                near=(record.id,),
                remedy=text("Bitte die vorhandene bearbeiten; hat sie geendet, ist sie dort wieder zu öffnen."),
            )
        near = near_records(self._service, self._network, record.id.partition("/")[0], there.name)
        raise Conflict(
            text("Die Kennung „{id}“ gehört schon zu „{name}“.", id=record.id, name=label_of(there)),
            place="id",
            value=record.id,
            near=tuple(dict.fromkeys((record.id, *(one.id for one in near)))),
            remedy=text("Ist dasselbe gemeint, bitte den vorhandenen Eintrag bearbeiten; sonst eine andere Kennung"
                        " angeben, etwa „{other}“.", other=f"{record.id}-2"),
        )  # fmt: skip

    # changing and ending

    def _change(self, record: AnyRecord, edit: Change | End, given: Mapping[str, Plain]) -> str:
        now = self.draft.values(record)
        _refuse_fixed(record, given, now)
        mine = self._altered(record, edit, given, now)
        without = edit.without if isinstance(edit, Change) else ()
        if not mine and given and not without:
            return record.id
        self._refuse_unfit(record.type, mine)
        source = self._source(edit, record.type) if mine or not without else None
        built = _rebuilt(record, now | mine)
        if built != record:
            refuse_yet_to_come(built)
        if mine.get("status_on"):
            refuse_untimely_status(built)
        # Where only ties are others, the source is theirs.
        added = (source,) if source is not None and (built != record or not mine or without) else ()
        sources = tuple(dict.fromkeys((*(one for one in record.sources if one not in without), *added)))
        if (built, sources) != (record, record.sources):
            self.draft.keep(_built(record.type, built.model_dump() | {"sources": sources}))
        self._tie_up(record, mine, source)
        return record.id

    def _altered(
        self, record: AnyRecord, edit: Change | End, given: Mapping[str, Plain], now: Mapping[str, Plain]
    ) -> dict[str, Plain]:
        """The values that the person changed and that are not there yet; Clash where somebody else did otherwise."""
        base = self._base_of(edit)
        if base is None or base == self.draft.view.revision or self.draft.is_new(record.id):
            return {name: value for name, value in given.items() if value != now[name]}
        comparison = compare(self._service, self._network, record.id, base, given, self.draft.view.revision)
        if comparison.clashes:
            raise self._clash(record.id, comparison)
        return {version.field: version.mine for version in comparison.versions if version.state == "mine"}

    # ties that are fields

    def _tie_up(self, record: AnyRecord, values: Mapping[str, Plain], source: Citation | None) -> None:
        """Makes and removes ties so that they say what the values say."""
        for field in fields_of(record.type):
            if field.tie and field.name in values:
                self._settle(record, field, values[field.name], source)

    def _settle(self, record: AnyRecord, field: Field, value: Plain, source: Citation | None) -> None:
        wanted = {one["id"]: one for one in _wanted_ties(record, field, value, source)}
        there = {tie.id for tie in self.draft.ties_of(record.id) if field.keeps(tie, record.id)}
        for gone in there - wanted.keys():
            self.draft.drop(gone)
        for new in wanted.keys() - there:
            self.draft.keep(_built("tie", wanted[new]))

    # removing

    def _remove(self, record: AnyRecord, edit: Remove) -> str:
        if not self._edits.reason.strip():
            raise BadValue(
                text("Zum Entfernen gehört ein Grund."),
                place="reason",
                remedy=text("Entfernt wird nur, was nie gestimmt hat. Was aufgehört hat, bitte mit Datum beenden."),
            )
        base = self._base_of(edit)
        if base is not None and base != self.draft.view.revision:
            comparison = compare(self._service, self._network, record.id, base, {}, self.draft.view.revision)
            if comparison.versions:
                raise self._clash(record.id, comparison)
        for tie in self._own_ties(record):
            self.draft.drop(tie.id)
        self.draft.drop(record.id)
        return record.id

    def _own_ties(self, record: AnyRecord) -> Iterator[Tie]:
        """The ties that are fields of the record alone; carrying a measure is as much the actor's."""
        kept = {field.tie for field in fields_of(record.type) if field.tie and field.input is not Input.CARRIERS}
        for tie in self.draft.ties_of(record.id) if kept else ():
            if tie.origin == record.id and tie.kind in kept:
                yield tie

    def _source(self, edit: Edit, record_type: str) -> Citation | None:
        source = edit.source or self._edits.source
        if source is None and record_type != "document":
            raise BadValue(
                text("Zu dieser Angabe fehlt die Quelle."),
                place="source",
                remedy=text("Bitte ein Dokument wählen oder „eigene Kenntnis“ mit Funktion und Datum angeben."),
            )
        if source is not None:
            refuse_known_later(source)
            check_function(source.person or "", "source")
        if source is not None and source.document and self.draft.find(source.document) is None:
            near = near_records(self._service, self._network, "document", source.document.partition("/")[2])
            raise BadValue(
                text("Die Quelle „{value}“ ist nicht erfasst, oder nicht mehr.", value=source.document),
                place="source",
                value=source.document,
                near=tuple(one.id for one in near),
                remedy=text("Bitte eine andere Quelle wählen oder diese zuerst anlegen."),
            )
        return source


def _refuse_dated(record: AnyRecord) -> None:
    """BadValue for what is of its day, so that it does not end."""
    if isinstance(record, Report):
        raise BadValue(
            text("Ein Bericht gilt für seinen Tag; er wird nicht beendet."),
            place="id",
            value=record.id,
            remedy=text("Ist die Maßnahme zu Ende, bitte diese beenden oder das in einem neuen Bericht sagen."),
        )


def new_record(edit: Make, values: Mapping[str, Plain], sources: tuple[Citation, ...]) -> AnyRecord:
    """The record that an edit makes of checked values."""
    given = _own(edit.type, values) | {"sources": sources}
    record_id = check_id(edit.id) if edit.id else _id_of(edit.type, values)
    if record_id is not None:
        given["id"] = record_id
    if edit.type == "measure":
        given["none_recorded"] = _none_recorded(None, values)
    return _built(edit.type, given)


def refuse_resting(service: Service, network: str, draft: Draft) -> None:
    """Conflict where something that stays refers to what would be removed, with the names of both."""
    removed = frozenset(draft.change().remove)
    gone = frozenset(one for one in removed if prefix_of(one) not in _REFERRED_BY_NOTHING)
    if not gone:
        return
    whole = service.network(network, draft.view.revision)
    settled = removed | {record.id for record in draft.records()}
    problems = [
        Problem(
            text("„{name}“ würde entfernt, aber „{other}“ verweist darauf.",
                 name=record_words(whole, one), other=record_words(whole, record.id)),
            place="id",
            value=record.id,
        )
        for record in whole.records()
        if record.id not in settled
        for one in sorted(gone.intersection(references(record)))
    ]  # fmt: skip
    if problems:
        raise Conflict(
            text("Das lässt sich nicht entfernen: Anderes beruht darauf."),
            value=problems[0].value,
            problems=problems,
            remedy=text("Hat es aufgehört, bitte mit Datum beenden; sonst zuerst die genannten Einträge ändern."),
        )


def _id_of(record_type: str, values: Mapping[str, Any]) -> str | None:
    """The id that follows from type and name, or from scheme and notation; None where the record makes its own."""
    if record_type == "concept":
        notation = values["notation"]
        fit = notation if slug(notation) == notation.lower() else slug(notation)
        return concept_id(values["scheme"], fit) if fit else node_id(values["scheme"], notation)
    return node_id(record_type, values["name"]) if values.get("name") else None


def _rebuilt(record: AnyRecord, values: Mapping[str, Plain]) -> AnyRecord:
    """The record with these values in its fields."""
    given = record.model_dump() | _own(record.type, values)
    if isinstance(record, Measure):
        given["none_recorded"] = _none_recorded(record, values)
    return _built(record.type, given)


def _own(record_type: str, values: Mapping[str, Plain]) -> dict[str, Any]:
    """The parts of a record that are no ties, as its class takes them."""
    own = {
        name: tuple(value) if isinstance(value, list) else value
        for name, value in values.items()
        if name in record_class(record_type).model_fields and not field_of(record_type, name).tie
    }
    period = {name: values.get(name) for name in ("start", "end")}
    return own if record_type == "report" else own | {"valid": period}


def _none_recorded(before: Measure | None, values: Mapping[str, Plain]) -> tuple[str, ...]:
    """The schemes of which the values say that there is none; in the order that they had, then in that of the form."""
    said = [field.name for field in fields_of("measure") if values.get(field.name) == NONE]
    kept = [scheme for scheme in (before.none_recorded if before else ()) if scheme in said]
    return (*kept, *(scheme for scheme in said if scheme not in kept))


def _built(record_type: str, values: dict[str, Any]) -> AnyRecord:
    """The record of these values; what it refuses is told with the name of the field."""
    try:
        start, end = (values["valid"].get(name) if "valid" in values else None for name in ("start", "end"))
        period = Period(start=_day(start), end=_day(end))
    except BadValue as error:
        raise BadValue(error.message, place="end", value=error.value, remedy=error.remedy) from error
    try:
        return RECORDS.validate_python(values | {"type": record_type, "valid": period})
    except BadValue as error:
        if error.place or error.problems:
            raise
        place = next((name for name, value in values.items() if error.value and value == error.value), "")
        raise BadValue(error.message, place=place, value=error.value, remedy=error.remedy) from error


def _day(words: str | None) -> PartialDate | None:
    return PartialDate.parse(words) if isinstance(words, str) else words


def _wanted_ties(record: AnyRecord, field: Field, value: Plain, source: Citation | None) -> Iterator[dict[str, Any]]:
    basis = "assigned" if source and source.person else "stated"
    common = {"kind": field.tie, "sources": (source,) if source else record.sources, "basis": basis}
    for part in value if isinstance(value, list) else ():
        if isinstance(part, dict):
            ends: dict[str, Any] = {"origin": part["record"], "target": record.id, "role": part["role"]}
        else:
            ends = {"origin": record.id, "target": part, "role": None}
        yield _with_id(common | ends)


def _with_id(values: dict[str, Any]) -> dict[str, Any]:
    return values | {"id": tie_id(values["kind"], values["origin"], values["target"], values["role"])}


def _refuse_fixed(record: AnyRecord, given: Mapping[str, Plain], now: Mapping[str, Plain]) -> None:
    """BadInput for another value of a field from which the id follows."""
    fixed = [name for name in given if field_of(record.type, name).fixed and given[name] != now[name]]
    if fixed:
        message = text("Diese Angabe lässt sich nicht ändern: Aus ihr folgt die Kennung.")
        remedy = text("Bitte diesen Eintrag beenden (ein Irrtum: entfernen) und einen neuen anlegen.")
        raise BadInput(
            message, place=fixed[0], remedy=remedy, problems=[Problem(message, place=name) for name in fixed]
        )
