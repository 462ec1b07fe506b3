"""What a commit must not leave behind on a Neo4j server: references to nothing, unfit ends, circles of parents."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from typing import Any, LiteralString

from graph_service.model.errors import Problem
from graph_service.model.identity import prefix_of
from graph_service.model.network import circles, describe, may_stand, missing, unfit_ends
from graph_service.model.nodes import AnyNode
from graph_service.model.ties import Tie
from graph_service.model.vocabulary import vocabulary
from graph_service.stores.neo4j_connection import Scope
from graph_service.stores.neo4j_queries import record
from graph_service.stores.neo4j_records import record_from

# Nearest ids are looked for in all ids of the network: worth it for as many problems as a person reads.
_NEAREST_FOR = 20


def problems(scope: Scope, since: int) -> Iterator[Problem]:
    """What does not hold together in the newest state, as far as it changed at this revision or later."""
    yield from _missing_references(scope, since)
    yield from _unfit_ends(scope, since)
    yield from _circles(scope, _BROADER, "broader", since=since)
    for kind, words in vocabulary().tie_kinds.items():
        if words.acyclic:
            yield from _circles(scope, _PARENTS, kind, since=since, kind=kind)


_REACHES: LiteralString = "FROM|TO|RESTS_ON|BELOW|CELL"
_NOBODY: LiteralString = "NOT EXISTS { MATCH (end)<-[:OF]-(n:NodeVersion) WHERE n.until IS NULL }"
_MISSING: LiteralString = f"""
MATCH (v:Version {{network: $network}})-[:{_REACHES}]->(end:Entry) USING INDEX v:Version(network, since)
WHERE v.since >= $since AND v.until IS NULL AND {_NOBODY}
RETURN {record("v")} AS found, end.id AS id
UNION
MATCH (gone:Version {{network: $network}})-[:OF]->(end:Entry)<-[:{_REACHES}]-(v:Version)
USING INDEX gone:Version(network, until)
WHERE gone:NodeVersion AND gone.until >= $since AND v.until IS NULL AND {_NOBODY}
RETURN {record("v")} AS found, end.id AS id
"""
_IDS_LIKE: LiteralString = """
MATCH (n:NodeVersion {network: $network}) WHERE n.until IS NULL AND n.id STARTS WITH $prefix RETURN n.id
"""


def _missing_references(scope: Scope, since: int) -> Iterator[Problem]:
    known = cache(lambda prefix: [row[0] for row in scope.rows(_IDS_LIKE, prefix=f"{prefix}/")])
    found = sorted((row["found"][0]["id"], row["id"], row["found"]) for row in scope.rows(_MISSING, since=since))
    for number, (_, reference, properties) in enumerate(found):
        near_to = known(prefix_of(reference)) if number < _NEAREST_FOR else ()
        yield missing(describe(record_from(properties)), reference, near_to)


# A tie is looked at where it is new itself, or where the kind of an actor at one of its ends has changed: the
# place of every other node follows from its id.
_TOUCHED: LiteralString = """
CALL () {
  MATCH (t:Version {network: $network}) USING INDEX t:Version(network, since)
  WHERE t.since >= $since AND t.until IS NULL AND t:TieVersion
  RETURN t
  UNION
  MATCH (a:Version {network: $network})-[:OF]->()<-[:FROM|TO]-(t:TieVersion) USING INDEX a:Version(network, since)
  WHERE a.since >= $since AND a.type = 'actor' AND t.until IS NULL
  RETURN t
}
MATCH (t)-[:FROM]->(from:Entry), (t)-[:TO]->(to:Entry)
OPTIONAL MATCH (from)<-[:OF]-(o:NodeVersion) WHERE o.until IS NULL
OPTIONAL MATCH (to)<-[:OF]-(g:NodeVersion) WHERE g.until IS NULL
"""
_PLACES: LiteralString = f"""{_TOUCHED}
RETURN [t.kind, o.type, coalesce(o.scheme, o.kind), g.type, coalesce(g.scheme, g.kind)] AS places,
  collect(t.id) AS ids
"""
_TIES_WITH_ENDS: LiteralString = f"""{_TOUCHED}
WITH t, o, g WHERE t.id IN $ids
RETURN {record("t")} AS tie, {record("o")} AS origin, {record("g")} AS target
"""


def _unfit_ends(scope: Scope, since: int) -> Iterator[Problem]:
    unfit = [tie for row in scope.rows(_PLACES, since=since) if not _may_join(*row["places"]) for tie in row["ids"]]
    for row in scope.rows(_TIES_WITH_ENDS, since=since, ids=unfit) if unfit else ():
        tie = record_from(row["tie"])
        ends = [record_from(row[end]) for end in ("origin", "target") if row[end][0]]
        nodes: dict[str, AnyNode] = {end.id: end for end in ends}  # type: ignore[misc]
        if isinstance(tie, Tie):
            yield from unfit_ends(tie, nodes)


def _may_join(
    kind: str, origin: str | None, origin_kind: str | None, target: str | None, target_kind: str | None
) -> bool:
    """Whether such nodes may be joined so; an end that is missing is another problem."""
    words = vocabulary().tie_kind(kind)
    return (origin is None or may_stand(origin, origin_kind, words.origin)) and (
        target is None or may_stand(target, target_kind, words.target)
    )


# A new circle needs a new way up; where there is one, all ways up are looked at: of one kind, they are few.
_BROADER: LiteralString = """
MATCH (new:NodeVersion {network: $network, type: 'concept'}) WHERE new.since >= $since AND new.until IS NULL
  AND EXISTS { (new)-[:BELOW]->() }
WITH count(new) AS new WHERE new > 0
MATCH (c:NodeVersion {network: $network, type: 'concept'})-[:BELOW]->(above:Entry) WHERE c.until IS NULL
RETURN c.id AS child, above.id AS parent ORDER BY child, parent
"""
_PARENTS: LiteralString = """
MATCH (new:TieVersion {network: $network, kind: $kind}) WHERE new.since >= $since AND new.until IS NULL
WITH count(new) AS new WHERE new > 0
MATCH (t:TieVersion {network: $network, kind: $kind}) WHERE t.until IS NULL
RETURN t.origin AS child, t.target AS parent ORDER BY child, parent
"""


def _circles(scope: Scope, ways_up: LiteralString, place: str, **parameters: Any) -> Iterator[Problem]:
    parents: dict[str, list[str]] = defaultdict(list)
    for row in scope.rows(ways_up, **parameters):
        parents[row["child"]].append(row["parent"])
    yield from circles(parents, place)
