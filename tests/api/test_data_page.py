"""The page Daten without a browser: a file is checked, taken over once, taken back; nothing happens by chance."""

from __future__ import annotations

import re
from collections.abc import Iterator
from threading import Event
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from graph_service.app import create_app
from graph_service.model.change import ChangeSet
from graph_service.operations import loading_several, uploading
from graph_service.settings import Settings
from graph_service.web import data
from tests.api.conftest import fill, service_of
from tests.builders import actor, carries
from tests.loaders.folders import SMALL
from tests.uploads import zipped

HOST = "127.0.0.1:8000"
PAGE = "/stadt/daten"
BAD = zipped(akteure="Kennung,Name,Art,Quellen\nawo,<b>AWO</b>,Wohlfartsverband,blatt\nfg,Fg,Fachgruppe,blatt\n")


@pytest.fixture(scope="module")
def app() -> FastAPI:
    return create_app(Settings(store="memory:", network="stadt"))


@pytest.fixture
def client(app: FastAPI, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    monkeypatch.setattr(data, "PATIENCE", 30)
    with TestClient(app, base_url=f"http://{HOST}", headers={"Sec-Fetch-Site": "same-origin"}) as client:
        fill(service_of(client).store)
        yield client


def send(client: TestClient, content: bytes = b"", page: str = PAGE, **more: str) -> Any:
    form = {"author": "Koordination", **more}
    file = {"file": (form.pop("name", "liste.zip"), content or zipped())}
    return client.post(page, data=form, files=file, follow_redirects=False)


def checked(client: TestClient, content: bytes = b"", page: str = PAGE, **more: str) -> str:
    """The address of the page that tells what the file would do."""
    answer = send(client, content, page, **more)
    assert answer.status_code == 303, answer.text
    return str(answer.headers["Location"])


def take(client: TestClient, address: str) -> Any:
    return client.post(address, data={"take": "1"}, follow_redirects=True)


def revision(client: TestClient, network: str = "stadt") -> int:
    return service_of(client).info(network).revision


def test_a_file_is_checked_row_by_row_and_nothing_is_written(client: TestClient) -> None:
    text = client.get(checked(client)).text
    assert "<h1>Probelauf: liste.zip</h1>" in text
    assert "Aus „liste.zip“ kämen" in text
    assert "Zeile für Zeile" in text
    assert "„AWO Kreisverband“ erkannt als „Arbeiterwohlfahrt Kreisverband“" in text
    assert ("Übernehmen</button>" in text, revision(client)) == (True, 1)


def test_what_was_checked_is_taken_over_signed_and_listed_in_the_history(client: TestClient) -> None:
    answer = take(client, checked(client))
    assert (answer.status_code, revision(client)) == (200, 2)
    assert "<h1>Übernommen: liste.zip</h1>" in answer.text
    assert "/stadt/daten/zuruecknehmen/2" in answer.text
    assert "Koordination: Geladen aus liste.zip" in client.get(PAGE).text


def test_taking_over_twice_and_looking_again_makes_one_revision(client: TestClient) -> None:
    address = checked(client)
    for _ in range(2):
        take(client, address)
        assert client.get(address).status_code == 200
    assert revision(client) == 2


def test_the_same_file_again_has_nothing_to_take_over(client: TestClient) -> None:
    take(client, checked(client))
    text = client.get(checked(client)).text
    assert "sagt nichts Neues" in text
    assert "Übernehmen</button>" not in text


def test_a_file_with_errors_names_them_and_cannot_be_taken_over(client: TestClient) -> None:
    address = checked(client, BAD)
    text = client.get(address).text
    assert "Wohlfartsverband" in text
    assert "Wohlfahrtsverband" in text
    assert "Übernehmen</button>" not in text
    take(client, address)
    assert revision(client) == 1
    text = client.get(checked(client, BAD, skip_bad_rows="true")).text
    assert "Übernehmen</button>" in text


def test_what_stands_in_a_file_is_never_part_of_the_page(client: TestClient) -> None:
    rows = "Kennung,Name,Art,Quellen\nawo,<script>alert(1)</script>,Wohlfahrtsverband,blatt\nfg,Fg,Fachgruppe,blatt\n"
    text = client.get(checked(client, zipped(akteure=rows), name="<img>.zip")).text
    assert "<script>alert" not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text


def test_what_is_missing_ends_when_asked(client: TestClient) -> None:
    two = zipped(massnahmen=SMALL["massnahmen"] + "m9,Lesekreis,D,nord,,blatt\n")
    take(client, checked(client, two))
    assert "kann beendet werden" in client.get(checked(client)).text
    address = checked(client, end_missing="true", end_missing_on="2026-03-31")
    text = client.get(address).text
    assert "wird beendet" in text
    assert "31. März 2026" in text.replace("\N{NO-BREAK SPACE}", " ")
    assert "davon haben jetzt ein Ende" in take(client, address).text
    assert str(service_of(client).network("stadt").node("measure/m9").valid.end) == "2026-03-31"


def test_a_network_that_was_changed_meanwhile_is_checked_anew(client: TestClient) -> None:
    address = checked(client)
    change = ChangeSet(put=(actor("neu"),))
    service_of(client).store.commit("stadt", change, author="Kollegin", reason="Nachtrag")
    text = take(client, address).text
    assert ("inzwischen geändert" in text, "Übernehmen</button>" in text, revision(client)) == (True, True, 2)
    assert "If-Match" not in text
    assert "Übernommen" in take(client, address).text
    assert revision(client) == 3


def test_a_long_check_shows_its_stage_and_the_page_asks_again(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on, read = Event(), loading_several.read_source
    monkeypatch.setattr(data, "PATIENCE", 0.01)
    monkeypatch.setattr(
        loading_several, "read_source", lambda *given, **more: (go_on.wait(30), read(*given, **more))[1]
    )
    address = checked(client)
    answer = client.get(address)
    assert (answer.headers["Refresh"], answer.headers["Cache-Control"]) == ("2", "no-store")
    assert re.search(r'<li aria-current="step"><strong>Datei lesen …</strong>', answer.text)
    assert take(client, address).headers["Refresh"] == "2"
    go_on.set()
    monkeypatch.setattr(data, "PATIENCE", 30)
    uploading.wait_for(client.app.state.uploads.find(address.rpartition("/")[2], "stadt"), 30)  # type: ignore[attr-defined]
    answer = client.get(address)
    assert ("Refresh" in answer.headers, "Probelauf" in answer.text, revision(client)) == (False, True, 1)


@pytest.mark.parametrize(
    ("change", "place", "said"),
    [
        ({"author": " "}, "author", "Bitte die Funktion oder Stelle angeben."),
        ({"author": "x" * 300}, "author", "höchstens 200 Zeichen"),
        ({"end_missing": "true", "end_missing_on": "31.06.2024"}, "end-missing-on", "dieser Monat hat 30 Tage"),
        ({"name": ""}, "file", "Bitte eine Datei wählen."),
    ],
)
def test_a_wrong_form_comes_back_with_the_error_at_its_place(
    client: TestClient, change: dict[str, str], place: str, said: str
) -> None:
    answer = send(client, **change)
    assert (answer.status_code, revision(client)) == (422, 1)
    assert said in answer.text
    assert "bitte noch einmal wählen" in answer.text


def test_an_empty_file_and_one_of_51_mb_are_refused_on_the_page(client: TestClient) -> None:
    answer = send(client, b"x" * 51_000_000, name="liste.csv")
    assert (answer.status_code, "größer als 50 MB" in answer.text) == (422, True)
    answer = client.post(PAGE, data={"author": "KI"}, files={"file": ("x.csv", b"")})
    assert (answer.status_code, "Die Datei ist leer." in answer.text) == (422, True)


def test_a_file_that_is_none_of_ours_is_explained_with_a_way_back(client: TestClient) -> None:
    answer = client.get(checked(client, b"\x7fELF", name="programm.exe"))
    assert (answer.status_code, "Andere Datei wählen" in answer.text, "/tmp" in answer.text) == (422, True, False)


def test_a_token_that_expired_or_is_of_another_network_is_not_there(client: TestClient) -> None:
    address = checked(client)
    for wrong in (address.replace("/stadt/", "/leer/"), f"{PAGE}/laden/x", f"{PAGE}/laden/../x"):
        assert client.get(wrong).status_code == 404
        assert client.post(wrong, data={"take": "1"}).status_code in (404, 405)
    client.app.state.uploads.find(address.rpartition("/")[2], "stadt").touched -= 4000  # type: ignore[attr-defined]
    answer = client.post(address, data={"take": "1"})
    assert (answer.status_code, "noch einmal hochladen" in answer.text, revision(client)) == (404, True, 1)


def test_a_part_of_the_address_without_effect_is_said(client: TestClient) -> None:
    said = "„revision“ kennt diese Seite nicht, es ändert hier nichts."
    assert said in client.get("/stadt/daten?revision=1").text
    assert "kennt diese Seite nicht" not in client.get("/stadt/daten?undone=1&lang=de").text


def test_the_first_file_makes_a_network(client: TestClient) -> None:
    answer = client.get("/stadt/daten/neu?id=Musterstadt", follow_redirects=False)
    assert answer.headers["Location"] == "/musterstadt/daten"
    assert "Es entsteht mit der ersten Datei oder als leeres Netzwerk." in client.get("/musterstadt/daten").text
    address = checked(client, page="/musterstadt/daten", title="Musterstadt am Fluss")
    assert client.get(address).status_code == 200
    assert "Übernommen" in take(client, address).text
    assert service_of(client).info("musterstadt").name == "Musterstadt am Fluss"
    assert client.get("/stadt/daten/neu?id=Ö!").status_code == 422
    assert client.get("/Ö!/daten").status_code == 422


def test_an_empty_network_is_filled_by_its_first_file(client: TestClient) -> None:
    assert "Übernommen" in take(client, checked(client, page="/leer/daten")).text
    assert revision(client, "leer") == 1


def test_a_revision_is_taken_back_from_the_history(client: TestClient) -> None:
    take(client, checked(client))
    form = client.get(f"{PAGE}/zuruecknehmen/2").text
    assert "Wird Revision 2 zurückgenommen" in form
    answer = client.post(f"{PAGE}/zuruecknehmen/2", data={"author": "Rat", "revision": "2"}, follow_redirects=False)
    assert answer.headers["Location"] == f"{PAGE}?undone=2"
    text = client.get(answer.headers["Location"]).text
    assert "Revision 2 ist zurückgenommen" in text
    assert ("Rat: Revision 2 zurückgenommen" in text, revision(client)) == (True, 3)
    assert "/zuruecknehmen/3" in text
    assert f'href="{PAGE}/zuruecknehmen/2"' not in text


@pytest.mark.parametrize(("given", "status"), [({"revision": "1", "author": "R"}, 412), ({"revision": "2"}, 422)])
def test_taking_back_needs_a_name_and_the_newest_revision(
    client: TestClient, given: dict[str, str], status: int
) -> None:
    take(client, checked(client))
    answer = client.post(f"{PAGE}/zuruecknehmen/2", data=given)
    assert (answer.status_code, "<h1>" in answer.text, revision(client)) == (status, True, 2)


def test_what_was_built_on_is_named_and_not_taken_back(client: TestClient) -> None:
    take(client, checked(client))
    change = ChangeSet(put=(carries("ki", "m1", note="Vertrag"), actor("awo", "AWO heute")))
    service_of(client).store.commit("stadt", change, author="Kollegin", reason="Nachtrag")
    answer = client.get(f"{PAGE}/zuruecknehmen/2")
    assert (answer.status_code, "„AWO heute“ wurde seither geändert" in answer.text) == (409, True)
    assert '<form class="judgement"' not in answer.text
    assert client.get(f"{PAGE}/zuruecknehmen/9").status_code == 404


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "none"},
        {"Sec-Fetch-Site": "same-origin", "Origin": "http://evil.example"},
        {"Sec-Fetch-Site": "same-origin", "Host": "evil.example"},
    ],
)
def test_a_form_of_another_site_is_refused(client: TestClient, headers: dict[str, str]) -> None:
    address = checked(client)
    file = {"file": ("liste.zip", zipped())}
    for answer in (
        client.post(PAGE, data={"author": "KI"}, files=file, headers=headers),
        client.post(address, headers=headers),
        client.post(f"{PAGE}/zuruecknehmen/1", data={"author": "KI", "revision": "1"}, headers=headers),
    ):
        assert (answer.status_code, "<h1>" in answer.text) == (403, True)
    assert revision(client) == 1


