"""Every value that kleinstadt.md gives for the made-up town, and what others published (design/analysis.md §10)."""

from __future__ import annotations

from datetime import date
from itertools import combinations

import numpy as np
import pytest
from scipy import sparse

from graph_service.analysis.acting import who_acts
from graph_service.analysis.channels import CHANNELS, Channels
from graph_service.analysis.columns import Columns
from graph_service.analysis.congruence import congruence, requirements
from graph_service.analysis.coordination import coordination, uncoordinated_overlaps
from graph_service.analysis.coverage import STATES, cover, fragility
from graph_service.analysis.gaps import gaps
from graph_service.analysis.overlap import Overlaps, Thresholds, overlaps
from graph_service.analysis.recording import record_next
from graph_service.analysis.scope import Scope
from graph_service.analysis.situation import Situation
from tests.reference import kleinstadt, swiss_wetlands

SCOPE = Scope(at=date(2025, 6, 30))
TOWN = Situation(Columns.of(kleinstadt()), SCOPE)
ACTORS = [actor.removeprefix("actor/") for actor in TOWN.columns.actors.ids]
COVERAGE = cover(TOWN)
CHANNEL = Channels(TOWN)


def cell(field: str, group: str, place: str) -> int:
    return COVERAGE.place(f"field/{field}", f"target_group/{group}", f"district/{place}")


def in_state(state: str) -> set[tuple[str, ...]]:
    places = np.flatnonzero(COVERAGE.states == STATES.index(state))
    return {tuple(part.partition("/")[2] for part in COVERAGE.cell(int(place))) for place in places}


def shared(one: str, other: str) -> int:
    return int(TOWN.shared_cells[ACTORS.index(one), ACTORS.index(other)])


def kappa(one: str, other: str) -> str:
    return CHANNELS[int(CHANNEL.between(np.array([ACTORS.index(one)]), np.array([ACTORS.index(other)]))[0])]


def alike(found: Overlaps) -> dict[tuple[str, str], int]:
    pairs = [(found.row(int(place)), int(place)) for place in found.order]
    return {(row.first.partition("/")[2], row.second.partition("/")[2]): place for row, place in pairs}


def test_there_are_eighteen_relevant_cells_with_a_need_of_one() -> None:
    assert (COVERAGE.shape, COVERAGE.total) == ((3, 3, 2), 18)
    assert COVERAGE.needs.value.tolist() == [1.0] * 18
    assert not COVERAGE.needs.is_known


def test_cells_are_offered_not_recorded_or_unknown() -> None:
    assert COVERAGE.counts == {"offered": 12, "none_recorded": 2, "unknown": 4}
    assert in_state("none_recorded") == {("A", "senioren", "I"), ("D", "senioren", "II")}
    groups, places = ("gefluechtete", "unterkunft"), ("I", "II")
    assert in_state("unknown") == {("E", group, place) for group in groups for place in places}


def test_coverage_rates() -> None:
    assert (COVERAGE.rate(), COVERAGE.rate(2)) == (pytest.approx(12 / 18), pytest.approx(6 / 18))
    assert (COVERAGE.reached(1), COVERAGE.reached(2)) == (12, 6)


def test_fragility_of_the_town() -> None:
    found = COVERAGE.fragility
    assert found is not None
    figures = (found.redundancy, found.over_redundancy, found.vulnerability, found.covered)
    assert figures == (pytest.approx(5 / 3), pytest.approx(1 / 5), pytest.approx(1 / 2), 12)


def test_providers_of_housing_for_refugees_in_district_one() -> None:
    provided = TOWN.providers(TOWN.cell_schemes).toarray()
    where = cell("D", "gefluechtete", "I")
    assert [ACTORS[row] for row in np.flatnonzero(provided[:, where])] == ["awo", "ki", "verein1"]
    assert COVERAGE.providers[where] == 3


def test_the_gaps_of_the_town() -> None:
    found = gaps(TOWN, COVERAGE)
    cells = [tuple(part.partition("/")[2] for part in found.row(int(place)).cell) for place in found.order]
    assert sorted(cells) == [("A", "senioren", "I"), ("D", "senioren", "II")]


def test_who_acts_in_housing() -> None:
    result = who_acts(kleinstadt(), "field/D", SCOPE)
    carried = {
        (row.actor.id.partition("/")[2], one.measure.measure.id.partition("/")[2])
        for row in result.acting
        for one in row.contributions
    }
    assert carried == {("awo", "m3"), ("caritas", "m4"), ("ki", "m5"), ("verein1", "m5")}
    others = {row.actor.id.partition("/")[2] for row in result.acting if not row.contributions}
    assert others == {"fg", "jobcenter"}


def test_cells_that_two_actors_share() -> None:
    expected = {
        ("awo", "caritas"): 1,
        ("awo", "ki"): 2,
        ("awo", "verein1"): 2,
        ("ki", "verein1"): 3,
        ("verein1", "vhs"): 2,
    }
    assert {pair: shared(*pair) for pair in combinations(ACTORS, 2) if shared(*pair)} == expected


def test_cells_of_each_actor() -> None:
    expected = {"awo": 4, "caritas": 3, "ki": 3, "verein1": 5, "verein2": 3, "vhs": 2}
    assert {one: shared(one, one) for one in ACTORS if shared(one, one)} == expected


@pytest.mark.parametrize(
    ("one", "other", "channel"),
    [
        ("ki", "awo", "joint_measure"),
        ("ki", "verein1", "joint_measure"),
        ("awo", "caritas", "common_body"),
        ("awo", "verein1", "none"),
        ("vhs", "verein1", "third_party"),
    ],
)
def test_channels_of_the_town(one: str, other: str, channel: str) -> None:
    assert (kappa(one, other), kappa(other, one)) == (channel, channel)


