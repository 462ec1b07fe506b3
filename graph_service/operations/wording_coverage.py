"""Coverage, gaps and what to record next in sentences: careful, with counts and the day."""

from __future__ import annotations

from graph_service.analysis.cells import AroundCell, CloseActor
from graph_service.analysis.columns import Ints
from graph_service.analysis.coverage import STATES, Coverage
from graph_service.analysis.gaps import Gaps
from graph_service.analysis.recording import RecordNext
from graph_service.model.network import Network
from graph_service.model.text import Label, Text, Value, counted, text
from graph_service.operations.wording_findings import basis_caveats, cell_words, cells_words, part_label, percent, told

SUPPLY_LABELS = {
    "low": Label(de="weniger, als zu erwarten wäre", en="less than expected"),
    "high": Label(de="mehr, als zu erwarten wäre", en="more than expected"),
    "as_expected": Label(de="wie zu erwarten", en="as expected"),
    "too_little_data": Label(de="zu wenig Daten", en="too little data"),
}


def folded() -> Text:
    """That narrower concepts are no combinations of their own here."""
    return text("Engere Begriffe zählen nur dort als eigene Kombination, wo sie aufgeklappt sind.")


def served_in_part(found: Coverage, parts: Ints) -> int:
    """For how many combinations without a measure there is one for something narrower; `parts` counts them by cell."""
    return int((found.relevant & (found.states == STATES.index("none_recorded")) & (parts > 0)).sum())


def coverage_sentence(found: Coverage, parts: Ints) -> Text:
    """For how many combinations of the facets something is recorded, for the whole of them or for parts."""
    if not found.total:
        return _no_cells(found)
    offered, partly = found.counts["offered"], served_in_part(found, parts)
    none = none_words(found.counts["none_recorded"], partly) if offered else _for_parts(partly)
    open_ = counted("bei einer lässt es sich nicht sagen", "bei {n} lässt es sich nicht sagen", found.counts["unknown"])
    rest, words = told([none, open_]), _offered(found, offered, partly)
    return text("{offered}; {rest}.", offered=words, rest=rest) if rest else text("{offered}.", offered=words)


def _offered(found: Coverage, n: int, partly: int) -> Text:
    values: dict[str, Value] = {"day": found.basis.scope.at, "cells": cells_words(found.schemes, found.total)}
    if not n and partly:
        return text("Am {day} ist für keine von {cells} eine laufende Maßnahme für das Ganze erfasst", **values)
    if not n:
        return text("Am {day} ist für keine von {cells} eine laufende Maßnahme erfasst", **values)
    return counted(
        "Am {day} ist für eine von {cells} mindestens eine laufende Maßnahme erfasst",
        "Am {day} ist für {n} von {cells} mindestens eine laufende Maßnahme erfasst",
        n,
        **values,
    )


def none_words(none: int, partly: int) -> Text:
    """For how many combinations no measure is recorded, and for how many of them there is one for parts."""
    if not partly:
        return counted("für eine ist keine erfasst", "für {n} ist keine erfasst", none)
    return counted(
        "für eine ist keine für das Ganze erfasst, {parts}",
        "für {n} ist keine für das Ganze erfasst, {parts}",
        none,
        parts=parts_words(none, partly),
    )


def parts_words(none: int, partly: int) -> Text:
    """Of the combinations without a measure of their own: how many have one for narrower concepts."""
    if partly == none:
        return text("aber Maßnahmen für Teile (engere Begriffe)")
    return counted(
        "für eine davon aber Maßnahmen für Teile (engere Begriffe)",
        "für {n} davon aber Maßnahmen für Teile (engere Begriffe)",
        partly,
    )


def _for_parts(partly: int) -> Text:
    return counted(
        "für eine sind aber Maßnahmen für Teile erfasst (engere Begriffe)",
        "für {n} sind aber Maßnahmen für Teile erfasst (engere Begriffe)",
        partly,
    )


def _no_cells(found: Coverage) -> Text:
    return text(
        "Es sind keine Begriffe erfasst, aus denen sich Kombinationen bilden ließen (Netzwerk {network}).",
        network=found.basis.network,
    )


def coverage_caveats(found: Coverage) -> tuple[Text, ...]:
    """What the coverage rests on: carriers, need, what is not recorded."""
    if not found.total:
        return basis_caveats(found.basis)
    return (_rates(found), *_fragile(found), *_need(found), *basis_caveats(found.basis))


def _rates(found: Coverage) -> Text:
    values: dict[str, Value] = {
        "one": percent(found.rate()),
        "k": found.enough,
        "more": percent(found.rate(found.enough)),
    }
    if found.needs.known[found.relevant].any():
        return text(
            "Nach Bedarf gewichtet ist für {one} mindestens ein tragender Akteur erfasst, für {more} mindestens {k}.",
            **values,
        )
    return text("Für {one} ist mindestens ein tragender Akteur erfasst, für {more} mindestens {k}.", **values)


