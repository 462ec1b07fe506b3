"""Routes for overlaps of measures, and for overlaps without a recorded channel of coordination."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import Annotated, Any, TypeAlias

import numpy as np
from fastapi import APIRouter, Depends, Query

from graph_service.analysis.columns import Bools, Ints
from graph_service.analysis.coordination import UncoordinatedOverlaps
from graph_service.analysis.overlap import GRADES, Overlaps, Pairs, Thresholds
from graph_service.api.findings import Findings, FindingsOf, Shown
from graph_service.api.overlap_rows import pair_of_measures
from graph_service.api.schemas import Word
from graph_service.api.schemas_findings import LackingOut, OverlapOut, OverlapsOut, UncoordinatedOut
from graph_service.model.errors import BadValue
from graph_service.model.text import Label, Text, text
from graph_service.model.vocabulary import look_up
from graph_service.operations import wording_coordination as wording
from graph_service.operations.study import Comparing
from graph_service.operations.wording_findings import CHANNEL_LABELS, GRADE_LABELS, part_label
from graph_service.serving.filters import Body, Facets, FacetsOf, One

router = APIRouter(tags=["Befunde / findings"])

Threshold = Annotated[float, Query(description="Schwelle / threshold, 0 to 1")]
Weights = Annotated[list[str] | None, Query(max_length=20, description="Gewicht / weight, e.g. district:0")]
Missing = Annotated[
    str | None, Query(max_length=40, description="fehlende Angabe / entry that undecided pairs lack, e.g. district")
]


@dataclass(frozen=True)
class Asked:
    """How measures are compared, and which bodies count as a channel."""

    coverage: Threshold = 0.6
    overlap: Threshold = 0.5
    duplication: Threshold = 0.8
    weight: Weights = None
    max_body: Body = 25

    @property
    def comparing(self) -> Comparing:
        limits = Thresholds(self.coverage, self.overlap, self.duplication)
        return Comparing(limits, tuple(sorted(weights_of(self.weight).items())))


AskedOf: TypeAlias = Annotated[Asked, Depends()]


@router.get("/networks/{n}/overlaps")
def overlaps(
    findings: FindingsOf,
    facets: FacetsOf,
    asked: AskedOf,
    uncoordinated: bool = False,
    grade: One = None,
    limit: Shown = 50,
    missing: Missing = None,
) -> OverlapsOut:
    """Measures of different carriers that are alike; with `uncoordinated`, actors that overlap without a channel."""
    return overlaps_of(findings, facets, asked, Kept(grade or None, missing or None, uncoordinated), limit, limit)


@dataclass(frozen=True)
class Kept:
    """To which pairs the lists are kept: of one grade, lacking one entry, of actors without a channel."""

    grade: str | None = None
    missing: str | None = None
    uncoordinated: bool = False


def overlaps_of(
    findings: Findings, facets: Facets, asked: Asked, kept: Kept, limit: int, actors: int = 0
) -> OverlapsOut:
    """The answer with so many pairs of measures, and so many of actors, which cost most to tell."""
    listed = _listed(findings, facets, asked, kept)
    found, loose = listed.found, listed.loose
    sentence, caveats = _wording(listed, findings.reading.scope.at)
    pairs = findings.judged_last(listed.uncoordinated, loose.first, loose.second)
    return OverlapsOut(
        **findings.answer(
            sentence,
            (*findings.narrowed_to(facets), *caveats),
            found.basis,
            uncoordinated=kept.uncoordinated,
            grade=kept.grade,
            missing=kept.missing,
            **_parameters(found, asked, facets.exactly(findings.reading.network)),
        ),
        **_of_measures(findings, listed, asked.max_body, limit),
        compared=found.compared,
        unused=[Word(id=one, label=findings.words(part_label(one))) for one in found.unused],
        uncoordinated=[_uncoordinated(findings, loose, one) for one in pairs[:actors]],
        uncoordinated_total=len(pairs),
        without_finding=findings.unmatched("overlap", _known(findings, found)),
    )


@dataclass(frozen=True, eq=False)
class _Listed:
    """The places of the pairs that are asked for: alike and undecided in `found`, uncoordinated in `loose`.

    `waiting` are the undecided ones whatever they lack.
    """

    kept: Kept
    found: Overlaps
    loose: UncoordinatedOverlaps
    alike: Ints
    undecided: Ints
    waiting: Ints
    uncoordinated: Ints


def _listed(findings: Findings, facets: Facets, asked: Asked, kept: Kept) -> _Listed:
    found = findings.study.overlaps(asked.comparing)
    loose = findings.study.uncoordinated(asked.comparing, asked.max_body)
    wanted = _serving(findings, facets.chosen(findings.reading.network))
    pairs = _loose(loose, wanted)
    alike = _chosen(found.found, found.order, wanted)
    alike = alike[_of_grade(found, GRADES[2] if kept.missing else kept.grade)[alike]]
    if kept.uncoordinated:
        alike = alike[np.isin(alike, np.concatenate([alike[:0], *(loose.pairs[one] for one in pairs)]))]
    waiting = _chosen(found.undecided, found.undecided_order, wanted)
    waiting = waiting[: None if kept.grade in (None, GRADES[2]) and not kept.uncoordinated else 0]
    lacking = waiting[_lacks(found, kept.missing)[waiting]] if kept.missing else waiting
    return _Listed(kept, found, loose, alike, lacking, waiting, pairs)


def _lacks(found: Overlaps, what: str) -> Bools:
    look_up(what, {one: part_label(one) for one in found.lackable}, Label(de="Angabe", en="entry"), "missing")
    return found.lacking(what)


def _of_measures(findings: Findings, listed: _Listed, max_body: int, limit: int) -> dict[str, Any]:
    """The pairs of measures, those that people judged last, and for what the undecided ones wait."""
    found = listed.found
    alike, settled = _judged_last(findings, found.found, listed.alike)
    undecided, closed = _judged_last(findings, found.undecided, listed.undecided)

    def rows(places: Ints, *, decided: bool) -> list[OverlapOut]:
        row = found.row if decided else found.undecided_row
        return [pair_of_measures(findings, row(int(place)), max_body) for place in places[:limit]]

    return {
        "items": rows(alike, decided=True),
        "total": len(alike),
        "undecided": rows(undecided, decided=False),
        "undecided_total": len(undecided),
        "lacking": _lacking(findings, listed),
        "judged": [*rows(settled, decided=True), *rows(closed, decided=False)],
        "judged_total": len(settled) + len(closed),
    }


def _judged_last(findings: Findings, pairs: Pairs, places: Ints) -> tuple[Ints, Ints]:
    """The places with those of judged pairs at the end, and these alone."""
    judged = findings.is_judged("overlap", pairs.first[places], pairs.second[places])
    return np.concatenate((places[~judged], places[judged])), places[judged]


def _lacking(findings: Findings, listed: _Listed) -> list[LackingOut]:
    """What the undecided pairs lack, the most frequent first."""
    counts = {what: int(listed.found.lacking(what)[listed.waiting].sum()) for what in listed.found.lackable}
    return [
        LackingOut(what=Word(id=what, label=findings.words(part_label(what))), pairs=pairs)
        for what, pairs in sorted(counts.items(), key=lambda entry: -entry[1])
        if pairs
    ]


def _wording(listed: _Listed, day: date) -> tuple[Text, tuple[Text, ...]]:
    """The sentence and what is not sure: of overlaps without a channel, of one grade, or of all."""
    found, loose, pairs = listed.found, listed.loose, listed.uncoordinated
    if listed.kept.uncoordinated:
        sentence = wording.uncoordinated_sentence(day, len(pairs), int(loose.third[pairs].sum()))
        return sentence, wording.uncoordinated_caveats(loose)
    twice, undecided = int(found.duplicates[listed.alike].sum()), len(listed.undecided)
    if listed.kept.missing or listed.kept.grade == GRADES[2]:
        sentence = wording.undecided_sentence(day, undecided)
    elif listed.kept.grade == GRADES[0]:
        sentence = wording.duplications_sentence(day, twice)
    else:
        sentence = wording.overlaps_sentence(day, len(listed.alike), twice, undecided)
    return sentence, wording.overlaps_caveats(found)


def _parameters(found: Overlaps, asked: Asked, only: dict[str, tuple[str, ...]]) -> dict[str, Any]:
    return {
        "thresholds": vars(found.thresholds),
        "weights": dict(found.comparison.weights),
        "max_body": asked.max_body,
        "only": {scheme: list(ids) for scheme, ids in only.items()},
    }


def weights_of(given: list[str] | None) -> dict[str, float]:
    """Weights written as "district:0"; BadValue names what is wrong."""
    found = {}
    for one in filter(None, given or ()):
        name, _, amount = one.partition(":")
        try:
            found[name] = float(amount)
        except ValueError as error:
            raise BadValue(
                text("„{value}“ ist kein Gewicht.", value=one[:80]),
                place="weight",
                value=one[:80],
                remedy=text("Erlaubt ist zum Beispiel district:0 oder offering_type:3."),
            ) from error
    return found


def _of_grade(found: Overlaps, grade: str | None) -> Bools:
    """Which found pairs have the grade that is asked for; all where none is."""
    everything = np.ones(len(found.found), dtype=np.bool_)
    if not grade:
        return everything
    look_up(grade, GRADE_LABELS, Label(de="Einstufung", en="grade"), "grade")
    if grade == GRADES[2]:
        return ~everything
    return found.duplicates if grade == GRADES[0] else ~found.duplicates


def _serving(findings: Findings, chosen: dict[str, frozenset[str]]) -> Bools:
    """Which measures serve the concepts that the list is narrowed to."""
    situation = findings.study.situation
    kept = np.ones(len(situation.running), dtype=np.bool_)
    for scheme, concepts in chosen.items():
        facet = situation.facet(scheme)
        places = [place for place, concept in enumerate(facet.scheme.ids) if concept in concepts]
        kept &= np.asarray(facet.own[:, places].sum(axis=1)).ravel() > 0
    return kept


def _chosen(pairs: Pairs, order: Ints, wanted: Bools) -> Ints:
    """The places of pairs of which both measures are wanted, in their order."""
    both = wanted[pairs.first[order]] & wanted[pairs.second[order]]
    found: Ints = order[both]
    return found


def _loose(loose: UncoordinatedOverlaps, wanted: Bools) -> Ints:
    pairs = loose.overlaps.found
    both = wanted[pairs.first] & wanted[pairs.second]
    return np.array([one for one in loose.order if both[loose.pairs[one]].any()], dtype=np.int64)


_MOST_OF_TWO = 10  # pairs of measures told of two actors: two that carry hundreds each would fill a page alone


def _uncoordinated(findings: Findings, loose: UncoordinatedOverlaps, place: int) -> UncoordinatedOut:
    row, channels, pairs = loose.row(place), loose.channels, loose.pairs[place]
    closest = np.argsort(-loose.overlaps.found.similarity[pairs], kind="stable")[:_MOST_OF_TWO]
    return UncoordinatedOut(
        first=findings.present.name(row.first),
        second=findings.present.name(row.second),
        channel=findings.label(row.channel, CHANNEL_LABELS),
        priority=float(loose.priority[place]),
        partners=findings.names(row.through),
        measures=[
            pair_of_measures(findings, loose.overlaps.row(int(one)), channels.max_body)
            for one in pairs[np.sort(closest)]
        ],
        measures_total=len(pairs),
        cells=findings.cells(row.cells),
        checked=findings.words(wording.checked_words(channels.max_body)),
        feedback=findings.judged("coordination", row.first, row.second),
        **findings.rests_on(row.facts),
    )


def _known(findings: Findings, found: Overlaps) -> Iterable[tuple[str, str]]:
    """The pairs that are alike or undecided, by what was asked for or by the usual thresholds."""
    ids = findings.study.situation.columns.measures.ids
    for one in (found, findings.study.overlaps()):
        yield from chain(_ids(ids, one.found), _ids(ids, one.undecided))


def _ids(ids: tuple[str, ...], pairs: Pairs) -> Iterable[tuple[str, str]]:
    return ((ids[i], ids[j]) for i, j in zip(pairs.first, pairs.second, strict=True))
