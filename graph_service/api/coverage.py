"""Routes for coverage, gaps, and what to record next."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Any

from fastapi import APIRouter, Query

from graph_service.analysis.columns import CELL_SCHEMES
from graph_service.analysis.coverage import STATES, Coverage, no_facet
from graph_service.analysis.gaps import FINDINGS, Finding, Gap
from graph_service.analysis.needs import SupplyShare, inequity, supply_shares
from graph_service.api.findings import Findings, FindingsOf, Shown
from graph_service.api.schemas import Word
from graph_service.api.schemas_findings import (
    CellOut,
    CoverageOut,
    FragilityOut,
    GapOut,
    GapsOut,
    MissingOut,
    NearMeasureOut,
    RecordNextOut,
    SupplyShareOut,
)
from graph_service.model.errors import BadValue
from graph_service.model.text import Label, text
from graph_service.model.vocabulary import look_up, vocabulary
from graph_service.operations import wording_coverage
from graph_service.operations.study import Cells
from graph_service.operations.wording_findings import STATE_LABELS, cell_words, part_label
from graph_service.serving.filters import Facets, FacetsOf, One, Some

router = APIRouter(tags=["Befunde / findings"])

Enough = Annotated[int, Query(ge=1, le=100, description="so viele Träger genügen / carriers that are enough")]


@router.get("/networks/{n}/coverage")
def coverage(
    findings: FindingsOf,
    facets: FacetsOf,
    rows: str = "field",
    columns: One = "target_group",
    enough: Enough = 2,
    unit: One = None,
) -> CoverageOut:
    """Which combinations of two facets have a recorded measure; the third one may be fixed to one concept."""
    cells = _matrix(findings, facets, rows, columns or None, enough, unit)
    found = findings.study.coverage(cells)
    placed = findings.study.coverage(replace(cells, schemes=_in_order(cells.schemes or ())))
    by_place = placed.schemes[-1:] == ("district",)
    shares = supply_shares(placed.offers, placed.needs, placed.shape) if by_place else ()
    return CoverageOut(
        **findings.answer(
            wording_coverage.coverage_sentence(found),
            (*findings.narrowed_to(facets), *wording_coverage.coverage_caveats(found)),
            found.basis,
            rows=rows,
            columns=columns,
            enough=enough,
            unit=found.needs.unit,
            only={scheme: sorted(ids) for scheme, ids in cells.only},
        ),
        **_grid(findings, found, rows, columns or None),
        counts=dict(found.counts),
        total=found.total,
        rate=found.rate(),
        rate_enough=found.rate(enough),
        fragility=FragilityOut(**vars(found.fragility)) if found.fragility else None,
        inequity=inequity(placed.offers * placed.relevant, placed.needs, placed.shape[-1]) if by_place else None,
        supply=[_share(findings, placed, share) for share in shares if placed.relevant[share.cell]],
    )


def _in_order(schemes: tuple[str, ...]) -> tuple[str, ...]:
    """The place last, whatever stands in rows or columns."""
    return tuple(scheme for scheme in CELL_SCHEMES if scheme in schemes)


def _axis(name: str, place: str, other: str | None = None) -> None:
    if name not in CELL_SCHEMES or name == other:
        raise no_facet(name, CELL_SCHEMES, place)


def _matrix(findings: Findings, facets: Facets, rows: str, columns: str | None, enough: int, unit: str | None) -> Cells:
    _axis(rows, "rows")
    if columns:
        _axis(columns, "columns", other=rows)
    shown = (rows, columns) if columns else (rows,)
    named = facets.exactly(findings.reading.network)
    fixed = tuple(scheme for scheme in named if scheme not in shown)
    for scheme in fixed:
        if len(named[scheme]) > 1:
            raise BadValue(
                text("Außerhalb der Tabelle lässt sich nur ein Begriff festhalten, nicht {n}.", n=len(named[scheme])),
                place=scheme,
                value=", ".join(named[scheme])[:80],
                remedy=text("Bitte einen auswählen, oder „{value}“ als Zeilen oder Spalten nehmen.", value=scheme),
            )
    rooted = {scheme for scheme in fixed if _is_root(findings, named[scheme][0])}
    schemes = shown + tuple(scheme for scheme in fixed if scheme not in rooted)
    only = tuple((scheme, frozenset(ids)) for scheme, ids in named.items() if scheme not in rooted)
    return Cells(schemes, only, enough, unit)


def _is_root(findings: Findings, concept: str) -> bool:
    node = findings.reading.network.node(concept)
    return node.type == "concept" and node.is_root


def _grid(findings: Findings, found: Coverage, rows: str, columns: str | None) -> dict[str, Any]:
    """The relevant cells as rows and columns; facets without concepts leave the table empty."""
    axes = {scheme: axis for axis, scheme in enumerate(found.schemes)}
    if rows not in axes or (columns and columns not in axes) or not found.total:
        return {"rows": [], "columns": [], "cells": []}
    grid = found.relevant.reshape(found.shape)
    kept = [sorted(set(grid.nonzero()[axis].tolist())) for axis in range(len(found.schemes))]
    across = kept[axes[columns]] if columns else [0]

    def place(row: int, column: int) -> int:
        at = {rows: row, **({columns: column} if columns else {})}
        where = [at.get(scheme, kept[axis][0]) for scheme, axis in axes.items()]
        return found.place(*(part[i] for part, i in zip(found.concepts, where, strict=True)))

    return {
        "rows": findings.names(found.concepts[axes[rows]][row] for row in kept[axes[rows]]),
        "columns": findings.names(found.concepts[axes[columns]][column] for column in across) if columns else [],
        "cells": [[_cell(findings, found, place(row, column)) for column in across] for row in kept[axes[rows]]],
    }


def _cell(findings: Findings, found: Coverage, place: int) -> CellOut:
    return CellOut(
        state=findings.label(STATES[found.states[place]], STATE_LABELS),
        offers=int(found.offers[place]),
        possible=int(found.possible[place]),
        general=int(found.general[place]),
        providers=int(found.providers[place]),
        need=float(found.needs.value[place]) if found.needs.known[place] else None,
        special_need=bool(found.needs.special[place]),
    )


def _share(findings: Findings, found: Coverage, share: SupplyShare) -> SupplyShareOut:
    more = {name: value for name, value in vars(share).items() if name != "cell"}
    return SupplyShareOut(cell=findings.names(found.cell(share.cell)), **more)


@router.get("/networks/{n}/gaps")
def gaps(
    findings: FindingsOf,
    facets: FacetsOf,
    facet: Some = None,
    finding: str = "none_recorded",
    enough: Enough = 2,
    unit: One = None,
    limit: Shown = 50,
    offset: Annotated[int, Query(ge=0, le=10**7)] = 0,
) -> GapsOut:
    """Combinations without a recorded measure, by need and by how little else is near."""
    kind: Finding = look_up(finding, {one: one for one in FINDINGS}, Label(de="Befund", en="finding"), "finding")
    named = facets.named(findings.reading.network)
    cells = Cells(_schemes(facet), tuple(named.items()), enough, unit)
    found = findings.study.gaps(kind, cells)
    return GapsOut(
        **findings.answer(
            wording_coverage.gaps_sentence(findings.reading.network, found),
            (*findings.narrowed_to(facets), *wording_coverage.gaps_caveats(found)),
            found.coverage.basis,
            facet=list(found.coverage.schemes),
            finding=finding,
            unit=found.coverage.needs.unit,
            only={scheme: sorted(ids) for scheme, ids in named.items()},
        ),
        items=[_gap(findings, found.row(int(cell))) for cell in found.order[offset : offset + limit]],
        total=len(found),
        counts=dict(found.coverage.counts),
    )


def _schemes(facet: list[str] | None) -> tuple[str, ...] | None:
    """The facets in the order of cells, so that the same question is the same key; None for all."""
    chosen = [one for one in facet or () if one]
    known = tuple(scheme for scheme in CELL_SCHEMES if scheme in chosen)
    return (known if len(known) == len(chosen) else tuple(chosen)) or None


def _gap(findings: Findings, row: Gap) -> GapOut:
    return GapOut(
        cell=findings.names(row.cell),
        words=findings.words(cell_words(findings.reading.network, row.cell)),
        finding=findings.label(row.finding, STATE_LABELS),
        need=row.need if row.need_known else None,
        special_need=row.special_need,
        offers=row.offers,
        possible=row.possible,
        alternatives=dict(row.alternatives),
        nearest=[
            NearMeasureOut(
                measure=findings.present.name(near.measure),
                differs_in=findings.present.word(near.differs_in, vocabulary().schemes),
                carriers=findings.names(near.carriers),
            )
            for near in row.nearest
        ],
        providers=findings.names(row.providers),
        **findings.rests_on(row.facts),
    )


@router.get("/networks/{n}/record-next")
def record_next(findings: FindingsOf, facets: FacetsOf, limit: Shown = 50) -> RecordNextOut:
    """Which missing entry would settle most, and which measures were not confirmed for long."""
    named = facets.named(findings.reading.network)
    found = findings.study.record_next(cells=Cells(only=tuple(named.items())))
    return RecordNextOut(
        **findings.answer(
            wording_coverage.record_next_sentence(findings.reading.network, found),
            (*findings.narrowed_to(facets), *wording_coverage.record_next_caveats(found)),
            found.basis,
            only={scheme: sorted(ids) for scheme, ids in named.items()},
        ),
        items=[
            MissingOut(
                what=Word(id=row.what, label=findings.words(part_label(row.what))),
                measure=findings.present.name(row.measure),
                pairs=row.pairs,
                open_pairs=row.open_pairs,
                cells=row.cells,
                since=row.since,
                **findings.rests_on(found.facts(row)),
            )
            for row in map(found.row, range(min(limit, len(found))))
        ],
        total=len(found),
        undecided=found.undecided,
        unknown_cells=found.unknown_cells,
    )
