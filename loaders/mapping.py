"""What the columns of a list that people keep mean here: a mapping that a person has seen and approved.

A mapping is a file in YAML; docs and `as_yaml` show its form. Words in it may be German, English, or ids.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from graph_service.model.checking import bad_record
from graph_service.model.errors import BadInput, BadValue, UnreadableFile
from graph_service.model.nodes import ActorKindWord, DocumentKindWord
from graph_service.model.period import PartialDate
from graph_service.model.text import Label, text
from graph_service.model.vocabulary import vocabulary
from loaders import cells
from loaders.tables import key

UNDECIDED = "?"
IGNORE = "ignore"
MAX_BYTES = 1_000_000  # a mapping is written by hand; a list of some thousand names is 100 kB
_FIELDS = {
    "id": Label(de="Kennung", en="id"),
    "start": Label(de="Beginn", en="start"),
    "end": Label(de="Ende", en="end"),
    "status": Label(de="Stand", en="status"),
    "status_on": Label(de="Stand vom", en="status as of"),
    "mandatory": Label(de="Pflichtaufgabe", en="mandatory"),
    "funding_level": Label(de="Förderebene", en="level of funding"),
    "funding_programme": Label(de="Förderprogramm", en="funding programme"),
    "amount_eur": Label(de="Betrag (EUR)", en="amount (EUR)"),
    "capacity": Label(de="Plätze", en="capacity"),
    "links": Label(de="Weitere Adressen", en="links"),
}
_OTHERS = {
    "measure": Label(de="Maßnahme", en="measure"),
    "actor_kind": Label(de="Akteursart", en="kind of actor"),
    "note": Label(de="Notiz", en="note"),
    IGNORE: Label(de="nicht übernehmen", en="leave out"),
    UNDECIDED: Label(de="?", en="?"),
}
MANY_COLUMNS = frozenset({"note", IGNORE, UNDECIDED})


@cache
def roles() -> tuple[str, ...]:
    """The roles in which a column's actors may take part in the row's measure."""
    return vocabulary().tie_kinds["carries"].roles


@cache
def facets() -> tuple[str, ...]:
    """The controlled lists whose words a column may hold."""
    return tuple(vocabulary().facet_kinds())


@cache
def meanings() -> dict[str, Label]:
    """What a column can mean, with its label."""
    words = vocabulary()
    actors = {role: Label(de=words.roles[role].de, en=words.roles[role].en) for role in roles()}
    return {**actors, **{scheme: words.schemes[scheme].one for scheme in facets()}, **_FIELDS, **_OTHERS}


def meaning_of(word: str) -> str:
    """The meaning that a German or English word or an id names; an unknown one is refused with the nearest."""
    if word in meanings():
        return word
    spellings = {key(part): meaning for meaning, both in meanings().items() for part in (both.de, both.en, meaning)}
    found = spellings.get(key(word)) if key(word) else None
    if found is None:
        raise cells.unknown(word, (both.de for both in meanings().values()), Label(de="Bedeutung", en="meaning"))
    return found


class _Form(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class ColumnMapping(_Form):
    """What one column means: `split` parts its cells, `words` are its own words with ours, `add` makes new entries
    of a controlled list from words that it does not have."""

    meaning: str = Field(alias="as")
    split: tuple[str, ...] = (";",)
    words: dict[str, str] = {}
    add: bool = False

    @field_validator("meaning")
    @classmethod
    def _is_known(cls, word: str) -> str:
        return meaning_of(word)

    @field_validator("split", mode="before")
    @classmethod
    def _is_a_list(cls, value: Any) -> Any:
        return (value,) if isinstance(value, str) else value


class SourceMapping(_Form):
    """The list as a source: a title where the file's name will not do, its kind, date, publisher."""

    title: str | None = None
    kind: DocumentKindWord = "collection"
    date: PartialDate | None = None
    publisher: str | None = None


class Mapping(_Form):
    """The meaning of each column of a list, by its heading, and what the list itself does not say.

    `identity`: two rows with the same title are one measure (`title`), or only if the carrier is the same too
    (`title and carrier`). `empty`: words that stand for an empty cell. `kinds`: the kinds of actors by name,
    `actor_kind` that of all others; `sheet` and `heading_row` where the list stands.
    """

    columns: dict[str, ColumnMapping]
    identity: Literal["title", "title and carrier"] = "title and carrier"
    empty: tuple[str, ...] = ()
    actor_kind: ActorKindWord | None = None
    kinds: dict[str, ActorKindWord | None] = {}
    document: SourceMapping = SourceMapping()
    sheet: str | None = None
    heading_row: int | None = Field(default=None, ge=1)

    @field_validator("actor_kind", "kinds", mode="before")
    @classmethod
    def _in_our_words(cls, value: Any) -> Any:
        if isinstance(value, dict):
            return {str(name): _kind(word) for name, word in value.items()}
        return _kind(value)

    @field_validator("columns", mode="before")
    @classmethod
    def _short_form(cls, value: Any) -> Any:
        if not isinstance(value, dict):
            return value
        return {str(name): {"as": column} if isinstance(column, str) else column for name, column in value.items()}

    @model_validator(mode="after")
    def _has_one_of_each(self) -> Mapping:
        used = [column.meaning for column in self.columns.values() if column.meaning not in MANY_COLUMNS | set(roles())]
        double = next((meaning for meaning in used if used.count(meaning) > 1), None)
        if double:
            named = tuple(name for name, column in self.columns.items() if column.meaning == double)
            raise BadValue(
                text("Mehrere Spalten bedeuten „{value}“: {words}.", value=meanings()[double], words=named),
                value=double,
                remedy=text("Bitte nur eine so zuordnen; die anderen als Notiz oder gar nicht."),
            )
        return self


def _kind(word: Any) -> Any:
    what = Label(de="Akteursart", en="kind of actor")
    return cells.word(word, "actor_kinds", what) if isinstance(word, str) else word


class _PlainLoader(yaml.SafeLoader):
    """YAML without aliases: a few lines of them stand for more text than fits into memory."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            raise yaml.YAMLError("alias")
        return super().compose_node(parent, index)


def read_mapping(source: Path | bytes, name: str = "") -> Mapping:
    """The mapping in a file; raises BadInput or UnreadableFile that says what is wrong in it."""
    name = name or (source.name if isinstance(source, Path) else "mapping.yaml")
    try:
        content = source.read_bytes() if isinstance(source, Path) else source
    except OSError as error:
        raise UnreadableFile(text("Die Zuordnung lässt sich nicht öffnen."), place=name) from error
    if len(content) > MAX_BYTES:
        raise UnreadableFile(text("Die Zuordnung ist größer als {limit} MB.", limit=MAX_BYTES // 1_000_000), place=name)
    try:
        return as_mapping(yaml.load(content.decode("utf-8-sig"), Loader=_PlainLoader))  # noqa: S506 - a safe one
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError) as error:
        raise UnreadableFile(
            text("Die Zuordnung ist kein lesbares YAML: {reason}.", reason=" ".join(str(error).split())[:200]),
            place=name,
            remedy=text("Bitte Einrückungen und Anführungszeichen prüfen."),
        ) from error
    except BadInput as error:
        error.place = error.place or name
        raise


def as_mapping(values: Any) -> Mapping:
    """The mapping that these values are, or BadInput with every problem."""
    try:
        return Mapping.model_validate(values)
    except ValidationError as error:
        raise bad_record(error, "Zuordnung") from error
