"""HSDS files as rows: a folder or zip of CSV tables, or JSON with the same things nested in one another."""

from __future__ import annotations

import io
import zipfile
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

from graph_service.model.errors import UnreadableFile
from graph_service.model.text import Text, text
from loaders.base import BROKEN_ZIP, Report
from loaders.graphs.files import content_of, read_json, too_deep
from loaders.tables import MAX_BYTES, bounded, key, parse_csv, within_limit

MAX_UNPACKED = 400_000_000  # a directory of a large city unpacks to 50 MB; a bomb of a few kilobytes to terabytes
MAX_PARTS = 200  # HSDS 3.0 has some thirty tables
_MAX_NESTED = 20  # an organization within a service within a location …: five in the specification
_ONE = {
    "service_at_location": "service_at_locations",
    "taxonomy_detail": "taxonomies",
    "taxonomy": "taxonomies",
    "accessibility_for_disabilities": "accessibility",
}
_TABLES = frozenset(
    {
        "organizations", "services", "locations", "service_at_locations", "languages", "taxonomies", "taxonomy_terms",
        "attributes", "accessibility", "addresses", "contacts", "cost_options", "funding", "metadata",
        "meta_table_descriptions", "organization_identifiers", "phones", "programs", "required_documents", "schedules",
        "service_areas", "service_capacities", "units", "urls", "additional_urls", "additional_websites",
    }
)  # fmt: skip
_OWNER = {"services": "service_id", "organizations": "organization_id", "locations": "location_id"}
_TOLD = {
    "organizations": "organization_id",
    "services": "service_id",
    "locations": "location_id",
    "taxonomy_terms": "taxonomy_term_id",
}


@dataclass(frozen=True)
class Entry:
    """One row of one table, with the place where it stands."""

    table: str
    values: Mapping[str, str]
    place: Text

    def get(self, column: str) -> str:
        return self.values.get(column, "")

    @property
    def id(self) -> str:
        return self.get("id")


@dataclass
class Directory:
    """The rows of all tables, by table."""

    tables: dict[str, list[Entry]] = field(default_factory=lambda: defaultdict(list))

    def __getitem__(self, table: str) -> list[Entry]:
        return self.tables.get(table, [])


def read_directory(source: Path | bytes, name: str, report: Report) -> Directory:
    """The rows of a folder, zip or JSON file; raises UnreadableFile where it cannot be read as such."""
    if isinstance(source, Path) and source.is_dir():
        files = sorted(path for path in source.iterdir() if path.suffix.lower() == ".csv")
        return _of_tables(((path.name, bounded(path)) for path in files), name, report)
    content = content_of(source, name)
    if content.startswith(b"PK"):
        return _of_tables(_parts(content, name), name, report)
    directory = Directory()
    nested = _Nested(directory, name)
    for number, (table, one) in enumerate(_entities(read_json(content, name), name), start=1):
        nested.add(table, one, text("Eintrag {n}", n=number), 0)
    return directory


def _parts(content: bytes, name: str) -> Iterator[tuple[str, bytes]]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            parts = package.infolist()
            if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
                raise UnreadableFile(
                    text("Das Zip enthält mehr, als es ein Verzeichnis in HSDS tut."),
                    place=name,
                    remedy=text("Bitte nur die CSV-Tabellen hineinpacken."),
                )
            for part in parts:
                short = PurePosixPath(part.filename).name
                if short.lower().endswith(".csv"):
                    with package.open(part) as file:
                        yield short, within_limit(file.read(MAX_BYTES + 1), short)
    except BROKEN_ZIP as error:
        raise UnreadableFile(
            text("Das Zip ist beschädigt oder mit einem Kennwort geschützt."),
            place=name,
            remedy=text("Bitte ohne Kennwort neu packen."),
        ) from error


def _of_tables(files: Iterator[tuple[str, bytes]], name: str, report: Report) -> Directory:
    directory = Directory()
    for file, content in files:
        stem = key(PurePosixPath(file).stem).replace(" ", "_")
        table = _table(stem)
        if table is None:
            report.warning(text("Die Tabelle „{value}“ gehört nicht zu HSDS 3.0.", value=file), file, file)
        elif content.strip():
            _add_table(directory, table, file, content, report)
    if not directory.tables:
        raise UnreadableFile(
            text("Darin ist keine Tabelle von HSDS 3.0."),
            place=name,
            remedy=text("Gebraucht werden organizations.csv und services.csv."),
        )
    return directory


