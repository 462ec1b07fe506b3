"""Contacts and internal notes leave the server for coordinators only: every address is asked by everybody else."""

from __future__ import annotations

import io
import itertools
import zipfile
from collections.abc import Iterator
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from httpx2 import Response

import graph_service
from graph_service.access.audit import Event
from graph_service.access.roles import Role
from graph_service.model.change import ChangeSet
from graph_service.model.nodes import Actor
from graph_service.model.ties import AnyRecord
from graph_service.operations.handing_out import FORMS
from graph_service.operations.service import Service, scope
from graph_service.operations.study import Advising, Study
from graph_service.serving.guard import routes_of
from graph_service.stores import open_store
from graph_service.stores.registry_common import utc_now
from tests.api.signed_in import OWN, Town, cookies, signed_in_town
from tests.api.test_same_answers import OF_THE_CITY, OF_THE_PAGES
from tests.builders import actor, small_town
from tests.stores.acts import everything

SECRET = "zzgeheim"
API = f"/api/v1/networks/{OWN}"


def planted(record: AnyRecord, word: str = SECRET) -> AnyRecord:
    """The record with marked words in everything that is restricted."""
    contact = {"contact": f"{word} Zimmer 7, post@{word}.example"} if isinstance(record, Actor) else {}
    return record.model_copy(update={"internal_note": f"{word} ist schwierig", **contact})


TWINS = (actor("haus", "Haus der Kulturen"), actor("hdk", "Kulturhaus e. V."))
RECORDS = {record.id: record for record in (*small_town(), *everything(), *TWINS)}


@pytest.fixture(scope="module")
def town() -> Iterator[Town]:
    with signed_in_town() as town:
        records = [planted(record) for record in RECORDS.values()]
        town.store.commit(OWN, ChangeSet(put=records), author="Test", reason="Alles mit internen Angaben")
        more = [planted(record, f"{SECRET}neu") for record in RECORDS.values()]
        town.store.commit(OWN, ChangeSet(put=more), author="Test", reason="Anderes intern")
        town.store.commit(OWN, ChangeSet(remove=("actor/hdk",)), author="Test", reason="Doppelt")
        town.access.openness.open(OWN)
        coordinator = cookies(town.session(Role.COORDINATOR))
        for address in (f"/{OWN}", f"/{OWN}/akteure/ki", f"/{OWN}/netz", f"{API}/matches", f"{API}/judgements"):
            town.client.get(address, headers=coordinator)  # what is kept of their answers is nobody else's
        yield town


PARTS: dict[str, tuple[str, ...]] = {
    "shelf": ("actors", "measures", "fields", "documents", "events", "needs"),
    "local": ("ki", "m1", "paper", "n", "e", "D"),  # one of each shelf
    "code": ("A", "D"),
    "body": ("fg",),
    "scheme": ("field", "target_group"),
    "notation": ("A", "alle"),
    "number": ("1", "3"),
    "judgement_id": tuple(one.partition("/")[2] for one in RECORDS if one.startswith("judgement/")),
}
QUERIES = {
    "api.handing_out.export": tuple(f"format={form}" for form in FORMS),
    "api.pictures.graph": tuple(f"format={form}" for form in ("json", "svg", "html", "graphml", "gexf", "cytoscape")),
    "api.annexes.annex": ("question=Wer%20handelt%20in%20Feld%20D%3F", "view=all"),
    "api.records.history": ("", "record=actor/ki", "record=measure/m1", "record=actor/hdk"),
    "api.changes.changes": ("from_revision=0", "from_revision=2", "from_revision=1&to_revision=2"),
    "api.questions.search": ("q=verein", "q=e", f"q={SECRET[:5]}"),
}


@cache
def addresses() -> tuple[str, ...]:
    """Every address that can be read, with real ids in it, and all that other tests ask for."""
    found = [address.replace("leverkusen", OWN) for address in (*OF_THE_PAGES, *(f"{API}{one}" for one in OF_THE_CITY))]
    with signed_in_town() as town:
        for route, key in routes_of(town.app):
            if key.startswith("static.") or "GET" not in (route.methods or ()):
                continue
            names = [name for name in route.param_convertors if name != "n"]
            for values in itertools.product(*(PARTS.get(name, ("x",)) for name in names)):
                path = str(route.path_format).format(n=OWN, **dict(zip(names, values, strict=True)))
                found += [f"{path}?{query}" if query else path for query in QUERIES.get(key, ("",))]
    return tuple(dict.fromkeys(found))


