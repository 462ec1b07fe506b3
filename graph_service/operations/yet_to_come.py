"""Reports and values tell what was: one of a day that is yet to come is a mistake, most often in the year."""

from __future__ import annotations

from dataclasses import replace

from graph_service.model.errors import BadValue, Problem
from graph_service.model.nodes import Measure, Observation, Report
from graph_service.model.provenance import Citation
from graph_service.model.text import text
from graph_service.model.ties import AnyRecord
from graph_service.operations.service import today
from loaders.base import Loaded


def yet_to_come(record: AnyRecord) -> Problem | None:
    """What is wrong with a report or a value that would tell what is yet to come; None for all others."""
    if isinstance(record, Report) and record.date.first > today():
        told = text("Der Bericht wäre vom {day}; heute ist der {today}.", day=record.date, today=today())
        return Problem(told, place="date", value=str(record.date))
    start = record.valid.start
    if isinstance(record, Observation) and start is not None and start.first > today():
        told = text("Der Wert wäre vom {day}; heute ist der {today}.", day=start, today=today())
        return Problem(told, place="start", value=str(start))
    return None


def refuse_yet_to_come(record: AnyRecord) -> None:
    """BadValue for a record of a day that is yet to come."""
    if problem := yet_to_come(record):
        raise BadValue(
            problem.message,
            place=str(problem.place),
            value=problem.value,
            remedy=text("Berichtet wird, was war. Was geplant ist, steht im Bericht als geplantes Ende."),
        )


def refuse_untimely_status(record: AnyRecord) -> None:
    """BadValue for a measure whose status has a day that is yet to come, or a day and no status."""
    day = record.status_on if isinstance(record, Measure) else None
    if day is None or not isinstance(record, Measure):
        return
    if day.first > today():
        told = text("Der Stand wäre vom {day}; heute ist der {today}.", day=day, today=today())
        raise BadValue(told, place="status_on", value=str(day), remedy=text("Bitte den Tag prüfen."))
    if record.status == "unknown":
        told = text("Zu diesem Tag fehlt der Stand.")
        remedy = text("Bitte sagen, wie der Stand an diesem Tag war, oder den Tag leer lassen.")
        raise BadValue(told, place="status_on", value=str(day), remedy=remedy)


def refuse_known_later(source: Citation) -> None:
    """BadValue for own knowledge of a day that is yet to come."""
    if source.person and source.retrieved and source.retrieved.first > today():
        told = text("Die Auskunft wäre vom {day}; heute ist der {today}.", day=source.retrieved, today=today())
        raise BadValue(told, place="source", value=str(source.retrieved), remedy=text("Bitte den Tag prüfen."))


def without_yet_to_come(loaded: Loaded) -> Loaded:
    """What was read, without such records; each is an error of the report."""
    found = {record.id: problem for record in loaded.records if (problem := yet_to_come(record))}
    for record_id, problem in found.items():
        loaded.report.error(problem.message, loaded.places.get(record_id, loaded.report.source), problem.value)
    return replace(loaded, records=tuple(one for one in loaded.records if one.id not in found)) if found else loaded
