"""The route that says who asks and what they may."""

from __future__ import annotations

from collections.abc import Mapping

from fastapi import APIRouter, Depends, Response
from pydantic import BaseModel

from graph_service.api.schemas import Word
from graph_service.serving.acting import known_only
from graph_service.serving.reading import LanguageOf
from graph_service.serving.who import Person, PersonOf

router = APIRouter(tags=["Verwaltung / administration"], dependencies=[Depends(known_only)])


class MeOut(BaseModel):
    """Who asks: how they came, with which account, and their role in each network, or in all of them (`*`)."""

    way: str
    account: str | None
    function: str | None
    via: str | None
    roles: Mapping[str, Word]
    actors: Mapping[str, tuple[str, ...]]
    writing: bool


@router.get("/me")
def me(response: Response, person: PersonOf, language: LanguageOf) -> MeOut:
    """Who asks and what they may; `via` is the token that was shown, `writing` whether it may change data."""
    response.headers["Cache-Control"] = "no-store"
    account = person.account
    return MeOut(
        way=person.way.value,
        account=account.id if account else None,
        function=account.function if account else None,
        via=person.via,
        roles=_roles(person, language),
        actors=account.actors if account else {},
        writing=person.grants.writing,
    )


def _roles(person: Person, language: LanguageOf) -> dict[str, Word]:
    roles = person.grants.roles.items()
    return {network: Word(id=role.value, label=role.label.in_language(language)) for network, role in roles}
