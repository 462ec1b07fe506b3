"""By which words the records of a network can be named."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias
from weakref import WeakKeyDictionary

from rapidfuzz import fuzz, process

from graph_service.model.identity import local_of
from graph_service.model.network import Network
from graph_service.model.nodes import Actor, Concept, Measure
from graph_service.model.text import Language
from graph_service.questions.forms import ARTICLES, EVERY_KIND, FILLERS, Kind
from graph_service.questions.words import Words, split, stem

Nameable: TypeAlias = Actor | Measure | Concept

_LEGAL_FORMS: tuple[Words, ...] = (("e", "v"), ("ev",), ("gmbh",), ("ggmbh",), ("ag",), ("gag",), ("aor",))
_BRACKETS = re.compile(r"\([^()]*\)")
_SHORT_FORM = re.compile(r"\(([A-ZÄÖÜ]{2,8})\)")
_SIMILAR = 80


@dataclass(frozen=True, eq=False)
class Named:
    """A record with the words that name it; words are stems."""

    node: Nameable

    @property
    def kind(self) -> Kind:
        return "field" if self.node.type == "concept" else self.node.type

    @cached_property
    def ids(self) -> frozenset[Words]:
        """Its id, and the local part if that cannot be a plain word ("m04", a code), and so is not met by chance."""
        local = local_of(self.node.id)
        plain = {local} if any(letter.isdigit() for letter in local) else set()
        if isinstance(self.node, Concept):
            plain.add(self.node.notation)
        return frozenset(_stems(split(words)) for words in (self.node.id, *plain))

    @cached_property
    def own(self) -> frozenset[Words]:
        """Its name, with or without brackets and legal form."""
        node = self.node
        names = {*_variants(node.name), *(_variants(node.name_en or "") if isinstance(node, Concept) else ())}
        return frozenset(names | {(*code, *name) for code in self._codes for name in names})

    @cached_property
    def other(self) -> frozenset[Words]:
        short = _SHORT_FORM.findall(self.node.name)
        return frozenset(words for name in (*self.node.names, *short) for words in _variants(name))

    @property
    def _codes(self) -> Iterator[Words]:
        if isinstance(self.node, Concept):
            yield _stems(split(self.node.notation))

    @cached_property
    def tails(self) -> frozenset[Words]:
        """How a part of its name may begin: the name itself; in a field's name, which counts up, each thing."""
        if not isinstance(self.node, Concept):
            return self.own | self.other
        names = (self.node.name, self.node.name_en or "", *self.node.names)
        things = {tail for name in names for form in (name, _BRACKETS.sub(" ", name)) for tail in _things(form)}
        return frozenset(things | {(*code, *tail) for code in self._codes for tail in things})

    def has_word_ending(self, word: str) -> bool:
        return tells(word) and any(known.endswith(word) for name in self.own | self.other for known in name)


def _stems(words: Words) -> Words:
    return tuple(map(stem, words))


def _variants(name: str) -> Iterator[Words]:
    for form in (name, _BRACKETS.sub(" ", name)):
        words = split(form)
        if words:
            yield _stems(words)
            yield _stems(without_legal_form(words))


def without_legal_form(words: Words) -> Words:
    ending = next((form for form in _LEGAL_FORMS if len(words) > len(form) and words[-len(form) :] == form), ())
    return words[: len(words) - len(ending)]


def _things(name: str) -> Iterator[Words]:
    """The rest of the name from each word on, but not from what only describes ("Öffnung *der* Verwaltung")."""
    parts = re.split(r"[,;/]", name)
    for index, part in enumerate(parts):
        words, rest = split(part), split(",".join(parts[index:]))
        for at, word in enumerate(words):
            if word in FILLERS - {"und", "and"}:
                break
            if word not in FILLERS:
                yield _stems(rest[at:])


