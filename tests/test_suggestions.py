"""Questions offered as examples and while typing: useful ones first, each understood, and quickly."""

import time

import pytest

from graph_service.model.change import ChangeSet
from graph_service.model.network import Network
from graph_service.model.text import Language
from graph_service.operations.service import Service
from graph_service.questions import examples, suggestions, understand
from tests.builders import actor, network

D = "D (Wohnen und Unterbringung)"


@pytest.fixture(scope="module")
def town(leverkusen: Service) -> Network:
    return leverkusen.network("leverkusen")


@pytest.mark.parametrize("language", ["de", "en"])
def test_there_is_an_example_of_each_form_and_it_is_understood(
    leverkusen: Service, town: Network, language: Language
) -> None:
    found = [understand(leverkusen, "leverkusen", example, language).topic for example in examples(town, language)]
    assert set(found) >= {
        "field",
        "offers",
        "gaps",
        "overlaps",
        "surroundings",
        "path",
        "members",
        "changes",
        "what_if",
    }
    assert {"record_next", "actor"} <= set(found)
    assert not {"unknown", "search"} & set(found)


def test_examples_are_about_what_most_is_recorded_of_and_gaps_where_least_is(town: Network) -> None:
    found = examples(town, "de")
    assert found[:2] == ("Wer handelt in Feld A (Sprache/Sprachförderung)?", "Was gibt es für Geflüchtete in Wiesdorf?")
    assert found[2] == "Wo sind Lücken in Feld E (Gesundheit)?"
    assert "Wer sitzt in: Integrationsrat der Stadt Leverkusen?" in found


def test_whom_to_invite_is_among_the_examples_that_the_overview_shows(town: Network) -> None:
    assert "Wen sollen wir einladen?" in examples(town, "de")[:6]
    assert "Whom should we invite?" in examples(town, "en")[:6]


def test_letters_in_the_middle_of_a_word_are_no_beginning_of_it(town: Network) -> None:
    found = suggestions(town, "Karit", "de")
    assert "Was macht Caritasverband Leverkusen e.V.?" in found
    assert not any("Freikarten" in question for question in found)


def test_no_question_that_is_offered_asks_for_a_form_that_a_name_does_not_have(town: Network) -> None:
    found = " ".join((*examples(town, "de"), *suggestions(town, "was gibt es für", "de", limit=60)))
    assert "mit Kommunales" not in found
    assert "für Ältere" not in found
    assert "für ältere Menschen" in found


def test_examples_ask_only_for_what_is_recorded() -> None:
    assert examples(network(), "de") == ()
    assert all("Feld" not in example and "sitzt" not in example for example in examples(network(actor("awo")), "de"))


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("wer handelt in feld d", f"Wer handelt in Feld {D}?"),
        ("wohn", f"Wer handelt in Feld {D}?"),
        ("Welche Akteure arbeiten im Feld Woh", f"Wer handelt in Feld {D}?"),
        ("Wer sitzt in", "Wer sitzt in: Integrationsrat der Stadt Leverkusen?"),
        ("wer sitzt in steu", "Wer sitzt in: Steuerungsgruppe Integration?"),
        ("Wer sitzt im Steurungs", "Wer sitzt in: Steuerungsgruppe Integration?"),
        ("was gibt es für frauen in wies", "Was gibt es für Frauen in Wiesdorf?"),
        ("was gibt es fuer gefl", "Was gibt es für Geflüchtete in Wiesdorf?"),
        (
            "wie ist KI mit cari",
            "Wie sind Kommunales Integrationszentrum (KI) und Caritasverband Leverkusen e.V. verbunden?",
        ),
        ("mit wem stimmt sich der fluechtlingsr", "Wer stimmt sich ab mit: Flüchtlingsrat Leverkusen e.V.?"),
        ("was passiert wenn cari", "Was wäre, wenn Caritasverband Leverkusen e.V. aufhört?"),
        ("was hat sich seit 2018", "Was hat sich seit 2018 geändert?"),
        ("Lücken", "Wo sind Lücken?"),
        ("Wer sitzt in der Steu", "Wer sitzt in: Steuerungsgruppe Integration?"),
        ("Mit wem arbeitet die Ca", "Wer stimmt sich ab mit: Caritasverband Leverkusen e.V.?"),
        ("Was passiert, wenn die Caritas auf", "Was wäre, wenn Caritasverband Leverkusen e.V. aufhört?"),
        ("was gibt es für Senio", "Was gibt es für ältere Menschen?"),
        ("wo fehlt abst", "Wer sollte sich abstimmen?"),
        ("karitas", "Was macht Caritasverband Leverkusen e.V.?"),
    ],
)
def test_what_is_typed_is_completed(town: Network, typed: str, first: str) -> None:
    assert suggestions(town, typed, "de")[0] == first


