"""Records as plain values and back: what a form shows, what was typed into it, what a program sends."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Annotated, Any, TypeAlias

from pydantic import TypeAdapter, ValidationError

from graph_service.model.checking import bad_record, check_line, check_words
from graph_service.model.errors import BadInput, BadValue, Problem
from graph_service.model.identity import check_id, prefix_of
from graph_service.model.naming import called
from graph_service.model.network import Network
from graph_service.model.nodes import Measure
from graph_service.model.period import PartialDate
from graph_service.model.text import Label, Value, text
from graph_service.model.ties import AnyRecord
from graph_service.model.vocabulary import look_up, vocabulary
from graph_service.operations.fields import Field, Input, field_of, fields_of, record_class
from loaders.cells import number, whole_number

Plain: TypeAlias = "str | int | float | bool | list[str] | list[dict[str, str]] | None"
"""A value as JSON can say it."""

NONE = "none"
"""The value of a facet of which a person recorded that there is none."""

_UNKNOWN = "unknown"
_MOST = 500
_MOST_DIGITS = 40


def values_of(network: Network, record: AnyRecord) -> dict[str, Plain]:
    """Every field of a record with its value; `network` may be an excerpt, as long as the record's ties are in it."""
    return {field.name: _value(network, record, field) for field in fields_of(record.type)}


def _value(network: Network, record: AnyRecord, field: Field) -> Plain:
    if field.input is Input.CARRIERS:
        ties = network.ties_to(record.id, field.tie)
        return sorted(({"record": tie.origin, "role": tie.role or ""} for tie in ties), key=_carrier_key)
    if field.tie:
        found = sorted({tie.target for tie in network.ties_from(record.id, field.tie)})
        is_none = not found and isinstance(record, Measure) and field.name in record.none_recorded
        return NONE if is_none else found
    if field.name in ("start", "end"):
        return _plain(getattr(record.valid, field.name))
    return _plain(getattr(record, field.name))


def _carrier_key(entry: Mapping[str, str]) -> tuple[str, str]:
    return entry["record"], entry["role"]


def _plain(value: Any) -> Plain:
    if isinstance(value, Decimal):
        return _decimal_words(value)
    if isinstance(value, PartialDate):
        return str(value)
    return list(value) if isinstance(value, tuple) else value


def _decimal_words(value: Decimal) -> str:
    """The shortest way to write a number: 12.50 and 12.5 are one value."""
    return f"{value.normalize():f}" if value else "0"


def checked_values(record_type: str, values: Mapping[str, Any]) -> dict[str, Plain]:
    """The values in the form that `values_of` gives; BadInput with a problem for each field that is not possible."""
    return _each(values, lambda name, value: checked(field_of(record_type, name), value))


def read_form(
    record_type: str, given: Mapping[str, Sequence[str]], only: Iterable[str] | None = None
) -> dict[str, Plain]:
    """The values that a sent form holds, of all fields or of `only` some; a field that it does not name has none.

    Read forgivingly: dates and numbers as people write them. BadInput has a problem for each field that cannot be
    read, with its name as the place.
    """
    names = None if only is None else set(only)
    wanted = {field.name: field for field in fields_of(record_type) if names is None or field.name in names}
    sent = {name: [part.strip() for part in given[name]] for name in wanted if name in given}
    return _each(sent, lambda name, words: checked(wanted[name], _sent(wanted[name], words)))


def _each(values: Mapping[str, Any], read: Callable[[str, Any], Plain]) -> dict[str, Plain]:
    found: dict[str, Plain] = {}
    problems: list[Problem] = []
    for name, value in values.items():
        try:
            found[name] = read(name, value)
        except BadValue as error:
            problems.append(_problem_of(error, name))
    if problems:
        raise unfit(problems)
    return found


def _problem_of(error: BadValue, name: str) -> Problem:
    """What is wrong with one field; where its record told it, then in the words that stand there."""
    told = error.problems[0].message if error.problems else error.message
    remedy = error.remedy if not error.problems else None
    message = text("{message} {remedy}", message=told, remedy=remedy) if remedy else told
    return Problem(message, place=name[:80], value=error.value, near=error.near)


def unfit(problems: Sequence[Problem]) -> BadInput:
    """The refusal of values, with what is wrong in which field."""
    return BadInput(
        text("Einige Angaben sind so nicht möglich."),
        problems=problems,
        remedy=text("Bitte die genannten Felder berichtigen; es wurde nichts geschrieben."),
    )


