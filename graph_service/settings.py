"""What the person who runs the service can set, by environment variables that begin with AKTEURSNETZ_."""

from __future__ import annotations

import ipaddress
import os
from pathlib import Path
from typing import Literal, Self
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationInfo, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from graph_service.access.provider_trust import Trust, is_this_machine, parse_grants
from graph_service.model.errors import BadValue
from graph_service.model.text import text
from graph_service.serving.logs import LogForm


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
    sign_in: Literal["off", "on"] = Field(default="off", description="Whether people have to sign in: on or off")
    address: str | None = Field(default=None, description="Where browsers elsewhere find the service: https://NAME")
    proxies: str = Field(default="", description="Addresses of proxies that name the asking machine, with commas")
    provider: str | None = Field(default=None, description="Identity provider for signing in: its issuer address")
    provider_client: str = Field(default="", description="Name of this service as a client of the identity provider")
    provider_secret_file: Path | None = Field(default=None, description="File with the secret of that client")
    provider_groups_claim: str = Field(default="groups", description="Claim of the ID token that names groups")
    provider_function_claim: str | None = Field(default=None, description="Claim of the ID token for the function")
    provider_roles: str = Field(default="", description="Roles of groups: GROUP=NETWORK:ROLE; GROUP=NETWORK:ROLE")
    published_on: str | None = Field(default=None, description="Address of the machine for a container's port")
    host: str = Field(default="127.0.0.1", description="Address to listen on; only this machine's own without sign-in")
    port: int = Field(default=8000, ge=1, le=65535, description="Port to listen on")
    network: str = Field(default="leverkusen", description="Network shown first")
    keep_audit: int = Field(default=730, ge=30, le=3650, description="Days for which lines of the audit are kept")
    keep_proposals: int = Field(default=365, ge=1, le=3650, description="Days for which decided proposals are kept")
    keep_attempts: int = Field(default=30, ge=1, le=30, description="Days from where an account signed in is known")
    log: LogForm = Field(default="plain", description="Log for people (plain) or, with every request, as JSON (json)")
    metrics_from: str = Field(
        default="127.0.0.0/8,::1", description="Addresses that may read /metrics without a token, with commas"
    )

    @property
    def local_address(self) -> str:
        """Where a browser on this machine finds the service."""
        host = self.published_on or self.host
        return f"http://{f'[{host}]' if ':' in host else host}:{self.port}"

    def store_password(self) -> SecretStr | None:
        """The password for the store's server, read anew each time, so that it stays in the file."""
        return _secret_in(self.store_password_file, "AKTEURSNETZ_STORE_PASSWORD_FILE")

    def trust(self) -> Trust | None:
        """The identity provider that vouches for people; None where none is set, BadValue where it cannot be one."""
        if not self.provider:
            return None
        if self.sign_in != "on":
            raise BadValue(
                text("Ein Identitätsanbieter ist eingestellt, aber die Anmeldung ist ausgeschaltet."),
                place="AKTEURSNETZ_SIGN_IN",
                remedy=text("Bitte AKTEURSNETZ_SIGN_IN=on setzen oder AKTEURSNETZ_PROVIDER weglassen."),
            )
        return Trust(
            issuer=self.provider,
            client=self.provider_client,
            secret=_secret_in(self.provider_secret_file, "AKTEURSNETZ_PROVIDER_SECRET_FILE"),
            grants=parse_grants(self.provider_roles),
            groups_claim=self.provider_groups_claim,
            function_claim=self.provider_function_claim,
        )

    @field_validator("address")
    @classmethod
    def _address_of_a_whole_site(cls, address: str | None) -> str | None:
        return _site(address) if address else None

    @field_validator("proxies")
    @classmethod
    def _proxies_by_their_numbers(cls, proxies: str) -> str:
        return _networks_of(proxies, "AKTEURSNETZ_PROXIES")

    @field_validator("metrics_from")
    @classmethod
    def _readers_of_metrics_by_their_numbers(cls, readers: str) -> str:
        return _networks_of(readers, "AKTEURSNETZ_METRICS_FROM")

    @field_validator("published_on")
    @classmethod
    def _published_on_this_machine_only(cls, address: str | None, others: ValidationInfo) -> str | None:
        if address is None or others.data.get("sign_in") == "on":
            return address
        return _own_machine_only(address, "AKTEURSNETZ_PUBLISHED_ON")

    @model_validator(mode="after")
    def _found_by_others_under_a_safe_address(self) -> Self:
        # Passwords and sessions would go over the wire for everybody to read.
        if self.address is None and not is_this_machine(self.published_on or self.host):
            raise BadValue(
                text("Wer von anderen Rechnern kommt, braucht eine verschlüsselte Adresse."),
                place="AKTEURSNETZ_ADDRESS",
                remedy=text("Bitte die Adresse vor dem Proxy angeben, zum Beispiel https://netz.example.org."),
            )
        return self

    @field_validator("host")
    @classmethod
    def _listening_to_this_machine_only(cls, host: str, others: ValidationInfo) -> str:
        # A container has a loopback of its own: who may reach it, the address of its published port decides.
        known = others.data.get("published_on") or others.data.get("sign_in") == "on"
        return host if known else _own_machine_only(host, "AKTEURSNETZ_HOST")


