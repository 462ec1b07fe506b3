"""Nodes and ties take only what the vocabulary and the design allow, and say what is wrong with the rest."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from graph_service.model.errors import BadValue, UnknownWord
from graph_service.model.nodes import NODES, Actor, Concept, Need
from graph_service.model.text import Label
from graph_service.model.ties import RECORDS, Judgement
from tests.builders import SOURCE, actor, addresses, carries, concept, document, event, field, measure, tie

NEED = {"id": "need/einwohner", "name": "Einwohner", "sources": SOURCE}
JUDGEMENT = {
    "kind": "overlap",
    "subjects": ("measure/m2", "measure/m1"),
    "decision": "keep",
    "author": "Koordination",
    "decided_on": "2024-05",
}


def refusal(make: Any, *args: Any, **values: Any) -> BadValue:
    with pytest.raises(BadValue) as refused:
        make(*args, **values)
    return refused.value


def test_the_sector_of_an_actor_follows_from_its_kind() -> None:
    assert actor("ki", kind="integration_centre").sector == "coordination"


def test_an_actor_of_a_kind_that_convenes_others_is_a_body() -> None:
    assert actor("fg", kind="expert_group").is_body
    assert not actor("awo", kind="welfare_association").is_body


def test_an_unknown_kind_names_the_nearest() -> None:
    error = refusal(actor, "x", kind="asociation")
    assert isinstance(error, UnknownWord)
    assert "association" in error.near


def test_an_id_of_another_type_is_refused() -> None:
    assert "„actor/“" in str(refusal(actor, "x", id="measure/x").remedy)


def test_a_concept_has_the_prefix_of_its_scheme() -> None:
    assert "„field/“" in str(refusal(concept, "field", "D", id="concept/D").remedy)


@pytest.mark.parametrize("name", ["", " ", "\t", "x" * 301])
def test_a_name_is_neither_empty_nor_endless(name: str) -> None:
    values = {"id": "actor/x", "kind": "association", "name": name, "sources": SOURCE}
    error = refusal(Actor.model_validate, values)
    assert [problem.place for problem in error.problems] == ["name"]


@pytest.mark.parametrize("name", ["Rat\x00", "Rat\x1b[31m", "Rat\x7f", "R\x85at"])
def test_control_characters_in_a_name_are_refused(name: str) -> None:
    assert "Steuerzeichen" in str(refusal(actor, "x", name=name))


@pytest.mark.parametrize(("sign", "code"), [("\ufffe", "U+FFFE"), ("\uffff", "U+FFFF")])
def test_a_sign_that_no_file_can_hold_is_refused_with_what_to_do(sign: str, code: str) -> None:
    for error in (refusal(actor, "x", name=f"Rat{sign}"), refusal(actor, "x", note=f"eins{sign}zwei")):
        assert code in str(error)
        assert "\N{REPLACEMENT CHARACTER}" in error.value
        assert "Bitte das Zeichen löschen" in str(error.remedy)


@pytest.mark.parametrize("name", ["Rat\nder Stadt", "Rat\tder Stadt", "Rat\u2028der Stadt"])
def test_a_name_stands_on_one_line(name: str) -> None:
    assert "mehrere Zeilen" in str(refusal(actor, "x", name=name))


def test_space_around_a_name_is_dropped() -> None:
    assert actor("x", name="  Rat ", names=(" Stadtrat ",)).names == ("Stadtrat",)


def test_a_note_may_have_several_lines_but_no_control_characters() -> None:
    assert actor("x", note="eins\n\tzwei\r\n").note == "eins\n\tzwei\r\n"
    assert "Steuerzeichen" in str(refusal(actor, "x", note="eins\x0bzwei"))


def test_script_in_a_name_is_only_a_name() -> None:
    assert actor("x", name="<script>alert(1)</script>").name == "<script>alert(1)</script>"


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "data:text/html,x", "//host/x", "http://a b", "https://a\nb", ""]
)
def test_a_link_leads_to_a_web_page(link: str) -> None:
    assert "http://" in str(refusal(actor, "x", website=link).problems[0].message)


def test_several_faults_of_one_record_are_named_together() -> None:
    error = refusal(actor, "x", size=-1, colour="blau", contact="x" * 501)
    assert {problem.place: str(problem.message) for problem in error.problems} == {
        "size": "Die Zahl ist kleiner als 0.",
        "contact": "Die Angabe ist länger als 500 Zeichen.",
        "colour": "Diese Angabe ist hier nicht vorgesehen.",
    }


def test_a_record_without_its_required_parts_says_which_are_missing() -> None:
    error = refusal(Actor.model_validate, {"id": "actor/x", "sources": SOURCE})
    assert [(problem.place, str(problem.message)) for problem in error.problems] == [
        ("name", "Die Angabe fehlt."),
        ("kind", "Die Angabe fehlt."),
    ]


def test_what_is_no_record_at_all_is_refused_in_words() -> None:
    assert str(refusal(Actor.model_validate, "Rat").message) == "Der Eintrag „Rat“ ist nicht gültig."


def test_a_record_does_not_change() -> None:
    with pytest.raises(ValueError, match="frozen"):
        actor("x").name = "y"  # type: ignore[misc]


def test_an_amount_is_exact_to_the_cent() -> None:
    assert measure("m", amount_eur="123456789.10").amount_eur == Decimal("123456789.10")
    assert refusal(measure, "m", amount_eur="0.001").problems[0].place == "amount_eur"
    assert refusal(measure, "m", amount_eur="NaN").problems[0].place == "amount_eur"


@pytest.mark.parametrize("values", [{"status": "läuft"}, {"funding_level": "Bund"}, {"none_recorded": ("ort",)}])
def test_a_word_that_is_not_in_the_vocabulary_is_refused(values: dict[str, Any]) -> None:
    assert isinstance(refusal(measure, "m", **values), UnknownWord)


def test_a_broader_concept_is_another_one_of_the_same_list() -> None:
    assert concept("field", "D1", broader=("field/D",)).broader == ("field/D",)
    refusal(concept, "field", "D1", broader=("district/D",))
    refusal(concept, "field", "D1", broader=("field/D1",))


def test_the_concept_that_stands_for_all_is_the_root_of_its_list() -> None:
    assert concept("target_group", "alle").is_root
    assert not concept("target_group", "kinder").is_root
    assert not field("alle").is_root


def test_a_concept_without_an_english_name_keeps_its_german_one() -> None:
    assert field("D", "Wohnen").label == Label(de="Wohnen", en="Wohnen")
    assert field("D", "Wohnen", name_en="Housing").label.in_language("en") == "Housing"


def test_a_need_may_lack_its_number_but_not_be_negative() -> None:
    assert Need(**NEED).value is None
    assert refusal(Need, **NEED, value=-1).problems[0].place == "value"


def test_a_need_names_concepts_of_the_right_lists() -> None:
    assert Need(**NEED, field="field/D", district="district/I").cell() == ("field/D", "district/I")
    assert "target_group" in str(refusal(Need, **NEED, target_group="field/D"))


def test_a_document_needs_no_source() -> None:
    assert document("p").sources == ()


@pytest.mark.parametrize(
    "record",
    [
        actor("a", names=("b",), website="https://example.org/", size=3),
        measure("m", "Kurs", "2017/2018-05", status="running", status_on="2018", amount_eur="1.50"),
        field("D", goals=("Ziel",), order=4),
        Need(**NEED, value="12.5", unit="Personen", field="field/D"),
        document("p", date="2017-12-18"),
        event("e", valid={"start": "2017-03-10", "end": "2017-03-31"}),
        carries("a", "m", "lead", basis="assigned", original="Federführung"),
        Judgement(**JUDGEMENT),
    ],
    ids=lambda record: record.type,
)
def test_a_record_survives_json(record: Any) -> None:
    assert RECORDS.validate_json(RECORDS.dump_json(record)) == record


def test_a_node_is_read_by_its_type() -> None:
    assert isinstance(NODES.validate_python(field("D").model_dump()), Concept)


def test_the_id_of_a_tie_follows_from_kind_ends_and_role() -> None:
    assert carries("a", "m", "lead").id != carries("a", "m", "partner").id
    assert carries("a", "m", "lead", note="x").id == carries("a", "m", "lead").id


def test_a_foreign_id_for_a_tie_is_refused() -> None:
    assert "gehört nicht" in str(refusal(carries, "a", "m", id="tie/0"))


def test_a_tie_to_itself_is_refused() -> None:
    assert "zu sich selbst" in str(refusal(tie, "advises", "actor/a", "actor/a"))


def test_an_unknown_kind_of_tie_names_the_nearest() -> None:
    assert refusal(tie, "carry", "actor/a", "measure/m").near == ("carries",)


def test_a_role_of_another_kind_of_tie_is_refused_with_those_allowed() -> None:
    assert isinstance(refusal(carries, "a", "m", "member"), UnknownWord)


def test_a_role_where_there_are_none_is_refused() -> None:
    error = refusal(tie, "part_of", "actor/a", "actor/b", "member")
    assert str(error.message) == "Bei der Beziehung „ist Teil von“ gibt es keine Rollen."


def test_taking_part_in_a_measure_needs_a_role() -> None:
    assert "fehlt die Rolle" in str(refusal(tie, "carries", "actor/a", "measure/m"))


def test_the_rank_of_a_tie_is_that_of_its_role() -> None:
    assert (carries("a", "m", "lead").rank, addresses("m", "D").rank) == (1, 99)


def test_a_judgement_is_the_same_whichever_record_is_named_first() -> None:
    turned = JUDGEMENT | {"subjects": ("measure/m1", "measure/m2")}
    assert Judgement(**JUDGEMENT) == Judgement(**turned)


@pytest.mark.parametrize(
    ("part", "value"),
    [
        ("kind", "opinion"),
        ("decision", "same"),
        ("author", " "),
        ("decided_on", "gestern"),
        ("subjects", None),
        ("subjects", ("measure/m1",)),
        ("subjects", ("measure/m1", "measure/m1")),
        ("subjects", ("measure/m1", "m2")),
        ("id", "judgement/0"),
    ],
)
def test_a_judgement_that_does_not_hold_together_is_refused(part: str, value: object) -> None:
    refusal(Judgement.model_validate, JUDGEMENT | {part: value})


def test_a_measure_of_which_nothing_is_recorded_has_an_unknown_status() -> None:
    assert measure("m").status == "unknown"
