"""The parts of a form about a record: what stands in each as it was typed, what may be chosen, what is wrong."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, TypeAlias

from graph_service.language import render
from graph_service.model.errors import BadInput, Problem
from graph_service.model.identity import fold, prefix_of
from graph_service.model.naming import called
from graph_service.model.nearness import nearest
from graph_service.model.network import Network, fits
from graph_service.model.nodes import AnyNode, Concept
from graph_service.model.period import PartialDate
from graph_service.model.text import Language, Text, text
from graph_service.model.vocabulary import vocabulary
from graph_service.operations.fields import Field, Input, fields_of

Given: TypeAlias = Mapping[str, Sequence[str]]
"""A form as it was sent: each name with its values in their order."""

UNKNOWN, NONE, SOME = "unknown", "none", "some"
_MARKED_UNKNOWN = frozenset({Input.DATE, Input.NUMBER, Input.DECIMAL, Input.MONEY})
_UNMARKED = frozenset({"order", "status_on", "retrieved"})
_SPARE_ROWS = 2
_SECTIONS: Mapping[str, tuple[str, ...]] = {
    "time": ("start", "end"),
    "more": (
        "size", "links", "order", "name_en", "status_on", "mandatory", "funding_level", "funding_programme",
        "amount_eur", "capacity", "approaches", "indicators", "goals", "retrieved", "offering_type", "phase",
        "language",
    ),
    "sure": ("basis", "confirmation", "original"),
    "notes": ("contact", "note", "internal_note"),
}  # fmt: skip
_TITLES: Mapping[str, Text | None] = {
    "main": None,
    "time": text("Zeitraum"),
    "more": text("Weitere Angaben"),
    "notes": text("Kontakt und Notizen"),
    "sure": text("Wie sicher ist das?"),
}
_NOT_ASKED = ("basis", "confirmation", "original")
"""What the form of a report does not ask: it is what somebody says, by its source."""

_FOLDED = frozenset({"more", "sure"})


@dataclass(frozen=True)
class Choice:
    """Something that may be chosen; choices of one `group` stand together."""

    value: str
    label: str
    chosen: bool = False
    group: str = ""


@dataclass(frozen=True)
class Part:
    """One field of a form as a template shows it."""

    field: Field
    label: str
    help: str
    typed: tuple[str, ...] = ()
    state: str = ""
    choices: tuple[Choice, ...] = ()
    rows: tuple[tuple[str, str], ...] = ()
    names: tuple[str, ...] = ()
    fault: str = ""

    @property
    def text(self) -> str:
        """What stands in a field for one text."""
        return self.typed[0] if self.typed else ""

    @property
    def marks_unknown(self) -> bool:
        """Whether "unbekannt" is ticked beside the text."""
        return can_be_marked(self.field)

    @property
    def is_filled(self) -> bool:
        return any(one.strip() and one != UNKNOWN for one in self.typed)


@dataclass(frozen=True)
class Section:
    """Parts that stand together under a title; a folded one is open where something stands in it."""

    title: Text | None
    parts: tuple[Part, ...]
    folded: bool = False

    @property
    def open(self) -> bool:
        return any(part.fault or (part.is_filled and part.field.input is not Input.WORD) for part in self.parts)


class Naming:
    """By which words the records of a network are chosen in forms: each name is shown as one label."""

    def __init__(self, network: Network, language: Language) -> None:
        self._network, self._language = network, language
        self._kept: dict[tuple[str, ...], Mapping[str, str]] = {}

    def labels(self, of: tuple[str, ...]) -> Mapping[str, str]:
        """The label of each record that may be chosen, by its id; records of one name show their ids, too."""
        if of not in self._kept:
            self._kept[of] = self._labelled([node for node in self._network.nodes.values() if fits(node, of)])
        return self._kept[of]

    def _labelled(self, nodes: Sequence[AnyNode]) -> Mapping[str, str]:
        names = {node.id: self.name(node) for node in nodes}
        seen: dict[str, int] = {}
        for name in names.values():
            seen[fold(name)] = seen.get(fold(name), 0) + 1
        return {one: name if seen[fold(name)] == 1 else f"{name} ({one})" for one, name in names.items()}

    def name(self, node: AnyNode) -> str:
        if isinstance(node, Concept):
            label = node.label.in_language(self._language)
            return f"{node.notation} {label}" if node.scheme == "field" else label
        return render(called(self._network, node), self._language)

    def typed(self, record: str) -> str:
        """What stands in a form for a record; an id that is not there stands as it is."""
        node = self._network.nodes.get(record)
        return self.labels((prefix_of(record),)).get(record, self.name(node)) if node else record

    def find(self, words: str, of: tuple[str, ...]) -> str | None:
        """The id of the record that an id, a label or a name means; None where it is none or several."""
        labels, wanted = self.labels(of), fold(" ".join(words.split()))
        if words.strip() in labels:
            return words.strip()
        same = [one for one, label in labels.items() if fold(label) == wanted]
        if not same:
            same = [one for one in labels if wanted in self._spellings(one)]
        return same[0] if len(same) == 1 else None

    def _spellings(self, record: str) -> set[str]:
        node = self._network.nodes[record]
        return {fold(node.name), *map(fold, node.names), fold(record.partition("/")[2])}

    def unknown(self, words: str, of: tuple[str, ...], place: str) -> Problem:
        """What is wrong with words that name no record, or several."""
        labels = self.labels(of)
        near = nearest(words, {label: label for label in labels.values()})
        if near:
            message = text(
                "„{value}“ ist nicht erfasst. Gemeint ist vielleicht: {words}.", value=words[:80], words=near
            )
        else:
            message = text("„{value}“ ist nicht erfasst. Bitte zuerst anlegen oder das Feld leeren.", value=words[:80])
        return Problem(message, place=place, value=words[:80], near=near)


def can_be_marked(one: Field) -> bool:
    """Whether a form has a box "unbekannt" beside the text of a field."""
    return one.can_be_unknown and one.input in _MARKED_UNKNOWN and one.name not in _UNMARKED


def shown_fields(record_type: str, *, restricted: bool, scheme: str = "") -> tuple[Field, ...]:
    """The fields of a form; those for coordinators only where that is allowed, broader concepts of one list only."""
    hidden = _NOT_ASKED if record_type == "report" else ()
    found = (one for one in fields_of(record_type) if (restricted or not one.restricted) and one.name not in hidden)
    return tuple(replace(one, of=(scheme,)) if one.name == "broader" and scheme else one for one in found)


def as_typed(one: Field, value: Any, naming: Naming, language: Language) -> tuple[str, ...]:
    """What stands in a form for the value of a field."""
    if one.input is Input.CONCEPTS:
        return (NONE,) if value == NONE else (SOME, *value) if value else (UNKNOWN,)
    if one.input is Input.CARRIERS:
        return tuple(f"{each['role']} {each['record']}" for each in value or ())
    if one.input is Input.RECORDS:
        return tuple(value or ())
    if value is None:
        return ("", UNKNOWN) if can_be_marked(one) else ("",)
    return (_written(one, value, naming, language),)


def _written(one: Field, value: Any, naming: Naming, language: Language) -> str:
    if one.input in (Input.LINES, Input.LINKS):
        return "\n".join(value)
    if one.input is Input.YES_NO:
        return "yes" if value else "no"
    if one.input is Input.DATE:
        return written_day(str(value), language)
    if one.input is Input.RECORD and not _is_listed(one):
        return naming.typed(str(value))
    is_broken = one.input in (Input.DECIMAL, Input.MONEY) and language == "de"
    return str(value).replace(".", ",") if is_broken else str(value)


def written_day(iso: str, language: Language) -> str:
    """A date as people of a language write it: "2017-12" is 12/2017; in English it stays."""
    return iso if language == "en" else PartialDate.parse(iso).short


def _is_listed(one: Field) -> bool:
    """Whether all that may be chosen is shown: concepts are few."""
    return bool(one.of) and all(scheme in vocabulary().schemes for scheme in one.of)


@dataclass(frozen=True)
class Forming:
    """What it takes to show a form: the network, its reader's language, what was typed, what is wrong."""

    network: Network
    language: Language
    typed: Given
    faults: Mapping[str, str] = field(default_factory=dict)
    allowed: Mapping[str, Sequence[str]] = field(default_factory=dict)

    @cached_property
    def naming(self) -> Naming:
        return Naming(self.network, self.language)

    def part(self, one: Field) -> Part:
        typed, naming = tuple(self.typed.get(one.name, ())), self.naming
        made = Part(
            one,
            self._label(one),
            render(one.help, self.language) if one.help else "",
            typed,
            state=self._state(one, typed),
            choices=tuple(self._choices(one, typed)),
            fault=self.faults.get(one.name, ""),
        )
        if one.input is Input.CARRIERS:
            return replace(made, rows=self._carriers(one), names=tuple(naming.labels(one.of).values()))
        if one.input in (Input.RECORD, Input.RECORDS) and not _is_listed(one):
            rows = (*(("", naming.typed(record)) for record in typed if record.strip()), ("", ""))
            return replace(made, rows=rows, names=tuple(naming.labels(one.of).values()))
        return made

    def _label(self, one: Field) -> str:
        label = render(one.label, self.language)
        return label[:1].upper() + label[1:]

    def _state(self, one: Field, typed: Sequence[str]) -> str:
        if one.input is Input.CONCEPTS:
            return next((state for state in (NONE, SOME) if state in typed), UNKNOWN)
        return UNKNOWN if UNKNOWN in typed else SOME

    def _choices(self, one: Field, typed: Collection[str]) -> Iterator[Choice]:
        if one.words:
            yield from self._words(one, typed)
        elif one.of and _is_listed(one):
            order = {each.id: at for at, each in enumerate(self._concepts(one.of))}
            labels = self.naming.labels(one.of)
            for record in sorted(labels, key=lambda each: order[each]):
                yield Choice(record, labels[record], record in typed)

    def _concepts(self, schemes: Iterable[str]) -> Iterator[Concept]:
        for scheme in schemes:
            yield from self.network.concepts(scheme)

    def _words(self, one: Field, typed: Collection[str]) -> Iterator[Choice]:
        found = [
            Choice(word, label.in_language(self.language), word in typed, self._sector(one, word))
            for word, label in one.choices.items()
            if word in self.allowed.get(one.name, one.choices)
        ]
        order = {each.group: at for at, each in reversed(list(enumerate(found)))}
        yield from sorted(found, key=lambda each: order[each.group])

    def _sector(self, one: Field, word: str) -> str:
        words = vocabulary()
        if one.words != "actor_kinds":
            return ""
        return words.sectors[words.sector_of(word)].in_language(self.language)

    def _carriers(self, one: Field) -> tuple[tuple[str, str], ...]:
        """The role and the actor of each row, as typed or as recorded, and rows to fill in."""
        roles, who = self.typed.get(f"{one.name}_role"), self.typed.get(f"{one.name}_who")
        if roles is not None and who is not None:
            rows = [(role, name) for role, name in zip(roles, who, strict=False) if name.strip()]
        else:
            pairs = (each.split(" ", 1) for each in self.typed.get(one.name, ()) if " " in each)
            rows = [(role, self.naming.typed(record)) for role, record in pairs]
        return (*rows, *([("", "")] * _SPARE_ROWS))

    def sections(self, fields: Iterable[Field]) -> tuple[Section, ...]:
        """The fields as parts under their titles; those of which nothing is left make no section."""
        parts = [self.part(one) for one in fields]
        place = {name: section for section, names in _SECTIONS.items() for name in names}
        found = {
            section: tuple(part for part in parts if place.get(part.field.name, "main") == section)
            for section in _TITLES
        }
        return tuple(Section(_TITLES[section], those, section in _FOLDED) for section, those in found.items() if those)


