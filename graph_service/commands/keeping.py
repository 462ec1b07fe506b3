"""Commands about what the store keeps: networks, history, check, backup, restore."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from graph_service.commands.shared import (
    Json,
    Network,
    State,
    Store,
    opened,
    print_json,
    read,
    report_done,
    say,
    settings_for,
)
from graph_service.language import render
from graph_service.model.text import text


def networks(store: Store = None, as_json: Json = False) -> None:
    """Zeigt die Netzwerke des Speichers."""
    with opened(store) as service:
        found = service.store.networks()
    if as_json:
        typer.echo(json.dumps([info.model_dump() for info in found], ensure_ascii=False, indent=2))
        return
    for info in found:
        say(text("{id}: {name}, Revision {revision}", id=info.id, name=info.name, revision=str(info.revision)))
    if not found:
        say(text("Es ist noch kein Netzwerk geladen."))


def history(
    record: Annotated[str | None, typer.Argument(help="Kennung eines Eintrags / id of a record, e.g. actor/ki")] = None,
    network: Network = None,
    store: Store = None,
    as_json: Json = False,
) -> None:
    """Zeigt die Revisionen eines Netzwerks oder den Verlauf eines Eintrags, Neuestes zuerst."""
    from graph_service.api.records import history as entries  # noqa: PLC0415

    with read(store, network) as reading:
        found = entries(reading.service, reading, record)
    if as_json:
        print_json(found)
        return
    for item in found.items:
        moment = f"{item.time:%Y-%m-%d %H:%M}"
        say(
            text(
                "Revision {n} vom {time}: {reason} ({author})",
                n=str(item.number),
                time=moment,
                reason=item.reason,
                author=item.author,
            )
        )


def check(store: Store = None, as_json: Json = False) -> None:
    """Prüft, ob der Speicher in sich stimmt."""
    with opened(store) as service:
        found = [render(words, State.language) for words in service.store.check()]
    if as_json:
        typer.echo(json.dumps({"sound": not found, "problems": found}, ensure_ascii=False, indent=2))
    elif found:
        typer.echo("\n".join(found), err=True)
    else:
        say(text("Der Speicher ist in Ordnung."))
    if found:
        raise typer.Exit(3)


def backup(
    target: Annotated[Path, typer.Argument(help="neue Datei / new file")], store: Store = None, as_json: Json = False
) -> None:
    """Schreibt eine vollständige Kopie des Speichers, auch während andere arbeiten."""
    with opened(store) as service:
        service.store.backup(target)
    address = settings_for(store).store
    report_done(as_json, text("Gesichert: {path}", path=str(target)), backup=str(target), store=address)


def restore(
    source: Annotated[Path, typer.Argument(help="Sicherung / backup")], store: Store = None, as_json: Json = False
) -> None:
    """Stellt eine Sicherung an einem leeren Ort wieder her, geprüft."""
    from graph_service.stores import restore as put_back  # noqa: PLC0415

    target = settings_for(store).store
    put_back(source, target)
    report_done(as_json, text("Wiederhergestellt: {store}", store=target), restored=str(source), store=target)


def add_to(app: typer.Typer) -> None:
    """Adds these commands to the command line."""
    for command in (networks, history, check, backup, restore):
        app.command()(command)
