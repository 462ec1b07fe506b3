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


def test_names_in_a_list_stand_on_the_right():
    boxes = placed([Spot("a", 0, 0, 5, ("Name",), "list")], 11)
    assert boxes["a"].left > 5
