"""What every file says of the picture that it holds: heading, days, revision, legend in words, numbered sources."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import reduce
from itertools import groupby

from graph_service.language import render
from graph_service.model.text import Label, Language, Text, text
from visualisations.picture import LegendEntry, Picture, Source
from visualisations.style import TONES, paint
from visualisations.texts import legend_groups

SHAPE_WORDS: Mapping[str, Label] = {
    "dot": Label(de="Kreis", en="circle"),
    "ellipse": Label(de="Ellipse", en="ellipse"),
    "square": Label(de="Quadrat", en="square"),
    "box": Label(de="Rechteck", en="rectangle"),
    "diamond": Label(de="Raute", en="diamond"),
    "hexagon": Label(de="Sechseck", en="hexagon"),
    "triangle": Label(de="Dreieck mit der Spitze oben", en="triangle pointing up"),
    "triangleDown": Label(de="Dreieck mit der Spitze unten", en="triangle pointing down"),
    "star": Label(de="Stern", en="star"),
}
LINE_WORDS: Mapping[str, Label] = {
    "solid": Label(de="durchgezogen", en="solid"),
    "dashed": Label(de="gestrichelt", en="dashed"),
    "dotted": Label(de="gepunktet", en="dotted"),
    "dash_dot": Label(de="strichpunktiert", en="dash-dotted"),
    "dash_dot_dot": Label(de="Strich und zwei Punkte", en="a dash and two dots"),
}
_ARROW = Label(de="mit Pfeil", en="with an arrow")


@dataclass(frozen=True)
class Imprint:
    """Where a file comes from: its heading, the day it was made, the day that it tells of (None: all times).

    `settings` say what was counted in which way, where that is a choice.
    """

    heading: str
    made: date
    day: date | None = None
    documented: bool = False
    settings: tuple[Text, ...] = ()

    def as_of(self, revision: int) -> Text:
        """Revision, days and settings in words."""
        days = text(
            "Angaben: Revision {revision}, {seen}. Erstellt am {made}.",
            revision=str(revision),
            seen=self.seen(),
            made=self.made,
        )
        return reduce(lambda words, more: text("{words} {more}", words=words, more=more), self.settings, days)

    def seen(self) -> Text:
        """The day that the file tells of."""
        if self.day is None:
            return text("über alle Zeiten")
        if self.documented:
            return text("Stand: {day}, nur Belegtes", day=self.day)
        return text("Stand: {day}", day=self.day)


def signs(picture: Picture) -> tuple[LegendEntry, ...]:
    """The entries of the legend that explain how something is drawn; the kinds of actors only filter."""
    return tuple(entry for entry in picture.legend if entry.group != "kind")


def line_style(dashes: tuple[float, ...]) -> str:
    """Solid, dotted where the gaps are longer than the strokes, dashed, or a dash and so many dots."""
    if len(dashes) < 3:
        return ("dotted" if dashes[0] < dashes[1] else "dashed") if dashes else "solid"
    return "_".join(["dash", *["dot"] * (len(dashes) // 2 - 1)])


def legend_lines(picture: Picture) -> list[str]:
    """The legend in words, for files that hold no drawing of it: what is explained, and how it is drawn."""
    groups = legend_groups(picture.language)
    return [
        ": ".join(filter(None, (groups[entry.group], explained(entry), ", ".join(_looks(entry, picture.language)))))
        for entry in signs(picture)
    ]


def legend_told(picture: Picture) -> list[str]:
    """The legend in words for readers who see its colours or do without: one line for each of its groups."""
    groups = legend_groups(picture.language)
    return [
        f"{groups[group]}: {'; '.join(_told(entry, picture.language) for entry in entries)}"
        for group, entries in groupby(signs(picture), key=lambda entry: entry.group)
    ]


def _told(entry: LegendEntry, language: Language) -> str:
    looks = [look for look in _looks(entry, language) if not look.startswith("#")]
    return f"{', '.join(looks)} = {explained(entry)}" if looks else explained(entry)


def explained(entry: LegendEntry) -> str:
    """The words of an entry, and how often it occurs where that can be counted."""
    return f"{entry.words} ({entry.count})" if entry.count else entry.words


def _looks(entry: LegendEntry, language: Language) -> Iterator[str]:
    if entry.shape and entry.group == "type":
        yield SHAPE_WORDS[entry.shape].in_language(language)
    if entry.look:
        yield paint(entry.look).fill
    if entry.mark and entry.group != "type":
        yield entry.mark
    if entry.tone:
        yield LINE_WORDS[line_style(entry.dashes)].in_language(language)
    if entry.group == "tie":
        yield TONES[entry.tone][0]
    if entry.arrow:
        yield _ARROW.in_language(language)


def source_lines(picture: Picture) -> list[str]:
    """The sources with the numbers by which nodes and lines cite them."""
    return [f"[{number}] {source_words(source)}" for number, source in enumerate(picture.sources, start=1)]


def source_words(source: Source) -> str:
    """A source in one line: title, number and publisher, address."""
    return ". ".join(part for part in (source.title, source.detail, source.address) if part)


def cited(sources: tuple[int, ...]) -> str:
    """The numbers of sources as the list has them: "[1, 4]", or nothing."""
    return f"[{', '.join(str(index + 1) for index in sources)}]" if sources else ""


def as_of(picture: Picture, imprint: Imprint) -> str:
    """Revision and days in the language of the picture."""
    return render(imprint.as_of(picture.revision), picture.language)
