"""Commands for accounts: who may sign in, in which function, with which roles, and for whom it speaks."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from pydantic import SecretStr

from graph_service.commands.shared import (
    Json,
    Network,
    State,
    Store,
    load_first,
    network_named,
    opened,
    say,
    settings_for,
)
from graph_service.language import render
from graph_service.model.errors import BadInput
from graph_service.model.text import Text, Value, counted, text

if TYPE_CHECKING:
    from graph_service.access.accounts import Account
    from graph_service.access.roles import Role
    from graph_service.operations.administering import Administering

Name = Annotated[str, typer.Argument(help="Kontoname oder Kennung / name or id of the account")]
Roles = Annotated[
    list[str], typer.Option("--role", help="Netzwerk und Rolle / network and role, e.g. leverkusen:coordinator")
]
Actors = Annotated[list[str] | None, typer.Option("--actor", help="Akteur / actor, e.g. actor/awo")]
PasswordFile = Annotated[
    Path | None, typer.Option(help="Datei mit dem Kennwort, - für die Standardeingabe / file with the password")
]
_LONGEST_FILE = 2000

accounts = typer.Typer(
    help="Konten: wer sich anmelden darf, in welcher Funktion, mit welchen Rollen.", no_args_is_help=True
)


@contextmanager
def administering(store: str | None) -> Iterator[Administering]:
    """What can be done about accounts beside the chosen store, closed again whatever happens."""
    from graph_service.access.assembly import Access  # noqa: PLC0415
    from graph_service.access.audit import COMMAND_LINE  # noqa: PLC0415
    from graph_service.operations.administering import Administering  # noqa: PLC0415
    from graph_service.stores import open_registry  # noqa: PLC0415

    chosen = settings_for(store)
    with opened(chosen.store) as service:
        load_first(service)
        kept = open_registry(chosen.store, user=chosen.store_user, password=chosen.store_password())
        with closing(kept) as registry:
            yield Administering(service, Access.over(registry, sign_in=False), COMMAND_LINE)


def account_named(done: Administering, words: str) -> Account:
    """The account of this name or id; NotFound names the nearest."""
    known = done.access.accounts
    return known.get(words) if words.startswith("account-") else known.named(words)


@accounts.command()
def add(
    name: Annotated[str, typer.Argument(help="Kontoname zum Anmelden / name to sign in with, e.g. koordination")],
    function: Annotated[str, typer.Option(help="Funktion, nicht Person / function, not a person")],
    role: Roles,
    actor: Actors = None,
    password_file: PasswordFile = None,
    network: Network = None,
    store: Store = None,
    as_json: Json = False,
) -> None:
    """Legt ein Konto an; das Kennwort wird zweimal verdeckt eingegeben oder aus einer Datei gelesen."""
    roles = _grants(role)
    with administering(store) as done:
        named = {network_named(network, store): actor or ()} if actor or network else None
        account = done.add(name, function, _password(password_file), roles, named)
    _report(account, text("Konto angelegt: {name}", name=_called(account)), as_json=as_json)


@accounts.command("list")
def list_accounts(store: Store = None, as_json: Json = False) -> None:
    """Zeigt alle Konten mit Funktion, Rollen und letzter Anmeldung."""
    with administering(store) as done:
        found = done.access.accounts.all()
    if as_json:
        typer.echo(json.dumps([told(one) for one in found], ensure_ascii=False, indent=2))
        return
    for account in found:
        say(_line(account))
    if not found:
        say(text("Es gibt noch kein Konto. Das erste legt „akteursnetz accounts add“ an."))


@accounts.command("roles")
def set_roles(name: Name, role: Roles, store: Store = None, as_json: Json = False) -> None:
    """Gibt einem Konto genau diese Rollen; wo sie andere sind, enden seine Sitzungen."""
    roles = _grants(role)
    with administering(store) as done:
        account = done.set_roles(account_named(done, name).id, roles)
    _report(account, _line(account), as_json=as_json)


@accounts.command("actors")
def set_actors(
    name: Name, actor: Actors = None, network: Network = None, store: Store = None, as_json: Json = False
) -> None:
    """Lässt ein Konto in einem Netzwerk für genau diese Akteure sprechen; ohne --actor für keinen."""
    with administering(store) as done:
        account = done.set_actors(account_named(done, name).id, network_named(network, store), actor or ())
    _report(account, _line(account), as_json=as_json)


@accounts.command("function")
def set_function(
    name: Name,
    function: Annotated[str, typer.Argument(help="Funktion, nicht Person / function, not a person")],
    store: Store = None,
    as_json: Json = False,
) -> None:
    """Ändert die Funktion, für die ein Konto steht."""
    with administering(store) as done:
        account = done.set_function(account_named(done, name).id, function)
    _report(account, _line(account), as_json=as_json)


@accounts.command("password")
def set_password(name: Name, password_file: PasswordFile = None, store: Store = None, as_json: Json = False) -> None:
    """Gibt einem Konto ein anderes Kennwort; alle seine Sitzungen enden."""
    with administering(store) as done:
        account = account_named(done, name)
        account = done.set_password(account.id, _password(password_file))
    _report(account, text("Neues Kennwort für {name}; alle Sitzungen sind beendet.", name=_called(account)), as_json)


@accounts.command()
def close(name: Name, store: Store = None, as_json: Json = False) -> None:
    """Sperrt ein Konto: seine Sitzungen enden, seine Zugangsschlüssel und Links zum Lesen gelten nicht mehr."""
    with administering(store) as done:
        account = account_named(done, name)
        links = len(done.access.links.by(account.id))
        account = done.close(account.id)
    _report(account, text("Gesperrt: {name}", name=_called(account)), as_json)
    _tell_of_links(links)


@accounts.command()
def reopen(name: Name, store: Store = None, as_json: Json = False) -> None:
    """Öffnet ein gesperrtes Konto wieder."""
    with administering(store) as done:
        account = done.reopen(account_named(done, name).id)
    _report(account, text("Wieder geöffnet: {name}", name=_called(account)), as_json)


@accounts.command()
def remove(name: Name, store: Store = None, as_json: Json = False) -> None:
    """Entfernt ein Konto mit seinen Links zum Lesen; was es unterschrieben hat, bleibt."""
    with administering(store) as done:
        account = account_named(done, name)
        links = len(done.access.links.by(account.id))
        done.remove(account.id)
    _report(account, text("Entfernt: {name}", name=_called(account)), as_json)
    _tell_of_links(links)


def _tell_of_links(n: int) -> None:
    """Says that people outside can no longer open what this account handed to them."""
    if n:
        say(counted("Zurückgezogen ist auch ein Link zum Lesen, den es angelegt hatte.",
                    "Zurückgezogen sind auch {n} Links zum Lesen, die es angelegt hatte.", n), error=True)  # fmt: skip


@accounts.command("sign-out")
def sign_out(name: Name, store: Store = None, as_json: Json = False) -> None:
    """Beendet alle Sitzungen eines Kontos."""
    with administering(store) as done:
        account = done.sign_out(account_named(done, name).id)
    _report(account, text("Alle Sitzungen beendet: {name}", name=_called(account)), as_json)


def told(account: Account) -> Mapping[str, Any]:
    """An account as JSON, without what proves its sessions."""
    return account.model_dump(mode="json", exclude={"stamp"})


def _report(account: Account, words: Text, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps(told(account), ensure_ascii=False, indent=2))
    else:
        say(words)


def _line(account: Account) -> Text:
    """An account in one line."""
    parts: list[Value] = [account.function, *_roles(account)]
    parts += [text("spricht für {actors}", actors=", ".join(found)) for found in account.actors.values()]
    if account.signed_in:
        parts.append(text("zuletzt angemeldet am {day}", day=account.signed_in))
    if account.disabled:
        parts.append(text("gesperrt"))
    return text("{name}: {parts}", name=_called(account), parts="; ".join(render(one, State.language) for one in parts))


def _roles(account: Account) -> Sequence[Value]:
    return [
        text("{network}: {role}", network=network, role=role.label) for network, role in sorted(account.roles.items())
    ] or [text("keine Rolle")]


def _called(account: Account) -> str:
    return account.name or account.id


def _grants(words: Sequence[str]) -> dict[str, Role]:
    from graph_service.access.roles import parse_grant  # noqa: PLC0415

    grants = [parse_grant(one) for one in words]
    roles = dict(grants)
    if len(roles) < len(grants):
        raise BadInput(text("Für ein Netzwerk sind zwei Rollen genannt; jede umfasst die kleineren."), place="--role")
    return roles


def _password(file: Path | None) -> SecretStr:
    """A password from a file, from the standard input, or typed twice without being seen."""
    if file is None:
        return _typed()
    try:
        if str(file) == "-":
            words = sys.stdin.read(_LONGEST_FILE)
        else:
            with file.open(encoding="utf-8") as stream:
                words = stream.read(_LONGEST_FILE)
    except (OSError, ValueError) as error:
        raise BadInput(
            text("Die Datei mit dem Kennwort lässt sich nicht lesen."),
            place="--password-file",
            value=str(file),
            remedy=text("Bitte prüfen, ob es sie gibt und ob sie gelesen werden darf."),
        ) from error
    return SecretStr(words.rstrip("\r\n"))


def _typed() -> SecretStr:
    if not sys.stdin.isatty():
        raise BadInput(
            text("Hier kann niemand ein Kennwort eingeben."),
            place="--password-file",
            remedy=text("Bitte eine Datei mit dem Kennwort nennen, oder - für die Standardeingabe."),
        )
    ask, again = (render(one, State.language) for one in (text("Kennwort (unsichtbar)"), text("Kennwort noch einmal")))
    words = typer.prompt(ask, hide_input=True, err=True)
    if words != typer.prompt(again, hide_input=True, err=True):
        raise BadInput(text("Die beiden Kennwörter sind nicht gleich."), remedy=text("Bitte noch einmal versuchen."))
    return SecretStr(words)


def add_to(app: typer.Typer) -> None:
    """Adds these commands to the command line."""
    app.add_typer(accounts, name="accounts")
