"""The tables of a store file, made and changed by named steps; its version says how many of them ran."""

from __future__ import annotations

from collections.abc import Callable
from sqlite3 import Connection
from typing import TypeAlias

from graph_service.stores.sqlite_connection import transaction

APPLICATION_ID = 0x414B4E5A  # "AKNZ"


def networks_through_time(connection: Connection) -> None:
    """Networks, their revisions, and every version of every record, with what it points to and is found by.

    A version holds from revision `since` until, not including, revision `until`. The ends of ties and the
    subjects of judgements are `origin` and `target`; both must be of the same network.
    """
    for statement in _TABLES:
        connection.execute(statement)


_TABLES = (
    """
    CREATE TABLE networks (
      key INTEGER PRIMARY KEY,
      id TEXT NOT NULL UNIQUE,
      name TEXT NOT NULL,
      revision INTEGER NOT NULL DEFAULT 0
    )
    """,
    """
    CREATE TABLE revisions (
      network INTEGER NOT NULL REFERENCES networks (key),
      number INTEGER NOT NULL CHECK (number > 0),
      author TEXT NOT NULL,
      reason TEXT NOT NULL,
      time TEXT NOT NULL,
      added INTEGER NOT NULL DEFAULT 0,
      changed INTEGER NOT NULL DEFAULT 0,
      removed INTEGER NOT NULL DEFAULT 0,
      PRIMARY KEY (network, number)
    ) WITHOUT ROWID
    """,
    """
    CREATE TABLE identities (
      key INTEGER PRIMARY KEY,
      network INTEGER NOT NULL REFERENCES networks (key),
      id TEXT NOT NULL,
      UNIQUE (network, id),
      UNIQUE (network, key)
    )
    """,
    """
    CREATE TABLE versions (
      key INTEGER PRIMARY KEY,
      network INTEGER NOT NULL,
      identity INTEGER NOT NULL,
      since INTEGER NOT NULL,
      until INTEGER CHECK (until > since),
      type TEXT NOT NULL,
      kind TEXT,
      role TEXT,
      status TEXT,
      confirmation TEXT NOT NULL,
      valid_from TEXT NOT NULL,
      valid_to TEXT NOT NULL,
      origin INTEGER,
      target INTEGER,
      body TEXT NOT NULL,
      UNIQUE (identity, since),
      FOREIGN KEY (network, since) REFERENCES revisions (network, number),
      FOREIGN KEY (network, until) REFERENCES revisions (network, number),
      FOREIGN KEY (network, identity) REFERENCES identities (network, key),
      FOREIGN KEY (network, origin) REFERENCES identities (network, key),
      FOREIGN KEY (network, target) REFERENCES identities (network, key)
    )
    """,
    "CREATE UNIQUE INDEX versions_present ON versions (identity) WHERE until IS NULL",
    "CREATE INDEX versions_since ON versions (network, since)",
    "CREATE INDEX versions_until ON versions (network, until) WHERE until IS NOT NULL",
    "CREATE INDEX versions_type ON versions (network, type, kind)",
    "CREATE INDEX versions_origin ON versions (origin) WHERE origin IS NOT NULL",
    "CREATE INDEX versions_target ON versions (target) WHERE target IS NOT NULL",
    """
    CREATE TABLE pointers (
      version INTEGER NOT NULL REFERENCES versions (key),
      role TEXT NOT NULL CHECK (role IN ('source', 'broader', 'cell')),
      target INTEGER NOT NULL REFERENCES identities (key),
      PRIMARY KEY (version, role, target)
    ) WITHOUT ROWID
    """,
    "CREATE INDEX pointers_target ON pointers (target, role)",
    """
    CREATE VIEW reaches (version, target) AS
      SELECT version, target FROM pointers
      UNION ALL SELECT key, origin FROM versions WHERE origin IS NOT NULL
      UNION ALL SELECT key, target FROM versions WHERE target IS NOT NULL
    """,
    """
    CREATE VIRTUAL TABLE texts USING fts5 (
      name, others, note, tokenize = 'trigram case_sensitive 1', columnsize = 0
    )
    """,
)

Steps: TypeAlias = tuple[Callable[[Connection], None], ...]
MIGRATIONS: Steps = (networks_through_time,)


def version(connection: Connection) -> int:
    """How many steps have run on this file."""
    ran: int = connection.execute("PRAGMA user_version").fetchone()[0]
    return ran


def migrate(connection: Connection, steps: Steps | None = None) -> None:
    """Runs the steps that are missing, each with the new version in one transaction; a store's, if none are named."""
    steps = MIGRATIONS if steps is None else steps
    while version(connection) < len(steps):
        with transaction(connection):
            # Asked again inside: another process may have taken the step while this one waited.
            ran = version(connection)
            if ran < len(steps):
                steps[ran](connection)
                connection.execute(f"PRAGMA user_version = {ran + 1}")
