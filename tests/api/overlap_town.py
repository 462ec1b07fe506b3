"""A town with two alike measures of carriers without a channel, and a third that too little is recorded of."""

from collections.abc import Iterator
from contextlib import contextmanager

from fastapi import FastAPI
from fastapi.testclient import TestClient

from graph_service.app import create_app
from graph_service.model.change import ChangeSet
from graph_service.settings import Settings
from graph_service.stores.base import Store
from tests.api.conftest import service_of
from tests.builders import PAPER, actor
from tests.towns import FIELDS, GROUPS, PLACES, TYPES, offer

HOST = "127.0.0.1:8000"
SAME = "field/A district/I offering_type/kurs"


def fill(store: Store) -> None:
    """The town, and an empty network."""
    records = [
        PAPER,
        *FIELDS,
        *GROUPS,
        *PLACES,
        *TYPES,
        actor("awo", "Arbeiterwohlfahrt"),
        actor("fr", "Flüchtlingsrat <e.V.>"),
        actor("vhs", "Volkshochschule"),
        *offer("m1", "awo", facets=f"{SAME} target_group/gefluechtete", name="Sprachcafé"),
        *offer("m2", "fr", facets=f"{SAME} target_group/unterkunft", name="<b>Deutsch</b>kurs"),
        *offer("m3", "vhs", facets="field/A target_group/senioren", name="Lesekreis"),
        *offer("m4", "vhs", facets="field/A target_group/gefluechtete", name="Abendkurs"),
    ]
    store.create("stadt", "Stadt")
    store.commit("stadt", ChangeSet(put=tuple(records)), author="Test", reason="Stadt")
    store.create("leer", "Leer")


@contextmanager
def overlap_town(app: FastAPI | None = None) -> Iterator[TestClient]:
    """The service over the town, as a browser on this machine sees it; of one application only one at a time."""
    app = app or create_app(Settings(store="memory:", network="stadt"))
    with TestClient(app, base_url=f"http://{HOST}", headers={"Sec-Fetch-Site": "same-origin"}) as client:
        fill(service_of(client).store)
        yield client
