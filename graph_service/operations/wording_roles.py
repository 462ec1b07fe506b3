"""Roles, dependence, recommendations and "what if" in sentences."""

from __future__ import annotations

from decimal import Decimal
from typing import TypeAlias

from graph_service.analysis.congruence import Share
from graph_service.analysis.coverage import Coverage
from graph_service.analysis.dependence import Dependence, Dependences
from graph_service.analysis.recommendation import (
    Invitation,
    Option,
    RecommendedInvitations,
    RecommendedTable,
    RecommendedTies,
)
from graph_service.analysis.roles import ActorRole, Roles
from graph_service.analysis.whatif import BeforeAfter, WhatIf
from graph_service.model.network import Network
from graph_service.model.text import Label, Text, Value, counted, text
from graph_service.operations.wording_coordination import checked_words
from graph_service.operations.wording_findings import basis_caveats, cells_words, percent, some, told

POSITION_LABELS = {
    "powerhouse": Label(de="verbindet viel und oft allein", en="connects much, often alone"),
    "connector": Label(de="verbindet viel, selten allein", en="connects much, seldom alone"),
    "linchpin": Label(de="verbindet wenig, aber allein", en="connects little, but alone"),
    "sideliner": Label(de="verbindet wenig", en="connects little"),
}


def _name(network: Network, node: str) -> str:
    return network.node(node).name


def roles_sentence(network: Network, found: Roles) -> Text:
    """Who stands between most others, and how many are alone."""
    day, alone = found.basis.scope.at, int(found.alone.sum())
    first = found.row(int(found.by_bridging[0])) if len(found.by_bridging) else None
    lonely = some(
        counted("zu einem Akteur ist kein Kontakt erfasst", "zu {n} Akteuren ist kein Kontakt erfasst", alone),
        text("zu jedem Akteur ist ein Kontakt erfasst"),
    )
    if first is None:
        return text("Am {day} ist kein Akteur erfasst.", day=day)
    if not first.betweenness:
        return text(
            "Am {day} steht nach den erfassten Kontakten niemand zwischen anderen; {alone}.", day=day, alone=lonely
        )
    return text(
        "Am {day} steht nach den erfassten Kontakten „{actor}“ am häufigsten zwischen anderen; {alone}.",
        day=day,
        actor=_name(network, first.actor),
        alone=lonely,
    )


def roles_caveats(found: Roles) -> tuple[Text, ...]:
    """What the figures count, and that they are an aid for reading."""
    graph = (
        text("Gerechnet ist auf dem Netz der Akteure mit einem erfassten Weg der Abstimmung.")
        if found.graph == "one_mode"
        else text("Gerechnet ist auf dem Netz der Akteure und der laufenden Maßnahmen, die sie tragen.")
    )
    groups = found.communities
    stable = (
        text(
            "Gruppen sind eine Lesehilfe: Wiederholungen stimmen zu {share} überein (1 = immer gleich).",
            share=Decimal(f"{groups.stability:.2f}"),
        )
        if groups
        else None
    )
    return (graph, *told([stable]), checked_words(found.actors.channels.max_body), *basis_caveats(found.basis))


def role_sentence(network: Network, row: ActorRole) -> Text:
    """One actor in a sentence."""
    name = _name(network, row.actor)
    if row.alone:
        return text("Zu „{name}“ ist kein Kontakt zu anderen Akteuren erfasst.", name=name)
    position = row.bridging.position
    return text(
        "„{name}“ hat {contacts}; {bridging}; {sole}.",
        name=name,
        contacts=some(
            counted("einen erfassten Kontakt", "{n} erfasste Kontakte", row.degree), text("keinen erfassten Kontakt")
        ),
        bridging=POSITION_LABELS[position] if position else text("Vermittlung nicht bestimmbar"),
        sole=some(
            counted(
                "eine Kombination hat keinen anderen Träger",
                "{n} Kombinationen haben keinen anderen Träger",
                row.sole_cells,
            ),
            text("keine Kombination hängt an diesem Akteur allein"),
        ),
    )


