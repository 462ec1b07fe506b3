"""Charts of indicators: well-formed, with their words, in their place."""

from __future__ import annotations

import re
from datetime import date
from xml.etree import ElementTree as ET

from visualisations.charts import HEIGHT, WIDTH, Chart, Point, bars, drawn, side_by_side

TWO = (Point(date(2024, 12, 31), 100, "100 Tage", "2024"), Point(date(2025, 12, 31), 50, "50 Tage", "2025"))


def texts(svg: str) -> list[str]:
    return [one.text or "" for one in ET.fromstring(svg).iter() if one.tag.endswith("text")]


def test_a_chart_says_its_name_its_values_their_times_and_the_target() -> None:
    svg = drawn(Chart("Wartezeit", TWO, 30, "Ziel: 30 Tage", date(2027, 12, 31)))
    assert 'role="img" aria-label="Wartezeit"' in svg
    assert texts(svg) == ["Ziel: 30 Tage", "100 Tage", "2024", "50 Tage", "2025"]


def test_markup_in_words_stays_words() -> None:
    point = Point(date(2024, 1, 1), 1, "<b>1</b>", "2024")
    svg = drawn(Chart('"><script>', (point,)))
    assert "<script" not in svg
    assert texts(svg)[0] == "<b>1</b>"


def test_a_higher_value_stands_higher_and_a_later_one_to_the_right() -> None:
    circles = re.findall(r'cx="([\d.]+)" cy="([\d.]+)"', drawn(Chart("x", TWO)))
    (left, high), (right, low) = [(float(x), float(y)) for x, y in circles]
    assert left < right
    assert high < low


def test_everything_stands_within_the_drawing() -> None:
    below = (Point(date(2024, 1, 1), -5, "-5", "2024"), Point(date(2024, 1, 1), 0, "0", "2024"))
    for chart in (Chart("x", ()), Chart("x", below), Chart("x", TWO, 1000, "Ziel"), Chart("x", TWO[:1])):
        svg = drawn(chart)
        ET.fromstring(svg)
        for x, y in re.findall(r'c?x="([\d.-]+)" c?y="([\d.-]+)"', svg):
            assert 0 <= float(x) <= WIDTH
            assert 0 <= float(y) <= HEIGHT


def test_several_charts_stand_side_by_side_under_their_titles() -> None:
    svg = side_by_side([Chart(f"Nr. {n}", TWO) for n in range(3)])
    assert [words for words in texts(svg) if words.startswith("Nr.")] == ["Nr. 0", "Nr. 1", "Nr. 2"]
    assert f'width="{2 * WIDTH}"' in svg


def test_the_parts_of_a_bar_follow_each_other_and_the_longest_fills_its_place() -> None:
    found = bars(
        {"a": {"known": 3, "unknown": 1}, "b": {"known": 0, "unknown": 2}, "c": {"known": 0, "unknown": 0}},
        ["known", "unknown"],
    )
    assert [(part.kind, part.start, part.length) for part in found["a"]] == [("known", 0, 75), ("unknown", 75, 25)]
    assert [(part.kind, part.start, part.length) for part in found["b"]] == [("unknown", 0, 50)]
    assert found["c"] == []
