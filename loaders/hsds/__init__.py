"""HSDS 3.0 in: a directory of organizations and services, as CSV tables (folder or zip) or as JSON.

Kinds of actors, target groups and fields are the words of other people there: a mapping says what they mean here. What
it does not say and what is not called as ours is reported and left out. Contacts and their names are not taken over.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from graph_service.model.errors import UnreadableFile
from graph_service.model.nodes import AnyNode
from graph_service.model.text import text
from loaders.base import Loaded, Report
from loaders.graphs.records import report_fault
from loaders.hsds.mapping import HsdsMapping, read_mapping
from loaders.hsds.places import OWN
from loaders.hsds.records import records_of
from loaders.hsds.tables import Directory, read_directory
from loaders.placed import gathered

__all__ = ["HsdsMapping", "load_hsds", "read_mapping"]
_NOBODY: Mapping[str, AnyNode] = {}
_NOTHING_SAID = HsdsMapping()
_ADDRESSED = ("organizations", "taxonomy_terms")


def load_hsds(
    source: Path | bytes,
    known: Mapping[str, AnyNode] = _NOBODY,
    *,
    name: str = "",
    mapping: HsdsMapping = _NOTHING_SAID,
    skip_bad_rows: bool = False,
) -> Loaded:
    """The records of a directory, all or none of them; with `skip_bad_rows` those of the good rows.

    `known` are nodes whose lists of places and languages count as well. Nothing is raised: what is wrong or left out
    stands in the report.
    """
    name = name or (source.name if isinstance(source, Path) else text("Datei").template)
    report = Report(str(source) if isinstance(source, Path) else name)
    try:
        directory = read_directory(source, name, report)
        found = records_of(directory, name, known, report, mapping)
    except UnreadableFile as error:
        report_fault(report, error, text("{place}", place=error.place or name))
        return Loaded((), report)
    stem = Path(name).stem
    suggested = stem[:1].upper() + stem[1:] or None
    loaded = gathered(found, known, report, skip_bad_rows=skip_bad_rows, name=suggested)
    return replace(loaded, copy_of=_copied(directory))


def _copied(directory: Directory) -> str | None:
    """The one network of ours whose addresses stand in a directory, which our export wrote there."""
    addresses = (entry.get("uri") or entry.get("term_uri") for table in _ADDRESSED for entry in directory[table])
    networks = {address.split(":")[2] for address in addresses if address.startswith(f"urn:{OWN}:")}
    return networks.pop() if len(networks) == 1 else None
