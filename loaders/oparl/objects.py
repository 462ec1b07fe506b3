"""The objects of a recording: each once, whether it stood in a list, inside another object or in several files."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from graph_service.model.errors import BadValue, UnreadableFile
from graph_service.model.text import text
from loaders.base import Report
from loaders.oparl import quirks
from loaders.oparl.recording import PAGES, STATE, Page, read_state, without_persons

# One answer is bounded at 20 MB; a file that somebody put together may hold a whole city.
LARGEST = 200_000_000
MOST_FILES = 50_000
_DEEPEST = 12
_LONGEST_ID = 200  # what a citation takes as its place

# Which kind of object a property holds.
_HOLDS = {
    "body": "Body",
    "organization": "Organization",
    "person": "Person",
    "participant": "Person",
    "meeting": "Meeting",
    "paper": "Paper",
    "membership": "Membership",
    "agendaItem": "AgendaItem",
    "consultation": "Consultation",
    "location": "Location",
}
# How an object names the one in which it stands.
_BACK = {
    ("Person", "Membership"): "person",
    ("Organization", "Membership"): "organization",
    ("Meeting", "AgendaItem"): "meeting",
    ("Paper", "Consultation"): "paper",
    ("AgendaItem", "Consultation"): "agendaItem",
}
KINDS = ("System", "Body", "Organization", "Person", "Membership", "Meeting", "AgendaItem", "Paper", "Consultation")
_KNOWN = frozenset({*KINDS, "File", "Location", "LegislativeTerm"})


@dataclass(frozen=True)
class Found:
    """One object: its address, kind and values, and the day on which it came."""

    url: str
    kind: str
    values: Mapping[str, Any]
    retrieved: date | None

    def addresses(self, name: str) -> tuple[str, ...]:
        """The objects that a property names, by their addresses."""
        parts = (part.get("id") if isinstance(part, dict) else part for part in quirks.as_list(self.values.get(name)))
        return tuple(quirks.address(part, self.url) for part in parts if isinstance(part, str) and part)

    @property
    def deleted(self) -> bool:
        return quirks.truth(self.values.get("deleted")) is True

    @property
    def modified(self) -> str:
        return str(self.values.get("modified") or "")


@dataclass
class Objects:
    """Every object by kind and address."""

    by_kind: dict[str, dict[str, Found]] = field(default_factory=dict)

    def all(self, kind: str) -> Iterator[Found]:
        """The objects of a kind that are not deleted, in the order of their addresses."""
        return (found for found in self.every(kind) if not found.deleted)

    def every(self, kind: str) -> Iterator[Found]:
        held = self.by_kind.get(kind, {})
        return (held[key] for key in sorted(held))

    def get(self, kind: str, url: str) -> Found | None:
        """The object at an address, unless it is not at hand or deleted."""
        found = self.by_kind.get(kind, {}).get(quirks.same(url))
        return None if found is None or found.deleted else found


@dataclass
class _Reading:
    """The versions of each object as they are met."""

    report: Report
    versions: dict[tuple[str, str], list[tuple[str, date | None, Mapping[str, Any]]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    urls: dict[tuple[str, str], str] = field(default_factory=dict)

    def take(self, value: Any, kind: str | None, base: str, retrieved: date | None, place: str) -> None:
        """Every object of a page."""
        for item in quirks.items_of(value):
            if isinstance(item, dict):
                self._object(item, kind, base, (retrieved, place), 0)
            else:
                self.report.warning(text("Das ist kein OParl-Objekt."), place, str(item)[:80])

    def _object(
        self, values: Mapping[str, Any], kind: str | None, base: str, came: tuple[date | None, str], depth: int
    ) -> None:
        kind = quirks.type_of(values, kind)
        if kind not in _KNOWN:
            self.report.warning(text("Die Art des Objekts fehlt oder ist unbekannt."), came[1], str(kind or "")[:80])
            return
        url = quirks.address(str(values.get("id") or ""), base)
        if depth > _DEEPEST or not url.startswith(("http://", "https://")) or len(url) > _LONGEST_ID:
            self._refuse(url, depth, came[1])
            return
        key = kind, quirks.same(url)
        self.urls.setdefault(key, url)
        self.versions[key].append((str(values.get("modified") or ""), came[0], values))
        for name, inner in _HOLDS.items():
            for number, part in enumerate(quirks.as_list(values.get(name)), start=1):
                if isinstance(part, dict):
                    self._object(_part_of(kind, url, inner, part, number), inner, url, came, depth + 1)

    def _refuse(self, url: str, depth: int, place: str) -> None:
        if depth > _DEEPEST:
            self.report.error(text("Die Objekte sind zu tief ineinander geschachtelt."), place, url[:80])
        elif len(url) > _LONGEST_ID:
            self.report.error(text("Die Adresse des Objekts ist zu lang."), place, url[:80])
        else:
            self.report.error(text("Dem Objekt fehlt die Kennung (id) in Form einer Adresse."), place, url[:80])

    def objects(self) -> Objects:
        found = Objects()
        for (kind, key), versions in self.versions.items():
            values: dict[str, Any] = {}
            for version in reversed(list(quirks.newest_first(versions))):
                values.update({name: part for name, part in version.items() if part is not None})
            came = [day for _, day, _ in versions if day]
            url = self.urls[kind, key]
            found.by_kind.setdefault(kind, {})[key] = Found(url, kind, values, max(came, default=None))
        return found


def _part_of(kind: str, url: str, inner: str, part: Mapping[str, Any], number: int) -> Mapping[str, Any]:
    """An object inside another one, naming the one around it where it does not itself."""
    back = _BACK.get((kind, inner))
    added: dict[str, Any] = {} if "id" in part else {"id": f"{url}#{inner}-{number}"}
    if back and not part.get(back):
        added[back] = url
    return {**part, **added}


def read_objects(source: Path, report: Report, retrieved: date | None) -> Objects:
    """The objects of a harvest's folder, of a folder of JSON files, or of one JSON file."""
    reading = _Reading(report)
    if source.is_dir() and (source / STATE).exists():
        _read_harvest(source, reading)
    else:
        for path in _files(source):
            _read_file(path, reading, retrieved)
    return reading.objects()


