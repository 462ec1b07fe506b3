from itertools import combinations

from visualisations.labels import Spot, placed


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


def test_a_prominent_name_may_cover_a_node_but_never_a_name():
    crowd = [Spot(f"n{x}-{y}", 14.0 * x, 14.0 * y, 5, ("N",)) for x in range(-6, 7) for y in range(-6, 7) if x or y]
    assert "hub" not in placed([Spot("hub", 0, 0, 5, ("Ein Name",)), *crowd], 11)
    boxes = placed([Spot("hub", 0, 0, 5, ("Ein Name",), "", 9), *crowd], 11)
    assert not [box for owner, box in boxes.items() if owner != "hub" and box.overlaps(boxes["hub"])]
