"""By which channel two actors can coordinate, one rule at a time (design/analysis.md §4)."""

from __future__ import annotations

import numpy as np
import pytest

from graph_service.analysis.channels import ACCEPTED, CHANNELS, Channels
from graph_service.model.errors import BadValue, UnknownWord
from graph_service.model.period import Period
from graph_service.model.ties import AnyRecord
from tests.builders import actor, carries, member_of, tie
from tests.towns import acting, listed, offer, seen

FIELDS = listed("field", "A", "A1<A", "D")
BODY = actor("body", kind="expert_group")


def between(one: str, other: str, *records: AnyRecord, max_body: int = 25, **scope: object) -> str:
    channels = Channels(seen(*FIELDS, *records, **scope), max_body)
    ids = channels.situation.columns.actors.ids
    ends = [np.array([ids.index(f"actor/{end}")]) for end in (one, other)]
    there, back = channels.between(*ends), channels.between(*reversed(ends))
    assert there == back
    return CHANNELS[int(there[0])]


def covers(code: str) -> AnyRecord:
    return tie("responsible_for", "actor/body", f"field/{code}")


def seats(*members: str) -> list[AnyRecord]:
    return [BODY, *(member_of(one, "body") for one in members)]


def both_in(code: str) -> list[AnyRecord]:
    return [*offer("ma", "a", facets=f"field/{code}"), *offer("mb", "b", facets=f"field/{code}")]


TIED = [tie("coordinates_with", "actor/a", "actor/b")]
LINE = [tie("reports_to", "actor/a", "actor/b")]
PARTNERS = [tie("coordinates_with", "actor/a", "actor/c"), tie("coordinates_with", "actor/c", "actor/b")]
JOINT = offer("m", "a b")


@pytest.mark.parametrize(
    ("records", "channel"),
    [
        ([], "none"),
        ([*PARTNERS], "third_party"),
        ([*PARTNERS, *LINE], "governance"),
        ([*PARTNERS, *LINE, *seats("a", "b")], "common_body"),
        ([*PARTNERS, *LINE, *seats("a", "b"), *TIED], "tie"),
        ([*PARTNERS, *LINE, *seats("a", "b"), *TIED, *JOINT], "joint_measure"),
    ],
    ids=lambda part: part if isinstance(part, str) else "",
)
def test_the_first_channel_that_applies_counts(records: list[AnyRecord], channel: str) -> None:
    assert between("a", "b", *acting("a", "b", "c"), *records) == channel


@pytest.mark.parametrize(
    ("status", "when", "channel"),
    [
        ("running", "", "joint_measure"),
        ("planned", "", "joint_measure"),
        ("unknown", "2020/", "joint_measure"),
        ("completed", "", "none"),
        ("discontinued", "", "none"),
        ("running", "2010/2011", "none"),
    ],
)
def test_a_joint_measure_counts_unless_it_has_ended(status: str, when: str, channel: str) -> None:
    assert between("a", "b", *acting("a", "b"), *offer("m", "a b", when=when, status=status)) == channel


def test_a_funder_does_not_carry_a_joint_measure() -> None:
    assert between("a", "b", *acting("a", "b"), *offer("m", "a"), carries("b", "m", "funder")) == "none"


def test_a_body_that_is_too_large_joins_nobody() -> None:
    town = [*acting("a", "b", "c"), *seats("a", "b", "c")]
    assert between("a", "b", *town, max_body=3) == "common_body"
    assert between("a", "b", *town, max_body=2) == "none"


@pytest.mark.parametrize(
    ("covered", "acted", "channel"),
    [
        ("A", "A", "common_body"),
        ("D", "A", "none"),
        ("A", "A1", "common_body"),
        ("A1", "A", "none"),
    ],
)
def test_a_body_joins_those_who_act_in_a_field_that_it_covers(covered: str, acted: str, channel: str) -> None:
    assert between("a", "b", *acting("a", "b"), *seats("a", "b"), covers(covered), *both_in(acted)) == channel


def test_a_body_for_a_field_in_which_only_one_of_two_acts_does_not_join_them() -> None:
    town = [*offer("ma", "a", facets="field/A field/D"), *offer("mb", "b", facets="field/A")]
    assert between("a", "b", *acting("a", "b"), *seats("a", "b"), covers("D"), *town) == "none"


def test_a_body_without_a_field_covers_all() -> None:
    assert between("a", "b", *acting("a", "b"), *seats("a", "b"), *both_in("A")) == "common_body"


def test_an_actor_without_any_recorded_field_is_not_held_against_it() -> None:
    town = [*acting("a", "b"), *seats("a", "b"), covers("D"), *offer("ma", "a", facets="field/A")]
    assert between("a", "b", *town) == "common_body"


def test_a_body_is_in_touch_with_its_members() -> None:
    assert between("a", "body", *acting("a"), *seats("a")) == "common_body"


@pytest.mark.parametrize("kind", ["steers", "advises", "reports_to", "part_of"])
def test_a_line_of_authority_is_a_channel_either_way(kind: str) -> None:
    assert between("a", "b", *acting("a", "b"), tie(kind, "actor/a", "actor/b")) == "governance"


def test_parts_of_parts_belong_to_the_whole() -> None:
    up = [tie("part_of", "actor/a", "actor/b"), tie("part_of", "actor/b", "actor/c")]
    assert between("a", "c", *acting("a", "b", "c"), *up) == "governance"


def test_parts_of_the_same_are_siblings_but_cousins_are_not() -> None:
    up = [tie("part_of", f"actor/{low}", f"actor/{high}") for low, high in ("ac", "bc", "da")]
    town = [*acting("a", "b", "c", "d"), *up]
    assert between("a", "b", *town) == "governance"
    assert between("d", "b", *town) == "none"


def test_a_chain_of_two_partners_is_no_third_party() -> None:
    chain = [tie("coordinates_with", f"actor/{one}", f"actor/{other}") for one, other in ("ac", "cd", "bd")]
    assert between("a", "b", *acting("a", "b", "c", "d"), *chain) == "none"


def test_ties_that_are_over_or_not_documented_do_not_count() -> None:
    over = tie("coordinates_with", "actor/a", "actor/b", valid=Period.parse("/2020"))
    told = tie("coordinates_with", "actor/a", "actor/b", confirmation="one_side")
    assert between("a", "b", *acting("a", "b"), over) == "none"
    assert between("a", "b", *acting("a", "b"), told) == "tie"
    assert between("a", "b", *acting("a", "b"), told, documented=True) == "none"


def test_an_actor_that_is_gone_joins_nobody() -> None:
    gone = actor("c", valid=Period.parse("/2020"))
    assert between("a", "b", *acting("a", "b"), gone, *PARTNERS) == "none"


def test_those_without_any_accepted_channel_are_alone() -> None:
    found = Channels(seen(*acting("a", "b", "c"), *PARTNERS, actor("d"), actor("e", valid=Period.parse("/2020"))))
    assert [found.situation.columns.actors.ids[row] for row in found.alone] == ["actor/d"]


@pytest.mark.parametrize("size", [1, 0, 10_001])
def test_a_body_of_an_impossible_size_is_refused(size: int) -> None:
    with pytest.raises(BadValue):
        Channels(seen(), size)


def test_an_unknown_channel_is_refused() -> None:
    with pytest.raises(UnknownWord):
        Channels(seen()).joined(frozenset({"tei"}))


def test_an_empty_network_has_no_channels() -> None:
    found = Channels(seen())
    assert (len(found.joined(ACCEPTED)), len(found.alone)) == (0, 0)
