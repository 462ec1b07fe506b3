"""What an administrator sets about the identity provider, and what is refused at the start."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import SecretStr

from graph_service.access.provider_trust import Trust, claim_at, groups_in, parse_grants
from graph_service.access.roles import Role
from graph_service.model.errors import BadValue
from tests.access.fake_provider import CLIENT, ISSUER


def a_trust(**given: Any) -> Trust:
    return Trust(
        **{"issuer": ISSUER, "client": CLIENT, "secret": None, "grants": parse_grants("g=stadt:reader"), **given}
    )


def test_groups_get_roles_by_network_with_semicolons_or_lines_between_them() -> None:
    grants = parse_grants("a=stadt:coordinator; b=*:Lesen\n/c/d = kreis:administrator ;")
    assert [(grant.group, grant.network, grant.role) for grant in grants] == [
        ("a", "stadt", Role.COORDINATOR),
        ("b", "*", Role.READER),
        ("c/d", "kreis", Role.ADMINISTRATOR),
    ]


def test_a_group_may_be_named_as_a_directory_does() -> None:
    (grant,) = parse_grants("CN=Integration,OU=Stadt=stadt:reader")
    assert grant.group == "CN=Integration,OU=Stadt"


@pytest.mark.parametrize(
    "words", ["a", "a=stadt", "=stadt:reader", "a=stadt:cordinator", "a=Stadt!:reader", "a=:reader"]
)
def test_a_part_that_says_nothing_is_named_with_the_setting(words: str) -> None:
    with pytest.raises(BadValue) as caught:
        parse_grants(f"gut=stadt:reader; {words}")
    assert str(caught.value).startswith("AKTEURSNETZ_PROVIDER_ROLES: ")
    assert caught.value.remedy is not None


def test_commas_between_grants_are_not_taken_for_a_part_of_a_groups_name() -> None:
    with pytest.raises(BadValue) as caught:
        parse_grants("a=stadt:reader, b=kreis:reader")
    assert "Semikolon" in str(caught.value)


def test_an_unknown_role_names_the_nearest() -> None:
    with pytest.raises(BadValue) as caught:
        parse_grants("a=stadt:cordinator")
    assert "coordinator" in str(caught.value)


def test_a_role_for_a_network_that_is_not_there_is_refused_with_the_nearest() -> None:
    trust = a_trust(grants=parse_grants("g=leverkuse:reader"))
    with pytest.raises(BadValue) as caught:
        trust.check_networks(["leverkusen", "kreis"])
    assert caught.value.near == ("leverkusen",)
    trust.check_networks([])
    a_trust(grants=parse_grants("g=*:reader; h=kreis:reader")).check_networks(["kreis"])


@pytest.mark.parametrize(
    "address",
    [
        "http://id.example",
        "id.example",
        "ftp://id.example",
        "https://",
        "https://id.example/?a=b",
        "https://id.example/#a",
        "https://anna:geheim@id.example",
        "https://id.example:x",
        "http://127.0.0.1.example",
        "https://id.example/\n",
        "http://[::1",
    ],
)
def test_a_provider_without_encryption_or_with_an_odd_address_is_refused(address: str) -> None:
    with pytest.raises(BadValue) as caught:
        a_trust(issuer=address)
    assert str(caught.value).startswith("AKTEURSNETZ_PROVIDER: ")


@pytest.mark.parametrize("address", ["https://id.example/realms/stadt", "http://127.0.0.1:8180/x", "http://[::1]:1/x"])
def test_a_provider_over_https_or_on_this_machine_is_taken(address: str) -> None:
    assert a_trust(issuer=address).issuer == address


@pytest.mark.parametrize(
    ("place", "given"),
    [
        ("_CLIENT", {"client": " "}),
        ("_SECRET_FILE", {"secret": SecretStr("")}),
        ("_GROUPS_CLAIM", {"groups_claim": ""}),
        ("_ROLES", {"grants": ()}),
    ],
)
def test_a_setting_that_is_missing_is_named(place: str, given: dict[str, Any]) -> None:
    with pytest.raises(BadValue) as caught:
        a_trust(**given)
    assert caught.value.place == f"AKTEURSNETZ_PROVIDER{place}"


def test_a_claim_is_found_by_its_name_or_by_a_path() -> None:
    claims = {"realm_access": {"roles": ["a"]}, "https://id.example/groups": ["b"], "x": "y"}
    assert claim_at(claims, "realm_access.roles") == ["a"]
    assert claim_at(claims, "https://id.example/groups") == ["b"]
    assert claim_at(claims, "x.y") is None
    assert claim_at(claims, "realm_access.more") is None


def test_only_words_are_groups() -> None:
    assert groups_in(["/a/b", "c", 7, None, ["d"], {"e": 1}]) == {"a/b", "c"}
    assert groups_in("a") == {"a"}
    assert groups_in({"a": True}) == groups_in(None) == frozenset()


def test_of_several_groups_the_highest_role_counts_in_any_order() -> None:
    trust = a_trust(grants=parse_grants("a=stadt:coordinator; b=stadt:reader; c=stadt:administrator"))
    assert trust.roles({"groups": ["a", "b"]}) == trust.roles({"groups": ["b", "a"]}) == {"stadt": Role.COORDINATOR}
    assert trust.function({"groups": ["b", "c"]}) == "c"
