"""Proposals for names in words: what may be the same, and what speaks for it and against it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from graph_service.model.nodes import AnyNode
from graph_service.model.text import Label, Text, counted, text
from graph_service.model.vocabulary import vocabulary
from graph_service.operations.matching import Matches
from loaders.matching.comparing import Evidence, Proposal
from loaders.matching.names import normalise
from loaders.matching.words import words

RELATION_LABELS = {
    "same_as": Label(de="vielleicht dieselbe Organisation", en="maybe the same organisation"),
    "part_of": Label(de="vielleicht Teil davon", en="maybe a part of it"),
}

FIELD_LABELS = {
    "name": Label(de="Name", en="name"),
    "abbreviation": Label(de="Abkürzung", en="abbreviation"),
    "level": Label(de="Ebene", en="level"),
    "place": Label(de="Ort", en="place"),
    "domain": Label(de="Internetadresse", en="internet address"),
    "kind": Label(de="Art", en="kind"),
    "legal_form": Label(de="Rechtsform", en="legal form"),
    "measures": Label(de="Maßnahmen", en="measures"),
    "sources": Label(de="Quellen", en="sources"),
}
_NOT_SAID = Label(de="nicht genannt", en="not said")


def sentence(found: Matches) -> Text:
    """How much is proposed, and that nothing was merged."""
    if not found.proposals:
        return text("Unter den erfassten Akteuren ist kein Paar aufgefallen, das noch zu prüfen wäre.")
    return counted(
        "{n} Paar ist zu prüfen; zusammengeführt wird nur, was eine Person bestätigt.",
        "{n} Paare sind zu prüfen; zusammengeführt wird nur, was eine Person bestätigt.",
        len(found.proposals),
    )


def caveats(found: Matches) -> tuple[Text, ...]:
    """What was left out, and what a proposal does not say."""
    hint = text("Gleiche Namen können zwei Organisationen gehören, und verschiedene einer: Bitte die Quellen ansehen.")
    if not found.settled:
        return (hint,)
    decided = counted(
        "{n} Paar ist schon entschieden und wird nicht mehr vorgeschlagen.",
        "{n} Paare sind schon entschieden und werden nicht mehr vorgeschlagen.",
        found.settled,
    )
    return hint, decided


def proposal_words(proposal: Proposal, nodes: Mapping[str, AnyNode]) -> Text:
    """A proposal as a sentence; an actor that is not among the nodes is named by its id."""
    first, second = (nodes[one].name if one in nodes else one for one in (proposal.first, proposal.second))
    if proposal.relation == "part_of" and may_be_either(proposal):
        return text(
            "„{first}“ nennt keine Ebene: Vielleicht gehört es zu „{second}“, vielleicht ist es dasselbe.",
            first=first,
            second=second,
        )
    if proposal.relation == "part_of":
        return text("„{first}“ gehört vielleicht zu „{second}“.", first=first, second=second)
    return text("„{first}“ ist vielleicht dasselbe wie „{second}“.", first=first, second=second)


def may_be_either(proposal: Proposal) -> bool:
    """Whether the first may be a part of the second as well as the very same."""
    return any(one.field == "level" and one.weight < 0 for one in proposal.evidence)


def already_recorded(proposal: Proposal, incoming: Mapping[str, AnyNode], known: Mapping[str, AnyNode]) -> Text:
    """A proposal of a dry run, as seen from the new actor."""
    new, old = (proposal.first, proposal.second)
    if new in known:
        new, old = old, new
    names = {"new": incoming[new].name, "known": known[old].name}
    if proposal.relation == "same_as":
        return text("„{new}“ ist vielleicht schon erfasst als „{known}“.", **names)
    if proposal.first == new:
        return text("„{new}“ gehört vielleicht zu „{known}“, das schon erfasst ist.", **names)
    return text("Zu „{new}“ gehört vielleicht „{known}“, das schon erfasst ist.", **names)


def reasons(evidence: Iterable[Evidence]) -> tuple[Text, ...]:
    """What speaks for a proposal and against it, field by field."""
    return tuple(reason(one) for one in evidence)


def reason(one: Evidence) -> Text:
    """What one field says."""
    if one.field == "name":
        return _name(one)
    if one.field == "abbreviation":
        return text("„{first}“ und „{second}“: das eine ist vielleicht die Abkürzung des anderen",
                    first=one.first, second=one.second)  # fmt: skip
    if one.field in ("measures", "sources"):
        return _company(one)
    if one.field == "domain":
        return text("gleiche Adresse im Internet: {host}", host=one.first) if one.first else _same_mail()
    return _compared(one)


def _name(one: Evidence) -> Text:
    if one.weight == 1 and normalise(one.first) == normalise(one.second):
        return text("gleicher Name: „{first}“ und „{second}“", first=one.first, second=one.second)
    if one.weight == 1:
        return text("gleich bis auf Ebene, Ort und Schreibweise: „{first}“ und „{second}“",
                    first=one.first, second=one.second)  # fmt: skip
    return text("ähnlicher Name: „{first}“ und „{second}“", first=one.first, second=one.second)


def _same_mail() -> Text:
    return text("E-Mail oder Internetseite auf demselben Server")


def _company(one: Evidence) -> Text:
    if one.field == "measures":
        return counted("{n} gemeinsame Maßnahme", "{n} gemeinsame Maßnahmen", int(one.first))
    return counted(
        "{n} Quelle nennt beide, vielleicht als zwei", "{n} Quellen nennen beide, vielleicht als zwei", int(one.first)
    )


def _compared(one: Evidence) -> Text:
    values = {"field": FIELD_LABELS[one.field], "first": _value(one, one.first), "second": _value(one, one.second)}
    if one.first == one.second:
        return text("{field}: {first}", field=values["field"], first=values["first"])
    return text("{field}: {first} und {second}", **values)


def _value(one: Evidence, value: str) -> Label | str:
    if not value:
        return _NOT_SAID
    if one.field == "kind":
        return vocabulary().actor_kind(value).one
    return words().levels[value].label if one.field == "level" else value
