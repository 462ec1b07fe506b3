"""The text of a council paper that comes from a PDF or Word file, and where each line stands in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from graph_service.model.errors import UnreadableFile
from graph_service.model.text import Text
from loaders.base import Finding


@dataclass(frozen=True)
class Written:
    """Lines of words, the place of each in its file ("Seite 2, Zeile 5"), and what is worth saying about them."""

    lines: tuple[str, ...]
    places: tuple[str, ...]
    findings: list[Finding] = field(default_factory=list)

    @property
    def whole(self) -> str:
        return "\n".join(self.lines)

    def place_of(self, number: int) -> str:
        """The place of the line with this number, counted from 1."""
        return self.places[number - 1]


def written(placed: Sequence[tuple[str, str]], findings: Sequence[Finding] = ()) -> Written:
    """These lines, each after its place."""
    return Written(tuple(" ".join(words.split("\n")) for _, words in placed), tuple(p for p, _ in placed), [*findings])


def refusal(message: Text, source: str, remedy: Text) -> UnreadableFile:
    """The error for a file whose words cannot be had."""
    return UnreadableFile(message, place=source, remedy=remedy)
