"""How nodes belong together, and what people decided about two records."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import Field, TypeAdapter, model_validator

from graph_service.model.errors import BadValue
from graph_service.model.identity import judgement_id, tie_id
from graph_service.model.nodes import AnyNode
from graph_service.model.period import PartialDate
from graph_service.model.provenance import Line, Record, RecordId, Words
from graph_service.model.text import Label, text
from graph_service.model.vocabulary import TieKind, look_up, unknown_word, vocabulary


class Tie(Record):
    """A typed tie from one node to another; its id follows from kind, ends and role.

    The ends of an undirected kind are kept in the order of their ids, so that both ways are one tie.
    `order` and `public` tell a station of a paper's way through the committees.
    """

    type: Literal["tie"] = "tie"
    kind: str
    origin: RecordId
    target: RecordId
    role: str | None = None
    form: Line | None = Field(default=None, max_length=200)
    frequency: Line | None = Field(default=None, max_length=200)
    voting: bool | None = None
    order: int | None = None
    public: bool | None = None

    @model_validator(mode="before")
    @classmethod
    def _settle_ends_and_id(cls, values: Any) -> Any:
        if not isinstance(values, Mapping) or not {"kind", "origin", "target"} <= values.keys():
            return values
        settled = dict(values)
        kind, origin, target = (str(settled[part]) for part in ("kind", "origin", "target"))
        if not vocabulary().tie_kind(kind).directed:
            origin, target = sorted((origin, target))
        settled |= {"origin": origin, "target": target}
        if "id" not in settled:
            settled["id"] = tie_id(kind, origin, target, settled.get("role"))
        return settled

    @model_validator(mode="after")
    def _holds_together(self) -> Tie:
        if self.id != tie_id(self.kind, self.origin, self.target, self.role):
            raise BadValue(
                text("Die Kennung „{value}“ gehört nicht zu dieser Beziehung.", value=self.id),
                value=self.id,
                remedy=text("Die Kennung einer Beziehung folgt aus Art, Enden und Rolle; bitte weglassen."),
            )
        if self.origin == self.target:
            raise BadValue(
                text("Eine Beziehung von „{value}“ zu sich selbst ist nicht möglich.", value=self.origin),
                value=self.origin,
            )
        _check_role(self.role, self.kind, vocabulary().tie_kind(self.kind))
        return self

    @property
    def rank(self) -> int:
        """The place of its role in answers, 99 where it has none."""
        return vocabulary().roles[self.role].rank if self.role else 99


def _check_role(role: str | None, kind: str, words: TieKind) -> None:
    if role is not None and not words.roles:
        raise BadValue(
            text("Bei der Beziehung „{kind}“ gibt es keine Rollen.", kind=words.forward),
            value=role,
            remedy=text("Bitte die Rolle „{value}“ weglassen.", value=role[:80]),
        )
    if role is not None and role not in words.roles:
        raise unknown_word(role, words.roles, Label(de="Rolle", en="role"))
    if role is None and kind == "carries":
        raise BadValue(
            text("Zur Mitwirkung an einer Maßnahme fehlt die Rolle."),
            remedy=text("Erlaubt: {words}.", words=words.roles),
        )


class Judgement(Record):
    """A signed, reversible decision about two records: that they are the same, how to treat an overlap …"""

    type: Literal["judgement"] = "judgement"
    kind: str
    subjects: tuple[RecordId, RecordId]
    decision: str
    author: Line = Field(min_length=1, max_length=200)
    decided_on: PartialDate
    reason: Words | None = Field(default=None, max_length=2000)

    @model_validator(mode="before")
    @classmethod
    def _settle_subjects_and_id(cls, values: Any) -> Any:
        if not isinstance(values, Mapping) or not {"kind", "subjects"} <= values.keys():
            return values
        if not isinstance(values["subjects"], list | tuple):
            return values
        subjects = tuple(sorted(str(subject) for subject in values["subjects"]))
        return {"id": judgement_id(str(values["kind"]), subjects), **values, "subjects": subjects}

    @model_validator(mode="after")
    def _uses_known_words(self) -> Judgement:
        kind = look_up(self.kind, vocabulary().judgement_kinds, Label(de="Urteilsart", en="kind of judgement"), "kind")
        look_up(self.decision, kind.decisions, Label(de="Entscheidung", en="decision"), "decision")
        return self

    @model_validator(mode="after")
    def _concerns_two(self) -> Judgement:
        if self.subjects[0] == self.subjects[1]:
            raise BadValue(
                text("Ein Urteil betrifft zwei Einträge, nicht zweimal „{value}“.", value=self.subjects[0]),
                value=self.subjects[0],
            )
        if self.id != judgement_id(self.kind, self.subjects):
            raise BadValue(
                text("Die Kennung „{value}“ gehört nicht zu diesem Urteil.", value=self.id),
                value=self.id,
                remedy=text("Die Kennung eines Urteils folgt aus Art und Einträgen; bitte weglassen."),
            )
        return self

    def needs_source(self) -> bool:
        """Its author and date are its source."""
        return False


AnyRecord: TypeAlias = AnyNode | Tie | Judgement
TypedRecord: TypeAlias = Annotated[AnyRecord, Field(discriminator="type")]
RECORDS: TypeAdapter[AnyRecord] = TypeAdapter(TypedRecord)
