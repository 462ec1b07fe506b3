"""What the sheet Lies-mich says: what the workbook is, and how its cells are filled in."""

from __future__ import annotations

from graph_service.language import render
from graph_service.model.network import Network
from graph_service.model.text import Language, Text, counted, text

_TITLE = text("Akteursnetz: Arbeitsmappe")
_RULES = (
    text("Jede Zeile ist ein Eintrag. Blätter und Spalten dürfen in beliebiger Reihenfolge stehen."),
    text("Eine leere Zelle heißt „nicht bekannt“, nie „keine“ und nie „alle“; „keine“ wird eigens erfasst."),
    text('Mehrere Angaben in einer Zelle trennt ein Semikolon; was selbst eines enthält, steht in „"…"“.'),
    text("Daten: 2017, 12/2017, 18.12.2017 oder 2017-12-18; was ungewiss ist („ab Herbst“), gehört in die Notiz."),
    text("Kennung: ein kurzes Wort, das bleibt. Fehlt es, wird es aus dem Namen gebildet."),
    text("Verweise (Von, Nach, Gehört zu, Listen) nennen Kennung, Kürzel oder Namen von einem anderen Blatt."),
    text(
        "Quellen: Kennung oder Titel vom Blatt Quellen, dahinter die Stelle nach @, wörtlich in „…“, abgerufen in "
        "Klammern; zum Beispiel: statusbericht @ S. 11 „wird fortgeführt“ (abgerufen 2024-05-03). Eigenes Wissen: "
        "Person: Leitung des KI (2024-05-03)."
    ),
    text("Jede Angabe braucht eine Quelle. Ein unbekanntes Wort wird gemeldet, nie erraten."),
    text("Wird die Datei wieder geladen, bleibt gleich, was gleich ist. Was fehlt, wird nicht gelöscht."),
)
_OFFERED = text(
    "Pfeil an der Zelle: Handlungsfelder, Zielgruppen, Orte, Akteure und was eine Beziehung verbindet stehen dort mit "
    "Namen, so wie sie bei der Ausgabe erfasst waren. Getippt werden darf immer: mehrere mit Semikolon, Neues mit "
    "seinem Namen."
)
_NOTHING_OFFERED = text(
    "Pfeil an der Zelle: Wörter des Programms und die Akteure vom Blatt Akteure. Handlungsfelder, Zielgruppen und Orte "
    "werden getippt, wie sie auf dem Blatt Begriffe stehen, mehrere mit Semikolon. Eine Vorlage mit den Listen eines "
    "Netzwerks bietet sie zur Auswahl an."
)


def guide(network: Network | None, language: Language, lists_of: Network | None = None) -> tuple[str, ...]:
    """The lines of the sheet; without a network those of an empty form, with the lists of a network or without."""
    about = _about(network) if network else (text("Eine leere Vorlage zum Ausfüllen."),)
    offered = _OFFERED if network or lists_of else _NOTHING_OFFERED
    return tuple(render(line, language) for line in (_TITLE, *about, *_RULES, offered))


def guide_as_markdown(network: Network, language: Language) -> str:
    """The same beside CSV tables."""
    title, *lines = guide(network, language)
    return f"# {title}\n\n" + "".join(f"- {line}\n" for line in lines)


def _about(network: Network) -> tuple[Text, ...]:
    return (
        text("Netzwerk „{network}“, Revision {revision}.", network=network.id, revision=network.revision),
        counted("{n} Akteur", "{n} Akteure", len(network.actors)),
        counted("{n} Maßnahme", "{n} Maßnahmen", len(network.measures)),
        counted("{n} Beziehung", "{n} Beziehungen", len(network.ties)),
    )
