"""Commands for the rights of persons: what is recorded of somebody, erasing it, and taking away what is too old."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from graph_service.commands.shared import Json, Store, opened, say, settings_for
from graph_service.model.errors import StoreError
from graph_service.model.text import Text, Value, counted, text

if TYPE_CHECKING:
    from graph_service.access.assembly import Access
    from graph_service.operations.erasing import Erased
    from graph_service.operations.privacy import Hit, Report
    from graph_service.operations.service import Service
    from graph_service.operations.tidying import Keeping

Person = Annotated[str, typer.Argument(help="Name, oder Kennung eines Eintrags / name or id, e.g. actor/…")]
Also = Annotated[
    list[str] | None, typer.Option("--also", help="weitere Wörter / other words: Mail, Telefon, früherer Name")
]
Keep = Annotated[list[str] | None, typer.Option("--keep", help="Eintrag, der jemand anderes ist / record of another")]

privacy = typer.Typer(help="Datenschutz: Auskunft, Löschung, Aufbewahrungsfristen.", no_args_is_help=True)


@contextmanager
def _opened(store: str | None) -> Iterator[tuple[Service, Access, Keeping]]:
    """Store and registry, and for how long things are kept."""
    from graph_service.access.assembly import Access  # noqa: PLC0415
    from graph_service.operations.tidying import Keeping  # noqa: PLC0415
    from graph_service.stores import open_registry  # noqa: PLC0415

    chosen = settings_for(store)
    keeping = Keeping(chosen.keep_audit, chosen.keep_proposals, chosen.keep_attempts)
    with opened(chosen.store) as service:
        kept = open_registry(chosen.store, user=chosen.store_user, password=chosen.store_password())
        with closing(kept) as registry:
            yield service, Access.over(registry, sign_in=False), keeping


@privacy.command()
def report(person: Person, also: Also = None, keep: Keep = None, store: Store = None, as_json: Json = False) -> None:
    """Zeigt alles, was über eine Person erfasst ist, auch im Verlauf und in den Dienstdaten (Auskunft)."""
    from graph_service.access.audit import COMMAND_LINE, Event  # noqa: PLC0415
    from graph_service.operations import privacy as asking  # noqa: PLC0415

    with _opened(store) as (service, access, _):
        who = asking.sought(service.store, person, also or (), keep or ())
        found = asking.report(service.store, access.registry, who)
        access.audit.note(Event.PERSON_REPORTED, COMMAND_LINE)
    if as_json:
        typer.echo(json.dumps(asdict(found), ensure_ascii=False, indent=2))
    else:
        _tell(found)


@privacy.command()
def erase(
    person: Person,
    *,
    reason: Annotated[str, typer.Option(help="Grund, ohne die Person zu nennen / reason, e.g. Antrag nach Art. 17")],
    also: Also = None,
    keep: Keep = None,
    ties_too: Annotated[
        bool, typer.Option("--with-ties", help="auch ihre Beziehungen löschen / erase the ties as well")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="nur zeigen, nichts löschen / erase nothing")] = False,
    store: Store = None,
    as_json: Json = False,
) -> None:
    """Löscht die Angaben zu einer Person in allen Revisionen und in den Dienstdaten; ein leerer Eintrag bleibt."""
    from graph_service.operations import privacy as asking  # noqa: PLC0415
    from graph_service.operations.erasing import erase as erased  # noqa: PLC0415

    with _opened(store) as (service, access, _):
        who = asking.sought(service.store, person, also or (), keep or ())
        done = erased(service, access, who, reason=reason, ties_too=ties_too, dry_run=dry_run)
    if as_json:
        typer.echo(json.dumps(asdict(done), ensure_ascii=False, indent=2))
    else:
        _tell_erased(done)


@privacy.command()
def tidy(store: Store = None, as_json: Json = False) -> None:
    """Nimmt weg, was älter ist als die eingestellten Fristen (AKTEURSNETZ_KEEP_…)."""
    from graph_service.access.audit import COMMAND_LINE  # noqa: PLC0415
    from graph_service.operations.tidying import tidy as tidied  # noqa: PLC0415

    with _opened(store) as (_, access, keeping):
        done = tidied(access, keeping, COMMAND_LINE)
    if as_json:
        typer.echo(json.dumps(asdict(done), indent=2))
        return
    say(
        text(
            "Weggenommen: {expired} abgelaufene Einträge, {proposals} entschiedene Vorschläge, {lines} Zeilen des "
            "Protokolls.",
            expired=done.expired,
            proposals=done.proposals,
            lines=done.lines,
        )
    )


def tidy_at_start(store: str) -> None:
    """The same when the service starts; where nothing can be written, that is no reason not to serve."""
    from graph_service.access.audit import COMMAND_LINE  # noqa: PLC0415
    from graph_service.operations.tidying import tidy as tidied  # noqa: PLC0415

    with suppress(StoreError), _opened(store) as (_, access, keeping):
        tidied(access, keeping, COMMAND_LINE)


def _tell(found: Report) -> None:
    if not found.hits:
        say(text("Zu dieser Person ist nichts erfasst."))
        return
    for heading, hits in (
        (text("Sicher gemeint:"), found.sure),
        (text("Vielleicht gemeint (Nachname oder Anfangsbuchstabe):"), found.unsure),
    ):
        if hits:
            say(heading)
            for hit in hits:
                say(_line(hit))
    say(text("Nicht durchsucht sind Sicherungen, ausgegebene Dateien und das Protokoll, das nur Kennungen enthält."))


def _line(hit: Hit) -> Text:
    if hit.network is None:
        return text("  Dienstdaten ({kind}), {field}: {words}", kind=hit.place, field=hit.field, words=hit.words)
    return text(
        "  {network}: {place}, {field}: {words}, ab Revision {n} {until}",
        network=hit.network,
        place=hit.place,
        field=_field(hit.field),
        words=hit.words,
        n=str(hit.since),
        until=text("bis Revision {n}", n=str(hit.until)) if hit.until else text("noch heute"),
    )


def _field(field: str) -> Value:
    from graph_service.operations.field_labels import PART_LABELS  # noqa: PLC0415

    return PART_LABELS.get(field.partition(".")[0], field)


def _tell_erased(done: Erased) -> None:
    if done.left is None:
        _tell(done.found)
        say(text("Das ist nur eine Vorschau; es wurde nichts gelöscht."))
    for network, count in done.records.items():
        if count:
            say(counted("{network}: {n} Eintrag", "{network}: {n} Einträge", count, network=network))
    if done.left is None:
        return
    say(text("Gelöscht, auch im Verlauf. Ältere Sicherungen und ausgegebene Dateien enthalten die Angaben noch."))
    if done.left.hits:
        say(text("Bitte noch ansehen; mit „--also“ lässt sich auch das löschen:"))
        for hit in done.left.hits:
            say(_line(hit))


def add_to(app: typer.Typer) -> None:
    """Adds these commands to the command line."""
    app.add_typer(privacy, name="privacy")
