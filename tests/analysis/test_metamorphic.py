"""What must not change a figure, and what must change it by so much, on random towns (design/analysis.md §10)."""

from __future__ import annotations

import math
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from graph_service.analysis.channels import Channels
from graph_service.analysis.coordination import coordination
from graph_service.analysis.coverage import cover
from graph_service.model.ties import AnyRecord, Tie
from tests.builders import same_as, tie
from tests.figures import MATRICES, figures
from tests.towns import relabelled, seen, towns

Town = tuple[AnyRecord, ...]
often = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much]
)


def node_ids(town: Town) -> list[str]:
    return [record.id for record in town if not isinstance(record, Tie)]


def floats(part: Any) -> list[float]:
    """Every float in nested figures."""
    if isinstance(part, dict):
        return floats(list(part.items()))
    if isinstance(part, list | tuple):
        return [found for one in part for found in floats(one)]
    return [part] if isinstance(part, float) else []


@often
@given(towns(), st.randoms(use_true_random=False))
def test_the_order_of_the_records_changes_nothing(town: Town, chance: Any) -> None:
    mixed = list(town)
    chance.shuffle(mixed)
    assert figures(seen(*mixed)) == figures(seen(*town))


@often
@given(towns(), st.randoms(use_true_random=False))
def test_other_ids_change_nothing(town: Town, chance: Any) -> None:
    olds = node_ids(town)
    locals_ = [f"x{number:02d}" for number in range(len(olds))]
    chance.shuffle(locals_)
    names = {old: f"{old.partition('/')[0]}/{local}" for old, local in zip(olds, locals_, strict=True)}
    back = {new: old for old, new in names.items()}
    assert figures(seen(*relabelled(town, names)), back.__getitem__) == figures(seen(*town))


@often
@given(towns())
def test_a_tie_for_the_largest_gap_closes_exactly_its_weight(town: Town) -> None:
    before = coordination(Channels(seen(*town)))
    assume(len(before.gaps) > 0)
    gap = before.row(int(before.gaps[0]))
    after = coordination(Channels(seen(*town, tie("coordinates_with", gap.first, gap.second))))
    assert (after.closed - before.closed, before.open - after.open) == (gap.weight, gap.weight)


@often
@given(towns())
def test_an_offer_for_the_whole_town_is_one_for_every_district(town: Town) -> None:
    places = [record.id for record in town if record.id.startswith("district/") and record.id != "district/stadtweit"]
    everywhere = [record for record in town if isinstance(record, Tie) and record.target == "district/stadtweit"]
    assume(everywhere)
    spelt_out = {record.id: record for record in town if record not in everywhere}
    for one in everywhere:
        spelt_out |= {
            new.id: new for place in places for new in [tie("located_in", one.origin, place)] if new.id not in spelt_out
        }
    assert figures(seen(*spelt_out.values())) == figures(seen(*town))


@pytest.mark.parametrize("prefix", ["0", "z"])
@often
@given(town=towns(), data=st.data())
def test_a_duplicate_that_is_said_to_be_the_same_changes_nothing(prefix: str, town: Town, data: Any) -> None:
    twins = [one for one in node_ids(town) if one.startswith(("actor/", "measure/"))]
    twin = data.draw(st.sampled_from(twins))
    copy = twin.replace("/", f"/{prefix}")
    about = [record for record in town if record.id == twin or (isinstance(record, Tie) and _touches(record, twin))]
    doubled = [*town, *relabelled(about, {twin: copy}), same_as(twin, copy)]
    assert figures(seen(*doubled), lambda one: twin if one == copy else one) == figures(seen(*town))


def _touches(record: Tie, node: str) -> bool:
    return node in (record.origin, record.target)


@often
@given(towns(), st.sampled_from(("2025-06-30", "2019-01-01", "1900-01-01")), st.booleans(), st.booleans())
def test_no_figure_is_ever_nan(town: Town, at: str, planned: bool, certain: bool) -> None:
    found = figures(seen(*town, at=date.fromisoformat(at), planned=planned, certain=certain))
    assert [one for one in floats(found) if not math.isfinite(one)] == []


@often
@given(towns())
def test_documented_facts_alone_never_give_more_offers(town: Town) -> None:
    everything, documented = seen(*town), seen(*town, documented=True)
    for schemes in MATRICES:
        most, least = cover(everything, schemes), cover(documented, schemes)
        assert (least.offers <= most.offers).all()
        assert (least.providers <= most.providers).all()


@often
@given(towns())
def test_every_cell_is_in_exactly_one_state(town: Town) -> None:
    for schemes in MATRICES:
        found = cover(seen(*town), schemes)
        assert sum(found.counts.values()) == found.total == len(found.states)


@often
@given(towns())
def test_more_carriers_asked_for_means_fewer_cells_covered(town: Town) -> None:
    found = cover(seen(*town))
    reached = [found.reached(k) for k in range(5)]
    assert reached == sorted(reached, reverse=True)
    rates = [found.rate(k) or 0 for k in range(5)]
    assert rates == sorted(rates, reverse=True)
