"""Commands for signed judgements: to sign one or take it back, and to read what was decided."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from graph_service.commands.shared import Json, Network, Store, print_json, read, report_done, say
from graph_service.model.errors import BadValue
from graph_service.model.period import PartialDate
from graph_service.model.provenance import Citation
from graph_service.model.text import text

if TYPE_CHECKING:
    from graph_service.api.schemas_judgements import JudgementOut
    from graph_service.operations.judging import Verdict
    from graph_service.serving.reading import Reading

Source = Annotated[
    list[str] | None, typer.Option(help="Kennung einer Quelle / id of a source, e.g. document/protokoll")
]


def judge(  # noqa: PLR0913 - each option of the command is one argument
    kind: Annotated[str, typer.Argument(help="Art / kind: same_as, part_of, overlap, coordination")],
    subjects: Annotated[tuple[str, str], typer.Argument(metavar="SUBJECT SUBJECT", help="zwei Kennungen / two ids")],
    decision: Annotated[str, typer.Argument(help="Entscheidung / decision, e.g. keep, coordinated")] = "",
    *,
    author: Annotated[str, typer.Option(help="Wer entschieden hat / who decided")],
    reason: Annotated[str, typer.Option(help="Begründung / reason")],
    on: Annotated[str | None, typer.Option(help="Tag der Entscheidung / day of the decision; today")] = None,
    source: Source = None,
    withdraw: Annotated[bool, typer.Option("--withdraw", help="Urteil zurücknehmen / take it back")] = False,
    network: Network = None,
    store: Store = None,
    as_json: Json = False,
) -> None:
    """Unterschreibt ein Urteil über zwei Einträge, oder nimmt es mit --withdraw zurück."""
    from graph_service.operations.judging import Verdict, subject_id  # noqa: PLC0415

    first, second = (subject_id(kind, subject) for subject in subjects)
    if withdraw and (decision or on or source):
        raise BadValue(
            text("Wer ein Urteil zurücknimmt, nennt keine Entscheidung, keinen Tag und keine Quelle."),
            place="--withdraw",
            value=decision or on or "",
            remedy=text(
                "Ein anderes Urteil über dieselben Einträge ersetzt das frühere; --withdraw ist dafür unnötig."
            ),
        )
    day = PartialDate.written(on) if on else None
    cited = tuple(Citation(document=one if "/" in one else f"document/{one}") for one in source or ())
    verdict = Verdict(kind, (first, second), decision, author, reason, day, cited)
    with read(store, network) as reading:
        (_take_back if withdraw else _sign)(reading, verdict, as_json=as_json)


def _sign(reading: Reading, verdict: Verdict, *, as_json: bool) -> None:
    from graph_service.api.judgements import shown  # noqa: PLC0415
    from graph_service.operations import judging  # noqa: PLC0415

    judgement, revision = judging.judge(reading.service, reading.network_id, verdict)
    now = replace(reading, view=reading.service.view(reading.network_id, revision.number))
    found = shown(now, judgement.id)
    if as_json:
        print_json(found)
    else:
        _tell(found)


def _take_back(reading: Reading, verdict: Verdict, *, as_json: bool) -> None:
    from graph_service.operations import judging  # noqa: PLC0415

    there = judging.judgement_on(reading.network, verdict.kind, verdict.subjects)
    revision = judging.withdraw(
        reading.service, reading.network_id, there.id, author=verdict.author, reason=verdict.reason
    )
    words = text("Zurückgenommen mit Revision {n}: {id}", n=str(revision.number), id=there.id)
    report_done(as_json, words, withdrawn=there.id, network=reading.network_id, revision=revision.number)


def judgements(
    kind: Annotated[str | None, typer.Option(help="Art / kind: same_as, part_of, overlap, coordination")] = None,
    network: Network = None,
    store: Store = None,
    as_json: Json = False,
) -> None:
    """Zeigt die Urteile eines Netzwerks, das zuletzt gefällte zuerst."""
    from graph_service.api.judgements import judgements as listed  # noqa: PLC0415

    with read(store, network) as reading:
        found = listed(reading, kind)
    if as_json:
        print_json(found)
        return
    for item in found.items:
        _tell(item)
    if not found.items:
        say(text("Es ist kein Urteil erfasst."))


def _tell(item: JudgementOut) -> None:
    first, second = (subject.label for subject in item.subjects)
    say(
        text(
            "{day}, {kind} von „{first}“ und „{second}“: {decision} ({author}). {reason}",
            day=PartialDate.parse(item.decided_on),
            kind=item.kind.label,
            first=first,
            second=second,
            decision=item.decision.label,
            author=item.author,
            reason=item.reason or "",
        )
    )
    if item.changed_since:
        names = tuple(subject.label for subject in item.changed_since)
        say(text("  Seither geändert: {names}", names=names))


def add_to(app: typer.Typer) -> None:
    """Adds these commands to the command line."""
    for command in (judge, judgements):
        app.command()(command)
