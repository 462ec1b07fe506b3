"""Council papers as text, PDF or Word: one or several at once, whole or not at all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from graph_service.model.errors import BadInput, Problem, UnreadableFile
from graph_service.model.identity import fold
from graph_service.model.nodes import AnyNode, Document
from graph_service.model.text import Text, text
from graph_service.model.ties import AnyRecord
from loaders.base import Loaded, Report
from loaders.paper_docx import is_word, read_word
from loaders.paper_pdf import is_pdf, read_pdf
from loaders.vorlage import load_paper, take_paper
from loaders.vorlage.records import merged
from loaders.vorlage.text import bytes_of

# A scanned annex is larger, but holds no words; a paper of words and tables stays far below.
LARGEST = 50_000_000
# A council's whole year in one go; more is a folder that somebody meant otherwise.
MOST = 500
_HEAD = 1024


def load_papers(paths: Sequence[Path], known: Mapping[str, AnyNode] | None = None) -> Loaded:
    """The records of these council papers and one report; BadInput, naming each, where one cannot be taken.

    What several papers say of the same thing is one record with the passages of each, older papers first.
    """
    read = _read_all(paths)
    _refuse_several_towns(read)
    report = Report(_source(paths))
    kept = _each_once(report, sorted(read, key=_age), known or {})
    records: dict[str, AnyRecord] = {}
    for loaded in kept:
        for record in loaded.records:
            records[record.id] = merged(records[record.id], record) if record.id in records else record
    report.counts.update(Counter(record.type for record in records.values()))
    name = next((loaded.suggested_name for loaded in kept if loaded.suggested_name), None)
    return Loaded(tuple(records.values()), report, suggested_name=name)


def _read_all(paths: Sequence[Path]) -> list[Loaded]:
    if not 0 < len(paths) <= MOST:
        raise BadInput(
            text("Auf einmal lassen sich eine bis {most} Vorlagen laden, nicht {n}.", most=MOST, n=len(paths)),
            remedy=text("Bitte die Dateien in mehreren Schritten laden."),
        )
    read: list[Loaded] = []
    refused: list[UnreadableFile] = []
    for path in paths:
        try:
            read.append(_read(path))
        except UnreadableFile as error:
            refused.append(error)
    if refused:
        raise refused[0] if len(paths) == 1 else _refused(refused)
    return read


def _refused(errors: Iterable[UnreadableFile]) -> BadInput:
    return BadInput(
        text("Nicht alle Vorlagen sind lesbar, deshalb wurde keine übernommen."),
        problems=[Problem(_with_remedy(error), place=error.place) for error in errors],
        remedy=text("Bitte die genannten Dateien ersetzen oder weglassen."),
    )


def _with_remedy(error: UnreadableFile) -> Text:
    if error.remedy is None:
        return error.message
    return text("{message} {remedy}", message=error.message, remedy=error.remedy)


def _read(path: Path) -> Loaded:
    """One paper, by what its bytes are and not by what its name says."""
    if not path.is_file():
        return load_paper(path)
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if not (is_pdf(head) or is_word(head)):
        return load_paper(path)
    data = bytes_of(path, LARGEST)
    written = read_pdf(data, path.name) if is_pdf(head) else read_word(data, path.name)
    loaded = take_paper(written.whole, path.name, written.place_of)
    loaded.report.findings[:0] = written.findings
    return loaded


def _paper_of(loaded: Loaded) -> Document:
    return next(record for record in loaded.records if isinstance(record, Document))


def _age(loaded: Loaded) -> tuple[str, str]:
    paper = _paper_of(loaded)
    return str(paper.date or ""), paper.id


def _refuse_several_towns(read: Iterable[Loaded]) -> None:
    towns = {fold(loaded.suggested_name): loaded.suggested_name for loaded in read if loaded.suggested_name}
    if len(towns) > 1:
        raise BadInput(
            text("Die Vorlagen kommen aus verschiedenen Kommunen: {towns}.", towns=tuple(towns.values())),
            remedy=text("Bitte jede Kommune in ein eigenes Netzwerk laden; es wurde nichts übernommen."),
        )


def _each_once(report: Report, read: Sequence[Loaded], known: Mapping[str, AnyNode]) -> list[Loaded]:
    """The papers without those that are the same as one before, with the findings on each in the report."""
    kept: dict[str, Loaded] = {}
    for loaded in read:
        paper, source = _paper_of(loaded), loaded.report.source
        if paper.id in kept:
            message = text(
                "Diese Vorlage steht auch in „{other}“; nur jene wurde übernommen.",
                other=kept[paper.id].report.source,
            )
            report.warning(message, source, paper.name)
            continue
        kept[paper.id] = loaded
        if paper.id in known:
            report.note(text("Diese Vorlage ist schon erfasst."), source, paper.name)
        several = len(read) > 1
        report.findings += [
            replace(finding, place=_in_file(finding.place, source)) if several else finding
            for finding in loaded.report.findings
        ]
    return list(kept.values())


def _in_file(place: Text | str, source: str) -> Text | str:
    if str(place) == source:
        return place
    return text("{file}, {place}", file=source, place=place) if place else source


def _source(paths: Sequence[Path]) -> str:
    names = [path.name for path in paths]
    return names[0] if len(names) == 1 else f"{names[0]} (+ {len(names) - 1})"
