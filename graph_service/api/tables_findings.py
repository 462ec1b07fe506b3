"""What the analyses find, as tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from graph_service.api.schemas import Word
from graph_service.api.schemas_changes import ChangedOut, PathOut, PathsOut, RecordChangesOut, WorldChangesOut
from graph_service.api.schemas_findings import (
    AroundCellOut,
    CellMeasureOut,
    CoordinationOut,
    CoverageOut,
    GapOut,
    GapsOut,
    OverlapOut,
    OverlapsOut,
    PairOut,
    RecordNextOut,
    ShareOut,
    UncoordinatedOut,
)
from graph_service.api.schemas_judgements import JudgementOut
from graph_service.api.tables import Sheet, body
from graph_service.model.text import Text, text
from graph_service.operations.wording_findings import percent

__all__ = ["Sheet", "body"]


@body.register
def _coverage(found: CoverageOut, sheet: Sheet) -> None:
    if found.rows:
        sheet.matrix(found)


@body.register
def _around_cell(found: AroundCellOut, sheet: Sheet) -> None:
    for title, rows in (
        (text("Maßnahmen für diese Kombination"), found.measures),
        (text("Nur für einen Teil davon"), found.parts),
        (text("Könnten dazugehören: Angaben fehlen"), found.possible),
    ):
        sheet.table(title, _cell_headings(), (_cell_measure(sheet, row) for row in rows))
    near = (_cell_measure(sheet, row) for row in found.nearest)
    sheet.table(text("Am nächsten, für andere erfasst"), _cell_headings(), near, found.nearest_total)
    headings = (text("Akteur"), text("Warum"), text("Maßnahmen"), text("Quellen"))
    close = ((row.actor.label, row.words, _lines(row.measures), sheet.cited(row.sources)) for row in found.close)
    sheet.table(text("Wer könnte hier etwas tun?"), headings, close, found.close_total)


def _cell_headings() -> Sequence[Text]:
    return text("Maßnahme"), text("Erfasst für"), text("Träger"), text("Quellen")


def _cell_measure(sheet: Sheet, row: CellMeasureOut) -> tuple[str, ...]:
    return row.measure.label, _lines(row.named) or "–", _lines(row.carriers) or "–", sheet.cited(row.sources)


@body.register
def _gaps(found: GapsOut, sheet: Sheet) -> None:
    headings = [text("Kombination"), text("Bedarf"), text("Passend bis auf"), text("Quellen")]
    rows = [_gap(sheet, row) for row in found.items]
    if any(row.providers for row in found.items):
        headings.insert(1, text("Träger"))
        rows = [(first, _lines(row.providers), *rest) for row, (first, *rest) in zip(found.items, rows, strict=True)]
    sheet.table(text("Kombinationen"), headings, rows, found.total)


def _gap(sheet: Sheet, row: GapOut) -> tuple[str, ...]:
    need = [sheet.words(Decimal(str(row.need)))] if row.need is not None else []
    need += [sheet.words(text("besonderer Bedarf"))] if row.special_need else []
    near = [
        f"{facet}: {', '.join(one.measure.label for one in row.nearest if one.differs_in.label == facet)}"
        for facet in dict.fromkeys(one.differs_in.label for one in row.nearest)
    ]
    return row.words, "\n".join(need) or "–", "\n".join(near) or "–", sheet.cited(row.sources)


def _lines(names: Iterable[Word]) -> str:
    return "\n".join(name.label for name in names)


@body.register
def _overlaps(found: OverlapsOut, sheet: Sheet) -> None:
    if found.parameters["uncoordinated"]:
        headings = (text("Akteure"), text("Was sich ähnelt"), text("Weg der Abstimmung"), text("Quellen"))
        rows = (_loose(sheet, row) for row in found.uncoordinated)
        sheet.table(text("Ähnliches ohne erfasste Abstimmung"), headings, rows, found.uncoordinated_total)
    else:
        headings = (text("Maßnahmen und Träger"), text("Ähnlichkeit"), text("Weg der Abstimmung"), text("Quellen"))
        rows = (_alike(sheet, row) for row in found.items)
        sheet.table(text("Überschneidungen"), headings, rows, found.total)
        headings = (text("Maßnahmen und Träger"), text("Ähnlichkeit"), text("Es fehlt"), text("Quellen"))
        rows = (_unsure(sheet, row) for row in found.undecided)
        sheet.table(text("Nicht zu entscheiden"), headings, rows, found.undecided_total)
    judged = ((_judged(one), one.reason or "", one.author) for one in found.without_finding)
    title = text("Urteile zu Paaren, die nicht mehr unter den Befunden sind")
    sheet.table(title, (text("Urteil"), text("Begründung"), text("Von")), judged)


def _both(row: OverlapOut) -> str:
    sides = zip((row.first, row.second), row.carriers, strict=True)
    return "\n".join(f"{measure.label} ({', '.join(one.label for one in who) or '–'})" for measure, who in sides)


def _alike(sheet: Sheet, row: OverlapOut) -> tuple[str, ...]:
    grade = [row.grade.label, sheet.words(percent(row.similarity)), *_decided(sheet, row.judgement)]
    return _both(row), "\n".join(grade), row.channel.label, sheet.cited(row.sources)


def _unsure(sheet: Sheet, row: OverlapOut) -> tuple[str, ...]:
    compared = text("{share} verglichen", share=percent(row.coverage))
    grade = [sheet.words(percent(row.similarity)), sheet.words(compared), *_decided(sheet, row.judgement)]
    return _both(row), "\n".join(grade), "\n".join(row.missing) or "–", sheet.cited(row.sources)


def _loose(sheet: Sheet, row: UncoordinatedOut) -> tuple[str, ...]:
    pairs = "\n".join(f"{one.first.label} – {one.second.label}" for one in row.measures)
    channel = [row.channel.label, *(one.label for one in row.partners), *_decided(sheet, row.feedback)]
    return f"{row.first.label}\n{row.second.label}", pairs, "\n".join(channel), sheet.cited(row.sources)


def _decided(sheet: Sheet, judgement: JudgementOut | None) -> list[str]:
    if judgement is None:
        return []
    return [sheet.words(text("Urteil: {decision}", decision=judgement.decision.label))]


def _judged(judgement: JudgementOut) -> str:
    first, second = judgement.subjects
    return f"{first.label} – {second.label}: {judgement.decision.label}"


@body.register
def _coordination(found: CoordinationOut, sheet: Sheet) -> None:
    headings = (text("Akteure"), text("Gemeinsame Kombinationen"), text("Weg der Abstimmung"), text("Quellen"))
    rows = (_pair(sheet, row) for row in found.gaps)
    sheet.table(text("Ohne erfassten Weg der Abstimmung"), headings, rows, found.gaps_total)
    headings = (text("Akteur"), text("Nötig mit"), text("Erfasst mit"), text("Offen (gewichtet)"))
    loads = ((row.actor.label, str(row.required), str(row.coordinated), str(row.unmet)) for row in found.loads)
    sheet.table(text("Wer sich mit wie vielen abzustimmen hätte"), headings, loads)
    shares = ((row.field.label, *_share(sheet, row.share)) for row in found.fields)
    sheet.table(text("Je Handlungsfeld"), (text("Handlungsfeld"), *_SHARE), shares)
    moments = ((sheet.words(one.date), *_share(sheet, one.share)) for one in found.over_time)
    sheet.table(text("An anderen Tagen"), (text("Tag"), *_SHARE), moments)
    if found.alone:
        names = tuple(one.label for one in found.alone)
        sheet.say(text("Kein Kontakt zu anderen ist erfasst bei: {names}.", names=names))


_SHARE = (text("Paare"), text("davon mit Weg"), text("Anteil"))


def _share(sheet: Sheet, share: ShareOut) -> tuple[str, str, str]:
    return str(share.required), str(share.coordinated), sheet.words(percent(share.value))


def _pair(sheet: Sheet, row: PairOut) -> tuple[str, ...]:
    channel = [row.channel.label, *(one.label for one in row.through), *_decided(sheet, row.feedback)]
    cells = "\n".join([str(row.weight), *row.cells[:3], *(["…"] if len(row.cells) > 3 else [])])
    return f"{row.first.label}\n{row.second.label}", cells, "\n".join(channel), sheet.cited(row.sources)


@body.register
def _record_next(found: RecordNextOut, sheet: Sheet) -> None:
    headings = (text("Angabe"), text("Maßnahme"), text("Paare"), text("Kombinationen"), text("Zuletzt bestätigt"))
    rows = (
        (row.what.label, row.measure.label, str(row.pairs), str(row.cells), str(row.since or "–"))
        for row in found.items
    )
    sheet.table(text("Als Nächstes zu erfassen"), headings, rows, found.total)


@body.register
def _world(found: WorldChangesOut, sheet: Sheet) -> None:
    _details(sheet, found.details)
    new, ended = sheet.words(text("neu")), sheet.words(text("beendet"))
    rows = [
        (group.group, what, one)
        for group in found.groups
        for what, records in ((new, group.new_records), (ended, group.ended_records))
        for one in records
    ]
    _changed(sheet, rows, sum(group.hamming for group in found.groups))


@body.register
def _records(found: RecordChangesOut, sheet: Sheet) -> None:
    _details(sheet, found.details)
    added, changed, removed = (sheet.words(word) for word in (text("neu"), text("geändert"), text("entfernt")))
    rows = [
        (group.group, what, one)
        for group in found.groups
        for what, records in (
            (added, group.added_records),
            (changed, group.changed_records),
            (removed, group.removed_records),
        )
        for one in records
    ]
    _changed(sheet, rows, sum(group.hamming for group in found.groups))


def _details(sheet: Sheet, details: list[str]) -> None:
    sheet.say(*details)


def _changed(sheet: Sheet, rows: list[tuple[Word, str, ChangedOut]], total: int) -> None:
    headings = (text("Art"), text("Änderung"), text("Eintrag"), text("Quellen"))
    cells = (
        (
            group.label,
            "\n".join([what, *(part.label for part in one.parts)]),
            one.record.label,
            sheet.cited(one.sources),
        )
        for group, what, one in rows
    )
    sheet.table(text("Was sich geändert hat"), headings, cells, total)


@body.register
def _paths(found: PathsOut, sheet: Sheet) -> None:
    headings = (text("Weg"), text("Quellen"))
    rows = (("\n".join(_way(path)), sheet.cited(path.sources)) for path in found.items)
    sheet.table(text("Kürzeste Wege"), headings, rows, found.total)


def _way(path: PathOut) -> Iterator[str]:
    yield path.nodes[0].label
    for step, node in zip(path.steps, path.nodes[1:], strict=True):
        yield f"  → {step.words} → {node.label}"
