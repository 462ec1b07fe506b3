"""Which identity provider is trusted, as which client, and which of its groups have which role in which network."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from pydantic import SecretStr

from graph_service.access.roles import EVERY, Role, parse_grant
from graph_service.model.errors import BadValue
from graph_service.model.identity import fold
from graph_service.model.nearness import nearest
from graph_service.model.text import Text, text

_ISSUER, _CLIENT, _SECRET, _GROUPS, _ROLES = (
    "AKTEURSNETZ_PROVIDER",
    "AKTEURSNETZ_PROVIDER_CLIENT",
    "AKTEURSNETZ_PROVIDER_SECRET_FILE",
    "AKTEURSNETZ_PROVIDER_GROUPS_CLAIM",
    "AKTEURSNETZ_PROVIDER_ROLES",
)
_BETWEEN_GRANTS = re.compile(r"[;\n]")
_SEVERAL_IN_ONE = re.compile(r"=[^=,]+:[^=,]+,")  # "a=town:reader,b=…": meant as two, would be one odd group
_PERSON = ("name", "preferred_username", "nickname", "email", "given_name", "family_name")


@dataclass(frozen=True)
class GroupGrant:
    """What whoever is in a group of the provider is in a network (or in `*`, every one)."""

    group: str
    network: str
    role: Role


@dataclass(frozen=True)
class Trust:
    """The provider that vouches for people, and what its word is worth here.

    `groups_claim` and `function_claim` are names of claims of the ID token, with dots for what lies deeper.
    """

    issuer: str
    client: str
    secret: SecretStr | None
    grants: tuple[GroupGrant, ...]
    groups_claim: str = "groups"
    function_claim: str | None = None

    def __post_init__(self) -> None:
        check_address(self.issuer, _ISSUER)
        for place, value in ((_CLIENT, self.client), (_GROUPS, self.groups_claim)):
            if not value.strip():
                raise _missing(place)
        if not self.grants:
            raise _missing(_ROLES)
        if self.secret is not None and not self.secret.get_secret_value():
            raise _missing(_SECRET)

    def roles(self, claims: Mapping[str, Any]) -> dict[str, Role]:
        """The highest role by network that a person's groups give; groups without a role here count for nothing."""
        roles: dict[str, Role] = {}
        for grant in self._grants_of(claims):
            known = roles.get(grant.network)
            if known is None or grant.role.includes(known):
                roles[grant.network] = grant.role
        return roles

    def function(self, claims: Mapping[str, Any]) -> str:
        """The function that a person signs in as: its claim, else the group with the highest role; never a name."""
        told = claim_at(claims, self.function_claim) if self.function_claim else None
        if isinstance(told, str) and told.strip() and not _names_a_person(told, claims):
            return told.strip()
        highest = max(self._grants_of(claims), key=lambda grant: grant.role.rank)
        return highest.group.replace("@", " ").rpartition("/")[2].strip() or highest.role.label.de

    def check_networks(self, networks: Collection[str]) -> None:
        """BadValue where a role is for a network that is not there; before the first one is, nothing is refused."""
        for grant in self.grants:
            if networks and grant.network not in (EVERY, *networks):
                raise BadValue(
                    text("Ein Netzwerk „{value}“ gibt es nicht.", value=grant.network),
                    place=_ROLES,
                    value=grant.network,
                    near=nearest(grant.network, {name: name for name in networks}),
                    remedy=text("Erlaubt: {words}.", words=(*sorted(networks), EVERY)),
                )

    def _grants_of(self, claims: Mapping[str, Any]) -> tuple[GroupGrant, ...]:
        groups = groups_in(claim_at(claims, self.groups_claim))
        return tuple(grant for grant in self.grants if grant.group in groups)


def parse_grants(words: str) -> tuple[GroupGrant, ...]:
    """What "integration=leverkusen:coordinator; leitung=*:reader" says; BadValue names the part that says nothing."""
    parts = (part.strip() for part in _BETWEEN_GRANTS.split(words))
    return tuple(_grant(part) for part in parts if part)


def claim_at(claims: Mapping[str, Any], path: str) -> Any:
    """The value of a claim, by its name or by a path of names with dots; None where there is none."""
    if path in claims:
        return claims[path]
    value: Any = claims
    for name in path.split("."):
        if not isinstance(value, Mapping) or name not in value:
            return None
        value = value[name]
    return value


def groups_in(value: Any) -> frozenset[str]:
    """The groups that a claim names, one or a list; whatever else stands there is no group."""
    named: Iterable[Any] = value if isinstance(value, list) else [value]
    return frozenset(_group(one) for one in named if isinstance(one, str))


def check_address(address: str, place: str) -> str:
    """The address itself; BadValue for one that is not safe to talk to: https, and http on this machine only."""
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        raise _bad_address(address, place) from None
    odd = parts.username is not None or parts.query or parts.fragment or not host or not address.isprintable()
    if odd or not (parts.scheme == "https" or (parts.scheme == "http" and is_this_machine(host))):
        raise _bad_address(address, place)
    return address


def is_this_machine(host: str) -> bool:
    """Whether a host's name is one under which a machine only reaches itself."""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _grant(part: str) -> GroupGrant:
    group, equals, grant = part.rpartition("=")
    if not equals or not _group(group) or _SEVERAL_IN_ONE.search(part):
        raise _bad_grant(
            part,
            text("„{value}“ nennt nicht Gruppe, Netzwerk und Rolle.", value=part[:80]),
            text("Bitte so angeben: „integration=leverkusen:coordinator“; mehrere mit Semikolon trennen."),
        )
    try:
        network, role = parse_grant(grant)
    except BadValue as error:
        raise _bad_grant(grant, error.message, error.remedy, error.near) from None
    return GroupGrant(_group(group), network, role)


def _group(name: str) -> str:
    """A group's name without the slash before it that some providers write for a path."""
    return name.strip().removeprefix("/")


def _names_a_person(words: str, claims: Mapping[str, Any]) -> bool:
    names = [fold(str(claims[claim])) for claim in _PERSON if claims.get(claim)]
    said = fold(words)
    parts = [fold(str(claims[claim])) for claim in ("given_name", "family_name") if claims.get(claim)]
    return "@" in words or said in names or (len(parts) == 2 and all(part in said for part in parts))


def _missing(place: str) -> BadValue:
    return BadValue(
        text("Für den Identitätsanbieter fehlt eine Einstellung."),
        place=place,
        remedy=text("Bitte {place} setzen; „docs/betrieb.md“ sagt, wozu.", place=place),
    )


def _bad_address(address: str, place: str) -> BadValue:
    return BadValue(
        text("„{value}“ ist keine Adresse eines Identitätsanbieters.", value=address[:200]),
        place=place,
        value=address[:200],
        remedy=text("Sie muss mit https:// beginnen (auf diesem Rechner auch http://) und weder „?“ noch „#“ haben."),
    )


def _bad_grant(value: str, message: Text, remedy: Text | None, near: tuple[str, ...] = ()) -> BadValue:
    return BadValue(message, place=_ROLES, value=value[:80], remedy=remedy, near=near)
