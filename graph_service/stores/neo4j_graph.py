"""The newest state as a plain graph for people: (:Actor)-[:CARRIES {role}]->(:Measure)-[:ADDRESSES]->(:Field).

It is laid over the entries after each revision, in batches, and again where that was interrupted; `shown` of the
network's node tells which revision it shows. No view reads it, because it changes while they read. docs/neo4j.md
tells its labels and relationships; queries for people rest on it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, LiteralString

from graph_service.model.errors import StoreError
from graph_service.model.identity import prefix_of
from graph_service.model.vocabulary import vocabulary
from graph_service.stores.neo4j_connection import LOG, Scope, Server
from graph_service.stores.neo4j_turns import TAKE, Turn, fenced


def labels() -> Mapping[str, tuple[str, ...]]:
    """For each beginning of an id the labels of such entries: ("Actor",), of fields ("Concept", "Field")."""
    words = vocabulary()
    nodes = {name: (_label(name),) for name in words.node_types if name != "concept"}
    concepts = {name: ("Concept", _label(name)) for name in words.schemes}
    return {**nodes, **concepts, "document": ("Document", "Source"), "judgement": ("Judgement",)}


def relationship(kind: str) -> str:
    """The type of the relationship that a tie of this kind becomes."""
    return kind.upper()


def _label(name: str) -> str:
    return name.title().replace("_", "")


def lay(server: Server, network: str, *, again: bool = False) -> None:
    """Brings the plain graph up to the newest revision, while nobody else writes to the network.

    With `again`, where more than one revision is not shown, or where a mark was left, laying it was cut short
    before: then nothing is taken for new.
    """
    with server.holding(network) as scope:
        scope.rows(TAKE)
        newest, shown = scope.rows(_STATE)[0]
        if shown == newest:
            return
        turn = fenced(server, scope)
        again = server.write(network, lambda batch: batch.value(_BEGIN)) or again or newest - shown > 1
        changed = server.read(network, lambda batch: _changed(batch, newest, shown))
        for row in changed:
            row["old"] = row["old"] or again
        nodes, ties = ([row for row in changed if ("way" in row) == is_tie] for is_tie in (False, True))
        server.write_all(network, nodes, lambda batch, rows: _lay_nodes(turn, batch, rows, newest))
        server.write_all(network, ties, lambda batch, rows: _lay_ties(turn, batch, rows, newest))
        server.write(network, lambda batch: batch.rows(_END))
        scope.rows(_SHOWN, newest=newest)


def lay_if_possible(server: Server, network: str, *, again: bool = False) -> None:
    """The same, but where it is cut short that is only noted: the next opening or writing goes on with it."""
    try:
        lay(server, network, again=again)
    except StoreError as error:
        LOG.warning("%s: the graph for people was not brought up to date: %s", network, error)


def unfinished(server: Server) -> list[str]:
    """The networks whose plain graph shows another revision than the newest."""
    with server.session("READ") as session:
        return session.execute_read(lambda transaction: [row[0] for row in transaction.run(_UNFINISHED)])


_Rows = list[dict[str, Any]]


def _changed(scope: Scope, newest: int, shown: int) -> _Rows:
    """What begins or ends after the revision that is shown; `old` is what may stand in the plain graph already."""
    kinds = labels()
    found: dict[str, dict[str, Any]] = {}
    for row in scope.stream(_CHANGED, newest=newest, shown=shown):
        old = row["old"] or found.get(row["id"], {}).get("old", False)
        if row["origin"] is None:
            found[row["id"]] = {"id": row["id"], "old": old, "labels": list(kinds[prefix_of(row["id"])])}
        else:
            ends = row.data("id", "origin", "target")
            found[row["id"]] = {**ends, "old": old, "way": relationship(row["kind"])}
    return list(found.values())


def _lay_nodes(turn: Turn, scope: Scope, rows: _Rows, newest: int) -> None:
    turn.keep(scope)
    scope.each(_CLEAR, "rows", [row for row in rows if row["old"]])
    scope.rows(_NODES, rows=rows, newest=newest)
    for query in _POINTERS:
        scope.rows(query, rows=rows, newest=newest)


def _lay_ties(turn: Turn, scope: Scope, rows: _Rows, newest: int) -> None:
    turn.keep(scope)
    scope.each(_GONE, "rows", [row for row in rows if row["old"]])
    scope.rows(_TIES, rows=rows, newest=newest)


_BEGIN: LiteralString = """
MATCH (t:Turn {network: $network}) USING INDEX t:Turn(network)
WITH t, coalesce(t.laying, false) AS cut SET t.laying = true RETURN cut
"""
_END: LiteralString = "MATCH (t:Turn {network: $network}) REMOVE t.laying"
_STATE: LiteralString = """
MATCH (n:Network {network: $network}) RETURN n.revision AS newest, coalesce(n.shown, 0) AS shown
"""
_SHOWN: LiteralString = "MATCH (n:Network {network: $network}) SET n.shown = $newest"
_UNFINISHED: LiteralString = "MATCH (n:Network) WHERE n.revision <> coalesce(n.shown, 0) RETURN n.network"

_CHANGED: LiteralString = """
MATCH (v:Version {network: $network}) USING INDEX v:Version(network, since)
WHERE $shown < v.since <= $newest
RETURN v.id AS id, v.kind AS kind, v.origin AS origin, v.target AS target, false AS old
UNION
MATCH (v:Version {network: $network}) USING INDEX v:Version(network, until)
WHERE $shown < v.until <= $newest
RETURN v.id AS id, v.kind AS kind, v.origin AS origin, v.target AS target, v.since <= $shown AS old
"""
_THERE: LiteralString = "v.since <= $newest AND coalesce(v.until, $newest + 1) > $newest"
_FOR_PROGRAMS: LiteralString = """since: null, until: null, stamp: null, first_day: null, last_day: null,
  found_name: null, found_others: null, found_note: null, found_parts: null, revision: v.since"""

_CLEAR: LiteralString = """
UNWIND $rows AS row
MATCH (e:Entry {network: $network, id: row.id}) USING INDEX e:Entry(network, id)
REMOVE e:$(row.labels) SET e = {network: $network, id: row.id}
WITH e MATCH (e)-[way:CITES|BROADER|NEEDED_IN|TELLS_OF|ABOUT]->() DELETE way
"""
_NODES: LiteralString = f"""
UNWIND $rows AS row
MATCH (e:Entry {{network: $network, id: row.id}})<-[:OF]-(v:NodeVersion|JudgementVersion)
USING INDEX e:Entry(network, id) WHERE {_THERE}
SET e:$(row.labels), e += v {{
  .*, {_FOR_PROGRAMS},
  broader: null, subjects: null, field: null, target_group: null, district: null, measure: null, indicator: null,
  amount_eur: toFloat(v.amount_eur), value: toFloat(v.value), target_value: toFloat(v.target_value)
}}
"""
_POINTERS: tuple[LiteralString, ...] = tuple(
    f"""
