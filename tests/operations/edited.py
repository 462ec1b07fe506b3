"""A small town on each store, for tests that edit it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from graph_service.model.change import ChangeSet
from graph_service.model.provenance import Citation
from graph_service.operations.editing import Saved, save
from graph_service.operations.edits import Change, Edit, Edits
from graph_service.operations.service import Service
from graph_service.stores import open_store
from graph_service.stores.base import Store
from tests.builders import SOURCE, small_town
from tests.neo4j_servers import emptied

STORES = ["memory", "sqlite", "neo4j"]
[PAPER] = SOURCE
KNOWN = Citation(person="Koordination", retrieved="2026-03-03")


def town(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Service]:
    """A service over the small town in the store that the request names."""
    store = _store(request, tmp_path)
    store.create("stadt", "Stadt")
    store.commit("stadt", ChangeSet(put=small_town()), author="Test", reason="Kleine Stadt")
    yield Service(store)
    store.close()


def _store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    if request.param == "neo4j":
        return emptied(request.getfixturevalue("neo4j_server"))
    return open_store("memory:" if request.param == "memory" else f"sqlite:{tmp_path / 'netz.sqlite'}")


def saved(service: Service, *edits: Edit, source: Citation | None = PAPER, **more: Any) -> Saved:
    return save(service, "stadt", Edits(edits=edits, source=source, **more), author="Koordination")


def changed(service: Service, record_id: str, base: int | None = None, **values: Any) -> Saved:
    return saved(service, Change(id=record_id, values=values, base=base))


def newest(service: Service) -> int:
    return service.info("stadt").revision