def settled(fields: Iterable[Field], typed: Given, before: Given, naming: Naming) -> dict[str, list[str]]:
    """A form with names as ids and one answer per field; BadInput names every record that is not there.

    Where "unbekannt" is ticked and something is filled in, that counts which is different from `before`.
    """
    problems: list[Problem] = []
    found = {
        one.name: list(values)
        for one in fields
        if (values := _answer(one, typed, before, naming, problems)) is not None
    }
    if problems:
        raise BadInput(text("Das Formular ist noch nicht vollständig."), problems=problems)
    return found


def _answer(one: Field, typed: Given, before: Given, naming: Naming, problems: list[Problem]) -> Sequence[str] | None:
    if one.input is Input.CARRIERS:
        return _carrying(one, typed, naming, problems)
    if one.name not in typed:
        return None
    values, old = typed[one.name], before.get(one.name, ())
    if one.input is Input.CONCEPTS:
        return _facet(values, old)
    if one.input is Input.RECORDS or (one.input is Input.RECORD and not _is_listed(one)):
        return _ids(one, values, naming, problems)
    if UNKNOWN in values and can_be_marked(one):
        text_typed = next((value for value in values if value != UNKNOWN), "")
        return [""] if text_typed in ("", *(value for value in old if value != UNKNOWN)) else [text_typed]
    return values


