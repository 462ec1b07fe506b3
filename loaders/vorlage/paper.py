"""A council paper: text in, records and a report out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from graph_service.model.errors import UnreadableFile
from graph_service.model.text import text
from loaders.base import Loaded
from loaders.vorlage.bodies import Bodies, find_bodies, join_directorates
from loaders.vorlage.fields import find_fields
from loaders.vorlage.head import Head, read_head
from loaders.vorlage.involvement import Involvement, find_decisions, find_involvements
from loaders.vorlage.persons import Private, find_private
from loaders.vorlage.records import Facts, Station, records_of
from loaders.vorlage.report import report_on
from loaders.vorlage.sections import Block, PlaceOf, Section, block_of, blocks_of, line_place, split
from loaders.vorlage.stations import Table, find_table
from loaders.vorlage.steps import Step, find_resolutions, find_steps, understood
from loaders.vorlage.text import check_size, empty, lines_of, read_text

_TOLD = frozenset({"head", "text", "reasons"})
_TOLD_WITHOUT_REASONS = _TOLD | {"decision"}


def load_paper(path: Path) -> Loaded:
    """The records of the council paper in a text file, and a report; UnreadableFile where it is none."""
    whole, encoding = read_text(path)
    loaded = take_paper(whole, path.name)
    if encoding != "utf-8":
        loaded.report.note(text("Der Text wurde als {encoding} gelesen.", encoding=encoding), path.name)
    return loaded


def take_paper(whole: str, source: str, place_of: PlaceOf = line_place) -> Loaded:
    """The records of the council paper that this text is, and a report; UnreadableFile where it is none."""
    facts, loaded = _read(whole, source, place_of)
    if not (facts.head.number or facts.head.subject or facts.stations or facts.fields.found or facts.steps):
        raise _no_paper(source)
    return loaded


def read_paper(whole: str, source: str) -> Loaded:
    """The records of a council paper or a part of one, and a report on what was found in it and what was not."""
    return _read(whole, source, line_place)[1]


def _read(whole: str, source: str, place_of: PlaceOf) -> tuple[Facts, Loaded]:
    check_size(len(whole), source)
    if not whole.strip():
        raise empty(source)
    lines = lines_of(whole)
    private, table = find_private(lines), find_table(lines)
    sections = split(lines, table, private, place_of)
    blocks = blocks_of(sections, private)
    facts = _facts(source, sections, blocks, private, table)
    records = records_of(facts)
    report = report_on(facts, private)
    report.counts.update(Counter(record.type for record in records))
    return facts, Loaded(records, report, suggested_name=facts.head.town.value if facts.head.town else None)


def _no_paper(source: str) -> UnreadableFile:
    return UnreadableFile(
        text(
            "Das ist keine Ratsvorlage: weder Nummer noch Betreff, Beratungsfolge, Handlungsfelder oder Schritte des "
            "Verfahrens wurden gefunden."
        ),
        place=source,
        remedy=text("Bitte die Vorlage als Textdatei (.txt) angeben; es wurde nichts übernommen."),
    )


def _facts(
    source: str, sections: tuple[Section, ...], blocks: tuple[Block, ...], private: Private, table: Table | None
) -> Facts:
    head = read_head(blocks)
    stations = tuple(_stations(sections, private, table))
    running = tuple(block for block in blocks if block.section.key != "stations")
    rows = [(station.row, station.passage) for station in stations]
    bodies = find_bodies(head.town.value if head.town else None, rows, running)
    directorates = join_directorates(bodies, head.sign)
    told = _told(sections)
    steps = tuple(find_steps(told, private))
    prose = _prose(running, told, steps)
    return Facts(
        source,
        head,
        stations,
        bodies,
        directorates,
        find_fields([block for block in running if block.section.key != "subject"]),
        steps,
        tuple(find_resolutions(prose, bodies)),
        tuple(_involvements(prose, running, bodies, head)),
        running,
    )


def _told(sections: Sequence[Section]) -> list[Section]:
    """The sections that tell what happened and who took part."""
    has_reasons = any(section.key == "reasons" for section in sections)
    keys = _TOLD if has_reasons else _TOLD_WITHOUT_REASONS
    return [section for section in sections if section.key in keys]


def _prose(running: Sequence[Block], told: Sequence[Section], steps: Sequence[Step]) -> list[Block]:
    """The running words of these sections without the rows of the process."""
    keys = {section.key for section in told}
    stepped = {step.block.starts[0][1] for step in steps}
    return [block for block in running if block.section.key in keys and block.starts[0][1] not in stepped]


def _stations(sections: Sequence[Section], private: Private, table: Table | None) -> Iterator[Station]:
    for section in sections:
        for row in table.rows if table and section.key == "stations" else ():
            when, problem = understood(row.date) if row.date else (None, None)
            yield Station(row, when, problem, block_of(section, row.lines, private).whole())


def _involvements(
    prose: Sequence[Block], running: Sequence[Block], bodies: Bodies, head: Head
) -> Iterator[Involvement]:
    yield from find_involvements(prose, bodies)
    if head.subject:
        yield from find_decisions(running, bodies, head.subject.value)
