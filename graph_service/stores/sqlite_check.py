"""Whether a store file holds together: the file, the rows, the records in them, and the revisions."""

from __future__ import annotations

from collections.abc import Iterator
from sqlite3 import Connection

from graph_service.model.errors import DamagedStore
from graph_service.model.text import Text, text
from graph_service.model.ties import AnyRecord, Judgement, Tie
from graph_service.stores.findings import (
    differs_from_its_columns,
    does_not_fit,
    lacks_revisions,
    runs_backwards,
    unreadable,
)
from graph_service.stores.sqlite_connection import Pool, UnreadableRecord
from graph_service.stores.sqlite_rows import columns_of, ends_of, pointers_of, record_from
from graph_service.stores.sqlite_rules import problems
from graph_service.stores.words import haystack


def findings(pool: Pool) -> tuple[Text, ...]:
    """What is wrong with the file, in words; empty for a sound one."""
    found: list[Text] = []
    try:
        with pool.connection() as connection:
            for look in (_file, _references, _revisions, _records, _texts, _newest_states):
                found += look(connection)
    except DamagedStore as error:
        found.append(_with_remedy(error))
    return tuple(found)


def _with_remedy(error: DamagedStore) -> Text:
    return text(
        "{place}: {message} {remedy}", place=error.place, message=error.message, remedy=error.remedy or text("–")
    )


def _file(connection: Connection) -> Iterator[Text]:
    for (finding,) in connection.execute("PRAGMA integrity_check"):
        if finding != "ok":
            yield text("Die Datei ist beschädigt: {finding}", finding=finding)


def _references(connection: Connection) -> Iterator[Text]:
    for table, row, parent, _ in connection.execute("PRAGMA foreign_key_check"):
        yield text("Zeile {row} von {table} verweist ins Leere ({parent}).", row=row or 0, table=table, parent=parent)


_GAPS = """
SELECT n.id, n.revision, count(r.number), coalesce(max(r.number), 0)
FROM networks n LEFT JOIN revisions r ON r.network = n.key GROUP BY n.key
HAVING n.revision <> count(r.number) OR n.revision <> coalesce(max(r.number), 0)
"""
_BACKWARDS = """
SELECT n.id, later.number FROM revisions later
  JOIN revisions earlier ON earlier.network = later.network AND earlier.number = later.number - 1
  JOIN networks n ON n.key = later.network
WHERE later.time < earlier.time
"""


def _revisions(connection: Connection) -> Iterator[Text]:
    for network, newest, count, last in connection.execute(_GAPS):
        yield lacks_revisions(network, newest, count, last)
    for network, number in connection.execute(_BACKWARDS):
        yield runs_backwards(network, number)


_VERSIONS = """
SELECT v.key, i.id, v.body, v.type, v.kind, v.role, v.status, v.confirmation, v.valid_from, v.valid_to, o.id, t.id
FROM versions v JOIN identities i ON i.key = v.identity
  LEFT JOIN identities o ON o.key = v.origin LEFT JOIN identities t ON t.key = v.target
"""
_POINTERS = "SELECT p.role, i.id FROM pointers p JOIN identities i ON i.key = p.target WHERE p.version = ?"
_TEXT = "SELECT name, others, note FROM texts WHERE rowid = ?"


def _records(connection: Connection) -> Iterator[Text]:
    for key, record_id, body, *columns in connection.execute(_VERSIONS):
        try:
            record = record_from(body)
        except UnreadableRecord:
            yield unreadable(record_id)
            continue
        expected = (record.id, *columns_of(record).values(), *ends_of(record))
        points = set(connection.execute(_POINTERS, (key,))) == set(pointers_of(record))
        if expected != (record_id, *columns) or not points:
            yield differs_from_its_columns(record_id)
        if connection.execute(_TEXT, (key,)).fetchone() != _found_by(record):
            yield text("Der Eintrag „{value}“ steht anders im Suchverzeichnis.", value=record_id)


def _found_by(record: AnyRecord) -> tuple[str, str, str] | None:
    if isinstance(record, Tie | Judgement):
        return None
    hay = haystack(record)
    return hay.name, hay.others, hay.note


def _texts(connection: Connection) -> Iterator[Text]:
    stray = connection.execute("SELECT count(*) FROM texts WHERE rowid NOT IN (SELECT key FROM versions)").fetchone()[0]
    if stray:
        yield text("Im Suchverzeichnis stehen {n} Einträge, die es nicht gibt.", n=stray)


def _newest_states(connection: Connection) -> Iterator[Text]:
    for key, network in connection.execute("SELECT key, id FROM networks").fetchall():
        for problem in problems(connection, key, 0):
            yield does_not_fit(network, problem)
