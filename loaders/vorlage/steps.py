"""The dated steps of the process that a paper tells, and the resolution that it goes back to."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from graph_service.model.errors import BadValue
from graph_service.model.period import Period
from graph_service.model.text import Text
from graph_service.model.vocabulary import vocabulary
from loaders.vorlage.bodies import Bodies, Body
from loaders.vorlage.dates import SPELLED_DATE, parse_period
from loaders.vorlage.persons import Private
from loaders.vorlage.sections import Block, Passage, Section, block_of
from loaders.vorlage.text import Line, cells_of, has_words, plain
from loaders.vorlage.words import any_of, negation, words

_BULLET = re.compile(r"^\s*(?:[-–•*·]|\d{1,2}[.)])\s+")
_TIME = re.compile(r"(?:19|20)\d\d|\d{1,2}\.\s?\d{1,2}\.")
_DATE = re.compile(rf"\b{SPELLED_DATE}")
_BESIDE = re.compile(r"^[^:]{0,40}(?:19|20)\d\d:\s|[:(][^:(]{0,40}(?:19|20)\d\d\)?$")
_MARKS = " ,;:()–-"
_LONGEST = 300


@dataclass(frozen=True)
class Step:
    """A dated step: its name, the words of its time, what they mean (or why not), and where it stands."""

    name: str
    kind: str
    time_words: str
    when: Period | None
    problem: Text | None
    block: Block

    @property
    def passage(self) -> Passage:
        return self.block.whole()


@dataclass(frozen=True)
class Resolution:
    """An earlier resolution that the paper tells of: what was resolved, by which body, and when."""

    name: str
    time_words: str
    when: Period | None
    problem: Text | None
    body: Body
    passage: Passage


def understood(time_words: str) -> tuple[Period | None, Text | None]:
    """What the words of a time mean, or why they mean nothing certain."""
    try:
        return parse_period(time_words), None
    except BadValue as error:
        return None, error.message


def find_steps(sections: Sequence[Section], private: Private) -> Iterator[Step]:
    """Every row with a time in a list that a sentence about the process leads in, or in a table of such rows."""
    for section in sections:
        for line, name, time_words in _rows(section.lines):
            block = block_of(section, [line], private)
            when, problem = understood(time_words)
            hidden = private.hide(name)
            yield Step(hidden, event_kind(hidden), time_words, when, problem, block)


def _rows(lines: Sequence[Line]) -> Iterator[tuple[Line, str, str]]:
    run: list[tuple[Line, str, str]] = []
    led = False
    for line in (line for line in lines if line.words.strip()):
        row = _row(line.words, led)
        if row:
            run.append((line, *row))
            continue
        yield from run if led or len(run) > 1 else []
        run, led = [], _leads(line.words)
    yield from run if led or len(run) > 1 else []


def _leads(line: str) -> bool:
    return line.rstrip().endswith(":") and bool(re.search(any_of(words().process_leads), line[-_LONGEST:]))


def _row(line: str, led: bool) -> tuple[str, str] | None:
    """The name and the time of a step, if the line is one."""
    if len(line) > _LONGEST:
        return None
    bare = _BULLET.sub("", line, count=1)
    cells = [cell for cell in cells_of(bare) if cell]
    if len(cells) == 2:
        return _from_cells(cells, led)
    is_prose = bare == line and line.rstrip().endswith((".", ":"))
    return _from_words(cells[0]) if led and len(cells) == 1 and not is_prose else None


def _from_cells(cells: Sequence[str], led: bool) -> tuple[str, str] | None:
    for name, time in ((cells[0], cells[1]), (cells[1], cells[0])):
        if understood(time)[0] and has_words(name):
            return name, time
    for name, time in ((cells[0], cells[1]), (cells[1], cells[0])):
        if has_words(name) and (_DATE.fullmatch(time) or (led and len(time) <= 60 and _TIME.search(time))):
            return name, time
    return None


def _from_words(whole: str) -> tuple[str, str] | None:
    """A time at the end or the beginning of the line, the longest that is understood; else what looks like one."""
    parts = whole.split(" ")
    for size in range(min(6, len(parts) - 1), 0, -1):
        for time, name in ((parts[-size:], parts[:-size]), (parts[:size], parts[size:])):
            time_words, rest = " ".join(time).strip(_MARKS), " ".join(name).strip(_MARKS)
            if understood(time_words)[0] and has_words(rest):
                return rest, time_words
    match = _DATE.search(whole) or _BESIDE.search(whole)
    rest = plain(f"{whole[: match.start()]} {whole[match.end() :]}").strip(_MARKS) if match else ""
    return (rest, match[0].strip(_MARKS)) if match and has_words(rest) else None


def event_kind(name: str) -> str:
    """The kind of event whose word stands first in the name; a step where none does."""
    places = [
        (place, kind)
        for kind, known in words().event_kinds.items()
        for word in known
        if (place := name.casefold().find(word.casefold())) >= 0
    ]
    return min(places, default=(0, "step"))[1]


def find_resolutions(blocks: Sequence[Block], bodies: Bodies) -> Iterator[Resolution]:
    """ "Am 27.06.2016 hat der Rat der Stadt … beschlossen", and the same in another order."""
    for block in blocks:
        for match in re.finditer(r"\bbeschlossen\b", block.words):
            low, _ = block.sentence_at(match.start())
            if match.start() - low <= _LONGEST and not negation().search(block.words, low, match.start()):
                yield from _resolution(block, low, match.start(), bodies)


def _resolution(block: Block, low: int, high: int, bodies: Bodies) -> Iterator[Resolution]:
    said = block.words[low:high]
    dates = list(_DATE.finditer(said))
    named = [(mention, body) for mention, body in bodies.mentions_in(said) if _can_resolve(body)]
    if len(dates) != 1 or not named:
        return
    mention, body = named[0]
    what = re.sub(r"^(?:die|das|den|der|dem)\s", "", _what(said[max(mention.end, dates[0].end()) :]))
    when, problem = understood(dates[0][0])
    name = f"Beschluss: {what}" if has_words(what) else f"Beschluss vom {dates[0][0]}"
    passage = block.passage(low, low + len(said))
    yield Resolution(block.private.hide(name), dates[0][0], when, problem, body, passage)


def _what(rest: str) -> str:
    return rest.strip(_MARKS).removeprefix("hat ").removeprefix("in seiner Sitzung ").strip(_MARKS)


def _can_resolve(body: Body) -> bool:
    return vocabulary().sector_of(body.kind) == "politics" and vocabulary().actor_kind(body.kind).body
