"""Talking to the identity provider: within seconds and bytes, and never led elsewhere."""

from __future__ import annotations

import asyncio
import json
import logging
import urllib.request
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import urlsplit

import httpx2

from graph_service.access.provider_trust import is_this_machine
from graph_service.model.errors import AkteursnetzError
from graph_service.model.text import Text, text

SECONDS = 5.0
LARGEST = 1_000_000  # bytes of one answer; a provider's keys take some kilobytes
HEADERS = {"User-Agent": "akteursnetz (OpenID Connect)", "Accept-Encoding": "identity"}
_AT_ONCE = 8
_LOG = logging.getLogger("akteursnetz")


class ProviderFault(AkteursnetzError):
    """The identity provider does not answer, or not as it should; who wants to sign in can do nothing about it."""

    def __init__(self, message: Text, remedy: Text | None = None) -> None:
        later = text("Bitte später noch einmal versuchen; die Anmeldung mit Kontoname und Kennwort geht weiterhin.")
        super().__init__(message, remedy=remedy or later)


class Bounded(httpx2.AsyncBaseTransport):
    """Whole answers only: those that come in time, are not too large, and are not a way to another address."""

    def __init__(self, inner: httpx2.AsyncBaseTransport, seconds: float) -> None:
        self._inner, self._seconds = inner, seconds

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        try:
            # One limit for everything: a server that sends a byte now and then never runs into that of a client.
            async with asyncio.timeout(self._seconds):
                response = await self._inner.handle_async_request(request)
                body = await _body(response, request)
        except (TimeoutError, httpx2.TimeoutException):
            raise _fault(request, text("Der Identitätsanbieter antwortet nicht rechtzeitig.")) from None
        except (httpx2.TransportError, OSError):
            raise _fault(request, text("Der Identitätsanbieter ist nicht erreichbar.")) from None
        if response.is_redirect:
            raise _fault(request, text("Der Identitätsanbieter leitet auf eine andere Adresse weiter."))
        return httpx2.Response(response.status_code, headers=response.headers, content=body, request=request)


async def _body(response: httpx2.Response, request: httpx2.Request) -> bytes:
    body = b""
    try:
        # Packed answers were not asked for; unpacked, a small one could fill the memory.
        if response.headers.get("content-encoding", "identity") != "identity":
            raise _unusable(request)
        assert isinstance(response.stream, httpx2.AsyncByteStream)  # noqa: S101 - an asynchronous transport's answer
        async for part in response.stream:
            body += part
            if len(body) > LARGEST:
                raise _fault(request, text("Der Identitätsanbieter antwortet mit zu viel auf einmal."))
    finally:
        await response.aclose()
    return body


class Line:
    """The line to one provider; only so many talk at once that a slow one does not pile them up."""

    def __init__(
        self, address: str, transport: httpx2.AsyncBaseTransport | None = None, seconds: float = SECONDS
    ) -> None:
        limits = httpx2.Limits(max_keepalive_connections=0)  # a line that was shut meanwhile fails the next question
        self._transport = Bounded(
            transport or httpx2.AsyncHTTPTransport(proxy=_proxy_to(address), limits=limits), seconds
        )
        self._turns = asyncio.Semaphore(_AT_ONCE)

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[httpx2.AsyncBaseTransport]:
        """The way to the provider, for one question; ProviderFault while too many are asking."""
        if self._turns.locked():
            raise ProviderFault(text("Gerade melden sich sehr viele beim Identitätsanbieter an."))
        async with self._turns:
            yield self._transport

    async def json(self, address: str) -> dict[str, Any]:
        """The JSON object at an address; ProviderFault where there is none."""
        async with self.turn() as transport:
            request = httpx2.Request("GET", address, headers={**HEADERS, "Accept": "application/json"})
            response = await transport.handle_async_request(request)
        try:
            found = json.loads(response.content) if response.status_code == 200 else None
        except (ValueError, RecursionError):
            found = None
        if not isinstance(found, dict):
            raise _unusable(request)
        return found


def _proxy_to(address: str) -> str | None:
    """The proxy that this machine's settings name for an address, as for any other program."""
    parts = urlsplit(address)
    host = parts.hostname or ""
    if is_this_machine(host) or urllib.request.proxy_bypass(host):
        return None
    return urllib.request.getproxies().get(parts.scheme)


def _unusable(request: httpx2.Request) -> ProviderFault:
    return _fault(request, text("Der Identitätsanbieter antwortet nicht so, wie es sein muss."))


def _fault(request: httpx2.Request, message: Text) -> ProviderFault:
    # Which address it was helps whoever runs the service; what stands after "?" may be a secret.
    _LOG.warning("identity provider, %s %s: %s", request.method, request.url.copy_with(query=None), message.template)
    return ProviderFault(message)
