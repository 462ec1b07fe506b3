"""The page of methods tells of every figure in six parts, and names the values that the program works with."""

from __future__ import annotations

import inspect
import re
from collections import Counter
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

import numpy as np
import pytest

from graph_service import analysis
from graph_service.analysis.channels import CHANNELS, Channels
from graph_service.analysis.communities import communities
from graph_service.analysis.comparison import WEIGHTS
from graph_service.analysis.coverage import STATES, cover
from graph_service.analysis.needs import CellNeeds, SupplyShare, supply_shares
from graph_service.analysis.overlap import GRADES, Thresholds
from graph_service.analysis.progress import SILENT_AFTER
from graph_service.analysis.recommendation import INVITATION_COST, TABLE_COST
from graph_service.analysis.scope import Scope
from graph_service.analysis.table import EXACT_UP_TO

PAGE = (Path(__file__).resolve().parent.parent / "docs" / "methods.md").read_text("utf-8")
PARTS = (
    "Deutsch",
    "English",
    "Formel / formula",
    "Nicht definiert / undefined",
    "Quelle / source",
    "Sagt nicht / does not say",
)

DESCRIBED = {
    ("acting", "who_acts"): "who_acts",
    ("actor_graph", "situation_communities"): "communities",
    ("bodies", "governance"): "seats",
    ("bodies", "levels"): "levels",
    ("bodies", "paper_ways"): "paper_way",
    ("brokerage", "bridging"): "position",
    ("brokerage", "Bridging.activity"): "activity",
    ("brokerage", "Bridging.exclusivity"): "exclusivity",
    ("brokerage", "exclusive_brokerage"): "exclusive_brokerage",
    ("brokerage", "gould_fernandez"): "brokerage_roles",
    ("candidates", "candidate_pairs"): "gates",
    ("change", "GroupChange.hamming"): "hamming",
    ("change", "GroupChange.jaccard"): "jaccard",
    ("change", "record_change"): "record_change",
    ("change", "world_change"): "world_change",
    ("cells", "around_cell"): "around_cell",
    ("cells", "part_counts"): "around_cell",
    ("channels", "Channels.alone"): "alone",
    ("channels", "Channels.bodies"): "channel_common_body",
    ("channels", "Channels.common_partners"): "common_partners",
    ("channels", "Channels.governance"): "channel_governance",
    ("channels", "Channels.joint"): "channel_joint_measure",
    ("channels", "Channels.ties"): "channel_tie",
    ("communities", "adjusted_rand"): "stability",
    ("communities", "communities"): "communities",
    ("comparison", "Comparison.coverage_of"): "comparison_coverage",
    ("comparison", "Comparison.similarity"): "similarity",
    ("comparison", "PeriodFacet.similar"): "period_similarity",
    ("comparison", "SetFacet.containment"): "containment",
    ("comparison", "SetFacet.similar"): "facet_similarity",
    ("comparison", "compare"): "similarity",
    ("completeness", "not_judged"): "not_judged",
    ("completeness", "source_uses"): "completeness",
    ("completeness", "standing"): "completeness",
    ("congruence", "Congruence.fields"): "field_congruence",
    ("congruence", "Congruence.loads"): "unmet_load",
    ("congruence", "congruence"): "congruence",
    ("congruence", "congruence_over_time"): "congruence_over_time",
    ("congruence", "requirements"): "requirements",
    ("coordination", "Coordination.closed"): "open_closed",
    ("coordination", "Coordination.fit"): "fit",
    ("coordination", "Coordination.null"): "null_model",
    ("coordination", "Coordination.open"): "open_closed",
    ("coordination", "UncoordinatedOverlaps.order"): "priority",
    ("coordination", "coordination"): "open_closed",
    ("coordination", "uncoordinated_overlaps"): "uncoordinated_overlap",
    ("coverage", "Coverage.rate"): "coverage_rate",
    ("coverage", "Coverage.reached"): "k_covered",
    ("coverage", "Coverage.states"): "cell_state",
    ("coverage", "Fragility.over_redundancy"): "over_redundancy",
    ("coverage", "Fragility.redundancy"): "redundancy",
    ("coverage", "Fragility.vulnerability"): "vulnerability",
    ("coverage", "cover"): "cell_state",
    ("coverage", "fragility"): "vulnerability",
    ("dependence", "dependences"): "single_point_of_failure",
    ("dependence", "limited_funding"): "single_funder",
    ("dependence", "sole_cells"): "only_provider",
    ("gaps", "gaps"): "gap_order",
    ("governance", "paths"): "shortest_paths",
    ("matching", "heaviest_matching"): "recommended_tie",
    ("needs", "cell_needs"): "need",
    ("needs", "inequity"): "inequity",
    ("needs", "supply_shares"): "location_quotient",
    ("overlap", "Overlaps.undecided"): "undecided",
    ("overlap", "overlaps"): "overlap_grade",
    ("indicators", "course"): "indicator_course",
    ("indicators", "due"): "indicator_course",
    ("indicators", "series_of"): "indicator_course",
    ("partners", "partners"): "partners",
    ("progress", "Progress.late"): "late",
    ("progress", "Progress.silent"): "silent",
    ("progress", "Standing.has_moved"): "moved",
    ("progress", "stated"): "stated_status",
    ("progress", "progress"): "stated_status",
    ("recommendation", "Recommendation.gain"): "gain",
    ("recommendation", "recommended_invitations"): "invitations",
    ("recommendation", "recommended_options"): "cost",
    ("recommendation", "recommended_table"): "round_table",
    ("recommendation", "recommended_ties"): "recommended_tie",
    ("recording", "record_next"): "record_next",
    ("roles", "roles"): "position",
    ("roles", "two_mode_betweenness"): "betweenness_two_mode",
    ("scope", "is_certain"): "certain",
    ("scope", "runs"): "running",
    ("scope", "unconfirmed_since"): "unconfirmed",
    ("seats", "choose_seats"): "invitations",
    ("seats", "possible_seats"): "invitation",
    ("situation", "Facet.extended"): "extended_set",
    ("situation", "Situation.shared_cells"): "shared_cells",
    ("structure", "articulation_points"): "articulation_point",
    ("structure", "betweenness"): "betweenness",
    ("structure", "closeness"): "closeness",
    ("structure", "components"): "components",
    ("structure", "constraint"): "constraint",
    ("structure", "effective_size"): "effective_size",
    ("structure", "fragmentation"): "fragmentation",
    ("structure", "participation"): "participation",
    ("table", "heaviest_subgraph"): "round_table",
    ("whatif", "what_if"): "what_if",
}
"""Which entry of the page tells of a public function, or of a figure that a result holds."""

