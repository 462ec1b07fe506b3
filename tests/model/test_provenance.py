"""Nothing is known without a source."""

from __future__ import annotations

from typing import Any

import pytest

from graph_service.model.errors import BadValue
from graph_service.model.period import PartialDate
from graph_service.model.provenance import Citation
from tests.builders import actor, carries


def refusal(**values: Any) -> str:
    with pytest.raises(BadValue) as refused:
        actor("x", **values)
    return str(refused.value)


def test_a_fact_without_a_source_is_refused() -> None:
    assert refusal(sources=()) == "Zu „actor/x“ fehlt die Quelle.\nJede Angabe braucht mindestens eine Quelle."


def test_a_tie_without_a_source_is_refused() -> None:
    with pytest.raises(BadValue, match="fehlt die Quelle"):
        carries("a", "m", sources=())


def test_a_source_is_a_document_with_the_place_in_it() -> None:
    source = Citation(document="document/paper", locator="S. 3", quote="Das KI steuert.", retrieved="2024-05-01")
    assert source.retrieved == PartialDate(2024, 5, 1)


def test_a_source_is_not_another_kind_of_record() -> None:
    assert "ist kein Dokument" in refusal(sources=({"document": "actor/ki"},))


def test_own_knowledge_is_a_source_with_its_date() -> None:
    assert Citation(person="Koordination", retrieved="2024").person == "Koordination"
    with pytest.raises(BadValue, match="fehlt das Datum"):
        Citation(person="Koordination")


@pytest.mark.parametrize("values", [{}, {"document": "document/paper", "person": "Koordination", "retrieved": "2024"}])
def test_a_source_is_either_a_document_or_a_person(values: dict[str, Any]) -> None:
    with pytest.raises(BadValue, match="entweder ein Dokument oder die Funktion"):
        Citation(**values)


def test_a_quote_has_at_most_300_characters() -> None:
    assert refusal(sources=({"document": "document/paper", "quote": "x" * 301},)).endswith(
        "sources.0.quote: Die Angabe ist länger als 300 Zeichen."
    )


@pytest.mark.parametrize("values", [{"basis": "guessed"}, {"confirmation": "sure"}])
def test_basis_and_confirmation_are_words_of_the_vocabulary(values: dict[str, str]) -> None:
    assert "ist nicht bekannt" in refusal(**values)


def test_a_fact_is_stated_and_documented_and_of_unknown_time_unless_it_says_otherwise() -> None:
    fact = actor("x")
    assert (fact.basis, fact.confirmation, fact.valid.is_unknown) == ("stated", "documented", True)


def test_the_words_of_the_source_are_kept_beside_ours() -> None:
    assert carries("a", "m", "lead", original="federfuehrung").original == "federfuehrung"
