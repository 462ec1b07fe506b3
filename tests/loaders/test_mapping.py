"""Plain lists as people keep them: what is proposed for their columns, and what becomes of their rows."""

from __future__ import annotations

from typing import Any

import pytest

from graph_service.model.errors import BadInput
from graph_service.model.identity import prefix_of
from graph_service.model.network import Network
from graph_service.model.nodes import Actor, Concept, Document, Measure
from graph_service.model.ties import AnyRecord, Tie
from loaders.base import Loaded
from loaders.cells import nearest
from loaders.mapping import Mapping, as_mapping, read_mapping
from loaders.mapping_files import load_list_file, propose_in
from loaders.mapping_proposal import as_yaml, propose_mapping
from loaders.mapping_rows import load_list
from loaders.spreadsheets import read_book
from loaders.tables import Row, Table
from tests.builders import actor, concept, field, network

HEADING = ("Träger", "Angebot", "Handlungsfeld", "Zielgruppe", "Ort", "Partner")
COLUMNS: dict[str, Any] = {
    "Träger": "Träger",
    "Angebot": "Maßnahme",
    "Handlungsfeld": "Handlungsfeld",
    "Zielgruppe": "Zielgruppe",
    "Ort": "Ort",
    "Partner": "Kooperation",
}


def town() -> Network:
    return network(
        field("A", "Sprache"),
        field("D", "Wohnen"),
        concept("target_group", "frauen", "Frauen"),
        concept("district", "nord", "Nordstadt"),
        actor("awo", "Arbeiterwohlfahrt", "welfare_association", names=("AWO",)),
    )


def mapping(columns: dict[str, Any] | None = None, **more: Any) -> Mapping:
    return as_mapping({"columns": {**COLUMNS, **(columns or {})}, "actor_kind": "Verein", **more})


def listed(*rows: tuple[str, ...], heading: tuple[str, ...] = HEADING, name: str = "Angebote") -> Table:
    return Table(name, heading, tuple(Row(number, cells) for number, cells in enumerate(rows, start=2)))


def load(*rows: tuple[str, ...], use: Mapping | None = None, skip_bad_rows: bool = False) -> Loaded:
    nodes = town().nodes
    return load_list(listed(*rows), use or mapping(), nodes, source="liste.xlsx", skip_bad_rows=skip_bad_rows)


KURS = ("AWO", "Deutschkurs", "Sprache", "Frauen", "nord", "Jobcenter; Caritas")


def of_type(result: Loaded, kind: type[Any]) -> list[Any]:
    assert [str(error.message) for error in result.report.errors] == []
    return [record for record in result.records if isinstance(record, kind)]


def ties(result: Loaded) -> set[tuple[str, str, str, str | None]]:
    return {(tie.origin, tie.kind, tie.target, tie.role) for tie in of_type(result, Tie)}


def only_error(result: Loaded) -> tuple[str, str, str]:
    assert result.records == ()
    (error,) = result.report.errors
    return str(error.place), error.value, str(error.message)


def test_a_row_becomes_a_measure_with_its_actors_and_facets() -> None:
    assert ties(load(KURS)) == {
        ("actor/awo", "carries", "measure/deutschkurs-awo", "carrier"),
        ("actor/jobcenter", "carries", "measure/deutschkurs-awo", "partner"),
        ("actor/caritas", "carries", "measure/deutschkurs-awo", "partner"),
        ("measure/deutschkurs-awo", "addresses", "field/A", None),
        ("measure/deutschkurs-awo", "serves", "target_group/frauen", None),
        ("measure/deutschkurs-awo", "located_in", "district/nord", None),
    }


def test_every_record_cites_the_list_and_its_row() -> None:
    result = load(KURS)
    (document,) = of_type(result, Document)
    assert (document.id, document.name, document.kind) == ("document/liste-xlsx", "liste.xlsx", "collection")
    places = {(source.document, source.locator) for record in result.records for source in record.sources}
    assert places == {("document/liste-xlsx", "Blatt Angebote, Zeile 2")}


