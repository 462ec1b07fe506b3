"""A polite reader of one OParl server: slow, patient within bounds, and never led elsewhere."""

from __future__ import annotations

import email.utils
import time
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Any
from urllib.parse import urljoin

import httpx2

from graph_service.model.errors import BadInput
from graph_service.model.text import Text, text
from loaders.oparl import quirks
from loaders.oparl.addresses import Reach

AGENT = "akteursnetz (OParl)"
_REDIRECTS = 5
_WITHHELD = frozenset({401, 403, 404, 410})
_BUSY = frozenset({408, 429, 500, 502, 503, 504})
_REDIRECTING = frozenset({301, 302, 303, 307, 308})


@dataclass(frozen=True)
class Manners:
    """How a server is treated: seconds between questions, seconds of patience, tries, and bounds on what it sends.

    `largest`: bytes of one answer, unpacked; a page of a hundred objects takes some hundred kilobytes.
    `most`: questions of one harvest; a large city has some thousand pages.
    """

    pause: float = 0.5
    timeout: float = 30.0
    longest_answer: float = 120.0
    tries: int = 4
    back_off: float = 2.0
    longest_wait: float = 120.0
    largest: int = 20_000_000
    most: int = 20_000


class NoAnswer(BadInput):
    """A question to the server that brought nothing.

    `silent`: the server itself does not answer any more; `withheld`: it keeps this one object to itself.
    """

    def __init__(self, message: Text, url: str, *, silent: bool = False, withheld: bool = False) -> None:
        later = text("Bitte später noch einmal laden; was schon da ist, wird nicht neu geholt.")
        check = text("Bitte die Adresse prüfen, oder den Betreiber des Servers fragen.")
        super().__init__(message, place=url[:200], remedy=check if withheld else later)
        self.silent, self.withheld = silent, withheld


class _Again(Exception):
    """A fault that may pass: after how many seconds to ask again, if the server says so, and what it was."""

    def __init__(self, message: Text, wait: float | None = None, *, silent: bool = False) -> None:
        super().__init__(message)
        self.message, self.wait, self.silent = message, wait, silent


@dataclass(frozen=True)
class Answer:
    """What the server said: the JSON, or that nothing changed; and by which marks to ask for changes next time."""

    url: str
    body: Any = None
    unchanged: bool = False
    etag: str | None = None
    last_modified: str | None = None


