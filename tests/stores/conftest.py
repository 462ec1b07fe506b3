"""The stores that must keep the same promises, each new and empty."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from graph_service.stores import open_store
from graph_service.stores.base import Store

BACKENDS: dict[str, Callable[[Path], str]] = {
    "memory": lambda folder: "memory:",
    "sqlite": lambda folder: f"sqlite:{folder / 'store.sqlite'}",
}


@pytest.fixture(params=BACKENDS)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    with closing(open_store(BACKENDS[request.param](tmp_path))) as opened:
        yield opened
