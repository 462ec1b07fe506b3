"""A council paper as text, PDF or Word."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from graph_service.model.nodes import AnyNode, Document
from graph_service.model.text import text
from loaders.base import Loaded
from loaders.paper_docx import is_word, read_word
from loaders.paper_pdf import is_pdf, read_pdf
from loaders.vorlage import load_paper, take_paper
from loaders.vorlage.text import bytes_of

# A scanned annex is larger, but holds no words; a paper of words and tables stays far below.
LARGEST = 50_000_000
_HEAD = 1024
_NOBODY: Mapping[str, AnyNode] = {}


def load_paper_file(path: Path, known: Mapping[str, AnyNode] = _NOBODY) -> Loaded:
    """The records of a council paper and a report; UnreadableFile where it is none or cannot be read."""
    loaded = _read(path)
    paper = next(record for record in loaded.records if isinstance(record, Document))
    if paper.id in known:
        loaded.report.note(text("Diese Vorlage ist schon erfasst."), loaded.report.source, paper.name)
    return loaded


def _read(path: Path) -> Loaded:
    """One paper, by what its bytes are and not by what its name says."""
    if not path.is_file():
        return load_paper(path)
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if not (is_pdf(head) or is_word(head)):
        return load_paper(path)
    data = bytes_of(path, LARGEST)
    written = read_pdf(data, path.name) if is_pdf(head) else read_word(data, path.name)
    loaded = take_paper(written.whole, path.name, written.place_of)
    loaded.report.findings[:0] = written.findings
    return loaded
