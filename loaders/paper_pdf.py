"""The text of a PDF, line by line, with the cells of its tables parted by tabulators."""

from __future__ import annotations

import io
import logging
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pypdf import PageObject, PdfReader
from pypdf.errors import PyPdfError

from graph_service.model.errors import UnreadableFile
from graph_service.model.text import Text, counted, text
from loaders.base import Finding
from loaders.paper_text import Written, refusal, written
from loaders.vorlage.text import LIMIT, joined

# The longest papers with their annexes have some hundred pages; a book of thousands is no paper.
MOST_PAGES = 500
# What draws all pages: a page of words takes some ten thousand bytes; a megabyte may take three seconds to read.
_DRAWING = 15_000_000
_GAP = re.compile(r" {3,}")
_EVEN_WORDS = 6
_EVEN = 2
_SLACK = 2
_RUNNING_HEAD_PAGES = 3


def is_pdf(head: bytes) -> bool:
    """Whether a file that begins so is a PDF."""
    return b"%PDF-" in head


def read_pdf(data: bytes, source: str) -> Written:
    """The text of these bytes; UnreadableFile where they are locked, damaged, too many, or pictures of pages."""
    # pypdf writes its own English remarks on damage; what is wrong is said here, in the language of the reader.
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        pages = _all_lines(data, source)
    except UnreadableFile:
        raise
    # pypdf meets damage with any of Python's own errors as well as with its own.
    except (PyPdfError, ValueError, KeyError, TypeError, IndexError, AttributeError, RecursionError, OSError) as error:
        raise refusal(
            text("Die PDF-Datei ist beschädigt oder unvollständig."),
            source,
            text("Bitte die Datei neu herunterladen oder die Vorlage als Textdatei (.txt) speichern."),
        ) from error
    except (MemoryError, OverflowError) as error:
        raise _too_large(source) from error
    return _put_together(pages, source)


def _pages(data: bytes, source: str) -> Iterator[PageObject]:
    reader = PdfReader(io.BytesIO(data))
    if reader.is_encrypted and not _opens(reader):
        raise refusal(
            text("Die PDF-Datei ist mit einem Kennwort geschützt."),
            source,
            text("Bitte die Vorlage ohne Kennwort speichern und diese Datei angeben."),
        )
    count = len(reader.pages)
    if count > MOST_PAGES:
        raise refusal(
            text("Die PDF-Datei hat {n} Seiten, erlaubt sind {most}.", n=count, most=MOST_PAGES),
            source,
            text("Bitte nur die Vorlage angeben, ohne ihre Anlagen."),
        )
    yield from reader.pages


def _opens(reader: PdfReader) -> bool:
    """Many PDFs are locked against changes only: an empty password opens them."""
    try:
        return bool(reader.decrypt(""))
    except (PyPdfError, ImportError, ValueError, KeyError, TypeError):
        return False


