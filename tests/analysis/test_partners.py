"""With whom an actor works."""

from datetime import date

from graph_service.analysis.partners import partners
from graph_service.analysis.scope import Scope
from graph_service.model.network import Network
from graph_service.model.period import Period
from tests.builders import actor, carries, measure, network, small_town, tie

SCOPE = Scope(at=date(2026, 11, 22))


def test_the_small_town_is_answered_as_counted_by_hand() -> None:
    rows = partners(Network("stadt", small_town()), "actor/ki", SCOPE)
    assert [(row.actor.id, len(row.ties), [one.id for one, _ in row.measures]) for row in rows] == [
        ("actor/awo", 0, ["measure/m1"]),
        ("actor/fg", 1, []),
    ]


def test_a_funder_is_no_partner_by_the_measure() -> None:
    town = network(actor("a"), actor("b"), measure("m"), carries("a", "m"), carries("b", "m", "funder"))
    assert partners(town, "actor/a", SCOPE) == ()


def test_a_tie_that_has_ended_does_not_count() -> None:
    ended = tie("coordinates_with", "actor/a", "actor/b", valid=Period.parse("/2020"))
    assert partners(network(actor("a"), actor("b"), ended), "actor/a", SCOPE) == ()


def test_most_in_common_comes_first_then_the_name() -> None:
    town = [actor(name, name.upper()) for name in "abcd"] + [measure("m"), measure("k")]
    town += [carries(name, "m") for name in "abcd"] + [carries("a", "k"), carries("d", "k")]
    assert [row.actor.id for row in partners(network(*town), "actor/a", SCOPE)] == ["actor/d", "actor/b", "actor/c"]


def test_a_row_names_the_ties_that_it_rests_on() -> None:
    mine, theirs = carries("a", "m"), carries("b", "m", "partner")
    [row] = partners(network(actor("a"), actor("b"), measure("m"), mine, theirs), "actor/a", SCOPE)
    assert row.facts == (mine, theirs)
