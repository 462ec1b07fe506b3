"""The picture as a file over the API: every form from every view, with name, type, days, and refusals in words."""

from __future__ import annotations

import json
import re
from html import unescape
from io import BytesIO
from typing import Any
from xml.etree import ElementTree

import networkx as nx
import pytest
from fastapi.testclient import TestClient

from graph_service.operations.service import today
from visualisations.views import VIEWS

GRAPH = "/api/v1/networks/stadt/graph"
TYPES = {
    "svg": "image/svg+xml",
    "html": "text/html; charset=utf-8",
    "graphml": "application/graphml+xml",
    "gexf": "application/gexf+xml",
    "cytoscape": "application/json",
}
EVERY_FORM = pytest.mark.parametrize("form", TYPES)
ASKED = {view: f"view={view}" for view in VIEWS} | {
    "focus": "focus=actor/ki",
    "path": "view=path&focus=actor/ki&to=actor/fr",
}


def got(client: TestClient, query: str) -> Any:
    response = client.get(f"{GRAPH}?{query}")
    assert response.status_code == 200, response.text
    return response


def refused(client: TestClient, query: str) -> Any:
    response = client.get(f"{GRAPH}?{query}")
    assert response.headers["content-type"] == "application/problem+json"
    return response.status_code, response.json()


@EVERY_FORM
@pytest.mark.parametrize("view", VIEWS)
def test_every_view_can_be_had_in_every_form(client: TestClient, view: str, form: str) -> None:
    response = got(client, f"{ASKED[view]}&format={form}")
    assert response.headers["content-type"] == TYPES[form]
    drawn = got(client, ASKED[view]).json()
    assert all(node["name"].split()[0] in response.text for node in drawn["nodes"])
    assert "Revision 1" in response.text


@EVERY_FORM
def test_a_file_has_a_name_that_says_what_it_holds(client: TestClient, form: str) -> None:
    ending = {"cytoscape": "cytoscape.json"}.get(form, form)
    said = got(client, f"view=wheel&at=2020-01-31&format={form}").headers["content-disposition"]
    assert said == f'attachment; filename="akteursnetz-stadt-akteure-und-felder-revision-1-2020-01-31.{ending}"'
    around = got(client, f"focus=actor/ki&format={form}").headers["content-disposition"]
    assert around == f'attachment; filename="akteursnetz-stadt-umgebung-ki-revision-1.{ending}"'


