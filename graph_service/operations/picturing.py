"""Pictures of a network: the whole in a view, one field, what is around a node; and as one file that opens offline."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import quote

from graph_service.analysis.acting import FieldActors
from graph_service.analysis.scope import Scope
from graph_service.model.identity import local_of, prefix_of
from graph_service.model.network import Network
from graph_service.model.nodes import Concept, Document
from graph_service.model.text import Language
from graph_service.operations import asking
from graph_service.operations.service import Service
from visualisations.network_view import draw
from visualisations.picture import Picture

FIRST_SHOWN = 300
_PAGES = {"actor": "akteure", "measure": "massnahmen", "field": "felder", "document": "quellen"}


@dataclass(frozen=True)
class Wish:
    """Which picture: a view of the whole, or a focus with so many steps around it, on a day or over all times."""

    view: str = "all"
    focus: str | None = None
    steps: int = 1
    scope: Scope | None = None
    limit: int = FIRST_SHOWN


def picture(
    service: Service, network: str, wish: Wish, language: Language, *, revision: int | None = None, linked: bool = True
) -> Picture:
    """The picture that is wished for, drawn once per revision; the same nodes stand at the same places."""
    whole = service.network(network, revision)
    key = (network, whole.revision, "picture", wish, language, linked)
    return service.answers.get(key, lambda: _drawn(service, whole, wish, language, linked=linked))


def _drawn(service: Service, whole: Network, wish: Wish, language: Language, *, linked: bool) -> Picture:
    href = _href(whole.id, language) if linked else None
    shown = _part(service, whole, wish)
    view = "focus" if wish.focus else wish.view
    return draw(shown, view=view, language=language, focus=wish.focus, limit=wish.limit, href=href, whole=whole)


def _part(service: Service, whole: Network, wish: Wish) -> Network:
    if wish.focus is None:
        return on_day(whole, wish.scope) if wish.scope else whole
    whole.node(wish.focus)
    if prefix_of(wish.focus) == "field" and wish.scope:
        found = asking.field_actors(service, whole.id, local_of(wish.focus), wish.scope, whole.revision)
        return answered(found.excerpt, found.result)
    around = asking.neighbourhood(
        service, whole.id, wish.focus, steps=wish.steps, limit=wish.limit, revision=whole.revision
    )
    return around.excerpt


def answered(excerpt: Network, result: FieldActors) -> Network:
    """What the answer to "who acts in the field" rests on: the field, its running measures, and its actors."""
    rows = (*result.acting, *result.supporting)
    shown = {entry.measure.id for entry in result.measures} | {row.actor.id for row in rows}
    shown |= excerpt.narrower(result.field.id) | excerpt.broader(result.field.id)
    shown |= {tie.target for row in rows for tie in row.seats}
    ties = [tie for tie in excerpt.ties.values() if tie.origin in shown and tie.target in shown]
    nodes = [node for node in excerpt.nodes.values() if node.id in shown or isinstance(node, Document)]
    return Network(excerpt.id, [*nodes, *ties], excerpt.revision)


def on_day(network: Network, scope: Scope) -> Network:
    """What of a network holds on the day: ties only between nodes that hold too; concepts and documents stay."""
    timed = {node.id for node in network.nodes.values() if not scope.admits(node) and not isinstance(node, Concept)}
    ties = [
        tie
        for tie in network.ties.values()
        if scope.admits(tie) and tie.origin not in timed and tie.target not in timed
    ]
    nodes = [node for node in network.nodes.values() if node.id not in timed or node.type == "document"]
    return Network(network.id, [*nodes, *ties], network.revision)


def _href(network: str, language: Language) -> Callable[[str], str]:
    def address(node_id: str) -> str:
        return page_address(network, node_id, language)

    return address


def page_address(network: str, node_id: str, language: Language) -> str:
    """The address of a node's page; what has no page of its own is shown as the middle of the picture."""
    tail = "?lang=en" if language == "en" else ""
    page = _PAGES.get(prefix_of(node_id))
    if page is None:
        return f"/{network}/netz?node={quote(node_id, safe='')}{tail.replace('?', '&')}"
    return f"/{network}/{page}/{quote(local_of(node_id))}{tail}"
