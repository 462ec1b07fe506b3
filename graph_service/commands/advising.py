"""Commands for what follows from the findings: who should sit at one table, who connects, what if someone stops."""

from __future__ import annotations

from typing import Annotated

import typer

from graph_service.commands.options import Asked, InFields, Limit, Narrowed, grouped


@grouped
def tables(
    asked: Asked,
    k: Annotated[int, typer.Option("--suggestions", "-k", help="wie viele Vorschläge / how many")] = 5,
    size: Annotated[int | None, typer.Option(help="Plätze am runden Tisch / seats at the table")] = None,
    load: Annotated[int | None, typer.Option(help="höchstens je Akteur / at most per actor")] = None,
    max_body: Annotated[int, typer.Option(help="größtes Gremium, das zählt / largest body that counts")] = 25,
    field: InFields = None,
) -> None:
    """Schlägt vor, wer an einen Tisch sollte: Verbindungen, Einladungen, ein runder Tisch, mit Grund je Name."""
    from graph_service.api.recommendations import recommendations as found  # noqa: PLC0415

    asked.tell_findings(lambda findings: found(findings, k, size, load, max_body, field))


@grouped
def roles(
    asked: Asked,
    graph: Annotated[str, typer.Option(help="Netz / graph: one_mode, two_mode")] = "one_mode",
    by: Annotated[str, typer.Option(help="Reihenfolge / order: bridging, dependence")] = "bridging",
    limit: Limit = 20,
) -> None:
    """Sagt, wer verbindet, wer ohne erfassten Kontakt ist, und was an einzelnen Akteuren hängt."""
    from graph_service.api.roles import roles as found  # noqa: PLC0415

    asked.tell_findings(lambda findings: found(findings, graph, by, communities=True, limit=limit))


@grouped
def what_if(
    asked: Asked,
    narrowed: Narrowed,
    without: Annotated[
        list[str], typer.Argument(metavar="RECORD...", help="Kennungen / ids, e.g. ki, actor/awo, measure/m04")
    ],
    limit: Limit = 20,
) -> None:
    """Sagt, was anders wäre, wenn Akteure oder Maßnahmen wegfielen."""
    from graph_service.api.roles import what_if as found  # noqa: PLC0415

    asked.tell_findings(lambda findings: found(findings, narrowed.facets, without, limit))


def add_to(app: typer.Typer) -> None:
    """Adds these commands to the command line."""
    for command in (tables, roles, what_if):
        app.command()(command)
