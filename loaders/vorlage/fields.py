"""The fields of action that a paper lists, and those that it puts first."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from loaders.vorlage.sections import Block, Passage
from loaders.vorlage.text import has_words
from loaders.vorlage.words import any_of, words

_ITEM = re.compile(r"(?P<bullet>[-–•*·]\s)?(?:\(?(?P<notation>[A-Z]|[IVX]{1,4}|\d{1,2})[.):]\s+)?(?P<name>\S.*)")
_QUOTED = re.compile(r"[„»\"]([^„“”»«\"]{3,200})[“”«\"]")
_LONGEST = 300
_SENTENCE = 1000
_NUMBERS = ("zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun", "zehn", "elf", "zwölf")
_COUNTS = dict(zip(_NUMBERS, range(2, 13), strict=True))


@dataclass(frozen=True)
class Field:
    """A field of action: its notation, its name and where the paper says so."""

    notation: str
    name: str
    passage: Passage


@dataclass(frozen=True)
class Fields:
    """The fields in their order, notations used twice, how many are listed and how many the paper announces."""

    found: tuple[Field, ...]
    twins: tuple[str, ...]
    listed: int
    announced: int | None


def find_fields(blocks: Sequence[Block]) -> Fields:
    """The fields that come first (X1 …), then those of the first list, or else of lines "Handlungsfeld 3: …"."""
    listed: list[Field] = []
    announced = None
    for index, block in enumerate(blocks):
        if not listed and _announces(block):
            listed = list(_list_after(blocks, index))
            announced = _count(block.words) if listed else None
    listed = listed or list(_headed(blocks))
    every = [*_first_fields(blocks), *listed]
    found = _by_notation(every)
    return Fields(found, tuple(field.notation for field in every if field not in found), len(listed), announced)


@cache
def _word() -> str:
    return rf"\b{any_of(words().field_words)}\b"


def _announces(block: Block) -> bool:
    """Whether a list of fields follows: a sentence that names fields and ends with a colon, or a short heading."""
    if not re.search(_word(), block.words[-_LONGEST:]):
        return False
    return block.words.endswith(":") or bool(re.fullmatch(rf"(?:Die )?{_word()}", block.words))


def _list_after(blocks: Sequence[Block], lead: int) -> Iterator[Field]:
    """The items right after the lead, as far as they go."""
    for place in range(lead + 1, len(blocks)):
        field = _item(blocks[place], place - lead)
        if field is None or blocks[place].section is not blocks[lead].section:
            return
        yield field


def _item(block: Block, order: int) -> Field | None:
    match = _ITEM.match(block.words) if len(block.words) <= _LONGEST and not block.is_contact else None
    if match is None or not (match["bullet"] or match["notation"]) or not has_words(match["name"]):
        return None
    named = _head_form().match(match["name"])
    notation = match["notation"] or (named["notation"] if named else str(order))
    return _field(notation, named["name"] if named else match["name"], block)


@cache
def _head_form() -> re.Pattern[str]:
    return re.compile(rf"{_word()}\s(?P<notation>[A-Z]|[IVX]{{1,4}}|\d{{1,2}})\s?[:.–-]\s+(?P<name>\S.*)")


def _headed(blocks: Sequence[Block]) -> Iterator[Field]:
    for block in blocks:
        match = _head_form().match(block.words) if len(block.words) <= _LONGEST else None
        if match and has_words(match["name"]) and not block.is_contact:
            yield _field(match["notation"], match["name"], block)


def _field(notation: str, name: str, block: Block) -> Field:
    return Field(notation, block.private.hide(name.rstrip(" ,;.")), block.whole())


def _first_fields(blocks: Sequence[Block]) -> list[Field]:
    """The names in quotation marks of the first sentence that puts topics first."""
    for block in blocks:
        for mark in _first_mark().finditer(block.words):
            low, high = block.sentence_at(mark.start())
            high = min(high, low + _SENTENCE)
            quoted = list(_QUOTED.finditer(block.words, low, high))
            if quoted and _topic().search(block.words, low, high):
                return [_first_field(order, match, block) for order, match in enumerate(quoted, start=1)]
    return []


@cache
def _first_mark() -> re.Pattern[str]:
    return re.compile(any_of(words().first_fields))


@cache
def _topic() -> re.Pattern[str]:
    return re.compile(rf"\b(?:Thema|Themen|Querschnitts\w{{1,20}})\b|{_word()}")


def _first_field(order: int, match: re.Match[str], block: Block) -> Field:
    return Field(f"X{order}", block.private.hide(match[1].strip()), block.passage(*match.span()))


def _by_notation(fields: Sequence[Field]) -> tuple[Field, ...]:
    """Each notation once, with the first field that has it."""
    kept: dict[str, Field] = {}
    for field in fields:
        kept.setdefault(field.notation, field)
    return tuple(kept.values())


def _count(lead: str) -> int | None:
    """How many fields the lead announces: "folgende acht zentrale Handlungsfelder"."""
    match = re.search(rf"\b({any_of(_COUNTS)})(?:\s\w{{2,30}}){{0,2}}\s{_word()}", lead[-_LONGEST:])
    return _COUNTS[match[1]] if match else None
