"""The command line `akteursnetz`: serve, load, ask, export, networks, history, check, backup, restore.

Exit codes: 0 all is well; 1 the input cannot be used or nothing was found; 2 the command was written wrongly;
3 the store cannot do what is asked, or is not sound.
"""

from __future__ import annotations

import errno
import json
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from pydantic import BaseModel, ValidationError

from graph_service import __version__
from graph_service.language import explain, is_language, render
from graph_service.model.errors import AkteursnetzError, BadInput, BadValue, StoreError
from graph_service.model.text import Language, Text, text

if TYPE_CHECKING:
    from graph_service.operations.service import Service
    from graph_service.serving.reading import Reading
    from graph_service.settings import Settings

app = typer.Typer(
    name="akteursnetz",
    help="Akteursnetz: wer handelt wo, womit, für wen, und wer stimmt sich ab?",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


class State:
    """What the options before the command set for all commands."""

    language: Language = "de"


Json = Annotated[bool, typer.Option("--json", help="Ausgabe als JSON / print JSON")]
Network = Annotated[str | None, typer.Option("--network", "-n", help="Kennung des Netzwerks / id of the network")]
Store = Annotated[str | None, typer.Option("--store", help="Speicher / store, e.g. sqlite:akteursnetz.sqlite")]


@app.callback(invoke_without_command=True)
def main_options(
    lang: Annotated[str, typer.Option("--lang", help="Sprache der Meldungen / language: de, en")] = "de",
    version: Annotated[bool, typer.Option("--version", help="Version zeigen / show the version")] = False,
) -> None:
    """Akteursnetz: wer handelt wo, womit, für wen, und wer stimmt sich ab?"""
    if version:
        typer.echo(__version__)
        raise typer.Exit
    if not is_language(lang):
        raise BadValue(
            text("Die Sprache „{value}“ gibt es nicht.", value=lang),
            remedy=text("Erlaubt: {words}.", words=("de", "en")),
        )
    State.language = lang


def say(words: Text, *, error: bool = False) -> None:
    """Prints a text in the chosen language."""
    typer.echo(render(words, State.language), err=error)


def settings_for(store: str | None = None, **given: Any) -> Settings:
    """The settings with what the command line says; the user's own folder for data is made where it is used."""
    from graph_service.settings import Settings, own_folder  # noqa: PLC0415 - each command loads only what it needs

    chosen = {name: value for name, value in {"store": store, **given}.items() if value is not None}
    settings = Settings(**chosen)
    if str(own_folder()) in settings.store:
        own_folder().mkdir(parents=True, exist_ok=True)
    return settings


@contextmanager
def opened(store: str | None) -> Iterator[Service]:
    """The service on the chosen store, closed again whatever happens."""
    from graph_service.operations.service import Service  # noqa: PLC0415
    from graph_service.stores import open_store  # noqa: PLC0415

    kept = open_store(settings_for(store).store)
    try:
        yield Service(kept)
    finally:
        kept.close()


@contextmanager
def read(store: str | None, network: str | None) -> Iterator[Reading]:
    """One network for reading; the shipped one is loaded first where the store is still empty."""
    from graph_service.operations.service import scope  # noqa: PLC0415
    from graph_service.serving.reading import Reading  # noqa: PLC0415

    with opened(store) as service:
        load_first(service)
        name = network_named(network, store)
        yield Reading(service, name, service.view(name), State.language, scope(), "")


def network_named(network: str | None, store: str | None) -> str:
    """The network that is named, also where the name is empty and so a wrong one; else the one of the settings."""
    return settings_for(store).network if network is None else network


def load_first(service: Service) -> None:
    """Loads the shipped network into a store that holds none, or only a part of it after an interruption."""
    from graph_service.operations.loading import lacks_shipped, load_shipped  # noqa: PLC0415

    if not lacks_shipped(service):
        return
    for name, result in load_shipped(service).items():
        say(
            text(
                "{name} geladen: {new} neu, {changed} geändert.",
                name=name,
                new=result.preview.new,
                changed=result.preview.changed,
            ),
            error=True,
        )


def print_json(model: BaseModel) -> None:
    typer.echo(model.model_dump_json(indent=2))


def report_done(as_json: bool, words: Text, **done: str | int) -> None:
    """Says what was done, as a sentence or as a small object."""
    if as_json:
        typer.echo(json.dumps(done, ensure_ascii=False, indent=2))
    else:
        say(words)


@contextmanager
def listening(host: str, port: int) -> Iterator[socket.socket]:
    """A socket at this address, taken before anything is promised; BadInput where that is not possible."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        taken = socket.create_server((host, port), family=family, backlog=2048)
    except OSError as error:
        message = text("Auf Port {port} kann der Dienst nicht starten: {reason}.", port=str(port), reason=str(error))
        if error.errno == errno.EADDRINUSE:
            message = text("Port {port} ist schon belegt; vielleicht läuft Akteursnetz bereits.", port=str(port))
        other = str(port + 1 if port < 65535 else port - 1)
        raise BadInput(
            message,
            place=f"http://{host}:{port}",
            value=str(port),
            remedy=text(
                "Bitte das andere Programm beenden oder einen anderen Port wählen: akteursnetz serve --port {port}",
                port=other,
            ),
        ) from error
    with taken:
        yield taken


@app.command()
def serve(
    store: Store = None,
    host: Annotated[str | None, typer.Option(help="Adresse / address; only 127.0.0.1")] = None,
    port: Annotated[int | None, typer.Option(help="Port", min=1, max=65535)] = None,
) -> None:
    """Startet den Dienst; beim ersten Mal wird das mitgelieferte Netzwerk Leverkusen geladen."""
    import uvicorn  # noqa: PLC0415

    from graph_service.app import create_app  # noqa: PLC0415

    settings = settings_for(store, host=host, port=port)
    with listening(settings.host, settings.port) as taken:
        with opened(settings.store) as service:
            load_first(service)
        say(text("Speicher: {store}", store=settings.store), error=True)
        say(
            text(
                "Akteursnetz läuft auf http://{host}:{port} (Ende mit Strg+C).",
                host=settings.host,
                port=str(settings.port),
            ),
            error=True,
        )
        with suppress(KeyboardInterrupt):
            uvicorn.Server(uvicorn.Config(create_app(settings), log_level="warning")).run(sockets=[taken])


@app.command()
def load(
    source: Annotated[Path, typer.Argument(help="Ordner mit CSV-Tabellen oder Ratsvorlage (.txt)")],
    network: Network = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="nur prüfen, nichts schreiben / write nothing")] = False,
    skip_bad_rows: Annotated[
        bool, typer.Option("--skip-bad-rows", help="gute Zeilen übernehmen / take the good rows")
    ] = False,
    author: Annotated[str, typer.Option(help="Wer lädt / who loads")] = "Kommandozeile",
    store: Store = None,
    as_json: Json = False,
) -> None:
    """Lädt eine Quelle in ein Netzwerk: ganz oder gar nicht, mit Bericht Zeile für Zeile."""
    from graph_service.operations.loading import load_source  # noqa: PLC0415
    from graph_service.reports import load_report, load_report_json  # noqa: PLC0415

    with opened(store) as service:
        name = network_named(network, store)
        result = load_source(service, name, source, author=author, dry_run=dry_run, skip_bad_rows=skip_bad_rows)
    if as_json:
        typer.echo(json.dumps(load_report_json(result, State.language), ensure_ascii=False, indent=2))
    else:
        typer.echo(load_report(result, State.language))


@app.command()
def ask(
    question: Annotated[str, typer.Argument(help="zum Beispiel: „Wer handelt in Feld D?“")],
    network: Network = None,
    store: Store = None,
    as_json: Json = False,
) -> None:
    """Beantwortet eine Frage mit Satz, Tabelle und Quellen."""
    from graph_service.api.questions import ask as answer  # noqa: PLC0415
    from graph_service.reports import print_answer  # noqa: PLC0415

    with read(store, network) as reading:
        found = answer(reading, question)
    if as_json:
        print_json(found)
    else:
        print_answer(found, State.language)
    if found.topic == "unknown":
        raise typer.Exit(1)


@app.command()
def export(
    output: Annotated[Path, typer.Argument(help="Zieldatei / file to write")],
    network: Network = None,
    form: Annotated[str, typer.Option("--format", help="html: eine Datei, die ohne Internet öffnet")] = "html",
    view: Annotated[str, typer.Option(help="Ansicht / view: all, wheel, measures, actors")] = "all",
    focus: Annotated[str | None, typer.Option(help="Kennung der Mitte / id of the middle, e.g. field/D")] = None,
    steps: Annotated[int, typer.Option(min=1, max=4, help="Schritte um die Mitte / steps around it")] = 1,
    store: Store = None,
    as_json: Json = False,
) -> None:
    """Schreibt ein Bild mit Legende, Tabellen und Quellen als eine Datei."""
    from graph_service.operations.exporting import offline_page  # noqa: PLC0415
    from graph_service.operations.picturing import Wish  # noqa: PLC0415

    if form != "html":
        raise BadValue(
            text("Die Form „{value}“ gibt es noch nicht.", value=form),
            value=form,
            remedy=text("Erlaubt: {words}.", words=("html",)),
        )
    with read(store, network) as reading:
        page = offline_page(reading.service, reading.network_id, Wish(view, focus, steps), State.language)
        done: dict[str, str | int] = {"network": reading.network_id, "revision": reading.view.revision}
    write_whole(output, page)
    report_done(as_json, text("Geschrieben: {path}", path=str(output)), written=str(output), **done)


def write_whole(output: Path, content: str) -> None:
    """Writes a file whole or not at all."""
    part = output.with_name(output.name + ".teil")
    try:
        part.write_text(content, encoding="utf-8")
        part.replace(output)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise BadInput(
            text("Die Datei kann nicht geschrieben werden: {reason}.", reason=error.strerror or str(error)),
            place=str(output),
            remedy=text("Bitte Ordner und Rechte prüfen."),
        ) from error


@app.command()
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


@app.command()
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


@app.command()
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


@app.command()
def backup(
    target: Annotated[Path, typer.Argument(help="neue Datei / new file")], store: Store = None, as_json: Json = False
) -> None:
    """Schreibt eine vollständige Kopie des Speichers, auch während andere arbeiten."""
    with opened(store) as service:
        service.store.backup(target)
    address = settings_for(store).store
    report_done(as_json, text("Gesichert: {path}", path=str(target)), backup=str(target), store=address)


@app.command()
def restore(
    source: Annotated[Path, typer.Argument(help="Sicherung / backup")], store: Store = None, as_json: Json = False
) -> None:
    """Stellt eine Sicherung an einem leeren Ort wieder her, geprüft."""
    from graph_service.stores import restore as put_back  # noqa: PLC0415

    target = settings_for(store).store
    put_back(source, target)
    report_done(as_json, text("Wiederhergestellt: {store}", store=target), restored=str(source), store=target)


def main() -> None:
    """Runs the command line; expected errors become a message and an exit code, never a traceback."""
    try:
        app()
    except AkteursnetzError as error:
        typer.echo(explain(error, State.language), err=True)
        sys.exit(3 if isinstance(error, StoreError) else 1)
    except ValidationError as error:
        typer.echo(_settings_message(error), err=True)
        sys.exit(2)


def _settings_message(error: ValidationError) -> str:
    lines = [
        render(
            text(
                "Die Einstellung {name} hat den Wert „{value}“, der nicht möglich ist.",
                name="AKTEURSNETZ_" + "_".join(str(part) for part in one["loc"]).upper(),
                value=str(one["input"]),
            ),
            State.language,
        )
        for one in error.errors()
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    main()