def _fragile(found: Coverage) -> tuple[Text, ...]:
    fragile = found.fragility
    if fragile is None:
        return ()
    return told(
        [
            counted(
                "Eine abgedeckte Kombination hängt an einem einzigen tragenden Akteur.",
                "{n} der abgedeckten Kombinationen hängen an einem einzigen tragenden Akteur.",
                round(fragile.vulnerability * fragile.covered),
            )
        ]
    )


def _need(found: Coverage) -> tuple[Text, ...]:
    needs = found.needs
    known, special = int(needs.known[found.relevant].sum()), int(needs.special[found.relevant].sum())
    weight = (
        text(
            "Ein Bedarf mit Zahl ({unit}) ist für {n} von {of} Kombinationen erfasst; sonst zählt 1.",
            unit=needs.unit or "–",
            n=known,
            of=found.total,
        )
        if known
        else text("Zu keiner Kombination ist ein Bedarf mit Zahl erfasst; jede zählt gleich.")
    )
    rest = [
        counted(
            "Für eine Kombination ist ein besonderer Bedarf ohne Zahl erfasst.",
            "Für {n} Kombinationen ist ein besonderer Bedarf ohne Zahl erfasst.",
            special,
        ),
        text(
            "Andere Einheiten ließen sich nicht mitrechnen: {words}.",
            words=tuple(unit or text("ohne Einheit") for unit in needs.left_out),
        )
        if needs.left_out
        else None,
    ]
    return (weight, *told(rest))


def gaps_sentence(network: Network, found: Gaps, parts: Ints) -> Text:
    """How many combinations are without a recorded measure, cannot be told, or hang on one carrier."""
    coverage, n = found.coverage, len(found)
    if not coverage.total:
        return _no_cells(coverage)
    values: dict[str, Value] = {
        "cells": cells_words(coverage.schemes, coverage.total),
        "day": coverage.basis.scope.at,
    }
    if not n:
        return _no_gaps(found, values)
    gaps = _without(coverage, parts, values) if found.finding == "none_recorded" else _gaps(found, n, values)
    return text("{gaps} Zuerst anzusehen: {cell}.", gaps=gaps, cell=_first(network, found))


def _gaps(found: Gaps, n: int, values: dict[str, Value]) -> Text:
    if found.finding == "unknown":
        return counted(
            "Bei einer von {cells} lässt sich am {day} nicht sagen, ob es eine Maßnahme gibt, weil Angaben fehlen.",
            "Bei {n} von {cells} lässt sich am {day} nicht sagen, ob es eine Maßnahme gibt, weil Angaben fehlen.",
            n,
            **values,
        )
    return counted(
        "Eine von {cells} hängt am {day} an einem einzigen tragenden Akteur.",
        "{n} von {cells} hängen am {day} an einem einzigen tragenden Akteur.",
        n,
        **values,
    )


def _without(coverage: Coverage, parts: Ints, values: dict[str, Value]) -> Text:
    none, partly = coverage.counts["none_recorded"], served_in_part(coverage, parts)
    if none == coverage.total:
        return _without_any(partly, values)
    if not partly:
        return counted(
            "Für eine von {cells} ist am {day} keine Maßnahme erfasst.",
            "Für {n} von {cells} ist am {day} keine Maßnahme erfasst.",
            none,
            **values,
        )
    return counted(
        "Für eine von {cells} ist am {day} keine Maßnahme für das Ganze erfasst, {parts}.",
        "Für {n} von {cells} ist am {day} keine Maßnahme für das Ganze erfasst, {parts}.",
        none,
        cells=values["cells"],
        day=values["day"],
        parts=parts_words(none, partly),
    )


def _without_any(partly: int, values: dict[str, Value]) -> Text:
    if not partly:
        return text("Für keine von {cells} ist am {day} eine Maßnahme erfasst.", **values)
    return text(
        "Für keine von {cells} ist am {day} eine Maßnahme für das Ganze erfasst; {parts}.",
        cells=values["cells"],
        day=values["day"],
        parts=_for_parts(partly),
    )


def _no_gaps(found: Gaps, values: dict[str, Value]) -> Text:
    if found.finding == "unknown":
        return text("Am {day} fehlt bei keiner von {cells} eine Angabe, die sie offen ließe.", **values)
    if found.finding == "single_provider":
        return text("Am {day} hängt keine von {cells} an einem einzigen tragenden Akteur.", **values)
    return text("Am {day} ist keine von {cells} sicher ohne erfasste Maßnahme.", **values)


def _first(network: Network, found: Gaps) -> Value:
    return cell_words(network, found.coverage.cell(int(found.order[0])))


def gaps_caveats(found: Gaps) -> tuple[Text, ...]:
    """That a gap of the records need not be one in the world, and what the list rests on."""
    careful = text("Nicht erfasst heißt nicht, dass es nichts gibt.") if found.finding == "none_recorded" else None
    return (*told([careful]), *_need(found.coverage), *basis_caveats(found.coverage.basis))


