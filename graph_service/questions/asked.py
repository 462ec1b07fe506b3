"""What a question asks. It is understood only if every word of it is accounted for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import islice, pairwise, product
from typing import TypeAlias

from graph_service.model.network import Network
from graph_service.model.period import PartialDate
from graph_service.model.text import Language, Text
from graph_service.operations.service import Service
from graph_service.questions.forms import Form, Kinds, Topic
from graph_service.questions.guessed import Tried, guess
from graph_service.questions.lacking import lacking
from graph_service.questions.names import EVERY_KIND, Named, Names, names_of, tells
from graph_service.questions.offered import offered_of
from graph_service.questions.wordings import ASKING, forms_from
from graph_service.questions.words import Words, date_of, dated, day_ago, no_date, split

MAX_LENGTH = 300
_LATELY = 365

_Meant: TypeAlias = Named | PartialDate


@dataclass(frozen=True)
class Understood:
    """What a question asks: its topic, the records that it is about in their order, and the dates in it.

    `at` is the day that it is asked for, `span` since when, or from when to when, something changed, and `part` the
    part of the page that answers, if that is not the whole. Where it is not understood, `near` holds names that may be
    meant, and `offers` whole questions, of the same form if its first words tell that; `fault`
    tells what is wrong with a date in it, `lacking` what it names that is not recorded.
    """

    topic: Topic
    words: str
    ids: tuple[str, ...] = ()
    at: PartialDate | None = None
    span: tuple[PartialDate, ...] = ()
    part: str = ""
    near: tuple[str, ...] = field(default=())
    offers: tuple[str, ...] = field(default=())
    fault: Text | None = None
    lacking: tuple[Text, ...] = ()

    @property
    def about(self) -> str | None:
        """The record that it is about, or the first of them."""
        return next(iter(self.ids), None)

    def named(self, kind: str) -> tuple[str, ...]:
        """The records of a type or list that it is about."""
        return tuple(one for one in self.ids if one.partition("/")[0] == kind)


@dataclass(frozen=True)
class Reading:
    """One way to read a question: its form, and what stands where the form has names."""

    form: Form
    names: tuple[Words, ...]
    at: PartialDate | None = None


def understand(service: Service, network: str, question: str, language: Language = "de") -> Understood:
    """Which operation answers the question; `unknown`, with what may be meant, where none does."""
    words = " ".join(question.split()).rstrip("?!. ")
    said = split(words)
    if len(words) > MAX_LENGTH or not said:
        return Understood("unknown", words[:MAX_LENGTH])
    names = names_of(service.network(network))
    readings = tuple(_readings(said))
    found = _exact(names, readings) or _by_part(names, readings)
    if found:
        return _understood(words, *found)
    if _is_phrase(said) and service.view(network).search(words, ("actor", "measure", "concept"), 1):
        return Understood("search", words)
    return _not_understood(service.network(network), words, [(one.form, one.names) for one in readings], language)


def _not_understood(network: Network, words: str, tried: Tried, language: Language) -> Understood:
    """What is wrong with a question, and what may be meant."""
    names, said = names_of(network), split(words)
    near, offers = guess(names, words, said, tried, language)
    missing = lacking(network, names, words, tried)
    alike = tuple(dict.fromkeys(named for one in missing for named in names.similar(one.words, one.kinds)))
    if missing:
        near = alike or tuple(named for named in near if any(named.is_of(one.kinds) for one in missing))
    begun = offered_of(network).as_begun(said, offers, alike, language)
    return Understood(
        "unknown",
        words,
        near=tuple(names.called(named, language) for named in near),
        offers=tuple(dict.fromkeys((*begun, *offers))),
        fault=no_date(words),
        lacking=tuple(one.sentence for one in missing),
    )


def _understood(words: str, reading: Reading, meant: tuple[_Meant, ...]) -> Understood:
    named = [one for one in meant if isinstance(one, Named)]
    span = tuple(one for one in meant if isinstance(one, PartialDate))
    topic = reading.form.topic or named[0].kind_of_record
    if topic == "changes":
        span = span or (day_ago(_LATELY),)
    return Understood(topic, words, tuple(one.node.id for one in named), reading.at, span, reading.form.part)


def _readings(said: Words) -> Iterator[Reading]:
    for form in forms_from(said[0]):
        if not form.must_be_dated:
            yield from (Reading(form, names) for names in form.names_in(said))
    for rest, when in dated(said):
        for form in forms_from(next(iter(rest), "")):
            if form.may_be_dated:
                yield from (Reading(form, names, when) for names in form.names_in(rest))


def _exact(names: Names, readings: Iterable[Reading]) -> tuple[Reading, tuple[_Meant, ...]] | None:
    """The first reading of which each name is that of one record."""
    for reading in readings:
        found = [_by_name(names, *slot) for slot in zip(reading.names, reading.form.slots, strict=True)]
        if all(len(meant) == 1 for meant in found) and _makes_sense([meant[0] for meant in found]):
            return reading, tuple(meant[0] for meant in found)
    return None


def _by_name(names: Names, words: Words, kinds: Kinds) -> tuple[_Meant, ...]:
    if kinds == ("date",):
        when = date_of(words)
        return (when,) if when else ()
    return names.exact(words, kinds)


def _by_part(names: Names, readings: Iterable[Reading]) -> tuple[Reading, tuple[_Meant, ...]] | None:
    """The reading by parts of names, if all readings together leave one meaning only."""
    parts = cache(names.parts)

    def meanings(words: Words, kinds: Kinds) -> tuple[_Meant, ...]:
        known = _by_name(names, words, kinds)
        return known if len(known) == 1 else parts(words, kinds)

    found: list[tuple[Reading, tuple[_Meant, ...]]] = []
    for reading in readings:
        choices = [meanings(*slot) for slot in zip(reading.names, reading.form.slots, strict=True)]
        found += [(reading, meant) for meant in islice(product(*choices), 2) if _makes_sense(meant)]
    return found[0] if len({meant for _, meant in found}) == 1 else None


def _makes_sense(meant: Sequence[_Meant]) -> bool:
    """Whether no record stands twice in a question, and no earlier day behind a later one."""
    days = [one for one in meant if isinstance(one, PartialDate)]
    in_order = all(first.first <= second.first for first, second in pairwise(days))
    return len(set(meant)) == len(meant) and in_order


def _is_phrase(said: Words) -> bool:
    return ASKING.isdisjoint(said) and any(map(tells, said))


def nearest(network: Network, words: str, limit: int = 3, language: Language = "de") -> tuple[str, ...]:
    """Names in the network that are written most like the words."""
    names = names_of(network)
    found = names.similar(split(words[:MAX_LENGTH]), EVERY_KIND, limit)
    return tuple(names.called(named, language) for named in found)
