"""Roles, recommendations, "what if" and governance, as tables."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from graph_service.api.schemas_governance import BodyAnswerOut, BodyOut, GovernanceOut, PaperOut, PlaceOut
from graph_service.api.schemas_governance import SeatOut as BodySeatOut
from graph_service.api.schemas_roles import (
    ClosedPairOut,
    DependenceOut,
    GainOut,
    InvitationOut,
    RecommendationsOut,
    RoleOut,
    RolesOut,
    SeatOut,
    TieOut,
    WhatIfOut,
)
from graph_service.api.tables_findings import Sheet, body  # with what it registers
from graph_service.model.text import text
from graph_service.operations.wording_findings import percent

__all__ = ["Sheet", "body"]


def _gain(sheet: Sheet, gain: GainOut) -> str:
    return "\n".join([f"+{gain.closes}", f"+{sheet.words(percent(gain.fit))}"])


def _closes(pairs: Iterable[ClosedPairOut]) -> str:
    return "\n".join(f"{one.first.label} – {one.second.label} ({one.weight})" for one in pairs)


@body.register
def _recommendations(found: RecommendationsOut, sheet: Sheet) -> None:
    options = ((one.words, str(one.cost), _gain(sheet, one.gain)) for one in found.options)
    sheet.table(text("Nach Ertrag für den Aufwand"), (text("Vorschlag"), text("Aufwand"), text("Gewinn")), options)
    headings = (text("Akteure"), text("Gemeinsame Kombinationen"), text("Gewinn"), text("Quellen"))
    sheet.table(text("Verbindungen"), headings, (_tie(sheet, row) for row in found.ties))
    headings = (text("Einladung"), text("Schließt"), text("Gewinn"), text("Quellen"))
    sheet.table(text("Einladungen in bestehende Gremien"), headings, (_seat(sheet, row) for row in found.invitations))
    seats = (_place(sheet, seat) for seat in found.table.seats)
    sheet.table(text("Ein runder Tisch"), (text("Akteur"), text("Schließt"), text("Gewinn")), seats)


def _tie(sheet: Sheet, row: TieOut) -> tuple[str, ...]:
    cells = [str(row.pair.weight), *row.pair.cells[:3], *(["…"] if len(row.pair.cells) > 3 else [])]
    partners = [one.label for one in row.pair.through] if row.pair.channel.id == "third_party" else []
    shared = [sheet.words(text("gemeinsame Partner: {names}", names=tuple(partners)))] if partners else []
    actors = "\n".join([row.pair.first.label, row.pair.second.label, *shared])
    return actors, "\n".join(cells), _gain(sheet, row.gain), sheet.cited(row.pair.sources)


def _seat(sheet: Sheet, row: InvitationOut) -> tuple[str, ...]:
    pairs = _closes((*row.pairs, *row.repeated))
    return f"{row.actor.label}\n→ {row.body.label}", pairs, _gain(sheet, row.gain), sheet.cited(row.sources)


def _place(sheet: Sheet, seat: SeatOut) -> tuple[str, ...]:
    return seat.actor.label, _closes(seat.pairs), _gain(sheet, seat.gain)


@body.register
def _roles(found: RolesOut, sheet: Sheet) -> None:
    sheet.table(text("Rollen"), _ROLE, (_role(sheet, row) for row in found.items), found.total)
    sheet.say(found.dependence_sentence)
    headings = (text("Akteur"), text("Kombinationen"), text("Paare"), text("Ohne ihn"), text("Quellen"))
    rows = (_dependence(sheet, row) for row in found.dependence)
    sheet.table(text("Was an einzelnen hängt"), headings, rows, found.dependence_total)
    if found.alone:
        names = tuple(one.label for one in found.alone)
        sheet.say(text("Kein Kontakt zu anderen ist erfasst bei: {names}.", names=names))


_ROLE = (
    text("Akteur"),
    text("Kontakte"),
    text("Zwischenstellung"),
    text("Vermittlung"),
    text("ohne anderen Träger"),
    text("Gruppe"),
)


def _role(sheet: Sheet, row: RoleOut) -> tuple[str, ...]:
    between = "–" if row.betweenness is None else sheet.words(Decimal(f"{row.betweenness:.3f}"))
    position = row.position.label if row.position else "–"
    group = str(row.community) if row.community else "–"
    return row.actor.label, str(row.degree), between, position, str(row.sole_cells), group


def _dependence(sheet: Sheet, row: DependenceOut) -> tuple[str, ...]:
    cells = [str(row.cells_total), *row.cells[:3], *(["…"] if row.cells_total > 3 else [])]
    cut = [sheet.words(text("das Netz zerfällt weiter"))] if row.cut_point else []
    funding = [sheet.words(text("{measure} bis {day}", measure=one.measure.label, day=one.end)) for one in row.funding]
    falls = "\n".join([*cut, *funding]) or "–"
    return row.actor.label, "\n".join(cells), str(row.brokerage), falls, sheet.cited(row.sources)


@body.register
def _what_if(found: WhatIfOut, sheet: Sheet) -> None:
    headings = (text("Kombination"), text("vorher"), text("dann"), text("Quellen"))
    lost = ((one.words, one.before.label, one.after.label, sheet.cited(one.sources)) for one in found.lost)
    sheet.table(text("Verlieren den letzten erfassten Träger"), headings, lost, found.lost_total)
    stopped = (
        (one.measure.label, "\n".join(who.label for who in one.carriers), sheet.cited(one.sources))
        for one in found.stopped
    )
    sheet.table(text("Maßnahmen, die endeten"), (text("Maßnahme"), text("Träger"), text("Quellen")), stopped)
    alone = ((one.actor.label, sheet.cited(one.sources)) for one in found.alone)
    sheet.table(text("Ohne erfassten Kontakt"), (text("Akteur"), text("Quellen")), alone)
    bodies = ((one.body.label, str(one.before), str(one.after), sheet.cited(one.sources)) for one in found.bodies)
    headings = (text("Gremium"), text("vorher"), text("dann"), text("Quellen"))
    sheet.table(text("Mit weniger als zwei Mitgliedern"), headings, bodies)


@body.register
def _governance(found: GovernanceOut, sheet: Sheet) -> None:
    headings = (text("Gremium"), text("Wer darin sitzt"), text("Zuständig für"), text("Quellen"))
    sheet.table(text("Gremien"), headings, (_body_row(sheet, row) for row in found.bodies), found.total)
    sheet.table(
        text("Wer über wem steht"), (text("Akteur"), text("Steht unter")), (_standing(row) for row in found.levels)
    )
    seats = ((row.actor.label, "\n".join(_seat_in(one) for one in row.seats)) for row in found.several)
    sheet.table(text("Wer in mehreren Gremien sitzt"), (text("Akteur"), text("Gremien")), seats)
    for paper in found.papers:
        _paper(sheet, paper)


@body.register
def _one_body(found: BodyAnswerOut, sheet: Sheet) -> None:
    if found.item:
        _seats(sheet, found.item)
    for paper in found.papers:
        _paper(sheet, paper)


def _seats(sheet: Sheet, item: BodyOut) -> None:
    headings = (text("Akteur"), text("Rolle"), text("Zeitraum"), text("Quellen"))
    rows = (
        (one.actor.label, one.role.label if one.role else "–", one.valid.words, sheet.cited(one.sources))
        for one in item.seats
    )
    sheet.table(text("Wer darin sitzt"), headings, rows)
    ties = (
        (one.words, one.other.label, one.valid.words, sheet.cited(one.sources)) for one in (*item.above, *item.ties)
    )
    sheet.table(text("Andere Beziehungen"), (text("Beziehung"), *headings[:1], *headings[2:]), ties)


def _body_row(sheet: Sheet, row: BodyOut) -> tuple[str, ...]:
    nobody = sheet.words(text("kein Mitglied erfasst"))
    seats = "\n".join(_seated(one) for one in row.seats) or nobody
    fields = "\n".join(one.label for one in row.fields) or "–"
    return f"{row.body.label}\n{row.kind.label}", seats, fields, sheet.cited(row.sources)


def _seated(seat: BodySeatOut) -> str:
    return f"{seat.actor.label} ({seat.role.label})" if seat.role else seat.actor.label


def _seat_in(seat: BodySeatOut) -> str:
    return f"{seat.body.label} ({seat.role.label})" if seat.role else seat.body.label


def _standing(row: PlaceOut) -> tuple[str, str]:
    above = f"{', '.join(row.words)} {row.above.label}" if row.above else "–"
    return "  " * row.level + row.actor.label, above


def _paper(sheet: Sheet, paper: PaperOut) -> None:
    headings = (text("Station"), text("Gremium"), text("Datum"), text("Aufgabe"), text("Quellen"))
    rows = (
        (str(one.order or "–"), one.body.label, one.date.words, one.task.label, sheet.cited(one.sources))
        for one in paper.stations
    )
    sheet.table(paper.paper.label, headings, rows)
