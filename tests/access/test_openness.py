"""Which networks anyone may read: none, until somebody says so."""

from __future__ import annotations

import pytest

from graph_service.access.openness import Openness
from graph_service.access.roles import Right
from graph_service.model.errors import BadValue
from tests.access.house import House


def test_no_network_is_open_by_itself(house: House) -> None:
    openness = Openness(house.registry)
    assert not openness.is_open("stadt")
    assert not openness.grants().may(Right.READ, "stadt")


def test_an_open_network_can_be_read_by_anyone_and_no_more(house: House) -> None:
    openness = Openness(house.registry)
    openness.open("stadt")
    assert {right for right in Right if openness.grants().may(right, "stadt")} == {Right.READ}
    assert not openness.grants().may(Right.READ, "dorf")


def test_a_network_that_is_closed_again_is_closed(house: House) -> None:
    openness = Openness(house.registry)
    openness.open("stadt")
    openness.open("stadt")
    openness.close("stadt")
    assert not openness.is_open("stadt")


def test_all_networks_at_once_cannot_be_opened(house: House) -> None:
    with pytest.raises(BadValue):
        Openness(house.registry).open("*")
