"""Read links: signed addresses of exactly one view, for people without an account; they end, and can be revoked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TypeAlias
from urllib.parse import quote, urlencode

from pydantic import SecretStr

from graph_service.access.accounts import Account, Accounts
from graph_service.access.common import check_purpose, check_until, new_id, same, signature
from graph_service.access.drawer import Drawer, Kept
from graph_service.access.keys import Keys
from graph_service.access.roles import Grants, Right, Role
from graph_service.model.checking import check_line
from graph_service.model.errors import BadValue, NotFound, NotSignedIn
from graph_service.model.text import Text, text
from graph_service.stores.registry import Clock, Registry
from graph_service.stores.registry_common import utc_now

PARAMETER = "link"  # what an address bears the signature under
_REVISION = "revision"
_OPEN = frozenset({PARAMETER, "lang"})  # what a reader may add or change: the same view in the other language
_FORM = re.compile(r"([0-9]{6,9})\.(link-[0-9a-f]{12})\.([0-9]{10})\.([0-9a-f]{64})")
_LONGEST = 2000
Query: TypeAlias = tuple[tuple[str, str], ...]


class Link(Kept):
    """One view that may be read without an account; without a revision in its query it shows the newest state."""

    id: str
    network: str
    path: str
    query: Query
    purpose: str
    account: str
    created: datetime
    until: datetime

    @property
    def revision(self) -> int | None:
        return next((int(value) for name, value in self.query if name == _REVISION), None)

    @property
    def grants(self) -> Grants:
        return Grants({self.network: Role.READER}, writing=False)

    def ends(self) -> datetime:
        return self.until


@dataclass(frozen=True)
class _Proof:
    """What an address brings along: which link it is said to be, until when, signed with which key."""

    key: str
    link: str
    until: int
    signature: str

    @classmethod
    def parse(cls, given: SecretStr) -> _Proof | None:
        match = _FORM.fullmatch(given.get_secret_value())
        return cls(match[1], match[2], int(match[3]), match[4]) if match else None


class Links:
    """All read links of a service."""

    def __init__(self, registry: Registry, accounts: Accounts, clock: Clock = utc_now) -> None:
        self._drawer = Drawer(registry, "link", Link)
        self._keys = Keys(registry, "link", clock)
        self._accounts, self._clock = accounts, clock

    def make(
        self,
        account: Account,
        network: str,
        path: str,
        query: Iterable[tuple[str, str]],
        *,
        until: datetime,
        purpose: str,
        revision: int | None = None,
    ) -> Link:
        """A link to the view at this path and query, at a revision or always the newest; Forbidden without the right.

        Path and query are as the application reads them, without any per cent signs of an address.
        """
        account.grants.require(Right.SHARE, network)
        now = self._clock()
        pairs = [pair for pair in query if pair[0] not in {*_OPEN, _REVISION}]
        if revision is not None:
            pairs.append((_REVISION, str(revision)))
        link = Link(
            id=new_id("link"),
            network=network,
            path=_check_path(path),
            query=_check_query(pairs),
            purpose=check_purpose(purpose),
            account=account.id,
            created=now,
            until=check_until(until, now).replace(microsecond=0),
        )
        return self._drawer.add(link.id, link)

    def address(self, link: Link) -> str:
        """Where the view is found, from the root of the service on."""
        return self.part(link, link.path, link.query)

    def part(self, link: Link, path: str, query: Iterable[tuple[str, str]]) -> str:
        """The signed address of something that the page of the view itself needs, such as its picture."""
        key, pairs = self._keys.current(), _canonical(query)
        until = int(link.until.timestamp())
        signed = _signed(key.secret, link.network, path, pairs, link.id, until)
        return f"{quote(path)}?{urlencode([*pairs, (PARAMETER, f'{key.id}.{link.id}.{until}.{signed}')])}"

    def open(self, given: SecretStr, network: str, path: str, query: Iterable[tuple[str, str]]) -> Link:
        """The link whose signature came with a request for this view; NotSignedIn where it does not hold.

        `network` is the one of which the asked route will answer, not what the link says.
        """
        proof = _Proof.parse(given)
        key = self._keys.get(proof.key) if proof else None
        if proof is None or key is None:
            raise _refused(text("Dieser Link gilt nicht für diese Ansicht."))
        if not same(proof.signature, _signed(key.secret, network, path, _canonical(query), proof.link, proof.until)):
            raise _refused(text("Dieser Link gilt nicht für diese Ansicht."))
        if proof.until <= self._clock().timestamp():
            day = datetime.fromtimestamp(proof.until, UTC).date()
            raise _refused(text("Dieser Link ist am {day} abgelaufen.", day=day))
        link = self._drawer.get(proof.link)
        if link is None:
            raise _refused(text("Dieser Link wurde zurückgezogen."))
        self._check_maker(link)
        return link

    def _check_maker(self, link: Link) -> None:
        """NotSignedIn for a link whose account may not share views of this network any more."""
        maker = self._accounts.find(link.account)
        if maker is None or not maker.grants.may(Right.SHARE, link.network):
            raise _refused(text("Das Konto, das diesen Link angelegt hat, darf hier keine mehr vergeben."))

    def of(self, network: str) -> tuple[Link, ...]:
        """The links to views of a network, the one that ends first before the others."""
        found = (link for link in self._drawer.all() if link.network == network)
        return tuple(sorted(found, key=lambda link: (link.until, link.id)))

    def revoke(self, network: str, link_id: str) -> Link:
        """Ends a link to a view of this network; NotFound if it has none of this id."""
        link = self._drawer.get(link_id)
        if link is None or link.network != network:
            raise NotFound(
                text("Einen Link „{value}“ gibt es in diesem Netzwerk nicht.", value=link_id[:80]),
                value=link_id[:80],
                remedy=text("Vielleicht ist er abgelaufen oder schon zurückgezogen."),
            )
        self._drawer.remove(link_id)
        return link

    def by(self, account_id: str) -> tuple[Link, ...]:
        """The links that an account made."""
        return tuple(link for link in self._drawer.all() if link.account == account_id)

    def revoke_by(self, account_id: str) -> tuple[Link, ...]:
        """Ends every link that an account made; which these were."""
        found = self.by(account_id)
        for link in found:
            self._drawer.remove(link.id)
        return found

    def revoke_all(self) -> None:
        """Ends every link of the service: for when a key may be known to others."""
        self._keys.forget()
        for link in tuple(self._drawer.all()):
            self._drawer.remove(link.id)


def _signed(key: SecretStr, network: str, path: str, query: Query, link_id: str, until: int) -> str:
    flat = [part for pair in query for part in pair]
    return signature(key, "link", network, link_id, until, path, *flat)


def _canonical(query: Iterable[tuple[str, str]]) -> Query:
    """A query whose order of names does not matter; that of several values for one name does."""
    return tuple(sorted((pair for pair in query if pair[0] not in _OPEN), key=lambda pair: pair[0]))


def _check_path(path: str) -> str:
    steps = check_line(path).split("/")
    if not path.startswith("/") or "\\" in path or ".." in steps or "" in steps[1:] or len(path) > _LONGEST:
        raise BadValue(
            text("„{value}“ ist keine Seite dieses Dienstes.", value=path[:80]),
            place="path",
            value=path[:80],
            remedy=text("Bitte den Link auf der Seite anlegen, die gezeigt werden soll."),
        )
    return path


def _check_query(query: Sequence[tuple[str, str]]) -> Query:
    if sum(len(check_line(name)) + len(check_line(value)) for name, value in query) > _LONGEST:
        raise BadValue(
            text("Die Auswahl ist zu lang für einen Link."),
            place="query",
            remedy=text("Bitte weniger Filter setzen."),
        )
    return _canonical(query)


def _refused(message: Text) -> NotSignedIn:
    return NotSignedIn(message, place=PARAMETER, remedy=text("Bitte die Stelle fragen, von der der Link kommt."))
