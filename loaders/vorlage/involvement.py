"""Who leads, steers, accompanies or takes part in what the paper is about, as its sentences say."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from loaders.vorlage.bodies import Bodies, Body
from loaders.vorlage.names import Mention
from loaders.vorlage.sections import Block, Passage
from loaders.vorlage.words import InvolvementWords, any_of, negation, words

_CLAUSE_END = re.compile(r"[;:]\s|,\s(?=(?:dass|wobei|um|damit|nachdem|weil|da|welche\w{0,2})\s)")
_QUOTE_MARK = r'[„"]?'
_TOGETHER = 40
_LONGEST = 3000

_DECIDES = " beschließt"

Named = tuple[Mention, Body]


@dataclass(frozen=True)
class Involvement:
    """A body and its part in the subject: kind of tie, role, and the paper's word for it."""

    body: Body
    kind: str
    role: str | None
    original: str
    passage: Passage


def find_involvements(blocks: Sequence[Block], bodies: Bodies) -> Iterator[Involvement]:
    """What every clause that names bodies says about their part; a clause with a negation says nothing."""
    for block in blocks:
        named = bodies.mentions_in(block.words)
        starts = [mention.start for mention, _ in named]
        for low, high in _clauses(block) if named else []:
            here = named[bisect_left(starts, low) : bisect_left(starts, high)]
            if here and not negation().search(block.words, low, high):
                yield from _in_clause(block, low, high, here)


def _clauses(block: Block) -> Iterator[tuple[int, int]]:
    for low, high in block.sentences:
        cuts = [match.end() for match in _CLAUSE_END.finditer(block.words, low, high)]
        pieces = zip([low, *cuts], [*cuts, high], strict=True)
        yield from ((start, end) for start, end in pieces if end - start <= _LONGEST)


def _in_clause(block: Block, low: int, high: int, here: Sequence[Named]) -> Iterator[Involvement]:
    claimed: set[str] = set()
    for rule in words().involvements:
        triggers = list(_trigger(rule).finditer(block.words, low, high))
        if not triggers:
            continue
        find = _beside if rule.reach == "next" else _in_reach
        for mention, body in find(block, triggers, here, rule):
            if body.name not in claimed:
                claimed.add(body.name)
                passage = block.passage(mention.start, mention.end)
                yield Involvement(body, rule.kind, rule.role, _original(block, triggers), passage)


@cache
def _trigger(rule: InvolvementWords) -> re.Pattern[str]:
    return re.compile(rf"\b{any_of(rule.words)}\b")


def _original(block: Block, triggers: Sequence[re.Match[str]]) -> str:
    """The word, or the words if several stand together: "Begleitung und Moderation"."""
    end = triggers[-1].end()
    if end - triggers[0].start() > _TOGETHER:
        end = triggers[0].end()
    return block.words[triggers[0].start() : end]


def _in_reach(
    block: Block, triggers: Sequence[re.Match[str]], here: Sequence[Named], rule: InvolvementWords
) -> list[Named]:
    """Every body of the clause, or those of the kinds that the rule is for."""
    return [(mention, body) for mention, body in here if not rule.kinds or body.kind in rule.kinds]


def _beside(
    block: Block, triggers: Sequence[re.Match[str]], here: Sequence[Named], rule: InvolvementWords
) -> Iterator[Named]:
    """The bodies right after a trigger, or right before it."""
    for trigger in triggers:
        following = [named for named in here if named[0].start >= trigger.end()]
        if following and _fits(rule.after, block.words[trigger.end() : following[0][0].start]):
            yield from _chain(block, following)
            continue
        before = [named for named in here if named[0].end <= trigger.start()]
        if before and rule.before and _fits(rule.before, block.words[before[-1][0].end : trigger.start()]):
            yield before[-1]


def _chain(block: Block, named: Sequence[Named]) -> Iterator[Named]:
    """The first body, and each next one as long as nothing but "und", "mit dem" … stands between."""
    yield named[0]
    for (before, _), after in pairwise(named):
        between = block.words[before.end : after[0].start]
        if between and not _fits(words().and_words, between):
            return
        yield after


def _fits(pattern: str, between: str) -> bool:
    return len(between) <= 200 and bool(re.fullmatch(rf"[“\"]?{pattern}{_QUOTE_MARK}", between))


def find_decisions(blocks: Sequence[Block], bodies: Bodies, subject: str) -> Iterator[Involvement]:
    """The bodies that decide on the subject, as the draft decision has it: "Der Rat … beschließt das Konzept"."""
    nouns = any_of(words().measure_words)
    named = re.search(rf"\b\w{{0,60}}{nouns}", subject, re.IGNORECASE)
    for block in (block for block in blocks if block.section.key == "decision" and named):
        for mention, body in bodies.mentions_in(block.words):
            low, high = block.sentence_at(mention.start)
            said = block.words[low : min(high, low + _LONGEST)]
            if named and named[0] in said and block.words.startswith(_DECIDES, mention.end):
                yield Involvement(
                    body, "carries", "decision", _DECIDES.strip(), block.passage(mention.start, mention.end)
                )
