"""What is recorded of a person is found everywhere, and erased everywhere, history and the service's data included."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr

from graph_service.access.assembly import Access
from graph_service.access.audit import COMMAND_LINE, Event
from graph_service.access.roles import Role
from graph_service.model.change import ChangeSet
from graph_service.model.errors import BadValue, NotFound
from graph_service.model.nodes import Actor
from graph_service.model.provenance import Citation
from graph_service.model.ties import AnyRecord, Judgement
from graph_service.operations.erasing import Erased, erase
from graph_service.operations.privacy import Hit, Report, report, sought
from graph_service.operations.service import Service
from graph_service.operations.tidying import Keeping, tidy
from graph_service.stores import open_registry, open_store
from graph_service.stores.registry_common import utc_now
from tests.access.house import GOOD
from tests.builders import SOURCE, actor, document, measure, member_of, small_town
from tests.stores.acts import put
from tests.stores.registries import Clock

NAME, WHY = "Erika Muster", "Antrag nach Art. 17 DSGVO"
PERSON = actor("erika-muster", NAME, "person", contact="0214 99", internal_note="krank", note="wohnt in Opladen")
SEAT = member_of("erika-muster", "fg", "chair", note="seit dem Streit", original="Vorsitzende")
QUOTED = (Citation(document="document/paper", quote="Es berichtet Erika Muster."),)
OWN_WORD = (Citation(person="Dr. Erika Muster, Vorsitz", retrieved="2024"),)
FIRST: tuple[AnyRecord, ...] = (
    *small_town(),
    PERSON,
    SEAT,
    actor("verein", "Verein", contact="erika.muster@verein.example, Tel. 5", sources=OWN_WORD),
    measure("m9", "Treff", note="Idee von Frau Muster", sources=QUOTED),
    document("brief-erika-muster", "Brief von Erika Muster"),
    actor(
        "awo", "Arbeiterwohlfahrt", "welfare_association", sources=(Citation(document="document/brief-erika-muster"),)
    ),
    Judgement(
        kind="same_as",
        subjects=("actor/erika-muster", "actor/awo"),
        decision="different",
        author=NAME,
        decided_on="2024",
        reason="Ich bin keine Organisation",
    ),
)


@pytest.fixture(params=["memory", "sqlite", "neo4j"])
def service(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Service]:
    """A town that names a person in many places, not in all of them still."""
    from tests.stores.conftest import BACKENDS  # noqa: PLC0415

    with closing(BACKENDS[request.param](request)) as store:
        store.create("stadt", "Stadt")
        store.commit("stadt", ChangeSet(put=FIRST), author=NAME, reason="Gemeldet von Muster, Erika")
        later = (actor("verein", "Verein", contact="Zimmer 1"), PERSON.model_copy(update={"note": None}))
        store.commit("stadt", ChangeSet(put=later), author="KI", reason="Aktualisiert")
        store.create("dorf", "Dorf")
        store.commit("dorf", ChangeSet(put=small_town()), author="KI", reason="Anderswo")
        yield Service(store)


@pytest.fixture
def access() -> Iterator[Access]:
    with closing(open_registry("memory:")) as registry:
        yield Access.over(registry)


def found(service: Service, access: Access, person: str = NAME, **more: tuple[str, ...]) -> Report:
    return report(service.store, access.registry, sought(service.store, person, **more))


def places(hits: tuple[Hit, ...]) -> set[tuple[str, str]]:
    return {(hit.place, hit.field) for hit in hits}


def everything_told(service: Service) -> str:
    store, said = service.store, []
    for info in store.networks():
        for number in range(info.revision + 1):
            said += [record.model_dump_json() for record in store.view(info.id, revision=number).load().records()]
        said += [str(revision) for revision in store.revisions(info.id)]
    return "\n".join(said).casefold()


def erased(service: Service, access: Access, person: str = NAME, **more: object) -> Erased:
    also = more.pop("also", ())
    kept = more.pop("kept", ())
    who = sought(service.store, person, also, kept)  # type: ignore[arg-type]
    return erase(service, access, who, reason=WHY, **more)  # type: ignore[arg-type]


class TestReport:
    def test_every_place_is_told_with_its_revisions(self, service: Service, access: Access) -> None:
        hits = {(hit.place, hit.field): (hit.since, hit.until) for hit in found(service, access).sure}
        assert hits["actor/erika-muster", "name"] == (1, None)
        assert hits["actor/verein", "contact"] == (1, 2)
        assert hits["actor/verein", "sources.0.person"] == (1, 2)
        assert hits["measure/m9", "sources.0.quote"] == (1, None)
        assert hits["revision/1", "author"] == (1, None)
        assert hits["revision/1", "reason"] == (1, None)
        assert hits["document/brief-erika-muster", "name"] == (1, None)

    def test_of_the_own_record_and_its_ties_all_is_told(self, service: Service, access: Access) -> None:
        told = places(found(service, access).sure)
        assert {("actor/erika-muster", part) for part in ("contact", "internal_note", "note", "kind")} <= told
        assert {(SEAT.id, part) for part in ("note", "original", "role", "target")} <= told

    def test_a_last_name_alone_is_told_apart(self, service: Service, access: Access) -> None:
        assert ("measure/m9", "note") in places(found(service, access).unsure)
        assert ("measure/m9", "note") not in places(found(service, access).sure)
        assert ("measure/m9", "note") in places(found(service, access, also=("Frau Muster",)).sure)

    def test_a_person_is_found_by_the_id_of_the_record_as_well(self, service: Service, access: Access) -> None:
        assert places(found(service, access, "actor/erika-muster").sure) == places(found(service, access).sure)

    def test_an_id_that_never_was_there_names_the_nearest(self, service: Service, access: Access) -> None:
        with pytest.raises(NotFound) as caught:
            found(service, access, "actor/erika-mustre")
        assert caught.value.near == ("actor/erika-muster",)

    def test_a_record_of_somebody_else_can_be_left_out(self, service: Service, access: Access) -> None:
        told = found(service, access, kept=("measure/m9",))
        assert "measure/m9" not in {hit.place for hit in told.hits}

    def test_accounts_and_their_words_are_among_it(self, service: Service, access: Access) -> None:
        access.accounts.make("erika.muster", "Leitung", SecretStr(GOOD), {"stadt": Role.READER})
        assert ("account", "account.name") in places(found(service, access).sure)
        assert GOOD not in str(found(service, access, "Leitung"))

    def test_of_a_stranger_nothing_is_told(self, service: Service, access: Access) -> None:
        assert found(service, access, "Max Beispiel") == Report((), {})


class TestErasing:
    def test_nothing_names_the_person_any_more_in_any_revision(self, service: Service, access: Access) -> None:
        done = erased(service, access, also=("Frau Muster",))
        assert "muster" not in everything_told(service)
        assert done.left == Report((), {})
        assert done.records == {"stadt": 7, "dorf": 0}
        assert service.store.check() == ()

    def test_a_tombstone_tells_only_that_there_was_somebody_and_why_it_is_empty(
        self, service: Service, access: Access
    ) -> None:
        erased(service, access)
        (stone,) = (one for one in service.network("stadt").actors if one.kind == "person")
        assert (stone.name, stone.contact, stone.internal_note) == ("Gelöschte Person", None, None)
        assert WHY in (stone.note or "")
        assert stone.sources == SOURCE
        assert [entry.action for entry in service.store.history("stadt", stone.id)] == ["added"]

    def test_a_tie_stays_for_what_it_says_of_others(self, service: Service, access: Access) -> None:
        erased(service, access)
        seats = [tie for tie in service.network("stadt").ties_to("actor/fg", "member_of") if tie.role == "chair"]
        assert [(tie.note, tie.original) for tie in seats] == [(None, None)]

    def test_ties_go_where_that_is_asked_for(self, service: Service, access: Access) -> None:
        erased(service, access, ties_too=True)
        network = service.store.view("stadt", revision=1).load()
        assert [tie for tie in network.ties_to("actor/fg", "member_of") if tie.role == "chair"] == []
        assert network.judgements == {}
        assert service.store.check() == ()

    def test_the_words_of_others_stay_but_for_the_name(self, service: Service, access: Access) -> None:
        erased(service, access)
        network = service.store.view("stadt", revision=1).load()
        verein = network.nodes["actor/verein"]
        assert isinstance(verein, Actor)
        assert verein.contact is None
        assert verein.sources[0].person == "Dr. [gelöscht], Vorsitz"
        assert network.nodes["measure/m9"].sources[0].quote == "Es berichtet [gelöscht]."
        assert service.store.revisions("stadt")[0].author == "[gelöscht]"

    def test_an_id_that_names_the_person_is_another_one_wherever_it_is_cited(
        self, service: Service, access: Access
    ) -> None:
        erased(service, access)
        network = service.network("stadt")
        (cited,) = network.nodes["actor/awo"].sources
        assert cited.document in network.nodes
        assert cited.document is not None
        assert cited.document.startswith("document/geloescht-")

    def test_what_is_not_sure_is_told_and_left(self, service: Service, access: Access) -> None:
        done = erased(service, access)
        assert done.left is not None
        assert places(done.left.hits) == {("measure/m9", "note")}

    def test_a_record_of_somebody_else_is_left_alone(self, service: Service, access: Access) -> None:
        erased(service, access, kept=("measure/m9",))
        assert service.network("stadt").nodes["measure/m9"].sources == QUOTED

    def test_a_trial_changes_nothing_and_tells_the_same(self, service: Service, access: Access) -> None:
        before, trial = everything_told(service), erased(service, access, dry_run=True)
        assert everything_told(service) == before
        assert access.audit.notes() == ()
        done = erased(service, access)
        assert trial.records == done.records
        assert trial.found == done.found
        assert trial.left is None

    def test_it_is_noted_without_a_name(self, service: Service, access: Access) -> None:
        erased(service, access)
        (note,) = access.audit.notes()
        assert (note.event, note.who, note.network, note.what) == (
            Event.PERSON_ERASED, COMMAND_LINE, "stadt", "records:7",
        )  # fmt: skip

    def test_accounts_go_by_their_name_and_lose_it_in_their_function(self, service: Service, access: Access) -> None:
        made = access.accounts.make
        own = made("erika.muster", "Leitung", SecretStr(GOOD), {"stadt": Role.READER})
        other = made("vorzimmer", "Büro Erika Muster", SecretStr(GOOD), {"stadt": Role.READER})
        erased(service, access)
        assert access.accounts.find(own.id) is None
        assert access.accounts.get(other.id).function == "Büro [gelöscht]"

    def test_links_and_tokens_of_an_account_go_with_it(self, service: Service, access: Access) -> None:
        roles, until = {"stadt": Role.COORDINATOR}, utc_now() + timedelta(days=9)
        for name in ("erika.muster", "nachfolge"):
            account = access.accounts.make(name, "Leitung", SecretStr(GOOD), roles)
            access.links.make(account, "stadt", "/stadt", (), until=until, purpose=name[:9])
            access.tokens.issue(account, "Abgleich", "stadt", Role.READER, until)
        erased(service, access)
        assert [link.account for link in access.links.of("stadt")] == [account.id]
        assert [token.account for token in access.tokens.all()] == [account.id]
        assert Event.LINK_REVOKED in [note.event for note in access.audit.notes()]

    def test_what_was_proposed_is_told_without_the_name_and_its_ids_stay_ids(
        self, service: Service, access: Access
    ) -> None:
        said = {"id": "actor/erika-muster", "values": [{"note": "Ruf Erika Muster an"}], "decided": None}
        access.registry.put("proposal", "eins", said)
        erased(service, access)
        kept = access.registry.get("proposal", "eins")
        assert kept is not None
        told = {"id": "actor/geloescht", "values": [{"note": "Ruf [gelöscht] an"}], "decided": None}
        assert kept.value == told

    def test_answers_that_were_kept_are_not_given_again(self, service: Service, access: Access) -> None:
        for one in (service, service.open):
            assert "Erika" in str(list(one.network("stadt").records()))
        erased(service, access)
        for one in (service, service.open):
            assert "Erika" not in str(list(one.network("stadt").records()))

    def test_nor_are_those_about_older_revisions_where_another_program_erased_and_changes_went_on(
        self, service: Service, access: Access
    ) -> None:
        doors, number = (service, service.open), service.view("stadt").revision
        for one in doors:
            assert "Erika" in str(list(one.network("stadt", number).records()))
        put(service.store, actor("neu"))
        erased(Service(service.store), access)
        service.view("stadt")
        for one in doors:
            assert "Erika" not in str(list(one.network("stadt", number).records()))

    def test_done_again_it_finds_nobody(self, service: Service, access: Access) -> None:
        erased(service, access, also=("Frau Muster",))
        with pytest.raises(NotFound, match="nichts erfasst"):
            erased(service, access)

    @pytest.mark.parametrize("reason", ["", " ", "Erika Muster wollte es", "Wegen Muster", "x" * 201])
    def test_a_reason_that_names_the_person_or_says_nothing_is_refused(
        self, service: Service, access: Access, reason: str
    ) -> None:
        before = everything_told(service)
        with pytest.raises(BadValue):
            erase(service, access, sought(service.store, NAME), reason=reason)
        assert everything_told(service) == before

    def test_a_mark_that_would_be_too_long_is_a_short_one(self, access: Access) -> None:
        with closing(open_store("memory:")) as store:
            store.create("stadt", "Stadt")
            long = "Li Wu " * 33
            put = actor("a", sources=(Citation(person=long.strip(), retrieved="2024"),))
            store.commit("stadt", ChangeSet(put=(*small_town(), put)), author="KI", reason="Test")
            erased(Service(store), access, "Li Wu")
            assert "Li Wu" not in everything_told(Service(store))


class TestTidying:
    def test_old_lines_of_the_audit_go_and_that_is_noted(self) -> None:
        clock = Clock()
        with closing(open_registry("memory:", clock=clock)) as registry:
            access = Access.over(registry, clock=clock)
            for _ in range(3):
                access.audit.note(Event.EXPORTED, COMMAND_LINE)
                clock.go_on(days=10)
            done = tidy(access, Keeping(audit=15), COMMAND_LINE, clock.now)
            assert done.lines == 2
            assert [note.event for note in access.audit.notes()] == [Event.AUDIT_CUT, Event.EXPORTED]
            assert registry.check() == ()

    def test_where_an_account_signed_in_from_is_forgotten(self) -> None:
        clock = Clock()
        with closing(open_registry("memory:", clock=clock)) as registry:
            access = Access.over(registry, clock=clock)
            access.attempts.succeeded("konto", "192.0.2.1")
            clock.go_on(days=8)
            assert tidy(access, Keeping(attempts=9), COMMAND_LINE, clock.now).expired == 0
            assert tidy(access, Keeping(attempts=7), COMMAND_LINE, clock.now).expired == 1

    def test_decided_proposals_go_and_open_ones_stay(self, access: Access) -> None:
        old, now = utc_now() - timedelta(days=400), utc_now()
        for key, decided in (("offen", None), ("alt", old.isoformat()), ("neu", now.isoformat())):
            access.registry.put("proposal", key, {"decided": decided})
        assert tidy(access, Keeping(), COMMAND_LINE).proposals == 1
        assert [entry.key for entry in access.registry.entries("proposal")] == ["neu", "offen"]

    def test_nothing_is_noted_where_nothing_goes(self, access: Access) -> None:
        access.audit.note(Event.EXPORTED, COMMAND_LINE)
        assert tidy(access, Keeping(), COMMAND_LINE).lines == 0
        assert [note.event for note in access.audit.notes()] == [Event.EXPORTED]
