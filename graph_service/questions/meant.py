"""Which record a name or an id means, as somebody types it into a form."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from graph_service.model.network import Network, not_found
from graph_service.model.text import Language
from graph_service.questions.forms import Kind
from graph_service.questions.names import Named, names_of
from graph_service.questions.words import split


@dataclass(frozen=True)
class Meant:
    """The record that words mean, or, where they mean none or several, names that may be meant."""

    words: str
    node: str | None
    near: tuple[str, ...] = ()


def meant(network: Network, words: str, kinds: tuple[Kind, ...], language: Language = "de") -> Meant:
    """The record with this id or name, else the only one with a name that begins so; else names written alike."""
    words = " ".join(words.split())
    names, said, known = names_of(network), split(words), _by_id(network, words)
    if known:
        return Meant(words, known)
    found = names.exact(said, kinds) or names.parts(said, kinds)
    if len(found) == 1:
        return Meant(words, found[0].node.id)
    near: Iterable[Named] = found or names.similar(said, kinds) or _alike(network, words, kinds)
    return Meant(words, None, tuple(names.called(named, language) for named in near))


def _by_id(network: Network, words: str) -> str | None:
    """The record whose id it is, in capitals or not; without a type, an actor is meant."""
    wanted = (words if "/" in words else f"actor/{words}").casefold()
    return next((known for known in network.nodes if known.casefold() == wanted), None)


def _alike(network: Network, words: str, kinds: tuple[Kind, ...]) -> list[Named]:
    """The records with ids that are written most like the words, the nearest first."""
    ids = not_found(words if "/" in words else f"actor/{words}", network.nodes).near
    found = {named.node.id: named for named in names_of(network).all if named.kind in kinds}
    return [found[one] for one in ids if one in found]
