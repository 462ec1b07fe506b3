"""Papers of other towns: other numbers, orders, words; what is there is given, what is not is reported."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph_service.model.network import Network
from graph_service.model.nodes import Actor, Document, Event, Measure
from loaders.base import Loaded
from loaders.vorlage import read_paper
from loaders.vorlage.text import lines_of, plain
from loaders.vorlage.words import words
from tests.loaders.papers import BARS_AND_FAULTS, NO_TABLE, PLAIN_PROSE, TABLE_BY_DATE

PAPERS = (TABLE_BY_DATE, NO_TABLE, BARS_AND_FAULTS, PLAIN_PROSE)


def network_of(paper: str) -> Network:
    return Network("stadt", read_paper(paper, "paper.txt").records)


def document_of(paper: str) -> Document:
    return network_of(paper).documents[0]


def stations(network: Network) -> list[tuple[object, ...]]:
    document = network.documents[0].id
    ties = [tie for tie in network.ties_to(document) if tie.kind in ("consults", "decides")]
    return [
        (network.nodes[tie.origin].name, str(tie.valid), tie.kind, tie.public)
        for tie in sorted(ties, key=lambda tie: tie.order or 0)
    ]


def parts(network: Network) -> set[tuple[object, ...]]:
    measure = network.measures[0].id
    return {
        (network.nodes[tie.origin].name, tie.kind, tie.role)
        for tie in network.ties_to(measure)
        if tie.kind in ("carries", "steers")
    }


def events(network: Network) -> list[tuple[str, str, str]]:
    return sorted((event.name, event.kind, str(event.valid)) for event in network.of_type(Event))


def kinds(paper: str) -> dict[str, str]:
    return {actor.name: actor.kind for actor in network_of(paper).actors}


def messages(loaded: Loaded, level: str) -> list[str]:
    return [str(finding.message) for finding in loaded.report.findings if finding.level == level]


def warnings(paper: str) -> list[str]:
    return messages(read_paper(paper, "paper.txt"), "warning")


def notes(paper: str) -> list[str]:
    return messages(read_paper(paper, "paper.txt"), "note")


def test_columns_in_another_order_are_told_by_their_header() -> None:
    assert stations(network_of(TABLE_BY_DATE)) == [
        ("Ausschuss für Bildung, Jugend und Sport", "2019-03-12", "consults", True),
        ("Haupt- und Finanzausschuss", "2019-03-19", "consults", False),
        ("Stadtrat", "2019-04-02", "decides", True),
    ]


def test_a_printed_matter_has_its_number_date_town_and_office() -> None:
    paper = document_of(TABLE_BY_DATE)
    assert (paper.id, paper.number, str(paper.date)) == ("document/drucksache-123-2019", "123/2019", "2019-03-04")
    assert (paper.name, paper.publisher) == (
        "Aktionsplan „Ankommen in Musterhausen“",
        "Stadt Musterhausen an der Aue",
    )
    assert kinds(TABLE_BY_DATE)["Bürgermeisterin"] == "mayor"


def test_numbered_fields_keep_their_numbers_and_join_over_a_line_end() -> None:
    fields = network_of(TABLE_BY_DATE).concepts("field")
    assert [(field.id, field.name) for field in fields] == [
        ("field/1", "Sprache und Bildung"),
        ("field/2", "Arbeit und Ausbildung"),
        ("field/3", "Wohnen"),
    ]


def test_steps_are_read_with_the_time_before_behind_or_in_brackets() -> None:
    assert events(network_of(TABLE_BY_DATE)) == [
        ("Auftakttreffen", "meeting", "2019-01-10"),
        ("Bericht", "step", ""),
        ("Beschluss: Erstellung eines Aktionsplans", "meeting", "2018-06-06"),
        ("Umfrage unter Vereinen", "survey", "2019-02"),
        ("Vorstellung im Jugendamt", "step", "2019-03"),
    ]
    assert "Die Zeitangabe „Herbst 2019“ wurde nicht verstanden." in warnings(TABLE_BY_DATE)


def test_a_role_stands_before_or_behind_the_body_and_a_negated_sentence_says_nothing() -> None:
    assert parts(network_of(TABLE_BY_DATE)) == {
        ("Dezernat 2", "carries", "lead"),
        ("Hochschule Niederaue", "carries", "process_support"),
        ("Stadtrat", "carries", "decision"),
    }


def test_a_paper_without_table_fields_and_process_gives_what_is_there() -> None:
    network = network_of(NO_TABLE)
    paper = network.documents[0]
    assert (paper.number, paper.name, paper.date) == ("0815/2020", "Bericht zur Flüchtlingsarbeit", None)
    assert paper.publisher == "Gemeinde Kleindorf"
    assert kinds(NO_TABLE) == {
        "Rat der Gemeinde Kleindorf": "council",
        "Netzwerk Willkommen": "network",
        "Jobcenter Nordkreis": "jobcentre",
    }
    assert not network.measures
    assert not network.ties


def test_what_a_paper_lacks_is_reported_one_by_one() -> None:
    assert warnings(NO_TABLE) == [
        "Das Datum der Vorlage wurde nicht gefunden.",
        "Der Beschlussentwurf wurde nicht gefunden.",
        "Die Beratungsfolge wurde nicht gefunden.",
        "Handlungsfelder wurden nicht gefunden.",
        "Datierte Schritte des Verfahrens wurden nicht gefunden.",
    ]
    assert "Der Betreff nennt kein Konzept, Programm oder Ähnliches; es wurde keine Maßnahme angelegt." in notes(
        NO_TABLE
    )
    assert len(warnings(PLAIN_PROSE)) == 9


def test_plain_prose_gives_a_document_named_for_its_file_and_nothing_else() -> None:
    (paper,) = read_paper(PLAIN_PROSE, "fest.txt").records
    assert isinstance(paper, Document)
    assert (paper.id, paper.name, paper.number, paper.sources) == ("document/fest", "fest.txt", None, ())


def test_rows_between_bars_keep_what_is_faulty_out_and_report_it() -> None:
    assert stations(network_of(BARS_AND_FAULTS)) == [
        ("Integrationsbeirat", "", "consults", None),
        ("Beirat für Denkmalpflege", "", "consults", None),
        ("Ausschuss für Kultur", "2021-07-08", "consults", None),
        ("Rat der Stadt Oststadt", "2021-07-12", "decides", None),
    ]
    reported = read_paper(BARS_AND_FAULTS, "x.txt").report.findings
    found = {(finding.place, finding.value, str(finding.message)) for finding in reported}
    assert {
        ("Beratungsfolge, Zeile 9", "31.06.2021", "Die Zeitangabe „31.06.2021“ gibt es im Kalender nicht."),
        ("Beratungsfolge, Zeile 10", "Beirat für Denkmalpflege", "Zur Beratung fehlt das Datum."),
        (
            "Beratungsfolge, Zeile 10",
            "Beirat für Denkmalpflege",
            "Die Zuständigkeit ist nicht bekannt; als Beratung erschlossen.",
        ),
        ("Beratungsfolge, Zeile 10", "vertagt", "Ob die Sitzung öffentlich ist, wurde nicht verstanden."),
        ("Erläuterung, Zeile 27", "31.06.2021", "Die Zeitangabe „31.06.2021“ gibt es im Kalender nicht."),
    } <= found


def test_a_body_that_consults_twice_is_one_station_with_both_passages_and_a_warning() -> None:
    network = network_of(BARS_AND_FAULTS)
    (twice,) = network.ties_from("actor/ausschuss-fuer-kultur", "consults")
    assert [source.locator for source in twice.sources] == ["Beratungsfolge, Zeile 12", "Beratungsfolge, Zeile 11"]


def test_of_several_dates_of_a_body_the_last_counts_and_the_others_are_named() -> None:
    (twice,) = network_of(BARS_AND_FAULTS).ties_from("actor/ausschuss-fuer-kultur", "consults")
    assert (str(twice.valid), twice.order) == ("2021-07-08", 4)
    assert (
        "„Ausschuss für Kultur“ steht mehrmals mit derselben Zuständigkeit in der Beratungsfolge; übernommen ist nur "
        "der letzte Termin (08.07.2021), nicht übernommen: 01.07.2021."
    ) in warnings(BARS_AND_FAULTS)


@pytest.mark.parametrize(
    ("body", "basis"), [("beirat-fuer-denkmalpflege", "inferred"), ("integrationsbeirat", "stated")]
)
def test_a_role_that_is_not_known_is_inferred_and_not_stated(body: str, basis: str) -> None:
    (station,) = network_of(BARS_AND_FAULTS).ties_from(f"actor/{body}", "consults")
    assert station.basis == basis


@pytest.mark.parametrize("heading", ["Gegenstand der Vorlage", "Gegenstand der Beratung:", "Beratungsgegenstand"])
def test_a_subject_may_stand_below_other_headings(heading: str) -> None:
    assert document_of(f"Vorlage 1/2020\n\n{heading}\nIntegrationskonzept\n").name == "Integrationskonzept"


@pytest.mark.parametrize(
    ("line", "town"),
    [
        ("STADT BEISPIELBURG", "Stadt Beispielburg"),
        ("GEMEINDE BURG AN DER AUE", "Gemeinde Burg an der Aue"),
        ("KREISSTADT BAD-MUSTER", "Kreisstadt Bad-Muster"),
    ],
)
def test_a_town_in_capitals_is_a_town(line: str, town: str) -> None:
    assert document_of(f"{line}\n\nVorlage 1/2020\n").publisher == town


@pytest.mark.parametrize("lead", ["Handlungsfelder", "Das Konzept nennt folgende Handlungsfelder:"])
def test_fields_may_have_roman_numbers(lead: str) -> None:
    fields = network_of(f"Vorlage 1/2020\n\nBegründung:\n{lead}\nI. Sprache\nII. Wohnen\n").concepts("field")
    assert [(field.notation, field.name) for field in fields] == [("I", "Sprache"), ("II", "Wohnen")]


def test_a_body_of_unknown_kind_is_marked_as_derived_and_reported() -> None:
    network = network_of(BARS_AND_FAULTS)
    assert network.nodes["actor/beirat-fuer-denkmalpflege"].basis == "inferred"
    assert network.nodes["actor/integrationsbeirat"].basis == "stated"
    assert "Die Art des Gremiums ist nicht bekannt; geführt als Ausschuss." in notes(BARS_AND_FAULTS)


def test_an_abbreviation_in_brackets_names_the_same_body_later() -> None:
    assert ("Ausschuss für Kultur", "steers", None) in parts(network_of(BARS_AND_FAULTS))


def test_two_names_of_a_directorate_stay_apart_where_the_head_does_not_say_they_are_one() -> None:
    assert {name for name, kind in kinds(BARS_AND_FAULTS).items() if kind == "directorate"} == {
        "Dezernat IV",
        "Dezernat für Kultur und Soziales",
    }
    assert any("sind vielleicht dasselbe Dezernat" in note for note in notes(BARS_AND_FAULTS))


def test_two_names_of_a_directorate_that_stand_together_are_one() -> None:
    directorates = [
        actor
        for actor in network_of(
            "Das Dezernat IV für Kultur und Soziales lädt ein. Das Dezernat für Kultur und Soziales zahlt."
        ).actors
        if actor.kind == "directorate"
    ]
    assert [(actor.name, actor.names) for actor in directorates] == [
        ("Dezernat IV", ("Dezernat für Kultur und Soziales", "Dezernat IV für Kultur und Soziales"))
    ]


def test_headed_fields_and_a_subject_of_two_lines_are_read() -> None:
    network = network_of(BARS_AND_FAULTS)
    assert [(field.notation, field.name) for field in network.concepts("field")] == [
        ("1", "Ankommen"),
        ("2", "Teilhabe"),
    ]
    assert network.documents[0].name == "Projekt Stadtteilmütter in Oststadt"
    assert network.documents[0].number == "V/2021-0042"


@pytest.mark.parametrize("private", ["Petra", "Probe", "probe@", "0234", "Beispielfrau", "Muster ", "Anna", "Schmidt"])
def test_no_person_of_any_paper_is_taken(private: str) -> None:
    for paper in PAPERS:
        loaded = read_paper(paper, "x.txt")
        told = [record.model_dump_json() for record in loaded.records] + [str(loaded.report.findings)]
        assert not [words for words in told if private in words]


def test_a_person_in_a_name_leaves_an_ellipsis_and_the_quote_stops_before() -> None:
    network = network_of(BARS_AND_FAULTS)
    (start,) = [event for event in network.of_type(Event) if event.name.startswith("Start")]
    assert (start.name, start.sources[0].quote) == ("Start mit …", "31.06.2021 Start mit")


@pytest.mark.parametrize("paper", PAPERS)
def test_every_quote_stands_in_the_paper(paper: str) -> None:
    whole = plain(" ".join(line.words for line in lines_of(paper)))
    for record in read_paper(paper, "x.txt").records:
        assert all(source.quote and source.quote in whole and source.locator for source in record.sources)


@pytest.mark.parametrize(
    ("head", "number", "document"),
    [
        ("Vorlage Nr. 2021/0815", "2021/0815", "document/vorlage-2021-0815"),
        ("Drucksache Nr. 123/2019", "123/2019", "document/drucksache-123-2019"),
        ("Vorlage: 0815/2020", "0815/2020", "document/vorlage-0815-2020"),
        ("Vorlagennummer: 20/15-A", "20/15-A", "document/vorlage-20-15-a"),
        ("Drucksachen-Nr.\n\nVI/77", "VI/77", "document/drucksache-vi-77"),
        ("Drucksachen-Nr.\n\nVI/77 1", None, "document/x"),
        ("Vorlagen-Nr.:\n\n77/2020", "77/2020", "document/vorlage-77-2020"),
        ("Vorlage vom 12.03.2020", None, "document/x"),
        ("Vorlage 12.03.2020", None, "document/x"),
        ("Drucksache", None, "document/x"),
    ],
)
def test_numbers_of_papers_are_read_in_their_forms(head: str, number: str | None, document: str) -> None:
    paper = document_of_head(head)
    assert (paper.number, paper.id) == (number, document)


def document_of_head(head: str) -> Document:
    (paper,) = (record for record in read_paper(head, "x.txt").records if isinstance(record, Document))
    return paper


@pytest.mark.parametrize(
    ("head", "day"),
    [
        ("27.10.17\n\nDatum", "2017-10-27"),
        ("Datum\n\n27.10.2017", "2017-10-27"),
        ("Datum: 27.10.2017\n\nEingang\n\n01.01.2018", "2017-10-27"),
        ("Musterhausen, den 5. Mai 2020", "2020-05-05"),
        ("Eingang 01.01.2018\n\nAusgang 02.01.2018", "None"),
        ("Datum: 31.06.2017", "None"),
    ],
)
def test_the_date_stands_beside_above_or_below_its_word_or_alone(head: str, day: str) -> None:
    assert str(document_of_head(head).date) == day


def test_an_impossible_date_of_the_paper_is_reported() -> None:
    (finding,) = [f for f in read_paper("Datum: 31.06.2017", "x.txt").report.findings if "Kalender" in str(f.message)]
    assert (finding.place, finding.value) == ("Zeile 1", "31.06.2017")


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("Integrationsrat 14.11.2017 Beratung öffentlich", ("Integrationsrat", "2017-11-14", "consults", True)),
        ("14.11.2017 Integrationsrat nicht öffentlich", ("Integrationsrat", "2017-11-14", "consults", False)),
        ("1. Schulausschuss am 14.11.2017 (Entscheidung)", ("Schulausschuss", "2017-11-14", "decides", None)),
        ("Rat\t14.11.2017\tBeratung/Beschluss", ("Rat", "2017-11-14", "decides", None)),
        ("Schulausschuss  zur Kenntnis", ("Schulausschuss", "", "consults", None)),
    ],
)
def test_rows_without_a_header_are_told_by_their_content(row: str, expected: tuple[object, ...]) -> None:
    assert stations(network_of(f"Beratungsfolge:\n{row}\n\nund Text")) == [expected]


def test_a_header_of_single_spaces_and_a_name_that_goes_on_below_are_read() -> None:
    paper = (
        "Gremium Datum Zuständigkeit\n"
        "Kinder- und Jugendhilfeaus-    16.11.2017  Beratung\n"
        "schuss\n"
        "Ausschuss für Soziales,    17.11.2017  Beratung\n"
        "Kultur und Sport\n"
        "Danach steht Text, der nicht dazugehört."
    )
    assert [name for name, *_ in stations(network_of(paper))] == [
        "Kinder- und Jugendhilfeausschuss",
        "Ausschuss für Soziales, Kultur und Sport",
    ]


def test_a_header_without_rows_is_no_table() -> None:
    assert "Die Beratungsfolge wurde nicht gefunden." in warnings("Gremium\tDatum\n\nText\n\nGremium\tDatum\n")


@pytest.mark.parametrize(
    ("words_of_paper", "actor", "kind"),
    [
        ("Die SPD-Fraktion fragt.", "SPD-Fraktion", "political_group"),
        ("Im Runden Tisch Asyl sitzt", "Runder Tisch Asyl", "network"),
        ("des Diakonischen Werkes", "Diakonisches Werk", "welfare_association"),
        ("des Fachbereichs Soziales", "Fachbereich Soziales", "department"),
        ("des Amtes für Soziale Dienste", "Amt für Soziale", "department"),
        ("Bezirksvertretung Nord", "Bezirksvertretung Nord", "district_council"),
        ("die Steuerungsgruppe zum Integrationskonzept", "Steuerungsgruppe zum Integrationskonzept", "steering_group"),
        ("die „Fachgruppe Arbeit und Beruf“ tagt", "Fachgruppe Arbeit und Beruf", "expert_group"),
        ("des Integrationsrates der Stadt Köln", "Integrationsrat der Stadt Köln", "integration_council"),
        ("dem Jugend- und Sozialamt", "Jugendamt", "department"),
        ("Institut für Arbeit", "Institut für Arbeit", "research_institute"),
    ],
)
def test_bodies_are_known_by_their_words_in_every_case(words_of_paper: str, actor: str, kind: str) -> None:
    assert kinds(f"Stadt Musterhausen\n\n{words_of_paper}\n").get(actor) == kind


@pytest.mark.parametrize(
    "words_of_paper",
    ["Einzelvertreter im Rat", "der Ausschuss tagt", "Guter Rat ist teuer", "die Fachbereiche", "Arbeitskreis"],
)
def test_a_head_alone_that_refers_to_nobody_names_nobody(words_of_paper: str) -> None:
    assert kinds(words_of_paper) == {}


def test_a_head_with_article_refers_to_the_only_body_of_this_head() -> None:
    paper = "Zeitplan:\nStart des Instituts\t01.02.2020\nEnde\t01.03.2020\n\nDas Institut für Arbeit berät.\n"
    (tie,) = network_of(paper).ties.values()
    assert (tie.kind, tie.origin) == ("takes_part_in", "actor/institut-fuer-arbeit")
    assert not network_of(paper + "Das Institut für Bildung auch.\n").ties


def test_a_list_that_is_shorter_than_announced_or_repeats_a_code_is_reported() -> None:
    paper = "Es gibt vier Handlungsfelder:\n- A. Sprache\n- B. Arbeit\n- B. Wohnen\n\nText"
    assert [field.name for field in network_of(paper).concepts("field")] == ["Sprache", "Arbeit"]
    assert "Angekündigt sind 4 Handlungsfelder, gefunden wurden 3." in warnings(paper)
    assert "Das Kürzel „B“ steht bei mehreren Handlungsfeldern; übernommen ist das erste." in warnings(paper)


def test_a_list_without_codes_is_numbered_and_one_of_headed_fields_keeps_its_codes() -> None:
    plain_list = network_of("Handlungsfelder\n- Sprache\n- Arbeit\n")
    assert [(field.notation, field.name) for field in plain_list.concepts("field")] == [
        ("1", "Sprache"),
        ("2", "Arbeit"),
    ]
    headed = network_of("Die Handlungsfelder:\n- Handlungsfeld II: Sprache\n")
    assert [(field.notation, field.name) for field in headed.concepts("field")] == [("II", "Sprache")]


def test_without_reasons_the_draft_decision_tells_the_process() -> None:
    paper = "Beschlussvorschlag:\nZeitplan:\n- Workshop: Mai 2020\n"
    assert events(network_of(paper)) == [("Workshop", "workshop", "2020-05")]


@pytest.mark.parametrize(
    ("sentence", "event"),
    [
        ("Der Rat der Stadt X-Dorf hat am 01.02.2020 beschlossen.", "Beschluss vom 01.02.2020"),
        ("Am 01.02.2020 hat der Schulausschuss das Konzept beschlossen.", "Beschluss: Konzept"),
    ],
)
def test_resolutions_are_read_in_both_orders(sentence: str, event: str) -> None:
    assert events(network_of(sentence)) == [(event, "meeting", "2020-02-01")]


@pytest.mark.parametrize(
    "sentence",
    [
        "Der Schulausschuss hat am 01.02.2020 nicht beschlossen.",
        "Das Jugendamt hat am 01.02.2020 etwas beschlossen.",
        "Der Schulausschuss hat es beschlossen.",
        "Am 01.02.2020 und am 02.02.2020 hat der Schulausschuss es beschlossen.",
    ],
)
def test_no_resolution_is_made_up(sentence: str) -> None:
    assert events(network_of(sentence)) == []


def test_a_rare_date_of_a_resolution_is_reported() -> None:
    assert "Die Zeitangabe „31.02.2020“ gibt es im Kalender nicht." in warnings(
        "Der Schulausschuss hat am 31.02.2020 das Konzept beschlossen."
    )


def test_the_draft_decides_only_on_what_the_subject_names() -> None:
    paper = "Betreff: Sozialkonzept\n\nBeschluss:\nDer Stadtrat beschließt {what}.\n\nSachverhalt:\nText"
    assert parts(network_of(paper.format(what="das Sozialkonzept"))) == {("Stadtrat", "carries", "decision")}
    assert parts(network_of(paper.format(what="die Gebühren"))) == set()


def test_lines_of_a_wrapped_paragraph_are_read_as_one() -> None:
    paper = (
        "Betreff: Sozialkonzept\n\nSachverhalt:\n"
        "Unter der Federführung, die bisher niemand hatte, wird nun gearbeitet; die Federführung liegt beim\n"
        "Jugendamt und dem Sozialamt, unterstützt vom Schulamt.\n"
    )
    network = network_of(paper)
    assert parts(network) == {("Jugendamt", "carries", "lead"), ("Sozialamt", "carries", "lead")}


def test_a_committee_with_a_longer_name_is_a_committee() -> None:
    paper = "Beratungsfolge:\nBetriebsausschuss Stadtentwässerung\t01.02.2020\tBeratung\n"
    assert kinds(paper) == {"Betriebsausschuss Stadtentwässerung": "committee"}


def test_two_spellings_of_one_name_are_one_actor_with_both() -> None:
    paper = "Beratungsfolge:\nBeirat Ost-West\t01.02.2020\tBeratung\nBeirat Ost West\t02.02.2020\tBeschluss\n"
    (body,) = network_of(paper).actors
    assert (body.name, body.names, len(body.sources)) == ("Beirat Ost-West", ("Beirat Ost West",), 2)


def test_a_row_that_is_no_row_ends_the_table_and_one_without_time_the_process() -> None:
    table = f"Gremium\tDatum\nRat\t01.02.2020\n{'Rat ' * 200}\t01.02.2020\n\n"
    paper = f"{table}Zeitplan:\nStart\t2020\nEnde\t31.06.2020\nText\toffen\n"
    network = network_of(paper)
    assert stations(network) == [("Rat", "2020-02-01", "consults", None)]
    assert events(network) == [("Ende", "step", ""), ("Start", "step", "2020")]


def test_a_quote_begins_after_a_person_and_ends_at_a_signature() -> None:
    network = network_of(
        "Betreff: Sozialkonzept\ngez. Muster\nmit Anlage\n\nAblauf:\nFrau Meier trägt vor\t01.02.2020\n"
    )
    assert network.documents[0].name == "Sozialkonzept"
    assert [event.sources[0].quote for event in network.of_type(Event)] == ["trägt vor 01.02.2020"]


_BITS = st.sampled_from(
    [
        *(head.strip("…") for body in words().bodies for head in body.heads),
        *(f"\n{word}:\n" for known in words().headings.values() for word in known),
        *(word for rule in words().involvements for word in rule.words),
        *words().signatures,
        *words().contacts,
        *words().titles,
        *(
            "\n",
            "\n",
            "\t",
            "  ",
            " | ",
            "\n- ",
            "\nA. ",
            " für ",
            " und ",
            "- und ",
            "„",
            "“",
            "(KI)",
            ":",
            ". ",
            ", ",
        ),
        *("01.02.2017", "31.06.2017", "Juni 2017", "Frau Peters", "der Stadt X", "beschlossen", "Konzept", "\x07"),
    ]
)


@settings(max_examples=150, deadline=None)
@given(st.lists(_BITS | st.text(max_size=12), max_size=60))
def test_any_paper_gives_a_network_without_loose_ends_and_quotes_its_own_words(bits: list[str]) -> None:
    paper = "Text " + " ".join(bits)
    loaded = read_paper(paper, "x.txt")
    network = Network("x", loaded.records)
    whole = plain(" ".join(line.words for line in lines_of(paper)))
    assert all(not source.quote or source.quote in whole for r in network.records() for source in r.sources)
    assert all(record.sources for record in network.records() if isinstance(record, Actor | Event | Measure))
