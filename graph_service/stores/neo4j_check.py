"""Whether networks on a Neo4j server hold together: their revisions, the records in them, what these point to, and the
plain graph above."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import pairwise
from typing import LiteralString

from neo4j import Record

from graph_service.model.change import NetworkInfo
from graph_service.model.text import Text, text
from graph_service.stores.findings import (
    differs_from_its_columns,
    does_not_fit,
    lacks_revisions,
    runs_backwards,
    unreadable,
)
from graph_service.stores.neo4j_connection import Scope, Server, UnreadableRecord
from graph_service.stores.neo4j_queries import written_out
from graph_service.stores.neo4j_records import besides, pointers_of, record_from
from graph_service.stores.neo4j_rules import problems


def findings(server: Server, networks: Iterable[NetworkInfo]) -> tuple[Text, ...]:
    """What is wrong with the networks, in words; empty where all is sound."""
    return tuple(finding for info in networks for finding in _of_network(server, info))


def _of_network(server: Server, info: NetworkInfo) -> list[Text]:
    def look(*parts: _Look) -> list[Text]:
        return server.read(info.id, lambda scope: [finding for part in parts for finding in part(scope, info)])

    # What does not hold together would be told again for each record that is damaged or lost.
    return look(_revisions, _spans, _records) or [*look(_state), *_plain_graph(server, info)]


_Look = Callable[[Scope, NetworkInfo], Iterator[Text]]

# What each revision began and ended is counted in its versions, so that a lost one is missed.
_REVISIONS: LiteralString = """
MATCH (r:Revision {network: $network}) WHERE r.number > 0
CALL (r) {
  OPTIONAL MATCH (v:Version {network: $network, since: r.number}) USING INDEX v:Version(network, since)
  RETURN count(v) AS begun
}
CALL (r) {
  OPTIONAL MATCH (v:Version {network: $network, until: r.number})-[:OF]->(e) USING INDEX v:Version(network, until)
  RETURN count(v) AS ended, count(CASE WHEN EXISTS { (e)<-[:OF]-(:Version {since: r.number}) } THEN 1 END) AS both
}
RETURN r.number AS number, r.time AS time,
  [r.added, r.changed, r.removed] = [begun - both, both, ended - both] AS complete
ORDER BY number
"""
_OVERLAPPING: LiteralString = """
MATCH (v:Version {network: $network}) WHERE v.since <= $newest
MATCH (v)-[:OF]->(entry)
WHERE v.until <= v.since OR EXISTS {
  (entry)<-[:OF]-(later:Version) WHERE v.since < later.since <= $newest AND coalesce(v.until > later.since, true)
}
RETURN DISTINCT v.id AS id ORDER BY id
"""
_VERSIONS: LiteralString = written_out("""
MATCH (v:Version {network: $network}) WHERE v.since <= $newest
RETURN ⟨record v⟩, [(v)-[way:FROM|TO|BELOW|CELL]->(target) | [type(way), target.id]]
""")


def _revisions(scope: Scope, info: NetworkInfo) -> Iterator[Text]:
    rows = scope.rows(_REVISIONS)
    if [row["number"] for row in rows] != list(range(1, info.revision + 1)):
        yield lacks_revisions(info.id, info.revision, len(rows), rows[-1]["number"] if rows else 0)
    for row in rows:
        if not row["complete"]:
            yield text(
                "Zu Revision {number} von „{network}“ sind nicht die Einträge da, die sie geändert hat.",
                network=info.id,
                number=row["number"],
            )
    for earlier, later in pairwise(rows):
        if later["time"] < earlier["time"]:
            yield runs_backwards(info.id, later["number"])


def _spans(scope: Scope, info: NetworkInfo) -> Iterator[Text]:
    for row in scope.stream(_OVERLAPPING, newest=info.revision):
        yield text("Vom Eintrag „{value}“ gelten zwei Stände zugleich.", value=row["id"])


def _records(scope: Scope, info: NetworkInfo) -> Iterator[Text]:
    for found, pointers in scope.stream(_VERSIONS, newest=info.revision):
        try:
            record = record_from(found)
        except UnreadableRecord:
            yield unreadable(found[0].get("id", "–"))
            continue
        expected = {tuple(pointer) for pointer in pointers} == set(pointers_of(record))
        if not (expected and besides(record).items() <= found[0].items()):
            yield differs_from_its_columns(record.id)


def _state(scope: Scope, info: NetworkInfo) -> Iterator[Text]:
    return (does_not_fit(info.id, problem) for problem in problems(scope, info.revision))


# Who lays the plain graph takes a new turn first: the same answer before and after means that nobody did meanwhile.
_LAID: LiteralString = """
MATCH (n:Network {network: $network})
OPTIONAL MATCH (t:Turn {network: $network})
RETURN n.shown, t.token, t.laying
"""
_LAID_OTHERWISE: LiteralString = written_out("""
MATCH (v:NodeVersion {network: $network})-[:OF]->(e)
WHERE ⟨holds v⟩ AND NOT coalesce(e.revision = v.since AND e.type = v.type AND e.name = v.name, false)
RETURN v.id AS id
UNION
MATCH (v:JudgementVersion {network: $network})-[:OF]->(e)
WHERE ⟨holds v⟩ AND NOT coalesce(e.revision = v.since AND e.decision = v.decision, false)
RETURN v.id AS id
UNION
MATCH (v:TieVersion {network: $network}) WHERE ⟨holds v⟩ AND NOT EXISTS {
  (v)-[:FROM]->(origin)-[way {id: v.id}]->(target)<-[:TO]-(v) WHERE way.revision = v.since
}
RETURN v.id AS id
UNION
MATCH (e:Entry {network: $network}) USING INDEX e:Entry(network, id)
WHERE e.id > '' AND e.revision IS NOT NULL AND NOT EXISTS {
  (e)<-[:OF]-(v:NodeVersion|JudgementVersion) WHERE ⟨holds v⟩
}
RETURN e.id AS id
UNION
MATCH (origin:Entry {network: $network})-[way]->() USING INDEX origin:Entry(network, id)
WHERE origin.id > '' AND way.id IS NOT NULL AND NOT EXISTS {
  MATCH (v:Version {network: $network, id: way.id, since: way.revision}) WHERE ⟨holds v⟩
}
RETURN way.id AS id
""")


def _plain_graph(server: Server, info: NetworkInfo) -> Iterable[Text]:
    before = server.read(info.id, _laid)
    ids = server.read(info.id, partial(_laid_otherwise, revision=info.revision))
    if before[0] != info.revision or before != server.read(info.id, _laid):
        return []
    return [
        text("Der obere Graph zeigt den Eintrag „{value}“ nicht so, wie er ist.", value=record_id) for record_id in ids
    ]


def _laid(scope: Scope) -> Record:
    return scope.rows(_LAID)[0]


def _laid_otherwise(scope: Scope, revision: int) -> list[str]:
    return sorted(row["id"] for row in scope.rows(_LAID_OTHERWISE, revision=revision))
