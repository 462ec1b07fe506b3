"""Which loader reads a source: told by what the file is, or named by who loads it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal, TypeAlias
from zipfile import BadZipFile, ZipFile

from graph_service.model.errors import BadInput, UnreadableFile
from graph_service.model.network import Network
from graph_service.model.text import Label, text
from graph_service.model.vocabulary import look_up
from loaders.base import Loaded
from loaders.workbook import load_folder, load_workbook

Kind: TypeAlias = Literal["tables", "list", "paper", "oparl", "hsds", "graph"]
KINDS: Mapping[str, Label] = {
    "tables": Label(de="Arbeitsmappe oder CSV-Tabellen in unserer Form", en="workbook or CSV tables in our form"),
    "list": Label(de="eigene Liste mit einer Zuordnung der Spalten", en="a list of one's own with a mapping"),
    "paper": Label(de="Ratsvorlage", en="council paper"),
    "oparl": Label(de="OParl", en="OParl"),
    "hsds": Label(de="HSDS", en="HSDS"),
    "graph": Label(
        de="Graph (GraphML, GEXF, Kumu, Cytoscape, JSON)", en="graph (GraphML, GEXF, Kumu, Cytoscape, JSON)"
    ),
}
LISTS = frozenset({".xlsx", ".xlsm", ".xls", ".ods", ".csv", ".tsv"})
_PAPERS = frozenset({".txt", ".pdf", ".docx"})
_GRAPHS = frozenset({".graphml", ".gexf", ".cyjs"})
_HSDS_TABLES = frozenset({"organizations.csv", "organization.csv"})
ENDINGS = (*sorted(LISTS | _PAPERS | _GRAPHS), ".json", ".zip")
_PARTS = (".csv", ".tsv", ".json")
_LEFT = frozenset({"thumbs.db", "desktop.ini"})
_MOST_JSON = 60_000_000  # what the loaders read at most, and some more
_OPARL = "schema.oparl.org"


@dataclass(frozen=True)
class ReadAs:
    """How a source is read: as which kind (None: as it looks), by which mapping, with the good rows only."""

    kind: str | None = None
    mapping: Path | None = None
    skip_bad_rows: bool = False


def read_source(path: Path, known: Network, asked: ReadAs | None = None) -> Loaded:
    """The records of a source and a report; UnreadableFile or BadInput where nothing here can read it."""
    asked = asked or ReadAs()
    if not path.exists():
        raise UnreadableFile(
            text("Diese Datei oder diesen Ordner gibt es nicht."),
            place=str(path),
            remedy=text("Bitte den Pfad prüfen."),
        )
    kind = asked.kind or _by_looks(path, asked)
    look_up(kind, KINDS, Label(de="Art der Quelle", en="kind of source"), "kind")
    readers: Mapping[str, Callable[[Path, Network, ReadAs], Loaded]] = {
        "tables": _tables,
        "list": _list,
        "paper": _paper,
        "oparl": _oparl,
        "hsds": _hsds,
        "graph": _graph,
    }
    return readers[kind](path, known, asked)


def _by_looks(path: Path, asked: ReadAs) -> Kind:
    """What it looks like; tables to which somebody gives a mapping are a list of one's own."""
    kind = kind_of(path)
    return "list" if kind == "tables" and asked.mapping else kind


def files_of(paths: Iterable[Path], kind: str | None = None) -> tuple[Path, ...]:
    """What is loaded one after the other: each path, and in place of a folder that is no source itself, its files."""
    found: list[Path] = []
    for path in paths:
        inside = _inside(path) if path.is_dir() and not _is_source(path, kind) else ()
        found += inside or (path,)
    return tuple(found)


def _is_source(folder: Path, kind: str | None) -> bool:
    """Whether a folder is one source: tables in our form, a recording of OParl, a directory in HSDS."""
    if kind:
        return kind in ("tables", "oparl", "hsds")
    names = {entry.name.lower() for entry in folder.iterdir()}
    return bool(_HSDS_TABLES & names) or any(name.endswith(_PARTS) for name in names)


def _inside(folder: Path) -> tuple[Path, ...]:
    """The files of a folder by name, without what systems and open programs leave there."""
    names = (path for path in sorted(folder.iterdir()) if path.is_file())
    return tuple(path for path in names if not path.name.startswith((".", "~")) and path.name.lower() not in _LEFT)


