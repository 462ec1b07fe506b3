"""Routes that tell whether the service is alive and ready, and what a monitoring program wants to know of it."""

from __future__ import annotations

import ipaddress

from fastapi import APIRouter, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST

from graph_service import __version__
from graph_service.access.roles import EVERY, Right
from graph_service.api.schemas import Readiness, State
from graph_service.model.errors import Forbidden
from graph_service.model.text import text
from graph_service.serving.metrics import Metrics
from graph_service.serving.reading import ServiceOf
from graph_service.serving.who import AccessOf, Person, PersonOf, Way, client_of
from graph_service.stores.base import Condition

router = APIRouter(tags=["Betrieb / operations"])

_LITTLE = 200_000_000  # bytes on the disk, below which somebody should look
_FORWARDED = ("forwarded", "x-forwarded-for", "x-real-ip", "via")


@router.get("/healthz")
def alive() -> State:
    """The process answers."""
    return State(status="ok")


@router.get("/readyz")
def ready(service: ServiceOf, access: AccessOf) -> Readiness:
    """The store and the service's own data answer too; 503 with the reason where they do not.

    `status` is `ok`, or `read_only` or `disk_low` where changes will fail, or soon may.
    """
    networks, condition = service.store.networks(), service.store.condition()
    return Readiness(
        status=_status(condition),
        version=__version__,
        schema_version=condition.version,
        networks=len(networks),
        revisions=sum(info.revision for info in networks),
        writable=condition.writable,
        audit_lines=access.registry.head().number,
        free_megabytes=None if condition.free is None else condition.free // 1_000_000,
    )


def _status(condition: Condition) -> str:
    if not condition.writable:
        return "read_only"
    return "disk_low" if condition.free is not None and condition.free < _LITTLE else "ok"


@router.get("/metrics", response_class=Response, responses={200: {"content": {"text/plain": {}}}})
def metrics(request: Request, service: ServiceOf, access: AccessOf, person: PersonOf) -> Response:
    """Counts and times for Prometheus, without any name; for this machine, set addresses, or a token that may read
    every network."""
    measures: Metrics = request.app.state.metrics
    if not (_may_read_everything(person) or _is_near(request, measures)):
        raise Forbidden(
            text("Die Messwerte sind nur für die Überwachung dieses Dienstes."),
            remedy=text(
                "Bitte von einer Adresse aus AKTEURSNETZ_METRICS_FROM fragen oder mit einem Zugangsschlüssel, der alle "
                "Netzwerke lesen darf."
            ),
        )
    return Response(measures.text(service.store, access.registry), media_type=CONTENT_TYPE_LATEST)


def _may_read_everything(person: Person) -> bool:
    return person.way in (Way.TOKEN, Way.SESSION) and person.may(Right.READ, EVERY)


def _is_near(request: Request, measures: Metrics) -> bool:
    """Whether the asking machine is one of those that are set; through a proxy everybody seems to be near."""
    if any(name in request.headers for name in _FORWARDED):
        return False
    try:
        asking = ipaddress.ip_address(client_of(request))
    except ValueError:
        return False
    return any(asking in network for network in measures.readers)
