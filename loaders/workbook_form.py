"""What a table of the workbook form is made of: columns, columns that become ties, and what reads a cell."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeAlias

from graph_service.model.errors import BadValue
from graph_service.model.text import Label, text
from loaders import cells
from loaders.references import Names, citations
from loaders.tables import key


@dataclass
class Context:
    """What a cell may need to be understood: what names mean, and the row's cells that were read before it."""

    names: Names
    values: dict[str, Any] = field(default_factory=dict)


Reader: TypeAlias = Callable[[str, Context], object]


@dataclass(frozen=True)
class Column:
    """A column: the slot that it fills, its name, other names that are understood, and how to read a cell.

    A list (`many`) may go on in further columns, "Quellen 2", "Quellen 3": no spreadsheet takes more than
    32,767 letters in a cell.
    """

    slot: str
    name: str
    others: tuple[str, ...] = ()
    read: Reader = lambda cell, _: cells.free_text(cell)
    required: bool = False
    many: bool = False

    def known_as(self) -> set[str]:
        """The names, as keys, under which it is understood."""
        return {key(name) for name in (self.name, *self.others)}


@dataclass(frozen=True)
class TieColumn:
    """A column whose entries become ties of one kind from the row's record; `can_be_none` takes "keine"."""

    kind: str
    scheme: str
    name: str
    others: tuple[str, ...]
    can_be_none: bool = False

    @cached_property
    def slots(self) -> frozenset[str]:
        """The slots of the column and its companions."""
        return frozenset(column.slot for column in self.columns())

    def columns(self) -> tuple[Column, ...]:
        """The column itself and its companions."""
        return (
            Column(self.kind, self.name, self.others, self._read, many=True),
            self._companion("original", "Wortlaut", lambda cell, _: cells.items(cell)),
            self._companion("basis", "Grundlage", lambda cell, _: tuple(_basis(part) for part in cells.items(cell))),
            self._companion("sources", "Quellen", lambda cell, context: citations(cell, context.names)),
        )

    def _companion(self, slot: str, name: str, read: Reader) -> Column:
        others = tuple(f"{other} ({name})" for other in self.others)
        return Column(f"{self.kind}:{slot}", f"{self.name} ({name})", others, read, many=True)

    def _read(self, cell: str, context: Context) -> tuple[str, ...]:
        parts = cells.texts(cell)
        if self.can_be_none and len(parts) == 1 and key(parts[0]) in cells.NONE_WORDS:
            return ()
        if not parts:
            raise BadValue(text("„{value}“ nennt keinen Eintrag.", value=cell), value=cell)
        return tuple(context.names.find(part, (self.scheme,)) for part in parts)


@dataclass(frozen=True)
class Sheet:
    """A table of the workbook: the type of its records and its columns; `required` tables must be there."""

    name: str
    others: tuple[str, ...]
    type: str
    own_columns: tuple[Column, ...]
    tie_columns: tuple[TieColumn, ...] = ()
    required: bool = True

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        """Every column, in the order in which cells are read."""
        return (*self.own_columns, *(column for tie in self.tie_columns for column in tie.columns()))

    @cached_property
    def tie_slots(self) -> frozenset[str]:
        """The slots that are not fields of the row's own record."""
        return frozenset(column.slot for tie in self.tie_columns for column in tie.columns())

    def known_as(self) -> set[str]:
        """The names, as keys, under which it is understood."""
        return {key(name) for name in (self.name, *self.others)}


def _basis(cell: str) -> str | None:
    return cells.word(cell, "bases", Label(de="Grundlage", en="basis")) if cell else None
