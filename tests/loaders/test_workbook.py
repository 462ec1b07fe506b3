"""The workbook form as a folder of tables: what is read, what is refused and where, and that nothing is lost."""

from __future__ import annotations

import codecs
from decimal import Decimal
from pathlib import Path

import pytest

from graph_service.model.network import Network
from graph_service.model.nodes import Actor, Concept, Document
from graph_service.model.period import PartialDate
from graph_service.model.provenance import Citation
from graph_service.model.ties import AnyRecord, Judgement, Tie
from loaders.base import Loaded
from loaders.cells import day, number, whole_number, yes_no
from loaders.references import Names, citations
from loaders.tables import key
from loaders.workbook import load_folder
from loaders.workbook_columns import sheets
from tests.builders import small_town
from tests.loaders.folders import NO_TIES, SMALL, folder_with, loaded


def record(result: Loaded, record_id: str) -> AnyRecord:
    assert result.report.findings == []
    return next(record for record in result.records if record.id == record_id)


def ties(result: Loaded, kind: str) -> list[Tie]:
    assert result.report.findings == []
    return [record for record in result.records if isinstance(record, Tie) and record.kind == kind]


def test_a_small_folder_becomes_a_network(tmp_path: Path) -> None:
    result = loaded(tmp_path)
    assert result.report.findings == []
    assert result.report.counts == {"document": 1, "concept": 4, "actor": 2, "measure": 1, "tie": 4}
    assert len(Network("stadt", result.records).ties) == 4


def test_the_folder_s_name_is_suggested(tmp_path: Path) -> None:
    (tmp_path / "musterstadt").mkdir()
    assert loaded(tmp_path / "musterstadt").suggested_name == "Musterstadt"


def test_an_empty_facet_is_unknown_and_keine_is_recorded(tmp_path: Path) -> None:
    heading = "Kennung,Titel,Handlungsfelder,Zielgruppen,Orte,Quellen\n"
    result = loaded(tmp_path, massnahmen=heading + "m1,Kurs,D,keine,,blatt\n")
    network = Network("stadt", result.records)
    measure = network.measures[0]
    assert network.facet(measure, "target_group").recorded_none
    assert not network.facet(measure, "district").is_known
    assert measure.none_recorded == ("target_group",)


def test_a_facet_becomes_ties_that_cite_the_measure_s_sources(tmp_path: Path) -> None:
    heading = "Kennung,Titel,Zielgruppen,Zielgruppen (Wortlaut),Zielgruppen (Grundlage),Bestätigung,Quellen\n"
    row = "m1,Kurs,alle; Kinder,für alle;,zugeordnet,von einer Seite bestätigt,blatt @ S. 3\n"
    everyone, children = ties(loaded(tmp_path, massnahmen=heading + row), "serves")
    assert (everyone.original, children.original) == ("für alle", None)
    assert {everyone.basis, children.basis} == {"assigned"}
    assert everyone.confirmation == "one_side"
    assert everyone.sources == (Citation(document="document/blatt", locator="S. 3"),)


def test_a_facet_can_have_sources_of_its_own(tmp_path: Path) -> None:
    heading = "Titel,Orte,Orte (Wortlaut),Orte (Quellen),Quellen\n"
    (tie,) = ties(
        loaded(tmp_path, massnahmen=heading + "Kurs,nord,im Norden,blatt @ S. 2,blatt\n", beziehungen=NO_TIES),
        "located_in",
    )
    assert tie.sources == (Citation(document="document/blatt", locator="S. 2"),)
    assert tie.origin == "measure/kurs"


def test_gehoert_zu_becomes_part_of(tmp_path: Path) -> None:
    actors = SMALL["akteure"] + "ov,Ortsverein,Verein,awo kreisverband,blatt\n"
    (tie,) = ties(loaded(tmp_path, akteure=actors), "part_of")
    assert (tie.origin, tie.target) == ("actor/ov", "actor/awo")


