"""Limits on attempts to sign in: each failure makes the next one wait longer, for whoever fails, not for everybody.

Counted are an account from one address, an address, and an account from all addresses. From where an account has
signed in before, only the first counts: who attacks it from elsewhere does not keep its people out.
"""

from __future__ import annotations

import ipaddress
import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from graph_service.access.accounts import normal_name
from graph_service.access.common import signature
from graph_service.access.drawer import Drawer, Kept
from graph_service.access.keys import Keys
from graph_service.model.errors import TooManyAttempts
from graph_service.model.text import counted, text
from graph_service.stores.registry import Clock, Registry
from graph_service.stores.registry_common import utc_now

_KNOWN_FOR = timedelta(days=30)
_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)


@dataclass(frozen=True)
class Limit:
    """How many failures cost nothing, how long the next one has to wait then (twice as long each time, up to a
    longest wait), and after what time without any they are forgotten."""

    free: int
    first: timedelta
    longest: timedelta
    forgotten: timedelta

    def wait(self, failures: int) -> timedelta:
        """How long after so many failures the next attempt has to wait."""
        if failures < self.free:
            return timedelta(0)
        doublings = min(failures - self.free, 30)  # beyond, the longest wait has long been reached
        return min(self.first * (1 << doublings), self.longest)


@dataclass(frozen=True)
class Limits:
    """The limits for an account from one address, for an address, and for an account from unknown addresses."""

    pair: Limit = Limit(5, timedelta(seconds=2), timedelta(minutes=15), _DAY)
    address: Limit = Limit(30, timedelta(seconds=1), timedelta(minutes=5), _HOUR)
    account: Limit = Limit(100, timedelta(seconds=1), timedelta(minutes=1), _DAY)


class _Count(Kept):
    """Failures, and until when the next attempt has to wait."""

    failures: int
    free_at: datetime
    forgotten: datetime

    def ends(self) -> datetime:
        return self.forgotten


class _Known(Kept):
    """From here an account has signed in."""

    until: datetime

    def ends(self) -> datetime:
        return self.until


class Attempts:
    """Counts attempts before they are made, so that many at once do not slip through; a success is taken off again.

    Names and addresses are kept as checksums with a secret key only, and for a day or a month at most.
    """

    def __init__(self, registry: Registry, limits: Limits | None = None, clock: Clock = utc_now) -> None:
        self._counts = Drawer(registry, "attempts", _Count)
        self._known = Drawer(registry, "attempts_known", _Known)
        self._keys = Keys(registry, "attempts", clock)
        self._limits = limits or Limits()
        self._clock = clock

    def begin(self, name: str, address: str) -> None:
        """Counts an attempt; TooManyAttempts, and nothing is counted, while one has to wait."""
        counts = tuple(self._counted(name, address))
        now = self._clock()
        for key, _ in counts:
            _refuse_waiting(self._counts.get(key), now)
        for key, limit in counts:
            self._add(key, limit)

    def succeeded(self, name: str, address: str) -> None:
        """Takes the attempt off again; from now on the account is known at this address."""
        (pair, _), *others = self._counted(name, address)
        self._counts.remove(pair)
        for key, _ in others:
            self._counts.change(key, _one_less)
        known = _Known(until=self._clock() + _KNOWN_FOR)
        self._known.change(pair, lambda _: known)

    def forget(self, before: datetime) -> int:
        """Forgets from where nobody has signed in since a moment; how many places those were."""
        keys = [key for key, known in self._known.items() if known.until - _KNOWN_FOR < before]
        return sum(self._known.remove(key) is not None for key in keys)

    def _counted(self, name: str, address: str) -> Iterable[tuple[str, Limit]]:
        """What an attempt counts for; first the account from this address."""
        name, place, secret = normal_name(name), _place(address), self._keys.current().secret
        pair = signature(secret, "pair", name, place)
        yield pair, self._limits.pair
        if self._known.get(pair) is None:
            yield signature(secret, "address", place), self._limits.address
            yield signature(secret, "account", name), self._limits.account

    def _add(self, key: str, limit: Limit) -> None:
        now = self._clock()

        def one_more(count: _Count | None) -> _Count:
            _refuse_waiting(count, now)  # another attempt may have come in between
            failures = (count.failures if count else 0) + 1
            return _Count(failures=failures, free_at=now + limit.wait(failures), forgotten=now + limit.forgotten)

        self._counts.change(key, one_more)


def _one_less(count: _Count | None) -> _Count | None:
    return count and count.model_copy(update={"failures": max(count.failures - 1, 0)})


def _refuse_waiting(count: _Count | None, now: datetime) -> None:
    if count is not None and count.free_at > now:
        seconds = math.ceil((count.free_at - now).total_seconds())
        raise TooManyAttempts(
            counted(
                "Nach mehreren Fehlversuchen ist eine Pause nötig: noch eine Sekunde.",
                "Nach mehreren Fehlversuchen ist eine Pause nötig: noch {n} Sekunden.",
                seconds,
            ),
            seconds=seconds,
            remedy=text("Bitte danach noch einmal anmelden; ein neues Kennwort gibt es bei der Administration."),
        )


def _place(address: str) -> str:
    """An address as it is counted: of IPv6 the network, since one machine has all addresses in it."""
    try:
        place = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return "unknown"
    if isinstance(place, ipaddress.IPv4Address):
        return str(place)
    if place.ipv4_mapped is not None:
        return str(place.ipv4_mapped)
    return str(ipaddress.ip_network((place, 64), strict=False))