def test_the_result_holds_together_with_the_network() -> None:
    records: dict[str, AnyRecord] = {record.id: record for record in (*town().records(), *load(KURS).records)}
    assert len(Network("stadt", records.values()).measures) == 1


def test_the_same_list_gives_the_same_records_again() -> None:
    first = load(KURS)
    known = {**town().nodes, **{r.id: r for r in first.records if not isinstance(r, Tie)}}
    second = load_list(listed(KURS), mapping(), known, source="liste.xlsx")  # type: ignore[arg-type]
    assert {r for r in second.records if not isinstance(r, Actor)} <= set(first.records)


def test_an_actor_is_known_by_any_of_its_names_and_new_only_once() -> None:
    other = ("arbeiterwohlfahrt", "Beratung", "", "", "", "CARITAS")
    assert [found.id for found in of_type(load(KURS, other), Actor)] == ["actor/jobcenter", "actor/caritas"]


def recognised(name: str, *known: Actor) -> tuple[list[str], list[str]]:
    """The actors who carry what a list says of this name, and what the report says of it."""
    nodes = {**town().nodes, **{one.id: one for one in known}}
    result = load_list(listed((name, "Kurs", "", "", "", "")), mapping(), nodes, source="liste.xlsx")
    messages = [str(finding.message) for finding in result.report.findings if finding.level != "warning"]
    return [tie.origin for tie in result.records if isinstance(tie, Tie)], messages


CARITAS = actor("caritas-lev", "Caritasverband Leverkusen", "welfare_association")
AWO_KREIS = actor("awo-kv", "AWO KV", "welfare_association", names=("Arbeiterwohlfahrt Kreisverband Leverkusen",))


@pytest.mark.parametrize(
    ("name", "known"),
    [
        ("Caritasverband Leverkusen e.V.", CARITAS),
        ("Arbeiterwohlfahrt Kreisverband Leverkusen e. V.", AWO_KREIS),
        ("Suchthilfe", actor("suchthilfe-x", "Suchthilfe gGmbH")),
    ],
    ids=["its name", "another name", "a form that the list leaves out"],
)
def test_an_actor_is_recognised_where_only_the_legal_form_differs_and_that_is_told(name: str, known: Actor) -> None:
    assert recognised(name, known) == (
        [known.id],
        [f"„{name}“ wurde als „{known.name}“ erkannt; nur die Rechtsform ist anders."],
    )


@pytest.mark.parametrize(
    ("name", "known"),
    [
        ("AWO Ortsverein Leverkusen e. V.", "AWO Kreisverband Leverkusen"),
        ("Suchthilfe gGmbH", "Suchthilfe e. V."),
        ("Sparkasse Leverkusen Stiftung", "Sparkasse Leverkusen"),
        ("AWO (Kreisverband) e. V.", "AWO (Ortsverein)"),
    ],
    ids=["level", "two forms", "foundation", "level in brackets"],
)
def test_what_differs_in_more_than_a_missing_legal_form_stays_new(name: str, known: str) -> None:
    assert recognised(name, actor("known", known))[0] != ["actor/known"]


def test_a_legal_form_that_fits_two_actors_is_asked_for() -> None:
    two = (actor("one", "Treff e. V."), actor("other", "Treff gGmbH"))
    assert recognised("Treff", *two)[1][0].startswith("„Treff“ ist nicht eindeutig: actor/one, actor/other")
    proposal = propose_mapping(HEADING, [("Treff", "Kurs", "", "", "", "")], two)
    assert proposal.actors == ("Treff",)


def test_an_actor_that_lacks_only_its_legal_form_is_not_asked_for() -> None:
    rows = [("Caritasverband Leverkusen e.V.", "Kurs", "", "", "", "")]
    assert propose_mapping(HEADING, rows, [CARITAS]).actors == ()


