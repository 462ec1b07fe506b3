"""Commands that bring data in, take that back, and take pictures out."""

from __future__ import annotations

import os
from contextlib import closing, suppress
from dataclasses import dataclass, fields
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from uuid import uuid4

import typer

from graph_service.commands.options import grouped, on_day
from graph_service.commands.progress import stages
from graph_service.commands.shared import (
    Json,
    Network,
    State,
    Store,
    network_named,
    opened,
    print_json,
    read,
    report_done,
    settings_for,
)
from graph_service.language import render
from graph_service.model.errors import BadInput, BadValue, Conflict
from graph_service.model.period import PartialDate
from graph_service.model.text import text

if TYPE_CHECKING:
    from graph_service.operations.picturing import Wish
    from graph_service.serving.reading import Reading


def load(  # noqa: PLR0913 - each option of the command is one argument
    sources: Annotated[
        list[Path],
        typer.Argument(metavar="SOURCE…", help="Dateien, oder ein Ordner mit Tabellen oder Dateien / files or folder"),
    ],
    *,
    network: Network = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="nur prüfen, nichts schreiben / write nothing")] = False,
    skip_bad_rows: Annotated[
        bool, typer.Option("--skip-bad-rows", help="gute Zeilen übernehmen / take the good rows")
    ] = False,
    end_missing: Annotated[
        bool, typer.Option("--end-missing", help="was die Quelle nicht mehr nennt, endet heute / ends today")
    ] = False,
    end_missing_on: Annotated[
        str | None, typer.Option(metavar="DAY", help="dasselbe an einem anderen Tag / the same on another day")
    ] = None,
    kind: Annotated[
        str | None, typer.Option(help="als was / as what: tables, list, paper, oparl, hsds, graph; wie sie aussieht")
    ] = None,
    mapping: Annotated[
        Path | None, typer.Option(help="Zuordnung der Spalten einer eigenen Liste / mapping of a list (propose)")
    ] = None,
    limit: Annotated[int, typer.Option(min=0, max=5000, help="Länge der Listen / length of lists")] = 20,
    author: Annotated[str, typer.Option(help="Wer lädt / who loads")] = "Kommandozeile",
    store: Store = None,
    as_json: Json = False,
) -> None:
    """Lädt eine Quelle oder mehrere in ein Netzwerk: alle oder keine, mit Bericht Zeile für Zeile."""
    from graph_service.api.imports import given_author, shown  # noqa: PLC0415
    from graph_service.operations.loading import Options  # noqa: PLC0415
    from graph_service.operations.loading_several import load_sources  # noqa: PLC0415
    from graph_service.operations.sources import files_of  # noqa: PLC0415
    from graph_service.reports import load_report  # noqa: PLC0415

    end = _end(end_missing_on, today=end_missing)
    options = Options(skip_bad_rows=skip_bad_rows, end_missing=end, kind=kind, mapping=mapping)
    paths = files_of(sources, kind)
    with opened(store) as service, stages(3 * len(paths) + (not dry_run)) as telling:
        name = network_named(network, store)
        result = load_sources(
            service, name, paths, author=given_author(author), dry_run=dry_run, options=options, telling=telling
        )
    found = shown(result, State.language, limit)
    if as_json:
        print_json(found)
    else:
        typer.echo(load_report(found, State.language))
    if result.refused:
        raise typer.Exit(1)


def _end(day: str | None, *, today: bool) -> date | None:
    """The day on which missing records are to end."""
    from graph_service.operations.service import today as this_day  # noqa: PLC0415

    if day is None:
        return this_day() if today else None
    return PartialDate.written(day).last


def undo(
    revision: Annotated[int, typer.Argument(min=1, help="Revision, die zurückgenommen wird / revision to take back")],
    author: Annotated[str, typer.Option(help="Wer zurücknimmt / who takes it back")],
    network: Network = None,
    store: Store = None,
    as_json: Json = False,
) -> None:
    """Nimmt eine Revision durch eine neue zurück; abgelehnt, wo spätere darauf aufbauen."""
    from graph_service.api.imports import undone  # noqa: PLC0415
    from graph_service.serving.who import MACHINE  # noqa: PLC0415
    from graph_service.serving.writing import Writing  # noqa: PLC0415

    with opened(store) as service:
        done = undone(Writing(service, network_named(network, store), State.language, None, MACHINE), revision, author)
    if as_json:
        print_json(done)
    else:
        typer.echo(done.sentence)


@dataclass(frozen=True)
class Written:
    """A file that is about to be written: of which revision it tells, and what there is to say of it."""

    name: str
    content: bytes
    network: str
    revision: int
    remarks: tuple[str, ...]


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

    def export(self, whole: Reading, form: str) -> Written:
        """The picture as a file of the form, in the chosen language."""
        from graph_service.operations.exporting import export as exported  # noqa: PLC0415

        reading = on_day(whole, self.at)
        wish = self._wish(reading)
        file = exported(reading.service, reading.network_id, wish, form, reading.language, reading.view.revision)
        drawn = file.picture
        return Written(file.name, file.content, drawn.network, drawn.revision, (drawn.summary, *drawn.notes))

    def annex(self, whole: Reading, questions: list[str]) -> Written:
        """The answers to questions as a Word annex, with the picture where one is named or nothing is asked."""
        from graph_service.api.annexes import annex_of, asked  # noqa: PLC0415

        reading = on_day(whole, self.at)
        parts = asked(reading, questions)
        pictured = not parts or self.focus or self.view != "all"
        file = annex_of(reading, parts, self._wish(reading) if pictured else None)
        told = tuple(f"{part.heading} {part.answer.sentence}" for part in parts)
        return Written(file.name, file.content, reading.network_id, reading.view.revision, told)

    def _wish(self, reading: Reading) -> Wish:
        from graph_service.serving.wishes import Pictured as Asked  # noqa: PLC0415

        asked = {one.name: getattr(self, one.name) for one in fields(self) if one.name not in {"focus", "at"}}
        return Asked(**asked).wish(reading, self.focus)


