"""Connections to a store file: one for each use, kept for the next, with SQLite's errors put into our own."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock

from graph_service.model.errors import DamagedStore, LockedStore, ReadOnlyStore, StoreError
from graph_service.model.text import text
from graph_service.stores import sqlite_locks

_KEPT = 16
_PRIMARY = 0xFF


class UnreadableRecord(Exception):
    """A row whose body is not a record any more."""


@contextmanager
def faults(path: Path) -> Iterator[None]:
    """Puts what SQLite reports into words and remedies; an error of this program itself passes as it is."""
    try:
        yield
    except UnreadableRecord as error:
        raise damaged(str(path)) from error
    except sqlite3.Error as error:
        meant = _FAULTS.get(primary_code(error))
        if meant is None:
            raise
        raise meant(str(path)) from error


def primary_code(error: sqlite3.Error) -> int:
    """SQLite's own code for the kind of error, 0 where the Python module raised it."""
    return getattr(error, "sqlite_errorcode", 0) & _PRIMARY


def _locked(path: str) -> StoreError:
    return LockedStore(
        text("Ein anderes Programm benutzt den Speicher gerade und gibt ihn nicht frei."),
        place=path,
        remedy=text("Bitte das andere Programm beenden oder später noch einmal versuchen; es ging nichts verloren."),
    )


def _read_only(path: str) -> StoreError:
    return ReadOnlyStore(
        text("Der Speicher lässt sich lesen, aber nicht ändern."),
        place=path,
        remedy=text("Bitte Schreibrechte auf die Datei und ihren Ordner geben; es wurde nichts geändert."),
    )


def _full(path: str) -> StoreError:
    return StoreError(
        text("Auf dem Datenträger ist kein Platz mehr."),
        place=path,
        remedy=text("Bitte Platz schaffen und die Änderung wiederholen; der Stand davor ist erhalten."),
    )


def damaged(path: str) -> StoreError:
    """The error for a file that does not hold together any more."""
    return DamagedStore(
        text("Die Datei ist beschädigt."),
        place=path,
        remedy=text(
            "Bitte zuerst die beschädigte Datei beiseitelegen (mv '{path}' '{path}.beschaedigt', ebenso "
            "'{path}-wal' und '{path}-shm', wo es sie gibt), dann die letzte Sicherung wiederherstellen: "
            "akteursnetz restore SICHERUNG --store 'sqlite:{path}'",
            path=path,
        ),
    )


def _unopened(path: str) -> StoreError:
    return StoreError(
        text("Die Datei lässt sich nicht öffnen."),
        place=path,
        remedy=text("Bitte prüfen, ob es sie gibt und ob sie gelesen werden darf."),
    )


def _replaced(path: str) -> StoreError:
    return StoreError(
        text("Die Datei des Speichers wurde ersetzt oder verschoben."),
        place=path,
        remedy=text("Bitte den Dienst neu starten; gespeichert wird bis dahin nichts."),
    )


def _unread(path: str) -> StoreError:
    return StoreError(
        text("Lesen oder Schreiben auf dem Datenträger ist fehlgeschlagen."),
        place=path,
        remedy=text("Bitte Datenträger und freien Platz prüfen; der letzte vollständige Stand ist erhalten."),
    )


def _log_unread(path: str) -> StoreError:
    return ReadOnlyStore(
        text("Der Speicher ist schreibgeschützt, und neben ihm liegen Änderungen, die so nicht gelesen werden können."),
        place=path,
        remedy=text(
            "Bitte „{path}“ und „{path}-wal“ zusammen in einen beschreibbaren Ordner kopieren und dort öffnen.",
            path=path,
        ),
    )


# What SQLite says where it cannot make its helper files: a folder without rights, a read-only file system.
_NOT_WRITABLE = (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN)
_FAULTS: dict[int, Callable[[str], StoreError]] = {
    sqlite3.SQLITE_BUSY: _locked,
    sqlite3.SQLITE_LOCKED: _locked,
    sqlite3.SQLITE_READONLY: _read_only,
    sqlite3.SQLITE_FULL: _full,
    sqlite3.SQLITE_CORRUPT: damaged,
    sqlite3.SQLITE_NOTADB: damaged,
    sqlite3.SQLITE_CANTOPEN: _unopened,
    sqlite3.SQLITE_PERM: _unopened,
    sqlite3.SQLITE_IOERR: _unread,
}


