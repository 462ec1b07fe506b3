"""What can go wrong, as one tree: each error says in words what is wrong, where, and what helps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from graph_service.model.text import Text, text


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong: the words, where it stands, the value met, what would be allowed or near."""

    message: Text
    place: Text | str = ""
    value: str = ""
    near: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.place}: {self.message}" if self.place else str(self.message)


class AkteursnetzError(Exception):
    """An expected fault: safe to show to the person who caused or met it."""

    def __init__(
        self,
        message: Text,
        *,
        remedy: Text | None = None,
        place: str = "",
        value: str = "",
        near: Sequence[str] = (),
        problems: Sequence[Problem] = (),
    ) -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy
        self.place = place
        self.value = value
        self.near = tuple(near)
        self.problems = tuple(problems)

    @property
    def with_remedy(self) -> Text:
        """What is wrong and what helps, as one text for a line of a report."""
        return text("{message} {remedy}", message=self.message, remedy=self.remedy) if self.remedy else self.message

    @property
    def details(self) -> tuple[Problem, ...]:
        """Each single thing that is wrong; the error itself where it holds no others."""
        return self.problems or (Problem(self.with_remedy, self.place, self.value, self.near),)

    def __str__(self) -> str:
        lines = [f"{self.place}: {self.message}" if self.place else str(self.message)]
        lines += [str(problem) for problem in self.problems]
        if self.remedy:
            lines.append(str(self.remedy))
        return "\n".join(lines)


class BadInput(AkteursnetzError):
    """What was given cannot be used as it is."""


class BadValue(BadInput):
    """One value is not of the form or not among the words that are allowed."""


class UnknownWord(BadValue):
    """A kind, role, scheme or other word that the vocabulary does not have."""


class LooseEnds(BadInput):
    """Records that do not belong together: a tie to nobody, a source that is missing, a circle of parents."""


class UnreadableFile(BadInput):
    """A file or folder that cannot be read as what it should be."""


class TooLarge(BadInput):
    """What was sent is too big to be looked at."""


class NotFound(AkteursnetzError):
    """Something was named that is not there; `near` holds what may be meant."""


class UnknownNetwork(NotFound):
    """A network was named that is not there; `near` holds only what whoever asks may know of."""


class Conflict(AkteursnetzError):
    """The data have changed meanwhile, or a name is already taken."""


class Outdated(Conflict):
    """What a change was made for is not the newest revision any more."""


class Unconditional(AkteursnetzError):
    """A change that does not say what it was made from, so that it could overwrite what somebody else did."""


class Forbidden(AkteursnetzError):
    """This may not be done from where it was asked."""


class NotSignedIn(AkteursnetzError):
    """Nobody is signed in, or what was shown as proof does not hold, or not any more."""


class TooManyAttempts(NotSignedIn):
    """Too many attempts have failed; after `seconds` another one may be made."""

    def __init__(self, message: Text, *, seconds: int, remedy: Text) -> None:
        super().__init__(message, remedy=remedy)
        self.seconds = seconds


class StoreError(AkteursnetzError):
    """The store cannot do what is asked of it now."""


class ForeignStore(StoreError):
    """The file or database holds something else than our data."""


class NewerStore(StoreError):
    """The store was written by a newer version of this program."""


class OlderStore(StoreError):
    """The store was written by an older version of this program, and must be backed up before it is changed."""


class LockedStore(StoreError):
    """Another program holds the store and does not let go in time."""


class UnreachableStore(StoreError):
    """The server that keeps the store does not answer now; it may again in a while."""


class ReadOnlyStore(StoreError):
    """The store can be read but not written."""


class DamagedStore(StoreError):
    """The store does not hold together any more."""
