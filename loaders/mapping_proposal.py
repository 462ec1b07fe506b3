"""A mapping proposed for a list, from its headings and from what stands in its cells: to be looked at by a person."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml
from rapidfuzz import fuzz, process

from graph_service.language import render
from graph_service.model.nodes import AnyNode
from graph_service.model.text import Language, Text, text
from graph_service.model.vocabulary import vocabulary
from loaders.mapping import MANY_COLUMNS, UNDECIDED, ColumnMapping, Mapping, facets, meanings, roles
from loaders.mapping_columns import Index
from loaders.mapping_rows import parts
from loaders.tables import key

MOST_ROWS = 1_000  # more cells say no more about what a column means
_SAMPLES = 3
_SURE, _PARTLY, _ALIKE, _BY_CONTENT = 0.9, 0.75, 0.6, 0.6
_PLACEHOLDERS = (
    "-",
    "–",
    "—",
    "?",
    "/",
    "k. A.",
    "k.A.",
    "n. n.",
    "N.N.",
    "unbekannt",
    "offen",
    "n/a",
    "xxx",
    "...",
    "…",
)
_SIGNS = ("/", "\n", ",")


@dataclass(frozen=True)
class ProposedColumn:
    """What a column may mean, how sure that is (0 to 1), why, and a few of its cells. `?`: a person must say it."""

    heading: str
    meaning: str
    confidence: float
    reason: Text
    samples: tuple[str, ...]
    split: tuple[str, ...] = (";",)


@dataclass(frozen=True)
class Proposal:
    """A mapping for a list, column by column, with the actors whose kind nobody has said yet."""

    columns: tuple[ProposedColumn, ...]
    mapping: Mapping
    actors: tuple[str, ...]

    @property
    def unknown(self) -> tuple[str, ...]:
        """The headings that a person must decide on."""
        return tuple(column.heading for column in self.columns if column.meaning == UNDECIDED)


def propose_mapping(headings: Sequence[str], rows: Sequence[Sequence[str]], known: Iterable[AnyNode] = ()) -> Proposal:
    """A mapping proposed for a list with these headings and rows, given what the network has.

    A heading counts by its words (loaders/mapping_words.yaml), a column without one by cells that name entries of
    one controlled list. Nothing below that is guessed: such a column is `?`, and loading refuses it.
    """
    index = Index(known)
    columns = [
        _proposed(heading, [row[place] for row in rows[:MOST_ROWS] if place < len(row) and row[place]], index)
        for place, heading in enumerate(headings)
        if heading
    ]
    columns = _one_of_each(columns)
    actors = _unknown_actors(columns, headings, rows, index)
    mapping = Mapping(
        columns={column.heading: ColumnMapping(meaning=column.meaning, split=column.split) for column in columns},
        empty=_placeholders(rows),
        kinds={name: _kind_in(name) for name in actors},
    )
    return Proposal(tuple(columns), mapping, actors)


def as_yaml(proposal: Proposal, language: Language = "de") -> str:
    """The proposal as a mapping file, with confidence and reason beside each column, for a person to mend."""

    def say(words: Text) -> str:
        return " ".join(render(words, language).split())

    every = tuple(named for meaning, named in meanings().items() if meaning != UNDECIDED)
    lines = ["# " + say(text("Vorschlag, bitte prüfen. Möglich sind: {words}.", words=every)), "columns:"]
    for column in proposal.columns:
        form: dict[str, object] = {"as": meanings()[column.meaning].in_language(language)}
        if column.split != (";",):
            form["split"] = list(column.split)
        percent = round(column.confidence * 100)
        lines.append(f"  {_flow(column.heading)}: {_flow(form)}  # {percent} %: {say(column.reason)}")
    place = {"sheet": proposal.mapping.sheet, "heading_row": proposal.mapping.heading_row}
    lines += [f"{name}: {_flow(value)}" for name, value in place.items() if value]
    lines.append("identity: title and carrier  # " + say(text("oder title: gleicher Titel heißt gleiche Maßnahme")))
    lines.append(f"empty: {_flow(list(proposal.mapping.empty))}")
    lines.append("actor_kind: null  # " + say(text("gilt für alle Akteure, die unten keine Art haben")))
    return "\n".join([*lines, *_kind_lines(proposal.mapping, language)]) + "\n"


def _kind_lines(mapping: Mapping, language: Language) -> Iterator[str]:
    yield "kinds:" if mapping.kinds else "kinds: {}"
    for name, kind in mapping.kinds.items():
        word = vocabulary().actor_kinds[kind].one.in_language(language) if kind else None
        yield f"  {_flow(name)}: {_flow(word)}"


def _flow(value: object) -> str:
    dumped = yaml.safe_dump(value, allow_unicode=True, default_flow_style=True, width=10_000, sort_keys=False)
    return dumped.removesuffix("\n").removesuffix("\n...")


@cache
def _words() -> dict[str, str]:
    """For each word that a heading may be, as key, what such a column means."""
    source = files("loaders").joinpath("mapping_words.yaml").read_text(encoding="utf-8")
    listed: dict[str, list[str]] = yaml.safe_load(source)
    return {key(word): meaning for meaning, words in listed.items() for word in words}


def _proposed(heading: str, cells: Sequence[str], index: Index) -> ProposedColumn:
    meaning, confidence, reason = _by_heading(heading)
    split = _split(cells, meaning, index)
    form = ColumnMapping(meaning=meaning, split=split)
    shares = {scheme: _share(cells, scheme, form, index) for scheme in facets()}
    best = max(shares, key=lambda scheme: shares[scheme])
    if meaning == UNDECIDED and shares[best] >= _BY_CONTENT:
        share = round(shares[best] * 100)
        meaning, confidence = best, shares[best] * 0.8
        reason = text("{n} % der Zellen nennen Einträge der Liste „{scheme}“.", n=share, scheme=meanings()[best])
    elif meaning in shares and shares[meaning] >= _BY_CONTENT:
        confidence = min(1.0, confidence + 0.1)
        reason = text("{reason} Die Zellen passen dazu.", reason=reason)
    samples = tuple(dict.fromkeys(cell[:80] for cell in cells))[:_SAMPLES]
    return ProposedColumn(heading, meaning, round(confidence, 2), reason, samples, split)


def _by_heading(heading: str) -> tuple[str, float, Text]:
    words, said = _words(), key(heading)
    if said in words:
        return words[said], _SURE, text("Die Überschrift heißt üblicherweise so.")
    inside = [word for word in words if f" {word} " in f" {said} " and len(word) > 3]
    if inside:
        longest = max(inside, key=len)
        return words[longest], _PARTLY, text("Die Überschrift enthält „{word}“.", word=longest)
    alike = process.extractOne(said, list(words), scorer=fuzz.ratio, score_cutoff=85) if len(said) > 3 else None
    if alike:
        return words[alike[0]], _ALIKE, text("Die Überschrift ähnelt „{word}“.", word=alike[0])
    return UNDECIDED, 0.0, text("Weder die Überschrift noch die Zellen sagen, was gemeint ist.")


def _share(cells: Sequence[str], prefix: str, form: ColumnMapping, index: Index) -> float:
    """How many of the words in the cells name a record of this type or list."""
    words = [word for cell in cells for word in parts(cell, form)]
    return sum(bool(index.find(word, prefix)) for word in words) / len(words) if words else 0.0


def _split(cells: Sequence[str], meaning: str, index: Index) -> tuple[str, ...]:
    """The signs that part cells: a semicolon, and another only where most of what it parts is known by name."""
    prefix = "actor" if meaning in roles() else meaning
    if prefix != "actor" and prefix not in facets():
        return (";",)
    found = [";"]
    for sign in _SIGNS:
        parted = [cell for cell in cells if sign in cell and not index.find(cell, prefix)]
        form = ColumnMapping(meaning=meaning, split=(";", sign))
        if parted and _share(parted, prefix, form, index) >= _BY_CONTENT:
            found.append(sign)
    return tuple(found)


def _one_of_each(columns: Sequence[ProposedColumn]) -> list[ProposedColumn]:
    """Of two columns that mean the same, where only one can, the surer keeps its meaning."""
    best: dict[str, ProposedColumn] = {}
    for column in columns:
        if column.meaning not in best or column.confidence > best[column.meaning].confidence:
            best[column.meaning] = column
    free = MANY_COLUMNS | set(roles())
    return [
        column if column.meaning in free or best[column.meaning] is column else _second(column, best[column.meaning])
        for column in columns
    ]


def _second(column: ProposedColumn, other: ProposedColumn) -> ProposedColumn:
    reason = text("„{other}“ bedeutet dasselbe und ist gewisser.", other=other.heading)
    return ProposedColumn(column.heading, UNDECIDED, 0.0, reason, column.samples)


def _unknown_actors(
    columns: Sequence[ProposedColumn], headings: Sequence[str], rows: Sequence[Sequence[str]], index: Index
) -> tuple[str, ...]:
    found: dict[str, str] = {}
    for column in columns:
        place = list(headings).index(column.heading)
        form = ColumnMapping(meaning=column.meaning, split=column.split)
        cells = (row[place] for row in rows if place < len(row) and row[place]) if column.meaning in roles() else ()
        for name in (name for cell in cells for name in parts(cell, form)):
            there = index.find(name, "actor") or len(index.recognise(name)) == 1
            if not there and name not in _PLACEHOLDERS:
                found.setdefault(key(name), name)
    return tuple(sorted(found.values(), key=key))


def _kind_in(name: str) -> str | None:
    """The kind of actor whose German word stands in the name ("Jobcenter Musterstadt"), if it is one kind only."""
    words = f" {key(name)} "
    hits = {kind for kind, named in vocabulary().actor_kinds.items() if f" {key(named.one.de)} " in words}
    return hits.pop() if len(hits) == 1 else None


def _placeholders(rows: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """Words in the list that stand for an empty cell, if a person agrees."""
    cells = {cell.casefold() for row in rows for cell in row}
    return tuple(word for word in _PLACEHOLDERS if word.casefold() in cells)
