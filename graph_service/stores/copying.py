"""Copies of whole stores: every revision made again."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

from graph_service.stores.base import Store


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
