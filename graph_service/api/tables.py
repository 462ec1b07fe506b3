"""An answer of the API as tables of words: what the terminal prints and a Word file holds."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from functools import singledispatch

from pydantic import BaseModel

from graph_service.api.schemas import SourceOut, Word
from graph_service.api.schemas_findings import CellOut, CoverageOut
from graph_service.language import render
from graph_service.model.text import Language, Text, Value, text
from graph_service.operations.wording_findings import STATE_LABELS

_SIGNS = {"offered": "●", "none_recorded": "○", "unknown": "?"}
SHORT = 3


class Sheet(ABC):
    """What an answer is written on, in the language of its readers; it numbers the sources as they come."""

    def __init__(self, language: Language) -> None:
        self.language = language

    def words(self, value: Value) -> str:
        return render(value, self.language)

    @abstractmethod
    def say(self, *lines: Value) -> None:
        """Some lines of text beside the tables."""

    @abstractmethod
    def table(
        self, title: Value, headings: Sequence[Text], rows: Iterable[Sequence[str]], of: int | None = None
    ) -> None:
        """A table under its title, of so many rows in all; nothing where there is no row."""

    @abstractmethod
    def matrix(self, found: CoverageOut) -> None:
        """The table of two facets, with a sign for each state of a cell."""

    @abstractmethod
    def cited(self, sources: list[SourceOut]) -> str:
        """The numbers of the sources in the list at the end."""


@singledispatch
def body(found: BaseModel, sheet: Sheet) -> None:
    """Writes the tables of an answer; each kind of answer registers its own."""
    raise TypeError(f"no tables for {type(found).__name__}")


def sign(cell: CellOut) -> str:
    """The state of a cell in two or three letters, with how many carry there."""
    if cell.state.id == "none_recorded" and cell.parts:
        return "◐"
    return f"{_SIGNS[cell.state.id]}{cell.providers if cell.offers else ''}"


def signs() -> Mapping[str, Value]:
    """What the signs of cells mean."""
    return {shape: STATE_LABELS[state] for state, shape in _SIGNS.items()} | {
        "◐": text("nur für engere Begriffe erfasst")
    }


def codes(columns: Sequence[Word]) -> list[str]:
    """Short names of the columns: their notations where these are short, else numbers."""
    notations = [column.id.partition("/")[2] for column in columns]
    return notations if all(len(one) < SHORT for one in notations) else [str(n + 1) for n in range(len(columns))]


CARRIERS_COUNTED = text("Die Zahl neben ● sagt, wie viele tragende Akteure erfasst sind.")
