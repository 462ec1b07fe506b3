"""Routes for coordination: how the recorded channels fit the shared work, field by field and actor by actor."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Annotated, Any, TypeAlias, cast

from fastapi import APIRouter, Query

from graph_service.analysis.columns import Ints
from graph_service.analysis.congruence import ActorLoad, Congruence, Level, Share, congruence_over_time
from graph_service.analysis.coordination import Coordination, CoordinationPair
from graph_service.api.findings import Findings, FindingsOf, Shown
from graph_service.api.schemas import Word
from graph_service.api.schemas_findings import (
    CoordinationOut,
    FieldShareOut,
    LoadOut,
    MomentOut,
    NullOut,
    PairOut,
    ShareOut,
    VariantOut,
)
from graph_service.model.network import not_found
from graph_service.model.nodes import Concept
from graph_service.model.text import Text
from graph_service.operations import wording_coordination
from graph_service.operations.describing import written_as
from graph_service.operations.study import Connecting
from graph_service.operations.wording_findings import CHANNEL_LABELS
from graph_service.operations.wording_sharing import about_fields, widest
from graph_service.serving.days import Day
from graph_service.serving.filters import Facets, WaysOf

router = APIRouter(tags=["Befunde / findings"])

InFields: TypeAlias = Annotated[
    list[str] | None, Query(max_length=50, description="nur in diesen Handlungsfeldern / in these fields only")
]


@router.get("/networks/{n}/coordination")
def coordination(
    findings: FindingsOf,
    ways: WaysOf,
    level: str = "field",
    over: Annotated[list[Day] | None, Query(max_length=50, description="weitere Tage / more days")] = None,
    actor: Annotated[str | None, Query(max_length=200, description="nur Paare mit / only pairs with")] = None,
    field: InFields = None,
    limit: Shown = 50,
) -> CoordinationOut:
    """Who serves the same people with and without a recorded channel; congruence, unmet loads, who is left alone."""
    one = _actor(findings, actor) if actor else None
    study, fields = findings.study, fields_in(findings, field)
    connecting = ways.connecting(fields)
    found = study.coordination(connecting)
    within = study.congruence(cast("Level", level), connecting)
    actors = study.situation.columns.actors.ids
    return CoordinationOut(
        **findings.answer(
            in_fields(findings, field, _sentence(findings, found, one)),
            (*findings.narrowed_to(Facets(field=field)), *wording_coordination.coordination_caveats(found, within)),
            found.basis,
            level=level,
            **vars(ways),
            over=[day.isoformat() for day in over or []],
            actor=one,
            field=sorted(fields),
        ),
        **_shared_work(findings, found, one, limit),
        **_congruence(findings, within, connecting, one, limit),
        alone=findings.names(actors[one] for one in found.channels.alone),
        over_time=_over_time(findings, within.level, found, over or []),
    )


def fields_in(findings: Findings, field: list[str] | None) -> frozenset[str]:
    """The ids of the fields that are asked about, with everything narrower; NotFound names the nearest."""
    return Facets(field=field).named(findings.reading.network).get("field", frozenset())


def in_fields(findings: Findings, field: list[str] | None, sentence: Text) -> Text:
    """The sentence with the fields that it is about, where some are named."""
    return about_fields(named_fields(findings, field), sentence)


def named_fields(findings: Findings, field: list[str] | None) -> list[Concept]:
    """The fields that are named, and no others."""
    network = findings.reading.network
    found = map(network.node, Facets(field=field).exactly(network).get("field", ()))
    return [one for one in found if isinstance(one, Concept)]


def _actor(findings: Findings, words: str) -> str:
    """The id of an actor, in capitals or not; NotFound names the nearest."""
    network = findings.reading.network
    known = written_as(network, words if "/" in words else f"actor/{words}")
    actors = {actor.id for actor in network.actors}
    if known not in actors:
        raise not_found(known, actors)
    return known


def _sentence(findings: Findings, found: Coordination, actor: str | None) -> Text:
    if actor is None:
        return wording_coordination.coordination_sentence(found)
    name, pairs = findings.reading.network.node(actor).name, (found.critical, found.gaps)
    with_channel, without = (len(_of(findings, found, places, actor)) for places in pairs)
    return wording_coordination.actor_sentence(name, found.basis.scope.at, with_channel, without)


def _of(findings: Findings, found: Coordination, places: Ints, actor: str | None) -> list[int]:
    """The places of pairs in their order; with an actor, those that it is part of."""
    ids = findings.study.situation.columns.actors.ids
    pairs = ((place, ids[found.first[place]], ids[found.second[place]]) for place in places.tolist())
    return [place for place, *both in pairs if actor is None or actor in both]


def _shared_work(findings: Findings, found: Coordination, actor: str | None, limit: int) -> dict[str, Any]:
    """How the channels fit the shared work, and the pairs with and without one."""
    gaps = findings.judged_last(_of(findings, found, found.gaps, actor), found.first, found.second)
    critical = _of(findings, found, found.critical, actor)
    return {
        "open": found.open,
        "closed": found.closed,
        "fit": found.fit,
        "null": NullOut(**vars(found.null)) if found.null else None,
        "gaps": [pair(findings, found.row(one)) for one in gaps[:limit]],
        "gaps_total": len(gaps),
        "critical": [pair(findings, found.row(one)) for one in critical[:limit]],
        "critical_total": len(critical),
        "without_finding": findings.unmatched("coordination", _known(findings, found)),
    }


def _congruence(
    findings: Findings, within: Congruence, connecting: Connecting, actor: str | None, limit: int
) -> dict[str, Any]:
    """Of how many pairs that need coordination a channel is recorded: in all, by channels, fields and actors."""
    name = findings.present.name
    loads = [load for load in within.loads if actor in (None, load.actor)]
    return {
        "level": within.level,
        "congruence": _share(within.share),
        "congruence_sentence": findings.words(wording_coordination.congruence_sentence(within)),
        "variants": _variants(findings, within.level, connecting),
        "fields": [FieldShareOut(field=name(one.field), share=_share(one.share)) for one in within.fields],
        "loads": [_load(findings, load) for load in loads[:limit]],
    }


def _share(share: Share) -> ShareOut:
    return ShareOut(required=share.required, coordinated=share.coordinated, value=share.value)


def _variants(findings: Findings, level: Level, asked: Connecting) -> list[VariantOut]:
    found = []
    for bodies, third_parties in ((True, False), (True, True), (False, False), (False, True)):
        connecting = Connecting.by(
            bodies=bodies, third_parties=third_parties, max_body=asked.max_body, fields=asked.fields
        )
        share = findings.study.congruence(level, connecting).share
        found.append(VariantOut(bodies=bodies, third_parties=third_parties, share=_share(share)))
    return found


def _load(findings: Findings, load: ActorLoad) -> LoadOut:
    return LoadOut(
        actor=findings.present.name(load.actor),
        required=load.required,
        coordinated=load.coordinated,
        unmet=load.unmet,
        partners=findings.names(load.partners),
    )


def pair(findings: Findings, row: CoordinationPair) -> PairOut:
    """Two actors in words."""
    known = findings.reading.network.nodes
    return PairOut(
        first=findings.present.name(row.first),
        second=findings.present.name(row.second),
        weight=row.weight,
        channel=Word(id=row.channel, label=findings.words(CHANNEL_LABELS[row.channel])),
        through=findings.names(one for one in row.through if one in known),
        partners=row.partners,
        cells=findings.cells(row.cells),
        widest=findings.cells(widest(findings.reading.network, row.cells)),
        measures=[findings.names(side) for side in row.measures],
        feedback=findings.judged("coordination", row.first, row.second),
        **findings.rests_on(row.facts),
    )


def _known(findings: Findings, found: Coordination) -> Iterable[tuple[str, str]]:
    """The pairs that share a cell, or whose measures are alike."""
    ids, loose = findings.study.situation.columns.actors.ids, findings.study.uncoordinated()
    for first, second in ((found.first, found.second), (loose.first, loose.second)):
        yield from ((ids[i], ids[j]) for i, j in zip(first, second, strict=True))


def _over_time(findings: Findings, level: Level, found: Coordination, days: list[date]) -> list[MomentOut]:
    moments = findings.study.keep(
        "over_time",
        (level, found.accepted, found.channels.max_body, found.fields, tuple(days)),
        lambda: congruence_over_time(found.channels, days, level, found.accepted, found.fields),
    )
    return [MomentOut(date=moment.scope.at, share=_share(moment.share)) for moment in moments]
