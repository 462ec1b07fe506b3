"""What all commands share: the chosen language, store and network, and how results are told."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from pydantic import BaseModel

from graph_service.language import render
from graph_service.model.text import Language, Text, text

if TYPE_CHECKING:
    from graph_service.operations.service import Service
    from graph_service.serving.reading import Reading
    from graph_service.settings import Settings


class State:
    """What the options before the command set for all commands."""

    language: Language = "de"


Json = Annotated[bool, typer.Option("--json", help="Ausgabe als JSON / print JSON")]
Network = Annotated[str | None, typer.Option("--network", "-n", help="Kennung des Netzwerks / id of the network")]
Store = Annotated[str | None, typer.Option("--store", help="Speicher / store, e.g. sqlite:akteursnetz.sqlite")]


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
def opened(store: str | None, *, writable: bool = True, password_file: Path | None = None) -> Iterator[Service]:
    """The service on the chosen store, closed again whatever happens."""
    from graph_service.operations.service import Service  # noqa: PLC0415
    from graph_service.stores import open_store  # noqa: PLC0415

    chosen = settings_for(store, store_password_file=password_file)
    kept = open_store(chosen.store, user=chosen.store_user, password=chosen.store_password(), writable=writable)
    try:
        yield Service(kept)
    finally:
        kept.close()


@contextmanager
def read(store: str | None, network: str | None) -> Iterator[Reading]:
    """One network for reading; the shipped one is loaded first where the store is still empty."""
    from graph_service.operations.service import scope  # noqa: PLC0415
    from graph_service.serving.reading import Reading  # noqa: PLC0415
    from graph_service.serving.who import MACHINE  # noqa: PLC0415

    with opened(store) as service:
        load_first(service)
        name = network_named(network, store)
        yield Reading(service, name, service.view(name), State.language, scope(), "", person=MACHINE)


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
