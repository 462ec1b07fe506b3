"""The command for actors that may be the same organisation under several names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from graph_service.commands.options import Limit
from graph_service.commands.shared import Json, Network, Store, print_json, read, say
from graph_service.model.text import text

if TYPE_CHECKING:
    from graph_service.api.schemas_matching import MatchOut, RelationWord


def matches(
    relation: Annotated[str | None, typer.Option(help="nur diese / only these: same_as, part_of")] = None,
    limit: Limit = 20,
    network: Network = None,
    store: Store = None,
    as_json: Json = False,
) -> None:
    """Zeigt Akteure, die vielleicht dieselben sind; zusammengeführt wird nur, was eine Person bestätigt."""
    from graph_service.api.matching import matches as found_in  # noqa: PLC0415

    with read(store, network) as reading:
        found = found_in(reading, _known(relation), limit)
    if as_json:
        print_json(found)
        return
    for words in (found.sentence, *found.caveats):
        typer.echo(words)
    for item in found.items:
        _tell(item)
    if found.total > len(found.items):
        say(text("Nicht gezeigt: {n}.", n=found.total - len(found.items)))


def _known(relation: str | None) -> RelationWord | None:
    from graph_service.model.text import Label  # noqa: PLC0415
    from graph_service.model.vocabulary import look_up  # noqa: PLC0415
    from graph_service.operations.wording_matching import RELATION_LABELS  # noqa: PLC0415

    if relation is not None:
        look_up(relation, RELATION_LABELS, Label(de="Vorschlagsart", en="kind of proposal"), "--relation")
    return relation  # type: ignore[return-value]  # looked up just above


def _tell(item: MatchOut) -> None:
    typer.echo(f"\n{item.words} ({item.score:.0%})")
    for reason in item.reasons:
        typer.echo(f"  {reason.weight:+.2f}  {reason.words}")
    pair = f"{item.first.id} {item.second.id}"
    if item.relation.id == "same_as":
        say(
            text(
                "  Entscheiden: akteursnetz judge same_as {pair} same (oder different) --author … --reason …", pair=pair
            )
        )
    else:
        say(
            text(
                "  Entscheiden: akteursnetz judge part_of {pair} part (oder not_part) --author … --reason …", pair=pair
            )
        )


def add_to(app: typer.Typer) -> None:
    """Adds this command to the command line."""
    app.command()(matches)
