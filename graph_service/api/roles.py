"""Routes for roles of actors, for what depends on single ones, and for what would be without them."""

from __future__ import annotations

from typing import Annotated, cast

from fastapi import APIRouter, Query

from graph_service.analysis.actor_graph import ActorCommunities
from graph_service.analysis.dependence import Dependence, LimitedFunding
from graph_service.analysis.roles import ActorRole, GraphMode
from graph_service.analysis.whatif import BeforeAfter, CellLoss, EmptiedBody, NewlyAlone, StoppedMeasure, WhatIf
from graph_service.api.findings import Findings, FindingsOf, Shown
from graph_service.api.schemas_roles import (
    BeforeAfterOut,
    BrokerageOut,
    CellLossOut,
    CommunitiesOut,
    DependenceOut,
    EmptiedOut,
    LimitedFundingOut,
    NewlyAloneOut,
    RoleOut,
    RolesOut,
    StoppedOut,
    WhatIfOut,
)
from graph_service.model.text import Label
from graph_service.model.vocabulary import look_up, vocabulary
from graph_service.operations import wording_roles
from graph_service.operations.describing import written_as
from graph_service.operations.study import Cells
from graph_service.operations.wording_findings import STATE_LABELS, cell_words
from graph_service.operations.wording_sharing import widest
from graph_service.serving.filters import FacetsOf

router = APIRouter(tags=["Befunde / findings"])
_ORDERS = ("bridging", "dependence")
_CELLS_NAMED = 10


@router.get("/networks/{n}/roles")
def roles(
    findings: FindingsOf,
    graph: str = "one_mode",
    by: str = "bridging",
    communities: Annotated[bool, Query(description="mit Gruppen / with groups")] = True,
    limit: Shown = 50,
) -> RolesOut:
    """Who connects, who stands alone, and what depends on single actors."""
    look_up(by, {one: one for one in _ORDERS}, Label(de="Reihenfolge", en="order"), "by")
    found = findings.study.roles(cast("GraphMode", graph), communities=communities)
    order = found.by_bridging if by == "bridging" else found.by_dependence
    dependent, network = found.dependences, findings.reading.network
    return RolesOut(
        **findings.answer(
            wording_roles.roles_sentence(network, found),
            wording_roles.roles_caveats(found),
            found.basis,
            graph=graph,
            by=by,
            communities=communities,
            normalized=found.normalized,
        ),
        items=[_role(findings, found.row(int(node))) for node in order[:limit]],
        total=len(order),
        graph=graph,
        alone=findings.names(one for one, alone in zip(found.actors.ids, found.alone, strict=True) if alone),
        dependence_sentence=findings.words(wording_roles.dependence_sentence(network, dependent)),
        dependence=[_dependence(findings, dependent.row(int(node))) for node in dependent.order[:limit]],
        dependence_total=len(dependent.order),
        fragmentation=dependent.fragmentation,
        communities=_communities(findings, found.communities) if found.communities else None,
    )


def _role(findings: Findings, row: ActorRole) -> RoleOut:
    position = row.bridging.position
    return RoleOut(
        actor=findings.present.name(row.actor),
        words=findings.words(wording_roles.role_sentence(findings.reading.network, row)),
        sector=findings.present.word(row.sector, vocabulary().sectors),
        betweenness=row.betweenness,
        degree=row.degree,
        constraint=row.constraint,
        effective_size=row.effective_size,
        brokerage=BrokerageOut(**vars(row.brokerage)) if row.brokerage else None,
        activity=row.bridging.activity,
        exclusivity=row.bridging.exclusivity,
        position=findings.label(position, wording_roles.POSITION_LABELS) if position else None,
        participation=row.participation,
        community=row.community,
        measures=row.measures,
        sole_cells=row.sole_cells,
        alone=row.alone,
        **findings.rests_on(row.facts),
    )


def _dependence(findings: Findings, row: Dependence) -> DependenceOut:
    named = dict.fromkeys((*widest(findings.reading.network, row.cells), *row.cells))
    return DependenceOut(
        actor=findings.present.name(row.actor),
        words=findings.words(wording_roles.depends_words(row)),
        cells=findings.cells(list(named)[:_CELLS_NAMED]),
        cells_total=len(row.cells),
        cut_point=row.cut_point,
        fragmentation=row.fragmentation,
        brokerage=row.brokerage,
        funding=[_funding(findings, one) for one in row.funding],
        **findings.rests_on(row.facts),
    )


