"""Copies of whole stores: every revision made again, and backups put back."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Protocol

from graph_service.model.change import ChangeSet, NetworkInfo, Revision
from graph_service.model.network import Network
from graph_service.stores.base import Store


class Replays(Protocol):
    """A store that takes revisions as they were made elsewhere, with their authors and times."""

    def create(self, network: str, name: str) -> NetworkInfo: ...

    def replay(self, revision: Revision, change: ChangeSet) -> None: ...


def replay(source: Store, target: Replays) -> None:
    """Makes every revision of every network again in an empty store."""
    for info in source.networks():
        target.create(info.id, info.name)
        before = source.view(info.id, revision=0).load()
        for revision in source.revisions(info.id):
            after = source.view(info.id, revision=revision.number).load()
            target.replay(revision, difference(before, after))
            before = after


def difference(before: Network, after: Network) -> ChangeSet:
    """The change that leads from one state of a network to the other."""
    put = tuple(record for record in after.records() if record != before.get(record.id))
    return ChangeSet(put=put, remove=tuple(r.id for r in before.records() if after.get(r.id) is None))


def write_copy(source: Store, target: Path) -> None:
    """A store that has no file of its own, as a store file."""
    from graph_service.stores.sqlite import SqliteStore  # noqa: PLC0415 - only where a file is asked for

    with TemporaryDirectory() as folder, closing(SqliteStore(Path(folder) / "copy.sqlite")) as copy:
        replay(source, copy)
        copy.backup(target)