def test_who_is_given_a_kind_is_new_though_one_is_called_nearly_so() -> None:
    use = mapping(kinds={"Caritasverband Leverkusen e.V.": "Verein"})
    rows = listed(("Caritasverband Leverkusen e.V.", "Kurs", "", "", "", ""))
    carriers = [tie.origin for tie in load_list(rows, use, {CARITAS.id: CARITAS}).records if isinstance(tie, Tie)]
    assert carriers == ["actor/caritasverband-leverkusen-e-v"]


def test_the_kind_of_a_new_actor_is_what_the_mapping_or_its_column_says() -> None:
    heading = (*HEADING, "Art")
    use = mapping({"Art": "Akteursart"}, kinds={"Jobcenter": "Jobcenter"}, actor_kind="Wohlfahrtsverband")
    rows = listed(("Neu", "Kurs", "", "", "", "Jobcenter; Caritas", "Stiftung oder Fördergeber"), heading=heading)
    found = {a.name: (a.kind, a.basis) for a in of_type(load_list(rows, use, town().nodes), Actor)}
    assert found == {
        "Neu": ("foundation", "stated"),
        "Jobcenter": ("jobcentre", "assigned"),
        "Caritas": ("welfare_association", "assigned"),
    }


def test_an_actor_of_unknown_kind_is_reported() -> None:
    place, value, message = only_error(load(("Neu", "Kurs", "", "", "", ""), use=mapping(actor_kind=None)))
    assert (place, value) == ("Angebote, Zeile 2, Spalte „Träger“", "Neu")
    assert "keine Akteursart" in message


def test_a_new_name_like_a_known_one_is_pointed_out_and_not_joined() -> None:
    result = load(("Arbeiterwohlfart", "Kurs", "", "", "", ""))
    (warning,) = result.report.findings
    assert (warning.level, warning.near) == ("warning", ("Arbeiterwohlfahrt",))
    assert result.report.counts["actor"] == 1


def test_an_unknown_word_is_reported_with_the_nearest() -> None:
    result = load(("AWO", "Kurs", "Wohnne", "", "", ""))
    assert only_error(result)[:2] == ("Angebote, Zeile 2, Spalte „Handlungsfeld“", "Wohnne")
    assert result.report.errors[0].near == ("Wohnen",)


def test_codes_are_not_offered_for_a_word_that_only_holds_their_letter() -> None:
    assert nearest("Sprache", ("A", "C", "Sprache/Sprachförderung")) == ("Sprache/Sprachförderung",)
    assert nearest("d", ("D", "E", "Wohnen")) == ("D",)


def test_words_of_the_list_can_be_put_into_ours() -> None:
    use = mapping({"Handlungsfeld": {"as": "Handlungsfeld", "words": {"Spracherwerb": "A"}}})
    found = next(
        tie for tie in of_type(load(("AWO", "Kurs", "Spracherwerb", "", "", ""), use=use), Tie) if not tie.role
    )
    assert (found.target, found.original, found.basis) == ("field/A", "Spracherwerb", "assigned")


def test_new_words_are_added_only_where_the_mapping_says_so() -> None:
    use = mapping({"Ort": {"as": "Ort", "add": True}})
    (place,) = of_type(load(("AWO", "Kurs", "", "", "Südstadt; Nordstadt", ""), use=use), Concept)
    assert (place.id, place.notation, place.basis) == ("district/suedstadt", "Südstadt", "assigned")


def test_an_empty_cell_is_unknown_keine_is_recorded_and_a_placeholder_is_empty() -> None:
    use = mapping(empty=["k. A."])
    (measure,) = of_type(load(("AWO", "Kurs", "K. A.", "keine", "", ""), use=use), Measure)
    assert measure.none_recorded == ("target_group",)


