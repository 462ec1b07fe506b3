"""What the tests of access share."""

from __future__ import annotations

import pytest

from tests.access.fake_provider import Desk, FakeProvider
from tests.access.house import House


@pytest.fixture
def house() -> House:
    return House()


@pytest.fixture
def fake() -> FakeProvider:
    return FakeProvider()


@pytest.fixture
def desk(house: House, fake: FakeProvider) -> Desk:
    return Desk(house, fake)