PLUMBING = {
    "actor_graph": {"actor_graph", "facts_around"},
    "bodies": {"stations_of", "steps_of", "superior"},
    "brokerage": {"open_two_paths"},
    "columns": {"representatives"},
    "comparison": {"checked_weights"},
    "completeness": {"carriers"},
    "coordination": {"evidence", "explain_pair"},
    "coverage": {"no_facet"},
    "folding": {"folded"},
    "indicators": {"counts"},
    "progress": {"months_before"},
    "presence": {"counted_on", "holds", "present"},
    "recommendation": {"open_pairs"},
    "scope": {"lacks_end", "newest_source", "told_from"},
    "seats": {"pairs_among"},
}
"""Public functions that form no figure of their own."""


def entries() -> dict[str, str]:
    """What stands under each heading of a figure, by its id."""
    blocks = re.split(r"^### ", PAGE.partition("\n## Literatur")[0], flags=re.MULTILINE)[1:]
    return {id_of(block): re.split(r"^## ", block, flags=re.MULTILINE)[0] for block in blocks}


def id_of(block: str) -> str:
    heading = re.match(r".+ · .+ `(\w+)`\n", block)
    assert heading, f"not a heading in German and English with an id: {block[:80]!r}"
    return heading[1]


def part(entry: str, name: str) -> str:
    found: list[str] = re.findall(rf"^- \*\*{re.escape(name)}:\*\* (.+)$", entry, re.MULTILINE)
    assert len(found) == 1, f"{name}: {len(found)} times"
    return found[0]


ENTRIES = entries()


@pytest.mark.parametrize("figure", ENTRIES)
def test_a_figure_is_told_in_six_parts_and_in_their_order(figure: str) -> None:
    assert re.findall(r"^- \*\*(.+?):\*\* \S", ENTRIES[figure], re.MULTILINE) == list(PARTS)


@pytest.mark.parametrize("figure", ENTRIES)
def test_what_a_figure_does_not_say_and_when_it_is_undefined_is_told_in_both_languages(figure: str) -> None:
    for name in ("Nicht definiert / undefined", "Sagt nicht / does not say"):
        assert re.fullmatch(r"\S.*\. · \S.*\.", part(ENTRIES[figure], name))


def test_ids_are_unique() -> None:
    headings = Counter(re.findall(r"^### .*`(\w+)`$", PAGE, re.MULTILINE))
    assert [name for name, times in headings.items() if times > 1] == []


def public_functions() -> set[tuple[str, str]]:
    modules = {
        entry.name: import_module(f"{analysis.__name__}.{entry.name}") for entry in iter_modules(analysis.__path__)
    }
    return {
        (name, function)
        for name, module in modules.items()
        if name != "incidence"  # matrices of ones: what the figures are made with
        for function, found in inspect.getmembers(module, inspect.isfunction)
        if found.__module__ == module.__name__ and not function.startswith("_")
    }


def test_every_public_function_of_the_analyses_is_described_or_said_to_form_no_figure() -> None:
    plumbing = {(module, name) for module, names in PLUMBING.items() for name in names}
    assert sorted(public_functions() - set(DESCRIBED) - plumbing) == []
    assert sorted(plumbing - public_functions()) == []


