"""Records written as the workbook form, every field in its own column: the counterpart that proves the loader whole."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from graph_service.exports.exported import without_formulas
from graph_service.model.provenance import Citation
from graph_service.model.ties import AnyRecord
from graph_service.model.vocabulary import vocabulary
from loaders.cells import label
from loaders.workbook_columns import sheets
from loaders.workbook_form import Sheet

TABLES = {
    ("actor", "kind"): "actor_kinds",
    ("document", "kind"): "document_kinds",
    ("event", "kind"): "event_kinds",
    ("tie", "kind"): "tie_kinds",
    ("judgement", "kind"): "judgement_kinds",
    ("concept", "scheme"): "schemes",
    ("measure", "status"): "statuses",
    ("measure", "funding_level"): "funding_levels",
    ("tie", "role"): "roles",
    ("report", "status"): "statuses",
    ("indicator", "direction"): "directions",
}
COMMON = {"basis": "bases", "confirmation": "confirmations"}


def write_folder(folder: Path, records: Iterable[AnyRecord]) -> Path:
    """A folder of tables that holds the records, each tie in a row of its own."""
    kept = list(records)
    for sheet in sheets():
        heading = [column.name for column in sheet.columns]
        rows = [cells_of(sheet, record) for record in kept if record.type == sheet.type]
        with (folder / f"{sheet.name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(heading)
            writer.writerows(without_formulas(row.get(name, "") for name in heading) for row in rows)
    return folder


def cells_of(sheet: Sheet, record: AnyRecord) -> Mapping[str, str]:
    cells = {column.name: cell_of(sheet.type, column.slot, record) for column in sheet.own_columns}
    for scheme in getattr(record, "none_recorded", ()):
        cells[vocabulary().schemes[scheme].many.de] = "keine"
    return cells


def cell_of(record_type: str, slot: str, record: AnyRecord) -> str:
    value = value_of(slot, record)
    table = TABLES.get((record_type, slot)) or COMMON.get(slot)
    if value is not None and table:
        return label(table, value)
    return written(value)


def value_of(slot: str, record: Any) -> Any:
    if slot in ("start", "end"):
        return getattr(record.valid, slot)
    if slot in ("first", "second"):
        return record.subjects[("first", "second").index(slot)]
    return getattr(record, slot)


def written(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "ja" if value else "nein"
    if isinstance(value, tuple):
        return "; ".join(part(source(item) if isinstance(item, Citation) else item) for item in value)
    if isinstance(value, Decimal):
        return f"{value:f}".replace(".", ",")
    return str(value)


def part(words: str) -> str:
    """One entry of a list, in double quotes where it would be misread."""
    plain = words == words.strip() and words and ";" not in words and not (words[0] == words[-1] == '"')
    return words if plain else quoted(words)


def quoted(words: str) -> str:
    return '"' + words.replace('"', '""') + '"'


def source(citation: Citation) -> str:
    pieces = [citation.document or f"Person: {quoted(citation.person or '')}"]
    if citation.locator is not None:
        pieces.append(f"@ {quoted(citation.locator)}")
    if citation.quote is not None:
        pieces.append(f"„{citation.quote}“")
    if citation.retrieved is not None:
        pieces.append(f"(abgerufen {citation.retrieved})")
    return " ".join(pieces)
