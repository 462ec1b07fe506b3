"""The API keeps what its description promises, whatever it is asked."""

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from fastapi import FastAPI
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from schemathesis.specs.openapi.checks import positive_data_acceptance

from graph_service.app import create_app
from graph_service.settings import Settings
from tests.api.conftest import fill, service_of

DESCRIBED = create_app(Settings(store="memory:", network="stadt"))
# What a file must hold, no description of its form can say: most files are refused.
LOADS = "/api/v1/networks/{n}/imports"
OPERATIONS = sorted((route, method) for route, methods in DESCRIBED.openapi()["paths"].items() for method in methods)


@pytest.fixture(scope="module")
def app() -> Iterator[FastAPI]:
    with TestClient(DESCRIBED) as client:
        fill(service_of(client).store)
        yield DESCRIBED


@pytest.mark.parametrize(("route", "method"), OPERATIONS)
def test_a_route_keeps_its_description(app: FastAPI, route: str, method: str) -> None:
    operation = schemathesis.openapi.from_asgi("/api/v1/openapi.json", app)[route][method]

    @settings(max_examples=15, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(case=operation.as_strategy())
    def asked(case: Any) -> None:
        if "n" in case.path_parameters:
            case.path_parameters["n"] = "stadt"
        unfit = [positive_data_acceptance] if route in (LOADS, f"{LOADS}/mapping") else []
        case.call_and_validate(headers={"Host": "127.0.0.1"}, excluded_checks=unfit)

    asked()
