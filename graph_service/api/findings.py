"""Results of analyses -> answers of the API: what rests on what, cells in words, judgements beside findings."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import Annotated, Any, TypeAlias

import numpy as np
from fastapi import Depends, Query

from graph_service.analysis.columns import Bools, Ints
from graph_service.analysis.results import Basis
from graph_service.api.judgements import shown
from graph_service.api.present import Presenter, presenter
from graph_service.api.records import answer
from graph_service.api.schemas import Word
from graph_service.api.schemas_findings import BasisOut
from graph_service.api.schemas_judgements import JudgementOut
from graph_service.language import render
from graph_service.model.text import Label, Text, Value
from graph_service.model.vocabulary import look_up, vocabulary
from graph_service.operations import describing
from graph_service.operations.study import Study
from graph_service.operations.wording_findings import cell_words, narrowed
from graph_service.serving.filters import Facets
from graph_service.serving.reading import JudgedOf, Reading

Shown: TypeAlias = Annotated[int, Query(ge=0, le=500, description="wie viele Zeilen / how many rows")]


@dataclass(frozen=True)
class Findings:
    """The analyses of what a request reads, in the words of its reader."""

    reading: Reading
    study: Study
    asked: dict[str, Any]

    @cached_property
    def present(self) -> Presenter:
        return presenter(self.reading)

    def answer(self, sentence: Text, caveats: Iterable[Text], basis: Basis, **parameters: Any) -> dict[str, Any]:
        """What every analysis says of itself."""
        return {
            **answer(self.reading, sentence, caveats),
            "parameters": {**self.asked, **parameters},
            "basis": BasisOut(
                running=basis.running,
                actors=basis.actors,
                lacking_end=basis.lacking_end,
                unconfirmed=basis.unconfirmed,
                undated=basis.undated,
                not_recorded=dict(basis.not_recorded),
            ),
        }

    def narrowed_to(self, facets: Facets) -> tuple[Text, ...]:
        """The caveat that names the concepts that were asked for, if any were."""
        network = self.reading.network
        return narrowed(network, chain.from_iterable(facets.exactly(network).values()))

    def rests_on(self, facts: Iterable[str]) -> dict[str, Any]:
        """The facts of a row and their sources."""
        known = list(facts)
        found = describing.sources_of(map(self.reading.network.get, known))
        return {"facts": known, "sources": [self.present.source(source) for source in found]}

    def names(self, ids: Iterable[str]) -> list[Word]:
        return [self.present.name(one) for one in ids]

    def label(self, word: str, labels: dict[str, Label]) -> Word:
        return Word(id=word, label=labels[word].in_language(self.reading.language))

    def words(self, label: Value) -> str:
        return render(label, self.reading.language)

    def cells(self, cells: Iterable[tuple[str, ...]]) -> list[str]:
        """Cells by the names of their concepts."""
        return [self.words(cell_words(self.reading.network, cell)) for cell in cells]

    def judged(self, kind: str, first: str, second: str) -> JudgementOut | None:
        """What people decided about two records, if they did."""
        one, other = sorted((first, second))
        found = self.study.judgements(kind).get((one, other))
        return shown(self.reading, found.id) if found else None

    def judged_last(self, places: Iterable[int], first: Ints, second: Ints) -> list[int]:
        """The places of pairs of actors in their order, those that people judged at the end."""
        judged = self.is_judged("coordination", first, second)
        return sorted(map(int, places), key=lambda place: bool(judged[place]))

    def is_judged(self, kind: str, first: Ints, second: Ints) -> Bools:
        """Which pairs of actors, or of measures where overlaps are judged, people judged."""
        columns = self.study.situation.columns
        nodes = columns.measures if kind == "overlap" else columns.actors
        known = [pair for pair in self.study.judgements(kind) if pair[0] in nodes.place and pair[1] in nodes.place]
        places = [sorted((nodes.place[one], nodes.place[other])) for one, other in known]
        numbers = np.array([low * len(nodes) + high for low, high in places], dtype=np.int64)
        found: Bools = np.isin(np.minimum(first, second) * len(nodes) + np.maximum(first, second), numbers)
        return found

    def unmatched(self, kind: str, known: Iterable[tuple[str, str]]) -> list[JudgementOut]:
        """What people decided about pairs that are not among the known ones."""
        pairs = {(min(pair), max(pair)) for pair in known}
        judged = self.study.judgements(kind).items()
        return [shown(self.reading, judgement.id) for pair, judgement in judged if pair not in pairs]


def findings(
    reading: JudgedOf,
    role: Annotated[
        list[str] | None, Query(max_length=20, description="Rollen, die als Tragen zählen / roles that carry")
    ] = None,
) -> Findings:
    """The analyses that a request asks for."""
    chosen = frozenset(one for one in role or () if one)
    for one in chosen:
        look_up(one, vocabulary().roles, Label(de="Rolle", en="role"), "role")
    roles = chosen or vocabulary().carrying_roles()
    study = Study(reading.service, reading.network_id, reading.view.revision, reading.scope, roles)
    asked = {**reading.scope.model_dump(mode="json", exclude={"at"}), "role": sorted(roles)}
    return Findings(reading, study, asked)


FindingsOf: TypeAlias = Annotated[Findings, Depends(findings)]
