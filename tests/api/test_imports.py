"""Files over HTTP: a dry run row by row, taken over whole or not at all, taken back, and never for another site."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from graph_service.app import create_app
from graph_service.model.change import ChangeSet
from graph_service.operations import uploading
from graph_service.serving import receiving
from graph_service.settings import Settings
from tests.api.conftest import fill, service_of
from tests.builders import actor
from tests.loaders.folders import SMALL
from tests.uploads import zipped

HOST = "127.0.0.1:8000"
BASE = "/api/v1/networks/stadt/imports"
TWO = SMALL["massnahmen"] + "m9,Lesekreis,D,nord,,blatt\n"


@pytest.fixture(scope="module")
def app() -> FastAPI:
    return create_app(Settings(store="memory:", network="stadt"))


@pytest.fixture
def client(app: FastAPI) -> Iterator[TestClient]:
    with TestClient(app, base_url=f"http://{HOST}") as client:
        fill(service_of(client).store)
        yield client


def send(client: TestClient, content: bytes = b"", called: str = "liste.zip", base: str = BASE, **more: Any) -> Any:
    headers = more.pop("headers", {})
    form = {"author": more.pop("author", "KI")}
    file = {"file": (called, content or zipped())}
    return client.post(base, params=more, data=form, files=file, headers=headers)


def revision(client: TestClient, network: str = "stadt") -> int:
    return service_of(client).info(network).revision


def test_a_dry_run_tells_row_by_row_and_writes_nothing(client: TestClient) -> None:
    answer = send(client, dry_run=True)
    found = answer.json()
    assert (answer.status_code, found["state"], found["made"], revision(client)) == (200, "checked", None, 1)
    assert found["sentence"].startswith("Aus „liste.zip“ kämen ")
    rows = {row["record"]["id"]: row for row in found["rows"]}
    assert rows["actor/awo"]["action"]["id"] == "changed"
    assert "Name" in [part["label"] for part in rows["actor/awo"]["parts"]]
    assert rows["target_group/kinder"]["action"]["label"] == "neu"
    assert any("→ wirkt mit an (Träger) →" in row["record"]["label"] for row in found["rows"])
    assert found["rows_total"] == len(found["rows"]) == found["new"] + found["changed"] + found["unchanged"]


def test_a_file_is_taken_over_with_the_new_etag_and_again_without_a_revision(client: TestClient) -> None:
    answer = send(client)
    assert (answer.json()["state"], answer.json()["made"]["author"], revision(client)) == ("taken", "KI", 2)
    assert answer.headers["ETag"] == client.get("/api/v1/networks/stadt").headers["ETag"]
    again = send(client).json()
    assert (again["state"], again["made"], again["revision"], revision(client)) == ("unchanged", None, 2, 2)


def test_what_is_missing_is_told_and_ended_when_asked(client: TestClient) -> None:
    send(client, zipped(massnahmen=TWO))
    found = send(client, dry_run=True).json()
    assert [one["state"]["label"] for one in found["missing"]] == ["kann beendet werden"] * 3
    assert "Lesekreis" in [one["record"]["label"] for one in found["missing"]]
    found = send(client, end_missing="2026-03-31").json()
    assert (found["ended"], found["made"]["removed"]) == (3, 0)
    back = send(client, zipped(massnahmen=TWO)).json()
    assert (back["reopened"], [row["reopened"] for row in back["rows"]].count(True)) == (3, 3)


def test_lists_are_limited_and_say_of_how_many(client: TestClient) -> None:
    found = send(client, dry_run=True, limit=2).json()
    assert (len(found["rows"]), found["rows_total"]) == (2, 12)


BAD = zipped(akteure="Kennung,Name,Art,Gehört zu,Quellen\nawo,AWO,Wohlfartsverband,,blatt\nfg,Fg,Fachgruppe,,blatt\n")


def test_a_dry_run_of_a_file_with_errors_names_place_value_and_near_words(client: TestClient) -> None:
    found = send(client, BAD, dry_run=True).json()
    assert (found["state"], found["errors"], found["rows"]) == ("refused", 1, [])
    error = found["findings"][0]
    assert (error["level"]["id"], error["value"], error["near"]) == ("error", "Wohlfartsverband", ["Wohlfahrtsverband"])
    assert "2" in error["place"]


def test_a_file_with_errors_is_refused_as_a_problem_unless_bad_rows_are_skipped(client: TestClient) -> None:
    answer = send(client, BAD)
    assert (answer.status_code, answer.headers["Content-Type"]) == (422, "application/problem+json")
    assert answer.json()["problems"][0]["value"] == "Wohlfartsverband"
    assert revision(client) == 1
    assert send(client, BAD, skip_bad_rows=True).json()["state"] == "taken"


def test_no_answer_says_where_a_file_lies_on_this_machine(client: TestClient) -> None:
    empty = "Kennung,Titel,Art\n"
    for content, name in ((BAD, "a.zip"), (b"x", "a.pdf"), (zipped(quellen=empty), "a.zip"), (empty.encode(), "a.csv")):
        for dry_run in (True, False):
            assert "/tmp" not in send(client, content, name, dry_run=dry_run).text


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"%PDF-1.7 nothing", "liste.csv", "liste.csv"),
        (b"PK\x03\x04 broken", "liste.xlsx", "beschädigt"),
        (b"<!doctype html><table></table>", "liste.xls", "Internetseite"),
        (b"\x7fELF", "programm.exe", ".exe"),
        (b"a", "liste", "Endung"),
    ],
)
def test_what_is_no_table_is_refused_in_words(client: TestClient, content: bytes, name: str, said: str) -> None:
    for dry_run in (True, False):
        assert said in send(client, content, name, dry_run=dry_run).text
    assert (send(client, content, name).status_code, revision(client)) == (422, 1)


@pytest.mark.parametrize("name", ["../../x.zip", "a\\..\\x.zip", "x" * 300 + ".zip", "Träger über.zip", "a\x00b.zip"])
def test_a_name_with_tricks_becomes_a_plain_one(client: TestClient, name: str) -> None:
    found = send(client, called=name, dry_run=True).json()
    assert not set(found["source"]) & set("/\\\x00")
    assert (len(found["source"]) < 200, found["source"].endswith(".zip")) == (True, True)


def test_ways_out_of_a_zip_lead_nowhere(client: TestClient, tmp_path: Path) -> None:
    assert send(client, zipped(within="../../"), dry_run=True).json()["new"] > 0


def test_no_file_and_an_empty_one_are_refused(client: TestClient) -> None:
    answer = client.post(BASE, files={"author": (None, "KI")})
    assert (answer.status_code, answer.json()["detail"]) == (422, "file: Bitte eine Datei wählen.")
    answer = client.post(BASE, data={"author": "KI"}, files={"file": ("x.csv", b"")})
    assert (answer.status_code, "Die Datei ist leer." in answer.json()["detail"]) == (422, True)


def test_51_mb_are_refused_and_nothing_is_kept(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    answer = send(client, b"x" * 51_000_000, "liste.csv")
    assert (answer.status_code, "größer als 50 MB" in answer.json()["detail"]) == (422, True)
    monkeypatch.setattr(receiving, "_DRAINED", 52_000_000)
    assert send(client, b"x" * 60_000_000, "liste.csv").status_code == 422


def test_a_limit_is_a_limit_also_for_the_file_alone(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploading, "MAX_UPLOAD", 1000)
    assert send(client, b"x" * 1001, "liste.csv").status_code == 422


@pytest.mark.parametrize(
    ("body", "media_type"),
    [
        (b"nothing", "multipart/form-data; boundary=x"),
        (b"nothing", "multipart/form-data"),
        (b"--x\r\nContent-Disposition: form-data\r\n\r\n1\r\n--x--", "multipart/form-data; boundary=x"),
        (
            b'--x\r\nContent-Disposition: form-data; name="author"\r\n\r\n' + b"y" * 50_000,
            "multipart/form-data; boundary=x",
        ),
    ],
)
def test_a_form_that_is_none_is_refused_in_words(client: TestClient, body: bytes, media_type: str) -> None:
    answer = client.post(BASE, content=body, headers={"Content-Type": media_type})
    assert (answer.status_code, answer.headers["Content-Type"]) == (422, "application/problem+json")


@pytest.mark.parametrize("author", ["", " ", "x" * 300, "a\u202eb", "Frau Erika Muster"])
def test_an_author_is_needed(client: TestClient, author: str) -> None:
    answer = send(client, author=author)
    assert (answer.status_code, answer.json()["place"], revision(client)) == (422, "author", 1)


def test_the_refusal_of_an_import_without_an_author_says_what_the_name_is_for(client: TestClient) -> None:
    assert "im Verlauf" in send(client, author="").json()["remedy"]


def test_a_dry_run_needs_no_author(client: TestClient) -> None:
    answer = client.post(BASE, params={"dry_run": True}, files={"file": ("liste.zip", zipped())})
    assert (answer.status_code, answer.json()["state"]) == (200, "checked")


def test_an_unknown_network_is_made_only_where_it_is_named(client: TestClient) -> None:
    base = "/api/v1/networks/neu/imports"
    assert send(client, base=base).status_code == 404
    assert send(client, base=base, name="Neustadt", dry_run=True).json()["revision"] == 0
    assert send(client, base=base, name="Neustadt").json()["state"] == "taken"
    assert (service_of(client).info("neu").name, revision(client, "neu")) == ("Neustadt", 1)
    assert send(client, base="/api/v1/networks/NEU!/imports", name="x").status_code == 422


def test_a_network_that_moved_on_is_left_alone(client: TestClient) -> None:
    assert send(client, headers={"If-Match": "1"}).status_code == 200
    answer = send(client, zipped(massnahmen=TWO), headers={"If-Match": "1"})
    assert (answer.status_code, answer.json()["place"], revision(client)) == (412, "If-Match", 2)


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "angreifer.example"},
        {"Origin": "https://angreifer.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
    ids=str,
)
def test_a_foreign_page_sends_nothing(client: TestClient, headers: dict[str, str]) -> None:
    assert (send(client, headers=headers).status_code, revision(client)) == (403, 1)


def test_only_a_form_with_a_file_is_taken(client: TestClient) -> None:
    for body in ({"json": {"author": "KI"}}, {"data": {"author": "KI"}}):
        answer = client.post(BASE, **body)
        assert (answer.status_code, "multipart/form-data" in answer.json()["remedy"]) == (403, True)


def test_a_parameter_that_is_not_known_is_refused(client: TestClient) -> None:
    assert send(client, dryrun=True).status_code == 422
    assert revision(client) == 1


def test_the_report_speaks_english(client: TestClient) -> None:
    found = send(client, dry_run=True, lang="en").json()
    assert found["rows"][0]["action"]["label"] in ("new", "changed")


def undo(client: TestClient, number: int, **more: Any) -> Any:
    return client.post(f"/api/v1/networks/stadt/revisions/{number}/undo", json={"author": "Rat"}, **more)


def test_a_revision_is_taken_back_with_the_new_etag(client: TestClient) -> None:
    send(client)
    answer = undo(client, 2)
    assert (answer.status_code, answer.json()["revision"], answer.json()["undone"]) == (201, 3, 2)
    assert answer.headers["ETag"] == client.get("/api/v1/networks/stadt").headers["ETag"]
    assert client.get("/api/v1/networks/stadt/history").json()["items"][0]["author"] == "Rat"


def test_a_revision_that_was_built_on_is_not_taken_back(client: TestClient) -> None:
    send(client)
    change = ChangeSet(put=(actor("awo", "AWO heute"),))
    service_of(client).store.commit("stadt", change, author="Kollegin", reason="Umbenannt")
    answer = undo(client, 2)
    assert (answer.status_code, revision(client)) == (409, 3)
    assert "AWO heute" in answer.json()["problems"][0]["message"]


@pytest.mark.parametrize(
    ("number", "headers", "status"),
    [(9, {}, 404), (1, {"If-Match": "0"}, 412), (1, {"Sec-Fetch-Site": "cross-site"}, 403), (0, {}, 422)],
)
def test_what_cannot_be_taken_back_is_refused(
    client: TestClient, number: int, headers: dict[str, str], status: int
) -> None:
    assert (undo(client, number, headers=headers).status_code, revision(client)) == (status, 1)


def test_several_files_are_taken_over_together_with_a_report_each(client: TestClient) -> None:
    paper = "Stadt Burg\n\nVorlage Nr. {n}\n\nBetreff:\n\nKonzept {n}\n\nDer Rat der Stadt Burg berät."
    parts = [("file", (f"{n}.txt", paper.format(n=f"{n}/2020").encode())) for n in (1, 2)]
    found = client.post(BASE, data={"author": "KI"}, files=parts).json()
    assert (found["state"], [file["source"] for file in found["files"]]) == ("taken", ["1.txt", "2.txt"])
    assert found["new"] == sum(file["new"] for file in found["files"])
    assert found["rows"][0]["place"].startswith("1.txt, ")
    assert revision(client) == 2


def test_the_kind_of_a_file_can_be_said(client: TestClient) -> None:
    answer = send(client, b"x", called="a.txt", kind="foo")
    assert (answer.status_code, "Art der Quelle" in answer.text) == (422, True)