class _Connection(sqlite3.Connection):
    """A connection to a file that counts as open until the connection is closed."""

    def __init__(self, path: Path, timeout: float, mode: str) -> None:
        self._file = sqlite_locks.hold(path)
        try:
            super().__init__(
                f"{path.absolute().as_uri()}?mode={mode}",
                uri=True,
                timeout=timeout,
                isolation_level=None,
                check_same_thread=False,
            )
        except BaseException:
            self._let_go()
            raise

    def close(self) -> None:
        super().close()
        self._let_go()

    def _let_go(self) -> None:
        file, self._file = self._file, None
        if file is not None:
            sqlite_locks.release(file)


def connect(path: Path, timeout: float, mode: str) -> sqlite3.Connection:
    """A connection that guards references, writes through to the disk and begins transactions only when told."""
    connection = _Connection(path, timeout, mode)
    try:
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA cache_size = -16000")
        connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    except (UnicodeDecodeError, sqlite3.DataError) as error:
        # SQLite says that the schema is damaged, but what it quotes from it is no text.
        connection.close()
        raise UnreadableRecord from error
    except BaseException:
        connection.close()
        raise
    return connection


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """All or nothing: what is written inside is committed at the end, or none of it after an error."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


class Pool:
    """The connections of one store file; each is used by one thread at a time.

    If another file takes its place, connections go on to the old one, and what they write is in none that anybody
    will open: so they are of no use any more.
    """

    def __init__(self, path: Path, timeout: float, *, writable: bool = True) -> None:
        self.path = path
        self._file = sqlite_locks.file_at(path)
        self._timeout = timeout
        self._mode = "rw" if writable else "ro"
        self._idle: list[sqlite3.Connection] = []
        self._lock = Lock()
        self._closed = False

    @contextmanager
    def connection(self) -> Iterator[sqlite3.Connection]:
        """A connection of one's own for as long as the block lasts."""
        self.check_file()
        with faults(self.path):
            connection, keep = self._take()
            try:
                yield connection
            finally:
                self._give_back(connection, keep)

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """A connection with a write transaction, committed when the block ends well."""
        with self.connection() as connection, transaction(connection):
            yield connection
            self.check_file()

    def check_file(self) -> None:
        """StoreError where the open file is not at its path any more."""
        try:
            there = sqlite_locks.file_at(self.path)
        except OSError as error:
            raise _unopened(str(self.path)) from error
        if there != self._file:
            raise _replaced(str(self.path))

    def _take(self) -> tuple[sqlite3.Connection, bool]:
        with self._lock:
            if self._closed:
                raise StoreError(text("Der Speicher wurde schon geschlossen."), place=str(self.path))
            if self._idle:
                return self._idle.pop(), True
        try:
            return connect(self.path, self._timeout, self._mode), True
        except sqlite3.OperationalError as error:
            if primary_code(error) not in _NOT_WRITABLE or not self.path.is_file():
                raise
            if self._has_log():
                raise _log_unread(str(self.path)) from error
        # In a folder where SQLite cannot make its helper files, a file without a log is complete as it is. It is
        # opened anew for each use, because someone with more rights may begin a log at any time.
        return connect(self.path, self._timeout, "ro&immutable=1"), False

    def _has_log(self) -> bool:
        log = self.path.with_name(f"{self.path.name}-wal")
        return log.exists() and log.stat().st_size > 0

    def _give_back(self, connection: sqlite3.Connection, keep: bool) -> None:
        with self._lock:
            if keep and not self._closed and len(self._idle) < _KEPT:
                self._idle.append(connection)
                return
        connection.close()

    def close(self) -> None:
        """Closes what is idle now, and what is in use when it is given back."""
        with self._lock:
            self._closed = True
            idle, self._idle = self._idle, []
        for connection in idle:
            connection.close()
