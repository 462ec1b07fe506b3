"""Council papers as PDF and Word files, made by code."""

from __future__ import annotations

import io
import textwrap
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import docx
from pypdf import PdfReader, PdfWriter

_WIDTH = 95
_COLUMNS = (0, 45, 70, 85)
_PER_PAGE = 55


def pdf(pages: Sequence[Sequence[str]]) -> bytes:
    """A PDF with these lines of text on its pages; a tabulator goes to the next column."""
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"",
        b"<</Type/Font/Subtype/Type1/BaseFont/Courier/Encoding/WinAnsiEncoding>>",
    ]
    kids = []
    for lines in pages:
        drawing = b"BT /F 9 Tf " + b"".join(_drawn(lines)) + b"ET"
        objects.append(b"<</Length %d>>stream\n%s\nendstream" % (len(drawing), drawing))
        kids.append(len(objects) + 1)
        font = b"/Resources<</Font<</F 3 0 R>>>>"
        objects.append(b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]%s/Contents %d 0 R>>" % (font, len(objects)))
    objects[1] = b"<</Type/Pages/Count %d/Kids[%s]>>" % (len(kids), b" ".join(b"%d 0 R" % kid for kid in kids))
    return _file(objects)


def _drawn(lines: Sequence[str]) -> Iterator[bytes]:
    for row, line in enumerate(lines):
        for column, cell in zip(_COLUMNS, line.split("\t"), strict=False):
            words = cell.encode("cp1252", "replace").replace(b"\\", rb"\\").replace(b"(", rb"\(").replace(b")", rb"\)")
            yield b"1 0 0 1 %d %d Tm (%s) Tj " % (30 + column * 5.4, 770 - 13 * row, words)


def _file(objects: Sequence[bytes]) -> bytes:
    out, places = io.BytesIO(b""), []
    out.write(b"%PDF-1.4\n")
    for number, body in enumerate(objects, start=1):
        places.append(out.tell())
        out.write(b"%d 0 obj%s endobj\n" % (number, body))
    start = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    out.write(b"".join(b"%010d 00000 n \n" % place for place in places))
    out.write(b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, start))
    return out.getvalue()


def set_in_pages(whole: str) -> list[list[str]]:
    """A text as pages of lines: wrapped, its tables in columns whose first cell wraps too."""
    lines = [part for line in whole.split("\n") for part in _set(line)]
    return [lines[at : at + _PER_PAGE] for at in range(0, len(lines), _PER_PAGE)]


def _set(line: str) -> Iterator[str]:
    if "\t" not in line:
        yield from textwrap.wrap(line, _WIDTH, break_on_hyphens=False) or [""]
        return
    first, rest = line.split("\t", 1)
    cell, *more = textwrap.wrap(first, _COLUMNS[1] - 5, break_on_hyphens=False)
    yield f"{cell}\t{rest}"
    yield from more


def locked(data: bytes, password: str) -> bytes:
    """The PDF, to be opened with this password only; with an empty one it is locked against changes."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(data)))
    writer.encrypt(password, "owner", algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def word(whole: str, head: str = "") -> bytes:
    """A Word file with a paragraph for each line and a table for each run of rows with tabulators."""
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = head
    rows: list[list[str]] = []
    for line in [*whole.split("\n"), ""]:
        if "\t" in line:
            rows.append(line.split("\t"))
            continue
        if rows:
            table = document.add_table(rows=0, cols=max(len(row) for row in rows))
            for row in rows:
                for cell, words in zip(table.add_row().cells, row, strict=False):
                    cell.text = words
            rows = []
        document.add_paragraph(line)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def repacked(data: bytes, name: str, part: bytes) -> bytes:
    """A Word file with one of its parts replaced or added."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as before, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as after:
        for held in before.namelist():
            if held != name:
                after.writestr(held, before.read(held))
        after.writestr(name, part)
    return out.getvalue()


def corrupted(data: bytes, name: str) -> bytes:
    """A zip in which the packed bytes of one of its parts are no longer what was packed."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        part = package.getinfo(name)
    start = part.header_offset + 30 + len(part.filename.encode())
    return data[:start] + b"\xff" * 16 + data[start + 16 :]


def written(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.write_bytes(data)
    return path
