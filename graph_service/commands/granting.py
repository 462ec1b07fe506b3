"""Commands for tokens of programs, read links, and public reading."""

from __future__ import annotations

import json
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from graph_service.commands.accounts import Name, account_named, administering
from graph_service.commands.shared import Json, Network, Store, network_named, report_done, say, settings_for
from graph_service.model.text import text

if TYPE_CHECKING:
    from graph_service.access.links import Link
    from graph_service.access.tokens import Token
    from graph_service.operations.administering import Administering

Purpose = Annotated[str, typer.Option(help="Wofür, ohne Namen von Personen / what for, without names of persons")]
Until = Annotated[str, typer.Option(help="letzter Tag, höchstens ein Jahr / last day, a year at most")]
Which = Annotated[str, typer.Argument(help="Kennung des Netzwerks / id of the network")]

tokens = typer.Typer(help="Zugangsschlüssel für Programme, die für ein Konto handeln.", no_args_is_help=True)
links = typer.Typer(help="Links zum Lesen genau einer Ansicht, ohne Konto.", no_args_is_help=True)


@tokens.command()
def issue(
    account: Name,
    purpose: Purpose,
    until: Until,
    role: Annotated[str, typer.Option(help="reader, contributor, coordinator, administrator")] = "reader",
    writing: Annotated[bool, typer.Option("--writing", help="darf auch ändern / may change data")] = False,
    network: Annotated[str | None, typer.Option("--network", "-n", help="Netzwerk, * für alle / network")] = None,
    store: Store = None,
    as_json: Json = False,
) -> None:
    """Stellt einen Zugangsschlüssel aus und zeigt ihn dieses eine Mal."""
    from graph_service.access.roles import parse_role  # noqa: PLC0415

    name = network_named(network, store)
    end = _end(until)
    with administering(store) as done:
        owner = account_named(done, account)
        issued = done.issue_token(owner, purpose, name, parse_role(role), end, writing=writing)
    secret = issued.secret.get_secret_value()
    if as_json:
        typer.echo(json.dumps({**issued.token.model_dump(mode="json"), "secret": secret}, indent=2))
        return
    say(text("Zugangsschlüssel {id}; er wird nur jetzt gezeigt:", id=issued.token.id), error=True)
    typer.echo(secret)


@tokens.command("list")
def list_tokens(
    account: Annotated[str | None, typer.Argument(help="nur von diesem Konto / of this account only")] = None,
    store: Store = None,
    as_json: Json = False,
) -> None:
    """Zeigt die Zugangsschlüssel, ohne sie selbst; der zuerst endet, zuerst."""
    with administering(store) as done:
        owner = account_named(done, account).id if account else None
        found = [one for one in done.access.tokens.all() if owner in (None, one.account)]
        if as_json:
            typer.echo(json.dumps([one.model_dump(mode="json") for one in found], ensure_ascii=False, indent=2))
            return
        for token in found:
            _tell_token(done, token)
    if not found:
        say(text("Es gibt keinen Zugangsschlüssel."))


def _tell_token(done: Administering, token: Token) -> None:
    owner = done.access.accounts.find(token.account)
    say(
        text(
            "{id}: {purpose} ({function}); {network}: {role}, {writing}; gilt bis {day}; {used}.",
            id=token.id,
            purpose=token.purpose,
            function=owner.function if owner else token.account,
            network=token.network,
            role=token.role.label,
            writing=text("lesen und ändern") if token.writing else text("nur lesen"),
            day=token.until.astimezone().date(),
            used=text("zuletzt benutzt am {day}", day=token.used) if token.used else text("noch nie benutzt"),
        )
    )


@tokens.command("revoke")
def revoke_token(
    token: Annotated[str, typer.Argument(help="Kennung / id, token-…")], store: Store = None, as_json: Json = False
) -> None:
    """Widerruft einen Zugangsschlüssel."""
    with administering(store) as done:
        gone = done.revoke_token(token)
    report_done(as_json, text("Widerrufen: {id}", id=gone.id), revoked=gone.id)


