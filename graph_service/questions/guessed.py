"""What may be meant by a question that is not understood: names in the network, and whole questions about them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice, pairwise, product
from typing import TypeAlias

from graph_service.model.nodes import Concept
from graph_service.model.text import Language
from graph_service.operations.service import today
from graph_service.questions.exemplary import EXAMPLES, Example
from graph_service.questions.forms import Form, Kind, Kinds, Topic
from graph_service.questions.names import EVERY_KIND, Named, Names, tells
from graph_service.questions.wordings import AREA_WORDS, VOCABULARY
from graph_service.questions.words import Words, split

_MANY = 6
_CHANGE = frozenset(split("geändert verändert Änderungen Veränderungen neu changed changes new"))
Tried: TypeAlias = Sequence[tuple[Form, tuple[Words, ...]]]
PLAIN: dict[Kind, Topic] = {
    "field": "field",
    "actor": "actor",
    "measure": "measure",
    "target_group": "offers",
    "district": "offers",
}
"""What is asked about a record where nothing else is known of the question."""


def guess(
    names: Names, words: str, said: Words, readings: Tried, language: Language
) -> tuple[tuple[Named, ...], tuple[str, ...]]:
    """The records that may be meant, and ready questions about them, each of which is understood."""
    tried = [(form, parts) for form, parts in readings if form.slots and not form.is_bare]
    pairs = _pairs(names, tried)
    if pairs:
        near = dict.fromkeys(named for _, meant in pairs for named in meant)
        offers = [question_about(names, topic, meant, language) for topic, meant in pairs]
    else:
        single = [(form, parts[0]) for form, parts in tried if len(parts) == 1]
        near = dict.fromkeys(_near(names, words, said, single))
        offers = [*_together(names, tuple(near), language), *_about_each(names, near, single, language)]
        offers += [] if _CHANGE.isdisjoint(said) else [since_last_year(language)]
    return tuple(near), tuple(dict.fromkeys(question for question in offers if question))


def since_last_year(language: Language) -> str:
    """The question for what changed, with a year that is over."""
    example = next(one for one in EXAMPLES if one.topic == "changes")
    return example.about([str(today().year - 1)], language)


def _pairs(names: Names, tried: Tried) -> list[tuple[Topic, tuple[Named, ...]]]:
    """What a question about two records may mean, where each of the two names is like one that is known."""
    several = sorted((one for one in tried if len(one[1]) > 1), key=lambda one: sum(map(len, one[1])))
    for form, parts in several:
        choices = [_like(names, *slot) for slot in zip(parts, form.slots, strict=True)]
        found = [meant for meant in islice(product(*choices), _MANY) if len(set(meant)) == len(meant)]
        if found and form.topic:
            return [(form.topic, meant) for meant in found]
    return []


def _like(names: Names, words: Words, kinds: Kinds) -> tuple[Named, ...]:
    return names.exact(words, kinds) or names.parts(words, kinds)[:_MANY] or names.similar(words, kinds)


def question_about(names: Names, topic: Topic, meant: Sequence[Named], language: Language) -> str | None:
    """The question about these records, as it is put to readers."""
    for example in EXAMPLES:
        order = _in_order(example, meant) if example.topic == topic else None
        if order:
            return example.about((names.called(named, language) for named in order), language)
    return None


def _in_order(example: Example, meant: Sequence[Named]) -> tuple[Named, ...] | None:
    """The records in the order in which the example names their kinds; None where it is about others."""
    if len(example.kinds) != len(meant):
        return None
    left, found = list(meant), []
    for kind in example.kinds:
        fitting = next((named for named in left if named.is_of((kind,))), None)
        if fitting is None:
            return None
        left.remove(fitting)
        found.append(fitting)
    return tuple(found)


def _together(names: Names, near: Sequence[Named], language: Language) -> Iterator[str | None]:
    """The question that a target group, a place and a field of the question can stand in together."""
    concepts = [named for named in near if isinstance(named.node, Concept)]
    if len(concepts) == 2 and concepts[0].kind != concepts[1].kind:
        yield question_about(names, "offers", concepts, language)


def _about_each(
    names: Names, near: Iterable[Named], single: Sequence[tuple[Form, Words]], language: Language
) -> Iterator[str | None]:
    """One question about each record, of the same topic if that can be told."""
    shortest = min((len(part) for _, part in single), default=0)
    topics = [form.topic for form, part in single if len(part) == shortest and form.topic]
    for named in near:
        asked = (question_about(names, topic, (named,), language) for topic in (*topics, PLAIN[named.kind]))
        yield next((question for question in asked if question), None)


def _near(names: Names, words: str, said: Words, single: Sequence[tuple[Form, Words]]) -> Iterable[Named]:
    """The records that are named in the question, else those that its words may mean, else similar names."""
    name = min((part for _, part in single), key=len, default=said)
    kinds = tuple({kind: None for form, part in single if part == name for kind in form.slots[0]}) or EVERY_KIND
    return (
        [*_by_code(names, words, said), *names.occurring(said)]
        or list(_loosely(names, name, kinds))
        or names.similar(name, kinds)
        or [named for word in name for named in _misspelt(names, word, kinds)]
        or [named for named in names.of(("field",)) if not AREA_WORDS.isdisjoint(said)]
    )


def _by_code(names: Names, words: str, said: Words) -> Iterator[Named]:
    """The fields whose codes stand in the question, written as codes or right after a word for field."""
    written = set(re.findall(r"[^\W_]+", words))
    after = {word for before, word in pairwise(said) if before in AREA_WORDS}
    for named in names.of(("field",)):
        code = named.node.notation if isinstance(named.node, Concept) else None
        if code and (code in written or code.casefold() in after):
            yield named


def _loosely(names: Names, name: Words, kinds: Kinds) -> Iterator[Named]:
    """What the single words may mean; a word that fits many records says nothing."""
    telling = [word for word in name if tells(word) and word not in VOCABULARY]
    for word in telling:
        found = names.holding((word,), kinds) if len(telling) == 1 else ()
        if not 0 < len(found) <= _MANY:
            found = names.begun((word,), kinds)
        yield from found if len(found) <= _MANY else ()


def _misspelt(names: Names, word: str, kinds: Kinds) -> tuple[Named, ...]:
    return names.similar((word,), kinds) if len(word) > 4 and word not in VOCABULARY else ()
