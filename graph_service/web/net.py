"""The network picture as a page: its views, what it is narrowed to, what is left out, and the same as tables."""

from __future__ import annotations

from collections import Counter
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from graph_service.model.network import Network
from graph_service.model.text import Label, Language
from graph_service.model.vocabulary import vocabulary
from graph_service.operations import asking, wording
from graph_service.operations.picturing import MOST_SHOWN, Wish
from graph_service.operations.sizing import SIZES
from graph_service.serving.reading import Reading, ReadingOf
from graph_service.serving.wishes import PicturedOf
from graph_service.web.forms import again, by_label, label_in
from graph_service.web.rendering import drawn, page
from visualisations.picture import Picture
from visualisations.views import VIEWS

router = APIRouter()
_OF_THE_WHOLE = [view for view in VIEWS if view not in {"focus", "path"}]


@router.get("/{n}/netz")
def net(
    request: Request,
    reading: ReadingOf,
    pictured: PicturedOf,
    node: Annotated[str | None, Query(max_length=200)] = None,
) -> HTMLResponse:
    """The network picture in a view, what is around one node, or the ways from it to another."""
    wish = pictured.wish(reading, node)
    block = drawn(reading, wish)
    shown: Picture = block["picture"]
    around = _around(reading, wish)
    return page(
        request,
        reading,
        "net.html",
        **block,
        views={name: VIEWS[name] for name in _OF_THE_WHOLE},
        sizes=SIZES,
        around=around.node if around else None,
        max_steps=asking.MAX_STEPS,
        sentence=wording.surroundings_sentence(around) if around else None,
        pictured=pictured,
        lines=Counter(end for edge in shown.edges for end in (edge.origin, edge.target)),
        rest=[(part, again(request, {part.by: part.value, "limit": None})) for part in shown.rest],
        more=again(request, {"limit": MOST_SHOWN}) if shown.hidden and wish.limit < MOST_SHOWN else None,
        whole=again(request, dict.fromkeys(("kind", "sector", "field", "tie", "at", "size"))),
        choices=_choices(reading.network, reading.language),
        cited=lambda edge: [source for tie in edge.proofs for source in reading.network.ties[tie].sources],
    )


def _around(reading: Reading, wish: Wish) -> asking.Surroundings | None:
    if wish.focus is None:
        return None
    revision = reading.view.revision
    return asking.neighbourhood(
        reading.service, reading.network_id, wish.focus, steps=wish.steps, limit=wish.limit, revision=revision
    )


def _choices(network: Network, language: Language) -> dict[str, list[tuple[str, Label]]]:
    """The words of the vocabulary that occur, for each choice of the form, in the order of what readers see."""
    used = {
        "actor_kinds": {actor.kind for actor in network.actors},
        "sectors": {actor.sector for actor in network.actors},
        "tie_kinds": {tie.kind for tie in network.ties.values()},
    }
    return {
        table: [(word, label_in(getattr(vocabulary(), table)[word])) for word in by_label(words, table, language)]
        for table, words in used.items()
    }
