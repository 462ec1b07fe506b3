"""What `check` finds in a Neo4j database that something else than this program has changed, and what it does not."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import pytest

from graph_service.stores import neo4j_graph
from graph_service.stores.base import Store
from tests.builders import actor, carries, measure, member_of, tie
from tests.neo4j_servers import asked, emptied
from tests.stores.acts import WHO, WHY, begin, judgement, put
from tests.stores.test_neo4j_graph import fail
from tools.neo4j_server import Server


@pytest.fixture
def store(neo4j_server: Server) -> Iterator[Store]:
    """Two towns; in one, an actor was renamed and another is gone."""
    with closing(emptied(neo4j_server)) as store:
        begin(store, actor("a"), network="anderswo")
        begin(store, actor("a"), actor("b"), actor("gone"), measure("m"), carries("a", "m"))
        put(store, actor("a", "Neu"), judgement("actor/a", "actor/b"), remove=["actor/gone"])
        yield store


def said(store: Store) -> list[str]:
    return [str(finding) for finding in store.check()]


LOST = {
    "one that counts": ("MATCH (v:Version {network: 'stadt', id: 'actor/b'}) DETACH DELETE v", 1),
    "one of the past": ("MATCH (v:Version {network: 'stadt', id: 'actor/gone'}) DETACH DELETE v", 1),
    "the end of one": ("MATCH (v:Version {network: 'stadt', id: 'actor/gone'}) REMOVE v.until", 2),
}


@pytest.mark.parametrize("lost", LOST)
def test_a_version_that_was_lost_is_missed(store: Store, neo4j_server: Server, lost: str) -> None:
    query, number = LOST[lost]
    asked(neo4j_server, query)  # type: ignore[arg-type]
    assert f"Zu Revision {number} von „stadt“ sind nicht die Einträge da, die sie geändert hat." in said(store)


def test_two_states_of_a_record_at_once_are_told(store: Store, neo4j_server: Server) -> None:
    asked(neo4j_server, "MATCH (v:Version {network: 'stadt', id: 'actor/a', since: 1}) REMOVE v.until")
    assert "Vom Eintrag „actor/a“ gelten zwei Stände zugleich." in said(store)


def test_a_loose_end_is_told_although_another_network_is_damaged(store: Store, neo4j_server: Server) -> None:
    asked(neo4j_server, "MATCH (v:Version {network: 'anderswo', id: 'actor/a'}) SET v.kind = 'nonsense'")
    put(store, actor("fg", kind="expert_group"), member_of("a", "fg"))
    asked(neo4j_server, "MATCH (v:Version {network: 'stadt', id: 'actor/fg'}) SET v.kind = 'association'")
    found = said(store)
    assert "Der Eintrag „actor/a“ ist nicht lesbar." in found
    assert any(words.startswith("stadt: actor/a → member_of → actor/fg") for words in found)


def test_nothing_is_said_of_what_is_being_loaded(store: Store) -> None:
    with store.writer("stadt", author=WHO, reason=WHY) as writer:
        writer.put([tie("part_of", "actor/b", "actor/c")])
        writer.remove(["measure/m"])
        assert said(store) == []
        writer.put([actor("c"), measure("m")])


OTHERWISE = {
    "actor/b": "MATCH (e:Actor {network: 'stadt', id: 'actor/b'}) SET e.name = 'Anders'",
    "actor/gone": "MATCH (e:Entry {network: 'stadt', id: 'actor/gone'}) SET e:Actor, e.revision = 1",
    judgement("actor/a", "actor/b").id: "MATCH (e:Judgement {network: 'stadt'}) SET e.revision = 1",
    carries("a", "m").id: "MATCH (:Actor {network: 'stadt'})-[way:CARRIES]->() DELETE way",
    "a tie that is none": "MATCH (e:Actor {network: 'stadt', id: 'actor/b'}), (m:Measure {network: 'stadt'})"
    " CREATE (e)-[:CARRIES {id: 'a tie that is none', revision: 2}]->(m)",
}


@pytest.mark.parametrize("record_id", OTHERWISE)
def test_a_plain_graph_that_was_changed_by_hand_is_told(store: Store, neo4j_server: Server, record_id: str) -> None:
    assert said(store) == []
    asked(neo4j_server, OTHERWISE[record_id])  # type: ignore[arg-type]
    assert said(store) == [f"Der obere Graph zeigt den Eintrag „{record_id}“ nicht so, wie er ist."]


def test_a_plain_graph_that_shows_an_older_revision_is_no_finding(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(neo4j_graph, "lay", fail)
    put(store, actor("b", "Neu"))
    assert said(store) == []
