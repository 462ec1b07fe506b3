"""Answers and load reports for the terminal: a sentence, what is not sure, tables, and numbered sources."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from pydantic import BaseModel
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from graph_service.api.schemas import Answer, SourceOut, Word
from graph_service.api.schemas_findings import CoverageOut
from graph_service.api.schemas_imports import ImportOut, ImportRowOut
from graph_service.api.schemas_questions import AskOut
from graph_service.api.tables import CARRIERS_COUNTED, codes, sign, signs
from graph_service.api.tables_questions import Sheet, body
from graph_service.language import render
from graph_service.model.text import Language, Text, Value, text

_WIDEST = {"Quellen": 11}
"""Columns that would take room from others."""


class Printed(Sheet):
    """What is printed of one answer."""

    def __init__(self, language: Language) -> None:
        super().__init__(language)
        self.console = Console(emoji=False, highlight=False)
        self.sources: dict[str, SourceOut] = {}

    def line(self, line: Value = "", style: str | None = None) -> None:
        """One line; it is broken to the width of a terminal only, so that a pipe gets it whole."""
        whole = not self.console.is_terminal
        self.console.print(escape(self.words(line)), style=style, soft_wrap=whole)

    def say(self, *lines: Value) -> None:
        """Some lines, apart from what stands above."""
        self.line()
        for line in lines:
            self.line(line)

    def head(self, found: Answer) -> None:
        """The sentence, and what is not sure."""
        self.line(found.sentence, "bold")
        for caveat in found.caveats:
            self.line(f"  – {caveat}")

    def table(
        self, title: Value, headings: Sequence[Text], rows: Iterable[Sequence[str]], of: int | None = None
    ) -> None:
        """A table under its title, and how many rows it leaves out; nothing where there is no row."""
        found = list(rows)
        if not found:
            return
        table = Table(show_lines=True)
        for heading in headings:
            table.add_column(self.words(heading), overflow="fold", max_width=_WIDEST.get(heading.template))
        for row in found:
            table.add_row(*(escape(cell) for cell in row))
        self.line()
        self.line(title, "bold")
        self.console.print(table)
        if of is not None and of > len(found):
            self.line(text("Gezeigt: {shown} von {total}; mehr mit --limit.", shown=len(found), total=of))

    def matrix(self, found: CoverageOut) -> None:
        """The table of two facets in as many parts as the width of the terminal takes, and its legend."""
        short, names = codes(found.columns), [row.label for row in found.rows]
        width = min(max(map(len, names)), 32)
        fitting = max(1, (self.console.width - width - 1) // 4)
        for start in range(0, max(len(short), 1), fitting):
            part = slice(start, start + fitting)
            self.line()
            self.line(" " * width + "".join(f" {code:>3}" for code in short[part]), "bold")
            for name, row in zip(names, found.cells, strict=True):
                self.line(f"{_cut(name, width):<{width}}" + "".join(f" {sign(cell):>3}" for cell in row[part]))
        self.say(*(f"{code:>3}  {column.label}" for code, column in zip(short, found.columns, strict=True)))
        for shape, meaning in signs().items():
            self.line(f"  {shape}  {self.words(meaning)}")
        self.line(f"  {self.words(CARRIERS_COUNTED)}")

    def cited(self, sources: list[SourceOut]) -> str:
        """The numbers of the sources in the list at the end, which grows by those that are new."""
        for source in sources:
            self.sources.setdefault(source.document or source.name, source)
        order = list(self.sources)
        return " ".join(dict.fromkeys(f"[{order.index(source.document or source.name) + 1}]" for source in sources))

    def foot(self) -> None:
        """The sources that the numbers lead to."""
        if not self.sources:
            return
        self.line()
        self.line(text("Quellen"), "bold")
        for number, source in enumerate(self.sources.values(), start=1):
            self.console.print(escape(f"[{number}] {source.name} {source.address or ''}".rstrip()), soft_wrap=True)


def _cut(name: str, width: int) -> str:
    return name if len(name) <= width else name[: width - 1] + "…"


def print_finding(found: BaseModel, language: Language) -> None:
    """What an analysis answers, as text."""
    printed = Printed(language)
    if isinstance(found, Answer):
        printed.head(found)
    body(found, printed)
    printed.foot()


def print_answer(answer: AskOut, language: Language) -> None:
    """The sentence, what is not sure, tables and sources; where it is not understood, what can be asked."""
    printed = Printed(language)
    printed.head(answer)
    if answer.part:
        body(answer.part, printed)
    for question in dict.fromkeys((*answer.offers, *answer.examples)):
        printed.line(f"  {question}")
    printed.foot()


def load_report(found: ImportOut, language: Language) -> str:
    """What a load would do or has done, line by line: its findings, its records, what is missing, the outcome."""
    lines = [*(line for file in found.files for line in _file(file, language))] or _whole(found, language)
    lines += [
        *_missing(found, language),
        found.sentence,
        *found.caveats,
    ]
    if found.made is None and found.state in ("checked", "refused"):
        lines.append(render(text("Probelauf: es wurde nichts geschrieben."), language))
    return "\n".join(lines)


def _file(found: ImportOut, language: Language) -> Iterator[str]:
    """The report on one of several files."""
    yield f"— {found.source}"
    yield from _whole(found, language)
    yield f"  {found.sentence}"


def _whole(found: ImportOut, language: Language) -> list[str]:
    return [
        *_findings(found, language),
        *_rows(found, language),
        *(f"  {one.name}: {render(_AMBIGUOUS, language)} {_names(one.known)}" for one in found.ambiguous),
        *(f"  {words}" for words in found.near),
        *_more(len(found.near), found.near_total, language),
    ]


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
        known = _recognised(row, language)
        place = f"{row.place}: " if row.place else ""
        again = f", {render(text('gilt wieder'), language)}" if row.reopened else ""
        yield f"  {place}{row.action.label}{parts}{again}: {row.type.label} „{row.record.label}“{known}"
    told = {row.record.id for row in rows}
    yield from _more(len(told), found.new + found.changed, language)


def _recognised(row: ImportRowOut, language: Language) -> str:
    """Under which other name an entry of the source is known; empty where the name is the same."""
    if not row.written or not row.known_as:
        return ""
    return f", {render(text('„{written}“ erkannt als „{name}“', written=row.written, name=row.known_as), language)}"


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
