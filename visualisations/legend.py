"""The legend: only what occurs in the picture, each with shape, colour or line, words and number."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from graph_service.language import render
from graph_service.model.nodes import Actor, AnyNode, Concept
from graph_service.model.text import Label, Language, Text, Value, text
from graph_service.model.vocabulary import vocabulary
from visualisations.picture import LegendEntry
from visualisations.style import BODY, DASHES, SHAPES, USUAL_WIDTH, look_type, mark_of, sector_mark, tie_look
from visualisations.views import Line

SUMMED_UP: Mapping[str, Text] = {
    "acts_in": text("trägt Maßnahmen im Feld (zusammengefasst)"),
    "has_channel": text("ein Weg der Abstimmung ist erfasst"),
    "lacks_channel": text("kein Weg der Abstimmung erfasst, obwohl beide für dieselben da sind"),
    "settled": text("kein Weg erfasst, aber beurteilt"),
}


def groups_of(node: AnyNode) -> tuple[str, ...]:
    """The keys of the legend that show or hide a node."""
    shown_as = f"type/{look_type(node)}"
    return (shown_as, f"sector/{node.sector}", f"kind/{node.kind}") if isinstance(node, Actor) else (shown_as,)


def groups_of_line(line: Line) -> tuple[str, ...]:
    """The keys of the legend that show or hide a line."""
    return (f"tie/{line.kind}", f"basis/{line.basis}")


def _explained(line: Line) -> tuple[str, ...]:
    """The entries that tell how a line is drawn: dashes of its own need no basis."""
    return groups_of_line(line)[: 1 if tie_look(line.kind).dashes is not None else 2]


def legend_of(nodes: Iterable[AnyNode], lines: Iterable[Line], language: Language) -> tuple[LegendEntry, ...]:
    """Types, sectors, kinds of tie, bases, kinds of actor and fields that occur."""
    nodes, lines = list(nodes), list(lines)
    met = Counter(key for node in nodes for key in groups_of(node))
    met.update(key for line in lines for key in _explained(line))
    fields = sorted((mark_of(node) for node in nodes if look_type(node) == "field"), key=lambda mark: (len(mark), mark))
    marks = {"type/field": fields[0]} if fields else {}
    entries = (*_types(marks), *_sectors(), *_ties(), *_bases(), *_kinds())
    found = [_counted(entry, words, met, language) for entry, words in entries if entry.key in met]
    return (*found, *_fields(nodes, language))


def _fields(nodes: Iterable[AnyNode], language: Language) -> Iterator[LegendEntry]:
    """What the letters of the fields stand for, each with the key of its node; there is nothing to count."""
    fields = [node for node in nodes if isinstance(node, Concept) and node.scheme == "field"]
    for field in sorted(fields, key=lambda field: (len(field.notation), field.notation)):
        words = field.label.in_language(language)
        yield LegendEntry(field.id, "field", words, 0, shape=SHAPES["field"], look="field", mark=mark_of(field))


def _counted(entry: LegendEntry, words: Value, met: Mapping[str, int], language: Language) -> LegendEntry:
    return LegendEntry(**{**vars(entry), "words": render(words, language), "count": met[entry.key]})


def _types(marks: Mapping[str, str]) -> Iterator[tuple[LegendEntry, Value]]:
    words = vocabulary()
    named: dict[str, Label] = {
        "actor": words.node_types["actor"].many,
        "body": BODY[1],
        "measure": words.node_types["measure"].many,
        **{scheme: both.many for scheme, both in words.schemes.items()},
        **{
            kind: words.node_types[kind].many
            for kind in ("event", "document", "need", "report", "indicator", "observation")
        },
    }
    for kind, label in named.items():
        look = "" if kind in {"actor", "body"} else kind
        key = f"type/{kind}"
        yield LegendEntry(key, "type", "", 0, shape=SHAPES[kind], look=look, mark=marks.get(key, "")), label


def _sectors() -> Iterator[tuple[LegendEntry, Value]]:
    for sector, label in vocabulary().sectors.items():
        mark = sector_mark(sector)
        yield LegendEntry(f"sector/{sector}", "sector", "", 0, shape="dot", look=sector, mark=mark), label


def _ties() -> Iterator[tuple[LegendEntry, Value]]:
    kinds: dict[str, Value] = {kind: tie.forward for kind, tie in vocabulary().tie_kinds.items()}
    for kind, label in {**kinds, **SUMMED_UP}.items():
        look = tie_look(kind)
        entry = LegendEntry(f"tie/{kind}", "tie", "", 0, tone=look.tone, width=look.width, arrow=look.arrow)
        yield replace(entry, dashes=look.dashes or ()), label


def _bases() -> Iterator[tuple[LegendEntry, Value]]:
    for basis, label in vocabulary().bases.items():
        yield (
            LegendEntry(f"basis/{basis}", "basis", "", 0, tone="plain", width=USUAL_WIDTH, dashes=DASHES[basis]),
            label,
        )


def _kinds() -> Iterator[tuple[LegendEntry, Value]]:
    for kind, words in vocabulary().actor_kinds.items():
        shape = SHAPES["body" if words.body else "actor"]
        mark = sector_mark(words.sector)
        yield LegendEntry(f"kind/{kind}", "kind", "", 0, shape=shape, look=words.sector, mark=mark), words.many
