"""What lists can be narrowed by: words, kinds, facets; each checked against the vocabulary and the network."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, TypeAlias

from fastapi import Depends, Query

from graph_service.model.errors import BadValue, NotFound
from graph_service.model.nearness import nearest
from graph_service.model.network import Network
from graph_service.model.nodes import Concept
from graph_service.model.text import Label, text
from graph_service.model.vocabulary import look_up, vocabulary
from graph_service.operations.study import Connecting

Words: TypeAlias = Annotated[str, Query(max_length=300, description="Suchwörter / words to search for")]
Some: TypeAlias = Annotated[list[str] | None, Query(max_length=50)]
One: TypeAlias = Annotated[str | None, Query(max_length=120)]
Limit: TypeAlias = Annotated[int, Query(ge=1, le=1000)]
After: TypeAlias = Annotated[str | None, Query(max_length=200, description="Ende der vorigen Seite / cursor")]


def known_words(words: list[str] | None, table: str, what: Label, place: str) -> frozenset[str]:
    """The chosen words of a filter, each of them in the vocabulary; an empty choice of a form means all."""
    chosen = [word for word in words or () if word]
    for word in chosen:
        look_up(word, getattr(vocabulary(), table), what, place)
    return frozenset(chosen)


def known_kinds(kind: list[str] | None) -> frozenset[str]:
    """The chosen kinds of actors."""
    return known_words(kind, "actor_kinds", Label(de="Akteursart", en="kind of actor"), "kind")


def known_sectors(sector: list[str] | None) -> frozenset[str]:
    """The chosen sectors of actors."""
    return known_words(sector, "sectors", Label(de="Bereich", en="sector"), "sector")


@dataclass(frozen=True)
class Facets:
    """Concepts that narrow a list, by notation.

    Narrower concepts count; so do, for target groups and places, broader ones: what is for everyone serves each.
    """

    field: Some = None
    target_group: Some = None
    district: Some = None

    def named(self, network: Network) -> dict[str, frozenset[str]]:
        """For each scheme the concepts that are named, with everything narrower; NotFound names the nearest."""
        return {
            scheme: frozenset().union(*(network.narrower(_known(network, one)) for one in ids))
            for scheme, ids in self._ids()
        }

    def exactly(self, network: Network) -> dict[str, tuple[str, ...]]:
        """For each scheme the concepts that are named, and no others."""
        return {scheme: tuple(_known(network, one) for one in ids) for scheme, ids in self._ids()}

    def chosen(self, network: Network) -> dict[str, frozenset[str]]:
        """For each scheme the concepts that serve the wanted ones; NotFound names the nearest."""
        return {
            scheme: frozenset().union(*(_serving(network, scheme, one) for one in ids)) for scheme, ids in self._ids()
        }

    def _ids(self) -> Iterator[tuple[str, list[str]]]:
        given = {"field": self.field, "target_group": self.target_group, "district": self.district}
        for scheme, notations in given.items():
            ids = list(dict.fromkeys(_concept(scheme, note) for note in notations or () if note))
            if ids:
                yield scheme, ids


def _concept(scheme: str, note: str) -> str:
    """The id of a concept that may be written without its scheme; BadValue for one of another scheme."""
    given, slash, _ = note.partition("/")
    if slash and given != scheme:
        raise BadValue(
            text("„{value}“ gehört nicht zu „{what}“.", value=note[:120], what=vocabulary().schemes[scheme].one),
            place=scheme,
            value=note[:120],
            remedy=text("Erlaubt ist eine Kennung, die mit „{value}/“ beginnt.", value=scheme),
        )
    return note if slash else f"{scheme}/{note}"


def _known(network: Network, concept: str) -> str:
    """The id of a concept that is recorded; NotFound names the nearest, or all of the list."""
    if concept in network.nodes:
        return concept
    scheme, _, note = concept.partition("/")
    there = network.concepts(scheme)
    spelt = {said: one.notation for one in there for said in (one.label.de, one.label.en, *one.names, one.notation)}
    near = nearest(note, spelt)
    by_note = {one.notation: _called(one) for one in there}
    words = tuple(by_note[one] for one in near or by_note)
    hint = (
        text("Gemeint ist vielleicht: {words}.", words=words) if near else text("Erfasst sind: {words}.", words=words)
    )
    raise NotFound(
        text("„{value}“ ist in diesem Netzwerk nicht erfasst.", value=note[:120]),
        place=scheme,
        value=concept[:120],
        near=near,
        remedy=hint if words else None,
    )


def _called(concept: Concept) -> Label:
    """A concept with the word that stands for it in addresses."""
    label, note = concept.label, concept.notation
    return Label(de=f"{label.de} ({note})", en=f"{label.en} ({note})")


def _serving(network: Network, scheme: str, concept: str) -> frozenset[str]:
    within = network.narrower(_known(network, concept))
    return within if scheme == "field" else within | network.broader(concept)


Body = Annotated[int, Query(description="größtes Gremium, das zählt / largest body that counts")]


@dataclass(frozen=True)
class Ways:
    """What counts as a channel of coordination, and how large a body may be to be one."""

    bodies: Annotated[bool, Query(description="Gremien zählen / common bodies count")] = True
    third_parties: Annotated[bool, Query(description="gemeinsame Partner zählen / common partners count")] = False
    max_body: Body = 25

    def connecting(self, fields: frozenset[str] = frozenset()) -> Connecting:
        return Connecting.by(
            bodies=self.bodies, third_parties=self.third_parties, max_body=self.max_body, fields=fields
        )


WaysOf: TypeAlias = Annotated[Ways, Depends()]
FacetsOf: TypeAlias = Annotated[Facets, Depends()]
