"""What became of a paper: what was not found, what is doubtful, what was left out."""

from __future__ import annotations

import re

from graph_service.model.text import counted, text
from loaders.base import Report
from loaders.vorlage.persons import Private
from loaders.vorlage.records import Facts, repeated
from loaders.vorlage.steps import Resolution, Step
from loaders.vorlage.words import any_of, words


def report_on(facts: Facts, private: Private) -> Report:
    """The findings on a paper in the order of the paper."""
    report = Report(facts.source)
    _on_head(report, facts)
    _on_stations(report, facts)
    _on_bodies(report, facts)
    _on_fields(report, facts)
    _on_steps(report, facts)
    _on_persons(report, facts, private)
    return report


def _on_head(report: Report, facts: Facts) -> None:
    head = facts.head
    missing = (
        (head.number, text("Die Nummer der Vorlage wurde nicht gefunden.")),
        (head.subject, text("Der Betreff wurde nicht gefunden.")),
        (head.date_words, text("Das Datum der Vorlage wurde nicht gefunden.")),
        (head.town, text("Der Name der Kommune wurde nicht gefunden.")),
        (head.decision, text("Der Beschlussentwurf wurde nicht gefunden.")),
    )
    for found, message in missing:
        if found is None:
            report.warning(message, facts.source)
    if head.date_words and head.date_problem:
        report.warning(head.date_problem, head.date_words.passage.locator, head.date_words.value)
    if head.subject and facts.measure is None:
        message = text("Der Betreff nennt kein Konzept, Programm oder Ähnliches; es wurde keine Maßnahme angelegt.")
        report.note(message, head.subject.passage.locator, head.subject.value)


def _on_stations(report: Report, facts: Facts) -> None:
    if not facts.stations:
        report.warning(text("Die Beratungsfolge wurde nicht gefunden."), facts.source)
    for station in facts.stations:
        row, place = station.row, station.passage.locator
        if not row.date:
            report.warning(text("Zur Beratung fehlt das Datum."), place, row.body)
        if station.problem:
            report.warning(station.problem, place, row.date)
        if row.kind is None:
            message = text("Die Zuständigkeit ist nicht bekannt; als Beratung erschlossen.")
            report.warning(message, place, row.role or row.body)
        if row.publicity and row.public is None:
            report.warning(text("Ob die Sitzung öffentlich ist, wurde nicht verstanden."), place, row.publicity)
    _on_repeated_stations(report, facts)


def _on_repeated_stations(report: Report, facts: Facts) -> None:
    for kept, *others in repeated(facts):
        if others:
            body = facts.bodies.by_cell[kept.row.body].name
            message = text(
                "„{body}“ steht mehrmals mit derselben Zuständigkeit in der Beratungsfolge; übernommen ist nur der "
                "letzte Termin ({kept}), nicht übernommen: {others}.",
                body=body,
                kept=kept.row.date or text("ohne Datum"),
                others=tuple(other.row.date or text("ohne Datum") for other in others),
            )
            report.warning(message, kept.passage.locator, body)


def _on_bodies(report: Report, facts: Facts) -> None:
    if not list(facts.bodies):
        report.warning(text("In der Vorlage wurde kein Gremium und keine Dienststelle erkannt."), facts.source)
    for body in facts.bodies:
        if body.kind_is_guessed:
            report.note(text("Die Art des Gremiums ist nicht bekannt; geführt als Ausschuss."), facts.source, body.name)
    _on_directorates(report, facts)
    _on_groups(report, facts)


def _on_directorates(report: Report, facts: Facts) -> None:
    both = facts.directorates
    if both and both.joined:
        message = text(
            "„{number}“ und „{subject}“ sind ein Akteur: das Aktenzeichen nennt ihn, und kein anderer ist genannt.",
            number=both.numbered,
            subject=both.named,
        )
        report.note(message, facts.source)
    elif both:
        message = text(
            "„{number}“ und „{subject}“ sind vielleicht dasselbe Dezernat; die Vorlage sagt es nicht.",
            number=both.numbered,
            subject=both.named,
        )
        report.note(message, facts.source)


def _on_groups(report: Report, facts: Facts) -> None:
    named = re.compile(rf"\b{any_of(words().groups)}\b")
    running = (block.words for block in facts.blocks if not block.is_contact)
    found = tuple(dict.fromkeys(match[0] for part in running for match in named.finditer(part)))
    if found:
        message = text("Genannt, aber keine einzelnen Akteure: {names}.", names=found)
        report.note(message, facts.source)


def _on_fields(report: Report, facts: Facts) -> None:
    fields = facts.fields
    if not fields.found:
        report.warning(text("Handlungsfelder wurden nicht gefunden."), facts.source)
    for notation in fields.twins:
        message = text(
            "Das Kürzel „{value}“ steht bei mehreren Handlungsfeldern; übernommen ist das erste.", value=notation
        )
        report.warning(message, facts.source, notation)
    if fields.announced is not None and fields.announced != fields.listed:
        message = text(
            "Angekündigt sind {announced} Handlungsfelder, gefunden wurden {found}.",
            announced=fields.announced,
            found=fields.listed,
        )
        report.warning(message, facts.source)


def _on_steps(report: Report, facts: Facts) -> None:
    if not facts.steps:
        report.warning(text("Datierte Schritte des Verfahrens wurden nicht gefunden."), facts.source)
    told_of: list[Step | Resolution] = [*facts.steps, *facts.resolutions]
    for told in told_of:
        if told.problem:
            report.warning(told.problem, told.passage.locator, told.time_words)


def _on_persons(report: Report, facts: Facts, private: Private) -> None:
    if private.lines:
        message = counted(
            "Eine Zeile mit Namen oder Kontaktdaten von Personen wurde nicht übernommen.",
            "{n} Zeilen mit Namen oder Kontaktdaten von Personen wurden nicht übernommen.",
            len(private.lines),
        )
        report.note(message, facts.source)
