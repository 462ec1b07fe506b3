"""Questions in plain words, asked of the shipped network."""

import time

import pytest

from graph_service.model.change import ChangeSet
from graph_service.model.nodes import Actor, Measure
from graph_service.model.text import Language
from graph_service.operations.service import Service
from graph_service.questions import MAX_LENGTH, Understood, examples, nearest, suggestions, understand
from graph_service.questions.words import dated, split

D = "D (Wohnen und Unterbringung)"


def ask(service: Service, question: str) -> Understood:
    return understand(service, "leverkusen", question)


@pytest.mark.parametrize(
    ("question", "topic", "about"),
    [
        ("Wer handelt in Feld D?", "field", "field/D"),
        ("wer handelt in feld d", "field", "field/D"),
        ("Wer handelt im Handlungsfeld Wohnen und Unterbringung?", "field", "field/D"),
        ("Wer handelt im Feld Wohnen?", "field", "field/D"),
        ("Wer handelt im Bereich des Wohnens?", "field", "field/D"),
        ("Wer kümmert sich um Wohnen?", "field", "field/D"),
        ("Wer macht was im Bereich Gesundheit?", "field", "field/E"),
        ("Wer macht etwas zum Thema Gesundheit", "field", "field/E"),
        ("Wer ist für Gesundheit zuständig?", "field", "field/E"),
        ("Wer ist im Feld Sprache aktiv?", "field", "field/A"),
        ("Wer handelt in Erziehung und Bildung?", "field", "field/B"),
        ("Wer handelt in Ausbildung und Arbeit?", "field", "field/C"),
        ("Wer ist im Feld Bildung tätig?", "field", "field/B"),
        ("Welche Akteure arbeiten im Feld X2?", "field", "field/X2"),
        ("Welche Akteure gibt es in Feld D?", "field", "field/D"),
        ("Wer handelt in Feld D (Wohnen und Unterbringung)?", "field", "field/D"),
        ("Feld D (Wohnen und Unterbringung)", "field", "field/D"),
        ("Feld A, Sprache", "field", "field/A"),
        ("Welche Träger gibt es in Feld D?", "field", "field/D"),
        ("Wer engagiert sich im Feld Wohnen?", "field", "field/D"),
        ("Which organisations work on language?", "field", "field/A"),
        ("Feld A", "field", "field/A"),
        ("field/D", "field", "field/D"),
        ("Gesundheit", "field", "field/E"),
        ("Gesund", "field", "field/E"),
        ("Who acts in field D?", "field", "field/D"),
        ("Who acts in field of action D?", "field", "field/D"),
        ("Who acts in the housing field?", "field", "field/D"),
        ("Who is active in health?", "field", "field/E"),
        ("Who takes care of housing?", "field", "field/D"),
        ("Who is responsible for health?", "field", "field/E"),
        ("Was macht der Flüchtlingsrat Leverkusen?", "actor", "actor/fr"),
        ("Was macht der Flüchtlingsrat Leverkusen e.V.?", "actor", "actor/fr"),
        ("Was macht der Rat?", "actor", "actor/rat"),
        ("Was macht die AWO?", "actor", "actor/awo"),
        ("Was bietet die AWO an?", "actor", "actor/awo"),
        ("Wer ist das Kommunale Integrationszentrum?", "actor", "actor/ki"),
        ("Welche Maßnahmen hat das KI?", "actor", "actor/ki"),
        ("What does KI do?", "actor", "actor/ki"),
        ("Which measures does KI have?", "actor", "actor/ki"),
        ("Caritas", "actor", "actor/car"),
        ("Jobcenter", "actor", "actor/jc"),
        ("actor/ki", "actor", "actor/ki"),
        ("Café Welt", "measure", "measure/m32"),
        ("Was ist das Café Welt?", "measure", "measure/m32"),
        ("Was ist M04?", "measure", "measure/m04"),
        ("Was ist das Integrationskonzept 2017?", "measure", "measure/m01"),
        ("Wer trägt den Service-Point Integration?", "measure", "measure/m04"),
        ("Who carries the Service-Point Integration?", "measure", "measure/m04"),
        ("Fahrradwerkstatt", "measure", "measure/m20"),
        ("Mit wem arbeitet das KI zusammen?", "surroundings", "actor/ki"),
        ("Mit wem arbeitet die Caritas zusammen?", "surroundings", "actor/car"),
        ("Wer arbeitet mit der Caritas zusammen?", "surroundings", "actor/car"),
        ("Wer ist mit dem KI verbunden?", "surroundings", "actor/ki"),
        ("Nachbarn von Flüchtlingsrat", "surroundings", "actor/fr"),
        ("Who works with KI?", "surroundings", "actor/ki"),
        ("Who works with Caritas?", "surroundings", "actor/car"),
        ("Who does Caritas work with?", "surroundings", "actor/car"),
        ("Moschee", "search", None),
    ],
)
def test_a_question_is_understood(leverkusen: Service, question: str, topic: str, about: str | None) -> None:
    found = ask(leverkusen, question)
    assert (found.topic, found.about, found.at, found.near) == (topic, about, None, ())


