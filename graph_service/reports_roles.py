"""Roles, recommendations and "what if" for the terminal."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

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
from graph_service.model.text import text
from graph_service.operations.wording_findings import percent
from graph_service.reports_findings import Sheet, body, print_finding

__all__ = ["print_finding"]


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
    sheet.say("")
    sheet.say(found.dependence_sentence)
    headings = (text("Akteur"), text("Kombinationen"), text("Paare"), text("Ohne ihn"), text("Quellen"))
    rows = (_dependence(sheet, row) for row in found.dependence)
    sheet.table(text("Was an einzelnen hängt"), headings, rows, found.dependence_total)
    if found.alone:
        sheet.say("")
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
