"""Constraints and indexes of a database, made and changed by named steps; a node tells which of them ran."""

from __future__ import annotations

import time
from typing import LiteralString

from graph_service.model.errors import ForeignStore, LockedStore, NewerStore, OlderStore, ReadOnlyStore, StoreError
from graph_service.model.text import text
from graph_service.stores.neo4j_connection import Server
from graph_service.stores.neo4j_search import OVERLAP, PART

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

_PROGRESS: tuple[LiteralString, ...] = tuple(
    f"CREATE INDEX {label.lower()}_by_name IF NOT EXISTS FOR (n:{label}) ON (n.network, n.name)"
    for label in ("Report", "Indicator", "Observation")
)

# In parts, so that it takes no more memory than any other work.
_STAMPS: tuple[LiteralString, ...] = (
    "MATCH (r:Revision) WHERE r.stamp IS NULL SET r.stamp = replace(randomUUID(), '-', '')",
    """MATCH (v:Version) WHERE v.stamp IS NULL
    CALL (v) {
      MATCH (r:Revision {network: v.network, number: v.since}) SET v.stamp = r.stamp
    } IN TRANSACTIONS OF 1000 ROWS""",
)

# The index cuts words of more than 255 letters, so their parts are words of their own: the same as `parts_of` makes.
_LONG_WORDS: tuple[LiteralString, ...] = (
    f"""MATCH (v:NodeVersion) WHERE v.found_parts IS NULL
    WITH v, [word IN split(replace(v.found_name + ' ' + v.found_others + ' ' + v.found_note, '\n', ' '), ' ')
      WHERE size(word) > {PART}] AS words WHERE words <> []
    CALL (v, words) {{
      UNWIND words AS word UNWIND range(0, size(word) - {OVERLAP} - 1, {PART - OVERLAP}) AS start
      WITH v, collect(DISTINCT substring(word, start, {PART})) AS parts SET v.found_parts = parts
    }} IN TRANSACTIONS OF 1000 ROWS""",
    "DROP INDEX found_by IF EXISTS",
    """CREATE FULLTEXT INDEX found_by_parts IF NOT EXISTS
    FOR (v:NodeVersion) ON EACH [v.network, v.found_name, v.found_others, v.found_note, v.found_parts]
    OPTIONS {indexConfig: {`fulltext.analyzer`: 'whitespace'}}""",
)

# What belongs to the service and not to a network lies beside the networks, under labels of its own.
_REGISTRY: tuple[LiteralString, ...] = (
    "CREATE CONSTRAINT one_service_entry IF NOT EXISTS FOR (e:ServiceEntry) REQUIRE (e.kind, e.key) IS UNIQUE",
    "CREATE CONSTRAINT one_service_line IF NOT EXISTS FOR (l:ServiceLine) REQUIRE l.number IS UNIQUE",
    "CREATE CONSTRAINT one_service_journal IF NOT EXISTS FOR (j:ServiceJournal) REQUIRE j.name IS UNIQUE",
    "CREATE INDEX service_entries_by_end IF NOT EXISTS FOR (e:ServiceEntry) ON (e.expires)",
)

MIGRATIONS: dict[str, tuple[LiteralString, ...]] = {
    "networks_through_time": _NETWORKS_THROUGH_TIME,
    "search_by_parts": _SEARCH,
    "plain_graph": _PLAIN_GRAPH,
    "stamps": _STAMPS,
    "long_words": _LONG_WORDS,
    "named_knowledge": ("MATCH (k:OwnKnowledge) WHERE k.name IS NULL SET k.name = k.person",),
    "registry": _REGISTRY,
    "progress": _PROGRESS,
}

_VERSION: LiteralString = "CALL dbms.components() YIELD versions RETURN versions[0]"
_STEPS: LiteralString = "MATCH (s:Akteursnetz) UNWIND s.steps AS step RETURN collect(DISTINCT step)"
_OURS: LiteralString = "MATCH (s:Akteursnetz) RETURN 1 LIMIT 1"
_HELD: LiteralString = "MATCH (n) WHERE NOT n:Akteursnetz RETURN 1 LIMIT 1"
_ANYTHING: LiteralString = "MATCH (n) RETURN 1 LIMIT 1"
_OURS_FROM_NOW: LiteralString = "MERGE (s:Akteursnetz)"
# Locks the node, which any program finds first; two programs at once may have made two, so all, and in one order.
_TAKE_TURN: LiteralString = "MATCH (s:Akteursnetz) WITH s ORDER BY elementId(s) SET s.turn = datetime()"
_RAN: LiteralString = """
MATCH (s:Akteursnetz) SET s.steps = [step IN coalesce(s.steps, []) WHERE step <> $step] + $step
"""
# Large networks have large indexes; one that cannot be made fails at once.
_INDEXES: LiteralString = "CALL db.awaitIndexes(600)"

