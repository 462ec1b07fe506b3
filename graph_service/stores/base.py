"""The contract of every store: networks with numbered revisions, read as views.

Three roles: a Store opens, commits and remembers; a Writer takes many records for one revision; a View reads
one network at one revision, and at a date in the world where one is given. Questions that need few rows are
answered by the view with an excerpt: a Network that holds what the question needs and no loose ends.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from types import TracebackType
from typing import Protocol

from graph_service.model.change import ChangeSet, HistoryEntry, NetworkInfo, Revision
from graph_service.model.network import Network
from graph_service.model.nodes import AnyNode
from graph_service.model.text import Text
from graph_service.model.ties import AnyRecord
from graph_service.stores.rewriting import Rewriting


@dataclass(frozen=True)
class Selection:
    """Which nodes of one type are wanted; what is None or empty does not narrow.

    `concepts` asks for measures (or actors through a measure that they carry) tied to one of the given ids of
    each scheme, narrower ones listed by the caller; `kinds` narrows actors, documents and events; `sectors`
    narrows actors; `scheme` narrows concepts; `statuses` narrows measures; `documented` leaves out what is not
    confirmed as documented.
    """

    node_type: str
    text: str = ""
    kinds: frozenset[str] = frozenset()
    sectors: frozenset[str] = frozenset()
    statuses: frozenset[str] = frozenset()
    scheme: str | None = None
    concepts: Mapping[str, frozenset[str]] = field(default_factory=dict)
    documented: bool = False
    after: str | None = None
    limit: int = 100


@dataclass(frozen=True)
class Page:
    """Some of the nodes that were selected, in the order of their ids; `total` counts all of them.

    `next` is the id after which the next page begins, None on the last one.
    """

    nodes: tuple[AnyNode, ...]
    total: int
    next: str | None


class View(Protocol):
    """One network, read-only, at one revision; with `at`, only what holds on that day in the world.

    On a day, documents always hold; a tie or judgement needs both its ends, a need, report, indicator or value
    all that it is about; a concept stays without the parents that do not hold. So every answer is free of loose ends.

    `stamp` is the revision's own: where the data were put back or made anew, another has its number and not its stamp.
    """

    network: str
    revision: int
    stamp: str
    at: date | None

    def counts(self) -> Mapping[str, int]:
        """How many records there are of each node type, and of `tie` and `judgement`."""

    def unrecorded(self, scheme: str) -> int:
        """For how many measures nothing is recorded of this facet: no tie to a concept of the scheme, not "none"."""

    def get(self, record_id: str) -> AnyRecord:
        """The record with this id; NotFound names the nearest ids."""

    def select(self, selection: Selection) -> Page:
        """The nodes that are asked for, page by page."""

    def search(self, words: str, node_types: Sequence[str] = (), limit: int = 20) -> tuple[AnyNode, ...]:
        """Nodes whose name, other names, notation or note hold the words, best match first.

        Marks and letter case do not matter, "Fluchtlingsrat", "Fluechtlingsrat" and parts of words find
        "Flüchtlingsrat"; all words must occur. Hits in names come before hits in notes.
        """

    def field_excerpt(self, field_id: str) -> Network:
        """The field, its narrower ones, their measures with all ties, the actors tied to those measures or
        responsible for the field, and the members of bodies that cover it; NotFound for an unknown field."""

    def neighbourhood(self, node_id: str, steps: int = 1, limit: int = 300) -> Network:
        """The node and what is within so many steps of ties, nearest first, then by id, at most `limit` nodes.

        A path passes through any node but documents; ties between the chosen nodes are all there, and so are
        the documents that they cite (not counted in the limit).
        """

    def load(self) -> Network:
        """The whole network."""


class Writer(Protocol):
    """Takes many records for one revision: everything is there when the block ends well, or nothing is."""

    revision: Revision | None

    def put(self, records: Iterable[AnyRecord]) -> None: ...

    def remove(self, record_ids: Iterable[str]) -> None: ...

    def __enter__(self) -> Writer: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...


@dataclass(frozen=True)
class Condition:
    """How a store is at this moment: how many steps made its tables, whether it can be changed, and how many bytes
    are left on its disk; None where that is another machine's."""

    version: int
    writable: bool
    free: int | None = None


class Store(Protocol):
    """Where networks stay. Safe to use from several threads."""

    def networks(self) -> tuple[NetworkInfo, ...]:
        """All networks, in the order of their ids."""

    def network(self, network: str) -> NetworkInfo:
        """One network; NotFound names the nearest ids."""

    def create(self, network: str, name: str) -> NetworkInfo:
        """A new, empty network at revision 0; Conflict if the id is taken."""

    def commit(
        self,
        network: str,
        change: ChangeSet,
        *,
        author: str,
        reason: str,
        expected: int | None = None,
        create: str | None = None,
    ) -> Revision:
        """Makes the change one new revision, whole or not at all.

        What equals the present state is left out; if nothing remains, no revision is made and the newest one
        is returned. Conflict if `expected` is not the newest number; LooseEnds, with each problem, if a
        reference would point to nothing or a removed record is still referred to.

        With `create`, a network that is not there yet is made under this name, in one with its first revision:
        afterwards both are there, or neither. A network that is there keeps its name.
        """

    def writer(self, network: str, *, author: str, reason: str) -> Writer:
        """Bulk writing of one revision."""

    def revisions(self, network: str) -> tuple[Revision, ...]:
        """Every revision of a network, oldest first."""

    def change(self, network: str, number: int) -> ChangeSet:
        """What one revision did: its records as they are after it, and the ids that it removed, each in order.

        Revision 0, the empty network, did nothing; NotFound if there is no such revision.
        """

    def replay(self, revision: Revision, change: ChangeSet) -> None:
        """Makes a revision as it was made in another store, with its author, reason and time.

        Conflict, and nothing is written, if its number is not the next one or the change changes nothing here. Only a
        revision that counts nothing and brings nothing is made all the same: what it told was erased.
        The time is kept as long as it is not before that of the revision before.
        """

    def rewrite(self, network: str, rewriting: Rewriting) -> int:
        """Says all that was ever recorded of a network in other words, in all its revisions at once or not at all.

        How many records read otherwise now; nothing is written where none does and no revision. Revisions keep their
        numbers, and count what they still change; one may change nothing any more. Each is a microsecond younger, so
        that its stamp is another one. Conflict where a new id is taken; LooseEnds, with each problem, if what there
        is now would not hold together. What was read before may still be told by views that were opened before.
        """

    def history(self, network: str, record_id: str) -> tuple[HistoryEntry, ...]:
        """What became of one record, oldest first; NotFound if it never was there."""

    def view(
        self,
        network: str,
        *,
        revision: int | None = None,
        recorded: datetime | None = None,
        at: date | None = None,
    ) -> View:
        """The network at a revision, or as it was recorded at a moment, or newest; NotFound if there is none."""

    def check(self) -> tuple[Text, ...]:
        """What does not hold together; empty for a sound store."""

    def condition(self) -> Condition:
        """How the store is now, found out without writing or waiting."""

    def backup(self, target: Path) -> None:
        """A complete copy in a new file, made while others may read and write."""

    def close(self) -> None:
        """Lets go of files and connections."""