def _read_harvest(folder: Path, reading: _Reading) -> None:
    state = read_state(folder)
    for gap in state.gaps:
        reading.report.error(text("Es fehlt, was hier stehen müsste: {reason}", reason=gap.reason), gap.url)
    if state.finished is None and not state.gaps:
        reading.report.error(text("Die Ernte wurde unterbrochen; bitte fortsetzen."), state.url)
    for path in _files(folder / PAGES):
        try:
            page = Page.model_validate_json(_bytes_of(path))
        except ValidationError:
            reading.report.error(text("Die aufgezeichnete Antwort ist beschädigt."), path.name)
            continue
        reading.take(page.body, page.kind, page.url, date.fromisoformat(page.retrieved), page.url)


def _files(source: Path) -> list[Path]:
    paths = sorted(source.glob("*.json")) if source.is_dir() else [source]
    if not paths or len(paths) > MOST_FILES:
        raise UnreadableFile(
            text("In diesem Ordner liegen {n} Dateien mit OParl-Objekten (.json).", n=len(paths)),
            place=str(source),
            remedy=text("Erlaubt sind 1 bis {most} Dateien.", most=MOST_FILES),
        )
    return paths


def _read_file(path: Path, reading: _Reading, retrieved: date | None) -> None:
    try:
        value = quirks.parse(_bytes_of(path), path.name)
    except BadValue as error:
        reading.report.error(error.message, path.name)
        return
    reading.take(without_persons(value), None, "", retrieved, path.name)


def _bytes_of(path: Path) -> bytes:
    try:
        if path.stat().st_size > LARGEST:
            raise UnreadableFile(
                text("Die Datei ist größer als {size} MB.", size=LARGEST // 1_000_000),
                place=path.name,
                remedy=text("Bitte in mehrere Dateien teilen oder vom Server ernten."),
            )
        return path.read_bytes()
    except OSError as error:
        raise UnreadableFile(
            text("Die Datei lässt sich nicht öffnen."), place=str(path), remedy=text("Bitte den Pfad prüfen.")
        ) from error
