"""The text of a Word file (docx): its page head, then paragraphs and tables in the order of the file."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator

import docx
from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException
from docx.document import Document as WordDocument
from docx.opc.exceptions import OpcError
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

from graph_service.model.errors import UnreadableFile
from graph_service.model.text import text
from loaders.base import BROKEN_ZIP, Finding
from loaders.paper_text import Written, refusal, written

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
# Unpacked: words take some hundred kilobytes, pictures in an annex some ten megabytes.
_UNPACKED = 100_000_000
# The part with the words alone; python-docx holds it as a tree of some twenty times its size.
_WORDS = 20_000_000
_PARTS = 2_000
_DEPTH = 5
_MAIN = "word/document.xml"
# What stands around words without being words: content controls, tags, fields with their result.
_WRAPPERS = tuple(qn(name) for name in ("w:sdt", "w:smartTag", "w:fldSimple", "w:customXml"))
_UNREAD = {
    b"<w:ins ": text("Die Word-Datei enthält nicht angenommene Änderungen; eingefügter Text wurde nicht gelesen."),
    b"<w:txbxContent": text("Die Word-Datei enthält Textfelder; sie wurden nicht gelesen."),
}


def is_word(head: bytes) -> bool:
    """Whether a file that begins so may be one of Word: a package, or the old or locked form."""
    return head.startswith((_ZIP, _OLE))


def read_word(data: bytes, source: str) -> Written:
    """The text of these bytes; UnreadableFile where they are locked, damaged, no Word file, or a trap."""
    if data.startswith(_OLE):
        raise refusal(
            text("Die Word-Datei hat das alte Format (.doc) oder ist mit einem Kennwort geschützt."),
            source,
            text("Bitte die Vorlage ohne Kennwort als .docx speichern und diese Datei angeben."),
        )
    try:
        main = _checked(data, source)
        placed = list(_placed(docx.Document(io.BytesIO(data))))
    except UnreadableFile:
        raise
    # python-docx meets damage with any of Python's own errors as well as with its own; lxml's are SyntaxErrors.
    except (
        *(*BROKEN_ZIP, OpcError, ElementTree.ParseError, SyntaxError, RecursionError),
        *(KeyError, ValueError, AttributeError, TypeError, IndexError),
    ) as error:
        raise _damaged(source) from error
    if not any(words.strip() for _, words in placed):
        raise refusal(
            text("Die Word-Datei enthält keinen Text, vielleicht nur Bilder."),
            source,
            text("Bitte eine Texterkennung (OCR) darüber laufen lassen oder die Vorlage als Text speichern."),
        )
    return written(placed, [Finding("warning", said, source) for mark, said in _UNREAD.items() if mark in main])


def _damaged(source: str) -> UnreadableFile:
    return refusal(
        text("Die Word-Datei ist beschädigt oder unvollständig."),
        source,
        text("Bitte die Datei in Word öffnen und neu als .docx speichern."),
    )


def _checked(data: bytes, source: str) -> bytes:
    """The part with the words; UnreadableFile where the package unpacks to too much or declares entities."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts = package.infolist()
        sizes = {part.filename: part.file_size for part in parts}
        if _MAIN not in sizes:
            raise refusal(
                text("Das ist ein Archiv oder eine andere Office-Datei, keine Word-Datei (.docx)."),
                source,
                text("Bitte die Vorlage als .docx, PDF oder Textdatei speichern und diese Datei angeben."),
            )
        if len(parts) > _PARTS or sum(sizes.values()) > _UNPACKED or sizes[_MAIN] > _WORDS:
            raise refusal(
                text("Die Word-Datei ist entpackt zu groß für eine Vorlage."),
                source,
                text("Bitte die Vorlage ohne Bilder und Anlagen speichern und diese Datei angeben."),
            )
        # A part that is larger than it says fails on reading: zipfile stops at the size and compares the sum.
        for name in sizes:
            if name.endswith((".xml", ".rels")):
                _refuse_entities(package.read(name), source)
        return package.read(_MAIN)


def _refuse_entities(part: bytes, source: str) -> None:
    try:
        for _, element in ElementTree.iterparse(io.BytesIO(part), forbid_dtd=True):
            element.clear()
    except DefusedXmlException as error:
        raise refusal(
            text("Die Word-Datei enthält Anweisungen (DTD, Entitäten), die in einer Vorlage nichts zu suchen haben."),
            source,
            text("Bitte die Datei in Word öffnen und neu als .docx speichern."),
        ) from error


def _placed(document: WordDocument) -> Iterator[tuple[str, str]]:
    section = document.sections[0] if len(document.sections) else None
    if section:
        first = section.first_page_header if section.different_first_page_header_footer else section.header
        for block in first.iter_inner_content():
            yield from (("Kopfzeile", words) for words in _words(block, 0))
    _unwrap(document.element.body)
    paragraphs = tables = 0
    for block in document.iter_inner_content():
        if isinstance(block, Paragraph):
            paragraphs += 1
            yield from ((f"Absatz {paragraphs}", line) for line in block.text.split("\n"))
        else:
            tables += 1
            rows = enumerate(_words(block, 0), start=1)
            yield from ((f"Tabelle {tables}, Zeile {row}", words) for row, words in rows)


def _unwrap(body: BaseOxmlElement) -> None:
    """Puts the content of wrappers, which python-docx passes over, in their place."""
    for wrapper in list(body.iter(*_WRAPPERS)):
        content = wrapper.find(qn("w:sdtContent")) if wrapper.tag == _WRAPPERS[0] else wrapper
        for inner in [] if content is None else list(content):
            wrapper.addprevious(inner)
        parent = wrapper.getparent()
        if parent is not None:
            parent.remove(wrapper)


def _words(block: Paragraph | Table, depth: int) -> Iterator[str]:
    """The lines of a paragraph, or the rows of a table with tabulators between cells."""
    if isinstance(block, Paragraph):
        yield from block.text.split("\n")
        return
    for row in block.rows:
        # Not `row.cells`: it repeats a merged cell as often as the file claims that it has columns.
        yield from _row([_Cell(cell, block) for cell in row._tr.tc_lst], depth)


def _row(cells: list[_Cell], depth: int) -> Iterator[str]:
    """A row of several cells as one line; a lone cell frames its content and keeps its lines."""
    if len(cells) == 1 and depth < _DEPTH:
        for block in cells[0].iter_inner_content():
            yield from _words(block, depth + 1)
        return
    yield "\t".join(" ".join(cell.text.split()) for cell in cells)
