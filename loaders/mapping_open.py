"""What a mapping leaves open in a list: words that no controlled list has, and actors whose kind nobody said."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from graph_service.model.nodes import AnyNode, Concept
from loaders.cells import NONE_WORDS, nearest
from loaders.mapping import Mapping as ListMapping
from loaders.mapping import facets, roles
from loaders.mapping_columns import Index
from loaders.mapping_rows import parts
from loaders.tables import Table, key

MOST_ROWS = 20_000  # what more rows bring is told by the dry run


@dataclass(frozen=True)
class OpenWord:
    """A word of the list that is none of ours: how often it stands there, what it means by the mapping, what is near.

    `meant` and `near` are ids of entries of the controlled list.
    """

    word: str
    times: int
    meant: str = ""
    near: tuple[str, ...] = ()


@dataclass(frozen=True)
class OpenActor:
    """An actor of the list that the network does not have by this name: how often it stands there.

    By the mapping it has a `kind`, or it is an actor that the network has: `meant` is its id.
    """

    name: str
    times: int
    kind: str = ""
    meant: str = ""


@dataclass(frozen=True)
class Open:
    """What is open, by the heading of the column; the actors of all columns together."""

    words: Mapping[str, tuple[OpenWord, ...]]
    actors: tuple[OpenActor, ...]


def still_open(table: Table, mapping: ListMapping, known: Mapping[str, AnyNode]) -> Open:
    """The words and actors of a list that its mapping has to explain, also where it does so already."""
    index = Index(known.values())
    words = {
        heading: tuple(_words(_counted(table, heading, mapping), heading, mapping, known, index))
        for heading, form in mapping.columns.items()
        if form.meaning in facets()
    }
    return Open({heading: found for heading, found in words.items() if found}, _actors(table, mapping, index))


def _counted(table: Table, heading: str, mapping: ListMapping) -> Counter[str]:
    """The words or names in a column, as the mapping parts its cells."""
    places = [place for place, named in enumerate(table.heading) if key(named) == key(heading)]
    empty = {word.casefold() for word in mapping.empty}
    found: Counter[str] = Counter()
    for row in table.rows[:MOST_ROWS]:
        for cell in (row.cells[place] for place in places if place < len(row.cells)):
            if cell.casefold() not in empty:
                found.update(dict.fromkeys(parts(cell, mapping.columns[heading]), 1))
    return found


def _words(
    counted: Counter[str], heading: str, mapping: ListMapping, known: Mapping[str, AnyNode], index: Index
) -> Iterator[OpenWord]:
    form = mapping.columns[heading]
    ours = {key(word): meant for word, meant in form.words.items()}
    names = {node.name: node.id for node in known.values() if isinstance(node, Concept) and node.scheme == form.meaning}
    for word, times in counted.most_common():
        if key(word) not in NONE_WORDS and (key(word) in ours or not index.find(word, form.meaning)):
            near = tuple(names[name] for name in nearest(word, names))
            yield OpenWord(word, times, ours.get(key(word), ""), near)


def _actors(table: Table, mapping: ListMapping, index: Index) -> tuple[OpenActor, ...]:
    counted: Counter[str] = Counter()
    meant: dict[str, str] = {}
    for heading, form in mapping.columns.items():
        if form.meaning in roles():
            counted.update(_counted(table, heading, mapping))
            meant.update({key(name): ours for name, ours in form.words.items()})
    kinds = {key(name): kind or "" for name, kind in mapping.kinds.items()}
    spelt: dict[str, OpenActor] = {}
    for name, times in counted.items():
        word = key(name)
        found = index.find(name, "actor") or index.recognise(name)
        if word in meant or word in kinds or len(found) != 1:
            first = spelt.get(word, OpenActor(name, 0, kinds.get(word, ""), meant.get(word, "")))
            spelt[word] = replace(first, times=first.times + times)
    return tuple(sorted(spelt.values(), key=lambda one: (-one.times, key(one.name))))
