import itertools
import math

import pytest

from visualisations.layout import GAP, block, column, rings, spread, wheel
from visualisations.spacing import apart, closest, sunflower


def chain(name: str, count: int) -> tuple[list[str], list[tuple[str, str]]]:
    nodes = [f"{name}{n:03}" for n in range(count)]
    return nodes, list(itertools.pairwise(nodes))


def star(name: str, leaves: int) -> tuple[list[str], list[tuple[str, str]]]:
    nodes = [f"{name}{n:03}" for n in range(leaves + 1)]
    return nodes, [(nodes[0], leaf) for leaf in nodes[1:]]


def test_the_same_network_stands_at_the_same_places_in_whatever_order_it_comes():
    nodes, ties = star("a", 30)
    more, others = chain("b", 12)
    once = spread([*nodes, *more], [*ties, *others])
    again = spread(reversed([*nodes, *more]), [(b, a) for a, b in reversed([*ties, *others])])
    assert once == again


def test_no_two_of_two_hundred_nodes_stand_closer_than_the_gap():
    nodes, ties = star("hub", 120)
    more, others = chain("way", 79)
    places = spread([*nodes, *more], [*ties, *others, ("hub000", "way000")])
    assert len(places) == 200
    assert closest(places.values()) >= GAP - 0.2


def test_two_thousand_nodes_on_one_spot_are_pushed_apart():
    assert closest(map(tuple, apart(sunflower(600) * 0.1, 1.0))) >= 0.999


def test_components_do_not_overlap():
    parts = [star("a", 20), star("b", 9), chain("c", 5), chain("d", 2)]
    places = spread([n for nodes, _ in parts for n in nodes], [t for _, ties in parts for t in ties])
    boxes = []
    for nodes, _ in parts:
        xs, ys = zip(*(places[node] for node in nodes), strict=True)
        boxes.append((min(xs), max(xs), min(ys), max(ys)))
    for n, (left, right, top, low) in enumerate(boxes):
        for other_left, other_right, other_top, other_low in boxes[n + 1 :]:
            assert right < other_left or other_right < left or low < other_top or other_low < top


def test_nodes_without_ties_stand_in_rows_below_the_others():
    nodes, ties = star("a", 6)
    places = spread([*nodes, "x", "y", "z"], ties)
    lowest = max(places[node][1] for node in nodes)
    assert all(places[node][1] > lowest for node in "xyz")


def test_nothing_is_placed_where_nothing_is():
    assert spread([], []) == {}
    assert block([], {}) == {}
    assert column([], {}) == {}
    assert rings({}, []) == {}
    assert wheel([], {}, []) == {}


def test_one_node_alone_has_a_place():
    assert set(spread(["a"], [])) == {"a"}
    assert math.isinf(closest([(0.0, 0.0)]))


def test_on_the_wheel_who_knows_one_hub_stands_outside_and_who_knows_several_within():
    hubs = [f"h{n}" for n in range(8)]
    strengths = {("one", "h0"): 3.0, ("two", "h0"): 1.0, ("two", "h4"): 1.0}
    places = wheel(hubs, strengths, ["one", "two", "none"])
    ring = math.hypot(*places["h2"])
    assert math.hypot(*places["one"]) > ring
    assert math.hypot(*places["two"]) < ring
    assert places["none"][0] > max(places[hub][0] for hub in hubs)


def test_on_the_wheel_the_stronger_hub_draws_nearer():
    hubs = ["east", "west"]
    places = wheel(hubs, {("x", "east"): 9.0, ("x", "west"): 1.0}, ["x"])
    assert math.dist(places["x"], places["east"]) < math.dist(places["x"], places["west"])


def test_many_actors_of_one_hub_do_not_stand_on_each_other():
    hubs = ["a", "b", "c", "d"]
    others = [f"o{n}" for n in range(60)]
    places = wheel(hubs, {(other, hubs[n % 4]): 1.0 for n, other in enumerate(others)}, others)
    assert closest(places.values()) > 0.6 * GAP


def test_rings_go_outwards_step_by_step():
    steps = {"focus": 0, "a": 1, "b": 1, "c": 2}
    places = rings(steps, [("focus", "a"), ("focus", "b"), ("b", "c")])
    assert places["focus"] == (0.0, 0.0)
    assert math.hypot(*places["a"]) < math.hypot(*places["c"])


@pytest.mark.parametrize("count", [3, 30, 120])
def test_a_ring_has_room_for_all(count: int):
    steps = {"focus": 0} | {f"n{n}": 1 for n in range(count)}
    places = rings(steps, [("focus", f"n{n}") for n in range(count)])
    assert closest(places.values()) > 0.5 * GAP
