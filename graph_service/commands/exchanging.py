"""Commands that bring data in and take pictures out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from graph_service.commands.shared import Json, Network, State, Store, network_named, opened, read, report_done
from graph_service.model.errors import BadInput, BadValue
from graph_service.model.text import text


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


def add_to(app: typer.Typer) -> None:
    """Adds these commands to the command line."""
    for command in (load, export):
        app.command()(command)
