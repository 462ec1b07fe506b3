"""How far the measures are, as sentences: what is stated, what is late, what is silent, where indicators lead."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from graph_service.analysis.indicators import Series
from graph_service.analysis.progress import FieldProgress, Portfolio, Progress, Standing, Statement
from graph_service.model.network import Network
from graph_service.model.nodes import Measure, Report
from graph_service.model.text import Label, Text, Value, counted, text
from graph_service.model.vocabulary import vocabulary
from graph_service.operations.wording_findings import told

COURSE_LABELS = {
    "reached": Label(de="Ziel erreicht", en="target reached"),
    "on_way": Label(de="auf dem Weg zum Ziel", en="on the way to the target"),
    "off_way": Label(de="nicht auf dem Weg zum Ziel", en="not on the way to the target"),
    "unknown": Label(de="nicht beurteilbar", en="cannot be judged"),
}
GROUP_LABELS = {
    "running": Label(de="Laufend", en="Running"),
    "new": Label(de="Neu erfasst", en="Newly recorded"),
    "started": Label(de="Begonnen", en="Started"),
    "ended": Label(de="Beendet", en="Ended"),
    "moved": Label(de="Stand geändert", en="Status changed"),
    "late": Label(de="Überfällig", en="Late"),
    "perhaps_late": Label(de="Vielleicht überfällig", en="Perhaps late"),
    "silent": Label(de="Lange ohne Bericht", en="Long without a report"),
    "never": Label(de="Ohne jeden Bericht", en="Without any report"),
    "contradicting": Label(de="Widersprüchliche Angaben", en="Contradicting statements"),
    "unknown": Label(de="Stand unbekannt", en="Status unknown"),
}


WITHOUT_FIELD = text("Ohne Handlungsfeld")
"""The heading over what is told of the measures of no field."""


def progress_sentence(found: Progress) -> Text:
    """How many measures there are of which status, and how many are late or silent."""
    if not found.standings:
        return text("Für den {day} ist in dieser Auswahl keine Maßnahme erfasst.", day=found.scope.at)
    return text(
        "Zum {day}: {measures}. {late} {silent}",
        day=found.scope.at,
        measures=_by_status(found.standings),
        late=_late(len(found.late())),
        silent=_silent(found),
    )


def field_sentence(found: FieldProgress) -> Text:
    """The same for one field, with its indicators."""
    if not found.standings:
        return text("In diesem Feld ist keine Maßnahme erfasst. {indicators}", indicators=_indicators(found.series))
    return text(
        "Erfasst: {measures}. {late} {indicators}",
        measures=_by_status(found.standings),
        late=_late(_number_late(found)),
        indicators=_indicators(found.series),
    )


def fieldless_sentence(found: Portfolio) -> Text:
    """The same for the measures of no field."""
    if not found.standings:
        return text("Keine der betrachteten Maßnahmen ist ohne Handlungsfeld.")
    return text("Erfasst: {measures}. {late}", measures=_by_status(found.standings), late=_late(_number_late(found)))


def _number_late(found: Portfolio) -> int:
    return sum(1 for one in found.standings if one.lateness == "late")


def _by_status(standings: Sequence[Standing]) -> Text:
    found = [one.status for one in standings]
    if len(found) == 1:
        return text("eine Maßnahme, {status}", status=_stated_as(found[0]))
    statuses = tuple(
        text("{n} {status}", n=found.count(status), status=_stated_as(status))
        for status in vocabulary().statuses
        if status in found
    )
    return text("{n} Maßnahmen, davon {statuses}", n=len(found), statuses=statuses)


def _stated_as(status: str) -> Label:
    if status == "unknown":
        return Label(de="ohne angegebenen Stand", en="without a stated status")
    return vocabulary().statuses[status]


def _late(n: int) -> Text:
    if not n:
        return text("Keine ist nach den Angaben überfällig.")
    return counted("Eine ist überfällig.", "{n} sind überfällig.", n)


def _silent(found: Progress) -> Text:
    silent, never = len(found.silent()), len(found.silent("never"))
    if not silent and not never:
        return text("Zu allen nicht beendeten wurde in den letzten {months} Monaten berichtet.", months=found.months)
    parts = told(
        [
            counted(
                "zu einer wurde seit mehr als {months} Monaten nicht berichtet",
                "zu {n} wurde seit mehr als {months} Monaten nicht berichtet",
                silent,
                months=found.months,
            ),
            counted("zu einer ist noch kein Bericht erfasst", "zu {n} ist noch kein Bericht erfasst", never),
        ]
    )
    return text("Von den nicht beendeten: {parts}.", parts=parts)


def _indicators(series: Iterable[Series]) -> Text:
    own = [one for one in series if one.measure is None]
    if not own:
        return text("Kein Wirkungsindikator ist erfasst.")
    judged = tuple(
        text("{n} {course}", n=sum(1 for one in own if one.course == course), course=label)
        for course, label in COURSE_LABELS.items()
        if any(one.course == course for one in own)
    )
    return counted("Ein Wirkungsindikator: {judged}.", "{n} Wirkungsindikatoren: {judged}.", len(own), judged=judged)


def progress_caveats(found: Progress) -> tuple[Text, ...]:
    """What must be known to read the answer rightly; only what applies."""
    unknown = [one for one in found.standings if one.status == "unknown"]
    in_fields = len(found.standings) - len(found.without_field.standings)
    several = sum(len(field.standings) for field in found.fields) > in_fields
    return (
        *told(
            [
                counted(
                    "Zu einer Maßnahme ist kein Stand angegeben; sie zählt als unbekannt, nicht als laufend.",
                    "Zu {n} Maßnahmen ist kein Stand angegeben; sie zählen als unbekannt, nicht als laufend.",
                    len(unknown),
                ),
                counted(
                    "Bei einer davon ist das erfasste Ende vorbei.",
                    "Bei {n} davon ist das erfasste Ende vorbei.",
                    sum(1 for one in unknown if one.is_over),
                ),
                counted(
                    "Bei einer Maßnahme ist das geplante Ende vorbei und ihr Stand unbekannt: vielleicht überfällig.",
                    "Bei {n} Maßnahmen ist das geplante Ende vorbei und ihr Stand unbekannt: vielleicht überfällig.",
                    len(found.late("perhaps_late")),
                ),
                counted(
                    "Zu einer Maßnahme widersprechen sich die Angaben zum Stand.",
                    "Zu {n} Maßnahmen widersprechen sich die Angaben zum Stand.",
                    sum(1 for one in found.standings if one.contradicting),
                ),
                counted(
                    "Eine Maßnahme ist keinem Feld zugeordnet.",
                    "{n} Maßnahmen sind keinem Feld zugeordnet.",
                    len(found.without_field.standings),
                ),
            ]
        ),
        *([text("Eine Maßnahme in mehreren Feldern zählt in jedem davon.")] if several else []),
        *_before_all(found),
    )


def _before_all(found: Progress) -> tuple[Text, ...]:
    if all(one.new is not None for one in found.standings):
        return ()
    return (
        text("Was neu erfasst ist, lässt sich nicht sagen: Am {since} war noch nichts erfasst.", since=found.since),
    )


def standing_words(one: Standing) -> Text:
    """The status of a measure and since when it is stated."""
    status = vocabulary().statuses[one.status]
    if one.stated is None:
        if one.is_over and one.measure.valid.end:
            return text("{status}; erfasstes Ende: {end}", status=status, end=one.measure.valid.end)
        return text("{status}", status=status)
    if one.stated.on is None:
        return text("{status}, ohne Datum", status=status)
    return text("{status}, Stand {day}", status=status, day=one.stated.on)


def contradiction_words(network: Network, measure: Measure, statements: Iterable[Statement]) -> tuple[Text, ...]:
    """Each of the statements on a measure that do not fit together, and what they do not fit."""
    found = tuple(_statement_words(network, statement) for statement in statements)
    if len(found) == 1 and measure.valid.end:
        return (*found, text("erfasstes Ende: {end}", end=measure.valid.end))
    return found


def _statement_words(network: Network, statement: Statement) -> Text:
    status, node = vocabulary().statuses[statement.status], network.nodes.get(statement.record)
    if not isinstance(node, Report):
        if statement.on is None:
            return text("eigener Stand ohne Datum: {status}", status=status)
        return text("eigener Stand vom {day}: {status}", day=statement.on, status=status)
    if node.reported_by:
        return text("Bericht {day} ({who}): {status}", day=node.date, who=node.reported_by, status=status)
    return text("Bericht {day}: {status}", day=node.date, status=status)


def series_sentence(found: Series) -> Text:
    """The newest value, the target, and whether the one leads to the other."""
    if not found.values:
        return text("Noch kein Wert ist erfasst. {target}", target=_target(found))
    newest = found.values[-1]
    if found.measure is not None:
        value = amount(newest.value, found.indicator.unit)
        return text("{when}: {value}. Ein Beitrag wird nicht am Ziel gemessen.", when=newest.valid, value=value)
    return text(
        "{when}: {value}. {target} {course}",
        when=newest.valid,
        value=amount(newest.value, found.indicator.unit),
        target=_target(found),
        course=_course(found),
    )


def _target(found: Series) -> Text:
    indicator = found.indicator
    if indicator.target_value is None:
        return text("Kein Zielwert ist erfasst.")
    value = amount(indicator.target_value, indicator.unit)
    if indicator.target_on is None:
        return text("Ziel: {value}, ohne Datum.", value=value)
    return text("Ziel: {value} bis {day}.", value=value, day=indicator.target_on)


def _course(found: Series) -> Text:
    if found.contested:
        return text("Nicht beurteilbar: Zu derselben Zeit sind verschiedene Werte erfasst.")
    if found.course == "unknown":
        return text("Nicht beurteilbar: {lacking}.", lacking=_lacking(found))
    if found.due is not None and found.course != "reached":
        due = amount(found.due.quantize(Decimal("0.1")), found.indicator.unit)
        return text("{course}; auf gerader Linie wären es jetzt {due}.", course=_capital(found.course), due=due)
    return text("{course}.", course=_capital(found.course))


def _capital(course: str) -> Label:
    label = COURSE_LABELS[course]
    return Label(de=label.de[:1].upper() + label.de[1:], en=label.en[:1].upper() + label.en[1:])


def _lacking(found: Series) -> tuple[Text, ...]:
    indicator = found.indicator
    lacking = (
        (indicator.direction is None, text("die Richtung ist nicht erfasst")),
        (indicator.direction == "neutral", text("keine Richtung ist besser")),
        (indicator.target_value is None, text("der Zielwert ist nicht erfasst")),
        (len({one.valid for one in found.values}) < 2, text("zwei Werte verschiedener Zeiten sind nötig")),
    )
    return tuple(words for lacks, words in lacking if lacks)


def amount(value: Decimal, unit: str | None) -> Value:
    """A value with its unit, where one is recorded."""
    return text("{value} {unit}", value=value, unit=unit) if unit else value