def told(answer: Response) -> str:
    """All that an answer tells, also inside of packed files."""
    if answer.content[:2] != b"PK":
        return answer.text.lower() + str(answer.headers).lower()
    with zipfile.ZipFile(io.BytesIO(answer.content)) as packed:
        return " ".join(packed.read(name).decode("utf-8", "replace") for name in packed.namelist()).lower()


def headers_of(town: Town, person: str) -> dict[str, str]:
    if person == "token":
        return town.token(Role.READER, writing=True)
    return {} if person == "anyone" else cookies(town.session(Role(person)))


@pytest.mark.parametrize(("person", "every"), [("reader", 1), ("contributor", 4), ("token", 4), ("anyone", 4)])
def test_no_address_tells_what_is_restricted(town: Town, person: str, every: int) -> None:
    headers = headers_of(town, person)
    asked = addresses()[::every]
    answers = {one: told(town.client.get(one, headers=headers)).replace(one, "") for one in asked}
    assert [one for one, words in answers.items() if SECRET in words] == []


def test_a_read_link_tells_nothing_of_it(town: Town) -> None:
    until = utc_now() + timedelta(days=1)
    for path in (f"/{OWN}/akteure/ki", f"/{OWN}/massnahmen/m1", f"{API}/export"):
        account = town.accounts[Role.COORDINATOR]
        link = town.access.links.make(account, OWN, path, [], until=until, purpose="Sitzung")
        answer = town.client.get(town.access.links.address(link))
        assert answer.status_code == 200, path
        assert SECRET not in told(answer)


def test_the_same_addresses_tell_it_to_coordinators(town: Town) -> None:
    headers = headers_of(town, "coordinator")
    for page in ("akteure/ki", "massnahmen/m1", "felder/D", "quellen/paper", "steuerung/fg"):
        words = told(town.client.get(f"/{OWN}/{page}", headers=headers))
        assert f"{SECRET}neu ist schwierig" in words, page
        assert "intern" in words
    assert f"post@{SECRET}neu.example" in told(town.client.get(f"/{OWN}/akteure/ki", headers=headers))


@pytest.mark.parametrize("form", ["json", "xlsx", "csv", "graphml", "gexf", "cytoscape"])
def test_coordinators_take_it_along_only_where_they_ask_for_it(town: Town, form: str) -> None:
    headers = headers_of(town, "coordinator")
    assert SECRET not in told(town.client.get(f"{API}/export?format={form}", headers=headers))
    words = told(town.client.get(f"{API}/export?format={form}&contacts=true", headers=headers))
    assert f"post@{SECRET}neu.example" in words
    assert f"{SECRET}neu ist schwierig" in words


@pytest.mark.parametrize("person", ["reader", "contributor", "token", "anyone"])
def test_others_may_not_even_ask_for_it(town: Town, person: str) -> None:
    answer = town.client.get(f"{API}/export?format=json&contacts=true", headers=headers_of(town, person))
    assert answer.status_code == 403
    assert "Koordination" in answer.text


@pytest.mark.parametrize("person", ["reader", "coordinator"])
def test_nothing_is_found_by_restricted_words(town: Town, person: str) -> None:
    headers = headers_of(town, person)
    for words in (SECRET, "schwierig", "Zimmer 7"):
        assert town.client.get(f"{API}/search", params={"q": words}, headers=headers).json()["items"] == []
        assert town.client.get(f"{API}/actors", params={"q": words}, headers=headers).json()["total"] == 0


def test_a_page_of_a_coordinator_is_another_one_for_caches(town: Town) -> None:
    address = f"/{OWN}/akteure/ki"
    seen = town.client.get(address, headers=headers_of(town, "coordinator")).headers["etag"]
    for person in ("reader", "anyone"):
        answer = town.client.get(address, headers={**headers_of(town, person), "If-None-Match": seen})
        assert answer.status_code == 200


def test_history_does_not_tell_of_changes_that_others_may_not_see(town: Town) -> None:
    def numbers(person: str) -> list[int]:
        answer = town.client.get(f"{API}/history?record=actor/ki", headers=headers_of(town, person))
        return [item["number"] for item in answer.json()["items"]]

    assert len(numbers("coordinator")) == len(numbers("reader")) + 2


