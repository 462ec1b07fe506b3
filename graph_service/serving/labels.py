"""What readers see instead of the names of parameters."""

from __future__ import annotations

from collections.abc import Mapping

from graph_service.model.text import Label

LABELS: Mapping[str, Label] = {
    "at": Label(de="Stichtag", en="Reference date"),
    "bodies": Label(de="Gemeinsame Gremien zählen", en="Common bodies count"),
    "certain": Label(de="nur sicher Laufendes", en="only what certainly runs"),
    "columns": Label(de="Spalten", en="Columns"),
    "directed": Label(de="nur in Richtung der Beziehung", en="in the direction of the ties only"),
    "district": Label(de="Ort", en="Place"),
    "documented": Label(de="nur Belegtes", en="documented facts only"),
    "enough": Label(de="So viele Träger genügen", en="So many carriers are enough"),
    "field": Label(de="Handlungsfeld", en="Field of action"),
    "finding": Label(de="Befund", en="Finding"),
    "focus": Label(de="Mitte des Bildes", en="Middle of the picture"),
    "from": Label(de="Von", en="From"),
    "from_revision": Label(de="Von Revision", en="From revision"),
    "grade": Label(de="Einstufung", en="Grade"),
    "kind": Label(de="Art", en="Kind"),
    "lang": Label(de="Sprache", en="Language"),
    "limit": Label(de="Höchstens gezeigt", en="Most shown"),
    "max_body": Label(de="Größtes Gremium, das zählt", en="Largest body that counts"),
    "missing": Label(de="Fehlende Angabe", en="Missing information"),
    "node": Label(de="Mitte des Bildes", en="Middle of the picture"),
    "number": Label(de="Revision", en="Revision"),
    "over": Label(de="Zum Vergleich am", en="For comparison on"),
    "planned": Label(de="Geplantes mitzählen", en="count planned measures"),
    "q": Label(de="Name oder Wort", en="Name or word"),
    "revision": Label(de="Revision", en="Revision"),
    "rows": Label(de="Zeilen", en="Rows"),
    "sector": Label(de="Bereich", en="Sector"),
    "size": Label(de="Größe", en="Size"),
    "status": Label(de="Stand", en="Status"),
    "steps": Label(de="Schritte", en="Steps"),
    "target_group": Label(de="Zielgruppe", en="Target group"),
    "tie": Label(de="Art der Beziehung", en="Kind of tie"),
    "to": Label(de="Bis", en="To"),
    "to_revision": Label(de="Bis Revision", en="To revision"),
    "uncoordinated": Label(de="nur ohne erfasste Abstimmung", en="only without recorded coordination"),
    "view": Label(de="Ansicht", en="View"),
}


def label_of(name: str) -> Label | str:
    """What readers see of a parameter; its name where it has none."""
    return LABELS.get(name, name)
