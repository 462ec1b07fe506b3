"""What an export gives: the bytes, and what their form could not carry."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache

from graph_service.exports.workbook_form import Field, sheets
from graph_service.model.text import Text

FORMULA_STARTS = tuple("=+-@\t\r\n＝＋－＠")
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest time that a zip can hold: an export has none of its own
_SHOWN = 5


@dataclass(frozen=True)
class Loss:
    """One thing that a form cannot carry: what it is, in how many records, and the ids of the first of them."""

    what: Text
    count: int
    examples: tuple[str, ...] = ()


@dataclass(frozen=True)
class Exported:
    """A file as bytes, and what it lacks of the network that it was made of."""

    content: bytes
    losses: tuple[Loss, ...] = ()


@dataclass
class Losses:
    """Gathers what is left out while a file is written."""

    _found: dict[str, tuple[Text, list[str]]] = field(default_factory=dict)

    def add(self, what: Text, record_id: str) -> None:
        """Notes that a record lost this; the same words are counted together."""
        self._found.setdefault(str(what), (what, []))[1].append(record_id)

    def all(self) -> tuple[Loss, ...]:
        """Every loss, the most frequent first."""
        losses = (Loss(what, len(ids), tuple(ids[:_SHOWN])) for what, ids in self._found.values())
        return tuple(sorted(losses, key=lambda loss: (-loss.count, str(loss.what))))


def without_formulas(cells: Iterable[str]) -> list[str]:
    """Cells of a CSV row; one that a spreadsheet would take for a formula stands behind an apostrophe."""
    return [f"'{cell}" if cell.lstrip("'").startswith(FORMULA_STARTS) else cell for cell in cells]


def packed(files: Mapping[str, bytes]) -> bytes:
    """A zip in which nothing depends on when it was made."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as package:
        for name, content in files.items():
            part = zipfile.ZipInfo(name, EPOCH)
            part.compress_type = zipfile.ZIP_DEFLATED
            part.external_attr = 0o644 << 16
            package.writestr(part, content)
    return stream.getvalue()


def unfit_for_xml(words: str) -> str:
    """The beginning of words with characters that XML cannot hold, as it can be shown; nothing for all others."""
    return _NOT_IN_XML.sub("\N{REPLACEMENT CHARACTER}", words)[:80] if _NOT_IN_XML.search(words) else ""


@cache
def _headings() -> Mapping[str, str]:
    named = {field.slot: field.heading for sheet in sheets() for field in sheet.fields if isinstance(field, Field)}
    return {**named, "valid": "Von, Bis"}


def called(field_name: str) -> str:
    """What people call a field: its heading in the workbook."""
    return _headings().get(field_name, field_name)
