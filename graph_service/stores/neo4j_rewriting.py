"""Saying what a Neo4j server holds of a network in other words: all in the transaction that holds the network."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import LiteralString

from graph_service.model.network import loose_ends
from graph_service.stores import common, neo4j_queries
from graph_service.stores.neo4j_connection import Scope, Server
from graph_service.stores.neo4j_draft import changes_of, insert_versions, network_ids, sweep, take_turn
from graph_service.stores.neo4j_graph import lay_if_possible
from graph_service.stores.neo4j_records import record_from, revision_from
from graph_service.stores.neo4j_rules import problems
from graph_service.stores.neo4j_turns import fenced
from graph_service.stores.rewriting import Replaced, Rewriting, Span, is_said_otherwise, replaced, signed_anew


def rewrite(server: Server, network: str, rewriting: Rewriting) -> int:
    """Rewrites one network; how many records read otherwise now. The plain graph is laid anew afterwards."""
    with server.holding(network) as scope:
        newest = take_turn(scope)
        if newest is None:
            raise common.unknown_network(network, network_ids(server))
        sweep(server, fenced(server, scope), newest)
        changed = replaced(_spans(scope), rewriting)
        revisions = [revision_from(row[0]) for row in scope.rows(_REVISIONS)]
        if not changed and not any(is_said_otherwise(one, rewriting) for one in revisions):
            return 0
        _replace(scope, changed, [one.number for one in revisions])
        for revision in revisions:
            made = signed_anew(revision, rewriting, changes_of(scope, revision.number))
            said = made.model_dump(include={"author", "reason", "added", "changed", "removed"})
            scope.rows(_SIGN, number=made.number, said={**said, "time": made.time.isoformat()})
        found = list(problems(scope, newest))
        if found:
            raise loose_ends(found)
        scope.rows(_TO_BE_LAID)
    lay_if_possible(server, network, again=True)
    return len(changed)


def _spans(scope: Scope) -> dict[str, list[Span]]:
    spans: dict[str, list[Span]] = defaultdict(list)
    for since, until, found in scope.stream(_ALL_VERSIONS):
        record = record_from(found)
        spans[record.id].append(Span(since, until, record))
    return spans


def _replace(scope: Scope, changed: Sequence[Replaced], revisions: list[int]) -> None:
    """Takes all versions of these records away and writes what they are to be, with the stamp of their revision."""
    scope.each(_STAMP_ANEW, "numbers", revisions)
    scope.each(_TAKE_AWAY, "ids", [one.id for one in changed])
    by_revision: dict[int, list[Span]] = defaultdict(list)
    for span in (span for one in changed for span in one.after):
        by_revision[span.since].append(span)
    for number, spans in sorted(by_revision.items()):
        stamp = scope.value(_STAMP, number=number)
        insert_versions(scope, [span.record for span in spans], number, stamp)
        ended = [{"id": span.record.id, "until": span.until} for span in spans if span.until is not None]
        scope.each(_END, "rows", ended, number=number)
    scope.each(_FORGET, "ids", [one.id for one in changed if one.new_id != one.id])
    scope.rows(_FORGET_PERSONS)


_ALL_VERSIONS: LiteralString = f"""
MATCH (v:Version {{network: $network}}) USING INDEX v:Version(network, since) WHERE v.since > 0
RETURN v.since, v.until, {neo4j_queries.record("v")} ORDER BY v.id, v.since
"""
_REVISIONS: LiteralString = "MATCH (r:Revision {network: $network}) RETURN properties(r) ORDER BY r.number"
_STAMP_ANEW: LiteralString = """
UNWIND $numbers AS number
MATCH (r:Revision {network: $network, number: number}) SET r.stamp = replace(randomUUID(), '-', '')
"""
_STAMP: LiteralString = "MATCH (r:Revision {network: $network, number: $number}) RETURN r.stamp"
_SIGN: LiteralString = "MATCH (r:Revision {network: $network, number: $number}) SET r += $said"
# What the plain graph shows of these records goes as well: a tie there bears the id of its record.
_TAKE_AWAY: LiteralString = """
UNWIND $ids AS id
MATCH (e:Entry {network: $network, id: id}) USING INDEX e:Entry(network, id)
CALL (e, id) {
  MATCH (e)<-[:OF]-(v:TieVersion)-[:FROM]->(origin)-[way {id: id}]->() DELETE way
}
CALL (e) { MATCH (e)<-[:OF]-(v:Version) DETACH DELETE v }
"""
_END: LiteralString = """
UNWIND $rows AS row
MATCH (v:Version {network: $network, id: row.id, since: $number}) USING INDEX v:Version(network, id, since)
SET v.until = row.until
"""
# What something still points to stays until it is noticed that nothing is there.
_FORGET: LiteralString = """
UNWIND $ids AS id
MATCH (e:Entry {network: $network, id: id}) USING INDEX e:Entry(network, id)
WHERE NOT EXISTS { (e)<--(:Version) }
DETACH DELETE e
"""
_FORGET_PERSONS: LiteralString = """
MATCH (k:OwnKnowledge {network: $network}) WHERE NOT EXISTS { (k)--() } DELETE k
"""
# Shown is nothing from now on, so that the next laying begins anew.
_TO_BE_LAID: LiteralString = "MATCH (n:Network {network: $network}) SET n.shown = 0"
