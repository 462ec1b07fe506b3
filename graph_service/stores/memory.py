"""The reference store: every revision a whole Network, in memory, simple enough to be seen right."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from threading import RLock
from types import TracebackType
from typing import Literal, get_args

from graph_service.model.change import ChangeSet, HistoryEntry, NetworkInfo, Revision
from graph_service.model.network import Network, not_found
from graph_service.model.text import Text
from graph_service.model.ties import AnyRecord
from graph_service.stores import common
from graph_service.stores.base import Condition, View, Writer
from graph_service.stores.common import Signature
from graph_service.stores.copying import write_copy
from graph_service.stores.drafting import SigningStore
from graph_service.stores.memory_view import MemoryView
from graph_service.stores.rewriting import Rewriting, check_ids, is_said_otherwise, signed_anew

Action = Literal["added", "changed", "removed"]


@dataclass
class _Line:
    """One network through time: its revisions, and its states from the empty one on."""

    name: str
    states: list[Network]
    revisions: list[Revision] = field(default_factory=list)


class MemoryStore(SigningStore):
    """Networks that stay as long as the program runs."""

    def __init__(self) -> None:
        self._lines: dict[str, _Line] = {}
        self._lock = RLock()

    def networks(self) -> tuple[NetworkInfo, ...]:
        return tuple(self.network(network) for network in sorted(self._lines))

    def network(self, network: str) -> NetworkInfo:
        line = self._line(network)
        return NetworkInfo(id=network, name=line.name, revision=len(line.revisions))

    def create(self, network: str, name: str) -> NetworkInfo:
        with self._lock:
            common.new_network_id(network, self._lines)
            self._lines[network] = _Line(name, [Network(network)])
        return self.network(network)

    def _commit(
        self,
        network: str,
        change: ChangeSet,
        signature: Signature,
        expected: int | None = None,
        create: str | None = None,
    ) -> Revision:
        with self._lock:
            line = self._line_or_new(network, create)
            common.expect(network, expected, len(line.revisions))
            change = ChangeSet(put=change.put, remove=tuple(dict.fromkeys(change.remove)))
            after = line.states[-1].apply(change, len(line.revisions) + 1)
            actions = list(_differences(line.states[-1], after).values())
            last = line.revisions[-1] if line.revisions else None
            self._lines[network] = line
            if not (actions or signature.of_nothing):
                return last or common.nothing_recorded(network, signature)
            # First the state, so that who meets the new number between the two finds it.
            line.states.append(after)
            line.revisions.append(
                Revision(
                    network=network,
                    number=after.revision,
                    author=signature.author,
                    reason=signature.reason,
                    time=signature.after(last),
                    **_counts(actions),
                )
            )
            return line.revisions[-1]

    def writer(self, network: str, *, author: str, reason: str) -> Writer:
        self._line(network)
        return _MemoryWriter(self, network, common.sign(author, reason))

    def revisions(self, network: str) -> tuple[Revision, ...]:
        return tuple(self._line(network).revisions)

    def change(self, network: str, number: int) -> ChangeSet:
        states = self._line(network).states
        after = states[common.known_revision(self.network(network), number)]
        before = states[max(number - 1, 0)]
        records = {record_id: after.get(record_id) for record_id in sorted(_differences(before, after))}
        return ChangeSet(
            put=tuple(record for record in records.values() if record is not None),
            remove=tuple(record_id for record_id, record in records.items() if record is None),
        )

    def rewrite(self, network: str, rewriting: Rewriting) -> int:
        with self._lock:
            line = self._line(network)
            recorded = {id(record): record for state in line.states for record in state.records()}.values()
            told = [(record.id, rewriting.record(record)) for record in recorded]
            changed = {
                record.id for record, (_, new) in zip(recorded, told, strict=True) if new is None or new != record
            }
            check_ids({old: new.id for old, new in told if new is not None})
            if not changed and not any(is_said_otherwise(revision, rewriting) for revision in line.revisions):
                return 0
            states = [_state_in(state, rewriting) for state in line.states]
            revisions = [
                signed_anew(revision, rewriting, _counts(_differences(before, after).values()))
                for revision, before, after in zip(line.revisions, states, states[1:], strict=False)
            ]
            self._lines[network] = _Line(line.name, states, revisions)
        return len(changed)

    def history(self, network: str, record_id: str) -> tuple[HistoryEntry, ...]:
        line = self._line(network)
        entries = []
        for revision, before, after in zip(line.revisions, line.states, line.states[1:], strict=False):
            action = _difference(before.get(record_id), after.get(record_id))
            if action:
                entries.append(HistoryEntry(revision=revision, action=action, record=after.get(record_id)))
        if not entries:
            raise not_found(record_id, {record.id for state in line.states for record in state.records()})
        return tuple(entries)

    def view(
        self,
        network: str,
        *,
        revision: int | None = None,
        recorded: datetime | None = None,
        at: date | None = None,
    ) -> View:
        info = self.network(network)
        number = common.revision_asked(info, lambda: self.revisions(network), revision, recorded)
        line = self._line(network)
        return MemoryView(line.states[number], common.stamp_of(line.revisions[number - 1].time if number else None), at)

    def check(self) -> tuple[Text, ...]:
        """Nothing: each state was checked when it was made, and nothing can change it."""
        return ()

    def condition(self) -> Condition:
        return Condition(version=0, writable=True)

    def backup(self, target: Path) -> None:
        write_copy(self, target)

    def close(self) -> None:
        """Nothing to let go of."""

    def _line_or_new(self, network: str, create: str | None) -> _Line:
        if create is None or network in self._lines:
            return self._line(network)
        return _Line(create, [Network(common.new_network_id(network, self._lines))])

    def _line(self, network: str) -> _Line:
        if network not in self._lines:
            raise common.unknown_network(network, self._lines)
        return self._lines[network]


def _state_in(state: Network, rewriting: Rewriting) -> Network:
    told = (rewriting.record(record) for record in state.records())
    return Network(state.id, [record for record in told if record is not None], state.revision)


def _counts(actions: Collection[Action]) -> dict[str, int]:
    return {action: list(actions).count(action) for action in get_args(Action)}


def _differences(before: Network, after: Network) -> Mapping[str, Action]:
    ids = dict.fromkeys(record.id for state in (before, after) for record in state.records())
    found = {record_id: _difference(before.get(record_id), after.get(record_id)) for record_id in ids}
    return {record_id: action for record_id, action in found.items() if action}


def _difference(before: AnyRecord | None, after: AnyRecord | None) -> Action | None:
    if before == after:
        return None
    if before is None:
        return "added"
    return "removed" if after is None else "changed"


class _MemoryWriter(Writer):
    """Collects until the block ends; nobody else writes meanwhile."""

    def __init__(self, store: MemoryStore, network: str, signature: Signature) -> None:
        self.revision: Revision | None = None
        self._store, self._network, self._signature = store, network, signature
        self._draft: dict[str, AnyRecord | None] = {}

    def put(self, records: Iterable[AnyRecord]) -> None:
        self._draft.update((record.id, record) for record in records)

    def remove(self, record_ids: Iterable[str]) -> None:
        for record_id in dict.fromkeys(record_ids):
            if self._draft.get(record_id, self._before.get(record_id)) is None:
                raise not_found(record_id, [record.id for record in self._before.records()])
            self._draft[record_id] = None

    def __enter__(self) -> Writer:
        self._store._lock.acquire()
        self._before = self._store._line(self._network).states[-1]
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if error is None:
                self.revision = self._store._commit(self._network, self._change(), self._signature)
        finally:
            self._store._lock.release()

    def _change(self) -> ChangeSet:
        put = tuple(record for record in self._draft.values() if record is not None)
        gone = (record_id for record_id, record in self._draft.items() if record is None)
        return ChangeSet(put=put, remove=tuple(gone_id for gone_id in gone if self._before.get(gone_id)))