def cell_sentence(network: Network, found: AroundCell) -> Text:
    """What is recorded for one combination, or that it cannot be told."""
    coverage, place = found.coverage, found.place
    cell, day = cell_words(network, found.cell), coverage.basis.scope.at
    state = STATES[coverage.states[place]]
    if state == "unknown":
        return counted(
            "Für „{cell}“ ist am {day} keine laufende Maßnahme sicher erfasst; eine könnte dazugehören, weil Angaben "
            "zu ihr fehlen.",
            "Für „{cell}“ ist am {day} keine laufende Maßnahme sicher erfasst; {n} könnten dazugehören, weil Angaben "
            "zu ihnen fehlen.",
            len(found.possible),
            cell=cell,
            day=day,
        )
    if state == "none_recorded":
        return text("Für „{cell}“ ist am {day} keine laufende Maßnahme erfasst.", cell=cell, day=day)
    return counted(
        "Für „{cell}“ ist am {day} eine laufende Maßnahme erfasst, {who}.",
        "Für „{cell}“ sind am {day} {n} laufende Maßnahmen erfasst, {who}.",
        len(found.serving),
        who=_carried(len(found.providers)),
        cell=cell,
        day=day,
    )


def _carried(n: int) -> Text:
    if not n:
        return text("ohne erfassten tragenden Akteur")
    return counted("getragen von einem Akteur", "getragen von {n} Akteuren", n)


def cell_caveats(found: AroundCell) -> tuple[Text, ...]:
    """What holds for a part only, that a gap of the records need not be one in the world, what it rests on."""
    part = counted(
        "Eine Maßnahme ist nur für einen Teil davon erfasst.",
        "{n} Maßnahmen sind nur für einen Teil davon erfasst.",
        len(found.parts),
    )
    careful = None if found.serving else text("Nicht erfasst heißt nicht, dass es nichts gibt.")
    return (*told([part, careful]), *_need_of(found), *basis_caveats(found.coverage.basis))


def _need_of(found: AroundCell) -> tuple[Text, ...]:
    needs, place = found.coverage.needs, found.place
    return told(
        [
            text(
                "Dafür ist ein Bedarf von {n} erfasst ({unit}).",
                n=float(needs.value[place]),
                unit=needs.unit or text("ohne Einheit"),
            )
            if needs.known[place]
            else None,
            text("Dafür ist ein besonderer Bedarf ohne Zahl erfasst.") if needs.special[place] else None,
        ]
    )


def close_words(row: CloseActor) -> Value:
    """What brings an actor close to a combination."""
    return told(
        [
            counted("trägt eine Maßnahme für einen Teil davon", "trägt {n} Maßnahmen für Teile davon", len(row.parts)),
            counted(
                "trägt eine Maßnahme, die dazugehören könnte",
                "trägt {n} Maßnahmen, die dazugehören könnten",
                len(row.possible),
            ),
            *(
                counted(
                    "trägt eine Maßnahme, die bis auf „{facet}“ passt",
                    "trägt {n} Maßnahmen, die bis auf „{facet}“ passen",
                    len(near),
                    facet=part_label(scheme),
                )
                for scheme, near in row.near.items()
            ),
            text("ist für das Handlungsfeld zuständig") if row.responsible else None,
        ]
    )


def record_next_sentence(network: Network, found: RecordNext) -> Text:
    """Which missing entry would settle most."""
    if not found.basis.running:
        return text("Wo keine Maßnahme läuft, lässt sich nicht sagen, welche Angabe fehlt.")
    if not found.telling:
        return text("Zu den laufenden Maßnahmen fehlt keine einzelne Angabe, die allein etwas klären würde.")
    row = found.row(found.unconfirmed)
    settled = told(
        [
            counted("ein Paar von Maßnahmen", "{n} Paare von Maßnahmen", row.pairs),
            counted("eine Kombination", "{n} Kombinationen", row.cells),
        ]
    )
    return text(
        "Am meisten klären würde die Angabe „{what}“ zu „{measure}“: {settled}.",
        what=part_label(row.what),
        measure=network.node(row.measure).name,
        settled=settled,
    )


def record_next_caveats(found: RecordNext) -> tuple[Text, ...]:
    """How much is open at all."""
    open_ = told(
        [
            counted(
                "Ein Paar von Maßnahmen ist nicht zu beurteilen.",
                "{n} Paare von Maßnahmen sind nicht zu beurteilen.",
                found.undecided,
            ),
            counted(
                "Bei einer Kombination lässt sich nicht sagen, ob es eine Maßnahme gibt.",
                "Bei {n} Kombinationen lässt sich nicht sagen, ob es eine Maßnahme gibt.",
                found.unknown_cells,
            ),
            counted(
                "Eine Maßnahme ist lange nicht bestätigt; sie steht am Anfang der Liste.",
                "{n} Maßnahmen sind lange nicht bestätigt; sie stehen am Anfang der Liste.",
                found.unconfirmed,
            ),
        ]
    )
    return (*open_, *basis_caveats(found.basis))
