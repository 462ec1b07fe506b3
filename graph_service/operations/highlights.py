"""The few things about a network that matter most for who opens it: each a sentence, and the page that tells more."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain, islice, zip_longest

import numpy as np

from graph_service.analysis.completeness import Standing
from graph_service.model.network import Network
from graph_service.model.text import Text, counted
from graph_service.operations.describing import label_of
from graph_service.operations.study import Cells, Study, broadest
from graph_service.operations.wording_coverage import parts_words, served_in_part

MOST = 5
_FACETS = ("field", "target_group")


@dataclass(frozen=True)
class Highlight:
    """A sentence, and the page with the query that tells more."""

    words: Text
    page: str
    query: Mapping[str, str] = field(default_factory=dict)


def highlights(study: Study, network: Network, state: Standing) -> tuple[Highlight, ...]:
    """The five that matter most: what nobody coordinates and nobody offers first, then what the records lack."""
    first = (_uncoordinated(study), _thin_fields(network, state), _channels(study, network), _gaps(study, network))
    found = [one for one in chain(*zip_longest(*first)) if one is not None]
    return tuple(islice(chain(found, _dependence(study, network), _missing(state)), MOST))


def _uncoordinated(study: Study) -> Iterator[Highlight]:
    if pairs := study.uncoordinated().pairs:
        yield Highlight(
            counted(
                "Zwei Akteure haben ähnliche Maßnahmen ({measures}), ohne dass ein Weg der Abstimmung erfasst ist.",
                "{n} Paare von Akteuren haben ähnliche Maßnahmen ({measures}), ohne dass ein Weg der Abstimmung "
                "erfasst ist.",
                len(pairs),
                measures=counted("ein Paar von Maßnahmen", "{n} Paare von Maßnahmen", len(set(chain(*pairs)))),
            ),
            "ueberschneidungen",
            {"uncoordinated": "true"},
        )


def _channels(study: Study, network: Network) -> Iterator[Highlight]:
    if len(places := study.open_pairs()):
        most = study.coordination().row(int(places[0]))
        yield Highlight(
            counted(
                "{one} und {other} sind beide für eine Kombination da, ohne dass ein Weg der Abstimmung erfasst ist.",
                "{one} und {other} sind beide für {n} Kombinationen da, ohne dass ein Weg der Abstimmung erfasst ist.",
                most.weight,
                one=network.node(most.first).name,
                other=network.node(most.second).name,
            ),
            "abstimmung",
        )


def _gaps(study: Study, network: Network) -> Iterator[Highlight]:
    only = tuple((scheme, ids) for scheme in _FACETS if (ids := broadest(network, scheme)))
    cells = Cells(_FACETS, only)  # those that the page shows: counted otherwise, the two would contradict each other
    found = study.coverage(cells)
    if none := found.counts["none_recorded"]:
        yield Highlight(_without(none, served_in_part(found, study.parts(cells)), found.total), "abdeckung")


def _without(none: int, partly: int, of: int) -> Text:
    if not partly:
        return counted(
            "Für eine von {of} Kombinationen aus Handlungsfeld und Zielgruppe ist keine laufende Maßnahme erfasst.",
            "Für {n} von {of} Kombinationen aus Handlungsfeld und Zielgruppe ist keine laufende Maßnahme erfasst.",
            none,
            of=of,
        )
    return counted(
        "Für eine von {of} Kombinationen aus Handlungsfeld und Zielgruppe ist keine laufende Maßnahme für das Ganze "
        "erfasst, {parts}.",
        "Für {n} von {of} Kombinationen aus Handlungsfeld und Zielgruppe ist keine laufende Maßnahme für das Ganze "
        "erfasst, {parts}.",
        none,
        of=of,
        parts=parts_words(none, partly),
    )


def _dependence(study: Study, network: Network) -> Iterator[Highlight]:
    found = study.roles(communities=False).dependences
    if len(found.cells) and int(found.cells.max()):
        most = int(np.argmax(found.cells))
        yield Highlight(
            counted(
                "{name} ist für eine Kombination als einziger Träger erfasst.",
                "{name} ist für {n} Kombinationen als einziger Träger erfasst.",
                int(found.cells[most]),
                name=network.node(found.actors.ids[most]).name,
            ),
            "abstimmung",
        )


def _thin_fields(network: Network, state: Standing) -> Iterator[Highlight]:
    for load in [load for load in state.fields if load.carriers <= 1][:2]:
        code = load.field.partition("/")[2]
        yield Highlight(
            counted(
                "Im Feld {code} ({field}) trägt nur ein erfasster Akteur laufende Maßnahmen.",
                "Im Feld {code} ({field}) ist kein Akteur erfasst, der laufende Maßnahmen trägt.",
                load.carriers or 2,
                code=code,
                field=label_of(network.nodes[load.field]),
            ),
            f"felder/{code}",
        )


def _missing(state: Standing) -> Iterator[Highlight]:
    rows = {"carrier": _no_carrier, "district": _no_place, "end": _no_end, "ties": _alone, "confirmation": _old}
    for what, words in rows.items():
        if (told := words(state)).count:
            yield Highlight(told, "akteure" if what == "ties" else "massnahmen", {"missing": what})


def _no_carrier(state: Standing) -> Text:
    return counted(
        "Zu einer von {of} Maßnahmen ist kein tragender Akteur erfasst.",
        "Zu {n} von {of} Maßnahmen ist kein tragender Akteur erfasst.",
        len(state.without_carrier),
        of=state.counts["measure"],
    )


def _no_place(state: Standing) -> Text:
    return counted(
        "Zu einer von {of} Maßnahmen ist kein Ort erfasst: unbekannt, nicht stadtweit.",
        "Zu {n} von {of} Maßnahmen ist kein Ort erfasst: unbekannt, nicht stadtweit.",
        next(part.missing for part in state.facets if part.what == "district"),
        of=state.counts["measure"],
    )


def _no_end(state: Standing) -> Text:
    return counted(
        "Eine von {of} laufenden Maßnahmen zählt nur als laufend, weil kein Ende erfasst ist.",
        "{n} von {of} laufenden Maßnahmen zählen nur als laufend, weil kein Ende erfasst ist.",
        state.lacking_end,
        of=state.running,
    )


def _alone(state: Standing) -> Text:
    return counted(
        "Ein Akteur ist ohne jede Beziehung erfasst.",
        "{n} Akteure sind ohne jede Beziehung erfasst.",
        len(state.without_ties),
    )


def _old(state: Standing) -> Text:
    return counted(
        "Eine laufende Maßnahme ist lange nicht bestätigt.",
        "{n} laufende Maßnahmen sind lange nicht bestätigt.",
        state.unconfirmed,
    )