def _sent(field: Field, words: Sequence[str]) -> Any:
    """What a form sends for a field, as a value of its input."""
    first = words[0] if words else ""
    if field.input in (Input.LINES, Input.LINKS):
        return [line for part in words for line in part.splitlines() if line.strip()]
    if field.input is Input.YES_NO:
        return {"yes": True, "no": False}.get(first, None if first in ("", _UNKNOWN) else first)
    if field.many:
        return _sent_choices(field, [word for word in words if word])
    return None if first == _UNKNOWN and _UNKNOWN not in field.choices else first


def _sent_choices(field: Field, words: Sequence[str]) -> Any:
    chosen = [word for word in words if word not in (NONE, _UNKNOWN)]
    if NONE in words and chosen:
        raise BadValue(
            text("„keine“ und einzelne Angaben schließen einander aus."),
            value=chosen[0],
            remedy=text("Bitte eines von beiden wählen."),
        )
    if field.input is Input.CARRIERS:
        parts = (word.partition(" ") for word in chosen)
        return [{"role": role, "record": record.strip()} for role, _, record in parts]
    return NONE if NONE in words else chosen


def checked(field: Field, value: Any) -> Plain:
    """A value in the form that `values_of` gives it; BadValue where the field cannot hold it."""
    if value is None or value in ("", []):
        return _empty(field)
    return _CHECKS[field.input](field, value)


def _empty(field: Field) -> Plain:
    if field.required:
        raise BadValue(text("Diese Angabe fehlt."), place=field.name)
    if field.many:
        return []
    return field.empty


def _text(field: Field, value: Any) -> str:
    if not isinstance(value, str):
        raise _wrong_form(value)
    words = value.strip() if field.input is not Input.WORDS else value.replace("\r\n", "\n").strip()
    return check_words(words) if field.input is Input.WORDS else check_line(words)


def _word(field: Field, value: Any) -> str:
    look_up(_text(field, value), field.choices, field.label)
    return str(value).strip()


def _yes_no(_field: Field, value: Any) -> bool:
    if isinstance(value, bool):
        return value
    raise _wrong_form(value)


def _date(field: Field, value: Any) -> str:
    return str(PartialDate.written(_text(field, str(value) if _is_number(value) else value)))


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _number(field: Field, value: Any) -> int:
    found = whole_number(_digits(field, value)) if not _is_number(value) else _as_whole(value)
    if abs(found) >= 2**53:  # beyond it no program reads a number of JSON alike
        raise _wrong_form(value)
    return found


def _as_whole(value: float) -> int:
    if value != value or abs(value) >= 2**53 or int(value) != value:  # noqa: PLR0124 - not a number
        raise BadValue(text("„{value}“ ist keine ganze Zahl.", value=str(value)[:80]), value=str(value)[:80])
    return int(value)


def _decimal(field: Field, value: Any) -> str:
    try:
        found = Decimal(str(value)) if _is_number(value) else _signed(_digits(field, value))
    except InvalidOperation as error:
        raise _wrong_form(value) from error
    if not found.is_finite():
        raise _wrong_form(value)
    return _decimal_words(found)


def _signed(words: str) -> Decimal:
    return -number(words[1:]) if words.startswith("-") else number(words)


def _digits(field: Field, value: Any) -> str:
    words = _text(field, value)
    if len(words) > _MOST_DIGITS:
        raise _wrong_form(value)
    return words


def _lines(field: Field, value: Any) -> list[str]:
    parts = [check_words(_plain_text(part).strip()) for part in _list(value)]
    return list(dict.fromkeys(part for part in parts if part))


def _plain_text(value: Any) -> str:
    if not isinstance(value, str):
        raise _wrong_form(value)
    return value


