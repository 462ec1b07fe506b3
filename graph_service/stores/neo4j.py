"""The server store: networks in a Neo4j database, every revision of every network."""

from __future__ import annotations

from collections.abc import Container
from contextlib import AbstractContextManager, closing, suppress
from datetime import date, datetime
from pathlib import Path
from typing import Literal, LiteralString

from neo4j.exceptions import ConstraintError

from graph_service.model.change import ChangeSet, HistoryEntry, NetworkInfo, Revision
from graph_service.model.errors import StoreError
from graph_service.model.network import not_found
from graph_service.model.text import Text
from graph_service.stores import common, neo4j_queries
from graph_service.stores.base import Condition, View
from graph_service.stores.common import TIMEOUT, Signature
from graph_service.stores.copying import write_copy
from graph_service.stores.drafting import Draft, DraftingStore
from graph_service.stores.neo4j_check import findings
from graph_service.stores.neo4j_connection import LOG, Login, Scope, Server
from graph_service.stores.neo4j_draft import drafting, network_ids
from graph_service.stores.neo4j_graph import lay_if_possible, unfinished
from graph_service.stores.neo4j_migrations import MIGRATIONS, migrate, missing_steps
from graph_service.stores.neo4j_records import Found, network_from, record_from, revision_from
from graph_service.stores.neo4j_rewriting import rewrite
from graph_service.stores.neo4j_view import Key, Neo4jView
from graph_service.stores.rewriting import Rewriting
from graph_service.stores.shelf import Shelf


class Neo4jStore(DraftingStore):
    """Networks in one database; programs and threads may share it, readers never wait for a writer.

    `timeout` is how many seconds to go on trying where the server does not answer. With `writable=False` nothing is
    ever written to the database. One of an older version is refused, unless it is `older` that is asked for: then it
    is read as it is.
    """

    def __init__(
        self, url: str, login: Login, *, timeout: float = TIMEOUT, writable: bool = True, older: bool = False
    ) -> None:
        self._login = login
        self._server, self._writable = Server(url, login, timeout, writable=writable and not older), writable
        self._shelf: Shelf[Key] = Shelf()
        try:
            if not older:
                migrate(self._server, writable=writable)
            if writable and not older:
                self._warn_of_endless_waiting()
                self._finish_plain_graphs()
        except BaseException:
            self.close()
            raise

    def _finish_plain_graphs(self) -> None:
        """Goes on where another program was interrupted; a server that only reads keeps what it shows."""
        for network in unfinished(self._server):
            lay_if_possible(self._server, network, again=True)

    def _warn_of_endless_waiting(self) -> None:
        """Says so where the server lets writers wait for each other for ever; who may not ask is told nothing."""
        with suppress(StoreError), self._server.session("READ") as session:
            row = session.execute_read(lambda transaction: transaction.run(_LOCKS_WAIT).single())
            if row and row[0] in ("0", "0s"):
                LOG.warning(
                    "%s: a writer waits for another one without an end; db.lock.acquisition.timeout=10s ends that",
                    self._server.url,
                )

    def networks(self) -> tuple[NetworkInfo, ...]:
        with self._server.session("READ") as session:
            rows = session.execute_read(lambda transaction: list(transaction.run(_NETWORKS)))
        return tuple(network_from(row[0]) for row in rows)

    def network(self, network: str) -> NetworkInfo:
        return self._stamped(network)[0]

    def _stamped(self, network: str, revision: int | None = None) -> tuple[NetworkInfo, str]:
        """The network, and the stamp of a revision; of the newest where none is named."""
        rows = self._server.read(network, lambda scope: scope.rows(_STAMPED, revision=revision))
        if not rows:
            raise common.unknown_network(network, network_ids(self._server))
        return network_from(rows[0]["network"]), rows[0]["stamp"] or ""

    def create(self, network: str, name: str) -> NetworkInfo:
        common.new_network_id(network, network_ids(self._server))
        try:
            self._server.write(network, lambda scope: scope.rows(_CREATE, name=name))
        except ConstraintError:
            # Another writer was quicker between the two.
            common.new_network_id(network, [network])
        return NetworkInfo(id=network, name=name)

    def _drafting(
        self, network: str, signature: Signature, expected: int | None = None, create: str | None = None
    ) -> AbstractContextManager[Draft]:
        return drafting(self._server, network, signature, expected, create)

    def revisions(self, network: str) -> tuple[Revision, ...]:
        newest = self.network(network).revision
        rows = self._server.read(network, lambda scope: scope.rows(_REVISIONS, newest=newest))
        return tuple(revision_from(row[0]) for row in rows)

    def change(self, network: str, number: int) -> ChangeSet:
        common.known_revision(self.network(network), number)
        put = self._server.read(network, lambda scope: [record_from(row[0]) for row in scope.rows(_PUT, number=number)])
        gone = self._server.read(network, lambda scope: [row[0] for row in scope.rows(_REMOVED, number=number)])
        return ChangeSet(put=tuple(put), remove=tuple(gone))

    def rewrite(self, network: str, rewriting: Rewriting) -> int:
        return rewrite(self._server, network, rewriting)

    def history(self, network: str, record_id: str) -> tuple[HistoryEntry, ...]:
        newest = self.network(network).revision
        versions = self._server.read(network, lambda scope: _versions(scope, record_id, newest))
        begins, ends = {one[0]["since"] for one in versions}, {one[0].get("until") for one in versions}
        steps = [step for version in versions for step in _steps(version, begins, ends)]
        numbers = sorted({number for number, *_ in steps})
        rows = self._server.read(network, lambda scope: scope.rows(_SOME_REVISIONS, numbers=numbers, newest=newest))
        revisions = {revision.number: revision for revision in (revision_from(row[0]) for row in rows)}
        return tuple(
            HistoryEntry(revision=revisions[number], action=action, record=record_from(found) if found else None)
            for number, action, found in steps
            if number in revisions
        )

    def view(
        self,
        network: str,
        *,
        revision: int | None = None,
        recorded: datetime | None = None,
        at: date | None = None,
    ) -> View:
        info, stamp = self._stamped(network, revision)
        number = common.revision_asked(info, lambda: self.revisions(network), revision, recorded)
        if recorded is not None:
            _, stamp = self._stamped(network, number)
        return Neo4jView(network, number, stamp, at, self._server, self._shelf)

    def check(self) -> tuple[Text, ...]:
        return findings(self._server, self.networks())

    def lacks_steps(self) -> bool:
        """Whether the database is of an older version."""
        return bool(missing_steps(self._server))

    def make_steps(self) -> None:
        """Brings a database of an older version up to date; whoever asks for that has a backup."""
        with closing(Server(self._server.url, self._login, TIMEOUT)) as server:
            migrate(server, kept=True)

    def condition(self) -> Condition:
        steps = len(MIGRATIONS) - len(missing_steps(self._server))
        with self._server.session("READ") as session:
            row = session.execute_read(lambda transaction: transaction.run(_ACCESS).single())
        return Condition(steps, self._writable and row is not None and row[0] == "read-write")

    def backup(self, target: Path) -> None:
        """The copy is a store file, with every revision of every network."""
        write_copy(self, target)

    def close(self) -> None:
        self._server.close()