@pytest.mark.parametrize(
    "kind",
    ["Wohlfahrtsverband", "wohlfahrtsverbände", "WOHLFAHRTSVERBAENDE", "welfare_association", "welfare association"],
)
def test_words_are_understood_in_german_english_and_as_ids(tmp_path: Path, kind: str) -> None:
    actors = f"Kennung,Name,Art,Quellen\nawo,AWO,{kind},blatt\nfg,Fachgruppe,Fachgruppe,blatt\n"
    actor = record(loaded(tmp_path, akteure=actors), "actor/awo")
    assert isinstance(actor, Actor)
    assert actor.kind == "welfare_association"


@pytest.mark.parametrize("heading", ["Gehört zu", "gehoert zu", "GEHÖRT_ZU", " Teil von ", "part_of"])
def test_headings_are_understood_whatever_case_and_umlauts(tmp_path: Path, heading: str) -> None:
    actors = SMALL["akteure"].replace("Gehört zu", heading)
    assert loaded(tmp_path, akteure=actors).report.findings == []


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_separators_are_told_by_the_heading(tmp_path: Path, separator: str) -> None:
    actors = SMALL["akteure"].replace(",", separator)
    assert isinstance(record(loaded(tmp_path, akteure=actors), "actor/awo"), Actor)


@pytest.mark.parametrize("encode", [str.encode, lambda words: codecs.BOM_UTF8 + words.encode()])
def test_utf_8_is_read_with_and_without_its_mark(tmp_path: Path, encode: object) -> None:
    actors = SMALL["akteure"].replace("Fachgruppe,F", "Flüchtlingsgruppe,F")
    assert record(loaded(tmp_path, akteure=encode(actors)), "actor/fg").name == "Flüchtlingsgruppe"  # type: ignore[operator, union-attr]


@pytest.mark.parametrize(("encoding", "named"), [("cp1252", "Windows-1252"), ("utf-16", "UTF-16")])
def test_other_encodings_are_read_and_noted(tmp_path: Path, encoding: str, named: str) -> None:
    actors = SMALL["akteure"].replace("Fachgruppe,F", "„Grüne“ Straße,F")
    result = loaded(tmp_path, akteure=actors.encode(encoding))
    assert [(note.level, note.place) for note in result.report.findings] == [("note", "akteure.csv")]
    assert named in str(result.report.findings[0].message)
    assert "„Grüne“ Straße" in [getattr(record, "name", "") for record in result.records]


def test_file_names_are_understood_whatever_case_and_umlauts(tmp_path: Path) -> None:
    folder_with(tmp_path)
    (tmp_path / "massnahmen.csv").rename(tmp_path / "Maßnahmen.CSV")
    (tmp_path / "lies-mich.md").write_text("Erläuterung")
    assert load_folder(tmp_path).report.findings == []


def test_blank_rows_short_rows_and_empty_columns_do_no_harm(tmp_path: Path) -> None:
    actors = ",,,,\nKennung,Name,Art,Quellen,,\nawo,AWO,Verein,blatt,,\n,,,,,\nfg,FG,Fachgruppe,blatt\n"
    assert loaded(tmp_path, akteure=actors).report.counts["actor"] == 2


@pytest.mark.parametrize(
    ("written", "iso"),
    [
        ("18.12.2017", "2017-12-18"),
        ("1.7.2024", "2024-07-01"),
        ("12/2017", "2017-12"),
        ("7.2024", "2024-07"),
        ("2017", "2017"),
        ("2017-12", "2017-12"),
        ("2017-12-18", "2017-12-18"),
    ],
)
def test_dates_are_read_in_german_and_iso_writing(written: str, iso: str) -> None:
    assert str(day(written)) == iso


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("1500", "1500"),
        ("1.500", "1500"),
        ("625.600,50 €", "625600.50"),
        ("1 500 000 EUR", "1500000"),
        ("12.5", "12.5"),
        ("0,25", "0.25"),
    ],
)
def test_numbers_are_read_in_german_writing(written: str, value: str) -> None:
    assert number(written) == Decimal(value)


def test_whole_numbers_may_be_negative_and_answers_are_words() -> None:
    assert whole_number("-2") == -2
    assert [yes_no("Ja"), yes_no("nein"), yes_no("TRUE")] == [True, False, True]


