"""The ten forms of questions in both languages: which page answers, and what must not be taken for something else."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph_service.language import render
from graph_service.operations.service import Service, today
from graph_service.operations.wording import unknown_sentence
from graph_service.questions import page_of, understand

WHAT_IF = "/abstimmung/was-waere-wenn?without="
WAY = "/abstimmung/weg?from=actor/ki&to=actor/car"


@pytest.mark.parametrize(
    ("question", "page"),
    [
        ("Gibt es Angebote für Senioren in Opladen?", "/massnahmen?target_group=aeltere-menschen&district=opladen"),
        ("Gibt es Angebote für Frauen in Opladen?", "/massnahmen?target_group=frauen&district=opladen"),
        ("Angebote für Flüchtlinge", "/massnahmen?target_group=gefluechtete"),
        (
            "Is there anything for young people in Rheindorf?",
            "/massnahmen?target_group=junge-menschen&district=rheindorf",
        ),
        ("Gibt es Lücken in Feld D?", "/abdeckung?field=D"),
        ("Are there gaps in field E?", "/abdeckung?field=E"),
        ("Gibt es Überschneidungen in Feld A?", "/ueberschneidungen?field=A"),
        ("Doppelangebote in Feld A", "/ueberschneidungen?field=A"),
        ("Are there overlaps in field A?", "/ueberschneidungen?field=A"),
        ("Who works together with Caritas?", "/akteure/car#partner"),
        ("Welche Verbindung gibt es zwischen KI und Caritas?", WAY),
        (
            "Welche Verbindung gibt es zwischen Caritas und Jobcenter?",
            "/abstimmung/weg?from=actor/car&to=actor/jc",
        ),
        ("What connects Caritas and Jobcenter?", "/abstimmung/weg?from=actor/car&to=actor/jc"),
        ("Who sits on the steering group?", "/steuerung/stg"),
        ("Was hat sich seit letztem Jahr geändert?", f"/aenderungen?from={today().year - 1}"),
        ("What changed since last year?", f"/aenderungen?from={today().year - 1}"),
        ("Was, wenn die Caritas aufhört?", f"{WHAT_IF}actor/car"),
        ("Was wäre, wenn das KI aufhören würde?", f"{WHAT_IF}actor/ki"),
        ("What if we lose Caritas?", f"{WHAT_IF}actor/car"),
        ("Welche Daten fehlen?", "/abdeckung/erfassen"),
        ("Was als Nächstes eintragen?", "/abdeckung/erfassen"),
        ("What data is missing?", "/abdeckung/erfassen"),
        ("Was gibt es für Geflüchtete in Wiesdorf?", "/massnahmen?target_group=gefluechtete&district=wiesdorf"),
        ("Was gibt es in Wiesdorf für Geflüchtete?", "/massnahmen?target_group=gefluechtete&district=wiesdorf"),
        ("Was gibt es fuer Gefluechtete in Wiesdorf?", "/massnahmen?target_group=gefluechtete&district=wiesdorf"),
        ("Welche Angebote gibt es für Frauen in Opladen?", "/massnahmen?target_group=frauen&district=opladen"),
        ("Angebote für Kinder im Stadtteil Rheindorf", "/massnahmen?target_group=kinder&district=rheindorf"),
        ("Was gibt es für Familien in Unterkünften?", "/massnahmen?target_group=familien-in-unterkuenften"),
        ("Was gibt es für Frauen?", "/massnahmen?target_group=frauen"),
        ("Was gibt es in Opladen?", "/massnahmen?district=opladen"),
        ("Welche Maßnahmen gibt es im Stadtbezirk II?", "/massnahmen?district=stadtbezirk-ii"),
        ("Was gibt es in Feld D für Frauen?", "/massnahmen?field=D&target_group=frauen"),
        ("What is there for refugees in Wiesdorf?", "/massnahmen?target_group=gefluechtete&district=wiesdorf"),
        ("Which offers are there for children in Opladen?", "/massnahmen?target_group=kinder&district=opladen"),
        ("What is there in Opladen?", "/massnahmen?district=opladen"),
        ("Wo sind Lücken in Feld D?", "/abdeckung?field=D"),
        ("Welche Lücken gibt es im Bereich Gesundheit?", "/abdeckung?field=E"),
        ("Was fehlt in Feld D?", "/abdeckung?field=D"),
        ("Lücken in Feld D für Frauen", "/abdeckung?field=D&target_group=frauen"),
        ("Wo sind Lücken in Opladen?", "/abdeckung?district=opladen"),
        ("Wo sind Lücken?", "/abdeckung"),
        ("Where are gaps in field D?", "/abdeckung?field=D"),
        ("gaps in health", "/abdeckung?field=E"),
        ("Where is nothing recorded?", "/abdeckung"),
        ("Welche Angebote überschneiden sich in Feld D?", "/ueberschneidungen?field=D"),
        ("Überschneidungen in Feld D", "/ueberschneidungen?field=D"),
        ("Wo überschneiden sich Angebote im Bereich Gesundheit?", "/ueberschneidungen?field=E"),
        ("Welche Angebote überschneiden sich?", "/ueberschneidungen"),
        ("Which offers overlap in field D?", "/ueberschneidungen?field=D"),
        ("overlaps in housing", "/ueberschneidungen?field=D"),
        ("Wer stimmt sich mit dem KI ab?", "/akteure/ki#partner"),
        ("Mit wem stimmt sich das KI ab?", "/akteure/ki#partner"),
        ("Who coordinates with KI?", "/akteure/ki#partner"),
        ("Wie ist das KI mit der Caritas verbunden?", WAY),
        ("Wie hängen das KI und die Caritas zusammen?", WAY),
        ("Welcher Weg führt vom KI zur Caritas?", WAY),
        ("How is KI connected with Caritas?", WAY),
        ("How are KI and Caritas connected?", WAY),
        ("Wer sitzt in der Steuerungsgruppe?", "/steuerung/stg"),
        ("Wer ist im Integrationsrat?", "/steuerung/ir"),
        ("Wer gehört der Koordinierungsgruppe an?", "/steuerung/kog"),
        ("Mitglieder des Integrationsrats", "/steuerung/ir"),
        ("Who sits in the Steuerungsgruppe?", "/steuerung/stg"),
        ("Who are the members of the Integrationsrat?", "/steuerung/ir"),
        ("Was hat sich seit 2023 geändert?", "/aenderungen?from=2023"),
        ("Was hat sich seit März 2024 geändert?", "/aenderungen?from=2024-03"),
        ("Was hat sich seit dem 1.2.2024 geändert?", "/aenderungen?from=2024-02-01"),
        ("Was hat sich seit dem 1. Februar 2024 geändert?", "/aenderungen?from=2024-02-01"),
        ("Was ist seit Anfang 2020 neu?", "/aenderungen?from=2020"),
        ("Was hat sich zwischen 2018 und 2020 geändert?", "/aenderungen?from=2018&to=2020"),
        ("What changed since 2023?", "/aenderungen?from=2023"),
        ("What has changed since March 2024?", "/aenderungen?from=2024-03"),
        ("What changed between 2018 and March 2020?", "/aenderungen?from=2018&to=2020-03"),
        ("Was wäre, wenn die Caritas aufhört?", f"{WHAT_IF}actor/car"),
        ("Was passiert, wenn das KI wegfällt?", f"{WHAT_IF}actor/ki"),
        ("Was ist, wenn das KI aufhört?", f"{WHAT_IF}actor/ki"),
        ("Was ändert sich, wenn das KI wegfällt?", f"{WHAT_IF}actor/ki"),
        ("What would happen without the KI?", f"{WHAT_IF}actor/ki"),
        ("Was wäre, wenn es die Caritas nicht mehr gäbe?", f"{WHAT_IF}actor/car"),
        ("Was wäre ohne das Café Welt?", f"{WHAT_IF}measure/m32"),
        ("Was wäre, wenn die Caritas und das KI aufhören?", f"{WHAT_IF}actor/car&without=actor/ki"),
        ("What if KI stops?", f"{WHAT_IF}actor/ki"),
        ("What happens if Caritas stops?", f"{WHAT_IF}actor/car"),
        ("Was sollten wir als Nächstes erfassen?", "/abdeckung/erfassen"),
        ("Was soll zuerst erfasst werden?", "/abdeckung/erfassen"),
        ("What should we record next?", "/abdeckung/erfassen"),
        ("Wer sollte sich abstimmen?", "/abstimmung"),
        ("Wer sollte an einen Tisch?", "/abstimmung"),
        ("Wen sollten wir einladen?", "/abstimmung#einladen"),
        ("Whom should we invite?", "/abstimmung#einladen"),
        ("Who should coordinate?", "/abstimmung"),
        ("Wen sollen wir einladen?", "/abstimmung#einladen"),
        ("Wen laden wir ein?", "/abstimmung#einladen"),
        ("Wer soll an den Tisch?", "/abstimmung#einladen"),
        ("Wer sind die Mitglieder des Integrationsrates?", "/steuerung/ir"),
        ("Was ist neu seit gestern?", f"/aenderungen?from={today() - timedelta(days=1)}"),
        ("Was hat sich seit letzter Woche geändert?", f"/aenderungen?from={today() - timedelta(days=7)}"),
        ("Was hat sich geändert?", f"/aenderungen?from={today() - timedelta(days=365)}"),
        ("Was gibt es Neues?", f"/aenderungen?from={today() - timedelta(days=365)}"),
        ("What is new?", f"/aenderungen?from={today() - timedelta(days=365)}"),
        ("Wo gibt es Doppelstrukturen im Feld Arbeit?", "/ueberschneidungen?field=C"),
        ("Wer macht doppelte Arbeit im Feld Bildung?", "/ueberschneidungen?field=B"),
        ("Überschneidungen Gesundheit", "/ueberschneidungen?field=E"),
        ("Welche Angebote für Senioren in Opladen?", "/massnahmen?target_group=aeltere-menschen&district=opladen"),
        ("Lücken Gesundheit", "/abdeckung?field=E"),
        ("gaps health", "/abdeckung?field=E"),
        ("What happens if the Flüchtlingsrat closes down?", f"{WHAT_IF}actor/fr"),
        ("Was fehlt uns noch an Daten?", "/abdeckung/erfassen"),
        ("Wer stimmt sich ab mit: Kommunales Integrationszentrum (KI)?", "/akteure/ki#partner"),
        ("Wer sitzt in: Integrationsrat der Stadt Leverkusen?", "/steuerung/ir"),
        ("Was gibt es in Leverkusen?", "/massnahmen"),
        ("Welche Angebote gibt es?", "/massnahmen"),
        ("Was gibt es für Frauen in Leverkusen?", "/massnahmen?target_group=frauen"),
        ("Was gibt es für die Jugend in ganz Leverkusen?", "/massnahmen?target_group=jugendliche"),
        ("What is there for youth in Opladen?", "/massnahmen?target_group=jugendliche&district=opladen"),
        ("What is there for young people in the city of Leverkusen?", "/massnahmen?target_group=junge-menschen"),
        ("Wer handelt in Feld D in Leverkusen?", "/felder/D"),
        ("Where are gaps in the whole town?", "/abdeckung"),
        ("Wer bietet Sprachkurse an?", "/massnahmen?q=Deutschkurs"),
        ("Who offers language courses?", "/massnahmen?q=Deutschkurs"),
        ("Wo gibt es Beratung?", "/massnahmen?q=Beratung"),
        ("Wer bietet Deutschkurse an?", "/massnahmen?q=Deutschkurs"),
        ("Wer bietet Deutschkurs an?", "/massnahmen?q=Deutschkurs"),
        ("Wer bietet den Deutschkurs mit Kinderbetreuung im Café Welt an?", "/massnahmen/m33"),
        ("Wer bietet Fahrradwerkstatt an?", "/massnahmen/m20"),
        ("Wer bietet Integrationskurse in Leverkusen an?", "/massnahmen?q=Integrationskurse"),
        ("Who offers language courses in Leverkusen?", "/massnahmen?q=Deutschkurs"),
        ("Wer handelt in Leverkusen?", "/akteure"),
        ("Welche Akteure gibt es in Leverkusen?", "/akteure"),
        ("Who is active in Leverkusen?", "/akteure"),
        ("Was hat sich im letzten Jahr getan?", f"/aenderungen?from={today().year - 1}&to={today().year - 1}"),
        ("What changed last year?", f"/aenderungen?from={today().year - 1}&to={today().year - 1}"),
        ("Was hat sich im letzten Monat getan?", f"/aenderungen?from={today() - timedelta(days=30)}"),
        ("Was hat sich 2018 geändert?", "/aenderungen?from=2018&to=2018"),
        ("What has changed in March 2018?", "/aenderungen?from=2018-03&to=2018-03"),
        ("Wie sind KI und Caritas verbunden?", WAY),
    ],
)
def test_a_question_leads_to_its_page(leverkusen: Service, question: str, page: str) -> None:
    assert page_of("", understand(leverkusen, "leverkusen", question)) == page


@pytest.mark.parametrize(
    ("question", "days"),
    [
        ("Was hat sich letztes Jahr geändert?", "from=2024&to=2024"),
        ("Was hat sich voriges Jahr getan?", "from=2024&to=2024"),
        ("Was hat sich im vorigen Jahr getan?", "from=2024&to=2024"),
        ("Was hat sich dieses Jahr geändert?", "from=2025"),
        ("Was hat sich in diesem Jahr geändert?", "from=2025"),
        ("What changed this year?", "from=2025"),
        ("Was hat sich seit Januar geändert?", "from=2025-01"),
        ("Was hat sich seit Oktober geändert?", "from=2024-10"),
        ("Was hat sich im Januar geändert?", "from=2025-01&to=2025-01"),
        ("Was hat sich im Dezember geändert?", "from=2024-12&to=2024-12"),
        ("What has changed since March?", "from=2025-03"),
        ("Was hat sich im Mai geändert?", "from=2025-05"),
    ],
)
def test_a_time_without_a_year_is_the_last_of_that_name(
    leverkusen: Service, monkeypatch: pytest.MonkeyPatch, question: str, days: str
) -> None:
    for module in ("asked", "words"):
        monkeypatch.setattr(f"graph_service.questions.{module}.today", lambda: date(2025, 5, 14))
    assert page_of("", understand(leverkusen, "leverkusen", question)) == f"/aenderungen?{days}"


def test_another_word_than_the_one_asked_for_is_told(leverkusen: Service) -> None:
    found = understand(leverkusen, "leverkusen", "Wer bietet Sprachkurse an?")
    assert found.exchange is not None
    assert render(found.exchange) == (
        "Gefragt ist nach „Sprachkurse“; gesucht ist hier „Deutschkurs“. Auch so heißt manches: „Integrationskurs“."
    )
    assert understand(leverkusen, "leverkusen", "Wer bietet Deutschkurse an?").exchange is None


@pytest.mark.parametrize(
    "question",
    [
        "Was gibt es nicht für Frauen in Opladen?",
        "Gibt es in Opladen?",
        "Gibt es keine Angebote für Senioren?",
        "Gibt es Lücken in Feld D nicht?",
        "Is there in Opladen?",
        "Was verbindet die Caritas nicht mit dem Jobcenter?",
        "What if we do not lose Caritas?",
        "Was hat sich seit vorletztem Jahr geändert?",
        "Wen sollten wir nicht einladen?",
        "Wen sollten wir zu Feld D einladen?",
        "Was gibt es für Frauen nicht?",
        "Welche Angebote gibt es nicht in Leverkusen?",
        "Wer bietet keine Sprachkurse an?",
        "Wer bietet Einhörner an?",
        "Was hat sich im letzten Jahr nicht getan?",
        "Was gibt es für Frauen außer in Opladen?",
        "Was gibt es für Frauen und Kinder in Opladen?",
        "Was gibt es für Frauen in Opladen und Wiesdorf?",
        "Was gibt es für Frauen ohne Kinder in Opladen?",
        "Was gab es 2017 für Frauen in Opladen?",
        "Was gibt es für alle?",
        "Was gibt es für Frauen in Hintertupfing?",
        "What is there not for women?",
        "Wo sind keine Lücken in Feld D?",
        "Wo sind Lücken in Feld D und E?",
        "Wo waren 2017 Lücken in Feld D?",
        "Where are no gaps?",
        "Welche Angebote überschneiden sich nicht in Feld D?",
        "Welche Angebote der Caritas überschneiden sich?",
        "Wer stimmt sich mit dem KI nicht ab?",
        "Mit wem sollte sich das KI abstimmen?",
        "Who does not coordinate with KI?",
        "Wie ist das KI nicht mit der Caritas verbunden?",
        "Wie ist das KI mit dem KI verbunden?",
        "Wie war das KI 2017 mit der Caritas verbunden?",
        "How is KI not connected with Caritas?",
        "Wer sitzt nicht in der Steuerungsgruppe?",
        "Wer sitzt in der Steuerungsgruppe und im Integrationsrat?",
        "Wer leitet die Steuerungsgruppe?",
        "Wer saß 2017 im Integrationsrat?",
        "Wer sitzt im Ausschuss?",
        "Wer sitzt in der Caritas?",
        "Was hat sich nicht seit 2023 geändert?",
        "Was hat sich vor 2023 geändert?",
        "Was hat sich bis 2023 geändert?",
        "Was hat sich seit 2023 bei der Caritas geändert?",
        "Was hat sich seit 1.2. geändert?",
        "Was hat sich seit dem 31.2.2024 geändert?",
        "Was hat sich seit Ende 2023 geändert?",
        "Was hat sich seit 2022 oder 2023 geändert?",
        "Was hat sich zwischen 2020 und 2018 geändert?",
        "What changed before 2023?",
        "What has not changed since 2023?",
        "Was wäre, wenn die Caritas nicht aufhört?",
        "Was wäre, wenn die Caritas anfängt?",
        "Was wäre, wenn die Caritas 2025 aufhört?",
        "What if KI does not stop?",
        "Was sollten wir nicht erfassen?",
        "Wer sollte sich nicht abstimmen?",
        "Wer sollte sich in Feld D abstimmen?",
    ],
)
def test_what_asks_for_something_else_is_not_taken_for_it(leverkusen: Service, question: str) -> None:
    found = understand(leverkusen, "leverkusen", question)
    assert (found.topic, found.ids, page_of("", found)) == ("unknown", (), None)


@pytest.mark.parametrize(
    ("question", "offer"),
    [
        ("Wer sitzt in der Steurungsgruppe?", "Wer sitzt in: Steuerungsgruppe Integration?"),
        ("Wer sitzt im Ausschuss?", "Wer sitzt in: Schulausschuss?"),
        ("Was gibt es für Fraun?", "Was gibt es für Frauen?"),
        ("Was gibt es für Fraun in Opladn?", "Was gibt es für Frauen in Opladen?"),
        ("Was gibt es für Frauen in Leverkusn?", "Was gibt es für Frauen in Leverkusen?"),
        ("Wer bietet Malkurz an?", "Wer trägt Malkurs für geflüchtete Kinder und Eltern aus der Ukraine?"),
        ("Frauen in Opladen", "Was gibt es für Frauen in Opladen?"),
        ("Wer handelt in Feld D für Frauen?", "Was gibt es für Frauen in Feld D (Wohnen und Unterbringung)?"),
        ("Wo sind Lücken in Gesundhiet?", "Wo sind Lücken in Feld E (Gesundheit)?"),
        (
            "Wie ist die Karitas mit dem Jobzenter verbunden?",
            "Wie sind Caritasverband Leverkusen e.V. und Jobcenter AGL Leverkusen verbunden?",
        ),
        ("Was wäre, wenn die Karitas aufhört?", "Was wäre, wenn Caritasverband Leverkusen e.V. aufhört?"),
        ("Was hat sich seit neulich geändert?", f"Was hat sich seit {today().year - 1} geändert?"),
    ],
)
def test_what_may_be_meant_is_offered_as_a_question(leverkusen: Service, question: str, offer: str) -> None:
    assert offer in understand(leverkusen, "leverkusen", question).offers


@pytest.mark.parametrize(
    ("question", "start"),
    [
        ("Wo sind Lücken in Hintertupfing?", "Wo sind Lücken"),
        ("Lücken bei der Caritas", "Wo sind Lücken"),
        ("Gibt es Überschneidungen in Hintertupfing?", "Welche Angebote überschneiden sich"),
        ("Überschneidungen von Caritas und Jobcenter", "Welche Angebote überschneiden sich"),
        ("Welche Verbindung gibt es zwischen Caritas und Marsmensch?", "Wie sind Caritasverband Leverkusen e.V. und "),
        ("Was wäre, wenn der Marsmensch aufhört?", "Was wäre, wenn "),
        ("Wen sollten wir zu Feld D einladen?", "Wen sollen wir einladen?"),
        ("Wer sollte sich in Feld D abstimmen?", "Wer sollte sich abstimmen?"),
    ],
)
def test_the_first_offer_is_of_the_form_that_the_first_words_tell(
    leverkusen: Service, question: str, start: str
) -> None:
    found = understand(leverkusen, "leverkusen", question)
    assert found.topic == "unknown"
    assert found.offers[0].startswith(start)


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("Was gibt es für Geflüchtete in Köln?", "Als Ort ist „Köln“ hier nicht erfasst. Die Beispiele"),
        ("Was gibt es für Geflüchtete in Opladn?", "„Opladn“ hier nicht erfasst. Gemeint ist vielleicht: Opladen."),
        ("Was gibt es für Einhörner?", "Als Zielgruppe ist „Einhörner“ hier nicht erfasst."),
        ("Einhörner", "Als Handlungsfeld, Akteur oder Maßnahme ist „Einhörner“ hier nicht erfasst."),
        (
            "Was gibt es für Einhörner in Köln?",
            "Als Zielgruppe ist „Einhörner“ hier nicht erfasst. Als Ort ist „Köln“ hier nicht erfasst.",
        ),
        ("Wer sitzt im Jobcenter?", "Als Gremium ist „Jobcenter“ hier nicht erfasst."),
        ("Was macht der Marsmensch?", "Als Akteur oder Maßnahme ist „Marsmensch“ hier nicht erfasst."),
        ("Wer handelt in Feld Z?", "Als Handlungsfeld ist „Z“ hier nicht erfasst."),
    ],
)
def test_a_name_that_is_not_recorded_is_told(leverkusen: Service, question: str, told: str) -> None:
    found = understand(leverkusen, "leverkusen", question)
    assert found.topic == "unknown"
    assert told in render(unknown_sentence(found.near, found.fault, found.lacking))


@pytest.mark.parametrize(
    "question",
    [
        "Was gibt es für alle?",
        "Wer sitzt im Ausschuss?",
        "Was gibt es für Frauen und Kinder in Opladen?",
        "Wo sind Marsmenschen?",
        "Was gibt es für Frauen nicht?",
    ],
)
def test_what_is_recorded_or_cannot_be_told_is_not_said_to_lack(leverkusen: Service, question: str) -> None:
    assert understand(leverkusen, "leverkusen", question).lacking == ()


def test_no_other_body_is_offered_for_what_is_no_body(leverkusen: Service) -> None:
    assert understand(leverkusen, "leverkusen", "Wer sitzt im Jobcenter?").offers == (
        "Was macht Jobcenter AGL Leverkusen?",
    )


def test_no_form_is_offered_where_the_first_words_tell_none(leverkusen: Service) -> None:
    assert understand(leverkusen, "leverkusen", "Wo sind Marsmenschen?").offers == ()


WORDS = """
    wer was wo wie gibt es für in feld d e und nicht kein lücken überschneiden sich angebote frauen kinder opladen
    wiesdorf ki caritas steuerungsgruppe sitzt mit verbunden ist wenn wäre aufhört seit 2023 geändert hat dem der
    die das stimmt ab rat ausschuss what if stops who sits gaps between and no
"""


@settings(max_examples=150, deadline=None)
@given(words=st.lists(st.sampled_from(WORDS.split()), min_size=1, max_size=9))
def test_an_offer_is_understood_and_nothing_is_understood_in_spite_of_a_no(
    leverkusen: Service, words: list[str]
) -> None:
    found = understand(leverkusen, "leverkusen", " ".join(words))
    assert all(understand(leverkusen, "leverkusen", offer).topic not in ("unknown", "search") for offer in found.offers)
    if {"nicht", "kein", "no"} & set(words):
        assert found.topic == "unknown"
