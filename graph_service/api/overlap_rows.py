"""Pairs of measures as the API gives them: what they share facet by facet, and how their carriers can coordinate."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from graph_service.analysis.channels import ACCEPTED, CHANNELS
from graph_service.analysis.coordination import evidence
from graph_service.analysis.overlap import FacetComparison, OverlapPair
from graph_service.api.findings import Findings
from graph_service.api.schemas import Word
from graph_service.api.schemas_findings import BetweenOut, FacetComparisonOut, OverlapOut
from graph_service.language import render
from graph_service.model.nodes import Measure
from graph_service.model.text import text
from graph_service.model.ties import Tie
from graph_service.model.vocabulary import vocabulary
from graph_service.operations.describing import tie_words
from graph_service.operations.wording_findings import CHANNEL_LABELS, GRADE_LABELS, part_label

_MOST = 10


def pair_of_measures(findings: Findings, row: OverlapPair, max_body: int) -> OverlapOut:
    """Two measures in words, with the best channel of any two of their carriers."""
    between = _between(findings, row, max_body)
    best = min((CHANNELS.index(one.channel.id) for one in between), default=CHANNELS.index("none"))
    return OverlapOut(
        first=findings.present.name(row.first),
        second=findings.present.name(row.second),
        grade=findings.label(row.grade, GRADE_LABELS),
        similarity=row.similarity,
        coverage=row.coverage,
        facets=[_facet(findings, row, facet) for facet in row.facets],
        cells=findings.cells(row.cells),
        carriers=[findings.names(side) for side in row.carriers],
        channel=findings.label(CHANNELS[best], CHANNEL_LABELS),
        between=between,
        missing=[_missing(findings, what, measure) for what, measure in row.missing],
        judgement=findings.judged("overlap", row.first, row.second),
        **findings.rests_on(row.facts),
    )


def _missing(findings: Findings, what: str, measure: str) -> str:
    """What would help to decide a pair: "Ort von „Sprachcafé“"."""
    name = findings.reading.network.node(measure).name
    return findings.words(text("{what} von „{measure}“", what=part_label(what), measure=name))


def _facet(findings: Findings, row: OverlapPair, facet: FacetComparison) -> FacetComparisonOut:
    if facet.facet in vocabulary().facet_kinds():
        told = [
            [one.label for one in findings.names(ids)] for ids in (facet.shared, facet.first_only, facet.second_only)
        ]
    else:
        told = _compared(*(_recorded(findings, facet.facet, measure) for measure in (row.first, row.second)))
    return FacetComparisonOut(
        facet=Word(id=facet.facet, label=findings.words(part_label(facet.facet))),
        weight=facet.weight,
        similarity=facet.similarity,
        containment=facet.containment,
        shared=told[0],
        first_only=told[1],
        second_only=told[2],
        missing=findings.names(facet.missing),
    )


def _recorded(findings: Findings, facet: str, measure: str) -> list[str]:
    """The period or the level of funding of a measure in words, as far as it is recorded."""
    node = findings.reading.network.node(measure)
    assert isinstance(node, Measure)  # noqa: S101 - overlaps are pairs of measures
    if facet == "period":
        return [] if node.valid.is_unknown else [render(node.valid, findings.reading.language)]
    return [findings.words(vocabulary().funding_levels[node.funding_level])] if node.funding_level else []


def _compared(first: list[str], second: list[str]) -> list[list[str]]:
    """What is the same of both, and what is of one only."""
    return [first, [], []] if first == second else [[], first, second]


def _between(findings: Findings, row: OverlapPair, max_body: int) -> list[BetweenOut]:
    """Every carrier of one measure with every carrier of the other, those without a channel first."""
    channels = findings.study.channels(max_body)
    place, ids = channels.situation.columns.actors.place, channels.situation.columns.actors.ids
    one, other = ([place[actor] for actor in side] for side in row.carriers)
    if not one or not other:
        return []
    first, second = np.repeat(one, len(other)), np.tile(other, len(one))
    found = []
    for kappa, i, j in zip(channels.between(first, second), first.tolist(), second.tolist(), strict=True):
        through, facts = evidence(channels, CHANNELS[kappa], i, j)
        through = tuple(dict.fromkeys(through))
        found.append(
            BetweenOut(
                first=findings.present.name(ids[i]),
                second=findings.present.name(ids[j]),
                channel=findings.label(CHANNELS[kappa], CHANNEL_LABELS),
                accepted=CHANNELS[kappa] in ACCEPTED,
                through=_through(findings, through[:_MOST]),
                through_total=len(through),
                feedback=findings.judged("coordination", ids[i], ids[j]),
                **findings.rests_on(facts),
            )
        )
    return sorted(found, key=lambda between: -CHANNELS.index(between.channel.id))


def _through(findings: Findings, ids: Iterable[str]) -> list[Word]:
    """What makes a channel: records by name, ties as sentences."""
    network, found = findings.reading.network, []
    for one in ids:
        tie = network.ties.get(one)
        found.append(Word(id=one, label=_sentence(findings, tie)) if tie else findings.present.name(one))
    return found


def _sentence(findings: Findings, tie: Tie) -> str:
    name = findings.present.name
    return f"{name(tie.origin).label} {findings.words(tie_words(tie, tie.origin))} {name(tie.target).label}"
