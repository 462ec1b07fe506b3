"""What a load would do, record by record: where it stands in the source, what becomes of it, which parts change."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

from graph_service.model.network import Network
from graph_service.model.text import Text
from graph_service.model.ties import AnyRecord
from graph_service.operations.joining import Joined, Joining
from graph_service.operations.updating import Missing
from loaders.base import Loaded
from loaders.matching.comparing import Proposal

Action = Literal["new", "changed", "unchanged"]
_WEIGHTS: Mapping[Action, int] = {"unchanged": 0, "changed": 1, "new": 2}


@dataclass(frozen=True)
class Row:
    """One record of the source: its place there, under which id it is put, what becomes of it.

    `parts` are the names of the parts that change; `known_as` is the name of the entry that it was recognised as,
    `written` the name that the source gives it, if that is another; `reopened`: it had ended because the source did not
    name it, and now goes on.
    """

    place: Text | str
    record: AnyRecord
    action: Action
    parts: tuple[str, ...] = ()
    known_as: str | None = None
    written: str | None = None
    reopened: bool = False


@dataclass(frozen=True)
class Preview:
    """What a load would change: row by row, what was recognised, what is missing, and what is ended because of that."""

    rows: tuple[Row, ...]
    joined: tuple[Joined, ...]
    ambiguous: tuple[Joined, ...]
    missing: tuple[Missing, ...] = ()
    ended: tuple[AnyRecord, ...] = ()
    near: tuple[Proposal, ...] = ()

    @property
    def new(self) -> int:
        return self._counts["new"]

    @property
    def changed(self) -> int:
        return self._counts["changed"]

    @property
    def unchanged(self) -> int:
        return self._counts["unchanged"]

    @property
    def reopened(self) -> tuple[str, ...]:
        """The ids of the records that go on because the source names them again."""
        return tuple(dict.fromkeys(row.record.id for row in self.rows if row.reopened))

    @cached_property
    def ends(self) -> frozenset[str]:
        """The ids of the records that are ended."""
        return frozenset(record.id for record in self.ended)

    @cached_property
    def _counts(self) -> Counter[str]:
        """Each record once, however many rows of the source tell of it; what is new in one of them is new."""
        by_weight = sorted(self.rows, key=lambda row: _WEIGHTS[row.action])
        return Counter({row.record.id: row.action for row in by_weight}.values())


NOTHING = Preview((), (), ())


def rows_of(
    known: Network, loaded: Loaded, joining: Joining, reopened: Container[str] = frozenset()
) -> tuple[Row, ...]:
    """One row for each record of the source, in its order."""
    put = {record.id: record for record in joining.records}
    recognised = {one.incoming: one.existing for one in joining.joined}
    rows = _rows(known, loaded, joining.ids, put, recognised)
    return tuple(replace(row, reopened=True) if row.record.id in reopened else row for row in rows)


def _rows(
    known: Network,
    loaded: Loaded,
    ids: Mapping[str, str],
    put: Mapping[str, AnyRecord],
    recognised: Mapping[str, str],
) -> Iterator[Row]:
    for record in loaded.records:
        final = put[ids[record.id]]
        before = known.get(final.id)
        twin = known.nodes.get(recognised.get(record.id, "") or final.id)
        written = getattr(record, "name", None)
        other = written if twin and twin.name != written else None
        known_as = twin.name if twin and (other or record.id in recognised) else None
        parts = _differing(before, final)
        action: Action = "new" if before is None else "changed" if parts else "unchanged"
        yield Row(_place(loaded, record), final, action, parts, known_as, other)


def _place(loaded: Loaded, record: AnyRecord) -> Text | str:
    """Where a record stands in its source; else where its first citation says."""
    locators = (source.locator for source in record.sources if source.locator)
    return loaded.places.get(record.id) or next(locators, "")


def _differing(before: AnyRecord | None, after: AnyRecord) -> tuple[str, ...]:
    if before is None or before == after:
        return ()
    return tuple(name for name in type(after).model_fields if getattr(before, name, None) != getattr(after, name))
