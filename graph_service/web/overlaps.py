"""Offerings that resemble each other: why, by which channel their carriers can coordinate, what people decided."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated, Any, TypeAlias

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response

from graph_service.analysis.comparison import WEIGHTS
from graph_service.api.coverage import record_next
from graph_service.api.findings import Findings, FindingsOf
from graph_service.api.findings import findings as findings_of
from graph_service.api.overlaps import Asked, Kept, Missing, overlaps_of, weights_of
from graph_service.api.schemas_findings import MissingOut, OverlapOut
from graph_service.model.text import text
from graph_service.operations.picturing import Wish
from graph_service.operations.study import Connecting
from graph_service.operations.wording_findings import GRADE_LABELS, part_label, percent
from graph_service.serving.filters import Facets, FacetsOf, One
from graph_service.serving.reading import Reading
from graph_service.serving.wishes import Pictured
from graph_service.web.annexes import page_or_annex, part
from graph_service.web.forms import THOSE_FILLED, again, kept, unless_empty
from graph_service.web.rendering import drawn

router = APIRouter()

_PAIRS = 20
_MOST = 500
_FEW = 3
_USUAL = Asked()


@dataclass(frozen=True)
class Wanted(Asked):
    """What the form on overlaps asks for; a part that is left empty means the usual."""

    coverage: Annotated[float, unless_empty(_USUAL.coverage)] = _USUAL.coverage
    overlap: Annotated[float, unless_empty(_USUAL.overlap)] = _USUAL.overlap
    duplication: Annotated[float, unless_empty(_USUAL.duplication)] = _USUAL.duplication
    weight: Annotated[list[str] | None, THOSE_FILLED, Query(max_length=20)] = None
    max_body: Annotated[int, unless_empty(_USUAL.max_body)] = _USUAL.max_body
    uncoordinated: bool = False
    grade: One = None
    missing: Missing = None
    limit: Annotated[int, unless_empty(_PAIRS), Query(ge=1, le=_MOST)] = _PAIRS

    @property
    def asked(self) -> Asked:
        return Asked(self.coverage, self.overlap, self.duplication, self.weight, self.max_body)

    @property
    def kept(self) -> Kept:
        return Kept(self.grade or None, self.missing or None, self.uncoordinated)


WantedOf: TypeAlias = Annotated[Wanted, Depends()]


@router.get("/{n}/ueberschneidungen")
def overlaps_page(request: Request, findings: FindingsOf, facets: FacetsOf, wanted: WantedOf) -> Response:
    """Pairs of measures that are alike, those that cannot be decided, and those that people judged."""
    found = overlaps_of(findings, facets, wanted.asked, wanted.kept, wanted.limit)
    unsure, wish = bool(wanted.missing) or wanted.grade == "undecided", _wish(findings, facets, wanted)
    return page_or_annex(
        request,
        findings.reading,
        "overlaps.html",
        lambda: [part(findings.reading, text("Überschneidungen"), found, wish if found.total else None)],
        answer=found,
        groups=by_carriers(row for row in found.items if row.judgement is None),
        unsure=unsure,
        undecided=[row for row in found.undecided if row.judgement is None],
        telling=telling_entries(findings, facets),
        wanted=wanted,
        usual=_USUAL,
        weights=weights_of(wanted.weight),
        usual_weights=WEIGHTS,
        facets=facets,
        grades=GRADE_LABELS,
        part_label=part_label,
        percent=percent,
        kept=kept(request),
        again=lambda **changes: again(request, changes),
        most=_MOST,
        **(drawn(findings.reading, wish) if found.total else {"picture": None}),
    )


def _wish(findings: Findings, facets: Facets, wanted: Wanted) -> Wish:
    """Who serves the same people, in the chosen fields, with and without a channel."""
    return Wish(
        "coordination",
        scope=findings.reading.scope,
        only=Pictured(field=facets.field).only(findings.reading.network),
        connecting=Connecting(max_body=wanted.max_body),
        carrying=findings.study.carrying,
    )


def by_carriers(rows: Iterable[OverlapOut]) -> list[list[OverlapOut]]:
    """Pairs of measures with those of the same carriers together, in the order of the first of each."""
    groups: dict[frozenset[tuple[str, ...]], list[OverlapOut]] = {}
    for row in rows:
        key = frozenset(tuple(one.id for one in side) for side in row.carriers)
        groups.setdefault(key, []).append(row)
    return list(groups.values())


def telling_entries(findings: Findings, facets: Facets) -> list[MissingOut]:
    """The missing entries that would settle most of the undecided pairs."""
    rows = record_next(findings, facets, limit=_MOST).items
    return sorted((row for row in rows if row.pairs), key=lambda row: -row.pairs)[:3]


def overlaps_of_field(reading: Reading, field: str) -> dict[str, Any]:
    """The overlaps that the page of a field tells of: the first that nobody judged."""
    asking = findings_of(reading)
    found = overlaps_of(asking, Facets(field=[field]), _USUAL, Kept(), _FEW)
    loose = overlaps_of(asking, Facets(field=[field]), _USUAL, Kept(uncoordinated=True), 0)
    return {
        "overlaps": found,
        "uncoordinated": loose.total,
        "open_overlaps": [row for row in found.items if row.judgement is None],
        "percent": percent,
    }
