"""What a set of edits has come to so far: the newest records, with those that the edits put, end and remove."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from graph_service.model.change import ChangeSet
from graph_service.model.errors import NotFound
from graph_service.model.network import Network
from graph_service.model.text import text
from graph_service.model.ties import AnyRecord, Tie
from graph_service.operations.editing_values import Plain, values_of
from graph_service.operations.fields import fields_of
from graph_service.stores.base import View

_ALL_AROUND = 10**6


class Draft:
    """Edits in the making over one view: each sees what the ones before it did. Nothing is written here."""

    def __init__(self, view: View) -> None:
        self.view = view
        self._put: dict[str, AnyRecord] = {}
        self._gone: set[str] = set()

    def get(self, record_id: str) -> AnyRecord:
        """The record as the edits left it; NotFound names the nearest ids."""
        if record_id in self._put:
            return self._put[record_id]
        record = self.view.get(record_id)
        if record_id in self._gone:
            raise NotFound(text("„{value}“ wird in derselben Änderung entfernt.", value=record_id), value=record_id)
        return record

    def find(self, record_id: str) -> AnyRecord | None:
        try:
            return self.get(record_id)
        except NotFound:
            return None

    def ties_of(self, node_id: str) -> tuple[Tie, ...]:
        """Every tie with this node at one of its ends."""
        found = {tie.id: tie for tie in self._recorded_ties(node_id) if tie.id not in self._gone}
        new = (record for record in self._put.values() if isinstance(record, Tie))
        found |= {tie.id: tie for tie in new if node_id in (tie.origin, tie.target)}
        return tuple(found[tie_id] for tie_id in sorted(found))

    def _recorded_ties(self, node_id: str) -> Iterable[Tie]:
        try:
            return around(self.view, node_id).ties_of(node_id)
        except NotFound:
            return ()

    def values(self, record: AnyRecord) -> dict[str, Plain]:
        """The values of a record's fields."""
        ties = self.ties_of(record.id) if has_tie_fields(record) else ()
        return values_of(Network(self.view.network, (record, *ties), trusted=True), record)

    def keep(self, record: AnyRecord) -> None:
        self._put[record.id] = record
        self._gone.discard(record.id)

    def drop(self, record_id: str) -> None:
        self._put.pop(record_id, None)
        self._gone.add(record_id)

    def records(self) -> Iterator[AnyRecord]:
        """What the edits put."""
        yield from self._put.values()

    def is_new(self, record_id: str) -> bool:
        """Whether one of the edits made the record."""
        return record_id in self._put and not _is_in(self.view, record_id)

    def change(self) -> ChangeSet:
        """The edits as one change; what was made and removed again is not in it."""
        gone = tuple(sorted(one for one in self._gone if _is_in(self.view, one)))
        return ChangeSet(put=tuple(self._put.values()), remove=gone)


def _is_in(view: View, record_id: str) -> bool:
    try:
        view.get(record_id)
    except NotFound:
        return False
    return True


def has_tie_fields(record: AnyRecord) -> bool:
    """Whether some fields of a record are kept as its ties."""
    return any(field.tie for field in fields_of(record.type))


def around(view: View, node_id: str) -> Network:
    """A node with all its ties."""
    return view.neighbourhood(node_id, 1, _ALL_AROUND)


def recorded_values(view: View, record_id: str) -> dict[str, Plain]:
    """The values of a record at a revision; NotFound where it is not there."""
    return Draft(view).values(view.get(record_id))