@links.command()
def make(
    address: Annotated[str, typer.Argument(help="Seite mit Auswahl / page with its state, e.g. /leverkusen/netz")],
    account: Annotated[str, typer.Option(help="Konto, das dafür einsteht / account that vouches for it")],
    purpose: Purpose,
    until: Until,
    revision: Annotated[int | None, typer.Option(help="Revision; sonst immer die neueste / else the newest")] = None,
    store: Store = None,
    as_json: Json = False,
) -> None:
    """Legt einen Link zum Lesen genau einer Ansicht an und zeigt seine Adresse."""
    from graph_service.app import create_app  # noqa: PLC0415
    from graph_service.serving.guard import check_page  # noqa: PLC0415

    end, check = _end(until), partial(check_page, create_app(settings_for(store)))
    with administering(store) as done:
        link = done.make_link(account_named(done, account), address, purpose, end, check, revision)
        found = done.access.links.address(link)
    if as_json:
        typer.echo(json.dumps({**_told(link), "address": found}, ensure_ascii=False, indent=2))
        return
    say(text("Link {id}, gilt bis {day}; die Adresse gilt hinter dem Namen des Dienstes:", id=link.id,
             day=link.until.astimezone().date()), error=True)  # fmt: skip
    typer.echo(found)


@links.command("list")
def list_links(network: Network = None, store: Store = None, as_json: Json = False) -> None:
    """Zeigt die Links zum Lesen eines Netzwerks; der zuerst endet, zuerst."""
    name = network_named(network, store)
    with administering(store) as done:
        done.service.info(name)
        found = done.access.links.of(name)
    if as_json:
        typer.echo(json.dumps([_told(link) for link in found], ensure_ascii=False, indent=2))
        return
    for link in found:
        day = link.until.astimezone().date()
        say(text("{id}: {path}, {purpose}; gilt bis {day}.", id=link.id, path=link.path, purpose=link.purpose, day=day))
    if not found:
        say(text("Für dieses Netzwerk gibt es keinen Link zum Lesen."))


@links.command("revoke")
def revoke_link(
    link: Annotated[str | None, typer.Argument(help="Kennung / id, link-…; oder --all")] = None,
    everything: Annotated[bool, typer.Option("--all", help="alle Links des Dienstes / every link")] = False,
    network: Network = None,
    store: Store = None,
    as_json: Json = False,
) -> None:
    """Zieht einen Link zum Lesen zurück, oder alle auf einmal."""
    if (link is None) is not everything:
        raise typer.BadParameter("LINK | --all")
    name = network_named(network, store)
    with administering(store) as done:
        if link is None:
            done.revoke_links()
        else:
            done.revoke_link(name, link)
    report_done(as_json, text("Zurückgezogen: {id}", id=link or "--all"), revoked=link or "*")


def open_network(network: Which, store: Store = None, as_json: Json = False) -> None:
    """Lässt alle ein Netzwerk lesen, auch ohne Konto."""
    with administering(store) as done:
        done.open_network(network)
    report_done(as_json, text("Alle können „{network}“ jetzt lesen.", network=network), opened=network)


def close_network(network: Which, store: Store = None, as_json: Json = False) -> None:
    """Beendet das öffentliche Lesen eines Netzwerks."""
    with administering(store) as done:
        done.close_network(network)
    words = text("„{network}“ kann jetzt nur lesen, wer eine Rolle hat.", network=network)
    report_done(as_json, words, closed=network)


def _told(link: Link) -> dict[str, object]:
    return link.model_dump(mode="json")


def _end(until: str) -> datetime:
    from graph_service.operations.administering import end_of  # noqa: PLC0415

    return end_of(until)


def add_to(app: typer.Typer) -> None:
    """Adds these commands to the command line."""
    app.add_typer(tokens, name="tokens")
    app.add_typer(links, name="links")
    app.command("open")(open_network)
    app.command("close")(close_network)
