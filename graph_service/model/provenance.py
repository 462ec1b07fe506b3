"""Where a fact comes from: which document says so and where, or who knows it; how sure it is; when it holds."""

from __future__ import annotations

from typing import Annotated, Any, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    ModelWrapValidatorHandler,
    StringConstraints,
    ValidationError,
    model_validator,
)

from graph_service.model.checking import bad_record, check_line, check_words
from graph_service.model.errors import BadValue
from graph_service.model.identity import check_id, prefix_of
from graph_service.model.period import ALWAYS, PartialDate, Period
from graph_service.model.text import Label, text
from graph_service.model.vocabulary import word_of


def _check_document_id(record_id: str) -> str:
    if prefix_of(check_id(record_id)) != "document":
        raise BadValue(
            text("„{value}“ ist kein Dokument und kann keine Quelle sein.", value=record_id),
            value=record_id,
            remedy=text("Die Kennung einer Quelle beginnt mit „document/“."),
        )
    return record_id


RecordId = Annotated[str, AfterValidator(check_id)]
DocumentId = Annotated[str, AfterValidator(_check_document_id)]
Line = Annotated[str, StringConstraints(strip_whitespace=True), AfterValidator(check_line)]
Words = Annotated[str, AfterValidator(check_words)]
_R = TypeVar("_R", bound="Record")


class Citation(BaseModel):
    """One source of a fact: a document and the place in it, or the function of a person who knows it.

    `quote` holds the document's own words, 300 characters at the most; `retrieved` says when it was read
    or, for a person's own knowledge, when the person said it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    document: DocumentId | None = None
    person: Line | None = Field(default=None, min_length=1, max_length=200)
    locator: Words | None = Field(default=None, max_length=200)
    quote: Words | None = Field(default=None, max_length=300)
    retrieved: PartialDate | None = None

    @model_validator(mode="after")
    def _names_someone(self) -> Citation:
        if (self.document is None) == (self.person is None):
            raise BadValue(
                text("Eine Quellenangabe nennt entweder ein Dokument oder die Funktion einer Person."),
                remedy=text("Bitte genau eines von beiden angeben."),
            )
        if self.person is not None and self.retrieved is None:
            raise BadValue(
                text("Zur eigenen Kenntnis von „{value}“ fehlt das Datum.", value=self.person),
                value=self.person,
                remedy=text("Bitte angeben, wann die Person es gesagt hat."),
            )
        return self


BasisWord = Annotated[str, AfterValidator(word_of("bases", Label(de="Grundlage", en="basis")))]
ConfirmationWord = Annotated[str, AfterValidator(word_of("confirmations", Label(de="Bestätigung", en="confirmation")))]


class Record(BaseModel):
    """What every fact carries: its id, sources, basis, confirmation and the time for which it holds.

    `original` keeps the source's own word for what was put into the vocabulary's words; `internal_note` is restricted.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: RecordId
    sources: tuple[Citation, ...] = ()
    basis: BasisWord = "stated"
    confirmation: ConfirmationWord = "documented"
    valid: Period = ALWAYS
    original: Words | None = Field(default=None, max_length=500)
    note: Words | None = Field(default=None, max_length=4000)
    internal_note: Words | None = Field(default=None, max_length=4000)

    @model_validator(mode="wrap")
    @classmethod
    def _says_what_is_wrong(cls: type[_R], values: Any, handler: ModelWrapValidatorHandler[_R]) -> _R:
        try:
            return handler(values)
        except ValidationError as error:
            raise bad_record(error, values) from error

    def needs_source(self) -> bool:
        return True

    @model_validator(mode="after")
    def _has_source(self) -> Record:
        if self.needs_source() and not self.sources:
            raise BadValue(
                text("Zu „{value}“ fehlt die Quelle.", value=self.id),
                value=self.id,
                remedy=text("Jede Angabe braucht mindestens eine Quelle."),
            )
        return self
