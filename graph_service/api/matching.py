"""The route for actors that may be the same organisation under several names."""

from __future__ import annotations

from fastapi import APIRouter

from graph_service.api.findings import Shown
from graph_service.api.present import presenter
from graph_service.api.records import answer
from graph_service.api.schemas import SourceOut, Word
from graph_service.api.schemas_matching import MatchesOut, MatchOut, ReasonOut, RelationWord
from graph_service.language import render
from graph_service.model.text import Label
from graph_service.operations import wording_matching as wording
from graph_service.operations.matching import matches_of
from graph_service.serving.reading import Reading, ReadingOf
from loaders.matching.comparing import Evidence, Proposal

router = APIRouter(tags=["Akteure / actors"])


@router.get("/networks/{n}/matches")
def matches(reading: ReadingOf, relation: RelationWord | None = None, limit: Shown = 100) -> MatchesOut:
    """Actors that may be the same, or levels of one association, each with what decides; nothing is merged."""
    found = matches_of(reading.service, reading.network_id, reading.view.revision)
    kept = [one for one in found.proposals if relation in (None, one.relation)]
    return MatchesOut(
        **answer(reading, wording.sentence(found), wording.caveats(found)),
        items=[_match(reading, one) for one in kept[:limit]],
        total=len(kept),
        actors=found.actors,
        settled=found.settled,
    )


def _match(reading: Reading, one: Proposal) -> MatchOut:
    present = presenter(reading)
    return MatchOut(
        first=present.name(one.first),
        second=present.name(one.second),
        relation=_word(reading, one.relation, wording.RELATION_LABELS),
        score=one.score,
        words=render(wording.proposal_words(one, reading.network.nodes), reading.language),
        reasons=[_reason(reading, each) for each in one.evidence],
        first_sources=_sources(reading, one.first),
        second_sources=_sources(reading, one.second),
    )


def _reason(reading: Reading, one: Evidence) -> ReasonOut:
    field = _word(reading, one.field, wording.FIELD_LABELS)
    return ReasonOut(field=field, words=render(wording.reason(one), reading.language), weight=one.weight)


def _sources(reading: Reading, actor: str) -> list[SourceOut]:
    present = presenter(reading)
    return [present.source(source) for source in reading.network.nodes[actor].sources]


def _word(reading: Reading, word: str, table: dict[str, Label]) -> Word:
    return Word(id=word, label=table[word].in_language(reading.language))
