"""What the drop-downs of the workbook offer: words of the vocabulary, and entries of each list under readable names."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import zip_longest
from typing import Any

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from graph_service.exports.workbook_cells import Written, label, part
from graph_service.exports.workbook_form import Field, TieField, sheets
from graph_service.model.identity import local_of, prefix_of, transliterate
from graph_service.model.network import Network
from graph_service.model.nodes import Actor, AnyNode, Concept
from graph_service.model.vocabulary import vocabulary

CHOICES = "Auswahl"
_MOST_OFFERED = 30_000  # a drop-down shows no more than 32,767
_LONGEST_NAME = 200
_NO_CHOICE = re.compile(r"[;\n\r\t=+\-@'＝＋－＠]|keine$|none$", re.IGNORECASE)
_ENDS = ("origin", "target")
_CHOSEN_BY_NAME = ("measure", "indicator")
_TYPED_IN = {"actor": "Akteure", "origin": "Akteure", "measure": "Maßnahmen", "indicator": "Indikatoren"}


@dataclass(frozen=True)
class Choices:
    """The lists that stand in the hidden sheet, each in a column of its own under its name."""

    lists: Mapping[str, tuple[str, ...]]

    def rows(self) -> Iterator[tuple[str | None, ...]]:
        """The hidden sheet, row by row."""
        yield tuple(self.lists)
        yield from zip_longest(*self.lists.values())

    def validations(self, table: Written, last: int) -> Iterator[DataValidation]:
        """The drop-downs of a sheet down to its last row; only those of the vocabulary warn of other words."""
        for number, field in enumerate(table.fields, start=1):
            source = self._source(table, field)
            if source:
                strict = isinstance(field, Field) and bool(field.words)
                made = DataValidation("list", formula1=source, allow_blank=True, showErrorMessage=strict)
                made.errorStyle = "warning"  # English words and ids are understood as well
                made.errorTitle, made.error = "Nicht in der Liste", "Dieses Wort steht nicht in der Liste."
                letter = get_column_letter(number)
                made.add(f"{letter}2:{letter}{last}")
                yield made

    def _source(self, table: Written, field: Field | TieField | None) -> str:
        """Where the entries of a drop-down stand; nothing where there are none, for an empty one helps nobody."""
        if field is None:
            return ""
        name = _list_of(table, field)
        if self.lists.get(name):
            letter = get_column_letter(list(self.lists).index(name) + 1)
            return f"{CHOICES}!${letter}$2:${letter}${len(self.lists[name]) + 1}"
        # What people type into these sheets can be chosen from there.
        if name in _TYPED_IN:
            return _column(_TYPED_IN[name], "name")
        return _column("Quellen", "id") if isinstance(field, Field) and field.slot == "sources" else ""


def choices(network: Network | None) -> Choices:
    """The words of the vocabulary, and what the network has for each list, each under a name that is understood."""
    words = {table: _words(table) for table in _word_tables()}
    return Choices({**words, **(_entries(network) if network else {})})


def _list_of(table: Written, field: Field | TieField) -> str:
    if isinstance(field, TieField):
        return field.scheme
    if table.sheet.type in ("need", "indicator") and field.slot in vocabulary().schemes:
        return field.slot
    if field.slot in _CHOSEN_BY_NAME:
        return field.slot
    return field.slot if table.sheet.type == "tie" and field.slot in _ENDS else field.words


def _column(title: str, slot: str) -> str:
    fields = next(sheet.fields for sheet in sheets() if sheet.title == title)
    place = next(place for place, field in enumerate(fields) if isinstance(field, Field) and field.slot == slot)
    letter = get_column_letter(place + 1)
    return f"'{title}'!${letter}$2:${letter}$5000"


@cache
def _word_tables() -> tuple[str, ...]:
    found = (field.words for sheet in sheets() for field in sheet.fields if isinstance(field, Field) and field.words)
    return tuple(dict.fromkeys(found))


def _words(table: str) -> tuple[str, ...]:
    if table == "yes_no":
        return ("ja", "nein")
    if table == "decisions":
        kinds = vocabulary().judgement_kinds.values()
        return tuple(dict.fromkeys(decision.de for kind in kinds for decision in kind.decisions.values()))
    return tuple(label(table, entry) for entry in getattr(vocabulary(), table))


def _entries(network: Network) -> dict[str, tuple[str, ...]]:
    """For actors, each controlled list and both ends of ties what can be chosen; persons are not offered by name."""
    nodes = sorted((node for node in network.nodes.values() if not _is_person(node)), key=_order)
    alone = _answering(network, together=False)
    found: dict[str, list[str]] = defaultdict(list)
    for node in nodes:
        found[prefix_of(node.id)].append(_word(node, alone))
    named: dict[str, list[str]] = {name: found[name] for name in ("actor", *_CHOSEN_BY_NAME, *vocabulary().schemes)}
    together = _answering(network, together=True)
    for end in _ENDS:
        types = _types(end)
        named[end] = [_word(node, together) for node in nodes if prefix_of(node.id) in types]
    return {name: tuple(words[:_MOST_OFFERED]) for name, words in named.items() if words}


def _types(end: str) -> frozenset[str]:
    found = {prefix for kind in vocabulary().tie_kinds.values() for prefix in getattr(kind, end)}
    return frozenset("actor" if prefix == "body" else prefix for prefix in found)


def _is_person(node: AnyNode) -> bool:
    return isinstance(node, Actor) and node.kind == "person"


def _order(node: AnyNode) -> tuple[Any, ...]:
    """Actors and measures first, then each list in its own order."""
    types = ("actor", "measure", *vocabulary().schemes)
    prefix = prefix_of(node.id)
    place = types.index(prefix) if prefix in types else len(types)
    order = node.order if isinstance(node, Concept) else None
    return place, prefix, order is None, order or 0, node.name.casefold(), node.id


def _answering(network: Network, *, together: bool) -> Mapping[tuple[str, str], set[str]]:
    """Which nodes answer to a word, of one type or of all together, compared as loosely as a reader does."""
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for node in network.nodes.values():
        own = (node.notation, node.name_en or "") if isinstance(node, Concept) else ()
        for word in (node.name, *node.names, local_of(node.id), *own):
            found["" if together else prefix_of(node.id), _loose(word)].add(node.id)
    return found


def _word(node: AnyNode, answering: Mapping[tuple[str, str], set[str]]) -> str:
    """The name if nothing else answers to it and a cell keeps it as it is, else the id."""
    name = node.name
    hits = answering.get(("", _loose(name))) or answering.get((prefix_of(node.id), _loose(name)), set())
    fits = part(name) == name and len(name) <= _LONGEST_NAME and not _NO_CHOICE.match(name) and "\n" not in name
    return name if fits and len(hits) == 1 else node.id


def _loose(word: str) -> str:
    return re.sub(r"[\W_]+", " ", transliterate(word)).strip() or word
