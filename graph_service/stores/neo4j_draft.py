"""One revision in the making on a Neo4j server: written in batches, seen by nobody until its number is published.

While a revision is made, one transaction holds the network's node, so that writers take turns; the batches run
beside it, and it publishes the number at the end. Whatever ends it before leaves versions of a revision that is
not there: nobody reads them, and the next writer sweeps them away.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from typing import Any, LiteralString

from graph_service.model.change import Revision
from graph_service.model.errors import StoreError
from graph_service.model.identity import check_new_network_id
from graph_service.model.network import loose_ends, not_found
from graph_service.model.ties import AnyRecord
from graph_service.stores import common, neo4j_queries
from graph_service.stores.common import Signature
from graph_service.stores.neo4j_connection import Scope, Server
from graph_service.stores.neo4j_graph import lay_if_possible
from graph_service.stores.neo4j_records import (
    Found,
    besides,
    citations_of,
    label_of,
    pointers_of,
    properties_of,
    record_from,
    revision_from,
)
from graph_service.stores.neo4j_rules import problems
from graph_service.stores.neo4j_turns import TAKE, Turn, fenced


@contextmanager
def drafting(
    server: Server, network: str, signature: Signature, expected: int | None = None, create: str | None = None
) -> Iterator[Draft]:
    """A draft of the next revision; when the block ends well it is the newest revision, else it never was.

    With `create`, a network that is not there yet is made under this name together with its first revision.
    """
    with server.holding(network) as turn:
        newest = take_turn(turn, create)
        if newest is None:
            raise common.unknown_network(network, network_ids(server))
        common.expect(network, expected, newest)
        mine = fenced(server, turn)
        sweep(server, mine, newest)
        draft = Draft(server, mine, newest, signature)
        try:
            yield draft
            draft.finish()
        except BaseException:
            # What cannot be swept now, because server or turn is gone, is swept by the next writer.
            with suppress(StoreError):
                sweep(server, mine, newest)
            raise
    if draft.revision.number > newest:
        # The revision is there whatever happens now.
        lay_if_possible(server, network)


def take_turn(turn: Scope, create: str | None = None) -> int | None:
    """Waits until no one else writes to the network; its newest revision, None if it is not there."""
    if create is None:
        turn.rows(TAKE)
    else:
        check_new_network_id(turn.network)
        turn.rows(_TAKE_OR_MAKE, name=create)
    # Asked only when the turn is taken: before, another writer may still publish.
    newest: int | None = turn.value(_NEWEST)
    return newest


def _last(turn: Scope, newest: int) -> Revision | None:
    row = turn.rows(REVISION, number=newest)
    return revision_from(row[0][0]) if row else None


def network_ids(server: Server) -> list[str]:
    with server.session("READ") as session:
        return session.execute_read(lambda transaction: [row[0] for row in transaction.run(_NETWORK_IDS)])


def sweep(server: Server, turn: Turn, newest: int) -> None:
    """Takes away what was written for a revision that never was published."""

    def work(query: LiteralString, scope: Scope, limit: int) -> int:
        turn.keep(scope)
        return int(scope.value(query, newest=newest, limit=limit))

    for query in (_SWEEP, _REOPEN_ALL):
        server.write_until_done(turn.scope.network, partial(work, query))


class Draft:
    """The records of a revision that is not there yet.

    A record that comes twice counts as it came last: before anything is done with it, what this draft did with
    it is undone, so that it is always compared with the revision before. For the same reason a batch may be
    done again where the connection broke at its end.
    """

    def __init__(self, server: Server, turn: Turn, newest: int, signature: Signature) -> None:
        self._server, self._turn, self._network, self._number = server, turn, turn.scope.network, newest + 1
        self._signature, self._last = signature, _last(turn.scope, newest)
        self._stamp = secrets.token_hex(8)
        self._touched: set[str] = set()
        #: The newest revision: the one before, until this one is finished.
        self.revision = self._last or common.nothing_recorded(self._network, signature)

    def put(self, records: Iterable[AnyRecord]) -> None:
        self._server.write_all(self._network, records, self._put)

    def _put(self, scope: Scope, records: list[AnyRecord]) -> None:
        self._turn.keep(scope)
        latest = {record.id: record for record in records}
        self._undo(scope, list(latest))
        present = self._present(scope, list(latest))
        changed = [record for record in latest.values() if _differs(record, present.get(record.id))]
        if changed:
            replaced = [record.id for record in changed if record.id in present]
            scope.each(_CLOSE, "ids", replaced, number=self._number)
            insert_versions(scope, changed, self._number, self._stamp)

    def _present(self, scope: Scope, ids: list[str]) -> dict[str, Found]:
        """What the revision before holds of these records; the first revision has none before."""
        found = scope.rows(_PRESENT, ids=ids) if self._number > 1 else []
        return {row[0][0]["id"]: row[0] for row in found}

    def _undo(self, scope: Scope, ids: list[str]) -> None:
        # A batch that is done again, because the connection broke at its end, has been touched as well.
        again = [record_id for record_id in ids if record_id in self._touched]
        self._touched.update(ids)
        scope.each(_FORGET, "ids", again, number=self._number)
        scope.each(_REOPEN, "ids", again, number=self._number)

    def remove(self, record_ids: Iterable[str]) -> None:
        self._server.write_all(self._network, dict.fromkeys(record_ids), self._remove)

    def _remove(self, scope: Scope, ids: list[str]) -> None:
        self._turn.keep(scope)
        there = {row[0][0]["id"] for row in scope.rows(_PRESENT, ids=ids)}
        for record_id in ids:
            if record_id not in there:
                raise not_found(record_id, [row[0] for row in scope.rows(_PRESENT_IDS)])
        self._undo(scope, ids)
        scope.rows(_CLOSE, ids=ids, number=self._number)

    def finish(self) -> None:
        """Publishes the revision if anything changed; LooseEnds if it does not hold together."""
        counts = self._server.read(self._network, lambda scope: changes_of(scope, self._number))
        if not (any(counts.values()) or self._signature.of_nothing):
            return
        found = self._server.read(self._network, lambda scope: list(problems(scope, self._number, self._number)))
        if found:
            raise loose_ends(found)
        signed = {
            "author": self._signature.author,
            "reason": self._signature.reason,
            "time": self._signature.after(self._last).isoformat(),
            "stamp": self._stamp,
        }
        row = self._turn.scope.rows(_PUBLISH, number=self._number, properties=signed | counts)[0]
        self.revision = revision_from(row[0])


def insert_versions(scope: Scope, records: Sequence[AnyRecord], number: int, stamp: str) -> None:
    """Writes versions that begin with a revision, with what they point to and rest on."""
    rows = [_row(record) for record in records]
    mentioned = {name for row in rows for name in row.mentioned}
    scope.rows(_ENTRIES, ids=sorted(mentioned))
    scope.rows(_VERSIONS, rows=[row.said for row in rows], number=number, stamp=stamp)
    known = [known for row in rows for known in row.known]
    scope.each(_KNOWLEDGE, "citations", known, number=number)


def changes_of(scope: Scope, number: int) -> dict[str, int]:
    """How many records a revision added, changed and removed."""
    begun, ended, both = scope.rows(_CHANGES, number=number)[0]
    return {"added": begun - both, "changed": both, "removed": ended - both}


@dataclass(frozen=True)
class _Row:
    """A new version as it is written, the records that it mentions, and the persons who know what it says."""

    said: dict[str, Any]
    mentioned: tuple[str, ...]
    known: tuple[dict[str, Any], ...]


def _row(record: AnyRecord) -> _Row:
    pointers = [{"way": way, "id": target} for way, target in pointers_of(record)]
    cited = list(citations_of(record))
    documents = [{"id": one["document"], "said": one["said"]} for one in cited if one["document"]]
    said = {
        "id": record.id,
        "label": label_of(record),
        "properties": properties_of(record) | besides(record),
        "pointers": pointers,
        "citations": documents,
    }
    known = tuple({"id": record.id, **one} for one in cited if one["person"])
    return _Row(said, (record.id, *(end["id"] for end in (*pointers, *documents))), known)


def _differs(record: AnyRecord, present: Found | None) -> bool:
    return present is None or record_from(present) != record


_NETWORK_IDS: LiteralString = "MATCH (n:Network) RETURN n.network ORDER BY n.network"
_TAKE_OR_MAKE: LiteralString = """
MERGE (n:Network {network: $network}) ON CREATE SET n.name = $name, n.revision = 0 SET n.taken = datetime()
"""
_NEWEST: LiteralString = "MATCH (n:Network {network: $network}) RETURN n.revision"
REVISION: LiteralString = "MATCH (r:Revision {network: $network, number: $number}) RETURN properties(r)"
_PUBLISH: LiteralString = """
MATCH (n:Network {network: $network}) SET n.revision = $number
CREATE (r:Revision {network: $network, number: $number}) SET r += $properties
CREATE (r)-[:REVISION_OF]->(n)
RETURN properties(r)
"""
# Versions, and what only they mentioned: entries that never were there, knowledge of people that nobody else has.
_TAKE_AWAY: LiteralString = """
WITH v MATCH (v)-->(near)
WITH collect(DISTINCT v) AS versions, collect(DISTINCT near) AS mentioned
FOREACH (v IN versions | DETACH DELETE v)
WITH versions, mentioned
CALL (mentioned) { UNWIND mentioned AS alone WITH alone WHERE NOT EXISTS { (alone)--() } DELETE alone }
RETURN size(versions)
"""
_SWEEP: LiteralString = f"""
MATCH (v:Version {{network: $network}}) USING INDEX v:Version(network, since) WHERE v.since > $newest
WITH v LIMIT $limit
{_TAKE_AWAY}
"""
_REOPEN_ALL: LiteralString = """
MATCH (v:Version {network: $network}) USING INDEX v:Version(network, until) WHERE v.until > $newest WITH v LIMIT $limit
REMOVE v.until RETURN count(*)
"""
_FORGET: LiteralString = f"""
UNWIND $ids AS id
MATCH (v:Version {{network: $network, id: id, since: $number}}) USING INDEX v:Version(network, id, since)
{_TAKE_AWAY}
"""
_REOPEN: LiteralString = """
UNWIND $ids AS id
MATCH (e:Entry {network: $network, id: id})<-[:OF]-(v:Version {until: $number}) USING INDEX e:Entry(network, id)
REMOVE v.until
"""
_PRESENT: LiteralString = f"""
UNWIND $ids AS id
MATCH (e:Entry {{network: $network, id: id}})<-[:OF]-(v:Version) USING INDEX e:Entry(network, id)
WHERE v.until IS NULL
RETURN {neo4j_queries.record("v")}
"""
_PRESENT_IDS: LiteralString = """
MATCH (v:Version {network: $network}) USING INDEX v:Version(network, since)
WHERE v.since > 0 AND v.until IS NULL RETURN v.id
"""
_CLOSE: LiteralString = """
UNWIND $ids AS id
MATCH (e:Entry {network: $network, id: id})<-[:OF]-(v:Version) USING INDEX e:Entry(network, id)
WHERE v.until IS NULL SET v.until = $number
"""
_ENTRIES: LiteralString = "UNWIND $ids AS id MERGE (:Entry {network: $network, id: id})"
_VERSIONS: LiteralString = """
UNWIND $rows AS row
MATCH (e:Entry {network: $network, id: row.id}) USING INDEX e:Entry(network, id)
CREATE (v:Version:$(row.label) {network: $network, since: $number, stamp: $stamp})-[:OF]->(e)
SET v += row.properties
WITH v, row
CALL (v, row) {
  UNWIND row.pointers AS pointer
  MATCH (target:Entry {network: $network, id: pointer.id}) USING INDEX target:Entry(network, id)
  CREATE (v)-[:$(pointer.way)]->(target)
}
CALL (v, row) {
  UNWIND row.citations AS citation
  MATCH (document:Entry {network: $network, id: citation.id}) USING INDEX document:Entry(network, id)
  CREATE (v)-[cites:RESTS_ON]->(document) SET cites = citation.said
}
"""
_KNOWLEDGE: LiteralString = """
UNWIND $citations AS citation
MATCH (v:Version {network: $network, id: citation.id, since: $number}) USING INDEX v:Version(network, id, since)
MERGE (known:OwnKnowledge {network: $network, person: citation.person})
ON CREATE SET known:Source, known.name = citation.person
CREATE (v)-[cites:RESTS_ON]->(known) SET cites = citation.said
"""
_CHANGES: LiteralString = """
OPTIONAL MATCH (v:Version {network: $network, since: $number}) USING INDEX v:Version(network, since)
WITH count(v) AS begun
OPTIONAL MATCH (v:Version {network: $network, until: $number})-[:OF]->(e) USING INDEX v:Version(network, until)
RETURN begun, count(v) AS ended,
  count(CASE WHEN EXISTS { (e)<-[:OF]-(:Version {since: $number}) } THEN 1 END) AS both
"""