class Client:
    """Asks one server, one question after the other."""

    def __init__(self, reach: Reach, manners: Manners) -> None:
        self.reach, self.manners = reach, manners
        self.requests = 0
        self._last = float("-inf")
        timeout = httpx2.Timeout(manners.timeout)
        # Packed answers are unpacked here in bounds, so that a small one cannot fill the memory.
        headers = {"User-Agent": AGENT, "Accept": "application/json", "Accept-Encoding": "gzip"}
        self._http = httpx2.Client(timeout=timeout, headers=headers, follow_redirects=False)

    def __enter__(self) -> Client:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._http.close()

    def get(self, url: str, marks: Mapping[str, str] | None = None) -> Answer:
        """The answer at this address; NoAnswer or BadValue where there is none that can be used."""
        for left in range(self.manners.tries - 1, -1, -1):
            try:
                return self._follow(url, dict(marks or {}))
            except _Again as fault:
                if left == 0:
                    raise NoAnswer(fault.message, url, silent=fault.silent) from fault
                self._wait(fault, self.manners.tries - 1 - left, url)
        raise AssertionError("a harvest tries at least once")

    def _wait(self, fault: _Again, tried: int, url: str) -> None:
        wait = self.manners.back_off * 2**tried if fault.wait is None else fault.wait
        if wait > self.manners.longest_wait:
            message = text("Der Server bittet, erst in {minutes} Minuten wieder zu fragen.", minutes=round(wait / 60))
            raise NoAnswer(message, url, silent=True) from fault
        time.sleep(wait)

    def _follow(self, url: str, marks: dict[str, str]) -> Answer:
        at = self.reach.check(url)
        for _ in range(_REDIRECTS):
            self._pace(url)
            try:
                with self._http.stream("GET", at, headers=marks) as response:
                    if response.status_code not in _REDIRECTING:
                        return self._read(response, url)
                    target = urljoin(at, response.headers.get("location", ""))
            except httpx2.TimeoutException as error:
                raise _Again(text("Der Server antwortet nicht in der gesetzten Zeit."), silent=True) from error
            except httpx2.TransportError as error:
                raise _Again(
                    text("Die Verbindung zum Server kam nicht zustande oder brach ab."), silent=True
                ) from error
            except httpx2.InvalidURL as error:
                raise NoAnswer(text("Die Adresse ist ungültig."), url) from error
            at = self.reach.check(target)
        raise NoAnswer(text("Der Server leitet zu oft weiter."), url)

    def _pace(self, url: str) -> None:
        if self.requests >= self.manners.most:
            raise NoAnswer(
                text("Mehr als {n} Anfragen stellt eine Ernte nicht.", n=self.manners.most), url, silent=True
            )
        self.requests += 1
        time.sleep(max(0.0, self._last + self.manners.pause - time.monotonic()))
        self._last = time.monotonic()

    def _read(self, response: httpx2.Response, url: str) -> Answer:
        status = response.status_code
        if status in _BUSY:
            raise _Again(text("Der Server meldet einen Fehler ({status}).", status=status), _retry_after(response))
        if status == 304:
            return Answer(url, unchanged=True)
        if status != 200:
            message = text("Der Server gibt diese Adresse nicht heraus ({status}).", status=status)
            raise NoAnswer(message, url, withheld=status in _WITHHELD)
        body = quirks.parse(self._bytes(response, url), url[:200])
        return Answer(url, body, etag=response.headers.get("etag"), last_modified=response.headers.get("last-modified"))

    def _bytes(self, response: httpx2.Response, url: str) -> bytes:
        if int(response.headers.get("content-length") or 0) > self.manners.largest:
            raise self._too_large(url)
        parts, size, end = [], 0, time.monotonic() + self.manners.longest_answer
        for part in self._unpacked(response, url):
            parts.append(part)
            size += len(part)
            if size > self.manners.largest:
                raise self._too_large(url)
            if time.monotonic() > end:
                raise _Again(text("Der Server antwortet nicht in der gesetzten Zeit."), silent=True)
        return b"".join(parts)

    def _unpacked(self, response: httpx2.Response, url: str) -> Iterator[bytes]:
        packing = response.headers.get("content-encoding", "identity").strip().casefold()
        if packing in {"identity", ""}:
            yield from response.iter_raw()
            return
        if packing not in {"gzip", "x-gzip"}:
            raise NoAnswer(text("Die Antwort ist auf unbekannte Art gepackt ({packing}).", packing=packing[:40]), url)
        unpacking = zlib.decompressobj(wbits=31)
        try:
            for part in response.iter_raw():
                yield unpacking.decompress(part, self.manners.largest + 1)
        except zlib.error as error:
            raise _Again(text("Die gepackte Antwort ist beschädigt.")) from error
        if not unpacking.eof:
            raise _Again(text("Die gepackte Antwort ist beschädigt."))

    def _too_large(self, url: str) -> NoAnswer:
        size = self.manners.largest // 1_000_000
        return NoAnswer(text("Die Antwort ist größer als {size} MB und wurde nicht gelesen.", size=size), url)


def _retry_after(response: httpx2.Response) -> float | None:
    """After how many seconds the server wants to be asked again, if it says so."""
    words = response.headers.get("retry-after", "").strip()
    if words.isdecimal():
        return float(words)
    try:
        return max(0.0, email.utils.parsedate_to_datetime(words).timestamp() - time.time())
    except (ValueError, TypeError):
        return None
