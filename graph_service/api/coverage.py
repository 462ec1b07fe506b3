"""Routes for coverage, gaps, and what to record next."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import partial
from itertools import chain
from typing import Annotated, Any

from fastapi import APIRouter, Query

from graph_service.analysis.cells import CellMeasure, CloseActor
from graph_service.analysis.columns import CELL_SCHEMES, Ints
from graph_service.analysis.coverage import STATES, Coverage, no_facet
from graph_service.analysis.gaps import FINDINGS, Finding, Gap
from graph_service.analysis.needs import SupplyShare, inequity, supply_shares
from graph_service.api.findings import Findings, FindingsOf, Shown
from graph_service.api.schemas import Word
from graph_service.api.schemas_findings import (
    AroundCellOut,
    AxisOut,
    CellMeasureOut,
    CellOut,
    CloseActorOut,
    CoverageOut,
    FragilityOut,
    GapOut,
    GapsOut,
    MissingOut,
    NearMeasureOut,
    RecordNextOut,
    SupplyShareOut,
)
from graph_service.api.unfolding import CellsAsked, CellsAskedOf, Place, in_order
from graph_service.model.errors import BadValue
from graph_service.model.nodes import Measure
from graph_service.model.text import Label, Text, text
from graph_service.model.vocabulary import look_up, vocabulary
from graph_service.operations import describing, wording_coverage
from graph_service.operations.study import Cells
from graph_service.operations.wording_findings import STATE_LABELS, cell_words, part_label
from graph_service.serving.filters import Facets, FacetsOf, One, Some

router = APIRouter(tags=["Befunde / findings"])


@router.get("/networks/{n}/coverage")
def coverage(
    findings: FindingsOf,
    facets: FacetsOf,
    asked: CellsAskedOf,
    rows: str = "field",
    columns: One = "target_group",
) -> CoverageOut:
    """Which combinations of two facets have a recorded measure; the third one may be fixed to one concept."""
    cells = _matrix(findings, facets, rows, columns or None, asked)
    found = findings.study.coverage(cells)
    placed = findings.study.coverage(replace(cells, schemes=_in_order(cells.schemes or ())))
    by_place = placed.schemes[-1:] == ("district",)
    shares = supply_shares(placed.offers, placed.needs, placed.shape) if by_place else ()
    return CoverageOut(
        **findings.answer(
            wording_coverage.coverage_sentence(found, findings.study.parts(cells)),
            _caveats(findings, facets, asked, wording_coverage.coverage_caveats(found)),
            found.basis,
            rows=rows,
            columns=columns,
            enough=asked.enough,
            unit=found.needs.unit,
            only={scheme: sorted(ids) for scheme, ids in cells.only},
        ),
        **_grid(findings, cells, rows, columns or None),
        counts=dict(found.counts),
        total=found.total,
        rate=found.rate(),
        rate_enough=found.rate(asked.enough),
        fragility=FragilityOut(**vars(found.fragility)) if found.fragility else None,
        inequity=inequity(placed.offers * placed.relevant, placed.needs, placed.shape[-1]) if by_place else None,
        supply=[_share(findings, placed, share) for share in shares if placed.relevant[share.cell]],
    )


def _caveats(findings: Findings, facets: Facets, asked: CellsAsked, more: Iterable[Text]) -> tuple[Text, ...]:
    folded = (wording_coverage.folded(),) if asked.is_folded else ()
    return (*findings.narrowed_to(facets), *folded, *more)


def _in_order(schemes: tuple[str, ...]) -> tuple[str, ...]:
    """The place last, whatever stands in rows or columns."""
    return tuple(scheme for scheme in CELL_SCHEMES if scheme in schemes)


def _axis(name: str, place: str, other: str | None = None) -> None:
    if name not in CELL_SCHEMES or name == other:
        raise no_facet(name, CELL_SCHEMES, place)


def _matrix(findings: Findings, facets: Facets, rows: str, columns: str | None, asked: CellsAsked) -> Cells:
    _axis(rows, "rows")
    if columns:
        _axis(columns, "columns", other=rows)
    shown = (rows, columns) if columns else (rows,)
    fixed = _fixed(findings, facets, shown)
    relevant = asked.relevant(findings.reading.network, facets, (*shown, *fixed))
    only = tuple((scheme, ids) for scheme, ids in relevant.items() if scheme in shown or scheme in fixed)
    return Cells(shown + fixed, only, asked.enough, asked.unit)


def _fixed(findings: Findings, facets: Facets, shown: tuple[str, ...]) -> tuple[str, ...]:
    """The facets outside of the table that are kept to one concept; the root keeps nothing out."""
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
    return tuple(scheme for scheme in fixed if not _is_root(findings, named[scheme][0]))


def _is_root(findings: Findings, concept: str) -> bool:
    node = findings.reading.network.node(concept)
    return node.type == "concept" and node.is_root


def _grid(findings: Findings, cells: Cells, rows: str, columns: str | None) -> dict[str, Any]:
    """The relevant cells as rows and columns; facets without concepts leave the table empty."""
    found, parts = findings.study.coverage(cells), findings.study.parts(cells)
    axes = {scheme: axis for axis, scheme in enumerate(found.schemes)}
    if rows not in axes or (columns and columns not in axes) or not found.total:
        return {"rows": [], "columns": [], "cells": []}
    grid = found.relevant.reshape(found.shape)
    listed = {
        scheme: [found.concepts[axis][at] for at in sorted(set(grid.nonzero()[axis].tolist()))]
        for scheme, axis in axes.items()
    }
    down = in_order(findings.reading.network, rows, listed[rows])
    across = in_order(findings.reading.network, columns, listed[columns]) if columns else ()

    def cell(row: Place, column: Place | None) -> CellOut:
        at = {rows: row.concept.id, **({columns: column.concept.id} if columns and column else {})}
        return _cell(findings, found, parts, found.place(*(at.get(scheme, listed[scheme][0]) for scheme in axes)))

    return {
        "rows": [_place(findings, one) for one in down],
        "columns": [_place(findings, one) for one in across],
        "cells": [[cell(row, column) for column in across or (None,)] for row in down],
    }


def _place(findings: Findings, one: Place) -> AxisOut:
    name = findings.present.name(one.concept.id)
    return AxisOut(id=name.id, label=name.label, level=one.level, narrower=one.narrower, open=one.open)


def _cell(findings: Findings, found: Coverage, parts: Ints, place: int) -> CellOut:
    return CellOut(
        state=findings.label(STATES[found.states[place]], STATE_LABELS),
        offers=int(found.offers[place]),
        possible=int(found.possible[place]),
        parts=int(parts[place]),
        general=int(found.general[place]),
        providers=int(found.providers[place]),
        need=float(found.needs.value[place]) if found.needs.known[place] else None,
        special_need=bool(found.needs.special[place]),
    )


def _share(findings: Findings, found: Coverage, share: SupplyShare) -> SupplyShareOut:
    more = {name: value for name, value in vars(share).items() if name not in ("cell", "finding")}
    finding = findings.label(share.finding, wording_coverage.SUPPLY_LABELS)
    return SupplyShareOut(cell=findings.names(found.cell(share.cell)), finding=finding, **more)


@router.get("/networks/{n}/cell")
def cell(findings: FindingsOf, facets: FacetsOf, unit: One = None, limit: Shown = 10) -> AroundCellOut:
    """One combination: the measures for it, for parts of it, that could belong to it, the nearest ones, who could."""
    cells, concepts = _one_cell(findings, facets, unit)
    found, network = findings.study.around(cells, concepts), findings.reading.network
    rows = partial(_cell_measure, findings)
    return AroundCellOut(
        **findings.answer(
            wording_coverage.cell_sentence(network, found),
            wording_coverage.cell_caveats(found),
            found.coverage.basis,
            unit=found.coverage.needs.unit,
            only={scheme: [one] for scheme, one in zip(cells.schemes or (), concepts, strict=True)},
        ),
        cell=findings.names(found.cell),
        words=findings.words(cell_words(network, found.cell)),
        figures=_cell(findings, found.coverage, findings.study.parts(cells), found.place),
        measures=list(map(rows, found.serving)),
        parts=list(map(rows, found.parts)),
        possible=list(map(rows, found.possible)),
        nearest=list(map(rows, found.near[:limit])),
        nearest_total=len(found.near),
        close=[_close_actor(findings, one) for one in found.close[:limit]],
        close_total=len(found.close),
    )


def _one_cell(findings: Findings, facets: Facets, unit: str | None) -> tuple[Cells, tuple[str, ...]]:
    """The facets and concepts of the one cell that is asked for; a root stands for no cell."""
    named = facets.exactly(findings.reading.network)
    found = {scheme: ids for scheme, ids in named.items() if not _is_root(findings, ids[0])}
    many = next((scheme for scheme, ids in named.items() if len(ids) > 1), None)
    if many or not found:
        place = many or "field"
        raise BadValue(
            text("Gefragt ist nach einer Kombination, also nach je einem Begriff von einem oder mehreren Merkmalen."),
            place=place,
            value=", ".join(named.get(place, ()))[:80],
            remedy=text("Erlaubt sind verschiedene von: {words}.", words=CELL_SCHEMES),
        )
    schemes = _in_order(tuple(found))
    return Cells(schemes, unit=unit), tuple(found[scheme][0] for scheme in schemes)


def _cell_measure(findings: Findings, row: CellMeasure) -> CellMeasureOut:
    network = findings.reading.network
    node, schemes = network.node(row.measure), vocabulary().schemes
    marks = describing.time_marks(network, node, findings.reading.scope) if isinstance(node, Measure) else ()
    return CellMeasureOut(
        measure=findings.present.name(row.measure),
        named=findings.names(row.named),
        general=row.general,
        missing=[findings.present.word(scheme, schemes) for scheme in row.missing],
        differs_in=findings.present.word(row.differs_in, schemes) if row.differs_in else None,
        carriers=findings.names(row.carriers),
        marks=[findings.words(mark) for mark in marks],
        **findings.rests_on(row.facts),
    )


def _close_actor(findings: Findings, row: CloseActor) -> CloseActorOut:
    return CloseActorOut(
        actor=findings.present.name(row.actor),
        words=findings.words(wording_coverage.close_words(row)),
        measures=findings.names(dict.fromkeys((*row.parts, *row.possible, *chain.from_iterable(row.near.values())))),
        responsible=row.responsible,
        **findings.rests_on(row.facts),
    )


@router.get("/networks/{n}/gaps")
def gaps(
    findings: FindingsOf,
    facets: FacetsOf,
    asked: CellsAskedOf,
    facet: Some = None,
    finding: str = "none_recorded",
    limit: Shown = 50,
    offset: Annotated[int, Query(ge=0, le=10**7)] = 0,
) -> GapsOut:
    """Combinations without a recorded measure, by need and by how little else is near."""
    kind: Finding = look_up(finding, {one: one for one in FINDINGS}, Label(de="Befund", en="finding"), "finding")
    network, schemes = findings.reading.network, _schemes(facet)
    only = asked.relevant(network, facets, schemes or CELL_SCHEMES) if asked.is_folded else facets.named(network)
    cells = Cells(schemes, tuple(only.items()), asked.enough, asked.unit)
    found = findings.study.gaps(kind, cells)
    return GapsOut(
        **findings.answer(
            wording_coverage.gaps_sentence(network, found, findings.study.parts(cells)),
            _caveats(findings, facets, asked, wording_coverage.gaps_caveats(found)),
            found.coverage.basis,
            facet=list(found.coverage.schemes),
            finding=finding,
            unit=found.coverage.needs.unit,
            only={scheme: sorted(ids) for scheme, ids in only.items()},
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
        parts=row.parts,
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
