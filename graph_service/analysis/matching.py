"""Which pairs to take when none of their ends may be asked too often: the heaviest b-matching."""

from __future__ import annotations

from collections import Counter

import numpy as np
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from graph_service.analysis.columns import Ints
from graph_service.analysis.incidence import ones
from graph_service.analysis.table import EXACT_UP_TO, SECONDS


def heaviest_matching(first: Ints, second: Ints, weight: Ints, k: int, load: int | None) -> tuple[Ints, bool]:
    """Up to `k` pairs with the greatest Σ weight, at most `load` at each end; True where it is certain.

    Pairs come in the order of preference, heaviest first; the answer is places in that order. Of equally heavy
    choices the one with earlier pairs. Up to EXACT_UP_TO pairs by a mixed-integer programme, beyond by taking the
    next pair that still fits, which gives at least half (design/analysis.md §5).
    """
    top = np.arange(min(k, len(weight)))
    ends = Counter(first[top].tolist() + second[top].tolist())
    if load is None or max(ends.values(), default=0) <= load:
        return top, True
    best = _best(first, second, weight, k, load) if len(weight) <= EXACT_UP_TO else None
    return (_greedy(first, second, k, load), False) if best is None else (best, True)


def _greedy(first: Ints, second: Ints, k: int, load: int) -> Ints:
    asked: Counter[int] = Counter()
    chosen: list[int] = []
    for place, pair in enumerate(zip(first.tolist(), second.tolist(), strict=True)):
        if len(chosen) == k:
            break
        if all(asked[end] < load for end in pair):
            asked.update(pair)
            chosen.append(place)
    return np.array(chosen, dtype=np.int64)


def _best(first: Ints, second: Ints, weight: Ints, k: int, load: int) -> Ints | None:
    """The heaviest choice, None where the time was not enough: maximise Σ w y, Σ y at an end ≤ load, Σ y ≤ k."""
    pairs, n = len(weight), int(max(first.max(), second.max())) + 1
    each = np.arange(pairs)
    at_ends = ones(np.concatenate((first, second)), np.tile(each, 2), (n, pairs))
    # Together the earlier places weigh less than 1, so that they decide between equal sums only.
    earlier = (pairs - each) / (pairs * k + 1)
    found = milp(
        -(weight + earlier),
        integrality=np.ones(pairs),
        bounds=Bounds(0, 1),
        constraints=LinearConstraint(
            sparse.vstack((at_ends, np.ones((1, pairs))), format="csr"), -np.inf, np.append(np.full(n, load), k)
        ),
        options={"time_limit": SECONDS, "mip_rel_gap": 0},
    )
    return np.flatnonzero(found.x > 0.5) if found.status == 0 else None
