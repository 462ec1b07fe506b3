"""Questions in plain words, asked of the shipped network."""

import pytest

from graph_service.operations.service import Service
from graph_service.questions import examples, suggestions, understand


@pytest.mark.parametrize(
    ("question", "topic", "about"),
    [
        ("Wer handelt in Feld D?", "field", "field/D"),
        ("wer handelt in feld d", "field", "field/D"),
        ("Wer handelt im Handlungsfeld Wohnen und Unterbringung?", "field", "field/D"),
        ("Wer handelt im Feld Wohnen?", "field", "field/D"),
        ("Wer macht was im Bereich Gesundheit?", "field", "field/E"),
        ("Welche Akteure arbeiten im Feld X2?", "field", "field/X2"),
        ("Wer handelt in Feld D (Wohnen und Unterbringung)?", "field", "field/D"),
        ("Who acts in field D?", "field", "field/D"),
        ("Who is active in health?", "field", "field/E"),
        ("Feld A", "field", "field/A"),
        ("Gesundheit", "field", "field/E"),
        ("Was macht der Flüchtlingsrat Leverkusen?", "actor", "actor/fr"),
        ("Was macht die AWO?", "actor", "actor/awo"),
        ("Wer ist das Kommunale Integrationszentrum?", "actor", "actor/ki"),
        ("What does KI do?", "actor", "actor/ki"),
        ("Café Welt", "measure", "measure/m32"),
        ("Was ist das Café Welt?", "measure", "measure/m32"),
        ("Mit wem arbeitet das KI zusammen?", "surroundings", "actor/ki"),
        ("Who works with KI?", "surroundings", "actor/ki"),
        ("Moschee", "search", None),
    ],
)
def test_a_question_is_understood(leverkusen: Service, question: str, topic: str, about: str | None) -> None:
    found = understand(leverkusen, "leverkusen", question)
    assert (found.topic, found.about) == (topic, about)


@pytest.mark.parametrize(
    "question", ["", "   ", "?", "Wie wird das Wetter morgen?", "Wer handelt in Feld Ω?", "x" * 5000]
)
def test_what_is_not_understood_is_said(leverkusen: Service, question: str) -> None:
    assert understand(leverkusen, "leverkusen", question).topic == "unknown"


@pytest.mark.parametrize(
    ("typed", "meant"), [("Flüchtligsrat", "Flüchtlingsrat"), ("Karitas", "Caritas"), ("Cafe Wellt", "Café Welt")]
)
def test_misspelt_names_are_offered_back(leverkusen: Service, typed: str, meant: str) -> None:
    found = understand(leverkusen, "leverkusen", typed)
    assert found.topic == "unknown"
    assert any(meant in name for name in found.near)


def test_examples_are_themselves_understood(leverkusen: Service) -> None:
    network = leverkusen.network("leverkusen")
    for language in ("de", "en"):
        for example in examples(network, language):
            assert understand(leverkusen, "leverkusen", example).topic in ("field", "actor", "surroundings"), example


def test_suggestions_begin_with_what_was_typed(leverkusen: Service) -> None:
    network = leverkusen.network("leverkusen")
    assert suggestions(network, "wer handelt in feld d", "de") == ("Wer handelt in Feld D (Wohnen und Unterbringung)?",)
    assert "Was macht Flüchtlingsrat Leverkusen e.V.?" in suggestions(network, "fluchtlings", "de")
    assert suggestions(network, "", "de") == examples(network, "de")


def test_every_suggestion_is_understood(leverkusen: Service) -> None:
    network = leverkusen.network("leverkusen")
    for language in ("de", "en"):
        for start in ("wer", "was", "who", "what", "caf"):
            for suggestion in suggestions(network, start, language, limit=40):
                assert understand(leverkusen, "leverkusen", suggestion).topic != "unknown", suggestion


@pytest.mark.parametrize(
    "hostile", ["<script>alert(1)</script>", "'; DROP TABLE nodes; --", '" OR 1=1', "((((((((((" * 30, "%_%"]
)
def test_hostile_words_are_only_words(leverkusen: Service, hostile: str) -> None:
    assert understand(leverkusen, "leverkusen", hostile).topic == "unknown"
