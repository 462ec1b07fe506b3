"""Overlaps and coordination in sentences: careful, with counts, the day, and what was checked."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from graph_service.analysis.congruence import Congruence
from graph_service.analysis.coordination import Coordination, UncoordinatedOverlaps
from graph_service.analysis.overlap import Overlaps
from graph_service.model.text import Text, Value, counted, text
from graph_service.operations.wording_findings import basis_caveats, facet_words, part_label, percent, told


def overlaps_sentence(day: date, pairs: int, twice: int, undecided: int) -> Text:
    """How many pairs of measures of different carriers are alike, and how many cannot be told."""
    alike = _alike(day, pairs, twice)
    if not undecided:
        return text("{alike}.", alike=alike)
    return counted(
        "{alike}; ein Paar ist nicht zu beurteilen, weil Angaben fehlen.",
        "{alike}; {n} Paare sind nicht zu beurteilen, weil Angaben fehlen.",
        undecided,
        alike=alike,
    )


def undecided_sentence(day: date, pairs: int) -> Text:
    """How many pairs of measures of different carriers cannot be told."""
    if not pairs:
        return text("Am {day} wartet bei dieser Auswahl kein Paar von Maßnahmen auf eine fehlende Angabe.", day=day)
    return counted(
        "Am {day} ist ein Paar von Maßnahmen verschiedener Träger nicht zu beurteilen, weil Angaben fehlen.",
        "Am {day} sind {n} Paare von Maßnahmen verschiedener Träger nicht zu beurteilen, weil Angaben fehlen.",
        pairs,
        day=day,
    )


def duplications_sentence(day: date, pairs: int) -> Text:
    """How many pairs of measures of different carriers may be the same offer twice."""
    if not pairs:
        return text("Am {day} ist nach den erfassten Angaben kein Paar von Maßnahmen eine mögliche Doppelung.", day=day)
    return counted(
        "Am {day} ist nach den erfassten Angaben ein Paar von Maßnahmen verschiedener Träger eine mögliche Doppelung.",
        "Am {day} sind nach den erfassten Angaben {n} Paare von Maßnahmen verschiedener Träger mögliche Doppelungen.",
        pairs,
        day=day,
    )


def _alike(day: date, pairs: int, twice: int) -> Text:
    if not pairs:
        return text(
            "Am {day} ähneln sich nach den erfassten Angaben keine zwei Maßnahmen verschiedener Träger", day=day
        )
    doubled = (
        counted("eine mögliche Doppelung", "{n} mögliche Doppelungen", twice)
        if twice
        else text("keine mögliche Doppelung")
    )
    return counted(
        "Am {day} ähnelt sich nach den erfassten Angaben ein Paar von Maßnahmen verschiedener Träger ({doubled})",
        "Am {day} ähneln sich nach den erfassten Angaben {n} Paare von Maßnahmen verschiedener Träger, darunter "
        "{doubled}",
        pairs,
        day=day,
        doubled=doubled,
    )


def overlaps_caveats(found: Overlaps) -> tuple[Text, ...]:
    """What was compared, and that an overlap is a question."""
    unused = tuple(part_label(facet) for facet in found.unused)
    compared = {facet: n for facet, n in found.basis.not_recorded.items() if facet not in found.unused}
    return (
        text("Eine Überschneidung ist eine Frage, kein Fehler: Doppelt Vorhandenes kann gewollt sein."),
        *told(
            [
                text("Nicht verglichen, weil im Netzwerk nie erfasst: {facets}.", facets=unused) if unused else None,
                counted(
                    "Verglichen wurde ein Paar von Maßnahmen ohne gemeinsamen Träger.",
                    "Verglichen wurden {n} Paare von Maßnahmen ohne gemeinsamen Träger.",
                    found.compared,
                ),
            ]
        ),
        *basis_caveats(replace(found.basis, not_recorded=compared)),
    )


def uncoordinated_sentence(day: date, pairs: int, third: int) -> Text:
    """How many pairs of actors overlap without a recorded channel; `third` of them have a common partner."""
    without = _without(day, pairs - third)
    if not third:
        return text("{without}.", without=without)
    return counted(
        "{without}; bei einem Paar ist nur ein gemeinsamer Partner erfasst.",
        "{without}; bei {n} Paaren ist nur ein gemeinsamer Partner erfasst.",
        third,
        without=without,
    )


def _without(day: date, pairs: int) -> Text:
    if not pairs:
        return text(
            "Am {day} macht kein Paar von Akteuren Ähnliches, ohne dass ein Weg der Abstimmung erfasst ist", day=day
        )
    return counted(
        "Ein Paar von Akteuren macht am {day} Ähnliches, ohne dass ein Weg der Abstimmung erfasst ist",
        "{n} Paare von Akteuren machen am {day} Ähnliches, ohne dass ein Weg der Abstimmung erfasst ist",
        pairs,
        day=day,
    )


def uncoordinated_caveats(found: UncoordinatedOverlaps) -> tuple[Text, ...]:
    """What was checked, and how large a body may be to count."""
    return (checked_words(found.channels.max_body), *overlaps_caveats(found.overlaps))


def checked_words(max_body: int) -> Text:
    """Which channels were looked for."""
    return text(
        "Geprüft wurde: gemeinsame Maßnahme, erfasste Zusammenarbeit, gemeinsames Gremium mit höchstens {n} "
        "Mitgliedern, Steuerung oder gemeinsame Leitung; ein gemeinsamer Partner allein zählt nicht.",
        n=max_body,
    )


def coordination_sentence(found: Coordination) -> Text:
    """How much of the shared work has a recorded channel."""
    if found.fit is None and not found.channels.situation.cell_schemes:
        return text(
            "Am {day} sind keine Begriffe erfasst, an denen sich gemeinsame Arbeit erkennen ließe.",
            day=found.basis.scope.at,
        )
    if found.fit is None:
        return text(
            "Am {day} erreichen keine zwei Akteure nach den erfassten Angaben dieselbe Kombination aus {facets}.",
            day=found.basis.scope.at,
            facets=facet_words(found.channels.situation.cell_schemes),
        )
    return text(
        "Wo zwei Akteure am {day} dieselben Menschen erreichen, ist für {share} der gemeinsamen Kombinationen ein Weg "
        "der Abstimmung erfasst ({closed} von {all}).",
        day=found.basis.scope.at,
        share=percent(found.fit),
        closed=found.closed,
        all=found.closed + found.open,
    )


def actor_sentence(name: str, day: date, with_channel: int, without: int) -> Text:
    """With how many others one actor serves the same people, and for how many of them a channel is recorded."""
    if not with_channel + without:
        return text(
            "„{name}“ erreicht am {day} nach den erfassten Angaben mit keinem anderen Akteur dieselben Menschen.",
            name=name,
            day=day,
        )
    return counted(
        "„{name}“ erreicht am {day} mit einem anderen Akteur dieselben Menschen; {met}.",
        "„{name}“ erreicht am {day} mit {n} anderen Akteuren dieselben Menschen; {met}.",
        with_channel + without,
        name=name,
        day=day,
        met=_met(with_channel, without),
    )


def _met(with_channel: int, without: int) -> Text:
    if not without:
        return text("ein Weg der Abstimmung ist überall erfasst")
    if not with_channel:
        return text("ein Weg der Abstimmung ist nirgends erfasst")
    return counted(
        "mit einem davon ist kein Weg der Abstimmung erfasst",
        "mit {n} davon ist kein Weg der Abstimmung erfasst",
        without,
    )


def coordination_caveats(found: Coordination, within: Congruence) -> tuple[Text, ...]:
    """How that compares with chance, what the congruence says, what was checked."""
    return (
        *told([_one_measure(found), _chance(found), congruence_sentence(within)]),
        checked_words(found.channels.max_body),
        text("Abstimmung heißt nicht, dass die Ergebnisse besser sind."),
        *basis_caveats(found.basis),
    )


def _one_measure(found: Coordination) -> Text:
    """For how many pairs the channel is a measure that they carry together, perhaps the very one that they share."""
    return counted(
        "Bei einem von {of} Paaren ist der Weg eine gemeinsame Maßnahme; oft ist es dieselbe, die sie teilen.",
        "Bei {n} von {of} Paaren ist der Weg eine gemeinsame Maßnahme; oft ist es dieselbe, die sie teilen.",
        found.by_one_measure,
        of=len(found.first),
    )


def _chance(found: Coordination) -> Text | None:
    null = found.null
    if null is None or found.fit is None:
        return None
    if null.z is None:
        return text("Ein Vergleich mit dem Zufall ist hier nicht möglich.")
    values: dict[str, Value] = {
        "expected": Decimal(f"{null.expected:.1f}"),
        "closed": found.closed,
    }
    if abs(null.z) < 2:
        return text(
            "Wären die Kontakte zufällig verteilt, wären {expected} gemeinsame Kombinationen mit einem Weg zu "
            "erwarten; {closed} weicht davon nicht deutlich ab.",
            **values,
        )
    if null.z > 0:
        return text(
            "Wären die Kontakte zufällig verteilt, wären {expected} gemeinsame Kombinationen mit einem Weg zu "
            "erwarten; erfasst sind deutlich mehr ({closed}).",
            **values,
        )
    return text(
        "Wären die Kontakte zufällig verteilt, wären {expected} gemeinsame Kombinationen mit einem Weg zu "
        "erwarten; erfasst sind deutlich weniger ({closed}).",
        **values,
    )


def congruence_sentence(found: Congruence) -> Text:
    """Of how many pairs that need coordination a channel is recorded."""
    share, same = found.share, _same(found)
    if share.value is None:
        return text("Keine zwei Akteure handeln {same}.", same=same)
    met = (
        counted("für eines davon ist", "für {n} davon ist", share.coordinated)
        if share.coordinated
        else text("für keines davon ist")
    )
    return counted(
        "Ein Paar von Akteuren handelt {same}; {met} ein Weg der Abstimmung erfasst ({share}).",
        "{n} Paare von Akteuren handeln {same}; {met} ein Weg der Abstimmung erfasst ({share}).",
        share.required,
        same=same,
        met=met,
        share=percent(share.value),
    )


def _same(found: Congruence) -> Text:
    if found.level == "field":
        return text("im selben oder in einem abhängigen Feld")
    return text("für dieselbe Kombination")