@pytest.mark.parametrize(("module", "name"), DESCRIBED)
def test_what_the_page_describes_is_there(module: str, name: str) -> None:
    owner, _, attribute = name.rpartition(".")
    found = import_module(f"{analysis.__name__}.{module}")
    if owner:
        found = getattr(found, owner)
    assert hasattr(found, attribute) or attribute in getattr(found, "__dataclass_fields__", {})
    assert DESCRIBED[module, name] in ENTRIES


def test_every_state_of_a_cell_grade_of_a_pair_and_channel_is_named() -> None:
    assert all(f"`{state}`" in ENTRIES["cell_state"] for state in STATES)
    assert all(f"κ = `{channel}`" in ENTRIES[f"channel_{channel}"] for channel in CHANNELS)
    assert all(grade.replace("_", " ") in ENTRIES["overlap_grade"] for grade in GRADES[:2])
    assert GRADES[2] in ENTRIES


def default(function: Callable[..., object], name: str) -> object:
    return inspect.signature(function).parameters[name].default


def values() -> dict[str, object]:
    """The values that the program works with, as far as they are constants or defaults."""
    limits = Thresholds()
    return {
        "stale_after": Scope.model_fields["stale_after"].default,
        "enough": default(cover, "enough"),
        "coverage_threshold": limits.coverage,
        "overlap_threshold": limits.overlap,
        "duplication_threshold": limits.duplication,
        **{f"weight_{facet}": weight for facet, weight in WEIGHTS.items()},
        "max_body": default(Channels, "max_body"),
        "cost_invitation": INVITATION_COST,
        "cost_table": TABLE_COST,
        "exact_up_to": EXACT_UP_TO,
        "silent_after": SILENT_AFTER,
        "community_runs": default(communities, "runs"),
    }


def said() -> dict[str, float]:
    """The table of fixed values."""
    rows = re.findall(r"^\| `(\w+)` \| ([\d.]+) \| \S.* · \S.* \|$", PAGE, re.MULTILINE)
    return {name: float(value) for name, value in rows}


BY_BEHAVIOUR = {"poisson_p", "poisson_expected"}


def test_the_fixed_values_are_those_of_the_program() -> None:
    assert {name: value for name, value in said().items() if name not in BY_BEHAVIOUR} == values()


def shares(offers: int, expected: float) -> SupplyShare:
    """The share of a place of which so many offers are expected, beside a place with all the others."""
    supply, rest = np.array([offers, 1000 - offers]), 1000 - expected
    needs = CellNeeds("people", np.array([expected, rest]), np.ones(2, bool), np.zeros(2, bool), np.full(2, -1), (), ())
    return supply_shares(supply, needs, (2,))[0]


def test_a_deviation_from_need_is_told_below_the_probability_that_the_page_names() -> None:
    found = [shares(offers, 40.0) for offers in range(101)]
    told = [share.p for share in found if share.finding in ("low", "high")]
    silent = [share.p for share in found if share.finding == "as_expected"]
    assert max(told) < said()["poisson_p"] <= min(silent)
    assert min(silent) - max(told) < 0.05


def test_too_little_data_is_told_below_the_expectation_that_the_page_names() -> None:
    least = said()["poisson_expected"]
    assert shares(0, least * 0.99).finding == "too_little_data"
    assert shares(0, least).finding != "too_little_data"


def numbers(figure: str) -> set[str]:
    return set(re.findall(r"\d+(?:\.\d+)?", ENTRIES[figure]))


def test_values_in_the_text_are_those_of_the_table() -> None:
    fixed = {name: f"{value:g}" for name, value in said().items()}
    assert {fixed["coverage_threshold"], fixed["overlap_threshold"], fixed["duplication_threshold"]} <= numbers(
        "overlap_grade"
    )
    assert fixed["coverage_threshold"] in numbers("undecided")
    assert f"höchstens {fixed['max_body']} Mitgliedern" in ENTRIES["channel_common_body"]
    assert f"p < {fixed['poisson_p']}" in ENTRIES["location_quotient"]
    assert f"expected < {fixed['poisson_expected']}" in ENTRIES["location_quotient"]
    assert f"invitation {fixed['cost_invitation']}, new round table {fixed['cost_table']}" in ENTRIES["cost"]
    assert f"up to {fixed['exact_up_to']} pairs" in ENTRIES["round_table"]
    assert f"{fixed['community_runs']} runs" in ENTRIES["stability"]


def test_sources_and_literature_name_the_same_works() -> None:
    works = set(re.findall(r"^- \*\*([^*]+ \d{4}):\*\* \S", PAGE.partition("\n## Literatur")[2], re.MULTILINE))
    cited = " ".join(part(entry, "Quelle / source") for entry in ENTRIES.values())
    years = r"[A-ZÄÖÜ][^\W\d_]+(?: (?:Jones|et al\.|& [A-Z][^\W\d_]+))? \d{4}"
    assert set(re.findall(years, cited)) == works
