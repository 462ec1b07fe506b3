"""By which names a graph file of others may call what we know, from words.yaml and the vocabulary."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from functools import cache, cached_property
from importlib.resources import files
from typing import NamedTuple

import yaml
from pydantic import BaseModel, ConfigDict, TypeAdapter

from graph_service.model.errors import BadValue
from graph_service.model.text import Label, text
from graph_service.model.vocabulary import Named, vocabulary
from loaders.cells import unknown
from loaders.tables import key

_TYPE = Label(de="Art des Knotens", en="kind of node")
#: What says something of another record; a file of others has no place for that, and calls documents "report".
_ABOUT_OTHERS = frozenset({"report", "indicator", "observation"})


class Words(BaseModel):
    """For each field of nodes and edges the names of attributes that may fill it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    node: Mapping[str, tuple[str, ...]]
    edge: Mapping[str, tuple[str, ...]]
    silent: tuple[str, ...]

    @cached_property
    def silent_keys(self) -> frozenset[str]:
        """The attributes that need no mention, as keys."""
        return frozenset(key(name) for name in self.silent)


class Meaning(NamedTuple):
    """What a word says of a node: its type, and its kind or scheme where it says so."""

    type: str
    kind: str | None


@cache
def words() -> Words:
    """The table that this program ships with."""
    source = files("loaders.graphs").joinpath("words.yaml").read_text(encoding="utf-8")
    return TypeAdapter(Words).validate_python(yaml.safe_load(source))


def classify(type_word: str, kind_word: str) -> Meaning:
    """The one meaning that two words have together; either may be empty. Nothing is guessed."""
    found = [_meanings(word) for word in (type_word, kind_word) if word]
    fitting = [meaning for meaning in (_both(found) if len(found) > 1 else [*found, ()][0]) if meaning]
    exact = sorted(set(fitting) - {Meaning(meaning.type, None) for meaning in fitting if meaning.kind})
    if len(exact) > 1:
        choices = tuple(f"{meaning.type} {meaning.kind or ''}".strip() for meaning in exact)
        raise BadValue(
            text("„{value}“ ist nicht eindeutig: {words}.", value=f"{type_word} {kind_word}".strip(), words=choices),
            value=f"{type_word} {kind_word}".strip(),
            remedy=text("Bitte den Typ des Knotens dazu angeben, etwa type = actor, measure, field."),
        )
    if not exact:
        raise _not_understood(type_word, kind_word)
    return exact[0]


def _both(found: list[tuple[Meaning, ...]]) -> list[Meaning]:
    return [
        Meaning(one.type, one.kind or other.kind)
        for one in found[0]
        for other in found[1]
        if one.type == other.type and (None in (one.kind, other.kind) or one.kind == other.kind)
    ]


def _not_understood(type_word: str, kind_word: str) -> BadValue:
    if not type_word and not kind_word:
        return BadValue(
            text("Die Art des Knotens ist nicht angegeben."),
            remedy=text("Gebraucht wird ein Attribut „type“ oder „kind“, zum Beispiel „Verein“ oder „Maßnahme“."),
        )
    if type_word and kind_word and _meanings(type_word) and _meanings(kind_word):
        return BadValue(
            text("„{type}“ und „{kind}“ passen nicht zusammen.", type=type_word, kind=kind_word), value=kind_word
        )
    unclear = next(word for word in (type_word, kind_word) if word and not _meanings(word))
    return unknown(unclear, _every_label(), _TYPE)


def _meanings(word: str) -> tuple[Meaning, ...]:
    return _spellings().get(key(word), ())


@cache
def _spellings() -> Mapping[str, tuple[Meaning, ...]]:
    found: dict[str, set[Meaning]] = defaultdict(set)
    for spelling, meaning in _labelled():
        found[key(spelling)].add(meaning)
    return {spelling: tuple(sorted(meanings, key=str)) for spelling, meanings in found.items()}


@cache
def _every_label() -> tuple[str, ...]:
    vocabulary_words = vocabulary()
    tables = (vocabulary_words.node_types, vocabulary_words.schemes, vocabulary_words.actor_kinds)
    return tuple(named.one.de for table in tables for named in table.values())


def _labelled() -> list[tuple[str, Meaning]]:
    known = vocabulary()
    found: list[tuple[str, Meaning]] = []
    tables: tuple[tuple[str | None, Mapping[str, Named | Label]], ...] = (
        (None, {name: named for name, named in known.node_types.items() if name not in _ABOUT_OTHERS}),
        ("concept", known.schemes),
        ("actor", known.actor_kinds),
        ("document", known.document_kinds),
        ("event", known.event_kinds),
    )
    for node_type, table in tables:
        for entry, named in table.items():
            meaning = Meaning(node_type, entry) if node_type else Meaning(entry, None)
            found += [(spelling, meaning) for spelling in (entry, *_labels(named))]
    return found


def _labels(named: Named | Label) -> tuple[str, ...]:
    both = (named,) if isinstance(named, Label) else (named.one, named.many)
    return tuple(word for label in both for word in (label.de, label.en))
