"""The command that hands out the audit, one line of JSON for each of its lines."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Annotated

import typer

from graph_service.commands.accounts import account_named, administering
from graph_service.commands.shared import Store
from graph_service.model.period import PartialDate

if TYPE_CHECKING:
    from graph_service.operations.administering import Administering


def audit(
    since: Annotated[str | None, typer.Option(help="ab diesem Tag / from this day on")] = None,
    event: Annotated[str | None, typer.Option(help="nur dieser Vorgang / this event only, e.g. exported")] = None,
    who: Annotated[str | None, typer.Option(help="Kontoname oder Kennung / account, token or link")] = None,
    network: Annotated[str | None, typer.Option("--network", "-n", help="nur dieses Netzwerk / network")] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="höchstens so viele Zeilen / lines at most")] = None,
    store: Store = None,
) -> None:
    """Gibt das Protokoll als JSON-Zeilen aus, die älteste zuerst; auch das wird vermerkt."""
    from graph_service.access.audit import Wanted, parse_event  # noqa: PLC0415

    chosen = parse_event(event) if event else None
    day = PartialDate.written(since).first if since else None
    with administering(store) as done:
        wanted = Wanted(network, chosen, _id(done, who) if who else None, day)
        for note in islice(done.read_audit(wanted), limit):
            typer.echo(note.as_json())


def _id(done: Administering, words: str) -> str:
    """What the audit calls who is named."""
    from graph_service.access.audit import ANYONE, COMMAND_LINE, MACHINE  # noqa: PLC0415

    known = words in (ANYONE, COMMAND_LINE, MACHINE) or words.startswith(("account-", "token-", "link-"))
    return words if known else account_named(done, words).id


def add_to(app: typer.Typer) -> None:
    """Adds these commands to the command line."""
    app.command()(audit)