def _facet(values: Sequence[str], old: Sequence[str]) -> Sequence[str]:
    """What is chosen of a list: these concepts, none, or nothing known."""
    chosen = [value for value in values if value not in (UNKNOWN, NONE, SOME, "")]
    said = next((value for value in values if value in (UNKNOWN, NONE)), None)
    changed = set(chosen) != {value for value in old if value not in (UNKNOWN, NONE, SOME, "")}
    return [said] if said and not (chosen and changed) else chosen or [UNKNOWN]


def _ids(one: Field, values: Sequence[str], naming: Naming, problems: list[Problem]) -> list[str]:
    found = []
    for words in (value for value in values if value.strip()):
        record = naming.find(words, one.of)
        if record is None:
            problems.append(naming.unknown(words, one.of, one.name))
        else:
            found.append(record)
    return found or [""]


def _carrying(one: Field, typed: Given, naming: Naming, problems: list[Problem]) -> list[str] | None:
    """The rows of who takes part, as "role id"."""
    roles, who = typed.get(f"{one.name}_role"), typed.get(f"{one.name}_who")
    if roles is None or who is None:
        return list(typed[one.name]) if one.name in typed else None
    found = []
    for role, words in zip(roles, who, strict=False):
        if not words.strip():
            continue
        record = naming.find(words, one.of)
        if record is None:
            problems.append(naming.unknown(words, one.of, one.name))
        elif role not in vocabulary().tie_kinds[one.tie].roles:
            problems.append(Problem(text("Zu „{value}“ fehlt die Rolle.", value=words[:80]), place=one.name))
        else:
            found.append(f"{role} {record}")
    return found or [""]
