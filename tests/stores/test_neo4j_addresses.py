"""How a Neo4j server is named and entered: what is not possible is said in words, and no password is repeated."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from graph_service.model.errors import BadInput, BadValue, StoreError, UnreachableStore
from graph_service.settings import Settings
from graph_service.stores import open_store
from tests.serving import free_port
from tools.neo4j_server import Server


@pytest.fixture
def password(neo4j_server: Server) -> SecretStr:
    return SecretStr(neo4j_server.password)


@pytest.fixture
def http_port() -> Iterator[int]:
    """The port of a program that answers everything as a web server does."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield listening.getsockname()[1]


@pytest.mark.parametrize("scheme", ["bolt", "neo4j"])
def test_a_server_may_be_named_in_two_ways(neo4j_server: Server, password: SecretStr, scheme: str) -> None:
    with closing(open_store(f"{scheme}://127.0.0.1:{neo4j_server.port}/", password=password)) as store:
        assert store.check() == ()


@pytest.mark.parametrize("more", [{"password": SecretStr("ganz-falsch")}, {"password": SecretStr("")}, {"user": "nix"}])
def test_a_wrong_login_is_refused_and_not_repeated(
    neo4j_server: Server, password: SecretStr, more: dict[str, Any]
) -> None:
    with pytest.raises(StoreError, match="Anmeldung") as caught:
        open_store(neo4j_server.url, **{"password": password, **more})
    assert caught.value.place == neo4j_server.url
    assert "AKTEURSNETZ_STORE_PASSWORD_FILE" in str(caught.value.remedy)
    assert "ganz-falsch" not in str(caught.value)
    assert not isinstance(caught.value, UnreachableStore)


def test_a_password_file_may_end_with_a_new_line(neo4j_server: Server, tmp_path: Path) -> None:
    file = tmp_path / "password"
    file.write_text(f"{neo4j_server.password}\r\n\n")
    settings = Settings(store=neo4j_server.url, store_password_file=file)
    open_store(settings.store, user=settings.store_user, password=settings.store_password()).close()


@pytest.mark.parametrize("name", ["fehlt", "."])
def test_a_password_file_that_cannot_be_read_is_named(tmp_path: Path, name: str) -> None:
    with pytest.raises(BadValue, match="Kennwort") as caught:
        Settings(store="bolt://127.0.0.1", store_password_file=tmp_path / name).store_password()
    assert caught.value.value == str(tmp_path / name)


def test_a_password_in_the_address_is_refused_and_not_repeated() -> None:
    with pytest.raises(BadInput, match="Kennwort") as caught:
        open_store("neo4j://neo4j:geheim@127.0.0.1")
    assert "geheim" not in str(caught.value)


@pytest.mark.parametrize(
    "url",
    [
        "bolt://",
        "neo4j://127.0.0.1/pfad",
        "bolt://127.0.0.1:abc",
        "bolt://127.0.0.1:99999",
        "bolt://127.0.0.1:0",
        "bolt://[::1",
        "bolt://127.0.0.1?a=b",
        "neo4j+x://127.0.0.1",
        "http://127.0.0.1:7474",
        "bolt:127.0.0.1",
    ],
)
def test_an_address_that_names_no_server_is_refused_with_what_is_allowed(url: str) -> None:
    with pytest.raises(BadInput, match="neo4j://") as caught:
        open_store(url)
    assert caught.value.value == url


@pytest.mark.parametrize("scheme", ["bolt", "neo4j"])
def test_a_host_without_an_address_or_a_server_is_said_in_words(scheme: str) -> None:
    for place in ("gibt-es-nicht.invalid", f"127.0.0.1:{free_port()}"):
        with pytest.raises(UnreachableStore, match="antwortet nicht") as caught:
            open_store(f"{scheme}://{place}", timeout=0.5)
        assert caught.value.place == f"{scheme}://{place}"


@pytest.mark.parametrize("scheme", ["bolt", "neo4j"])
def test_another_program_that_listens_there_is_no_server(http_port: int, scheme: str) -> None:
    with pytest.raises(UnreachableStore, match="antwortet nicht"):
        open_store(f"{scheme}://127.0.0.1:{http_port}", timeout=0.5)


@pytest.mark.parametrize("scheme", ["bolt+s", "neo4j+s", "bolt+ssc"])
def test_a_server_that_does_not_encrypt_is_not_spoken_to(
    neo4j_server: Server, password: SecretStr, scheme: str
) -> None:
    with pytest.raises(UnreachableStore, match="antwortet nicht"):
        open_store(f"{scheme}://127.0.0.1:{neo4j_server.port}", password=password, timeout=0.5)