def _versions(scope: Scope, record_id: str, newest: int) -> list[Found]:
    versions = [row[0] for row in scope.rows(_HISTORY, id=record_id, newest=newest)]
    if not versions:
        raise not_found(record_id, [row[0] for row in scope.rows(_ALL_IDS, newest=newest)])
    return versions


_Step = tuple[int, Literal["added", "changed", "removed"], Found | None]


def _steps(version: Found, begins: Container[int], ends: Container[int | None]) -> list[_Step]:
    """What a version's begin and end did to the record, in order, given where its versions begin and end."""
    since, until = version[0]["since"], version[0].get("until")
    begun: _Step = (since, "changed" if since in ends else "added", version)
    return [begun] if until is None or until in begins else [begun, (until, "removed", None)]


_LOCKS_WAIT: LiteralString = "SHOW SETTINGS 'db.lock.acquisition.timeout' YIELD value"
_ACCESS: LiteralString = "SHOW HOME DATABASE YIELD access"
_NETWORKS: LiteralString = "MATCH (n:Network) RETURN properties(n) ORDER BY n.network"
_STAMPED: LiteralString = """
MATCH (n:Network {network: $network})
OPTIONAL MATCH (r:Revision {network: $network, number: coalesce($revision, n.revision)})
RETURN properties(n) AS network, r.stamp AS stamp
"""
_CREATE: LiteralString = "CREATE (:Network {network: $network, name: $name, revision: 0})"
_REVISIONS: LiteralString = """
MATCH (r:Revision {network: $network}) WHERE r.number <= $newest RETURN properties(r) ORDER BY r.number
"""
_SOME_REVISIONS: LiteralString = """
UNWIND $numbers AS number MATCH (r:Revision {network: $network, number: number})
WHERE r.number <= $newest RETURN properties(r)
"""
_PUT: LiteralString = f"""
MATCH (v:Version {{network: $network, since: $number}}) WITH v ORDER BY v.id RETURN {neo4j_queries.record("v")}
"""
_REMOVED: LiteralString = """
MATCH (v:Version {network: $network, until: $number})-[:OF]->(entry) USING INDEX v:Version(network, until)
WHERE NOT EXISTS { (entry)<-[:OF]-(:Version {since: $number}) }
RETURN v.id ORDER BY v.id
"""
_HISTORY: LiteralString = f"""
MATCH (e:Entry {{network: $network, id: $id}})<-[:OF]-(v:Version) USING INDEX e:Entry(network, id)
WHERE v.since <= $newest
RETURN {neo4j_queries.record("v")} ORDER BY v.since
"""
_ALL_IDS: LiteralString = "MATCH (v:Version {network: $network}) WHERE v.since <= $newest RETURN DISTINCT v.id"
