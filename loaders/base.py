"""What every loader gives: checked records, and a report of what was read, taken over and not found."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from graph_service.model.text import Text
from graph_service.model.ties import AnyRecord

# What reading a zip raises where it is truncated, corrupt, locked, or packed by a method that Python lacks.
BROKEN_ZIP = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError)


@dataclass(frozen=True)
class Finding:
    """One line of a report: how serious it is, where it stands (file, row, column), the value and the words.

    `error`: the record cannot be taken; `warning`: something expected was not found; `note`: worth knowing.
    """

    level: Literal["error", "warning", "note"]
    message: Text
    place: Text | str = ""
    value: str = ""
    near: tuple[str, ...] = ()


@dataclass
class Report:
    """What became of one source: its findings, in order, and how many records of each type it gave."""

    source: str
    findings: list[Finding] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)

    def error(self, message: Text, place: Text | str = "", value: str = "", near: tuple[str, ...] = ()) -> None:
        self.findings.append(Finding("error", message, place, value, near))

    def warning(self, message: Text, place: Text | str = "", value: str = "") -> None:
        self.findings.append(Finding("warning", message, place, value))

    def note(self, message: Text, place: Text | str = "", value: str = "") -> None:
        self.findings.append(Finding("note", message, place, value))

    @property
    def errors(self) -> list[Finding]:
        return [finding for finding in self.findings if finding.level == "error"]


@dataclass(frozen=True)
class Loaded:
    """The records of one source, and the report on it. `suggested_name` may name a new network.

    `places` say for ids of records where in the source they stand: a sheet and its row, a page, an address. What is
    `current` replaces known values, else it only fills what is not known. A source that is `complete` names all that
    it knows: what an earlier one of it named, and this one does not, is missing. `is_foreign_list`: it holds tables,
    but none in our form, so that only a mapping of its columns can tell what they mean. `copy_of` is the network that
    the source is an export of, where its form holds less than the network.
    """

    records: tuple[AnyRecord, ...]
    report: Report
    suggested_name: str | None = None
    places: Mapping[str, Text | str] = field(default_factory=dict)
    current: bool = True
    complete: bool = True
    is_foreign_list: bool = False
    copy_of: str | None = None
