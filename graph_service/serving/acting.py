"""What a request needs that administers: acts in the name of whoever asks."""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from fastapi import Depends, Query, Request

from graph_service.access.accounts import Account
from graph_service.model.errors import Forbidden
from graph_service.model.text import text
from graph_service.operations.administering import Administering
from graph_service.serving.reading import ServiceOf, refuse_unknown
from graph_service.serving.who import AccessOf, Person, PersonOf


def administering(service: ServiceOf, access: AccessOf, person: PersonOf) -> Administering:
    """The acts of this person, who is one word in the audit where nobody signs in."""
    return Administering(service, access, person.id)


AdministeringOf: TypeAlias = Annotated[Administering, Depends(administering)]


def own_account(person: Person) -> Account:
    """The account of this person; Forbidden where nobody signs in, so that there is none."""
    if person.account is None:
        raise Forbidden(
            text("Das geht nur mit einem Konto."),
            remedy=text("Die Anmeldung ist ausgeschaltet; einschalten lässt sie sich mit AKTEURSNETZ_SIGN_IN=on."),
        )
    return person.account


def known_only(
    request: Request, lang: Annotated[Literal["de", "en"] | None, Query(description="Sprache / language")] = None
) -> None:
    """Refuses what a route about the service does not know; every one knows the language."""
    refuse_unknown(request)
