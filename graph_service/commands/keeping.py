"""Commands about what the store keeps: networks, history, check, backup, restore, upgrade."""

from __future__ import annotations

import json
from contextlib import ExitStack, closing
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

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
from graph_service.model.errors import NotFound
from graph_service.model.text import Text, text

if TYPE_CHECKING:
    from graph_service.operations.keeping import Kept
    from graph_service.stores.base import Store as StoreContract
    from graph_service.stores.registry import Registry
    from graph_service.stores.sqlite import SqliteStore

WithService = Annotated[
    bool, typer.Option("--with-service", help="auch Konten, Zugangsschlüssel, Links, Protokoll / accounts, audit too")
]


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
    """Prüft, ob der Speicher in sich stimmt, und ob im Protokoll des Dienstes keine Zeile fehlt oder anders ist."""
    with opened(store) as service:
        problems = (*service.store.check(), *_problems_of_service(store))
    found = [render(words, State.language) for words in problems]
    if as_json:
        typer.echo(json.dumps({"sound": not found, "problems": found}, ensure_ascii=False, indent=2))
    elif found:
        typer.echo("\n".join(found), err=True)
    else:
        say(text("Der Speicher ist in Ordnung."))
    if found:
        raise typer.Exit(3)


def _problems_of_service(store: str | None) -> tuple[Text, ...]:
    """What does not hold together in the service's own data; nothing where it never had any."""
    try:
        registry = _registry(store, False)
    except NotFound:
        return ()
    with closing(registry):
        return registry.check()


def backup(
    target: Annotated[Path, typer.Argument(help="neue Datei / new file")],
    store: Store = None,
    with_service: WithService = False,
    as_json: Json = False,
) -> None:
    """Schreibt eine vollständige Kopie des Speichers, auch während andere arbeiten, und vergleicht sie mit ihm."""
    from graph_service.access.audit import COMMAND_LINE, Audit, Event  # noqa: PLC0415
    from graph_service.operations.keeping import back_up  # noqa: PLC0415

    with opened(store) as service, ExitStack() as stack:
        registry = stack.enter_context(closing(_registry(store, True))) if with_service else None
        kept = back_up(service.store, target, registry)
        if registry is not None:
            Audit(registry).note(Event.BACKED_UP, COMMAND_LINE)
    address = settings_for(store).store
    _report(as_json, text("Gesichert: {path}", path=str(target)), kept, target, backup=str(target), store=address)


def restore(
    source: Annotated[Path, typer.Argument(help="Sicherung / backup")],
    store: Store = None,
    with_service: WithService = False,
    as_json: Json = False,
) -> None:
    """Stellt eine Sicherung an einem leeren Ort wieder her, Datei oder Neo4j-Server, geprüft."""
    from graph_service.access.audit import COMMAND_LINE, Audit, Event  # noqa: PLC0415
    from graph_service.operations.keeping import restored  # noqa: PLC0415

    target = settings_for(store).store
    registry = partial(_registry, store) if with_service else None
    kept = restored(source, partial(_filled, store), registry)
    if registry is not None:
        with closing(registry(True)) as opened_registry:
            Audit(opened_registry).note(Event.RESTORED, COMMAND_LINE)
    done = text("Wiederhergestellt: {store}", store=target)
    _report(as_json, done, kept, source, restored=str(source), store=target)


def upgrade(
    backup: Annotated[Path, typer.Option(help="neue Datei für die Sicherung davor / new file for the backup before")],
    store: Store = None,
    as_json: Json = False,
) -> None:
    """Sichert einen Speicher, den eine ältere Version angelegt hat, und stellt ihn auf diese Version um."""
    from graph_service.operations.keeping import upgrade_kept  # noqa: PLC0415
    from graph_service.stores import on_server, open_older  # noqa: PLC0415

    chosen = settings_for(store)
    with ExitStack() as stack:
        found = open_older(chosen.store, user=chosen.store_user, password=chosen.store_password())
        older = stack.enter_context(closing(found))
        if not older.lacks_steps():
            report_done(as_json, text("Der Speicher ist schon auf dem Stand dieser Version."), store=chosen.store)
            return
        # A file of the service's own data has a version of its own, and is copied when it is opened.
        inside = on_server(chosen.store)
        registry = stack.enter_context(closing(_registry(store, False, older=True))) if inside else None
        kept = upgrade_kept(older, registry, backup)
    done = text("Umgestellt: {store}", store=chosen.store)
    _report(as_json, done, kept, backup, upgraded=chosen.store, backup=str(backup))


def _registry(store: str | None, writable: bool, older: bool = False) -> Registry:
    from graph_service.stores import open_registry  # noqa: PLC0415

    chosen = settings_for(store)
    return open_registry(
        chosen.store, user=chosen.store_user, password=chosen.store_password(), writable=writable, older=older
    )


def _filled(store: str | None, source: SqliteStore) -> StoreContract:
    """The store at the chosen place with what the backup holds."""
    from graph_service.operations.keeping import fill_server  # noqa: PLC0415
    from graph_service.stores import on_server, open_store, put_copy  # noqa: PLC0415

    chosen = settings_for(store)
    if not on_server(chosen.store):
        put_copy(source, chosen.store)
    target = open_store(chosen.store, user=chosen.store_user, password=chosen.store_password())
    return fill_server(source, target) if on_server(chosen.store) else target


def _report(as_json: bool, done: Text, kept: Kept, place: Path, **told: str) -> None:
    """Says what was done and what was proved; and that who has the service's data has its secrets."""
    from graph_service.stores import beside  # noqa: PLC0415

    proved = {name: part for name, part in vars(kept).items() if part is not None}
    report_done(as_json, done, **told, **proved)
    if as_json:
        return
    say(
        text(
            "Geprüft: Netzwerke {networks}, Revisionen {revisions}, Einträge {records}.",
            networks=kept.networks,
            revisions=kept.revisions,
            records=kept.records,
        )
    )
    if kept.lines is not None:
        say(
            text(
                "Dienstdaten: {path}, Zeilen des Protokolls {lines}. Die Datei enthält Prüfsummen von Kennwörtern und "
                "Schlüssel: bitte getrennt und verschlossen aufbewahren.",
                path=str(beside(place)),
                lines=kept.lines,
            )
        )


def add_to(app: typer.Typer) -> None:
    """Adds these commands to the command line."""
    for command in (networks, history, check, backup, restore, upgrade):
        app.command()(command)