def _funding(findings: Findings, one: LimitedFunding) -> LimitedFundingOut:
    return LimitedFundingOut(measure=findings.present.name(one.measure), end=one.end, **findings.rests_on(one.facts))


def _communities(findings: Findings, found: ActorCommunities) -> CommunitiesOut:
    return CommunitiesOut(
        groups=[findings.names(group) for group in found.groups],
        modularity=found.modularity,
        resolution=found.resolution,
        seed=found.seed,
        runs=found.runs,
        stability=found.stability,
    )


@router.get("/networks/{n}/what-if")
def what_if(
    findings: FindingsOf,
    facets: FacetsOf,
    without: Annotated[list[str], Query(min_length=1, max_length=100, description="actor/…, measure/…")],
    limit: Shown = 50,
) -> WhatIfOut:
    """What would be otherwise if some actors or measures were gone."""
    network, only = findings.reading.network, facets.named(findings.reading.network)
    ids = [written_as(network, one if "/" in one else f"actor/{one}") for one in without]
    found = findings.study.what_if(tuple(sorted(set(ids))), Cells(only=tuple(only.items())))
    return WhatIfOut(
        **findings.answer(
            wording_roles.what_if_sentence(network, found),
            (*findings.narrowed_to(facets), *wording_roles.what_if_caveats(network, found)),
            found.basis,
            without=sorted(set(ids)),
            only={scheme: sorted(ids) for scheme, ids in only.items()},
        ),
        without=findings.names((*found.actors, *found.measures)),
        absent=findings.names(found.absent),
        lost=_losses(findings, found, limit),
        lost_total=len(found.lost),
        changed_total=len(found.changed),
        stopped=[_stopped(findings, one) for one in found.stopped],
        alone=[_alone(findings, one) for one in found.alone],
        bodies=[_emptied(findings, one) for one in found.bodies],
        rate=_moved(findings, found.rate, wording_roles.rate_parts(found)),
        vulnerability=_moved(findings, found.vulnerability, wording_roles.vulnerability_parts(found)),
        congruence=_moved(findings, found.congruence, wording_roles.congruence_parts(found)),
    )


def _losses(findings: Findings, found: WhatIf, limit: int) -> list[CellLossOut]:
    """The lost cells, those that lie within no other of them first."""
    cells = {found.before.cell(int(place)): int(place) for place in found.lost}
    wide = dict.fromkeys(widest(findings.reading.network, cells))
    ordered = list(dict.fromkeys((*wide, *cells)))
    return [_loss(findings, found.row(cells[cell]), is_wide=cell in wide) for cell in ordered[:limit]]


def _loss(findings: Findings, row: CellLoss, *, is_wide: bool) -> CellLossOut:
    return CellLossOut(
        words=findings.words(cell_words(findings.reading.network, row.cell)),
        widest=is_wide,
        before=findings.label(row.before, STATE_LABELS),
        after=findings.label(row.after, STATE_LABELS),
        providers=findings.names(row.providers),
        measures=findings.names(row.measures),
        **findings.rests_on(row.facts),
    )


def _stopped(findings: Findings, one: StoppedMeasure) -> StoppedOut:
    return StoppedOut(
        measure=findings.present.name(one.measure),
        named=one.named,
        carriers=findings.names(one.carriers),
        **findings.rests_on(one.facts),
    )


def _alone(findings: Findings, one: NewlyAlone) -> NewlyAloneOut:
    return NewlyAloneOut(actor=findings.present.name(one.actor), **findings.rests_on(one.facts))


def _emptied(findings: Findings, one: EmptiedBody) -> EmptiedOut:
    return EmptiedOut(
        body=findings.present.name(one.body), before=one.before, after=one.after, **findings.rests_on(one.facts)
    )


def _moved(findings: Findings, figure: BeforeAfter, parts: wording_roles.Parts) -> BeforeAfterOut:
    before, after = (findings.words(part) if part else None for part in parts)
    return BeforeAfterOut(
        before=figure.before,
        after=figure.after,
        difference=figure.difference,
        before_part=before,
        after_part=after,
    )
