"""Who serves the same people: a line where a channel is recorded, a dashed one with its weight where none is."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from graph_service.analysis.channels import CHANNELS
from graph_service.analysis.columns import Ints
from graph_service.analysis.coordination import Coordination
from graph_service.model.network import Network
from graph_service.model.text import Text, Value, counted, text
from graph_service.model.ties import Judgement
from graph_service.model.vocabulary import vocabulary
from visualisations.views import Line, Scene, line_of

MOST_MISSING, MOST_HELD = 200, 600
HAS, LACKS, SETTLED = "has_channel", "lacks_channel", "settled"


@dataclass(frozen=True)
class Sharing:
    """What the view is made of: the pairs of one analysis, what people decided of them, and how channels are called."""

    found: Coordination
    judged: Mapping[tuple[str, str], Judgement]
    channels: Mapping[str, Value]


def coordination_scene(network: Network, sharing: Sharing) -> Scene:
    """All actors of the network; a line for each pair that serves cells together, and for each tie of cooperation.

    The lines of pairs weigh as many cells as both serve; the heaviest are drawn, and how many are not is noted.
    """
    nodes = {actor.id: actor for actor in sorted(network.actors, key=lambda actor: actor.id)}
    missing = _between(sharing, sharing.found.gaps, nodes)
    held = _between(sharing, sharing.found.critical, nodes)
    drawn = [_line(sharing, place) for place in (*held[:MOST_HELD], *missing[:MOST_MISSING])]
    paired = {frozenset((line.origin, line.target)) for line in drawn}
    ties = (line_of(tie) for _, tie in sorted(network.ties.items()) if tie.kind == "coordinates_with")
    others = [tie for tie in ties if frozenset((tie.origin, tie.target)) not in paired]
    return Scene(nodes, (*others, *drawn), notes=tuple(_notes(len(missing), len(held))))


def _between(sharing: Sharing, places: Ints, shown: Collection[str]) -> list[int]:
    """Those of the places whose two actors are both shown."""
    found, ids = sharing.found, sharing.found.channels.situation.columns.actors.ids
    return [n for n in places.tolist() if ids[found.first[n]] in shown and ids[found.second[n]] in shown]


def _line(sharing: Sharing, place: int) -> Line:
    found, ids = sharing.found, sharing.found.channels.situation.columns.actors.ids
    one, other, weight = ids[found.first[place]], ids[found.second[place]], int(found.weight[place])
    kind, words = _told(sharing, place, (one, other))
    shared = counted(
        "{words}; {n} gemeinsame Kombination", "{words}; {n} gemeinsame Kombinationen", weight, words=words
    )
    tag = str(weight) if kind == LACKS else ""
    return Line(f"{kind}:{one}|{other}", kind, one, other, shared, shared, "inferred", weight=weight, tag=tag)


def _told(sharing: Sharing, place: int, pair: tuple[str, str]) -> tuple[str, Value]:
    if sharing.found.coordinated[place]:
        return HAS, text("verbunden durch: {channel}", channel=sharing.channels[CHANNELS[sharing.found.channel[place]]])
    judgement = sharing.judged.get(pair)
    if judgement is None:
        return LACKS, text("kein Weg der Abstimmung erfasst")
    decision = vocabulary().judgement_kinds["coordination"].decisions[judgement.decision]
    return SETTLED, text("beurteilt am {day}: {decision}", day=judgement.decided_on, decision=decision)


def _notes(missing: int, held: int) -> Iterator[Text]:
    yield text(
        "Die Zahl an einer gestrichelten Linie sagt, für wie viele Kombinationen aus Feld, Zielgruppe und Ort beide da "
        "sind, ohne dass ein Weg der Abstimmung erfasst ist. Je mehr, desto breiter ist die Linie."
    )
    if missing > MOST_MISSING:
        yield text("Gezeichnet sind die {n} größten von {all} fehlenden Abstimmungen.", n=MOST_MISSING, all=missing)
    if held > MOST_HELD:
        yield text("Gezeichnet sind die {n} stärksten von {all} Paaren mit einem Weg.", n=MOST_HELD, all=held)
