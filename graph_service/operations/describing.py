"""Records in words: ties as read from one end, marks of what is not sure, findings, addresses of pages."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from graph_service.analysis.acting import ActorInField
from graph_service.analysis.bodies import stations_of
from graph_service.analysis.completeness import carriers
from graph_service.analysis.scope import Scope, lacks_end, runs, unconfirmed_since
from graph_service.model.identity import fold
from graph_service.model.network import Network
from graph_service.model.nodes import AnyNode, Concept, Measure
from graph_service.model.provenance import Citation, Record
from graph_service.model.text import Label, Text, text
from graph_service.model.ties import Tie
from graph_service.model.vocabulary import look_up, vocabulary


def tie_words(tie: Tie, seen_from: str) -> Label:
    """The words of a tie as read from one of its ends, with the role where there is one."""
    words = vocabulary().way(tie.kind, tie.role, forth=seen_from == tie.origin)
    role = vocabulary().roles[tie.role] if tie.role else None
    if role is None or role.backward:
        return words
    return Label(de=_with_role(words.de, role.de), en=_with_role(words.en, role.en))


def _with_role(words: str, role: str) -> str:
    """The words of a tie with the role behind, unless they say it already: "ist Mitglied von"."""
    return words if fold(role) in fold(words) else f"{words} ({role})"


def label_of(node: AnyNode) -> Label | str:
    """What a node is called: concepts in both languages."""
    return node.label if isinstance(node, Concept) else node.name


def written_as(network: Network, node_id: str) -> str:
    """The id as the network writes it: capitals and small letters do not matter in an address."""
    if node_id in network.nodes:
        return node_id
    return next((known for known in network.nodes if known.casefold() == node_id.casefold()), node_id)


def measures_of(network: Network, actor_id: str) -> tuple[tuple[Measure, tuple[Tie, ...]], ...]:
    """The measures that an actor takes part in, most responsible role first, then by name."""
    by_measure: dict[str, list[Tie]] = {}
    for tie in network.ties_from(actor_id, "carries"):
        by_measure.setdefault(tie.target, []).append(tie)
    found = [
        (node, tuple(sorted(ties, key=lambda tie: tie.rank)))
        for node, ties in ((network.nodes[key], ties) for key, ties in by_measure.items())
        if isinstance(node, Measure)
    ]
    return tuple(sorted(found, key=lambda entry: (entry[1][0].rank, entry[0].name.casefold())))


_RECORD_LABELS = {
    "carrier": Label(de="Träger oder Kooperation", en="provider or partner"),
    "start": Label(de="Beginn", en="start"),
    "end": Label(de="Ende", en="end"),
    "status": Label(de="Stand", en="status"),
}


def facet_label(what: str) -> Label:
    """What can be recorded of a measure, as a word: a scheme, or its carrier, start, end, status."""
    return _RECORD_LABELS.get(what) or vocabulary().schemes[what].one


@dataclass(frozen=True)
class TieEnd:
    """A tie as seen from one node: its words, and the node at the other end."""

    tie: Tie
    words: Label
    other: AnyNode


def other_ties(network: Network, node_id: str) -> tuple[TieEnd, ...]:
    """The ties of a node without `carries` and facets, which its page shows apart; sorted by words, then name."""
    apart = {"carries", *vocabulary().facet_kinds().values()}
    ends = [_end(network, tie, node_id) for tie in network.ties_of(node_id) if tie.kind not in apart]
    return tuple(sorted(ends, key=lambda end: (end.words.de, end.tie.order or 0, end.other.name.casefold())))


def _end(network: Network, tie: Tie, node_id: str) -> TieEnd:
    other = tie.target if tie.origin == node_id else tie.origin
    return TieEnd(tie, tie_words(tie, node_id), network.nodes[other])


def stations(network: Network, document_id: str) -> tuple[TieEnd, ...]:
    """The way of a paper through the committees, in its order."""
    return tuple(_end(network, tie, document_id) for tie in stations_of(network, document_id))


def time_marks(network: Network, measure: Measure, scope: Scope) -> tuple[Text, ...]:
    """What is not sure about the time of a measure, wherever it is shown."""
    if not runs(measure, scope):
        return (text("läuft am {day} nicht", day=scope.at),)
    marks = [text("zählt als laufend, weil kein Ende erfasst ist")] if lacks_end(measure) else []
    since = unconfirmed_since(network, measure, scope)
    if since is not None:
        marks.append(text("seit {year} nicht bestätigt", year=str(since)))
    return tuple(marks)


MISSING: Mapping[str, Label] = {
    "carrier": Label(de="kein tragender Akteur erfasst", en="no carrying actor recorded"),
    "field": Label(de="kein Handlungsfeld erfasst", en="no field of action recorded"),
    "target_group": Label(de="keine Zielgruppe erfasst", en="no target group recorded"),
    "district": Label(de="kein Ort erfasst", en="no place recorded"),
    "start": Label(de="kein Beginn erfasst", en="no start recorded"),
    "end": Label(de="kein Ende erfasst", en="no end recorded"),
    "confirmation": Label(de="lange nicht bestätigt", en="not confirmed for a long time"),
}


def lacks(network: Network, measure: Measure, what: str, scope: Scope) -> bool:
    """Whether a measure lacks what is named: a word of MISSING."""
    look_up(what, MISSING, Label(de="Fehlende Angabe", en="missing information"))
    if what in vocabulary().facet_kinds():
        return not network.facet(measure, what).is_known
    checks: Mapping[str, Callable[[], bool]] = {
        "carrier": lambda: not carriers(network, measure),
        "start": lambda: measure.valid.start is None,
        "end": lambda: measure.valid.end is None,
        "confirmation": lambda: unconfirmed_since(network, measure, scope) is not None,
    }
    return checks[what]()


def row_sources(row: ActorInField) -> tuple[Citation, ...]:
    """The sources of the ties that a row rests on, each once."""
    ties = [tie for part in row.contributions for tie in (*part.ties, *part.measure.addresses)]
    return sources_of((*ties, *row.responsible, *row.seats))


def sources_of(records: Iterable[Record | None]) -> tuple[Citation, ...]:
    """The sources of records, each once; what is not recorded has none."""
    return tuple(dict.fromkeys(source for record in records if record for source in record.sources))
