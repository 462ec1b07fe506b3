"""Which cells (field × target group × place) have offers, by how many carriers, and how fragile that is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import product

import numpy as np

from graph_service.analysis.columns import CELL_SCHEMES, Bools, Floats, Ints
from graph_service.analysis.incidence import column_counts, no_matrix
from graph_service.analysis.needs import CellNeeds, cell_needs
from graph_service.analysis.results import Basis
from graph_service.analysis.situation import Situation
from graph_service.model.errors import BadValue
from graph_service.model.network import not_found
from graph_service.model.text import text
from graph_service.model.vocabulary import vocabulary

STATES = ("offered", "none_recorded", "unknown")


@dataclass(frozen=True)
class Fragility:
    """How much hangs on how few, over the covered cells (Mouillot et al. 2014, PNAS 111).

    With n_e = providers of covered cell e, S = Σ n_e, E = number of covered cells: `redundancy` FRed = S / E;
    `over_redundancy` FOR = Σ max(n_e − FRed, 0) / S; `vulnerability` FVuln = share of cells with a single provider.
    """

    redundancy: float
    over_redundancy: float
    vulnerability: float
    covered: int

    @property
    def single(self) -> int:
        """How many covered cells have a single provider."""
        return round(self.vulnerability * self.covered)


def fragility(providers: Ints) -> Fragility | None:
    """The fragility of cells with these numbers of providers; None where no cell has any."""
    n = providers[providers > 0].astype(np.int64)
    if not len(n):
        return None
    covered, links = len(n), int(n.sum())
    above = int(np.maximum(n * covered - links, 0).sum())
    return Fragility(links / covered, above / (covered * links), int((n == 1).sum()) / covered, covered)


@dataclass(frozen=True, eq=False)
class Coverage:
    """The cells over some facets, flat, the last facet varying fastest.

    `offers`: measures that serve the cell for certain; `possible`: measures that could, but a facet of theirs is not
    recorded; `general`: those of the offers that name the root of a facet ("alle", "stadtweit"); `providers`:
    distinct carrying actors. `relevant` says which cells matter.
    """

    basis: Basis
    schemes: tuple[str, ...]
    shape: tuple[int, ...]
    concepts: tuple[tuple[str, ...], ...]
    offers: Ints
    possible: Ints
    general: Ints
    providers: Ints
    relevant: Bools
    needs: CellNeeds
    enough: int

    @cached_property
    def states(self) -> Ints:
        """For each cell the place of its state in STATES."""
        return np.where(self.offers > 0, 0, np.where(self.possible > 0, 2, 1))

    @property
    def counts(self) -> Mapping[str, int]:
        """How many relevant cells are in each state."""
        return {state: int((self.states[self.relevant] == place).sum()) for place, state in enumerate(STATES)}

    @property
    def total(self) -> int:
        return int(self.relevant.sum())

    def rate(self, at_least: int = 1) -> float | None:
        """Σ need · [providers ≥ at_least] / Σ need over the relevant cells; None without cells or need."""
        need: Floats = self.needs.value[self.relevant]
        whole = float(need.sum())
        return float(need[self.providers[self.relevant] >= at_least].sum()) / whole if whole else None

    def reached(self, at_least: int) -> int:
        """How many relevant cells have at least so many providers."""
        return int((self.providers[self.relevant] >= at_least).sum())

    @cached_property
    def fragility(self) -> Fragility | None:
        return fragility(self.providers[self.relevant])

    def cell(self, place: int) -> tuple[str, ...]:
        """The ids of the concepts that make a cell."""
        return tuple(part[i] for part, i in zip(self.concepts, np.unravel_index(place, self.shape), strict=True))

    def place(self, *concepts: str) -> int:
        """Where the cell of these concepts stands."""
        where = tuple(part.index(concept) for part, concept in zip(self.concepts, concepts, strict=True))
        return int(np.ravel_multi_index(where, self.shape))


def cover(
    situation: Situation,
    schemes: tuple[str, ...] | None = None,
    *,
    only: Mapping[str, frozenset[str]] | None = None,
    enough: int = 2,
    unit: str | None = None,
) -> Coverage:
    """The coverage of the cells over `schemes`, all facets that have concepts unless some are named.

    A measure recorded for a concept serves it and everything narrower. A cell without an offer is `unknown` where a
    measure could belong to it by a facet that is not recorded, else `none_recorded`. `only` holds, for a facet, the
    ids of the concepts whose cells are relevant; NotFound for one that is not there, BadValue for a facet that the
    cells do not have (design/analysis.md §2).
    """
    used = _checked(situation, schemes)
    cells = situation.cells(used) if used else no_matrix(len(situation.running))
    general = np.any([np.zeros_like(situation.running), *(situation.facet(name).general for name in used)], axis=0)
    return Coverage(
        basis=situation.basis(used),
        schemes=used,
        shape=situation.shape(used),
        concepts=tuple(_concepts(situation, name) for name in used),
        offers=column_counts(cells),
        possible=_possible(situation, used),
        general=column_counts(cells, general),
        providers=column_counts(situation.providers(used)),
        relevant=_relevant(situation, used, only or {}),
        needs=cell_needs(situation, used, unit),
        enough=enough,
    )


def _checked(situation: Situation, schemes: tuple[str, ...] | None) -> tuple[str, ...]:
    for name in schemes or ():
        if name not in CELL_SCHEMES or (schemes or ()).count(name) > 1:
            raise no_facet(name, CELL_SCHEMES)
    return tuple(name for name in schemes or CELL_SCHEMES if name in situation.cell_schemes)


def no_facet(name: str, allowed: tuple[str, ...], place: str = "facets") -> BadValue:
    """The error about a facet over which no cells can be formed: it is none, or is named twice."""
    schemes = vocabulary().schemes
    near = tuple(one for one in allowed if one != name)
    message = text("Über „{value}“ lässt sich keine Abdeckung bilden.", value=name[:80])
    if name in allowed:
        message = text("„{value}“ stünde zweimal da: das wäre zweimal dasselbe.", value=schemes[name].one)
    return BadValue(
        message,
        place=place,
        value=name[:80],
        near=near,
        remedy=text("Erlaubt sind verschiedene von: {words}.", words=tuple(schemes[one].one for one in near)),
    )


def _concepts(situation: Situation, name: str) -> tuple[str, ...]:
    scheme = situation.columns.schemes[name]
    return tuple(scheme.ids[place] for place in scheme.below_root)


def _possible(situation: Situation, schemes: tuple[str, ...]) -> Ints:
    """For each cell: measures that could serve it, counted by which of their facets are not recorded."""
    shape = situation.shape(schemes)
    found = np.zeros(shape, dtype=np.int64)
    known = {name: situation.facet(name).known for name in schemes}
    for pattern in product((True, False), repeat=len(schemes)):
        if all(pattern):
            continue
        fits = situation.running.copy()
        for name, wanted in zip(schemes, pattern, strict=True):
            fits &= known[name] == wanted
        if fits.any():
            told = tuple(name for name, wanted in zip(schemes, pattern, strict=True) if wanted)
            spread = tuple(size if wanted else 1 for size, wanted in zip(shape, pattern, strict=True))
            found += column_counts(situation.cells(told), fits).reshape(spread)
    return found.ravel()


def _relevant(situation: Situation, schemes: tuple[str, ...], only: Mapping[str, frozenset[str]]) -> Bools:
    """The cells of the wanted concepts; of a facet whose root is wanted, all."""
    found = np.ones(situation.shape(schemes), dtype=np.bool_)
    for name in only:
        if name not in schemes:
            raise no_facet(name, schemes)
    for axis, name in enumerate(schemes):
        if only.get(name):
            kept = _wanted(situation, name, only[name])
            found &= kept.reshape(tuple(-1 if place == axis else 1 for place in range(len(schemes))))
    return found.ravel()


def _wanted(situation: Situation, name: str, wanted: frozenset[str]) -> Bools:
    scheme = situation.columns.schemes[name]
    for concept in sorted(wanted):
        if concept not in scheme.ids:
            raise not_found(concept, scheme.ids)
    rooted = scheme.root is not None and scheme.ids[scheme.root] in wanted
    return np.array([rooted or scheme.ids[place] in wanted for place in scheme.below_root], dtype=np.bool_)
