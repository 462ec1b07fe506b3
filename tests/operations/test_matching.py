"""Actors that may be the same: proposed from a network, and no more once a person or a tie has told."""

from __future__ import annotations

import pytest

from graph_service.language import render
from graph_service.model.change import ChangeSet
from graph_service.model.network import Network
from graph_service.model.text import LANGUAGES
from graph_service.model.ties import AnyRecord, Judgement
from graph_service.operations import wording_matching as wording
from graph_service.operations.judging import Verdict, judge, withdraw
from graph_service.operations.loading import load_shipped
from graph_service.operations.matching import matches, matches_of, near_names, profiles_of
from graph_service.operations.service import Service
from graph_service.stores.memory import MemoryStore
from tests.builders import PAPER, actor, carries, concept, measure, network, same_as, tie

AWO, LONG = "actor/awo", "actor/arbeiterwohlfahrt"
TWO: tuple[AnyRecord, ...] = (
    actor("awo", "AWO"),
    actor("arbeiterwohlfahrt", "Arbeiterwohlfahrt Kreisverband Leverkusen e. V."),
)


def pairs(town: Network) -> list[tuple[str, str, str]]:
    return [(one.relation, one.first, one.second) for one in matches(town, "Leverkusen").proposals]


def service(*records: AnyRecord) -> Service:
    store = MemoryStore()
    store.create("stadt", "Leverkusen")
    store.commit("stadt", ChangeSet(put=(PAPER, *records)), author="Test", reason="Test")
    return Service(store)


def judged(decision: str) -> Judgement:
    return same_as(AWO, LONG).model_copy(update={"decision": decision})


def test_a_short_and_a_long_name_are_proposed() -> None:
    assert pairs(network(*TWO)) == [("same_as", LONG, AWO)]


@pytest.mark.parametrize("decision", ["same", "different"])
def test_a_pair_that_was_judged_is_not_proposed_again(decision: str) -> None:
    found = matches(network(*TWO, judged(decision)), "Leverkusen")
    assert (found.proposals, found.settled) == ((), 1)


@pytest.mark.parametrize("decision", ["same", "different"])
def test_a_decision_is_remembered_and_taken_back(decision: str) -> None:
    there = service(*TWO)
    before = there.network("stadt").node(AWO), there.network("stadt").node(LONG)
    signed, _ = judge(there, "stadt", Verdict("same_as", (AWO, LONG), decision, "KI", "Nachgesehen."))
    assert matches_of(there, "stadt").proposals == ()
    after = there.network("stadt").node(AWO), there.network("stadt").node(LONG)
    assert [one.sources for one in after] == [one.sources for one in before]
    withdraw(there, "stadt", signed.id, author="KI", reason="Irrtum")
    assert len(matches_of(there, "stadt").proposals) == 1


def test_records_that_are_the_same_are_compared_as_one_with_all_their_names() -> None:
    town = network(*TWO, judged("same"), actor("neu", "Arbeiter-Wohlfahrt Leverkusen"))
    assert profiles_of(town)[0].names == ("Arbeiterwohlfahrt Kreisverband Leverkusen e. V.", "AWO")
    assert pairs(town) == [("same_as", LONG, "actor/neu")]


def test_what_differs_from_one_differs_from_all_that_are_the_same_as_it() -> None:
    third = actor("neu", "Arbeiter-Wohlfahrt Leverkusen")
    other = Judgement(kind="same_as", subjects=(AWO, third.id), decision="different", author="KI", decided_on="2024")
    assert pairs(network(*TWO, judged("same"), third, other)) == []


@pytest.mark.parametrize("kind", ["part_of", "coordinates_with", "reports_to"])
def test_a_recorded_tie_says_that_there_are_two(kind: str) -> None:
    assert pairs(network(*TWO, tie(kind, AWO, LONG))) == []


def test_a_part_that_is_recorded_by_a_way_over_others_is_not_proposed() -> None:
    town = (actor("l", "AWO Kreisverband Leverkusen"), actor("b", "AWO Bundesverband"), actor("m", "Mitte"))
    assert pairs(network(*town)) == [("part_of", "actor/l", "actor/b")]
    ways = tie("part_of", "actor/l", "actor/m"), tie("part_of", "actor/m", "actor/b")
    assert pairs(network(*town, *ways)) == []


def test_districts_of_the_network_are_parts_of_its_town() -> None:
    town = (concept("district", "wiesdorf", "Wiesdorf"), concept("district", "opladen", "Opladen"))
    branches = (actor("w", "AWO Ortsverein Wiesdorf"), actor("o", "AWO Ortsverein Opladen"))
    assert pairs(network(*town, *branches)) == []
    assert pairs(network(*town, *branches, TWO[1])) == [("part_of", one, LONG) for one in ("actor/o", "actor/w")]


@pytest.mark.parametrize("name", ["Leverkusen", "Integration in Leverkusen", "Probe", ""])
def test_what_a_network_is_called_keeps_no_part_from_its_whole(name: str) -> None:
    town = (concept("district", "wiesdorf", "Wiesdorf"), actor("w", "AWO Ortsverein Wiesdorf"), TWO[1])
    found = matches(network(*town), name).proposals
    assert [(one.relation, one.first, one.second) for one in found] == [("part_of", "actor/w", LONG)]


def part_ties(there: Service) -> list[tuple[str, str]]:
    return [(one.origin, one.target) for one in there.network("stadt").ties.values() if one.kind == "part_of"]


def with_a_part() -> Service:
    return service(actor("l", "AWO Kreisverband Leverkusen"), actor("b", "AWO Bundesverband"))


PART = ("actor/l", "actor/b")


