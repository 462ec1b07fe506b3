"""Council papers as text, PDF and Word give the same facts; what cannot be read is refused by name."""

from __future__ import annotations

import io
import time
import zipfile
from pathlib import Path

import docx
import pytest

import loaders
from graph_service.model.errors import UnreadableFile
from graph_service.model.ties import AnyRecord
from loaders.base import Loaded
from loaders.paper_pdf import read_pdf
from loaders.papers import load_paper_file
from tests.loaders.paper_files import corrupted, locked, pdf, repacked, set_in_pages, word, written
from tests.loaders.papers import BARS_AND_FAULTS

PAPER = Path(loaders.__file__).parent / "data" / "leverkusen" / "vorlage-2017-1900.txt"
WHOLE = PAPER.read_text("utf-8")
SMALL = "Stadt Burg\n\nVorlage Nr. {n}\n\nBetreff:\n\nKonzept {n}\n\nDer Rat der Stadt Burg berät."


def facts(records: tuple[AnyRecord, ...]) -> dict[str, object]:
    """What the records say, without where."""
    return {record.id: record.model_dump(exclude={"sources"}) for record in records}


def load(folder: Path, name: str, data: bytes) -> Loaded:
    return load_paper_file(written(folder, name, data))


def messages(result: Loaded) -> list[str]:
    return [str(finding.message) for finding in result.report.findings]


def test_a_pdf_gives_the_same_facts_as_the_text(tmp_path: Path) -> None:
    result = load(tmp_path, "v.pdf", pdf(set_in_pages(WHOLE)))
    assert facts(result.records) == facts(load_paper_file(PAPER).records)
    assert {source.locator for record in result.records for source in record.sources} >= {
        "Kopf, Seite 1, Zeile 3",
        "Beratungsfolge, Seite 1, Zeile 20",
    }


def test_a_word_file_gives_the_same_facts_as_the_text(tmp_path: Path) -> None:
    result = load(tmp_path, "v.docx", word(WHOLE))
    assert facts(result.records) == facts(load_paper_file(PAPER).records)
    assert {source.locator for record in result.records for source in record.sources} >= {
        "Kopf, Absatz 7",
        "Beratungsfolge, Tabelle 1, Zeile 5",
    }


def test_a_text_file_is_read_as_before() -> None:
    result = load_paper_file(PAPER)
    assert result.suggested_name == "Stadt Leverkusen"
    assert "Kopf, Zeile 7" in {source.locator for record in result.records for source in record.sources}


def test_the_bytes_and_not_the_name_say_what_a_file_is(tmp_path: Path) -> None:
    assert load(tmp_path, "v.txt", pdf(set_in_pages(WHOLE))).report.counts["document"] == 1
    assert load(tmp_path, "v.pdf", WHOLE.encode()).report.counts["document"] == 1


def test_the_head_of_a_word_page_is_read(tmp_path: Path) -> None:
    result = load(tmp_path, "v.docx", word("Betreff:\n\nKonzept", head="Vorlage Nr. 12/2020"))
    assert [record.id for record in result.records if record.type == "document"] == ["document/vorlage-12-2020"]
    assert result.records[0].sources[0].locator == "Kopf, Kopfzeile"


def test_a_table_that_frames_the_page_keeps_its_lines(tmp_path: Path) -> None:
    document = docx.Document()
    cell = document.add_table(rows=1, cols=1).rows[0].cells[0]
    cell.text = "Vorlage Nr. 12/2020"
    inner = cell.add_table(rows=1, cols=3)
    for part, words in zip(inner.rows[0].cells, ("Rat", "01.02.2020", "Entscheidung"), strict=True):
        part.text = words
    cell.add_paragraph("Betreff: Konzept")
    out = io.BytesIO()
    document.save(out)
    result = load(tmp_path, "v.docx", out.getvalue())
    assert result.records[0].id == "document/vorlage-12-2020"


def test_pages_without_text_are_told(tmp_path: Path) -> None:
    pages = set_in_pages(SMALL.format(n="1/2020"))
    result = load(tmp_path, "v.pdf", pdf([*pages, [], *pages]))
    assert "Seite 2 enthält keinen Text, vielleicht ein Bild; sie wurde nicht gelesen." in messages(result)


