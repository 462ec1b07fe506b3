"""How questions are put to readers: one or more examples of each topic."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from graph_service.model.text import Label, Language
from graph_service.questions.forms import Kind, Topic


@dataclass(frozen=True)
class Example:
    """How a question about a topic, or a part of it, is put to readers: names stand at the places, in the order of
    the kinds. No word before a name asks for a form of it that it does not have ("mit Kommunalem …")."""

    topic: Topic
    kinds: tuple[Kind, ...]
    words: Label
    part: str = ""

    def about(self, names: Iterable[str], language: Language) -> str:
        """The whole question."""
        return self.words.in_language(language).format(*names)

    def begins(self, question: str, language: Language) -> bool:
        """Whether the question is put in this way, up to the first name."""
        return question.startswith(self.words.in_language(language).partition("{")[0])


def later(language: Language) -> tuple[str, ...]:
    """Questions that can be asked as soon as something is recorded, about names as they may be called."""
    return tuple(words.in_language(language) for words in _LATER)


_LATER = (
    Label(de="Wer handelt im Feld Wohnen?", en="Who acts in the field of housing?"),
    Label(de="Was gibt es für Familien in der Innenstadt?", en="What is there for families in the city centre?"),
    Label(de="Wo sind Lücken?", en="Where are gaps?"),
    Label(de="Welche Angebote überschneiden sich?", en="Which offers overlap?"),
    Label(de="Wer sitzt im Integrationsrat?", en="Who sits in the integration council?"),
    Label(de="Was sollten wir als Nächstes erfassen?", en="What should we record next?"),
)

EXAMPLES = (
    Example("field", ("field",), Label(de="Wer handelt in Feld {}?", en="Who acts in field {}?")),
    Example(
        "offers",
        ("target_group", "district"),
        Label(de="Was gibt es für {} in {}?", en="What is there for {} in {}?"),
    ),
    Example("gaps", ("field",), Label(de="Wo sind Lücken in Feld {}?", en="Where are gaps in field {}?")),
    Example(
        "overlaps",
        ("field",),
        Label(de="Welche Angebote überschneiden sich in Feld {}?", en="Which offers overlap in field {}?"),
    ),
    Example("coordination", (), Label(de="Wen sollen wir einladen?", en="Whom should we invite?"), "einladen"),
    Example("surroundings", ("actor",), Label(de="Wer stimmt sich ab mit: {}?", en="Who coordinates with {}?")),
    Example("path", ("actor", "actor"), Label(de="Wie sind {} und {} verbunden?", en="How is {} connected with {}?")),
    Example("members", ("body",), Label(de="Wer sitzt in: {}?", en="Who sits in {}?")),
    Example("changes", ("date",), Label(de="Was hat sich seit {} geändert?", en="What changed since {}?")),
    Example(
        "progress",
        ("field",),
        Label(de="Wie weit sind die Maßnahmen in Feld {}?", en="How far are the measures in field {}?"),
    ),
    Example("what_if", ("actor",), Label(de="Was wäre, wenn {} aufhört?", en="What if {} stops?")),
    Example(
        "record_next",
        (),
        Label(de="Was sollten wir als Nächstes erfassen?", en="What should we record next?"),
    ),
    Example("actor", ("actor",), Label(de="Was macht {}?", en="What does {} do?")),
    Example("offers", ("target_group",), Label(de="Was gibt es für {}?", en="What is there for {}?")),
    Example("offers", ("district",), Label(de="Was gibt es in {}?", en="What is there in {}?")),
    Example(
        "offers",
        ("target_group", "field"),
        Label(de="Was gibt es für {} in Feld {}?", en="What is there for {} in field {}?"),
    ),
    Example(
        "offers",
        ("district", "field"),
        Label(de="Was gibt es in {} in Feld {}?", en="What is there in {} in field {}?"),
    ),
    Example("gaps", ("target_group",), Label(de="Wo sind Lücken für {}?", en="Where are gaps for {}?")),
    Example("gaps", ("district",), Label(de="Wo sind Lücken in {}?", en="Where are gaps in {}?")),
    Example(
        "overlaps",
        ("target_group",),
        Label(de="Welche Angebote überschneiden sich für {}?", en="Which offers overlap for {}?"),
    ),
    Example(
        "overlaps",
        ("district",),
        Label(de="Welche Angebote überschneiden sich in {}?", en="Which offers overlap in {}?"),
    ),
    Example("offers", ("field",), Label(de="Was gibt es in Feld {}?", en="What is there in field {}?")),
    Example("what_if", ("measure",), Label(de="Was wäre, wenn {} aufhört?", en="What if {} stops?")),
    Example("measure", ("measure",), Label(de="Wer trägt {}?", en="Who carries {}?")),
    Example("coordination", (), Label(de="Wer sollte sich abstimmen?", en="Who should coordinate?")),
    Example("progress", (), Label(de="Was ist überfällig?", en="What is late?"), "ueberfaellig"),
    Example("progress", (), Label(de="Wie weit sind die Maßnahmen?", en="How far are the measures?")),
    Example("gaps", (), Label(de="Wo sind Lücken?", en="Where are gaps?")),
    Example("overlaps", (), Label(de="Welche Angebote überschneiden sich?", en="Which offers overlap?")),
)
