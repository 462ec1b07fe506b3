"""The API keeps what its description promises, whatever it is asked."""

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from fastapi import FastAPI, Request
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from schemathesis.specs.openapi.checks import positive_data_acceptance

from graph_service.app import create_app
from graph_service.serving.guard import routes_of
from graph_service.serving.reading import parameters_of
from graph_service.settings import Settings
from tests.api.conftest import fill, service_of

DESCRIBED = create_app(Settings(store="memory:", network="stadt"))
# What a file must hold, no description of its form can say: most files are refused; so are names of unseen signs.
LOADS = "/api/v1/networks/{n}/imports"
UNDESCRIBED = {(LOADS, "post"), (f"{LOADS}/mapping", "post"), ("/api/v1/networks", "post")}
OPERATIONS = sorted((route, method) for route, methods in DESCRIBED.openapi()["paths"].items() for method in methods)


@pytest.fixture(scope="module")
def app() -> Iterator[FastAPI]:
    with TestClient(DESCRIBED) as client:
        fill(service_of(client).store)
        yield DESCRIBED


@pytest.fixture(scope="module")
def description(app: FastAPI) -> Any:
    """What the running service says of its routes, read once."""
    return schemathesis.openapi.from_asgi("/api/v1/openapi.json", app)


@pytest.mark.parametrize(("route", "method"), OPERATIONS)
def test_a_route_keeps_its_description(description: Any, route: str, method: str) -> None:
    operation = description[route][method]

    @settings(max_examples=15, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(case=operation.as_strategy())
    def asked(case: Any) -> None:
        if "n" in case.path_parameters:
            case.path_parameters["n"] = "stadt"
        unfit = [positive_data_acceptance] if (route, method) in UNDESCRIBED else []
        case.call_and_validate(headers={"Host": "127.0.0.1"}, excluded_checks=unfit)

    asked()


@pytest.mark.parametrize(("path", "method"), OPERATIONS)
def test_what_a_route_takes_of_its_address_is_what_its_description_names(app: FastAPI, path: str, method: str) -> None:
    described = app.openapi()["paths"][path][method].get("parameters", ())
    (route,) = (one for one, _ in routes_of(app) if one.path_format == path and method.upper() in one.methods)
    known = parameters_of(Request({"type": "http", "app": app, "route": route}))
    assert known == {parameter["name"] for parameter in described if parameter["in"] == "query"}
