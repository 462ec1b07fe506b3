"""Who asks: sessions, programs, read links, anyone, and the one person at a machine without sign-in."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from fastapi.testclient import TestClient
from pydantic import SecretStr

from graph_service.access.roles import EVERY, Grants, Right, Role
from graph_service.app import create_app
from graph_service.model.errors import BadValue, Forbidden, NotSignedIn
from graph_service.serving.who import MACHINE, NOBODY, Person, Way, check_csrf
from graph_service.settings import Settings
from graph_service.stores.registry_common import utc_now
from tests.api.signed_in import FOREIGN, HERE, OWN, SAME_ORIGIN, Town, cookies, signed_in_town, with_csrf

JUDGEMENTS = f"/api/v1/networks/{OWN}/judgements"
KEEP = {
    "kind": "overlap",
    "subjects": ["measure/m1", "measure/m2"],
    "decision": "keep",
    "author": "Jemand anderes",
    "reason": "Beide werden gebraucht.",
}


@pytest.fixture(scope="module")
def town() -> Iterator[Town]:
    with signed_in_town() as town:
        yield town


@pytest.fixture(autouse=True)
def closed(request: pytest.FixtureRequest) -> Iterator[None]:
    yield
    if "town" in request.fixturenames:
        request.getfixturevalue("town").access.openness.close(OWN)


class TestPerson:
    def test_who_is_at_this_machine_signs_with_what_they_type(self) -> None:
        assert MACHINE.signature("KI") == "KI"

    def test_who_is_at_this_machine_must_type_something(self) -> None:
        with pytest.raises(BadValue) as caught:
            MACHINE.signature(" ")
        assert caught.value.place == "author"

    def test_an_account_signs_with_its_function_whatever_was_typed(self, town: Town) -> None:
        account = town.accounts[Role.COORDINATOR]
        person = Person(Way.SESSION, account.grants, account)
        assert person.signature("Jemand anderes") == account.function

    def test_nobody_signs_nothing(self) -> None:
        with pytest.raises(NotSignedIn):
            NOBODY.signature("KI")

    def test_a_form_of_another_session_is_refused(self, town: Town) -> None:
        session, other = town.session(Role.READER), town.session(Role.READER)
        token = with_csrf(other)["X-CSRF-Token"]
        with pytest.raises(Forbidden):
            check_csrf(Person(Way.SESSION, Grants(), session=session), token)

    def test_answers_for_two_sessions_are_two(self) -> None:
        one, other = (Person(Way.SESSION, Grants(), session=SecretStr(letter * 64)) for letter in "ab")
        assert len({one.seal(OWN), other.seal(OWN), NOBODY.seal(OWN)}) == 3


class TestReading:
    def test_a_closed_network_sends_who_has_no_account_to_sign_in(self, town: Town) -> None:
        answer = town.client.get(f"/{OWN}/akteure?q=KI&lang=en")
        assert (answer.status_code, answer.headers["location"]) == (
            303,
            f"/anmelden?lang=en&next=%2F{OWN}%2Fakteure%3Fq%3DKI%26lang%3Den",
        )

    def test_a_program_without_a_token_is_told_how_to_show_one(self, town: Town) -> None:
        answer = town.client.get(f"/api/v1/networks/{OWN}")
        assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer")

    def test_an_open_network_is_read_without_an_account_and_without_a_cookie(self, town: Town) -> None:
        town.access.openness.open(OWN)
        answer = town.client.get(f"/{OWN}/akteure")
        assert (answer.status_code, "set-cookie" in answer.headers, "Anmelden" in answer.text) == (200, False, True)

    def test_an_open_network_is_for_reading_only(self, town: Town) -> None:
        town.access.openness.open(OWN)
        page = town.client.get(f"/{OWN}/daten").text
        assert town.client.post(JUDGEMENTS, json=KEEP, headers=SAME_ORIGIN).status_code == 401
        assert 'method="post"' not in page

    def test_lists_name_only_what_may_be_read(self, town: Town) -> None:
        for headers, seen in (({}, []), (cookies(town.session(Role.READER)), [OWN])):
            listed = town.client.get("/api/v1/networks", headers=headers).json()["items"]
            assert [one["id"] for one in listed] == seen

    def test_a_wrong_name_of_a_network_is_not_answered_with_those_of_others(self, town: Town) -> None:
        headers = cookies(town.session(Role.READER))
        for path in (f"/{FOREIGN[:-1]}", f"/{FOREIGN.upper()}", f"/api/v1/networks/{FOREIGN[:-1]}/actors"):
            answer = town.client.get(path, headers=headers)
            words = answer.text.replace(path.strip("/").split("/")[-1], "").replace(FOREIGN[:-1] + "“", "")
            assert (answer.status_code, FOREIGN in words) == (404, False)

    def test_whoever_may_read_nothing_is_told_so(self, town: Town) -> None:
        account = town.access.accounts.make(
            "ohne-rolle", "Stelle ohne Rolle", SecretStr("Lampe trinkt selten Quark"), {}
        )
        answer = town.client.get("/", headers=cookies(town.access.sessions.open(account).id))
        assert (answer.status_code, "noch kein Netzwerk freigegeben" in answer.text) == (200, True)

    def test_what_a_signed_in_person_gets_is_for_them_alone(self, town: Town) -> None:
        reader, coordinator = (
            town.client.get(f"/{OWN}", headers=cookies(town.session(role))) for role in (Role.READER, Role.COORDINATOR)
        )
        assert reader.headers["cache-control"] == "private, no-cache"
        assert coordinator.headers["cache-control"] == "private, no-store"
        assert reader.headers["etag"] != coordinator.headers["etag"]
        assert {"Cookie", "Authorization"} <= set(reader.headers["vary"].split(", "))

    def test_what_another_person_got_is_not_known(self, town: Town) -> None:
        mine, other = cookies(town.session(Role.READER)), cookies(town.session(Role.READER))
        known = {"If-None-Match": town.client.get(f"/{OWN}", headers=mine).headers["etag"]}
        statuses = [town.client.get(f"/{OWN}", headers={**each, **known}).status_code for each in (mine, other)]
        assert statuses == [304, 200]


class TestWriting:
    def test_a_page_of_a_session_changes_data_under_the_accounts_function(self, town: Town) -> None:
        session = town.session(Role.COORDINATOR)
        answer = town.client.post(JUDGEMENTS, json=KEEP, headers=with_csrf(session))
        assert (answer.status_code, answer.json()["author"]) == (201, "Stelle für Koordination")

    def test_a_program_needs_no_author_and_no_word_of_a_page(self, town: Town) -> None:
        given = {name: value for name, value in KEEP.items() if name != "author"}
        answer = town.client.post(JUDGEMENTS, json=given, headers=town.token(Role.COORDINATOR, writing=True))
        assert (answer.status_code, answer.json()["author"]) == (201, "Stelle für Koordination")

    def test_a_token_for_reading_writes_nothing(self, town: Town) -> None:
        headers = town.token(Role.COORDINATOR, writing=False)
        assert town.client.post(JUDGEMENTS, json=KEEP, headers=headers).status_code == 403

    @pytest.mark.parametrize(
        "shown", ["Bearer", "Bearer akn_", "Bearer akn_000000000000_" + "0" * 64, "bearer \u00e4", "Bearer  x y"]
    )
    def test_a_token_that_does_not_hold_is_no_token_of_anyone(self, town: Town, shown: str) -> None:
        town.access.openness.open(OWN)
        answer = town.client.get(f"/api/v1/networks/{OWN}", headers={"Authorization": shown.encode("latin-1")})  # type: ignore[dict-item]
        assert answer.status_code == 401

    def test_a_revoked_token_ends(self, town: Town) -> None:
        headers, account = town.token(Role.READER, writing=False), town.accounts[Role.READER]
        town.access.tokens.revoke_all(account.id)
        assert town.client.get(f"/api/v1/networks/{OWN}", headers=headers).status_code == 401

    def test_a_token_counts_and_not_the_session_beside_it(self, town: Town) -> None:
        headers = {**cookies(town.session(Role.ADMINISTRATOR)), **town.token(Role.READER, writing=False)}
        assert town.client.post(JUDGEMENTS, json=KEEP, headers=headers).status_code == 403

    def test_a_file_is_not_taken_without_the_word_of_the_page(self, town: Town) -> None:
        session = town.session(Role.COORDINATOR)
        form = {"file": ("a.txt", b"Nichts")}
        without = town.client.post(f"/{OWN}/daten", files=form, headers=cookies(session))
        word = with_csrf(session)["X-CSRF-Token"]
        with_it = town.client.post(f"/{OWN}/daten", data={"csrf": word}, files=form, headers=cookies(session))
        assert (without.status_code, with_it.status_code) == (403, 303)

    def test_a_form_too_long_to_look_through_is_refused(self, town: Town) -> None:
        headers = cookies(town.session(Role.COORDINATOR))
        answer = town.client.post(f"/{OWN}/urteile", data={"reason": "x" * 16_000_001}, headers=headers)
        assert (answer.status_code, "zu groß" in answer.text) == (413, True)

    def test_changed_roles_end_the_session(self, town: Town) -> None:
        account = town.access.accounts.make(
            "wandel", "Stelle im Wandel", SecretStr("Lampe trinkt Quark"), {OWN: Role.READER}
        )
        session = town.access.sessions.open(account).id
        assert town.client.get(f"/{OWN}", headers=cookies(session)).status_code == 200
        town.access.accounts.set_roles(account.id, {FOREIGN: Role.READER})
        assert town.client.get(f"/{OWN}", headers=cookies(session)).status_code == 303

    @pytest.mark.parametrize("value", ["", "x", "0" * 64, "a;b", '"quoted"'])
    def test_a_made_up_session_is_nobodys(self, town: Town, value: str) -> None:
        answer = town.client.get(f"/api/v1/networks/{OWN}", headers={"Cookie": f"akteursnetz={value}"})
        assert answer.status_code == 401


class TestLinks:
    @staticmethod
    def address(town: Town, path: str = f"/{OWN}/akteure", query: tuple[tuple[str, str], ...] = ()) -> str:
        account, until = town.accounts[Role.COORDINATOR], utc_now() + timedelta(days=1)
        link = town.access.links.make(account, OWN, path, query, until=until, purpose="Ausschuss")
        return town.access.links.address(link)

    def test_a_link_opens_its_view_in_both_languages(self, town: Town) -> None:
        address = self.address(town, query=(("q", "KI"),))
        assert [town.client.get(address + more).status_code for more in ("", "&lang=en")] == [200, 200]

    def test_a_link_opens_an_answer_of_the_api(self, town: Town) -> None:
        assert town.client.get(self.address(town, f"/api/v1/networks/{OWN}/actors")).status_code == 200

    @pytest.mark.parametrize(
        "other", [f"/{OWN}", f"/{OWN}/massnahmen", f"/{FOREIGN}/akteure", f"/{OWN}/akteure/ki", f"/{OWN}/daten/neu"]
    )
    def test_a_link_opens_nothing_else(self, town: Town, other: str) -> None:
        _, _, proof = self.address(town).partition("?")
        answer = town.client.get(f"{other}?{proof}")
        assert (answer.status_code, "gilt nicht für diese Ansicht" in answer.text) == (401, True)

    def test_a_link_opens_no_other_choice_of_its_page(self, town: Town) -> None:
        address = self.address(town)
        answers = [town.client.get(address + more) for more in ("&q=KI", "&revision=0", "&link=x")]
        assert {answer.status_code for answer in answers} == {401}

    def test_a_link_changes_nothing(self, town: Town) -> None:
        _, _, proof = self.address(town, JUDGEMENTS).partition("?")
        assert town.client.post(f"{JUDGEMENTS}?{proof}", json=KEEP, headers=SAME_ORIGIN).status_code == 401

    def test_a_revoked_link_says_so(self, town: Town) -> None:
        address = self.address(town)
        for link in town.access.links.of(OWN):
            town.access.links.revoke(OWN, link.id)
        answer = town.client.get(address)
        assert (answer.status_code, "zurückgezogen" in answer.text) == (401, True)

    def test_who_may_read_more_reads_more_at_a_link(self, town: Town) -> None:
        _, _, proof = self.address(town).partition("?")
        headers = cookies(town.session(Role.READER))
        assert town.client.get(f"/{OWN}/massnahmen?{proof}", headers=headers).status_code == 200


@pytest.fixture(scope="module")
def public() -> Iterator[Town]:
    with signed_in_town(address="https://netz.example.org") as town:
        yield town


class TestNames:
    """Under which names of this service a change is taken."""

    @pytest.mark.parametrize(
        ("host", "origin", "status"),
        [
            ("netz.example.org", "https://netz.example.org", 201),
            ("127.0.0.1:8000", "https://netz.example.org", 201),
            ("127.0.0.1:8000", "http://127.0.0.1:8000", 201),
            ("netz.example.org", "https://netz.example.org.evil.example", 403),
            ("netz.example.org", "null", 403),
            ("evil.example", "https://evil.example", 403),
            ("evil.example", "https://netz.example.org", 403),
            ("netz.example.org:444", "https://netz.example.org:444", 403),
        ],
    )
    def test_a_change_comes_under_the_services_own_name(
        self, public: Town, host: str, origin: str, status: int
    ) -> None:
        session = public.session(Role.COORDINATOR)
        cookie = {"Cookie": f"__Host-akteursnetz={session.get_secret_value()}", "Host": host, "Origin": origin}
        answer = public.client.post(JUDGEMENTS, json=KEEP, headers=with_csrf(session) | cookie)
        assert answer.status_code == status

    def test_a_plain_cookie_does_not_count_where_a_safe_one_can_be_had(self, public: Town) -> None:
        headers = cookies(public.session(Role.READER))
        assert public.client.get(f"/api/v1/networks/{OWN}", headers=headers).status_code == 401

    def test_under_a_foreign_name_the_machine_may_be_read_but_not_changed(self) -> None:
        with TestClient(create_app(Settings(store="memory:")), base_url="http://evil.example") as client:
            client.app.state.service.store.create(OWN, "Stadt")  # type: ignore[attr-defined]
            answers = [client.get(f"/{OWN}"), client.get("/verwaltung"), client.post(JUDGEMENTS, json=KEEP)]
        assert [answer.status_code for answer in answers] == [200, 403, 403]

    def test_without_sign_in_everything_is_allowed_at_this_machine(self) -> None:
        assert all(MACHINE.may(right, network) for right in Right for network in (OWN, EVERY))
        with TestClient(create_app(Settings(store="memory:")), base_url=HERE, follow_redirects=False) as client:
            answers = [client.get("/anmelden"), client.post("/anmelden", data={"name": "x"}, headers=SAME_ORIGIN)]
        assert [(answer.status_code, answer.headers["location"]) for answer in answers] == [(303, "/")] * 2
