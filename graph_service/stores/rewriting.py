"""Saying what was recorded in other words, in all revisions at once: for the sake of a person who is to be erased."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

from graph_service.model.change import Revision
from graph_service.model.errors import Conflict
from graph_service.model.text import text
from graph_service.model.ties import AnyRecord

#: By how much the times of rewritten revisions move: each gets another stamp, so that nobody takes it for the old one.
_MOVED = timedelta(microseconds=1)


class Rewriting(Protocol):
    """How what was recorded is to read from now on.

    `record` gives the same record, wherever it is asked about, the same new id; None where nothing of it may stay,
    which only ties and judgements can be. `words` are those of a revision's author and reason.
    """

    def record(self, record: AnyRecord) -> AnyRecord | None: ...

    def words(self, words: str) -> str: ...


@dataclass(frozen=True)
class Span:
    """A record as it was from one revision on until, not including, another one; until now where there is none."""

    since: int
    until: int | None
    record: AnyRecord


def rewritten(spans: Sequence[Span], rewriting: Rewriting) -> tuple[Span, ...]:
    """The spans of one record, in order, in other words; those that say the same one after the other become one."""
    found: list[Span] = []
    for span in spans:
        record = rewriting.record(span.record)
        if record is None:
            continue
        if found and found[-1].until == span.since and found[-1].record == record:
            found[-1] = Span(found[-1].since, span.until, record)
        else:
            found.append(Span(span.since, span.until, record))
    return tuple(found)


@dataclass(frozen=True)
class Replaced:
    """The spans of a record as they were and as they are to be."""

    before: tuple[Span, ...]
    after: tuple[Span, ...]

    @property
    def id(self) -> str:
        return self.before[0].record.id

    @property
    def new_id(self) -> str | None:
        """Its id from now on; None where nothing of it stays."""
        return self.after[0].record.id if self.after else None


def replaced(spans: Mapping[str, Sequence[Span]], rewriting: Rewriting) -> tuple[Replaced, ...]:
    """What changes, of all records by their ids; Conflict where a new id is taken."""
    found = [Replaced(tuple(those), rewritten(those, rewriting)) for those in spans.values()]
    check_ids({one.id: one.new_id for one in found if one.new_id is not None})
    return tuple(one for one in found if one.before != one.after)


def check_ids(new: Mapping[str, str]) -> None:
    """Conflict where two records, by their ids until now, would have the same id from now on."""
    if len(set(new.values())) < len(new):
        raise Conflict(
            text("Eine Kennung, die ein Eintrag bekommen soll, gibt es schon."),
            remedy=text("Bitte noch einmal versuchen; es wurde nichts geändert."),
        )


def is_said_otherwise(revision: Revision, rewriting: Rewriting) -> bool:
    """Whether author or reason of a revision are to read otherwise."""
    return any(rewriting.words(words) != words for words in (revision.author, revision.reason))


def signed_anew(revision: Revision, rewriting: Rewriting, counts: Mapping[str, int]) -> Revision:
    """The revision with its words and counts as they are to be, a moment later than it was."""
    words = {name: rewriting.words(getattr(revision, name)) for name in ("author", "reason")}
    return revision.model_copy(update={**words, **counts, "time": revision.time + _MOVED})
