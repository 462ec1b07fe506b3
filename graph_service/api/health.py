"""Routes that tell whether the service is alive and ready."""

from __future__ import annotations

from fastapi import APIRouter

from graph_service.api.schemas import State
from graph_service.serving.reading import ServiceOf

router = APIRouter(tags=["Betrieb / operations"])


@router.get("/healthz")
def alive() -> State:
    """The process answers."""
    return State(status="ok")


@router.get("/readyz")
def ready(service: ServiceOf) -> State:
    """The store answers too; 503 with the reason where it does not."""
    count = len(service.store.networks())
    return State(status="ok", store=f"{count}")
