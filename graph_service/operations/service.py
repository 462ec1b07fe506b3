"""The one door to a store for API, pages and command line, with answers kept per revision."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cached_property
from threading import Lock
from typing import Any, TypeVar

from graph_service.analysis.scope import Scope
from graph_service.model.change import NetworkInfo
from graph_service.model.errors import NotFound
from graph_service.model.network import Network
from graph_service.model.period import PartialDate
from graph_service.model.restricted import open_network
from graph_service.stores.base import Store, View
from graph_service.stores.opened import OpenStore, OpenView

_T = TypeVar("_T")


class Answers:
    """The newest answers by question; safe to use from several threads.

    A question begins with network and revision. A revision never changes, so its answers stay true; where the data
    are replaced, another revision may have its number, but not its stamp.
    """

    def __init__(self, size: int = 256) -> None:
        self._size = size
        self._kept: OrderedDict[Hashable, Any] = OrderedDict()
        self._stamps: dict[tuple[Any, ...], str] = {}
        self._last: dict[str, int] = {}
        self._forgotten = 0
        self._lock = Lock()

    def note(self, view: View) -> None:
        """From now on answers about this revision are those about the one with this stamp.

        Where another stamp was known, the data were replaced or somebody was erased: nothing of before is kept.
        """
        place = (view.network, view.revision)
        if self._stamps.get(place, view.stamp) != view.stamp:
            self.forget()
        self._stamps[place] = view.stamp
        self._last[view.network] = max(view.revision, self._last.get(view.network, 0))

    def forget(self) -> None:
        """Nothing is kept any more, nor will be what is being worked out at this moment."""
        with self._lock:
            self._kept.clear()
            self._stamps.clear()
            self._last.clear()
            self._forgotten += 1

    def knows(self, view: View) -> bool:
        """Whether this revision was noted before."""
        return (view.network, view.revision) in self._stamps

    def last(self, network: str) -> int | None:
        """The last revision of a network that was noted."""
        return self._last.get(network)

    def get(self, question: tuple[Any, ...], make: Callable[[], _T]) -> _T:
        """The answer to the question that is kept, or a new one that is then kept."""
        with self._lock:
            key, forgotten = self._key(question), self._forgotten
            if key in self._kept:
                self._kept.move_to_end(key)
                kept: _T = self._kept[key]
                return kept
        made = make()
        with self._lock:
            if forgotten == self._forgotten:
                self._kept[key] = made
            while len(self._kept) > self._size:
                self._kept.popitem(last=False)
        return made

    def kept(self, question: tuple[Any, ...]) -> Any:
        """The answer to the question if it is kept, else None."""
        with self._lock:
            return self._kept.get(self._key(question))

    def _key(self, question: tuple[Any, ...]) -> Hashable:
        return self._stamps.get(question[:2]), question


@dataclass(frozen=True)
class Service:
    """A store and what was already worked out from it.

    Who plans a change of the newest revision takes `turn`, so that those of one process need not plan it anew.
    """

    store: Store
    answers: Answers = field(default_factory=Answers)
    turn: AbstractContextManager[object] = field(default_factory=Lock, repr=False, compare=False)

    @cached_property
    def open(self) -> Service:
        """The same for those who may not read restricted fields, with answers of its own.

        Nothing that comes through it holds such a field. Analyses and pictures go through it for everybody: they rest
        on none of them, so their answers are shared.
        """
        return OpenService(OpenStore(self.store), whole=self)

    def info(self, network: str) -> NetworkInfo:
        return self.store.network(network)

    def view(self, network: str, revision: int | None = None) -> View:
        """A look at the store, by which both doors learn whether what they keep of the network is still true."""
        view = self.store.view(network, revision=revision)
        if not self.answers.knows(view):
            self._look_again(network)
        self._note(view)
        return view

    def _look_again(self, network: str) -> None:
        """Sees a known revision once more: before a new one came, data may have been replaced or somebody erased."""
        last = self.answers.last(network)
        if last is None:
            return
        try:
            self._note(self.store.view(network, revision=last))
        except NotFound:
            self.answers.forget()
            self.open.answers.forget()

    def _note(self, view: View) -> None:
        self.answers.note(view)
        self.open.answers.note(view)

    def network(self, network: str, revision: int | None = None) -> Network:
        """A whole network, read once per revision.

        Who names a revision has a view of the network, of this revision or another, so the store is not asked again.
        """
        number = self.view(network).revision if revision is None else revision
        return self.answers.get((network, number, "whole"), lambda: self._whole(network, number))

    def _whole(self, network: str, number: int) -> Network:
        """Where the revision before is at hand, only what was changed since is read, else everything."""
        view = self.view(network, number)
        before: Network | None = self.answers.kept((network, number - 1, "whole"))
        if before is None:
            return view.load()
        return before.apply(self.store.change(network, number), number, trusted=True)


@dataclass(frozen=True)
class OpenService(Service):
    """The door without restricted fields; what both show alike is read and kept once."""

    whole: Service = field(kw_only=True)

    @property
    def open(self) -> Service:
        return self

    def view(self, network: str, revision: int | None = None) -> View:
        return OpenView(self.whole.view(network, revision))

    def network(self, network: str, revision: int | None = None) -> Network:
        number = self.view(network).revision if revision is None else revision
        return self.answers.get((network, number, "whole"), lambda: open_network(self.whole.network(network, number)))


def today() -> date:
    return datetime.now(UTC).astimezone().date()


def scope(at: date | None = None, **more: Any) -> Scope:
    """The scope for a day, today where none is given."""
    return Scope(at=at or today(), **more)


def day_of(when: PartialDate) -> date:
    """The day that a question about a year or month means: its last one, or today while it is not over."""
    return min(when.last, max(today(), when.first))