def test_the_pages_speak_english(client: TestClient) -> None:
    address = client.post(
        f"{PAGE}?lang=en", data={"author": "KI"}, files={"file": ("a.zip", zipped())}, follow_redirects=False
    ).headers["Location"]
    assert address.endswith("?lang=en")
    assert 'lang="en"' in client.get(address).text


PAPER = "Stadt Burg\n\nVorlage Nr. {n}\n\nBetreff:\n\nKonzept {n}\n\nDer Rat der Stadt Burg berät."


def send_several(client: TestClient, *files: tuple[str, bytes]) -> str:
    """The address of the page that tells what several files would do."""
    parts = [("file", file) for file in files]
    answer = client.post(PAGE, data={"author": "Koordination"}, files=parts, follow_redirects=False)
    assert answer.status_code == 303, answer.text
    return str(answer.headers["Location"])


def test_several_files_get_a_report_each_and_become_one_revision(client: TestClient) -> None:
    papers = [(f"{name}.txt", PAPER.format(n=f"{n}/2020").encode()) for n, name in enumerate("abc", start=1)]
    address = send_several(client, *papers)
    text = client.get(address).text
    assert re.findall(r"<summary>([abc])\.txt: neu: ", text) == ["a", "b", "c"]
    assert len(re.findall(r'id="zeilen-\d"', text)) == 3
    assert "Übernommen" in take(client, address).text
    assert revision(client) == 2
    assert "Geladen aus a.txt, b.txt, c.txt" in client.get(PAGE).text