def _list(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise _wrong_form(value)
    if len(value) > _MOST:
        raise BadValue(text("Das sind zu viele auf einmal; höchstens {n}.", n=_MOST), value=str(len(value)))
    return value


def _record(field: Field, value: Any) -> str:
    record_id = check_id(_text(field, value))
    allowed = {"actor" if one == "body" else one for one in field.of}
    if prefix_of(record_id) not in allowed:
        raise BadValue(
            text("„{value}“ kann hier nicht gewählt werden.", value=record_id),
            value=record_id,
            remedy=text("Erlaubt: {words}.", words=tuple(_type_label(one) for one in sorted(allowed))),
        )
    return record_id


def _type_label(word: str) -> Label:
    named = vocabulary().node_types.get(word) or vocabulary().schemes[word]
    return named.many


def _records(field: Field, value: Any) -> list[str] | str:
    if value == NONE and field.can_be_none:
        return NONE
    found = dict.fromkeys(_record(field, part) for part in _list(value))
    return sorted(found) if field.tie else list(found)


def _carriers(field: Field, value: Any) -> list[dict[str, str]]:
    found = {_carrier(field, part) for part in _list(value)}
    return [{"record": record, "role": role} for record, role in sorted(found)]


def _carrier(field: Field, value: Any) -> tuple[str, str]:
    if not isinstance(value, dict) or set(value) != {"record", "role"}:
        raise _wrong_form(value)
    roles = {role: vocabulary().roles[role] for role in vocabulary().tie_kind(field.tie).roles}
    role = _plain_text(value["role"]).strip()
    look_up(role, roles, Label(de="Rolle", en="role"))
    return _record(field, value["record"]), role


def _wrong_form(value: Any) -> BadValue:
    return BadValue(
        text("Die Angabe hat nicht die erwartete Form."), value=str(value)[:80].encode("utf-8", "replace").decode()
    )


_CHECKS: Mapping[Input, Callable[[Field, Any], Plain]] = {
    Input.LINE: _text,
    Input.WORDS: _text,
    Input.LINK: _text,
    Input.WORD: _word,
    Input.YES_NO: _yes_no,
    Input.DATE: _date,
    Input.NUMBER: _number,
    Input.DECIMAL: _decimal,
    Input.MONEY: _decimal,
    Input.LINES: _lines,
    Input.LINKS: _lines,
    Input.RECORD: _record,
    Input.RECORDS: _records,
    Input.CONCEPTS: _records,
    Input.CARRIERS: _carriers,
}


def fits_record(record_type: str, values: Mapping[str, Plain]) -> None:
    """BadInput with a problem for each value that the record itself refuses: too long, not an address, below zero."""
    own = {name: value for name, value in values.items() if name in record_class(record_type).model_fields}

    def tried(name: str, value: Any) -> Plain:
        try:
            _adapter(record_type, name).validate_python(tuple(value) if isinstance(value, list) else value)
        except ValidationError as error:
            raise bad_record(error, {"name": str(value)}) from error
        return None

    _each(own, tried)


@cache
def _adapter(record_type: str, name: str) -> TypeAdapter[Any]:
    info = record_class(record_type).model_fields[name]
    form: Any = Annotated[info.annotation, info]
    return TypeAdapter(form)


def chosen(field: Field, value: Plain) -> tuple[str, ...]:
    """The ids of the records that a value names."""
    if not field.of or value is None or value == NONE:
        return ()
    parts = value if isinstance(value, list) else [str(value)]
    return tuple(part["record"] if isinstance(part, dict) else part for part in parts)


def shown(field: Field, value: Plain, network: Network) -> Value:
    """A value as a reader sees it: words of the vocabulary, names of records, "unbekannt", "keine (erfasst)"."""
    if value == NONE and field.can_be_none:
        return text("keine (erfasst)")
    if value is None or value in ("", []):
        return text("unbekannt") if field.can_be_unknown else text("leer")
    if isinstance(value, bool):
        return text("ja") if value else text("nein")
    if isinstance(value, list):
        return tuple(_part(field, part, network) for part in value)
    return _one(field, value, network)


def _part(field: Field, part: str | dict[str, str], network: Network) -> Value:
    if isinstance(part, dict):
        role = vocabulary().roles[part["role"]]
        return text("{name} ({role})", name=_name(part["record"], network), role=role)
    return _name(part, network) if field.of else part


def _one(field: Field, value: str | int | float, network: Network) -> Value:
    if not isinstance(value, str):
        return value
    if field.input is Input.WORD:
        return field.choices.get(value, value)
    if field.input is Input.DATE:
        return PartialDate.parse(value)
    if field.input in (Input.MONEY, Input.DECIMAL):
        return text("{amount} EUR", amount=Decimal(value)) if field.input is Input.MONEY else Decimal(value)
    return _name(value, network) if field.of else value


def _name(record_id: str, network: Network) -> Value:
    node = network.nodes.get(record_id)
    return called(network, node) if node else record_id
