"""The routes that hand out the audit as lines of JSON."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from typing import Annotated, TypeAlias

from fastapi import APIRouter, Depends, Query
from fastapi.responses import Response, StreamingResponse

from graph_service.access.audit import Event, Note, Wanted
from graph_service.serving.acting import AdministeringOf, known_only
from graph_service.serving.days import SomeDay
from graph_service.serving.reading import NetworkId

router = APIRouter(tags=["Verwaltung / administration"], dependencies=[Depends(known_only)])

_MOST = 10_000
_NDJSON = "application/x-ndjson"
After: TypeAlias = Annotated[
    int | None, Query(ge=0, description="nach dieser Nummer / after this number, for the next lines")
]


class Lines(Response):
    """One object of JSON on each line."""

    media_type = _NDJSON


@dataclass(frozen=True)
class Narrowed:
    """Which lines are asked for."""

    event: Event | None = None
    who: Annotated[str | None, Query(max_length=100, description="account-…, token-…, link-…")] = None
    since: Annotated[SomeDay, Query(description="ab diesem Tag / from this day on")] = None
    after: After = None
    limit: Annotated[int, Query(ge=1, le=_MOST)] = _MOST

    def wanted(self, network: str | None) -> Wanted:
        return Wanted(network, self.event, self.who, self.since)


NarrowedOf: TypeAlias = Annotated[Narrowed, Depends()]


@router.get("/audit", response_class=Lines)
def audit(acting: AdministeringOf, narrowed: NarrowedOf) -> Response:
    """What was done in this service, the oldest first, as lines of JSON; that it was read is noted."""
    found = acting.read_audit(narrowed.wanted(None), after=narrowed.after)
    return json_lines(islice(found, narrowed.limit))


@router.get("/networks/{n}/audit", response_class=Lines)
def audit_of_network(acting: AdministeringOf, narrowed: NarrowedOf, n: NetworkId) -> Response:
    """What was done in one network."""
    found = acting.read_audit(narrowed.wanted(n), after=narrowed.after)
    return json_lines(islice(found, narrowed.limit))


def json_lines(notes: Iterable[Note], headers: dict[str, str] | None = None) -> Response:
    """Lines of the audit, handed out as they are read."""
    given = {"Cache-Control": "no-store", **(headers or {})}
    return StreamingResponse((note.as_json() + "\n" for note in notes), media_type=_NDJSON, headers=given)
