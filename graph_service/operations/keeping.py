"""Backups: whether a copy holds what the store holds, and how one comes back or precedes an upgrade."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeAlias

from graph_service.access.backups import lasting
from graph_service.model.canonical import checksum
from graph_service.model.errors import Conflict, DamagedStore, NotFound
from graph_service.model.text import text
from graph_service.model.ties import AnyRecord
from graph_service.operations.moving import Move, networks_to_move
from graph_service.stores import beside, open_backup, open_service_backup
from graph_service.stores.base import Store
from graph_service.stores.copying import prove, take_over, write_registry
from graph_service.stores.registry import Registry
from graph_service.stores.registry_common import occupied

if TYPE_CHECKING:
    from graph_service.stores.sqlite import SqliteStore

RegistryAt: TypeAlias = Callable[[bool], Registry]


@dataclass(frozen=True)
class Kept:
    """What a copy was proved to hold; `lines` of the audit, None where the service's own data are not part of it."""

    networks: int
    revisions: int
    records: int
    lines: int | None = None


def back_up(store: Store, target: Path, registry: Registry | None = None) -> Kept:
    """A copy of the store in a new file, compared with it; of the service's own data in one beside it, if given.

    Others may write meanwhile: the copy is of one moment, and later revisions of the store are not looked at.
    Conflict, before anything is written, where one of the files is there already.
    """
    if registry is not None:
        _check_free(beside(target))
    store.backup(target)
    with open_backup(target) as copy:
        kept = compare(store, copy)
    if registry is None:
        return kept
    write_registry(registry, beside(target), lasting)
    return _with_lines(kept, target)


def compare(store: Store, copy: Store) -> Kept:
    """What the copy holds; DamagedStore where its revisions or its newest records are not those of the store."""
    kept = _counted(copy)
    for info in copy.networks():
        ours, theirs = copy.revisions(info.id), store.revisions(info.id)[: info.revision]
        # One after the other, so that only one of the two networks is in memory.
        states = {checksum(_records(side, info.id, info.revision)) for side in (copy, store)}
        if ours != theirs or len(states) > 1:
            raise DamagedStore(
                text("Die Kopie von „{network}“ ist nicht wie der Speicher.", network=info.id),
                place=info.id,
                remedy=text("Bitte den Speicher prüfen (akteursnetz check) und die Kopie nicht verwenden."),
            )
    return kept


def _counted(copy: Store) -> Kept:
    networks = copy.networks()
    records = sum(sum(copy.view(info.id).counts().values()) for info in networks)
    return Kept(len(networks), sum(info.revision for info in networks), records)


def _records(store: Store, network: str, revision: int) -> tuple[AnyRecord, ...]:
    return tuple(store.view(network, revision=revision).load().records())


def restored(source: Path, fill: Callable[[SqliteStore], Store], registry: RegistryAt | None = None) -> Kept:
    """Puts a backup back where nothing is yet and compares both; with a registry, its service's data too.

    `fill` makes the store of the backup and gives it back opened; `registry` opens the registry at the same place, to
    be written or not. Everything is looked through before anything is written.
    """
    with open_backup(source) as copy:
        if registry is not None:
            with closing(open_service_backup(source)) as service:
                prove(service, beside(source))
            _check_nothing_there(registry)
        with closing(fill(copy)) as made:
            kept = compare(made, copy)
    if registry is None:
        return kept
    with closing(open_service_backup(source)) as service, closing(registry(True)) as target:
        take_over(service, target, beside(source))
    return _with_lines(kept, source)


class Upgradable(Protocol):
    """A store of an older version, as it is."""

    def backup(self, target: Path) -> None: ...

    def make_steps(self) -> None: ...


def upgrade_kept(older: Upgradable, registry: Registry | None, backup: Path) -> Kept:
    """Brings a store of an older version up to date after a backup, which this version was proved to understand.

    The service's own data, where they lie in the same database, are backed up beside it, whole.
    """
    if registry is not None:
        _check_free(beside(backup))
    older.backup(backup)
    with open_backup(backup) as copy:
        kept = _counted(copy)
    if registry is not None:
        write_registry(registry, beside(backup), lambda contents: contents)
        kept = _with_lines(kept, backup)
    older.make_steps()
    return kept


def fill_server(source: Store, target: Store) -> Store:
    """Makes every revision of a backup on a server; Conflict, and it is closed, where there are networks already."""
    with ExitStack() as undone:
        undone.callback(target.close)
        if target.networks():
            raise Conflict(
                text("Auf dem Server gibt es schon Netzwerke."),
                remedy=text("Bitte einen leeren Server angeben, oder mit „akteursnetz move“ ergänzen."),
            )
        for _ in Move(source, target).run(networks_to_move(source)):
            continue
        undone.pop_all()
    return target


def _with_lines(kept: Kept, backup: Path) -> Kept:
    with closing(open_service_backup(backup)) as service:
        return Kept(kept.networks, kept.revisions, kept.records, service.head().number)


def _check_free(path: Path) -> None:
    if path.exists():
        raise Conflict(
            text("Dort liegt schon etwas."),
            place=str(path),
            remedy=text("Bitte eine Datei angeben, die es noch nicht gibt; es wurde nichts überschrieben."),
        )


def _check_nothing_there(registry: RegistryAt) -> None:
    try:
        found = registry(False)
    except NotFound:
        return
    with closing(found), found.contents() as contents:
        if contents.head.number or any(True for _ in contents.entries):
            raise occupied("")
