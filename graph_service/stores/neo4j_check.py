"""Whether networks on a Neo4j server hold together: their revisions, the records in them, what these point to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import LiteralString

from graph_service.model.change import NetworkInfo
from graph_service.model.text import Text, text
from graph_service.stores import neo4j_queries
from graph_service.stores.neo4j_connection import Scope, Server, UnreadableRecord
from graph_service.stores.neo4j_records import besides, pointers_of, record_from
from graph_service.stores.neo4j_rules import problems


def findings(server: Server, networks: Iterable[NetworkInfo]) -> tuple[Text, ...]:
    """What is wrong with the networks, in words; empty where all is sound."""
    found: list[Text] = []
    for info in networks:
        found += server.read(info.id, lambda scope: [*_revisions(scope, info), *_records(scope, info)])  # noqa: B023
        if not found:
            found += server.read(info.id, _newest_state)
    return tuple(found)


_REVISIONS: LiteralString = """
MATCH (r:Revision {network: $network}) WHERE r.number > 0 RETURN r.number AS number, r.time AS time ORDER BY number
"""
_VERSIONS: LiteralString = f"""
MATCH (v:Version {{network: $network}}) WHERE v.since <= $newest
RETURN {neo4j_queries.record("v")}, [(v)-[way:FROM|TO|BELOW|CELL]->(target) | [type(way), target.id]]
"""


def _revisions(scope: Scope, info: NetworkInfo) -> Iterator[Text]:
    rows = scope.rows(_REVISIONS)
    if [row["number"] for row in rows] != list(range(1, info.revision + 1)):
        yield text(
            "„{network}“ steht auf Revision {newest}, hat aber {count} Revisionen bis {last}.",
            network=info.id, newest=info.revision, count=len(rows), last=rows[-1]["number"] if rows else 0,
        )  # fmt: skip
    for earlier, later in pairwise(rows):
        if later["time"] < earlier["time"]:
            yield text("Revision {number} von „{network}“ ist älter als die davor.",
                       network=info.id, number=later["number"])  # fmt: skip


def _records(scope: Scope, info: NetworkInfo) -> Iterator[Text]:
    for found, pointers in scope.stream(_VERSIONS, newest=info.revision):
        try:
            record = record_from(found)
        except UnreadableRecord:
            yield text("Der Eintrag „{value}“ ist nicht lesbar.", value=found[0].get("id", "–"))
            continue
        expected = {tuple(pointer) for pointer in pointers} == set(pointers_of(record))
        if not (expected and besides(record).items() <= found[0].items()):
            yield text("Die Spalten zum Eintrag „{value}“ passen nicht zu seinem Inhalt.", value=record.id)


def _newest_state(scope: Scope) -> list[Text]:
    return [
        text("{network}: {place}: {message}", network=scope.network, place=problem.place, message=problem.message)
        for problem in problems(scope, 0)
    ]
