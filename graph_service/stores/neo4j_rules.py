"""What a commit must not leave behind on a Neo4j server: references to nothing, unfit ends, circles of parents."""

from __future__ import annotations

from collections.abc import Iterator
from typing import LiteralString

from graph_service.model.errors import Problem
from graph_service.model.vocabulary import vocabulary
from graph_service.stores import rules
from graph_service.stores.neo4j_connection import Scope
from graph_service.stores.neo4j_queries import record
from graph_service.stores.neo4j_records import record_from


def problems(scope: Scope, since: int) -> Iterator[Problem]:
    """What does not hold together in the newest state, as far as it changed at this revision or later."""
    yield from _missing_references(scope, since)
    yield from _unfit_ends(scope, since)
    yield from rules.circles_among(map(tuple, scope.rows(_BROADER, since=since)), "broader")
    for kind, words in vocabulary().tie_kinds.items():
        if words.acyclic:
            yield from rules.circles_among(map(tuple, scope.rows(_PARENTS, since=since, kind=kind)), kind)


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
    found = sorted((row["found"][0]["id"], row["id"], row["found"]) for row in scope.rows(_MISSING, since=since))

    def ids_with(prefix: str) -> list[str]:
        return [row[0] for row in scope.rows(_IDS_LIKE, prefix=f"{prefix}/")]

    return rules.missing_references(((record_from(version), reference) for _, reference, version in found), ids_with)


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
    places = scope.rows(_PLACES, since=since)
    unfit = [tie for row in places if not rules.may_join(*row["places"]) for tie in row["ids"]]
    for row in scope.rows(_TIES_WITH_ENDS, since=since, ids=unfit) if unfit else ():
        yield from rules.unfit(
            record_from(row["tie"]), (record_from(row[end]) for end in ("origin", "target") if row[end][0])
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
