"""The words of the field as data: kinds, roles, schemes and their labels, read from vocabulary.yaml."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from importlib.resources import files
from typing import TypeVar

import yaml
from pydantic import BaseModel, ConfigDict

from graph_service.model.errors import UnknownWord
from graph_service.model.identity import fold
from graph_service.model.nearness import nearest
from graph_service.model.text import Label, text

# Made once: these words are looked up for every record that is read.
_ACTOR_KIND = Label(de="Akteursart", en="kind of actor")
_TIE_KIND = Label(de="Beziehungsart", en="kind of relationship")
_SCHEME = Label(de="Liste", en="list")


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Named(_Entry):
    """A word with a singular and a plural."""

    one: Label
    many: Label


class Scheme(Named):
    """A controlled list (SKOS concept scheme); `root` is the notation that stands for every concept of it."""

    root: str | None = None


class ActorKind(Named):
    """A kind of actor; a body is a kind that convenes others (committee, group, network)."""

    sector: str
    body: bool = False


class TieKind(_Entry):
    """A kind of tie: which ends it may join, and the words for both ways."""

    origin: tuple[str, ...]
    target: tuple[str, ...]
    forward: Label
    backward: Label
    directed: bool = True
    channel: bool = False
    acyclic: bool = False
    roles: tuple[str, ...] = ()


class Role(Label):
    """A role in a tie; `carrying` roles count as carrying a measure; lower ranks come first in answers.

    A role with words for both ways replaces the words of its kind of tie.
    """

    rank: int
    carrying: bool = False
    backward: Label | None = None


class JudgementKind(_Entry):
    """What people can decide about two records."""

    one: Label
    decisions: Mapping[str, Label]


class Vocabulary(_Entry):
    """Every word that records may use."""

    node_types: Mapping[str, Named]
    schemes: Mapping[str, Scheme]
    sectors: Mapping[str, Label]
    actor_kinds: Mapping[str, ActorKind]
    tie_kinds: Mapping[str, TieKind]
    roles: Mapping[str, Role]
    statuses: Mapping[str, Label]
    directions: Mapping[str, Label]
    funding_levels: Mapping[str, Label]
    bases: Mapping[str, Label]
    confirmations: Mapping[str, Label]
    document_kinds: Mapping[str, Label]
    event_kinds: Mapping[str, Label]
    judgement_kinds: Mapping[str, JudgementKind]

    def actor_kind(self, word: str) -> ActorKind:
        return look_up(word, self.actor_kinds, _ACTOR_KIND)

    def tie_kind(self, word: str) -> TieKind:
        return look_up(word, self.tie_kinds, _TIE_KIND)

    def scheme(self, word: str) -> Scheme:
        return look_up(word, self.schemes, _SCHEME)

    def sector_of(self, actor_kind: str) -> str:
        return self.actor_kind(actor_kind).sector

    def way(self, tie_kind: str, role: str | None, *, forth: bool) -> Label:
        """The words of a tie one way; a role with words for both ways says it by itself."""
        kind = self.tie_kind(tie_kind)
        own = self.roles[role] if role else None
        if own and own.backward:
            return Label(de=own.de, en=own.en) if forth else own.backward
        return kind.forward if forth else kind.backward

    def facet_kinds(self) -> Mapping[str, str]:
        """For each scheme that describes measures: the kind of tie that says so."""
        return _facet_kinds()

    def carrying_roles(self) -> frozenset[str]:
        return frozenset(name for name, role in self.roles.items() if role.carrying)


_T = TypeVar("_T")


def look_up(word: str, table: Mapping[str, _T], what: Label, place: str = "") -> _T:
    """The entry for a word, or an error that names the nearest words."""
    try:
        return table[word]
    except KeyError:
        raise unknown_word(word, table, what, place) from None


def unknown_word(word: str, allowed: Iterable[str], what: Label, place: str = "") -> UnknownWord:
    """The error for a word that is not allowed here, with the nearest ones or all that are."""
    labels = {one: label_of(allowed[one]) if isinstance(allowed, Mapping) else None for one in sorted(allowed)}
    spelt = {said: one for one, label in labels.items() if label for said in (label.de, label.en)}
    near = nearest(word, {**spelt, **{one: one for one in labels}})
    choices = tuple(_labelled(one, labels[one]) for one in near or labels)
    hint = text("Gemeint ist vielleicht: {words}.", words=choices)
    if not near:
        hint = text("Erlaubt: {words}.", words=choices)
    message = text("{what}: „{value}“ ist nicht bekannt.", what=what, value=word[:80])
    return UnknownWord(message, place=place, value=word, near=near, remedy=hint)


def label_of(entry: object) -> Label | None:
    """What readers see of an entry of a list of words; None where it has no words of its own."""
    words = getattr(entry, "one", getattr(entry, "forward", entry))
    return words if isinstance(words, Label) else None


def _labelled(word: str, label: Label | None) -> Label | str:
    """A word behind what readers see of it, unless that is the same."""
    if label is None:
        return word
    de, en = (word if fold(said) == fold(word) else f"{said} ({word})" for said in (label.de, label.en))
    return Label(de=de, en=en)


def word_of(table: str, what: Label) -> Callable[[str], str]:
    """A check that lets pass only the words of one table of the vocabulary."""

    def check(word: str) -> str:
        look_up(word, getattr(vocabulary(), table), what)
        return word

    return check


@cache
def vocabulary() -> Vocabulary:
    """The vocabulary that this program ships with."""
    source = files("graph_service.model").joinpath("vocabulary.yaml").read_text(encoding="utf-8")
    return Vocabulary.model_validate(yaml.load(source, Loader=_loader()))  # noqa: S506 - a safe loader either way


def _loader() -> type[yaml.SafeLoader] | type[yaml.CSafeLoader]:
    return getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@cache
def _facet_kinds() -> Mapping[str, str]:
    words = vocabulary()
    return {
        scheme: kind
        for kind, tie in words.tie_kinds.items()
        if "measure" in tie.origin
        for scheme in tie.target
        if scheme in words.schemes
    }
