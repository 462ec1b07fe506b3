"""The plain graph for people shows the newest revision, whatever was changed and whenever laying it was cut short."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from typing import Any

import pytest
from neo4j import Driver, GraphDatabase

from graph_service.model.errors import StoreError
from graph_service.model.identity import prefix_of
from graph_service.model.network import Network
from graph_service.model.provenance import Citation
from graph_service.model.text import text
from graph_service.model.ties import AnyRecord, Judgement, Tie
from graph_service.stores import neo4j_graph
from graph_service.stores.base import Store
from graph_service.stores.neo4j_graph import labels, relationship
from graph_service.stores.neo4j_records import properties_of
from tests.builders import PAPER, SOURCE, actor, carries, concept, measure, observation, report, small_town, tie
from tests.neo4j_servers import emptied, opened
from tests.stores.acts import WHO, WHY, begin, everything, judgement, need, put
from tools.neo4j_server import Server

TOWN = "stadt"
BENEATH = ["OF", "FROM", "TO", "BELOW", "CELL", "RESTS_ON", "REVISION_OF"]
KNOWN = Citation(person="Leitung KI", retrieved="2024", locator="Gespräch")
TWO_SOURCES = (KNOWN, *SOURCE)


@dataclass(frozen=True)
class Plain:
    """What people see of one network: nodes by id, relationships by type and ends."""

    nodes: Mapping[str, tuple[frozenset[str], dict[str, Any]]]
    ways: frozenset[str]


@dataclass(frozen=True)
class People:
    """The server as tools see it that know nothing of this program."""

    driver: Driver

    def rows(self, query: str, **parameters: Any) -> list[dict[str, Any]]:
        return [row.data() for row in self.driver.execute_query(query, parameters).records]

    def see(self, network: str = TOWN) -> Plain:
        nodes = self.rows(
            "MATCH (n:Entry {network: $network}) WHERE size(labels(n)) > 1"
            " RETURN n.id AS id, labels(n) AS labels, properties(n) AS said",
            network=network,
        )
        ways = self.rows(
            "MATCH (a:Entry {network: $network})-[way]->(b) WHERE NOT type(way) IN $beneath"
            " RETURN a.id AS a, type(way) AS type, properties(way) AS said, coalesce(b.id, b.person) AS b",
            network=network,
            beneath=BENEATH,
        )
        return Plain(
            {row["id"]: (frozenset(row["labels"]), row["said"]) for row in nodes},
            frozenset(way(row["a"], row["type"], row["b"], row["said"]) for row in ways),
        )

    def wipe(self) -> None:
        """Takes the plain graph away, so that it is laid again from nothing."""
        plain = ":".join(sorted({label for found in labels().values() for label in found}))
        self.rows("MATCH (:Entry)-[way]->() WHERE NOT type(way) IN $beneath DELETE way", beneath=BENEATH)
        self.rows(f"MATCH (e:Entry) REMOVE e:{plain} SET e = {{network: e.network, id: e.id}}")
        self.rows("MATCH (n:Network) REMOVE n.shown")

    def shown(self) -> object:
        return self.rows("MATCH (n:Network {network: $network}) RETURN n.shown AS shown", network=TOWN)[0]["shown"]


def way(origin: str, kind: str, target: str, said: Mapping[str, Any]) -> str:
    return f"{origin} {kind} {target} {sorted(said.items())}"


@pytest.fixture
def store(neo4j_server: Server) -> Iterator[Store]:
    with closing(emptied(neo4j_server)) as store:
        begin(store, *small_town(), network="anderswo")
        yield begin(store, *everything(), actor("c", sources=TWO_SOURCES))


@pytest.fixture
def people(neo4j_server: Server) -> Iterator[People]:
    login = ("neo4j", neo4j_server.password)
    with GraphDatabase.driver(neo4j_server.url, auth=login, notifications_min_severity="OFF") as driver:
        yield People(driver)


def expected(network: Network, since: Mapping[str, int]) -> Plain:
    """What people should see of these records, each there since a revision."""
    nodes = {record.id: (labels_of(record), said_of(record, since)) for record in network.records() if is_node(record)}
    ways = [way(*link, said) for record in network.records() for link, said in ways_of(record, since)]
    return Plain(nodes, frozenset(ways))


def is_node(record: AnyRecord) -> bool:
    return not isinstance(record, Tie)


def labels_of(record: AnyRecord) -> frozenset[str]:
    return frozenset(("Entry", *labels()[prefix_of(record.id)]))


POINTERS = ("broader", "field", "target_group", "district", "measure", "indicator")
NUMBERS = ("amount_eur", "value", "target_value")


def said_of(record: AnyRecord, since: Mapping[str, int]) -> dict[str, Any]:
    left_out = {*POINTERS, "subjects"} | ({"type", "kind", "origin", "target"} if isinstance(record, Tie) else set())
    said = {name: value for name, value in properties_of(record).items() if name not in left_out}
    numbers = {name: float(said[name]) for name in NUMBERS if name in said}
    return said | numbers | {"network": TOWN, "revision": since[record.id]}


def ways_of(record: AnyRecord, since: Mapping[str, int]) -> Iterator[tuple[tuple[str, str, str], dict[str, Any]]]:
    if isinstance(record, Tie):
        sources = [source.document or source.person for source in record.sources]
        ends = (record.origin, relationship(record.kind), record.target)
        yield ends, said_of(record, since) | {"sources": sources}
        return
    for place, source in enumerate(record.sources):
        cited = source.model_dump(mode="json", exclude_none=True, exclude={"document", "person"})
        yield (record.id, "CITES", source.document or source.person or ""), cited | {"position": place}
    for name in POINTERS:
        kind = "BROADER" if name == "broader" else "NEEDED_IN" if prefix_of(record.id) == "need" else "TELLS_OF"
        at = getattr(record, name, None) or ()
        yield from (((record.id, kind, target), {}) for target in ((at,) if isinstance(at, str) else at))
    if isinstance(record, Judgement):
        yield from (((record.id, "ABOUT", subject), {}) for subject in record.subjects)


def seen_since(store: Store) -> dict[str, int]:
    """Since which revision each record stands as it does."""
    found: dict[str, int] = {}
    for revision in store.revisions(TOWN):
        found |= {record.id: revision.number for record in store.change(TOWN, revision.number).put}
    return found


def assert_shows_the_newest(store: Store, people: People) -> None:
    assert people.see() == expected(store.view(TOWN).load(), seen_since(store))


def resting_on_the_measure() -> list[str]:
    return [
        carries("a", "m").id,
        report("m", "2024-05", "running").id,
        observation("i", "2024", "-4.50", measure="measure/m").id,
    ]


Change = Callable[[Store], object]
CHANGES: Mapping[str, Change] = {
    "nothing": lambda store: None,
    "another name, and no note any more": lambda store: put(store, actor("a", "Neu", names=("Amt", "Stelle"))),
    "other sources": lambda store: put(store, actor("b", sources=TWO_SOURCES), carries("a", "m", sources=TWO_SOURCES)),
    "a tie with other properties": lambda store: put(store, carries("a", "m", confirmation="both_sides")),
    "a new tie of another role": lambda store: put(store, carries("a", "m", "lead")),
    "a tie taken away": lambda store: put(store, remove=[carries("a", "m").id]),
    "a tie that comes back": lambda store: (
        put(store, remove=[carries("a", "m").id]),
        put(store, carries("a", "m")),
    ),
    "a node taken away with its ties": lambda store: put(store, remove=["measure/m", *resting_on_the_measure()]),
    "a node that comes back": lambda store: (
        put(store, remove=["event/e"]),
        put(store, *(record for record in everything() if record.id == "event/e")),
    ),
    "another decision": lambda store: put(store, judgement("actor/a", "actor/b", "different")),
    "a judgement taken away": lambda store: put(store, remove=[judgement("actor/a", "actor/b").id]),
    "a need for others": lambda store: put(store, need("n", target_group="target_group/alle")),
    "a concept that is no longer narrower": lambda store: put(store, concept("target_group", "kinder", "Kinder")),
    "ties of many kinds": lambda store: put(
        store,
        measure("n"),
        tie("refers_to", "measure/n", "measure/m", "replaced_by"),
        tie("serves", "measure/n", "target_group/alle", valid={"start": "2020"}),
        tie("consults", "actor/a", PAPER.id, order=1, public=True),
    ),
}


@pytest.mark.parametrize("change", CHANGES)
def test_people_see_the_newest_records_as_if_laid_from_nothing_after(
    store: Store, people: People, neo4j_server: Server, change: str
) -> None:
    elsewhere = people.see("anderswo")
    CHANGES[change](store)
    assert_shows_the_newest(store, people)
    people.wipe()
    opened(neo4j_server).close()
    assert_shows_the_newest(store, people)
    assert people.see("anderswo") == elsewhere


def test_no_view_reads_it(store: Store, people: People) -> None:
    before = store.view(TOWN).load()
    people.wipe()
    view = store.view(TOWN)
    assert list(view.load().records()) == list(before.records())
    assert view.get("actor/a") == before.node("actor/a")


def test_nobody_sees_a_revision_that_is_not_there_yet(store: Store, people: People) -> None:
    seen = people.see()
    with store.writer(TOWN, author=WHO, reason=WHY) as writer:
        writer.put([actor("a", "Neu"), actor("neu")])
        assert people.see() == seen


def fail(*args: object, **more: object) -> None:
    raise StoreError(text("Der Neo4j-Server antwortet nicht."))


@pytest.fixture(params=["before the first batch", "between nodes and ties", "at the very end"])
def interruption(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """Laying it fails from now on, until this is undone."""
    if request.param == "before the first batch":
        monkeypatch.setattr(neo4j_graph, "lay", fail)
    elif request.param == "between nodes and ties":
        monkeypatch.setattr(neo4j_graph, "_lay_ties", fail)
    else:
        monkeypatch.setattr(neo4j_graph, "_SHOWN", "RETURN $network, $newest")
    return monkeypatch


def change_much(store: Store) -> None:
    put(store, actor("a", "Neu"), carries("a", "m", "lead"), remove=[carries("a", "m").id, "event/e"])


def test_a_revision_is_there_although_the_graph_for_people_was_not_finished(
    store: Store, people: People, interruption: pytest.MonkeyPatch
) -> None:
    change_much(store)
    assert store.network(TOWN).revision == 2
    assert people.shown() == 1


def test_that_it_was_not_finished_is_noted(
    store: Store, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(neo4j_graph, "_lay_ties", fail)
    change_much(store)
    (noted,) = caplog.messages
    assert noted.startswith("stadt: the graph for people was not brought up to date")


def test_who_opens_the_store_next_finishes_it(
    store: Store, people: People, neo4j_server: Server, interruption: pytest.MonkeyPatch
) -> None:
    change_much(store)
    interruption.undo()
    with closing(opened(neo4j_server)) as again:
        assert_shows_the_newest(again, people)
    assert people.shown() == 2


def test_who_writes_next_finishes_it(store: Store, people: People, interruption: pytest.MonkeyPatch) -> None:
    change_much(store)
    interruption.undo()
    put(store, actor("noch-einer"))
    assert_shows_the_newest(store, people)
    assert people.shown() == 3
