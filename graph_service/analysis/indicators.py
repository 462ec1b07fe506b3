"""Indicators of fields: their values in order of time, and whether these are on the way to what is aimed at."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from graph_service.analysis.scope import Scope
from graph_service.model.network import Network
from graph_service.model.nodes import Indicator, Observation
from graph_service.model.provenance import Record

COURSES = ("reached", "on_way", "off_way", "unknown")
_SIGNS = {"higher": 1, "lower": -1}


@dataclass(frozen=True)
class Series:
    """The values of an indicator, or of one measure's part in it, the oldest first; `course` is one of COURSES.

    `due` is what the newest value would have to be to lie on the straight line from the first value to the target;
    None where that cannot be told. `contested`: two values of the same time differ, so that nothing is judged.
    """

    indicator: Indicator
    measure: str | None
    values: tuple[Observation, ...]
    course: str
    due: Decimal | None
    contested: bool

    @property
    def facts(self) -> tuple[str, ...]:
        return (self.indicator.id, *(one.id for one in self.values))


def counts(record: Record, scope: Scope) -> bool:
    """Whether a record may be used at any time: not derived by the program, and documented where that is asked."""
    return record.basis != "inferred" and not (scope.documented and record.confirmation != "documented")


def series_of(network: Network, field_ids: Iterable[str], scope: Scope) -> tuple[Series, ...]:
    """The series of the indicators of these fields up to the day, an indicator's own before those of its measures.

    An indicator without a value has an empty series (docs/methods.md §12).
    """
    wanted = frozenset(field_ids)
    indicators = [one for one in network.indicators if one.field in wanted and counts(one, scope)]
    return tuple(series for one in indicators for series in _series(network, one, scope))


def _series(network: Network, indicator: Indicator, scope: Scope) -> list[Series]:
    by_measure: dict[str, list[Observation]] = defaultdict(list)
    for one in network.observations_of(indicator.id):
        if counts(one, scope) and one.valid.start and one.valid.start.first <= scope.at:
            by_measure[one.measure or ""].append(one)
    own = by_measure.pop("", [])
    parts = [_judged(indicator, measure, values, with_target=False) for measure, values in sorted(by_measure.items())]
    return [_judged(indicator, None, own, with_target=True), *parts]


def _judged(indicator: Indicator, measure: str | None, values: list[Observation], *, with_target: bool) -> Series:
    """A series; the target is the indicator's, so that the part of one measure is not judged by it."""
    contested = len({one.valid for one in values}) < len({(one.valid, one.value) for one in values})
    if contested or not with_target:
        return Series(indicator, measure, tuple(values), "unknown", None, contested)
    return Series(indicator, measure, tuple(values), course(indicator, values), due(indicator, values), contested)


def course(indicator: Indicator, values: list[Observation]) -> str:
    """Whether the values, the oldest first, are on the way to the target: one of COURSES.

    Reached: the newest value is the target or better. On the way: the straight line through the first and the newest
    value meets the target by its date or, where none is recorded, leads towards it. Unknown without a direction, a
    target, or two values of different times (docs/methods.md §12).
    """
    sign, target = _SIGNS.get(indicator.direction or ""), indicator.target_value
    if sign is None or target is None or not values:
        return "unknown"
    first, newest = values[0], values[-1]
    if sign * (newest.value - target) >= 0:
        return "reached"
    if first.date.last >= newest.date.last:
        return "unknown"
    wanted = due(indicator, values)
    if wanted is None:
        return "on_way" if sign * (newest.value - first.value) > 0 else "off_way"
    return "on_way" if sign * (newest.value - wanted) >= 0 else "off_way"


def due(indicator: Indicator, values: list[Observation]) -> Decimal | None:
    """What the newest value would be on the straight line from the first value to the target at its date.

    v₀ + (target − v₀) · (t₁ − t₀) / (T − t₀), the target itself from its date on. None without target or its date,
    without two values of different times, or where the first value is not older than the target's date.
    """
    if indicator.target_value is None or indicator.target_on is None or not values:
        return None
    first, end = values[0], indicator.target_on.last
    whole, gone = (end - first.date.last).days, (values[-1].date.last - first.date.last).days
    if whole <= 0 or gone <= 0:
        return None
    if gone >= whole:
        return indicator.target_value
    return first.value + (indicator.target_value - first.value) * gone / whole
