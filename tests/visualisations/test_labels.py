import math
from dataclasses import replace
from itertools import combinations

import pytest

from visualisations.crossings import Crossings
from visualisations.labels import Box, Spot, placed


def test_no_two_names_overlap_and_none_covers_a_foreign_node():
    spots = [Spot(f"n{x}-{y}", 40.0 * x, 30.0 * y, 5, ("Ein längerer Name",)) for x in range(12) for y in range(8)]
    boxes = placed(spots, 11)
    assert 5 < len(boxes) < len(spots)
    assert not [1 for one, other in combinations(boxes.values(), 2) if one.overlaps(other)]
    for spot in spots:
        for box in boxes.values():
            covers = box.left < spot.x < box.right and box.top < spot.y < box.bottom
            assert box.owner == spot.id or not covers


def test_the_more_important_name_wins():
    boxes = placed([Spot("big", 0, 0, 5, ("Wichtig",)), Spot("small", 0, 1, 5, ("Unwichtig",))], 11)
    assert "big" in boxes


def test_a_name_moves_aside_where_the_place_below_is_taken():
    boxes = placed([Spot("a", 0, 0, 5, ("A",)), Spot("b", 0, 12, 5, ("B",))], 11)
    assert boxes["a"].bottom <= 0


def test_a_name_stands_outwards_and_never_inwards():
    spots = [Spot(f"a{n}", 0, 6.0 * n, 3, ("Name",), "right") for n in range(20)]
    boxes = placed(spots, 11)
    assert boxes["a0"].left > 3
    assert all(box.right > 3 for box in boxes.values())


@pytest.mark.parametrize("prominent", [False, True])
def test_no_name_stands_over_a_node_however_prominent_it_is(prominent: bool):
    around = [Spot(f"n{n}", 16 * math.cos(n), 16 * math.sin(n), 5, ("N",)) for n in range(6)]
    boxes = placed([Spot("hub", 0, 0, 5, ("Ein langer Name",), prominent=prominent), *around], 11)
    assert not [
        spot.id for spot in around for owner, box in boxes.items() if owner != spot.id and beyond(box, spot) < 0
    ]


def test_a_prominent_name_may_stand_farther_away():
    taken = Spot("first", 0, 0, 5, ("Ein sehr langer Name, der alles belegt", "und noch eine Zeile"))
    hub = Spot("hub", 0, 30, 5, ("Name",), "above")
    usual, farther = (placed([taken, replace(hub, prominent=more)], 11).get("hub") for more in (False, True))
    assert usual is not None
    assert farther is not None
    assert beyond(farther, hub) >= beyond(usual, hub)


def test_where_the_name_finds_no_room_the_brief_one_stands():
    wall = [Spot(f"w{n}", 40 * math.cos(n / 4), 40 * math.sin(n / 4), 6, ("W",)) for n in range(26)]
    hub = Spot("hub", 0, 0, 6, ("Kommunales Integrationszentrum",))
    assert "hub" not in placed([hub, *wall], 11)
    assert placed([replace(hub, brief="KI"), *wall], 11)["hub"].lines == ("KI",)


def test_of_two_free_places_a_name_takes_the_one_without_lines():
    spot = Spot("a", 0, 0, 5, ("Name",))
    assert placed([spot], 11)["a"].top > 0
    below = Crossings([((-60.0, 14.0), (0.0, 14.0), (60.0, 14.0))])
    assert placed([spot], 11, lines=below)["a"].bottom < 5


def test_a_name_is_nearer_to_its_own_node_than_to_any_other():
    spots = [
        Spot(f"n{x}-{y}", 46.0 * x, 38.0 * y, 5, ("Ein Name",), prominent=True) for x in range(8) for y in range(8)
    ]
    boxes = placed(spots, 11)
    assert len(boxes) > 20
    for owner, box in boxes.items():
        away = {spot.id: beyond(box, spot) for spot in spots}
        assert min(away, key=away.__getitem__) == owner


def beyond(box: Box, spot: Spot) -> float:
    across = max(box.left - spot.x, spot.x - box.right, 0.0)
    return math.hypot(across, max(box.top - spot.y, spot.y - box.bottom, 0.0)) - spot.radius


@pytest.mark.parametrize(("box", "length"), [((0, 0, 60, 60), 60), ((0, 0, 30, 60), 30), ((0, 30, 60, 60), 0)])
def test_the_length_of_lines_in_a_box_is_known(box: tuple[float, float, float, float], length: float):
    lines = Crossings([((-120.0, 12.0), (0.0, 12.0), (120.0, 12.0))])
    assert lines.within(*box) == pytest.approx(length, abs=6)


def test_no_lines_cross_nothing():
    assert Crossings([]).within(-5, -5, 5, 5) == 0
