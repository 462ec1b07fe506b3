"""What stands in a cell: lists, dates, numbers, words of the vocabulary; each reader gives the value or refuses."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from functools import cache

from pydantic import BaseModel
from rapidfuzz import process

from graph_service.model.errors import BadValue, UnknownWord
from graph_service.model.period import PartialDate
from graph_service.model.text import Label, text
from graph_service.model.vocabulary import vocabulary
from loaders.tables import key

NONE_WORDS = frozenset({"keine", "none"})
_ITEM = re.compile(r'\s*(?:"((?:[^"]|"")*)"\s*(?=;|\Z)|([^;]*))(;|\Z)')
_QUOTED = re.compile(r'"((?:[^"]|"")*)"')
_NUMBER = re.compile(r"(\d{1,3}(?:[. \u00a0]\d{3}){1,9}|\d{1,30})(?:,(\d{1,30}))?(?:\s*(?:€|EUR|Euro))?")
_DOTTED = re.compile(r"(\d{1,30})\.(\d{1,2})")
_TELLING = 3
_YES, _NO = frozenset({"ja", "yes", "wahr", "true"}), frozenset({"nein", "no", "falsch", "false"})


def items(cell: str) -> tuple[str, ...]:
    """The parts of a list, between semicolons; a part that holds a semicolon stands in double quotes."""
    return tuple(part for part, _ in _parts(cell))


def texts(cell: str) -> tuple[str, ...]:
    """The parts of a list of free texts, without the empty ones that stray semicolons leave."""
    return tuple(part for part, quoted in _parts(cell) if part or quoted)


def _parts(cell: str) -> Iterator[tuple[str, bool]]:
    for match in _ITEM.finditer(cell):
        quoted, plain, separator = match.groups()
        yield (plain.strip(), False) if quoted is None else (quoted.replace('""', '"'), True)
        if not separator:
            break


def free_text(cell: str) -> str:
    """A free text. One that is empty or begins or ends with blanks stands in double quotes, which would be lost
    otherwise; quotes around any other text are part of it."""
    match = _QUOTED.fullmatch(cell)
    if match is None:
        return cell
    inner = match[1].replace('""', '"')
    return inner if not inner or inner != inner.strip() or free_text(inner) != inner else cell


def day(cell: str) -> PartialDate:
    """A date as German or ISO writing has it: 18.12.2017, 12/2017, 2017, 2017-12, 2017-12-18."""
    try:
        return PartialDate.written(cell)
    except BadValue as error:
        raise BadValue(
            error.message,
            value=cell,
            remedy=text("Erlaubt sind 2017, 12/2017, 18.12.2017, 2017-12-18; was ungewiss ist, gehört in die Notiz."),
        ) from error


def number(cell: str) -> Decimal:
    """A number in German writing (1.500,50) or with a point before one or two decimals (1500.50)."""
    dotted = _DOTTED.fullmatch(cell)
    if dotted:
        return Decimal(f"{dotted[1]}.{dotted[2]}")
    match = _NUMBER.fullmatch(cell)
    if match is None:
        raise BadValue(
            text("„{value}“ ist keine Zahl.", value=cell),
            value=cell,
            remedy=text("Erlaubt sind Ziffern mit Komma, zum Beispiel 1500 oder 1.500,50; Erläuterungen in die Notiz."),
        )
    whole = re.sub(r"\D", "", match[1])
    return Decimal(f"{whole}.{match[2]}" if match[2] else whole)


def signed_number(cell: str) -> Decimal:
    """A number that may lie below zero."""
    sign, digits = (-1, cell[1:]) if cell.startswith(("-", "−")) else (1, cell)
    return sign * number(digits)


def whole_number(cell: str) -> int:
    """A number without decimals; it may be negative where the order of things begins below zero."""
    sign, digits = (-1, cell[1:]) if cell.startswith("-") else (1, cell)
    value = number(digits)
    if value != value.to_integral_value():
        raise BadValue(
            text("„{value}“ ist keine ganze Zahl.", value=cell), value=cell, remedy=text("Bitte ohne Komma angeben.")
        )
    return sign * int(value)


def yes_no(cell: str) -> bool:
    word = key(cell)
    if word in _YES or word in _NO:
        return word in _YES
    raise unknown(cell, ("ja", "nein"), Label(de="Antwort", en="answer"))


def word(cell: str, table: str, what: Label, allowed: Iterable[str] | None = None) -> str:
    """The vocabulary's own word for what a person wrote: its German or English label or the word itself."""
    words = _spellings(table)
    found = words.get(key(cell))
    choices = tuple(getattr(vocabulary(), table)) if allowed is None else tuple(allowed)
    if found is None or found not in choices:
        raise unknown(cell, (label(table, choice) for choice in choices), what)
    return found


def label(table: str, entry: str) -> str:
    """The German label of an entry of the vocabulary."""
    return _labels(getattr(vocabulary(), table)[entry])[0].de


@cache
def _spellings(table: str) -> Mapping[str, str]:
    spellings: dict[str, str] = {}
    for entry, named in getattr(vocabulary(), table).items():
        for words in (entry, *(part for both in _labels(named) for part in (both.de, both.en))):
            spellings.setdefault(key(words), entry)
    return spellings


def _labels(named: BaseModel) -> tuple[Label, ...]:
    if isinstance(named, Label):
        return (named,)
    return tuple(getattr(named, part) for part in ("one", "many", "forward") if hasattr(named, part))


def unknown(cell: str, allowed: Iterable[str], what: Label) -> UnknownWord:
    """The error for a word that is not known here, with the nearest allowed ones, or all where none is near."""
    choices = tuple(sorted(set(allowed)))
    near = nearest(cell, choices)
    hint = text("Gemeint ist vielleicht: {words}.", words=near) if near else text("Erlaubt: {words}.", words=choices)
    message = text("{what}: „{value}“ ist nicht bekannt.", what=what, value=cell)
    return UnknownWord(message, value=cell, near=near, remedy=hint)


def nearest(cell: str, choices: Iterable[str]) -> tuple[str, ...]:
    """Up to three choices that are written much like the cell; a code such as „A“ is not like every word with an a."""
    telling = tuple(word for word in choices if len(word) >= min(_TELLING, len(cell)))
    hits = process.extract(cell[:200], telling, processor=key, limit=3, score_cutoff=80)
    return tuple(hit[0] for hit in hits)
