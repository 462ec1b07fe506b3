"""A paper in its sections and blocks: where each word stands, and how to quote it."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import TypeAlias

from graph_service.model.provenance import Citation
from loaders.vorlage.persons import Private
from loaders.vorlage.stations import Table
from loaders.vorlage.text import Line, cells_of, plain
from loaders.vorlage.words import words

QUOTE = 300
TABLE = "Beratungsfolge"
_WRAPPED = 40
_ORNAMENT = re.compile(r"[#*_ ]*(?:(?:\d{1,2}|[IVX]{1,4})[.)]\s+)?")
ITEM = re.compile(r"\s*(?:[-–•*·]\s|\(?(?:[A-Za-z]|[IVX]{1,4}|\d{1,2})[.)]\s)")
_ABBREVIATED = re.compile(r"[(\s](?:S|Nr|Abs|Art|Dr|bzw|z\. ?B|d\. ?h)\.$")
_SENTENCE_END = re.compile(r"(?:(?<=[^\s(.][^\s.][.!?])|(?<=[)“][.!?]))\s+(?=[A-ZÄÖÜ„])")

PlaceOf: TypeAlias = Callable[[int], str]


def line_place(number: int) -> str:
    """Where a line of a text file stands."""
    return f"Zeile {number}"


@dataclass(frozen=True)
class Section:
    """A part of the paper: what it is for, its heading in the paper's words, its lines, and their places."""

    key: str
    heading: str
    lines: tuple[Line, ...]
    place_of: PlaceOf = line_place

    def locator(self, line_number: int) -> str:
        place = self.place_of(line_number)
        return f"{self.heading[:150]}, {place}" if self.heading else place


@dataclass(frozen=True)
class Passage:
    """A place in the paper and the words that stand there."""

    locator: str
    quote: str

    def cite(self, document: str) -> Citation:
        return Citation(document=document, locator=self.locator, quote=self.quote or None)


@dataclass(frozen=True)
class Block:
    """Running words of one section: a paragraph, an item of a list or a row, whatever lines it takes."""

    section: Section
    words: str
    starts: tuple[tuple[int, int], ...]
    private: Private = field(repr=False)

    @property
    def is_contact(self) -> bool:
        return self.starts[0][1] in self.private.contacts

    def passage(self, start: int, end: int) -> Passage:
        """The words from start to end, with as much of their sentence as fits and names no person."""
        line_number = self.starts[bisect_right(self.starts, (start, 10**9)) - 1][1]
        low, high = (start, end) if self.is_contact else self._around(start, end)
        return Passage(self.section.locator(line_number), self.words[low : min(high, low + QUOTE)].strip())

    def whole(self) -> Passage:
        return self.passage(0, min(len(self.words), QUOTE))

    def _around(self, start: int, end: int) -> tuple[int, int]:
        low, high = self.sentence_at(start)
        low, high = self._without_persons(start, end, max(low, start - QUOTE), min(max(high, end), start + QUOTE))
        if high - low <= QUOTE:
            return low, high
        low = max(low, min(start, end - QUOTE))
        cut = self.words.rfind(" ", end, low + QUOTE)
        return low, cut if cut > end else low + QUOTE

    def _without_persons(self, start: int, end: int, low: int, high: int) -> tuple[int, int]:
        margin = max(0, low - 100)
        for first, last in self.private.spans(self.words[margin : high + 100]):
            if margin + last <= start:
                low = max(low, margin + last)
            elif margin + first > start:
                high = min(high, margin + first)
            elif margin + last < end:
                low = max(low, margin + last)
        return low, high

    def sentence_at(self, place: int) -> tuple[int, int]:
        """From where to where the sentence goes that holds this place."""
        return self.sentences[bisect_right(self.sentences, (place, len(self.words) + 1)) - 1]

    @cached_property
    def sentences(self) -> list[tuple[int, int]]:
        """From where to where each sentence goes."""
        cuts = [match.span() for match in _SENTENCE_END.finditer(self.words)]
        starts = [0, *(end for _, end in cuts)]
        return list(zip(starts, [*(start for start, _ in cuts), len(self.words)], strict=True))


