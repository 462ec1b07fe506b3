"""The network picture as a page: its views, what it is narrowed to, what is left out, and the same as tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from graph_service.api.annexes import annex_of, handed_out
from graph_service.model.network import Network
from graph_service.model.text import Label, Text, text
from graph_service.model.vocabulary import vocabulary
from graph_service.operations import asking, describing, wording
from graph_service.operations.applying import choices
from graph_service.operations.picturing import MOST_SHOWN, Wish, ways_of
from graph_service.operations.sizing import SIZES, USUAL
from graph_service.operations.wording_change import paths_sentence
from graph_service.serving.labels import label_of
from graph_service.serving.reading import Reading, ReadingOf
from graph_service.serving.wishes import Pictured, PicturedOf
from graph_service.web.annexes import ANNEX, wants_annex
from graph_service.web.forms import again, by_label, label_in
from graph_service.web.narrowing import TABLES, narrowed_words
from graph_service.web.net_tables import MOST_PARTS, excerpts
from graph_service.web.rendering import drawn, page
from visualisations.picture import Picture
from visualisations.views import VIEWS

router = APIRouter()
_CARRIED = frozenset({"bodies", "third_parties", "max_body", "directed", "limit"})
_OF_THE_WHOLE = [view for view in VIEWS if view not in {"focus", "path"}]


@router.get("/{n}/netz")
def net(
    request: Request,
    reading: ReadingOf,
    pictured: PicturedOf,
    node: Annotated[str | None, Query(max_length=200)] = None,
    table: Annotated[Literal["", "entries", "lines"], Query()] = "",
    part: Annotated[int, Query(ge=1, le=MOST_PARTS)] = 1,
) -> Response:
    """The network picture in a view, what is around one node, the ways from it to another, or one table of it."""
    fitting, idle = pictured.fitting(node)
    wish = fitting.fulfilled(reading, node)
    block = drawn(reading, wish)
    shown: Picture = block["picture"]
    if wants_annex(request):
        return handed_out(reading, annex_of(reading, [], wish))
    around = _around(reading, wish)
    return page(
        request,
        reading,
        "net.html",
        annex_here=again(request, ANNEX),
        **block,
        views={name: VIEWS[name] for name in _OF_THE_WHOLE},
        sizes=SIZES,
        usual_size=USUAL,
        is_timeless=not wish.is_of_a_day,
        around=around.node if around else None,
        max_steps=asking.MAX_STEPS,
        sentence=_sentence(reading, wish, around),
        narrowed_words=_narrowed_words(reading, wish),
        table=table,
        excerpts=excerpts(request, shown, table, part),
        to_picture=again(request, {"table": None, "part": None}),
        pictured=fitting,
        idle=[_idle_words(reading, wish, name, words) for name, words in idle.items()],
        lines=Counter(end for edge in shown.edges for end in (edge.origin, edge.target)),
        rest=[(part, again(request, {part.by: part.value, "limit": None})) for part in shown.rest],
        more=again(request, {"limit": MOST_SHOWN}) if shown.hidden and wish.limit < MOST_SHOWN else None,
        whole=again(request, dict.fromkeys(("kind", "sector", "field", "tie", "at", "size"))),
        choices=_choices(reading, wish, around, fitting),
        carried=[(name, value) for name, value in request.query_params.multi_items() if name in _CARRIED],
        cited=lambda edge: [source for tie in edge.proofs for source in reading.network.ties[tie].sources],
    )


def _around(reading: Reading, wish: Wish) -> asking.Surroundings | None:
    if wish.focus is None:
        return None
    revision = reading.view.revision
    return asking.neighbourhood(
        reading.service, reading.network_id, wish.focus, steps=wish.steps, limit=wish.limit, revision=revision
    )


def _sentence(reading: Reading, wish: Wish, around: asking.Surroundings | None) -> Text | None:
    """What a picture about one entry says: what is around it, or which ways lead from it to the other."""
    if wish.shown_as == "path":
        return paths_sentence(ways_of(reading.service, reading.network_id, wish, reading.view.revision))
    return wording.surroundings_sentence(around) if around else None


def _narrowed_words(reading: Reading, wish: Wish) -> tuple[Text, ...]:
    """To what the picture is narrowed, which the sentence below it does not tell."""
    only = wish.only
    chosen = {"sector": only.sectors, "kind": only.kinds, "tie": only.ties}
    return narrowed_words(reading, chosen, {"field": sorted(only.fields)})


def _choices(
    reading: Reading, wish: Wish, around: asking.Surroundings | None, chosen: Pictured
) -> dict[str, list[tuple[str, Label]]]:
    """What each choice of the form offers: what is recorded in the view, and what is chosen now."""
    near = around.excerpt if around and wish.shown_as == "focus" else None
    there = choices(reading.service, reading.network_id, wish.shown_as, reading.view.revision, near)
    used = {
        "actor_kinds": there.kinds.union(filter(None, chosen.kind or ())),
        "sectors": there.sectors.union(filter(None, chosen.sector or ())),
        "tie_kinds": there.ties.union(filter(None, chosen.tie or ())),
    }
    return {
        "fields": _fields(reading.network, there.fields | wish.only.fields),
        **{
            table: [
                (word, label_in(getattr(vocabulary(), table)[word]))
                for word in by_label(words, table, reading.language)
            ]
            for table, words in used.items()
        },
    }


def _fields(network: Network, ids: Collection[str]) -> list[tuple[str, Label]]:
    """Fields with their codes, in the order of the list."""
    return [
        (field.notation, Label(de=f"{field.notation} {field.label.de}", en=f"{field.notation} {field.label.en}"))
        for field in network.concepts("field")
        if field.id in ids
    ]


def _idle_words(reading: Reading, wish: Wish, name: str, words: Sequence[str]) -> Text:
    """That a choice of the address changes nothing in this view."""
    table = getattr(vocabulary(), TABLES[name]) if name in TABLES else VIEWS if name == "view" else {}
    return text(
        "{what} ({value}) wirkt in dieser Ansicht nicht: „{view}“.",
        what=label_of(name),
        value=tuple(_readable(reading.network, name, table, word) for word in words),
        view=VIEWS[wish.shown_as],
    )


def _readable(network: Network, name: str, table: Mapping[str, object], word: str) -> Label | str:
    if word in table:
        return label_in(table[word])
    node = network.nodes.get(f"field/{word}" if name == "field" else word)
    return describing.label_of(node) if node else word[:80]
