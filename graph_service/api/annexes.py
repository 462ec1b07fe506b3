"""Answers as a Word annex for committees: the same sentences, tables and sources, with the picture of each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Annotated, TypeAlias

from fastapi import APIRouter, Query
from fastapi.responses import Response

from graph_service.api.questions import ask
from graph_service.api.schemas import Answer, ProfileOut, SourceOut
from graph_service.api.schemas_findings import CoverageOut
from graph_service.api.schemas_questions import AskOut
from graph_service.api.tables import CARRIERS_COUNTED, codes, sign, signs
from graph_service.api.tables_questions import Sheet, body
from graph_service.exports.annex import Section, Table, cited
from graph_service.model.errors import BadValue
from graph_service.model.period import PartialDate
from graph_service.model.text import Text, Value, text
from graph_service.model.vocabulary import vocabulary
from graph_service.operations.annexing import MEDIA_TYPE, File, OnPaper, Subject, file_of, on_paper, pictured
from graph_service.operations.picturing import Wish
from graph_service.questions import MAX_LENGTH
from graph_service.serving.reading import JudgedOf, Reading
from graph_service.serving.wishes import Pictured

router = APIRouter(tags=["Fragen / questions"])

MOST_QUESTIONS = 10
_MOST_ROWS, _MOST_LINES, _MOST_COLUMNS = 50, 12, 12
_UNDER_THE_QUESTION = text("in Akteursnetz als Antwort auf diese Frage")
Questions: TypeAlias = Annotated[
    list[Annotated[str, Query(min_length=1, max_length=MAX_LENGTH)]],
    Query(min_length=1, max_length=MOST_QUESTIONS, description="Frage, auch mehrere / question, or several"),
]


@dataclass(frozen=True)
class Part:
    """One answer of an annex: its heading, where all of it can be seen, its picture; a page may have its own words."""

    heading: str
    answer: Answer
    wish: Wish | None = None
    where: Text = _UNDER_THE_QUESTION
    sentence: str | None = None


class Gathered(Sheet):
    """The tables and lines of one answer; the sources are numbered through the whole annex."""

    def __init__(self, reading: Reading, numbers: dict[str, int], where: Text) -> None:
        super().__init__(reading.language)
        self.tables: list[Table] = []
        self.remarks: list[str] = []
        self.sources: dict[str, None] = {}
        self._numbers, self._where, self._citing = numbers, where, True

    def say(self, *lines: Value) -> None:
        """Lines stand above the tables."""
        self.remarks += map(self.words, lines)

    def table(
        self, title: Value, headings: Sequence[Text], rows: Iterable[Sequence[str]], of: int | None = None
    ) -> None:
        """A table with as many rows as a committee reads; what is left out is counted below it."""
        given = iter(rows)
        shown = [tuple(map(self._shortened, row)) for row in islice(given, _MOST_ROWS)]
        if not shown:
            return
        total = max(of or 0, len(shown) + self._uncited(given))
        left_out = text(
            "Gezeigt: {shown} von {total}; alle stehen {where}.", shown=len(shown), total=total, where=self._where
        )
        note = self.words(left_out) if total > len(shown) else ""
        self.tables.append(Table(self.words(title), tuple(map(self.words, headings)), tuple(shown), note))

    def _uncited(self, rows: Iterable[object]) -> int:
        """How many further rows there are, whose sources need no number."""
        self._citing = False
        left = sum(1 for _ in rows)
        self._citing = True
        return left

    def _shortened(self, cell: str) -> str:
        lines = cell.split("\n")
        more = len(lines) - _MOST_LINES
        if more <= 1:
            return cell
        return "\n".join([*lines[:_MOST_LINES], self.words(text("… und {n} weitere", n=more))])

    def matrix(self, found: CoverageOut) -> None:
        """The table of two facets, as many columns side by side as a sheet of paper has room for."""
        short, told = codes(found.columns), vocabulary().schemes[str(found.parameters["rows"])].one
        legend = "; ".join(f"{shape} {self.words(meaning)}" for shape, meaning in signs().items())
        for start in range(0, len(short), _MOST_COLUMNS):
            part = slice(start, start + _MOST_COLUMNS)
            named = "; ".join(
                f"{code}: {one.label}" for code, one in zip(short[part], found.columns[part], strict=True)
            )
            rows = tuple(
                ("\N{NO-BREAK SPACE}" * 2 * row.level + row.label, *map(sign, cells[part]))
                for row, cells in zip(found.rows, found.cells, strict=True)
            )
            note = f"{named}. {legend}. {self.words(CARRIERS_COUNTED)}"
            self.tables.append(Table(self.words(text("Abdeckung")), (self.words(told), *short[part]), rows, note))

    def cited(self, sources: list[SourceOut]) -> str:
        """The numbers of the sources, each place in a document with its own."""
        told = list(map(self._told, sources)) if self._citing else []
        self.sources.update(dict.fromkeys(told))
        return cited(self._numbers.setdefault(one, len(self._numbers) + 1) for one in told)

    def _told(self, source: SourceOut) -> str:
        seen = [PartialDate.parse(source.retrieved)] if source.retrieved else []
        retrieved = [self.words(text("abgerufen: {day}", day=day)) for day in seen]
        return ", ".join(filter(None, (source.name, source.locator, source.address, *retrieved)))


def annex_of(reading: Reading, parts: Sequence[Part], wish: Wish | None = None) -> File:
    """The annex with one section for each part, in their order; a picture that is wished for besides stands last."""
    numbers: dict[str, int] = {}
    subject = _subject(reading)
    sections = [_section(reading, subject, part, numbers) for part in parts]
    return file_of(subject, [*sections, *([pictured(subject, wish, numbers)] if wish else [])])


def _subject(reading: Reading) -> Subject:
    return Subject(reading.service, reading.network_id, reading.view.revision, reading.scope.at, reading.language)


def _section(reading: Reading, subject: Subject, part: Part, numbers: dict[str, int]) -> Section:
    sheet, answer = Gathered(reading, numbers, part.where), part.answer
    if isinstance(answer, ProfileOut):
        sheet.cited(answer.node.sources)
    body(answer, sheet)
    shown = on_paper(subject, part.wish) if part.wish else OnPaper(None)
    return Section(
        part.heading,
        part.sentence or answer.sentence,
        tuple(dict.fromkeys((*answer.caveats, *_counted(reading, answer, sheet), *shown.caveats))),
        tuple(sheet.remarks),
        tuple(sheet.tables),
        shown.picture,
        tuple(sheet.sources),
    )


def _counted(reading: Reading, answer: Answer, sheet: Sheet) -> Iterable[str]:
    """What a reader cannot see from the head of the annex: another day, and what was counted."""
    scope = reading.scope
    if answer.date != scope.at:
        yield sheet.words(text("Diese Antwort gilt für den {day}.", day=answer.date))
    for chosen, words in (
        (scope.documented, text("Gezählt ist nur, was belegt ist.")),
        (scope.planned, text("Geplante Maßnahmen sind mitgezählt.")),
        (scope.certain, text("Gezählt sind nur Maßnahmen, die sicher laufen.")),
    ):
        if chosen:
            yield sheet.words(words)


@router.get("/networks/{n}/annex", response_class=Response)
def annex(reading: JudgedOf, question: Questions) -> Response:
    """The answers to one or several questions as a Word file: sentence, tables, picture with legend, sources."""
    return handed_out(reading, annex_of(reading, asked(reading, question)))


def handed_out(reading: Reading, file: File) -> Response:
    """An annex as a file to keep."""
    headers = {
        "ETag": reading.etag,
        "Cache-Control": "no-cache",
        "Vary": "Accept-Language",
        "Content-Disposition": f'attachment; filename="{file.name}"',
    }
    return Response(file.content, media_type=MEDIA_TYPE, headers=headers)


def asked(reading: Reading, questions: Iterable[str]) -> list[Part]:
    """The answers to the questions, each as a part; BadValue with suggestions for one that is not understood."""
    return [_answered(reading, question) for question in questions]


def _answered(reading: Reading, question: str) -> Part:
    found = ask(reading, question)
    if found.part is None:
        offers = tuple(found.offers or found.examples)
        raise BadValue(
            text("Die Frage „{value}“ habe ich nicht verstanden.", value=question),
            place="question",
            value=question,
            near=offers,
            remedy=text("Verstanden wird zum Beispiel: {words}", words=offers[:3]) if offers else None,
        )
    return Part(question, found.part, _wish(reading, found))


def _wish(reading: Reading, found: AskOut) -> Wish | None:
    """The picture that belongs to an answer, on its day; None where a table says it better."""
    scope = reading.scope.model_copy(update={"at": found.date})
    dated = reading.dated or scope.documented or found.date != reading.scope.at
    ids = [one.id for one in found.named]
    if found.topic in _AROUND:
        whenever = found.topic != "field" and not dated
        return Wish(focus=ids[0], scope=None if whenever else scope)
    if found.topic == "path":
        return Wish("path", ids[0], scope=scope, to=ids[1])
    if found.topic in _OF_ALL:
        fields = [one for one in ids if one.startswith("field/")]
        return Wish("coordination", scope=scope, only=Pictured(field=fields).only(reading.network))
    return None


_AROUND = frozenset({"field", "actor", "measure", "surroundings", "members"})
_OF_ALL = frozenset({"overlaps", "coordination"})
