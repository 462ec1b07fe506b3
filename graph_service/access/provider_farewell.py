"""What it takes to sign out at the identity provider, too: the ID token of a session, which only its browser opens."""

from __future__ import annotations

import hashlib
import hmac
from datetime import datetime

from joserfc import jwe
from joserfc.errors import JoseError
from joserfc.jwk import OctKey
from pydantic import Field, SecretStr

from graph_service.access.common import as_bytes, digest
from graph_service.access.drawer import Drawer, Kept
from graph_service.stores.registry import Registry

_HEADER = {"alg": "dir", "enc": "A256GCM"}


class _Sealed(Kept):
    token: str = Field(repr=False)
    until: datetime

    def ends(self) -> datetime:
        return self.until


class Farewells:
    """The ID tokens of open sessions. They may name a person, so they lie here locked, with the session's id as key."""

    def __init__(self, registry: Registry) -> None:
        self._drawer = Drawer(registry, "provider_farewell", _Sealed)

    def keep(self, session: SecretStr, id_token: str, until: datetime) -> None:
        sealed = jwe.encrypt_compact(_HEADER, id_token, _key(session))
        self._drawer.change(digest(session), lambda _: _Sealed(token=sealed, until=until))

    def take(self, session: SecretStr) -> str | None:
        """The ID token with which this session began, which is then forgotten; None for one that began otherwise."""
        kept = self._drawer.remove(digest(session))
        try:
            opened = jwe.decrypt_compact(kept.token, _key(session)).plaintext if kept else None
        except JoseError:
            return None
        return opened.decode("ascii") if opened else None


def _key(session: SecretStr) -> OctKey:
    return OctKey.import_key(hmac.new(as_bytes(session.get_secret_value()), b"farewell", hashlib.sha256).digest())
