"""Records as rows of the workbook form: what is written here is read again as the same records."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any, TypeAlias

from pydantic import BaseModel

from graph_service.exports.workbook_form import Field, Sheet, TieField, sheets
from graph_service.model.errors import BadInput
from graph_service.model.identity import local_of
from graph_service.model.network import Network
from graph_service.model.nodes import Concept, Measure
from graph_service.model.provenance import Citation, Record
from graph_service.model.text import Label, text
from graph_service.model.ties import AnyRecord, Judgement, Tie
from graph_service.model.vocabulary import vocabulary

LONGEST_CELL = 32_000  # a spreadsheet cuts off what is longer than 32,767 letters
_QUOTED = re.compile(r'"((?:[^"]|"")*)"')
_NONE_WORDS = frozenset({"keine", "none"})

Cell: TypeAlias = "str | int | Decimal | None"
_Parts: TypeAlias = "tuple[str, ...]"
_Raw: TypeAlias = "Cell | _Parts"


@dataclass(frozen=True)
class Written:
    """A sheet with its heading, the field behind each column, and its rows."""

    sheet: Sheet
    heading: tuple[str, ...]
    fields: tuple[Field | TieField | None, ...]
    rows: tuple[tuple[Cell, ...], ...]


def written(network: Network) -> tuple[Written, ...]:
    """Every record of a network, each in one row of one sheet; plain ties of a facet in the row of their record."""
    writing = _Writing(network)
    return tuple(_laid_out(sheet, [writing.row(sheet, record) for record in writing.of(sheet)]) for sheet in sheets())


def _laid_out(sheet: Sheet, rows: Sequence[Mapping[str, _Raw]]) -> Written:
    """The rows under one heading: seldom columns where they are used, long lists over several columns."""
    heading: list[str] = []
    fields: list[Field | TieField | None] = []
    columns: list[Sequence[Cell]] = []
    for name, field in _columns(sheet):
        spread = [_spread(row.get(name), sheet, name) for row in rows]
        width = max(map(len, spread), default=1)
        if (field is None or (isinstance(field, Field) and field.seldom)) and not any(any(cells) for cells in spread):
            continue
        for place in range(width):
            heading.append(name if place == 0 else f"{name} {place + 1}")
            fields.append(field if place == 0 else None)
            columns.append([cells[place] if place < len(cells) else None for cells in spread])
    return Written(sheet, tuple(heading), tuple(fields), tuple(zip(*columns, strict=True)))


def _columns(sheet: Sheet) -> Iterator[tuple[str, Field | TieField | None]]:
    for field in sheet.fields:
        yield field.heading, field
        if isinstance(field, TieField):
            for name in ("Wortlaut", "Grundlage", "Quellen"):
                yield field.companion(name), None


def _spread(raw: _Raw, sheet: Sheet, name: str) -> tuple[Cell, ...]:
    """A list as one cell, or as several where one would be too long."""
    if not isinstance(raw, tuple):
        return (raw,)
    cells: list[list[str]] = [[]]
    length = 0
    for part in raw:
        if len(part) > LONGEST_CELL:
            raise BadInput(
                text("Ein Text ist zu lang für eine Zelle einer Tabelle: {n} Zeichen.", n=len(part)),
                place=f"{sheet.title}, {name}",
                value=part[:80],
                remedy=text("Bitte den Text kürzen."),
            )
        if part and length + len(part) > LONGEST_CELL:
            cells.append([])
            length = 0
        cells[-1].append(part)
        length += len(part) + 2
    return tuple("; ".join(parts) or None for parts in cells)


class _Writing:
    """Writes the records of one network: which words name a record, and which ties stand in its row."""

    def __init__(self, network: Network) -> None:
        self._network = network
        self._short = _short_names(network)
        self._in_rows = {tie.id for node in network.nodes for ties in self._facets(node).values() for tie in ties}

    def of(self, sheet: Sheet) -> list[AnyRecord]:
        """The records that have a row of their own in a sheet, in an order that does not depend on their coming."""
        found = (record for record in self._network.records() if record.type == sheet.type)
        return sorted((record for record in found if record.id not in self._in_rows), key=_order)

    def row(self, sheet: Sheet, record: AnyRecord) -> Mapping[str, _Raw]:
        cells: dict[str, _Raw] = {}
        facets = self._facets(record.id)
        for field in sheet.fields:
            if isinstance(field, TieField):
                cells.update(self._facet(field, record, facets.get(field.kind, ())))
            else:
                cells[field.heading] = self._cell(field, record)
        return cells

    def _cell(self, field: Field, record: Any) -> _Raw:
        value = _value(field.slot, record)
        if value is None or value == ():
            return None
        if field.slot == "id":
            return local_of(str(value))
        if field.refers:
            ids = value if isinstance(value, tuple) else (value,)
            return tuple(part(self._short[node]) for node in ids) if isinstance(value, tuple) else self._short[value]
        if field.slot == "sources":
            return tuple(part(self._citation(source)) for source in value)
        if field.slot == "none_recorded":
            return _unusual_order(value)
        return _plain(value, field, record)

    def _facets(self, node: str) -> Mapping[str, tuple[Tie, ...]]:
        """For each kind of tie that has a column in the node's row: the ties that it can hold without loss."""
        record = self._network.nodes.get(node)
        kinds = _tie_kinds(record.type) if record else frozenset()
        found: dict[str, list[Tie]] = defaultdict(list)
        for tie in self._network.ties_from(node) if kinds else ():
            if record and tie.kind in kinds and not _says_none(record, tie.kind) and _is_plain(tie, record):
                found[tie.kind].append(tie)
        return {kind: _of_one_source(ties, record) for kind, ties in found.items() if record}

    def _facet(self, field: TieField, record: AnyRecord, ties: tuple[Tie, ...]) -> Iterator[tuple[str, _Raw]]:
        if _says_none(record, field.kind):
            yield field.heading, "keine"
        if not ties:
            return
        yield field.heading, tuple(part(self._facet_word(tie.target)) for tie in ties)
        yield field.companion("Wortlaut"), _for_each(tie.original or "" for tie in ties)
        bases = [tie.basis for tie in ties]
        if set(bases) != {record.basis}:
            yield field.companion("Grundlage"), _for_each(label("bases", basis) for basis in bases)
        if ties[0].sources != record.sources:
            yield field.companion("Quellen"), tuple(part(self._citation(source)) for source in ties[0].sources)

    def _facet_word(self, node: str) -> str:
        word = self._short[node]
        return node if word.casefold() in _NONE_WORDS else word

    def _citation(self, source: Citation) -> str:
        more = [f"@ {quoted(source.locator)}"] if source.locator is not None else []
        more += [f"„{source.quote}“"] if source.quote is not None else []
        more += [f"(abgerufen {source.retrieved})"] if source.retrieved is not None else []
        if source.document is None:
            return " ".join([f"Person: {quoted(source.person or '')}", *more])
        # With more behind it the full id stands, which cannot be taken for the beginning of a title.
        return " ".join([source.document, *more]) if more else self._short[source.document]


