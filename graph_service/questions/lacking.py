"""What a question names that the network does not have."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from graph_service.model.network import Network
from graph_service.model.text import Label, Text, text
from graph_service.questions.forms import Kind, Kinds
from graph_service.questions.guessed import Tried
from graph_service.questions.names import WITH_CONCEPTS, Names
from graph_service.questions.wordings import ARTICLES, VOCABULARY
from graph_service.questions.words import Words, as_typed, split

_Slots: TypeAlias = tuple[tuple[Words, Kinds], ...]
_KINDS: dict[Kind, Label] = {
    "target_group": Label(de="Zielgruppe", en="a target group"),
    "district": Label(de="Ort", en="a place"),
    "field": Label(de="Handlungsfeld", en="a field of action"),
    "body": Label(de="Gremium", en="a body"),
    "actor": Label(de="Akteur", en="an actor"),
    "measure": Label(de="Maßnahme", en="a measure"),
}


@dataclass(frozen=True)
class Lacking:
    """Words of a question that name nothing, as they are typed and split, and what they should name."""

    typed: str
    words: Words
    kinds: Kinds

    @property
    def sentence(self) -> Text:
        """Says so."""
        kinds = [_KINDS[kind] for kind in self.kinds]
        kind = Label(de=_either([one.de for one in kinds], "oder"), en=_either([one.en for one in kinds], "or"))
        return text("Als {kind} ist „{words}“ hier nicht erfasst.", kind=kind, words=self.typed)


def _either(words: Sequence[str], between: str) -> str:
    *first, last = words
    return f"{', '.join(first)} {between} {last}" if first else last


def lacking(network: Network, names: Names, typed: str, tried: Tried) -> tuple[Lacking, ...]:
    """What is named but not recorded, if all else in the question is accounted for; nothing where that is not told.

    Where one reading finds all of its names, if several for one, none is lacking.
    """
    every = list(_unknown(names, tried))
    if () in every:
        return ()
    least = min(every, key=lambda slots: (len(slots), sum(len(words) for words, _ in slots)), default=())
    wanted = [words for words, _ in least]
    alike = [slots for slots in every if [words for words, _ in slots] == wanted]
    found = []
    for at, words in enumerate(wanted):
        kinds = tuple(dict.fromkeys(kind for slots in alike for kind in slots[at][1]))
        found.append(Lacking(as_typed(typed, words), words, kinds))
    return () if any(_is_whole_list(network, one) for one in found) else tuple(found)


def _is_whole_list(network: Network, one: Lacking) -> bool:
    """Whether it stands for every concept of its list ("alle"), which is recorded, but cannot be asked for."""
    about = [kind for kind in one.kinds if kind in ("target_group", "district")]
    return any(split(concept.name) == one.words for kind in about for concept in network.concepts(kind))


def _unknown(names: Names, tried: Tried) -> Iterator[_Slots]:
    """Of each form that fits but for its names, those names and of which kinds they should be; () if all are known."""
    for form, parts in tried:
        slots = [(_without_article(words), kinds) for words, kinds in zip(parts, form.slots, strict=True)]
        left = tuple(slot for slot in slots if not _is_known(names, *slot))
        if slots and ("date",) not in form.slots and all(_is_one_name(names, *slot) for slot in left):
            yield left


def _is_one_name(names: Names, words: Words, kinds: Kinds) -> bool:
    """Whether they can be one name: no words of a question, and none that is a name by itself ("D, E")."""
    by_itself = len(words) > 1 and any(names.exact((word,), (*kinds, *WITH_CONCEPTS)) for word in words)
    return VOCABULARY.isdisjoint(words) and not by_itself


def _is_known(names: Names, words: Words, kinds: Kinds) -> bool:
    return bool(names.exact(words, kinds) or names.parts(words, kinds))


def _without_article(words: Words) -> Words:
    return words[1:] if len(words) > 1 and words[0] in ARTICLES else words