def test_one_bad_file_of_several_is_named_and_nothing_is_taken_over(client: TestClient) -> None:
    address = send_several(client, ("a.txt", PAPER.format(n="1/2020").encode()), ("b.pdf", b"%PDF-1.4 kaputt"))
    text = client.get(address).text
    assert ("b.pdf: ein Fehler" in text, "Übernehmen</button>" in text) == (True, False)
    take(client, address)
    assert revision(client) == 1


def test_several_files_of_one_name_or_too_big_together_are_refused(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    twice = [("file", ("a.txt", b"x")), ("file", ("a.txt", b"y"))]
    answer = client.post(PAGE, data={"author": "KI"}, files=twice)
    assert (answer.status_code, "Zwei der Dateien heißen „a.txt“." in answer.text) == (422, True)
    monkeypatch.setattr(uploading, "MAX_UPLOAD", 1000)
    big = [("file", (f"{n}.txt", b"x" * 600)) for n in range(2)]
    assert client.post(PAGE, data={"author": "KI"}, files=big).status_code == 422
    many = [("file", (f"{n}.txt", b"x")) for n in range(uploading.MAX_FILES + 2)]
    answer = client.post(PAGE, data={"author": "KI"}, files=many)
    assert (answer.status_code, "höchstens 100 auf einmal" in answer.text) == (422, True)


def test_the_form_says_which_files_it_takes(client: TestClient) -> None:
    text = client.get(PAGE).text
    assert re.search(r'type="file" multiple required accept="[^"]*\.pdf,[^"]*\.xlsx,', text)
    assert "Ratsvorlagen (.pdf, .docx, .txt)" in text