@pytest.mark.parametrize(
    ("one", "other", "through"),
    [
        ("awo", "ki", "measure/m8"),
        ("ki", "verein1", "measure/m5"),
        ("awo", "caritas", "actor/stg"),
        ("verein1", "vhs", "actor/ki"),
    ],
)
def test_what_makes_the_channels_of_the_town(one: str, other: str, through: str) -> None:
    found = coordination(CHANNEL)
    rows = [found.row(place) for place in range(len(found.first))]
    assert {(row.first, row.second): row.through for row in rows}[f"actor/{one}", f"actor/{other}"] == (through,)


def test_motifs_and_fit_of_the_town() -> None:
    found = coordination(CHANNEL)
    assert (found.closed, found.open, found.fit) == (6, 4, pytest.approx(6 / 10))
    rows = [found.row(int(place)) for place in found.gaps]
    assert [(row.first, row.second, row.weight, row.channel) for row in rows] == [
        ("actor/awo", "actor/verein1", 2, "none"),
        ("actor/verein1", "actor/vhs", 2, "third_party"),
    ]


def test_congruence_over_cells() -> None:
    found = congruence(CHANNEL, "cell")
    assert (found.share.coordinated, found.share.required, found.value) == (3, 5, pytest.approx(3 / 5))


def test_congruence_over_fields() -> None:
    found = congruence(CHANNEL, "field")
    assert (found.share.required, found.share.coordinated) == (9, 4)
    by_field = {one.field: (one.share.coordinated, one.share.required) for one in found.fields}
    assert by_field == {"field/A": (0, 3), "field/D": (4, 6), "field/E": (3, 3)}


@pytest.mark.parametrize(
    ("pair", "similarity", "facets", "grade"),
    [
        (("m1", "m2"), 1.0, (1.0, 1.0, 1.0, 1.0), "possible_duplication"),
        (("m3", "m4"), 0.7588, (1.0, 1.0, 0.3817, 0.5331), "overlap"),
    ],
)
def test_overlaps_of_the_town(pair: tuple[str, str], similarity: float, facets: tuple[float, ...], grade: str) -> None:
    found = overlaps(TOWN)
    assert set(alike(found)) == {("m1", "m2"), ("m3", "m4")}
    row = found.row(alike(found)[pair])
    assert (round(row.similarity, 4), row.grade, row.coverage) == (similarity, grade, 1.0)
    assert [one.facet for one in row.facets] == ["offering_type", "field", "target_group", "district"]
    assert tuple(round(one.similarity or 0, 4) for one in row.facets) == facets


def test_a_pair_below_the_threshold_is_compared_but_not_an_overlap() -> None:
    found = overlaps(TOWN, Thresholds(overlap=0))
    row = found.row(alike(found)["m3", "m5"])
    assert round(row.similarity, 4) == 0.3784
    assert tuple(round(one.similarity or 0, 4) for one in row.facets) == (0, 1, 0.2358, 0.4669)


def test_no_other_pair_passes_the_gates() -> None:
    found = overlaps(TOWN, Thresholds(coverage=0, overlap=0, duplication=0))
    assert (found.compared, set(alike(found))) == (3, {("m1", "m2"), ("m3", "m4"), ("m3", "m5")})
    assert len(overlaps(TOWN).undecided) == 0


def test_facets_that_the_town_does_not_record_are_left_out_and_named() -> None:
    assert overlaps(TOWN).unused == ("phase", "language", "period")


def test_one_overlap_of_the_town_is_not_coordinated() -> None:
    found = uncoordinated_overlaps(overlaps(TOWN), CHANNEL, COVERAGE.needs)
    rows = [found.row(int(place)) for place in found.order]
    assert [(row.first, row.second, row.channel) for row in rows] == [("actor/verein1", "actor/vhs", "third_party")]
    assert found.priority.tolist() == [pytest.approx(1.0)]


def test_the_district_of_one_measure_would_settle_the_unknown_cells() -> None:
    found = record_next(overlaps(TOWN), COVERAGE)
    assert [(row.what, row.measure, row.pairs, row.cells) for row in found.rows] == [("district", "measure/m8", 0, 4)]


def test_requirements_are_those_of_cataldo() -> None:
    """Cataldo et al. 2008: CR of their example, from who works on what and what hangs on what."""
    assignments = sparse.csr_array(np.array([[1, 0, 0], [1, 1, 0], [1, 0, 1]]))
    dependences = sparse.csr_array(np.array([[1, 1, 1], [1, 1, 0], [1, 0, 1]]))
    assert requirements(assignments, dependences).toarray().tolist() == [[1, 2, 2], [2, 4, 3], [2, 3, 4]]


def test_fragility_is_that_of_the_fruit_baskets() -> None:
    """Package mFD, basket_8: eight species in three functional entities."""
    found = fragility(np.array([6, 1, 1]))
    assert found is not None
    figures = (found.redundancy, found.over_redundancy, found.vulnerability)
    assert tuple(round(one, 4) for one in figures) == (2.6667, 0.4167, 0.6667)


def test_motifs_of_the_swiss_wetlands_are_those_of_motifr() -> None:
    found = coordination(Channels(Situation(Columns.of(swiss_wetlands()), SCOPE)))
    assert (found.open, found.closed) == (543, 167)
    rows = [found.row(int(place)) for place in found.gaps[:6]]
    largest = [({row.first, row.second}, row.weight) for row in rows[:2]]
    assert ({"actor/actor10", "actor/actor27"}, 5) in largest
    assert ({"actor/actor18", "actor/actor44"}, 5) in largest
    assert [row.weight for row in rows[2:]] == [4, 4, 4, 4]
