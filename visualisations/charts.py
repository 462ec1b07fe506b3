"""Small drawings: values over time as points on a line, with the target as a dashed one; counts as bars of parts."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar
from xml.sax.saxutils import escape

WIDTH, HEIGHT = 320, 170
_LEFT, _RIGHT, _TOP, _BOTTOM = 14, 14, 34, 30
_FONT = 12
_BAR = 100
Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True)
class Point:
    """A value at the end of its time, and what is written at it."""

    day: date
    value: float
    label: str
    time: str


@dataclass(frozen=True)
class Chart:
    """A series with what is aimed at; the texts are in the reader's language, `title` is what the drawing says."""

    title: str
    points: tuple[Point, ...]
    target: float | None = None
    target_label: str = ""
    target_on: date | None = None


def drawn(chart: Chart) -> str:
    """The chart as SVG, for a page and in the page's colours."""
    parts = "".join(_parts(chart))
    name = _attribute(chart.title)
    return f'<svg class="chart" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label={name}>{parts}</svg>'


def side_by_side(charts: Sequence[Chart], columns: int = 2) -> str:
    """Several charts under their titles as one file."""
    step = HEIGHT + 24
    rows = -(-len(charts) // columns)
    parts = [
        f'<g transform="translate({WIDTH * (place % columns)} {step * (place // columns)})">'
        f"{_text(_LEFT, 16, chart.title, 'start', bold=True)}"
        f'<g transform="translate(0 22)">{"".join(_parts(chart))}</g></g>'
        for place, chart in enumerate(charts)
    ]
    width, height = WIDTH * min(columns, len(charts)), step * rows
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        f'font-family="Liberation Sans, Arial, sans-serif"><rect width="{width}" height="{height}" fill="#fff"/>'
        f"{''.join(parts)}</svg>"
    )


def _parts(chart: Chart) -> Iterator[str]:
    across, up = _across(chart), _up(chart)
    base = HEIGHT - _BOTTOM
    yield f'<path d="M{_LEFT} {base}H{WIDTH - _RIGHT}" stroke="currentColor" stroke-width="1" opacity=".5"/>'
    if chart.target is not None:
        yield from _target(chart, up(chart.target))
    places = [(across(point.day), up(point.value)) for point in chart.points]
    if len(places) > 1:
        way = "L".join(f"{x:.1f} {y:.1f}" for x, y in places)
        yield f'<path d="M{way}" fill="none" stroke="currentColor" stroke-width="2.5"/>'
    for x, y in places:
        yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="currentColor"/>'
    yield from _labels(chart, places)


def _target(chart: Chart, y: float) -> Iterator[str]:
    way = f"M{_LEFT} {y:.1f}H{WIDTH - _RIGHT}"
    yield f'<path d="{way}" stroke="currentColor" stroke-width="1.5" stroke-dasharray="7 5"/>'
    yield _text(WIDTH - _RIGHT, 12, chart.target_label, "end")


def _labels(chart: Chart, places: Sequence[tuple[float, float]]) -> Iterator[str]:
    """The first and the newest value on the outer side of the line, their times below."""
    rises = bool(places) and places[-1][1] <= places[0][1]
    ends = list(dict.fromkeys((0, len(places) - 1))) if places else []
    for place in ends:
        point, (x, y) = chart.points[place], places[place]
        above = rises == (place == len(places) - 1)
        anchor = "end" if x > WIDTH / 2 else "start"
        yield _text(x, y - 9 if above else min(y + 19, HEIGHT - _BOTTOM - 4), point.label, anchor, bold=True)
        yield _text(x, HEIGHT - 10, point.time, anchor)


def _text(x: float, y: float, words: str, anchor: str, *, bold: bool = False) -> str:
    weight = ' font-weight="700"' if bold else ""
    place = f'x="{x:.1f}" y="{y:.1f}" font-size="{_FONT}" text-anchor="{anchor}" fill="currentColor"'
    return f"<text {place}{weight}>{escape(words)}</text>"


def _attribute(words: str) -> str:
    return '"' + escape(words, {'"': "&quot;"}) + '"'


def _across(chart: Chart) -> Callable[[date], float]:
    days = [point.day.toordinal() for point in chart.points]
    days += [chart.target_on.toordinal()] if chart.target_on else []
    first, last = (min(days), max(days)) if days else (0, 0)
    return lambda day: _LEFT + 4 + _share(day.toordinal(), first, last) * (WIDTH - _LEFT - _RIGHT - 8)


def _up(chart: Chart) -> Callable[[float], float]:
    """From nought: an axis that begins elsewhere would make small changes look large."""
    values = [point.value for point in chart.points] + ([chart.target] if chart.target is not None else [])
    low, high = min([0.0, *values]), max([0.0, *values])
    return lambda value: HEIGHT - _BOTTOM - _share(value, low, high) * (HEIGHT - _TOP - _BOTTOM - 8)


def _share(value: float, low: float, high: float) -> float:
    return (value - low) / (high - low) if high > low else 0.0


@dataclass(frozen=True)
class BarPart:
    """A part of a bar: what it stands for, where it begins and how long it is, of a hundred."""

    kind: str
    start: float
    length: float


def bars(rows: Mapping[Key, Mapping[str, int]], order: Sequence[str]) -> dict[Key, list[BarPart]]:
    """For each row its bar, with the parts in this order; the longest is that of the row with most."""
    most = max((sum(row[kind] for kind in order) for row in rows.values()), default=0)
    return {name: list(_bar(row, order, most)) for name, row in rows.items()}


def _bar(row: Mapping[str, int], order: Sequence[str], most: int) -> Iterator[BarPart]:
    start = 0.0
    for kind in order:
        if row[kind]:
            length = _BAR * row[kind] / most
            yield BarPart(kind, round(start, 2), round(length, 2))
            start += length