@pytest.mark.parametrize(
    ("question", "at"),
    [
        ("Wer handelte 2017 in Feld D?", "2017"),
        ("Wer handelt in Feld D am 1.1.2018?", "2018-01-01"),
        ("Wer handelt in Feld D (am 01.01.2018)", "2018-01-01"),
        ("Wer handelt am 2018-01-01 in Feld D", "2018-01-01"),
        ("Wer handelt in Feld D am 1. Januar 2018?", "2018-01-01"),
        ("Wer handelt in Feld D im Jahr 2016", "2016"),
        ("Wer handelte im März 2018 im Bereich Wohnen?", "2018-03"),
        ("Wer hat 2017 in Feld D gehandelt?", "2017"),
        ("who acted in field D in 2017", "2017"),
        ("Who was active in housing in the year 2017?", "2017"),
        ("Who acted in field D on March 1, 2018?", "2018-03-01"),
        ("Feld D 2018", "2018"),
    ],
)
def test_a_date_in_a_question_about_a_field_is_understood(leverkusen: Service, question: str, at: str) -> None:
    found = ask(leverkusen, question)
    assert (found.topic, found.about, str(found.at)) == ("field", "field/D", at)


@pytest.mark.parametrize(
    "question",
    [
        "Wer handelt in Feld D nicht?",
        "Wer ist nicht in Feld D aktiv",
        "Who does not act in field D?",
        "Wer fehlt in Feld D?",
        "Welche Akteure fehlen in Feld D?",
        "Wer finanziert Feld D?",
        "Wer steuert Feld D?",
        "Wer leitet Feld D?",
        "Was kostet Feld D?",
        "Wer ist Ansprechpartner in Feld D?",
        "Wer sollte in Feld D an einen Tisch?",
        "Wer arbeitet in Feld D zusammen?",
        "Wer hat in Feld D zuletzt etwas beendet?",
        "Wie viele Akteure handeln in Feld D?",
        "How many actors act in field D?",
        "Wer handelte in Feld D?",
        "Wer handelt seit 2017 in Feld D?",
        "Wer handelte vor 2017 in Feld D?",
        "Wer handelte 2017 und 2018 in Feld D?",
        "Wer handelt in Feld D am 31.2.2018?",
        "Wer handelt in Feld D am 1.1.18?",
        "Wer handelt in Feld ≠ D?",
    ],
)
def test_a_word_that_is_left_over_is_not_passed_over(leverkusen: Service, question: str) -> None:
    found = ask(leverkusen, question)
    assert (found.topic, found.ids, found.near) == ("unknown", (), (D,))
    assert f"Wer handelt in Feld {D}?" in found.offers


