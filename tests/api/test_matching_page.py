"""The page Dubletten: every proposal with its reasons, decided by the usual form and taken back again."""

from __future__ import annotations

import html
import re

import pytest
from fastapi.testclient import TestClient

from tests.api.conftest import service_of
from tests.api.test_matching import BASE, HOST, LONG, with_two

PAGE = "/stadt/daten/dubletten"
AWO, BUND = "actor/awo", "actor/bund"
OWN_PAGE = {**HOST, "Sec-Fetch-Site": "same-origin"}
SIGNED = {"author": "KI", "reason": "Nachgesehen."}


def shown(client: TestClient, address: str = PAGE) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return html.unescape(answer.text)


def ties(client: TestClient) -> list[tuple[str, str]]:
    network = service_of(client).network("stadt")
    return [(tie.origin, tie.target) for tie in network.ties.values() if tie.kind == "part_of"]


def signed(client: TestClient, kind: str, first: str, second: str, decision: str) -> str:
    form = {"kind": kind, "first": first, "second": second, "decision": decision, **SIGNED}
    form["revision"] = str(service_of(client).network("stadt").revision)
    answer = client.post("/stadt/urteile", data=form, headers=OWN_PAGE, follow_redirects=False)
    assert answer.status_code == 303
    return answer.headers["Location"]


def test_without_a_proposal_the_page_says_so(client: TestClient) -> None:
    page = shown(client)
    assert "kein Paar aufgefallen" in page
    assert "Zurzeit ist kein Vorschlag offen." in page
    assert "Noch ist zu keinem Paar von Akteuren etwas entschieden." in page


def test_the_page_says_what_the_api_answers(client: TestClient) -> None:
    with_two(client)
    answer, page = client.get(f"{BASE}/matches").json(), shown(client)
    assert answer["total"] == 3
    for words in (answer["sentence"], *answer["caveats"], *(one["words"] for one in answer["items"])):
        assert words in page
    for one in answer["items"]:
        assert all(reason["words"] in page for reason in one["reasons"])


def test_every_decision_of_a_proposal_leads_to_the_form_with_it_chosen(client: TestClient) -> None:
    with_two(client)
    links = re.findall(r'href="([^"]*urteile/neu[^"]*)"', client.get(PAGE).text)
    assert len(links) == 6
    for link in links:
        assert shown(client, html.unescape(link)).count(" checked>") == 1


def test_a_rejected_pair_stands_last_with_a_way_to_take_it_back(client: TestClient) -> None:
    with_two(client)
    back = signed(client, "same_as", AWO, LONG, "different")
    assert back.startswith(PAGE)
    decided = shown(client, back).partition("Was entschieden ist")[2]
    assert "verschiedene Organisationen" in decided
    assert "KI" in decided
    assert "/stadt/urteile/zuruecknehmen?" in decided


def test_an_accepted_part_is_recorded_as_a_tie_and_goes_when_that_is_taken_back(client: TestClient) -> None:
    with_two(client)
    before = ties(client)
    signed(client, "part_of", LONG, BUND, "part")
    assert set(ties(client)) - set(before) == {(LONG, BUND)}
    [judgement] = service_of(client).network("stadt").judgements.values()
    client.delete(f"{BASE}/judgements/{judgement.id}", params=SIGNED, headers=HOST)
    assert ties(client) == before


def test_a_rejected_part_is_not_proposed_again(client: TestClient) -> None:
    with_two(client)
    signed(client, "part_of", LONG, BUND, "not_part")
    found = client.get(f"{BASE}/matches", params={"relation": "part_of"}).json()
    assert (LONG, BUND) not in {(one["first"]["id"], one["second"]["id"]) for one in found["items"]}
    assert found["settled"] == 1


def test_the_form_says_that_accepting_a_part_records_the_tie(client: TestClient) -> None:
    with_two(client)
    page = shown(client, f"/stadt/urteile/neu?kind=part_of&first={LONG}&second={BUND}")
    assert "„AWO Kreisverband“ ist Teil von „AWO Bundesverband“." in page


@pytest.mark.parametrize("address", ["/stadt/daten", "/stadt/akteure", "/stadt/akteure/awo"])
def test_other_pages_lead_there(client: TestClient, address: str) -> None:
    with_two(client)
    assert f'href="{PAGE}' in client.get(address).text


def test_an_actor_without_a_proposal_does_not_lead_there(client: TestClient) -> None:
    assert PAGE not in client.get("/stadt/akteure/awo").text


def test_an_earlier_state_offers_no_decision(client: TestClient) -> None:
    with_two(client)
    number = service_of(client).network("stadt").revision
    signed(client, "same_as", AWO, LONG, "different")
    page = shown(client, f"{PAGE}?revision={number}")
    assert "urteile/neu" not in page
    assert "früheren Stand" in page
