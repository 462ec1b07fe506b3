"""Where measures are recorded and where not: the matrix, its gaps, what to record next."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from graph_service.analysis.columns import CELL_SCHEMES
from graph_service.analysis.coverage import no_facet
from graph_service.analysis.gaps import FINDINGS
from graph_service.api import coverage as api
from graph_service.api.findings import Findings, FindingsOf, Shown, findings
from graph_service.api.schemas import Word
from graph_service.api.schemas_findings import GapOut
from graph_service.api.unfolding import CellsAsked, CellsAskedOf
from graph_service.model.network import Network
from graph_service.model.text import text
from graph_service.operations.wording_findings import STATE_LABELS, percent
from graph_service.serving.filters import Facets, FacetsOf, One
from graph_service.serving.reading import Reading
from graph_service.web.annexes import page_or_annex, part
from graph_service.web.editing_next import fields_for

router = APIRouter()

FIRST_GAPS, GAPS_LOOKED_AT, GAPS_SHOWN, RECORDS_SHOWN, NEAR_SHOWN = 5, 30, 100, 50, 10
_KEPT = frozenset(
    {*CELL_SCHEMES, "rows", "columns", "open", "narrower", "enough", "unit", "finding", "near"}
    | {"at", "documented", "planned", "certain", "role", "revision"}
)
"""What a link on these pages keeps of the address, besides the language."""

Narrower = Annotated[bool, Query(description="alle engeren Begriffe / all narrower concepts")]


@dataclass(frozen=True)
class State:
    """What the address of a page says, to be kept or changed in its links; over which facets the table is."""

    given: dict[str, list[str]]
    rows: str
    columns: str
    row: str | None = None
    column: str | None = None

    def but(self, **changed: Any) -> dict[str, Any]:
        """The query of the same page with some parts changed; None leaves a part out."""
        return {**self.given, **changed}

    def toggled(self, concept: str) -> dict[str, Any]:
        """The same with one concept opened, or closed where it was open; the chosen cell stays."""
        known = self.given.get("open", [])
        kept = [one for one in known if one != concept]
        return self.but(open=kept if concept in known else [*known, concept], row=self.row, column=self.column)

    def cell(self, concepts: Sequence[Word]) -> dict[str, Any]:
        """The query that shows one combination in the table."""
        by_scheme = {one.id.partition("/")[0]: one.id for one in concepts}
        return self.but(row=by_scheme.get(self.rows), column=by_scheme.get(self.columns), finding=None)

    def is_cell(self, row: str, column: str) -> bool:
        return (self.row, self.column) == (row, column)


def _state(request: Request, rows: str, columns: str, row: str | None = None, column: str | None = None) -> State:
    given: dict[str, list[str]] = {}
    for name, value in request.query_params.multi_items():
        if name in _KEPT and value:
            given.setdefault(name, []).append(value)
    return State(given, rows, columns, row, column)


@router.get("/{n}/abdeckung")
def matrix(  # noqa: PLR0913 - each part of the address is one argument
    request: Request,
    findings: FindingsOf,
    facets: FacetsOf,
    asked: CellsAskedOf,
    rows: One = None,
    columns: One = None,
    *,
    row: One = None,
    column: One = None,
    narrower: Narrower = False,
    near: Shown = NEAR_SHOWN,
) -> Response:
    """For which combinations a measure is recorded, as a table; one of its cells from near; the first gaps."""
    rows, columns = _axes(rows, columns)
    cells = replace(asked, folded=not narrower)
    answer = api.coverage(findings, facets, cells, rows, columns)
    chosen = _chosen(facets, (rows, columns), row, column)
    cell = api.cell(findings, chosen, asked.unit, near) if chosen else None
    first = _first_gaps(findings, facets, cells, (rows, columns))
    reading = findings.reading
    return page_or_annex(
        request,
        reading,
        "coverage.html",
        lambda: [
            part(reading, text("Abdeckung"), answer),
            *([part(reading, cell.words, cell)] if cell else []),
            part(reading, text("Lücken, die zuerst anzusehen sind"), first["gaps"]),
        ],
        answer=answer,
        state=_state(request, rows, columns, row, column),
        facets=facets,
        narrower=narrower,
        cell=cell,
        **first,
        near=near,
        units=_units(findings),
        percent=percent,
        schemes=CELL_SCHEMES,
    )


def _axes(rows: str | None, columns: str | None) -> tuple[str, str]:
    """The facets of the table; what is left out becomes the first of the usual ones that is free."""
    first = rows or next(scheme for scheme in CELL_SCHEMES if scheme != columns)
    return first, columns or next(scheme for scheme in ("target_group", "field") if scheme != first)


def _chosen(facets: Facets, shown: tuple[str, ...], row: str | None, column: str | None) -> Facets | None:
    """The cell that the address names, with what is kept fixed outside of the table."""
    given: dict[str, list[str]] = {}
    for place, concept in (("row", row), ("column", column)):
        scheme = (concept or "").partition("/")[0]
        if scheme and (scheme not in CELL_SCHEMES or scheme in given):
            raise no_facet(scheme, CELL_SCHEMES, place)
        if concept:
            given[scheme] = [concept]
    fixed = {scheme: getattr(facets, scheme) for scheme in CELL_SCHEMES if scheme not in (*shown, *given)}
    return Facets(**fixed, **given) if given else None


def _first_gaps(findings: Findings, facets: Facets, cells: CellsAsked, shown: tuple[str, ...]) -> dict[str, Any]:
    found = api.gaps(findings, facets, cells, _over(facets, shown), limit=GAPS_LOOKED_AT)
    return {"gaps": found, "gap_groups": gap_groups(findings.reading.network, found.items)[:FIRST_GAPS]}


@dataclass
class GapGroup:
    """A gap, the others of which the same is true, and those that lie within it."""

    first: GapOut
    same: list[GapOut] = field(default_factory=list)
    narrower: list[GapOut] = field(default_factory=list)

    def takes(self, network: Network, row: GapOut) -> bool:
        """Puts a gap into this group, if it belongs there."""
        if row.finding.id != self.first.finding.id:
            return False
        if _is_within(network, row, self.first):
            self.narrower.append(row)
        elif _says_the_same(row, self.first):
            self.same.append(row)
        else:
            return False
        return True


def _is_within(network: Network, row: GapOut, wide: GapOut) -> bool:
    pairs = zip(row.cell, wide.cell, strict=True)
    return all(one.id in network.narrower(above.id) for one, above in pairs)


def _says_the_same(row: GapOut, other: GapOut) -> bool:
    """Whether two gaps differ in one concept only, and all that is told of them is alike."""
    own = {"cell", "words", "alternatives"}
    return sum(one != two for one, two in zip(row.cell, other.cell, strict=True)) == 1 and row.model_dump(
        exclude=own
    ) == other.model_dump(exclude=own)


def gap_groups(network: Network, rows: Iterable[GapOut]) -> list[GapGroup]:
    """Gaps in their order, those that lie within one before them or say the same beneath it."""
    groups: list[GapGroup] = []
    for row in rows:
        if not any(group.takes(network, row) for group in groups):
            groups.append(GapGroup(row))
    return groups


def _over(facets: Facets, shown: tuple[str, ...]) -> list[str]:
    """The facets of the combinations: those of the table, and what is kept fixed outside of it."""
    return [scheme for scheme in CELL_SCHEMES if scheme in shown or any(getattr(facets, scheme) or ())]


def _units(findings: Findings) -> list[str]:
    return sorted({need.unit for need in findings.reading.network.needs if need.unit and need.value is not None})


def gaps_of_field(request: Request, reading: Reading, field: str) -> dict[str, Any]:
    """The first gaps of one field over its target groups, for the page of the field."""
    shown = ("field", "target_group")
    found = _first_gaps(findings(reading), Facets(field=[field]), CellsAsked(folded=True), shown)
    return {**found, "gap_state": _state(request, *shown)}


@router.get("/{n}/abdeckung/luecken")
def gaps(  # noqa: PLR0913 - each part of the address is one argument
    request: Request,
    findings: FindingsOf,
    facets: FacetsOf,
    asked: CellsAskedOf,
    rows: One = None,
    columns: One = None,
    *,
    narrower: Narrower = False,
    finding: One = None,
    offset: Annotated[int, Query(ge=0, le=10**7)] = 0,
) -> Response:
    """Combinations without a recorded measure, that cannot be told, or with a single carrier, by need."""
    rows, columns = _axes(rows, columns)
    kind = finding or "none_recorded"
    over = _over(facets, (rows, columns))
    answer = api.gaps(findings, facets, replace(asked, folded=not narrower), over, kind, GAPS_SHOWN, offset)
    return page_or_annex(
        request,
        findings.reading,
        "gaps.html",
        lambda: [part(findings.reading, text("Lücken"), answer)],
        answer=answer,
        groups=gap_groups(findings.reading.network, answer.items),
        state=_state(request, rows, columns),
        facets=facets,
        narrower=narrower,
        finding=kind,
        findings={one: STATE_LABELS[one] for one in FINDINGS},
        offset=offset,
        size=GAPS_SHOWN,
        units=_units(findings),
        schemes=CELL_SCHEMES,
    )


@router.get("/{n}/abdeckung/erfassen")
def record_next(request: Request, findings: FindingsOf, facets: FacetsOf, limit: Shown = RECORDS_SHOWN) -> Response:
    """Which missing entries would settle most, each with the page of its measure."""
    answer = api.record_next(findings, facets, limit)
    return page_or_annex(
        request,
        findings.reading,
        "record_next.html",
        lambda: [part(findings.reading, text("Was als Nächstes erfassen?"), answer)],
        answer=answer,
        fields_for=fields_for,
        state=_state(request, "field", "target_group"),
        passed_on=_KEPT,
        facets=facets,
        units=(),
        schemes=CELL_SCHEMES,
    )
