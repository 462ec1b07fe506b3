"""Files that people send: safe names, bounded, kept for a while, taken over once and only as they were checked."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from threading import Event
from typing import Any

import pytest

from graph_service.model.change import ChangeSet
from graph_service.model.errors import BadInput, LockedStore, NotFound
from graph_service.model.text import text
from graph_service.operations import loading_several, uploading
from graph_service.operations.service import Service
from graph_service.operations.uploading import Sent, Upload, Uploads, Wanted, safe_name
from graph_service.stores import open_store
from loaders.base import Loaded
from tests.builders import small_town
from tests.uploads import zipped

TABLES = zipped()
WANTED = Wanted("stadt", "KI", title="Musterstadt")


@pytest.fixture
def service() -> Service:
    return Service(open_store("memory:"))


@pytest.fixture
def uploads() -> Iterator[Uploads]:
    found = Uploads()
    yield found
    found.close()


def checked(uploads: Uploads, service: Service, content: bytes = TABLES, wanted: Wanted = WANTED) -> Upload:
    upload = uploads.check(service, wanted, [Sent("stadt.zip", BytesIO(content))])
    uploading.wait_for(upload, 30)
    return upload


def taken(uploads: Uploads, service: Service, upload: Upload) -> Upload:
    uploads.take(service, upload)
    uploading.wait_for(upload, 30)
    return upload


@pytest.mark.parametrize(
    ("given", "safe"),
    [
        ("../../x.csv", "x.csv"),
        ("..\\..\\x.csv", "x.csv"),
        ("C:\\Daten\\Liste 2024 (neu).xlsx", "Liste 2024 (neu).xlsx"),
        ("a\x00b\n.csv", "a_b_.csv"),
        ("Träger u\u0308ber alles.csv", "Träger über alles.csv"),
        ("..", "datei"),
        ("", "datei"),
        (".bashrc", "bashrc"),
        ("a;rm -rf $HOME.csv", "a_rm -rf _HOME.csv"),
        ("ohne-endung", "ohne-endung"),
    ],
)
def test_a_name_has_no_way_to_other_folders(given: str, safe: str) -> None:
    assert safe_name(given) == safe


@pytest.mark.parametrize("given", ["x" * 300 + ".xlsx", "ü" * 300 + ".xlsx", "界" * 300, "a." + "x" * 300])
def test_a_long_name_is_cut_so_that_a_disk_takes_it(given: str) -> None:
    assert 0 < len(safe_name(given).encode()) <= 160
    assert not given.endswith(".xlsx") or safe_name(given).endswith(".xlsx")


def test_a_file_is_checked_then_taken_over_into_a_new_network(uploads: Uploads, service: Service) -> None:
    upload = checked(uploads, service)
    assert (upload.result().preview.new > 0, service.store.networks()) == (True, ())
    assert taken(uploads, service, upload).result().made
    assert (service.info("stadt").name, service.info("stadt").revision) == ("Musterstadt", 1)


def test_taking_over_twice_makes_one_revision(uploads: Uploads, service: Service) -> None:
    upload = taken(uploads, service, checked(uploads, service))
    taken(uploads, service, upload)
    assert (upload.was_taken, service.info("stadt").revision) == (True, 1)


def test_a_network_that_was_changed_meanwhile_is_checked_anew(uploads: Uploads, service: Service) -> None:
    service.store.create("stadt", "Stadt")
    upload = checked(uploads, service)
    service.store.commit("stadt", ChangeSet(put=small_town()), author="Kollegin", reason="Nachtrag")
    taken(uploads, service, upload)
    assert (upload.moved, upload.was_taken, service.info("stadt").revision) == (True, False, 1)
    taken(uploads, service, upload)
    assert (upload.moved, upload.was_taken, service.info("stadt").revision) == (False, True, 2)


def test_a_network_that_somebody_else_made_meanwhile_is_checked_anew(uploads: Uploads, service: Service) -> None:
    upload = checked(uploads, service)
    service.store.create("stadt", "Andere Stadt")
    assert taken(uploads, service, upload).moved
    assert service.info("stadt").revision == 0


def test_a_change_while_it_is_written_is_noticed(
    uploads: Uploads, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    service.store.create("stadt", "Stadt")
    upload = checked(uploads, service)
    read = loading_several.read_source

    def slowly(*given: Any, **more: Any) -> Loaded:
        if service.info("stadt").revision == 0:
            service.store.commit("stadt", ChangeSet(put=small_town()), author="Kollegin", reason="Nachtrag")
        return read(*given, **more)

    monkeypatch.setattr(loading_several, "read_source", slowly)
    taken(uploads, service, upload)
    assert (upload.moved, upload.was_taken, service.info("stadt").revision) == (True, False, 1)


def test_a_file_with_errors_is_not_taken_over(uploads: Uploads, service: Service) -> None:
    upload = checked(uploads, service, zipped(akteure="Kennung,Name,Art,Quellen\nawo,AWO,Wohlfart,blatt\n"))
    taken(uploads, service, upload)
    assert (upload.was_refused, upload.was_taken, service.store.networks()) == (True, False, ())


def test_a_store_that_fails_once_can_be_asked_again(
    uploads: Uploads, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    upload = checked(uploads, service)
    with monkeypatch.context() as patch:
        patch.setattr(service.store, "commit", _locked)
        with pytest.raises(LockedStore):
            taken(uploads, service, upload).result()
    assert taken(uploads, service, upload).was_taken


def _locked(*_given: Any, **_more: Any) -> None:
    raise LockedStore(text("Gerade schreibt ein anderes Programm."))


@pytest.mark.parametrize("content", [b"", b"x" * (uploading.MAX_UPLOAD + 1)], ids=["empty", "too big"])
def test_an_empty_or_too_big_file_is_refused_and_nothing_is_kept(
    uploads: Uploads, service: Service, content: bytes
) -> None:
    with pytest.raises(BadInput):
        uploads.check(service, WANTED, [Sent("x.csv", BytesIO(content))])
    assert list(uploads.folder.iterdir()) == []


def test_a_token_counts_for_its_own_network_only_and_for_an_hour(
    uploads: Uploads, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    upload = checked(uploads, service)
    assert uploads.find(upload.token, "stadt") is upload
    for token, network in ((upload.token, "andere"), ("x", "stadt")):
        with pytest.raises(NotFound, match="liegt hier nicht mehr"):
            uploads.find(token, network)
    upload.touched -= uploading.EXPIRY + 1
    with pytest.raises(NotFound):
        uploads.find(upload.token, "stadt")
    assert not upload.paths[0].exists()


def test_tokens_are_long_and_never_alike(uploads: Uploads, service: Service) -> None:
    tokens = {checked(uploads, service).token for _ in range(3)}
    assert (len(tokens), min(map(len, tokens)) >= 43) == (3, True)


def test_the_oldest_give_way_where_too_many_are_kept(
    uploads: Uploads, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploading, "MAX_KEPT", 2)
    first, second, third = (checked(uploads, service) for _ in range(3))
    with pytest.raises(NotFound):
        uploads.find(first.token, "stadt")
    assert [uploads.find(one.token, "stadt") for one in (second, third)] == [second, third]
    monkeypatch.setattr(uploading, "MAX_KEPT_BYTES", len(TABLES) + 1)
    checked(uploads, service)
    assert not second.paths[0].exists()
    assert not third.paths[0].exists()


def test_what_is_being_read_does_not_give_way(
    uploads: Uploads, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploading, "MAX_KEPT", 1)
    go_on, read = Event(), loading_several.read_source
    monkeypatch.setattr(
        loading_several, "read_source", lambda *given, **more: (go_on.wait(30), read(*given, **more))[1]
    )
    first = uploads.check(service, WANTED, [Sent("stadt.zip", BytesIO(TABLES))])
    with pytest.raises(BadInput, match="zu viele Dateien"):
        uploads.check(service, WANTED, [Sent("stadt.zip", BytesIO(TABLES))])
    go_on.set()
    uploading.wait_for(first, 30)
    assert first.result().preview.new > 0


def test_at_the_end_no_file_is_left(service: Service) -> None:
    uploads = Uploads()
    upload = checked(uploads, service)
    uploads.close()
    assert not upload.paths[0].exists()
    assert not uploads.folder.exists()


def test_a_zip_with_ways_out_writes_nothing_anywhere(uploads: Uploads, service: Service) -> None:
    upload = checked(uploads, service, zipped(within="../../"))
    assert [path for path in uploads.folder.rglob("*") if path.is_file()] == list(upload.paths)
    assert upload.result().preview.new == 12
