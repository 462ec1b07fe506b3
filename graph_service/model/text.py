"""Texts for people: a German sentence with named places, which a catalogue can put into English."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict

if TYPE_CHECKING:
    from graph_service.model.period import PartialDate, Period

Language: TypeAlias = Literal["de", "en"]
LANGUAGES: tuple[Language, ...] = ("de", "en")


class Label(BaseModel):
    """A name in German and English."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    de: str
    en: str

    def __str__(self) -> str:
        return self.de

    def in_language(self, language: Language) -> str:
        return self.en if language == "en" else self.de


Value: TypeAlias = "str | int | float | Decimal | date | PartialDate | Period | Label | Text | tuple[Value, ...]"


@dataclass(frozen=True)
class Text:
    """A German template and the values for its places; `str` gives plain German.

    The template is the message id of the catalogue, so it must stand as a literal in the code.
    """

    template: str
    values: Mapping[str, Value] = field(default_factory=dict)
    plural: str | None = None
    count: int = 1

    def chosen(self) -> str:
        return self.template if self.plural is None or self.count == 1 else self.plural

    def __str__(self) -> str:
        return self.chosen().format_map({name: _plain(value) for name, value in self.values.items()})


def _plain(value: Value) -> str:
    return ", ".join(_plain(part) for part in value) if isinstance(value, tuple) else str(value)


def text(template: str, /, **values: Value) -> Text:
    """A text whose places `{name}` are filled with the values."""
    return Text(template, values)


def counted(one: str, many: str, n: int, /, **values: Value) -> Text:
    """A text in the singular for n = 1, else in the plural; the place `{n}` holds the number."""
    return Text(one, {"n": n, **values}, plural=many, count=n)
