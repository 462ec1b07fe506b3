"""Commands that bring data in and take pictures out."""

from __future__ import annotations

import json
import os
from contextlib import suppress
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from uuid import uuid4

import typer

from graph_service.commands.options import grouped, on_day
from graph_service.commands.shared import Json, Network, State, Store, network_named, opened, read, report_done
from graph_service.model.errors import BadInput, BadValue, Conflict
from graph_service.model.text import text

if TYPE_CHECKING:
    from graph_service.operations.exporting import Exported
    from graph_service.serving.reading import Reading


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


@dataclass(frozen=True)
class Pictured:
    """Which picture a file holds: view, focus or way, day, what it is narrowed to."""

    view: Annotated[
        str, typer.Option(help="Ansicht / view: all, wheel, measures, actors, coordination, levels, path")
    ] = "all"
    focus: Annotated[str | None, typer.Option(help="Kennung der Mitte / id of the middle, e.g. field/D")] = None
    to: Annotated[str | None, typer.Option(help="Ende der Wege / end of the ways (view path)")] = None
    steps: Annotated[int, typer.Option(min=1, max=4, help="Schritte um die Mitte / steps around it")] = 1
    limit: Annotated[int, typer.Option(min=1, max=2000, help="wie viele Einträge / how many entries")] = 300
    at: Annotated[str | None, typer.Option(help="Jahr, Monat oder Tag / year, month or day; all times")] = None
    field: Annotated[list[str] | None, typer.Option(help="nur dieses Handlungsfeld / this field only, e.g. D")] = None
    sector: Annotated[list[str] | None, typer.Option(help="nur dieser Bereich / this sector only")] = None
    kind: Annotated[list[str] | None, typer.Option(help="nur diese Akteursart / this kind of actor only")] = None
    tie: Annotated[list[str] | None, typer.Option(help="nur diese Beziehungsart / this kind of tie only")] = None
    size: Annotated[str, typer.Option(help="Größe der Formen / size: lines, measures, between")] = "lines"

    def export(self, whole: Reading, form: str) -> Exported:
        """The picture as a file of the form, in the chosen language."""
        from graph_service.operations.exporting import export as exported  # noqa: PLC0415
        from graph_service.serving.wishes import Pictured as Asked  # noqa: PLC0415

        reading = on_day(whole, self.at)
        asked = {one.name: getattr(self, one.name) for one in fields(self) if one.name not in {"focus", "at"}}
        wish = Asked(**asked).wish(reading, self.focus)
        return exported(reading.service, reading.network_id, wish, form, reading.language, reading.view.revision)


@grouped
def export(
    pictured: Pictured,
    place: Annotated[Path | None, typer.Argument(metavar="[FILE]", help="Zieldatei / file to write")] = None,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="dasselbe / the same as FILE")] = None,
    form: Annotated[str, typer.Option("--format", help="Form / form: html, svg, graphml, gexf, cytoscape")] = "html",
    force: Annotated[bool, typer.Option("--force", help="vorhandene Datei ersetzen / replace a file")] = False,
    network: Network = None,
    store: Store = None,
    as_json: Json = False,
) -> None:
    """Schreibt ein Bild mit Legende, Tag, Revision und Quellen als eine Datei, ohne Namen unter einem sprechenden."""
    from graph_service.operations.exporting import FORMS  # noqa: PLC0415

    if form not in FORMS:
        raise BadValue(
            text("Die Form „{value}“ gibt es noch nicht.", value=form),
            value=form,
            remedy=text("Erlaubt: {words}.", words=tuple(FORMS)),
        )
    with read(store, network) as reading:
        file = pictured.export(reading, form)
    target = _target(place, output, file.name)
    write_whole(target, file.content, replaces=force)
    for words in (file.picture.summary, *file.picture.notes):
        typer.echo(words, err=True)
    done: dict[str, str | int] = {"network": file.picture.network, "revision": file.picture.revision}
    report_done(as_json, text("Geschrieben: {path}", path=str(target)), written=str(target), **done)


def _target(place: Path | None, output: Path | None, name: str) -> Path:
    """Where the file is to lie: in the folder that is named, or here, under its own name where none is given."""
    if place and output and place != output:
        raise BadInput(
            text("Die Zieldatei ist zweimal angegeben: „{one}“ und „{other}“.", one=str(place), other=str(output)),
            remedy=text("Bitte nur eine angeben."),
        )
    chosen = output or place or Path()
    return chosen / name if chosen.is_dir() else chosen


def write_whole(target: Path, content: bytes, *, replaces: bool) -> None:
    """Writes a file whole or not at all; what lies there already is replaced only where that is wanted."""
    part = target.with_name(f".{uuid4().hex}.teil")
    try:
        part.write_bytes(content)
        _name(part, target, replaces=replaces)
    except FileExistsError:
        raise Conflict(
            text("Dort liegt schon etwas."),
            place=str(target),
            remedy=text("Bitte eine andere Datei angeben, oder mit --force diese ersetzen."),
        ) from None
    except OSError as error:
        raise BadInput(
            text("Die Datei kann nicht geschrieben werden: {reason}.", reason=error.strerror or str(error)),
            place=str(target),
            remedy=text("Bitte Ordner und Rechte prüfen."),
        ) from error
    finally:
        _remove(part)


def _name(part: Path, target: Path, *, replaces: bool) -> None:
    if replaces:
        part.replace(target)
        return
    try:
        os.link(part, target)  # unlike a rename never over a file that appeared meanwhile
    except FileExistsError:
        raise
    except OSError:  # file systems without links, as on most memory sticks
        if target.exists():
            raise FileExistsError(str(target)) from None
        part.rename(target)


def _remove(part: Path) -> None:
    with suppress(OSError):  # whether it can be removed does not matter where it could not be written
        part.unlink(missing_ok=True)


def add_to(app: typer.Typer) -> None:
    """Adds these commands to the command line."""
    for command in (load, export):
        app.command()(command)
