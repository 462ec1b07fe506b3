"""The command that brings networks from one store into another."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from graph_service.commands.shared import Json, State, opened, say
from graph_service.language import render
from graph_service.model.text import Label, Text, Value, counted, text
from graph_service.model.vocabulary import look_up

if TYPE_CHECKING:
    from rich.progress import Progress

    from graph_service.operations.moving import Moved, Step

PasswordFile = Annotated[Path | None, typer.Option(help="Datei mit dem Kennwort / file with the password")]
_VERIFY = {"newest": False, "all": True}


def move(
    source: Annotated[str, typer.Option("--from", help="Quelle / source, e.g. sqlite:akteursnetz.sqlite")],
    target: Annotated[str, typer.Option("--to", help="Ziel / target, e.g. neo4j://localhost")],
    network: Annotated[
        list[str] | None, typer.Option("--network", "-n", help="nur dieses Netzwerk / this network only; all")
    ] = None,
    verify: Annotated[str, typer.Option(help="Revisionen vergleichen / compare revisions: newest, all")] = "newest",
    from_password_file: PasswordFile = None,
    to_password_file: PasswordFile = None,
    as_json: Json = False,
) -> None:
    """Überträgt Netzwerke mit allen Revisionen in einen anderen Speicher, geprüft; die Quelle bleibt, wie sie ist.

    Nach einer Unterbrechung macht derselbe Befehl dort weiter, wo er aufgehört hat.
    """
    from graph_service.operations.moving import Move, networks_to_move  # noqa: PLC0415
    from graph_service.stores import check_two  # noqa: PLC0415

    every = look_up(verify, _VERIFY, Label(de="Prüfung", en="check"), "--verify")
    check_two(source, target)
    found: list[Moved] = []
    with opened(source, writable=False, password_file=from_password_file) as old:
        wanted = networks_to_move(old.store, network or ())
        with opened(target, password_file=to_password_file) as new, _bar() as bar, _interruption():
            for moved in Move(old.store, new.store, every, _showing(bar)).run(wanted):
                found.append(moved)
                if not as_json:
                    _report(moved, bar)
    if as_json:
        done = {"from": source, "to": target, "networks": [asdict(moved) for moved in found]}
        typer.echo(json.dumps(done, ensure_ascii=False, indent=2))


@contextmanager
def _interruption() -> Iterator[None]:
    """Says what an interruption by the user means."""
    try:
        yield
    except KeyboardInterrupt:
        say(text("Unterbrochen. Fertige Revisionen bleiben; derselbe Befehl macht dort weiter."), error=True)
        raise typer.Exit(130) from None


@contextmanager
def _bar() -> Iterator[Progress]:
    """A bar on the terminal for as long as the block lasts; nothing where there is no terminal."""
    from rich.console import Console  # noqa: PLC0415
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn  # noqa: PLC0415

    console = Console(stderr=True)
    words = TextColumn("{task.description}", markup=False)
    columns = (words, BarColumn(), TaskProgressColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        yield bar


def _showing(bar: Progress) -> Callable[[Step], None]:
    task = bar.add_task("", total=None)

    def show(step: Step) -> None:
        words = render(step.words, State.language)
        bar.update(task, description=words, completed=step.done, total=step.total or None)

    return show


def _report(moved: Moved, bar: Progress) -> None:
    bar.stop()  # it would stand in the same line
    for words in _sentences(moved):
        say(words)
    bar.start()


def _sentences(moved: Moved) -> Iterator[Text]:
    known: dict[str, Value] = {"network": moved.network, "revision": moved.revision}
    if moved.made or moved.new:
        yield counted(
            "„{network}“: {n} Revision übertragen, jetzt bei Revision {revision}.",
            "„{network}“: {n} Revisionen übertragen, jetzt bei Revision {revision}.",
            moved.made,
            **known,
        )
    else:
        yield text("„{network}“: nichts zu tun, Revision {revision} ist schon da.", **known)
    yield counted(
        "  Auf beiden Seiten gleich: Geschichte {history}, Einträge {state} ({n} Revision verglichen).",
        "  Auf beiden Seiten gleich: Geschichte {history}, Einträge {state} ({n} Revisionen verglichen).",
        moved.compared,
        history=moved.history[:16],
        state=moved.state[:16],
    )
    if moved.newer:
        yield counted(
            "  In der Quelle kam währenddessen {n} Revision dazu; derselbe Befehl holt sie nach.",
            "  In der Quelle kamen währenddessen {n} Revisionen dazu; derselbe Befehl holt sie nach.",
            moved.newer,
        )


def add_to(app: typer.Typer) -> None:
    """Adds this command to the command line."""
    app.command()(move)
