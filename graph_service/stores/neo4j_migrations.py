"""Constraints and indexes of a database, made and changed by named steps; a node tells which of them ran."""

from __future__ import annotations

from typing import LiteralString

from graph_service.model.errors import ForeignStore, NewerStore, StoreError
from graph_service.model.text import text
from graph_service.stores.neo4j_connection import Server

OLDEST = (5, 26)

# Community has no node keys: uniqueness of (network, id) does, as the program never leaves one of them out.
_NETWORKS_THROUGH_TIME: tuple[LiteralString, ...] = (
    "CREATE CONSTRAINT one_network IF NOT EXISTS FOR (n:Network) REQUIRE n.network IS UNIQUE",
    "CREATE CONSTRAINT one_revision IF NOT EXISTS FOR (r:Revision) REQUIRE (r.network, r.number) IS UNIQUE",
    "CREATE CONSTRAINT one_entry IF NOT EXISTS FOR (e:Entry) REQUIRE (e.network, e.id) IS UNIQUE",
    "CREATE CONSTRAINT one_version IF NOT EXISTS FOR (v:Version) REQUIRE (v.network, v.id, v.since) IS UNIQUE",
    "CREATE INDEX versions_since IF NOT EXISTS FOR (v:Version) ON (v.network, v.since)",
    "CREATE INDEX versions_until IF NOT EXISTS FOR (v:Version) ON (v.network, v.until)",
    "CREATE CONSTRAINT one_turn IF NOT EXISTS FOR (t:Turn) REQUIRE t.network IS UNIQUE",
    "CREATE CONSTRAINT one_person IF NOT EXISTS FOR (k:OwnKnowledge) REQUIRE (k.network, k.person) IS UNIQUE",
    # An index over two properties serves only questions about both.
    "CREATE INDEX nodes_of_network IF NOT EXISTS FOR (v:NodeVersion) ON (v.network)",
    "CREATE INDEX nodes_by_type IF NOT EXISTS FOR (v:NodeVersion) ON (v.network, v.type)",
    "CREATE INDEX ties_of_network IF NOT EXISTS FOR (v:TieVersion) ON (v.network)",
    "CREATE INDEX ties_by_kind IF NOT EXISTS FOR (v:TieVersion) ON (v.network, v.kind)",
    "CREATE INDEX judgements_of_network IF NOT EXISTS FOR (v:JudgementVersion) ON (v.network)",
)

# The texts are folded by this program as every store does, umlauts in two ways; the index only has to find parts.
_SEARCH: tuple[LiteralString, ...] = (
    """CREATE FULLTEXT INDEX found_by IF NOT EXISTS
    FOR (v:NodeVersion) ON EACH [v.network, v.found_name, v.found_others, v.found_note]
    OPTIONS {indexConfig: {`fulltext.analyzer`: 'whitespace'}}""",
)

_PLAIN_GRAPH: tuple[LiteralString, ...] = tuple(
    f"CREATE INDEX {label.lower()}_by_name IF NOT EXISTS FOR (n:{label}) ON (n.network, n.name)"
    for label in ("Actor", "Measure", "Concept", "Document", "Event", "Need")
)

MIGRATIONS: dict[str, tuple[LiteralString, ...]] = {
    "networks_through_time": _NETWORKS_THROUGH_TIME,
    "search_by_parts": _SEARCH,
    "plain_graph": _PLAIN_GRAPH,
}

_VERSION: LiteralString = "CALL dbms.components() YIELD versions RETURN versions[0]"
_STEPS: LiteralString = "MATCH (s:Akteursnetz) RETURN s.steps"
_ANYTHING: LiteralString = "MATCH (n) RETURN 1 LIMIT 1"
_RAN: LiteralString = """
MERGE (s:Akteursnetz) SET s.steps = [step IN coalesce(s.steps, []) WHERE step <> $step] + $step
"""


def migrate(server: Server) -> None:
    """Runs the steps that are missing; each may be run twice. Nothing is written where none is missing."""
    _check_version(server)
    ran = _steps(server)
    for step, statements in MIGRATIONS.items():
        if step not in ran:
            with server.session() as session:
                for statement in statements:
                    session.run(statement).consume()
                session.run("CALL db.awaitIndexes(60)").consume()
                session.run(_RAN, step=step).consume()


def _check_version(server: Server) -> None:
    with server.session("READ") as session:
        (version,) = session.execute_read(lambda transaction: transaction.run(_VERSION).single(strict=True))
    if [int(part) for part in version.split(".")[:2]] < list(OLDEST):
        raise StoreError(
            text("Der Neo4j-Server ist zu alt."),
            place=server.url,
            value=version,
            remedy=text("Nötig ist Neo4j {version} oder neuer.", version=".".join(map(str, OLDEST))),
        )


def _steps(server: Server) -> list[str]:
    with server.session("READ") as session:
        row, other = session.execute_read(lambda asked: (asked.run(_STEPS).single(), asked.run(_ANYTHING).single()))
    if row is None and other is not None:
        raise ForeignStore(
            text("Die Datenbank enthält etwas anderes als Netzwerke dieses Programms."),
            place=server.url,
            remedy=text("Bitte einen Neo4j-Server mit einer leeren Datenbank angeben; es wurde nichts geändert."),
        )
    steps: list[str] = list(row[0]) if row else []
    if unknown := set(steps) - set(MIGRATIONS):
        raise NewerStore(
            text("Der Speicher wurde mit einer neueren Version von Akteursnetz geschrieben."),
            place=server.url,
            value=", ".join(sorted(unknown)),
            remedy=text("Bitte Akteursnetz aktualisieren; an der Datenbank wurde nichts geändert."),
        )
    return steps
