"""A Word annex for committees: question, sentence, caveats, tables and picture of each finding, with numbered sources.

What it says comes from the caller as plain texts. The same input gives the same bytes.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.image.exceptions import InvalidImageStreamError, UnexpectedEndOfFileError, UnrecognizedImageError
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement
from docx.shared import Cm, Emu, Pt
from docx.table import Table as WordTable

from graph_service.exports.exported import packed, unfit_for_xml
from graph_service.language import render
from graph_service.model.errors import BadInput
from graph_service.model.text import Language, text

_TEXT_WIDTH, _TEXT_HEIGHT = Cm(16), Cm(20)  # A4 less its margins, and less a heading and a legend
_PNG_START, _PNG_END = b"\x89PNG\r\n\x1a\n", b"IEND\xaeB`\x82"
_LANGUAGES: Mapping[Language, str] = {"de": "de-DE", "en": "en-GB"}
_WORDS: Mapping[Language, Mapping[str, str]] = {
    "de": {
        "finding": "Ergebnis",
        "caveats": "Zu beachten",
        "table": "Tabelle",
        "picture": "Abbildung",
        "legend": "Legende",
        "sources": "Quellen",
        "as_of": "Stand {day}, Netzwerk „{network}“, Revision {revision}",
        "page": "Seite {page} von {pages}",
    },
    "en": {
        "finding": "Finding",
        "caveats": "Please note",
        "table": "Table",
        "picture": "Figure",
        "legend": "Legend",
        "sources": "Sources",
        "as_of": "As of {day}, network “{network}”, revision {revision}",
        "page": "Page {page} of {pages}",
    },
}
_QUOTES: Mapping[Language, str] = {"de": "„\\1“", "en": "“\\1”"}
_STRAIGHT = re.compile(r'(?<!\w)"([^"\n]+)"(?!\w)')
_KEPT_TOGETHER = re.compile(
    r"(?<=\bz\.) (?=B\.)|(?<=\bd\.) (?=h\.)|(?<=\bu\.) (?=a\.)|(?<=\be\.) (?=V\.)|(?<=§) (?=\d)|(?<=\bNr\.) (?=\d)"
    r"|(?<=\bS\.) (?=\d)|(?<=\d) (?=(?:%|€|EUR|Euro|km|Uhr)(?!\w))|(?<=\bDr\.) (?=\w)"
)


@dataclass(frozen=True)
class Table:
    """A table with a heading that stands on every page that it goes over, and what is to be said below it."""

    caption: str
    heading: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""


@dataclass(frozen=True)
class Picture:
    """A picture as PNG, what it shows in words for those who do not see it, and the lines of its legend."""

    caption: str
    png: bytes
    alternative: str
    legend: tuple[str, ...] = ()


@dataclass(frozen=True)
class Section:
    """One question with its answer and what that rests on; `remarks` are further lines above the tables."""

    question: str
    sentence: str
    caveats: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    tables: tuple[Table, ...] = ()
    picture: Picture | None = None
    sources: tuple[str, ...] = ()


@dataclass(frozen=True)
class Annex:
    """What an annex says, for which network, revision and day."""

    title: str
    network: str
    revision: int
    day: date
    sections: tuple[Section, ...]
    language: Language = "de"


def annex(document: Annex) -> bytes:
    """The annex as a Word file.

    A source that several sections name has one number. Raises BadInput for a picture that is no PNG, for rows that do
    not fit their heading, and for characters that Word cannot hold.
    """
    return _Writing(document).bytes()


class _Writing:
    """Writes one annex from its title to its sources."""

    def __init__(self, document: Annex) -> None:
        self._annex = document
        self._words = _WORDS[document.language]
        self._word: WordDocument = Document()
        self._numbers: dict[str, int] = {}
        self._tables = self._pictures = 0

    def bytes(self) -> bytes:
        """The file."""
        self._set_up()
        self._word.add_heading(self._set(self._annex.title), 0)
        self._paragraph(self._as_of())
        for section in self._annex.sections:
            self._section(section)
        if self._numbers:
            self._word.add_heading(self._words["sources"], 1)
            for source, number in self._numbers.items():
                self._paragraph(f"[{number}]\t{source}", hanging=True)
        return _file(self._word)

    def _as_of(self) -> str:
        day = render(self._annex.day, self._annex.language)
        return self._words["as_of"].format(day=day, network=self._annex.network, revision=self._annex.revision)

    def _set_up(self) -> None:
        page = self._word.sections[0]
        page.page_width, page.page_height = Cm(21), Cm(29.7)
        page.left_margin = page.right_margin = page.top_margin = page.bottom_margin = Cm(2.5)
        normal: Any = self._word.styles["Normal"]
        normal.font.name, normal.font.size = "Calibri", Pt(11)
        self._set_language()
        self._footer(page.footer.paragraphs[0])
        moment = datetime(self._annex.day.year, self._annex.day.month, self._annex.day.day)  # noqa: DTZ001 - the format wants it so
        about = self._word.core_properties
        about.title, about.author, about.language = self._set(self._annex.title), "Akteursnetz", self._language()
        about.created = about.modified = moment
        about.last_modified_by, about.comments = "Akteursnetz", ""

    def _language(self) -> str:
        return _LANGUAGES[self._annex.language]

    def _set_language(self) -> None:
        """The language of every text, by which Word hyphenates and a screen reader speaks."""
        for found in self._word.styles.element.iter(qn("w:lang")):
            found.set(qn("w:val"), self._language())
        settings = self._word.settings.element
        hyphenation = OxmlElement("w:autoHyphenation")
        before = settings.find(qn("w:defaultTabStop"))
        settings.insert(list(settings).index(before) if before is not None else 0, hyphenation)

    def _footer(self, paragraph: Any) -> None:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        for part in re.split(r"(\{pages?\})", self._words["page"]):
            run = paragraph.add_run("" if part.startswith("{") else part)
            if part.startswith("{"):
                field = OxmlElement("w:fldSimple")
                field.set(qn("w:instr"), {"{page}": "PAGE", "{pages}": "NUMPAGES"}[part])
                run._r.addnext(field)

    def _section(self, section: Section) -> None:
        self._word.add_heading(self._set(section.question), 1)
        self._word.add_heading(self._words["finding"], 2)
        self._paragraph(f"{section.sentence}{self._cited(section.sources)}")
        if section.caveats:
            self._word.add_heading(self._words["caveats"], 2)
            for caveat in section.caveats:
                self._paragraph(caveat, style="List Bullet")
        for remark in section.remarks:
            self._paragraph(remark)
        for table in section.tables:
            self._table(table)
        if section.picture:
            self._picture(section.picture)

    def _cited(self, sources: Iterable[str]) -> str:
        numbers = {self._numbers.setdefault(source, len(self._numbers) + 1) for source in sources}
        return f"\N{NO-BREAK SPACE}{cited(numbers)}" if numbers else ""

    def _table(self, table: Table) -> None:
        self._tables += 1
        self._caption(f"{self._words['table']} {self._tables}: {table.caption}")
        drawn: WordTable = self._word.add_table(rows=0, cols=len(table.heading), style="Table Grid")
        for row in (table.heading, *table.rows):
            if len(row) != len(table.heading):
                raise BadInput(
                    text(
                        "Eine Zeile der Tabelle „{name}“ hat {n} statt {wanted} Zellen.",
                        name=table.caption,
                        n=len(row),
                        wanted=len(table.heading),
                    ),
                    place=table.caption,
                )
            self._row(drawn, row, heading=row is table.heading)
        self._paragraph(table.note)

    def _row(self, table: WordTable, cells: Sequence[str], *, heading: bool) -> None:
        row = table.add_row()  # type: ignore[no-untyped-call]
        properties = row._tr.get_or_add_trPr()
        properties.append(OxmlElement("w:cantSplit"))
        if heading:
            properties.append(OxmlElement("w:tblHeader"))
        for cell, words in zip(row.cells, cells, strict=True):
            run = cell.paragraphs[0].add_run(self._set(words))
            run.bold = heading
            run.font.size = Pt(9)

    def _picture(self, picture: Picture) -> None:
        self._pictures += 1
        if not (picture.png.startswith(_PNG_START) and picture.png.endswith(_PNG_END)):
            raise _no_picture(picture)
        paragraph = self._word.add_paragraph()
        paragraph.paragraph_format.keep_with_next = True
        try:
            shape = paragraph.add_run().add_picture(io.BytesIO(picture.png))
        except (UnrecognizedImageError, InvalidImageStreamError, UnexpectedEndOfFileError, ZeroDivisionError) as error:
            raise _no_picture(picture) from error
        if not shape.width or not shape.height:
            raise _no_picture(picture)
        scale = min(_TEXT_WIDTH / shape.width, _TEXT_HEIGHT / shape.height, 1)
        shape.width, shape.height = Emu(int(shape.width * scale)), Emu(int(shape.height * scale))
        named = shape._inline.docPr
        named.set("descr", self._set(picture.alternative))
        named.set("title", self._set(picture.caption))
        self._caption(f"{self._words['picture']} {self._pictures}: {picture.caption}")
        if picture.legend:
            self._paragraph(f"{self._words['legend']}:")
            for line in picture.legend:
                self._paragraph(line, style="List Bullet")

    def _caption(self, words: str) -> None:
        self._paragraph(words, style="Caption")

    def _paragraph(self, words: str, *, style: str | None = None, hanging: bool = False) -> None:
        paragraph = self._word.add_paragraph(self._set(words), style=style)
        if style == "Caption" and words.startswith(self._words["table"]):
            paragraph.paragraph_format.keep_with_next = True
            paragraph.paragraph_format.space_before = Pt(12)
        if hanging:
            paragraph.paragraph_format.left_indent = Cm(1)
            paragraph.paragraph_format.first_line_indent = Cm(-1)

    def _set(self, words: str) -> str:
        """The words as a printer would set them: quotation marks, and blanks at which no line ends."""
        shown = unfit_for_xml(words)
        if shown:
            raise BadInput(
                text("„{value}“ enthält Zeichen, die kein Word-Dokument aufnehmen kann.", value=shown),
                value=shown,
                remedy=text("Bitte den Text neu eingeben."),
            )
        quoted = _STRAIGHT.sub(_QUOTES[self._annex.language], words)
        return _KEPT_TOGETHER.sub("\N{NO-BREAK SPACE}", quoted)


def cited(numbers: Iterable[int]) -> str:
    """The numbers of sources as a text cites them, runs of three or more as one: "[1–4] [7]"."""
    return "\N{NO-BREAK SPACE}".join(f"[{span}]" for span in _spans(sorted(set(numbers))))


def _spans(numbers: Sequence[int]) -> Iterator[str]:
    for _, run in groupby(enumerate(numbers), key=lambda pair: pair[1] - pair[0]):
        found = [number for _, number in run]
        yield from [f"{found[0]}–{found[-1]}"] if len(found) > 2 else map(str, found)


def _no_picture(picture: Picture) -> BadInput:
    return BadInput(
        text("Die Abbildung „{name}“ ist kein lesbares PNG.", name=picture.caption),
        place=picture.caption,
        remedy=text("Bitte das Bild noch einmal erzeugen oder ohne Bild ausgeben."),
    )


def _file(document: WordDocument) -> bytes:
    """The file, in which nothing depends on when it was made."""
    stream = io.BytesIO()
    document.save(stream)
    with zipfile.ZipFile(stream) as package:
        return packed({name: package.read(name) for name in package.namelist()})
