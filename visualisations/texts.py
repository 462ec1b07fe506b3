"""The sentences of a picture and the words that its script needs, in the reader's language."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from graph_service.language import render
from graph_service.model.nodes import AnyNode, Concept
from graph_service.model.text import Language, Text, counted, text
from graph_service.model.vocabulary import Named, vocabulary
from visualisations.views import Scene

LEGEND_GROUPS: Mapping[str, Text] = {
    "type": text("Formen"),
    "sector": text("Farben und Nummern: Bereiche"),
    "tie": text("Linien: Beziehungen"),
    "basis": text("Striche: Grundlage"),
    "size": text("Größe"),
    "kind": text("Nach Akteursart"),
    "field": text("Buchstaben: Handlungsfelder"),
}


def summary(scene: Scene) -> Text:
    """What the picture shows, in one sentence."""
    if not scene.nodes:
        return text("Das Bild ist leer: Was diese Ansicht zeigt, ist hier nicht erfasst.")
    if scene.sentence is not None:
        return scene.sentence
    kinds = Counter(line.kind for line in scene.lines)
    if kinds["lacks_channel"] or kinds["has_channel"] or kinds["settled"]:
        return _coordinated(scene, kinds)
    if not scene.lines and len(scene.nodes) > 1:
        return text(
            "Das Bild zeigt {nodes}; zwischen ihnen ist keine Beziehung erfasst.", nodes=_amounts(scene.nodes.values())
        )
    ties = counted("{n} Beziehung", "{n} Beziehungen", len(scene.lines))
    return text("Das Bild zeigt {nodes} mit {ties}.", nodes=_amounts(scene.nodes.values()), ties=ties)


def _coordinated(scene: Scene, kinds: Counter[str]) -> Text:
    """Pairs that serve the same people: with a channel, and without one."""
    missing = kinds["lacks_channel"] + kinds["settled"]
    return text(
        "Das Bild zeigt {nodes}: {held} mit einem erfassten Weg der Abstimmung, {missing} mit gemeinsamen "
        "Kombinationen und keinem erfassten Weg.",
        nodes=_amounts(scene.nodes.values()),
        held=counted("{n} Paar", "{n} Paare", len(scene.lines) - missing),
        missing=counted("{n} Paar", "{n} Paare", missing),
    )


def notes(scene: Scene, view: str) -> list[Text]:
    """What must be known to read the picture rightly: why it is empty, what is left out, what is summed up."""
    if not scene.nodes:
        return [*_EMPTY.get(view, ()), *scene.notes]
    found = []
    if scene.hidden and scene.steps is not None:
        found.append(
            text("Nicht gezeigt, weil weiter entfernt oder weniger verbunden: {nodes}.", nodes=_amounts(scene.hidden))
        )
    elif scene.hidden:
        found.append(text("Nicht gezeigt, weil am wenigsten verbunden: {nodes}.", nodes=_amounts(scene.hidden)))
    if len(scene.nodes) > ALL_NAMED and scene.above is None:
        found.append(text("Zuerst sind die wichtigsten Einträge benannt; weitere Namen erscheinen beim Vergrößern."))
    if view == "levels":
        found.append(
            text(
                "Von links nach rechts: Wer steuert, Berichte erhält oder andere umfasst, steht links von ihnen; "
                "wer nur Mitglied ist, steht rechts von seinem Gremium."
            )
        )
    if view == "wheel":
        found.append(
            text(
                "Die Linien fassen zusammen: Ein Akteur trägt Maßnahmen des Feldes (je mehr, desto breiter) "
                "oder ist dafür zuständig. Wer nur mit einem Feld verbunden ist, steht außen."
            )
        )
    return [*found, *scene.notes]


def hidden_by_type(scene: Scene) -> dict[str, int]:
    """How many nodes of which type are left out."""
    return dict(Counter(_type(node) for node in scene.hidden))


def words_for_script(language: Language) -> dict[str, str]:
    """The words that the script puts on the page; places in braces are filled by it."""
    return {key: render(words, language) for key, words in _SCRIPT.items()}


def words_for_page(language: Language) -> dict[str, str]:
    """The words that stand on the page around the picture."""
    return {key: render(words, language) for key, words in _PAGE.items()}


def legend_groups(language: Language) -> dict[str, str]:
    return {key: render(words, language) for key, words in LEGEND_GROUPS.items()}


def _amounts(nodes: Iterable[AnyNode]) -> tuple[Text, ...]:
    counts = Counter(_type(node) for node in nodes)
    return tuple(_amount(names, counts[kind]) for kind, names in _names().items() if counts[kind])


def _amount(names: Named, n: int) -> Text:
    return counted("{n} {one}", "{n} {many}", n, one=names.one, many=names.many)


def _type(node: AnyNode) -> str:
    return node.scheme if isinstance(node, Concept) else node.type


def _names() -> dict[str, Named]:
    return {**vocabulary().node_types, **vocabulary().schemes}


_EMPTY: Mapping[str, tuple[Text, ...]] = {
    "levels": (
        text(
            "Diese Ansicht zeigt Gremien, wer in ihnen sitzt und wer wen steuert. "
            "In dieser Auswahl ist kein Gremium erfasst."
        ),
        text(
            "Abhilfe: Ein Gremium ist ein Akteur einer Art wie Rat, Ausschuss, Steuerungsgruppe oder Arbeitskreis. "
            "Wer darin sitzt und wer wen steuert, steht bei den Beziehungen („ist Mitglied in“, „steuert“, "
            "„berichtet an“). Beides kommt mit einer Datei in das Netz; die Auswahl lässt sich aufheben."
        ),
    )
}
ALL_NAMED = 150  # above that names find room only as one comes nearer
ALONE = text("Ohne Beziehung in dieser Ansicht")
SVG = text("SVG speichern")
TO_TABLE = text("Zur Tabelle (T)")
_SCRIPT: Mapping[str, Text] = {
    "shown": text("{shown} von {all} Einträgen sichtbar.", shown="{shown}", all="{all}"),
    "none_found": text("Unter den {n} Einträgen dieses Bilds nicht gefunden.", n="{n}"),
    "near": text("Unter den {n} Einträgen dieses Bilds nicht gefunden. Vielleicht gemeint:", n="{n}"),
    "found": text("Treffer: {count}", count="{count}"),
    "at": text("{name}, {kind}. Beziehungen: {count}", name="{name}", kind="{kind}", count="{count}"),
    "via": text("verbunden: {words}", words="{words}"),
    "neighbour": text(
        "{name}, {kind}. Nachbar {n} von {of} von {from}, verbunden: {words}.",
        **{place: f"{{{place}}}" for place in ("name", "kind", "n", "of", "from", "words")},
    ),
    "ties": text("Beziehungen"),
    "no_ties": text("Keine Beziehung erfasst."),
    "every_tie": text("Alle {n} Beziehungen zeigen", n="{n}"),
    "sources": text("Quellen"),
    "source": text("Quelle {number}", number="{number}"),
    "no_address": text("ohne Adresse"),
    "open_page": text("Zur Seite dieses Eintrags"),
    "role": text("Rolle"),
    "basis": text("Grundlage"),
    "tie": text("Beziehung"),
    "nothing_chosen": text("Nichts ausgewählt."),
    "as_of": text("Angaben: Revision {revision}. Bild vom {date}.", revision="{revision}", date="{date}"),
    "more": text("… und {count} weitere Quellen.", count="{count}"),
    "most_connected": text("Am stärksten verbunden"),
    "alone": ALONE,
    "hide": text("Ausblenden"),
    "hid": text("Ausgeblendet: {words}.", words="{words}"),
    "shown_again": text("Wieder eingeblendet: {words}.", words="{words}"),
    "out_entries_one": text("1 Eintrag ausgeblendet"),
    "out_entries_many": text("{n} Einträge ausgeblendet", n="{n}"),
    "out_ties_one": text("1 Beziehung ausgeblendet"),
    "out_ties_many": text("{n} Beziehungen ausgeblendet", n="{n}"),
    "nothing_hidden": text("Nichts ist ausgeblendet."),
    "seen": text(
        "Sichtbar sind {shown} von {all} Einträgen und {ties} von {all_ties} Beziehungen.",
        **{place: f"{{{place}}}" for place in ("shown", "all", "ties", "all_ties")},
    ),
    "hidden_one": text("Ausgeblendet: {words} (1 Eintrag).", words="{words}"),
    "hidden_many": text("Ausgeblendet: {words} ({n} Einträge).", words="{words}", n="{n}"),
    "single_one": text("1 einzelner Eintrag"),
    "single_many": text("{n} einzelne Einträge", n="{n}"),
    "svg": SVG,
    "svg_whole": text("SVG speichern (ganzes Bild)"),
    "unknown": text("Aus der Adresse nicht beachtet, weil in diesem Bild unbekannt: {words}.", words="{words}"),
    "in_table": text("In der Tabelle. Die Taste B führt zum Bild zurück."),
    "in_table_plain": text("In der Tabelle."),
    "in_picture": text("Im Bild. Die Taste T führt zur Tabelle."),
    "in_picture_plain": text("Im Bild."),
    "to_picture": text("Zum Bild (B)"),
    "to_picture_plain": text("Zum Bild"),
    "to_table": TO_TABLE,
    "to_table_plain": text("Zur Tabelle"),
    "letters_on": text("Die Tasten T und B führen zur Tabelle und zurück."),
    "letters_off": text("Die Tasten T und B sind ausgeschaltet."),
    "part": text("Gezeigt ist ein Ausschnitt. „Ganzes Bild“ zeigt alles."),
    "one_finger": text("Ein Finger verschiebt jetzt das Bild."),
    "two_fingers": text("Ein Finger blättert wieder die Seite."),
    "failed": text("Das Bild kann hier nicht gezeichnet werden. Die Tabelle enthält dieselben Angaben."),
    **{f"group_{key}": words for key, words in LEGEND_GROUPS.items()},
}
_PAGE: Mapping[str, Text] = {
    "picture": text("Netzbild"),
    "search": text("Im Bild suchen"),
    "hits": text("Vorschläge"),
    "zoom_in": text("Vergrößern"),
    "zoom_out": text("Verkleinern"),
    "fit": text("Ganzes Bild"),
    "fit_choice": text("Auswahl einpassen"),
    "take_back": text("Zurücknehmen"),
    "to_table": TO_TABLE,
    "letters": text("Tasten T und B benutzen"),
    "move": text("Bild bewegen"),
    "undo": text("Ausblenden zurücknehmen"),
    "png": text("PNG speichern"),
    "svg": SVG,
    "svg_title": text("Das ganze Bild ohne Filter als Vektorgrafik"),
    "panel": text("Angaben zur Auswahl"),
    "nothing_chosen": text("Nichts ausgewählt."),
    "hint": text(
        "Wählen Sie einen Eintrag im Bild oder über die Suche: "
        "Hier stehen dann seine Angaben, seine Beziehungen in Worten und die Quellen."
    ),
    "keys_hint": text(
        "Ziehen verschiebt, Strg und Mausrad vergrößern. Mit der Tastatur: Pfeiltasten gehen von Nachbar zu Nachbar, "
        "Eingabe öffnet die Angaben, Escape führt zurück, Entf blendet aus, Strg und Z nimmt es zurück, "
        "T führt zur Tabelle, + und − ändern die Größe, 0 zeigt das ganze Bild."
    ),
    "touch_hint": text(
        "Ein Finger blättert die Seite, zwei Finger verschieben und vergrößern das Bild. "
        "„Bild bewegen“ überlässt das Bild einem Finger."
    ),
    "legend": text("Legende"),
    "legend_hint": text("Ein Klick auf einen Eintrag der Legende blendet ihn aus oder ein."),
    "show_all": text("Alle wieder einblenden"),
    "contents": text("Inhalt"),
    "alone": ALONE,
    "nodes_table": text("Die Einträge des Bildes als Tabelle"),
    "ties_table": text("Die Beziehungen des Bildes als Tabelle"),
    "name": text("Name"),
    "kind": text("Art"),
    "sector": text("Bereich"),
    "ties": text("Beziehungen"),
    "from": text("Von"),
    "tie": text("Beziehung"),
    "to": text("Nach"),
    "role": text("Rolle"),
    "basis": text("Grundlage"),
    "sources": text("Quellen"),
}
