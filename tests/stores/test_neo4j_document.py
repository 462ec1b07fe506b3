"""The page about the graph in Neo4j: its queries run as written and answer as the program does, its tables are true."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import closing
from datetime import date
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from neo4j import GraphDatabase

from graph_service.model.nodes import Actor, Concept, Document, Event, Indicator, Measure, Need, Observation, Report
from graph_service.model.period import Period
from graph_service.model.provenance import Record
from graph_service.model.ties import Judgement, Tie
from graph_service.model.vocabulary import vocabulary
from graph_service.operations.service import Service
from graph_service.stores.neo4j_graph import labels, relationship
from tests.neo4j_servers import emptied
from tests.stores.neo4j_answers import ANSWERS, Rows
from tests.stores.neo4j_towns import SCOPE, TOWN, TOWNS, Asked
from tools.neo4j_server import Server

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "neo4j.md").read_text("utf-8")


def queries() -> dict[str, str]:
    """The query under each heading, by the id at its end."""
    found: dict[str, str] = {}
    for part in re.split(r"^#+ ", PAGE, flags=re.MULTILINE):
        blocks = re.findall(r"```cypher\n(.*?)```", part, re.DOTALL)
        if blocks:
            heading = re.match(r".+ · .+ `(\w+)`\n", part)
            assert heading, f"not a heading in German and English with an id: {part[:80]!r}"
            assert len(blocks) == 1, f"not one query under {heading[0]}"
            found[heading[1]] = blocks[0]
    return found


QUERIES = queries()


@pytest.fixture(scope="module", params=TOWNS)
def asked(request: pytest.FixtureRequest, neo4j_server: Server) -> Iterator[Asked]:
    login = ("neo4j", neo4j_server.password)
    with (
        closing(emptied(neo4j_server)) as store,
        GraphDatabase.driver(neo4j_server.url, auth=login, notifications_min_severity="OFF") as driver,
    ):
        TOWNS[request.param](store)
        yield Asked(Service(store), driver)


IN_ORDER = {"no_contact", "history"}
"""Where the order counts: only the first rows are shown, or one follows the other."""


def apart(rows: Rows) -> Rows:
    """One row for each cell, without what the query adds to “unknown”."""
    return [(code, said.partition(":")[0], name) for code, said, names in rows for name in names]


def test_every_query_of_the_page_is_compared() -> None:
    assert sorted(QUERIES) == sorted(ANSWERS)


def test_there_is_a_query_for_each_of_the_ten_questions() -> None:
    assert re.findall(r"^### (\d+) .+\? · .+\? `\w+`$", PAGE, re.MULTILINE) == [str(n) for n in range(1, 11)]


@pytest.mark.parametrize("name", ANSWERS)
def test_a_query_answers_as_the_program_does(asked: Asked, name: str) -> None:
    said: Rows = [tuple(row.values()) for row in asked.rows(QUERIES[name])]
    found = apart(said) if name == "gaps" else [in_sorted_lists(row, name) for row in said]
    expected = ANSWERS[name](asked)
    assert expected, "nothing to compare"
    assert found == expected if name in IN_ORDER else sorted(found, key=repr) == sorted(expected, key=repr)


def in_sorted_lists(row: tuple[Any, ...], name: str) -> tuple[Any, ...]:
    """The row with its lists in a fixed order, but for those whose order means something."""
    if name in ("paths", "who_acts", "members"):
        return row
    return tuple(sorted(value) if isinstance(value, list) else value for value in row)


@pytest.mark.parametrize("name", QUERIES)
def test_no_query_uses_the_numbers_of_the_server(name: str) -> None:
    assert re.findall(r"\b(?:elementId|id)\s*\(", QUERIES[name]) == []


@pytest.mark.parametrize("name", QUERIES)
def test_a_query_needs_nothing_but_itself(name: str) -> None:
    assert "$" not in QUERIES[name]
    assert name == "networks" or f"'{TOWN}'" in QUERIES[name]


PERIODS = [
    "",
    "2024",
    "2024-05",
    "2024-05-01",
    "2023/2024-04",
    "2024-05-02/",
    "/2024-04-30",
    "/2025",
    "2024-06/2024-07",
]


def test_the_rule_for_a_day_is_that_of_the_program(asked: Asked) -> None:
    rule = re.findall(r"^  AND (coalesce\(m\.valid_.+\))$", QUERIES["running"], re.MULTILINE)
    assert len(rule) == 2
    periods = [Period.parse(words) if words else Period() for words in PERIODS]
    days = [date(2023, 12, 31), date(2024, 4, 30), SCOPE.at, date(2024, 12, 31), date(2025, 1, 1)]
    asked_for = [
        {"day": day.isoformat(), **{f"valid_{end}": str(at) for end, at in ends(one) if at}}
        for one, day in product(periods, days)
    ]
    rows = asked.rows(
        f"UNWIND $periods AS m WITH m, m.day AS tag RETURN {' AND '.join(rule)} AS holds", periods=asked_for
    )
    assert [row["holds"] for row in rows] == [one.covers(day) for one, day in product(periods, days)]


def ends(one: Period) -> tuple[tuple[str, object], ...]:
    return ("from", one.start), ("to", one.end)


def table(heading: str) -> list[list[str]]:
    """The cells of the rows under a heading that begin with a word in code."""
    under = re.split(r"^#+ ", PAGE.partition(f"# {heading}\n")[2], flags=re.MULTILINE)[0]
    lines = [line for line in under.splitlines() if line.startswith("| `")]
    return [[cell.strip() for cell in re.split(r" \| ", line.strip("| "))] for line in lines]


def coded(cell: str) -> list[str]:
    return re.findall(r"`(\w+)`", cell)


RECORDS: tuple[type[Record], ...] = (
    *(Actor, Measure, Concept, Need, Document, Event, Report, Indicator, Observation),
    Judgement,
)
MODELS = {model.__name__: model for model in RECORDS}
SAID_BY_RELATIONSHIPS = {"sources", "broader", "subjects", "field", "target_group", "district", "measure", "indicator"}
ADDED = {"network", "revision", "valid_from", "valid_to"}
LABELS = {name for names in labels().values() for name in names}
LABELS_BENEATH = {
    *("Entry", "Version", "NodeVersion", "TieVersion", "JudgementVersion", "OwnKnowledge"),
    *("Network", "Revision", "Akteursnetz", "Turn"),
}
BENEATH = {
    "BROADER",
    "NEEDED_IN",
    "TELLS_OF",
    "ABOUT",
    "CITES",
    "OF",
    "FROM",
    "TO",
    "BELOW",
    "CELL",
    "RESTS_ON",
    "REVISION_OF",
}


def properties(fields: Iterable[str], left_out: set[str]) -> set[str]:
    return (set(fields) - {"valid"} - left_out) | ADDED


def expected_properties() -> set[tuple[str, str]]:
    return {
        (label, name)
        for label, model in MODELS.items()
        for name in properties(model.model_fields, SAID_BY_RELATIONSHIPS)
    }


def documented_properties() -> set[tuple[str, str]]:
    found = set()
    for name, where, _ in table("Von Knoten · Of nodes"):
        named = set(coded(where))
        where_it_is = named if not where.startswith("alle") else set(MODELS) - named
        found |= {(label, coded(name)[0]) for label in where_it_is}
    return found


def test_the_table_of_properties_is_what_records_have() -> None:
    assert documented_properties() == expected_properties()


def test_the_table_of_properties_of_relationships_is_what_ties_have() -> None:
    documented = {coded(name)[0] for name, _ in table("Von Beziehungen · Of relationships")}
    assert documented == properties(Tie.model_fields, {"type", "kind", "origin", "target"})


def test_the_table_of_labels_is_complete_and_has_no_other() -> None:
    assert sorted(coded(row[0])[0] for row in table("Labels · Labels")) == sorted(LABELS | LABELS_BENEATH)


def rows_of_ties() -> set[tuple[str, ...]]:
    found: set[tuple[str, ...]] = set()
    for kind, words in vocabulary().tie_kinds.items():
        ways = [", ".join(dict.fromkeys(f"`{label_at(end)}`" for end in side)) for side in (words.origin, words.target)]
        roles = ", ".join(f"`{role}`" for role in words.roles) or "–"
        said = f"{words.forward.de} · {words.forward.en}"
        found.add((f"`{relationship(kind)}`", " → ".join(ways), said, roles))
    return found


def label_at(end: str) -> str:
    """The label of what may stand at an end, the narrowest one."""
    return {"body": "Actor", "document": "Document"}.get(end) or labels()[end][-1]


def test_every_kind_of_tie_is_told_with_its_ends_its_words_and_its_roles() -> None:
    told = {tuple(row) for row in table("Beziehungen · Relationships")}
    assert {row for row in told if len(row) == 4} == rows_of_ties()
    assert {coded(row[0])[0] for row in told if len(row) == 3} == BENEATH


def test_the_pictures_show_every_relationship() -> None:
    pictures = "".join(re.findall(r"```mermaid\n(.*?)```", PAGE, re.DOTALL))
    shown = {word for words in re.findall(r'"([^"]+)"', pictures) for word in re.findall(r"\b[A-Z_]{2,}\b", words)}
    assert shown == BENEATH | {coded(row[0])[0] for row in rows_of_ties()}


def test_the_graph_has_no_label_that_the_page_does_not_tell(asked: Asked) -> None:
    rows = asked.rows("MATCH (n) UNWIND labels(n) AS label RETURN DISTINCT label")
    assert {row["label"] for row in rows} <= LABELS | LABELS_BENEATH


def test_the_graph_has_no_property_that_the_page_does_not_tell(asked: Asked) -> None:
    rows = asked.rows(
        "MATCH (n:Actor|Measure|Concept|Need|Document|Event|Judgement) UNWIND labels(n) AS label UNWIND keys(n) AS name"
        " RETURN DISTINCT label, name"
    )
    found = {(row["label"], row["name"]) for row in rows if row["label"] in MODELS}
    assert found <= documented_properties()


def test_the_graph_has_no_relationship_that_the_page_does_not_tell(asked: Asked) -> None:
    rows = asked.rows(
        "MATCH (a)-[r]->(b) UNWIND labels(a) AS origin UNWIND labels(b) AS target"
        " RETURN DISTINCT type(r) AS type, origin, target"
    )
    found: dict[str, set[tuple[str, str]]] = {}
    for row in rows:
        found.setdefault(row["type"], set()).add((row["origin"], row["target"]))
    told = {
        coded(row[0])[0]: [coded(side) for side in row[1].split(" → ")] for row in table("Beziehungen · Relationships")
    }
    assert found.keys() <= told.keys()
    for type_, ends_found in found.items():
        assert ends_found & set(product(*told[type_])), f"{type_} joins {ends_found}"


def test_the_graph_has_no_property_of_a_relationship_that_the_page_does_not_tell(asked: Asked) -> None:
    rows = asked.rows("MATCH ()-[r]->() UNWIND keys(r) AS name RETURN DISTINCT type(r) AS type, name")
    ties = {coded(name)[0] for name, _ in table("Von Beziehungen · Of relationships")}
    of_sources = {"position", "locator", "quote", "retrieved"}
    told = {type_: of_sources if type_ in ("CITES", "RESTS_ON") else set() for type_ in BENEATH}
    assert {(row["type"], row["name"]) for row in rows if row["name"] not in told.get(row["type"], ties)} == set()


def test_every_property_beneath_is_told(asked: Asked) -> None:
    rows = asked.rows(
        "MATCH (n:Version|Network|Revision|Akteursnetz|OwnKnowledge) UNWIND keys(n) AS name RETURN DISTINCT name"
    )
    told = set(re.findall(r"`(\w+)`", PAGE))
    assert {row["name"] for row in rows} <= told
