"""How far the measures are: the API, the page and the Word annex tell the same."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest
from docx import Document
from fastapi.testclient import TestClient

from graph_service.model.change import ChangeSet
from graph_service.model.ties import AnyRecord, Judgement
from graph_service.operations.service import today as service_day
from tests.api.conftest import Application, service_of
from tests.builders import PAPER, indicator, measure, observation, report

TOWN = "/api/v1/networks/stadt/progress"
PAGE = "/stadt/fortschritt"
DAY = "2026-11-23"
RECORDS: tuple[AnyRecord, ...] = (
    report("m1", "2026-01-10", "running", done="Zwei <b>Kurse</b>", planned_end="2026-06", reported_by="Leitung KI"),
    report("m2", "2025-01-01", "planned"),
    report("m2", "2026-11-01", "running"),
    indicator("teil", "A", "Teilnehmende", unit="Personen", direction="higher", target_value="200", target_on="2027"),
    observation("teil", "2024", "100"),
    observation("teil", "2025", "140", reported_by="Statistikstelle"),
    observation("teil", "2025", "40", measure="measure/m1"),
    indicator("warten", "D", "Wartezeit", unit="Tage", direction="lower", target_value="30"),
)


@pytest.fixture
def town(client: TestClient) -> TestClient:
    """The small town with reports, indicators and values."""
    return reported(client)


def reported(client: TestClient) -> TestClient:
    service_of(client).store.commit("stadt", ChangeSet(put=RECORDS), author="Test", reason="Berichte")
    return client


def get(client: TestClient, address: str = TOWN, **query: Any) -> dict[str, Any]:
    answer = client.get(address, params={"at": DAY, **query})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def names(found: dict[str, Any], group: str) -> list[str]:
    return [one["measure"]["id"] for one in found["groups"][group]["items"]]


def test_fields_are_told_by_status_and_measures_in_groups(town: TestClient) -> None:
    found = get(town)
    counts = {
        row["notation"]: {one["status"]["id"]: one["measures"] for one in row["by_status"]} for row in found["fields"]
    }
    assert counts["A"]["running"] == 1
    assert (counts["D"]["running"], counts["D"]["unknown"]) == (1, 1)
    assert names(found, "late") == ["measure/m1"]
    assert names(found, "silent") == ["measure/m1"]
    assert names(found, "never") == []
    assert names(found, "moved") == names(found, "started") == ["measure/m2"]
    assert found["sentence"].startswith(
        "Zum 23. November 2026: 3 Maßnahmen, davon 2 laufend und 1 ohne angegebenen Stand."
    )


def test_it_is_told_alike_on_every_store(on_memory: Application, on_neo4j: Application) -> None:
    there, here = (get(reported(one.over_the_town())) for one in (on_neo4j, on_memory))
    assert there == here
    assert here["fields"]


def test_a_measure_whose_end_is_recorded_is_over_and_not_silent(town: TestClient) -> None:
    (gone,) = get(town)["groups"]["unknown"]["items"]
    assert (gone["measure"]["id"], gone["over"], gone["silence"]) == ("measure/m3", True, None)


def test_months_decide_what_is_silent(town: TestClient) -> None:
    assert names(get(town, months=12), "silent") == []


def test_the_day_decides_which_reports_are_known(town: TestClient) -> None:
    found = get(town, at="2025-06-01")
    assert found["groups"]["running"]["total"] == 0
    assert names(found, "never") == ["measure/m1"]


def test_indicators_tell_their_values_their_target_and_where_they_lead(town: TestClient) -> None:
    own, part, waiting = get(town)["indicators"]
    assert (own["course"]["id"], [one["value"] for one in own["values"]]) == ("on_way", ["100", "140"])
    assert "auf gerader Linie wären es jetzt 133,3 Personen" in own["words"]
    assert (part["measure"]["id"], part["course"]["id"]) == ("measure/m1", "unknown")
    assert (waiting["values"], waiting["course"]["id"]) == ([], "unknown")


def test_a_field_narrows_measures_and_indicators(town: TestClient) -> None:
    found = get(town, field="D")
    assert [row["notation"] for row in found["fields"]] == ["D"]
    assert {one["indicator"]["id"] for one in found["indicators"]} == {"indicator/warten"}


def test_every_row_names_what_it_rests_on(town: TestClient) -> None:
    (late,) = get(town)["groups"]["late"]["items"]
    assert late["facts"] == ["measure/m1", "report/m1-2026-01-10"]
    assert late["sources"][0]["document"] == "document/paper"


@pytest.mark.parametrize(
    ("query", "status"), [({"months": 0}, 422), ({"months": 121}, 422), ({"since": "2030"}, 422), ({"field": "Z"}, 404)]
)
def test_what_cannot_be_asked_is_refused(town: TestClient, query: dict[str, Any], status: int) -> None:
    for address in (TOWN, PAGE):
        assert town.get(address, params={"at": DAY, **query}).status_code == status


def test_it_speaks_english(town: TestClient) -> None:
    assert "measures" in get(town, lang="en")["sentence"]


def test_records_of_progress_are_listed_and_told_one_by_one(town: TestClient) -> None:
    base = "/api/v1/networks/stadt"
    assert town.get(f"{base}/reports").json()["total"] == 3
    assert town.get(f"{base}/indicators").json()["total"] == 2
    assert town.get(f"{base}/observations").json()["total"] == 3
    node = town.get(f"{base}/reports/m1-2026-01-10").json()["node"]
    assert (node["measure"]["id"], node["status"]["id"], node["planned_end"]) == ("measure/m1", "running", "2026-06")
    assert town.get(f"{base}/observations/teil-m1-2025").json()["node"]["value"] == "40"


@pytest.mark.parametrize(
    ("question", "address"),
    [
        ("Wie weit sind die Maßnahmen in Feld D?", f"{PAGE}?field=D"),
        ("Was ist überfällig?", f"{PAGE}#ueberfaellig"),
        ("What is late?", f"{PAGE}#ueberfaellig"),
        ("Wozu hat niemand berichtet?", f"{PAGE}#still"),
        ("How far are the measures?", PAGE),
    ],
)
def test_a_question_leads_to_the_page(town: TestClient, question: str, address: str) -> None:
    found = town.get("/api/v1/networks/stadt/ask", params={"q": question}).json()
    assert (found["topic"], found["address"]) == ("progress", address)
    assert found["progress"]["total"] == (2 if "D?" in question else 3)


def page(client: TestClient, **query: Any) -> str:
    answer = client.get(PAGE, params={"at": DAY, **query})
    assert answer.status_code == 200
    return answer.text


def test_the_page_says_what_the_api_says(town: TestClient) -> None:
    html = page(town)
    assert get(town)["sentence"] in html.replace("\N{NO-BREAK SPACE}", " ")
    for place in ("felder", "ueberfaellig", "still", "indikatoren", "geaendert"):
        assert f'id="{place}"' in html


def test_each_bar_is_as_long_as_its_numbers_and_every_chart_has_its_table(town: TestClient) -> None:
    html = page(town)
    bars = re.findall(r'class="bar-part bar-(\w+)" x="([\d.]+)%" y="1" width="([\d.]+)%"', html)
    assert bars == [("running", "0.0", "50.0"), ("running", "0.0", "50.0"), ("unknown", "50.0", "50.0")]
    assert html.count('class="chart"') == html.count("Als Tabelle") == 2


def test_words_of_a_report_cannot_be_markup(town: TestClient) -> None:
    assert "Zwei &lt;b&gt;Kurse&lt;/b&gt;" in page(town)


def test_a_town_without_reports_says_so_and_calls_nothing_late(client: TestClient) -> None:
    html = page(client)
    assert "Bei keiner nicht beendeten Maßnahme ist ein geplantes Ende erfasst" in html
    assert "Kein Wirkungsindikator ist erfasst" in html
    assert "Ohne jeden Bericht (2)" in html


def test_the_page_of_a_measure_shows_its_reports_the_newest_first(town: TestClient) -> None:
    html = town.get("/stadt/massnahmen/m2").text
    assert html.index('datetime="2026-11-01"') < html.index('datetime="2025-01-01"')


def test_the_page_of_a_measure_says_the_status_that_its_newest_report_states(town: TestClient) -> None:
    assert "<dt>Umsetzungsstand</dt><dd>laufend (1." in town.get("/stadt/massnahmen/m2").text


def test_no_relationship_is_offered_where_none_is_possible(town: TestClient) -> None:
    assert "Beziehung hinzufügen" in town.get("/stadt/massnahmen/m2").text
    for record in ("report/m2-2026-11-01", "indicator/teil", "observation/teil-2024"):
        assert "Beziehung hinzufügen" not in town.get(f"/stadt/eintrag/{record}").text


def annex(client: TestClient, **query: Any) -> tuple[str, list[list[str]]]:
    answer = client.get(PAGE, params={"at": DAY, "format": "docx", **query})
    assert answer.status_code == 200
    document = Document(io.BytesIO(answer.content))
    tables = [[cell.text for cell in row.cells] for table in document.tables for row in table.rows]
    return "\n".join(paragraph.text for paragraph in document.paragraphs), tables


def test_the_annex_goes_through_the_fields_in_the_order_of_the_paper(town: TestClient) -> None:
    text, tables = annex(town)
    assert text.index("Fortschritt der Maßnahmen") < text.index("A Sprache") < text.index("D Wohnen")
    assert ["A Sprache", "0", "1", "0", "0", "0", "1"] in tables
    assert any(row[0] == "Teilnehmende" and "2025: 140 Personen" in row[1] for row in tables)
    assert "Quellen" in text


def test_the_annex_names_late_measures_gaps_and_judged_overlaps(town: TestClient) -> None:
    records = (
        measure("m4", "Wohnberatung", "2016/"),
        Judgement(
            kind="overlap",
            subjects=("measure/m2", "measure/m4"),
            decision="keep",
            author="KI",
            decided_on=report("m1", "2026").date,
            reason="Beide sind nötig",
        ),
    )
    service_of(town).store.commit("stadt", ChangeSet(put=records), author="Test", reason="Urteil")
    text, tables = annex(town)
    assert any(row[0] == "Deutschkurs" and "Zwei <b>Kurse</b>" in row[2] for row in tables)
    assert ["Wohnraumvermittlung\nWohnberatung", "behalten", "Beide sind nötig", "KI"] in tables
    assert "Zu jeder betrachteten Kombination ist eine Maßnahme erfasst." in text


def test_the_same_question_gives_the_same_annex(town: TestClient) -> None:
    first, second = (town.get(PAGE, params={"at": DAY, "format": "docx"}).content for _ in range(2))
    assert first == second


def test_what_is_newly_recorded_follows_from_the_revisions(town: TestClient) -> None:
    today = service_day().isoformat()
    service_of(town).store.commit("stadt", ChangeSet(put=(measure("neu"),)), author="Test", reason="Neu")
    found = get(town, at=today, since=today)
    assert names(found, "new") == []
    assert [one["new"] for one in get(town)["groups"]["late"]["items"]] == [None]


def test_long_groups_are_cut_and_counted(client: TestClient) -> None:
    put = tuple(measure(f"x{n}") for n in range(30))
    service_of(client).store.commit("stadt", ChangeSet(put=put), author="Test", reason="Viele")
    group = get(client, limit=5)["groups"]["never"]
    assert (group["total"], len(group["items"])) == (32, 5)


def test_a_network_without_fields_and_measures_has_a_page(client: TestClient) -> None:
    service_of(client).store.create("nichts", "Nichts")
    assert client.get("/nichts/fortschritt").status_code == 200


@pytest.fixture
def with_loose(town: TestClient) -> TestClient:
    """The town with two measures of no field, of which somebody reported on one."""
    records = (measure("frei", "Freier Kurs"), measure("neu", "Neuer Kurs"), report("frei", "2026-11-02", "running"))
    service_of(town).store.commit("stadt", ChangeSet(put=records), author="Test", reason="Ohne Feld")
    return town


def test_measures_of_no_field_are_counted_apart(with_loose: TestClient) -> None:
    found = get(with_loose)
    loose = found["without_field"]
    assert loose["words"] == (
        "Erfasst: 2 Maßnahmen, davon 1 laufend und 1 ohne angegebenen Stand. Keine ist nach den Angaben überfällig."
    )
    assert (loose["measures"], loose["never"], loose["late"]) == (2, 1, 0)
    assert sum(row["measures"] for row in found["fields"]) + loose["measures"] == found["total"]
    assert get(with_loose, field="D")["without_field"]["measures"] == 0


def test_the_page_has_a_row_for_measures_of_no_field_where_there_are_any(with_loose: TestClient) -> None:
    row = re.search(r'<th scope="row">Ohne Handlungsfeld</th>(.*?)</tr>', page(with_loose), re.DOTALL)
    assert row
    cells = re.findall(r'<td class="number" data-label="([^"]+)">(\d+)', row[1])
    assert cells == [("laufend", "1"), ("geplant", "0"), ("abgeschlossen", "0"), ("eingestellt", "0"),
                     ("unbekannt", "1"), ("gesamt", "2"), ("überfällig", "0"), ("ohne Bericht", "1")]  # fmt: skip
    assert 'class="bar-part bar-running"' in row[1]
    assert "Ohne Handlungsfeld" not in page(with_loose, field="A")


def test_the_annex_ends_with_the_measures_of_no_field(with_loose: TestClient) -> None:
    text, tables = annex(with_loose)
    assert text.index("D Wohnen") < text.index("Ohne Handlungsfeld") < text.index("Quellen")
    assert ["Ohne Handlungsfeld", "0", "1", "0", "0", "1", "2"] in tables
    assert {"Freier Kurs", "Neuer Kurs"} <= {row[0] for row in tables}
    assert "Ohne Handlungsfeld" not in annex(with_loose, field="A")[0]


def test_a_network_whose_measures_all_have_a_field_says_nothing_of_others(town: TestClient) -> None:
    assert get(town)["without_field"]["words"] == "Keine der betrachteten Maßnahmen ist ohne Handlungsfeld."
    assert "Ohne Handlungsfeld" not in page(town)
    assert "Ohne Handlungsfeld" not in annex(town)[0]


def test_a_measure_without_any_field_in_the_network_is_counted_too(client: TestClient) -> None:
    service_of(client).store.create("nichts", "Nichts")
    service_of(client).store.commit("nichts", ChangeSet(put=(PAPER, measure("m"))), author="Test", reason="Eine")
    assert "Ohne Handlungsfeld" in client.get("/nichts/fortschritt").text


def test_days_in_the_annex_are_german(town: TestClient) -> None:
    rows = [row for row in annex(town)[1] if row[0] == "Deutschkurs"]
    assert [(row[2], row[3]) for row in rows[:1]] == [("10. Januar 2026: Zwei <b>Kurse</b>", "Juni 2026")]


def test_a_network_in_which_nothing_is_recorded_says_what_the_page_will_show(client: TestClient) -> None:
    html = client.get("/leer/fortschritt").text
    assert "In „Leer“ ist noch nichts erfasst. Hier steht dann, wie weit die Maßnahmen sind" in html
    assert "Daten laden" in html
    assert "überfällig?" not in html.partition("<main")[2].partition("spaeter")[0]


def test_reports_of_one_time_that_contradict_each_other_are_shown_on_both_pages(client: TestClient) -> None:
    put = (report("m1", "2025", "running"), report("m1", "2025-03", "completed"))
    service_of(client).store.commit("stadt", ChangeSet(put=put), author="Test", reason="Berichte")
    for address in (PAGE, "/stadt/massnahmen/m1"):
        told = client.get(address, params={"at": DAY}).text
        after = told.partition("Die Angaben widersprechen sich:")[2]
        assert "Bericht 2025: laufend" in after
        assert "Bericht März 2025: abgeschlossen" in after.replace("\xa0", " ")


def test_a_status_without_any_date_is_unknown_before_the_network_was_kept(client: TestClient) -> None:
    put = (measure("neu", status="running"),)
    service_of(client).store.commit("stadt", ChangeSet(put=put), author="Test", reason="Neu")
    assert "measure/neu" in names(get(client, at="2099-01-01"), "running")
    assert "measure/neu" in names(get(client, at="1990-01-01"), "unknown")
    told = client.get("/stadt/massnahmen/neu", params={"at": "1990-01-01"}).text
    assert "laufend" not in told.partition("Umsetzungsstand")[2].partition("</div>")[0]


def test_where_nothing_is_late_it_is_not_denied_that_an_ended_measure_had_a_planned_end(client: TestClient) -> None:
    put = (report("m1", "2025-07", "completed", planned_end="2025-06"),)
    service_of(client).store.commit("stadt", ChangeSet(put=put), author="Test", reason="Berichte")
    html = client.get(PAGE, params={"at": DAY}).text
    assert "Bei keiner nicht beendeten Maßnahme ist ein geplantes Ende erfasst, das vorbei ist." in html