def test_what_stands_on_every_page_is_read_once() -> None:
    pages = [["Vorlage 1/2020", f"Absatz {n}.", f"Seite {n} von 4"] for n in range(1, 5)]
    read = read_pdf(pdf(pages), "v.pdf")
    assert [line for line in read.lines if line] == [
        *("Vorlage 1/2020", "Absatz 1.", "Seite 1 von 4", "Absatz 2.", "Absatz 3.", "Absatz 4.")
    ]
    assert [str(finding.message) for finding in read.findings] == [
        "2 Zeilen, die auf jeder Seite stehen, wurden nur einmal gelesen."
    ]


def test_cells_that_wrap_are_put_together_and_justified_lines_are_no_cells() -> None:
    lines = [
        "Gremium\tDatum",
        "Ausschuss für Gesund-\t01.02.2020",
        "heit und Soziales",
        "Rat\t02.02.2020",
        "",
        "Dieser   Satz   ist   auf   ganze   Breite   gesetzt   worden.",
    ]
    assert [line for line in read_pdf(pdf([lines]), "v.pdf").lines if line] == [
        "Gremium\tDatum",
        "Ausschuss für Gesundheit und Soziales\t01.02.2020",
        "Rat\t02.02.2020",
        "Dieser Satz ist auf ganze Breite gesetzt worden.",
    ]


def test_a_pdf_that_is_locked_against_changes_only_is_read(tmp_path: Path) -> None:
    assert load(tmp_path, "v.pdf", locked(pdf(set_in_pages(WHOLE)), "")).report.counts["document"] == 1


def _bomb() -> bytes:
    return repacked(word("x"), "word/document.xml", b" " * 90_000_000)


