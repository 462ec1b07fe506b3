"""What a list holds, counted: who is many, who is few, and where nothing is recorded; each as rows of parts."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce

from graph_service.analysis.completeness import SourceUse
from graph_service.model.network import Network
from graph_service.model.nodes import Actor, Concept, Measure
from graph_service.model.period import Period
from graph_service.model.text import Text, Value, counted, text
from graph_service.model.vocabulary import vocabulary
from graph_service.operations.describing import MISSING

MOST_YEARS = 12
MOST_NAMED = 3


@dataclass(frozen=True)
class Row:
    """A part of a list: how many entries of it there are of each kind, and by which filter the list shows them."""

    label: Value
    counts: Mapping[str, int]
    beside: int
    filter: Mapping[str, str]

    @property
    def total(self) -> int:
        return sum(self.counts.values())


@dataclass(frozen=True)
class Tally:
    """A list in rows; `parts` are the kinds with their words, unknown as one of its own, `heads` those of columns.

    The heads are of the rows themselves, of what is counted, and of the number that stands beside it.
    """

    title: Text
    heads: tuple[Text, Text, Text]
    parts: Mapping[str, Text]
    rows: tuple[Row, ...]
    sentence: Text
    note: Text

    @property
    def counts(self) -> Mapping[int, Mapping[str, int]]:
        """What each row has of each kind, by its place."""
        return {place: row.counts for place, row in enumerate(self.rows)}


def actors_tally(
    network: Network, actors: Collection[Actor], sectors: Collection[str], *, narrowed: bool, dated: bool = False
) -> Tally:
    """Actors by sector, or by kind within the one that is chosen, and whether a measure of theirs is recorded.

    `dated`: the network holds one day only.
    """
    within = next(iter(sectors)) if len(sectors) == 1 else None
    words = vocabulary()
    labels: dict[str, Value] = dict(words.sectors)
    if within:
        labels = {word: kind.many for word, kind in words.actor_kinds.items() if kind.sector == within}
    found: dict[str, list[Actor]] = defaultdict(list)
    for actor in actors:
        found[actor.kind if within else actor.sector].append(actor)
    rows = [_actors_row(network, labels[one], found[one], "kind" if within else "sector", one) for one in labels]
    rows.sort(key=lambda row: -row.total)
    without = sum(row.counts["unknown"] for row in rows)
    return Tally(
        text("Welche Art ist stark vertreten?") if within else text("Welcher Bereich ist stark vertreten?"),
        (text("Art") if within else text("Bereich"), text("Akteure"), text("Maßnahmen")),
        {"running": text("mit Maßnahme"), "unknown": text("keine Maßnahme erfasst")},
        tuple(rows),
        _joined(_actors_words(rows, _without_words(without, dated=dated), narrowed=narrowed)),
        text("Gezählt sind Maßnahmen, an denen jemand beteiligt ist; eine gemeinsame zählt in jeder Zeile einmal."),
    )


def _actors_row(network: Network, label: Value, actors: Sequence[Actor], name: str, word: str) -> Row:
    of = {actor.id: {tie.target for tie in network.ties_from(actor.id, "carries")} for actor in actors}
    active = sum(1 for measures in of.values() if measures)
    return Row(
        label,
        {"running": active, "unknown": len(actors) - active},
        len(set().union(*of.values())),
        {name: word} if actors else {},
    )


def _actors_words(rows: Sequence[Row], without: Text, *, narrowed: bool) -> Iterator[Text]:
    most = rows[0]
    yield text("Am häufigsten: {name} ({n} von {all}).", name=most.label, n=most.total, all=sum(r.total for r in rows))
    if without.count:
        yield without
    empty = tuple(row.label for row in rows if not row.total)
    if empty and not narrowed:
        yield text("Noch niemand erfasst: {names}.", names=empty)


def _without_words(n: int, *, dated: bool) -> Text:
    if not dated:
        return counted("Zu einem ist keine Maßnahme erfasst.", "Zu {n} ist keine Maßnahme erfasst.", n)
    return counted(
        "Zu einem ist für diesen Tag keine Maßnahme erfasst.", "Zu {n} ist für diesen Tag keine Maßnahme erfasst.", n
    )


def measures_tally(network: Network, measures: Collection[Measure], day: date) -> Tally:
    """Measures by field, and whether what is recorded of their time says that they run on the day."""
    of = {measure.id: frozenset(network.facet(measure, "field").concepts) for measure in measures}
    rows = [_measures_row(network, field, measures, of, day) for field in network.concepts("field")]
    unsure = sum(1 for measure in measures if _when(measure.valid, day) == "unknown")
    return Tally(
        text("In welchem Feld geschieht wie viel?"),
        (text("Handlungsfeld"), text("Maßnahmen"), text("Akteure")),
        {
            "running": text("läuft am {day}", day=day),
            "planned": text("beginnt später"),
            "completed": text("beendet"),
            "unknown": text("nicht sicher: Beginn oder Ende nicht erfasst"),
        },
        (*rows, *_rows_of_no_field(network, [measure for measure in measures if not of[measure.id]], day)),
        _joined(_measures_words(rows, unsure)),
        text("Eine Maßnahme zählt in jedem ihrer Felder. Der Zeitraum entscheidet, nicht der berichtete Stand."),
    )


def _rows_of_no_field(network: Network, measures: Sequence[Measure], day: date) -> Iterator[Row]:
    """Those to which no field is recorded, and apart from them those that are known to have none."""
    known = [measure for measure in measures if network.facet(measure, "field").recorded_none]
    missing = [measure for measure in measures if not network.facet(measure, "field").recorded_none]
    if missing:
        yield _time_row(network, MISSING["field"], missing, day, {"missing": "field"})
    if known:
        yield _time_row(network, text("gehört zu keinem Handlungsfeld"), known, day, {})


def _measures_row(
    network: Network, field: Concept, measures: Iterable[Measure], of: Mapping[str, frozenset[str]], day: date
) -> Row:
    mine = [measure for measure in measures if of[measure.id] & network.narrower(field.id)]
    label = text("{code} {name}", code=field.notation, name=field.label)
    return _time_row(network, label, mine, day, {"field": field.notation} if mine else {})


def _time_row(network: Network, label: Value, measures: Sequence[Measure], day: date, chosen: Mapping[str, str]) -> Row:
    when = Counter(_when(measure.valid, day) for measure in measures)
    actors = {tie.origin for measure in measures for tie in network.ties_to(measure.id, "carries")}
    counts = {kind: when[kind] for kind in ("running", "planned", "completed", "unknown")}
    return Row(label, counts, len(actors), chosen)


def _when(valid: Period, day: date) -> str:
    if valid.certainly_covers(day):
        return "running"
    if valid.covers(day):
        return "unknown"
    return "planned" if valid.start and valid.start.first > day else "completed"


def _measures_words(fields: Sequence[Row], unsure: int) -> Iterator[Text]:
    totals = sorted({row.total for row in fields if row.total})
    empty = sum(1 for row in fields if not row.total)
    if not totals:
        yield text("Zu keiner davon ist ein Handlungsfeld erfasst.")
    else:
        yield _named(text("Am meisten"), fields, totals[-1])
        if empty:
            yield counted("In einem Feld ist keine davon erfasst.", "In {n} Feldern ist keine davon erfasst.", empty)
        elif len(totals) > 1:
            yield _named(text("Am wenigsten"), fields, totals[0])
    if unsure:
        yield counted(
            "Bei einer Maßnahme ist nicht sicher, ob sie läuft, weil Beginn oder Ende nicht erfasst ist.",
            "Bei {n} Maßnahmen ist nicht sicher, ob sie laufen, weil Beginn oder Ende nicht erfasst ist.",
            unsure,
        )


def _named(what: Text, rows: Sequence[Row], n: int) -> Text:
    """The rows that count so many, by name unless they are many."""
    names = tuple(row.label for row in rows if row.total == n)
    if len(names) == 1:
        return text("{what}: {name} ({n}).", what=what, name=names[0], n=n)
    if len(names) <= MOST_NAMED:
        return text("{what}: {names} (je {n}).", what=what, names=names, n=n)
    return text("{what}: je {n} in {rows} Feldern.", what=what, n=n, rows=len(names))


def sources_tally(uses: Collection[SourceUse]) -> Tally:
    """What rests on the sources of each year, and what of it on one source alone; old years are put together."""
    years: dict[int | None, list[SourceUse]] = defaultdict(list)
    for use in uses:
        when = use.document.date or use.document.retrieved
        years[when.year if when else None].append(use)
    known = sorted((year for year in years if year is not None), reverse=True)
    single = known if len(known) <= MOST_YEARS else known[: MOST_YEARS - 1]
    rows = [_sources_row(str(year), years[year]) for year in single]
    older = [use for year in known[len(single) :] for use in years[year]]
    if older:
        rows.append(_sources_row(text("{year} und früher", year=str(known[len(single)])), older))
    if None in years:
        rows.append(_sources_row(text("ohne Datum"), years[None]))
    return Tally(
        text("Wie alt ist, worauf die Angaben beruhen?"),
        (text("Jahr der Quelle"), text("Belege"), text("Quellen")),
        {"running": text("auch anderswo belegt"), "planned": text("nur hier belegt")},
        tuple(rows),
        _joined(_sources_words(rows)),
        text(
            "Ein Beleg ist ein Eintrag oder eine Beziehung, die eine Quelle nennt; mit zwei Quellen zählt sie zweimal."
        ),
    )


def _sources_row(label: Value, uses: Sequence[SourceUse]) -> Row:
    alone = sum(use.alone for use in uses)
    shared = sum(use.nodes + use.ties for use in uses) - alone
    return Row(label, {"running": shared, "planned": alone}, len(uses), {})


def _sources_words(rows: Sequence[Row]) -> Iterator[Text]:
    every, alone = sum(row.total for row in rows), sum(row.counts["planned"] for row in rows)
    most = max(rows, key=lambda row: row.total)
    yield text("Die meisten Belege: {year} ({n} von {all}).", year=most.label, n=most.total, all=every)
    if alone:
        yield counted("Einer beruht auf einer einzigen Quelle.", "{n} beruhen auf einer einzigen Quelle.", alone)


def _joined(sentences: Iterable[Text]) -> Text:
    return reduce(lambda words, more: text("{words} {more}", words=words, more=more), sentences)
