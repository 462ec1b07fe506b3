"""Pages of a network in which nothing is recorded yet: what each will show."""

from __future__ import annotations

from collections.abc import Mapping

from graph_service.model.network import Network
from graph_service.model.nodes import Document
from graph_service.model.text import Text, text

AWAITED: Mapping[str, tuple[Text, Text]] = {
    "overview.html": (
        text("Überblick"),
        text("Hier steht dann, was erfasst ist, wie vollständig es ist und was auffällt."),
    ),
    "net.html": (text("Das Netz"), text("Hier zeigt dann ein Bild, wer was tut und wer mit wem verbunden ist.")),
    "fields.html": (text("Handlungsfelder"), text("Hier steht dann zu jedem Handlungsfeld, wer darin handelt.")),
    "actors.html": (text("Akteure"), text("Hier stehen dann alle Akteure, zum Suchen und Eingrenzen.")),
    "measures.html": (text("Maßnahmen"), text("Hier stehen dann alle Maßnahmen, zum Suchen und Eingrenzen.")),
    "coverage.html": (text("Abdeckung"), text("Hier steht dann, wofür etwas erfasst ist und wofür nicht.")),
    "gaps.html": (text("Lücken"), text("Hier steht dann, wofür keine Maßnahme erfasst ist.")),
    "record_next.html": (
        text("Als Nächstes erfassen"),
        text("Hier steht dann, welche fehlende Angabe am meisten klärt."),
    ),
    "overlaps.html": (
        text("Überschneidungen"),
        text("Hier steht dann, welche Angebote sich ähneln und ob eine Abstimmung dazu erfasst ist."),
    ),
    "coordination.html": (
        text("Abstimmung"),
        text("Hier steht dann, wer dieselben Menschen erreicht und wo kein Weg der Abstimmung erfasst ist."),
    ),
    "connection.html": (
        text("Wie ist wer verbunden?"),
        text("Hier steht dann der kürzeste erfasste Weg von einem zum anderen."),
    ),
    "what_if.html": (
        text("Was wäre, wenn …?"),
        text("Hier steht dann, was wegfiele, wenn ein Akteur oder eine Maßnahme aufhört."),
    ),
    "governance.html": (
        text("Steuerung"),
        text(
            "Hier steht dann, wer in welchem Gremium sitzt und welchen Weg eine Vorlage nimmt. Gremien sind Akteure "
            "einer Art wie Rat, Ausschuss, Steuerungsgruppe oder Arbeitskreis; wer darin sitzt, steht bei den "
            "Beziehungen."
        ),
    ),
    "progress.html": (
        text("Fortschritt"),
        text("Hier steht dann, wie weit die Maßnahmen sind, was überfällig ist und wozu niemand berichtet hat."),
    ),
    "sources.html": (text("Quellen"), text("Hier steht dann jede Quelle und was auf ihr beruht.")),
}


def unless_bare(network: Network, template: str) -> str:
    """The template, or, where there is nothing to show by it yet, the one that says so and what to do."""
    bare = all(isinstance(node, Document) for node in network.nodes.values())
    return "nothing_yet.html" if bare and template in AWAITED else template
