"""What the words of a server mean in ours, from words.yaml."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict

Table = Literal["own_names", "classifications", "types", "name_parts", "member_roles"]


class _Words(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    own_names: Mapping[str, tuple[str, ...]]
    classifications: Mapping[str, tuple[str, ...]]
    types: Mapping[str, tuple[str, ...]]
    name_parts: Mapping[str, tuple[str, ...]]
    member_roles: Mapping[str, tuple[str, ...]]


@cache
def _words() -> _Words:
    source = files("loaders.oparl").joinpath("words.yaml").read_text(encoding="utf-8")
    return _Words.model_validate(yaml.safe_load(source))


@cache
def meaning(word: str, table: Table) -> str | None:
    """Under which of our words a table holds this word, whatever its case."""
    folded = " ".join(word.casefold().split())
    for ours, theirs in getattr(_words(), table).items():
        if any(_fits(folded, their.casefold()) for their in theirs):
            return str(ours)
    return None


def _fits(word: str, pattern: str) -> bool:
    if pattern.startswith("…"):
        return word.endswith(pattern[1:])
    return word.startswith(pattern[:-1]) if pattern.endswith("…") else word == pattern


def near(word: str, table: Table) -> tuple[str, ...]:
    """The known words that look most like this one."""
    known = {
        their.strip("…").casefold(): their.strip("…") for row in getattr(_words(), table).values() for their in row
    }
    return tuple(known[hit] for hit in difflib.get_close_matches(word.casefold(), known, n=3, cutoff=0.5))
