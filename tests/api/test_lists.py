"""The lists of actors and measures as they are served: bars and links that agree, the day, and what is chosen."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import NamedTuple

import pytest
from fastapi.testclient import TestClient

from graph_service.app import create_app
from graph_service.model.change import ChangeSet
from graph_service.operations.loading import load_shipped
from graph_service.settings import Settings
from tests.api.conftest import service_of
from tests.api.test_pages_and_api import plain
from tests.builders import addresses, carries, measure


@pytest.fixture(scope="module")
def city() -> Iterator[TestClient]:
    """The shipped network, which these tests only read."""
    with TestClient(create_app(Settings(store="memory:", network="leverkusen"))) as client:
        load_shipped(service_of(client))
        yield client


class Bar(NamedTuple):
    label: str
    link: str | None
    entries: int
    beside: int


def bars(page: str) -> list[Bar]:
    """The rows of the picture of a list."""
    table = page.partition('<table class="tally">')[2].partition("</table>")[0]
    return [_bar(row) for row in table.partition("<tbody>")[2].split("</tr>")[:-1]]


def _bar(row: str) -> Bar:
    link = re.search(r'<a href="([^"]*)"', row)
    label = plain(row[row.index("<th") : row.index("</th>")]).strip()
    count, beside = (int(plain(cell)) for cell in re.findall(r'<td class="number">(.*?)</td>', row))
    return Bar(label, html.unescape(link[1]) if link else None, count, beside)


def listed(page: str) -> int:
    """How many entries the table of a list has."""
    table = page.partition("<table data-sortable>")[2].partition("</table>")[0]
    return table.count('<th scope="row">')


LISTS = (
    *("akteure", "akteure?sector=welfare", "akteure?kind=association", "akteure?sector=welfare&sector=education"),
    *("akteure?field=A&at=1990-01-01", "akteure?missing=ties", "akteure?q=rat&documented=true", "akteure?lang=en"),
    *("massnahmen", "massnahmen?field=A", "massnahmen?missing=district", "massnahmen?status=unknown"),
    *("massnahmen?at=1990-01-01", "massnahmen?target_group=frauen&at=2015-06-30", "massnahmen?q=beratung"),
    *("massnahmen?documented=true", "massnahmen?district=wiesdorf", "massnahmen?asked=Was?"),
)


@pytest.mark.parametrize("address", LISTS)
def test_every_row_counts_what_the_list_holds_to_which_it_leads(city: TestClient, address: str) -> None:
    rows = bars(city.get(f"/leverkusen/{address}").text)
    assert rows
    for row in rows:
        if row.link:
            assert listed(city.get(row.link).text) == row.entries, row


@pytest.mark.parametrize(
    ("address", "linked"),
    [
        ("massnahmen", True),
        ("massnahmen?field=A", False),
        ("massnahmen?missing=district", True),
        ("akteure", True),
        ("akteure?sector=welfare", True),
        ("akteure?sector=welfare&kind=association", False),
    ],
)
def test_a_row_has_a_link_unless_that_would_undo_a_choice(city: TestClient, address: str, linked: bool) -> None:
    rows = bars(city.get(f"/leverkusen/{address}").text)
    assert any(row.link for row in rows) == linked


def test_on_a_day_actors_are_counted_with_the_measures_of_that_day(client: TestClient) -> None:
    page = client.get("/stadt/akteure?at=2012-01-01").text
    assert "Zu 4 ist für diesen Tag keine Maßnahme erfasst." in plain(page)  # only m3 ran, which the AWO carried
    assert sum(bar.beside for bar in bars(page)) == 1
    row = page.partition(">Arbeiterwohlfahrt Kreisverband</a>")[2].partition("</tr>")[0]
    assert re.findall(r'<td class="number">(\d+)</td>', row) == ["1", "2"]  # m3, and the seat in the body


def test_on_a_day_no_more_measures_are_counted_than_the_list_of_that_day_has(city: TestClient) -> None:
    day = "at=1990-01-01"
    here = listed(city.get(f"/leverkusen/massnahmen?{day}").text)
    then = {bar.label: bar.beside for bar in bars(city.get(f"/leverkusen/akteure?{day}").text)}
    ever = {bar.label: bar.beside for bar in bars(city.get("/leverkusen/akteure").text)}
    assert max(then.values()) <= here
    assert then["Wohlfahrt und Beratung"] < ever["Wohlfahrt und Beratung"]


@pytest.fixture
def heard(client: TestClient) -> TestClient:
    """The small town with ties that are told of, but not documented, and a measure of no field."""
    told = {"confirmation": "one_side"}
    more = (addresses("m2", "A", **told), carries("awo", "m2", **told), measure("m9", "Lesekreis", "2020/"))
    service_of(client).store.commit("stadt", ChangeSet(put=more), author="Test", reason="Gehört")
    return client


@pytest.mark.parametrize(("query", "counted"), [("", (2, 3)), ("documented=true", (1, 2))])
def test_what_is_not_documented_does_not_count_where_only_documented_facts_do(
    heard: TestClient, query: str, counted: tuple[int, int]
) -> None:
    (row,) = (row for row in bars(heard.get(f"/stadt/massnahmen?{query}").text) if row.label == "A Sprache")
    assert (row.entries, row.beside) == counted
    assert listed(heard.get(row.link or "").text) == row.entries


def test_measures_of_no_field_have_a_link_unless_something_else_is_missing_too(heard: TestClient) -> None:
    row, other = (bars(heard.get(f"/stadt/massnahmen?{query}").text)[-1] for query in ("", "missing=district"))
    assert row.label == other.label == "kein Handlungsfeld erfasst"
    assert listed(heard.get(row.link or "").text) == row.entries == 1
    assert other.link is None


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("massnahmen?target_group=gefluechtete&district=wiesdorf", "Geflüchtete und Wiesdorf."),
        ("massnahmen?q=kurs&missing=end", "Name oder Wort „kurs“ und kein Ende erfasst."),
        ("massnahmen?status=running&documented=true", "Stand „laufend“ und nur Belegtes."),
        ("massnahmen?at=1990-01-01", "Stichtag 1. Januar 1990."),
        ("akteure?sector=welfare&kind=association", "Bereich „Wohlfahrt und Beratung“ und Art „Vereine“."),
        ("akteure?missing=ties", "keine Beziehung erfasst."),
        ("netz?sector=welfare", "Bereich „Wohlfahrt und Beratung“."),
        ("netz?field=D&at=2017-06-30", "Wohnen und Unterbringung und Stichtag 30. Juni 2017."),
        ("netz?view=actors&tie=member_of&table=lines", "Art der Beziehung „ist Mitglied in“."),
    ],
)
def test_a_page_says_what_it_is_narrowed_to_where_it_is_also_printed(city: TestClient, address: str, said: str) -> None:
    page = re.sub(r"<form.*?</form>", "", city.get(f"/leverkusen/{address}").text, flags=re.DOTALL)
    assert f"Eingeschränkt auf: {said}" in plain(page)


@pytest.mark.parametrize("page", ["akteure", "massnahmen", "netz"])
def test_a_page_that_is_not_narrowed_does_not_speak_of_it(city: TestClient, page: str) -> None:
    assert "Eingeschränkt auf" not in city.get(f"/leverkusen/{page}").text


def test_the_question_what_there_is_stands_on_the_list_and_does_not_narrow_it(city: TestClient) -> None:
    answer = city.get("/leverkusen/frage", params={"q": "Was gibt es für Geflüchtete in Wiesdorf?"})
    assert "<q>Was gibt es für Geflüchtete in Wiesdorf</q>" in answer.text
    same = city.get("/leverkusen/massnahmen?target_group=gefluechtete&district=wiesdorf").text
    assert listed(answer.text) == listed(same) > 0
    assert not any("asked=" in (row.link or "") for row in bars(answer.text))


def test_a_long_label_may_break_after_a_slash(city: TestClient) -> None:
    box = city.get("/leverkusen/massnahmen").text.partition("tally-box")[2].partition("</section>")[0]
    assert box.count("Zivilgesellschaftliches/<wbr>Bürgerschaftliches") == 2  # in the sentence and in its row
