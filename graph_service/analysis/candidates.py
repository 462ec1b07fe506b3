"""Which pairs of measures can overlap at all: found by an index over field and target group, never by trying all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from graph_service.analysis.columns import Bools, Ints
from graph_service.analysis.incidence import picked, runs
from graph_service.analysis.situation import Situation

_BLOCK = 250_000


def candidate_pairs(situation: Situation) -> Iterator[tuple[Ints, Ints]]:
    """Pairs i < j of running measures with compatible fields and target groups and no recorded carrier in common.

    Compatible: they share a concept, or one is broader than the other; a target group that is not recorded fits
    every one. Pairs come in blocks, so that memory stays flat.
    """
    index = _index(situation)
    for fitting in _fitting_profiles(situation, index):
        for part in _lines(index, *fitting).blocks():
            yield _pairs(situation, index, part)


@dataclass(frozen=True, eq=False)
class _Index:
    """Measures that are recorded for the same fields and the same target groups share a profile.

    `measures` in the order of their profiles: those of profile p stand from `start[p]` to `start[p + 1]`.
    """

    measures: Ints
    start: Ints
    fields: Ints
    groups: Ints


def _index(situation: Situation) -> _Index:
    fields, groups = situation.facet("field"), situation.facet("target_group")
    rows = np.flatnonzero(fields.known)
    width = len(groups.set_concepts) + 1
    profile = fields.sets[rows] * width + groups.sets[rows] + 1
    order = np.argsort(profile, kind="stable")
    found, start = np.unique(profile[order], return_index=True)
    return _Index(rows[order], np.append(start, len(rows)), found // width, found % width - 1)


def _fitting_profiles(situation: Situation, index: _Index) -> Iterator[tuple[Ints, Ints, Ints]]:
    """Runs of profiles, from a first to before a last one, that fit a profile, a block of profiles at a time."""
    fields = situation.facet("field").fitting[:, index.fields]
    groups = situation.facet("target_group").fitting[:, index.groups]
    height = max(1, _BLOCK // max(len(index.fields), 1))
    for top in range(0, len(index.fields), height):
        rows = slice(top, top + height)
        fits = np.triu(fields[index.fields[rows]] & groups[index.groups[rows]], k=top)
        edges = np.diff(fits, axis=1, prepend=False, append=False)
        profile, edge = np.nonzero(edges)
        yield profile[::2] + top, edge[::2], edge[1::2]


@dataclass(frozen=True, eq=False)
class _Lines:
    """Each line pairs the measure at `place` of an index with those from `begin` to before `end`."""

    place: Ints
    begin: Ints
    end: Ints

    def blocks(self) -> Iterator[_Lines]:
        """Runs of lines whose pairs stay within a bound."""
        total = np.cumsum(self.end - self.begin)
        whole = int(total[-1]) if len(total) else 0
        starts = np.searchsorted(total, np.arange(0, whole, _BLOCK), side="right").tolist()
        for first, last in pairwise([*starts, len(total)]):
            yield _Lines(self.place[first:last], self.begin[first:last], self.end[first:last])


def _lines(index: _Index, profile: Ints, first: Ints, last: Ints) -> _Lines:
    size = index.start[profile + 1] - index.start[profile]
    place = runs(index.start[profile], size)
    begin = np.maximum(np.repeat(index.start[first], size), place + 1)
    return _Lines(place, begin, np.repeat(index.start[last], size))


def _pairs(situation: Situation, index: _Index, lines: _Lines) -> tuple[Ints, Ints]:
    length = lines.end - lines.begin
    low, high = int(lines.place.min()), int(lines.place.max()) + 1
    second = index.measures[runs(lines.begin, length)]
    together = _together(situation, index.measures[low:high])
    row = np.repeat((lines.place - low) * together.shape[1], length)
    apart = np.flatnonzero(~together.ravel()[row + second])
    first, second = np.repeat(index.measures[lines.place], length)[apart], second[apart]
    return np.minimum(first, second), np.maximum(first, second)


def _together(situation: Situation, measures: Ints) -> Bools:
    """For these measures: which measures have a carrier in common with them."""
    found = np.zeros((len(measures), len(situation.running)), dtype=np.bool_)
    which, actors = picked(situation.carriers_by_measure, measures)
    through, others = picked(situation.carriers, actors)
    found[which[through], others] = True
    return found