@EVERY_FORM
def test_a_file_that_the_reader_has_is_not_sent_again(client: TestClient, form: str) -> None:
    first = got(client, f"format={form}")
    again = client.get(f"{GRAPH}?format={form}", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert "Accept-Language" in first.headers["vary"]


@pytest.mark.parametrize("query", ["format=svg", "format=vis"])
def test_the_tag_differs_by_language(client: TestClient, query: str) -> None:
    assert got(client, query).headers["etag"] != got(client, f"{query}&lang=en").headers["etag"]


def shows(client: TestClient, name: str, query: str, form: str) -> bool:
    """Whether an entry is drawn; the page also names, beside an entry, those that it is tied to elsewhere."""
    text = got(client, f"{query}&format={form}").text
    return (f"<td>{name}</td>" if form == "html" else name) in text


@EVERY_FORM
def test_the_day_decides_what_is_in_the_file(client: TestClient, form: str) -> None:
    assert shows(client, "Auszugsberatung", "view=measures&at=2012-01-01", form)
    assert not shows(client, "Auszugsberatung", "view=measures&at=2024-01-01", form)


@EVERY_FORM
def test_a_file_says_the_day_that_it_tells_of(client: TestClient, form: str) -> None:
    assert "Revision 1, Stand: 1. Januar 2012. Erstellt am" in got(client, f"at=2012-01-01&format={form}").text
    assert "Revision 1, über alle Zeiten. Erstellt am" in got(client, f"format={form}").text


def test_a_view_that_is_always_of_a_day_says_today(client: TestClient) -> None:
    about = json.loads(got(client, "view=coordination&format=cytoscape").text)["data"]
    assert about["day"] == about["made"] == today().isoformat()


@EVERY_FORM
def test_a_file_says_whose_surroundings_it_shows(client: TestClient, form: str) -> None:
    heading = "Stadt: Umgebung von Kommunales Integrationszentrum (KI)"
    assert heading in " ".join(got(client, f"focus=actor/ki&format={form}").text.split())


@EVERY_FORM
def test_a_file_comes_in_english(client: TestClient, form: str) -> None:
    assert "Stadt: Actors, measures and fields" in got(client, f"format={form}&lang=en").text


def test_files_are_read_by_networkx_and_hold_what_the_picture_holds(client: TestClient) -> None:
    drawn = got(client, "view=all").json()
    read = [
        nx.read_graphml(BytesIO(got(client, "format=graphml").content)),
        nx.read_gexf(BytesIO(got(client, "format=gexf").content)),
        nx.cytoscape_graph(got(client, "format=cytoscape").json()),
    ]
    assert [len(graph) for graph in read] == [len(drawn["nodes"])] * 3
    assert [graph.number_of_edges() for graph in read] == [len(drawn["edges"])] * 3
    ElementTree.fromstring(got(client, "format=svg").content)


@EVERY_FORM
def test_a_narrowed_picture_gives_a_narrowed_file(client: TestClient, form: str) -> None:
    assert shows(client, "Wohnraumvermittlung", "view=measures&field=D", form)
    assert not shows(client, "Deutschkurs", "view=measures&field=D", form)


@EVERY_FORM
def test_what_the_limit_leaves_out_is_said(client: TestClient, form: str) -> None:
    text = got(client, f"limit=4&format={form}").text
    assert "Nicht gezeigt, weil am wenigsten verbunden" in " ".join(text.split())


@pytest.mark.parametrize(
    ("query", "status", "place"),
    [
        ("format=pdf", 422, "format"),
        ("format=svg&view=rad", 422, ""),
        ("format=gexf&focus=actor/kii", 404, ""),
        ("format=graphml&at=gestern", 422, "at"),
        ("format=svg&view=path&focus=actor/ki", 422, "to"),
        ("format=svg&steps=9", 422, "steps"),
        ("format=svg&limit=99999", 422, "limit"),
        ("format=svg&size=gross", 422, "size"),
        ("format=svg&sector=x", 422, "sector"),
        ("format=svg&form=x", 422, "form"),
    ],
)
def test_what_cannot_be_drawn_is_refused_in_words(client: TestClient, query: str, status: int, place: str) -> None:
    found, problem = refused(client, query)
    assert found == status
    assert place in problem["place"] or place in str(problem["problems"])
    assert problem["detail"]


def test_a_word_that_is_nearly_right_is_offered_back(client: TestClient) -> None:
    assert "actor/ki" in refused(client, "format=gexf&focus=actor/kii")[1]["near"]
    assert "wheel" in refused(client, "format=svg&view=wheeel")[1]["near"]


@EVERY_FORM
def test_an_empty_network_is_a_sound_file(client: TestClient, form: str) -> None:
    response = client.get(f"/api/v1/networks/leer/graph?format={form}")
    assert response.status_code == 200
    assert "Das Bild ist leer" in " ".join(response.text.split())


@pytest.mark.parametrize("query", ["view=wheel&at=2012-01-01", "view=measures&field=D&sector=welfare", "node=actor/ki"])
def test_the_page_leads_to_files_of_the_picture_that_it_shows(client: TestClient, query: str) -> None:
    page = client.get(f"/stadt/netz?{query}").text
    links = [unescape(link) for link in re.findall(r'href="(/api/v1/networks/stadt/graph\?[^"]+)"', page)]
    assert [link.split("format=")[1] for link in links] == [
        f"{form}&lang=de" for form in ("html", "svg", "graphml", "gexf", "cytoscape")
    ]
    shown = json.loads(re.findall(r"<script[^>]*application/json[^>]*>(.*?)</script>", page, re.DOTALL)[0])["nodes"]
    graph = nx.cytoscape_graph(client.get(links[-1]).json())
    assert set(graph) == {node["id"] for node in shown}


@EVERY_FORM
def test_a_file_of_coordination_names_what_counted(client: TestClient, form: str) -> None:
    told = " ".join(got(client, f"view=coordination&bodies=false&role=lead&format={form}").text.split())
    assert "Gremien zählen nicht." in told.replace("\\u00e4", "ä")
    assert "wer mitwirkt als: Federführung." in told.replace("\\u00fc", "ü").replace("\\u00e4", "ä")


def test_a_role_that_is_none_is_refused(client: TestClient) -> None:
    assert refused(client, "view=coordination&role=traeger")[0] == 422