def handed_out(reading: Reading, form: str, *, contacts: bool) -> Written:
    """The whole network as a file of the form, with what the form cannot carry."""
    from graph_service.operations.handing_out import hand_out, losses_told  # noqa: PLC0415

    revision = reading.view.revision
    made = hand_out(reading.service, reading.network_id, form, reading.language, revision, contacts=contacts)
    remarks = tuple(render(loss, reading.language) for loss in losses_told(made))
    return Written(made.name, made.content, reading.network_id, made.revision, remarks)


def _note_contacts(store: str | None, network: str, form: str) -> None:
    """Notes that restricted fields leave, as the API does, before there is a file with them."""
    from graph_service.access.audit import COMMAND_LINE, Audit, Event  # noqa: PLC0415
    from graph_service.stores import open_registry  # noqa: PLC0415

    chosen = settings_for(store)
    kept = open_registry(chosen.store, user=chosen.store_user, password=chosen.store_password())
    with closing(kept) as registry:
        Audit(registry).note(Event.RESTRICTED_READ, COMMAND_LINE, network=network, what=f"export:{form}")


@dataclass(frozen=True)
class Records:
    """In which form what leaves: a picture, answers to questions, or all records, and whether contacts do."""

    form: Annotated[
        str,
        typer.Option(
            "--format",
            help="ein Bild / a picture: html, svg, graphml, gexf, cytoscape; "
            "alle Angaben / all records: xlsx, csv, json, kumu, hsds, hsds-json, turtle; "
            "Word-Anlage / Word annex: docx",
        ),
    ] = "html"
    question: Annotated[
        list[str] | None,
        typer.Option("--question", "-q", help="Frage an die Word-Anlage, auch mehrere / question, also several"),
    ] = None
    whole: Annotated[bool, typer.Option("--whole", help="alle Angaben statt eines Bildes / all records")] = False
    contacts: Annotated[bool, typer.Option("--contacts", help="mit Kontakten / with contacts")] = False


@grouped
def export(
    pictured: Pictured,
    records: Records,
    place: Annotated[Path | None, typer.Argument(metavar="[FILE]", help="Zieldatei / file to write")] = None,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="dasselbe / the same as FILE")] = None,
    force: Annotated[bool, typer.Option("--force", help="vorhandene Datei ersetzen / replace a file")] = False,
    network: Network = None,
    store: Store = None,
    as_json: Json = False,
) -> None:
    """Schreibt ein Bild oder alle Angaben als eine Datei, ohne Namen unter einem sprechenden."""
    from graph_service.operations.exporting import FORMS as PICTURES  # noqa: PLC0415
    from graph_service.operations.handing_out import FORMS as WHOLE  # noqa: PLC0415

    form = records.form
    _check_form(records, tuple(PICTURES), tuple(WHOLE))
    with read(store, network) as reading:
        everything = records.whole or form not in PICTURES
        if form == "docx":
            file = pictured.annex(reading, records.question or [])
        elif everything:
            file = handed_out(reading, form, contacts=records.contacts)
            if records.contacts:
                _note_contacts(store, file.network, form)
        else:
            file = pictured.export(reading, form)
    target = _target(place, output, file.name)
    write_whole(target, file.content, replaces=force, private=records.contacts)
    for words in file.remarks:
        typer.echo(words, err=True)
    done: dict[str, str | int] = {"network": file.network, "revision": file.revision}
    report_done(as_json, text("Geschrieben: {path}", path=str(target)), written=str(target), **done)


def _check_form(records: Records, pictures: tuple[str, ...], whole: tuple[str, ...]) -> None:
    """BadValue for a form that there is not, or not of what is asked for."""
    form = records.form
    if form not in (*pictures, *whole, "docx"):
        raise BadValue(
            text("Die Form „{value}“ gibt es noch nicht.", value=form),
            value=form,
            remedy=text("Erlaubt: {words}.", words=tuple(dict.fromkeys((*pictures, *whole, "docx")))),
        )
    if records.whole and form not in (*whole, "docx"):
        raise BadValue(
            text("„{value}“ ist ein Bild; in dieser Form gibt es nicht alle Angaben.", value=form),
            place="--whole",
            value=form,
            remedy=text("Bitte „--whole“ weglassen, oder eine dieser Formen wählen: {words}.", words=whole),
        )
    if records.question and form != "docx":
        raise BadValue(
            text("Auf Fragen antwortet nur eine Word-Anlage."),
            place="--question",
            remedy=text("Bitte „--format docx“ angeben."),
        )


def _target(place: Path | None, output: Path | None, name: str) -> Path:
    """Where the file is to lie: in the folder that is named, or here, under its own name where none is given."""
    if place and output and place != output:
        raise BadInput(
            text("Die Zieldatei ist zweimal angegeben: „{one}“ und „{other}“.", one=str(place), other=str(output)),
            remedy=text("Bitte nur eine angeben."),
        )
    chosen = output or place or Path()
    return chosen / name if chosen.is_dir() else chosen


def write_whole(target: Path, content: bytes, *, replaces: bool, private: bool = False) -> None:
    """Writes a file whole or not at all; what lies there already is replaced only where that is wanted.

    A private one, such as one with contacts, can be read by nobody but this user, at no moment.
    """
    part = target.with_name(f".{uuid4().hex}.teil")
    try:
        with open(part, "xb", opener=partial(os.open, mode=0o600 if private else 0o666)) as file:
            file.write(content)
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
    for command in (load, undo, export):
        app.command()(command)
