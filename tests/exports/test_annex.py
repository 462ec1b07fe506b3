"""The Word annex: what a committee reads in it, how it is built, and what is refused."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from docx import Document
from docx.oxml.ns import qn

from graph_service.exports.annex import Annex, Picture, Section, Table, annex, cited
from graph_service.model.errors import BadInput


def png(width: int = 40, height: int = 30) -> bytes:
    """A grey rectangle."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    lines = b"".join(b"\0" + b"\x80" * width for _ in range(height))
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    parts = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(lines)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + parts


TABLE = Table("Träger im Feld D", ("Akteur", "Rolle"), (("AWO", "Träger"), ("=KI", "Federführung")))
PICTURE = Picture("Netz im Feld D", png(), "Drei Punkte, zwei Linien", ("● Akteur", "■ Maßnahme"))
SECTION = Section(
    "Wer handelt im Feld D?",
    'Drei Akteure, z. B. der "Flüchtlingsrat e. V.", wirken mit.',
    ("Nicht erfasst heißt nicht, dass es nichts gibt.",),
    ("Gezählt ist der ganze Tag.",),
    (TABLE,),
    PICTURE,
    ("Vorlage 2017/1900, S. 11", "Tagblatt"),
)
SMALL = Annex("Bericht an den Ausschuss", "leverkusen", 12, date(2026, 5, 3), (SECTION,))


def opened(document: Annex) -> Any:
    return Document(io.BytesIO(annex(document)))


def lines(document: Annex) -> list[str]:
    return [paragraph.text for paragraph in opened(document).paragraphs]


def test_it_holds_question_sentence_caveats_table_picture_and_sources() -> None:
    assert lines(SMALL) == [
        "Bericht an den Ausschuss",
        "Stand 3. Mai 2026, Netzwerk „leverkusen“, Revision 12",
        "Wer handelt im Feld D?",
        "Ergebnis",
        "Drei Akteure, z.\xa0B. der „Flüchtlingsrat e.\xa0V.“, wirken mit.\xa0[1]\xa0[2]",
        "Zu beachten",
        "Nicht erfasst heißt nicht, dass es nichts gibt.",
        "Gezählt ist der ganze Tag.",
        "Tabelle 1: Träger im Feld D",
        "",
        "",
        "Abbildung 1: Netz im Feld D",
        "Legende:",
        "● Akteur",
        "■ Maßnahme",
        "Quellen",
        "[1]\tVorlage 2017/1900, S.\xa011",
        "[2]\tTagblatt",
    ]


def test_headings_have_levels() -> None:
    styles = [p.style.name for p in opened(SMALL).paragraphs if p.style.name.startswith(("Title", "Heading"))]
    assert styles == ["Title", "Heading 1", "Heading 2", "Heading 2", "Heading 1"]


def test_the_heading_of_a_table_stands_on_every_page_and_no_row_is_torn() -> None:
    rows = opened(SMALL).tables[0].rows
    assert [row._tr.trPr.find(qn("w:tblHeader")) is not None for row in rows] == [True, False, False]
    assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in rows)
    assert [[cell.text for cell in row.cells] for row in rows] == [list(TABLE.heading), *map(list, TABLE.rows)]


def test_a_picture_has_words_for_those_who_do_not_see_it() -> None:
    (shape,) = opened(SMALL).inline_shapes
    assert shape._inline.docPr.get("descr") == "Drei Punkte, zwei Linien"


def test_a_large_picture_fits_the_page_and_keeps_its_shape() -> None:
    wide = replace(PICTURE, png=png(4000, 1000))
    (shape,) = opened(replace(SMALL, sections=(replace(SECTION, picture=wide),))).inline_shapes
    assert shape.width.cm == pytest.approx(16, abs=0.01)
    assert shape.width / shape.height == pytest.approx(4, abs=0.01)


@pytest.mark.parametrize(("language", "code"), [("de", "de-DE"), ("en", "en-GB")])
def test_the_language_is_set(language: Any, code: str) -> None:
    document = opened(replace(SMALL, language=language))
    codes = {found.get(qn("w:val")) for found in document.styles.element.iter(qn("w:lang"))}
    assert (codes, document.core_properties.language) == ({code}, code)


def test_an_english_annex_has_english_words_and_quotation_marks() -> None:
    found = lines(replace(SMALL, language="en"))
    assert found[1] == "As of 3 May 2026, network “leverkusen”, revision 12"
    assert "“Flüchtlingsrat e.\xa0V.”" in found[4]
    assert "Sources" in found


def test_a_source_of_two_sections_has_one_number() -> None:
    other = Section("Und sonst?", "Nichts erfasst.", sources=("Tagblatt", "Konzept"))
    found = lines(replace(SMALL, sections=(SECTION, other)))
    assert "Nichts erfasst.\xa0[2]\xa0[3]" in found
    assert found[-3:] == ["[1]\tVorlage 2017/1900, S.\xa011", "[2]\tTagblatt", "[3]\tKonzept"]


def test_what_is_to_be_said_of_a_table_stands_below_it() -> None:
    told = replace(SECTION, tables=(replace(TABLE, note="Gezeigt: 2 von 9."), TABLE))
    found = lines(replace(SMALL, sections=(told,)))
    assert found[found.index("Tabelle 1: Träger im Feld D") + 1] == "Gezeigt: 2 von 9."
    assert "Tabelle 2: Träger im Feld D" in found


@pytest.mark.parametrize(
    ("numbers", "words"),
    [((), ""), ((1,), "[1]"), ((2, 1), "[1]\xa0[2]"), ((1, 2, 3, 7), "[1–3]\xa0[7]"), ((4, 4), "[4]")],
    ids=str,
)
def test_runs_of_sources_are_cited_as_one(numbers: tuple[int, ...], words: str) -> None:
    assert cited(numbers) == words


def test_without_picture_table_and_sources_there_is_only_the_sentence() -> None:
    bare = replace(SMALL, sections=(Section("Frage?", "Keine Maßnahme erfasst."),))
    assert lines(bare)[2:] == ["Frage?", "Ergebnis", "Keine Maßnahme erfasst."]


def test_the_same_annex_gives_the_same_bytes() -> None:
    first, second = annex(SMALL), annex(SMALL)
    assert first == second
    assert {part.date_time for part in zipfile.ZipFile(io.BytesIO(first)).infolist()} == {(1980, 1, 1, 0, 0, 0)}


@pytest.mark.parametrize("content", [b"", b"GIF89a", b"<svg/>", png()[:20], png()[:-20], png(0, 0)])
def test_what_is_no_png_is_refused(content: bytes) -> None:
    broken = replace(SECTION, picture=replace(PICTURE, png=content))
    with pytest.raises(BadInput, match="Netz im Feld D"):
        annex(replace(SMALL, sections=(broken,)))


def test_a_row_that_does_not_fit_its_heading_is_refused() -> None:
    broken = replace(SECTION, tables=(replace(TABLE, rows=(("AWO",),)),))
    with pytest.raises(BadInput, match="1 statt 2 Zellen"):
        annex(replace(SMALL, sections=(broken,)))


def test_control_characters_are_refused_in_words() -> None:
    with pytest.raises(BadInput, match="Word-Dokument"):
        annex(replace(SMALL, title="a\x00b"))
