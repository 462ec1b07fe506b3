"""What the head of a paper says: number, date, town, office, subject and draft decision."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from graph_service.model.errors import BadValue
from graph_service.model.period import PartialDate
from graph_service.model.text import Text
from loaders.vorlage.dates import SPELLED_DATE, parse_day
from loaders.vorlage.sections import Block, Passage
from loaders.vorlage.words import any_of, words

_HEAD_BLOCKS = 20
_ROMAN = re.compile(r"(?<![A-Za-z])[IVX]{1,5}(?![A-Za-z])")
_NUMBER = r"[A-Z]{0,4}[/ -]?\d[\w./-]{0,40}"
_NAME = r"[A-ZÄÖÜ][\w.-]{1,40}"


@dataclass(frozen=True)
class Quoted:
    """A value and the passage that it stands in."""

    value: str
    passage: Passage


@dataclass(frozen=True)
class Head:
    """What the head gives; None for what it does not give. `sign` is the directorate's number in the file sign."""

    label: str = "Vorlage"
    number: Quoted | None = None
    date: PartialDate | None = None
    date_words: Quoted | None = None
    date_problem: Text | None = None
    town: Quoted | None = None
    mayor: Quoted | None = None
    sign: str | None = None
    subject: Quoted | None = None
    decision: Quoted | None = None


def read_head(blocks: Sequence[Block]) -> Head:
    """The facts of the head and of the sections "Betreff" and "Beschlussentwurf"."""
    top = [block for block in blocks if block.section.key == "head"][:_HEAD_BLOCKS]
    label, number = _number([*top, *(block for block in blocks if block.section.key == "text")][:_HEAD_BLOCKS])
    date_words = _date(top)
    day, problem = _day(date_words)
    return Head(
        label=label,
        number=number,
        date=day,
        date_words=date_words,
        date_problem=problem,
        town=_town(top, blocks),
        mayor=_first(top, _mayor()),
        sign=_sign(top),
        subject=_subject(blocks),
        decision=_decision(blocks),
    )


@cache
def _label() -> re.Pattern[str]:
    label = rf"(?<!\w)(?P<label>{any_of(words().paper_labels)})(?:[\s-]*(?:Nr\.?|Nummer|nummer))?\s?:?\s?"
    return re.compile(rf"{label}(?P<number>(?!\s?{SPELLED_DATE}){_NUMBER})?(?:\s|,|$)")


def _number(blocks: Sequence[Block]) -> tuple[str, Quoted | None]:
    for index, block in enumerate(blocks):
        match = _label().search(block.words[:400])
        if match and match["number"]:
            return _singular(match["label"]), Quoted(match["number"].strip(" ./-"), block.passage(*match.span()))
        if match and match.end() == len(block.words) and index + 1 < len(blocks):
            below = blocks[index + 1]
            if re.fullmatch(_NUMBER, below.words):
                return _singular(match["label"]), Quoted(below.words, below.whole())
    return "Vorlage", None


def _singular(label: str) -> str:
    singular = label.removesuffix("n") if label.endswith("en") else label
    return "Vorlage" if singular.endswith("vorlage") else singular


def _date(blocks: Sequence[Block]) -> Quoted | None:
    """The date beside, above or below the word "Datum", else the only date that stands in the head."""
    found = [(index, match) for index, block in enumerate(blocks) if (match := _spelled().search(block.words[:200]))]
    labels = [index for index, block in enumerate(blocks) if re.match(r"(?:Datum|Stand)\b", block.words)]
    near = [hit for hit in found if any(abs(hit[0] - label) <= 1 for label in labels)]
    if not near and len({match[0] for _, match in found}) != 1:
        return None
    index, match = (near or found)[0]
    return Quoted(match[0], blocks[index].passage(*match.span()))


@cache
def _spelled() -> re.Pattern[str]:
    return re.compile(rf"(?<![\d.]){SPELLED_DATE}")


def _day(spelled: Quoted | None) -> tuple[PartialDate | None, Text | None]:
    """The date, or why there is none."""
    if spelled is None:
        return None, None
    try:
        return parse_day(spelled.value), None
    except BadValue as error:
        return None, error.message


def _town(top: Sequence[Block], blocks: Sequence[Block]) -> Quoted | None:
    kinds = any_of(words().town_kinds)
    line = re.compile(
        rf"^(?:\| )?(?:Die )?(?P<value>{kinds}(?: (?:(?!Der |Die ){_NAME}|an|der|am|im|ob|vor|in)){{1,6}})(?: \|)?$"
    )
    council = re.compile(rf"\bRat(?:e?s)? der (?P<value>{kinds} (?:Bad |Sankt )?{_NAME})")
    loud = re.compile(rf"^(?P<value>{kinds.upper()}(?: [A-ZÄÖÜ][A-ZÄÖÜ.-]{{1,40}}){{1,6}})$")
    return _first(top, line) or _quiet(_first(top, loud)) or _first(blocks, council)


def _quiet(town: Quoted | None) -> Quoted | None:
    """A town that the paper writes in capitals, in the usual letters: "STADT BURG AN DER AUE"."""
    if town is None:
        return None
    small = {"an", "der", "am", "im", "ob", "vor", "in"}
    parts = (part.lower() if part.lower() in small else part.title() for part in town.value.split())
    return Quoted(" ".join(parts), town.passage)


def _first(blocks: Sequence[Block], pattern: re.Pattern[str]) -> Quoted | None:
    for block in blocks:
        match = pattern.search(block.words[:2000])
        if match and not block.is_contact:
            return Quoted(match["value"], block.passage(*match.span()))
    return None


@cache
def _mayor() -> re.Pattern[str]:
    return re.compile(
        rf"^(?:Der|Die) (?P<value>{any_of(words().mayors)})(?: der {any_of(words().town_kinds)} {_NAME})?$"
    )


def _sign(blocks: Sequence[Block]) -> str | None:
    """The Roman number in the file sign that stands beside, above or below its label "Dezernat/…"."""
    for index, block in enumerate(blocks):
        if re.match(r"(?:Dezernat|Fachbereich|Amt|Aktenzeichen|AZ)[/:]", block.words):
            near = [block, *blocks[max(0, index - 1) : index], *blocks[index + 1 : index + 2]]
            numbers = [found[0] for part in near if len(part.words) <= 60 and (found := _ROMAN.search(part.words))]
            return numbers[0] if numbers else None
    return None


def _subject(blocks: Sequence[Block]) -> Quoted | None:
    found = next((block for block in blocks if block.section.key == "subject"), None)
    return Quoted(found.private.hide(found.words), found.whole()) if found else None


def _decision(blocks: Sequence[Block]) -> Quoted | None:
    """The whole draft decision in its own words, without persons, and the passage of its beginning."""
    found = [block for block in blocks if block.section.key == "decision" and not block.is_contact]
    if not found:
        return None
    whole = "\n".join(block.private.hide(block.words) for block in found)
    return Quoted(whole, found[0].whole())
