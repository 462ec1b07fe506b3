"""What the person who runs the service can set, by environment variables that begin with AKTEURSNETZ_."""

from __future__ import annotations

import ipaddress
import os
from pathlib import Path

from pydantic import Field, SecretStr, ValidationInfo, field_validator
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

    store: str = Field(default_factory=_own_store, description="Store: sqlite:FILE, neo4j://HOST or memory:")
    store_user: str = Field(default="neo4j", description="User of a Neo4j server")
    store_password_file: Path | None = Field(default=None, description="File with the password of a Neo4j server")
    published_on: str | None = Field(default=None, description="Address of the machine for a container's port")
    host: str = Field(default="127.0.0.1", description="Address to listen on; only this machine's own is allowed")
    port: int = Field(default=8000, ge=1, le=65535, description="Port to listen on")
    network: str = Field(default="leverkusen", description="Network shown first")

    @property
    def address(self) -> str:
        """Where a browser on this machine finds the service."""
        host = self.published_on or self.host
        return f"http://{f'[{host}]' if ':' in host else host}:{self.port}"

    def store_password(self) -> SecretStr | None:
        """The password for the store's server, read anew each time, so that it stays in the file."""
        if self.store_password_file is None:
            return None
        try:
            return SecretStr(self.store_password_file.read_text(encoding="utf-8").strip())
        except OSError as error:
            raise BadValue(
                text("Die Datei mit dem Kennwort lässt sich nicht lesen."),
                place="AKTEURSNETZ_STORE_PASSWORD_FILE",
                value=str(self.store_password_file),
                remedy=text("Bitte prüfen, ob es sie gibt und ob sie gelesen werden darf."),
            ) from error

    @field_validator("published_on")
    @classmethod
    def _published_on_this_machine_only(cls, address: str | None) -> str | None:
        return None if address is None else _own_machine_only(address, "AKTEURSNETZ_PUBLISHED_ON")

    @field_validator("host")
    @classmethod
    def _listening_to_this_machine_only(cls, host: str, others: ValidationInfo) -> str:
        # A container has a loopback of its own: who may reach it, the address of its published port decides.
        return host if others.data.get("published_on") else _own_machine_only(host, "AKTEURSNETZ_HOST")


def _own_machine_only(address: str, place: str) -> str:
    if address != "localhost" and not _is_loopback(address):
        raise BadValue(
            text("Die Adresse „{value}“ ist nicht erlaubt, solange keine Anmeldung eingerichtet ist.", value=address),
            place=place,
            value=address,
            remedy=text("Bitte 127.0.0.1 verwenden."),
        )
    return address


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
