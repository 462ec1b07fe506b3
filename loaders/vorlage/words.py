"""The words by which a council paper is read, from words.yaml."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class BodyWords(_Entry):
    """The heads of the names of one kind of body, what may follow them, and what a head means alone."""

    kind: str
    heads: tuple[str, ...]
    tails: tuple[str, ...]
    bare: Literal["name", "either", "refer"]
    of_town: bool = False
    forms: tuple[str, ...] = ()


class InvolvementWords(_Entry):
    """Words of a sentence that say in which role its bodies take part in the subject of the paper."""

    words: tuple[str, ...]
    kind: str
    role: str | None
    reach: Literal["next", "clause"]
    after: str = ""
    before: str = ""
    kinds: tuple[str, ...] = ()


class Words(_Entry):
    """Every word that the reading of a paper rests on."""

    headings: Mapping[str, tuple[str, ...]]
    columns: Mapping[str, tuple[str, ...]]
    station_roles: Mapping[str, tuple[str, ...]]
    publicity: Mapping[str, tuple[str, ...]]
    paper_labels: tuple[str, ...]
    town_kinds: tuple[str, ...]
    mayors: tuple[str, ...]
    measure_words: tuple[str, ...]
    bodies: tuple[BodyWords, ...]
    not_in_names: tuple[str, ...]
    groups: tuple[str, ...]
    involvements: tuple[InvolvementWords, ...]
    and_words: str
    negations: tuple[str, ...]
    event_kinds: Mapping[str, tuple[str, ...]]
    process_leads: tuple[str, ...]
    field_words: tuple[str, ...]
    first_fields: tuple[str, ...]
    signatures: tuple[str, ...]
    contacts: tuple[str, ...]
    titles: tuple[str, ...]


@cache
def words() -> Words:
    """The words that this loader ships with."""
    source = files("loaders.vorlage").joinpath("words.yaml").read_text(encoding="utf-8")
    return Words.model_validate(yaml.safe_load(source))


def any_of(alternatives: Iterable[str]) -> str:
    """A pattern that matches any of the words, the longest first."""
    return "(?:" + "|".join(re.escape(word) for word in sorted(alternatives, key=len, reverse=True)) + ")"


@cache
def negation() -> re.Pattern[str]:
    """A word that turns what a sentence says into its opposite."""
    return re.compile(rf"\b{any_of(words().negations)}\b", re.IGNORECASE)


def meaning_of(word: str, table: Literal["headings", "columns", "station_roles", "publicity"]) -> str | None:
    """Under which key a table holds this word, whatever its case."""
    return _meanings(table).get(word.casefold())


@cache
def _meanings(table: str) -> Mapping[str, str]:
    return {word.casefold(): key for key, known in getattr(words(), table).items() for word in known}
