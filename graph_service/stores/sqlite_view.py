"""One network of a store file, read at one revision and, where asked, on one day."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from operator import attrgetter
from sqlite3 import Connection
from typing import Any

from graph_service.model.network import Network, not_found
from graph_service.model.nodes import AnyNode, Concept
from graph_service.model.ties import AnyRecord
from graph_service.model.vocabulary import vocabulary
from graph_service.stores import common, sqlite_queries
from graph_service.stores.base import Page, Selection, View
from graph_service.stores.common import Criteria
from graph_service.stores.shelf import Shelf
from graph_service.stores.sqlite_connection import Pool
from graph_service.stores.sqlite_rows import ids_json, record_from
from graph_service.stores.words import Haystack, Query

_TRIGRAM = 3


@dataclass(frozen=True)
class SqliteView(View):
    """Reads rows that no later revision changes, so a view stays as it is while others write."""

    network: str
    revision: int
    stamp: str
    at: date | None
    key: int
    pool: Pool
    shelf: Shelf[int]

    def counts(self) -> Mapping[str, int]:
        with self.pool.connection() as connection:
            return common.full_counts(dict(connection.execute(sqlite_queries.COUNTS, self._scope())))

    def unrecorded(self, scheme: str) -> int:
        scope = self._scope(kind=common.facet_kind(scheme), scheme=scheme)
        with self.pool.connection() as connection:
            return int(connection.execute(sqlite_queries.UNRECORDED, scope).fetchone()[0])

    def get(self, record_id: str) -> AnyRecord:
        with self.pool.connection() as connection:
            identity = _first(connection.execute(sqlite_queries.IDENTITY, self._scope(id=record_id)))
            key = _first(connection.execute(sqlite_queries.RECORD, self._scope(identity=identity)))
            if key is None:
                raise not_found(record_id, self._ids(connection, sqlite_queries.ALL_IDS))
            return self._records(connection, [key])[0]

    def select(self, selection: Selection) -> Page:
        wanted = common.criteria(selection)
        with self.pool.connection() as connection:
            scope = self._selecting(connection, wanted)
            # One more than asked for tells whether there is a next page.
            rows = connection.execute(
                sqlite_queries.SELECTED_PAGE, scope | {"limit": wanted.limit + 1, "after": wanted.after}
            ).fetchall()
            total = rows[0][2] if rows else _first(connection.execute(sqlite_queries.SELECTED_COUNT, scope))
            shown = rows[: wanted.limit]
            nodes = self._nodes(connection, [row[0] for row in shown])
        return Page(nodes, int(total or 0), shown[-1][1] if len(rows) > len(shown) else None)

    def _selecting(self, connection: Connection, wanted: Criteria) -> dict[str, Any]:
        hits = self._hits(connection, wanted.query, (wanted.node_type,)) if wanted.query else None
        facets = {kind: sorted(ids) for kind, ids in wanted.facets.items()}
        return self._scope(
            type=wanted.node_type,
            kinds=None if wanted.kinds is None else ids_json(wanted.kinds),
            statuses=ids_json(wanted.statuses) if wanted.statuses else None,
            found=None if hits is None else ids_json(key for _, key in hits),
            documented=wanted.documented,
            facets=json.dumps(facets) if facets else None,
            carrying=ids_json(vocabulary().carrying_roles()),
        )

    def search(self, words: str, node_types: Sequence[str] = (), limit: int = 20) -> tuple[AnyNode, ...]:
        common.check_at_least(limit, 1, "limit")
        query = Query.parse(words)
        if not query:
            return ()
        with self.pool.connection() as connection:
            best = sorted(self._hits(connection, query, node_types))[:limit]
            return self._nodes(connection, [key for _, key in best])

    def _hits(
        self, connection: Connection, query: Query, node_types: Sequence[str]
    ) -> list[tuple[tuple[int, int, str], int]]:
        """The keys of the nodes that a query finds, each with its place among them."""
        match = _match(query)
        statement = sqlite_queries.TEXTS_WITH if match else sqlite_queries.TEXTS
        scope = self._scope(match=match, types=ids_json(node_types) if node_types else None)
        found = ((key, node_id, Haystack(*texts)) for key, node_id, *texts in connection.execute(statement, scope))
        return [(hay.best_order(query, node_id), key) for key, node_id, hay in found if query.matches(hay)]

    def field_excerpt(self, field_id: str) -> Network:
        with self.pool.connection() as connection:
            field = _first(connection.execute(sqlite_queries.FIELD, self._scope(id=field_id)))
            if field is None:
                of_fields = self._scope(type="concept", kind="field")
                raise not_found(field_id, self._ids(connection, sqlite_queries.IDS_OF_TYPE, of_fields))
            scope = self._scope(field=field, covering=ids_json(common.COVERING_KINDS))
            chosen = connection.execute(sqlite_queries.FIELD_NODES, scope).fetchall()
            return self._excerpt(connection, (row[0] for row in chosen))

    def neighbourhood(self, node_id: str, steps: int = 1, limit: int = 300) -> Network:
        common.check_at_least(steps, 0, "steps")
        common.check_at_least(limit, 1, "limit")
        with self.pool.connection() as connection:
            start = _first(connection.execute(sqlite_queries.NODE, self._scope(id=node_id)))
            if start is None:
                of_nodes = self._scope(type=None, kind=None)
                raise not_found(node_id, self._ids(connection, sqlite_queries.IDS_OF_TYPE, of_nodes))
            return self._excerpt(connection, self._around(connection, start, steps, limit))

    def _around(self, connection: Connection, start: int, steps: int, limit: int) -> list[int]:
        """The nodes within so many steps, nearest first, then by id."""
        chosen, front = {start: None}, [start]
        for _ in range(steps):
            if not front or len(chosen) >= limit:
                break
            near = connection.execute(sqlite_queries.NEIGHBOURS, self._scope(front=ids_json(front))).fetchall()
            new = [(identity, is_document) for identity, is_document in near if identity not in chosen]
            chosen.update((identity, None) for identity, _ in new)
            front = [identity for identity, is_document in new if not is_document]
        return list(chosen)[:limit]

    def load(self) -> Network:
        with self.pool.connection() as connection:
            return self._network(connection, connection.execute(sqlite_queries.ALL_KEYS, self._scope()))

    def _excerpt(self, connection: Connection, chosen: Iterable[int]) -> Network:
        scope = self._scope(chosen=ids_json(chosen))
        return self._network(connection, connection.execute(sqlite_queries.EXCERPT, scope))

    def _network(self, connection: Connection, keys: Iterable[tuple[int]]) -> Network:
        records = self._records(connection, [row[0] for row in keys])
        return Network(self.network, sorted(records, key=attrgetter("id")), self.revision, trusted=True)

    def _nodes(self, connection: Connection, keys: list[int]) -> tuple[AnyNode, ...]:
        return self._records(connection, keys)  # type: ignore[return-value]

    def _records(self, connection: Connection, keys: list[int]) -> tuple[AnyRecord, ...]:
        def bodies(lacking: list[int]) -> Iterable[tuple[int, AnyRecord]]:
            rows = connection.execute(sqlite_queries.BODIES, {"keys": ids_json(lacking)})
            return ((key, record_from(body)) for key, body in rows)

        records = self.shelf.records(keys, bodies)
        if self.at is None:
            return records
        parents = {above for record in records if isinstance(record, Concept) for above in record.broader}
        scope = self._scope(ids=ids_json(parents))
        shown = {row[0] for row in connection.execute(sqlite_queries.IDS_SHOWN, scope)}
        return tuple(common.with_parents(record, shown) for record in records)

    def _ids(self, connection: Connection, statement: str, scope: dict[str, Any] | None = None) -> list[str]:
        return [row[0] for row in connection.execute(statement, scope or self._scope())]

    def _scope(self, **more: Any) -> dict[str, Any]:
        at = self.at.isoformat() if self.at else None
        return {"network": self.key, "revision": self.revision, "at": at, **more}


def _first(rows: Iterable[Sequence[Any]]) -> int | None:
    return next((row[0] for row in rows), None)


def _match(query: Query) -> str | None:
    """The query for the index of letter triples; shorter words are looked at afterwards, alone they need no index."""
    long = [word for word in query.words if all(len(form) >= _TRIGRAM for form in word)]
    return " AND ".join(f"({' OR '.join(map(_quoted, word))})" for word in long) or None


def _quoted(form: str) -> str:
    return '"' + form.replace('"', '""') + '"'
