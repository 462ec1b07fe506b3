"""What a store may find wrong with itself, in the same words whichever store it is."""

from __future__ import annotations

from graph_service.model.errors import Problem
from graph_service.model.text import Text, text


def lacks_revisions(network: str, newest: int, count: int, last: int) -> Text:
    return text(
        "„{network}“ steht auf Revision {newest}, hat aber {count} Revisionen bis {last}.",
        network=network,
        newest=newest,
        count=count,
        last=last,
    )


def runs_backwards(network: str, number: int) -> Text:
    return text("Revision {number} von „{network}“ ist älter als die davor.", network=network, number=number)


def unreadable(record_id: str) -> Text:
    return text("Der Eintrag „{value}“ ist nicht lesbar.", value=record_id)


def differs_from_its_columns(record_id: str) -> Text:
    return text("Die Spalten zum Eintrag „{value}“ passen nicht zu seinem Inhalt.", value=record_id)


def does_not_fit(network: str, problem: Problem) -> Text:
    return text("{network}: {place}: {message}", network=network, place=problem.place, message=problem.message)
