"""Workbooks, zips and single CSV files as coordinators send them: read as the same tables, or refused in words."""

from __future__ import annotations

import io
import time
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from graph_service.exports.workbook import as_workbook
from graph_service.model.errors import UnreadableFile
from graph_service.model.nodes import Measure
from loaders import spreadsheets, tables
from loaders.base import Loaded
from loaders.spreadsheets import cell_name, read_book
from loaders.workbook import load_workbook
from tests.builders import actor, network, small_town
from tests.loaders.folders import SMALL
from tests.loaders.old_workbooks import encrypted_book, xls_of
from tests.loaders.paper_files import corrupted


def book_of(**sheets: list[list[Any]]) -> bytes:
    """A workbook with these rows of cells on its sheets."""
    book = Workbook()
    book.remove(book["Sheet"])
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    return saved(book)


def saved(book: Workbook) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def small_rows() -> dict[str, list[list[Any]]]:
    return {name: [line.split(",") for line in words.splitlines()] for name, words in SMALL.items()}


def load(content: bytes, name: str = "stadt.xlsx", **more: Any) -> Loaded:
    return load_workbook(content, name=name, **more)


def errors(result: Loaded) -> list[str]:
    assert result.records == ()
    return [str(error.message) for error in result.report.errors]


def repacked(content: bytes, change: Callable[[dict[str, bytes]], None]) -> bytes:
    """The package with some of its parts changed."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    change(parts)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        for name, part in parts.items():
            package.writestr(name, part)
    return stream.getvalue()


ODS_NAMES = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
)


def ods_of(name: str, rows: list[list[str]], more: str = "") -> bytes:
    cells = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell office:value-type="string"{more}><text:p>{cell}</text:p></table:table-cell>'
            for cell in row
        )
        + "</table:table-row>"
        for row in rows
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {ODS_NAMES}><office:body>'
        f'<office:spreadsheet><table:table table:name="{name}">{cells}</table:table></office:spreadsheet>'
        "</office:body></office:document-content>"
    )
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        package.writestr("META-INF/manifest.xml", "<manifest/>")
        package.writestr("content.xml", content)
    return stream.getvalue()


def test_a_workbook_becomes_the_same_network_as_a_folder() -> None:
    result = load(book_of(**small_rows()))
    assert result.report.findings == []
    assert result.report.counts == {"document": 1, "concept": 4, "actor": 2, "measure": 1, "tie": 4}
    assert result.suggested_name == "Stadt"


def test_sheets_may_stand_in_any_order_and_a_guide_and_empty_sheets_do_no_harm() -> None:
    rows = dict(reversed(small_rows().items()))
    result = load(book_of(**{"Lies-mich": [["Hallo"]], "Tabelle2": []}, **rows))
    assert result.report.findings == []
    assert result.report.counts["tie"] == 4


def test_a_path_is_read_as_its_bytes_are(tmp_path: Path) -> None:
    path = tmp_path / "stadt.xlsx"
    path.write_bytes(book_of(**small_rows()))
    assert load_workbook(path).report.counts["tie"] == 4


def test_an_error_names_sheet_row_column_value_and_the_nearest_word() -> None:
    rows = small_rows()
    rows["akteure"].append(["x", "X", "Wohlfahrtsverbnd", "", "blatt"])
    result = load(book_of(**rows))
    (error,) = result.report.errors
    assert result.records == ()
    assert (str(error.place), error.value) == ("akteure, Zeile 4, Spalte „Art“", "Wohlfahrtsverbnd")
    assert error.near[0] == "Wohlfahrtsverband"


def test_good_rows_are_taken_where_that_is_asked() -> None:
    rows = small_rows()
    rows["akteure"].append(["x", "X", "Wohlfahrtsverbnd", "", "blatt"])
    assert load(book_of(**rows), skip_bad_rows=True).report.counts["actor"] == 2


def test_a_sheet_that_is_not_ours_is_said_and_one_that_is_misspelt_is_an_error() -> None:
    result = load(book_of(**small_rows(), Telefonliste=[["Anna", "1234"]]))
    assert [str(found.message) for found in result.report.findings] == ["Das Blatt „Telefonliste“ wird nicht gelesen."]
    (error,) = load(book_of(**small_rows(), Bedraf=[["Wert"], ["1"]])).report.errors
    assert error.near == ("Bedarf",)


def test_a_sheet_given_twice_is_refused() -> None:
    assert "doppelt" in errors(load(book_of(**small_rows(), Actors=[["Name"]])))[0]


def test_a_plain_list_is_refused_with_the_way_to_load_it() -> None:
    (message,) = errors(load(book_of(Tabelle1=[["Träger", "Angebot"], ["AWO", "Kurs"]])))
    assert "--mapping" in message


def test_numbers_dates_and_answers_are_read_as_a_person_would_type_them() -> None:
    rows = small_rows()
    rows["massnahmen"] = [
        ["Titel", "Von", "Bis", "Plätze", "Betrag (EUR)", "Pflichtaufgabe", "Quellen", "Kennung"],
        ["Kurs", datetime(2024, 5, 3), date(2024, 6, 1), 12, 1234.5, True, "blatt", "m1"],  # noqa: DTZ001
        ["Kurs 2", 2017, "12/2018", 3.0, 0.1, False, "blatt", 2],
    ]
    first, second = [r for r in load(book_of(**rows)).records if isinstance(r, Measure)]
    assert (str(first.valid), first.capacity, str(first.amount_eur), first.mandatory) == (
        "2024-05-03/2024-06-01",
        12,
        "1234.5",
        True,
    )
    assert (second.id, str(second.valid), str(second.amount_eur)) == ("measure/2", "2017/2018-12", "0.1")


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("ab Herbst 2023", "kein Datum"),
        ("31.06.2024", "dieser Monat hat 30 Tage"),
        (datetime(2024, 5, 3, 14, 30), "kein Datum"),  # noqa: DTZ001
    ],
    ids=["words", "a day too many", "with an hour"],
)
def test_a_date_that_is_none_is_refused_in_its_place(written: Any, why: str) -> None:
    rows = small_rows()
    rows["massnahmen"][1][4] = written
    (error,) = load(book_of(**rows)).report.errors
    assert why in str(error.message)
    assert str(error.place) == "massnahmen, Zeile 2, Spalte „Von“"


def test_a_long_number_in_a_cell_is_no_thousand() -> None:
    need = [["Bezeichnung", "Wert", "Quellen"], ["Anteil", 1.234, "blatt"]]
    (record,) = [r for r in load(book_of(**small_rows(), Bedarf=need)).records if r.type == "need"]
    assert str(record.value) == "1.234"


@pytest.mark.parametrize("size", [30, 1000, 5000])
def test_a_truncated_workbook_is_refused(size: int) -> None:
    assert "unvollständig oder beschädigt" in errors(load(book_of(**small_rows())[:size]))[0]


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/worksheets/sheet1.xml"])
def test_a_workbook_with_a_torn_part_is_refused(part: str) -> None:
    assert "beschädigt" in errors(load(corrupted(repacked(book_of(**small_rows()), dict), part)))[0]


def test_a_zip_of_tables_with_a_torn_part_is_refused() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("akteure.csv", "Name;Art\n" + "AWO;Verband\n" * 9)
    assert "beschädigt" in errors(load(corrupted(stream.getvalue(), "akteure.csv"), "stadt.zip"))[0]


def test_a_workbook_without_its_sheets_is_refused() -> None:
    def without(parts: dict[str, bytes]) -> None:
        parts["xl/worksheets/sheet1.xml"] = b"<worksheet><sheetData><row"

    assert "beschädigt" in errors(load(repacked(book_of(**small_rows()), without)))[0]


def test_a_locked_workbook_is_refused_with_what_to_do() -> None:
    locked = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512) + "EncryptedPackage".encode("utf-16-le") + bytes(512)
    (message,) = errors(load(locked))
    assert "Kennwort geschützt" in message
    assert "ohne Kennwort speichern" in message


def test_a_locked_ods_is_refused() -> None:
    def lock(parts: dict[str, bytes]) -> None:
        parts["META-INF/manifest.xml"] = b"<manifest><encryption-data/></manifest>"

    assert "Kennwort" in errors(load(repacked(ods_of("Akteure", [["Name"]]), lock), "a.ods"))[0]


@pytest.mark.parametrize("called", ["a.xlsx", "a.xls"])
def test_a_workbook_that_is_really_locked_is_told_by_its_content(called: str) -> None:
    [message] = errors(load(encrypted_book(), called))
    assert "mit einem Kennwort geschützt" in message


def test_a_table_of_twenty_thousand_columns_is_refused_with_what_to_do() -> None:
    [message] = errors(load(";".join(f"Spalte {n}" for n in range(20_000)).encode(), "a.csv"))
    assert "mehr als 200 Spalten" in message
    assert "Spalten löschen" in message


def test_macros_are_left_alone_and_that_is_said() -> None:
    def with_macros(parts: dict[str, bytes]) -> None:
        parts["xl/vbaProject.bin"] = b"\x00\x01Auto_Open"

    result = load(repacked(book_of(**small_rows()), with_macros), "stadt.xlsm")
    assert result.report.counts["tie"] == 4
    assert "Makros" in str(result.report.findings[0].message)


def test_a_zip_bomb_is_refused_before_it_is_unpacked() -> None:
    def inflate(parts: dict[str, bytes]) -> None:
        parts["xl/worksheets/sheet1.xml"] = bytes(spreadsheets.MAX_UNPACKED + 1)

    bomb = repacked(book_of(**small_rows()), inflate)
    assert len(bomb) < 1_000_000
    began = time.perf_counter()
    assert "größer als 400 MB" in errors(load(bomb))[0]
    assert time.perf_counter() - began < 2


def test_a_package_of_very_many_parts_is_refused() -> None:
    def litter(parts: dict[str, bytes]) -> None:
        parts.update({f"xl/{number}": b"" for number in range(spreadsheets.MAX_PARTS)})

    assert "wird sie nicht geöffnet" in errors(load(repacked(book_of(**small_rows()), litter)))[0]


def test_a_cell_in_the_last_corner_does_not_take_the_service_down() -> None:
    book = Workbook()
    book.active["A1"], book.active["XFD1048576"] = "a", "z"  # type: ignore[index]
    assert "mehr Speicher" in errors(load(saved(book)))[0]


def test_a_csv_of_a_hundred_megabytes_is_refused_at_once(tmp_path: Path) -> None:
    path = tmp_path / "akteure.csv"
    with path.open("wb") as file:
        file.truncate(100_000_000)
    began = time.perf_counter()
    (error,) = load_workbook(path).report.errors
    assert "größer als 50 MB" in str(error.message)
    assert time.perf_counter() - began < 1


def test_a_table_of_twenty_thousand_columns_is_refused() -> None:
    line = ";".join(f"Spalte {number}" for number in range(20_000))
    assert "mehr als 200 Spalten" in errors(load(line.encode(), "akteure.csv"))[0]
    wide = book_of(Akteure=[["Name"] * 16_000])
    assert "mehr als 200 Spalten" in errors(load(wide))[0]


def test_a_table_of_too_many_cells_is_refused_before_they_are_made(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "MAX_CELLS", 1_000_000)
    assert "Millionen Zellen" in errors(load(b"Name;Art\n" + b";" * 1_000_001, "akteure.csv"))[0]


def test_merged_cells_keep_their_value_in_the_first_and_that_is_said() -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Akteure"
    for row in (["Name", "Art", "Quellen"], ["AWO", "Verein", "blatt"], ["KI", "", "blatt"]):
        sheet.append(row)
    sheet.merge_cells("B2:B3")
    quellen = book.create_sheet("Quellen")
    for row in small_rows()["quellen"]:
        quellen.append(row)
    report = load(saved(book)).report
    assert "B2:B3" in str(report.findings[0].message)
    assert str(report.errors[0].place) == "Akteure, Zeile 3, Spalte „Art“"


def formula_book(cell: bytes) -> bytes:
    def compute(parts: dict[str, bytes]) -> None:
        for name, part in parts.items():
            if b"FORMEL" in part and name.startswith("xl/worksheets"):
                parts[name] = part.replace(b'<c r="B2" t="inlineStr"><is><t>FORMEL</t></is></c>', cell)

    rows = small_rows()
    rows["akteure"][1][1] = "FORMEL"
    return repacked(book_of(**rows), compute)


def test_the_stored_value_of_a_formula_is_read_and_that_is_said() -> None:
    result = load(formula_book(b'<c r="B2" t="str"><f>A1&amp;"x"</f><v>AWO</v></c>'))
    assert [str(note.message) for note in result.report.findings] == [
        "1 Formel (B2): gelesen wurde der gespeicherte Wert."
    ]
    assert "AWO" in [getattr(record, "name", "") for record in result.records]


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        (b'<c r="B2"><f>A1</f><v></v></c>', "keinen gespeicherten Wert"),
        (b'<c r="B2" t="e"><f>A1</f><v>#REF!</v></c>', "Fehlerwert"),
        (b'<c r="B2" t="e"><v>#N/A</v></c>', "Fehlerwert"),
        (b'<c r="B2" t="inlineStr"><is><t>#NV</t></is></c>', "Fehlerwert"),
    ],
)
def test_a_cell_whose_value_is_lost_is_an_error_and_never_unknown(cell: bytes, words: str) -> None:
    (error,) = load(formula_book(cell)).report.errors
    assert words in str(error.message)
    assert str(error.place) == "akteure, Zeile 2, Spalte „Name“"


def test_a_hidden_sheet_is_read_and_that_is_said() -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Quellen"
    sheet.sheet_state = "hidden"
    for row in small_rows()["quellen"]:
        sheet.append(row)
    book.create_sheet("Lies-mich")
    result = load(saved(book))
    assert "ausgeblendet" in str(result.report.findings[0].message)
    assert result.report.counts == {"document": 1}


def test_an_old_xls_is_read_and_what_it_hides_is_said() -> None:
    result = load(xls_of("Quellen", [["Kennung", "Titel", "Art"], ["blatt", "Größe", "Presse"]]), "stadt.xls")
    assert [getattr(record, "name", "") for record in result.records] == ["Größe"]
    assert [found.level for found in result.report.findings] == ["note"]


def test_a_corner_in_an_old_xls_does_not_take_the_service_down() -> None:
    assert "mehr Speicher" in errors(load(xls_of("Quellen", [["Titel"]], corner=(65_535, 65_535)), "stadt.xls"))[0]


def test_an_ods_is_read_and_its_formulas_and_merged_cells_are_noted() -> None:
    result = load(ods_of("Quellen", small_rows()["quellen"]), "a.ods")
    assert result.report.counts == {"document": 1}
    noted = load(ods_of("Quellen", small_rows()["quellen"], ' table:formula="of:=1"'), "a.ods").report.findings
    assert "6 Formeln (A1, B1, C1, A2, B2, …)" in str(noted[0].message)
    merged = ods_of("Quellen", small_rows()["quellen"], ' table:number-columns-spanned="2"')
    assert "verbundene Bereiche" in str(load(merged, "a.ods").report.findings[0].message)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "leer"),
        (b" \n\n", "leer"),
        (b"<html><table><tr><td>Name</td></tr></table>", "Internetseite"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "beschädigt"),
        (b"\x00\x01\x02", "keine Textdatei"),
        (b"PK\x03\x04" + bytes(100), "beschädigt"),
    ],
)
def test_what_is_no_table_is_refused(content: bytes, words: str) -> None:
    assert words in errors(load(content, "stadt.xls"))[0]


def test_a_zip_of_something_else_is_refused() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as package:
        package.writestr("bild.png", b"x")
    assert "keine Arbeitsmappe" in errors(load(stream.getvalue(), "a.zip"))[0]


def test_an_entity_in_a_workbook_s_xml_is_not_expanded() -> None:
    def expand(parts: dict[str, bytes]) -> None:
        name = "xl/workbook.xml"
        bomb = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
        parts[name] = bomb + parts[name].replace(b'name="quellen"', b'name="&b;quellen"')

    assert load(repacked(book_of(**small_rows()), expand)).records == ()


def test_sheets_with_headings_alone_give_nothing_and_say_so() -> None:
    rows = {name: [table[0]] for name, table in small_rows().items()}
    result = load(book_of(**rows))
    assert (result.records, [str(found.message) for found in result.report.findings]) == (
        (),
        ["Die Tabellen enthalten keine Einträge."],
    )


def test_a_single_csv_is_told_by_its_name_or_its_heading_or_refused() -> None:
    known = network(*small_town()).nodes
    table = "Name;Art;Quellen\nNeuer Verein;Verein;document/paper\n"
    by_name = load(table.encode(), "Akteure.csv", known=known)
    assert by_name.report.counts == {"actor": 1}
    ties = "Von;Art;Nach;Rolle;Quellen\nawo;wirkt mit an;m2;Träger;document/paper\n"
    assert load(ties.encode(), "export (3).csv", known=known).report.counts == {"tie": 1}
    assert "keine Tabelle in unserer Form" in errors(load(b"Eins;Zwei\n1;2\n", "export (3).csv"))[0]


@pytest.mark.parametrize("separator", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_every_usual_encoding_and_separator_is_read(separator: str, encoding: str) -> None:
    table = "Kennung,Titel,Art\nblatt,Größe – „Straße“,Presse\n".replace(",", separator)
    (record,) = load(table.encode(encoding), "quellen.csv").records
    assert getattr(record, "name", "") == "Größe – „Straße“"


def test_a_line_that_names_the_separator_is_understood() -> None:
    assert load(b"sep=;\nTitel;Art\nBlatt, Ort;Presse\n", "quellen.csv").report.counts == {"document": 1}


def test_a_file_of_two_encodings_is_refused_with_the_line() -> None:
    mixed = "Titel;Art\nGrößen;Presse\n".encode() + "Straße;Presse\n".encode("cp1252")
    (message,) = errors(load(mixed, "quellen.csv"))
    assert "mischt zwei Zeichensätze" in message
    assert "Zeile 3" in message


def test_letters_that_were_spoilt_before_are_pointed_out() -> None:
    spoilt = "Titel;Art\nGrößen;Presse\n".encode().decode("cp1252").encode()
    assert "verdorbener Umlaut" in str(load(spoilt, "quellen.csv").report.findings[0].message)


def test_a_quote_that_is_never_closed_is_reported() -> None:
    (message,) = errors(load(b'Titel;Art\n"Blatt;Presse\n' + b"x" * 200_000, "quellen.csv"))
    assert "Anführungszeichen" in message


def test_headings_given_twice_are_refused() -> None:
    assert "kommt doppelt vor" in errors(load(b"Titel;Art;Name\na;Presse;b\n", "quellen.csv"))[0]


def test_a_circle_of_parents_is_reported() -> None:
    rows = small_rows()
    rows["akteure"] = [
        ["Kennung", "Name", "Art", "Gehört zu", "Quellen"],
        ["awo", "AWO", "Verein", "fg", "blatt"],
        ["fg", "FG", "Fachgruppe", "awo", "blatt"],
    ]
    assert any("im Kreis" in message for message in errors(load(book_of(**rows))))


def test_a_reader_that_takes_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spreadsheets, "_SECONDS", 0.001)
    with pytest.raises(UnreadableFile, match="Speicher oder Zeit"):
        read_book(book_of(**small_rows()), "a.xlsx")


def test_cells_are_named_as_a_spreadsheet_names_them() -> None:
    assert [cell_name(0, 0), cell_name(4, 25), cell_name(0, 27), cell_name(9, 701)] == ["A1", "Z5", "AB1", "ZZ10"]


def test_a_person_s_changes_in_an_exported_workbook_are_read() -> None:
    from openpyxl import load_workbook as open_workbook  # noqa: PLC0415

    book = open_workbook(io.BytesIO(as_workbook(network(actor("awo")))))
    book["Akteure"].append(["neu", "Neuer Verein", None, "Verein"])
    sheet = book["Akteure"]
    column = next(cell.column for cell in sheet[1] if cell.value == "Quellen")
    sheet.cell(sheet.max_row, column, "paper")
    assert load(saved(book)).report.counts["actor"] == 2
