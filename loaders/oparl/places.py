"""Where organisations have their seat and meetings take place: places of the network, where the words name one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from functools import partial

from graph_service.model.nodes import Concept
from graph_service.model.period import ALWAYS
from graph_service.model.text import text
from graph_service.model.ties import Tie
from loaders.base import Finding
from loaders.cells import nearest
from loaders.oparl import quirks
from loaders.oparl.objects import Found
from loaders.oparl.records import when_of
from loaders.oparl.taking import Taking, our_id, without_names
from loaders.tables import key

_PREFIXES = {"Organization": "actor", "Meeting": "event"}
_SHOWN = 20
# The most exact first; a room or a street is no place of ours, but its description may end with one.
_PARTS = ("subLocality", "locality", "description")


def take_places(taking: Taking) -> None:
    """Ties from bodies and meetings to the places that their locations name exactly; all others are told."""
    names = _places(taking)
    unknown: Counter[str] = Counter()
    for kind, prefix in _PREFIXES.items():
        for found in taking.objects.all(kind):
            origin = our_id(prefix, found.url)
            if origin in taking.records:
                _take(taking, found, origin, names, unknown)
    papers = sum(bool(quirks.as_list(found.values.get("location"))) for found in taking.objects.all("Paper"))
    if papers:
        taking.report.note(text("Orte von Vorlagen, nicht übernommen: {n}.", n=papers), taking.source.name)
    if unknown:
        _tell(taking, names, unknown)


def _places(taking: Taking) -> Mapping[str, str]:
    """The places of the network by what they are called."""
    nodes = taking.known.nodes.values() if taking.known else ()
    places = (node for node in nodes if isinstance(node, Concept) and node.scheme == "district")
    return {key(word): place.id for place in places for word in (place.name, place.notation, *place.names)}


def _take(taking: Taking, found: Found, origin: str, names: Mapping[str, str], unknown: Counter[str]) -> None:
    for location in _locations(taking, found):
        words = list(_words(location))
        place = next((names[key(word)] for word in words if key(word) in names), None)
        if place is None:
            unknown.update(words[:1])
            continue
        valid = when_of(taking, found) if found.kind == "Meeting" else ALWAYS
        values = {"kind": "located_in", "origin": origin, "target": place, "valid": valid}
        taking.take(found, partial(Tie.model_validate, {**values, "sources": (taking.cite(found),)}))


def _locations(taking: Taking, found: Found) -> Iterator[Found]:
    named = (taking.objects.get("Location", url) for url in found.addresses("location"))
    yield from (location for location in named if location is not None)


def _words(location: Found) -> Iterator[str]:
    """What may be the name of a place, the most exact first; a description whole and part by part."""
    for part in _PARTS:
        words = quirks.name_of(location.values.get(part))
        if words:
            yield words
            yield from (piece.strip() for piece in words.split(",") if "," in words and piece.strip())


def _tell(taking: Taking, names: Mapping[str, str], unknown: Counter[str]) -> None:
    """The places that the network does not have, with what is near."""
    nodes = taking.known.nodes if taking.known else {}
    ours = [nodes[place].name for place in sorted(set(names.values()))]
    most = unknown.most_common(_SHOWN)
    shown = ", ".join(f"{without_names(word, 80)} ({times})" for word, times in most)
    near = tuple(dict.fromkeys(one for word, _ in most for one in nearest(word, ours)[:1]))
    message = text("Ort nicht in der Liste der Orte, deshalb nicht verbunden: {n}.", n=sum(unknown.values()))
    more = " …" if len(unknown) > _SHOWN else ""
    taking.report.findings.append(Finding("note", message, taking.source.name, shown + more, near))
