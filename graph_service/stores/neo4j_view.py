"""One network on a Neo4j server, read at one revision and, where asked, on one day."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from operator import attrgetter
from typing import Any, LiteralString, TypeAlias, TypeVar

from neo4j import Record

from graph_service.model.identity import prefix_of
from graph_service.model.network import Network, not_found, references
from graph_service.model.nodes import AnyNode, Concept
from graph_service.model.ties import AnyRecord
from graph_service.model.vocabulary import vocabulary
from graph_service.stores import common, neo4j_queries
from graph_service.stores.base import Page, Selection, View
from graph_service.stores.common import Criteria
from graph_service.stores.neo4j_connection import BATCH, Scope, Server
from graph_service.stores.neo4j_records import hay_of, record_from
from graph_service.stores.neo4j_search import in_lucene
from graph_service.stores.shelf import Shelf
from graph_service.stores.words import Query

_T = TypeVar("_T")
Key: TypeAlias = tuple[str, int, str]
"""A record, the revision since which it is so, and the stamp that only this revision has."""


@dataclass(frozen=True)
class Neo4jView(View):
    """Reads versions that no later revision changes, so a view stays as it is while others write."""

    network: str
    revision: int
    stamp: str
    at: date | None
    server: Server
    shelf: Shelf[Key]

    def _read(self, work: Callable[[Asking], _T]) -> _T:
        day = self._day
        return self.server.read(self.network, lambda scope: work(Asking(scope, self.revision, day, self.shelf)))

    @cached_property
    def _day(self) -> Day | None:
        """The day and what it hides; asked once, as no later revision changes it."""
        if self.at is None:
            return None
        day = Day(self.at.isoformat())
        query = neo4j_queries.HIDDEN
        hidden = self.server.read(self.network, lambda scope: Asking(scope, self.revision, day, self.shelf).ids(query))
        return replace(day, hidden=tuple(hidden))

    def counts(self) -> Mapping[str, int]:
        rows = self._read(lambda asking: asking.rows(neo4j_queries.COUNTS))
        return common.full_counts({row["type"]: row["number"] for row in rows})

    def unrecorded(self, scheme: str) -> int:
        kind = common.facet_kind(scheme)
        return int(self._read(lambda asking: asking.rows(neo4j_queries.UNRECORDED, kind=kind, scheme=scheme))[0][0])

    def get(self, record_id: str) -> AnyRecord:
        def work(asking: Asking) -> AnyRecord:
            found = asking.records(neo4j_queries.RECORD, id=record_id)
            if not found:
                raise not_found(record_id, asking.ids(neo4j_queries.ALL_IDS))
            return asking.with_parents(found)[0]

        return self._read(work)

    def select(self, selection: Selection) -> Page:
        wanted = common.criteria(selection)
        return self._read(lambda asking: asking.page(wanted))

    def search(self, words: str, node_types: Sequence[str] = (), limit: int = 20) -> tuple[AnyNode, ...]:
        common.check_at_least(limit, 1, "limit")
        query = Query.parse(words)
        if not query:
            return ()
        return self._read(lambda asking: asking.nodes(asking.hits(query, node_types)[:limit]))

    def field_excerpt(self, field_id: str) -> Network:
        def work(asking: Asking) -> list[AnyRecord]:
            if not asking.ids(neo4j_queries.FIELD, id=field_id):
                raise not_found(field_id, asking.ids(neo4j_queries.IDS_OF_NODES, scheme="field"))
            chosen = asking.ids(neo4j_queries.FIELD_NODES, id=field_id, covering=list(common.COVERING_KINDS))
            return asking.excerpt(chosen)

        return self._network(self._read(work))

    def neighbourhood(self, node_id: str, steps: int = 1, limit: int = 300) -> Network:
        common.check_at_least(steps, 0, "steps")
        common.check_at_least(limit, 1, "limit")

        def work(asking: Asking) -> list[AnyRecord]:
            if not asking.ids(neo4j_queries.IDS_SHOWN, ids=[node_id]):
                raise not_found(node_id, asking.ids(neo4j_queries.IDS_OF_NODES, scheme=None))
            return asking.excerpt(asking.around(node_id, steps, limit))

        return self._network(self._read(work))

    def load(self) -> Network:
        return self._network(self._read(lambda asking: asking.with_parents(asking.all())))

    def _network(self, records: Iterable[AnyRecord]) -> Network:
        return Network(self.network, sorted(records, key=attrgetter("id")), self.revision, trusted=True)


@dataclass(frozen=True)
class Day:
    """A day in the world, and what it hides because something that this is about does not hold."""

    at: str
    hidden: tuple[str, ...] = ()


@dataclass(frozen=True)
class Asking:
    """One network at one revision and day, within one transaction."""

    scope: Scope
    revision: int
    day: Day | None
    shelf: Shelf[Key]

    def rows(self, query: LiteralString, **parameters: Any) -> list[Any]:
        return list(self._stream(query, **parameters))

    def ids(self, query: LiteralString, **parameters: Any) -> list[str]:
        return [row[0] for row in self.rows(query, **parameters)]

    def all(self) -> list[AnyRecord]:
        """Every record that is seen, in one streamed read."""
        return [record_from(found) for row in self._stream(neo4j_queries.ALL) for found in row[0]]

    def records(self, query: LiteralString, **parameters: Any) -> list[AnyRecord]:
        """The records whose keys the query tells; what was read before is not read again."""
        keys = [(key[0], key[1], key[2]) for row in self._stream(query, **parameters) for key in row[0]]
        return list(self.shelf.records(keys, self._bodies))

    def _bodies(self, keys: list[Key]) -> Iterator[tuple[Key, AnyRecord]]:
        for start in range(0, len(keys), BATCH):
            for found in self.rows(neo4j_queries.BODIES, keys=keys[start : start + BATCH])[0][0]:
                yield (found[0]["id"], found[0]["since"], found[0]["stamp"]), record_from(found)

    def _stream(self, query: LiteralString, **parameters: Any) -> Iterator[Record]:
        said = neo4j_queries.written_out(query, self.day is not None)
        day = {"at": self.day.at, "hidden": self.day.hidden} if self.day else {}
        return self.scope.stream(said, revision=self.revision, **day, **parameters)

    def page(self, wanted: Criteria) -> Page:
        total, found = self.rows(neo4j_queries.selected(wanted), **self._terms(wanted))[0]
        shown = found[: wanted.limit]
        return Page(self.nodes(shown), total, shown[-1] if len(found) > len(shown) else None)

    def _terms(self, wanted: Criteria) -> dict[str, Any]:
        # One more than asked for tells whether there is a next page.
        return {
            "type": wanted.node_type,
            "kinds": None if wanted.kinds is None else sorted(wanted.kinds),
            "statuses": sorted(wanted.statuses) or None,
            "ids": self.hits(wanted.query, (wanted.node_type,)) if wanted.query else None,
            "facets": [{"kind": kind, "ids": sorted(ids)} for kind, ids in wanted.facets.items()] or None,
            "documented": wanted.documented,
            "carrying": sorted(vocabulary().carrying_roles()),
            "after": wanted.after,
            "limit": wanted.limit + 1,
        }

    def hits(self, query: Query, node_types: Sequence[str]) -> list[str]:
        """The ids of the nodes that a query finds, best first."""
        rows = self.rows(neo4j_queries.HITS, words=in_lucene(query), types=list(node_types) or None)
        hays = {row["id"]: hay_of(row) for row in rows}
        hits = (record_id for record_id, hay in hays.items() if query.matches(hay))
        return sorted(hits, key=lambda record_id: hays[record_id].best_order(query, record_id))

    def nodes(self, ids: list[str]) -> tuple[AnyNode, ...]:
        """The nodes with these ids, in this order."""
        found = {record.id: record for record in self.with_parents(self.records(neo4j_queries.NODES, ids=ids))}
        return tuple(found[node_id] for node_id in ids)  # type: ignore[misc]

    def around(self, start: str, steps: int, limit: int) -> list[str]:
        """The nodes within so many steps, nearest first, then by id; no way leads through a document."""
        chosen, front = {start: None}, [start]
        for _ in range(steps):
            if not front or len(chosen) >= limit:
                break
            new = [near for near in self.ids(neo4j_queries.NEIGHBOURS, front=front) if near not in chosen]
            chosen.update(dict.fromkeys(new))
            front = [near for near in new if prefix_of(near) != "document"]
        return list(chosen)[:limit]

    def excerpt(self, chosen: Iterable[str]) -> list[AnyRecord]:
        """The chosen nodes, the ties and judgements among them, and what all of these point to, however far."""
        lacking = set(chosen)
        links = self.records(neo4j_queries.AMONG, ids=sorted(lacking))
        lacking.update(reference for link in links for reference in references(link))
        nodes: dict[str, AnyRecord] = {}
        while lacking:
            found = {node.id: node for node in self.records(neo4j_queries.NODES, ids=sorted(lacking))}
            nodes |= found
            pointed_to = {reference for node in found.values() for reference in references(node)}
            lacking = pointed_to - nodes.keys() - lacking
        return [*(common.with_parents(node, nodes) for node in nodes.values()), *links]

    def with_parents(self, records: list[AnyRecord]) -> list[AnyRecord]:
        """The records, without the parents that do not hold on the day."""
        if self.day is None:
            return records
        parents = {above for record in records if isinstance(record, Concept) for above in record.broader}
        shown = set(self.ids(neo4j_queries.IDS_SHOWN, ids=sorted(parents))) if parents else set()
        return [common.with_parents(record, shown) for record in records]
