"""The registry's file: how it is made, what it must be to be opened, and who may read it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from sqlite3 import Connection

from graph_service.model.errors import Conflict, DamagedStore, ForeignStore
from graph_service.model.text import text
from graph_service.stores import registry_common, sqlite_files
from graph_service.stores.sqlite_connection import Pool, connect, faults
from graph_service.stores.sqlite_migrations import Steps, migrate, version

APPLICATION_ID = 0x414B4E44  # "AKND"
_OTHERS = 0o077


def entries_and_journal(connection: Connection) -> None:
    """Entries by kind and key, the journal's lines, and apart from these how far it goes."""
    for statement in _TABLES:
        connection.execute(statement)


_TABLES = (
    """
    CREATE TABLE entries (
      kind TEXT NOT NULL,
      key TEXT NOT NULL,
      version INTEGER NOT NULL,
      expires TEXT,
      value TEXT NOT NULL,
      PRIMARY KEY (kind, key)
    ) WITHOUT ROWID
    """,
    "CREATE INDEX entries_expires ON entries (expires) WHERE expires IS NOT NULL",
    """
    CREATE TABLE journal (
      number INTEGER PRIMARY KEY,
      time TEXT NOT NULL,
      previous TEXT NOT NULL,
      hash TEXT NOT NULL,
      content TEXT NOT NULL
    )
    """,
    "CREATE TABLE head (one INTEGER PRIMARY KEY CHECK (one = 1), number INTEGER NOT NULL, hash TEXT NOT NULL)",
)

MIGRATIONS: Steps = (entries_and_journal,)


class RegistryPool(Pool):
    """The connections of a registry's file: what is removed is overwritten, and damage is said in fitting words."""

    @contextmanager
    def connection(self) -> Iterator[Connection]:
        try:
            with super().connection() as connection:
                connection.execute("PRAGMA secure_delete = ON")
                yield connection
        except DamagedStore as error:
            raise registry_common.damaged(str(self.path)) from error

    @contextmanager
    def snapshot(self) -> Iterator[Connection]:
        """A connection that sees one moment, whoever writes meanwhile, and reads also what is no text any more."""
        with self.connection() as connection:
            connection.text_factory = _text
            connection.execute("BEGIN")
            try:
                yield connection
            finally:
                connection.text_factory = str
                if connection.in_transaction:
                    connection.execute("ROLLBACK")


def _text(raw: bytes) -> str:
    return raw.decode(errors="replace")


def open_file(path: Path, timeout: float, *, writable: bool) -> RegistryPool:
    """The connections of the file, which is made if it is not there; an error, and the file untouched, if it is not
    a registry that this program understands."""
    sqlite_files.check_place(path)
    if sqlite_files.is_free(path):
        _begin(path, writable)
    header = sqlite_files.read_header(path)
    if not header.is_marked(APPLICATION_ID):
        raise ForeignStore(
            text("Die Datei enthält keine Dienstdaten von Akteursnetz."),
            place=str(path),
            remedy=text("Bitte sie umbenennen oder einen anderen Speicher angeben; sie blieb unverändert."),
        )
    sqlite_files.check_version(path, header.version, MIGRATIONS)
    pool = RegistryPool(path, timeout, writable=writable)
    try:
        _prepare(pool, writable=writable, set_log=writable and not header.keeps_log)
    except BaseException:
        pool.close()
        raise
    if writable:
        _keep_from_others(path)
    return pool


def _prepare(pool: RegistryPool, *, writable: bool, set_log: bool) -> None:
    with pool.connection() as connection:
        # The header may lag behind while another process has the file open.
        sqlite_files.check_version(pool.path, version(connection), MIGRATIONS)
    if writable:
        sqlite_files.keep_older(pool, MIGRATIONS)
    with pool.connection() as connection:
        migrate(connection, MIGRATIONS)
        if set_log:
            sqlite_files.keep_log_if_possible(connection)


def _begin(path: Path, writable: bool) -> None:
    if not writable:
        raise sqlite_files.missing(path)
    try:
        _create(path)
    except Conflict:
        if sqlite_files.is_free(path):
            raise
        # Another process made the file at the same time: that one is used.


def _create(path: Path) -> None:
    with (
        sqlite_files.newborn(path) as temporary,
        faults(path),
        closing(connect(temporary, 0, "rwc")) as connection,
    ):
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        migrate(connection, MIGRATIONS)
        sqlite_files.keep_log(connection)


def _keep_from_others(path: Path) -> None:
    """Takes from others what they may do with a file that was copied or unpacked; the check tells where it cannot."""
    with suppress(OSError):
        if may_be_read_by_others(path):
            path.chmod(sqlite_files.OWNER_ONLY)


def may_be_read_by_others(path: Path) -> bool:
    return bool(path.stat().st_mode & _OTHERS)
