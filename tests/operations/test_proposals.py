"""Proposals: a contributor's own records only; a coordinator takes or refuses each edit; nothing half."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from graph_service.access.accounts import Account, Accounts
from graph_service.access.passwords import Passwords
from graph_service.access.roles import Role
from graph_service.model.change import ChangeSet
from graph_service.model.errors import BadInput, BadValue, Conflict, Forbidden, NotFound
from graph_service.model.provenance import Citation
from graph_service.operations.confirming import Confirming
from graph_service.operations.deciding import Deciding, Ruling, decide
from graph_service.operations.editing import Saved, save
from graph_service.operations.editing_conflicts import Clash
from graph_service.operations.edits import Change, Edit, Edits, Make, Remove
from graph_service.operations.proposal_lines import pieces
from graph_service.operations.proposals import Proposal, Proposals, State
from graph_service.operations.service import Service
from graph_service.stores import open_registry, open_store
from graph_service.stores.base import Store
from graph_service.stores.registry import Registry
from tests.access.house import GOOD, quick
from tests.builders import small_town, tie
from tests.neo4j_servers import emptied
from tests.operations.edited import changed, newest
from tools.neo4j_server import Server

TAKE, REFUSE = Ruling(True), Ruling(False, "Steht nicht im Vertrag")


class House:
    """A town, its registry, and two carriers with an account each."""

    def __init__(self, registry: Registry, store: Store) -> None:
        store.create("stadt", "Stadt")
        store.commit("stadt", ChangeSet(put=small_town()), author="Test", reason="Kleine Stadt")
        self.service = Service(store)
        self.accounts = Accounts(registry, Passwords(quick()))
        self.proposals = Proposals(registry)
        self.awo, self.ki = self.speaking("awo", "actor/awo"), self.speaking("ki", "actor/ki")

    def speaking(self, name: str, *actors: str) -> Account:
        made = self.accounts.make(f"{name}-konto", f"Leitung {name}", SecretStr(GOOD), {"stadt": Role.CONTRIBUTOR})
        return self.accounts.set_actors(made.id, "stadt", actors)

    def propose(self, *edits: Edit, account: Account | None = None, **more: Any) -> Proposal:
        return self.proposals.propose(self.service.open, "stadt", account or self.awo, Edits(edits=edits, **more))

    def decide(self, proposal: Proposal, *rulings: Ruling, seen: int | None = None) -> Proposal:
        deciding = Deciding("account-000000000000", "Koordination", "Leitung awo")
        return decide(self.service, self.proposals, proposal, rulings, deciding, seen)

    def confirm(self, tie_id: str, account: Account) -> Saved | Proposal:
        return Confirming(self.service, self.proposals, self.accounts.all()).confirm("stadt", tie_id, account)


@pytest.fixture(params=["memory", "sqlite"])
def house(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[House]:
    with ExitStack() as opened:
        if request.param == "neo4j":
            server: Server = request.getfixturevalue("neo4j_server")
            store = opened.enter_context(closing(emptied(server)))
            registry = open_registry(server.url, password=SecretStr(server.password))
        else:
            store = open_store("memory:")
            registry = open_registry("memory:" if request.param == "memory" else f"sqlite:{tmp_path / 'netz.sqlite'}")
        opened.enter_context(closing(registry))
        yield House(registry, store)


everywhere = pytest.mark.parametrize("house", ["memory", "sqlite", "neo4j"], indirect=True)
"""For what rests on how a registry keeps a proposal; a server answers more slowly."""


NAME = Change(id="actor/awo", values={"name": "AWO Leverkusen"})


@everywhere
def test_what_is_proposed_changes_nothing_until_it_is_taken(house: House) -> None:
    proposal = house.propose(NAME, reason="Neuer Name")
    assert newest(house.service) == 1
    taken = house.decide(proposal, TAKE)
    revision = house.service.info("stadt").revision
    assert (taken.state, taken.revision, revision) == (State.TAKEN, 2, 2)
    assert house.service.network("stadt").node("actor/awo").name == "AWO Leverkusen"


def test_the_revision_is_signed_by_who_decides_and_names_who_proposed(house: House) -> None:
    house.decide(house.propose(NAME, reason="Neuer Name"), TAKE)
    entry = house.service.store.history("stadt", "actor/awo")[-1]
    assert entry.revision.author == "Koordination"
    assert entry.revision.reason == "„AWO Leverkusen“ geändert: Vorschlag von „Leitung awo“: Neuer Name"


def test_without_a_source_it_is_the_own_knowledge_of_the_proposing_function(house: House) -> None:
    house.decide(house.propose(NAME), TAKE)
    assert house.service.network("stadt").node("actor/awo").sources[-1].person == "Leitung awo"


@pytest.mark.parametrize(
    "edit",
    [
        Change(id="actor/ki", values={"name": "Anders"}),
        Change(id="measure/m2", values={"name": "Anders"}),
        Make(type="actor", values={"name": "Neu", "kind": "association"}),
        Make(type="tie", values={"kind": "coordinates_with", "origin": "actor/ki", "target": "actor/fr"}),
        Make(type="tie", values={"kind": "steers", "origin": "actor/awo", "target": "actor/fr"}),
        Change(id="actor/awo", values={"internal_note": "geheim"}),
    ],
)
def test_records_of_others_and_restricted_fields_are_refused(house: House, edit: Edit) -> None:
    with pytest.raises(Forbidden) as refused:
        house.propose(NAME, edit)
    assert refused.value.place == "edits.1"
    assert house.proposals.of("stadt") == ()


def test_a_new_measure_needs_an_own_actor_that_takes_part(house: House) -> None:
    with pytest.raises(BadValue) as refused:
        house.propose(Make(type="measure", values={"name": "Café"}))
    assert refused.value.place == "carriers"
    carriers: Any = [{"record": "actor/awo", "role": "lead"}]
    proposal = house.propose(Make(type="measure", values={"name": "Café", "carriers": carriers}))
    assert proposal.records == ("measure/cafe",)


def test_measures_that_they_carry_and_their_own_ties_are_theirs(house: House) -> None:
    network = house.service.network("stadt")
    own = next(one.id for one in network.ties_of("actor/awo") if one.kind == "member_of")
    tie_edit = Make(type="tie", values={"kind": "coordinates_with", "origin": "actor/awo", "target": "actor/fr"})
    proposal = house.propose(
        Change(id="measure/m1", values={"name": "Deutschkurs A1"}),
        Change(id=own, values={"note": "seit langem"}),
        tie_edit,
    )
    assert len(proposal.records) == 3


def test_what_changes_nothing_is_no_proposal(house: House) -> None:
    with pytest.raises(BadInput, match="ändert nichts"):
        house.propose(Change(id="actor/awo", values={"name": "Arbeiterwohlfahrt Kreisverband"}))


@everywhere
def test_each_edit_is_decided_and_a_refusal_needs_a_reason(house: House) -> None:
    proposal = house.propose(NAME, Change(id="measure/m1", values={"name": "Kurs"}))
    with pytest.raises(BadInput) as incomplete:
        house.decide(proposal, TAKE, Ruling(False, " "))
    assert [one.place for one in incomplete.value.problems] == ["answers.1.reason"]
    closed = house.decide(proposal, TAKE, REFUSE)
    assert [(one.take, one.reason) for one in closed.answers] == [(True, ""), (False, "Steht nicht im Vertrag")]
    assert house.service.network("stadt").node("measure/m1").name == "Deutschkurs"


def test_a_refused_proposal_makes_no_revision(house: House) -> None:
    closed = house.decide(house.propose(NAME), REFUSE)
    assert (closed.state, closed.revision, newest(house.service)) == (State.REFUSED, None, 1)


@everywhere
def test_what_others_changed_meanwhile_has_to_be_chosen(house: House) -> None:
    proposal = house.propose(NAME)
    changed(house.service, "actor/awo", name="AWO Kreisverband")
    with pytest.raises(Clash) as clash:
        house.decide(proposal, TAKE)
    assert [(one.field, one.mine, one.theirs) for one in clash.value.versions] == [
        ("name", "AWO Leverkusen", "AWO Kreisverband")
    ]
    assert house.proposals.get("stadt", proposal.id).is_open
    closed = house.decide(proposal, Ruling(True, keep={"name": "mine"}), seen=2)
    assert closed.revision == 3
    assert house.service.network("stadt").node("actor/awo").name == "AWO Leverkusen"


def test_where_nothing_of_the_proposal_is_chosen_it_is_to_be_refused(house: House) -> None:
    proposal = house.propose(NAME)
    changed(house.service, "actor/awo", name="AWO Kreisverband")
    with pytest.raises(BadValue, match="bliebe nichts"):
        house.decide(proposal, Ruling(True, keep={"name": "theirs"}))


def test_a_choice_made_at_an_older_revision_clashes_with_what_came_after(house: House) -> None:
    proposal = house.propose(NAME)
    changed(house.service, "actor/awo", name="Zwei")
    changed(house.service, "actor/awo", name="Drei")
    with pytest.raises(Clash):
        house.decide(proposal, Ruling(True, keep={"name": "mine"}), seen=2)


def test_nothing_half_where_one_edit_cannot_be_applied_any_more(house: House) -> None:
    own = next(one.id for one in house.service.network("stadt").ties_of("actor/awo") if one.kind == "member_of")
    proposal = house.propose(NAME, Change(id=own, values={"note": "seit langem"}))
    removal = Edits(edits=(Remove(id=own),), reason="Irrtum")

    save(house.service, "stadt", removal, author="Koordination")
    assert pieces(house.service, proposal)[1].problem is not None
    with pytest.raises(Clash):
        house.decide(proposal, TAKE, TAKE)
    assert newest(house.service) == 2
    assert house.decide(proposal, TAKE, REFUSE).revision == 3


@everywhere
def test_a_proposal_is_decided_once(house: House) -> None:
    proposal = house.propose(NAME)
    house.decide(proposal, TAKE)
    with pytest.raises(Conflict, match="nicht mehr offen"):
        house.decide(proposal, REFUSE)
    with pytest.raises(Conflict, match="nicht mehr offen"):
        house.proposals.withdraw("stadt", proposal.id, house.awo)


@everywhere
def test_while_somebody_decides_others_wait(house: House) -> None:
    proposal = house.propose(NAME)
    house.proposals.hold("stadt", proposal.id)
    with pytest.raises(Conflict, match="gerade jemand"):
        house.decide(proposal, TAKE)
    house.proposals.release("stadt", proposal.id)
    assert house.decide(proposal, TAKE).state is State.TAKEN


@everywhere
def test_only_who_made_a_proposal_sees_and_withdraws_it(house: House) -> None:
    proposal = house.propose(NAME)
    with pytest.raises(NotFound):
        house.proposals.withdraw("stadt", proposal.id, house.ki)
    assert house.proposals.of("stadt", house.ki) == ()
    assert house.proposals.withdraw("stadt", proposal.id, house.awo).state is State.WITHDRAWN
    assert house.proposals.count_open("stadt") == 0


def test_open_proposals_stand_first(house: House) -> None:
    first = house.propose(NAME)
    second = house.propose(Change(id="measure/m1", values={"name": "Kurs"}))
    house.decide(second, REFUSE)
    assert [one.id for one in house.proposals.of("stadt")] == [first.id, second.id]


def one_sided(house: House, person: str = "Leitung awo") -> str:
    said = (Citation(person=person, retrieved="2026-03-03"),)
    made = tie("coordinates_with", "actor/awo", "actor/ki", confirmation="one_side", sources=said)
    house.service.store.commit("stadt", ChangeSet(put=(made,)), author="Koordination", reason="Eine Seite")
    return made.id


def test_the_other_side_confirms_at_once(house: House) -> None:
    tie_id = one_sided(house)
    done = house.confirm(tie_id, house.ki)
    assert isinstance(done, Saved)
    assert done.revision.author == "Leitung ki"
    confirmed = house.service.network("stadt").ties[tie_id]
    assert (confirmed.confirmation, [one.person for one in confirmed.sources]) == (
        "both_sides",
        ["Leitung awo", "Leitung ki"],
    )


def test_what_only_the_own_side_said_it_does_not_confirm(house: House) -> None:
    tie_id = one_sided(house)
    with pytest.raises(Conflict, match="Ihre eigene Seite"):
        house.confirm(tie_id, house.awo)
    assert house.service.network("stadt").ties[tie_id].confirmation == "one_side"


def test_a_new_tie_is_told_by_one_side_until_the_other_confirms_it(house: House) -> None:
    ends = {"kind": "coordinates_with", "origin": "actor/awo", "target": "actor/ki"}
    with pytest.raises(BadValue, match="wenn auch die andere"):
        house.propose(Make(type="tie", values={**ends, "confirmation": "both_sides"}))
    proposal = house.propose(Make(type="tie", values=ends))
    house.decide(proposal, TAKE)
    (made,) = proposal.records
    assert house.service.network("stadt").ties[made].confirmation == "one_side"
    assert isinstance(house.confirm(made, house.ki), Saved)
    assert house.service.network("stadt").ties[made].confirmation == "both_sides"


def test_where_nobody_knows_that_the_other_side_said_so_it_is_a_proposal(house: House) -> None:
    tie_id = one_sided(house, "Koordination")
    done = house.confirm(tie_id, house.ki)
    assert isinstance(done, Proposal)
    assert house.service.network("stadt").ties[tie_id].confirmation == "one_side"


def test_a_function_that_both_sides_have_is_no_proof_of_either(house: House) -> None:
    house.accounts.set_function(house.ki.id, "Leitung awo")
    assert isinstance(house.confirm(one_sided(house), house.accounts.get(house.ki.id)), Proposal)


def test_a_tie_of_others_is_not_confirmed(house: House) -> None:
    with pytest.raises(Forbidden):
        house.confirm(one_sided(house), house.speaking("fr", "actor/fr"))
