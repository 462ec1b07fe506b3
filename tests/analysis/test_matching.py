"""The heaviest pairs of which none asks an actor too often: against every possible choice."""

from __future__ import annotations

from collections import Counter
from itertools import combinations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from graph_service.analysis.matching import heaviest_matching
from graph_service.analysis.table import EXACT_UP_TO

Pair = tuple[int, int, int]

PAIRS = st.lists(
    st.tuples(st.sampled_from(list(combinations(range(6), 2))), st.integers(1, 4)),
    max_size=8,
    unique_by=lambda one: one[0],
).map(lambda found: sorted(((*ends, weight) for ends, weight in found), key=lambda pair: -pair[2]))


def matching(pairs: list[Pair], k: int, load: int | None) -> tuple[list[Pair], bool]:
    first, second, weight = np.array(pairs, dtype=np.int64).reshape(-1, 3).T
    chosen, exact = heaviest_matching(first, second, weight, k, load)
    return [pairs[place] for place in chosen.tolist()], exact


def busiest(pairs: list[Pair]) -> int:
    return max(Counter(end for pair in pairs for end in pair[:2]).values(), default=0)


def total(pairs: list[Pair]) -> int:
    return sum(weight for *_, weight in pairs)


@settings(max_examples=60, deadline=None)
@given(PAIRS, st.integers(1, 5), st.integers(1, 3))
def test_no_choice_within_the_load_is_heavier(pairs: list[Pair], k: int, load: int) -> None:
    chosen, exact = matching(pairs, k, load)
    choices = (list(some) for count in range(k + 1) for some in combinations(pairs, count))
    assert exact
    assert len(chosen) <= k
    assert busiest(chosen) <= load
    assert total(chosen) == max(total(some) for some in choices if busiest(some) <= load)


def test_two_pairs_around_the_heaviest_are_better_than_that_one_alone() -> None:
    assert matching([(1, 2, 3), (0, 1, 2), (2, 3, 2)], 2, 1) == ([(0, 1, 2), (2, 3, 2)], True)


def test_of_equal_choices_the_earlier_pairs_are_taken() -> None:
    assert matching([(0, 1, 2), (0, 2, 2), (0, 3, 2)], 3, 1) == ([(0, 1, 2)], True)


def test_without_a_load_the_first_pairs_are_taken() -> None:
    assert matching([(0, 1, 3), (0, 2, 2), (0, 3, 2)], 2, None) == ([(0, 1, 3), (0, 2, 2)], True)


def test_too_many_pairs_for_a_proof_keep_to_the_load() -> None:
    pairs = [(i, j, 1) for i, j in combinations(range(33), 2)]
    assert len(pairs) > EXACT_UP_TO
    chosen, exact = matching(pairs, 40, 2)
    assert not exact
    assert (len(chosen), busiest(chosen)) == (33, 2)


def test_too_many_pairs_stop_at_the_number_asked_for() -> None:
    chosen, exact = matching([(i, j, 1) for i, j in combinations(range(33), 2)], 5, 1)
    assert (len(chosen), busiest(chosen), exact) == (5, 1, False)
