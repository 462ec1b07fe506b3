"""What a paper says about private persons: found so that it can be left out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from loaders.vorlage.text import Line, plain
from loaders.vorlage.words import any_of, words

Span = tuple[int, int]

_CAPITAL = r"[A-ZÄÖÜ][\w'’-]{1,40}"
_NAME = re.compile(rf"\b{_CAPITAL}")
_HONOUR = r"(?:Frau|Herrn?|Fr\.|Hr\.|Dr\.|Prof\.)"
_ADDRESS = re.compile(r"[\w.+-]{1,64}@[\w.-]{1,100}|(?:Tel\.|Telefon|Fax|Mobil):?\s?[\d(+][\d ()/-]{3,20}")
_SHORT = 60


@dataclass(frozen=True)
class Private:
    """Which lines hold signatures or contacts, and the names of persons that stand there."""

    signatures: frozenset[int] = frozenset()
    contacts: frozenset[int] = frozenset()
    names: frozenset[str] = frozenset()

    @property
    def lines(self) -> list[int]:
        return sorted(self.signatures | self.contacts)

    def parts(self, before: int, after: int) -> bool:
        """Whether a signature stands between two lines, or a contact in one of them."""
        return bool({before, after} & self.contacts) or any(n in self.signatures for n in range(before + 1, after))

    def spans(self, passage: str) -> list[Span]:
        """Where persons and their addresses stand in these words."""
        found = [match.span() for pattern in (_titled(), _ADDRESS) for match in pattern.finditer(passage)]
        found += [match.span() for match in _NAME.finditer(passage) if match[0] in self.names] if self.names else []
        return sorted(found)

    def hide(self, passage: str) -> str:
        """The words with an ellipsis in place of every person."""
        parts, at = [], 0
        for start, end in self.spans(passage):
            if start >= at:
                parts += [passage[at:start], "…"]
            at = max(at, end)
        return "".join([*parts, passage[at:]])


@cache
def _titled() -> re.Pattern[str]:
    """Frau, Dr. or Bürgermeisterin, with one or two names after it that begin no organisation's name."""
    name = rf"\s(?!{_organisation()})(?:von\s)?{_CAPITAL}"
    return re.compile(rf"\b(?:{_HONOUR}|{any_of(words().titles)})(?:\s{_HONOUR}){{0,3}}{name}(?:{name})?")


@cache
def _organisation() -> str:
    heads = [head.strip("…").capitalize() for body in words().bodies for head in body.heads]
    return any_of([*heads, *words().not_in_names, *words().town_kinds, "Kommunale"]) + r"\w*"


def find_private(lines: Sequence[Line]) -> Private:
    """The signatures and contacts of a paper."""
    signed = list(_labelled(lines, _signature()))
    contacts = list(_labelled(lines, _contact()))
    names = {name for line in signed for name in _surnames(_signature().sub("", line.words.strip()))}
    names |= {name for line in contacts for part in _parts(line.words) for name in _full_name(part)}
    return Private(
        frozenset(line.number for line in signed), frozenset(line.number for line in contacts), frozenset(names)
    )


def _signature() -> re.Pattern[str]:
    return re.compile(rf"^{any_of(words().signatures)}(?!\w)\s?:?\s?(?=.{{0,{_SHORT}}}$)(?!.*\.$)")


def _contact() -> re.Pattern[str]:
    label = any_of(words().contacts)
    return re.compile(rf"^(?:[^:]{{0,80}}[\s/])?{label}[^:]{{0,{_SHORT}}}:|^{label}.{{0,{_SHORT}}}$")


def _labelled(lines: Sequence[Line], label: re.Pattern[str]) -> Iterator[Line]:
    """The lines that begin with a label, and the short line after a label that stands alone."""
    pending = False
    for line in lines:
        content = line.words.strip()
        match = label.match(content)
        if match or (pending and content and len(content) <= _SHORT and not content.endswith(":")):
            yield line
        pending = bool(match and match.end() == len(content)) or (pending and not content)


def _surnames(line: str) -> list[str]:
    if re.search(rf"\d|{_organisation()}", line):
        return []
    return [word for word in re.findall(_CAPITAL, line) if len(word) > 2 and word not in words().titles]


def _parts(line: str) -> list[str]:
    return [plain(part) for part in re.split(r"[/,;:|\t]", line)]


def _full_name(part: str) -> list[str]:
    """The last name, if the part is one with a form of address or a first name before it."""
    bare = re.sub(rf"^(?:{_HONOUR}\s?)+", "", part)
    match = re.fullmatch(rf"(?:{_CAPITAL}\s){{0,2}}({_CAPITAL})", bare)
    if not match or " " not in part or re.search(_organisation(), bare):
        return []
    return [match[1]]
