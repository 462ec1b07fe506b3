"""What a question asks. It is understood only if every word of it is accounted for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from graph_service.model.network import Network
from graph_service.model.nodes import Concept
from graph_service.model.period import PartialDate
from graph_service.model.text import Language
from graph_service.operations.service import Service
from graph_service.questions.forms import AREA_WORDS, ASKING, EVERY_KIND, FORMS, VOCABULARY, Form, Kind, Topic
from graph_service.questions.names import Named, Names, names_of, tells
from graph_service.questions.words import Words, dated, split

MAX_LENGTH = 300

_MANY = 6


@dataclass(frozen=True)
class Understood:
    """What a question asks: its topic, the record that it is about and the date, or the words to search for.

    `near` holds names that may be meant where the question is not understood.
    """

    topic: Topic
    words: str
    about: str | None = None
    near: tuple[str, ...] = field(default=())
    at: PartialDate | None = None


@dataclass(frozen=True)
class _Reading:
    """One way to read a question: its form, and what stands where the form has a name."""

    form: Form
    name: Words
    at: PartialDate | None = None


def understand(service: Service, network: str, question: str, language: Language = "de") -> Understood:
    """Which operation answers the question; `unknown`, with near names, where none does."""
    words = " ".join(question.split()).rstrip("?!. ")
    said = split(words)
    if len(words) > MAX_LENGTH or not said:
        return Understood("unknown", words[:MAX_LENGTH])
    names = names_of(service.network(network))
    readings = tuple(_readings(said))
    found = _exact(names, readings) or _by_part(names, readings)
    if found:
        reading, named = found
        return Understood(reading.form.topic or named.kind, words, named.node.id, at=reading.at)
    if _is_phrase(said) and service.view(network).search(words, ("actor", "measure", "concept"), 1):
        return Understood("search", words)
    near = dict.fromkeys(_near(names, words, said, readings))
    return Understood("unknown", words, near=tuple(names.called(named, language) for named in near))


def _readings(said: Words) -> Iterator[_Reading]:
    for form in FORMS:
        if not form.must_be_dated:
            yield from (_Reading(form, name) for name in form.names_in(said))
    for rest, when in dated(said):
        for form in FORMS:
            if form.may_be_dated:
                yield from (_Reading(form, name, when) for name in form.names_in(rest))


def _exact(names: Names, readings: Iterable[_Reading]) -> tuple[_Reading, Named] | None:
    for reading in readings:
        found = names.exact(reading.name, reading.form.kinds)
        if len(found) == 1:
            return reading, found[0]
    return None


def _by_part(names: Names, readings: Iterable[_Reading]) -> tuple[_Reading, Named] | None:
    """The reading by a part of a name, if all readings together leave one record only."""
    found = [(reading, named) for reading in readings for named in names.parts(reading.name, reading.form.kinds)]
    return found[0] if len({named for _, named in found}) == 1 else None


def _is_phrase(said: Words) -> bool:
    return ASKING.isdisjoint(said) and any(map(tells, said))


def _near(names: Names, words: str, said: Words, readings: Iterable[_Reading]) -> Iterable[Named]:
    """The records that are named in the question, else those that its words may mean, else similar names."""
    tried = [reading for reading in readings if not reading.form.is_bare]
    name = min((reading.name for reading in tried), key=len, default=said)
    kinds = tuple({kind: None for reading in tried if reading.name == name for kind in reading.form.kinds})
    kinds = kinds or EVERY_KIND
    return (
        [*_by_code(names, words, said), *names.occurring(said)]
        or list(_loosely(names, name, kinds))
        or names.similar(name, kinds)
        or [named for word in name for named in _misspelt(names, word, kinds)]
        or [named for named in names.all if named.kind == "field" and not AREA_WORDS.isdisjoint(said)]
    )


def _by_code(names: Names, words: str, said: Words) -> Iterator[Named]:
    """The fields whose codes stand in the question, written as codes or right after a word for field."""
    written = set(re.findall(r"[^\W_]+", words))
    after = {word for before, word in pairwise(said) if before in AREA_WORDS}
    for named in names.all:
        code = named.node.notation if isinstance(named.node, Concept) else None
        if code and (code in written or code.casefold() in after):
            yield named


def _loosely(names: Names, name: Words, kinds: tuple[Kind, ...]) -> Iterator[Named]:
    """What the single words may mean; a word that fits many records says nothing."""
    telling = [word for word in name if tells(word) and word not in VOCABULARY]
    for word in telling:
        found = names.holding((word,), kinds) if len(telling) == 1 else ()
        if not 0 < len(found) <= _MANY:
            found = names.begun((word,), kinds)
        yield from found if len(found) <= _MANY else ()


def _misspelt(names: Names, word: str, kinds: tuple[Kind, ...]) -> tuple[Named, ...]:
    return names.similar((word,), kinds) if len(word) > 4 and word not in VOCABULARY else ()


def nearest(network: Network, words: str, limit: int = 3, language: Language = "de") -> tuple[str, ...]:
    """Names in the network that are written most like the words."""
    names = names_of(network)
    found = names.similar(split(words[:MAX_LENGTH]), EVERY_KIND, limit)
    return tuple(names.called(named, language) for named in found)
