"""The pages about coverage as a reader gets them: content, state in the address, empty networks, bad input."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

import pytest
from fastapi.testclient import TestClient

from graph_service.api.schemas_findings import GapOut
from graph_service.app import create_app
from graph_service.model.change import ChangeSet
from graph_service.model.nodes import Need
from graph_service.operations.service import Service
from graph_service.settings import Settings
from graph_service.web.coverage import gap_groups
from tests.api.conftest import service_of
from tests.builders import SOURCE, concept, tie

PAGES = ("abdeckung", "abdeckung/luecken", "abdeckung/erfassen")
CELL = "abdeckung?row=field/A&column=target_group/gefluechtete"


@pytest.fixture(scope="module")
def city(leverkusen: Service) -> Iterator[TestClient]:
    """The pages over the shipped network, which is only read."""
    with TestClient(create_app(Settings(store="memory:", network="leverkusen"))) as client:
        client.app.state.service = leverkusen  # type: ignore[attr-defined]
        yield client


def shown(client: TestClient, page: str, network: str = "leverkusen") -> str:
    answer = client.get(f"/{network}/{page}")
    assert answer.status_code == 200, answer.text
    return answer.text


def plain(html: str) -> str:
    """What a reader reads, without tags."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def lead(html: str) -> str:
    found = re.search(r'<p class="lead" id="antwort">(.*?)</p>', html)
    assert found
    return unescape(found[1])


@pytest.mark.parametrize("network", ["stadt", "leer"])
@pytest.mark.parametrize("page", [*PAGES, "abdeckung?columns=district&enough=1", "abdeckung/luecken?finding=unknown"])
def test_every_page_answers_in_both_languages(client: TestClient, network: str, page: str) -> None:
    for more in ("", "lang=en"):
        html = shown(client, page + (("&" if "?" in page else "?") + more if more else ""), network)
        assert f'<html lang="{"en" if more else "de"}">' in html
        assert lead(html)


def test_an_empty_network_is_told_what_is_missing(client: TestClient) -> None:
    assert "Hier steht dann, wofür etwas erfasst ist und wofür nicht." in shown(client, "abdeckung", "leer")


def test_the_table_stands_for_the_broadest_concepts_and_opens_by_a_link(city: TestClient) -> None:
    html = shown(city, "abdeckung")
    assert "37 von 99 Kombinationen" in lead(html)
    assert html.count('<th scope="row"') == 11 + 5  # fields, and the first gaps
    opening = re.search(r'href="([^"]*open=target_group%2Ffrauen[^"]*)#tabelle"', html)
    assert opening
    opened = city.get(unescape(opening[1])).text
    assert "Oberstufenschülerinnen" in opened
    assert "110 Kombinationen" in lead(opened)


def test_the_overview_counts_the_combinations_without_a_measure_as_the_page_it_leads_to(city: TestClient) -> None:
    start = unescape(shown(city, ""))
    told = re.search(r'href="/leverkusen/abdeckung">Für (\d+) von (\d+) Kombinationen .*?für (\d+) davon', start)
    assert told
    none, of, partly = told.groups()
    words = lead(shown(city, "abdeckung"))
    assert f"von {of} Kombinationen" in words
    assert f"für {none} ist keine für das Ganze erfasst, für {partly} davon aber Maßnahmen für Teile" in words
    assert f"Für {none} von {of} Kombinationen" in lead(shown(city, "abdeckung/luecken"))


def test_the_overview_counts_measures_as_the_page_of_what_nobody_coordinates(city: TestClient) -> None:
    told = re.search(r"ähnliche Maßnahmen \((\d+ Paare von Maßnahmen)\), ohne", shown(city, ""))
    assert told
    assert f"({told[1]})" in shown(city, "ueberschneidungen?uncoordinated=true")


def test_a_field_without_a_whole_combination_says_once_how_many_are_served_in_part(city: TestClient) -> None:
    html = shown(city, "abdeckung?field=E")
    assert re.findall(r'<td class="cell-none_recorded[^"]* in-part"', html) == [
        '<td class="cell-none_recorded heat-none in-part"'
    ]
    assert "ist für keine von 9 Kombinationen aus Handlungsfeld und Zielgruppe eine" in lead(html)
    assert "für das Ganze erfasst; für eine sind aber Maßnahmen für Teile erfasst (engere Begriffe)." in lead(html)
    assert "ist keine" not in lead(html)


