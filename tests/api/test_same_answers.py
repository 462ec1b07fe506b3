"""Every address answers alike on every store, letter by letter."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import ExitStack, closing

import pytest
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient

from graph_service.app import create_app
from graph_service.operations.service import Service
from graph_service.settings import Settings
from graph_service.stores import open_store
from graph_service.web import routes
from tests.operations.moves import moved

API, CITY = "/api/v1", "/api/v1/networks/leverkusen"
DAY = "at=2017-06-30"
OF_THE_SERVICE = (
    "/healthz",
    f"{API}/networks",
    f"{API}/networks/leverkusn",
    f"{API}/nix",
    f"{API}/openapi.json",
    f"{API}/me",
)
OF_THE_CITY = (
    "", f"?{DAY}", "?revision=1", "?revision=0", "?revision=99", "?documented=true&lang=en", "?foo=1",
    "/actors", "/actors?limit=7", "/actors?limit=7&after=actor/bib", "/actors?after=nix", "/actors?limit=0",
    "/actors?sector=welfare", "/actors?sector=welfare&kind=association", "/actors?kind=associatio", "/actors?q=moschee",
    "/actors?field=A", f"/actors?field=A&{DAY}&documented=true", "/actors?revision=1", "/actors/adb", "/actors/adbb",
    f"/actors/ki?{DAY}", "/actors/KI", "/actors/ki/partners", f"/actors/ki/partners?{DAY}&documented=true",
    "/measures", "/measures?status=running", "/measures?field=D&limit=3", "/measures?target_group=frauen",
    f"/measures?q=beratung&{DAY}", "/measures?status=run", "/measures/m10", "/measures/m1", "/fields", f"/fields?{DAY}",
    "/fields/D", "/fields/d/actors", f"/fields/A/actors?{DAY}&certain=true", "/fields/D/actors?documented=true",
    "/fields/D/actors?revision=1&planned=true", "/fields/Z/actors", "/concepts", "/concepts?scheme=district",
    "/concepts?scheme=feld", "/concepts/target_group/frauen", "/concepts/district/nix", "/documents",
    "/documents?kind=council_paper", "/documents/rp-fluechtlingslage", "/events", f"/events?{DAY}", "/events?kind=x",
    "/needs", f"/needs?{DAY}", "/history", "/history?record=actor/ki", "/history?record=actor/nix",
    "/search?q=Fluchtlingsrat", "/search?q=Fl%C3%BCchtlings", "/search?q=Fluechtlings", "/search?q=Moschee",
    "/search?q=Moschee&limit=1", "/search?q=rat%20inte", "/search?q=a&revision=1", f"/search?q=sprach&{DAY}",
    "/search?q=%3F", "/search?q=(KI)", "/search?q=gibtesnicht", "/search?q=", "/search",
    "/neighbourhood?node=actor/ki", "/neighbourhood?node=actor/ki&steps=2",
    "/neighbourhood?node=actor/ki&steps=3&limit=9",
    f"/neighbourhood?node=measure/m10&steps=2&{DAY}", "/neighbourhood?node=document/rp-fluechtlingslage",
    "/neighbourhood?node=actor/nix", "/neighbourhood?node=actor/ki&steps=9", "/suggestions", "/suggestions?q=Mo",
    "/ask?q=Wer%20handelt%20in%20Feld%20D%3F", "/ask?q=Was%20macht%20der%20Fl%C3%BCchtlingsrat%3F",
    "/ask?q=Wer%20handelte%202012%20in%20Feld%20D%3F", "/ask?q=Mit%20wem%20arbeitet%20das%20KI%20zusammen%3F",
    "/ask?q=Wetter", "/graph", "/graph?view=wheel", "/graph?view=wheeel", f"/graph?{DAY}", "/graph?format=html",
    "/coverage", f"/coverage?rows=target_group&columns=district&{DAY}", "/coverage?rows=feld", "/gaps?limit=9",
    f"/gaps?field=D&{DAY}", "/gaps?field=Z", "/record-next", "/overlaps?limit=9", "/overlaps?overlap=-1",
    "/coordination?limit=9", "/coordination?revision=1&limit=3", "/changes?from=2010&to=2018",
    "/changes?from_revision=1",
    "/changes?from_revision=0", "/changes", "/paths?from=ki&to=fr", "/paths?from=ki&to=kii", "/recommendations",
    "/roles?limit=9", "/what-if?without=ki", "/what-if?without=nix", "/judgements", "/judgements/nix", "/nix/nix",
    "/governance", f"/governance?{DAY}", "/governance/ir", "/governance/nix", "/cell?field=D&target_group=frauen",
    "/cell?field=D", "/graph?view=coordination", "/graph?view=path&focus=actor/ki&to=actor/fr", "/graph?format=svg",
    "/graph?view=wheel&field=D&size=measures", "/graph?focus=actor/ki&steps=2",
    "/graph?format=graphml&kind=association",
    "/export", "/export?format=json", "/export?format=gexf&revision=1", "/export?format=hsds-json",
    "/export?format=xml", "/template", "/template?lang=en", "/matches", "/matches?limit=3",
    "/annex", "/annex?question=Wetter", "/annex?question=Wer%20handelt%20in%20Feld%20D%3F",
    f"/annex?question=Wer%20sitzt%20im%20Integrationsrat%3F&lang=en&{DAY}",
    "/links", "/forms/measure", "/forms/measur", "/near?type=actor&name=Fl%C3%BCcht",
    "/measures/m10/values", "/measures/m10/history", "/actors/ki/history", "/concepts/target_group/frauen/values",
    "/concepts/target_group/frauen/history", "/reports", "/indicators", "/observations",
    "/progress", f"/progress?{DAY}", "/proposals", "/proposals/nix",
)  # fmt: skip
OF_THE_PAGES = (
    "/", "/leverkusen", "/leverkusen?lang=en", "/leverkusn", f"/leverkusen/netz?{DAY}",
    "/leverkusen/netz?node=actor/ki",
    "/leverkusen/netz?view=xyz", "/leverkusen/frage", "/leverkusen/frage?q=Wer%20handelt%20in%20Feld%20D%3F",
    "/leverkusen/suche", "/leverkusen/suche?q=Moschee", "/leverkusen/felder", "/leverkusen/felder/D",
    f"/leverkusen/felder/A?{DAY}", "/leverkusen/felder/Z", "/leverkusen/akteure", "/leverkusen/akteure?q=Moschee",
    "/leverkusen/akteure?missing=ties", "/leverkusen/akteure/ki", "/leverkusen/akteure/kii", "/leverkusen/massnahmen",
    "/leverkusen/massnahmen?missing=district", "/leverkusen/massnahmen/m10", "/leverkusen/quellen",
    "/leverkusen/quellen/rp-fluechtlingslage", "/leverkusen/nix", "/leverkusen/netz?view=coordination",
    "/leverkusen/netz?view=levels&field=D&size=between", "/leverkusen/abdeckung",
    f"/leverkusen/abdeckung?rows=target_group&columns=district&{DAY}", "/leverkusen/abdeckung/luecken",
    "/leverkusen/abdeckung/erfassen", "/leverkusen/ueberschneidungen", "/leverkusen/ueberschneidungen?field=D",
    "/leverkusen/urteile", "/leverkusen/urteile/neu?kind=overlap&first=measure/m10&second=measure/m11",
    "/leverkusen/urteile/zuruecknehmen?judgement=nix", "/leverkusen/abstimmung", f"/leverkusen/abstimmung?{DAY}",
    "/leverkusen/abstimmung/einladungsliste.txt", "/leverkusen/abstimmung/was-waere-wenn?without=KI",
    "/leverkusen/abstimmung/weg?from=KI&to=Caritas", "/leverkusen/aenderungen?from=2015&to=2018",
    "/leverkusen/steuerung", "/leverkusen/steuerung/ir", "/leverkusen/hilfe", "/leverkusen/daten",
    "/leverkusen/daten?lang=en", "/leverkusen/daten/neu?id=beispielstadt", "/leverkusen/daten/laden/nix",
    "/leverkusen/daten/laden/nix/zuordnung", "/leverkusen/daten/laden/nix/zuordnung.yaml",
    "/leverkusen/daten/zuruecknehmen/1", "/leverkusen/daten/zuruecknehmen/99",
    "/leverkusen/daten/dubletten", "/leverkusen/daten/dubletten?lang=en&limit=1",
    "/anmelden", "/anmelden/anbieter", "/anmelden/zurueck", "/konto", "/verwaltung", "/verwaltung/konten/nix",
    "/leverkusen/links", "/leverkusen/fortschritt",
    f"/leverkusen/fortschritt?{DAY}&lang=en", "/leverkusen/neu/actor", "/leverkusen/bearbeiten/actor/ki",
    "/leverkusen/bearbeiten/measure/m10?lang=en", "/leverkusen/bearbeiten/actor/nix", "/leverkusen/beenden/actor/ki",
    "/leverkusen/entfernen/actor/ki", "/leverkusen/revisionen/1", "/leverkusen/revisionen/99",
    "/leverkusen/abdeckung/erfassen/naechste", "/leverkusen/eintraege", "/leverkusen/eintrag/target_group/frauen",
    "/leverkusen/dasselbe/actor/ki", "/leverkusen/gemeinsam/actor", "/leverkusen/beziehung/actor/ki",
    "/leverkusen/vorschlaege", "/leverkusen/vorschlaege/nix",
)  # fmt: skip
OF_THE_MOMENT = (
    "/metrics", "/readyz", f"{API}/audit", f"{CITY}/audit", "/verwaltung/protokoll", "/leverkusen/protokoll",
)  # fmt: skip
"""Addresses that tell of the process and of what was asked of it, not of the data."""
ADDRESSES = (*OF_THE_SERVICE, *(f"{CITY}{address}" for address in OF_THE_CITY), *OF_THE_PAGES)


@pytest.fixture(scope="module")
def clients(
    leverkusen: Service, leverkusen_on_neo4j: Service, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[list[TestClient]]:
    """The service in memory, and the same on a file and on a server."""
    url = f"sqlite:{tmp_path_factory.mktemp('same') / 'store.sqlite'}"
    with ExitStack() as stack:
        embedded = stack.enter_context(closing(open_store(url)))
        assert moved(leverkusen.store, embedded, every=True)
        found = [serving(service, stack) for service in (leverkusen, Service(embedded), leverkusen_on_neo4j)]
        yield found


def serving(service: Service, stack: ExitStack) -> TestClient:
    app = create_app(Settings(store="memory:", network="leverkusen"))
    client = stack.enter_context(TestClient(app, base_url="http://127.0.0.1:8000"))
    client.app.state.service = service  # type: ignore[attr-defined]
    return client


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_address_answers_alike_on_every_store(clients: list[TestClient], address: str) -> None:
    reference, *others = (client.get(address) for client in clients)
    for other in others:
        assert (other.status_code, other.url) == (reference.status_code, reference.url)
        assert unstamped(other.headers.get("etag", "")) == unstamped(reference.headers.get("etag", ""))
        assert unstamped(other.text) == unstamped(reference.text)


def unstamped(words: str) -> str:
    """Without the stamp of the revision in an ETag or a form, which each store makes itself."""
    return re.sub(r'(-\d+|name="base" value="\d+)\.\w*(?=[-"])', r"\1", words)


def test_no_route_is_left_out() -> None:
    described = create_app(Settings(store="memory:")).openapi()["paths"]
    of_the_api = [path for path, methods in described.items() if "get" in methods]
    of_the_pages = [
        route.path
        for module in routes.MODULES
        for route in module.router.routes
        if isinstance(route, APIRoute) and "GET" in route.methods
    ]
    asked = [address.partition("?")[0] for address in (*ADDRESSES, *OF_THE_MOMENT)]
    for route in (*of_the_api, *of_the_pages):
        assert any(re.fullmatch(pattern(route), address) for address in asked), route


def pattern(route: str) -> str:
    return re.sub(r"\{\w+(:path)?\}", "[^/]+", route)
