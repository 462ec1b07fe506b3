"""Pictures of a network: the whole in a view, one field, what is around a node, who lacks a channel, a way."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field, replace
from urllib.parse import quote

from graph_service.analysis.acting import FieldActors
from graph_service.analysis.completeness import carriers
from graph_service.analysis.governance import Paths
from graph_service.analysis.scope import Scope
from graph_service.model.errors import BadValue
from graph_service.model.identity import local_of, prefix_of
from graph_service.model.network import Network
from graph_service.model.nodes import Actor, AnyNode, Concept, Document, Measure
from graph_service.model.text import Language, text
from graph_service.operations import asking
from graph_service.operations.narrowing import Only, narrowed
from graph_service.operations.pathfinding import paths_between
from graph_service.operations.service import Service, scope
from graph_service.operations.sizing import USUAL, sizes_by
from graph_service.operations.study import Connecting, Study
from graph_service.operations.wording_findings import CHANNEL_LABELS
from visualisations.coordination import Sharing, coordination_scene
from visualisations.frame import frame_of
from visualisations.layout import Positions
from visualisations.network_view import draw, everywhere
from visualisations.picture import Picture
from visualisations.views import VIEWS, Scene, known_view, scene_of
from visualisations.ways import ways_scene

FIRST_SHOWN, MOST_SHOWN = 300, 2000
PAGES = {"actor": "akteure", "measure": "massnahmen", "field": "felder", "document": "quellen"}
"""The types whose records have pages of their own, each with the page that lists them."""


@dataclass(frozen=True)
class Wish:
    """Which picture: a view of the whole, a focus with so many steps around it, or the ways from a focus `to` another.

    On a day or over all times; narrowed to `only` some (a way to ties only, `directed` or not); shapes as large as
    `size` says; at most `limit` nodes. What counts as coordinated and as carrying is that of the page around it.
    """

    view: str = "all"
    focus: str | None = None
    steps: int = 1
    scope: Scope | None = None
    limit: int = FIRST_SHOWN
    to: str | None = None
    only: Only = field(default_factory=Only)
    size: str = USUAL
    directed: bool = False
    connecting: Connecting = field(default_factory=Connecting)
    carrying: frozenset[str] | None = None

    @property
    def shown_as(self) -> str:
        """The view that is drawn: a focus has its own, unless a way leads from it."""
        return "focus" if self.focus and self.view != "path" else self.view

    @property
    def is_of_a_day(self) -> bool:
        """Whether the picture is of one day, even where none is named: of today."""
        return self.scope is not None or self.shown_as in {"coordination", "path"}


def picture(
    service: Service, network: str, wish: Wish, language: Language, *, revision: int | None = None, linked: bool = True
) -> Picture:
    """The picture that is wished for, drawn once per revision for all; the same nodes stand at the same places."""
    service = service.open
    whole = service.network(network, revision)
    key = (network, whole.revision, "picture", wish, language, linked)
    return service.answers.get(key, lambda: _drawn(service, whole, wish, language, linked=linked))


def _drawn(service: Service, whole: Network, wish: Wish, language: Language, *, linked: bool) -> Picture:
    known_view(wish.shown_as)
    study = _study(service, whole, wish)
    shown = narrowed(_part(service, whole, wish), wish.only, wish.focus) if wish.shown_as != "path" else whole
    made = draw(
        shown,
        view=wish.shown_as,
        language=language,
        focus=wish.focus,
        limit=wish.limit,
        positions=_standing(service, whole, wish),
        sizes=sizes_by(wish.size, study),
        href=_href(whole.id, language) if linked else None,
        whole=whole,
        scene=_scene(study, shown, wish),
    )
    usual = _usual(wish)
    if usual == wish or wish.shown_as == "path":
        return made
    around = picture(service, whole.id, usual, language, revision=whole.revision, linked=linked)
    return replace(made, frame=frame_of(around))


def _usual(wish: Wish) -> Wish:
    """The same picture as it is first seen: of everything, over all times or, where it is of one day, of today."""
    asks_today = wish.shown_as in {"coordination", "levels"} or (wish.focus and prefix_of(wish.focus) == "field")
    return replace(wish, only=Only(), scope=scope() if wish.scope and asks_today else None)


def _study(service: Service, whole: Network, wish: Wish) -> Study:
    study = Study(service, whole.id, whole.revision, wish.scope or scope())
    return study if wish.carrying is None else replace(study, carrying=wish.carrying)


def _scene(study: Study, shown: Network, wish: Wish) -> Scene | None:
    """What a view shows that rests on an analysis; None for those that draw the records themselves."""
    if wish.shown_as == "coordination":
        return coordination_scene(shown, _sharing(study, _within(study, wish)))
    if wish.shown_as != "path":
        return None
    return ways_scene(ways_of(study.service, study.network, wish, study.revision))


def ways_of(service: Service, network: str, wish: Wish, revision: int | None = None) -> Paths:
    """The ways that are drawn from the focus of a wish to its other end; BadValue where one of them is not named."""
    if wish.focus is None or wish.to is None:
        raise BadValue(
            text("Zur Ansicht „{view}“ fehlt, von wem zu wem.", view=VIEWS["path"]),
            place="to" if wish.focus else "focus",
            remedy=text("Bitte zwei Einträge nennen, zum Beispiel „actor/ki“ und „actor/awo“."),
        )
    day = wish.scope or scope()
    return paths_between(service, network, wish.focus, wish.to, day, wish.only.ties, wish.directed, revision)


def _within(study: Study, wish: Wish) -> Connecting:
    """What counts as coordinated, in the fields that the picture is narrowed to."""
    whole = study.service.network(study.network, study.revision)
    fields = {narrower for field in wish.only.fields for narrower in whole.narrower(field)}
    return replace(wish.connecting, fields=frozenset(fields))


def _sharing(study: Study, connecting: Connecting | None = None) -> Sharing:
    return Sharing(study.coordination(connecting), study.judgements("coordination"), CHANNEL_LABELS)


def _standing(service: Service, whole: Network, wish: Wish) -> Positions:
    """Where the nodes of a view stand at this revision, whatever the day and whatever it is narrowed to."""
    if wish.shown_as == "path":
        return {}
    around = (wish.focus, wish.steps, wish.limit) if wish.shown_as == "focus" else None
    key = (whole.id, whole.revision, "places", wish.shown_as, around)
    return service.answers.get(key, lambda: _places(service, whole, wish))


def _places(service: Service, whole: Network, wish: Wish) -> Positions:
    view = wish.shown_as
    if view == "coordination":
        scene = _ever_sharing(whole, Study(service, whole.id, whole.revision, scope()))
    else:
        scene = scene_of(_undated(service, whole, wish), view, wish.focus)
    return everywhere(scene.limited(max(wish.limit, MOST_SHOWN)), view)


def _ever_sharing(whole: Network, today: Study) -> Scene:
    """Who lacks a channel today, with those actors only who may have a line on some day: they serve a whole cell."""
    scene, schemes = coordination_scene(whole, _sharing(today)), today.situation.cell_schemes
    cells = [one for one in whole.measures if all(whole.facet(one, scheme).is_known for scheme in schemes)]
    serving = {actor for measure in cells for actor in carriers(whole, measure)}
    shown = serving | {node for node, lines in scene.degrees().items() if lines}
    return replace(scene, nodes={node: about for node, about in scene.nodes.items() if node in shown})


def _undated(service: Service, whole: Network, wish: Wish) -> Network:
    """What a picture may show on any day: of a field its measures and their actors, with the fields around it."""
    around = _part(service, whole, wish, ever=True)
    if not (wish.focus and prefix_of(wish.focus) == "field" and wish.scope):
        return around
    kin = around.narrower(wish.focus) | around.broader(wish.focus)
    return _of(around, {node.id for node in around.nodes.values() if isinstance(node, (Actor, Measure))} | kin)


def _part(service: Service, whole: Network, wish: Wish, *, ever: bool = False) -> Network:
    """The records that the picture is drawn from, on the day that is wished for or `ever`."""
    day = None if ever else wish.scope
    if wish.focus is None or wish.view == "path":
        return on_day(whole, day) if day else whole
    whole.node(wish.focus)
    if prefix_of(wish.focus) == "field" and wish.scope:
        found = asking.field_actors(service, whole.id, local_of(wish.focus), wish.scope, whole.revision)
        return found.excerpt if ever else answered(found.excerpt, found.result)
    around = asking.neighbourhood(
        service, whole.id, wish.focus, steps=wish.steps, limit=wish.limit, revision=whole.revision
    ).excerpt
    return on_day(around, day, always=wish.focus) if day else around


def answered(excerpt: Network, result: FieldActors) -> Network:
    """What the answer to "who acts in the field" rests on: the field, its running measures, and its actors."""
    rows = (*result.acting, *result.supporting)
    shown = {entry.measure.id for entry in result.measures} | {row.actor.id for row in rows}
    shown |= excerpt.narrower(result.field.id) | excerpt.broader(result.field.id)
    shown |= {tie.target for row in rows for tie in row.seats}
    return _of(excerpt, shown)


def _of(network: Network, shown: Collection[str]) -> Network:
    """What of a network is shown, with the ties between; documents stay, since others cite them."""
    ties = [tie for tie in network.ties.values() if tie.origin in shown and tie.target in shown]
    nodes = [node for node in network.nodes.values() if node.id in shown or isinstance(node, Document)]
    return Network(network.id, [*nodes, *ties], network.revision)


def on_day(network: Network, scope: Scope, always: str | None = None) -> Network:
    """What of a network holds on the day: ties only between nodes that hold too; concepts and documents stay."""
    stays = network.with_subjects(always) if always else frozenset()
    timed = {node.id for node in network.nodes.values() if _is_past(node, scope)} - stays
    while new := {node.id for node in network.nodes.values() if timed.intersection(node.about())} - timed - stays:
        timed |= new
    ties = [
        tie
        for tie in network.ties.values()
        if scope.admits(tie) and tie.origin not in timed and tie.target not in timed
    ]
    nodes = [node for node in network.nodes.values() if node.id not in timed or node.type == "document"]
    return Network(network.id, [*nodes, *ties], network.revision)


def _is_past(node: AnyNode, scope: Scope) -> bool:
    return not scope.admits(node) and not isinstance(node, Concept)


def _href(network: str, language: Language) -> Callable[[str], str]:
    def address(node_id: str) -> str:
        return page_address(network, node_id, language)

    return address


def page_address(network: str, node_id: str, language: Language) -> str:
    """The address of a node's page; what has no page of its own is shown as the middle of the picture."""
    tail = "?lang=en" if language == "en" else ""
    page = PAGES.get(prefix_of(node_id))
    if page is None:
        return f"/{network}/netz?node={quote(node_id, safe='')}{tail.replace('?', '&')}"
    return f"/{network}/{page}/{quote(local_of(node_id))}{tail}"
