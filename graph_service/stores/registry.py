"""The contract of every registry: what belongs to the running service and not to a network.

Entries are what may change and end: accounts, sessions, tokens, links, proposals. The journal is what may only grow:
each line bears the checksum of the one before, so that a line that was changed, moved, added or taken away is found.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

from graph_service.model.text import Text

if TYPE_CHECKING:
    from graph_service.stores.registry_common import Contents

Json: TypeAlias = Any  # whatever JSON can say
Clock: TypeAlias = Callable[[], datetime]


@dataclass(frozen=True)
class Entry:
    """A value under a kind and a key; its version is another one after every change, and never comes again."""

    kind: str
    key: str
    value: Json
    version: int
    expires: datetime | None = None


@dataclass(frozen=True)
class Line:
    """One line of the journal; `previous` is the hash of the line before, or of none before the first."""

    number: int
    time: datetime
    previous: str
    hash: str
    content: Mapping[str, Json]


@dataclass(frozen=True)
class Head:
    """How far the journal goes: number and hash of its last line, kept apart from the lines."""

    number: int
    hash: str


class Registry(Protocol):
    """Where the service keeps its own data. Safe to use from several threads; processes may share a lasting one.

    An entry whose time has run out is not there for anyone, whether it has been purged or not.
    """

    def get(self, kind: str, key: str) -> Entry | None:
        """One entry; None if there is none."""

    def put(
        self, kind: str, key: str, value: Json, *, expected: int | None = None, expires: datetime | None = None
    ) -> Entry:
        """Keeps the value, from now on and until it expires, whole or not at all.

        With `expected` only if this is the version that is there, and with 0 only if there is none; else Conflict.
        BadValue if JSON cannot say the value, or if kind or key cannot be one.
        """

    def remove(self, kind: str, key: str, *, expected: int | None = None) -> bool:
        """Whether there was an entry, which is not there any more; Conflict if its version is not the expected one.

        Of several that remove the same version at once, exactly one succeeds.
        """

    def entries(self, kind: str, *, after: str = "", limit: int = 100) -> tuple[Entry, ...]:
        """The entries of a kind in the order of their keys, from the one after this key on; BadValue if it is none."""

    def purge(self, now: datetime | None = None) -> int:
        """Takes away for good what has expired by now; how many entries that were."""

    def count(self, kind: str) -> int:
        """How many entries of a kind there are."""

    def append(self, content: Mapping[str, Json]) -> Line:
        """Writes the next line of the journal; its time is now, and never before that of the line before."""

    def lines(self, *, after: int | None = None, limit: int = 100, newest_first: bool = False) -> tuple[Line, ...]:
        """Lines of the journal, from the one after this number on, or from the one before it if newest first."""

    def cut(self, before: datetime, content: Mapping[str, Json]) -> Line | None:
        """Takes the journal's lines from before this moment away for good, and writes `content` as the next line.

        That line tells under "cut" the number and the hash of the last one that went, in one with it: so the chain of
        what stays is proved down to the cut. None, and nothing is written, where no line is that old.
        """

    def head(self) -> Head:
        """How far the journal goes; who notes it elsewhere can tell later that no other one took its place."""

    def contents(self) -> AbstractContextManager[Contents]:
        """Everything that is kept, as of one moment, for as long as the block lasts."""

    def fill(self, contents: Contents) -> None:
        """Takes over everything of another registry, whole or not at all; Conflict if this one is not empty."""

    def check(self) -> tuple[Text, ...]:
        """What does not hold together, in the file or database and in the journal's chain; empty for a sound one."""

    def close(self) -> None:
        """Lets go of files and connections."""
