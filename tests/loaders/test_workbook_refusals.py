"""What the workbook form refuses, with the place, the value met and what would be allowed; never a traceback."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph_service.model.network import Network
from loaders import tables
from loaders.workbook import load_folder
from tests.loaders.folders import NO_TIES, SMALL, folder_with, loaded, only_error

TABLES = {
    "quellen": "Kennung,Titel,Art,Adresse\nblatt,Tagblatt,Presse,\n",
    "begriffe": SMALL["begriffe"],
    "akteure": "Kennung,Name,Art,Quellen\nfg,Fachgruppe,Fachgruppe,blatt\nawo,AWO Kreisverband,Verein,blatt\n",
    "massnahmen": "Kennung,Titel,Handlungsfelder,Orte,Orte (Wortlaut),Von,Bis,Betrag (EUR),Plätze,Pflichtaufgabe,"
    "Quellen\nm1,Deutschkurs,D,,,,,,,,blatt\n",
    "beziehungen": "Von,Art,Nach,Rolle,Quellen\nawo,wirkt mit an,m1,Träger,blatt\n",
    "urteile": "Art,Eintrag,Anderer Eintrag,Entscheidung,Entschieden von,Entschieden am\n",
}


@pytest.mark.parametrize(
    ("table", "row", "column", "value", "words"),
    [
        ("akteure", "x,X,Wohlfahrtsverbnd,blatt", "Art", "Wohlfahrtsverbnd", "vielleicht: Wohlfahrtsverband"),
        ("akteure", "x,X,Zirkus,blatt", "Art", "Zirkus", "Erlaubt: Agentur für Arbeit, Arbeitskreis"),
        ("akteure", "x,X,,blatt", "Art", "", "fehlt"),
        ("akteure", "x,,Verein,blatt", "Name", "", "fehlt"),
        ("akteure", "x,X,Verein,", "Quellen", "", "fehlt"),
        ("akteure", "x,X,Verein,blatt,mehr", "", "", "mehr Zellen"),
        ("akteure", "a wo,X,Verein,blatt", "Kennung", "actor/a wo", "keine gültige Kennung"),
        ("akteure", "measure/x,X,Verein,blatt", "", "measure/x", "passt nicht zur Art"),
        ("akteure", "awo,AWO 2,Verein,blatt", "", "actor/awo", "steht schon in akteure.csv, Zeile 3"),
        ("akteure", f"x,{'A' * 301},Verein,blatt", "Name", "A" * 80, "länger als 300 Zeichen"),
        ("akteure", "x,X,Verein,zeitung", "Quellen", "zeitung", "nicht erfasst (Quelle)"),
        ("akteure", "x,X,Verein,blatt (31.02.2020)", "Quellen", "31.02.2020", "dieser Monat hat 29 Tage"),
        ("akteure", "x,X,Verein,Person: Leitung", "Quellen", "Leitung", "fehlt das Datum"),
        ("akteure", f"x,X,Verein,blatt „{'x' * 301}“", "Quellen", f"blatt „{'x' * 193}", "300 Zeichen"),
        ("akteure", f"x,X,Verein,{'x' * 5000}", "Quellen", "x" * 200, "nicht erfasst"),
        ("massnahmen", "m2,Kurs,D,,,31.06.2024,,,,,blatt", "Von", "31.06.2024", "dieser Monat hat 30 Tage"),
        ("massnahmen", "m2,Kurs,D,,,ab Herbst 2023,,,,,blatt", "Von", "ab Herbst 2023", "gehört in die Notiz"),
        ("massnahmen", "m2,Kurs,D,,,2024,2020,,,,blatt", "", "2024/2020", "liegt vor dem Anfang"),
        ("massnahmen", "m2,Kurs,D,,,,,etwa 5000,,,blatt", "Betrag (EUR)", "etwa 5000", "keine Zahl"),
        ("massnahmen", 'm2,Kurs,D,,,,,"1,005",,,blatt', "Betrag (EUR)", "1.005", "nicht die erwartete Form"),
        ("massnahmen", 'm2,Kurs,D,,,,,,"1,5",,blatt', "Plätze", "1,5", "keine ganze Zahl"),
        ("massnahmen", "m2,Kurs,D,,,,,,-5,,blatt", "Plätze", "-5", "kleiner als 0"),
        ("massnahmen", "m2,Kurs,D,,,,,,,vielleicht,blatt", "Pflichtaufgabe", "vielleicht", "Erlaubt: ja, nein"),
        ("massnahmen", "m2,Kurs,Z,,,,,,,,blatt", "Handlungsfelder", "Z", "nicht erfasst (Handlungsfeld)"),
        ("massnahmen", "m2,Kurs,D,;,,,,,,,blatt", "Orte", ";", "nennt keinen Eintrag"),
        ("massnahmen", "m2,Kurs,D;D,,,,,,,,blatt", "", "measure/m2 gehört zum Feld field/D", "steht schon in"),
        ("massnahmen", "m2,Kurs,D,,im Norden,,,,,,blatt", "Orte", "im Norden", "gehören 0 Begleitangaben"),
        ("massnahmen", "m2,Kurs,D,nord,a;b,,,,,,blatt", "Orte", "a; b", "nicht 2"),
        ("massnahmen", f"m2,Kurs,D,nord,{'x' * 501},,,,,,blatt", "Orte", "x" * 80, "500 Zeichen"),
        ("beziehungen", "awo,hilft,m1,Träger,blatt", "Art", "hilft", "nicht bekannt"),
        ("beziehungen", "awo,wirkt mit an,m1,Traegr,blatt", "Rolle", "Traegr", "vielleicht: Träger"),
        ("beziehungen", "awo,wirkt mit an,m1,Vorsitz,blatt", "Rolle", "Vorsitz", "nicht bekannt"),
        ("beziehungen", "awo,wirkt mit an,m1,,blatt", "", "", "fehlt die Rolle"),
        ("beziehungen", "awo,berät,fg,Träger,blatt", "", "carrier", "keine Rollen"),
        ("beziehungen", "awo,wirkt mit an,m9,Träger,blatt", "Nach", "m9", "nicht erfasst (Maßnahme)"),
        ("beziehungen", "AWO Kreisverbnd,berät,fg,,blatt", "Von", "AWO Kreisverbnd", "vielleicht: AWO Kreisverband"),
        ("beziehungen", "m1,wirkt mit an,m1,Träger,blatt", "Von", "m1", "hier nicht möglich (Maßnahme)"),
        ("beziehungen", "fg,ist Mitglied in,awo,Mitglied,blatt", "", "actor/awo", "darf nicht an dieser Stelle"),
        ("beziehungen", "awo,berät,awo,,blatt", "", "actor/awo", "zu sich selbst"),
        (
            "beziehungen",
            "AWO Kreisverband,wirkt mit an,Deutschkurs,Träger,blatt",
            "",
            "actor/awo wirkt mit an measure/m1 (Träger)",
            "steht schon in beziehungen.csv, Zeile 2",
        ),
        ("begriffe", "Farbe,rot,Rot,blatt", "Liste", "Farbe", "nicht bekannt"),
        ("begriffe", "Ort,,Rot,blatt", "Kürzel", "", "fehlt"),
        ("quellen", "web,Seite,Internetseite,www.blatt.de", "Adresse", "www.blatt.de", "keine Internetadresse"),
        ("urteile", "Überschneidung,m1,awo,dasselbe,KI,2024", "Entscheidung", "dasselbe", "nicht bekannt"),
    ],
)
def test_what_is_wrong_in_a_row_is_reported_with_place_value_and_remedy(
    tmp_path: Path, table: str, row: str, column: str, value: str, words: str
) -> None:
    content = TABLES[table] + row + "\n"
    error = only_error(loaded(tmp_path, **{table: content}))
    line = f"{table}.csv, Zeile {content.count(chr(10))}"
    assert str(error.place) == (f"{line}, Spalte „{column}“" if column else line)
    assert error.value == value
    assert words in str(error.message)


@pytest.mark.parametrize(
    ("heading", "value", "words"),
    [
        ("Kennung,Name,Art,Quellen,Farbe", "Farbe", "„Farbe“ ist nicht bekannt. Erlaubt: Kennung, Name"),
        ("Kennung,Name,Art,Quellen,Notizz", "Notizz", "vielleicht: Notiz"),
        ("Kennung,Name,Art,Quellen,", "", "ohne Namen"),
        ("Kennung,Name,Art,Quellen,name", "name", "doppelt"),
        ("Kennung,Name,Art,Quellen,Bezeichnung", "Bezeichnung", "doppelt"),
        ("Kennung,Name", "", "fehlen die Spalten: Art, Quellen"),
    ],
)
def test_what_is_wrong_in_a_heading_is_reported(tmp_path: Path, heading: str, value: str, words: str) -> None:
    rows = "fg,Fachgruppe,Fachgruppe,blatt,x\nawo,AWO Kreisverband,Verein,blatt,x\n"
    error = only_error(loaded(tmp_path, akteure=f"{heading}\n{rows}"))
    assert (str(error.place), error.value) == ("akteure.csv", value)
    assert words in str(error.message)


@pytest.mark.parametrize("missing", ["quellen", "begriffe", "akteure", "massnahmen", "beziehungen"])
def test_a_missing_table_is_named_with_all_that_are_needed(tmp_path: Path, missing: str) -> None:
    error = only_error(loaded(tmp_path, **{missing: None}))
    assert str(error.place) == str(tmp_path)
    assert error.value == f"{missing}.csv"
    assert "akteure.csv, massnahmen.csv, beziehungen.csv" in str(error.message)


def test_a_missing_folder_is_reported(tmp_path: Path) -> None:
    error = only_error(load_folder(tmp_path / "nichts"))
    assert "Ordner" in str(error.message)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "leer"),
        (b"\n ,,\n", "leer"),
        (b"PK\x03\x04\x14\x00\x06\x00", "keine Textdatei"),
        (b"\xff\xfea", "keine Textdatei"),
        (b"\x81\x8d,\x8f", "keine Textdatei"),
        (b'Kennung,Name,Art,Quellen\nawo,"AWO,Verein,blatt\n', "Anführungszeichen in Zeile 2"),
        (b'Kennung,Name,Art,Quellen\nawo,"AWO" Nord,Verein,blatt\n', "Anführungszeichen in Zeile 2"),
        (b"a," * 201 + b"b\n", "mehr als 200 Spalten"),
    ],
)
def test_a_file_that_is_no_table_is_refused(tmp_path: Path, content: bytes, words: str) -> None:
    error = only_error(loaded(tmp_path, akteure=content))
    assert str(error.place).startswith("akteure.csv")
    assert words in str(error.message)


def test_a_file_that_is_too_big_is_refused_before_it_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "MAX_BYTES", 2_000_000)
    error = only_error(loaded(tmp_path, akteure=b"x" * 2_000_001))
    assert str(error.message).startswith("Die Datei ist größer als 2 MB.")


def test_a_file_that_cannot_be_opened_is_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError

    folder_with(tmp_path)
    monkeypatch.setattr(Path, "open", refuse)
    errors = load_folder(tmp_path).report.errors
    assert {str(error.message) for error in errors} == {"Die Datei lässt sich nicht öffnen. Bitte die Rechte prüfen."}


def test_an_unknown_table_and_one_given_twice_are_refused(tmp_path: Path) -> None:
    folder_with(tmp_path, akteuere="x", Actors=SMALL["akteure"])
    double, unknown = sorted(load_folder(tmp_path).report.errors, key=lambda error: bool(error.near))
    assert double.value == "akteure.csv"
    assert "Actors.csv" in str(double.message)
    assert unknown.near[0] == "akteure"


def test_a_name_that_two_records_have_must_be_told_apart_by_id(tmp_path: Path) -> None:
    actors = SMALL["akteure"] + "awo2,AWO Kreisverband,Verein,,blatt\n"
    error = only_error(loaded(tmp_path, akteure=actors, beziehungen=NO_TIES + "AWO Kreisverband,berät,fg,,blatt\n"))
    assert "nicht eindeutig: actor/awo, actor/awo2" in str(error.message)
    assert "Kennung" in str(error.message)


def test_circles_are_reported_with_their_way(tmp_path: Path) -> None:
    heading = "Liste,Kürzel,Bezeichnung,Oberbegriffe,Quellen\n"
    rows = "Ort,a,A,b,blatt\nOrt,b,B,a,blatt\nOrt,nord,Nord,,blatt\nHandlungsfeld,D,D,,blatt\n"
    error = only_error(loaded(tmp_path, begriffe=heading + rows))
    assert "im Kreis" in str(error.message)
    assert str(error.place) == "begriffe.csv, Zeile 2"
    actors = "Kennung,Name,Art,Gehört zu,Quellen\nawo,AWO,Verein,fg,blatt\nfg,FG,Fachgruppe,awo,blatt\n"
    assert "im Kreis" in str(only_error(loaded(tmp_path, begriffe=SMALL["begriffe"], akteure=actors)).message)


def test_good_rows_can_be_taken_without_the_bad_ones_and_what_refers_to_them(tmp_path: Path) -> None:
    actors = SMALL["akteure"] + "x,X,Gibtsnicht,,blatt\ny,Y,Verein,x,blatt\n"
    folder = folder_with(tmp_path, akteure=actors, beziehungen=SMALL["beziehungen"] + "y,berät,awo,,blatt\n")
    assert load_folder(folder).records == ()
    result = load_folder(folder, skip_bad_rows=True)
    assert [str(error.place) for error in result.report.errors] == [
        "akteure.csv, Zeile 4, Spalte „Art“",
        "akteure.csv, Zeile 5",
        "beziehungen.csv, Zeile 4",
    ]
    network = Network("stadt", result.records)
    assert {actor.id for actor in network.actors} == {"actor/awo", "actor/fg"}
    assert result.report.counts["actor"] == 2


def test_hints_stop_where_nothing_fits(tmp_path: Path) -> None:
    rows = "".join(f"awo {number} kreisverband,berät,fg,,blatt\n" for number in range(300))
    errors = loaded(tmp_path, beziehungen=NO_TIES + rows).report.errors
    assert errors[0].near
    assert not errors[-1].near


@given(st.binary(max_size=300) | st.text(st.sampled_from('Kennung,;\t"\n\r@„“()Artß€x1. ')).map(str.encode))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
def test_whatever_a_file_holds_is_reported_and_never_raised(tmp_path: Path, content: bytes) -> None:
    table = TABLES["akteure"].encode() + content
    for changed in (content, table):
        result = loaded(tmp_path, akteure=changed)
        assert bool(result.records) != bool(result.report.errors)