def _short_names(network: Network) -> Mapping[str, str]:
    """For each node the word that people use for it, if no other node answers to it: notation, short id, or id."""
    answering: dict[str, set[str]] = defaultdict(set)
    for node in network.nodes.values():
        for word in _words_of(node):
            answering[word].add(node.id)
    return {
        node.id: next((word for word in _words_of(node) if answering[word] == {node.id} and _is_safe(word)), node.id)
        for node in network.nodes.values()
    }


def _words_of(node: Record) -> tuple[str, ...]:
    return (node.notation, local_of(node.id)) if isinstance(node, Concept) else (local_of(node.id),)


def _is_safe(word: str) -> bool:
    """Whether a word is taken for nothing else: an id, a place in a source, a quotation."""
    return not set(word) & set('/@„"()')


@cache
def _tie_kinds(record_type: str) -> frozenset[str]:
    fields = (field for sheet in sheets() if sheet.type == record_type for field in sheet.fields)
    return frozenset(field.kind for field in fields if isinstance(field, TieField))


def _says_none(record: Record, kind: str) -> bool:
    schemes = record.none_recorded if isinstance(record, Measure) else ()
    return any(vocabulary().facet_kinds()[scheme] == kind for scheme in schemes)


def _is_plain(tie: Tie, record: Record) -> bool:
    """Whether a tie says no more than a cell of a facet holds."""
    more = (tie.role, tie.form, tie.frequency, tie.voting, tie.order, tie.public, tie.note, tie.internal_note)
    nothing_more = more == (None,) * len(more) and tie.valid.is_unknown and tie.original != ""
    return nothing_more and tie.confirmation == record.confirmation


