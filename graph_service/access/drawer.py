"""Values of one kind in the registry, read and written as what they are."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Generic, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from graph_service.model.errors import Conflict, LockedStore
from graph_service.model.text import text
from graph_service.stores.registry import Entry, Registry
from graph_service.stores.registry_common import damaged

_TRIES = 50
_AT_ONCE = 500


class Kept(BaseModel):
    """A value as the registry keeps it; what is wrong with one is never told with the value itself."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    def ends(self) -> datetime | None:
        """When it may be forgotten; None where it stays."""
        return None


M = TypeVar("M", bound=Kept)
R = TypeVar("R", bound="Kept | None")


class Drawer(Generic[M]):
    """All values of one kind, by their keys."""

    def __init__(self, registry: Registry, kind: str, model: type[M]) -> None:
        self._registry, self._kind, self._model = registry, kind, model

    def get(self, key: str) -> M | None:
        return self._read(self._registry.get(self._kind, key))

    def add(self, key: str, value: M) -> M:
        """Keeps a value that is not there yet; Conflict if the key is taken."""
        self._put(key, value, expected=0)
        return value

    def change(self, key: str, step: Callable[[M | None], R]) -> R:
        """Puts what `step` makes of the value in its place (None: nothing), and gives it back.

        Where another was faster, `step` is asked again about what is there then.
        """
        for _ in range(_TRIES):
            entry = self._registry.get(self._kind, key)
            before = self._read(entry)
            after = step(before)
            try:
                if after != before:
                    self._replace(key, entry, after)
            except Conflict:
                continue
            return after
        raise LockedStore(
            text("Zu viele ändern gerade dasselbe."), remedy=text("Bitte in einigen Sekunden noch einmal versuchen.")
        )

    def remove(self, key: str) -> M | None:
        """Takes a value out and gives back what was there."""
        removed: list[M | None] = []

        def nothing(value: M | None) -> None:
            removed.append(value)

        self.change(key, nothing)
        return removed[-1]

    def all(self) -> Iterator[M]:
        """Every value, in the order of the keys."""
        return (value for _, value in self.items())

    def items(self, below: str = "") -> Iterator[tuple[str, M]]:
        """The same with their keys, of all or of those whose key begins like this."""
        after = below
        while entries := self._registry.entries(self._kind, after=after, limit=_AT_ONCE):
            for entry in entries:
                if not entry.key.startswith(below):
                    return
                value = self._read(entry)
                if value is not None:
                    yield entry.key, value
            after = entries[-1].key

    def _replace(self, key: str, entry: Entry | None, after: Kept | None) -> None:
        expected = entry.version if entry else 0
        if after is None:
            self._registry.remove(self._kind, key, expected=expected)
        else:
            self._put(key, after, expected=expected)

    def _put(self, key: str, value: Kept, *, expected: int) -> None:
        self._registry.put(self._kind, key, value.model_dump(mode="json"), expected=expected, expires=value.ends())

    def _read(self, entry: Entry | None) -> M | None:
        if entry is None:
            return None
        try:
            return self._model.model_validate(entry.value)
        except ValidationError:
            raise damaged(self._kind) from None  # the reason would show the value
