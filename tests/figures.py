"""All figures of the analyses of a town by the names of what they are about, to hold two towns against each other."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import combinations
from typing import Any

import numpy as np

from graph_service.analysis.channels import CHANNELS, Channels
from graph_service.analysis.congruence import congruence
from graph_service.analysis.coordination import coordination, uncoordinated_overlaps
from graph_service.analysis.coverage import Coverage, cover
from graph_service.analysis.gaps import FINDINGS, gaps
from graph_service.analysis.needs import inequity, supply_shares
from graph_service.analysis.overlap import Overlaps, overlaps
from graph_service.analysis.recording import record_next
from graph_service.analysis.situation import Situation

Called = Callable[[str], str]
MATRICES = (None, ("field", "target_group"), ("field", "district"), ("district",))


def as_it_is(record: str) -> str:
    return record


def figures(situation: Situation, called: Called = as_it_is) -> dict[str, Any]:
    """Every figure; floats to nine digits, since sums in another order differ in the last ones."""
    channels, alike, covered = Channels(situation), overlaps(situation), cover(situation)
    return {
        "coverage": [_coverage(cover(situation, schemes), called) for schemes in MATRICES],
        "gaps": {finding: _gaps(situation, covered, finding, called) for finding in FINDINGS},
        "overlaps": _overlaps(alike, called),
        "next": sorted(
            (row.what, called(row.measure), row.pairs, row.open_pairs, row.cells, row.since or 0)
            for row in record_next(alike, covered).rows
        ),
        "shared": _shared(situation, called),
        "channels": _channels(channels, called),
        "alone": sorted(called(situation.columns.actors.ids[row]) for row in channels.alone),
        "coordination": _coordination(channels),
        "uncoordinated": _uncoordinated(alike, channels, covered, called),
        "congruence": [_congruence(channels, level, called) for level in ("field", "cell")],
    }


def _digits(value: float | None) -> float | None:
    return None if value is None else round(float(value), 9)


def _names(records: Iterable[str], called: Called) -> tuple[str, ...]:
    return tuple(sorted(called(record) for record in records))


def _coverage(covered: Coverage, called: Called) -> dict[str, Any]:
    needs, hurt = covered.needs, covered.fragility
    columns = (covered.offers, covered.possible, covered.providers, covered.states, needs.value, needs.special)
    return {
        "cells": {
            _names(covered.cell(place), called): tuple(float(column[place]) for column in columns)
            for place in range(covered.total)
        },
        "unit": needs.unit,
        "rates": [_digits(covered.rate(k)) for k in (1, 2, 3)],
        "fragility": hurt and tuple(map(_digits, (hurt.redundancy, hurt.over_redundancy, hurt.vulnerability))),
        "inequity": _digits(inequity(covered.offers, needs)),
        "shares": sorted(
            (*_names(covered.cell(one.cell), called), one.offers, _digits(one.quotient), _digits(one.p), one.finding)
            for one in supply_shares(covered.offers, needs, covered.shape)
        ),
    }


def _gaps(situation: Situation, covered: Coverage, finding: Any, called: Called) -> dict[Any, Any]:
    found = gaps(situation, covered, finding)
    rows = [found.row(int(place), near=99) for place in found.order]
    return {
        _names(row.cell, called): (
            row.need,
            row.special_need,
            tuple(row.alternatives.items()),
            sorted((called(near.measure), near.differs_in, near.recorded) for near in row.nearest),
            _names(row.providers, called),
        )
        for row in rows
    }


def _overlaps(alike: Overlaps, called: Called) -> dict[str, Any]:
    rows = [alike.row(int(place)) for place in alike.order]
    rows += [alike.undecided_row(int(place)) for place in alike.undecided_order]
    return {
        "compared": alike.compared,
        "unused": alike.unused,
        "pairs": {
            _names((row.first, row.second), called): (
                row.grade,
                _digits(row.similarity),
                _digits(row.coverage),
                [(facet.facet, _digits(facet.similarity), _digits(facet.containment)) for facet in row.facets],
                sorted((what, called(side)) for what, side in row.missing),
                sorted(_names(cell, called) for cell in row.cells),
            )
            for row in rows
        },
    }


def _shared(situation: Situation, called: Called) -> dict[tuple[str, ...], int]:
    found, ids = situation.shared_cells.toarray(), situation.columns.actors.ids
    return {_names({ids[i], ids[j]}, called): int(found[i, j]) for i, j in np.argwhere(found)}


def _channels(channels: Channels, called: Called) -> dict[tuple[str, ...], str]:
    ids = channels.situation.columns.actors.ids
    pairs = np.array(list(combinations(range(len(ids)), 2)), dtype=np.int64).reshape(-1, 2)
    found = channels.between(pairs[:, 0], pairs[:, 1])
    return {_names((ids[i], ids[j]), called): CHANNELS[k] for (i, j), k in zip(pairs, found, strict=True)}


def _coordination(channels: Channels) -> tuple[Any, ...]:
    found = coordination(channels)
    null = found.null
    chance = null and tuple(map(_digits, (null.actors, null.density, null.expected, null.deviation, null.z)))
    return found.open, found.closed, _digits(found.fit), chance


def _uncoordinated(alike: Overlaps, channels: Channels, covered: Coverage, called: Called) -> dict[Any, Any]:
    found = uncoordinated_overlaps(alike, channels, covered.needs)
    rows = [(found.row(place), place) for place in range(len(found.first))]
    return {
        _names((row.first, row.second), called): (
            row.weight,
            row.channel,
            _digits(found.priority[place]),
            bool(found.third[place]),
            len(found.pairs[place]),
        )
        for row, place in rows
    }


def _congruence(channels: Channels, level: Any, called: Called) -> tuple[Any, ...]:
    found = congruence(channels, level)
    fields = {called(one.field): (one.share.required, one.share.coordinated) for one in found.fields}
    loads = {
        called(one.actor): (one.required, one.coordinated, one.unmet, _names(one.partners, called))
        for one in found.loads
    }
    return found.share, _digits(found.value), fields, loads
