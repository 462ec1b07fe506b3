"""Store files as files: what a file is before it is opened, how a new one appears whole, how one is copied."""

from __future__ import annotations

import errno
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from graph_service.model.errors import Conflict, ForeignStore, NewerStore, NotFound, StoreError
from graph_service.model.text import Value, text
from graph_service.stores.sqlite_connection import Pool, connect, damaged, faults, primary_code
from graph_service.stores.sqlite_locks import first_bytes
from graph_service.stores.sqlite_migrations import APPLICATION_ID, MIGRATIONS, Steps, migrate, version

_MAGIC = b"SQLite format 3\x00"
_HEADER_SIZE = 100
OWNER_ONLY = 0o600  # a store holds contacts, the service's own file more than that


@dataclass(frozen=True)
class Header:
    """The first bytes of a file, read without SQLite, which might tidy up a file that is not ours."""

    raw: bytes

    def is_marked(self, application_id: int) -> bool:
        """Whether this is a file of SQLite that some program marked as its own."""
        marked = int.from_bytes(self.raw[68:72], "big") == application_id
        return len(self.raw) == _HEADER_SIZE and self.raw.startswith(_MAGIC) and marked

    @property
    def version(self) -> int:
        return int.from_bytes(self.raw[60:64], "big")

    @property
    def keeps_log(self) -> bool:
        """Whether readers and writers do not block each other (write-ahead log)."""
        return self.raw[18:20] == b"\x02\x02"


def check_file(path: Path) -> Header:
    """The header of a file that is a store of this version or an older one; else an error, the file untouched."""
    header = read_header(path)
    if not header.is_marked(APPLICATION_ID):
        raise ForeignStore(
            text("Die Datei ist kein Speicher von Akteursnetz."),
            place=str(path),
            remedy=text("Bitte eine andere Datei angeben; diese blieb unverändert."),
        )
    check_version(path, header.version)
    return header


def read_header(path: Path) -> Header:
    """The first bytes of a file, whatever it is."""
    with path_faults(path):
        return Header(first_bytes(path, _HEADER_SIZE))


def check_version(path: Path, version: int, steps: Steps | None = None) -> None:
    """NewerStore if the file knows more steps than this program."""
    if version > len(MIGRATIONS if steps is None else steps):
        raise NewerStore(
            text("Der Speicher wurde mit einer neueren Version von Akteursnetz geschrieben."),
            place=str(path),
            value=str(version),
            remedy=text("Bitte Akteursnetz aktualisieren; die Datei blieb unverändert."),
        )


def check_place(path: Path) -> None:
    """An error if no store file can be at this path."""
    with path_faults(path):
        is_folder, has_parent = path.is_dir(), path.parent.is_dir()
    if is_folder:
        raise StoreError(
            text("Das ist ein Ordner, keine Datei."),
            place=str(path),
            remedy=text("Bitte eine Datei in diesem Ordner angeben, etwa „{path}“.", path=str(path / "netz.sqlite")),
        )
    if not has_parent:
        raise StoreError(
            text("Den Ordner „{path}“ gibt es nicht.", path=str(path.parent)),
            place=str(path),
            remedy=text("Bitte den Ordner anlegen oder eine andere Datei angeben."),
        )


def is_free(path: Path) -> bool:
    """Whether nothing is at the path, or an empty file."""
    with path_faults(path):
        return not path.exists() or (path.is_file() and path.stat().st_size == 0)


def create(path: Path) -> None:
    """A new, empty store file; if another process makes one at the same time, one of them stays."""
    with newborn(path) as temporary, faults(path), closing(connect(temporary, 0, "rwc")) as connection:
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        migrate(connection)
        keep_log(connection)


def keep_log(connection: sqlite3.Connection) -> None:
    """Sets the file to the write-ahead log, so that readers go on while one writes."""
    connection.execute("PRAGMA journal_mode = WAL")


def without_log(path: Path) -> None:
    """Makes a file complete in itself, so that who only reads it needs no other file beside it."""
    with faults(path), closing(connect(path, 0, "rw")) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")


def keep_log_if_possible(connection: sqlite3.Connection) -> None:
    """The same where the file may be written and nobody else has it open; without it all works, one by one."""
    try:
        keep_log(connection)
    except sqlite3.OperationalError as error:
        if primary_code(error) not in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_BUSY):
            raise


def may_be_written(path: Path) -> bool:
    """Whether this program may change the file and make SQLite's helper files beside it; nothing is tried."""
    return os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)


