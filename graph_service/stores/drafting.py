"""What stores have in common that write a revision as a draft: signing it, filling it, making it again."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable
from contextlib import AbstractContextManager
from types import TracebackType
from typing import Protocol

from graph_service.model.change import ChangeSet, Revision
from graph_service.model.ties import AnyRecord
from graph_service.stores import common
from graph_service.stores.base import Store, Writer
from graph_service.stores.common import Signature


class SigningStore(Store):
    """A store that makes a revision of a change and a signature, whoever signed it and when."""

    @abstractmethod
    def _commit(
        self,
        network: str,
        change: ChangeSet,
        signature: Signature,
        expected: int | None = None,
        create: str | None = None,
    ) -> Revision:
        """Makes the change one new revision under this signature, as `commit` promises."""

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
        return self._commit(network, change, common.sign(author, reason), expected, create)

    def replay(self, revision: Revision, change: ChangeSet) -> None:
        did_nothing = change == ChangeSet() and not (revision.added or revision.changed or revision.removed)
        signature = Signature(revision.author, revision.reason, revision.time, of_nothing=did_nothing)
        made = self._commit(revision.network, change, signature, expected=revision.number - 1)
        common.check_replayed(revision, made)


class Draft(Protocol):
    """The records of a revision that is not there yet; `revision` is the one before until it is."""

    revision: Revision

    def put(self, records: Iterable[AnyRecord]) -> None: ...

    def remove(self, record_ids: Iterable[str]) -> None: ...


class DraftingStore(SigningStore):
    """A store that writes into a draft, which is the newest revision when its block ends well, else never was."""

    @abstractmethod
    def _drafting(
        self, network: str, signature: Signature, expected: int | None = None, create: str | None = None
    ) -> AbstractContextManager[Draft]:
        """A draft of the next revision; with `create`, of a network that may not be there yet."""

    def _commit(
        self,
        network: str,
        change: ChangeSet,
        signature: Signature,
        expected: int | None = None,
        create: str | None = None,
    ) -> Revision:
        with self._drafting(network, signature, expected, create) as draft:
            draft.remove(change.remove)
            draft.put(change.put)
        return draft.revision

    def writer(self, network: str, *, author: str, reason: str) -> Writer:
        self.network(network)
        return _DraftWriter(self._drafting(network, common.sign(author, reason)))


class _DraftWriter(Writer):
    """Writes as the records come, a thousand at a time; other writers wait until the block ends."""

    def __init__(self, draft: AbstractContextManager[Draft]) -> None:
        self.revision: Revision | None = None
        self._context = draft

    def put(self, records: Iterable[AnyRecord]) -> None:
        self._draft.put(records)

    def remove(self, record_ids: Iterable[str]) -> None:
        self._draft.remove(record_ids)

    def __enter__(self) -> Writer:
        self._draft = self._context.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._context.__exit__(kind, error, trace)
        if error is None:
            self.revision = self._draft.revision