class Names:
    """The names of the actors, measures and fields of a network."""

    def __init__(self, network: Network) -> None:
        nodes: tuple[Nameable, ...] = (*network.concepts("field"), *network.actors, *network.measures)
        self.all = tuple(map(Named, nodes))

    @cached_property
    def _by_name(self) -> Sequence[dict[Words, list[Named]]]:
        tiers: tuple[dict[Words, list[Named]], ...] = (defaultdict(list), defaultdict(list), defaultdict(list))
        for named in self.all:
            for tier, names in zip(tiers, (named.ids, named.own, named.other), strict=True):
                for name in names:
                    tier[name].append(named)
        return tiers

    def exact(self, words: Words, kinds: Iterable[Kind]) -> tuple[Named, ...]:
        """The records with this id, else with this name, else with this other name."""
        forms = dict.fromkeys((words, _without_article(words), without_legal_form(_without_article(words))))
        for tier in self._by_name:
            for form in forms:
                found = tuple(named for named in tier.get(_stems(form), ()) if named.kind in kinds)
                if found:
                    return found
        return ()

    def parts(self, words: Words, kinds: Iterable[Kind]) -> tuple[Named, ...]:
        """The records that a part of a name may mean: those whose names it begins.

        If there are any, a single word may as well mean those of whose names it is, or ends, any word: where there
        is one "Ausschuss für Soziales" and one "Schulausschuss", "Ausschuss" fits both.
        """
        found = self.begun(words, kinds)
        return self.holding(words, kinds) if found else ()

    def begun(self, words: Words, kinds: Iterable[Kind]) -> tuple[Named, ...]:
        """The records whose names begin with the words; of a field's name, any one of the things in it."""
        part = _stems(_without_article(words))
        if not part or words[-1] in FILLERS or not any(map(tells, words)):
            return ()
        return tuple(named for named in self._of(kinds) if any(_begins(tail, part) for tail in named.tails))

    def holding(self, words: Words, kinds: Iterable[Kind]) -> tuple[Named, ...]:
        """The records whose names begin with the words, then those where a single word is, or ends, any word."""
        part = _stems(_without_article(words))
        rivals = [named for named in self._of(kinds) if len(part) == 1 and named.has_word_ending(part[0])]
        return tuple(dict.fromkeys((*self.begun(words, kinds), *rivals)))

    def _of(self, kinds: Iterable[Kind]) -> list[Named]:
        return [named for named in self.all if named.kind in kinds]

    def occurring(self, words: Words) -> Iterator[Named]:
        """The records whose whole names stand among the words, longer names first."""
        free = list(words)
        for length in range(min(len(words), 12), 0, -1):
            for at in range(len(words) - length + 1):
                part = tuple(free[at : at + length])
                if all(part) and any(map(tells, part)) and part[0] not in ARTICLES:
                    found = self.exact(part, EVERY_KIND)
                    if found:
                        free[at : at + length] = [""] * length
                    yield from found

    def similar(self, words: Words, kinds: Iterable[Kind], limit: int = 3) -> tuple[Named, ...]:
        """The records with names that are written most like the words, best first."""
        every = [(name, named) for named in self._of(kinds) for name in named.own | named.other | named.tails]
        known, asked = [" ".join(name) for name, _ in every], " ".join(_stems(_without_article(words)))
        hits = process.extract(asked, known, scorer=fuzz.ratio, limit=3 * limit, score_cutoff=_SIMILAR)
        return tuple(dict.fromkeys(every[at][1] for _, _, at in hits))[:limit]

    def called(self, named: Named, language: Language) -> str:
        """Words that name this record and no other, for a person to choose: its name, for a field with the code."""
        node = named.node
        if isinstance(node, Concept):
            return f"{node.notation} ({node.label.in_language(language)})"
        unique = self.exact(split(node.name), EVERY_KIND) == (named,)
        return node.name if unique else node.id


# A network does not change, and every question and every letter typed asks for its names.
_KNOWN: WeakKeyDictionary[Network, Names] = WeakKeyDictionary()


def names_of(network: Network) -> Names:
    """The names of this network, put together once."""
    known = _KNOWN.get(network)
    if known is None:
        known = _KNOWN[network] = Names(network)
    return known


def tells(word: str) -> bool:
    """Whether the word can tell one name from another."""
    return len(word) > 2 and word[0].isalpha() and word not in FILLERS


def _without_article(words: Words) -> Words:
    return words[1:] if len(words) > 1 and words[0] in ARTICLES else words


def _begins(name: Words, part: Words) -> bool:
    return len(part) <= len(name) and all(_fits(*pair) for pair in zip(part, name, strict=False))


def _fits(word: str, known: str) -> bool:
    """Whether it is the word, or at least its first half: "Gesund" for "Gesundheit", not "Stadt" for "Stadtrat"."""
    return word == known or (len(word) > 3 and known.startswith(word) and 2 * len(word) >= len(known))
