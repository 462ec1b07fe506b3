"""What a list holds, counted: nothing is lost, unknown is a value of its own, old years are put together."""

from __future__ import annotations

from datetime import date

import pytest

from graph_service.analysis.completeness import source_uses
from graph_service.language import render
from graph_service.model.network import Network
from graph_service.operations.tallies import MOST_YEARS, Tally, actors_tally, measures_tally, sources_tally
from tests import builders

DAY = date(2024, 6, 30)


def town(*more: object) -> Network:
    return Network("stadt", [*builders.small_town(), *more], 1)  # type: ignore[list-item]


def rows(tally: Tally) -> dict[str, tuple[int, int]]:
    return {render(row.label): (row.total, row.beside) for row in tally.rows}


def test_each_actor_is_counted_in_its_sector_and_empty_sectors_are_named() -> None:
    network = town()
    tally = actors_tally(network, network.actors, (), narrowed=False)
    assert sum(row.total for row in tally.rows) == len(network.actors)
    assert [row.total for row in tally.rows] == sorted((row.total for row in tally.rows), reverse=True)
    idle = sum(1 for actor in network.actors if not network.ties_from(actor.id, "carries"))
    assert sum(row.counts["unknown"] for row in tally.rows) == idle
    assert "Noch niemand erfasst: " in render(tally.sentence)
    assert all(bool(row.filter) == bool(row.total) for row in tally.rows)


def test_within_one_sector_actors_are_counted_by_kind() -> None:
    network = town()
    actors = [actor for actor in network.actors if actor.sector == "civil_society"]
    tally = actors_tally(network, actors, ["civil_society"], narrowed=True)
    assert sum(row.total for row in tally.rows) == len(actors)
    assert {name for row in tally.rows for name in row.filter} == {"kind"}
    assert "Noch niemand" not in render(tally.sentence)


def test_what_two_actors_share_counts_once_in_their_row() -> None:
    both = [builders.actor("a"), builders.actor("b")]
    network = builders.network(
        *both, builders.measure("m", "M"), builders.carries("a", "m"), builders.carries("b", "m")
    )
    tally = actors_tally(network, network.actors, (), narrowed=False)
    assert (tally.rows[0].total, tally.rows[0].beside) == (2, 1)


def test_a_measure_counts_in_each_of_its_fields_and_one_without_in_a_row_that_leads_to_it() -> None:
    network = builders.network(
        builders.field("A", "Sprache"),
        builders.field("D", "Wohnen"),
        builders.measure("both", "B", "2020/2030"),
        builders.measure("over", "O", "2010/2012"),
        builders.measure("none", "N", "2030/"),
        *(builders.addresses("both", code) for code in "AD"),
        builders.addresses("over", "A"),
    )
    tally = measures_tally(network, network.measures, DAY)
    assert rows(tally) == {"A Sprache": (2, 0), "D Wohnen": (1, 0), "kein Handlungsfeld erfasst": (1, 0)}
    assert [dict(row.filter) for row in tally.rows] == [{"field": "A"}, {"field": "D"}, {"missing": "field"}]
    assert tally.rows[0].counts == {"running": 1, "planned": 0, "completed": 1, "unknown": 0}
    assert tally.rows[2].counts["planned"] == 1


def fields_with(*counts: int) -> Tally:
    """The tally of fields A, B … with so many measures each."""
    codes = "ABCDEFGH"[: len(counts)]
    ids = [(code, f"{code}{n}".lower()) for code, count in zip(codes, counts, strict=True) for n in range(count)]
    network = builders.network(
        *map(builders.field, codes),
        *(builders.measure(one, one, "2020/2030") for _, one in ids),
        *(builders.addresses(one, code) for code, one in ids),
    )
    return measures_tally(network, network.measures, DAY)


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        ((3, 2, 1), "Am meisten: A A (3). Am wenigsten: C C (1)."),
        ((3, 0), "Am meisten: A A (3). In einem Feld ist keine davon erfasst."),
        ((3, 1, 0, 0), "Am meisten: A A (3). In 2 Feldern ist keine davon erfasst."),
        ((2, 2, 1, 1, 1), "Am meisten: A A und B B (je 2). Am wenigsten: C C, D D und E E (je 1)."),
        ((2, 1, 1, 1, 1), "Am meisten: A A (2). Am wenigsten: je 1 in 4 Feldern."),
        ((1, 1), "Am meisten: A A und B B (je 1)."),
        ((0, 0), "Zu keiner davon ist ein Handlungsfeld erfasst."),
    ],
)
def test_the_fields_with_most_and_fewest_measures_are_named_all_or_counted(counts: tuple[int, ...], said: str) -> None:
    assert render(fields_with(*counts).sentence) == said


def test_a_measure_that_is_known_to_have_no_field_is_not_said_to_lack_one() -> None:
    network = builders.network(builders.measure("m", "M", "2020/2030", none_recorded=("field",)))
    (row,) = measures_tally(network, network.measures, DAY).rows
    assert (render(row.label), row.total, dict(row.filter)) == ("gehört zu keinem Handlungsfeld", 1, {})


def test_a_measure_without_an_end_is_not_said_to_run() -> None:
    network = builders.network(builders.field("A"), builders.measure("m", "M", "2020/"), builders.addresses("m", "A"))
    tally = measures_tally(network, network.measures, DAY)
    assert tally.rows[0].counts["unknown"] == 1
    assert "nicht sicher, ob sie läuft" in render(tally.sentence)


def test_sources_are_counted_by_year_old_ones_together_and_those_without_a_date_by_themselves() -> None:
    documents = [builders.document(f"d{n}", f"Quelle {n}", date=str(2000 + n)) for n in range(MOST_YEARS + 2)]
    documents.append(builders.document("undated", "Ohne"))
    actors = [builders.actor(f"a{n}", sources=[{"document": one.id}]) for n, one in enumerate(documents)]
    tally = sources_tally(source_uses(Network("stadt", [*documents, *actors], 1)))
    assert [render(row.label) for row in tally.rows][-3:] == ["2003", "2002 und früher", "ohne Datum"]
    assert [row.beside for row in tally.rows][-3:] == [1, 3, 1]
    assert sum(row.total for row in tally.rows) == len(actors)
    assert "beruhen auf einer einzigen Quelle" in render(tally.sentence)
