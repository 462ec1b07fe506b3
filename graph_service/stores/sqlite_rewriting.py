"""Saying what a store file holds in other words: every version of a record that changes is written anew."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from sqlite3 import Connection

from graph_service.model.network import loose_ends
from graph_service.stores.rewriting import Replaced, Rewriting, Span, is_said_otherwise, replaced, signed_anew
from graph_service.stores.sqlite_connection import Pool, transaction
from graph_service.stores.sqlite_draft import changes_of, insert_versions
from graph_service.stores.sqlite_rows import record_from, revision_from
from graph_service.stores.sqlite_rules import problems


def rewrite(pool: Pool, network: str, key: int, rewriting: Rewriting) -> int:
    """Rewrites one network in one transaction; how many records read otherwise now.

    What is written over is gone from the file: freed places are filled with zeros, and the log is emptied as soon as
    nobody reads from it any more.
    """
    with pool.connection() as connection:
        connection.execute("PRAGMA secure_delete = ON")
        with transaction(connection):
            changed = _rewritten(connection, network, key, rewriting)
            pool.check_file()
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    return changed


def _rewritten(connection: Connection, network: str, key: int, rewriting: Rewriting) -> int:
    changed = replaced(_spans(connection, key), rewriting)
    revisions = [revision_from((network, *row)) for row in connection.execute(_REVISIONS, (key,))]
    if not changed and not any(is_said_otherwise(one, rewriting) for one in revisions):
        return 0
    _replace(connection, key, changed)
    for revision in revisions:
        made = signed_anew(revision, rewriting, changes_of(connection, key, revision.number))
        said = made.model_dump(include={"number", "author", "reason", "added", "changed", "removed"})
        connection.execute(_SIGN, {**said, "network": key, "time": made.time.isoformat()})
    found = list(problems(connection, key, 0))
    if found:
        raise loose_ends(found)
    connection.execute("INSERT INTO texts (texts) VALUES ('optimize')")
    return len(changed)


def _spans(connection: Connection, key: int) -> dict[str, list[Span]]:
    spans: dict[str, list[Span]] = defaultdict(list)
    for record_id, since, until, body in connection.execute(_VERSIONS, (key,)):
        spans[record_id].append(Span(since, until, record_from(body)))
    return spans


def _replace(connection: Connection, key: int, changed: Sequence[Replaced]) -> None:
    """Takes all versions of these records away and writes what they are to be, under new keys.

    Above every key that was there: what somebody has read before under a key is not taken for what is there now.
    """
    first: int = connection.execute("SELECT coalesce(max(key), 0) + 1 FROM versions").fetchone()[0]
    for one in changed:
        scope = {"network": key, "id": one.id, "new": one.new_id or one.id}
        for statement in (*_TAKE_AWAY, _RENAME):
            connection.execute(statement, scope)
    keys = dict(connection.execute("SELECT id, key FROM identities WHERE network = ?", (key,)))
    insert_versions(connection, key, enumerate((span for one in changed for span in one.after), first), keys)
    connection.executemany(_FORGET, ((key, one.id) for one in changed if not one.new_id))


_REVISIONS = "SELECT number, author, reason, time, added, changed, removed FROM revisions WHERE network = ? ORDER BY 1"
_SIGN = """
UPDATE revisions SET author = :author, reason = :reason, time = :time, added = :added, changed = :changed,
  removed = :removed
WHERE network = :network AND number = :number
"""
_VERSIONS = """
SELECT i.id, v.since, v.until, v.body FROM versions v JOIN identities i ON i.key = v.identity
WHERE v.network = ? ORDER BY i.id, v.since
"""
_TAKE_AWAY = (
    """
DELETE FROM pointers WHERE version IN (
  SELECT v.key FROM versions v JOIN identities i ON i.key = v.identity WHERE i.network = :network AND i.id = :id
)
""",
    """
DELETE FROM texts WHERE rowid IN (
  SELECT v.key FROM versions v JOIN identities i ON i.key = v.identity WHERE i.network = :network AND i.id = :id
)
""",
    """
DELETE FROM versions WHERE identity = (SELECT key FROM identities WHERE network = :network AND id = :id)
""",
)
_RENAME = "UPDATE identities SET id = :new WHERE network = :network AND id = :id"
# What something still points to stays until it is noticed that nothing is there.
_FORGET = """
DELETE FROM identities WHERE network = ? AND id = ?
  AND NOT EXISTS (SELECT 1 FROM versions v WHERE v.origin = identities.key)
  AND NOT EXISTS (SELECT 1 FROM versions v WHERE v.target = identities.key)
  AND NOT EXISTS (SELECT 1 FROM pointers p WHERE p.target = identities.key)
"""
