"""What a question asks. It is understood only if every word of it is accounted for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import islice, pairwise, product
from typing import TypeAlias

from graph_service.model.network import Network
from graph_service.model.period import PartialDate
from graph_service.model.text import Language, Text, text
from graph_service.operations.service import Service, today
from graph_service.questions.forms import Form, Kinds, Topic
from graph_service.questions.guessed import Tried, guess
from graph_service.questions.lacking import lacking
from graph_service.questions.names import EVERY_KIND, Named, Names, names_of, tells
from graph_service.questions.offered import offered_of
from graph_service.questions.town import with_town, without_town
from graph_service.questions.wordings import ASKING, VOCABULARY, forms_from
from graph_service.questions.wordings_offered import WHO_OFFERS, also_called
from graph_service.questions.words import Words, as_typed, date_of, dated, day_ago, no_date, split, stem
from graph_service.stores.base import View

MAX_LENGTH = 300
_LATELY = 365
_MANY = 1000

_Meant: TypeAlias = Named | PartialDate


@dataclass(frozen=True)
class Understood:
    """What a question asks: its topic, the records that it is about in their order, and the dates in it.

    `at` is the day that it is asked for, `span` since when, or from when to when, something changed, `part` the part
    of the page that answers, if that is not the whole, and `wanted` words that each offer asked for has; `exchange`
    tells that they are others than those of the question. Where it is not understood, `near` holds names that may be
    meant, and `offers` whole questions, of the same form if its first words tell that; `fault` tells what is wrong
    with a date in it, `lacking` what it names that is not recorded.
    """

    topic: Topic
    words: str
    ids: tuple[str, ...] = ()
    at: PartialDate | None = None
    span: tuple[PartialDate, ...] = ()
    part: str = ""
    wanted: str = ""
    near: tuple[str, ...] = field(default=())
    offers: tuple[str, ...] = field(default=())
    fault: Text | None = None
    lacking: tuple[Text, ...] = ()
    exchange: Text | None = None

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
    names, town = names_of(service.network(network)), service.info(network).name
    view, readings = service.view(network), tuple(_readings(said))
    for said_so in (readings, tuple(_readings(without_town(said, town) or ()))):
        if found := _asked(names, view, words, said_so):
            return found
    if _is_phrase(said) and view.search(words, ("actor", "measure", "concept"), 1):
        return Understood("search", words)
    missed = _not_understood(service.network(network), words, [(one.form, one.names) for one in readings], language)
    spelt = with_town(words, town)
    known = spelt and understand(service, network, spelt, language).topic != "unknown"
    return replace(missed, offers=(spelt, *missed.offers)) if spelt and known else missed


def _asked(names: Names, view: View, words: str, readings: Sequence[Reading]) -> Understood | None:
    """What the readings of a question ask: a part of a name means its measure only if no other has these words."""
    found, things = _exact(names, readings), tuple(_things(words, readings))
    if not found and (several := _wanted(view, things, least=2)):
        return Understood("offers", words, wanted=several)
    found = found or _by_part(names, readings)
    if found:
        return _understood(words, *found)
    one = _wanted(view, things)
    return Understood("offers", words, wanted=one) if one else _exchanged(view, words, things)


def _things(words: str, readings: Iterable[Reading]) -> Iterator[str]:
    """What may be offered, of questions for who does: words that are no name, as they are typed."""
    for reading in readings:
        if reading.form.template in WHO_OFFERS and VOCABULARY.isdisjoint(reading.names[0]):
            yield as_typed(words, reading.names[0])


def _wanted(view: View, things: Iterable[str], least: int = 1) -> str | None:
    """The first of the things that measures have; without endings, where more of them have it so."""
    for thing in things:
        stems = " ".join(map(stem, thing.split()))
        typed, stemmed = (len(view.search(one, ("measure",), _MANY)) for one in (thing, stems))
        if max(typed, stemmed) >= least:
            return thing if typed >= stemmed else stems
    return None


def _exchanged(view: View, words: str, things: Iterable[str]) -> Understood | None:
    """What measures have by another word than the one that is asked for, and that it is another."""
    for thing in things:
        others = [other for other in also_called(split(thing)) if view.search(other, ("measure",), 1)]
        if others:
            return Understood("offers", words, wanted=others[0], exchange=_exchange(thing, *others))
    return None


def _exchange(asked: str, wanted: str, *others: str) -> Text:
    if not others:
        return text("Gefragt ist nach „{asked}“; gesucht ist hier „{wanted}“.", asked=asked, wanted=wanted)
    return text(
        "Gefragt ist nach „{asked}“; gesucht ist hier „{wanted}“. Auch so heißt manches: {others}.",
        asked=asked,
        wanted=wanted,
        others=", ".join(f"„{other}“" for other in others),
    )


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
        is_time = reading.form.within and span[0].day is None and span[0].last < today()
        span = (span[0], span[0]) if is_time else span or (day_ago(_LATELY),)
    return Understood(topic, words, tuple(one.node.id for one in named), reading.at, span, reading.form.part)


def _readings(said: Words) -> Iterator[Reading]:
    for form in forms_from(next(iter(said), "")):
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
