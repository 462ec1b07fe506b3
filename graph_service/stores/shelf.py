"""Records that a store has read before."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from itertools import islice
from threading import Lock
from typing import Generic, TypeVar

from graph_service.model.ties import AnyRecord

_KEPT = 20_000
_Key = TypeVar("_Key", bound=Hashable)


class Shelf(Generic[_Key]):
    """Records that were read before, by the key of their version, which never changes; so they stay true.

    A key must be of this version only, also where the data are replaced by others with the same ids and numbers.
    """

    def __init__(self, size: int = _KEPT) -> None:
        self._size = size
        self._kept: dict[_Key, AnyRecord] = {}
        self._lock = Lock()

    def records(
        self, keys: Sequence[_Key], read: Callable[[list[_Key]], Iterable[tuple[_Key, AnyRecord]]]
    ) -> tuple[AnyRecord, ...]:
        """The records of these versions in this order; only those that are not at hand are read."""
        found = {key: record for key in keys if (record := self._kept.get(key)) is not None}
        lacking = [key for key in keys if key not in found]
        new = dict(read(lacking)) if lacking else {}
        self._keep(new)
        found.update(new)
        return tuple(found[key] for key in keys)

    def _keep(self, new: dict[_Key, AnyRecord]) -> None:
        with self._lock:
            self._kept.update(new)
            for key in list(islice(self._kept, max(0, len(self._kept) - self._size))):
                del self._kept[key]
