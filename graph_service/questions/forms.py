"""The forms of questions: set words around one name. A form fits only if it accounts for every word.

In a template `{}` is the name, `a|b` one of these words, and what ends in `?` may be left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, TypeAlias

from graph_service.questions.words import Words

Topic: TypeAlias = Literal["field", "actor", "measure", "surroundings", "search", "unknown"]
Kind: TypeAlias = Literal["actor", "measure", "field"]
_Place: TypeAlias = tuple[frozenset[str], bool]

_THE = "der|die|das|dem|den|des|the?"
_AREA = "feld|felde|handlungsfeld|themenfeld|bereich|thema|field|area|topic"
_NAMED_AREA = f"{_THE} {_AREA}? of? action? {_THE} {{}}"
_IN = f"in|im|zu|zum|zur|bei|beim|fur|an|am {_NAMED_AREA}"
_WHO = "welche|welcher? wer|akteure|akteur"
_ACTS = "handelt|handeln|arbeitet|arbeiten|macht|machen|wirkt|wirken|tut"
_ACTED = "handelte|handelten|arbeitete|arbeiteten|machte|machten|wirkte|wirkten"
_ACTIVE = "aktiv|tatig|beteiligt"
_CHARGED = "zustandig|verantwortlich"
_WHO_EN = "which|what? who|actors|actor"
_IN_EN = f"in|on {_NAMED_AREA} {_AREA}?"
_ACTIVE_EN = "active|working|acting|involved|engaged"

FIELD_FORMS = (
    f"{_WHO} {_ACTS} was|etwas|alles? {_IN} was|etwas?",
    f"{_WHO} ist|sind {_ACTIVE}? {_IN} {_ACTIVE}?",
    f"{_WHO} gibt es {_IN}",
    f"{_WHO} kummert|kummern sich um {_NAMED_AREA}",
    f"{_WHO} befasst|beschaftigt|befassen|beschaftigen sich mit {_NAMED_AREA}",
    f"{_WHO} ist|sind fur {_NAMED_AREA} {_CHARGED}",
    f"{_WHO} ist|sind {_CHARGED} fur {_NAMED_AREA}",
    f"akteure|actors in|im {_NAMED_AREA}",
    f"{_WHO_EN} acts|act|works|work {_IN_EN}",
    f"{_WHO_EN} is|are {_ACTIVE_EN}|there? {_IN_EN}",
    f"who does what {_IN_EN}",
    f"{_WHO_EN} takes|take care of {_NAMED_AREA}",
    f"{_WHO_EN} deals|deal with {_NAMED_AREA}",
    f"{_WHO_EN} is|are responsible for {_NAMED_AREA}",
    f"{_AREA} of? action? {_THE} {{}}",
)
PAST_FIELD_FORMS = (
    f"{_WHO} {_ACTED} was|etwas|alles? {_IN} was|etwas?",
    f"{_WHO} war|waren {_ACTIVE}? {_IN} {_ACTIVE}?",
    f"{_WHO} hat|haben {_IN} gehandelt|gearbeitet",
    f"{_WHO} gab es {_IN}",
    f"{_WHO} kummerte|kummerten sich um {_NAMED_AREA}",
    f"{_WHO} war|waren fur {_NAMED_AREA} {_CHARGED}",
    f"{_WHO_EN} acted|worked {_IN_EN}",
    f"{_WHO_EN} was|were {_ACTIVE_EN}|there? {_IN_EN}",
    f"who did what {_IN_EN}",
    f"{_WHO_EN} took care of {_NAMED_AREA}",
    f"{_WHO_EN} was|were responsible for {_NAMED_AREA}",
)
ACTOR_FORMS = (
    "was macht|machen|tut|tun {}",
    "was bietet|bieten {} an?",
    "wer ist|sind {}",
    "welche massnahmen|angebote hat|haben|tragt|tragen|bietet|bieten {} an?",
    "what does|do {} do|offer",
    "who is|are {}",
    "which|what measures does|do {} have|offer|carry|run",
)
MEASURE_FORMS = (
    "wer tragt|tragen|macht {}",
    "wer bietet|bieten {} an",
    "von wem wird|werden {} getragen|angeboten",
    "was macht|machen {}",
    "what does {} do|offer",
    "who carries|offers|runs {}",
)
AROUND_FORMS = (
    "mit wem arbeitet|arbeiten {} zusammen",
    "wer arbeitet mit {} zusammen",
    "mit wem ist|sind {} verbunden|vernetzt",
    "wer ist|sind mit {} verbunden|vernetzt",
    "mit wem hat|haben {} zu tun",
    "wer hat mit {} zu tun",
    "mit wem kooperiert {}",
    "wer kooperiert mit {}",
    "nachbarn|umfeld|verbindungen von|vom? {}",
    "who works|cooperates|collaborates with {}",
    "who does|do {} work|cooperate|collaborate with",
    "with whom does|do {} work|cooperate|collaborate",
    "who is|are {} connected with|to",
    "who is|are connected with|to {}",
    "neighbours|neighbors|connections of {}",
)


@dataclass(frozen=True)
class Form:
    """One form of a question: records of which kinds it names; the topic, if it is not just the record named.

    What asks about the past is not answered by the present, so it must hold a date.
    """

    kinds: tuple[Kind, ...]
    template: str
    topic: Topic | None = None
    must_be_dated: bool = False

    @property
    def is_bare(self) -> bool:
        return self.template == "{}"

    @property
    def may_be_dated(self) -> bool:
        """Only what acts in a field is asked for by date."""
        return self.kinds == ("field",)

    @cached_property
    def words(self) -> frozenset[str]:
        return frozenset(word for side in self._sides for words, _ in side for word in words)

    @cached_property
    def _sides(self) -> tuple[tuple[_Place, ...], tuple[_Place, ...]]:
        before, _, after = self.template.partition("{}")
        return _places(before), _places(after)[::-1]

    def names_in(self, words: Words) -> Iterator[Words]:
        """What stands at the place of the name, for each way in which the form fits the words."""
        before, after = self._sides
        stops = sorted(len(words) - reached for reached in _reach(after, words[::-1]))
        for start in sorted(_reach(before, words), reverse=True):
            yield from (words[start:stop] for stop in stops if start < stop)


def _places(template: str) -> tuple[_Place, ...]:
    parts = template.split()
    return tuple((frozenset(part.rstrip("?").split("|")), part.endswith("?")) for part in parts)


def _reach(places: tuple[_Place, ...], words: Words) -> set[int]:
    """How many of the first words the places can account for."""
    reached = {0}
    for allowed, optional in places:
        further = {count + 1 for count in reached if count < len(words) and words[count] in allowed}
        reached = reached | further if optional else further
    return reached


EVERY_KIND: tuple[Kind, ...] = ("field", "actor", "measure")

FORMS = (
    *(Form(("field",), template) for template in FIELD_FORMS),
    *(Form(("field",), template, must_be_dated=True) for template in PAST_FIELD_FORMS),
    *(Form(("actor",), template) for template in ACTOR_FORMS),
    *(Form(("measure",), template) for template in MEASURE_FORMS),
    *(Form(("actor", "measure"), template, "surroundings") for template in AROUND_FORMS),
    Form(EVERY_KIND, "was ist|sind {}"),
    Form(EVERY_KIND, "what is|are {}"),
    Form(EVERY_KIND, "{}"),
)

_FILLERS = """
    ein eine einer eines einem einen und in im an am auf aus bei beim mit nach von vom zu zum zur fur gegen uber unter
    um durch als sich es ich du er sie wir ihr man
    a an and of to at on for with by from about it we you they i
"""
_ASKING = """
    wer wen wem wessen was welche welcher welches welchen welchem wie wieviel wieviele wo wann warum wieso weshalb
    woran womit wofur worin gibt ist sind war waren hat haben wird werden kann darf soll muss
    nicht kein keine keinen ohne ausser oder aber statt nur
    who whom whose what which how where when why is are was were does do did has have can could should must
    not no without except or but only than
"""
AREA_WORDS = frozenset(_AREA.split("|"))
ARTICLES = frozenset(_THE.rstrip("?").split("|"))
FILLERS = ARTICLES.union(_FILLERS.split())
ASKING = AREA_WORDS.union(_ASKING.split())
VOCABULARY = FILLERS.union(ASKING, *(form.words for form in FORMS))
