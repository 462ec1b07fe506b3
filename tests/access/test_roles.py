"""Roles and what they may: each more than the one before, in its own network only."""

from __future__ import annotations

import pytest

from graph_service.access.roles import EVERY, LEAST, Grants, Right, Role, parse_grant, parse_role
from graph_service.language import explain
from graph_service.model.errors import BadValue, Forbidden, UnknownWord

ALLOWED = {
    Role.READER: {Right.READ},
    Role.CONTRIBUTOR: {Right.READ, Right.PROPOSE},
    Role.COORDINATOR: {Right.READ, Right.PROPOSE, Right.READ_RESTRICTED, Right.EDIT, Right.DECIDE, Right.SHARE},
    Role.ADMINISTRATOR: set(Right),
}


@pytest.mark.parametrize("role", Role)
def test_a_role_may_what_the_table_says_and_nothing_else(role: Role) -> None:
    assert {right for right in Right if Grants({"stadt": role}).may(right, "stadt")} == ALLOWED[role]


def test_every_right_has_a_least_role() -> None:
    assert set(LEAST) == set(Right)


@pytest.mark.parametrize("right", Right)
def test_a_role_is_worth_nothing_in_another_network(right: Right) -> None:
    assert not Grants({"stadt": Role.ADMINISTRATOR}).may(right, "dorf")


def test_a_role_in_every_network_holds_in_each() -> None:
    grants = Grants({EVERY: Role.READER, "stadt": Role.COORDINATOR})
    assert grants.role_in("stadt") is Role.COORDINATOR
    assert grants.role_in("dorf") is Role.READER


def test_the_higher_of_two_roles_counts() -> None:
    assert Grants({EVERY: Role.ADMINISTRATOR, "stadt": Role.READER}).role_in("stadt") is Role.ADMINISTRATOR


def test_grants_without_writing_read_only() -> None:
    grants = Grants({"stadt": Role.ADMINISTRATOR}, writing=False)
    assert {right for right in Right if grants.may(right, "stadt")} == {
        Right.READ,
        Right.READ_RESTRICTED,
        Right.READ_AUDIT,
    }


def test_a_missing_right_is_said_with_the_role_that_has_it() -> None:
    with pytest.raises(Forbidden) as caught:
        Grants({"stadt": Role.READER}).require(Right.EDIT, "stadt")
    assert "Koordination" in str(caught.value.message)
    assert explain(caught.value).count("stadt") == 1
    assert caught.value.remedy is not None


def test_a_right_that_is_there_passes() -> None:
    Grants({"stadt": Role.COORDINATOR}).require(Right.EDIT, "stadt")


def test_only_networks_with_a_role_can_be_read() -> None:
    assert Grants({"b": Role.READER, "c": Role.ADMINISTRATOR}).readable(["a", "b", "c"]) == ("b", "c")


def test_limited_grants_are_the_least_of_both() -> None:
    grants = Grants({"stadt": Role.COORDINATOR, "dorf": Role.ADMINISTRATOR})
    limited = grants.limited("stadt", Role.ADMINISTRATOR, writing=True)
    assert (limited.role_in("stadt"), limited.role_in("dorf")) == (Role.COORDINATOR, None)


def test_limited_to_every_network_are_those_that_are_there() -> None:
    limited = Grants({"stadt": Role.COORDINATOR, "dorf": Role.READER}).limited(EVERY, Role.CONTRIBUTOR, writing=True)
    assert limited.roles == {"stadt": Role.CONTRIBUTOR, "dorf": Role.READER}


def test_limited_grants_never_write_where_those_before_did_not() -> None:
    grants = Grants({"stadt": Role.COORDINATOR}, writing=False)
    assert not grants.limited("stadt", Role.COORDINATOR, writing=True).may(Right.EDIT, "stadt")


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("leverkusen:coordinator", ("leverkusen", Role.COORDINATOR)),
        (" leverkusen:Koordination ", ("leverkusen", Role.COORDINATOR)),
        ("*:administrator", (EVERY, Role.ADMINISTRATOR)),
    ],
)
def test_network_and_role_are_read_from_one_word(words: str, expected: tuple[str, Role]) -> None:
    assert parse_grant(words) == expected


@pytest.mark.parametrize("words", ["leverkusen", "", ":reader", "Stadt Köln:reader", "**:reader"])
def test_what_is_no_network_and_role_is_refused_with_a_remedy(words: str) -> None:
    with pytest.raises(BadValue) as caught:
        parse_grant(words)
    assert caught.value.remedy is not None


def test_an_unknown_role_is_said_with_the_nearest() -> None:
    with pytest.raises(UnknownWord) as caught:
        parse_role("koordinator")
    assert "koordination" in caught.value.near


def test_who_lacks_a_role_everywhere_is_told_so() -> None:
    with pytest.raises(Forbidden, match="in allen Netzwerken die Rolle Koordination"):
        Grants({"stadt": Role.COORDINATOR}).require(Right.EDIT, "*")
