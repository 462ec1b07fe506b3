"""A question in plain words -> which operation answers it, and about what."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeAlias, TypeVar

from rapidfuzz import fuzz, process

from graph_service.model.identity import fold
from graph_service.model.network import Network
from graph_service.model.nodes import Actor, AnyNode, Concept, Measure
from graph_service.model.text import Label, Language
from graph_service.operations.joining import name_key
from graph_service.operations.service import Service

_N = TypeVar("_N", bound=AnyNode)
Topic: TypeAlias = Literal["field", "actor", "measure", "surroundings", "search", "unknown"]

MAX_LENGTH = 300

_FIELD = re.compile(
    r"(?:wer|welche|was|who|which|what)\b.*?"
    r"\b(?:feld|handlungsfeld|bereich|thema|field(?: of action)?|area|topic)\b[\s:]*(?P<name>.+)"
)
_ACTS = re.compile(
    r"(?:wer|welche(?:r|s)? akteure?)\s+(?:handelt|handeln|macht|machen|arbeitet|arbeiten|ist|sind|tut|bietet)\b"
    r"(?:\s+(?:was|alles|etwas|aktiv|taetig|tatig))*\s+(?:in|im|zu|zum|zur|bei|fur|an|am)"
    r"\s+(?:der\s+|dem\s+|den\s+)?(?P<name>.+)"
    r"|(?:who|which actors?)\s+(?:acts?|works?|is|are|does)\b(?:\s+(?:what|active|working))*"
    r"\s+(?:in|on|for|about)\s+(?P<name_en>.+)"
)
_AROUND = re.compile(
    r"(?:mit wem|wer)\s+(?:arbeitet|ist|hangt|hat)\b(?P<name>.+?)\s*(?:zusammen|verbunden|zu tun)?$"
    r"|(?:who|with whom)\s+(?:works with|is connected (?:with|to)|does)\s+(?P<name_en>.+?)(?:\s+works? with)?$"
)
_ABOUT = re.compile(
    r"(?:was|wer|who|what)\s+(?:macht|tut|ist|bietet|is|does|offers?)\s+(?:der|die|das|den|the)?\s*(?P<name>.+?)(?:\s+(?:an|do|offer))?$"
)
_ENDING = re.compile(r"(?<=\w{5})(?:e[mnrs]?|s)$")
_SURROUNDING_WORDS = re.compile(r"mit wem|verbunden|zusammen|connected|works with|with whom")


@dataclass(frozen=True)
class Understood:
    """What a question asks: its topic, the record that it is about, or the words to search for.

    `near` holds names that may be meant where nothing fits the words.
    """

    topic: Topic
    words: str
    about: str | None = None
    near: tuple[str, ...] = field(default=())


def understand(service: Service, network: str, question: str) -> Understood:
    """Which operation answers the question; `unknown`, with near names, where none does."""
    words = " ".join(question.split())[:MAX_LENGTH].rstrip("?!. ")
    if not words:
        return Understood("unknown", "")
    whole = service.network(network)
    return next(_readings(whole, words), None) or _search(service, network, whole, words)


def _readings(network: Network, words: str) -> Iterator[Understood]:
    plain = fold(words)
    for name in _names(plain, _FIELD, _ACTS):
        found = find_field(network, name)
        if found:
            yield Understood("field", words, found.id)
    if _SURROUNDING_WORDS.search(plain):
        for name in _names(plain, _AROUND):
            node = find_node(network.actors, name)
            if node:
                yield Understood("surroundings", words, node.id)
    for name in (*_names(plain, _ABOUT), plain):
        yield from _about(network, name, words)


def _about(network: Network, name: str, words: str) -> Iterator[Understood]:
    node = find_node((*network.actors, *network.measures), name)
    if isinstance(node, Actor):
        yield Understood("actor", words, node.id)
    elif isinstance(node, Measure):
        yield Understood("measure", words, node.id)
    else:
        found = find_field(network, name)
        if found:
            yield Understood("field", words, found.id)


def _names(plain: str, *patterns: re.Pattern[str]) -> Iterator[str]:
    for pattern in patterns:
        match = pattern.fullmatch(plain)
        if match:
            name = next(part for part in match.groups() if part is not None)
            yield name.strip(" \"'„“”»«:")


def find_field(network: Network, name: str) -> Concept | None:
    """The field with this code or name; a part of a name counts if it fits one field only."""
    fields = network.concepts("field")
    wanted = re.sub(r"^(?:feld|handlungsfeld|field(?: of action)?)\s+", "", fold(name))
    for entry in fields:
        if wanted == fold(entry.notation) or wanted in _labels(entry):
            return entry
    head = re.match(r"(\w{1,3})\b[\s:.(„\"]+", wanted)
    by_code = [entry for entry in fields if head and fold(entry.notation) == head[1]]
    parts = [entry for entry in fields if len(wanted) > 2 and any(_holds(label, wanted) for label in _labels(entry))]
    return next(iter(by_code), None) or (parts[0] if len(parts) == 1 else None)


def _labels(entry: Concept) -> tuple[str, ...]:
    return tuple(fold(label) for label in (entry.name, entry.name_en, *entry.names) if label)


def _holds(label: str, wanted: str) -> bool:
    return any(word.startswith(wanted) for word in re.findall(r"\w+", label)) or wanted in label


def find_node(nodes: Sequence[AnyNode], name: str) -> AnyNode | None:
    """The node with this name or other name, however inflected; a first part counts if it fits one node only."""
    wanted = _stems(re.sub(r"^(?:der|die|das|dem|den|the)\s+", "", fold(name)))
    keys = [(node, {_stems(other) for other in (node.name, *node.names)}) for node in nodes]
    exact = [node for node, own in keys if wanted in own]
    if exact:
        return exact[0]
    starts = [node for node, own in keys if any(other.startswith(wanted + " ") for other in own)]
    return starts[0] if len(starts) == 1 else None


def _stems(name: str) -> str:
    """A name without legal form and German endings: "dem Kommunalen Zentrum" names the "Kommunales Zentrum"."""
    return " ".join(_ENDING.sub("", word) for word in name_key(name).split())


def _search(service: Service, network: str, whole: Network, words: str) -> Understood:
    if service.view(network).search(words, ("actor", "measure", "concept"), 1):
        return Understood("search", words)
    plain = fold(words)
    if "feld" in plain or "field" in plain:
        return Understood("unknown", words, near=_fields(whole))
    subject = next(_names(plain, _FIELD, _ACTS, _AROUND, _ABOUT), plain)
    return Understood("unknown", words, near=nearest(whole, subject))


def _fields(network: Network) -> tuple[str, ...]:
    return tuple(f"{entry.notation} ({entry.name})" for entry in network.concepts("field"))


def nearest(network: Network, words: str, limit: int = 3) -> tuple[str, ...]:
    """Names in the network that are written most like the words or a part of the question."""
    names = {fold(name): name for node in (*network.actors, *network.measures) for name in (node.name, *node.names)}
    names |= {fold(entry.name): entry.name for entry in network.concepts("field")}
    hits = process.extract(fold(words), list(names), scorer=fuzz.WRatio, limit=limit, score_cutoff=75)
    return tuple(names[hit[0]] for hit in hits)


def examples(network: Network, language: Language) -> tuple[str, ...]:
    """Questions that this network can answer, about what most is recorded of."""
    fields = _busiest(network, network.concepts("field"))[:3]
    forms = [*map(_field_form, fields), *_actor_forms(_busiest(network, network.actors)[:2])]
    return tuple(form.in_language(language) for form in forms)


def _busiest(network: Network, nodes: Sequence[_N]) -> list[_N]:
    return sorted(nodes, key=lambda node: (-len(network.ties_of(node.id)), node.id))


def _field_form(entry: Concept) -> Label:
    return Label(de=f"Wer handelt in Feld {entry.notation}?", en=f"Who acts in field {entry.notation}?")


def _actor_forms(actors: Sequence[Actor]) -> Iterator[Label]:
    for actor in actors[:1]:
        name = min(actor.name, *actor.names, key=len) if actor.names else actor.name
        yield Label(de=f"Was macht {name}?", en=f"What does {name} do?")
    for actor in actors[1:]:
        yield Label(de=f"Mit wem arbeitet {actor.name} zusammen?", en=f"Who works with {actor.name}?")


def suggestions(network: Network, typed: str, language: Language, limit: int = 8) -> tuple[str, ...]:
    """Questions that begin like, or hold, what is being typed; shown while typing."""
    wanted = fold(" ".join(typed.split()))
    if not wanted:
        return examples(network, language)[:limit]
    every = [*_field_questions(network, language), *_name_questions(network, language)]
    starts = [entry for entry in every if fold(entry).startswith(wanted)]
    holds = [entry for entry in every if wanted in fold(entry) and entry not in starts]
    return tuple((starts + holds)[:limit])


def _field_questions(network: Network, language: Language) -> Iterator[str]:
    for entry in network.concepts("field"):
        label = entry.label.in_language(language)
        asked = Label(de="Wer handelt in Feld {}?", en="Who acts in field {}?").in_language(language)
        yield asked.format(f"{entry.notation} ({label})")


def _name_questions(network: Network, language: Language) -> Iterator[str]:
    asked = Label(de="Was macht {}?", en="What does {} do?").in_language(language)
    for actor in network.actors:
        yield asked.format(actor.name)
    for measure in network.measures:
        yield measure.name