def _table(stem: str) -> str | None:
    named = _ONE.get(stem, stem)
    return next((one for one in (named, f"{named}s", f"{named}es") if one in _TABLES), None)


def _add_table(directory: Directory, table: str, file: str, content: bytes, report: Report) -> None:
    read = parse_csv(content, file, {"id", "name", "service id", "organization id"})
    columns = [name.strip().lower() for name in read.heading]
    if len(set(columns)) < len(columns):
        double = next(name for name in columns if columns.count(name) > 1)
        report.error(text("Die Spalte „{value}“ kommt doppelt vor.", value=double), file, double)
    for row in read.rows:
        place = text("{table}, Zeile {row}", table=file, row=str(row.number))
        for fault in row.faults:
            report.error(fault.message, place, fault.value)
        directory.tables[table].append(Entry(table, dict(zip(columns, row.cells, strict=False)), place))


def _entities(whole: Any, name: str) -> list[tuple[str, dict[str, Any]]]:
    """The things of a file with their tables: one, an array, a page of an API, or an object of several arrays."""
    if isinstance(whole, dict) and not {"id", "contents"} & whole.keys():
        listed = [(_table(table), one) for table, things in whole.items() if isinstance(things, list) for one in things]
    else:
        things = whole.get("contents", whole) if isinstance(whole, dict) else whole
        listed = [(_table_of(one), one) for one in (things if isinstance(things, list) else [things])]
    sound = [(table, one) for table, one in listed if table and isinstance(one, dict) and "id" in one]
    if not sound or len(sound) < len(listed):
        raise UnreadableFile(
            text("Das ist kein JSON von HSDS 3.0."),
            place=name,
            remedy=text("Erwartet werden services oder organizations mit „id“ und „name“."),
        )
    return sound


def _table_of(one: Any) -> str | None:
    """The table of a thing that does not say it: only a service at a location has no name of its own."""
    if not isinstance(one, dict):
        return None
    if {"service", "location"} <= one.keys():
        return "service_at_locations"
    if "name" not in one:
        return None
    return "organizations" if "services" in one or "organization_identifiers" in one else "services"


class _Nested:
    """Takes apart what JSON nests: each thing becomes a row of its table that names what it stood in."""

    def __init__(self, directory: Directory, name: str) -> None:
        self._directory, self._name = directory, name
        self._seen: dict[tuple[str, str], dict[str, str]] = {}

    def add(self, table: str, one: Mapping[str, Any], place: Text, depth: int) -> None:
        if depth > _MAX_NESTED:
            raise too_deep(self._name)
        values = {name: _word(value) for name, value in one.items() if not isinstance(value, dict | list | None)}
        inner = [(name, child, thing) for name, value in one.items() for child, thing in _things(name, value)]
        for _, child, thing in inner:
            if child == "taxonomies":
                values["taxonomy_id"] = str(thing.get("id", ""))
            elif (table, child) in _REFERS:
                values[_TOLD[child]] = str(thing.get("id", ""))
        self._keep(table, values, place)
        for number, (name, child, thing) in enumerate(inner, start=1):
            owned = {**thing, **_back(table, values.get("id", ""), child)}
            self.add(child, owned, text("{place}, {name} {n}", place=place, name=name, n=number), depth + 1)

    def _keep(self, table: str, values: dict[str, str], place: Text) -> None:
        """A row; what JSON repeats, as an organization with each of its services, stands once."""
        seen = self._seen.setdefault((table, values.get("id", "")), values)
        agrees = all(seen.get(name, value) == value for name, value in values.items())
        if seen is values or not agrees or "id" not in values:
            self._directory.tables[table].append(Entry(table, values, place))
        else:
            seen.update(values)


def _word(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _things(name: str, value: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    """The things that stand under a name, each with the table that it belongs to."""
    child = _table(name) if isinstance(value, dict | list) else None
    for thing in value if isinstance(value, list) else [value]:
        if child and isinstance(thing, dict):
            yield child, thing


_REFERS = frozenset(
    {
        ("services", "organizations"),
        ("service_at_locations", "locations"),
        ("service_at_locations", "services"),
        ("attributes", "taxonomy_terms"),
    }
)


def _back(table: str, owner: str, child: str) -> dict[str, str]:
    """The columns by which a row names what it stood in."""
    if child == "attributes":
        return {"link_id": owner, "link_entity": table}
    if (table, child) in _REFERS or table not in _OWNER:
        return {}
    return {_OWNER[table]: owner}
