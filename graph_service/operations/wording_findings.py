"""What all findings say in the same words: labels, shares, cells, and what a result rests on thinly."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from graph_service.analysis.results import Basis
from graph_service.model.network import Network
from graph_service.model.text import Label, Text, Value, counted, text
from graph_service.model.vocabulary import vocabulary
from graph_service.operations.describing import facet_label, label_of

CHANNEL_LABELS = {
    "joint_measure": Label(de="gemeinsame Maßnahme", en="joint measure"),
    "tie": Label(de="erfasste Zusammenarbeit", en="recorded cooperation"),
    "common_body": Label(de="gemeinsames Gremium", en="common body"),
    "governance": Label(de="Steuerung oder gemeinsame Leitung", en="line of authority or common superior"),
    "third_party": Label(de="nur ein gemeinsamer Partner", en="a common partner only"),
    "none": Label(de="kein Weg erfasst", en="no channel recorded"),
}

GRADE_LABELS = {
    "possible_duplication": Label(de="mögliche Doppelung", en="possible duplication"),
    "overlap": Label(de="Überschneidung", en="overlap"),
    "undecided": Label(de="nicht zu entscheiden", en="undecided"),
}

STATE_LABELS = {
    "offered": Label(de="Maßnahme erfasst", en="measure recorded"),
    "none_recorded": Label(de="keine Maßnahme erfasst", en="no measure recorded"),
    "unknown": Label(de="nicht zu sagen", en="unknown"),
    "single_provider": Label(de="ein einziger Träger", en="a single carrier"),
}

_MORE_LABELS = {
    "period": Label(de="Zeitraum", en="period"),
    "funding_level": Label(de="Förderebene", en="level of funding"),
    "confirmation": Label(de="neue Quelle", en="newer source"),
}


def part_label(what: str) -> Label:
    """What can be compared or recorded of a measure, as a word."""
    return _MORE_LABELS.get(what) or facet_label(what)


def percent(share: float | None) -> Value:
    """A share as "61,5 %"; in words where it is not defined."""
    if share is None:
        return text("nicht definiert")
    return text("{n} %", n=Decimal(f"{100 * share:.1f}"))


def facet_words(schemes: Iterable[str]) -> tuple[Value, ...]:
    return tuple(vocabulary().schemes[scheme].one for scheme in schemes)


def cells_words(schemes: Sequence[str], n: int) -> Text:
    """So many cells, after "von": "484 Kombinationen aus Handlungsfeld und Zielgruppe", "11 Kategorien (Ort)"."""
    facets = facet_words(schemes)
    if len(schemes) == 1:
        return counted("einer Kategorie ({facets})", "{n} Kategorien ({facets})", n, facets=facets)
    return counted("einer Kombination aus {facets}", "{n} Kombinationen aus {facets}", n, facets=facets)


def cell_words(network: Network, cell: Iterable[str]) -> Label:
    """A cell by the names of its concepts: "Wohnen · Geflüchtete · Opladen"."""
    labels = [label_of(network.node(concept)) for concept in cell]
    told = [label if isinstance(label, Label) else Label(de=label, en=label) for label in labels]
    return Label(de=" · ".join(label.de for label in told), en=" · ".join(label.en for label in told))


def narrowed(network: Network, concepts: Iterable[str], others: Iterable[Value] = ()) -> tuple[Text, ...]:
    """To which concepts, and to what else, a list is narrowed, if it is."""
    words = (*(label_of(network.node(concept)) for concept in concepts), *others)
    return (text("Eingeschränkt auf: {words}.", words=words),) if words else ()


def told(found: Iterable[Text | None]) -> tuple[Text, ...]:
    """The texts that apply: those that are there and do not count nothing."""
    return tuple(words for words in found if words is not None and words.count)


def some(words: Text, none: Text) -> Text:
    """Words that count, or others where they count nothing: "kein Akteur" and not "0 Akteure"."""
    return words if words.count else none


def basis_caveats(basis: Basis) -> tuple[Text, ...]:
    """What a result rests on thinly, each as a sentence; only what applies."""
    if not basis.running:
        return (*before_all(basis), text("Am {day} zählt keine erfasste Maßnahme als laufend.", day=basis.scope.at))
    missing = (_not_recorded(facet, n, basis.running) for facet, n in basis.not_recorded.items() if n)
    old = counted(
        "Zu einer Maßnahme ist die neueste datierte Quelle älter als {years} Jahre.",
        "Zu {n} Maßnahmen ist die neueste datierte Quelle älter als {years} Jahre.",
        basis.unconfirmed,
        years=basis.scope.stale_after,
    )
    undated = counted(
        "Zu einer Maßnahme ohne erfasstes Ende ist keine datierte Quelle erfasst; ihr Alter ist unbekannt.",
        "Zu {n} Maßnahmen ohne erfasstes Ende ist keine datierte Quelle erfasst; ihr Alter ist unbekannt.",
        basis.undated,
    )
    return (*before_all(basis), *told([_lacking_end(basis), old, undated, *missing]))


def _lacking_end(basis: Basis) -> Text:
    if basis.lacking_end == basis.running:
        return counted(
            "Die einzige laufende Maßnahme zählt nur deshalb als laufend, weil kein Ende erfasst ist.",
            "Alle {n} laufenden Maßnahmen zählen nur deshalb als laufend, weil kein Ende erfasst ist.",
            basis.running,
        )
    return counted(
        "Eine von {of} Maßnahmen zählt nur deshalb als laufend, weil kein Ende erfasst ist.",
        "{n} von {of} Maßnahmen zählen nur deshalb als laufend, weil kein Ende erfasst ist.",
        basis.lacking_end,
        of=basis.running,
    )


def before_all(basis: Basis) -> tuple[Text, ...]:
    """That a result rests on nothing but what has no recorded start, if it does."""
    if not basis.is_before_all or basis.earliest is None:
        return ()
    return (
        text(
            "Der {day} liegt vor dem frühesten erfassten Beginn ({earliest}); es zählen nur Maßnahmen ohne "
            "erfassten Beginn.",
            day=basis.scope.at,
            earliest=basis.earliest,
        ),
    )


def _not_recorded(facet: str, n: int, of: int) -> Text:
    if n == of:
        return counted(
            "Bei der einzigen laufenden Maßnahme ist nicht erfasst: {facet}; sie ist insoweit nicht zu beurteilen.",
            "Bei allen {n} laufenden Maßnahmen ist nicht erfasst: {facet}; sie sind insoweit nicht zu beurteilen.",
            n,
            facet=part_label(facet),
        )
    return counted(
        "Bei einer von {of} Maßnahmen ist nicht erfasst: {facet}; sie ist insoweit nicht zu beurteilen.",
        "Bei {n} von {of} Maßnahmen ist nicht erfasst: {facet}; sie sind insoweit nicht zu beurteilen.",
        n,
        of=of,
        facet=part_label(facet),
    )
