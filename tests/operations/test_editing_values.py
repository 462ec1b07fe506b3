"""Records as values of a form and back, without loss."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_service.language import render
from graph_service.model.errors import BadInput, UnknownWord
from graph_service.model.period import Period
from graph_service.model.ties import Judgement
from graph_service.operations.editing_values import checked_values, fits_record, read_form, shown, values_of
from graph_service.operations.field_labels import IN_A_SENTENCE, PART_LABELS
from graph_service.operations.fields import RECORD_TYPES, Input, field_of, fields_of, record_class
from graph_service.operations.service import Service
from tests.builders import measure, network, small_town

TOWN = network(*small_town()[1:])


@pytest.mark.parametrize("record_type", RECORD_TYPES)
def test_every_part_of_a_record_is_a_field_of_its_form(record_type: str) -> None:
    named = {one.name for one in fields_of(record_type)}
    elsewhere = {"id", "type", "sources", "valid", "none_recorded"}
    settled = {"name", "names", "links"} if record_type in ("report", "observation") else set()
    assert set(record_class(record_type).model_fields) - named <= elsewhere | settled


def test_every_part_of_every_record_has_a_word_for_people() -> None:
    parts = {part for kind in RECORD_TYPES for part in record_class(kind).model_fields} - {"id", "type"}
    assert parts <= PART_LABELS.keys()
    assert set(Judgement.model_fields) - {"id", "type", "subjects"} <= PART_LABELS.keys()


@pytest.mark.parametrize("record_type", RECORD_TYPES)
def test_every_field_that_can_be_set_can_be_told(record_type: str) -> None:
    unsaid = {one.name for one in fields_of(record_type) if not one.tie and not one.fixed} - IN_A_SENTENCE.keys()
    assert unsaid == set()


def test_an_unknown_type_or_field_is_refused_with_the_nearest() -> None:
    with pytest.raises(UnknownWord, match="measure"):
        fields_of("mesure")
    with pytest.raises(UnknownWord, match="status"):
        field_of("measure", "staus")


def test_the_values_of_every_shipped_record_are_taken_back_as_they_are(leverkusen: Service) -> None:
    whole = leverkusen.network("leverkusen")
    for record in (*whole.nodes.values(), *whole.ties.values()):
        values = values_of(whole, record)
        assert checked_values(record.type, values) == values
        fits_record(record.type, values)


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ({"start": ["1.3.2024"]}, {"start": "2024-03-01"}),
        ({"end": [""]}, {"end": None}),
        ({"amount_eur": ["12.500,50"]}, {"amount_eur": "12500.5"}),
        ({"capacity": [" 20 "]}, {"capacity": 20}),
        ({"mandatory": ["unknown"]}, {"mandatory": None}),
        ({"mandatory": ["no"]}, {"mandatory": False}),
        ({"status": [""]}, {"status": "unknown"}),
        ({"funding_level": ["unknown"]}, {"funding_level": None}),
        ({"names": ["Erster\r\n\r\nZweiter"]}, {"names": ["Erster", "Zweiter"]}),
        ({"field": ["field/D", "field/A"]}, {"field": ["field/A", "field/D"]}),
        ({"field": ["none"]}, {"field": "none"}),
        ({"field": ["unknown"]}, {"field": []}),
        ({"carriers": ["lead actor/ki"]}, {"carriers": [{"record": "actor/ki", "role": "lead"}]}),
        ({"fremd": ["x"]}, {}),
    ],
)
def test_a_form_is_read_as_people_write(typed: dict[str, list[str]], value: dict[str, Any]) -> None:
    assert read_form("measure", typed) == value


def test_a_form_is_read_for_some_fields_only() -> None:
    assert read_form("measure", {"name": ["A"], "note": ["B"]}, only=["note"]) == {"note": "B"}


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"start": ["gestern"]}, "kein Datum"),
        ({"amount_eur": ["viel"]}, "keine Zahl"),
        ({"capacity": ["1,5"]}, "keine ganze Zahl"),
        ({"mandatory": ["vielleicht"]}, "nicht die erwartete Form"),
        ({"field": ["none", "field/A"]}, "schließen einander aus"),
        ({"field": ["actor/ki"]}, "kann hier nicht gewählt werden"),
        ({"carriers": ["chef actor/ki"]}, "Rolle: „chef“ ist nicht bekannt"),
        ({"name": ["\u202eunsichtbar"]}, "Steuerzeichen"),
        ({"status": ["fertig"]}, "Stand: „fertig“ ist nicht bekannt"),
    ],
)
def test_what_cannot_be_read_is_told_at_its_field(typed: dict[str, list[str]], said: str) -> None:
    with pytest.raises(BadInput, match=said) as refused:
        read_form("measure", {**typed, "note": ["bleibt"]})
    assert [problem.place for problem in refused.value.problems] == list(typed)


_ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@given(record_type=st.sampled_from(RECORD_TYPES), data=st.data())
def test_any_value_of_any_field_is_taken_or_refused_in_words(record_type: str, data: st.DataObject) -> None:
    name = data.draw(st.sampled_from([one.name for one in fields_of(record_type)]))
    try:
        values = checked_values(record_type, {name: data.draw(_ANYTHING)})
    except BadInput as error:
        told = [problem.place for problem in error.problems]
    else:
        told = [name] if checked_values(record_type, values) == values else []
    assert told == [name]


@given(
    start=st.none() | st.dates(min_value=date(1900, 1, 1)),
    amount=st.none() | st.decimals(min_value=0, max_value=10**9, places=2),
    names=st.lists(st.text(alphabet="abc äöü", min_size=1, max_size=9).filter(str.strip), max_size=3, unique=True),
    mandatory=st.none() | st.booleans(),
)
def test_what_a_form_shows_and_sends_unaltered_is_no_change(
    start: date | None, amount: Decimal | None, names: list[str], mandatory: bool | None
) -> None:
    one = measure(
        "x",
        amount_eur=amount,
        mandatory=mandatory,
        names=tuple(dict.fromkeys(name.strip() for name in names)),
        valid=Period.parse(f"{start or ''}/"),
    )
    values = values_of(TOWN, one)
    sent = {
        name: ["yes" if value else "no"]
        if isinstance(value, bool)
        else ["\n".join(value)]
        if name in ("names", "links")
        else [str(part) for part in value]
        if isinstance(value, list)
        else ["" if value is None else str(value).replace(".", ",") if name == "amount_eur" else str(value)]
        for name, value in values.items()
    }
    assert read_form("measure", sent) == values


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("status", "running", "laufend"),
        ("end", None, "unbekannt"),
        ("field", "none", "keine (erfasst)"),
        ("field", ["field/A", "field/D"], "Sprache und Wohnen und Unterbringung"),
        ("carriers", [{"record": "actor/ki", "role": "lead"}], "Kommunales Integrationszentrum (KI) (Federführung)"),
        ("mandatory", False, "nein"),
        ("amount_eur", "12500.5", "12.500,5 EUR"),
        ("start", "2024-03", "März 2024"),
        ("note", "Ein Text", "Ein Text"),
    ],
)
def test_a_value_is_shown_in_words(name: str, value: Any, said: str) -> None:
    assert render(shown(field_of("measure", name), value, TOWN)) == said


def test_facets_offer_none_where_a_record_can_say_it() -> None:
    assert {one.name for one in fields_of("measure") if one.can_be_none} == {
        one.name for one in fields_of("measure") if one.input is Input.CONCEPTS
    }
    assert not field_of("actor", "district").can_be_none


def test_only_restricted_fields_are_marked_so() -> None:
    assert {one.name for kind in RECORD_TYPES for one in fields_of(kind) if one.restricted} == {
        "contact",
        "internal_note",
    }
