"""By which words the records of a network can be named."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, TypeAlias, cast
from weakref import WeakKeyDictionary

from rapidfuzz import fuzz, process

from graph_service.language import within_sentence
from graph_service.model.identity import local_of
from graph_service.model.network import Network
from graph_service.model.nodes import Actor, Concept, Measure
from graph_service.model.text import Language
from graph_service.questions.forms import Kind, Kinds
from graph_service.questions.wordings import ARTICLES, FILLERS
from graph_service.questions.words import Words, split, stem

Nameable: TypeAlias = Actor | Measure | Concept

_LEGAL_FORMS: tuple[Words, ...] = (("e", "v"), ("ev",), ("gmbh",), ("ggmbh",), ("ag",), ("gag",), ("aor",))
_BRACKETS = re.compile(r"\([^()]*\)")
_LONG_BRACKETS = re.compile(r"\([^()]{9,}\)")
_SHORT_FORM = re.compile(r"\(([A-ZÄÖÜ]{2,8})\)")
_SIMILAR = 80

_EVERYDAY = {
    "Geflüchtete": ("Flüchtlinge",),
    "Jugendliche": ("Jugend", "youth", "teenagers"),
    "Junge Menschen": ("Jugendliche", "junge Leute", "young persons"),
    "Menschen mit Migrationsgeschichte": ("Migranten", "Menschen mit Migrationshintergrund", "migrants"),
    "Ältere Menschen": ("Senioren", "Seniorinnen und Senioren", "elderly people", "seniors"),
    "Steuerungsgruppe": ("steering group",),
    "Koordinierungsgruppe": ("coordination group",),
    "Controllinggruppe": ("controlling group",),
    "Fachgruppe": ("expert group",),
    "Integrationsrat": ("integration council",),
}
"""By which other words people know what bears one of these names."""

EVERY_KIND: tuple[Kind, ...] = ("field", "actor", "measure")
"""What a name alone may mean."""

WITH_CONCEPTS: tuple[Kind, ...] = (*EVERY_KIND, "target_group", "district")


@dataclass(frozen=True, eq=False)
class Named:
    """A record with the words that name it; words are stems."""

    node: Nameable

    @cached_property
    def kind(self) -> Kind:
        return cast("Kind", self.node.scheme) if isinstance(self.node, Concept) else self.node.type

    @property
    def kind_of_record(self) -> Literal["field", "actor", "measure"]:
        """The topic of a question that is about the record itself."""
        return "field" if isinstance(self.node, Concept) else self.node.type

    def is_of(self, kinds: Kinds) -> bool:
        """Whether it is of one of the kinds; a body is an actor too."""
        return self.kind in kinds or ("body" in kinds and isinstance(self.node, Actor) and self.node.is_body)

    @cached_property
    def ids(self) -> frozenset[Words]:
        """Its id, and the local part if that cannot be a plain word ("m04", a code), and so is not met by chance."""
        local = local_of(self.node.id)
        plain = {local} if any(letter.isdigit() for letter in local) else set()
        plain.update(self._code)
        return frozenset(_stems(split(words)) for words in (self.node.id, *plain))

    @cached_property
    def own(self) -> frozenset[Words]:
        """Its name, with or without brackets and legal form."""
        node = self.node
        names = {*_variants(node.name), *(_variants(node.name_en or "") if isinstance(node, Concept) else ())}
        return frozenset(names | {(*_stems(split(code)), *name) for code in self._code for name in names})

    @cached_property
    def other(self) -> frozenset[Words]:
        short = _SHORT_FORM.findall(self.node.name)
        return frozenset(words for name in (*self.spellings, *short) for words in _variants(name))

    @property
    def spellings(self) -> tuple[str, ...]:
        """Its name, its other names as recorded, and what people say for them."""
        names = (self.node.name, *self.node.names)
        return (*names, *(word for name in names for word in _EVERYDAY.get(name, ())))

    @property
    def _code(self) -> tuple[str, ...]:
        """The code by which people know a field; the notation of another concept is its name in another spelling."""
        return (self.node.notation,) if isinstance(self.node, Concept) and self.kind == "field" else ()

    @cached_property
    def tails(self) -> frozenset[Words]:
        """How a part of its name may begin: the name itself; in a field's name, which counts up, each thing."""
        if self.kind != "field" or not isinstance(self.node, Concept):
            return self.own | self.other
        names = (self.node.name, self.node.name_en or "", *self.node.names)
        things = {tail for name in names for form in (name, _BRACKETS.sub(" ", name)) for tail in _things(form)}
        return frozenset(things | {(*_stems(split(code)), *tail) for code in self._code for tail in things})

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
    """The names of the actors, measures, fields, target groups and places of a network.

    What stands for every concept of its list ("alle", "stadtweit") is none that one could ask for.
    """

    def __init__(self, network: Network) -> None:
        about = [concept for scheme in ("target_group", "district") for concept in network.concepts(scheme)]
        narrow = [concept for concept in about if not concept.is_root]
        nodes: tuple[Nameable, ...] = (*network.concepts("field"), *network.actors, *network.measures, *narrow)
        self.all = tuple(map(Named, nodes))
        self._called: dict[tuple[Named, Language], str] = {}

    @cached_property
    def _by_name(self) -> Sequence[dict[Words, list[Named]]]:
        tiers: tuple[dict[Words, list[Named]], ...] = (defaultdict(list), defaultdict(list), defaultdict(list))
        for named in self.all:
            for tier, names in zip(tiers, (named.ids, named.own, named.other), strict=True):
                for name in names:
                    tier[name].append(named)
        return tiers

    def exact(self, words: Words, kinds: Kinds) -> tuple[Named, ...]:
        """The records with this id, else with this name, else with this other name."""
        forms = dict.fromkeys((words, _without_article(words), without_legal_form(_without_article(words))))
        for tier in self._by_name:
            for form in forms:
                found = tuple(named for named in tier.get(_stems(form), ()) if named.is_of(kinds))
                if found:
                    return found
        return ()

    def parts(self, words: Words, kinds: Kinds) -> tuple[Named, ...]:
        """The records that a part of a name may mean: those whose names it begins.

        If there are any, a single word may as well mean those of whose names it is, or ends, any word: where there
        is one "Ausschuss für Soziales" and one "Schulausschuss", "Ausschuss" fits both; but "Bildung" is the whole
        of one thing in a field's name, and so no "Ausbildung".
        """
        part = _stems(_without_article(words))
        whole = tuple(named for named in self.of(kinds) if part in named.tails)
        if len(whole) == 1:
            return whole
        found = self.begun(words, kinds)
        return self.holding(words, kinds) if found else ()

    def begun(self, words: Words, kinds: Kinds) -> tuple[Named, ...]:
        """The records whose names begin with the words; of a field's name, any one of the things in it."""
        part = _stems(_without_article(words))
        if not part or words[-1] in FILLERS or not any(map(tells, words)):
            return ()
        return tuple(named for named in self.of(kinds) if any(_begins(tail, part) for tail in named.tails))

    def holding(self, words: Words, kinds: Kinds) -> tuple[Named, ...]:
        """The records whose names begin with the words, then those where a single word is, or ends, any word."""
        part = _stems(_without_article(words))
        rivals = [named for named in self.of(kinds) if len(part) == 1 and named.has_word_ending(part[0])]
        return tuple(dict.fromkeys((*self.begun(words, kinds), *rivals)))

    def of(self, kinds: Kinds) -> list[Named]:
        """The records of these kinds."""
        return [named for named in self.all if named.is_of(kinds)]

    def occurring(self, words: Words) -> Iterator[Named]:
        """The records whose whole names stand among the words, longer names first."""
        free = list(words)
        for length in range(min(len(words), 12), 0, -1):
            for at in range(len(words) - length + 1):
                part = tuple(free[at : at + length])
                if all(part) and any(map(_may_name, part)) and part[0] not in ARTICLES:
                    found = self.exact(part, WITH_CONCEPTS)
                    if found:
                        free[at : at + length] = [""] * length
                    yield from found

    def similar(self, words: Words, kinds: Kinds, limit: int = 3) -> tuple[Named, ...]:
        """The records with names that are written most like the words, best first; else with names that begin so."""
        asked = _stems(_without_article(words))
        every = [(name, named) for named in self.of(kinds) for name in named.own | named.other | named.tails]
        begun = [(name[: len(asked)], named) for name, named in every if len(name) > len(asked)]
        return _alike(asked, every, limit) or _alike(asked, begun, limit)

    def called(self, named: Named, language: Language) -> str:
        """Words that name this record and no other, for a person to choose: its name, for a field with the code."""
        key = named, language
        if key not in self._called:
            self._called[key] = self._call(named, language)
        return self._called[key]

    @staticmethod
    def _label(concept: Concept, language: Language) -> str:
        """A target group as it stands within a question; a place is a name."""
        within = concept.scheme == "target_group"
        return within_sentence(concept.label, language) if within else concept.label.in_language(language)

    def _call(self, named: Named, language: Language) -> str:
        node = named.node
        if named.kind == "field" and isinstance(node, Concept):
            return f"{node.notation} ({node.label.in_language(language)})"
        kinds = (named.kind,) if isinstance(node, Concept) else EVERY_KIND
        name = self._label(node, language) if isinstance(node, Concept) else node.name
        short = " ".join(_LONG_BRACKETS.sub(" ", name).split())
        return next((words for words in (short, name) if self.exact(split(words), kinds) == (named,)), node.id)


def _alike(asked: Words, every: Sequence[tuple[Words, Named]], limit: int) -> tuple[Named, ...]:
    known = [" ".join(name) for name, _ in every]
    hits = process.extract(" ".join(asked), known, scorer=fuzz.ratio, limit=3 * limit, score_cutoff=_SIMILAR)
    return tuple(dict.fromkeys(every[at][1] for _, _, at in hits))[:limit]


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


def _may_name(word: str) -> bool:
    """Whether it can be a whole name: "KI" is one."""
    return tells(word) or (len(word) == 2 and word.isalpha() and word not in FILLERS)


def _without_article(words: Words) -> Words:
    return words[1:] if len(words) > 1 and words[0] in ARTICLES else words


def _begins(name: Words, part: Words) -> bool:
    return len(part) <= len(name) and all(_fits(*pair) for pair in zip(part, name, strict=False))


def _fits(word: str, known: str) -> bool:
    """Whether it is the word, or at least its first half: "Gesund" for "Gesundheit", not "Stadt" for "Stadtrat"."""
    return word == known or (len(word) > 3 and known.startswith(word) and 2 * len(word) >= len(known))
