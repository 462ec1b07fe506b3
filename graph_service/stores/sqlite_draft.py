"""One revision in the making: records are put and removed inside one transaction, and looked at before it ends."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from sqlite3 import Connection

from graph_service.model.change import Revision
from graph_service.model.network import loose_ends, not_found
from graph_service.model.ties import AnyRecord, Judgement, Tie
from graph_service.stores import common
from graph_service.stores.common import Signature
from graph_service.stores.rewriting import Span
from graph_service.stores.sqlite_connection import Pool
from graph_service.stores.sqlite_rows import (
    batches,
    body_of,
    columns_of,
    ends_of,
    ids_json,
    pointers_of,
    record_from,
    revision_from,
)
from graph_service.stores.sqlite_rules import problems
from graph_service.stores.words import haystack

_NETWORK = "SELECT key, revision FROM networks WHERE id = ?"
_REVISION = """
SELECT n.id, r.number, r.author, r.reason, r.time, r.added, r.changed, r.removed
FROM revisions r JOIN networks n ON n.key = r.network WHERE r.network = ? AND r.number = ?
"""


@contextmanager
def drafting(
    pool: Pool, network: str, signature: Signature, expected: int | None = None, create: str | None = None
) -> Iterator[Draft]:
    """A draft of the next revision; when the block ends well it is the newest revision, else it never was.

    With `create`, a network that is not there yet is made under this name in the same transaction.
    """
    with pool.transaction() as connection:
        row = connection.execute(_NETWORK, (network,)).fetchone()
        if row is None and create is None:
            raise common.unknown_network(network, _network_ids(connection))
        key, newest = row or (new_network(connection, network, create or ""), 0)
        common.expect(network, expected, newest)
        draft = Draft(connection, network, key, newest, signature)
        yield draft
        draft.finish()


def new_network(connection: Connection, network: str, name: str) -> int:
    """Makes an empty network; its key. Conflict if the id is taken."""
    common.new_network_id(network, _network_ids(connection))
    made = connection.execute("INSERT INTO networks (id, name) VALUES (?, ?)", (network, name))
    return made.lastrowid or 0


def _network_ids(connection: Connection) -> list[str]:
    return [known[0] for known in connection.execute("SELECT id FROM networks")]


class Draft:
    """The records of a revision that is not there yet.

    A record that comes twice counts as it came last: before anything is done with it, what this draft did with
    it is undone, so that it is always compared with the revision before.
    """

    def __init__(self, connection: Connection, network: str, key: int, newest: int, signature: Signature) -> None:
        self._connection, self._key, self._number = connection, key, newest + 1
        self._may_be_empty = signature.of_nothing
        self._next_version = connection.execute("SELECT coalesce(max(key), 0) + 1 FROM versions").fetchone()[0]
        last = self._revision(newest)
        #: The newest revision: the one before, until this one is finished.
        self.revision = last or common.nothing_recorded(network, signature)
        connection.execute(
            "INSERT INTO revisions (network, number, author, reason, time) VALUES (?, ?, ?, ?, ?)",
            (key, self._number, signature.author, signature.reason, signature.after(last).isoformat()),
        )

    def put(self, records: Iterable[AnyRecord]) -> None:
        for batch in batches(records):
            self._put({record.id: record for record in batch})

    def _put(self, records: dict[str, AnyRecord]) -> None:
        keys = self._identities(records.values())
        identities = [keys[record_id] for record_id in records]
        self._undo(identities)
        present = self._present(identities)
        changed = [record for record in records.values() if _differs(record, present.get(keys[record.id]))]
        self._close(keys[record.id] for record in changed)
        self._insert(changed, keys)

    def remove(self, record_ids: Iterable[str]) -> None:
        for batch in batches(dict.fromkeys(record_ids)):
            keys = self._known(batch)
            there = self._present(keys.values())
            for record_id in batch:
                if keys.get(record_id) not in there:
                    raise not_found(record_id, self._all_ids())
            self._undo(keys.values())
            self._close(keys.values())

    def finish(self) -> None:
        """Ends the revision if anything changed; LooseEnds if it does not hold together."""
        scope = {"network": self._key, "number": self._number}
        counts = changes_of(self._connection, self._key, self._number)
        if not (any(counts.values()) or self._may_be_empty):
            self._connection.execute(_UNMADE, scope)
            return
        found = list(problems(self._connection, self._key, self._number))
        if found:
            raise loose_ends(found)
        self._connection.execute(_COUNTED, scope | counts)
        self._connection.execute(_NEWEST, scope)
        self.revision = self._revision(self._number) or self.revision

    def _revision(self, number: int) -> Revision | None:
        row = self._connection.execute(_REVISION, (self._key, number)).fetchone()
        return revision_from(row) if row else None

    def _identities(self, records: Iterable[AnyRecord]) -> dict[str, int]:
        """The keys of these records and of all that they point to, with new ones where there were none."""
        ids = dict.fromkeys(record_id for record in records for record_id in _mentioned(record))
        self._connection.execute(_NEW_IDENTITIES, {"network": self._key, "ids": ids_json(ids)})
        return self._known(ids)

    def _known(self, ids: Iterable[str]) -> dict[str, int]:
        return dict(self._connection.execute(_IDENTITIES, {"network": self._key, "ids": ids_json(ids)}))

    def _all_ids(self) -> list[str]:
        return [row[0] for row in self._connection.execute(_PRESENT_IDS, {"network": self._key})]

    def _present(self, identities: Iterable[int]) -> dict[int, str]:
        return dict(self._connection.execute(_PRESENT, {"identities": ids_json(identities)}))

    def _undo(self, identities: Iterable[int]) -> None:
        scope = {"identities": ids_json(identities), "number": self._number}
        written = self._connection.execute(_WRITTEN, scope).fetchall()
        for statement in _FORGET:
            self._connection.executemany(statement, written)
        self._connection.execute(_REOPEN, scope)

    def _close(self, identities: Iterable[int]) -> None:
        self._connection.execute(_CLOSE, {"identities": ids_json(identities), "number": self._number})

    def _insert(self, records: list[AnyRecord], keys: dict[str, int]) -> None:
        numbered = list(enumerate(records, self._next_version))
        self._next_version += len(records)
        spans = ((key, Span(self._number, None, record)) for key, record in numbered)
        insert_versions(self._connection, self._key, spans, keys)


def insert_versions(
    connection: Connection, network: int, spans: Iterable[tuple[int, Span]], keys: Mapping[str, int]
) -> None:
    """Writes versions under their keys, with what they point to and are found by; `keys` are those of the ids."""
    rows = list(spans)
    connection.executemany(_INSERT, (_row(network, key, span, keys) for key, span in rows))
    connection.executemany(
        "INSERT INTO pointers (version, role, target) VALUES (?, ?, ?)",
        ((key, role, keys[target]) for key, span in rows for role, target in pointers_of(span.record)),
    )
    nodes = ((key, haystack(span.record)) for key, span in rows if not isinstance(span.record, Tie | Judgement))
    connection.executemany(
        "INSERT INTO texts (rowid, name, others, note) VALUES (?, ?, ?, ?)",
        ((key, hay.name, hay.others, hay.note) for key, hay in nodes),
    )


def _row(network: int, key: int, span: Span, keys: Mapping[str, int]) -> dict[str, object]:
    origin, target = ends_of(span.record)
    return columns_of(span.record) | {
        "key": key,
        "network": network,
        "identity": keys[span.record.id],
        "since": span.since,
        "until": span.until,
        "origin": keys[origin] if origin else None,
        "target": keys[target] if target else None,
        "body": body_of(span.record),
    }


def changes_of(connection: Connection, network: int, number: int) -> dict[str, int]:
    """How many records a revision added, changed and removed."""
    begun, ended, both = connection.execute(_CHANGES, {"network": network, "number": number}).fetchone()
    return {"added": begun - both, "changed": both, "removed": ended - both}


def _mentioned(record: AnyRecord) -> Iterator[str]:
    yield record.id
    yield from (end for end in ends_of(record) if end)
    yield from (target for _, target in pointers_of(record))


def _differs(record: AnyRecord, present: str | None) -> bool:
    # The same words are the same record; other words need not be another one (1.0 and 1.00).
    return present is None or (present != body_of(record) and record_from(present) != record)


_NEW_IDENTITIES = """
INSERT OR IGNORE INTO identities (network, id) SELECT :network, value FROM json_each(:ids)
"""
_IDENTITIES = """
SELECT id, key FROM identities WHERE network = :network AND id IN (SELECT value FROM json_each(:ids))
"""
_PRESENT = """
SELECT identity, body FROM versions
WHERE identity IN (SELECT value FROM json_each(:identities)) AND until IS NULL
"""
_PRESENT_IDS = """
SELECT i.id FROM versions v JOIN identities i ON i.key = v.identity WHERE v.network = :network AND v.until IS NULL
"""
_WRITTEN = """
SELECT key FROM versions WHERE identity IN (SELECT value FROM json_each(:identities)) AND since = :number
"""
_FORGET = (
    "DELETE FROM pointers WHERE version = ?",
    "DELETE FROM texts WHERE rowid = ?",
    "DELETE FROM versions WHERE key = ?",
)
_REOPEN = """
UPDATE versions SET until = NULL
WHERE identity IN (SELECT value FROM json_each(:identities)) AND until = :number
"""
_CLOSE = """
UPDATE versions SET until = :number
WHERE identity IN (SELECT value FROM json_each(:identities)) AND until IS NULL
"""
_INSERT = """
INSERT INTO versions (
  key, network, identity, since, until, type, kind, role, status, confirmation, valid_from, valid_to,
  origin, target, body
) VALUES (
  :key, :network, :identity, :since, :until, :type, :kind, :role, :status, :confirmation, :valid_from, :valid_to,
  :origin, :target, :body
)
"""
_CHANGES = """
SELECT
  (SELECT count(*) FROM versions WHERE network = :network AND since = :number),
  (SELECT count(*) FROM versions WHERE network = :network AND until = :number),
  (SELECT count(*) FROM versions b JOIN versions e ON e.identity = b.identity AND e.until = b.since
   WHERE b.network = :network AND b.since = :number)
"""
_UNMADE = "DELETE FROM revisions WHERE network = :network AND number = :number"
_NEWEST = "UPDATE networks SET revision = :number WHERE key = :network"
_COUNTED = """
UPDATE revisions SET added = :added, changed = :changed, removed = :removed
WHERE network = :network AND number = :number
"""
