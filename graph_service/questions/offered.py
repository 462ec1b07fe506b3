"""Questions that a network can answer: as examples, and while one is being typed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice, zip_longest
from typing import TypeAlias
from weakref import WeakKeyDictionary

from rapidfuzz import fuzz, process

from graph_service.model.network import Network
from graph_service.model.text import Language
from graph_service.operations.service import today
from graph_service.questions.exemplary import EXAMPLES, Example
from graph_service.questions.forms import Kinds, Topic
from graph_service.questions.guessed import PLAIN, question_about
from graph_service.questions.names import WITH_CONCEPTS, Named, Names, names_of
from graph_service.questions.wordings import ARTICLES, forms_from, forms_towards, topic_begun
from graph_service.questions.words import Words, split

_SHORT = 40
_YEARS = 10
_ALIKE = 80
_MOST = 20

_Begun: TypeAlias = tuple[Topic | None, str, tuple[Kinds, ...], tuple[Words, ...], Words]


def examples(network: Network, language: Language) -> tuple[str, ...]:
    """Questions that this network can answer, one for each topic and part of one, about what most is recorded of."""
    offered = offered_of(network)
    found: dict[tuple[Topic, str], str] = {}
    for example in EXAMPLES if offered.names.all else ():
        asks = example.topic, example.part
        question = None if asks in found else offered.example(example, language)
        found.update({asks: question} if question else {})
    return tuple(found.values())


def suggestions(network: Network, typed: str, language: Language, limit: int = 8) -> tuple[str, ...]:
    """Questions that go on as what is being typed began, or are about names that it begins, holds or misspells."""
    words = split(typed)
    if not words:
        return examples(network, language)[:limit]
    offered, plain = offered_of(network), " ".join(words)
    known: dict[str, None] = {}
    begun, goes_on = offered.beginning(plain, language), offered.continuing(words, language)
    for question in chain(begun, goes_on, offered.holding(plain, language)):
        if len(known) == limit:
            break
        known[question] = None
    return tuple(known or islice(offered.about_alike(plain, language), limit))


@dataclass(frozen=True)
class _Question:
    words: str
    plain: str


class Offered:
    """What can be asked of one network; put together once, because every letter that is typed asks for it."""

    def __init__(self, network: Network) -> None:
        self.names: Names = names_of(network)
        self._rank = {
            named: (len(named.node.name) > _SHORT, -len(network.ties_of(named.node.id)), named.node.id)
            for named in self.names.of(WITH_CONCEPTS)
        }
        self._ranked: dict[Kinds, list[Named]] = {}
        self._pair = _busiest_pair(network, self.names)
        self._questions: dict[Language, tuple[_Question, ...]] = {}
        self._spellings: dict[tuple[Kinds, Language], tuple[tuple[str, Named], ...]] = {}
        self._ends: dict[tuple[Kinds, Language], tuple[tuple[str, Named], ...]] = {}

    def of(self, kinds: Kinds) -> list[Named]:
        """The records of these kinds: short names first, then those of which most is recorded."""
        if kinds not in self._ranked:
            self._ranked[kinds] = sorted(self.names.of(kinds), key=self._rank.__getitem__)
        return self._ranked[kinds]

    def example(self, example: Example, language: Language) -> str | None:
        """The question about what most is recorded of, gaps where least is; None where there is nothing to ask for."""
        if example.kinds == ("date",):
            return example.about([_years()[0]], language)
        return self._put(example, self._examined(example.kinds, rare=example.topic == "gaps"), language)

    def _examined(self, kinds: Kinds, *, rare: bool) -> Sequence[Named]:
        if set(kinds) == {"target_group", "district"}:
            return self._pair
        found: list[Named] = []
        for kind in kinds:
            known = [named for named in self.of((kind,)) if named not in found]
            short = [named for named in known if len(named.node.name) <= _SHORT] or known
            found += short[-1:] if rare else known[:1]
        return found

    def _put(self, example: Example, chosen: Sequence[Named], language: Language) -> str | None:
        if len(chosen) < len(example.kinds):
            return None
        return example.about((self.names.called(named, language) for named in chosen), language)

    def beginning(self, plain: str, language: Language) -> Iterator[str]:
        """Questions that begin with the words."""
        return (one.words for one in self._every(language) if one.plain.startswith(plain))

    def holding(self, plain: str, language: Language) -> Iterator[str]:
        """Questions that hold the words: whole, then at the beginning of a word, then anywhere."""
        for part in (f" {plain} ", f" {plain}", plain):
            yield from (one.words for one in self._every(language) if part in one.plain)

    def _every(self, language: Language) -> tuple[_Question, ...]:
        """A question of each form about each record; of all forms those about the best known records first."""
        if language not in self._questions:
            asked = sorted(self._asked(language), key=lambda one: one[0])
            found = dict.fromkeys(question for _, question in asked)
            self._questions[language] = tuple(_Question(words, " ".join((*split(words), ""))) for words in found)
        return self._questions[language]

    def _asked(self, language: Language) -> Iterator[tuple[tuple[int, int], str]]:
        for form, example in enumerate(EXAMPLES):
            if len(example.kinds) != 1:
                question = self.example(example, language) if self.names.all else None
                yield from [((0, form), question)] if question else []
                continue
            if example.kinds == ("date",):
                every = [example.about([year], language) for year in _years()]
            else:
                names = (self.names.called(named, language) for named in self.of(example.kinds))
                every = [example.about([name], language) for name in names]
            yield from (((place, form), question) for place, question in enumerate(every))

    def continuing(self, words: Words, language: Language) -> Iterator[str]:
        """Questions of those forms of which most set words stand already, completed with names."""
        forms = forms_from(words[0]) if len(words) > 1 else forms_towards(words[0])
        begun: dict[int, dict[_Begun, None]] = {}
        for form in forms:
            for whole, part in form.begun_in(words):
                said = len(words) - len(part) - sum(map(len, whole))
                begun.setdefault(said, {})[form.topic, form.part, form.slots, whole, part] = None
        rows = [begun[said] for said in sorted(begun, reverse=True) if said > 1]
        rows.append({(form.topic, form.part, form.slots, (), ()): None for form in forms if form.is_begun_by(words)})
        for row in rows:
            found = [list(islice(self._completed(*one, language), _MOST)) for one in row]
            if any(found):
                yield from _in_turn(found)
                return

    def _completed(
        self,
        topic: Topic | None,
        page_part: str,
        slots: tuple[Kinds, ...],
        whole: tuple[Words, ...],
        part: Words,
        language: Language,
    ) -> Iterator[str]:
        """The questions of a form in which some names stand whole and one may be begun."""
        if not slots:
            asks = topic, page_part, ()
            yield from (one.about((), language) for one in EXAMPLES if (one.topic, one.part, one.kinds) == asks)
            return
        if ("date",) in slots[len(whole) : len(whole) + 1]:
            years = [year for year in _years() if year.startswith(" ".join(part))]
            yield from (one.about([year], language) for one in EXAMPLES if one.topic == topic for year in years)
            return
        known = [self.names.exact(name, kinds) for name, kinds in zip(whole, slots, strict=False)]
        if any(len(found) != 1 for found in known):
            return
        first = tuple(found[0] for found in known)
        if len(first) == len(slots):
            asked = question_about(self.names, topic or first[0].kind_of_record, first, language)
            yield from [asked] if asked else []
            return
        for named in self._fitting(" ".join(_without_article(part)), slots[len(whole)], language):
            meant = self._filled((*first, named), slots)
            asked = question_about(self.names, topic or named.kind_of_record, meant, language)
            yield from [asked] if asked and named not in first else []

    def _filled(self, meant: tuple[Named, ...], slots: Sequence[Kinds]) -> tuple[Named, ...]:
        """The records with well known ones at the places that are still empty."""
        for kinds in slots[len(meant) :]:
            meant += tuple(islice((named for named in self.of(kinds) if named not in meant), 1))
        return meant

    def _fitting(self, part: str, kinds: Kinds, language: Language) -> list[Named]:
        """The records whose names begin with the part, else those that have a word that does, else alike ones."""
        spelt = self._spelt(kinds, language)
        begun = [named for name, named in spelt if name.startswith(part)]
        found = begun or [named for name, named in spelt if f" {part}" in name]
        return list(dict.fromkeys(found)) or self._alike(part, kinds, language)

    def _alike(self, part: str, kinds: Kinds, language: Language) -> list[Named]:
        """The records in whose names a word, with what follows it, begins much like the part, best first."""
        if len(part) <= 3:
            return []
        tails = self._tails(kinds, language)
        begun = [name[: len(part)] for name, _ in tails]
        hits = process.extract(part, begun, scorer=fuzz.ratio, score_cutoff=_ALIKE, limit=20)
        return list(dict.fromkeys(tails[at][1] for _, _, at in hits))

    def _tails(self, kinds: Kinds, language: Language) -> tuple[tuple[str, Named], ...]:
        """Every spelling of the names of these kinds, from each of its words on."""
        if (kinds, language) not in self._ends:
            self._ends[kinds, language] = tuple(
                (name[at:], named)
                for name, named in self._spelt(kinds, language)
                for at in (0, *(index + 1 for index, letter in enumerate(name) if letter == " "))
            )
        return self._ends[kinds, language]

    def _spelt(self, kinds: Kinds, language: Language) -> tuple[tuple[str, Named], ...]:
        """Every spelling of the names of these kinds."""
        if (kinds, language) not in self._spellings:
            self._spellings[kinds, language] = tuple(
                (" ".join(split(name)), named)
                for named in self.of(kinds)
                for name in dict.fromkeys((self.names.called(named, language), *named.spellings))
            )
        return self._spellings[kinds, language]

    def as_begun(self, said: Words, offers: Sequence[str], alike: Sequence[Named], language: Language) -> Iterator[str]:
        """Questions of the form that the first words tell, about what is named, or much like what is; none if there
        are such offers."""
        topic = topic_begun(said)
        ways = [example for example in EXAMPLES if example.topic == topic]
        if not ways or any(way.begins(question, language) for way in ways for question in offers):
            return
        named = (*self.names.occurring(said), *alike)
        asked = [question_about(self.names, ways[0].topic, (one,), language) for one in named]
        yield from filter(None, asked)
        if not any(asked):
            plainest = min(ways, key=lambda way: (len(way.kinds), split(way.words.in_language(language))[0] != said[0]))
            question = self._general(plainest, named, language)
            yield from [question] if question else []

    def _general(self, example: Example, named: Sequence[Named], language: Language) -> str | None:
        """The question about the first named record that fits, and well known ones; none about quite another one."""
        fitting = tuple(one for one in named if one.is_of(example.kinds))[:1]
        if not fitting:
            return None if named and example.kinds else self.example(example, language)
        return self._put(example, self._filled(fitting, [(kind,) for kind in example.kinds]), language)

    def about_alike(self, plain: str, language: Language) -> Iterator[str]:
        """Questions about records with names that are written like the words."""
        for named in self._alike(plain, WITH_CONCEPTS, language):
            question = question_about(self.names, PLAIN[named.kind], (named,), language)
            yield from [question] if question else []


def _without_article(part: Words) -> Words:
    """The beginning of a name; behind nothing but an article any name may follow."""
    return part[1:] if part and part[0] in ARTICLES else part


def _in_turn(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """The first of each row, then the second of each."""
    for column in zip_longest(*rows):
        yield from (question for question in column if question is not None)


def _busiest_pair(network: Network, names: Names) -> tuple[Named, ...]:
    """The target group and the place that most measures have in common; none where there is no such measure."""
    known = {named.node.id: named for named in names.of(("target_group", "district"))}
    found = Counter(
        (group, place)
        for measure in network.measures
        for group in network.facet(measure, "target_group").concepts
        for place in network.facet(measure, "district").concepts
        if group in known and place in known
    )
    best = min(found, key=lambda pair: (-found[pair], pair), default=())
    return tuple(known[one] for one in best)


def _years() -> list[str]:
    """Years that are over, newest first."""
    return [str(today().year - ago) for ago in range(1, _YEARS + 1)]


_KNOWN: WeakKeyDictionary[Network, Offered] = WeakKeyDictionary()


def offered_of(network: Network) -> Offered:
    """What can be asked of this network, put together once."""
    known = _KNOWN.get(network)
    if known is None:
        known = _KNOWN[network] = Offered(network)
    return known
