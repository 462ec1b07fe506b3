"""What a commit must not leave behind on a Neo4j server: references to nothing, unfit ends, circles of parents."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, LiteralString, TypeAlias

from graph_service.model.errors import Problem
from graph_service.model.vocabulary import vocabulary
from graph_service.stores import rules
from graph_service.stores.neo4j_connection import Scope
from graph_service.stores.neo4j_queries import written_out
from graph_service.stores.neo4j_records import record_from


def problems(scope: Scope, revision: int, since: int = 0) -> Iterator[Problem]:
    """What does not hold together at a revision, as far as it changed at `since` or later."""
    asked = {"revision": revision, "since": since}
    yield from _missing_references(scope, asked)
    yield from _unfit_ends(scope, asked)
    yield from rules.circles_among(map(tuple, scope.rows(_BROADER, **asked)), "broader")
    for kind, words in vocabulary().tie_kinds.items():
        if words.acyclic:
            yield from rules.circles_among(map(tuple, scope.rows(_PARENTS, kind=kind, **asked)), kind)


_Asked: TypeAlias = dict[str, Any]

_REACHES: LiteralString = "FROM|TO|RESTS_ON|BELOW|CELL"
_NOBODY: LiteralString = "NOT EXISTS { MATCH (end)<-[:OF]-(n:NodeVersion) WHERE ⟨holds n⟩ }"
_MISSING: LiteralString = written_out(f"""
MATCH (v:Version {{network: $network}})-[:{_REACHES}]->(end:Entry) USING INDEX v:Version(network, since)
WHERE v.since >= $since AND ⟨holds v⟩ AND {_NOBODY}
RETURN ⟨record v⟩ AS found, end.id AS id
UNION
MATCH (gone:Version {{network: $network}})-[:OF]->(end:Entry)<-[:{_REACHES}]-(v:Version)
USING INDEX gone:Version(network, until)
WHERE gone:NodeVersion AND $since <= gone.until <= $revision AND ⟨holds v⟩ AND {_NOBODY}
RETURN ⟨record v⟩ AS found, end.id AS id
""")
_IDS_LIKE: LiteralString = written_out("""
MATCH (n:NodeVersion {network: $network}) WHERE ⟨holds n⟩ AND n.id STARTS WITH $prefix RETURN n.id
""")


def _missing_references(scope: Scope, asked: _Asked) -> Iterator[Problem]:
    found = sorted((row["found"][0]["id"], row["id"], row["found"]) for row in scope.rows(_MISSING, **asked))

    def ids_with(prefix: str) -> list[str]:
        return [row[0] for row in scope.rows(_IDS_LIKE, prefix=f"{prefix}/", revision=asked["revision"])]

    return rules.missing_references(((record_from(version), reference) for _, reference, version in found), ids_with)


# A tie is looked at where it is new itself, or where the kind of an actor at one of its ends has changed: the
# place of every other node follows from its id.
_TOUCHED: LiteralString = """
CALL () {
  MATCH (t:Version {network: $network}) USING INDEX t:Version(network, since)
  WHERE t.since >= $since AND ⟨holds t⟩ AND t:TieVersion
  RETURN t
  UNION
  MATCH (a:Version {network: $network})-[:OF]->()<-[:FROM|TO]-(t:TieVersion) USING INDEX a:Version(network, since)
  WHERE $since <= a.since <= $revision AND a.type = 'actor' AND ⟨holds t⟩
  RETURN t
}
MATCH (t)-[:FROM]->(from:Entry), (t)-[:TO]->(to:Entry)
OPTIONAL MATCH (from)<-[:OF]-(o:NodeVersion) WHERE ⟨holds o⟩
OPTIONAL MATCH (to)<-[:OF]-(g:NodeVersion) WHERE ⟨holds g⟩
"""
_PLACES: LiteralString = written_out(f"""{_TOUCHED}
RETURN [t.kind, o.type, coalesce(o.scheme, o.kind), g.type, coalesce(g.scheme, g.kind)] AS places,
  collect(t.id) AS ids
""")
_TIES_WITH_ENDS: LiteralString = written_out(f"""{_TOUCHED}
WITH t, o, g WHERE t.id IN $ids
RETURN ⟨record t⟩ AS tie, ⟨record o⟩ AS origin, ⟨record g⟩ AS target
""")


def _unfit_ends(scope: Scope, asked: _Asked) -> Iterator[Problem]:
    places = scope.rows(_PLACES, **asked)
    unfit = [tie for row in places if not rules.may_join(*row["places"]) for tie in row["ids"]]
    for row in scope.rows(_TIES_WITH_ENDS, ids=unfit, **asked) if unfit else ():
        yield from rules.unfit(
            record_from(row["tie"]), (record_from(row[end]) for end in ("origin", "target") if row[end][0])
        )


# A new circle needs a new way up; where there is one, all ways up are looked at: of one kind, they are few.
_BROADER: LiteralString = written_out("""
MATCH (new:NodeVersion {network: $network, type: 'concept'}) WHERE new.since >= $since AND ⟨holds new⟩
  AND EXISTS { (new)-[:BELOW]->() }
WITH count(new) AS new WHERE new > 0
MATCH (c:NodeVersion {network: $network, type: 'concept'})-[:BELOW]->(above:Entry) WHERE ⟨holds c⟩
RETURN c.id AS child, above.id AS parent ORDER BY child, parent
""")
_PARENTS: LiteralString = written_out("""
MATCH (new:TieVersion {network: $network, kind: $kind}) WHERE new.since >= $since AND ⟨holds new⟩
WITH count(new) AS new WHERE new > 0
MATCH (t:TieVersion {network: $network, kind: $kind}) WHERE ⟨holds t⟩
RETURN t.origin AS child, t.target AS parent ORDER BY child, parent
""")
