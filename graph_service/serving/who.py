"""Whose request it is: nobody's in particular, a signed-in account's, a program's, or that of a read link."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import Enum
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import Depends, Request
from pydantic import SecretStr

from graph_service.access import audit
from graph_service.access.accounts import Account
from graph_service.access.assembly import Access
from graph_service.access.links import PARAMETER
from graph_service.access.provider_trust import is_this_machine
from graph_service.access.roles import EVERY, Grants, Right, Role
from graph_service.access.sessions import csrf_fits, csrf_token
from graph_service.model.errors import BadValue, Forbidden, NotSignedIn
from graph_service.model.functions import check_function
from graph_service.model.text import text

CSRF_FIELD, CSRF_HEADER = "csrf", "X-CSRF-Token"
_SECURE_COOKIE, _PLAIN_COOKIE = "__Host-akteursnetz", "akteursnetz"


class Way(Enum):
    """How somebody came."""

    MACHINE = "machine"  # sign-in is switched off: the one person at this machine
    ANYONE = "anyone"
    SESSION = "session"
    TOKEN = "token"  # noqa: S105 - a word, not a token
    LINK = "link"


@dataclass(frozen=True)
class Person:
    """Who asks, and what they may; `via` is the id of the token or link that was shown."""

    way: Way
    grants: Grants
    account: Account | None = None
    session: SecretStr | None = None
    via: str | None = None

    def may(self, right: Right, network: str) -> bool:
        return self.grants.may(right, network)

    @property
    def id(self) -> str:
        """What the audit calls them."""
        if self.way is Way.MACHINE:
            return audit.MACHINE
        return self.account.id if self.account else audit.ANYONE

    def signature(self, typed: str = "") -> str:
        """Under what a change is signed: the account's function, or what was typed where nobody signs in."""
        if self.account is not None:
            return self.account.function
        if self.way is not Way.MACHINE:
            raise not_signed_in()
        if not typed.strip():
            raise BadValue(text("Diese Angabe fehlt."), place="author")
        return check_function(typed, "author")

    def seal(self, network: str) -> str:
        """What an answer depends on besides the data: the session whose forms it holds, or the role; "" for anyone."""
        if self.session is not None:
            return hashlib.sha256(b"seal" + self.session.get_secret_value().encode()).hexdigest()[:16]
        role = self.grants.role_in(network)
        return role.value if role and self.way in (Way.TOKEN, Way.LINK) else ""


MACHINE = Person(Way.MACHINE, Grants({EVERY: Role.ADMINISTRATOR}))
_ELSEWHERE = Person(Way.MACHINE, Grants({EVERY: Role.READER}, writing=False))
NOBODY = Person(Way.ANYONE, Grants(writing=False))


def not_signed_in() -> NotSignedIn:
    """What somebody hears who would have to say who they are."""
    return NotSignedIn(
        text("Dafür ist eine Anmeldung nötig."),
        remedy=text("Bitte anmelden; ein Konto gibt es bei der Administration."),
    )


def person_of(request: Request) -> Person:
    """Whose request it is, as the guard has found out; before that, nobody's."""
    found: Person = getattr(request.state, "person", NOBODY)
    return found


PersonOf = Annotated[Person, Depends(person_of)]


def access_of(request: Request) -> Access:
    access: Access = request.app.state.access
    return access


AccessOf = Annotated[Access, Depends(access_of)]


def identify(request: Request, network: str | None) -> Person:
    """Who asks for something about this network; NotSignedIn for a proof that does not hold."""
    access = access_of(request)
    if not access.sign_in:
        return MACHINE if is_own_machine(request.headers.get("host", "")) else _ELSEWHERE
    scheme, _, secret = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return _program(access, SecretStr(secret.strip()))
    signed_in = _signed_in(request, access)
    link = request.query_params.get(PARAMETER)
    if link and network and not (signed_in and signed_in.may(Right.READ, network)):
        return _by_link(request, access, network, SecretStr(link))
    return signed_in or Person(Way.ANYONE, access.openness.grants())


def _program(access: Access, secret: SecretStr) -> Person:
    bearer = access.tokens.find(secret)
    if bearer is None:
        raise NotSignedIn(
            text("Dieser Zugangsschlüssel gilt nicht, oder nicht mehr."),
            place="Authorization",
            remedy=text("Bitte unter dem eigenen Konto einen neuen ausstellen."),
        )
    return Person(Way.TOKEN, bearer.grants, bearer.account, via=bearer.token.id)


def _signed_in(request: Request, access: Access) -> Person | None:
    session = session_of(request)
    found = access.sessions.find(session) if session else None
    if found is None:
        return None
    own = found.account.grants
    # What anyone may read, whoever has signed in may read, too.
    return Person(Way.SESSION, Grants({**access.openness.grants().roles, **own.roles}), found.account, session)


def _by_link(request: Request, access: Access, network: str, given: SecretStr) -> Person:
    """Who brings a link that was made for exactly this view."""
    if request.method != "GET":
        raise not_signed_in()
    path: str = request.scope["path"]  # not that of the URL, which ends at a question mark in disguise
    link = access.links.open(given, network, path, request.query_params.multi_items())
    return Person(Way.LINK, link.grants, via=link.id)


def session_of(request: Request) -> SecretStr | None:
    """The id that the browser's cookie brings."""
    value = request.cookies.get(cookie_name(request))
    return SecretStr(value) if value else None


def is_secure(request: Request) -> bool:
    """Whether browsers come to this service over HTTPS."""
    return str(request.app.state.public_address or "").startswith("https://")


def own_address(request: Request) -> str:
    """Where the browser that asks finds this service; without a set address only names of this machine count."""
    host = request.headers.get("host", "")
    local: str = f"http://{host}" if is_own_machine(host) else request.app.state.settings.local_address
    return request.app.state.public_address or local


def cookie_name(request: Request) -> str:
    return _SECURE_COOKIE if is_secure(request) else _PLAIN_COOKIE


def client_of(request: Request) -> str:
    """The address from which somebody asks, behind a trusted proxy that which the proxy names."""
    return request.client.host if request.client else ""


def csrf_of(person: Person) -> str:
    """What a form of this person's pages has to carry; nothing where nobody has signed in."""
    return csrf_token(person.session) if person.session else ""


def check_csrf(person: Person, token: str) -> None:
    """Forbidden for a form that was not made in this session."""
    if person.session is not None and not csrf_fits(person.session, token):
        raise Forbidden(
            text("Dieses Formular gehört nicht zu dieser Anmeldung."),
            place=CSRF_FIELD,
            remedy=text(
                "Über „Zurück“ steht das Eingetragene noch da. Bitte das Formular in einem neuen Fenster"
                " noch einmal öffnen und es dorthin kopieren."
            ),
        )


def is_own_machine(host: str) -> bool:
    """Whether a Host header names this machine."""
    try:
        name = urlsplit(f"//{host}").hostname or ""
        return is_this_machine(name)
    except ValueError:
        return False