def dependence_sentence(network: Network, found: Dependences) -> Text:
    """On whom most depends alone."""
    if not len(found.order):
        return text("Nach den erfassten Angaben hängt nichts an einem einzigen Akteur.")
    row = found.row(int(found.order[0]))
    return text("Am meisten hängt an „{actor}“: {what}.", actor=_name(network, row.actor), what=depends_words(row))


def depends_words(row: Dependence) -> Value:
    """What depends on one actor alone, in numbers."""
    return told(
        [
            counted("eine Kombination ohne anderen Träger", "{n} Kombinationen ohne anderen Träger", len(row.cells)),
            counted("ein Paar ohne andere Verbindung", "{n} Paare ohne andere Verbindung", row.brokerage),
            counted(
                "eine befristet allein geförderte Maßnahme",
                "{n} befristet allein geförderte Maßnahmen",
                len(row.funding),
            ),
        ]
    ) or text("ohne diesen Akteur zerfällt das Netz")


def tables_sentence(network: Network, ties: RecommendedTies, options: tuple[Option, ...]) -> Text:
    """What would close most that is open, for the least effort."""
    if not ties.rows and not options:
        return _nothing_open(ties)
    if options:
        best = options[0]
        return text(
            "Am meisten für den Aufwand brächte es, {what}: {closes} mit einem Weg der Abstimmung.",
            what=option_words(network, best),
            closes=_closes(best.gain.pairs, best.gain.closes),
        )
    row = ties.rows[0]
    return text(
        "Am meisten brächte eine Verbindung von „{first}“ und „{second}“: {closes} mit einem Weg der Abstimmung.",
        first=_name(network, row.pair.first),
        second=_name(network, row.pair.second),
        closes=_closes(row.gain.pairs, row.gain.closes),
    )


def _nothing_open(ties: RecommendedTies) -> Text:
    found, day = ties.coordination, ties.basis.scope.at
    if found.fit is None:
        return text("Am {day} erreichen nach den erfassten Angaben keine zwei Akteure dieselben Menschen.", day=day)
    if ties.settled:
        return counted(
            "Am {day} ist für ein Paar kein Weg der Abstimmung erfasst; jemand hat es bereits beurteilt.",
            "Am {day} ist für {n} Paare kein Weg der Abstimmung erfasst; alle sind bereits beurteilt.",
            ties.settled,
            day=day,
        )
    return text("Am {day} ist für alle, die dieselben Menschen erreichen, ein Weg der Abstimmung erfasst.", day=day)


def _closes(pairs: int, cells: int) -> Text:
    return text(
        "{pairs} und {cells} mehr",
        pairs=counted("ein Paar", "{n} Paare", pairs),
        cells=counted("eine gemeinsame Kombination", "{n} gemeinsame Kombinationen", cells),
    )


def option_words(network: Network, option: Option) -> Text:
    """What an option is: an invitation or a new round table."""
    what = option.what
    if isinstance(what, Invitation):
        return text(
            "„{actor}“ in „{body}“ einzuladen", actor=_name(network, what.actor), body=_name(network, what.body)
        )
    names: tuple[Value, ...] = tuple(_name(network, seat.actor) for seat in what.seats)
    return text("einen runden Tisch aus {names} einzurichten", names=names)


def tables_caveats(
    ties: RecommendedTies, invitations: RecommendedInvitations, table: RecommendedTable
) -> tuple[Text, ...]:
    """How sure the choice is, what was settled, and what a recommendation is not."""
    return (
        text("Empfohlen wird nach gemeinsamem Bedarf, nicht danach, wer sich schon kennt."),
        *told(
            [
                counted(
                    "Ein Paar ist nicht dabei, weil jemand es als abgestimmt oder nicht nötig beurteilt hat.",
                    "{n} Paare sind nicht dabei, weil jemand sie als abgestimmt oder nicht nötig beurteilt hat.",
                    ties.settled,
                ),
                None if ties.exact else text("Die Auswahl der Verbindungen ist angenähert, nicht erschöpfend gesucht."),
                None if table.exact else text("Der runde Tisch ist angenähert, nicht erschöpfend gesucht."),
                None
                if invitations.guarantee >= 1 or not invitations.rows
                else text(
                    "Die Einladungen sind nacheinander gewählt; sie erreichen sicher {share} der besten Auswahl.",
                    share=percent(invitations.guarantee),
                ),
            ]
        ),
        checked_words(ties.coordination.channels.max_body),
        *basis_caveats(ties.basis),
    )


