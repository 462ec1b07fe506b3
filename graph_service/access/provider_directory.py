"""What the identity provider tells of itself: its addresses and its keys, kept for a while and asked for again."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any, Generic, TypeVar

from authlib.common.urls import add_params_to_uri
from authlib.oidc.discovery import get_well_known_url
from joserfc.errors import JoseError
from joserfc.jwk import JWKRegistry, KeySet
from pydantic import BaseModel, ConfigDict, Field

from graph_service.access.provider_http import Line, ProviderFault
from graph_service.access.provider_trust import check_address
from graph_service.model.errors import BadValue
from graph_service.model.text import text

_FRESH, _STALE = 3600.0, 86400.0  # seconds for which an answer is good, and may do while there is no other
_PAUSE = 10.0  # seconds between two questions for the same, whoever makes the service ask
_MOST_KEYS = 50
_SIGNING = frozenset({"RSA", "EC", "OKP"})
_LOG = logging.getLogger("akteursnetz")
T = TypeVar("T")


class Metadata(BaseModel):
    """Those parts of a provider's metadata (OpenID Connect Discovery 1.0 §3) that are needed here."""

    model_config = ConfigDict(frozen=True, strict=True)

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    end_session_endpoint: str | None = None
    token_endpoint_auth_methods_supported: list[str] = Field(default=["client_secret_basic"])
    id_token_signing_alg_values_supported: list[str] = Field(default=["RS256"])
    authorization_response_iss_parameter_supported: bool = False


class Remembered(Generic[T]):
    """An answer that is asked for again when it is no longer fresh, once for all who wait, and not too often."""

    def __init__(self, ask: Callable[[], Awaitable[T]], ticks: Callable[[], float]) -> None:
        self._ask, self._ticks = ask, ticks
        self._answer: T | None = None
        self._answered = self._asked = float("-inf")
        self._fault: ProviderFault | None = None
        self._one = asyncio.Lock()

    async def get(self) -> T:
        """The answer; ProviderFault where there is none that may still do."""
        if self._answer is not None and self._age() < _FRESH:
            return self._answer
        return await self.renewed()

    async def renewed(self) -> T:
        """The answer asked for anew; or the one from before, where that was a moment ago or brings nothing."""
        asked = self._asked
        async with self._one:
            if asked == self._asked and self._ticks() - self._asked >= _PAUSE:
                await self._renew()
        if self._answer is not None and self._age() < _STALE:
            return self._answer
        raise ProviderFault(self._fault.message if self._fault else text("Der Identitätsanbieter antwortet nicht."))

    async def _renew(self) -> None:
        self._asked = self._ticks()
        try:
            self._answer, self._fault = await self._ask(), None
            self._answered = self._ticks()
        except ProviderFault as fault:
            self._fault = fault

    def _age(self) -> float:
        return self._ticks() - self._answered


class Directory:
    """One provider's metadata and keys."""

    def __init__(self, issuer: str, line: Line, ticks: Callable[[], float]) -> None:
        self._issuer, self._line = issuer, line
        self._metadata = Remembered(self._ask_metadata, ticks)
        self._keys = Remembered(self._ask_keys, ticks)

    async def metadata(self) -> Metadata:
        return await self._metadata.get()

    async def keys(self, *, anew: bool = False) -> KeySet:
        """The keys with which the provider signs; `anew` after it has signed with one that is not among them."""
        return await (self._keys.renewed() if anew else self._keys.get())

    async def _ask_metadata(self) -> Metadata:
        told = await self._line.json(get_well_known_url(self._issuer, external=True))
        try:
            metadata = Metadata.model_validate(told)
            self._check_addresses(metadata)
        except (ValueError, BadValue):
            raise _faulty("metadata") from None
        if metadata.issuer != self._issuer:
            _LOG.warning("identity provider: calls itself %r, expected %r", metadata.issuer[:200], self._issuer)
            raise ProviderFault(text("Der Identitätsanbieter nennt sich anders als eingestellt."))
        return metadata

    def _check_addresses(self, metadata: Metadata) -> None:
        addresses = (metadata.authorization_endpoint, metadata.token_endpoint, metadata.jwks_uri)
        for address in (*addresses, metadata.end_session_endpoint):
            if address is not None:
                check_address(address.partition("?")[0], "provider")
                add_params_to_uri(address, [("state", "x")])  # ValueError for a query that takes nothing more
                if "#" in address or (self._issuer.startswith("https:") and not address.startswith("https:")):
                    raise _faulty("metadata")

    async def _ask_keys(self) -> KeySet:
        told = (await self._line.json((await self.metadata()).jwks_uri)).get("keys")
        keys = _usable(told) if isinstance(told, list) else []
        if not keys:
            raise _faulty("keys")
        return KeySet(keys)


def _usable(told: list[Any]) -> list[Any]:
    """Keys that prove signatures; those for other ends, and of kinds that are not known here, are left out."""
    keys = []
    for data in told[:_MOST_KEYS]:
        if isinstance(data, dict) and data.get("kty") in _SIGNING and data.get("use", "sig") == "sig":
            try:
                key = JWKRegistry.import_key(data)
                _ = key.raw_value  # now, not when the first signature is to be proven
                keys.append(key)
            except (JoseError, ValueError, TypeError, KeyError, AttributeError):
                _LOG.warning("identity provider: a key that cannot be read is left out")
    return keys


def _faulty(what: str) -> ProviderFault:
    _LOG.warning("identity provider: unusable %s", what)
    return ProviderFault(text("Der Identitätsanbieter antwortet nicht so, wie es sein muss."))
