"""What a request may say about a picture, checked against the vocabulary and the network."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, TypeAlias

from fastapi import Depends, Query

from graph_service.model.network import Network
from graph_service.model.text import Label
from graph_service.operations.asking import MAX_STEPS
from graph_service.operations.describing import written_as
from graph_service.operations.narrowing import Only
from graph_service.operations.picturing import FIRST_SHOWN, MOST_SHOWN, Wish
from graph_service.operations.sizing import USUAL
from graph_service.serving.filters import Facets, One, Some, known_kinds, known_sectors, known_words
from graph_service.serving.reading import Reading


@dataclass(frozen=True)
class Pictured:
    """Which picture: a view, the steps around a focus, where a way ends, what it is narrowed to, what size means."""

    view: Annotated[str, Query(max_length=40, description="Ansicht / view")] = "all"
    to: Annotated[One, Query(description="Ende der Wege / end of the ways")] = None
    steps: Annotated[int, Query(ge=1, le=MAX_STEPS)] = 1
    limit: Annotated[int, Query(ge=1, le=MOST_SHOWN)] = FIRST_SHOWN
    kind: Some = None
    sector: Some = None
    field: Some = None
    tie: Annotated[Some, Query(description="Art der Beziehung / kind of tie")] = None
    size: Annotated[str, Query(max_length=40, description="Größe der Formen / size of the shapes")] = USUAL
    directed: Annotated[bool, Query(description="Wege nur in Richtung der Beziehungen / ways along ties only")] = False

    def wish(self, reading: Reading, focus: str | None) -> Wish:
        """The picture that is wished for, of the day where one is named."""
        ends = (written_as(reading.network, end) if end else None for end in (focus, self.to))
        return Wish(
            self.view,
            next(ends),
            self.steps,
            reading.scope if reading.dated or reading.scope.documented else None,
            self.limit,
            next(ends),
            self.only(reading.network),
            self.size,
            self.directed,
        )

    def only(self, network: Network) -> Only:
        """What the picture is narrowed to; UnknownWord and NotFound name the nearest words."""
        ties = known_words(self.tie, "tie_kinds", Label(de="Beziehungsart", en="kind of tie"), "tie")
        fields = Facets(field=self.field).exactly(network).get("field", ())
        return Only(known_kinds(self.kind), known_sectors(self.sector), frozenset(fields), ties)


PicturedOf: TypeAlias = Annotated[Pictured, Depends()]


def asked_in(wish: Wish) -> dict[str, object]:
    """What an address says of a wish beside its view, focus and day; what is usual is left out."""
    only, usual = wish.only, Wish()
    return {
        "to": wish.to,
        "steps": wish.steps if wish.steps != usual.steps else None,
        "limit": wish.limit if wish.limit != usual.limit else None,
        "size": wish.size if wish.size != usual.size else None,
        "kind": sorted(only.kinds),
        "sector": sorted(only.sectors),
        "field": sorted(only.fields),
        "tie": sorted(only.ties),
        "directed": wish.directed,
    }
