"""How a Neo4j server goes about each question: from an index, within one network, never through the whole database."""

from __future__ import annotations

from collections.abc import Iterator
from types import ModuleType
from typing import Any

import pytest
from neo4j import Driver, GraphDatabase, RoutingControl

from graph_service.stores import (
    neo4j,
    neo4j_check,
    neo4j_draft,
    neo4j_graph,
    neo4j_queries,
    neo4j_rules,
    neo4j_turns,
)
from graph_service.stores.base import Selection
from graph_service.stores.common import criteria
from tests.neo4j_servers import emptied
from tools.neo4j_server import Server

MODULES = (neo4j, neo4j_check, neo4j_draft, neo4j_graph, neo4j_queries, neo4j_rules, neo4j_turns)
ABOUT_ALL_NETWORKS = {"_NETWORKS", "_NETWORK_IDS", "_UNFINISHED"}
BEGINNINGS = ("MATCH", "UNWIND", "CALL", "MERGE", "CREATE")
SELECTIONS = {
    "select_measures": Selection(
        "measure", concepts={"field": frozenset({"field/A"})}, statuses=frozenset({"running"})
    ),
    "select_actors": Selection("actor", concepts={"field": frozenset({"field/A"})}, documented=True),
    "select_by_kind_and_words": Selection("actor", kinds=frozenset({"association"}), text="verein"),
}


def queries() -> dict[str, str]:
    """Every question and change that is written down, by its name; parts of others are left out."""
    found = {name: query for module in MODULES for name, query in constants(module)}
    found |= {name: neo4j_queries.selected(criteria(selection)) for name, selection in SELECTIONS.items()}
    return {name: query for name, query in found.items() if name not in ABOUT_ALL_NETWORKS}


def constants(module: ModuleType) -> Iterator[tuple[str, str]]:
    for name, value in vars(module).items():
        for number, query in enumerate(value if isinstance(value, tuple) else (value,)):
            if isinstance(query, str) and query.strip().startswith(BEGINNINGS) and not is_part(query):
                yield f"{name}{number or ''}", query


def is_part(query: str) -> bool:
    """Whether it ends without saying what becomes of what was found."""
    return query.strip().splitlines()[-1].startswith(("MATCH", "OPTIONAL MATCH"))


@pytest.fixture(scope="module")
def driver(neo4j_server: Server) -> Iterator[Driver]:
    emptied(neo4j_server).close()
    login = ("neo4j", neo4j_server.password)
    with GraphDatabase.driver(neo4j_server.url, auth=login, notifications_min_severity="OFF") as driver:
        yield driver


def leaves(plan: dict[str, Any]) -> Iterator[str]:
    """Where a plan begins to look."""
    below = plan.get("children", [])
    if not below:
        yield f"{plan['operatorType'].partition('@')[0]}: {plan['args'].get('Details', '')}"
    for child in below:
        yield from leaves(child)


def stays_in_its_network(leaf: str) -> bool:
    operator, _, details = leaf.partition(": ")
    if operator in ("Argument", "Unwind", "Create"):
        return True
    if operator == "ProcedureCall":
        return 'network:"' in neo4j_queries.HITS and "WHERE n.network = $network" in neo4j_queries.HITS
    return "IndexSeek" in operator and "WHERE network = $network" in details


ASKED = [
    (name, on_day) for name, query in queries().items() for on_day in ((False, True) if "⟨" in query else (False,))
]


@pytest.mark.parametrize(("name", "on_day"), ASKED)
def test_every_question_begins_in_an_index_at_its_own_network(name: str, on_day: bool, driver: Driver) -> None:
    query = neo4j_queries.written_out(queries()[name], on_day)
    plan = driver.execute_query(f"EXPLAIN {query}", PARAMETERS, routing_=RoutingControl.WRITE).summary.plan
    assert plan is not None
    assert [leaf for leaf in leaves(plan) if not stays_in_its_network(leaf)] == []


NAMES = "token network id at kind name prefix words scheme type after"
LISTS = "ids hidden front types kinds statuses facets covering carrying rows pointers citations"
NUMBERS = "revision newest number since shown limit"
PARAMETERS: dict[str, Any] = {
    **dict.fromkeys(NAMES.split(), "a"),
    **{name: [] for name in LISTS.split()},
    **dict.fromkeys(NUMBERS.split(), 1),
    "documented": False,
    "properties": {},
}
