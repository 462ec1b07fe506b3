"""A harvest is polite, bounded and resumable, and says what came and what is missing."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from graph_service.model.errors import BadInput, BadValue, UnreadableFile
from graph_service.model.network import Network
from loaders.oparl import Harvest, Manners, harvest, load_oparl
from loaders.oparl.addresses import Reach
from tests.loaders.oparl_server import OParlServer, Reply, city, page, serving, thing

QUICK = Manners(pause=0, timeout=5, tries=3, back_off=0.001)


@pytest.fixture
def server() -> Iterator[OParlServer]:
    with serving() as found:
        found.routes |= city(found.base)
        yield found


def harvested(server: OParlServer, folder: Path, **more: Any) -> Harvest:
    return harvest(f"{server.base}/system", folder, **{"manners": QUICK, **more})


def problems(result: Harvest) -> list[str]:
    return [str(finding.message) for finding in result.report.errors]


def test_a_server_is_recorded_list_by_list_and_its_records_hold_together(server: OParlServer, tmp_path: Path) -> None:
    result = harvested(server, tmp_path)
    assert result.complete
    assert result.counts == {
        "Organization": 3, "Person": 3, "Membership": 6, "Meeting": 2, "AgendaItem": 2, "Paper": 1, "Consultation": 2
    }  # fmt: skip
    loaded = load_oparl(tmp_path)
    assert not loaded.report.errors
    assert loaded.suggested_name == "Stadt Musterhausen"
    network = Network("x", loaded.records)
    assert len(network.actors) == 3
    assert sorted(tie.kind for tie in network.ties.values()) == [
        *("consults", "decides", "member_of", "member_of", "member_of", "takes_part_in", "takes_part_in")
    ]


def test_every_question_names_our_program(server: OParlServer, tmp_path: Path) -> None:
    harvested(server, tmp_path)
    assert {headers["User-Agent"].split()[0] for _, headers in server.asked} == {"akteursnetz"}


def test_no_name_of_a_person_is_written_down(server: OParlServer, tmp_path: Path) -> None:
    harvested(server, tmp_path)
    written = "".join(path.read_text("utf-8") for path in tmp_path.rglob("*.json"))
    assert "membership" in written
    for private in ("Probe", "Petra", "probe.example", "Erika"):
        assert private not in written


def test_a_second_harvest_asks_only_for_what_is_new(server: OParlServer, tmp_path: Path) -> None:
    harvested(server, tmp_path)
    first = load_oparl(tmp_path)
    again = harvested(server, tmp_path)
    assert again.unchanged == again.requests == len(city(server.base))
    assert load_oparl(tmp_path, Network("x", first.records)).records == first.records


def test_a_page_that_changed_is_read_anew_and_one_that_is_gone_is_forgotten(
    server: OParlServer, tmp_path: Path
) -> None:
    harvested(server, tmp_path)
    server.routes["/organizations"] = page(server.routes["/organizations"]["data"])
    again = harvested(server, tmp_path)
    assert again.counts["Organization"] == 2
    assert len(list((tmp_path / "pages").iterdir())) == len(city(server.base)) - 1


def test_a_harvest_that_was_killed_goes_on_where_it_was(server: OParlServer, tmp_path: Path) -> None:
    def kill(kind: str, number: int) -> None:
        if kind == "Meeting":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        harvested(server, tmp_path, tell=kill)
    assert any("unterbrochen" in str(finding.message) for finding in load_oparl(tmp_path).report.errors)
    server.asked.clear()
    result = harvested(server, tmp_path)
    assert result.resumed
    assert result.complete
    assert server.paths == ["/papers"]


def test_a_list_that_fails_is_told_and_the_others_come(server: OParlServer, tmp_path: Path) -> None:
    server.routes["/persons"] = Reply(b"oops", 500)
    result = harvested(server, tmp_path)
    assert not result.complete
    assert problems(result) == ["Der Server meldet einen Fehler (500)."]
    assert result.report.errors[0].place == f"{server.base}/persons"
    assert result.counts["Paper"] == 1
    assert server.paths.count("/persons") == 3
    assert [str(finding.place) for finding in load_oparl(tmp_path).report.errors] == [f"{server.base}/persons"]


def test_a_harvest_with_a_gap_is_completed_without_asking_for_the_rest_again(
    server: OParlServer, tmp_path: Path
) -> None:
    whole = server.routes["/persons"]
    server.routes["/persons"] = Reply(b"oops", 503)
    harvested(server, tmp_path)
    server.routes["/persons"] = whole
    server.asked.clear()
    assert harvested(server, tmp_path).complete
    assert server.paths == ["/persons"]
    assert not load_oparl(tmp_path).report.errors


def test_a_server_that_recovers_is_asked_again(server: OParlServer, tmp_path: Path) -> None:
    good = Reply(json.dumps(server.routes["/papers"]).encode())
    server.routes["/papers"] = [Reply(b"", 500), Reply(b"", 429), good]
    assert harvested(server, tmp_path).complete


def test_the_pause_that_a_server_asks_for_is_kept(
    server: OParlServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits: list[float] = []
    monkeypatch.setattr("loaders.oparl.client.time.sleep", waits.append)
    good = Reply(json.dumps(server.routes["/papers"]).encode())
    server.routes["/papers"] = [Reply(b"", 429, {"Retry-After": "7"}), good]
    assert harvested(server, tmp_path).complete
    assert [wait for wait in waits if wait > 1] == [7]


def test_a_pause_that_is_too_long_ends_the_harvest(server: OParlServer, tmp_path: Path) -> None:
    server.routes["/meetings"] = Reply(b"", 503, {"Retry-After": "3600"})
    result = harvested(server, tmp_path)
    assert problems(result) == [
        "Der Server bittet, erst in 60 Minuten wieder zu fragen.",
        "Nicht mehr geholt oder nicht vollständig: meeting, paper.",
    ]
    assert "/papers" not in server.paths


def test_questions_keep_their_distance(server: OParlServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    waits: list[float] = []
    monkeypatch.setattr("loaders.oparl.client.time.sleep", waits.append)
    harvested(server, tmp_path, manners=Manners(pause=50))
    assert len([wait for wait in waits if wait > 40]) == len(server.paths) - 1


def test_no_harvest_asks_without_end(server: OParlServer, tmp_path: Path) -> None:
    result = harvested(server, tmp_path, manners=Manners(pause=0, most=4))
    assert problems(result)[0] == "Mehr als 4 Anfragen stellt eine Ernte nicht."
    assert len(server.paths) == 4


@pytest.mark.parametrize("following", ["/organizations", "/organizations?page=2", "/papers?from=papers"])
def test_pages_that_lead_in_a_circle_end(server: OParlServer, tmp_path: Path, following: str) -> None:
    there = server.routes["/organizations?page=2"]["data"]
    server.routes["/organizations?page=2"] = page(there, server.base + following)
    server.routes["/papers?from=papers"] = page(there, f"{server.base}/organizations")
    result = harvested(server, tmp_path)
    assert problems(result) == ["Die Seiten dieser Liste führen im Kreis."]
    assert result.counts["Paper"] == 1


def test_pages_that_repeat_themselves_under_new_addresses_end(server: OParlServer, tmp_path: Path) -> None:
    same = server.routes["/organizations"]["data"]
    for number in range(2, 99):
        server.routes[f"/organizations?page={number}"] = page(same, f"{server.base}/organizations?page={number + 1}")
    result = harvested(server, tmp_path)
    assert problems(result) == ["10 Seiten nacheinander brachten nichts Neues."]
    assert len(server.paths) < 25


def test_empty_pages_before_others_are_passed(server: OParlServer, tmp_path: Path) -> None:
    last = server.routes["/organizations?page=2"]
    for number in (2, 3, 4):
        server.routes[f"/organizations?page={number}"] = page([], f"{server.base}/organizations?page={number + 1}")
    server.routes["/organizations?page=5"] = last
    result = harvested(server, tmp_path)
    assert result.complete
    assert result.counts["Organization"] == 3


def test_a_wrong_total_is_noted_and_no_gap(server: OParlServer, tmp_path: Path) -> None:
    server.routes["/organizations?page=2"]["pagination"] = {"totalElements": 4000}
    result = harvested(server, tmp_path)
    assert result.complete
    assert [str(finding.message) for finding in result.report.findings] == [
        "Der Server nennt 4000 Objekte, gekommen sind 3."
    ]


@pytest.mark.parametrize(
    ("reply", "message"),
    [
        (Reply(b"<!DOCTYPE html><html>Wartung</html>"), "Internetseite (HTML)"),
        (Reply(b'{"data": ['), "kein gültiges JSON"),
        (Reply(b"[" * 200_000), "kein gültiges JSON"),
        (Reply(b'{"data": [1' + b"0" * 9000 + b"]}"), "kein gültiges JSON"),
        (Reply(b'{"data"', cut=True), "brach ab"),
        (Reply(b"{}", wait=9), "nicht in der gesetzten Zeit"),
        (Reply(b" " * 50, drip=0.15), "nicht in der gesetzten Zeit"),
        (Reply(b" " * 1_000_000, endless=100), "größer als 2 MB"),
        (Reply(b" " * 3_000_000), "größer als 2 MB"),
        (Reply(gzip.compress(b" " * 100_000_000), headers={"Content-Encoding": "gzip"}), "größer als 2 MB"),
        (Reply(gzip.compress(b"{}")[:-4], headers={"Content-Encoding": "gzip"}), "beschädigt"),
        (Reply(b"no gzip", headers={"Content-Encoding": "gzip"}), "beschädigt"),
        (Reply(b"{}", headers={"Content-Encoding": "br"}), "auf unbekannte Art gepackt (br)"),
        (Reply(b"{}", 403), "gibt diese Adresse nicht heraus (403)"),
        (Reply(b"{}", 302, {"Location": "http://10.0.0.1/admin"}), "zu einem anderen Server"),
        (Reply(b"{}", 302, {"Location": "http://127.0.0.1:9/admin"}), "zu einem anderen Server"),
        (Reply(b"{}", 302, {"Location": "file:///etc/passwd"}), "keine Adresse einer OParl-Schnittstelle"),
        (Reply(b"{}", 302, {"Location": "/papers"}), "leitet zu oft weiter"),
    ],
)
def test_a_bad_answer_is_told_and_what_came_before_is_kept(
    server: OParlServer, tmp_path: Path, reply: Reply, message: str
) -> None:
    server.routes["/papers"] = reply
    patience = Manners(pause=0, timeout=0.3, longest_answer=0.3, tries=2, back_off=0.001, largest=2_000_000)
    result = harvested(server, tmp_path, manners=patience)
    assert message in problems(result)[0]
    assert not result.complete
    assert result.counts["Meeting"] == 2
    assert load_oparl(tmp_path).report.errors


def test_nothing_is_made_of_a_server_that_never_answered(server: OParlServer, tmp_path: Path) -> None:
    server.routes["/system"] = Reply(b"<html></html>")
    with pytest.raises(BadInput, match="HTML"):
        harvested(server, tmp_path)
    with pytest.raises(BadInput, match="nicht zustande"):
        harvest("http://127.0.0.1:9/system", tmp_path / "other", manners=QUICK)


def test_a_redirect_on_the_same_server_is_followed(server: OParlServer, tmp_path: Path) -> None:
    server.routes["/moved"] = server.routes["/papers"]
    server.routes["/papers"] = Reply(b"", 301, {"Location": "/moved"})
    assert harvested(server, tmp_path).complete


def test_a_list_on_another_server_is_not_asked_for(server: OParlServer, tmp_path: Path) -> None:
    server.routes["/bodies"]["data"][0]["paper"] = "http://intranet.example/papers"
    result = harvested(server, tmp_path)
    assert problems(result) == ["Die Adresse führt zu einem anderen Server und wurde nicht aufgerufen."]


def test_an_allowed_host_in_a_private_network_is_not_asked() -> None:
    reach = Reach.around("https://ris.example/oparl", ["localhost", "files.example"])
    with pytest.raises(BadValue, match="privates Netz"):
        reach.check("http://localhost/secret")
    assert reach.check("http://ris.example/oparl/2")
    assert reach.check("https://files.example/1")
    with pytest.raises(BadValue, match="anderen Server"):
        reach.check("https://ris.example:8443/oparl")


@pytest.mark.parametrize(
    "url",
    [
        *("", "ris.example/oparl", "file:///etc/passwd", "ftp://ris.example", "https://a:b@ris.example/", "http://"),
        *("http://x y/", "http://[", "http://x:99999/"),
    ],
)
def test_what_is_no_web_address_is_refused(tmp_path: Path, url: str) -> None:
    with pytest.raises(BadValue, match="keine Adresse"):
        harvest(url, tmp_path / "folder")
    assert not (tmp_path / "folder").exists()


def test_an_address_that_is_not_there_asks_to_check_it_and_leaves_no_folder(
    server: OParlServer, tmp_path: Path
) -> None:
    with pytest.raises(BadInput, match="404") as caught:
        harvest(f"{server.base}/oparI", tmp_path / "new" / "folder", manners=QUICK)
    assert "Adresse prüfen" in str(caught.value.remedy)
    assert list(tmp_path.iterdir()) == []


def test_after_a_page_that_is_no_oparl_the_right_address_goes_into_the_same_folder(
    server: OParlServer, tmp_path: Path
) -> None:
    server.routes["/elsewhere"] = {"hello": "world"}
    with pytest.raises(BadInput, match="keine OParl-Objekte"):
        harvest(f"{server.base}/elsewhere", tmp_path, manners=QUICK)
    assert harvested(server, tmp_path).complete


def test_a_failed_harvest_leaves_what_an_earlier_one_brought(server: OParlServer, tmp_path: Path) -> None:
    harvested(server, tmp_path)
    there = sorted(tmp_path.rglob("*.json"))
    server.routes.clear()
    with pytest.raises(BadInput):
        harvested(server, tmp_path)
    assert sorted(tmp_path.rglob("*.json")) == there


def test_memberships_that_are_only_named_come_from_their_list(server: OParlServer, tmp_path: Path) -> None:
    seats = [seat for one in server.routes["/persons"]["data"] for seat in _named(one)]
    server.routes["/bodies"]["data"][0]["membership"] = f"{server.base}/memberships"
    server.routes["/memberships"] = page(seats)
    result = harvested(server, tmp_path)
    assert result.counts["Membership"] == 6
    assert "/membership/1a" not in server.paths


def test_memberships_without_a_list_are_asked_for_one_by_one_and_closed_ones_are_no_gap(
    server: OParlServer, tmp_path: Path
) -> None:
    for one in server.routes["/persons"]["data"]:
        for seat in _named(one):
            server.routes[seat["id"].removeprefix(server.base)] = seat
    del server.routes["/membership/3b"]
    result = harvested(server, tmp_path)
    assert result.complete
    assert result.counts["Membership"] == 5
    assert [(finding.level, finding.place) for finding in result.report.findings] == [
        ("warning", f"{server.base}/membership/3b")
    ]


@pytest.mark.parametrize(
    ("reply", "told"),
    [(Reply(b"", 500), "Fehler (500)"), (Reply(b"<html>"), "HTML"), (Reply(b"", cut=True), "brach ab")],
)
def test_one_object_that_fails_is_a_gap(server: OParlServer, tmp_path: Path, reply: Reply, told: str) -> None:
    for one in server.routes["/persons"]["data"]:
        for seat in _named(one):
            server.routes[seat["id"].removeprefix(server.base)] = seat
    server.routes["/membership/3b"] = reply
    assert told in problems(harvested(server, tmp_path))[0]


def _named(person: dict[str, Any]) -> list[dict[str, Any]]:
    """The memberships of a person, who from now on only names them."""
    seats: list[dict[str, Any]] = person["membership"]
    person["membership"] = [seat["id"] for seat in seats]
    return [{**seat, "person": person["id"]} for seat in seats]


def test_one_of_several_municipalities_is_to_be_chosen(server: OParlServer, tmp_path: Path) -> None:
    server.routes["/bodies"]["data"].append(thing(server.base, "Body", "2", name="Nachbarort"))
    with pytest.raises(BadInput) as caught:
        harvested(server, tmp_path)
    assert caught.value.near == ("Stadt Musterhausen", "Nachbarort")
    assert harvested(server, tmp_path, body="Stadt Musterhausen").complete


def test_an_address_of_a_body_or_list_is_enough(server: OParlServer, tmp_path: Path) -> None:
    server.routes["/body/1"] = server.routes["/bodies"]["data"][0]
    assert harvest(f"{server.base}/body/1", tmp_path / "a", manners=QUICK).counts["Organization"] == 3
    assert harvest(f"{server.base}/organizations", tmp_path / "b", manners=QUICK).counts == {"Organization": 3}
    server.routes["/odd"] = {"version": 1}
    with pytest.raises(BadInput, match="keine OParl-Objekte"):
        harvest(f"{server.base}/odd", tmp_path / "c", manners=QUICK)


def test_changes_since_a_day_are_added_and_deletions_told(server: OParlServer, tmp_path: Path) -> None:
    harvested(server, tmp_path)
    before = Network("x", load_oparl(tmp_path).records)
    gone = thing(server.base, "Organization", "gfx", deleted=True, modified="2099-01-01T00:00:00Z")
    for name in ("organizations", "persons", "meetings", "papers"):
        changed = [gone] if name == "organizations" else []
        server.routes[f"/{name}?modified_since=2024-01-01T00%3A00%3A00%2B00%3A00"] = page(changed)
    assert harvested(server, tmp_path, since=date(2024, 1, 1)).complete
    loaded = load_oparl(tmp_path, before)
    told = [f for f in loaded.report.findings if "noch erfasst" in str(f.message)]
    assert [finding.place for finding in told] == [f"{server.base}/organization/gfx"]
    assert not any(record.id == told[0].value for record in loaded.records)


def test_a_folder_belongs_to_one_address(server: OParlServer, tmp_path: Path) -> None:
    harvested(server, tmp_path)
    with pytest.raises(UnreadableFile, match="Ernte von"):
        harvest(f"{server.base}/bodies", tmp_path, manners=QUICK)


def test_a_damaged_state_or_page_is_told(server: OParlServer, tmp_path: Path) -> None:
    harvested(server, tmp_path)
    some = next((tmp_path / "pages").iterdir())
    some.write_bytes(some.read_bytes()[:50])
    assert any("beschädigt" in str(finding.message) for finding in load_oparl(tmp_path).report.errors)
    (tmp_path / "harvest.json").write_text("{", encoding="utf-8")
    with pytest.raises(UnreadableFile, match="Stand der Ernte"):
        harvested(server, tmp_path)


def test_a_folder_that_cannot_be_written_is_told(server: OParlServer, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(BadInput, match="lässt sich nicht beschreiben"):
        harvested(server, tmp_path / "file")
    assert server.paths == []