# Programs that are started together all find a new database, and its making takes a second or two.
_PATIENCE = 60.0
_NEXT_TRY = 0.3


def migrate(server: Server, *, writable: bool = True, patience: float = _PATIENCE, kept: bool = False) -> None:
    """Runs the steps that are missing; each may be run twice. Nothing is written where none is missing.

    OlderStore where the database already holds something, unless a backup of it is `kept`. Where other programs do so
    at the same time, each waits for so many seconds until it is done. A store that is not to be written is left as it
    is: it must be complete or empty.
    """
    _check_version(server)
    end = time.monotonic() + patience
    while missing := missing_steps(server):
        if not writable:
            _check_empty(server, missing)
            return
        if not kept:
            _check_nothing_to_lose(server)
        try:
            _begin(server)
            for step in missing:
                _run(server, step)
        except LockedStore as error:
            if time.monotonic() > end:
                raise _made_by_another(server) from error
            time.sleep(_NEXT_TRY)


def _begin(server: Server) -> None:
    with server.session() as session:
        session.run(_OURS_FROM_NOW).consume()


def _run(server: Server, step: str) -> None:
    """Runs the step while no other program runs one: those that make constraints at once block each other."""
    with server.session() as session, session.begin_transaction() as turn:
        turn.run(_TAKE_TURN).consume()
        if step not in turn.run(_STEPS).single(strict=True)[0]:
            _make(server, step)
            turn.run(_RAN, step=step).consume()
            turn.commit()


def _make(server: Server, step: str) -> None:
    with server.session() as session:
        for statement in (*MIGRATIONS[step], _INDEXES):
            session.run(statement).consume()


def _made_by_another(server: Server) -> LockedStore:
    return LockedStore(
        text("Ein anderes Programm richtet diese Datenbank gerade ein."),
        place=server.url,
        remedy=text("Bitte in einer Minute noch einmal versuchen."),
    )


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


def missing_steps(server: Server) -> list[str]:
    """The steps that have not run, in order; ForeignStore or NewerStore where the database is not ours to change."""
    with server.session("READ") as session:
        # In this order: who makes the database says so before anything else is in it.
        anything, ours, steps = session.execute_read(
            lambda asked: tuple(asked.run(query).values() for query in (_ANYTHING, _OURS, _STEPS))
        )
    if anything and not ours:
        raise ForeignStore(
            text("Die Datenbank enthält etwas anderes als Netzwerke dieses Programms."),
            place=server.url,
            remedy=text("Bitte einen Neo4j-Server mit einer leeren Datenbank angeben; es wurde nichts geändert."),
        )
    ran: list[str] = steps[0][0]
    if unknown := set(ran) - set(MIGRATIONS):
        raise NewerStore(
            text("Der Speicher wurde mit einer neueren Version von Akteursnetz geschrieben."),
            place=server.url,
            value=", ".join(sorted(unknown)),
            remedy=text("Bitte Akteursnetz aktualisieren; an der Datenbank wurde nichts geändert."),
        )
    return [step for step in MIGRATIONS if step not in ran]


def _check_nothing_to_lose(server: Server) -> None:
    with server.session("READ") as session:
        held = session.execute_read(lambda transaction: transaction.run(_HELD).values())
    # Asked again: another program may have made the database meanwhile and gone on to fill it.
    if held and (missing := missing_steps(server)):
        raise OlderStore(
            text("Die Datenbank wurde mit einer älteren Version von Akteursnetz eingerichtet."),
            place=server.url,
            value=", ".join(missing),
            remedy=text(
                "Bitte sie zuerst sichern und umstellen: akteursnetz upgrade --backup DATEI; bis dahin bleibt sie, "
                "wie sie ist."
            ),
        )


def _check_empty(server: Server, missing: list[str]) -> None:
    """ReadOnlyStore where only some steps have run, so that questions would fail that rest on the others."""
    if missing != list(MIGRATIONS):
        raise ReadOnlyStore(
            text("Die Datenbank wurde mit einer älteren Version von Akteursnetz eingerichtet."),
            place=server.url,
            value=", ".join(missing),
            remedy=text("Bitte sie mit „akteursnetz upgrade“ umstellen; hier wurde nichts geändert."),
        )