UNWIND $rows AS row
MATCH (e:Entry {{network: $network, id: row.id}})<-[:OF]-(v:NodeVersion|JudgementVersion)
USING INDEX e:Entry(network, id) WHERE {_THERE} AND {which}
MATCH (v)-[stored:{stored}]->(target)
CREATE (e)-[plain:{plain}]->(target) SET plain = stored {{.*}}
"""
    for stored, plain, which in (
        ("RESTS_ON", "CITES", "true"),
        ("BELOW", "BROADER", "true"),
        ("CELL", "NEEDED_IN", "v.type = 'need'"),
        ("CELL", "TELLS_OF", "v.type <> 'need'"),
        ("FROM|TO", "ABOUT", "true"),
    )
)
_TIES: LiteralString = f"""
UNWIND $rows AS row
MATCH (e:Entry {{network: $network, id: row.id}})<-[:OF]-(v:TieVersion) USING INDEX e:Entry(network, id)
WHERE {_THERE}
MATCH (v)-[:FROM]->(origin), (v)-[:TO]->(target)
CREATE (origin)-[way:$(row.way)]->(target)
SET way = v {{
  .*, {_FOR_PROGRAMS}, type: null, kind: null, origin: null, target: null,
  sources: COLLECT {{
    MATCH (v)-[cited:RESTS_ON]->(source) RETURN coalesce(source.id, source.person) ORDER BY cited.position
  }}
}}
"""
_GONE: LiteralString = """
UNWIND $rows AS row
MATCH (origin:Entry {network: $network, id: row.origin}) USING INDEX origin:Entry(network, id)
MATCH (target:Entry {network: $network, id: row.target}) USING INDEX target:Entry(network, id)
MATCH (origin)-[way {id: row.id}]->(target)
DELETE way
"""
