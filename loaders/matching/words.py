"""The words and places by which names of organisations are compared, from words.yaml and places.yaml."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from itertools import chain
from typing import Any, TypeAlias

import yaml
from pydantic import BaseModel, ConfigDict

from graph_service.model.text import Label
from loaders.matching.spelling import pieces, reduced

Phrase: TypeAlias = tuple[str, ...]


class Level(BaseModel):
    """One level of an association: its name, and the words, beginnings and short forms that say so."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    label: Label
    words: tuple[str, ...]
    prefix: tuple[str, ...]
    short: tuple[str, ...]


class Words(BaseModel):
    """The data as people wrote them."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    legal_forms: Mapping[str, tuple[str, ...]]
    never_words: tuple[str, ...]
    associations: Mapping[str, tuple[str, ...]]
    synonyms: Mapping[str, tuple[str, ...]]
    levels: Mapping[str, Level]
    federated: tuple[str, ...]
    generic: tuple[str, ...]
    set_apart: tuple[str, ...]
    stop: tuple[str, ...]
    shared_hosts: tuple[str, ...]

    def _folded(self, written: Iterable[str]) -> frozenset[str]:
        return frozenset(chain.from_iterable(pieces(word) for word in written))

    @cached_property
    def stop_words(self) -> frozenset[str]:
        return self._folded(self.stop)

    @cached_property
    def left_out(self) -> frozenset[str]:
        return self._folded(self.never_words)

    @cached_property
    def generic_words(self) -> frozenset[str]:
        return frozenset(map(stem, self._folded(self.generic)))

    @cached_property
    def setting_apart(self) -> frozenset[str]:
        return frozenset(map(stem, self._folded(self.set_apart)))

    @cached_property
    def association_words(self) -> frozenset[str]:
        return frozenset("".join(pieces(name)) for name in self.associations)

    @cached_property
    def ranks(self) -> Mapping[str, float]:
        """The levels from the highest down; a name without one is likely the town's, less surely."""
        ranks: dict[str, float] = {level: rank for rank, level in enumerate(self.levels)}
        return {**ranks, "": ranks["county"] - 0.5}

    @cached_property
    def forms(self) -> Mapping[str, str]:
        """Every way to write a legal form, in one piece, and the form that it is."""
        return {reduced("".join(pieces(way))): form for form, ways in self.legal_forms.items() for way in ways}

    @cached_property
    def form_ends(self) -> frozenset[str]:
        """How a legal form may end: what its last word may be."""
        return frozenset(form[at:] for form in self.forms for at in range(len(form)))

    @cached_property
    def meanings(self) -> Phrases:
        """Every other name of an association or word, and the one word that stands for it."""
        entries = chain(self.associations.items(), self.synonyms.items())
        return Phrases({pieces(way): "".join(pieces(name)) for name, ways in entries for way in (name, *ways)})

    @cached_property
    def level_words(self) -> Mapping[str, str]:
        """The words that name a level by themselves, also as a level in front of something federated."""
        return {"".join(pieces(word)): level for level, entry in self.levels.items() for word in entry.words}

    @cached_property
    def level_shorts(self) -> Mapping[str, str]:
        return {"".join(pieces(word)): level for level, entry in self.levels.items() for word in entry.short}

    @cached_property
    def federated_words(self) -> Mapping[str, tuple[str, str]]:
        """ "Landessportbund": the level and the rest."""
        return {
            "".join(pieces(before + rest.lower())): (level, "".join(pieces(rest)))
            for level, entry in self.levels.items()
            for before in entry.prefix
            for rest in self.federated
        }


class Phrases:
    """Phrases of one to several words, found in a row of words, the longest first."""

    def __init__(self, meaning: Mapping[Phrase, str]) -> None:
        self._meaning = meaning
        self._longest: dict[str, int] = {}
        for phrase in meaning:
            self._longest[phrase[0]] = max(len(phrase), self._longest.get(phrase[0], 0))

    def means(self, word: str) -> str | None:
        """What one word means by itself."""
        return self._meaning.get((word,))

    def read(self, words: Phrase) -> Iterable[tuple[str, str | None]]:
        """The words in their order, each with what it means, or a whole phrase as one with its meaning."""
        if self._longest.keys().isdisjoint(words):
            return [(word, None) for word in words]
        return self._read(words)

    def _read(self, words: Phrase) -> Iterator[tuple[str, str | None]]:
        at = 0
        while at < len(words):
            longest = self._longest.get(words[at], 0)
            for length in range(longest, 0, -1):
                meaning = self._meaning.get(words[at : at + length])
                if meaning is not None:
                    yield " ".join(words[at : at + length]), meaning
                    at += length
                    break
            else:
                yield words[at], None
                at += 1


@dataclass(frozen=True)
class Places:
    """The places that names may carry, by their names; which of them are larger areas, or parts of the own town."""

    phrases: Phrases
    every: frozenset[str]
    regions: frozenset[str]
    districts: frozenset[str]
    town: str


def places(town: str = "", districts: Iterable[str] = ()) -> Places:
    """The places of Germany that are known, with a network's own town and the districts of it."""
    return _places(town, tuple(sorted(districts)))


@cache
def _places(town: str, districts: tuple[str, ...]) -> Places:
    data = _yaml("places.yaml")
    named: dict[Phrase, str] = {}
    ways: dict[Phrase, str] = {}
    for name, others in _listed(data, town, districts):
        shown = named.setdefault(pieces(name), name)
        for way in (name, *others):
            phrase = pieces(way)
            ways.setdefault(phrase, shown)
            ways.setdefault((*phrase[:-1], f"{phrase[-1]}er"), shown)
    parts = frozenset(named[pieces(name)] for name in districts if pieces(name)) - {town}
    return Places(Phrases(ways), frozenset(named.values()), frozenset(data["regions"]), parts, town)


def _listed(
    data: Mapping[str, Any], town: str, districts: Iterable[str]
) -> Iterator[tuple[str, tuple[str, ...] | list[str]]]:
    for name in (town, *districts, *data["towns"], *data["counties"]):
        if pieces(name):
            yield name, data["adjectives"].get(name, ())
    yield from data["regions"].items()


@cache
def words() -> Words:
    """The words that names are compared by."""
    return Words.model_validate(_yaml("words.yaml"))


def _yaml(name: str) -> Any:
    return yaml.safe_load(files("loaders.matching").joinpath(name).read_text(encoding="utf-8"))


_ENDINGS = ("er", "es", "en", "em", "e", "s")
_SHORTEST_STEM = 5


@cache
def stem(word: str) -> str:
    """A word without the ending that its place in the sentence gives it: "alevitischer" -> "alevitisch"."""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_STEM:
            return stem(word[: -len(ending)])
    return word
