"""What the columns of a list of one's own mean: proposed to a person, changed by her, kept as a mapping file."""

from __future__ import annotations

from collections.abc import Mapping as Table
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from graph_service.model.errors import BadInput
from graph_service.model.identity import node_id
from graph_service.model.network import Network
from graph_service.model.nodes import Actor
from graph_service.model.provenance import Citation
from graph_service.model.text import Label, Language, text
from graph_service.operations.matching import near_names
from loaders.mapping import IGNORE, UNDECIDED, Mapping, facets, meanings, read_mapping, roles
from loaders.mapping_files import mapped_table, propose_in
from loaders.mapping_open import Open, OpenActor, still_open
from loaders.mapping_proposal import Proposal, ProposedColumn, as_yaml
from loaders.spreadsheets import Book, read_book
from loaders.tables import key


@dataclass(frozen=True)
class Sign:
    """A sign that parts the names or words of a cell, and what it is called."""

    sign: str
    label: Label


SIGNS: Table[str, Sign] = {
    "semicolon": Sign(";", Label(de="Semikolon (;)", en="semicolon (;)")),
    "comma": Sign(",", Label(de="Komma (,)", en="comma (,)")),
    "slash": Sign("/", Label(de="Schrägstrich (/)", en="slash (/)")),
    "line": Sign("\n", Label(de="neue Zeile", en="new line")),
}
MOST_ACTORS = 300  # whose kind is asked for one by one; all others get the kind that holds for all
_ANY_KIND = "association"  # names are compared, not kinds
_NEAREST = 3
_WHO = Label(de="Wer", en="Who")
_WHAT_FOR = Label(de="Wofür, für wen, wo", en="What for, for whom, where")
_ABOUT = Label(de="Angaben zur Maßnahme", en="About the measure")
_ELSE = Label(de="Sonst", en="Else")


@dataclass(frozen=True)
class MappedList:
    """A list with the mapping that is proposed for it or that a person gave, and what that leaves open.

    `columns` say of each column what is proposed, why, and a few of its cells; `sheets` where the list may stand;
    `near` by its names which of our actors may be meant.
    """

    source: str
    columns: tuple[ProposedColumn, ...]
    mapping: Mapping
    open: Open
    sheets: tuple[str, ...]
    near: Table[str, tuple[Actor, ...]]


def meaning_groups() -> tuple[tuple[Label, dict[str, Label]], ...]:
    """What a column can mean, in groups, each with a label."""
    every = meanings()
    groups = {_WHO: (*roles(), "actor_kind"), _WHAT_FOR: facets(), _ELSE: ("note", IGNORE, UNDECIDED)}
    grouped = {word for words in groups.values() for word in words}
    about = ("measure", *(word for word in every if word not in grouped and word != "measure"))
    in_order = ((_ABOUT, about), *groups.items())
    return tuple((label, {word: every[word] for word in words}) for label, words in in_order)


def checked_values(values: Table[str, Any]) -> Mapping:
    """The mapping that these values describe; BadInput with every problem, also where a column is undecided."""
    mapping = read_mapping(as_file(values), "zuordnung.yaml")
    open_columns = tuple(name for name, column in mapping.columns.items() if column.meaning == UNDECIDED)
    if open_columns:
        raise BadInput(
            text("Noch nicht entschieden: {words}.", words=open_columns),
            value=open_columns[0],
            remedy=text("Bitte für jede Spalte eine Bedeutung wählen, oder „nicht übernehmen“."),
        )
    if not any(column.meaning == "measure" for column in mapping.columns.values()):
        raise BadInput(
            text("Keine Spalte nennt die Maßnahme."),
            remedy=text("Bitte die Spalte mit dem Titel des Angebots als „Maßnahme“ zuordnen."),
        )
    return mapping


def proposed(path: Path, known: Network, language: Language, sheet: str | None = None) -> tuple[MappedList, str]:
    """A list with the mapping that is proposed for it, and that mapping as a file to be checked by a person."""
    book = read_book(path, path.name)
    proposal = _proposal(book, path, known, sheet)
    return _seen(book, path, known, proposal, proposal.mapping), as_yaml(proposal, language)


def look_at(path: Path, known: Network, mapping: Path | None, sheet: str | None = None) -> MappedList:
    """A list with the mapping that a person gave, else with a proposed one; raises what makes either unreadable.

    Where another `sheet` is chosen than the mapping is for, a new one is proposed.
    """
    given = read_mapping(mapping) if mapping else None
    book = read_book(path, path.name, {key(heading) for heading in given.columns} if given else ())
    proposal = _proposal(book, path, known, sheet or (given.sheet if given else None))
    if given is None or (sheet and given.sheet != sheet):
        return _seen(book, path, known, proposal, proposal.mapping)
    return _seen(book, path, known, proposal, given)


def _proposal(book: Book, path: Path, known: Network, sheet: str | None) -> Proposal:
    """What is proposed for the sheet, or for the first of several: the page shows that and lets a person change it."""
    first = book.tables[0].name if len(book.tables) > 1 else None
    return propose_in(book, path.name, known.nodes, sheet or first)


def _seen(book: Book, path: Path, known: Network, proposal: Proposal, mapping: Mapping) -> MappedList:
    found = still_open(mapped_table(book, path.name, mapping), mapping, known.nodes)
    sheets = tuple(table.name for table in book.tables)
    return MappedList(path.name, proposal.columns, mapping, found, sheets, _near(known, found.actors))


def _near(known: Network, actors: tuple[OpenActor, ...]) -> dict[str, tuple[Actor, ...]]:
    """The actors of the network that may be meant by a name of the list, the surest first."""
    source = (Citation(document=node_id("document", "liste")),)
    named = {node_id("actor", one.name): one.name for one in actors[:MOST_ACTORS]}
    new = [Actor(id=id_, name=name, kind=_ANY_KIND, sources=source) for id_, name in named.items()]
    found: dict[str, tuple[Actor, ...]] = {}
    for proposal in near_names(known, [one for one in new if one.id not in known.nodes]):
        ours, theirs = sorted((proposal.first, proposal.second), key=lambda one: one not in known.nodes)
        there = known.nodes.get(ours)
        if theirs in named and isinstance(there, Actor):
            found[named[theirs]] = (*found.get(named[theirs], ()), there)[:_NEAREST]
    return found


def as_file(values: Table[str, Any]) -> bytes:
    """A mapping as the file that `read_mapping` reads; what is empty is left out."""
    filled = {name: value for name, value in values.items() if value not in (None, "", [], {}, ())}
    return yaml.safe_dump(filled, allow_unicode=True, sort_keys=False, width=10_000).encode()
