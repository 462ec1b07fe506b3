"""What is offered while somebody types a name, so that nothing is recorded twice."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from time import perf_counter

import pytest

from graph_service.model.change import ChangeSet
from graph_service.operations.near import near_records
from graph_service.operations.service import Service
from tests.builders import actor
from tests.operations.edited import changed, town


@pytest.fixture(params=["memory"])
def service(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Service]:
    yield from town(request, tmp_path)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("Flücht", ["actor/fr"]),
        ("FLUECHTLINGSRAT Leverkusen", ["actor/fr"]),
        ("Fluchtlingsrat Leverkusn", ["actor/fr"]),
        ("Kreisverband Arbeiterwohlfahrt", ["actor/awo"]),
        ("ki", ["actor/ki"]),
        ("Integration", ["actor/fg", "actor/ki"]),
        ("Integratoinzentrum", ["actor/ki"]),
        ("Integrazoins", ["actor/ki"]),
        ("Intekrazoinzentrum", []),
        ("Sportverein", []),
        ("x", []),
        ("", []),
    ],
)
def test_names_are_found_as_people_type_them(service: Service, typed: str, found: list[str]) -> None:
    assert [one.id for one in near_records(service, "stadt", "actor", typed)] == found


def test_only_records_of_the_type_or_scheme_are_offered(service: Service) -> None:
    assert [one.id for one in near_records(service, "stadt", "field", "Sprache")] == ["field/A"]
    assert near_records(service, "stadt", "target_group", "Sprache") == ()


def test_the_record_itself_is_left_out(service: Service) -> None:
    assert near_records(service, "stadt", "actor", "Moscheeverein", but="actor/moschee") == ()


def test_a_new_name_is_found_in_the_next_revision(service: Service) -> None:
    changed(service, "actor/awo", name="Wohlfahrtshaus")
    assert [one.id for one in near_records(service, "stadt", "actor", "wohlfahrtsh")] == ["actor/awo"]


def test_ten_thousand_names_are_searched_as_one_types(service: Service) -> None:
    many = tuple(actor(f"v{number}", f"Verein Nummer {number} für Nachbarschaft") for number in range(10_000))
    service.store.commit("stadt", ChangeSet(put=many), author="T", reason="Viele")
    near_records(service, "stadt", "actor", "Verein")
    started = perf_counter()
    near_records(service, "stadt", "actor", "Verein Nummer 77")
    assert perf_counter() - started < 0.5
