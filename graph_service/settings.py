"""What the person who runs the service can set, by environment variables that begin with AKTEURSNETZ_."""

from __future__ import annotations

import ipaddress
import os
from pathlib import Path

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from graph_service.model.errors import BadValue
from graph_service.model.text import text


def own_folder() -> Path:
    """Where the store lies if nothing else is set: this user's place for data."""
    base = os.environ.get("XDG_DATA_HOME") or str(Path.home() / ".local" / "share")
    return Path(base) / "akteursnetz"


def _own_store() -> str:
    return f"sqlite:{own_folder() / 'akteursnetz.sqlite'}"


class Settings(BaseSettings):
    """Where the data are and where the service listens; the defaults suit one person on one machine."""

    model_config = SettingsConfigDict(env_prefix="AKTEURSNETZ_", extra="ignore", frozen=True)

    store: str = Field(default_factory=_own_store, description="Store: sqlite:FILE or memory:")
    host: str = Field(default="127.0.0.1", description="Address to listen on; only this machine's own is allowed")
    port: int = Field(default=8000, ge=1, le=65535, description="Port to listen on")
    network: str = Field(default="leverkusen", description="Network shown first")

    @field_validator("host")
    @classmethod
    def _own_machine_only(cls, host: str) -> str:
        if host != "localhost" and not _is_loopback(host):
            raise BadValue(
                text("Die Adresse „{value}“ ist nicht erlaubt, solange keine Anmeldung eingerichtet ist.", value=host),
                place="AKTEURSNETZ_HOST",
                value=host,
                remedy=text("Bitte 127.0.0.1 verwenden."),
            )
        return host


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
