"""Commands for files of people: an empty workbook, and a mapping for a list of one's own."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from graph_service.commands.exchanging import write_whole
from graph_service.commands.progress import fetching
from graph_service.commands.shared import Json, Network, State, Store, network_named, opened, report_done
from graph_service.language import render
from graph_service.model.period import PartialDate
from graph_service.model.text import text


def template(
    output: Annotated[Path, typer.Argument(help="Zieldatei / file to write")] = Path("akteursnetz-vorlage.xlsx"),
    network: Annotated[str | None, typer.Option(help="mit den Begriffen dieses Netzwerks / with its lists")] = None,
    force: Annotated[bool, typer.Option("--force", help="vorhandene Datei ersetzen / replace a file")] = False,
    store: Store = None,
    as_json: Json = False,
) -> None:
    """Schreibt eine leere Arbeitsmappe mit Auswahllisten, zum Ausfüllen und Laden."""
    from graph_service.operations.handing_out import empty_workbook  # noqa: PLC0415

    if network is None:
        content = empty_workbook(None, State.language)
    else:
        with opened(store, writable=False) as service:
            content = empty_workbook(service.network(network), State.language)
    write_whole(output, content, replaces=force)
    report_done(as_json, text("Geschrieben: {path}", path=str(output)), written=str(output))


def propose(
    source: Annotated[Path, typer.Argument(help="Liste: .xlsx, .ods, .csv / a list of one's own")],
    network: Network = None,
    sheet: Annotated[str | None, typer.Option(help="Tabellenblatt / sheet")] = None,
    store: Store = None,
) -> None:
    """Schlägt vor, was die Spalten einer eigenen Liste bedeuten: zum Prüfen, dann „load DATEI --mapping“."""
    from graph_service.operations.loading import known_network  # noqa: PLC0415
    from graph_service.operations.mapping_lists import proposed  # noqa: PLC0415

    with opened(store, writable=False) as service:
        known = known_network(service, network_named(network, store))
        typer.echo(proposed(source, known, State.language, sheet)[1], nl=False)


def harvest(
    url: Annotated[str, typer.Argument(help="Adresse eines Ratsinformationssystems (OParl) / address of OParl")],
    folder: Annotated[Path, typer.Argument(help="Ordner für die Antworten / folder to record in")],
    body: Annotated[str | None, typer.Option(help="Körperschaft, wo es mehrere gibt / one of several bodies")] = None,
    since: Annotated[str | None, typer.Option(help="nur seit diesem Tag Geändertes / changed since")] = None,
    allow: Annotated[list[str] | None, typer.Option(help="weiterer Rechner / another host")] = None,
    as_json: Json = False,
) -> None:
    """Holt ein Ratsinformationssystem über OParl in einen Ordner; danach „load ORDNER“. Geht weiter, wo es abbrach."""
    from loaders.oparl.harvesting import harvest as fetch  # noqa: PLC0415

    day = PartialDate.written(since).first if since else None
    with fetching() as tell:
        found = fetch(url, folder, body=body, since=day, allowed=allow or (), tell=tell)
    for finding in found.report.findings:
        typer.echo(f"{render(finding.place, State.language)}: {render(finding.message, State.language)}", err=True)
    counts = ", ".join(f"{kind}: {number}" for kind, number in sorted(found.counts.items()))
    done = text(
        "{counts}; {n} Anfragen, davon {same} unverändert.", counts=counts, n=found.requests, same=found.unchanged
    )
    report_done(as_json, done, folder=str(folder), requests=found.requests, complete=str(found.complete).lower())
    if not found.complete:
        raise typer.Exit(1)


def add_to(app: typer.Typer) -> None:
    """Adds these commands to the command line."""
    for command in (template, propose, harvest):
        app.command()(command)