@dataclass
class _Draft:
    """The sections so far, and which keys they have."""

    sections: list[tuple[str, str, list[Line]]] = field(default_factory=lambda: [("head", "", [])])
    keys: set[str] = field(default_factory=set)

    def open(self, key: str, heading: str, lines: list[Line]) -> None:
        self.sections.append((key, heading, lines))
        self.keys.add(key)

    def add(self, line: Line) -> None:
        self.sections[-1][2].append(line)

    def take(self, line: Line) -> None:
        """A line outside the table: it opens a section or belongs to the one before."""
        opening = _opening(line.words, "reasons" in self.keys)
        if opening:
            key, heading, rest = opening
            self.open(key, heading, [Line(line.number, rest)])
            return
        if self._is_over(line):
            self.open("text", "", [])
        self.add(line)

    def _is_over(self, line: Line) -> bool:
        """Whether the section ends without a heading after it: a table before text, a subject before a blank line."""
        key, _, lines = self.sections[-1]
        blank = not line.words.strip()
        return key == "stations" or (key == "subject" and blank and any(held.words.strip() for held in lines))


def split(
    lines: Sequence[Line], table: Table | None, private: Private, place_of: PlaceOf = line_place
) -> tuple[Section, ...]:
    """The sections in the order of the paper, without its signatures."""
    draft = _Draft()
    for index, line in enumerate(lines):
        in_table = table is not None and table.first <= index < table.end
        if in_table and table and index == table.first:
            draft.open("stations", TABLE, [])
        if line.number not in private.signatures:
            (draft.add if in_table else draft.take)(line)
    head = "Kopf" if len(draft.sections) > 1 else ""
    return tuple(
        Section(key, heading or head * (key == "head"), tuple(held), place_of) for key, heading, held in draft.sections
    )


def _opening(line: str, in_reasons: bool) -> tuple[str, str, str] | None:
    """The key, the words and the rest of the line, if it opens a section; no subject opens after the reasons."""
    bare = _ORNAMENT.sub("", line.strip(), count=1)
    for key, pattern in _headings().items():
        match = pattern.match(bare)
        if match and not (key == "subject" and in_reasons):
            return key, match["heading"].strip(" *_"), match["rest"] or ""
    return None


@cache
def _headings() -> dict[str, re.Pattern[str]]:
    return {key: _heading(known) for key, known in words().headings.items() if key != "stations"}


def _heading(known: Sequence[str]) -> re.Pattern[str]:
    forms = [rf"{re.escape(word[:-1])}[^:]{{0,200}}" if word.endswith("*") else re.escape(word) for word in known]
    return re.compile(rf"(?P<heading>{'|'.join(forms)})(?:\s?:[*_]{{0,2}}\s*(?P<rest>.*)|[*_ ]{{0,3}})$", re.IGNORECASE)


def blocks_of(sections: Iterable[Section], private: Private) -> tuple[Block, ...]:
    """The running words of every section, with the lines of a wrapped paragraph put together."""
    return tuple(block for section in sections for block in _blocks(section, private))


def _blocks(section: Section, private: Private) -> Iterator[Block]:
    held: list[Line] = []
    for line in section.lines:
        if held and not _goes_on(section, held[-1], line, private):
            yield block_of(section, held, private)
            held = []
        if line.words.strip():
            held.append(line)
    if held:
        yield block_of(section, held, private)


def _goes_on(section: Section, before: Line, line: Line, private: Private) -> bool:
    """Whether a line goes on with the paragraph of the line before, as in a text that was wrapped."""
    if section.key == "stations" or not line.words.strip() or ITEM.match(line.words):
        return False
    if private.parts(before.number, line.number):
        return False
    if section.key == "subject":
        return True
    if len(cells_of(line.words)) > 1 or len(cells_of(before.words)) > 1:
        return False
    return len(before.words) >= _WRAPPED and (
        not before.words.endswith((":", ".")) or bool(_ABBREVIATED.search(before.words[-10:]))
    )


def block_of(section: Section, lines: Sequence[Line], private: Private) -> Block:
    """These lines of a section as one block."""
    parts = [(plain(line.words), line.number) for line in lines]
    starts, at = [], 0
    for content, number in parts:
        starts.append((at, number))
        at += len(content) + 1
    return Block(section, " ".join(content for content, _ in parts), tuple(starts), private)