def test_all_narrower_concepts_can_be_shown(city: TestClient) -> None:
    assert "484 Kombinationen" in lead(shown(city, "abdeckung?narrower=true"))


def test_a_cell_says_its_state_in_words_and_marks_what_is_for_parts_only(city: TestClient) -> None:
    words = plain(shown(city, "abdeckung"))
    assert "Sprache/Sprachförderung, Menschen mit Migrationsgeschichte: keine 15 für Teile" in words
    assert "Gesamtstädtische Steuerung und Kommunikation, Frauen: 1 eine Maßnahme, 2 Träger allgemein" in words
    assert "Sprache/Sprachförderung, Stadtbezirk I: ? nicht zu sagen, 8 möglich 5 für Teile" in plain(
        shown(city, "abdeckung?columns=district")
    )


def test_a_cell_shows_its_measures_parts_nearest_and_who_could_with_sources(city: TestClient) -> None:
    words = plain(shown(city, CELL))
    for said in (
        "sind am",
        "10 laufende Maßnahmen erfasst, getragen von 8 Akteuren.",
        "Nur für einen Teil davon",
        "Am nächsten, für andere erfasst",
        "Wer könnte hier etwas tun?",
        "Quellen dieser Seite",
    ):
        assert said in words
    assert 'aria-current="true"' in shown(city, CELL)


def test_the_third_facet_is_a_filter_that_a_cell_keeps(city: TestClient) -> None:
    html = shown(city, f"{CELL}&district=opladen")
    assert "Sprache/Sprachförderung · Geflüchtete · Opladen" in plain(html)
    assert "Eingeschränkt auf: Opladen." in html


def test_links_and_the_form_keep_the_state(city: TestClient) -> None:
    html = shown(
        city, f"{CELL}&at=2018-06-30&documented=true&planned=true&open=target_group/frauen&enough=3&revision=1"
    )
    cells = [unescape(one) for one in re.findall(r'href="(/leverkusen/abdeckung\?[^"]*#zelle)"', html)]
    assert cells
    for part in ("at=2018-06-30", "documented=true", "planned=true", "enough=3", "revision=1"):
        assert all(part in one for one in cells), part
    form = html[html.index("<form", html.index('class="filter-box"')) : html.index("</details>")]
    for part in ('name="open" value="target_group/frauen"', 'name="row" value="field/A"', 'name="revision" value="1"'):
        assert part in form
    assert 'name="at" value="2018-06-30"' in form
    assert "30.\N{NO-BREAK SPACE}Juni\N{NO-BREAK SPACE}2018" in lead(html)


def test_a_form_sent_as_it_stands_is_answered(client: TestClient) -> None:
    for page in PAGES:
        shown(client, f"{page}?field=&target_group=&district=&at=&enough=2&rows=field&columns=target_group", "stadt")


def test_gaps_are_listed_page_by_page_and_by_finding(city: TestClient) -> None:
    assert "Gezeigt: 101 bis 200 von 230." in plain(shown(city, "abdeckung/luecken?narrower=true&offset=100"))
    single = plain(shown(city, "abdeckung/luecken?finding=single_provider"))
    assert "ein einziger Träger" in single
    unknown = plain(shown(city, "abdeckung/luecken?finding=unknown&columns=district"))
    assert "Maßnahmen könnten dazugehören" in unknown


def test_what_to_record_next_links_to_the_records(city: TestClient) -> None:
    html = shown(city, "abdeckung/erfassen?field=D")
    assert "seit 2014 nicht bestätigt" in html
    assert re.search(r'<th scope="row"><a href="/leverkusen/massnahmen/m\d+">', html)


def test_supply_against_need_is_a_table_where_need_is_recorded(client: TestClient) -> None:
    records = [
        concept("district", "nord", "Nord"),
        concept("district", "sued", "Süd"),
        tie("located_in", "measure/m1", "district/nord"),
        Need(id="need/n", name="Nord", value=100, unit="Personen", district="district/nord", sources=SOURCE),
        Need(id="need/s", name="Süd", value=300, unit="Personen", district="district/sued", sources=SOURCE),
    ]
    service_of(client).store.commit("stadt", ChangeSet(put=records), author="T", reason="Bedarf")
    words = plain(shown(client, "abdeckung?columns=district", "stadt"))
    assert "zu wenig Daten" in words
    assert "75 % der Angebote müssten an einem anderen Ort stehen" in words