def _entities() -> bytes:
    lol = b"".join(b'<!ENTITY l%d "%s">' % (n, b"&l%d;" % (n - 1) * 10) for n in range(1, 10))
    part = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY l0 "lol">' + lol + b"]><x>&l9;</x>"
    return repacked(word("x"), "word/document.xml", part)


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("scan.pdf", pdf([[], []]), "Die PDF-Datei enthält nur Bilder, keinen Text."),
        ("locked.pdf", locked(pdf([["Vorlage"]]), "geheim"), "Die PDF-Datei ist mit einem Kennwort geschützt."),
        ("cut.pdf", pdf(set_in_pages(WHOLE))[:300], "Die PDF-Datei ist beschädigt oder unvollständig."),
        ("odd.pdf", b"%PDF-1.7\n" + bytes(range(256)) * 40, "Die PDF-Datei ist beschädigt oder unvollständig."),
        ("none.pdf", pdf([]), "Die PDF-Datei enthält nur Bilder, keinen Text."),
        ("long.pdf", pdf([["x"]] * 5000), "Die PDF-Datei hat 5000 Seiten, erlaubt sind 500."),
        ("map.pdf", pdf([["x" * 90] * 150_000]), "Die PDF-Datei ist zu groß für eine Vorlage."),
        ("cut.docx", word(WHOLE)[:9000], "Die Word-Datei ist beschädigt oder unvollständig."),
        ("old.doc", b"\xd0\xcf\x11\xe0" + b"\0" * 600, "Die Word-Datei hat das alte Format (.doc) oder"),
        ("bomb.docx", _bomb(), "Die Word-Datei ist entpackt zu groß für eine Vorlage."),
        ("lol.docx", _entities(), "Die Word-Datei enthält Anweisungen (DTD, Entitäten)"),
        ("blank.docx", word(""), "Die Word-Datei enthält keinen Text, vielleicht nur Bilder."),
        ("torn.docx", corrupted(word(WHOLE), "word/document.xml"), "Die Word-Datei ist beschädigt"),
        ("odd.docx", repacked(word("x"), "word/document.xml", b"<a"), "Die Word-Datei ist beschädigt"),
        ("letter.docx", word("Liebe Oma,\nheute war ich im Wald."), "Das ist keine Ratsvorlage"),
        ("letter.pdf", pdf([["Liebe Oma,", "heute war ich im Wald."]]), "Das ist keine Ratsvorlage"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_name_and_remedy(
    tmp_path: Path, name: str, data: bytes, message: str
) -> None:
    started = time.process_time()
    with pytest.raises(UnreadableFile) as caught:
        load(tmp_path, name, data)
    assert str(caught.value.message).startswith(message)
    assert caught.value.place == name
    assert caught.value.remedy
    assert time.process_time() - started < 10


def test_another_archive_is_no_word_file(tmp_path: Path) -> None:
    path = tmp_path / "v.docx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("xl/workbook.xml", "<x/>")
    with pytest.raises(UnreadableFile, match="keine Word-Datei"):
        load_paper_file(path)


def test_a_part_that_is_larger_than_it_says_is_refused(tmp_path: Path) -> None:
    data = repacked(word("x"), "word/document.xml", b"<x>" + b" " * 50_000_000 + b"</x>")
    lying = data.replace((50_000_007).to_bytes(4, "little"), (99).to_bytes(4, "little"))
    assert lying != data
    with pytest.raises(UnreadableFile, match="beschädigt"):
        load(tmp_path, "lying.docx", lying)


def test_fifty_megabytes_are_refused_before_they_are_read(tmp_path: Path) -> None:
    path = written(tmp_path, "gross.pdf", b"%PDF-1.4")
    with path.open("r+b") as file:
        file.truncate(60_000_000)
    with pytest.raises(UnreadableFile, match="60,0 MB zu groß"):
        load_paper_file(path)


def changed(folder: Path, old: bytes, new: bytes, whole: str = "Vorlage Nr. 1/2020\n\nBetreff:\n\nKonzept") -> Loaded:
    """A Word file with some of its marks changed by hand."""
    data = word(whole)
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        part = package.read("word/document.xml")
    assert old in part
    return load(folder, "v.docx", repacked(data, "word/document.xml", part.replace(old, new, 1)))


@pytest.mark.parametrize(
    ("marks", "told"),
    [
        (b'<w:ins w:id="1" w:author="x"><w:r><w:t>neu</w:t></w:r></w:ins>', "nicht angenommene Änderungen"),
        (b"<w:r><w:pict><w:txbxContent/></w:pict></w:r>", "Textfelder"),
    ],
)
def test_words_that_are_not_read_are_told(tmp_path: Path, marks: bytes, told: str) -> None:
    assert any(told in message for message in messages(changed(tmp_path, b"</w:p>", marks + b"</w:p>")))


def test_words_in_content_controls_and_fields_are_read(tmp_path: Path) -> None:
    control = b"<w:sdt><w:sdtContent><w:p><w:r><w:t>Datum: </w:t></w:r>"
    field = (
        b'<w:fldSimple w:instr="DATE"><w:r><w:t>01.02.2020</w:t></w:r></w:fldSimple></w:p></w:sdtContent></w:sdt><w:p>'
    )
    paper = changed(tmp_path, b"<w:p>", control + field).records[0]
    assert (paper.id, str(paper.model_dump()["date"])) == ("document/vorlage-1-2020", "2020-02-01")


def test_a_cell_that_claims_a_million_columns_is_one_cell(tmp_path: Path) -> None:
    span = b'<w:tcPr><w:gridSpan w:val="1000000000"/>'
    whole = "Vorlage Nr. 1/2020\n\nBeratungsfolge\tDatum\nRat\t01.02.2020\n"
    assert changed(tmp_path, b"<w:tcPr>", span, whole).report.counts["document"] == 1


def test_a_paper_that_is_there_already_is_noted() -> None:
    known = {record.id: record for record in load_paper_file(PAPER).records if record.type == "document"}
    assert "Diese Vorlage ist schon erfasst." in messages(load_paper_file(PAPER, known))


def test_a_paper_without_a_table_in_cells_is_read_from_word_too(tmp_path: Path) -> None:
    plain = load_paper_file(written(tmp_path, "v.txt", BARS_AND_FAULTS.encode()))
    assert facts(load(tmp_path, "v.docx", word(BARS_AND_FAULTS)).records).keys() == facts(plain.records).keys()


def test_a_damaged_pdf_brings_no_remarks_of_the_library(caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(UnreadableFile, match="beschädigt"):
        read_pdf(b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\n", "a.pdf")
    assert caplog.records == []