def free_bytes(path: Path) -> int:
    """How much still fits on the disk on which the file lies."""
    with path_faults(path):
        return shutil.disk_usage(path.parent).free


def lacks_steps(connection: sqlite3.Connection, steps: Steps | None = None) -> bool:
    """Whether the file is of an older version."""
    return version(connection) < len(MIGRATIONS if steps is None else steps)


def keep_older(pool: Pool, steps: Steps | None = None) -> None:
    """A verified copy of a file of an older version beside it, before the steps that it lacks change it.

    Other programs that open the file wait meanwhile, and then find that nothing is lacking.
    """
    with pool.connection() as connection:
        if not lacks_steps(connection, steps):
            return
    with pool.transaction() as held:
        if lacks_steps(held, steps):
            moment = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
            target = pool.path.with_name(f"{pool.path.name}.v{version(held)}-{moment}.bak")
            with pool.connection() as reader:
                copy(reader, pool.path, target, keeps_log=False)


def copy(source: sqlite3.Connection, path: Path, target: Path, *, keeps_log: bool) -> None:
    """A complete and verified copy in a new file, as of one moment; Conflict if something is at the target.

    A copy that does not hold together comes from a file that does not: it is the source, at `path`, that is named.
    """
    if not is_free(target):
        raise occupied(target)
    with newborn(target) as temporary, faults(target), closing(connect(temporary, 0, "rwc")) as connection:
        try:
            source.backup(connection)
            whole = connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        except sqlite3.DatabaseError as error:
            if primary_code(error) not in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
                raise
            whole = False
        if not whole:
            raise damaged(str(path))
        connection.execute("PRAGMA journal_mode = DELETE")
        if keeps_log:
            keep_log(connection)


def occupied(path: Path) -> Conflict:
    """The error for a place where something is already."""
    return Conflict(
        text("Dort liegt schon etwas."),
        place=str(path),
        remedy=text("Bitte eine Datei angeben, die es noch nicht gibt; es wurde nichts überschrieben."),
    )


def missing(path: Path) -> NotFound:
    """The error for a file that should be there."""
    return NotFound(
        text("Die Datei gibt es nicht."),
        place=str(path),
        value=str(path),
        remedy=text("Bitte den Pfad prüfen."),
    )


@contextmanager
def newborn(path: Path) -> Iterator[Path]:
    """A name beside the path to write a file under; it gets its real name only when it is whole and on the disk."""
    check_place(path)
    if any(_beside(path, ending).exists() for ending in ("-wal", "-journal")):
        raise occupied(path)
    temporary = path.with_name(f".{path.name}.{uuid4().hex}.neu")
    with path_faults(path):
        try:
            temporary.touch(OWNER_ONLY)  # the system says better than SQLite why no file can be made here
            yield temporary
            _to_disk(temporary, os.O_RDWR)
            _name(temporary, path)
        finally:
            for ending in ("", "-wal", "-shm", "-journal"):
                _beside(temporary, ending).unlink(missing_ok=True)


def _beside(path: Path, ending: str) -> Path:
    return path.with_name(path.name + ending)


def _name(temporary: Path, path: Path) -> None:
    if is_free(path):
        path.unlink(missing_ok=True)
    try:
        os.link(temporary, path)  # unlike a rename never over a file that appeared meanwhile
    except FileExistsError:
        raise occupied(path) from None
    except OSError:  # file systems without links, as on most memory sticks
        temporary.rename(path)
    _to_disk(path.parent, os.O_RDONLY)


def _to_disk(path: Path, flags: int) -> None:
    descriptor = os.open(path, flags)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


_REASONS: dict[int, Value] = {
    errno.EACCES: text("keine Berechtigung"),
    errno.EPERM: text("keine Berechtigung"),
    errno.EROFS: text("der Datenträger ist schreibgeschützt"),
    errno.ENOSPC: text("kein Platz mehr auf dem Datenträger"),
    errno.ENAMETOOLONG: text("der Name ist zu lang"),
}


@contextmanager
def path_faults(path: Path) -> Iterator[None]:
    """Puts what the operating system reports about a file into words and remedies."""
    try:
        yield
    except OSError as error:
        reason = _REASONS.get(error.errno or 0, error.strerror or str(error))
        raise StoreError(
            text("Auf die Datei kann nicht zugegriffen werden: {reason}.", reason=reason),
            place=str(path),
            remedy=text("Bitte Rechte und freien Platz prüfen; es wurde nichts geändert."),
        ) from error