@pytest.mark.parametrize(
    ("with_article", "without", "language"),
    [
        ("Was wäre, wenn die Ca", "Was wäre, wenn Ca", "de"),
        ("Wer sitzt in der Steu", "Wer sitzt in Steu", "de"),
        ("Mit wem arbeitet die Ca", "Mit wem arbeitet Ca", "de"),
        ("What if the Ca", "What if Ca", "en"),
    ],
)
def test_an_article_before_a_name_changes_nothing(
    town: Network, with_article: str, without: str, language: Language
) -> None:
    found = suggestions(town, with_article, language)
    assert found
    assert found == suggestions(town, without, language)


def test_after_the_beginning_of_a_form_only_names_that_fit_are_offered(town: Network) -> None:
    assert all(question.startswith("Wer sitzt in: ") for question in suggestions(town, "Wer sitzt in", "de"))
    assert all(question.startswith("Who acts in field ") for question in suggestions(town, "who acts in field", "en"))
    assert suggestions(town, "wer handelt in feld d", "de") == (f"Wer handelt in Feld {D}?",)


def test_a_first_word_shows_what_can_be_asked(town: Network) -> None:
    found = suggestions(town, "w", "de")
    assert len({question.split()[1] for question in found}) >= 6


def test_nothing_typed_shows_the_examples(town: Network) -> None:
    assert suggestions(town, "  ", "de") == examples(town, "de")[:8]


def test_what_is_like_nothing_is_not_completed(town: Network) -> None:
    assert suggestions(town, "zzzzzz", "de") == ()


@pytest.mark.parametrize("typed", ["w", "e", "was", "who", "wie ist k", "ki", "caf", "lücken", "what if"])
def test_every_suggestion_is_understood(leverkusen: Service, town: Network, typed: str) -> None:
    found = (*suggestions(town, typed, "de", limit=60), *suggestions(town, typed, "en", limit=60))
    for suggestion in found:
        assert understand(leverkusen, "leverkusen", suggestion).topic not in ("unknown", "search"), suggestion


def test_a_letter_is_answered_in_less_than_ten_milliseconds(town: Network) -> None:
    slowest = 0.0
    for typed in ("w", "wer sitzt in steurungs", "wie ist k", "karitas", "Lücken", "was gibt es für frauen in"):
        suggestions(town, typed, "de")
        slowest = max(slowest, min(_seconds(town, typed) for _ in range(5)))
    assert slowest < 0.010


def _seconds(town: Network, typed: str) -> float:
    started = time.perf_counter()
    suggestions(town, typed, "de")
    return time.perf_counter() - started


def test_hostile_words_are_completed_with_nothing_of_their_own(town: Network) -> None:
    marked = town.apply(ChangeSet(put=[actor("x", "<b>Haus</b>", sources=town.actors[0].sources)]))
    assert "Was macht <b>Haus</b>?" in suggestions(marked, "was macht haus", "de") + suggestions(marked, "haus", "de")
    assert suggestions(town, "<script>alert(1)</script>", "de") == ()
