"""Keys for signatures: made when first needed, replaced in time, known for as long as what they signed may hold."""

from __future__ import annotations

from datetime import datetime, timedelta

from pydantic import Field, SecretStr

from graph_service.access.common import LONGEST_VALIDITY, new_secret
from graph_service.access.drawer import Drawer, Kept
from graph_service.model.errors import Conflict
from graph_service.stores.registry import Clock, Registry
from graph_service.stores.registry_common import utc_now

REPLACED_AFTER = timedelta(days=90)


class Key(Kept):
    """One key; the higher its number, the newer it is."""

    id: str
    made: datetime
    kept_secret: str = Field(repr=False)

    @property
    def secret(self) -> SecretStr:
        return SecretStr(self.kept_secret)

    def ends(self) -> datetime:
        return self.made + REPLACED_AFTER + LONGEST_VALIDITY


class Keys:
    """The keys for one purpose; the newest signs, all that are there still prove."""

    def __init__(self, registry: Registry, purpose: str, clock: Clock = utc_now) -> None:
        self._drawer = Drawer(registry, f"key_{purpose}", Key)
        self._clock = clock

    def current(self) -> Key:
        """The key to sign with; a new one where the newest has served its time."""
        newest = self._newest()
        if newest is None or newest.made + REPLACED_AFTER <= self._clock():
            return self._after(newest)
        return newest

    def get(self, key_id: str) -> Key | None:
        """A key to prove with; None for one that is not there, or not any more."""
        return self._drawer.get(key_id)

    def rotate(self) -> Key:
        """A new key to sign with; what earlier ones signed still holds."""
        return self._after(self._newest())

    def forget(self) -> None:
        """Throws all keys away: nothing that was signed holds any more. For when one may be known to others."""
        newest = self.rotate()
        for key in tuple(self._drawer.all()):
            if key.id != newest.id:
                self._drawer.remove(key.id)

    def _newest(self) -> Key | None:
        return max(self._drawer.all(), key=lambda key: key.id, default=None)

    def _after(self, newest: Key | None) -> Key:
        number = int(newest.id) + 1 if newest else 1
        key = Key(id=f"{number:06}", made=self._clock(), kept_secret=new_secret().get_secret_value())
        try:
            return self._drawer.add(key.id, key)
        except Conflict:  # another made it at the same moment
            return self._drawer.get(key.id) or self._after(newest)
