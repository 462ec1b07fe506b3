"""The audit: what requests leave in it, and how it is read."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from graph_service.access.audit import ANYONE, Event
from graph_service.access.roles import Role
from graph_service.operations.service import today
from graph_service.web import data
from graph_service.web.auditing import SHOWN
from tests.uploads import zipped
from tests.web.house import Browser, Town, open_town

JUDGEMENT = {
    "kind": "coordination", "first": "actor/awo", "second": "actor/ki", "decision": "coordinated",
    "reason": "Sie treffen sich.", "revision": "1",
}  # fmt: skip


@pytest.fixture
def town() -> Iterator[Town]:
    with open_town() as town:
        yield town


@pytest.fixture
def me(town: Town) -> Browser:
    return town.signed_in("koordination", Role.COORDINATOR)


@pytest.fixture
def boss(town: Town) -> Browser:
    return town.administrator()


def who(browser: Browser) -> str:
    assert browser.account is not None
    return browser.account.id


def lines(answer: Any) -> list[dict[str, Any]]:
    assert answer.status_code == 200, answer.text
    return [json.loads(line) for line in answer.text.splitlines()]


@pytest.mark.parametrize(
    ("address", "what"),
    [
        ("/api/v1/networks/stadt/export?format=json", "api.handing_out.export:json"),
        ("/api/v1/networks/stadt/export", "api.handing_out.export:xlsx"),
        ("/api/v1/networks/stadt/graph?format=graphml", "api.pictures.graph:graphml"),
        ("/api/v1/networks/stadt/annex?question=Wer%20handelt%20in%20Feld%20D%3F", "api.annexes.annex:docx"),
        ("/stadt/abdeckung?format=docx", "web.coverage.matrix:docx"),
    ],
)
def test_every_file_that_is_handed_out_is_noted_with_its_form(town: Town, me: Browser, address: str, what: str) -> None:
    assert me.get(address).status_code == 200
    assert town.notes() == [("exported", who(me), "stadt", what)]


def test_a_file_for_a_stranger_is_noted_too(town: Town) -> None:
    town.access.openness.open("stadt")
    town.browser().get("/api/v1/networks/stadt/export?format=json")
    assert town.notes() == [("exported", ANYONE, "stadt", "api.handing_out.export:json")]


def test_a_file_that_the_reader_has_already_is_not_noted_again(town: Town, me: Browser) -> None:
    address = "/api/v1/networks/stadt/export?format=json"
    etag = me.get(address).headers["etag"]
    assert me.get(address, headers={"If-None-Match": etag}).status_code == 304
    assert me.client.head(address).status_code == 200
    assert len(town.notes()) == 1


def test_reading_leaves_no_line(town: Town, me: Browser) -> None:
    for address in ("/stadt", "/stadt/akteure", "/api/v1/networks/stadt/actors", "/api/v1/networks/stadt/graph"):
        assert me.get(address).status_code == 200
    assert town.notes() == []


def test_every_revision_is_noted_with_its_number(town: Town, me: Browser) -> None:
    answer = me.send("/stadt/urteile", **JUDGEMENT)
    assert answer.status_code == 303, answer.text
    assert town.notes() == [("changed", who(me), "stadt", "web.judging.sign:2")]


def test_a_form_that_is_refused_changes_nothing_and_leaves_no_line(town: Town, me: Browser) -> None:
    assert me.send("/stadt/urteile", **(JUDGEMENT | {"reason": ""})).status_code == 422
    assert town.notes() == []


def test_a_file_that_is_taken_over_is_noted_as_done_by_who_took_it(
    town: Town, me: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(data, "PATIENCE", 30)  # it is written in another thread
    form, files = {"csrf": me.token()}, {"file": ("liste.zip", zipped())}
    head = {"Sec-Fetch-Site": "same-origin"}
    checked = me.client.post("/stadt/daten", data=form, files=files, headers=head, follow_redirects=False)
    assert checked.status_code == 303, checked.text
    assert town.notes() == []
    assert me.send(checked.headers["location"], take="1").status_code == 303
    assert town.notes() == [("changed", who(me), "stadt", "web.data.take:2")]


def test_what_an_account_may_not_is_noted(town: Town) -> None:
    reader = town.signed_in("lesend", Role.READER)
    assert reader.send("/stadt/urteile", page="/konto", **JUDGEMENT).status_code == 403
    assert town.notes() == [("refused", who(reader), "stadt", "web.judging.sign")]


def test_what_strangers_may_not_does_not_fill_the_audit(town: Town) -> None:
    stranger = town.browser()
    assert stranger.get("/verwaltung").status_code == 303
    assert stranger.send("/stadt/urteile", **JUDGEMENT).status_code == 401
    assert stranger.client.post("/stadt/urteile", data=JUDGEMENT).status_code in (401, 403)
    assert town.notes() == []


def test_a_program_is_noted_with_its_token(town: Town, me: Browser) -> None:
    assert me.account is not None
    until = today() + timedelta(days=9)
    me.send("/konto/schluessel", purpose="x", network="stadt", role="reader", until=until.isoformat())
    [token] = town.access.tokens.all()
    secret = town.access.tokens.issue(
        me.account, "y", "stadt", Role.READER, token.until, writing=False
    )  # a second one, whose text is known here
    head = {"Authorization": f"Bearer {secret.secret.get_secret_value()}"}
    assert town.browser().get("/api/v1/networks/stadt/export?format=json", headers=head).status_code == 200
    [note] = town.access.audit.notes(limit=1)
    assert (note.event, note.who, note.via) == (Event.EXPORTED, who(me), secret.token.id)


def test_a_link_that_is_opened_is_noted(town: Town, me: Browser) -> None:
    assert me.account is not None
    until = (today() + timedelta(days=9)).isoformat()
    me.send("/stadt/links", address="/stadt/akteure", purpose="Rat", until=until)
    [link] = town.access.links.of("stadt")
    town.browser().get(town.access.links.address(link))
    [note] = town.access.audit.notes(limit=1)
    assert (note.event, note.who, note.via, note.what) == (Event.LINK_OPENED, ANYONE, link.id, link.id)


def test_the_page_tells_lines_newest_first_and_that_it_was_read(town: Town, me: Browser, boss: Browser) -> None:
    me.get("/api/v1/networks/stadt/export?format=json")
    page = boss.get("/verwaltung/protokoll").text
    first, second = (page.index(words) for words in ("hat das Protokoll gelesen", "hat Daten ausgegeben"))
    assert first < second
    assert f"Funktion koordination ({who(me)}) hat Daten ausgegeben: api.handing_out.export:json." in page


def test_the_page_can_be_narrowed_and_turned(town: Town, boss: Browser) -> None:
    for number in range(SHOWN + 5):
        town.access.audit.note(Event.EXPORTED, ANYONE, network="stadt", what=f"n{number}")
    page = boss.get("/verwaltung/protokoll?event=exported&who=anyone").text
    assert page.count("<tr>") == SHOWN + 1
    assert "n104." in page
    assert "n4." not in page
    older = page.partition(">Ältere<")[0].rpartition('href="')[2].partition('"')[0].replace("&amp;", "&")
    assert "n4." in boss.get(older).text
    assert "Zu dieser Auswahl steht nichts" in boss.get("/verwaltung/protokoll?event=restored").text
    assert boss.get("/verwaltung/protokoll?event=unsinn").status_code == 422


def test_the_page_hands_out_lines_of_json(boss: Browser, town: Town) -> None:
    town.access.audit.note(Event.EXPORTED, ANYONE, network="stadt", what="x")
    answer = boss.get("/verwaltung/protokoll?format=jsonl")
    assert answer.headers["content-disposition"].endswith('.jsonl"')
    assert [line["event"] for line in lines(answer)] == ["exported", "audit_read"]


def test_the_administrator_of_a_network_reads_its_lines_only(town: Town) -> None:
    town.access.audit.note(Event.EXPORTED, ANYONE, network="leer", what="elsewhere")
    town.access.audit.note(Event.EXPORTED, ANYONE, network="stadt", what="eigen")
    office = town.signed_in("amt", Role.ADMINISTRATOR)
    page = office.get("/stadt/protokoll").text
    assert ("eigen" in page, "elsewhere" in page) == (True, False)
    assert "elsewhere" not in office.get("/stadt/protokoll?network=leer").text
    assert office.get("/leer/protokoll").status_code == 404
    assert office.get("/verwaltung/protokoll").status_code == 403
    assert {line["network"] for line in lines(office.get("/api/v1/networks/stadt/audit"))} == {"stadt"}


def test_a_coordinator_does_not_read_the_audit(me: Browser) -> None:
    for address in ("/stadt/protokoll", "/verwaltung/protokoll", "/api/v1/audit", "/api/v1/networks/stadt/audit"):
        assert me.get(address).status_code == 403, address


def test_the_api_hands_out_lines_from_a_number_on(town: Town, boss: Browser) -> None:
    for number in range(3):
        town.access.audit.note(Event.EXPORTED, ANYONE, network="stadt", what=f"n{number}")
    answer = boss.get("/api/v1/audit?after=1&limit=2")
    assert answer.headers["content-type"] == "application/x-ndjson"
    assert [line["what"] for line in lines(answer)] == ["n1", "n2"]
    assert [line["event"] for line in lines(boss.get("/api/v1/audit?event=audit_read"))] == ["audit_read"] * 2
    assert lines(boss.get("/api/v1/audit?since=2100")) == []
    assert boss.get("/api/v1/audit?who=x&wer=y").status_code == 422
    assert boss.get("/api/v1/audit?since=morgen").status_code == 422


def test_without_sign_in_requests_leave_no_line() -> None:
    with open_town("off") as town:
        here = town.browser()
        assert here.get("/api/v1/networks/stadt/export?format=json").status_code == 200
        assert here.send("/stadt/urteile", **JUDGEMENT, author="Rat").status_code == 303
        assert town.notes() == []
        assert here.get("/verwaltung/protokoll").status_code == 200
        assert town.notes() == [("audit_read", "machine", None, "")]
