"""Administration: accounts, public reading, tokens and links of others; and nobody else gets there."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pydantic import SecretStr

from graph_service.access.accounts import Account
from graph_service.access.roles import EVERY, Role
from graph_service.stores.registry_common import utc_now
from tests.access.house import GOOD, OTHER
from tests.web.house import Browser, Town, open_town

NEW = {
    "name": "awo",
    "function": "AWO <Kreisverband>",
    "password": GOOD,
    "again": GOOD,
    "grant": "stadt:contributor",
}


@pytest.fixture
def town() -> Iterator[Town]:
    with open_town() as town:
        yield town


@pytest.fixture
def boss(town: Town) -> Browser:
    return town.administrator()


@pytest.fixture
def other(town: Town) -> Account:
    return town.account("koordination", Role.COORDINATOR)


def act(boss: Browser, account: Account, what: str, **parts: Any) -> Any:
    return boss.send(f"/verwaltung/konten/{account.id}", act=what, **parts)


def test_an_account_is_made_with_a_first_password(town: Town, boss: Browser) -> None:
    answer = boss.send("/verwaltung/konten", **NEW)
    account = town.access.accounts.verify("awo", SecretStr(GOOD))
    assert account is not None
    assert account.roles == {"stadt": Role.CONTRIBUTOR}
    assert answer.headers["location"] == f"/verwaltung/konten/{account.id}?done=made"
    page = boss.get(answer.headers["location"]).text
    assert "Das Konto ist angelegt." in page
    assert "AWO &lt;Kreisverband&gt;" in page
    assert town.notes()[-1] == ("account_made", boss.account and boss.account.id, None, account.id)


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        ({"again": OTHER}, "nicht gleich"),
        ({"password": "kurz", "again": "kurz"}, "zu kurz"),
        ({"name": "a"}, "kann kein Kontoname sein"),
        ({"name": "koordination"}, "gibt es schon"),
        ({"function": "wer@awo.de"}, "braucht die Funktion"),
        ({"grant": "nix:reader"}, "nix"),
        ({"grant": "unsinn"}, "nennt nicht Netzwerk und Rolle"),
    ],
)
def test_an_account_that_cannot_be_made_keeps_what_was_typed(
    town: Town, boss: Browser, other: Account, parts: dict[str, str], said: str
) -> None:
    answer = boss.send("/verwaltung/konten", **(NEW | parts))
    assert answer.status_code in (404, 409, 422)
    assert said in answer.text
    assert ({**NEW, **parts})["function"].replace("<", "&lt;").replace(">", "&gt;") in answer.text
    assert GOOD not in answer.text
    assert {one.id for one in town.access.accounts.all()} == {other.id, boss.account and boss.account.id}


def test_roles_are_given_by_network(town: Town, boss: Browser, other: Account) -> None:
    answer = act(boss, other, "roles", grant=["stadt:reader", "", "*:contributor"])
    assert answer.headers["location"].endswith("?done=roles")
    assert town.access.accounts.get(other.id).roles == {"stadt": Role.READER, EVERY: Role.CONTRIBUTOR}
    page = boss.get(f"/verwaltung/konten/{other.id}").text
    assert '<option value="stadt:reader" selected>' in page


def test_an_account_speaks_for_actors_that_are_named(town: Town, boss: Browser, other: Account) -> None:
    answer = act(boss, other, "actors", network="stadt", actor=["actor/awo", "flüchtlingsrat leverkusen e.v.", ""])
    assert answer.status_code == 303
    assert town.access.accounts.get(other.id).actors == {"stadt": ("actor/awo", "actor/fr")}
    page = boss.get(f"/verwaltung/konten/{other.id}").text
    assert 'value="actor/fr" checked> Flüchtlingsrat Leverkusen e.V.' in page
    act(boss, other, "actors", network="stadt", actor=["actor/fr", ""])
    assert town.access.accounts.get(other.id).actors == {"stadt": ("actor/fr",)}


def test_an_actor_that_is_not_recorded_is_refused_with_the_nearest(town: Town, boss: Browser, other: Account) -> None:
    answer = act(boss, other, "actors", network="stadt", actor=["awoo"])
    assert (answer.status_code, "actor/awo" in answer.text, 'value="awoo"' in answer.text) == (404, True, True)
    assert town.access.accounts.get(other.id).actors == {}


def test_another_password_ends_the_sessions(town: Town, boss: Browser, other: Account) -> None:
    there = town.browser(other)
    assert act(boss, other, "password", password=OTHER, again=OTHER).status_code == 303
    assert there.get("/konto").status_code == 303
    assert town.access.accounts.verify("koordination", SecretStr(OTHER)) is not None


def test_a_closed_account_is_out_until_it_is_opened_again(town: Town, boss: Browser, other: Account) -> None:
    there = town.browser(other)
    act(boss, other, "close")
    assert there.get("/konto").status_code == 303
    assert town.access.accounts.verify("koordination", SecretStr(GOOD)) is None
    assert "gesperrt" in boss.get("/verwaltung").text
    act(boss, other, "reopen")
    assert town.access.accounts.verify("koordination", SecretStr(GOOD)) is not None


@pytest.mark.parametrize("act_of_end", ["close", "remove"])
def test_with_an_account_the_read_links_end_that_it_made(
    town: Town, boss: Browser, other: Account, act_of_end: str
) -> None:
    until = utc_now() + timedelta(days=1)
    made = town.access.links.make(other, "stadt", "/stadt/akteure", (), until=until, purpose="Rat")
    kept = town.access.links.make(boss.account or other, "stadt", "/stadt/akteure", (), until=until, purpose="Rat")
    assert "endet auch ein Link zum Lesen" in boss.get(f"/verwaltung/konten/{other.id}").text
    act(boss, other, act_of_end)
    assert town.access.links.of("stadt") == (kept,)
    assert ("link_revoked", boss.account and boss.account.id, "stadt", made.id) in town.notes()
    assert town.browser().get(town.access.links.address(made)).status_code == 401


def test_a_removed_account_leads_back_to_the_list(town: Town, boss: Browser, other: Account) -> None:
    assert act(boss, other, "remove").headers["location"] == "/verwaltung?done=remove"
    assert town.access.accounts.find(other.id) is None
    assert boss.get(f"/verwaltung/konten/{other.id}").status_code == 404


@pytest.mark.parametrize("what", ["roles", "close", "remove"])
def test_nobody_locks_themselves_out(town: Town, boss: Browser, what: str) -> None:
    assert boss.account is not None
    answer = act(boss, boss.account, what, grant="stadt:reader")
    assert (answer.status_code, "damit niemand sich selbst aussperrt" in answer.text) == (409, True)
    assert town.access.accounts.get(boss.account.id).roles == {EVERY: Role.ADMINISTRATOR}


def test_a_network_is_opened_for_everybody_and_closed_again(town: Town, boss: Browser) -> None:
    stranger = town.browser()
    assert stranger.get("/stadt").status_code == 303
    answer = boss.send("/stadt/oeffentlich", act="open", back="/verwaltung")
    assert answer.headers["location"] == "/verwaltung?done=opened"
    assert stranger.get("/stadt").status_code == 200
    assert stranger.get("/verwaltung").status_code == 303
    boss.send("/stadt/oeffentlich", act="close")
    assert stranger.get("/stadt").status_code == 303


def test_a_token_of_somebody_else_is_revoked(town: Town, boss: Browser, other: Account) -> None:
    until = datetime.now(UTC) + timedelta(days=9)
    town.access.tokens.issue(other, "Abgleich", "stadt", Role.READER, until)
    [token] = town.access.tokens.all()
    assert "Abgleich" in boss.get("/verwaltung").text
    assert boss.send("/verwaltung/schluessel", token=token.id).status_code == 303
    assert town.access.tokens.all() == ()
    assert boss.send("/verwaltung/schluessel", token=token.id).status_code == 404


def test_all_links_are_taken_back_at_once(town: Town, boss: Browser, other: Account) -> None:
    until = datetime.now(UTC) + timedelta(days=9)
    town.access.links.make(other, "stadt", "/stadt", [], until=until, purpose="Rat")
    assert "Rat" in boss.get("/verwaltung").text
    boss.send("/verwaltung/links")
    assert town.access.links.of("stadt") == ()


def test_a_button_that_is_not_there_changes_nothing(boss: Browser, other: Account) -> None:
    assert act(boss, other, "promote").status_code == 422


@pytest.mark.parametrize("role", [Role.READER, Role.CONTRIBUTOR, Role.COORDINATOR, Role.ADMINISTRATOR])
def test_only_administrators_of_everything_get_there(town: Town, other: Account, role: Role) -> None:
    somebody = town.signed_in(f"konto-{role.value}", role)
    for address in ("/verwaltung", f"/verwaltung/konten/{other.id}", "/verwaltung/protokoll"):
        assert somebody.get(address).status_code == 403, address
    assert somebody.send(f"/verwaltung/konten/{other.id}", act="remove").status_code == 403
    assert somebody.send("/verwaltung/konten", **NEW).status_code == 403
    assert town.access.accounts.find(other.id) is not None


def test_the_administrator_of_one_network_opens_that_one_only(town: Town) -> None:
    somebody = town.signed_in("amt", Role.ADMINISTRATOR)
    assert somebody.send("/stadt/oeffentlich", act="open").status_code == 303
    assert somebody.send("/leer/oeffentlich", act="open").status_code == 404
    assert not town.access.openness.is_open("leer")


def test_without_sign_in_accounts_can_be_prepared() -> None:
    with open_town("off") as town:
        here = town.browser()
        assert "Die Anmeldung ist ausgeschaltet" in here.get("/verwaltung").text
        assert here.send("/verwaltung/konten", **NEW).status_code == 303
        assert town.notes() == [("account_made", "machine", None, town.access.accounts.named("awo").id)]
