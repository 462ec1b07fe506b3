"""The command that makes the password of a Neo4j server, once, in files that nobody else may read."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer

from graph_service.commands.shared import say
from graph_service.model.errors import BadInput
from graph_service.model.text import text

_USER = "neo4j"
_PASSWORD, _LOGIN = "password", "login"


def make_password(folder: Annotated[Path, typer.Argument(help="Ordner, den es gibt / existing folder")]) -> None:
    """Legt ein zufälliges Kennwort für einen Neo4j-Server an, wenn in diesem Ordner noch keines liegt."""
    place = folder / _USER
    if all((place / name).is_file() for name in (_PASSWORD, _LOGIN)):
        say(text("Das Kennwort in {place} bleibt.", place=str(place)), error=True)
        return
    try:
        _make(place)
    except OSError as error:
        raise BadInput(
            text("Das Kennwort lässt sich nicht anlegen: {reason}.", reason=error.strerror or str(error)),
            place=str(place),
            remedy=text("Bitte prüfen, ob es den Ordner gibt, ob er leer ist und ob darin geschrieben werden darf."),
        ) from error
    say(text("Neues Kennwort angelegt in {place}.", place=str(place)), error=True)


def _make(place: Path) -> None:
    """Writes the password, and the login as Neo4j's image reads it: both at once or neither, never over others."""
    password = secrets.token_hex(32)
    with TemporaryDirectory(dir=place.parent, prefix=".new-", ignore_cleanup_errors=True) as made:
        new = Path(made)
        _write(new / _PASSWORD, password)
        _write(new / _LOGIN, f"{_USER}/{password}")
        new.chmod(0o750)
        # Renaming fails where the folder holds something, so what another process made meanwhile stays.
        new.rename(place)


def _write(file: Path, words: str) -> None:
    with file.open("x", encoding="utf-8") as stream:
        file.chmod(0o440)
        stream.write(f"{words}\n")
        stream.flush()
        os.fsync(stream.fileno())