@pytest.mark.parametrize("reference", ["awo", "actor/awo", "AWO Kreisverband", "awo-kreisverband"])
def test_a_record_is_found_by_id_short_id_or_name(tmp_path: Path, reference: str) -> None:
    (tie,) = ties(loaded(tmp_path, beziehungen=NO_TIES + f"{reference},berät,fg,,blatt\n"), "advises")
    assert tie.origin == "actor/awo"


def test_a_record_is_found_by_a_further_name(tmp_path: Path) -> None:
    heading = "Kennung,Name,Weitere Namen,Art,Quellen\n"
    actors = heading + "awo,Arbeiterwohlfahrt,AWO; A.W.O.,Verein,blatt\nfg,FG,,Fachgruppe,blatt\n"
    (tie,) = ties(loaded(tmp_path, akteure=actors, beziehungen=NO_TIES + "A.W.O.,berät,fg,,blatt\n"), "advises")
    assert tie.origin == "actor/awo"


def test_known_records_may_be_referred_to(tmp_path: Path) -> None:
    known = {node.id: node for node in small_town() if not isinstance(node, Tie | Judgement)}
    folder = folder_with(tmp_path, beziehungen=NO_TIES + "Moscheeverein,berät,fg,,blatt; document/paper\n")
    result = load_folder(folder, known)
    assert result.report.findings == []
    assert [record.origin for record in result.records if isinstance(record, Tie) and record.kind == "advises"] == [
        "actor/moschee"
    ]


def test_a_row_for_a_known_record_replaces_it(tmp_path: Path) -> None:
    known = {node.id: node for node in small_town() if not isinstance(node, Tie | Judgement)}
    result = load_folder(folder_with(tmp_path), known)
    assert record(result, "actor/awo").name == "AWO Kreisverband"  # type: ignore[union-attr]


def test_a_concept_gets_a_readable_id_from_its_notation(tmp_path: Path) -> None:
    result = loaded(tmp_path, begriffe=SMALL["begriffe"] + "Zielgruppe,Ältere Menschen,Ältere Menschen,blatt\n")
    assert isinstance(record(result, "target_group/aeltere-menschen"), Concept)


def test_an_actor_without_id_gets_one_from_its_name(tmp_path: Path) -> None:
    result = loaded(tmp_path, akteure=SMALL["akteure"] + ",Flüchtlingsrat e.V.,Verein,,blatt\n")
    assert isinstance(record(result, "actor/fluechtlingsrat-e-v"), Actor)


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("blatt", Citation(document="document/blatt")),
        ("Tagblatt", Citation(document="document/blatt")),
        ("blatt @ S. 11 ff.", Citation(document="document/blatt", locator="S. 11 ff.")),
        ("blatt „voran gestellt“", Citation(document="document/blatt", quote="voran gestellt")),
        (
            "blatt @ S. 2 „sagt „ja“ dazu“ (abgerufen 3.5.2024)",
            Citation(
                document="document/blatt", locator="S. 2", quote="sagt „ja“ dazu", retrieved=PartialDate(2024, 5, 3)
            ),
        ),
        ('blatt @ S. 2 "gerade"', Citation(document="document/blatt", locator="S. 2", quote="gerade")),
        ("Person: Leitung des KI (am 2024-05)", Citation(person="Leitung des KI", retrieved=PartialDate(2024, 5))),
        ("person: Leitung (KI) (2024)", Citation(person="Leitung (KI)", retrieved=PartialDate(2024))),
    ],
)
def test_sources_are_read_with_place_words_and_date(cell: str, expected: Citation) -> None:
    names = Names([Document(id="document/blatt", kind="press", name="Tagblatt")])
    assert citations(cell, names) == (expected,)


def test_no_two_columns_or_tables_answer_to_the_same_name() -> None:
    for sheet in sheets():
        names = [name for column in sheet.columns for name in column.known_as()]
        assert len(names) == len(set(names)), sheet.name
    names = [name for sheet in sheets() for name in sheet.known_as()]
    assert len(names) == len(set(names))


def test_keys_ignore_case_marks_and_punctuation() -> None:
    assert key("Träger_") == key("Traeger") == key("TRA\u0308GER")
