"""Several files at once: each read with what those before it brought, each with its own report, all one revision."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeAlias

from graph_service.model.change import ChangeSet
from graph_service.model.errors import BadInput
from graph_service.model.identity import check_new_network_id
from graph_service.model.network import Network
from graph_service.model.text import Text, text
from graph_service.model.ties import AnyRecord
from graph_service.operations.loading import (
    LoadResult,
    Options,
    Staged,
    cannot_end,
    checked,
    known_network,
    refused,
    silent,
    take_over,
    written,
)
from graph_service.operations.previewing import NOTHING, Preview, Row
from graph_service.operations.service import Service
from graph_service.operations.sources import read_source
from graph_service.operations.updating import ended, missing_since, render_reason
from loaders.base import Finding, Report

MOST_FILES = 500  # a council's whole year in one go; more is a folder that somebody meant otherwise
_LONGEST_NAME = 300  # letters; the history shows it in one line
_NAMED = 3
Begun: TypeAlias = Callable[[str, int, int], None]


def nobody_told(_name: str, _number: int, _total: int) -> None:
    """Tells nobody which file is being read."""


@dataclass(frozen=True)
class Telling:
    """Who is told how far a load has come: the stage of a file, and which of how many files is begun."""

    stage: Staged = silent
    begun: Begun = nobody_told


def load_files(
    service: Service,
    known: Network,
    paths: Sequence[Path],
    *,
    author: str,
    dry_run: bool,
    options: Options,
    name: str | None = None,
    telling: Telling | None = None,
) -> LoadResult:
    """Loads one file, or several as one source: all of them or none, as one revision.

    A file that cannot be read, or that does not hold together with the network and the files before it, is an error
    in the report on it; the others are looked at all the same. `name` is that of a network that is made with them.
    """
    told = telling or Telling()
    check_new_network_id(known.id)
    _refuse_too_many(paths)
    if len(paths) == 1:
        told.begun(paths[0].name, 1, 1)
        told.stage("reading")
        loaded = read_source(paths[0], known, options.read_as)
        loaded = replace(loaded, suggested_name=name or loaded.suggested_name)
        return take_over(
            service, known, loaded, paths[0].name, author=author, dry_run=dry_run, options=options, stage=told.stage
        )
    several = _Several(service, known, options, told)
    several.read(paths)
    result = several.result()
    if dry_run:
        return result
    if result.refused:
        raise refused(result.report, result.source)
    told.stage("writing")
    wanted = name or several.suggested_name or known.id.replace("-", " ").title()
    return written(
        service, result, several.change(result.preview), author=author, end_missing=options.end_missing, name=wanted
    )


def load_sources(
    service: Service,
    network: str,
    paths: Sequence[Path],
    *,
    author: str,
    dry_run: bool = False,
    options: Options | None = None,
    telling: Telling | None = None,
) -> LoadResult:
    """Loads files into a network, which is made if it is not there yet."""
    check_new_network_id(network)
    known = known_network(service, network)
    wanted = options or Options()
    return load_files(service, known, paths, author=author, dry_run=dry_run, options=wanted, telling=telling)


def several_named(names: Sequence[str]) -> str:
    """What several files are called together; the history knows them again by it."""
    whole = ", ".join(names)
    return whole if len(whole) <= _LONGEST_NAME else f"{', '.join(names[:_NAMED])} und {len(names) - _NAMED} weitere"


def _refuse_too_many(paths: Sequence[Path]) -> None:
    if not 0 < len(paths) <= MOST_FILES:
        raise BadInput(
            text("Auf einmal lassen sich eine bis {most} Dateien laden, nicht {n}.", most=MOST_FILES, n=len(paths)),
            remedy=text("Bitte die Dateien in mehreren Schritten laden."),
        )
    names = [path.name for path in paths]
    double = next((name for name in names if names.count(name) > 1), None)
    if double:
        raise twice(double, double)


def twice(name: str, place: str) -> BadInput:
    """What to say of two files of one name."""
    return BadInput(
        text("Zwei der Dateien heißen „{name}“.", name=name),
        place=place,
        value=name,
        remedy=text("Bitte eine umbenennen, damit Bericht und Verlauf sie unterscheiden."),
    )


class _Several:
    """The files of one load, one after the other."""

    def __init__(self, service: Service, known: Network, options: Options, told: Telling) -> None:
        self._service, self._known, self._now, self._told = service, known, known, told
        # Only all files together can miss what all files together once named.
        self._options = replace(options, end_missing=None)
        self._end = options.end_missing
        self._parts: list[LoadResult] = []
        self._put: dict[str, AnyRecord] = {}
        self._complete = True
        self.suggested_name: str | None = None

    def read(self, paths: Sequence[Path]) -> None:
        for number, path in enumerate(paths, start=1):
            self._told.begun(path.name, number, len(paths))
            self._told.stage("reading")
            try:
                self._parts.append(self._one(path))
            except BadInput as error:
                self._parts.append(_unreadable(self._now, path.name, error))

    def _one(self, path: Path) -> LoadResult:
        loaded = read_source(path, self._now, self._options.read_as)
        self._complete = self._complete and loaded.complete and not loaded.report.errors
        self.suggested_name = self.suggested_name or loaded.suggested_name
        alone = replace(loaded, complete=False)
        part, change = checked(self._service, self._now, alone, path.name, self._options, self._told.stage)
        self._now = part.after
        self._put.update((record.id, record) for record in change.put)
        return part

    def result(self) -> LoadResult:
        """What all files say together, with the result of each."""
        parts = tuple(self._parts)
        source = several_named(sorted(part.source for part in parts))
        report = _together(parts, source)
        if any(part.refused for part in parts):
            return LoadResult(self._known.id, source, report, NOTHING, None, self._known, self._known, parts)
        preview = self._preview(source, report)
        after = self._known.apply(self.change(preview))
        return LoadResult(self._known.id, source, report, preview, None, self._known, after, parts)

    def change(self, preview: Preview) -> ChangeSet:
        return ChangeSet(put=(*self._put.values(), *preview.ended))

    def _preview(self, source: str, report: Report) -> Preview:
        if self._end and not self._complete:
            raise cannot_end(report)
        rows = tuple(row for part in self._parts for row in _rows(part))
        named = {row.record.id for row in rows}
        reason = render_reason(source)
        missing = missing_since(self._service, self._known, reason, named) if self._complete else ()
        return Preview(
            rows,
            tuple(one for part in self._parts for one in part.preview.joined),
            tuple(one for part in self._parts for one in part.preview.ambiguous),
            missing,
            ended(missing, self._end) if self._end else (),
            tuple(one for part in self._parts for one in part.preview.near),
        )


def _rows(part: LoadResult) -> Iterator[Row]:
    return (replace(row, place=_in_file(row.place, part.source)) for row in part.preview.rows)


def _in_file(place: Text | str, source: str) -> Text | str:
    """A place that also says in which file."""
    return text("{file}, {place}", file=source, place=place) if place and str(place) != source else source


def _together(parts: Iterable[LoadResult], source: str) -> Report:
    """One report on all files, whose places say in which of them they are."""
    report = Report(source)
    for part in parts:
        report.findings += [
            replace(one, place=_in_file("" if one.place == part.report.source else one.place, part.source))
            for one in part.report.findings
        ]
        for kind, count in part.report.counts.items():
            report.counts[kind] = report.counts.get(kind, 0) + count
    return report


def _unreadable(known: Network, source: str, error: BadInput) -> LoadResult:
    """The result of a file that cannot be read, or does not hold together with what is there."""
    report = Report(source)
    report.findings.append(Finding("error", error.with_remedy, error.place or source, error.value, error.near))
    report.findings += [Finding("error", one.message, one.place, one.value, one.near) for one in error.problems]
    return LoadResult(known.id, source, report, NOTHING, None, known, known)
