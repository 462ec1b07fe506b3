"""The command line `akteursnetz`, put together from its commands.

Exit codes: 0 all is well; 1 the input cannot be used or nothing was found; 2 the command was written wrongly;
3 the store cannot do what is asked, or is not sound.
"""

from __future__ import annotations

import sys
from typing import Annotated

import typer
from pydantic import ValidationError

from graph_service import __version__
from graph_service.commands import (
    accounts,
    advising,
    analyses,
    asking,
    auditing,
    exchanging,
    files,
    granting,
    judging,
    keeping,
    matching,
    moving,
    privacy,
    serving,
)
from graph_service.commands.shared import State
from graph_service.language import explain, is_language, render
from graph_service.model.errors import AkteursnetzError, BadValue, StoreError
from graph_service.model.text import text

app = typer.Typer(
    name="akteursnetz",
    help="Akteursnetz: wer handelt wo, womit, für wen, und wer stimmt sich ab?",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
_OF_NETWORKS = (serving, exchanging, files, asking, analyses, advising, keeping, moving, judging, matching)
for commands in (*_OF_NETWORKS, accounts, granting, auditing, privacy):
    commands.add_to(app)


@app.callback(invoke_without_command=True)
def main_options(
    lang: Annotated[str, typer.Option("--lang", help="Sprache der Meldungen / language: de, en")] = "de",
    version: Annotated[bool, typer.Option("--version", help="Version zeigen / show the version")] = False,
) -> None:
    """Akteursnetz: wer handelt wo, womit, für wen, und wer stimmt sich ab?"""
    if version:
        typer.echo(__version__)
        raise typer.Exit
    if not is_language(lang):
        raise BadValue(
            text("Die Sprache „{value}“ gibt es nicht.", value=lang),
            remedy=text("Erlaubt: {words}.", words=("de", "en")),
        )
    State.language = lang


def main() -> None:
    """Runs the command line; expected errors become a message and an exit code, never a traceback."""
    try:
        app()
    except AkteursnetzError as error:
        typer.echo(explain(error, State.language), err=True)
        sys.exit(3 if isinstance(error, StoreError) else 1)
    except ValidationError as error:
        typer.echo(_settings_message(error), err=True)
        sys.exit(2)


def _settings_message(error: ValidationError) -> str:
    lines = [
        render(
            text(
                "Die Einstellung {name} hat den Wert „{value}“, der nicht möglich ist.",
                name="AKTEURSNETZ_" + "_".join(str(part) for part in one["loc"]).upper(),
                value=str(one["input"]),
            ),
            State.language,
        )
        for one in error.errors()
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    main()