def test_the_page_of_a_field_shows_its_first_gaps(city: TestClient) -> None:
    html = shown(city, "felder/D")
    part = html[html.index('id="luecken"') : html.index('id="bild"')]
    assert "Für keine von 9 Kombinationen aus Handlungsfeld und Zielgruppe" in plain(part)
    assert "/leverkusen/abdeckung/luecken?field=D" in part
    assert "row=field%2FD&amp;column=target_group%2F" in part


@pytest.mark.parametrize(
    ("page", "status", "said"),
    [
        ("abdeckung?field=Z", 404, "Handlungsfeld: „Z“ ist in diesem Netzwerk nicht erfasst."),
        ("abdeckung?row=field/Z", 404, "Handlungsfeld: „Z“"),
        ("abdeckung?column=target_group/frau&row=field/A", 404, ">Frauen</a>"),
        ("abdeckung?row=actor/ki", 422, "lässt sich keine Abdeckung bilden"),
        ("abdeckung?row=field/A&column=field/D", 422, "das wäre zweimal dasselbe"),
        ("abdeckung?row=target_group/alle", 422, "Gefragt ist nach einer Kombination"),
        ("abdeckung?rows=field&columns=field", 422, "„Handlungsfeld“ stünde zweimal da: das wäre zweimal dasselbe."),
        ("abdeckung?rows=quatsch", 422, "Erlaubt sind verschiedene von: Handlungsfeld, Zielgruppe und Ort."),
        ("abdeckung?open=target_group/frau", 404, "open=target_group%2Ffrauen"),
        ("abdeckung?at=gestern", 422, "gestern"),
        ("abdeckung?enough=0", 422, "So viele Träger genügen: „0“"),
        ("abdeckung?revision=99", 404, "99"),
        ("abdeckung/luecken?finding=keine", 422, "keine"),
        ("abdeckung/erfassen?district=x", 404, "Ort: „x“"),
    ],
)
def test_what_cannot_be_shown_is_said_within_the_network(city: TestClient, page: str, status: int, said: str) -> None:
    answer = city.get(f"/leverkusen/{page}")
    assert answer.status_code == status
    assert said in answer.text
    assert "Hauptmenü" in answer.text


@pytest.mark.parametrize("words", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "x" * 300])
def test_hostile_words_stay_words(client: TestClient, words: str) -> None:
    for name in ("row", "open", "field", "rows", "finding", "unit"):
        for page in PAGES[:2]:
            answer = client.get(f"/stadt/{page}", params={name: words})
            assert answer.status_code in (200, 404, 422)
            assert words not in answer.text or words.isalpha()


def test_a_name_with_markup_or_300_characters_is_shown_as_it_is(client: TestClient) -> None:
    put = [concept("target_group", "b", "<b>fett</b>", broader=("target_group/alle",)),
           concept("target_group", "lang", "ä" * 300, broader=("target_group/alle",))]  # fmt: skip
    service_of(client).store.commit("stadt", ChangeSet(put=put), author="T", reason="Namen")
    html = shown(client, "abdeckung", "stadt")
    assert "<b>fett" not in html
    assert "ä" * 300 in html


def test_gaps_of_which_the_same_is_true_share_a_row_and_are_all_counted(city: TestClient) -> None:
    html = shown(city, "abdeckung/luecken")
    words = plain(html)
    total, told = (int(found) for found in re.findall(r"Gezeigt: 1 bis (\d+) von (\d+)\.", words)[0])
    assert total == told
    table = html[html.index('id="luecken-tabelle"') :]
    rows = table[: table.index("</table>")].count("<tr>") - 1
    assert f"Sie stehen in {rows} Zeilen" in words
    assert rows < total / 1.5
    assert table[: table.index("</table>")].count("#zelle") == total


def test_narrower_gaps_unfold_beneath_the_wider_one(client: TestClient) -> None:
    network = service_of(client).network("stadt")
    base = client.get("/api/v1/networks/stadt/gaps", params={"facet": ["field", "target_group"]}).json()["items"]
    groups = gap_groups(network, [GapOut.model_validate(one) for one in base])
    assert sum(1 + len(group.same) + len(group.narrower) for group in groups) == len(base)
    for group in groups:
        for row in group.narrower:
            pairs = zip(row.cell, group.first.cell, strict=True)
            assert all(one.id in network.narrower(wide.id) for one, wide in pairs)
