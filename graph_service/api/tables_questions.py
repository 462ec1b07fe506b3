"""Answers to questions in plain words, as tables; importing `body` from here knows those of all answers."""

from __future__ import annotations

from graph_service.api.schemas import ActorInFieldOut, FieldActorsOut, PartnersOut, ProfileOut, SearchOut
from graph_service.api.schemas_questions import OffersOut
from graph_service.api.tables_progress import Sheet, body  # with what it registers, and so on
from graph_service.model.text import text

__all__ = ["Sheet", "body"]


@body.register
def _field(found: FieldActorsOut, sheet: Sheet) -> None:
    headings = (text("Akteur"), text("Rolle"), text("Maßnahmen"), text("Quellen"))
    sheet.table(text("Wer handelt"), headings, (_acting(sheet, row) for row in found.acting))
    others = (_acting(sheet, row) for row in found.supporting)
    sheet.table(text("Wer wirkt in anderer Rolle mit?"), headings, others)
    lacking = ((one.label,) for one in found.without_carrier)
    sheet.table(text("Laufende Maßnahmen ohne erfassten tragenden Akteur"), (text("Maßnahme"),), lacking)


def _acting(sheet: Sheet, row: ActorInFieldOut) -> tuple[str, ...]:
    roles = [role.label for role in row.roles] + [seat.label for seat in row.bodies]
    measures = "\n".join(part.measure.label for part in row.measures)
    return row.actor.name, ", ".join(roles), measures, sheet.cited(row.sources)


@body.register
def _partners(found: PartnersOut, sheet: Sheet) -> None:
    headings = (text("Akteur"), text("Beziehung"), text("Gemeinsam getragene Maßnahmen"), text("Quellen"))
    rows = (
        (
            row.actor.label,
            "\n".join(row.ties),
            "\n".join(measure.label for measure in row.measures),
            sheet.cited(row.sources),
        )
        for row in found.items
    )
    sheet.table(text("Mit wem"), headings, rows)


@body.register
def _profile(found: ProfileOut, sheet: Sheet) -> None:
    headings = (text("Von"), text("Beziehung"), text("Nach"), text("Quellen"))
    rows = ((tie.origin.label, tie.words, tie.target.label, sheet.cited(tie.sources)) for tie in found.ties)
    sheet.table(text("Beziehungen"), headings, rows)


@body.register
def _measures(found: OffersOut, sheet: Sheet) -> None:
    rows = ((one.name, one.valid.words, sheet.cited(one.sources)) for one in found.items)
    sheet.table(text("Maßnahmen"), (text("Maßnahme"), text("Zeitraum"), text("Quellen")), rows)


@body.register
def _hits(found: SearchOut, sheet: Sheet) -> None:
    sheet.say(*(f"{item.id}  {item.name}" for item in found.items))
