"""What a request may say about a picture, checked against the vocabulary and the network."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Annotated, Any, TypeAlias

from fastapi import Depends, Query

from graph_service.model.errors import BadValue
from graph_service.model.network import Network
from graph_service.model.text import Label, text
from graph_service.model.vocabulary import vocabulary
from graph_service.operations.applying import ties_in
from graph_service.operations.asking import MAX_STEPS
from graph_service.operations.describing import written_as
from graph_service.operations.narrowing import Only
from graph_service.operations.picturing import FIRST_SHOWN, MOST_SHOWN, Wish
from graph_service.operations.sizing import USUAL
from graph_service.serving.filters import Body, Facets, One, Some, Ways, known_kinds, known_sectors, known_words
from graph_service.serving.labels import label_of
from graph_service.serving.reading import Reading
from visualisations.views import VIEWS, known_view

TIE_KIND = Label(de="Beziehungsart", en="kind of tie")
_LISTS = frozenset({"tie", "kind", "sector", "field"})


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
    bodies: Annotated[bool, Query(description="Gremien zählen / common bodies count")] = True
    third_parties: Annotated[bool, Query(description="gemeinsame Partner zählen / common partners count")] = False
    max_body: Body = 25
    role: Annotated[Some, Query(description="Rollen, die als Tragen zählen / roles that carry")] = None

    def shown_as(self, focus: str | None) -> str:
        """The view that is drawn; UnknownWord for one that does not exist."""
        known_view(self.view)
        return Wish(self.view, focus or None).shown_as

    def fitting(self, focus: str | None) -> tuple[Pictured, Mapping[str, tuple[str, ...]]]:
        """Itself without the choices that change nothing in its view, and these by their names."""
        idle = {name: words for name, words in self._idle(self.shown_as(focus)) if words}
        usual = Pictured()
        kept: dict[str, Any] = {name: getattr(usual, name) for name in idle}
        for name in _LISTS & idle.keys():
            kept[name] = [word for word in getattr(self, name) if word not in idle[name]]
        return replace(self, **kept), idle

    def _idle(self, view: str) -> Iterator[tuple[str, tuple[str, ...]]]:
        drawn = ties_in(view)
        ties = known_words(self.tie, "tie_kinds", TIE_KIND, "tie")
        yield "tie", tuple(sorted(ties - drawn))
        if view == "path":
            yield "steps", (str(self.steps),) if self.steps != 1 else ()
            for name in ("kind", "sector", "field"):
                yield name, tuple(word for word in getattr(self, name) or () if word)
            return
        yield "to", (self.to,) if self.to else ()
        yield "directed", ("true",) if self.directed else ()
        if view != "focus":
            yield "steps", (str(self.steps),) if self.steps != 1 else ()
        elif self.view not in {"all", "focus"}:
            yield "view", (self.view,)

    def wish(self, reading: Reading, focus: str | None) -> Wish:
        """The picture that is wished for, of the day where one is named; BadValue for a choice that changes nothing."""
        _, idle = self.fitting(focus)
        for name, words in idle.items():
            raise BadValue(
                text(
                    "{what} ({value}) wirkt in der Ansicht „{view}“ nicht.",
                    what=label_of(name),
                    value=words,
                    view=VIEWS[self.shown_as(focus)],
                ),
                place=name,
                value=words[0],
                remedy=text("Bitte diese Angabe weglassen."),
            )
        return self.fulfilled(reading, focus)

    def fulfilled(self, reading: Reading, focus: str | None) -> Wish:
        """The picture as far as its view can show it."""
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
            Ways(self.bodies, self.third_parties, self.max_body).connecting(),
            known_words(self.role, "roles", Label(de="Rolle", en="role"), "role") or None,
        )

    def only(self, network: Network) -> Only:
        """What the picture is narrowed to; UnknownWord and NotFound name the nearest words."""
        ties = known_words(self.tie, "tie_kinds", TIE_KIND, "tie")
        fields = Facets(field=self.field).exactly(network).get("field", ())
        return Only(known_kinds(self.kind), known_sectors(self.sector), frozenset(fields), ties)


PicturedOf: TypeAlias = Annotated[Pictured, Depends()]


def asked_in(wish: Wish) -> dict[str, object]:
    """What an address says of a wish beside its view, focus and day; what is usual is left out."""
    only, usual = wish.only, Wish()
    ways, roles = wish.connecting, vocabulary().carrying_roles()
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
        "bodies": "common_body" in ways.accepted,
        "third_parties": "third_party" in ways.accepted,
        "max_body": ways.max_body if ways.max_body != usual.connecting.max_body else None,
        "role": sorted(wish.carrying) if wish.carrying not in (None, roles) else [],
    }
