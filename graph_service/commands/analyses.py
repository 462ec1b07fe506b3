"""Commands for what the analyses find: coverage, gaps, overlaps, coordination, what to record next, change, ways."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

import typer

from graph_service.commands.options import Asked, Counted, InFields, Limit, Many, Narrowed, grouped
from graph_service.model.errors import BadValue
from graph_service.model.text import text

if TYPE_CHECKING:
    from graph_service.api.unfolding import CellsAsked

Enough = Annotated[int, typer.Option(min=1, max=100, help="so viele Träger genügen / carriers that are enough")]
Unit = Annotated[str | None, typer.Option(help="Einheit des Bedarfs / unit of the need")]
Body = Annotated[int, typer.Option(help="größtes Gremium, das zählt / largest body that counts")]


Folded = Annotated[bool, typer.Option("--folded", help="nur die weitesten Begriffe / the broadest concepts only")]
Open = Annotated[Many, typer.Option(help="deren engere Begriffe auch / narrower ones too, e.g. target_group/frauen")]


@dataclass(frozen=True)
class Told:
    """How many carriers are enough, the unit of need, and which concepts a command tells of."""

    enough: Enough = 2
    unit: Unit = None
    folded: Folded = False
    open: Open = None

    @property
    def cells(self) -> CellsAsked:
        from graph_service.api.unfolding import CellsAsked  # noqa: PLC0415

        return CellsAsked(self.enough, self.unit, self.folded, self.open)


@grouped
def coverage(
    asked: Asked,
    narrowed: Narrowed,
    told: Told,
    rows: Annotated[str, typer.Option(help="Zeilen / rows: field, target_group, district")] = "field",
    columns: Annotated[str, typer.Option(help="Spalten / columns; leer / empty: one row each")] = "target_group",
) -> None:
    """Zeigt als Tabelle, für welche Kombinationen eine Maßnahme erfasst ist."""
    from graph_service.api.coverage import coverage as found  # noqa: PLC0415

    asked.tell_findings(lambda findings: found(findings, narrowed.facets, told.cells, rows, columns))


@grouped
def cell(asked: Asked, narrowed: Narrowed, unit: Unit = None, limit: Limit = 10) -> None:
    """Zeigt eine Kombination: Maßnahmen dafür, für Teile davon, in der Nähe, und wer etwas tun könnte."""
    from graph_service.api.coverage import cell as found  # noqa: PLC0415

    asked.tell_findings(lambda findings: found(findings, narrowed.facets, unit, limit))


@grouped
def gaps(
    asked: Asked,
    narrowed: Narrowed,
    told: Told,
    facet: Annotated[Many, typer.Option(help="Merkmal / facet: field, target_group, district")] = None,
    finding: Annotated[
        str, typer.Option(help="Befund / finding: none_recorded, unknown, single_provider")
    ] = "none_recorded",
    limit: Limit = 20,
) -> None:
    """Nennt Kombinationen ohne erfasste Maßnahme, die mit dem größten Bedarf zuerst."""
    from graph_service.api.coverage import gaps as found  # noqa: PLC0415

    asked.tell_findings(lambda findings: found(findings, narrowed.facets, told.cells, facet, finding, limit))


@grouped
def overlaps(  # noqa: PLR0913 - each option of the command is one argument
    asked: Asked,
    narrowed: Narrowed,
    *,
    uncoordinated: Annotated[
        bool, typer.Option("--uncoordinated", help="Akteure ohne erfasste Abstimmung / actors without a channel")
    ] = False,
    grade: Annotated[
        str | None, typer.Option(help="Einstufung / grade: possible_duplication, overlap, undecided")
    ] = None,
    coverage: Annotated[float, typer.Option(help="so viel muss vergleichbar sein / share to be compared")] = 0.6,
    overlap: Annotated[float, typer.Option(help="Schwelle für Überschneidungen / for overlaps")] = 0.5,
    duplication: Annotated[float, typer.Option(help="Schwelle für Doppelungen / for duplications")] = 0.8,
    weight: Annotated[Many, typer.Option(help="Gewicht / weight, e.g. district:0")] = None,
    max_body: Body = 25,
    missing: Annotated[
        str | None, typer.Option(help="nur Paare, denen das fehlt / only pairs that lack this, e.g. district")
    ] = None,
    limit: Limit = 20,
) -> None:
    """Nennt Maßnahmen verschiedener Träger, die sich ähneln, und Akteure, die sich dabei nicht erkennbar abstimmen."""
    from graph_service.api.overlaps import Asked as Comparing  # noqa: PLC0415
    from graph_service.api.overlaps import overlaps as found  # noqa: PLC0415

    wanted = Comparing(coverage, overlap, duplication, weight, max_body)
    asked.tell_findings(lambda findings: found(findings, narrowed.facets, wanted, uncoordinated, grade, limit, missing))


@grouped
def coordination(  # noqa: PLR0913 - each option of the command is one argument
    asked: Asked,
    *,
    level: Annotated[str, typer.Option(help="Ebene / level: field, cell")] = "field",
    field: InFields = None,
    without_bodies: Annotated[
        bool, typer.Option("--without-bodies", help="Gremien nicht zählen / common bodies do not count")
    ] = False,
    third_parties: Annotated[
        bool, typer.Option("--third-parties", help="gemeinsame Partner zählen / common partners count")
    ] = False,
    max_body: Body = 25,
    over: Annotated[Many, typer.Option(help="weitere Jahre, Monate oder Tage / more days, to compare")] = None,
    actor: Annotated[str | None, typer.Option(help="nur Paare mit / only pairs with, e.g. ki")] = None,
    limit: Limit = 20,
) -> None:
    """Sagt, wer dieselben Menschen erreicht, und wo dafür kein Weg der Abstimmung erfasst ist."""
    from graph_service.api.coordination import coordination as found  # noqa: PLC0415
    from graph_service.model.period import PartialDate  # noqa: PLC0415
    from graph_service.operations.service import day_of  # noqa: PLC0415
    from graph_service.serving.filters import Ways  # noqa: PLC0415

    days = [day_of(PartialDate.written(one)) for one in over or ()]
    ways = Ways(not without_bodies, third_parties, max_body)
    asked.tell_findings(lambda findings: found(findings, ways, level, days, actor, field, limit))


@grouped
def record_next(asked: Asked, narrowed: Narrowed, limit: Limit = 20) -> None:
    """Nennt die fehlenden Angaben, die am meisten klären würden."""
    from graph_service.api.coverage import record_next as found  # noqa: PLC0415

    asked.tell_findings(lambda findings: found(findings, narrowed.facets, limit))


@grouped
def changes(
    counted: Counted,
    start: Annotated[str, typer.Argument(metavar="FROM", help="Jahr, Monat oder Tag / year, month or day")],
    end: Annotated[str | None, typer.Argument(metavar="TO", help="ebenso; heute / today")] = None,
    revisions: Annotated[bool, typer.Option("--revisions", help="FROM und TO sind Revisionen / are revisions")] = False,
    limit: Limit = 20,
) -> None:
    """Sagt, was zwischen zwei Tagen neu und beendet ist, oder was sich zwischen zwei Revisionen geändert hat."""
    from graph_service.api.changes import Span  # noqa: PLC0415
    from graph_service.api.changes import changes as found  # noqa: PLC0415

    if revisions:
        span = Span(from_revision=_revision(start), to_revision=_revision(end) if end is not None else None)
    else:
        span = Span(from_=start, to=end)
    counted.tell(lambda reading: found(reading, span, limit))


def _revision(words: str) -> int:
    if words.isascii() and words.isdigit() and len(words) < 16:
        return int(words)
    raise BadValue(
        text("„{value}“ ist keine Revision.", value=words[:80]),
        place="--revisions",
        value=words[:80],
        remedy=text("Erlaubt sind Nummern wie 1; akteursnetz history nennt sie."),
    )


@grouped
def progress(
    asked: Asked,
    field: InFields = None,
    months: Annotated[int, typer.Option(min=1, max=120, help="Monate ohne Bericht / months without a report")] = 6,
    since: Annotated[str | None, typer.Option(help="Änderungen seit / changes since: year, month or day")] = None,
    limit: Limit = 20,
) -> None:
    """Sagt, wie weit die Maßnahmen sind: Felder nach Stand, Überfälliges, lange ohne Bericht, Wirkungsindikatoren."""
    from graph_service.api.progress import Asked as Wanted  # noqa: PLC0415
    from graph_service.api.progress import progress as found  # noqa: PLC0415
    from graph_service.model.period import PartialDate  # noqa: PLC0415
    from graph_service.operations.service import day_of  # noqa: PLC0415

    day = None if since is None else day_of(PartialDate.written(since))
    asked.tell(lambda reading: found(reading, Wanted(months, day, field), limit))


@grouped
def paths(
    asked: Asked,
    start: Annotated[str, typer.Argument(metavar="FROM", help="Kennung / id, e.g. ki")],
    end: Annotated[str, typer.Argument(metavar="TO", help="Kennung / id, e.g. actor/stg")],
    kind: Annotated[Many, typer.Option(help="Beziehungsart / kind of tie, e.g. reports_to")] = None,
    directed: Annotated[
        bool, typer.Option("--directed", help="nur in ihrer Richtung / in their direction only")
    ] = False,
    limit: Annotated[int, typer.Option(min=1, max=20, help="wie viele Wege / how many ways")] = 20,
) -> None:
    """Nennt die kürzesten Wege von einem Eintrag zu einem anderen."""
    from graph_service.api.changes import paths as found  # noqa: PLC0415

    asked.tell(lambda reading: found(reading, start, end, kind, directed, limit))


@grouped
def governance(
    asked: Asked,
    name: Annotated[
        str | None, typer.Argument(metavar="[BODY]", help="Kennung eines Gremiums / id of a body, e.g. stg")
    ] = None,
    limit: Limit = 20,
) -> None:
    """Nennt Gremien, wer darin sitzt und wer über wem steht, und den Weg von Vorlagen; oder nur ein Gremium."""
    from graph_service.api.governance import governance as found  # noqa: PLC0415
    from graph_service.api.governance import one_body  # noqa: PLC0415

    asked.tell(lambda reading: found(reading, limit) if name is None else one_body(reading, name, limit))


def add_to(app: typer.Typer) -> None:
    """Adds these commands to the command line."""
    for command in (coverage, cell, gaps, overlaps, coordination, record_next, changes, progress, paths, governance):
        app.command()(command)
