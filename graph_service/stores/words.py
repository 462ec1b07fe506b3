"""Finding by words: what a node is found by, whether words occur in it, and which hit comes first."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from graph_service.model.identity import fold, transliterate
from graph_service.model.nodes import AnyNode, Concept


def forms(words: str) -> tuple[str, ...]:
    """The words as they are compared: without marks and with umlauts as two letters; one where both are the same."""
    plain = "".join(letter if letter.isprintable() else " " for letter in words)
    found = (" ".join(folded.split()) for folded in (fold(plain), transliterate(plain)))
    return tuple(form for form in dict.fromkeys(found) if form)


@dataclass(frozen=True)
class Haystack:
    """What a node is found by: its name, its other names and notation, its note; one form a line."""

    name: str
    others: str = ""
    note: str = ""

    def best_order(self, query: Query, record_id: str) -> tuple[int, int, str]:
        """Where the node comes among the hits: by how it is hit, then by the length of its name, then by id."""
        return query.rank(self), len(self.name.partition("\n")[0]), record_id


def haystack(node: AnyNode) -> Haystack:
    """What this node is found by."""
    others = [*node.names]
    if isinstance(node, Concept):
        others += [node.notation, node.name_en or ""]
    return Haystack(_lines(node.name), _lines(*others), _lines(node.note or ""))


def _lines(*texts: str) -> str:
    return "\n".join(form for words in texts for form in forms(words))


@dataclass(frozen=True)
class Query:
    """What is looked for: each word in its forms, and all of them as one phrase."""

    words: tuple[tuple[str, ...], ...]
    phrase: tuple[str, ...]

    @classmethod
    def parse(cls, words: str) -> Query:
        """Any input is a query; one without a letter or sign finds nothing."""
        return cls(tuple(word for word in map(forms, words.split()) if word), forms(words))

    def __bool__(self) -> bool:
        return bool(self.words)

    def matches(self, hay: Haystack) -> bool:
        """Whether every word occurs somewhere."""
        return self._all_in(f"{hay.name}\n{hay.others}\n{hay.note}")

    def rank(self, hay: Haystack) -> int:
        """0 exactly a name, 1 the name begins so, 2 words of it do, 3 in the name, 4 in other names, 5 in the note."""
        if set(self.phrase) & set(f"{hay.name}\n{hay.others}".split("\n")):
            return 0
        if any(line.startswith(self.phrase) for line in hay.name.split("\n")):
            return 1
        if all(beginning.search(hay.name) for beginning in self._beginnings):
            return 2
        if self._all_in(hay.name):
            return 3
        return 4 if self._all_in(f"{hay.name}\n{hay.others}") else 5

    @cached_property
    def _beginnings(self) -> tuple[re.Pattern[str], ...]:
        """What finds each word where it begins a word."""
        return tuple(re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, word))})") for word in self.words)

    def _all_in(self, lines: str) -> bool:
        return all(any(form in lines for form in word) for word in self.words)
