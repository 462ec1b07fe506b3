"""Numbered sources and load reports for the terminal."""

from __future__ import annotations

from typing import Any

from rich.console import Console
from rich.markup import escape

from graph_service.api.schemas import SourceOut
from graph_service.language import render
from graph_service.model.text import Language, counted, text
from graph_service.operations.loading import LoadResult


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
