"""The route for recommendations: which tie, which invitation, which new table."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

from fastapi import APIRouter, Query

from graph_service.analysis.recommendation import (
    ClosedPair,
    Gain,
    Invitation,
    Option,
    RecommendedInvitations,
    RecommendedTable,
    RecommendedTies,
)
from graph_service.api.coordination import InFields, fields_in, in_fields, named_fields, pair
from graph_service.api.findings import Findings, FindingsOf
from graph_service.api.schemas_roles import (
    ClosedPairOut,
    GainOut,
    InvitationOut,
    OptionOut,
    RecommendationsOut,
    SeatOut,
    TableOut,
    TieOut,
)
from graph_service.model.text import Value
from graph_service.operations import wording_roles, wording_sharing
from graph_service.operations.study import Advising
from graph_service.operations.wording_findings import CHANNEL_LABELS
from graph_service.serving.filters import Facets

router = APIRouter(tags=["Befunde / findings"])

_SEATS = 5


@router.get("/networks/{n}/recommendations")
def recommendations(
    findings: FindingsOf,
    k: Annotated[int, Query(description="wie viele Vorschläge / how many")] = 5,
    size: Annotated[int | None, Query(description="Plätze am runden Tisch / seats at the table")] = None,
    load: Annotated[int | None, Query(description="höchstens je Akteur / at most per actor")] = None,
    max_body: Annotated[int, Query(description="größtes Gremium, das zählt / largest body that counts")] = 25,
    field: InFields = None,
) -> RecommendationsOut:
    """Who should sit at one table, each name with the pairs that it closes."""
    size = min(_SEATS, max(max_body, 2)) if size is None else size
    fields = fields_in(findings, field)
    ties, invitations, table, options = findings.study.advice(Advising(k, size, load, max_body, fields))
    network = findings.reading.network
    return RecommendationsOut(
        **findings.answer(
            in_fields(findings, field, wording_roles.tables_sentence(network, ties, options)),
            (*findings.narrowed_to(Facets(field=field)), *wording_roles.tables_caveats(ties, invitations, table)),
            ties.basis,
            k=k,
            size=size,
            load=load,
            max_body=max_body,
            field=sorted(fields),
        ),
        ties=[TieOut(pair=pair(findings, row.pair), priority=row.priority, gain=_gain(row.gain)) for row in ties.rows],
        ties_exact=ties.exact,
        invitations=[_invitation(findings, invitations, row) for row in invitations.rows],
        invitations_guarantee=invitations.guarantee,
        candidates=invitations.candidates,
        table=_table(findings, table),
        options=[_option(findings, option) for option in options],
        settled=ties.settled,
        invitation_list=list(map(findings.words, _list(findings, field, (ties, invitations, table)))),
    )


def _list(
    findings: Findings,
    field: list[str] | None,
    advice: tuple[RecommendedTies, RecommendedInvitations, RecommendedTable],
) -> tuple[Value, ...]:
    network, fields = findings.reading.network, named_fields(findings, field)
    return wording_sharing.invitation_list(network, advice, fields, findings.study.carrying)


def _gain(gain: Gain) -> GainOut:
    return GainOut(**vars(gain))


def _pairs(
    findings: Findings, found: RecommendedInvitations | RecommendedTable, pairs: Iterable[ClosedPair], seen_from: str
) -> list[ClosedPairOut]:
    """Pairs that would get a channel, each with why, as one actor sees it."""
    return [_pair(findings, found, one, seen_from) for one in pairs]


def _pair(
    findings: Findings, found: RecommendedInvitations | RecommendedTable, one: ClosedPair, seen_from: str
) -> ClosedPairOut:
    full = found.explain(one)
    return ClosedPairOut(
        first=findings.present.name(one.first),
        second=findings.present.name(one.second),
        reason=findings.words(wording_sharing.reason(findings.reading.network, full, seen_from)),
        weight=one.weight,
        channel=findings.label(one.channel, CHANNEL_LABELS),
        partners=one.partners,
        **findings.rests_on(full.facts),
    )


def _invitation(findings: Findings, found: RecommendedInvitations, row: Invitation) -> InvitationOut:
    return InvitationOut(
        actor=findings.present.name(row.actor),
        body=findings.present.name(row.body),
        instead=findings.names(row.instead),
        members=row.members,
        pairs=_pairs(findings, found, row.pairs, row.actor),
        repeated=_pairs(findings, found, row.repeated, row.actor),
        gain=_gain(row.gain),
        single=_gain(row.single),
        **findings.rests_on(row.facts),
    )


def _table(findings: Findings, table: RecommendedTable) -> TableOut:
    return TableOut(
        exact=table.exact,
        seats=[
            SeatOut(
                actor=findings.present.name(seat.actor),
                pairs=_pairs(findings, table, seat.pairs, seat.actor),
                gain=_gain(seat.gain),
            )
            for seat in table.seats
        ],
        pairs=[_pair(findings, table, one, one.first) for one in table.pairs],
        coordinated=[_pair(findings, table, one, one.first) for one in table.coordinated],
        gain=_gain(table.gain),
    )


def _option(findings: Findings, option: Option) -> OptionOut:
    return OptionOut(
        kind=option.kind,
        words=findings.words(wording_roles.option_words(findings.reading.network, option)),
        cost=option.cost,
        per_cost=option.per_cost,
        gain=_gain(option.gain),
        adds=_gain(option.adds),
    )
