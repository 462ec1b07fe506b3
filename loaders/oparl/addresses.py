"""Which addresses a harvest may ask: http and https, on the server that was asked for."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from graph_service.model.errors import BadValue
from graph_service.model.text import Text, text

LONGEST = 2000
_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True)
class Reach:
    """The server that was asked for, and other hosts that somebody allowed."""

    host: str
    port: int
    allowed: frozenset[str] = frozenset()

    @classmethod
    def around(cls, url: str, allowed: Iterable[str] = ()) -> Reach:
        """The reach of a harvest that begins at this address; BadValue where it is none."""
        parts = _parts(url)
        return cls(parts.hostname or "", port_of(parts), frozenset(host.casefold() for host in allowed))

    def check(self, url: str) -> str:
        """The address itself; BadValue where it leads elsewhere, or from outside into a private network."""
        parts = _parts(url)
        host, port = parts.hostname or "", port_of(parts)
        if host == self.host:
            # An address in http on a server that was asked in https is a known quirk; other ports are other servers.
            if port == self.port or {port, self.port} == {*_PORTS.values()}:
                return url
        elif host in self.allowed:
            if not is_private(host):
                return url
            raise _elsewhere(url, text("Die Adresse führt in ein privates Netz und wurde nicht aufgerufen."))
        raise _elsewhere(url, text("Die Adresse führt zu einem anderen Server und wurde nicht aufgerufen."))


def _parts(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        known = parts.scheme in _PORTS and parts.hostname and len(url) <= LONGEST and port_of(parts)
    except ValueError:
        known = False
    if not known or parts.username is not None or not url.isprintable() or " " in url:
        raise BadValue(
            text("„{value}“ ist keine Adresse einer OParl-Schnittstelle.", value=url[:120]),
            value=url[:120],
            remedy=text("Sie beginnt mit https:// oder http:// und enthält keine Zugangsdaten."),
        )
    return parts


def port_of(parts: SplitResult) -> int:
    return parts.port or _PORTS[parts.scheme]


def _elsewhere(url: str, message: Text) -> BadValue:
    remedy = text("Falls der Server gewollt ist, bitte ausdrücklich erlauben.")
    return BadValue(message, place=url[:200], value=urlsplit(url).hostname or "", remedy=remedy)


def is_private(host: str) -> bool:
    """Whether a name leads to this machine or a network of one's own, by any of its addresses."""
    try:
        found = socket.getaddrinfo(host, None)
    except OSError:
        return False
    return any(not ipaddress.ip_address(str(entry[4][0]).partition("%")[0]).is_global for entry in found)
