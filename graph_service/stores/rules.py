"""What no commit may leave behind, said alike of whatever a store finds: nothing that is referred to may be missing,
each end must be of its kind, and no parent may stand below itself."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import cache

from graph_service.model.errors import Problem
from graph_service.model.identity import prefix_of
from graph_service.model.network import circles, describe, may_stand, missing, unfit_ends
from graph_service.model.nodes import AnyNode
from graph_service.model.ties import AnyRecord, Tie
from graph_service.model.vocabulary import vocabulary

# Nearest ids are looked for in all ids of the network: worth it for as many problems as a person reads.
_NEAREST_FOR = 20


def missing_references(
    found: Iterable[tuple[AnyRecord, str]], ids_with: Callable[[str], list[str]]
) -> Iterator[Problem]:
    """Each record with an id that it refers to in vain; `ids_with` tells the ids there are with a prefix."""
    known = cache(ids_with)
    for number, (record, reference) in enumerate(found):
        near_to = known(prefix_of(reference)) if number < _NEAREST_FOR else ()
        yield missing(describe(record), reference, near_to)


@cache
def may_join(
    kind: str, origin: str | None, origin_kind: str | None, target: str | None, target_kind: str | None
) -> bool:
    """Whether a tie may join such nodes; an end that is missing is another problem."""
    words = vocabulary().tie_kind(kind)
    return (origin is None or may_stand(origin, origin_kind, words.origin)) and (
        target is None or may_stand(target, target_kind, words.target)
    )


def unfit(tie: AnyRecord, ends: Iterable[AnyRecord]) -> Iterator[Problem]:
    """What is wrong with the ends of a tie, as far as they are there."""
    nodes: dict[str, AnyNode] = {end.id: end for end in ends}  # type: ignore[misc]
    if isinstance(tie, Tie):
        yield from unfit_ends(tie, nodes)


def circles_among(ways_up: Iterable[tuple[str, str]], place: str) -> Iterator[Problem]:
    """The circles that run from children to parents."""
    parents: dict[str, list[str]] = defaultdict(list)
    for child, parent in ways_up:
        parents[child].append(parent)
    yield from circles(parents, place)
