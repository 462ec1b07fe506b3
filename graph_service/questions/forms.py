"""Forms of questions: set words around names. A form fits only if it accounts for every word of a question.

In a template `{field}` is the name of a field, `{actor|measure}` that of an actor or a measure, `{date}` a date,
`a|b` one of these words, and what ends in `?` may be left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Literal, TypeAlias, cast

from graph_service.questions.words import Words, split

Topic: TypeAlias = Literal[
    "field",
    "actor",
    "actors",
    "measure",
    "surroundings",
    "offers",
    "gaps",
    "overlaps",
    "coordination",
    "path",
    "members",
    "changes",
    "progress",
    "what_if",
    "record_next",
    "search",
    "unknown",
]
Kind: TypeAlias = Literal["field", "actor", "measure", "body", "target_group", "district", "date"]
Kinds: TypeAlias = tuple[Kind, ...]
_Place: TypeAlias = tuple[frozenset[str], bool]
_Places: TypeAlias = tuple[_Place, ...]


@dataclass(frozen=True)
class Form:
    """One form of a question; its topic, if that is not just the record named.

    What asks about the past is not answered by the present, so it must hold a date besides. `part` names the part of
    the page that answers, if that is not the whole; `within` says that its date is the time in which, not since when.
    """

    template: str
    topic: Topic | None = None
    must_be_dated: bool = False
    part: str = ""
    within: bool = False

    @cached_property
    def is_bare(self) -> bool:
        """Whether a name alone fits it."""
        return not any(self._sides) and len(self.slots) == 1

    @property
    def may_be_dated(self) -> bool:
        """Only what acts in a field is asked for by date."""
        return self.slots == (("field",),) and self.topic is None

    @cached_property
    def slots(self) -> tuple[Kinds, ...]:
        """Of which kinds the names are, in their order."""
        parts = (part for part in self.template.split() if part.startswith("{"))
        return tuple(cast("Kinds", tuple(part.strip("{}").split("|"))) for part in parts)

    @cached_property
    def words(self) -> frozenset[str]:
        return frozenset(word for side in self._sides for words, _ in side for word in words)

    @cached_property
    def first_words(self) -> frozenset[str] | None:
        """With which set words it begins; None where it may begin with a name."""
        found: frozenset[str] = frozenset()
        for words, optional in self._sides[0]:
            found |= words
            if not optional:
                return found
        return None

    @cached_property
    def _sides(self) -> tuple[_Places, ...]:
        """What stands before, between and after the names."""
        sides: list[list[_Place]] = [[]]
        for part in self.template.split():
            if part.startswith("{"):
                sides.append([])
            else:
                sides[-1].append(_place(part))
        return tuple(map(tuple, sides))

    def names_in(self, words: Words) -> Iterator[tuple[Words, ...]]:
        """What stands at the places of the names, for each way in which the form fits the words."""
        before, *between = self._sides
        if not between:
            yield from [()] if len(words) in _reach(before, words) else []
            return
        *between, after = between
        stops = sorted(len(words) - reached for reached in _reach(after[::-1], words[::-1]))
        for start in sorted(_reach(before, words), reverse=True):
            for stop in stops:
                yield from _parted(between, words[start:stop])

    def begun_in(self, words: Words) -> Iterator[tuple[tuple[Words, ...], Words]]:
        """The whole names so far and what there is of the next one, if any, where the words stop too early."""
        before, *between = self._sides
        for start in sorted(_reach(before, words), reverse=True) if self.slots else ():
            rest = words[start:]
            yield (), rest
            for at in range(1, len(rest) if len(self.slots) > 1 else 0):
                for reached in _reach(between[0], rest[at : at + len(between[0])]):
                    yield (rest[:at],), rest[at + reached :]
            *inner, after = between
            for stop in range(max(1, len(rest) - len(after)), len(rest)):
                if _is_begun(after, rest[stop:]):
                    yield from ((names, ()) for names in _parted(inner, rest[:stop]))

    def leading_in(self, words: Words) -> int:
        """How many of the first words its first set words account for."""
        return max(max(_reach(self._sides[0][:stop], words), default=0) for stop in range(len(self._sides[0]) + 1))

    def is_begun_by(self, words: Words) -> bool:
        """Whether the words end before the first name, the last of them perhaps in the middle."""
        return _is_begun(self._sides[0], words)


@cache
def _place(part: str) -> _Place:
    """The words that may stand at a place, and whether none has to; most places stand in many forms."""
    return frozenset(split(part.rstrip("?").replace("|", " "))), part.endswith("?")


def _is_begun(places: _Places, words: Words) -> bool:
    """Whether the places can account for all of the words, the last of them perhaps in the middle."""
    reached, last = {0}, len(words) - 1
    for allowed, optional in places:
        if last in reached and any(word.startswith(words[last]) for word in allowed):
            return True
        further = {count + 1 for count in reached if count < last and words[count] in allowed}
        reached = reached | further if optional else further
    return False


def _parted(between: list[_Places], words: Words) -> Iterator[tuple[Words, ...]]:
    """The words as names with set words between them, in each way that leaves no name empty."""
    if not between:
        yield from [(words,)] if words else []
        return
    side, *further = between
    for at in range(1, len(words)):
        for reached in _reach(side, words[at : at + len(side)]):
            for names in _parted(further, words[at + reached :]):
                yield words[:at], *names


def _reach(places: _Places, words: Words) -> set[int]:
    """How many of the first words the places can account for."""
    reached = {0}
    for allowed, optional in places:
        further = {count + 1 for count in reached if count < len(words) and words[count] in allowed}
        reached = reached | further if optional else further
    return reached
