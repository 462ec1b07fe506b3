"""Read links: one view, for a while, and nothing else, whatever is done to the address."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import parse_qsl, unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr

from graph_service.access.links import PARAMETER, Link
from graph_service.access.roles import Right, Role
from graph_service.language import render
from graph_service.model.errors import BadValue, Forbidden, NotFound, NotSignedIn
from tests.access.house import House

PATH = "/stadt/felder/Köln & Bonn"
QUERY = [("b", "2"), ("a", "ä/ß"), ("a", "1")]


def make(house: House, path: str = PATH, revision: int | None = None, days: float = 14) -> Link:
    account = house.accounts.named("koordination") if house.accounts.all() else house.account()
    until = house.clock.now + timedelta(days=days)
    return house.links.make(account, "stadt", path, QUERY, until=until, purpose="Sozialausschuss", revision=revision)


def follow(
    house: House, address: str, network: str = "stadt", path: str = "", more: tuple[str, str] | None = None
) -> Link:
    """What the service does with an address that is asked for."""
    parts = urlsplit(address)
    query = parse_qsl(parts.query, keep_blank_values=True)
    signed = dict(query).get(PARAMETER, "")
    return house.links.open(
        SecretStr(signed), network, path or unquote(parts.path), [*query, *([more] if more else [])]
    )


def refused(house: House, address: str, **how: object) -> str:
    with pytest.raises(NotSignedIn) as caught:
        follow(house, address, **how)  # type: ignore[arg-type]
    assert caught.value.remedy is not None
    return render(caught.value.message)


def test_the_address_of_a_link_opens_its_view(house: House) -> None:
    link = make(house)
    assert follow(house, house.links.address(link)) == link


def test_the_address_stays_on_this_service(house: House) -> None:
    parts = urlsplit(house.links.address(make(house)))
    assert (parts.scheme, parts.netloc, unquote(parts.path)) == ("", "", PATH)


def test_who_follows_a_link_reads_its_network_and_does_nothing_else(house: House) -> None:
    grants = make(house).grants
    assert {right for right in Right if grants.may(right, "stadt")} == {Right.READ}
    assert grants.role_in("dorf") is None


def test_a_link_may_be_read_in_the_other_language(house: House) -> None:
    follow(house, house.links.address(make(house)), more=("lang", "en"))


def test_the_order_of_names_in_an_address_does_not_matter(house: House) -> None:
    path, _, query = house.links.address(make(house)).partition("?")
    parts = query.split("&")
    follow(house, path + "?" + "&".join([parts[-1], parts[2], parts[0], parts[1]]))


def test_the_order_of_several_values_of_one_name_matters(house: House) -> None:
    path, _, query = house.links.address(make(house)).partition("?")
    first, second, *others = query.split("&")
    assert "gilt nicht" in refused(house, path + "?" + "&".join([second, first, *others]))


@pytest.mark.parametrize("more", [("b", "3"), ("at", "2020-01-01"), ("revision", "1"), ("a", ""), ("", "")])
def test_nothing_can_be_added_to_a_link(house: House, more: tuple[str, str]) -> None:
    assert "gilt nicht" in refused(house, house.links.address(make(house)), more=more)


@pytest.mark.parametrize(
    "path", ["/stadt/felder", "/stadt/felder/Köln & Bonn/", "/stadt/akteure", "/dorf/felder/A", "/"]
)
def test_a_link_opens_no_other_page(house: House, path: str) -> None:
    assert "gilt nicht" in refused(house, house.links.address(make(house)), path=path)


def test_a_link_opens_the_same_path_of_no_other_network(house: House) -> None:
    assert "gilt nicht" in refused(house, house.links.address(make(house)), network="dorf")


def test_a_link_to_a_revision_shows_that_and_one_without_the_newest(house: House) -> None:
    fixed, newest = make(house, revision=12), make(house)
    assert (fixed.revision, newest.revision) == (12, None)
    address = house.links.address(fixed)
    assert follow(house, address).revision == 12
    assert "gilt nicht" in refused(house, address.replace("revision=12", "revision=13"))
    assert "gilt nicht" in refused(house, address.replace("revision=12&", ""))


def test_a_link_ends(house: House) -> None:
    address = house.links.address(make(house))
    house.clock.forward(days=14, seconds=-1)
    follow(house, address)
    house.clock.forward(seconds=1)
    assert "am 16. März 2026 abgelaufen" in refused(house, address)


@pytest.mark.parametrize("days", [-1, 0, 367])
def test_a_link_needs_an_end_within_a_year(house: House, days: float) -> None:
    with pytest.raises(BadValue):
        make(house, days=days)


def test_a_later_end_cannot_be_written_into_an_address(house: House) -> None:
    link = make(house)
    address, until = house.links.address(link), int(link.until.timestamp())
    assert "gilt nicht" in refused(house, address.replace(str(until), str(until + 86400)))


def test_a_revoked_link_opens_nothing(house: House) -> None:
    one, other = make(house), make(house)
    house.links.revoke("stadt", one.id)
    assert "zurückgezogen" in refused(house, house.links.address(one))
    follow(house, house.links.address(other))


@pytest.mark.parametrize("roles", [{}, {"dorf": Role.COORDINATOR}, {"stadt": Role.CONTRIBUTOR}])
def test_a_link_opens_only_while_its_maker_may_make_links_there(house: House, roles: dict[str, Role]) -> None:
    link = make(house)
    house.accounts.set_roles(link.account, roles)
    assert "darf hier keine mehr vergeben" in refused(house, house.links.address(link))
    house.accounts.set_roles(link.account, {"*": Role.ADMINISTRATOR})
    assert follow(house, house.links.address(link)) == link


def test_a_link_whose_maker_is_gone_opens_nothing(house: House) -> None:
    link = make(house)
    house.accounts.remove(link.account)
    assert "darf hier keine mehr vergeben" in refused(house, house.links.address(link))


def test_nobody_revokes_the_link_of_another_network(house: House) -> None:
    link = make(house)
    with pytest.raises(NotFound) as caught:
        house.links.revoke("dorf", link.id)
    assert caught.value.remedy is not None
    follow(house, house.links.address(link))


def test_links_are_listed_by_network_the_first_to_end_first(house: House) -> None:
    later, sooner = make(house, days=20), make(house, days=2)
    assert house.links.of("stadt") == (sooner, later)
    assert house.links.of("dorf") == ()


def test_all_links_can_be_ended_at_once(house: House) -> None:
    address = house.links.address(make(house))
    house.links.revoke_all()
    assert "gilt nicht" in refused(house, address)
    assert house.links.of("stadt") == ()
    follow(house, house.links.address(make(house)))


def test_a_link_outlives_a_change_of_keys(house: House) -> None:
    link = make(house, days=366)
    before = house.links.address(link)
    house.clock.forward(days=100)
    after = house.links.address(link)
    assert after != before
    follow(house, before)
    follow(house, after)


def test_only_who_may_share_makes_links(house: House) -> None:
    with pytest.raises(Forbidden):
        house.links.make(
            house.account("verein", Role.CONTRIBUTOR), "stadt", PATH, (), until=house.clock.now, purpose="Zweck"
        )


@pytest.mark.parametrize(
    "path", ["", "stadt", "//evil.example/stadt", "/stadt/../dorf", "/stadt\\..", "https://x/", "/stadt\r\nX: y", "/"]
)
def test_a_link_leads_to_a_page_of_this_service_only(house: House, path: str) -> None:
    with pytest.raises(BadValue):
        make(house, path=path)


@pytest.mark.parametrize("signed", ["", "x", "000001.link-000000000000.1234567890." + "0" * 64, "\ud800", "0" * 9999])
def test_what_is_no_signature_opens_nothing(house: House, signed: str) -> None:
    make(house)
    with pytest.raises(NotSignedIn):
        house.links.open(SecretStr(signed), "stadt", PATH, QUERY)


def test_the_signature_of_one_link_does_not_fit_another(house: House) -> None:
    one, other = make(house), make(house)
    assert "gilt nicht" in refused(house, house.links.address(one).replace(one.id, other.id))


def test_a_picture_of_the_view_can_be_signed_with_the_link(house: House) -> None:
    link = make(house)
    part = house.links.part(link, "/stadt/netz", [("size", "small")])
    assert follow(house, part) == link
    house.links.revoke("stadt", link.id)
    assert "zurückgezogen" in refused(house, part)


@given(
    st.lists(st.tuples(st.sampled_from("abc"), st.text(max_size=3)), max_size=4),
    st.lists(st.tuples(st.sampled_from("abc"), st.text(max_size=3)), max_size=4),
)
def test_two_queries_have_one_signature_only_if_they_say_the_same(
    one: list[tuple[str, str]], other: list[tuple[str, str]]
) -> None:
    house = House()
    link = make(house)
    signed = dict(parse_qsl(urlsplit(house.links.part(link, "/x", one)).query))[PARAMETER]
    values = [{name: [value for known, value in query if known == name] for name, _ in query} for query in (one, other)]
    if values[0] == values[1]:
        assert house.links.open(SecretStr(signed), "stadt", "/x", other) == link
    else:
        with pytest.raises(NotSignedIn):
            house.links.open(SecretStr(signed), "stadt", "/x", other)
