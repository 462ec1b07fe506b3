"""By what the shapes of a picture are large: lines in the picture, measures, or how often an actor lies between."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping

from graph_service.model.text import Label, text
from graph_service.model.vocabulary import look_up, vocabulary
from graph_service.operations.study import Study
from visualisations.network_view import Sizes

USUAL = "lines"
SIZES: Mapping[str, Label] = {
    USUAL: Label(de="Linien im Bild", en="lines in the picture"),
    "measures": Label(de="Maßnahmen", en="measures"),
    "between": Label(de="Lage zwischen anderen", en="position between others"),
}
_PER_CENT = 100.0


def sizes_by(name: str, study: Study) -> Sizes | None:
    """The sizes of the nodes by a measure's name; None for the usual, which only the picture itself can count."""
    look_up(name, SIZES, Label(de="Größe", en="size"), "size")
    made: Mapping[str, Callable[[Study], Sizes]] = {"measures": _measures, "between": _between}
    return made[name](study) if name in made else None


def _measures(study: Study) -> Sizes:
    network, carrying = study.service.network(study.network, study.revision), vocabulary().carrying_roles()
    counted = Counter(tie.origin for tie in network.ties.values() if tie.kind == "carries" and tie.role in carrying)
    counted.update(tie.target for tie in network.ties.values() if tie.kind == "addresses")
    return Sizes(text("so viele Maßnahmen trägt ein Akteur oder umfasst ein Feld, über alle Zeiten"), counted)


def _between(study: Study) -> Sizes:
    found = study.roles(communities=False)
    shares = (0.0 if value is None else float(value) for value in found.betweenness)
    return Sizes(
        text("so oft liegt ein Akteur auf kürzesten Wegen zwischen anderen"),
        {actor: _PER_CENT * share for actor, share in zip(found.actors.ids, shares, strict=True)},
    )
