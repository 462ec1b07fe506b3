"""The Word annex on progress for a committee: the fields in the order of the paper, each with what is to be said."""

from __future__ import annotations

from collections.abc import Iterator

from graph_service.analysis.indicators import Series
from graph_service.analysis.progress import FieldProgress, Portfolio, Progress
from graph_service.api.annexes import Gathered
from graph_service.api.coverage import gaps
from graph_service.api.findings import findings as findings_of
from graph_service.api.overlaps import Asked, Kept, overlaps_of
from graph_service.api.present import presenter
from graph_service.api.progress import groups, series_out
from graph_service.api.schemas_judgements import JudgementOut
from graph_service.api.tables_progress import group, indicators
from graph_service.api.unfolding import CellsAsked
from graph_service.exports.annex import Picture, Section
from graph_service.language import render
from graph_service.model.network import Network
from graph_service.model.text import Language, Text, Value, text
from graph_service.model.vocabulary import vocabulary
from graph_service.operations import wording_progress as wording
from graph_service.operations.annexing import File, Subject, file_of
from graph_service.serving.filters import Facets
from graph_service.serving.reading import Reading
from visualisations.charts import Chart, Point, side_by_side
from visualisations.png import CannotDraw, to_png

_MOST = 50
_FEW = 10
_CHARTS = 6
_PIXELS = 1300
_TOLD = ("running", "new", "started", "ended", "moved", "late", "perhaps_late", "silent", "contradicting")
_WHERE = text("in Akteursnetz auf der Seite „Fortschritt“")


def annex_of_progress(reading: Reading, found: Progress) -> File:
    """The annex: first all fields in one table, then each of them by itself, last the measures of no field."""
    subject = Subject(reading.service, reading.network_id, reading.view.revision, reading.scope.at, reading.language)
    numbers: dict[str, int] = {}
    writing = _Writing(reading, found, numbers)
    sections = [writing.summary(), *(writing.field(one) for one in found.fields)]
    if found.without_field.standings:
        sections.append(writing.without_field())
    return file_of(subject, sections)


def chart_of(series: Series, network: Network, language: Language) -> Chart:
    """A series as a drawing with its words."""
    indicator = series.indicator
    name = indicator.name if series.measure is None else f"{indicator.name}: {network.node(series.measure).name}"
    with_target = series.measure is None and indicator.target_value is not None
    return Chart(
        name,
        tuple(
            Point(
                one.date.last,
                float(one.value),
                render(wording.amount(one.value, indicator.unit), language),
                render(one.date, language),
            )
            for one in series.values
        ),
        float(indicator.target_value) if with_target and indicator.target_value is not None else None,
        render(_target_label(series), language) if with_target else "",
        indicator.target_on.last if with_target and indicator.target_on else None,
    )


def _target_label(series: Series) -> Text:
    indicator = series.indicator
    value: Value = "" if indicator.target_value is None else wording.amount(indicator.target_value, indicator.unit)
    if indicator.target_on is None:
        return text("Ziel: {value}", value=value)
    return text("Ziel: {value} bis {day}", value=value, day=indicator.target_on)


