"""A filled-in form of this service's own pages, read in bounds; what stands in it is never shown in a log."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Annotated, TypeAlias

from fastapi import Depends, Request
from pydantic import SecretStr

from graph_service.language import render
from graph_service.model.errors import AkteursnetzError, BadInput
from graph_service.model.text import Language, text
from graph_service.serving.receiving import typed_form

_LONGEST = 50_000


@dataclass(frozen=True)
class Filled:
    """What a form sent: names and values in their order."""

    parts: Sequence[tuple[str, str]] = field(default=(), repr=False)

    def __getitem__(self, name: str) -> str:
        """The value of a part, without blanks around it; "" where the form has none."""
        return next((value.strip() for known, value in self.parts if known == name), "")

    def all(self, name: str) -> list[str]:
        """The values of a part that may be there several times, without empty ones."""
        return [value.strip() for known, value in self.parts if known == name and value.strip()]

    def secret(self, name: str) -> SecretStr:
        """A password, exactly as it was typed."""
        return SecretStr(next((value for known, value in self.parts if known == name), ""))

    def new_password(self) -> SecretStr:
        """A password that was typed twice; BadInput where the two are not the same."""
        if self.secret("password") != self.secret("again"):
            raise BadInput(text("Die beiden Kennwörter sind nicht gleich."), place="again")
        return self.secret("password")


async def filled(request: Request) -> Filled:
    """The form of a request."""
    return Filled(await typed_form(request, _LONGEST))


FilledOf: TypeAlias = Annotated[Filled, Depends(filled)]


def told(error: AkteursnetzError | None, language: Language) -> list[str]:
    """What is wrong with a form, in sentences: the message, each problem, what helps."""
    if error is None:
        return []
    words = [error.message, *(problem.message for problem in error.problems)]
    return [render(one, language) for one in (*words, error.remedy) if one]
