"""Answers to questions in plain words for the terminal."""

from __future__ import annotations

from pydantic import BaseModel

from graph_service.api.schemas import ActorInFieldOut, FieldActorsOut, PartnersOut, ProfileOut, SearchOut
from graph_service.api.schemas_questions import AskOut, OffersOut
from graph_service.model.text import Language, text
from graph_service.reports_findings import Sheet
from graph_service.reports_roles import body  # with what it registers


def print_answer(answer: AskOut, language: Language) -> None:
    """The sentence, what is not sure, tables and sources; where it is not understood, what can be asked."""
    sheet = Sheet(language)
    sheet.head(answer)
    for name in AskOut.model_fields:
        part = getattr(answer, name)
        if isinstance(part, BaseModel) and name != "about":
            body(part, sheet)
    for question in dict.fromkeys((*answer.offers, *answer.examples)):
        sheet.say(f"  {question}")
    sheet.foot()


@body.register
def _field(found: FieldActorsOut, sheet: Sheet) -> None:
    headings = (text("Akteur"), text("Rolle"), text("Maßnahmen"), text("Quellen"))
    sheet.table(text("Wer handelt"), headings, (_acting(sheet, row) for row in found.acting))


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
    for item in found.items:
        sheet.say(f"{item.id}  {item.name}")