class _Writing:
    """Writes the sections of one annex; the sources are numbered through all of them."""

    def __init__(self, reading: Reading, found: Progress, numbers: dict[str, int]) -> None:
        self._reading, self._found, self._numbers = reading, found, numbers
        self._present, self._findings = presenter(reading), findings_of(reading)

    def words(self, value: Value) -> str:
        return render(value, self._reading.language)

    def _sheet(self) -> Gathered:
        return Gathered(self._reading, self._numbers, _WHERE)

    def summary(self) -> Section:
        """All fields by status, and what the words mean."""
        sheet, found = self._sheet(), self._found
        statuses = vocabulary().statuses
        headings = (text("Handlungsfeld"), *(text("{status}", status=one) for one in statuses.values()), text("gesamt"))
        rows = [_counted(self._named(one), one) for one in found.fields]
        if found.without_field.standings:
            rows.append(_counted(self.words(wording.WITHOUT_FIELD), found.without_field))
        sheet.table(text("Maßnahmen nach Feld und Stand"), headings, rows)
        sheet.say(text("Änderungen seit dem {since}.", since=found.since), *_legend(found))
        return Section(
            self.words(text("Fortschritt der Maßnahmen")),
            self.words(wording.progress_sentence(found)),
            tuple(self.words(one) for one in wording.progress_caveats(found)),
            tuple(sheet.remarks),
            tuple(sheet.tables),
            sources=tuple(sheet.sources),
        )

    def _named(self, field: FieldProgress) -> str:
        return f"{field.field.notation} {field.field.label.in_language(self._reading.language)}"

    def field(self, field: FieldProgress) -> Section:
        """One field: its measures in groups, its indicators, its gaps, and the overlaps that people judged."""
        sheet = self._sheet()
        made = groups(self._present, field.standings, _MOST)
        for name in _TOLD:
            group(sheet, made[name])
        indicators(sheet, [series_out(self._present, one) for one in field.series])
        self._gaps(sheet, field)
        self._overlaps(sheet, field)
        picture, lacking = self._picture(field)
        return Section(
            self._named(field),
            self.words(wording.field_sentence(field)),
            lacking,
            tuple(sheet.remarks),
            tuple(sheet.tables),
            picture,
            tuple(sheet.sources),
        )

    def without_field(self) -> Section:
        """The measures of no field in groups; those whose status nobody stated, too, as no page of a field has them."""
        sheet, found = self._sheet(), self._found.without_field
        made = groups(self._present, found.standings, _MOST)
        for name in (*_TOLD, "unknown"):
            group(sheet, made[name])
        sheet.say(text("Lücken und Überschneidungen stehen bei den Handlungsfeldern; diese Maßnahmen fehlen dort."))
        return Section(
            self.words(wording.WITHOUT_FIELD),
            self.words(wording.fieldless_sentence(found)),
            (),
            tuple(sheet.remarks),
            tuple(sheet.tables),
            sources=tuple(sheet.sources),
        )

    def _gaps(self, sheet: Gathered, field: FieldProgress) -> None:
        found = gaps(self._findings, Facets(field=[field.field.id]), CellsAsked(folded=True), limit=_FEW)
        if not found.total:
            sheet.say(text("Zu jeder betrachteten Kombination ist eine Maßnahme erfasst."))
            return
        rows = ((row.words, sheet.cited(row.sources)) for row in found.items)
        headings = (text("Kombination ohne erfasste Maßnahme"), text("Quellen"))
        sheet.table(text("Lücken"), headings, rows, found.total)

    def _overlaps(self, sheet: Gathered, field: FieldProgress) -> None:
        found = overlaps_of(self._findings, Facets(field=[field.field.id]), Asked(), Kept(), _MOST)
        measures = {one.measure.id for one in field.standings}
        judged = [row.judgement for row in found.judged if row.judgement]
        judged += [one for one in found.without_finding if measures.intersection(word.id for word in one.subjects)]
        headings = (text("Maßnahmen"), text("Urteil"), text("Begründung"), text("Von"))
        sheet.table(text("Überschneidungen, über die geurteilt ist"), headings, map(_judged, judged))
        still = max(found.total + found.undecided_total - found.judged_total, 0)
        if still:
            sheet.say(text("Überschneidungen und unentschiedene Paare ohne Urteil: {n}.", n=still))

    def _picture(self, field: FieldProgress) -> tuple[Picture | None, tuple[str, ...]]:
        """The indicators that have values, side by side; a caveat where this machine cannot draw them."""
        shown = [one for one in field.series if one.values][:_CHARTS]
        if not shown:
            return None, ()
        network, language = self._reading.network, self._reading.language
        charts = [chart_of(one, network, language) for one in shown]
        try:
            png = to_png(side_by_side(charts), _PIXELS)
        except CannotDraw as error:
            return None, (self.words(text("Das Bild fehlt: {why}.", why=error.message)),)
        sentences = (self.words(wording.series_sentence(one)) for one in shown)
        told = " ".join(f"{one.title}: {words}" for one, words in zip(charts, sentences, strict=True))
        legend = (self.words(text("Punkte: erfasste Werte; gestrichelt: Ziel; die Achse beginnt bei null.")),)
        return Picture(self.words(text("Wirkungsindikatoren")), png, told, legend), ()


def _counted(name: str, found: Portfolio) -> tuple[str, ...]:
    return name, *(str(found.by_status[status]) for status in vocabulary().statuses), str(len(found.standings))


def _legend(found: Progress) -> Iterator[Text]:
    yield text("Stand: zuletzt angegeben bis zum Stichtag; „unbekannt“ heißt, dass niemand einen angegeben hat.")
    yield text("Überfällig: Das geplante Ende ist vorbei, und die Maßnahme ist nicht beendet.")
    yield text("Lange ohne Bericht: Der neueste Bericht ist älter als {months} Monate.", months=found.months)


def _judged(judgement: JudgementOut) -> tuple[str, ...]:
    pair = "\n".join(one.label for one in judgement.subjects)
    return pair, judgement.decision.label, judgement.reason or "–", judgement.author