@pytest.mark.parametrize(
    ("question", "near"),
    [
        ("Wer handelt in Feld D außer der Caritas?", (D, "Caritasverband")),
        ("Wer handelt in Feld D für Frauen?", (D, "Frauen")),
        ("Feld D für Frauen", (D, "Frauen")),
        ("Welche Vereine handeln in Feld D?", (D, "Vereine")),
        ("Wer handelt in Feld D ohne die Caritas?", (D, "Caritasverband")),
        ("Was macht die Caritas in Feld D?", (D, "Caritasverband")),
        ("Which topics does the Caritas cover in area D?", (D, "Caritasverband")),
        ("Was macht die Caritas 2017?", ("Caritasverband",)),
        ("Feld D und E", (D, "E (Gesundheit)")),
        ("Wer handelt in Feld D/E?", (D, "E (Gesundheit)")),
        ("D oder E", (D, "E (Gesundheit)")),
        ("D and B", ("B (Erz", D)),
        ("Feld A, Gesundheit", ("A (Spr", "E (Gesundheit)")),
        ("Wer handelt in Bildung und Arbeit?", ("B (Erz", "C (Qual")),
        ("Wer handelt im Feld Migration?", ("H (Altern",)),
        ("Wer handelt in der Verwaltung?", ("X2 (",)),
        ("Wer macht was in der Stadt?", ()),
        ("Was macht der Ausschuss?", ("Ausschuss für", "Finanz-", "Kinder- und Jugendhilfe", "Schulausschuss")),
        ("Feld Gesundhiet", ("E (Gesundheit)",)),
        ("Wer unterstützt die Karitas?", ("Caritasverband",)),
        ("Senioren in Opladen", ("ältere Menschen", "Opladen")),
        ("Wer stimmt sich nicht mit dem KI ab?", ("Kommunales Integrationszentrum (KI)",)),
        ("Wie wird das Wetter morgen?", ()),
    ],
)
def test_what_is_named_or_may_be_meant_is_offered(leverkusen: Service, question: str, near: tuple[str, ...]) -> None:
    found = ask(leverkusen, question)
    assert (found.topic, found.about, len(found.near)) == ("unknown", None, len(near)), found.near
    assert all(name.startswith(start) for name, start in zip(found.near, near, strict=True))


@pytest.mark.parametrize("question", ["Feld Z", "Wer handelt in Feld Ω?", "Who acts in the field of weather?"])
def test_for_a_field_that_there_is_not_all_fields_are_offered(leverkusen: Service, question: str) -> None:
    found = ask(leverkusen, question)
    assert found.topic == "unknown"
    assert len(found.near) == len(leverkusen.network("leverkusen").concepts("field"))


def test_fields_are_offered_in_the_language_of_the_reader(leverkusen: Service) -> None:
    assert understand(leverkusen, "leverkusen", "Feld Gesundhiet", "en").near == ("E (Health)",)


def test_each_name_that_is_offered_is_understood(leverkusen: Service) -> None:
    for question in ("Feld Z", "Was macht der Ausschuss?", "Was macht die Caritas in Feld D?", "Karitas"):
        for language in ("de", "en"):
            for name in understand(leverkusen, "leverkusen", question, language).near:
                assert ask(leverkusen, name).topic in ("field", "actor"), name


@pytest.mark.parametrize("question", ["", "   ", "?", "Was ist?", "Feld", "Wer handelt in 2017?", "x" * 5000])
def test_what_is_not_understood_is_said(leverkusen: Service, question: str) -> None:
    assert ask(leverkusen, question).topic == "unknown"


def test_a_question_that_is_too_long_is_not_cut_to_one_that_fits(leverkusen: Service) -> None:
    found = ask(leverkusen, "Wer handelt in Feld D" + "?" * 290 + " nicht")
    assert (found.topic, len(found.words)) == ("unknown", MAX_LENGTH)


@pytest.mark.parametrize(
    ("typed", "meant"), [("Flüchtligsrat", "Flüchtlingsrat"), ("Karitas", "Caritas"), ("Cafe Wellt", "Café Welt")]
)
def test_misspelt_names_are_offered_back(leverkusen: Service, typed: str, meant: str) -> None:
    found = ask(leverkusen, typed)
    assert found.topic == "unknown"
    assert meant in found.near[0]
    assert nearest(leverkusen.network("leverkusen"), typed)[0] == found.near[0]