def kind_of(path: Path) -> Kind:
    """What a file or folder looks like; BadInput for what nothing here can read."""
    ending = path.suffix.lower()
    if path.is_dir():
        return _kind_of_folder({entry.name.lower() for entry in path.iterdir()})
    if ending in LISTS:
        return "tables"
    if ending in _PAPERS:
        return "paper"
    if ending in _GRAPHS:
        return "graph"
    if ending == ".zip":
        return "hsds" if _HSDS_TABLES & _names_in(path) else "tables"
    if ending == ".json":
        return _kind_of_json(path)
    raise BadInput(
        text("Dateien mit der Endung „{suffix}“ können nicht geladen werden.", suffix=path.suffix or "–"),
        place=path.name,
        value=path.suffix,
        remedy=text(
            "Möglich sind: Arbeitsmappe (.xlsx, .xls, .ods), Tabellen (.csv, .tsv, .zip), Ratsvorlage (.txt, .pdf, "
            ".docx), Graph (.graphml, .gexf, .json) sowie OParl und HSDS (.json, .zip, Ordner)."
        ),
    )


def _kind_of_folder(names: set[str]) -> Kind:
    if _HSDS_TABLES & names:
        return "hsds"
    return "oparl" if any(name.endswith(".json") for name in names) else "tables"


def _names_in(path: Path) -> set[str]:
    try:
        with ZipFile(path) as packed:
            return {Path(name).name.lower() for name in packed.namelist()}
    except (BadZipFile, OSError):
        return set()  # the reader of tables says what is wrong with it


def _kind_of_json(path: Path) -> Kind:
    """OParl by the types of its objects, HSDS by its services; everything else is a graph, or refused as one."""
    if path.stat().st_size > _MOST_JSON:
        return "graph"
    try:
        whole = json.loads(path.read_bytes())
    except (ValueError, RecursionError):
        return "graph"
    if any(_OPARL in str(one.get("type", "")) for one in _objects(whole)):
        return "oparl"
    return "hsds" if _looks_like_hsds(whole) else "graph"


def _objects(whole: Any) -> list[dict[str, Any]]:
    items = whole.get("data", [whole]) if isinstance(whole, dict) else whole
    return [one for one in items[:20] if isinstance(one, dict)] if isinstance(items, list) else []


def _looks_like_hsds(whole: Any) -> bool:
    if isinstance(whole, dict) and {"services", "organizations", "contents"} & whole.keys():
        return True
    return any("organization" in one and "status" in one for one in _objects(whole))


def _tables(path: Path, known: Network, asked: ReadAs) -> Loaded:
    load = load_folder if path.is_dir() else load_workbook
    return load(path, known.nodes, skip_bad_rows=asked.skip_bad_rows)


def _list(path: Path, known: Network, asked: ReadAs) -> Loaded:
    from loaders.mapping import read_mapping  # noqa: PLC0415 - each loader brings libraries that others do not need
    from loaders.mapping_files import load_list_file  # noqa: PLC0415

    if asked.mapping is None:
        raise BadInput(
            text("Zu einer eigenen Liste fehlt die Zuordnung ihrer Spalten."),
            place=path.name,
            remedy=text("„akteursnetz propose DATEI“ schlägt eine vor; geprüft wird sie mit --mapping angegeben."),
        )
    return load_list_file(path, read_mapping(asked.mapping), known.nodes, skip_bad_rows=asked.skip_bad_rows)


def _paper(path: Path, known: Network, _asked: ReadAs) -> Loaded:
    from loaders.papers import load_paper_file  # noqa: PLC0415

    return replace(load_paper_file(path, known.nodes), current=False, complete=False)


def _oparl(path: Path, known: Network, _asked: ReadAs) -> Loaded:
    from loaders.oparl.loading import load_oparl  # noqa: PLC0415

    return replace(load_oparl(path, known), complete=False)


def _hsds(path: Path, known: Network, asked: ReadAs) -> Loaded:
    from loaders.hsds import load_hsds  # noqa: PLC0415
    from loaders.hsds.mapping import HsdsMapping, read_mapping  # noqa: PLC0415

    mapping = read_mapping(asked.mapping.read_bytes(), asked.mapping.name) if asked.mapping else HsdsMapping()
    return load_hsds(path, known.nodes, mapping=mapping, skip_bad_rows=asked.skip_bad_rows)


def _graph(path: Path, known: Network, asked: ReadAs) -> Loaded:
    from loaders.graphs import load_graph  # noqa: PLC0415

    return load_graph(path, known.nodes, skip_bad_rows=asked.skip_bad_rows)
