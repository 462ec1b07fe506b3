"""The heaviest table: against every possible table on small graphs, and against what motifr published."""

from __future__ import annotations

from datetime import date
from itertools import combinations
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from graph_service.analysis.channels import Channels
from graph_service.analysis.columns import Columns
from graph_service.analysis.coordination import Coordination, coordination
from graph_service.analysis.recommendation import recommended_table
from graph_service.analysis.scope import Scope
from graph_service.analysis.situation import Situation
from graph_service.analysis.table import EXACT_UP_TO, HeaviestSubgraph, heaviest_subgraph
from tests.reference import swiss_wetlands

Weights = dict[tuple[int, int], int]


@st.composite
def weights(draw: st.DrawFn) -> Weights:
    """Open pairs among up to nine actors, whose numbers have holes."""
    everyone = draw(st.lists(st.integers(0, 30), min_size=2, max_size=9, unique=True))
    pairs = list(combinations(sorted(everyone), 2))
    return draw(st.dictionaries(st.sampled_from(pairs), st.integers(1, 5), min_size=1))


def heaviest(weights: Weights, size: int, **more: float) -> HeaviestSubgraph:
    pairs = np.array(list(weights), dtype=np.int64).reshape(-1, 2)
    return heaviest_subgraph(*pairs.T, np.array(list(weights.values()), dtype=np.int64), size, **more)


def inside(weights: Weights, actors: tuple[int, ...]) -> int:
    return sum(weights.get(pair, 0) for pair in combinations(sorted(actors), 2))


def crowd(pairs: int, seed: int = 1) -> Weights:
    """So many pairs of equal weight among sixty actors, at random: the hardest kind."""
    every = list(combinations(range(60), 2))
    return {every[place]: 1 for place in np.random.default_rng(seed).permutation(len(every))[:pairs].tolist()}


@settings(max_examples=60, deadline=None)
@given(weights(), st.integers(2, 6))
def test_no_table_of_the_same_size_is_heavier(weights: Weights, size: int) -> None:
    everyone = sorted({actor for pair in weights for actor in pair})
    assume(size <= len(everyone))
    found = heaviest(weights, size)
    assert found.exact
    assert found.weight == max(inside(weights, table) for table in combinations(everyone, size))


@settings(max_examples=60, deadline=None)
@given(weights(), st.integers(2, 12))
def test_everyone_at_the_table_has_something_open_there(weights: Weights, size: int) -> None:
    found = heaviest(weights, size)
    table = tuple(found.actors.tolist())
    assert len(table) <= size
    assert table == tuple(sorted(table))
    assert found.weight == inside(weights, table)
    assert all(inside(weights, table) > inside(weights, tuple({*table} - {actor})) for actor in table)


@settings(max_examples=40, deadline=None)
@given(weights(), st.integers(2, 6), st.randoms(use_true_random=False))
def test_the_order_of_the_pairs_and_of_their_ends_changes_nothing(weights: Weights, size: int, chance: Any) -> None:
    pairs = list(weights.items())
    chance.shuffle(pairs)
    turned = {chance.choice((pair, pair[::-1])): weight for pair, weight in pairs}
    assert heaviest(turned, size).actors.tolist() == heaviest(weights, size).actors.tolist()


def test_of_equally_heavy_tables_the_first_is_taken() -> None:
    assert heaviest({(4, 5): 2, (0, 1): 2, (2, 3): 2}, 2).actors.tolist() == [0, 1]


def test_the_proof_finds_what_single_changes_miss() -> None:
    """Two triangles with a common corner 7 beat every table of five that grows or swaps its way."""
    triangles = [(3, 6), (3, 7), (6, 7), (4, 5), (4, 7), (5, 7)]
    around = [(0, 2), (0, 3), (1, 6), (2, 4)]
    found = heaviest(dict.fromkeys(triangles + around, 1), 5)
    assert (found.actors.tolist(), found.weight, found.exact) == ([3, 4, 5, 6, 7], 6, True)


def test_the_heaviest_pair_need_not_sit_at_the_heaviest_table() -> None:
    triangle = {(1, 2): 4, (1, 3): 4, (2, 3): 4}
    found = heaviest({(8, 9): 5, **triangle}, 3)
    assert (found.actors.tolist(), found.weight) == ([1, 2, 3], 12)


def test_a_table_larger_than_all_who_have_something_open_seats_them_all() -> None:
    found = heaviest({(0, 1): 2, (7, 9): 1}, 10)
    assert (found.actors.tolist(), found.weight, found.exact) == ([0, 1, 7, 9], 3, True)


def test_where_nothing_is_open_nobody_sits_down() -> None:
    found = heaviest({}, 3)
    assert (found.actors.tolist(), found.weight, found.exact) == ([], 0, True)


def test_too_many_pairs_for_a_proof_give_a_table_that_is_not_called_the_best() -> None:
    found = heaviest(crowd(EXACT_UP_TO + 1), 10)
    assert not found.exact
    assert len(found.actors) == 10


def test_a_proof_that_takes_too_long_leaves_a_table_that_is_not_called_the_best() -> None:
    found = heaviest(crowd(EXACT_UP_TO), 12, seconds=0.01)
    assert not found.exact
    assert len(found.actors) == 12


def test_the_heaviest_pair_is_certain_however_many_there_are() -> None:
    assert heaviest({**crowd(EXACT_UP_TO + 1), (58, 59): 9}, 2).exact


@pytest.fixture(scope="module")
def wetlands() -> Coordination:
    return coordination(Channels(Situation(Columns.of(swiss_wetlands()), Scope(at=date(2025, 6, 30)))))


@pytest.mark.parametrize(("size", "weight"), [(3, 12), (4, 20)])
def test_best_new_tables_of_the_swiss_wetlands(wetlands: Coordination, size: int, weight: int) -> None:
    found = recommended_table(wetlands, size)
    assert (found.gain.closes, len(found.seats), found.exact) == (weight, size, True)
