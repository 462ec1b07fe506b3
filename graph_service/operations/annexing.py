"""A Word annex for committees: pictures as they stand on paper, and the whole as one file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from graph_service.exports.annex import Annex, Picture, Section, Table, annex, cited
from graph_service.language import render
from graph_service.model.identity import slug
from graph_service.model.network import Network
from graph_service.model.text import Language, Text, text
from graph_service.operations.exporting import imprint_of, title_of
from graph_service.operations.picturing import FIRST_SHOWN, Wish, picture
from graph_service.operations.service import Service
from visualisations.imprint import legend_told, source_words
from visualisations.page import Cell, twin
from visualisations.page import Table as Twin
from visualisations.picture import Picture as Drawn
from visualisations.png import CannotDraw, to_png
from visualisations.svg import svg_for_paper

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_PIXELS = 1300  # across 16 cm: 206 dots per inch
_MOST_NAMES = 60
_MOST_ROWS = 50


@dataclass(frozen=True)
class Subject:
    """Of which revision of which network an annex tells, on which day, for readers of which language."""

    service: Service
    network: str
    revision: int
    day: date
    language: Language

    def words(self, value: Text) -> str:
        return render(value, self.language)


@dataclass(frozen=True)
class OnPaper:
    """A picture as it stands in an annex, or why there is none."""

    picture: Picture | None
    caveats: tuple[str, ...] = ()


@dataclass(frozen=True)
class File:
    """An annex with the name under which it is handed out."""

    name: str
    content: bytes


def on_paper(subject: Subject, wish: Wish) -> OnPaper:
    """The picture that is wished for, with what it shows in words; a caveat where this machine cannot draw it."""
    whole, drawn = _drawn(subject, wish)
    if not drawn.drawn:
        return OnPaper(None)
    made = svg_for_paper(drawn)
    try:
        png = to_png(made.svg, _PIXELS)
    except CannotDraw as error:
        remedy = error.remedy or text("Das Bild steht auf der Seite und als SVG bereit.")
        return OnPaper(None, (subject.words(text("Das Bild fehlt: {why}.", why=error.message)), subject.words(remedy)))
    imprint = imprint_of(subject.service, whole, wish, drawn)
    caption = ", ".join((title_of(whole, wish, drawn), subject.words(imprint.seen())))
    told = " ".join((drawn.summary, *drawn.notes))
    legend = (*legend_told(drawn), *_unwritten(subject, drawn, made.unnamed), *map(subject.words, imprint.settings))
    return OnPaper(Picture(caption, png, told, legend))


def _drawn(subject: Subject, wish: Wish) -> tuple[Network, Drawn]:
    """The whole network, and its picture with no more entries than a sheet of paper can show."""
    whole = subject.service.network(subject.network, subject.revision)
    fitting = replace(wish, limit=min(wish.limit, FIRST_SHOWN))
    args = (subject.service, subject.network, fitting, subject.language)
    return whole, picture(*args, revision=subject.revision, linked=False)


def _unwritten(subject: Subject, drawn: Drawn, unnamed: Sequence[str]) -> list[str]:
    """What the drawing does not name: for want of room, or because it has no tie in this view."""
    alone = [node.name for node in drawn.alone]
    lines = (
        (text("Im Bild ohne Namen, weil kein Platz ist"), unnamed),
        (text("Ohne Beziehung in dieser Ansicht, deshalb nicht gezeichnet"), alone),
    )
    return [f"{subject.words(words)} ({len(names)}): {_listed(subject, names)}" for words, names in lines if names]


def _listed(subject: Subject, names: Sequence[str]) -> str:
    more = len(names) - _MOST_NAMES
    rest = [subject.words(text("und {n} weitere", n=more))] if more > 0 else []
    return "; ".join([*names[:_MOST_NAMES], *rest])


def pictured(subject: Subject, wish: Wish, numbers: dict[str, int] | None = None) -> Section:
    """A picture by itself, with what it shows as tables; `numbers` are those of the sources named before it."""
    whole, drawn = _drawn(subject, wish)
    shown = on_paper(subject, wish)
    sources = tuple(source_words(source) for source in drawn.sources)
    known = {} if numbers is None else numbers
    signs = {f"[{n}]": known.setdefault(one, len(known) + 1) for n, one in enumerate(sources, start=1)}
    return Section(
        title_of(whole, wish, drawn),
        drawn.summary,
        (*drawn.notes, *shown.caveats),
        tables=tuple(_table(subject, one, signs) for one in twin(drawn) if one.rows),
        picture=shown.picture,
        sources=sources,
    )


def _table(subject: Subject, full: Twin, signs: Mapping[str, int]) -> Table:
    """A table of the picture with as many rows as a committee reads; the rest is counted."""
    rows = tuple(tuple(_told(cell, signs) for cell in row) for row in full.rows[:_MOST_ROWS])
    left_out = text(
        "Gezeigt: {shown} von {total}; alle stehen auf der Seite des Bildes und in seiner HTML-Datei.",
        shown=len(rows),
        total=len(full.rows),
    )
    return Table(full.caption, full.columns, rows, subject.words(left_out) if len(rows) < len(full.rows) else "")


def _told(cell: Cell, signs: Mapping[str, int]) -> str:
    """A cell without its links; the sources have the numbers that they have in the annex."""
    if isinstance(cell, str):
        return cell
    links = [part for part in cell if not isinstance(part, str)]
    return cited(signs[words] for words, _ in links) if links or not cell else str(cell[0])


def file_of(subject: Subject, sections: Sequence[Section]) -> File:
    """The sections as one Word file, under a name that says what it is; the same sections give the same bytes."""
    name = subject.service.info(subject.network).name
    title = subject.words(text("Anlage aus dem Akteursnetz {name}", name=name))
    content = annex(Annex(title, name, subject.revision, subject.day, tuple(sections), subject.language))
    first = slug(sections[0].question)[:60].strip("-") if sections else ""
    parts = ("akteursnetz", slug(subject.network), "anlage", first, f"revision-{subject.revision}", str(subject.day))
    return File(f"{'-'.join(filter(None, parts))}.docx", content)