def test_a_double_is_not_proposed_for_a_reason_that_others_may_not_see(town: Town) -> None:
    records = (
        actor("eins", "Haus der Begegnung", contact="Leitung, info@begegnung.example"),
        actor("zwei", "Haus der Begegnung e. V.", website="https://www.begegnung.example/"),
    )
    town.store.commit(OWN, ChangeSet(put=records), author="Test", reason="Zwei Namen")

    def reasons(person: str) -> set[str]:
        found = town.client.get(f"{API}/matches", headers=headers_of(town, person)).json()["items"]
        (pair,) = (one for one in found if "actor/eins" in str(one))
        return {reason["field"]["id"] for reason in pair["reasons"]}

    assert reasons("coordinator") - reasons("reader") == {"domain"}
    assert reasons("reader") == reasons("anyone")


class TestAudit:
    def notes(self, town: Town) -> list[str]:
        found = town.access.audit.notes(limit=500)
        return [note.what for note in found if note.event is Event.RESTRICTED_READ]

    def test_reading_it_is_noted_once_for_each_page(self, town: Town) -> None:
        before = len(self.notes(town))
        town.client.get(f"/{OWN}/akteure/awo", headers=headers_of(town, "coordinator"))
        assert self.notes(town)[: len(self.notes(town)) - before] == ["actor/awo"]

    def test_nothing_is_noted_of_those_who_see_nothing(self, town: Town) -> None:
        before = self.notes(town)
        for person in ("reader", "contributor", "anyone"):
            town.client.get(f"/{OWN}/akteure/awo", headers=headers_of(town, person))
        assert self.notes(town) == before

    def test_taking_it_along_is_noted(self, town: Town) -> None:
        town.client.get(f"{API}/export?format=json&contacts=true", headers=headers_of(town, "coordinator"))
        assert self.notes(town)[0] == "export:json"

    def test_a_person_is_noted_without_the_name_in_its_id(self, town: Town) -> None:
        someone = actor("erika-muster", "Erika Muster", "person", internal_note="Ruhestand")
        town.store.commit(OWN, ChangeSet(put=(someone,)), author="Test", reason="Eine Person")
        town.client.get(f"/{OWN}/akteure/erika-muster", headers=headers_of(town, "coordinator"))
        assert "erika" not in self.notes(town)[0]
        assert self.notes(town)[0].startswith("actor:")


def test_whoever_sees_less_can_change_nothing_through_that_door(town: Town) -> None:
    from graph_service.model.errors import Forbidden  # noqa: PLC0415

    store = town.app.state.service.open.store
    refused: list[Any] = [
        lambda: store.commit(OWN, ChangeSet(), author="x", reason="y"),
        lambda: store.writer(OWN, author="x", reason="y"),
        lambda: store.create("neu", "Neu"),
        lambda: store.rewrite(OWN, None),
        lambda: store.backup(None),
        lambda: store.replay(None, None),
    ]
    for act in refused:
        with pytest.raises(Forbidden):
            act()


def test_analyses_rest_on_nothing_restricted_and_are_shared(town: Town) -> None:
    service = town.app.state.service
    revision = service.info(OWN).revision
    whole, shown = (Study(one, OWN, revision, scope()) for one in (service, service.open))
    assert whole.coverage() is shown.coverage()
    assert whole.coordination() is shown.coordination()
    assert whole.roles() is shown.roles()
    assert SECRET not in repr(whole.judgements("same_as"))


def test_the_same_network_without_restricted_fields_is_analysed_alike() -> None:
    told = [[planted(record) for record in small_town()], small_town()]
    studies = []
    for records in told:
        store = open_store("memory:")
        store.commit("stadt", ChangeSet(put=tuple(records)), author="Test", reason="Gleich", create="Stadt")
        studies.append(Study(Service(store), "stadt", 1, scope()))
    one, other = studies
    assert repr(one.advice(Advising())) == repr(other.advice(Advising()))
    assert one.overlaps().found.similarity.tolist() == other.overlaps().found.similarity.tolist()
    assert one.coverage().counts == other.coverage().counts


def test_no_page_or_route_goes_round_the_door() -> None:
    package = Path(graph_service.__file__).parent
    direct = {path.name for path in package.rglob("*.py") if "app.state.service" in path.read_text("utf-8")}
    # The door itself, where it is put together, who may read what, the list of networks, and where a confirmation
    # is written into the whole network.
    assert direct == {"reading.py", "app.py", "guard.py", "rendering.py", "proposing.py"}
