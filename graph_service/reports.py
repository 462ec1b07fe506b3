"""Answers and load reports for the terminal."""

from __future__ import annotations

from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from graph_service.api.schemas import ActorInFieldOut, AskOut, FieldActorsOut, NodeOut, PartnersOut, SourceOut, TieOut
from graph_service.language import render
from graph_service.model.text import Language, counted, text
from graph_service.operations.loading import LoadResult


def print_answer(answer: AskOut, language: Language) -> None:
    """The sentence, what is not sure, a table and the sources."""
    console = Console()
    console.print(escape(answer.sentence), style="bold")
    for caveat in answer.caveats:
        console.print(f"  – {escape(caveat)}")
    if answer.field_actors:
        _print_field(console, answer.field_actors, language)
    elif answer.profile:
        _print_ties(console, answer.profile.ties, language)
    elif answer.partners:
        _print_partners(console, answer.partners, language)
    elif answer.search:
        _print_hits(console, answer.search.items)
    for example in answer.examples:
        console.print(f"  {escape(example)}")


def _print_field(console: Console, field: FieldActorsOut, language: Language) -> None:
    sources: dict[str, SourceOut] = {}
    table = Table(show_lines=True)
    for heading in (text("Akteur"), text("Rolle"), text("Maßnahmen"), text("Quellen")):
        table.add_column(render(heading, language), overflow="fold")
    for row in field.acting:
        table.add_row(*(escape(cell) for cell in _cells(row, sources)))
    console.print(table)
    print_sources(console, sources, language)


def _print_partners(console: Console, found: PartnersOut, language: Language) -> None:
    sources: dict[str, SourceOut] = {}
    table = Table(show_lines=True)
    for heading in (text("Akteur"), text("Beziehung"), text("Gemeinsam getragene Maßnahmen"), text("Quellen")):
        table.add_column(render(heading, language), overflow="fold")
    for row in found.items:
        measures = "\n".join(measure.label for measure in row.measures)
        cells = (row.actor.label, "\n".join(row.ties), measures, numbers(row.sources, sources))
        table.add_row(*(escape(cell) for cell in cells))
    console.print(table)
    print_sources(console, sources, language)


def _cells(row: ActorInFieldOut, sources: dict[str, SourceOut]) -> tuple[str, str, str, str]:
    roles = [role.label for role in row.roles] + [body.label for body in row.bodies]
    measures = "\n".join(part.measure.label for part in row.measures)
    return row.actor.name, ", ".join(roles), measures, numbers(row.sources, sources)


def numbers(found: list[SourceOut], sources: dict[str, SourceOut]) -> str:
    """The numbers of sources in the list at the end, which grows by those that are new."""
    for source in found:
        sources.setdefault(source.document or source.name, source)
    order = list(sources)
    return " ".join(dict.fromkeys(f"[{order.index(source.document or source.name) + 1}]" for source in found))


def print_sources(console: Console, sources: dict[str, SourceOut], language: Language) -> None:
    """The list at the end, which the numbers lead to."""
    console.print(render(text("Quellen"), language), style="bold")
    for number, source in enumerate(sources.values(), start=1):
        console.print(escape(f"[{number}] {source.name} {source.address or ''}".rstrip()), soft_wrap=True)


def _print_ties(console: Console, ties: list[TieOut], language: Language) -> None:
    sources: dict[str, SourceOut] = {}
    table = Table()
    for heading in (text("Von"), text("Beziehung"), text("Nach"), text("Quellen")):
        table.add_column(render(heading, language), overflow="fold")
    for tie in ties:
        cells = (tie.origin.label, tie.words, tie.target.label, numbers(tie.sources, sources))
        table.add_row(*(escape(cell) for cell in cells))
    console.print(table)
    print_sources(console, sources, language)


def _print_hits(console: Console, items: list[NodeOut]) -> None:
    for item in items:
        console.print(escape(f"{item.id}  {item.name}"))


def load_report(result: LoadResult, language: Language) -> str:
    """What a load found and changed, line by line."""
    preview = result.preview
    lines = [
        f"{render(finding.place, language)}: {render(finding.message, language)}" for finding in result.report.findings
    ]
    lines += [
        render(text("Erkannt: {name} ist {existing}.", name=joined.name, existing=joined.existing), language)
        for joined in preview.joined
    ]
    lines += [
        render(
            text("Nicht eindeutig: {name} könnte {existing} sein.", name=joined.name, existing=joined.existing),
            language,
        )
        for joined in preview.ambiguous
    ]
    lines.append(
        render(
            text(
                "{new} neu, {changed} geändert, {unchanged} unverändert.",
                new=preview.new,
                changed=preview.changed,
                unchanged=preview.unchanged,
            ),
            language,
        )
    )
    lines.append(_outcome(result, language))
    return "\n".join(lines)


def _outcome(result: LoadResult, language: Language) -> str:
    if result.revision is None:
        return render(text("Probelauf: es wurde nichts geschrieben."), language)
    errors = len(result.report.errors)
    words = text("Netzwerk {network} steht auf Revision {n}.", network=result.network, n=str(result.revision.number))
    if not errors:
        return render(words, language)
    skipped = counted("Eine Zeile wurde ausgelassen.", "{n} Zeilen wurden ausgelassen.", errors)
    return render(text("{words} {skipped}", words=words, skipped=skipped), language)


def load_report_json(result: LoadResult, language: Language) -> dict[str, Any]:
    """The same as data."""
    preview = result.preview
    return {
        "network": result.network,
        "revision": result.revision.number if result.revision else None,
        "new": preview.new,
        "changed": preview.changed,
        "unchanged": preview.unchanged,
        "joined": [vars(joined) for joined in preview.joined],
        "ambiguous": [vars(joined) for joined in preview.ambiguous],
        "findings": [
            {
                "level": finding.level,
                "place": render(finding.place, language),
                "value": finding.value,
                "message": render(finding.message, language),
                "near": list(finding.near),
            }
            for finding in result.report.findings
        ],
    }
