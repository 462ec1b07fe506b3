"""What a list or a picture is narrowed to: in words, since forms are not printed, and the network that then counts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain

from graph_service.model.network import Network
from graph_service.model.nodes import Measure
from graph_service.model.text import Text, Value, text
from graph_service.model.ties import Tie
from graph_service.model.vocabulary import vocabulary
from graph_service.operations.wording_findings import narrowed
from graph_service.serving.labels import label_of
from graph_service.serving.reading import Reading
from graph_service.stores.memory_view import holding
from graph_service.web.forms import by_label, label_in

TABLES = {"tie": "tie_kinds", "kind": "actor_kinds", "sector": "sectors", "status": "statuses"}


def counted_in(reading: Reading) -> Network:
    """The network in which a list counts: what holds on the day, where one is named; documented facts, where asked."""
    network = holding(reading.network, reading.scope.at) if reading.dated else reading.network
    return _documented(network) if reading.scope.documented else network


def _documented(network: Network) -> Network:
    """The same nodes, tied by what is documented only."""
    kept = (tie for tie in network.ties.values() if _is_documented(network, tie))
    return Network(network.id, [*network.nodes.values(), *kept], network.revision, trusted=True)


def _is_documented(network: Network, tie: Tie) -> bool:
    measures = (node for end in (tie.origin, tie.target) if isinstance(node := network.nodes[end], Measure))
    return all(record.confirmation == "documented" for record in (tie, *measures))


def narrowed_words(
    reading: Reading,
    chosen: Mapping[str, Iterable[str]],
    concepts: Mapping[str, Iterable[str]],
    *,
    q: str = "",
    missing: Value | None = None,
) -> tuple[Text, ...]:
    """The sentence that says to what a page is narrowed, if it is.

    `chosen` are words of the vocabulary by filter, `concepts` ids by scheme.
    """
    return narrowed(reading.network, chain.from_iterable(concepts.values()), _others(reading, chosen, q, missing))


def _others(reading: Reading, chosen: Mapping[str, Iterable[str]], q: str, missing: Value | None) -> Iterator[Value]:
    for name, words in chosen.items():
        known = getattr(vocabulary(), TABLES[name])
        for word in by_label(words, TABLES[name], reading.language):
            yield _named(name, label_in(known[word]))
    if q:
        yield _named("q", q)
    if missing:
        yield missing
    if reading.scope.documented:
        yield label_of("documented")
    if reading.dated:
        yield text("Stichtag {day}", day=reading.scope.at)


def _named(name: str, value: Value) -> Text:
    return text("{what} „{value}“", what=label_of(name), value=value)