def test_nothing_is_offered_that_is_not_like_what_was_typed(leverkusen: Service) -> None:
    assert nearest(leverkusen.network("leverkusen"), "Senioren in Opladen") == ()


def test_of_two_records_with_one_name_neither_is_chosen(leverkusen: Service) -> None:
    network = leverkusen.network("leverkusen")
    like = {"sources": network.actors[0].sources, "name": "Haus der Vielfalt"}
    twins = (Actor(id="actor/hdv", kind=network.actors[0].kind, **like), Measure(id="measure/hdv", **like))
    both = network.apply(ChangeSet(put=twins))
    assert nearest(both, "Haus der Vielfahlt") == ("actor/hdv", "measure/hdv")
    assert "Was macht actor/hdv?" in suggestions(both, "was macht", "de", limit=1000)


@pytest.mark.parametrize(
    "hostile", ["<script>alert(1)</script>", "'; DROP TABLE nodes; --", '" OR 1=1', "((((((((((" * 30, "%_%", "\0D"]
)
def test_hostile_words_are_only_words(leverkusen: Service, hostile: str) -> None:
    assert ask(leverkusen, hostile).topic == "unknown"


@pytest.mark.parametrize("word", ["a ", "wer ", "wer handelt in ", "1.1.2018 ", "was ist der ", "Caritas ", "Stadt "])
def test_repeated_words_are_read_in_little_time(leverkusen: Service, word: str) -> None:
    started = time.perf_counter()
    assert ask(leverkusen, (word * 300)[:MAX_LENGTH]).about is None
    assert time.perf_counter() - started < 1


@pytest.mark.parametrize(
    ("words", "rest", "when"),
    [
        ("feld d im jahre 2016", "feld d", "2016"),
        ("am 1. märz 2018 in d", "in d", "2018-03-01"),
        ("in march 2018", "", "2018-03"),
        ("seit 2017", "seit", "2017"),
        ("30.06.2017", "", "2017-06-30"),
    ],
)
def test_a_date_is_found_among_words(words: str, rest: str, when: str) -> None:
    [(others, date)] = dated(split(words))
    assert (" ".join(others), str(date)) == (rest, when)


@pytest.mark.parametrize("words", ["", "d", "31.2.2018", "0000", "9999", "märz", "13 2018-13", "1.1.18", "1/2/18"])
def test_what_is_no_date_is_left_alone(words: str) -> None:
    assert list(dated(split(words))) == []


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("Was hat sich seit 31.06.2024 geändert?", "Den „31.06.2024“ gibt es nicht: dieser Monat hat 30 Tage."),
        ("What changed since 2024-13?", "Den Monat 13 gibt es nicht („2024-13“)."),
        ("what changed since 31 February 2018", "Den „31 February 2018“ gibt es nicht: dieser Monat hat 28 Tage."),
        (
            "What changed since February 31st, 2018?",
            "Den „February 31st, 2018“ gibt es nicht: dieser Monat hat 28 Tage.",
        ),
        ("Wer handelt in Feld D am 32. März 2018?", "Den „32. März 2018“ gibt es nicht: dieser Monat hat 31 Tage."),
    ],
)
def test_a_date_that_does_not_exist_is_told_as_the_fault(leverkusen: Service, question: str, told: str) -> None:
    found = understand(leverkusen, "leverkusen", question)
    assert (found.topic, str(found.fault)) == ("unknown", told)


@pytest.mark.parametrize(
    "question", ["how is the weather", "Wie wird das Wetter?", "Why is the sky blue?", "asdf qwer"]
)
@pytest.mark.parametrize("language", ["de", "en"])
def test_for_nonsense_nothing_is_said_to_be_meant(leverkusen: Service, question: str, language: Language) -> None:
    found = understand(leverkusen, "leverkusen", question, language)
    assert (found.topic, found.near, found.offers, found.fault) == ("unknown", (), (), None)


def test_a_target_group_stands_within_an_english_question_as_any_word_does(leverkusen: Service) -> None:
    assert "What is there for refugees in Wiesdorf?" in examples(leverkusen.network("leverkusen"), "en")