def what_if_sentence(network: Network, found: WhatIf) -> Text:
    """What would be otherwise without the named."""
    names: tuple[Value, ...] = tuple(_name(network, one) for one in (*found.actors, *found.measures))
    return text(
        "Ohne {names} (Stand {day}): {cells}, {measures}, {alone}, {bodies}.",
        names=names,
        day=found.basis.scope.at,
        cells=some(
            counted(
                "eine Kombination verlöre ihren letzten erfassten Träger",
                "{n} Kombinationen verlören ihren letzten erfassten Träger",
                len(found.lost),
            ),
            text("keine Kombination verlöre ihren letzten erfassten Träger"),
        ),
        measures=some(
            counted("eine laufende Maßnahme endete", "{n} laufende Maßnahmen endeten", len(found.stopped)),
            text("keine Maßnahme endete"),
        ),
        alone=some(
            counted(
                "ein weiterer Akteur stünde ohne erfassten Kontakt da",
                "{n} weitere Akteure stünden ohne erfassten Kontakt da",
                len(found.alone),
            ),
            text("niemand stünde zusätzlich ohne erfassten Kontakt da"),
        ),
        bodies=some(
            counted(
                "ein Gremium hätte weniger als zwei Mitglieder",
                "{n} Gremien hätten weniger als zwei Mitglieder",
                len(found.bodies),
            ),
            text("kein Gremium hätte weniger als zwei Mitglieder"),
        ),
    )


def what_if_caveats(network: Network, found: WhatIf) -> tuple[Text, ...]:
    """How the figures move, and what is assumed."""
    absent: tuple[Value, ...] = tuple(_name(network, one) for one in found.absent)
    return (
        *told([text("Am Stichtag ohnehin nicht dabei: {names}.", names=absent) if absent else None]),
        _moves(text("Abdeckung"), found.rate, rate_parts(found)),
        _moves(
            text("Anteil der Kombinationen mit einem einzigen Träger"), found.vulnerability, vulnerability_parts(found)
        ),
        _moves(text("Abstimmung in den Feldern"), found.congruence, congruence_parts(found)),
        text("Angenommen ist, dass alles andere bleibt; eine Maßnahme endet, wenn alle ihre erfassten Träger fehlen."),
        *basis_caveats(found.basis),
    )


def _moves(what: Text, figure: BeforeAfter, parts: Parts) -> Text:
    before, after = (
        text("{share} ({part})", share=percent(share), part=part) if part else percent(share)
        for share, part in zip((figure.before, figure.after), parts, strict=True)
    )
    return text("{what}: {before}, dann {after}.", what=what, before=before, after=after)


Parts: TypeAlias = tuple[Text | None, Text | None]
"""Of how many a share is how many, before and after; None where it is not defined."""


def rate_parts(found: WhatIf) -> Parts:
    """Of how many combinations how many have a carrier."""
    return _reached(found.before), _reached(found.after)


def _reached(covered: Coverage) -> Text | None:
    if covered.rate() is None:
        return None
    part = text("{n} von {cells}", n=covered.reached(1), cells=cells_words(covered.schemes, covered.total))
    if covered.needs.known[covered.relevant].any():
        return text("{part}, gewichtet nach dem erfassten Bedarf", part=part)
    return part


def vulnerability_parts(found: WhatIf) -> Parts:
    """Of how many combinations with a carrier how many have a single one."""
    return _single(found.before), _single(found.after)


def _single(covered: Coverage) -> Text | None:
    fragile = covered.fragility
    return text("{n} von {of} Kombinationen mit Träger", n=fragile.single, of=fragile.covered) if fragile else None


def congruence_parts(found: WhatIf) -> Parts:
    """Of how many pairs in a common field how many have a recorded channel."""
    before, after = found.shares
    return _paired(before), _paired(after)


def _paired(share: Share) -> Text | None:
    return (
        text("{n} von {of} Paaren im selben Feld", n=share.coordinated, of=share.required) if share.required else None
    )
