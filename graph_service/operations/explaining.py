"""What measures and terms mean, read from the documentation: the one place where it is written."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

from graph_service.model.errors import NotFound
from graph_service.model.text import Label, text

_HEADING = re.compile(r"(?P<de>.+?) · (?P<en>.+?)(?: `(?P<id>\w+)`)?$")
_PARTS = {
    "Deutsch": "de",
    "English": "en",
    "Formel / formula": "formula",
    "Nicht definiert / undefined": "undefined",
    "Quelle / source": "source",
    "Sagt nicht / does not say": "not_said",
}
_FIXED = re.compile(r"^\| `(\w+)` \| ([\d.]+) \| (.+) \|$", re.MULTILINE)
_LINK = re.compile(r",? ?\[([^\]]+)\]\([^)]+\)")


@dataclass(frozen=True)
class Explanation:
    """A measure in plain words: its name, what it says, its formula, when it has no value, its source, its limits."""

    id: str
    name: Label
    says: Label
    formula: str
    undefined: Label
    source: Label
    not_said: Label


@dataclass(frozen=True)
class Chapter:
    """Measures that belong together."""

    name: Label
    measures: tuple[Explanation, ...]


@dataclass(frozen=True)
class FixedValue:
    """A value that is set once, and what it means."""

    id: str
    value: str
    means: Label


@dataclass(frozen=True)
class Idea:
    """A term of the glossary and what it means here."""

    name: Label
    means: Label


@dataclass(frozen=True)
class Methods:
    """Everything that the page of methods explains, and the ideas of the glossary."""

    holds_for_all: Label
    notation: str
    fixed: tuple[FixedValue, ...]
    chapters: tuple[Chapter, ...]
    literature: tuple[tuple[str, str], ...]
    ideas: tuple[Idea, ...]

    @property
    def measures(self) -> Mapping[str, Explanation]:
        """Every measure by its id."""
        return {one.id: one for chapter in self.chapters for one in chapter.measures}


@cache
def methods() -> Methods:
    """The page of methods and the ideas of the glossary, taken apart."""
    words = _page("methods.md")
    head, *chapters = re.split(r"^## ", words, flags=re.MULTILINE)
    named = {chapter.partition("\n")[0].partition(" · ")[0]: chapter for chapter in chapters}
    return Methods(
        holds_for_all=_both(_line(head, "Für alle gilt / for all:", until="\n\n")),
        notation=_line(head, "Zeichen / notation:", until="\n"),
        fixed=tuple(FixedValue(name, value, _both(said)) for name, value, said in _FIXED.findall(words)),
        chapters=tuple(_chapter(chapter) for chapter in chapters if re.match(r"\d", chapter)),
        literature=tuple(re.findall(r"^- \*\*(.+?):\*\* (.+)$", named["Literatur"], re.MULTILINE)),
        ideas=tuple(_ideas(_page("glossary.md"))),
    )


def _page(name: str) -> str:
    """A page as it lies in the wheel; in a working tree, where it is written."""
    shipped = files("graph_service").joinpath(name)
    written = Path(__file__).resolve().parents[2] / "docs" / name
    return shipped.read_text("utf-8") if shipped.is_file() else written.read_text("utf-8")


def _ideas(words: str) -> Iterator[Idea]:
    """The first table of the glossary, without its head."""
    table = words.partition("\n## Ideas")[2].partition("\n## ")[0]
    for german, english, means in re.findall(r"^\| ([^|]+) \| ([^|]+) \| ([^|]+) \|$", table, re.MULTILINE)[1:]:
        yield Idea(Label(de=german, en=english), _both(means))


def measure_name(measure: str) -> Label:
    """What a measure is called; NotFound for an id that the page does not have."""
    found = methods().measures.get(measure)
    if found is None:
        raise NotFound(text("„{value}“ wird auf der Seite „Hilfe“ nicht erklärt.", value=measure), value=measure)
    return found.name


def _chapter(words: str) -> Chapter:
    title, *blocks = re.split(r"^### ", words, flags=re.MULTILINE)
    return Chapter(_heading(title.partition("\n")[0])[1], tuple(map(_measure, blocks)))


def _heading(words: str) -> tuple[str, Label]:
    found = _HEADING.match(words)
    assert found, words  # noqa: S101 - tests hold the page to its form
    return found["id"] or "", Label(de=re.sub(r"^\d+ ", "", found["de"]), en=found["en"])


def _measure(words: str) -> Explanation:
    measure, name = _heading(words.partition("\n")[0])
    parts = {_PARTS[part]: said for part, said in re.findall(r"^- \*\*(.+?):\*\* (.+)$", words, re.MULTILINE)}
    return Explanation(
        id=measure,
        name=name,
        says=Label(de=parts["de"], en=parts["en"]),
        formula=parts["formula"],
        undefined=_both(parts["undefined"]),
        source=_both(_LINK.sub("", parts["source"])),
        not_said=_both(parts["not_said"]),
    )


def _both(words: str) -> Label:
    """German and English around the dot; where there is none, they are the same."""
    german, _, english = words.partition(" · ")
    return Label(de=german.strip(), en=(english or german).strip())


def _line(words: str, start: str, until: str) -> str:
    return " ".join(words.partition(f"**{start}** ")[2].partition(until)[0].split())
