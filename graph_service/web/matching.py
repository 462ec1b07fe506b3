"""Dubletten: actors that may be the same, or levels of one association, each for a person to decide."""

from __future__ import annotations

from collections.abc import Iterator

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from graph_service.api import judgements
from graph_service.api.findings import Shown
from graph_service.api.matching import matches
from graph_service.api.schemas import Word
from graph_service.api.schemas_judgements import JudgementOut
from graph_service.model.identity import prefix_of, tie_id
from graph_service.model.network import Network
from graph_service.operations.matching import RELATIONS, matches_of
from graph_service.serving.reading import Reading, ReadingOf
from graph_service.web.rendering import page
from loaders.matching.comparing import Proposal

router = APIRouter()

_QUICK = 2000
"""Up to how many actors the page of one actor says what is proposed for it: more would take longer than a page may."""


@router.get("/{n}/daten/dubletten")
def proposals(request: Request, reading: ReadingOf, limit: Shown = 100) -> HTMLResponse:
    """Every proposal with what decides and how to decide it, then what people decided."""
    return page(
        request,
        reading,
        "matching.html",
        answer=matches(reading, None, limit),
        decided=[(_in_order(reading.network, one), one) for one in _decided(reading)],
    )


def proposals_of(reading: Reading, actor: str) -> tuple[Proposal, ...]:
    """The open proposals that an actor is part of; none in a network with too many actors for a page to wait."""
    if len(reading.network.actors) > _QUICK:
        return ()
    found = matches_of(reading.service, reading.network_id, reading.view.revision)
    return tuple(one for one in found.proposals if actor in (one.first, one.second))


def _decided(reading: Reading) -> Iterator[JudgementOut]:
    for kind in RELATIONS:
        for one in judgements.judgements(reading, kind).items:
            if prefix_of(one.subjects[0].id) == "actor":
                yield one


def _in_order(network: Network, judgement: JudgementOut) -> tuple[Word, Word]:
    """Who a decision is about; of a part and a whole the part comes first."""
    first, second = judgement.subjects
    turned = judgement.kind.id == "part_of" and tie_id("part_of", second.id, first.id, None) in network.ties
    return (second, first) if turned else (first, second)
