"""Several networks in one database, with the very same ids: each answers as if it were alone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import date

import pytest

from graph_service.model.canonical import checksum
from graph_service.stores import open_store
from graph_service.stores.base import Store
from tests.builders import actor, addresses, carries, field, measure, member_of
from tests.neo4j_servers import asked, emptied
from tests.operations.moves import lived, moved
from tests.stores.acts import begin, everything, judgement, need, put, small_town
from tests.stores.test_same_answers import answers, history
from tools.neo4j_server import Server

DAYS = (None, date(2011, 1, 1), date(2014, 1, 1))


def like_the_first(store: Store, network: str, number: int) -> None:
    """A network with the ids of the first one and other contents: names, periods, ends, parents, removals."""
    begin(store, *small_town(), *everything(), network=network)
    put(
        store,
        *(actor(name, f"Anderer Flüchtlingsrat {number} {name}", "expert_group") for name in ("a", "b", "ki", "late")),
        *(measure(name, f"Rat {number}", f"20{10 + number}/2012") for name in ("a", "m", "m1")),
        *(field(name, f"Öl {number}", broader=("field/A",)) for name in ("a", "b")),
        addresses("m", "D"),
        addresses("a", "a", valid={"start": "2013"}),
        carries("late", "a", "lead"),
        member_of("a", "b"),
        need("a", field="field/b"),
        judgement("actor/a", "actor/ki", "different"),
        network=network,
    )
    put(store, remove=["actor/late", carries("late", "a", "lead").id], network=network)


@pytest.fixture(scope="module")
def alone() -> Iterator[Store]:
    """The first network in memory, where there is no other."""
    with closing(open_store("memory:")) as store:
        lived(store)
        put(store, *small_town(), field("a", "Öl"), field("b", "Rat", broader=("field/a",)), addresses("m", "b"))
        yield store


@pytest.fixture(scope="module")
def together(alone: Store, neo4j_server: Server) -> Iterator[Store]:
    """The same network on a server, between one that came before and one that came after."""
    with closing(emptied(neo4j_server)) as store:
        like_the_first(store, "dorf", 1)
        assert moved(alone, store)
        like_the_first(store, "wald", 2)
        yield store


@pytest.mark.parametrize("at", DAYS)
def test_every_view_answers_as_if_there_were_no_other_network(alone: Store, together: Store, at: date | None) -> None:
    for revision in range(alone.network("stadt").revision + 1):
        asked_for = {"revision": revision, "at": at}
        assert answers(together.view("stadt", **asked_for)) == answers(alone.view("stadt", **asked_for))


def test_the_past_is_told_as_if_there_were_no_other_network(alone: Store, together: Store) -> None:
    assert together.network("stadt") == alone.network("stadt")
    assert together.revisions("stadt") == alone.revisions("stadt")
    for number in range(alone.network("stadt").revision + 1):
        assert together.change("stadt", number) == alone.change("stadt", number)
    for record in alone.view("stadt").load().records():
        assert history(together, record.id) == history(alone, record.id)


def test_what_is_written_and_removed_changes_no_other_network(alone: Store, together: Store) -> None:
    before = [checksum(together.view(name).load().records()) for name in ("stadt", "wald")]
    put(together, actor("a", "Noch anders"), actor("nur-hier"), network="dorf", remove=[member_of("a", "b").id])
    put(together, network="dorf", remove=["actor/nur-hier"])
    assert [checksum(together.view(name).load().records()) for name in ("stadt", "wald")] == before
    assert together.check() == ()


def test_the_plain_graphs_stay_apart(alone: Store, together: Store, neo4j_server: Server) -> None:
    assert together.network("stadt").revision == alone.network("stadt").revision
    crossing = "MATCH (one)-[way]->(other) WHERE one.network <> other.network RETURN count(way)"
    assert asked(neo4j_server, crossing) == [0]
    first = alone.view("stadt").load()
    for label, records in (("Actor", first.actors), ("Measure", first.measures)):
        names = "MATCH (n:Entry {network: 'stadt'}) WHERE $label IN labels(n) RETURN [n.id, n.name] ORDER BY n.id"
        there = asked(neo4j_server, names, label=label)
        assert there == [[record.id, record.name] for record in sorted(records, key=lambda one: one.id)]
    ties = "MATCH ({network: 'stadt'})-[way]->() WHERE way.id STARTS WITH 'tie/' RETURN way.id ORDER BY way.id"
    assert asked(neo4j_server, ties) == sorted(one.id for one in first.ties.values())
