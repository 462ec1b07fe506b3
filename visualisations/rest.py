"""What a picture leaves out because it is too much for one: offered by field of action and by kind of actor."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from graph_service.model.network import Network
from graph_service.model.nodes import Actor, AnyNode, Concept
from graph_service.model.text import Language
from graph_service.model.vocabulary import vocabulary
from visualisations.picture import Rest


def rest_of(network: Network, hidden: Iterable[AnyNode], language: Language) -> tuple[Rest, ...]:
    """For each field and each kind of actor how many of the hidden entries belong to it, fields in their order.

    An entry that belongs to several is counted with each of them; what belongs to none is in no count.
    """
    hidden = list(hidden)
    return (*_by_field(network, hidden, language), *_by_kind(hidden, language))


def _by_field(network: Network, hidden: list[AnyNode], language: Language) -> Iterator[Rest]:
    counts = Counter(field for node in hidden for field in _fields(network, node.id))
    for field in network.concepts("field"):
        if counts[field.id]:
            yield Rest("field", field.notation, _name(field, language), counts[field.id])


def _fields(network: Network, node: str) -> set[str]:
    """The fields that an entry is tied to, itself or through a measure that it takes part in."""
    measures = [tie.target for tie in network.ties_from(node, "carries")]
    ties = (tie for one in (node, *measures) for tie in network.ties_from(one))
    return {tie.target for tie in ties if tie.target.startswith("field/")}


def _name(field: Concept, language: Language) -> str:
    return f"{field.notation}: {field.label.in_language(language)}"


def _by_kind(hidden: list[AnyNode], language: Language) -> Iterator[Rest]:
    counts = Counter(node.kind for node in hidden if isinstance(node, Actor))
    for kind, count in sorted(counts.items(), key=lambda entry: (-entry[1], entry[0])):
        yield Rest("kind", kind, vocabulary().actor_kind(kind).many.in_language(language), count)
