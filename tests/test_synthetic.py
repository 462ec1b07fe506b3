"""The towns that benchmarks are run on: the same as columns and as records, and the same for the same seed."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from typing import Any

import numpy as np
import pytest

from benchmarks._synthetic import AT, Shares, town
from benchmarks._town import Town
from graph_service.analysis.columns import Columns, Links
from graph_service.analysis.scope import Scope
from graph_service.analysis.situation import Situation


def plain(found: Any) -> Any:
    """Columns as lists that can be compared; links in the order of their ids, as a network keeps them."""
    if isinstance(found, Links):
        parts = [plain(getattr(found, part.name)) for part in fields(found) if part.name != "ids"]
        return sorted(zip(map(str, found.ids), *parts, strict=True))
    if is_dataclass(found):
        return {part.name: plain(getattr(found, part.name)) for part in fields(found)}
    if isinstance(found, dict):
        return {name: plain(part) for name, part in found.items()}
    return [str(one) for one in found] if isinstance(found, np.ndarray) else found


def running(drawn: Town) -> Situation:
    return Situation(drawn.columns(), Scope(at=AT))


@pytest.mark.parametrize(("seed", "measures", "actors"), [(1, 12, 10), (2, 180, 55), (3, 60, 120)])
def test_the_columns_of_the_records_are_the_columns_that_were_drawn(seed: int, measures: int, actors: int) -> None:
    drawn = town(seed, measures, actors)
    assert plain(Columns.of(drawn.network())) == plain(drawn.columns())


def test_the_same_seed_draws_the_same_town() -> None:
    assert plain(town(7, 60, 30).columns()) == plain(town(7, 60, 30).columns())


def test_another_seed_draws_another_town() -> None:
    one, other = plain(town(7, 60, 30).columns()), plain(town(8, 60, 30).columns())
    assert one["carries"] != other["carries"]
    assert one["facets"] != other["facets"]


def test_a_town_has_the_shares_that_are_asked_for() -> None:
    situation = running(town(1, 4000, 900, Shares(uncarried=0.3)))
    unknown = {name: 1 - situation.facet(name).known[situation.running].mean() for name in ("field", "district")}
    assert unknown["field"] == 0
    assert unknown["district"] == pytest.approx(0.66 * 0.88 * 0.98, abs=0.03)
    assert 1 - situation.carried[situation.running].mean() == pytest.approx(0.3, abs=0.03)


def test_few_carry_very_much_and_most_carry_little() -> None:
    situation = running(town(1, 2000, 600))
    carried = np.sort(np.diff(situation.carriers.indptr))[::-1]
    assert carried[:10].sum() > carried[10:].sum() / 2
    assert np.median(carried[carried > 0]) <= 3


def test_places_grow_with_the_size() -> None:
    assert len(town(1, 20_000, 6000).columns().schemes["district"].ids) > 100
    assert len(town(1, 180, 55).columns().schemes["district"].ids) < 15
