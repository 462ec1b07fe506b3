"""Graph files in: GraphML, GEXF, Kumu JSON, Cytoscape JSON, and our own JSON; the form is told by what is in the file.

Files that this program wrote give the same records again. In those of others, attributes become fields by the table
words.yaml, kinds are the words of the vocabulary, and what is not understood is reported with its place.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from graph_service.model.checking import bad_record
from graph_service.model.errors import BadInput, UnreadableFile
from graph_service.model.nodes import AnyNode
from graph_service.model.text import text
from graph_service.model.ties import RECORDS
from loaders.base import Loaded, Report
from loaders.graphs.cytoscape import read_cytoscape
from loaders.graphs.files import content_of, read_json
from loaders.graphs.foreign import Choices
from loaders.graphs.form import Graph
from loaders.graphs.gexf import read_gexf
from loaders.graphs.graphml import read_graphml
from loaders.graphs.kumu import read_kumu
from loaders.graphs.records import records_of, report_fault
from loaders.placed import Placed, gathered

__all__ = ["Choices", "load_graph"]
_ROOT = re.compile(rb"<(?:[\w.-]+:)?(graphml|gexf)[\s>]")
_READERS = {b"graphml": read_graphml, b"gexf": read_gexf}
_DRAWN = frozenset({"shape", "border", "alone"})  # what each node of a picture of ours has, and no record
_NOBODY: Mapping[str, AnyNode] = {}


def load_graph(
    source: Path | bytes,
    known: Mapping[str, AnyNode] = _NOBODY,
    *,
    name: str = "",
    skip_bad_rows: bool = False,
    choices: Choices | None = None,
) -> Loaded:
    """The records of a graph file, all or none of them; with `skip_bad_rows` those that can be read.

    `known` are nodes that edges may lead to without being in the file, `name` is the file's name where only its bytes
    are at hand. Nothing is raised: what is wrong or left out stands in the report.
    """
    name = name or (source.name if isinstance(source, Path) else text("Datei").template)
    report = Report(str(source) if isinstance(source, Path) else name)
    try:
        content = content_of(source, name)
        found = _found(content, name, known, report, choices or Choices())
    except UnreadableFile as error:
        report_fault(report, error, text("{place}", place=error.place or name))
        return Loaded((), report)
    stem = Path(name).stem
    return gathered(found, known, report, skip_bad_rows=skip_bad_rows, name=stem[:1].upper() + stem[1:] or None)


def _found(content: bytes, name: str, known: Mapping[str, AnyNode], report: Report, choices: Choices) -> list[Placed]:
    start = content[:4096].replace(b"\0", b"")
    if start.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").startswith(b"<"):
        root = _ROOT.search(start)
        if root is None:
            raise _unknown_form(name)
        return records_of(_no_picture(_READERS[root[1]](content, name)), known, report, choices)
    whole = read_json(content, name)
    if isinstance(whole, dict) and isinstance(whole.get("records"), list):
        return _own_records(whole["records"], report)
    return records_of(_no_picture(_graph_of(whole, name)), known, report, choices)


def _graph_of(whole: Any, name: str) -> Graph:
    if isinstance(whole, list):
        whole = {"elements": whole}
    elements = whole.get("elements") if isinstance(whole, dict) else None
    if isinstance(elements, list) and not any(isinstance(one, dict) and "data" in one for one in elements):
        return read_kumu(whole, name)
    if isinstance(elements, list | dict):
        return read_cytoscape(whole, name)
    raise _unknown_form(name)


def _no_picture(graph: Graph) -> Graph:
    """The graph itself, unless it is what a picture of ours shows: that has numbers for sources and no records."""
    if any(item.attributes.keys() >= _DRAWN for item in graph.nodes):
        raise UnreadableFile(
            text("Die Datei ist ein Bild aus diesem Programm; es zeigt nur einen Teil und lässt sich nicht laden."),
            place=graph.name,
            remedy=text("Bitte unter „Daten“ bei „Alle Angaben“ ausgeben (Kommandozeile: export --whole)."),
        )
    return graph


def _own_records(listed: list[Any], report: Report) -> list[Placed]:
    found = []
    for number, values in enumerate(listed, start=1):
        place = text("Eintrag {n}", n=number)
        try:
            found.append(Placed(RECORDS.validate_python(values), place))
        except BadInput as error:
            report_fault(report, error, place)
        except ValidationError as error:
            report_fault(report, bad_record(error, values), place)
    return found


def _unknown_form(name: str) -> UnreadableFile:
    return UnreadableFile(
        text("Die Datei ist keine Netzwerkdatei, die gelesen werden kann."),
        place=name,
        remedy=text("Gelesen werden GraphML, GEXF, Kumu JSON, Cytoscape JSON und das JSON dieses Programms."),
    )
