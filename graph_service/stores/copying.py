"""Copies of whole stores and registries: every revision made again, every entry and line taken over."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

from graph_service.model.errors import DamagedStore, Problem
from graph_service.model.text import text
from graph_service.stores.base import Store
from graph_service.stores.registry import Registry
from graph_service.stores.registry_common import Contents


def replay(source: Store, target: Store) -> None:
    """Makes every revision of every network again in an empty store."""
    for info in source.networks():
        target.create(info.id, info.name)
        for revision in source.revisions(info.id):
            target.replay(revision, source.change(info.id, revision.number))


def write_copy(source: Store, target: Path) -> None:
    """A store that has no file of its own, as a store file."""
    from graph_service.stores.sqlite import SqliteStore  # noqa: PLC0415 - only where a file is asked for

    with TemporaryDirectory() as folder, closing(SqliteStore(Path(folder) / "copy.sqlite")) as copy:
        replay(source, copy)
        copy.backup(target)


def write_registry(source: Registry, target: Path, chosen: Callable[[Contents], Contents]) -> None:
    """What is chosen of a registry as a new file that only its owner may read, proved before it gets its name."""
    from graph_service.stores.registry_sqlite import SqliteRegistry  # noqa: PLC0415
    from graph_service.stores.sqlite_files import newborn, without_log  # noqa: PLC0415

    with newborn(target) as temporary:
        with closing(SqliteRegistry(temporary)) as copy, source.contents() as contents:
            copy.fill(chosen(contents))
            prove(copy, target)
        without_log(temporary)


def take_over(source: Registry, target: Registry, place: Path) -> None:
    """Fills an empty registry with a backup that lies at this place, proved before and after."""
    prove(source, place)
    with source.contents() as contents:
        target.fill(contents)
    prove(target, place)


def prove(registry: Registry, place: Path) -> None:
    """DamagedStore with every finding where a registry, or the chain of its journal, does not hold together."""
    if findings := registry.check():
        raise DamagedStore(
            text("Die Dienstdaten (Konten, Schlüssel, Protokoll) sind nicht in Ordnung."),
            place=str(place),
            problems=[Problem(finding) for finding in findings],
            remedy=text("Bitte eine ältere Sicherung nehmen; es wurde nichts geändert."),
        )