def _too_large(source: str) -> UnreadableFile:
    return refusal(
        text("Die PDF-Datei ist zu groß für eine Vorlage."),
        source,
        text("Bitte die Vorlage als Textdatei (.txt) mit höchstens {limit} MB speichern.", limit=LIMIT // 1_000_000),
    )


def _all_lines(data: bytes, source: str) -> list[list[str]]:
    pages, drawn = [], 0
    for page in _pages(data, source):
        contents = page.get_contents()
        drawn += len(contents.get_data()) if contents is not None else 0
        if drawn > _DRAWING:
            raise _too_large(source)
        pages.append(_lines(page) if contents is not None else [])
    return pages


def _lines(page: PageObject) -> list[str]:
    laid_out = page.extract_text(extraction_mode="layout", layout_mode_space_vertically=True)
    return [row.words for row in _rows(laid_out.split("\n"))]


@dataclass
class _Row:
    """A line of a page, or a row of a table with all the lines that its cells take."""

    offsets: list[int]
    cells: list[str]

    @property
    def words(self) -> str:
        return "\t".join(self.cells)

    def takes(self, offsets: Sequence[int], cells: Sequence[str]) -> bool:
        """Whether these cells go on with cells of this row: each below one of them and no wider than its column."""
        if len(self.cells) < 2 or len(cells) >= len(self.cells) or cells[-1].endswith(":"):
            return False
        return all(self._fits(offset, cell) for offset, cell in zip(offsets, cells, strict=True))

    def _fits(self, offset: int, cell: str) -> bool:
        column = self._column(offset)
        if column is None:
            return False
        ends = [*self.offsets, 10**6]
        return self.offsets[column] + len(cell) < ends[column + 1]

    def _column(self, offset: int) -> int | None:
        near = (index for index, own in enumerate(self.offsets) if abs(own - offset) <= _SLACK)
        return next(near, None)

    def take(self, offsets: Sequence[int], cells: Sequence[str]) -> None:
        for offset, cell in zip(offsets, cells, strict=True):
            column = self._column(offset)
            if column is not None:
                self.cells[column] = joined(self.cells[column], cell)


def _rows(lines: Sequence[str]) -> Iterator[_Row]:
    """The rows of a page: a gap of three spaces parts cells, a smaller one comes from justified lines."""
    row = _Row([], [])
    for line in lines:
        pieces = list(_pieces(line.rstrip()))
        offsets, cells = [at for at, _ in pieces], [cell for _, cell in pieces]
        if cells and row.takes(offsets, cells):
            row.take(offsets, cells)
            continue
        if row.offsets:
            yield row
        row = _Row(offsets, cells)
        if not cells:
            yield _Row([], [""])
    if row.offsets:
        yield row


def _is_justified(line: str) -> bool:
    """Whether many words stand evenly apart, as in a line that was stretched to the margin."""
    gaps = [len(gap) for gap in re.findall(r" +", line.strip())]
    return len(gaps) >= _EVEN_WORDS and max(gaps) - min(gaps) <= _EVEN


def _pieces(line: str) -> Iterator[tuple[int, str]]:
    if _is_justified(line):
        yield len(line) - len(line.lstrip()), " ".join(line.split())
        return
    at = 0
    for piece in _GAP.split(line):
        found = line.index(piece, at)
        at = found + len(piece)
        if piece.strip():
            yield found + len(piece) - len(piece.lstrip()), " ".join(piece.split())


def _put_together(pages: Sequence[list[str]], source: str) -> Written:
    blank = [number for number, lines in enumerate(pages, start=1) if not any(line.strip() for line in lines)]
    if len(blank) == len(pages):
        raise refusal(
            text("Die PDF-Datei enthält nur Bilder, keinen Text."),
            source,
            text("Bitte eine Texterkennung (OCR) darüber laufen lassen oder die Vorlage als Text speichern."),
        )
    findings = [_blank_pages(blank, source)] if blank else []
    heads = _running_heads(pages)
    if heads:
        message = counted(
            "Eine Zeile, die auf jeder Seite steht, wurde nur einmal gelesen.",
            "{n} Zeilen, die auf jeder Seite stehen, wurden nur einmal gelesen.",
            len(heads),
        )
        findings.append(Finding("note", message, source, " | ".join(sorted(heads))[:200]))
    return written(list(_placed(pages, heads)), findings)


def _blank_pages(blank: Sequence[int], source: str) -> Finding:
    message: Text = counted(
        "Seite {pages} enthält keinen Text, vielleicht ein Bild; sie wurde nicht gelesen.",
        "{n} Seiten enthalten keinen Text, vielleicht Bilder; sie wurden nicht gelesen: {pages}.",
        len(blank),
        pages=tuple(blank[:20]),
    )
    return Finding("warning", message, source)


def _running_heads(pages: Sequence[list[str]]) -> frozenset[str]:
    """What stands as first or last line on every page, apart from its numbers."""
    written_on = [[line for line in lines if line.strip()] for lines in pages]
    ends = [{_bare(lines[0]), _bare(lines[-1])} for lines in written_on if lines]
    if len(ends) < _RUNNING_HEAD_PAGES:
        return frozenset()
    on = Counter(line for pair in ends for line in pair)
    # The first page of a letterhead often lacks it.
    return frozenset(line for line, n in on.items() if n >= len(ends) - 1)


def _bare(line: str) -> str:
    return re.sub(r"\d+", "#", " ".join(line.split()))


def _placed(pages: Sequence[list[str]], heads: frozenset[str]) -> Iterator[tuple[str, str]]:
    said: set[str] = set()
    for page, lines in enumerate(pages, start=1):
        for number, line in enumerate(lines, start=1):
            bare = _bare(line)
            if bare not in said:
                yield f"Seite {page}, Zeile {number}", line
            if bare in heads:
                said.add(bare)
