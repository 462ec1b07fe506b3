"""Roles, what each may do, and who has which role in which network."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum

from graph_service.model.errors import BadValue, Forbidden
from graph_service.model.identity import check_network_id
from graph_service.model.text import Label, text
from graph_service.model.vocabulary import look_up

EVERY = "*"  # stands for every network, also those that are made later
_ROLE = Label(de="Rolle", en="role")


class Role(Enum):
    """What somebody is in a network, from the least to the most; each may what those before it may."""

    READER = "reader"
    CONTRIBUTOR = "contributor"
    COORDINATOR = "coordinator"
    ADMINISTRATOR = "administrator"

    @property
    def rank(self) -> int:
        return tuple(Role).index(self)

    @property
    def label(self) -> Label:
        return _LABELS[self]

    def includes(self, other: Role) -> bool:
        """Whether whoever has this role may also what the other may."""
        return self.rank >= other.rank


_LABELS = {
    Role.READER: Label(de="Lesen", en="reader"),
    Role.CONTRIBUTOR: Label(de="Beitragen", en="contributor"),
    Role.COORDINATOR: Label(de="Koordination", en="coordinator"),
    Role.ADMINISTRATOR: Label(de="Administration", en="administrator"),
}


class Right(Enum):
    """What can be allowed in a network."""

    READ = "read"
    PROPOSE = "propose"  # changes to the records that the account speaks for
    READ_RESTRICTED = "read_restricted"  # contacts of functions, internal notes
    EDIT = "edit"  # records, judgements, loads, taking back
    DECIDE = "decide"  # about proposals
    SHARE = "share"  # read links
    READ_AUDIT = "read_audit"
    ADMINISTER = "administer"  # accounts, public reading, privacy


LEAST: Mapping[Right, Role] = {
    Right.READ: Role.READER,
    Right.PROPOSE: Role.CONTRIBUTOR,
    Right.READ_RESTRICTED: Role.COORDINATOR,
    Right.EDIT: Role.COORDINATOR,
    Right.DECIDE: Role.COORDINATOR,
    Right.SHARE: Role.COORDINATOR,
    Right.READ_AUDIT: Role.ADMINISTRATOR,
    Right.ADMINISTER: Role.ADMINISTRATOR,
}
_READING = frozenset({Right.READ, Right.READ_RESTRICTED, Right.READ_AUDIT})


@dataclass(frozen=True)
class Grants:
    """The roles of one person or program, by network; without `writing`, they allow reading only."""

    roles: Mapping[str, Role] = field(default_factory=dict)
    writing: bool = True

    def role_in(self, network: str) -> Role | None:
        """The highest role in a network, by its name or by `*`; None for a stranger there."""
        found = [self.roles[name] for name in (network, EVERY) if name in self.roles]
        return max(found, key=lambda role: role.rank, default=None)

    def may(self, right: Right, network: str) -> bool:
        role = self.role_in(network)
        return role is not None and role.includes(LEAST[right]) and (self.writing or right in _READING)

    def require(self, right: Right, network: str) -> None:
        """Forbidden where the right is missing; a network that is not there sounds like one of others."""
        if not self.may(right, network):
            role = LEAST[right].label
            raise Forbidden(
                text("Dafür ist in allen Netzwerken die Rolle {role} nötig.", role=role) if network == EVERY
                else text("Dafür ist in „{network}“ die Rolle {role} nötig.", network=network[:60], role=role),
                remedy=text("Bitte mit einem Konto anmelden, das diese Rolle hat, oder die Administration fragen."),
            )  # fmt: skip

    def readable(self, networks: Iterable[str]) -> tuple[str, ...]:
        """Those of the networks that may be read, in their order."""
        return tuple(network for network in networks if self.may(Right.READ, network))

    def limited(self, network: str, role: Role, *, writing: bool) -> Grants:
        """What remains of these grants for one network (or `*`) and one role at most."""
        names = set(self.roles) if network == EVERY else {network}
        found = {name: self.role_in(name) for name in names}
        return Grants(
            {name: min(own, role, key=lambda each: each.rank) for name, own in found.items() if own is not None},
            writing=self.writing and writing,
        )


def parse_grant(words: str) -> tuple[str, Role]:
    """A network and a role from "leverkusen:coordinator", or from "*:administrator" for every network."""
    network, colon, role = words.strip().partition(":")
    if not colon:
        raise BadValue(
            text("„{value}“ nennt nicht Netzwerk und Rolle.", value=words[:80]),
            value=words[:80],
            remedy=text("Bitte beides mit Doppelpunkt angeben, zum Beispiel „leverkusen:coordinator“."),
        )
    return check_grant_network(network), parse_role(role)


def parse_role(word: str) -> Role:
    """A role by its word in the program or in German; UnknownWord names the nearest."""
    return look_up(word.strip().lower(), _words(), _ROLE)


def _words() -> Mapping[str, Role]:
    return {role.value: role for role in Role} | {role.label.de.lower(): role for role in Role}


def check_grant_network(network: str) -> str:
    """The network's id, or `*`, itself; BadValue for anything else."""
    return network if network == EVERY else check_network_id(network)