def test_an_accepted_part_is_a_tie_that_names_who_decided() -> None:
    there = with_a_part()
    judge(there, "stadt", Verdict("part_of", PART, "part", "KI", "Satzung"))
    assert part_ties(there) == [PART]
    [found] = there.network("stadt").ties.values()
    assert (found.sources[0].person, found.basis) == ("KI", "assigned")
    assert matches_of(there, "stadt").proposals == ()


def test_a_part_that_is_rejected_later_loses_its_tie() -> None:
    there = with_a_part()
    judge(there, "stadt", Verdict("part_of", PART, "part", "KI", "Satzung"))
    judge(there, "stadt", Verdict("part_of", PART, "not_part", "KI", "Irrtum"))
    assert part_ties(there) == []
    assert matches_of(there, "stadt").proposals == ()


def test_a_decision_that_is_turned_round_turns_its_tie() -> None:
    there = with_a_part()
    judge(there, "stadt", Verdict("part_of", PART, "part", "KI", "Satzung"))
    judge(there, "stadt", Verdict("part_of", PART[::-1], "part", "KI", "Umgekehrt"))
    assert part_ties(there) == [PART[::-1]]


def test_a_decision_that_is_taken_back_leaves_what_was_recorded_otherwise() -> None:
    recorded = tie("part_of", *PART)
    there = service(actor("l", "AWO Kreisverband Leverkusen"), actor("b", "AWO Bundesverband"), recorded)
    signed, _ = judge(there, "stadt", Verdict("part_of", PART, "part", "KI", "Satzung"))
    withdraw(there, "stadt", signed.id, author="KI", reason="Irrtum")
    assert there.network("stadt").ties[recorded.id].sources == recorded.sources


def test_a_name_without_a_level_is_told_with_care() -> None:
    town = network(actor("a", "AWO"), actor("b", "AWO Bezirksverband Mittelrhein"))
    [found] = matches(town, "Leverkusen").proposals
    told = str(wording.proposal_words(found, town.nodes))
    assert told == (
        "„AWO“ nennt keine Ebene: Vielleicht gehört es zu „AWO Bezirksverband Mittelrhein“, vielleicht ist es dasselbe."
    )
    assert not any("gleicher Name" in str(words) for words in wording.reasons(found.evidence))


def test_what_actors_do_together_counts() -> None:
    town = (*TWO, measure("m"), carries("awo", "m"), carries("arbeiterwohlfahrt", "m"))
    [found] = matches(network(*town)).proposals
    assert "measures" in {one.field for one in found.evidence}


def test_hosts_of_pages_and_mail_are_compared_and_mail_is_not_shown() -> None:
    one = actor("a", "Haus der Kulturen", contact="Leitung, info@hdk.de")
    other = actor("b", "Haus der Kulturen e. V.", website="https://www.hdk.de/")
    [found] = matches(network(one, other)).proposals
    [domain] = [each for each in found.evidence if each.field == "domain"]
    assert (domain.first, domain.second) == ("", "")
    assert "hdk" not in "".join(str(words) for words in wording.reasons(found.evidence) if "Server" in str(words))


def test_a_new_actor_may_be_recorded_already() -> None:
    known, new = network(TWO[1]), actor("neu", "AWO Leverkusen")
    [found] = near_names(known, (new,), "Leverkusen")
    told = wording.already_recorded(found, {new.id: new}, known.nodes)
    assert (
        str(told)
        == "„AWO Leverkusen“ ist vielleicht schon erfasst als „Arbeiterwohlfahrt Kreisverband Leverkusen e. V.“."
    )


def test_known_actors_are_not_compared_with_each_other_nor_new_ones() -> None:
    known = network(*TWO)
    assert near_names(known, TWO) == ()
    assert near_names(network(), TWO) == ()
    assert near_names(known, ()) == ()


@pytest.mark.parametrize(
    ("new", "said"),
    [
        ("AWO Ortsverein Opladen", "gehört vielleicht zu „Arbeiterwohlfahrt"),
        ("AWO Bundesverband", "Zu „AWO Bundesverband“ gehört vielleicht „Arbeiterwohlfahrt"),
    ],
)
def test_a_level_is_told_from_the_new_actor(new: str, said: str) -> None:
    known, fresh = network(TWO[1]), actor("neu", new)
    [found] = near_names(known, (fresh, concept("district", "opladen", "Opladen")), "Leverkusen")
    assert said in str(wording.already_recorded(found, {fresh.id: fresh}, known.nodes))


def test_every_reason_has_words_in_both_languages() -> None:
    town = (*TWO, measure("m"), carries("awo", "m"), carries("arbeiterwohlfahrt", "m"), actor("b", "AWO Bundesverband"))
    town += (actor("tk", "TWS"), actor("sch", "Theodor-Wuppermann-Schule", "school"))
    found = matches(network(*town), "Leverkusen")
    told = [
        render(words, language)
        for one in found.proposals
        for words in wording.reasons(one.evidence)
        for language in LANGUAGES
    ]
    assert {one.field for each in found.proposals for one in each.evidence} >= {
        "name",
        "abbreviation",
        "level",
        "place",
    }
    assert all(told)
    assert str(wording.sentence(found)).startswith(f"{len(found.proposals)} Paare sind zu prüfen")


def test_the_shipped_network_has_nothing_to_propose() -> None:
    shipped = Service(MemoryStore())
    load_shipped(shipped)
    found = matches_of(shipped, "leverkusen")
    assert (found.actors > 90, found.proposals) == (True, ())
    assert str(wording.sentence(found)).startswith("Unter den erfassten Akteuren ist kein Paar aufgefallen")
