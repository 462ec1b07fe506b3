"""Questions that a network can answer: as examples, and while one is being typed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from graph_service.model.identity import fold
from graph_service.model.network import Network
from graph_service.model.nodes import Concept
from graph_service.model.text import Label, Language
from graph_service.questions.names import Named, Names, names_of

_ACTS = Label(de="Wer handelt in Feld {}?", en="Who acts in field {}?")
_DOES = Label(de="Was macht {}?", en="What does {} do?")
_WORKS = Label(de="Mit wem arbeitet {} zusammen?", en="Who works with {}?")
_SHORT = 40


def examples(network: Network, language: Language) -> tuple[str, ...]:
    """Questions that this network can answer, about what most is recorded of."""
    names = names_of(network)
    fields = _busiest(network, [named for named in names.all if named.kind == "field"])
    short = [named for named in fields if _length(named) <= _SHORT] or fields
    actors = _busiest(network, [named for named in names.all if named.kind == "actor"])
    asked = [(_ACTS, named) for named in short[:3]]
    asked += zip((_DOES, _WORKS), actors, strict=False)
    return tuple(form.in_language(language).format(names.called(named, language)) for form, named in asked)


def _busiest(network: Network, every: Sequence[Named]) -> list[Named]:
    return sorted(every, key=lambda named: (-len(network.ties_of(named.node.id)), named.node.id))


def _length(named: Named) -> int:
    """The length of the name in the language in which it is longer, so that both show the same examples."""
    node = named.node
    return max(len(node.name), len(node.name_en or "") if isinstance(node, Concept) else 0)


def suggestions(network: Network, typed: str, language: Language, limit: int = 8) -> tuple[str, ...]:
    """Questions that begin like what is being typed, or have a word that does, or hold it; shown while typing."""
    wanted = fold(" ".join(typed.split()))
    if not wanted:
        return examples(network, language)[:limit]
    every = [(fold(question), question) for question in _questions(names_of(network), language)]
    ranked = sorted((_rank(folded, wanted), at, question) for at, (folded, question) in enumerate(every))
    return tuple(question for rank, _, question in ranked if rank < 3)[:limit]


def _rank(question: str, wanted: str) -> int:
    if question.startswith(wanted):
        return 0
    if f" {wanted}" in question or f"({wanted}" in question:
        return 1
    return 2 if wanted in question else 3


def _questions(names: Names, language: Language) -> Iterator[str]:
    """A question about each record; a measure is asked for by its name alone."""
    forms = {"field": _ACTS.in_language(language), "actor": _DOES.in_language(language), "measure": "{}"}
    for named in names.all:
        yield forms[named.kind].format(names.called(named, language))