def test_a_slash_parts_names_only_where_the_mapping_says_so() -> None:
    row = ("AWO", "Kurs", "", "", "", "KI/VHS")
    whole = load(row)
    assert [found.name for found in of_type(whole, Actor)] == ["KI/VHS"]
    assert "ein einziger Name" in str(whole.report.findings[0].message)
    use = mapping({"Partner": {"as": "Kooperation", "split": [";", "/"]}})
    assert [found.name for found in of_type(load(row, use=use), Actor)] == ["KI", "VHS"]


def test_two_rows_of_one_title_are_two_measures_if_the_carriers_differ() -> None:
    other = ("VHS", "Deutschkurs", "", "", "", "")
    assert {m.id for m in of_type(load(KURS, other), Measure)} == {"measure/deutschkurs-awo", "measure/deutschkurs-vhs"}


def test_two_rows_of_one_title_and_carrier_are_refused() -> None:
    place, value, message = only_error(load(KURS, KURS))
    assert (place, value) == ("Angebote, Zeile 3", "Deutschkurs")
    assert "Angebote, Zeile 2" in message


def test_rows_of_one_title_are_one_measure_where_the_mapping_says_so() -> None:
    other = ("VHS", "Deutschkurs", "Wohnen", "", "", "")
    result = load(KURS, other, use=mapping(identity="title"))
    (measure,) = of_type(result, Measure)
    assert [source.locator for source in measure.sources] == ["Blatt Angebote, Zeile 2", "Blatt Angebote, Zeile 3"]
    assert {(t[0], t[3]) for t in ties(result) if t[3] == "carrier"} == {
        ("actor/awo", "carrier"),
        ("actor/vhs", "carrier"),
    }


def test_rows_of_one_measure_that_contradict_each_other_are_refused() -> None:
    heading = (*HEADING, "Beginn")
    rows = listed(("AWO", "Kurs", *[""] * 4, "2019"), ("AWO", "Kurs", *[""] * 4, "2020"), heading=heading)
    use = mapping({"Beginn": "Beginn"}, identity="title")
    assert "etwas anderes" in only_error(load_list(rows, use, town().nodes))[2]


@pytest.mark.parametrize(
    ("written", "why"), [("ab Herbst 2023", "kein Datum"), ("31.06.2024", "dieser Monat hat 30 Tage")]
)
def test_a_date_that_is_none_is_refused(written: str, why: str) -> None:
    rows = listed(("AWO", "Kurs", *[""] * 4, written), heading=(*HEADING, "Beginn"))
    assert why in only_error(load_list(rows, mapping({"Beginn": "Beginn"}), town().nodes))[2]


def test_good_rows_are_taken_where_that_is_asked_and_bring_only_their_own_actors() -> None:
    result = load(("Neu", "Kurs", "Quatsch", "", "", ""), KURS, skip_bad_rows=True)
    assert result.report.counts["measure"] == 1
    assert "Neu" not in [getattr(record, "name", "") for record in result.records]


@pytest.mark.parametrize(
    ("heading", "use", "words"),
    [
        ((*HEADING, "Farbe"), mapping(), "„Farbe“ steht nicht in der Zuordnung"),
        ((*HEADING, "Farbe"), mapping({"Farbe": "?"}), "fehlt die Bedeutung"),
        ((*HEADING, "träger"), mapping(), "kommt doppelt vor"),
        (HEADING[:-1], mapping(), "„Partner“ der Zuordnung gibt es in der Liste nicht"),
        (HEADING, mapping({"Angebot": "Notiz"}), "Keine Spalte nennt die Maßnahme"),
        ((*HEADING, ""), mapping(), "ohne Namen"),
    ],
)
def test_a_column_without_one_clear_meaning_is_reported(heading: tuple[str, ...], use: Mapping, words: str) -> None:
    row = (*KURS, "x")[: len(heading)]
    assert words in only_error(load_list(listed(row, heading=heading), use, town().nodes))[2]


