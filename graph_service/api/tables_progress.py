"""How far the measures are, as tables."""

from __future__ import annotations

from collections.abc import Iterable

from graph_service.api.schemas_progress import GroupOut, PortfolioOut, ProgressOut, SeriesOut, StandingOut
from graph_service.api.tables_roles import Sheet, body
from graph_service.model.period import PartialDate
from graph_service.model.text import text
from graph_service.operations.wording_progress import WITHOUT_FIELD

__all__ = ["Sheet", "body", "group", "indicators"]

_TOLD = ("late", "perhaps_late", "contradicting", "silent", "never", "moved", "started", "ended", "new")


@body.register
def _progress(found: ProgressOut, sheet: Sheet) -> None:
    statuses = [one.status.label for one in found.statuses]
    headings = (text("Handlungsfeld"), *(text("{status}", status=one) for one in statuses), text("gesamt"))
    rows = [_counted(f"{row.notation} {row.field.label}", row) for row in found.fields]
    if found.without_field.measures:
        rows.append(_counted(sheet.words(WITHOUT_FIELD), found.without_field))
    sheet.table(text("Maßnahmen nach Feld und Stand"), headings, rows)
    for name in _TOLD:
        group(sheet, found.groups[name])
    indicators(sheet, found.indicators)


def _counted(name: str, row: PortfolioOut) -> tuple[str, ...]:
    return name, *(str(one.measures) for one in row.by_status), str(row.measures)


def group(sheet: Sheet, found: GroupOut) -> None:
    """The measures of a group: what is stated of each, and what was said last."""
    headings = (text("Maßnahme"), text("Stand"), text("Letzter Bericht"), text("Geplantes Ende"), text("Quellen"))
    sheet.table(found.name.label, headings, (_standing(sheet, one) for one in found.items), found.total)


def _standing(sheet: Sheet, one: StandingOut) -> tuple[str, ...]:
    told = "\n".join([one.words, *one.contradicting])
    return one.measure.label, told, _report(sheet, one), _day(sheet, one.planned_end) or "–", sheet.cited(one.sources)


def _report(sheet: Sheet, one: StandingOut) -> str:
    if one.report is None:
        return sheet.words(text("kein Bericht erfasst"))
    return ": ".join(filter(None, (_day(sheet, one.report.date), one.report.done)))


def _day(sheet: Sheet, iso: str | None) -> str:
    return sheet.words(PartialDate.parse(iso)) if iso else ""


def indicators(sheet: Sheet, found: Iterable[SeriesOut]) -> None:
    """The indicators with their values, the target, and where they lead."""
    headings = (text("Indikator"), text("Werte"), text("Ziel und Beurteilung"), text("Quellen"))
    sheet.table(text("Wirkungsindikatoren"), headings, (_series(sheet, one) for one in found))


def _series(sheet: Sheet, one: SeriesOut) -> tuple[str, ...]:
    name = one.indicator.label if one.measure is None else f"{one.indicator.label}: {one.measure.label}"
    values = "\n".join(f"{value.time.words}: {value.words}" for value in one.values) or "–"
    cited = [source for value in one.values for source in value.sources]
    return name, values, one.words, sheet.cited([*one.sources, *cited])
