"""Every kind of bad file that people meet, and the words that tell what is wrong with it."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from openpyxl import Workbook

from tests.loaders.folders import SMALL
from tests.loaders.paper_files import pdf, word
from tests.loaders.test_spreadsheets import book_of, repacked, saved, small_rows
from tests.uploads import zipped

_MEASURES = "Kennung,Titel,Handlungsfelder,Orte,Von,Quellen\n"
_CONCEPTS = SMALL["begriffe"].replace("Quellen\n", "Quellen,Oberbegriff\n", 1).replace("blatt\n", "blatt,\n")
_ENTITIES = (
    '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>'
)


@dataclass(frozen=True)
class BadFile:
    """What a file is called, how it is made, and what a person is told; `refused`: nothing of it can be taken over."""

    name: str
    made: Callable[[], bytes]
    said: str
    refused: bool = True


def _part(name: str, content: bytes) -> Callable[[dict[str, bytes]], None]:
    return lambda parts: parts.update({name: content})


def _encrypted() -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512) + "EncryptedPackage".encode("utf-16-le") + bytes(512)


def _binary_workbook() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as package:
        package.writestr("xl/workbook.bin", bytes(100))
    return stream.getvalue()


def _merged() -> bytes:
    book = Workbook()
    book.remove(book["Sheet"])
    for title, rows in small_rows().items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    book["akteure"].merge_cells("D2:D3")
    return saved(book)


def _formula() -> bytes:
    rows = small_rows()
    rows["massnahmen"][1][1] = '=A2&" Kurs"'
    return book_of(**rows)


def _dated(written: str) -> bytes:
    return zipped(massnahmen=f"{_MEASURES}m1,Deutschkurs,D,nord,{written},blatt\n")


def _circle() -> bytes:
    rows = _CONCEPTS + "Ort,a,A,blatt,b\nOrt,b,B,blatt,a\n"
    return zipped(begriffe=rows)


def _mixed() -> bytes:
    return b"Kennung,Name,Art,Quellen\na,M\xc3\xbcller,Verein,blatt\nb,K\xf6ln,Verein,blatt\n"


def _graphml(inside: str, head: str = "") -> bytes:
    return f'<?xml version="1.0"?>{head}<graphml><graph edgedefault="directed">{inside}</graph></graphml>'.encode()


def _book() -> bytes:
    return book_of(**small_rows())


def _bomb() -> bytes:
    stream = io.BytesIO(_book())
    with (
        zipfile.ZipFile(stream, "a", zipfile.ZIP_DEFLATED, compresslevel=1) as package,
        package.open("xl/big", "w") as big,
    ):
        for _ in range(401):
            big.write(bytes(1_000_000))
    return stream.getvalue()


def _many_columns() -> bytes:
    return (";".join(f"Spalte {number}" for number in range(20_000)) + "\n1\n").encode()


def _many_nodes() -> bytes:
    return _graphml("".join(f'<node id="n{n}"/>' for n in range(200_001)))


def _word_with_entities() -> bytes:
    return repacked(word("Vorlage"), _part("word/document.xml", f"{_ENTITIES}<x>&c;</x>".encode()))


_TWICE = b"Kennung,Name,Name,Art,Quellen\na,A,B,Verein,x\n"
_NO_SIGN = SMALL["akteure"].replace("AWO Kreisverband", "AWO\uffff")

BAD_FILES: Mapping[str, BadFile] = {
    "truncated": BadFile("a.xlsx", lambda: _book()[:3000], "unvollständig oder beschädigt"),
    "encrypted": BadFile("a.xlsx", _encrypted, "Kennwort geschützt"),
    "macros": BadFile(
        "a.xlsm", lambda: repacked(_book(), _part("xl/vbaProject.bin", b"\x00")), "enthält Makros", refused=False
    ),
    "binary workbook": BadFile("a.xlsb", _binary_workbook, "Endung „.xlsb“"),
    "binary workbook under another name": BadFile("a.xlsx", _binary_workbook, "keine Arbeitsmappe"),
    "zip bomb": BadFile("a.xlsx", _bomb, "größer als 400 MB"),
    "20,000 columns": BadFile("akteure.csv", _many_columns, "mehr als 200 Spalten"),
    "merged cells": BadFile("a.xlsx", _merged, "verbundener Bereich (D2:D3)", refused=False),
    "formula without a value": BadFile("a.xlsx", _formula, "keinen gespeicherten Wert"),
    "a date in words": BadFile("a.zip", lambda: _dated("ab Herbst 2023"), "„ab Herbst 2023“ ist kein Datum"),
    "a date that is none": BadFile("a.zip", lambda: _dated("31.06.2024"), "dieser Monat hat 30 Tage"),
    "mixed encodings": BadFile("akteure.csv", _mixed, "mischt zwei Zeichensätze"),
    "duplicate headers": BadFile("akteure.csv", lambda: _TWICE, "doppelt"),
    "a circle": BadFile("a.zip", _circle, "Kreis"),
    "entities in GraphML": BadFile("a.graphml", lambda: _graphml('<node id="&c;"/>', _ENTITIES), "(ENTITY)"),
    "entities in Word": BadFile("a.docx", _word_with_entities, "Anweisungen (DTD, Entitäten)"),
    "no PDF": BadFile("a.pdf", lambda: pdf([[]])[:40], "PDF"),
    "a sign that no file can hold": BadFile("a.zip", lambda: zipped(akteure=_NO_SIGN), "U+FFFF"),
    "HTML for OParl": BadFile("a.json", lambda: b"<!doctype html><title>Fehler</title>", "JSON"),
    "endless nesting": BadFile("a.json", lambda: b"[" * 100_000, "als 100 Stufen"),
    "many nodes": BadFile("a.graphml", _many_nodes, "mehr als 200.000 Knoten"),
}