def _of_one_source(ties: Sequence[Tie], record: Record) -> tuple[Tie, ...]:
    """The ties that share their sources with the record or, where none does, with the first of them."""
    ordered = sorted(ties, key=lambda tie: tie.target)
    wanted = record.sources if any(tie.sources == record.sources for tie in ordered) else ordered[0].sources
    return tuple(tie for tie in ordered if tie.sources == wanted)


def _unusual_order(schemes: tuple[str, ...]) -> _Parts | None:
    usual = tuple(scheme for scheme in vocabulary().facet_kinds() if scheme in schemes)
    return None if schemes == usual else tuple(label("schemes", scheme) for scheme in schemes)


def _for_each(words: Iterable[str]) -> _Parts | None:
    """One entry for each tie; a single one where all are the same; nothing where all are empty."""
    parts = tuple(words)
    if len(set(parts)) == 1:
        parts = parts[:1]
    return tuple(part(word) if word else "" for word in parts) if any(parts) else None


def _order(record: AnyRecord) -> tuple[Any, ...]:
    if isinstance(record, Tie):
        return (list(vocabulary().tie_kinds).index(record.kind), record.origin, record.target, record.role or "")
    if isinstance(record, Judgement):
        return (record.kind, record.subjects)
    if isinstance(record, Concept):
        place = list(vocabulary().schemes).index(record.scheme)
        return (place, record.order is None, record.order or 0, record.id)
    return (record.id,)


def _value(slot: str, record: Any) -> Any:
    if slot in ("start", "end"):
        return getattr(record.valid, slot)
    if slot in ("first", "second"):
        return record.subjects[0 if slot == "first" else 1]
    usual = {"basis": "stated", "confirmation": "documented", "status": "unknown"}
    value = getattr(record, slot)
    return None if usual.get(slot) == value else value


def _plain(value: Any, field: Field, record: Any) -> _Raw:
    if field.words == "decisions":
        return vocabulary().judgement_kinds[record.kind].decisions[value].de
    if isinstance(value, bool):
        return "ja" if value else "nein"
    if field.words:
        return label(field.words, value)
    if isinstance(value, tuple):
        return tuple(part(words) for words in value)
    if isinstance(value, int | Decimal):
        return value
    return free_text(str(value))


def label(table: str, entry: str) -> str:
    """The German word for an entry of the vocabulary; for a kind of tie the word from origin to target."""
    named: BaseModel = getattr(vocabulary(), table)[entry]
    if isinstance(named, Label):
        return named.de
    return str(getattr(named, "one", None) or getattr(named, "forward", ""))


def part(words: str) -> str:
    """One entry of a list, in double quotes where it would be misread."""
    plain = words and words == words.strip() and ";" not in words and not words.startswith('"')
    return words if plain else quoted(words)


def quoted(words: str) -> str:
    """The words in double quotes, with those inside them doubled."""
    return '"' + words.replace('"', '""') + '"'


def free_text(words: str) -> str:
    """A free text as a cell: in double quotes where it would lose blanks, or quotes that are its own."""
    return quoted(words) if _would_lose(words) else words


def _would_lose(words: str) -> bool:
    match = _QUOTED.fullmatch(words)
    return not words or words != words.strip() or (match is not None and _would_lose(match[1].replace('""', '"')))
