"""What is recorded already under a name like the one that somebody types, so that nothing is recorded twice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from graph_service.model.identity import fold
from graph_service.model.network import Network
from graph_service.model.vocabulary import vocabulary
from graph_service.operations.fields import type_of
from graph_service.operations.service import Service
from loaders.matching.names import normalise

ALIKE = 75.0
"""From this share of letters in common on (in hundredths, words in any order) two names are near each other."""

_LETTERS_PER_MISTAKE, _MOST_MISTAKES = 4, 2
_LEAST = 2
_LONGEST = 300
_REMEMBERED = 50_000


@dataclass(frozen=True)
class Near:
    """A record that may be meant: the name of it that is near, and how near, 100 being the same."""

    id: str
    name: str
    score: float


@dataclass(frozen=True)
class _Names:
    """The names of one type: plain for comparing, as written, and whose they are; in which of them a word stands."""

    plain: Sequence[str]
    written: Sequence[str]
    ids: Sequence[str]

    @cached_property
    def places(self) -> Mapping[str, frozenset[int]]:
        found: dict[str, set[int]] = defaultdict(set)
        for place, plain in enumerate(self.plain):
            for word in plain.split():
                found[word].add(place)
        return {word: frozenset(places) for word, places in found.items()}


def near_records(
    service: Service, network: str, record_type: str, name: str, limit: int = 5, but: str = ""
) -> tuple[Near, ...]:
    """The records of a type or scheme whose names are nearest, also while one types; `but` is left out.

    Letter case, marks and legal forms do not count. Names that begin with what was typed come before such as
    have a word that does, these before such as are only alike; last those of which some words are alike.
    """
    wanted = _plain(name[:_LONGEST])
    if len(wanted) < _LEAST:
        return ()
    revision = service.view(network).revision
    names = service.answers.get(
        (network, revision, "names", record_type), lambda: _names(service.network(network, revision), record_type)
    )
    best: dict[str, Near] = {}
    for one in _scored(names, wanted):
        if one.id != but and (one.id not in best or best[one.id].score < one.score):
            best[one.id] = one
    return tuple(sorted(best.values(), key=lambda one: (-one.score, one.name, one.id))[:limit])


def _scored(names: _Names, wanted: str) -> Iterator[Near]:
    for place, plain in enumerate(names.plain):
        if wanted in plain:
            yield Near(names.ids[place], names.written[place], _holding(plain, wanted))
    alike = process.extract_iter(wanted, names.plain, scorer=fuzz.token_sort_ratio, score_cutoff=ALIKE)
    for _, score, place in alike:
        yield Near(names.ids[place], names.written[place], min(score, 94.0))
    for place in frozenset.intersection(*(_misspelt(names, word) for word in wanted.split())):
        yield Near(names.ids[place], names.written[place], ALIKE - 1)


def _misspelt(names: _Names, word: str) -> frozenset[int]:
    """The names of which a word, or its beginning, differs in few letters; two exchanged letters are one mistake."""
    most = min(len(word) // _LETTERS_PER_MISTAKE, _MOST_MISTAKES)
    known = list(names.places)
    found: set[int] = set()
    for spelt in (known, [one[: len(word)] for one in known]):
        for _, _, at in process.extract_iter(word, spelt, scorer=OSA.distance, score_cutoff=most):
            found |= names.places[known[at]]
    return frozenset(found)


def _holding(plain: str, wanted: str) -> float:
    """How near a name is that holds what was typed: as a whole, at its beginning, at that of a word, elsewhere."""
    if plain == wanted:
        return 100.0
    return 98.0 if plain.startswith(wanted) else 96.0 if f" {wanted}" in plain else ALIKE


def _names(network: Network, record_type: str) -> _Names:
    scheme = record_type if record_type in vocabulary().schemes else ""
    found = [
        (_plain(name), name, node.id)
        for node in network.nodes.values()
        if (node.id.startswith(f"{scheme}/") if scheme else type_of(node.id) == record_type)
        for name in (node.name, *node.names)
    ]
    plain, written, ids = zip(*found, strict=True) if found else ((), (), ())
    return _Names(plain, written, ids)


@lru_cache(maxsize=_REMEMBERED)
def _plain(name: str) -> str:
    return normalise(name) or fold(name).strip()
