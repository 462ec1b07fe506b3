"""How great the recorded need of each cell is, and how the supply is shared out against it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from scipy.special import pdtr

from graph_service.analysis.columns import CELL_SCHEMES, Bools, Floats, Ints
from graph_service.analysis.situation import Situation
from graph_service.model.errors import BadValue
from graph_service.model.text import text


@dataclass(frozen=True, eq=False)
class CellNeeds:
    """The need of each cell in one unit: 1 where none is known; `special` where a need without a number is recorded.

    `source` is the row of the need that a cell rests on, -1 where none is. `facts` are the ids of the needs that
    count, `left_out` the units that cannot be mixed with this one; a unit is None where a number is recorded without.
    """

    unit: str | None
    value: Floats
    known: Bools
    special: Bools
    source: Ints
    facts: tuple[str, ...]
    left_out: tuple[str | None, ...]

    @property
    def is_known(self) -> bool:
        """Whether any need with a number is known."""
        return bool(self.known.any())


def cell_needs(situation: Situation, schemes: tuple[str, ...], unit: str | None = None) -> CellNeeds:
    """The recorded needs on the day, laid over the cells.

    For a cell the one counts that names most of its facets, then the newest, then the greatest. A need that names a
    facet that the cells do not have, or none at all, tells nothing about them. Without `unit` the one with most
    numbers is taken; BadValue for a unit that no need has.
    """
    needs = situation.columns.needs
    units = _units(situation)
    chosen = _unit(units, unit)
    shape = situation.shape(schemes)
    value, known, special = np.ones(shape), np.zeros(shape, dtype=np.bool_), np.zeros(shape, dtype=np.bool_)
    source = np.full(shape, -1)
    used = []
    named = _cells_named(situation, schemes)
    for row in _in_order(situation).tolist():
        where = named.get(row)
        if where is None:
            continue
        if np.isnan(needs.value[row]):
            special[where] = True
            source[where] = np.where(known[where], source[where], row)
        elif needs.units[row] == chosen:
            value[where], known[where], source[where] = needs.value[row], True, row
        else:
            continue
        used.append(needs.ids[row])
    others = tuple(sorted((one for one in units if one != chosen), key=lambda one: one or ""))
    return CellNeeds(chosen, value.ravel(), known.ravel(), special.ravel(), source.ravel(), tuple(sorted(used)), others)


def _units(situation: Situation) -> Counter[str | None]:
    needs = situation.columns.needs
    counts = needs.admitted(situation.scope) & ~np.isnan(needs.value)
    return Counter(needs.units[row] for row in np.flatnonzero(counts))


def _unit(units: Counter[str | None], wanted: str | None) -> str | None:
    if wanted is not None and wanted not in units:
        known = tuple(sorted(str(unit) for unit in units if unit))
        raise BadValue(
            text("Ein Bedarf in der Einheit „{value}“ ist nicht erfasst.", value=wanted[:80]),
            place="unit",
            value=wanted[:80],
            near=known,
            remedy=text("Erfasst sind: {words}.", words=known)
            if known
            else text("Es ist kein Bedarf mit Zahl erfasst."),
        )
    return wanted or min(units, key=lambda unit: (-units[unit], unit or ""), default=None)


def _in_order(situation: Situation) -> Ints:
    """The rows of the needs that hold, least specific, oldest and smallest first: later ones take precedence."""
    needs = situation.columns.needs
    named = np.sum([_named(situation, scheme) for scheme in CELL_SCHEMES], axis=0)
    order = np.lexsort((needs.value, needs.first, named))
    rows: Ints = order[needs.admitted(situation.scope)[order]]
    return rows


def _named(situation: Situation, scheme: str) -> Bools:
    """Which needs name a concept of a facet; the root, which stands for all of it, tells no cells apart."""
    places, root = situation.columns.needs.facets[scheme], situation.columns.schemes[scheme].root
    found: Bools = (places >= 0) & (places != (-1 if root is None else root))
    return found


def _cells_named(situation: Situation, schemes: tuple[str, ...]) -> Mapping[int, tuple[slice | int, ...]]:
    """For each need the cells that it is about, as an index; needs about no or other facets are not in it."""
    facets = situation.columns.needs.facets
    named = {scheme: _named(situation, scheme) for scheme in CELL_SCHEMES}
    fits = np.any([named[scheme] for scheme in CELL_SCHEMES], axis=0)
    fits &= ~np.any([named[scheme] & (scheme not in schemes) for scheme in CELL_SCHEMES], axis=0)
    rows = np.flatnonzero(fits)
    parts = [
        [at if told else slice(None) for at, told in zip(places.tolist(), named[scheme][rows].tolist(), strict=True)]
        for scheme in schemes
        for places in (np.searchsorted(situation.columns.schemes[scheme].below_root, facets[scheme][rows]),)
    ]
    return dict(zip(rows.tolist(), zip(*parts, strict=True), strict=bool(schemes)))


@dataclass(frozen=True)
class SupplyShare:
    """How the offers of one cell compare with its share of the need over the places.

    `quotient` (LQ) = (offers / Σ offers) / (need / Σ need) over the places whose need is known; `expected` = Σ offers ·
    need / Σ need; `p`: Poisson probability, two-sided, of as few or as many offers. `finding`: "low" or "high" where
    p < 0.1; "too_little_data" where fewer than one offer is expected; else "as_expected".
    """

    cell: int
    offers: int
    expected: float
    quotient: float
    p: float
    finding: str


def supply_shares(offers: Ints, needs: CellNeeds, shape: tuple[int, ...]) -> tuple[SupplyShare, ...]:
    """The supply of each cell against its need, over the last facet (the place); () where no need is known.

    Left out, as undefined: places without a known need or with a need of 0, rows of cells without any offer or need.
    """
    width = max(shape[-1], 1)
    supply, need = offers.reshape(-1, width).astype(float), np.where(needs.known, needs.value, 0).reshape(-1, width)
    supply = np.where(needs.known.reshape(-1, width), supply, 0)
    all_supply, all_need = supply.sum(axis=1, keepdims=True), need.sum(axis=1, keepdims=True)
    expected = np.divide(all_supply * need, all_need, out=np.zeros_like(need), where=all_need > 0)
    found = np.flatnonzero((expected > 0).ravel())
    return tuple(_share(int(cell), supply.flat[cell], expected.flat[cell]) for cell in found)


def _share(cell: int, offers: float, expected: float) -> SupplyShare:
    few = float(pdtr(offers, expected))
    many = 1.0 - float(pdtr(offers - 1, expected)) if offers else 1.0
    p = min(1.0, 2 * min(few, many))
    finding = "too_little_data" if expected < 1 else ("as_expected" if p >= 0.1 else _side(offers, expected))
    return SupplyShare(cell, int(offers), expected, offers / expected, p, finding)


def _side(offers: float, expected: float) -> str:
    return "low" if offers < expected else "high"


def inequity(offers: Ints, needs: CellNeeds, places: int | None = None) -> float | None:
    """D = ½ Σ |s_d − p_d| over places: the share of offers that would have to move to follow the need.

    Cells whose last facet is the place are added up for each of the `places`; those without a known need are left out.
    0: supply follows need; None where fewer than two places have a known need, or supply or need is 0.
    """
    if not len(offers):
        return None
    shape = (-1, places or len(offers))
    known = needs.known.reshape(shape)
    told = known.any(axis=0)
    supply = np.where(known, offers.reshape(shape), 0).sum(axis=0)[told].astype(float)
    need = np.where(known, needs.value.reshape(shape), 0).sum(axis=0)[told]
    if len(need) < 2 or not supply.sum() or not need.sum():
        return None
    return float(0.5 * np.abs(supply / supply.sum() - need / need.sum()).sum())
