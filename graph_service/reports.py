"""Numbered sources and load reports for the terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rich.console import Console
from rich.markup import escape

from graph_service.api.schemas import SourceOut, Word
from graph_service.api.schemas_imports import ImportOut
from graph_service.language import render
from graph_service.model.text import Language, text


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


def load_report(found: ImportOut, language: Language) -> str:
    """What a load would do or has done, line by line: its findings, its records, what is missing, the outcome."""
    lines = [
        *_findings(found, language),
        *_rows(found, language),
        *(f"  {one.name}: {render(_AMBIGUOUS, language)} {_names(one.known)}" for one in found.ambiguous),
        *(f"  {words}" for words in found.near),
        *_more(len(found.near), found.near_total, language),
        *_missing(found, language),
        found.sentence,
        *found.caveats,
    ]
    if found.made is None and found.state in ("checked", "refused"):
        lines.append(render(text("Probelauf: es wurde nichts geschrieben."), language))
    return "\n".join(lines)


_AMBIGUOUS = text("könnte eines davon sein:")


def _findings(found: ImportOut, language: Language) -> Iterator[str]:
    for one in found.findings:
        near = tuple(word for word in one.near if word not in one.message)
        meant = f" {render(text('Gemeint ist vielleicht: {words}.', words=near), language)}" if near else ""
        yield f"{one.level.label}: {f'{one.place}: ' if one.place else ''}{one.message}{meant}"
    yield from _more(len(found.findings), found.findings_total, language)


def _rows(found: ImportOut, language: Language) -> Iterator[str]:
    rows = [row for row in found.rows if row.action.id != "unchanged"]
    for row in rows:
        parts = f" ({', '.join(part.label for part in row.parts)})" if row.parts else ""
        known = f" = {row.known_as}" if row.known_as and row.known_as != row.record.label else ""
        place = f"{row.place}: " if row.place else ""
        again = f", {render(text('gilt wieder'), language)}" if row.reopened else ""
        yield f"  {place}{row.action.label}{parts}{again}: {row.type.label} „{row.record.label}“{known}"
    told = {row.record.id for row in rows}
    yield from _more(len(told), found.new + found.changed, language)


def _missing(found: ImportOut, language: Language) -> Iterator[str]:
    for one in found.missing:
        words = text(
            "  fehlt in dieser Datei, war am {day} geladen: {type} „{name}“ ({state})",
            day=one.loaded_on,
            type=one.type.label,
            name=one.record.label,
            state=one.state.label,
        )
        yield render(words, language)
    yield from _more(len(found.missing), found.missing_total, language)


def _names(words: Iterable[Word]) -> str:
    return ", ".join(f"„{word.label}“ ({word.id})" for word in words)


def _more(shown: int, total: int, language: Language) -> Iterator[str]:
    if shown < total:
        yield "  " + render(text("… und {n} weitere.", n=total - shown), language)
