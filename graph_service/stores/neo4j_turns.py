"""Turns of writers at one network, and how work that comes late is kept out.

A turn is an open transaction that has locked the network's node. It is lost with its connection, and another writer
may take it while a batch of the first is still under way. So each turn writes a token of its own, and each batch looks
at the token under a lock: who takes the next turn waits for that batch, and every later one fails.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import LiteralString

from graph_service.model.errors import UnreachableStore
from graph_service.model.text import text
from graph_service.stores.neo4j_connection import Scope, Server


@dataclass(frozen=True)
class Turn:
    """The turn of one writer: the transaction that holds it, and its token."""

    scope: Scope
    token: str

    def keep(self, batch: Scope) -> None:
        """UnreachableStore, and nothing of the batch is written, where the turn is another writer's by now."""
        if batch.value(_KEEP, token=self.token) is None:
            raise UnreachableStore(
                text("Die Verbindung zum Neo4j-Server war unterbrochen, und ein anderer schreibt inzwischen."),
                place=batch.network,
                remedy=text("Bitte die Änderung noch einmal vornehmen; es wurde nichts geändert."),
            )


def fenced(server: Server, scope: Scope) -> Turn:
    """The turn that this transaction has taken; from now on no batch of an earlier turn is written any more."""
    turn = Turn(scope, secrets.token_hex(8))
    server.write(scope.network, lambda batch: batch.rows(_FENCE, token=turn.token))
    return turn


TAKE: LiteralString = "MATCH (n:Network {network: $network}) SET n.taken = datetime()"
_FENCE: LiteralString = "MERGE (t:Turn {network: $network}) SET t.token = $token"
# Setting a property locks the node, so that the token is read when nobody else can change it.
_KEEP: LiteralString = """
MATCH (t:Turn {network: $network}) USING INDEX t:Turn(network)
SET t.kept = true WITH t WHERE t.token = $token RETURN true
"""
