"""The application over a store in memory, made once: its pages are put together at its first answer."""

from __future__ import annotations

from functools import cache

from fastapi import FastAPI

from graph_service.app import create_app
from graph_service.settings import Settings


@cache
def town_app() -> FastAPI:
    """Each client that is entered (`with TestClient(…)`) begins with an empty store; only one may be at a time."""
    return create_app(Settings(store="memory:", network="stadt"))
