"""What forms send, keep and offer back: empty parts, the same page with other choices, names that are not known."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated, Any, TypeAlias
from urllib.parse import urlencode

from fastapi import HTTPException, Query, Request
from pydantic import BeforeValidator

from graph_service.model.identity import fold
from graph_service.model.nodes import Actor, Measure
from graph_service.model.text import Label, Language
from graph_service.model.vocabulary import vocabulary
from graph_service.questions import Meant, meant
from graph_service.questions.forms import Kind
from graph_service.questions.names import names_of
from graph_service.serving.reading import Reading

_LONGEST = 300
_SUGGESTED = 1_000
_KEPT = ("lang", "revision", "role")


def unless_empty(default: Any) -> BeforeValidator:
    """What a form leaves empty counts as not given."""
    return BeforeValidator(lambda given: default if given == "" else given)


def _filled(given: Any) -> Any:
    return [one for one in given if str(one).strip()] if isinstance(given, list) else given


THOSE_FILLED = BeforeValidator(_filled)
Name: TypeAlias = Annotated[str, Query(max_length=_LONGEST)]
Names: TypeAlias = Annotated[list[str] | None, THOSE_FILLED, Query(max_length=100)]


def again(request: Request, changes: Mapping[str, Any], tail: str = "") -> str:
    """The address of the same page, or of one below it, with other choices; None and "" take a choice away."""
    query = [(name, value) for name, value in request.query_params.multi_items() if name not in changes and value]
    for name, value in changes.items():
        query += [(name, one) for one in (value if isinstance(value, list) else [value]) if one not in (None, "")]
    return f"{request.url.path}{tail}?{urlencode(query)}" if query else f"{request.url.path}{tail}"


def without_blanks(request: Request) -> None:
    """Leads to the same page without the parts of its address that a form left empty."""
    if request.method == "GET" and any(not value for _, value in request.query_params.multi_items()):
        raise HTTPException(HTTPStatus.FOUND, headers={"Location": again(request, {})})


def kept(request: Request) -> list[tuple[str, str]]:
    """What a form carries along without showing it."""
    return [(name, value) for name, value in request.query_params.multi_items() if name in _KEPT and value]


@dataclass(frozen=True)
class Offer:
    """Words that name nothing or several, and what may be meant, each with the page that it leads to."""

    words: str
    choices: tuple[tuple[str, str], ...]


def understood(reading: Reading, words: str, kinds: tuple[Kind, ...]) -> Meant | None:
    """What a name in a form means; None for an empty one."""
    return meant(reading.network, words[:_LONGEST], kinds, reading.language) if words.strip() else None


def offers(request: Request, name: str, asked: Sequence[Meant | None]) -> list[Offer]:
    """What to offer back for the values of one part of a form that are not understood."""
    typed = [one for one in request.query_params.getlist(name) if one.strip()]
    told = [one for one in asked if one]
    return [
        Offer(
            one.words,
            tuple((near, again(request, {name: [*typed[:at], near, *typed[at + 1 :]]})) for near in one.near),
        )
        for at, one in enumerate(told)
        if one.node is None
    ]


def suggested(reading: Reading, kinds: Iterable[type]) -> list[str]:
    """Names to choose from while typing, actors first; a long list is left to the typing."""
    names = names_of(reading.network)
    wanted = tuple(kinds)
    found = [named for named in names.all if isinstance(named.node, wanted)]
    found.sort(key=lambda named: (isinstance(named.node, Measure), not isinstance(named.node, Actor)))
    return [names.called(named, reading.language) for named in found[:_SUGGESTED]]


def by_label(words: Iterable[str], table: str, language: Language) -> list[str]:
    """Words of a table of the vocabulary, in the order of what readers see."""
    entries = getattr(vocabulary(), table)
    return sorted(words, key=lambda word: fold(label_in(entries[word]).in_language(language)))


def label_in(entry: Any) -> Label:
    """What readers see of an entry of the vocabulary, for several things."""
    if isinstance(entry, Label):
        return entry
    label: Label = entry.many if hasattr(entry, "many") else entry.forward
    return label