def _secret_in(file: Path | None, place: str) -> SecretStr | None:
    if file is None:
        return None
    try:
        return SecretStr(file.read_text(encoding="utf-8").strip())
    except (OSError, UnicodeDecodeError) as error:
        raise BadValue(
            text("Die Datei mit dem Kennwort lässt sich nicht lesen."),
            place=place,
            value=str(file),
            remedy=text("Bitte prüfen, ob es sie gibt und ob sie gelesen werden darf."),
        ) from error


def _own_machine_only(address: str, place: str) -> str:
    if not is_this_machine(address):
        raise BadValue(
            text("Die Adresse „{value}“ ist nicht erlaubt, solange keine Anmeldung eingerichtet ist.", value=address),
            place=place,
            value=address,
            remedy=text("Bitte 127.0.0.1 verwenden, oder die Anmeldung einrichten: AKTEURSNETZ_SIGN_IN=on."),
        )
    return address


def _site(address: str) -> str:
    """The address of a site as browsers name it; only on this machine without encryption."""
    try:
        parts = urlsplit(address.strip().lower())
        safe = parts.scheme == "https" or (parts.scheme == "http" and is_this_machine(parts.hostname or ""))
        whole = parts.hostname and not parts.username and parts.path in ("", "/") and not parts.query + parts.fragment
        port = {("https", 443): None, ("http", 80): None}.get((parts.scheme, parts.port or 0), parts.port)
    except ValueError:
        safe = whole = False
    if not (safe and whole):
        raise BadValue(
            text("„{value}“ kann nicht die Adresse dieses Dienstes sein.", value=address[:80]),
            place="AKTEURSNETZ_ADDRESS",
            value=address[:80],
            remedy=text("Erwartet wird etwas wie https://netz.example.org, ohne Pfad."),
        )
    host = f"[{parts.hostname}]" if ":" in str(parts.hostname) else parts.hostname
    return f"{parts.scheme}://{host}{f':{port}' if port else ''}"


def _networks_of(words: str, place: str) -> str:
    return ",".join(_network_of(each.strip(), place) for each in words.split(",") if each.strip())


def _network_of(word: str, place: str) -> str:
    try:
        return str(ipaddress.ip_network(word, strict=False)) if "/" in word else str(ipaddress.ip_address(word))
    except ValueError:
        raise BadValue(
            text("„{value}“ ist keine Adresse eines Rechners oder Netzes.", value=word[:80]),
            place=place,
            value=word[:80],
            remedy=text("Erwartet werden Nummern, zum Beispiel 127.0.0.1 oder 10.0.0.0/8, mit Komma getrennt."),
        ) from None
