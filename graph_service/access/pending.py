"""Sign-ins that are under way at the identity provider: known here only, for one browser, one use and ten minutes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from pydantic import Field, SecretStr

from graph_service.access.common import digest, new_secret, same
from graph_service.access.drawer import Drawer, Kept
from graph_service.stores.registry import Clock, Registry
from graph_service.stores.registry_common import utc_now

LASTS = timedelta(minutes=10)
_SECRET = re.compile(r"[0-9a-f]{64}")


class Pending(Kept):
    """One sign-in under way: what it began with, and what has to come back.

    `browser` is the checksum of what only the browser has that began; `back_to` is where the person wants to go.
    """

    issuer: str
    callback: str
    back_to: str
    nonce: str = Field(repr=False)
    verifier: str = Field(repr=False)
    browser: str = Field(repr=False)
    until: datetime

    def ends(self) -> datetime:
        return self.until


@dataclass(frozen=True)
class Begun:
    """A sign-in that has just begun: its state for the provider, and what its browser must show again."""

    state: SecretStr
    browser: SecretStr
    pending: Pending


class PendingSignIns:
    """All sign-ins under way, by the checksums of their states."""

    def __init__(self, registry: Registry, clock: Clock = utc_now) -> None:
        self._drawer = Drawer(registry, "provider_pending", Pending)
        self._clock = clock

    def begin(self, issuer: str, callback: str, back_to: str, brought: SecretStr | None) -> Begun:
        """A new one; `brought` is what this browser already has to show, so that it can begin in several tabs."""
        known = brought is not None and _SECRET.fullmatch(brought.get_secret_value())
        browser = brought if brought and known else new_secret()
        pending = Pending(
            issuer=issuer,
            callback=callback,
            back_to=back_to,
            nonce=new_secret().get_secret_value(),
            verifier=new_secret().get_secret_value(),
            browser=digest(browser),
            until=self._clock() + LASTS,
        )
        state = new_secret()
        self._drawer.add(digest(state), pending)
        return Begun(state, browser, pending)

    def take(self, state: SecretStr, browser: SecretStr | None) -> Pending | None:
        """The one that began in this browser, which is then gone; of several who take it at once, one gets it.

        Who knows the state but is not that browser gets nothing, and takes nothing from it.
        """
        pending = self._drawer.get(digest(state))
        if pending is None or browser is None or not same(pending.browser, digest(browser)):
            return None
        return self._drawer.remove(digest(state))