@pytest.mark.parametrize(
    ("written", "words"),
    [
        (b"columns: {A: Mas\xc3\x9fnahme}", "nicht bekannt"),
        (b"columns: {A: Ort, B: Stadtteil}", "nicht bekannt"),
        (b"columns: {A: Ort, B: Orte}", "nicht bekannt"),
        (b"columns: {A: Ort, B: district}", "Mehrere Spalten"),
        (b"columns: {A: {as: Ort, colour: red}}", "nicht vorgesehen"),
        (b"columns: [", "kein lesbares YAML"),
        (b"\xff\xfe\x00", "kein lesbares YAML"),
        (b"a: &a [x, x]\nb: [*a, *a]", "kein lesbares YAML"),
        (b"nur Text", "nicht die erwartete Form"),
        (b"columns: {A: Ort}\nactor_kind: Zirkus", "nicht bekannt"),
        (b"x" * 1_000_001, "MB"),
    ],
)
def test_a_mapping_that_is_wrong_is_refused_in_words(written: bytes, words: str) -> None:
    with pytest.raises(BadInput, match=words):
        read_mapping(written)


def test_headings_are_proposed_with_confidence_and_reason_and_unknown_ones_are_listed() -> None:
    heading = ("lfd. Nr.", "Name des Angebots", "Traeger", "Wo?", "Zielgrupe", "Ansprechpartner", "Farbe")
    rows = [("1", "Kurs", "AWO", "Nordstadt", "Frauen", "Frau X", "rot")]
    proposal = propose_mapping(heading, rows, town().nodes.values())
    assert [(column.meaning, column.confidence) for column in proposal.columns] == [
        ("ignore", 0.9),
        ("measure", 0.9),
        ("carrier", 0.9),
        ("district", 0.8),
        ("target_group", 0.7),
        ("ignore", 0.9),
        ("?", 0.0),
    ]
    assert proposal.unknown == ("Farbe",)
    assert "100 % der Zellen" in str(proposal.columns[3].reason)


def test_of_two_columns_that_would_mean_the_same_the_surer_is_proposed() -> None:
    proposal = propose_mapping(("Ort", "Stadtteil des Angebots"), [("Nordstadt", "x")], town().nodes.values())
    assert [column.meaning for column in proposal.columns] == ["district", "?"]


def test_a_sign_that_parts_known_names_is_proposed_and_an_unknown_actor_listed() -> None:
    rows = [("AWO/Arbeiterwohlfahrt", "Kurs"), ("Jobcenter Stadt", "Kurs 2"), ("-", "Kurs 3")]
    proposal = propose_mapping(("Träger", "Angebot"), rows, town().nodes.values())
    assert proposal.columns[0].split == (";", "/")
    assert proposal.mapping.empty == ("-",)
    assert proposal.mapping.kinds == {"Jobcenter Stadt": "jobcentre"}


def test_a_proposal_can_be_written_mended_and_read() -> None:
    proposal = propose_mapping((*HEADING, "Farbe: #1"), [(*KURS, "rot")], town().nodes.values())
    for language in ("de", "en"):
        written = as_yaml(proposal, language)  # type: ignore[arg-type]
        assert read_mapping(written.encode()) == proposal.mapping
    assert "?" in as_yaml(proposal)


def test_a_list_below_a_title_is_found_and_loaded_from_a_file() -> None:
    table = "Angebote 2024;;\n;;\nTräger;Angebot;Ort\nAWO;Kurs;Nordstadt\n".encode()
    proposal = propose_in(read_book(table, "liste.csv"), "liste.csv", town().nodes, None)
    assert proposal.mapping.heading_row == 3
    use = read_mapping(as_yaml(proposal).encode())
    result = load_list_file(table, use, town().nodes, name="liste.csv")
    (measure,) = of_type(result, Measure)
    assert [source.locator for source in measure.sources] == ["Zeile 4"]
    assert {prefix_of(record.id) for record in result.records} == {"document", "measure", "tie"}


def test_a_file_that_cannot_be_read_is_reported_and_not_raised() -> None:
    assert "leer" in str(load_list_file(b"", mapping(), name="liste.csv").report.errors[0].message)
