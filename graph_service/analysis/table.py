"""Which k actors have most open between them: the heaviest subgraph of k nodes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from graph_service.analysis.columns import Ints, Matrix
from graph_service.analysis.incidence import ones, upper

EXACT_UP_TO = 500
"""Up to so many pairs the best choice is proven; beyond, a good one is found."""
SECONDS = 5.0
"""How long a proof may take."""
_SEEDS = 10

Pairs: TypeAlias = tuple[Ints, Ints, Ints]
"""Places i < j of actors, and what they have open."""


@dataclass(frozen=True, eq=False)
class HeaviestSubgraph:
    """The chosen actors in their order, the weight between them; `exact` where no choice is heavier for certain."""

    actors: Ints
    weight: int
    exact: bool


def heaviest_subgraph(first: Ints, second: Ints, weight: Ints, size: int, seconds: float = SECONDS) -> HeaviestSubgraph:
    """Up to `size` ≥ 2 actors with the greatest Σ weight over the pairs between them (design/analysis.md §5).

    Pairs are distinct, weights whole numbers above 0. Peeling, growing and swapping find a choice; up to EXACT_UP_TO
    pairs a mixed-integer programme then proves it the best, or finds a better one, within `seconds`. Of equally
    heavy choices the one found first stays, so that the same pairs give the same actors. Fewer actors where the
    others have nothing open with them; none where there is no pair.
    """
    actors, ends = np.unique(np.concatenate((first, second)), return_inverse=True)
    if size >= len(actors):
        return HeaviestSubgraph(actors, int(weight.sum()), exact=True)
    one, other = ends[: len(first)], ends[len(first) :]
    both = np.concatenate((one, other)), np.concatenate((other, one))
    links = sparse.csr_array((np.tile(weight, 2), both), shape=(len(actors), len(actors)))
    pairs = upper(links)
    chosen = max(
        (_swapped(links, start) for start in _starts(links, pairs, size)), key=lambda found: _inside(links, found)
    )
    exact = _inside(links, chosen) == _bound(weight, size)
    if not exact and len(weight) <= EXACT_UP_TO:
        better, exact = _heavier(pairs, size, _inside(links, chosen), seconds)
        chosen = chosen if better is None else better
    tied = chosen[_pull(links, chosen)[chosen] > 0]
    return HeaviestSubgraph(actors[tied], _inside(links, tied), exact)


def _pull(links: Matrix, chosen: Ints) -> Ints:
    """How much each actor has open with the chosen ones."""
    return np.asarray(links[chosen].sum(axis=0), dtype=np.int64).ravel()


def _inside(links: Matrix, chosen: Ints) -> int:
    return int(_pull(links, chosen)[chosen].sum()) // 2


def _bound(weight: Ints, size: int) -> int:
    """What the heaviest pairs would give if they were all between the same actors."""
    return int(np.sort(weight)[::-1][: size * (size - 1) // 2].sum())


def _starts(links: Matrix, pairs: Pairs, size: int) -> Iterator[Ints]:
    yield _peeled(links, size)
    for seed in np.argsort(-pairs[2], kind="stable")[:_SEEDS]:
        yield _grown(links, [int(pairs[0][seed]), int(pairs[1][seed])], size)


def _peeled(links: Matrix, size: int) -> Ints:
    """Those who are left when the one with least open with the others leaves, again and again."""
    degree, gone = np.asarray(links.sum(axis=1), dtype=np.int64).ravel(), np.iinfo(np.int64).max
    for _ in range(len(degree) - size):
        least = len(degree) - 1 - int(np.argmin(degree[::-1]))
        row = slice(links.indptr[least], links.indptr[least + 1])
        degree[links.indices[row]] -= np.where(degree[links.indices[row]] < gone, links.data[row], 0)
        degree[least] = gone
    return np.flatnonzero(degree < gone)


def _grown(links: Matrix, chosen: list[int], size: int) -> Ints:
    """The given ones and, one after the other, whoever has most open with those chosen before."""
    while len(chosen) < size:
        pull = _pull(links, np.array(chosen))
        pull[chosen] = -1
        chosen.append(int(np.argmax(pull)))
    return np.sort(np.array(chosen, dtype=np.int64))


def _swapped(links: Matrix, chosen: Ints) -> Ints:
    """Change one for another as long as that adds weight, the best change first."""
    while True:
        between = links[chosen].toarray()
        pull = between.sum(axis=0)
        gain = pull[np.newaxis, :] - pull[chosen][:, np.newaxis] - between
        gain[:, chosen] = 0
        leaves, comes = divmod(int(np.argmax(gain)), links.shape[0])
        if gain[leaves, comes] <= 0:
            return chosen
        chosen = np.sort(np.append(np.delete(chosen, leaves), comes))


_ENDED = (0, 2)
"""What milp answers: the best was found; there is none."""


def _heavier(pairs: Pairs, size: int, least: int, seconds: float) -> tuple[Ints | None, bool]:
    """A choice heavier than `least`, None where none was found; and whether the search came to its end."""
    conditions, weight = _conditions(pairs, size), pairs[2]
    m, n = len(weight), conditions.shape[1] - len(weight)
    found = milp(
        np.concatenate((np.zeros(n), -weight)),
        integrality=np.concatenate((np.ones(n), np.zeros(m))),
        bounds=Bounds(0, 1),
        constraints=LinearConstraint(conditions, -np.inf, np.concatenate((np.zeros(2 * m + n), [size, -(least + 1)]))),
        options={"time_limit": seconds, "mip_rel_gap": 0},
    )
    chosen = None if found.x is None else np.flatnonzero(found.x[:n] > 0.5)
    return chosen, found.status in _ENDED


def _conditions(pairs: Pairs, size: int) -> Matrix:
    """On x (actors) and y (pairs): y ≤ x at both ends, Σ y around an actor ≤ (size − 1) x, Σ x, −Σ w y.

    For whole numbers the others imply the third; without it the proof takes a hundred times longer.
    """
    one, other, weight = pairs
    n, m = int(other.max()) + 1, len(weight)
    at_one, at_other = (ones(np.arange(m), end, (m, n)) for end in (one, other))
    each = sparse.eye_array(m)
    return sparse.block_array(
        [
            [-at_one, each],
            [-at_other, each],
            [-(size - 1) * sparse.eye_array(n), (at_one + at_other).T],
            [np.ones((1, n)), None],
            [None, -weight[np.newaxis, :].astype(np.float64)],
        ],
        format="csr",
    )
