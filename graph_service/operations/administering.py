"""What is done about accounts, tokens, links and public reading: each act with its line in the audit."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, time
from urllib.parse import parse_qsl, unquote, urlsplit

from pydantic import SecretStr

from graph_service.access.accounts import Account
from graph_service.access.assembly import Access
from graph_service.access.audit import Event, Note, Wanted
from graph_service.access.links import Link
from graph_service.access.roles import EVERY, Role
from graph_service.access.tokens import Issued, Token
from graph_service.model.errors import BadValue, Conflict, NotFound
from graph_service.model.identity import fold, local_of
from graph_service.model.nearness import nearest
from graph_service.model.network import Network
from graph_service.model.nodes import Actor
from graph_service.model.period import PartialDate
from graph_service.model.text import text
from graph_service.operations.service import Service, today

_END_OF_DAY = time(23, 59, 59)


@dataclass(frozen=True)
class Administering:
    """The acts of one who may do them; `by` is an account, or the word of the audit for who has none."""

    service: Service
    access: Access
    by: str

    def add(
        self,
        name: str,
        function: str,
        password: SecretStr,
        roles: Mapping[str, Role],
        actors: Mapping[str, Collection[str]] | None = None,
    ) -> Account:
        """A new local account that speaks for these actors of networks; NotFound, and none is made, without them."""
        self._check_networks(roles)
        speaking = {network: self._actors(network, words) for network, words in (actors or {}).items()}
        account = self.access.accounts.make(name, function, password, roles)
        self._note(Event.ACCOUNT_MADE, account.id)
        for network, ids in speaking.items():
            account = self._set_actors(account.id, network, ids) if ids else account
        return account

    def set_function(self, account_id: str, function: str) -> Account:
        account = self.access.accounts.set_function(account_id, function)
        self._note(Event.FUNCTION_CHANGED, account_id)
        return account

    def set_roles(self, account_id: str, roles: Mapping[str, Role]) -> Account:
        """These roles and no others; BadValue where an identity provider says them."""
        self._refuse_own(account_id)
        self._check_networks(roles)
        if self.access.accounts.get(account_id).name is None:
            raise BadValue(
                text("Die Rollen dieses Kontos sagt der Identitätsanbieter."),
                place="role",
                remedy=text("Bitte dort die Gruppen ändern; sie gelten ab der nächsten Anmeldung."),
            )
        account = self.access.accounts.set_roles(account_id, roles)
        self._note(Event.ROLES_CHANGED, account_id)
        return account

    def set_actors(self, account_id: str, network: str, words: Collection[str]) -> Account:
        """The actors of a network, by id or name, for which the account speaks, and no others there."""
        return self._set_actors(account_id, network, self._actors(network, words))

    def _actors(self, network: str, words: Collection[str]) -> list[str]:
        known = self.service.network(network)
        return [_actor(known, word) for word in words]

    def _set_actors(self, account_id: str, network: str, ids: Collection[str]) -> Account:
        account = self.access.accounts.set_actors(account_id, network, ids)
        self._note(Event.ACTORS_CHANGED, account_id, network)
        return account

    def set_password(self, account_id: str, password: SecretStr) -> Account:
        account = self.access.accounts.set_password(account_id, password)
        self._note(Event.PASSWORD_CHANGED, account_id)
        return account

    def close(self, account_id: str) -> Account:
        """Closes an account, ends its sessions and takes its tokens and read links away for good."""
        self._refuse_own(account_id)
        account = self.access.accounts.set_disabled(account_id, True)
        self._note(Event.ACCOUNT_CLOSED, account_id)
        self._revoke_all_of(account_id)
        return account

    def reopen(self, account_id: str) -> Account:
        account = self.access.accounts.set_disabled(account_id, False)
        self._note(Event.ACCOUNT_REOPENED, account_id)
        return account

    def remove(self, account_id: str) -> None:
        """Forgets an account with its sessions, tokens and read links; what it signed stays."""
        self._refuse_own(account_id)
        self.access.accounts.remove(account_id)
        self._note(Event.ACCOUNT_REMOVED, account_id)
        self._revoke_all_of(account_id)

    def _revoke_all_of(self, account_id: str) -> None:
        """Ends the tokens of an account, and the read links for which nobody vouches any more."""
        self.access.tokens.revoke_all(account_id)
        for link in self.access.links.revoke_by(account_id):
            self._note(Event.LINK_REVOKED, link.id, link.network)

    def sign_out(self, account_id: str) -> Account:
        """Ends all sessions of an account."""
        account = self.access.accounts.end_sessions(account_id)
        self._note(Event.SESSIONS_ENDED, account_id)
        return account

    def issue_token(
        self, account: Account, purpose: str, network: str, role: Role, until: datetime, *, writing: bool
    ) -> Issued:
        """A new token; NotFound for a network that is not there."""
        self._check_networks([network])
        issued = self.access.tokens.issue(account, purpose, network, role, until, writing=writing)
        self._note(Event.TOKEN_ISSUED, issued.token.id, network)
        return issued

    def revoke_token(self, token_id: str, account_id: str | None = None) -> Token:
        """Ends a token, of this account where one is named; NotFound if there is none."""
        owner = account_id or next((one.account for one in self.access.tokens.all() if one.id == token_id), "")
        token = self.access.tokens.revoke(owner, token_id)
        self._note(Event.TOKEN_REVOKED, token_id, token.network)
        return token

    def make_link(
        self,
        account: Account,
        address: str,
        purpose: str,
        until: datetime,
        check_page: Callable[[str], None],
        revision: int | None = None,
        network: str | None = None,
    ) -> Link:
        """A read link to the page at this address, as a browser has it; at a revision, or always the newest.

        BadValue where it is no page of a network, or not of this one, or where `check_page` says so of its path: who
        reads by a link may do nothing but read.
        """
        path, query = _parted(address)
        found = path.split("/")[1]
        if network not in (None, found):
            raise no_page(address)
        network = found
        self.service.view(network, revision)
        check_page(path)
        link = self.access.links.make(account, network, path, query, until=until, purpose=purpose, revision=revision)
        self._note(Event.LINK_MADE, link.id, network)
        return link

    def revoke_link(self, network: str, link_id: str) -> Link:
        link = self.access.links.revoke(network, link_id)
        self._note(Event.LINK_REVOKED, link_id, network)
        return link

    def revoke_links(self) -> None:
        """Ends every read link of the service."""
        self.access.links.revoke_all()
        self._note(Event.LINKS_REVOKED)

    def open_network(self, network: str) -> None:
        """From now on anyone may read the network; NotFound if it is not there."""
        self._check_networks([network])
        self.access.openness.open(network)
        self._note(Event.NETWORK_OPENED, network=network)

    def close_network(self, network: str) -> None:
        """From now on only who has a role may read the network."""
        self._check_networks([network])
        self.access.openness.close(network)
        self._note(Event.NETWORK_CLOSED, network=network)

    def read_audit(self, wanted: Wanted, *, after: int | None = None, newest_first: bool = False) -> Iterator[Note]:
        """The lines that are asked for; that somebody reads them is noted first."""
        self._check_networks([wanted.network or EVERY])
        self._note(Event.AUDIT_READ, network=wanted.network)
        return self.access.audit.walk(wanted, after=after, newest_first=newest_first)

    def _check_networks(self, networks: Iterable[str]) -> None:
        for network in networks:
            if network != EVERY:
                self.service.info(network)

    def _refuse_own(self, account_id: str) -> None:
        if account_id == self.by:
            raise Conflict(
                text("Das eigene Konto kann man so nicht ändern, damit niemand sich selbst aussperrt."),
                remedy=text("Bitte eine andere Person mit der Rolle Administration darum bitten."),
            )

    def _note(self, event: Event, what: str = "", network: str | None = None) -> None:
        self.access.audit.note(event, self.by, what=what, network=None if network == EVERY else network)


def end_of(words: str) -> datetime:
    """The end of the day, month or year that is written; BadValue if it is none."""
    try:
        return datetime.combine(PartialDate.written(words).last, _END_OF_DAY).astimezone()
    except (BadValue, OverflowError) as error:
        raise BadValue(
            text("„{value}“ ist kein Tag.", value=words[:80]),
            place="until",
            value=words[:80],
            remedy=text("Bitte so schreiben: {example}.", example=today().replace(month=12, day=31).isoformat()),
        ) from error


def _actor(known: Network, words: str) -> str:
    """The id of the actor that is named, by its id or one of its names; NotFound names the nearest."""
    wanted = words.strip()
    spelt: dict[str, str] = {}
    for actor in known.of_type(Actor):
        if wanted in (actor.id, local_of(actor.id)) or fold(wanted) in map(fold, (actor.name, *actor.names)):
            return actor.id
        spelt |= {actor.name: actor.name, local_of(actor.id): actor.id}
    near = nearest(wanted.removeprefix("actor/"), spelt)
    raise NotFound(
        text("Ein Akteur „{value}“ ist in diesem Netzwerk nicht erfasst.", value=wanted[:80]),
        place="actor",
        value=wanted[:80],
        near=near,
        remedy=text("Gemeint ist vielleicht: {words}.", words=near) if near else None,
    )


def _parted(address: str) -> tuple[str, list[tuple[str, str]]]:
    """Path and query of an address of this service, as the application reads them."""
    try:
        parts = urlsplit(address.strip())
    except ValueError as error:
        raise no_page(address) from error
    elsewhere = parts.scheme or parts.netloc or parts.path.startswith(("//", "/api/"))
    if elsewhere or not parts.path.startswith("/") or parts.path == "/":
        raise no_page(address)
    query = parse_qsl(parts.query, keep_blank_values=False)
    return unquote(parts.path), [(name, value) for name, value in query if name != "done"]


def no_page(address: str) -> BadValue:
    """The refusal of an address at which no page of a network is."""
    return BadValue(
        text("„{value}“ ist keine Seite eines Netzwerks.", value=address[:80]),
        place="address",
        value=address[:80],
        remedy=text("Bitte die Adresse einer Seite angeben, zum Beispiel „/leverkusen/abdeckung“."),
    )
