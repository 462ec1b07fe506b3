"""Small steps from the words of a directory to values of ours."""

from __future__ import annotations

from collections.abc import Mapping

from graph_service.model.errors import BadInput
from graph_service.model.identity import check_id, prefix_of
from loaders.tables import key


def keyed(said: Mapping[str, str]) -> dict[str, str]:
    """What a person's mapping says, by keys of its words."""
    return {key(word): meaning for word, meaning in said.items()}


def own_id(word: str, prefix: str) -> str:
    """The word itself where it is an id of ours of this type, else nothing."""
    try:
        return word if prefix_of(check_id(word)) == prefix else ""
    except BadInput:
        return ""


def some(word: str) -> tuple[str, ...]:
    """The word where there is one."""
    return (word,) if word else ()


def other(description: str, name: str) -> str:
    """A description that says more than the name, which stands there because HSDS demands one."""
    return "" if description == name else description
