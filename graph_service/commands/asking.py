"""The command that answers questions in plain words."""

from __future__ import annotations

from typing import Annotated

import typer

from graph_service.commands.shared import Json, Network, State, Store, print_json, read


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


def add_to(app: typer.Typer) -> None:
    """Adds the command to the command line."""
    for command in (ask,):
        app.command()(command)
