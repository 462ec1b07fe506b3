"""Talking to servers that answer late, never, or without end: it ends in time, with words."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import httpx2
import pytest

from graph_service.access import provider_http
from graph_service.access.provider_http import Line, ProviderFault
from tests.access.awaiting import awaited
from tests.serving import free_port

_PATIENCE = 0.5
_HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"


@contextmanager
def a_server(talk: Callable[[socket.socket], None]) -> Iterator[str]:
    """A server on this machine that talks so to everybody."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        stopped = threading.Event()

        def serve() -> None:
            while not stopped.is_set():
                with suppress(OSError), taken.accept()[0] as line:
                    talk(line)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{taken.getsockname()[1]}/"
        finally:
            stopped.set()
            with suppress(OSError):
                socket.create_connection(taken.getsockname(), 1).close()
            thread.join(5)


def asked(address: str) -> str:
    """The words with which a question ends, which is at once."""
    began = time.monotonic()
    with pytest.raises(ProviderFault) as caught:
        awaited(Line(address, seconds=_PATIENCE).json(address))
    assert time.monotonic() - began < _PATIENCE + 1.5
    return str(caught.value)


def silent(line: socket.socket) -> None:
    line.recv(1000)
    line.settimeout(2)
    with suppress(OSError):
        line.recv(1000)  # ends when the other side has had enough


def drop_by_drop(line: socket.socket) -> None:
    line.recv(1000)
    with suppress(OSError):
        for letter in _HEAD * 5:
            line.sendall(bytes([letter]))
            time.sleep(0.05)


def without_end(line: socket.socket) -> None:
    line.recv(1000)
    with suppress(OSError):
        line.sendall(_HEAD + b"Transfer-Encoding: chunked\r\n\r\n")
        while True:
            line.sendall(b"10000\r\n" + b"x" * 65536 + b"\r\n")


def broken_off(line: socket.socket) -> None:
    line.recv(1000)
    line.sendall(_HEAD + b"Content-Length: 100\r\n\r\n{")


def no_http(line: socket.socket) -> None:
    line.sendall(b"220 mail.example ESMTP\r\n")


@pytest.mark.parametrize(
    ("talk", "words"),
    [
        (silent, "nicht rechtzeitig"),
        (drop_by_drop, "nicht rechtzeitig"),
        (without_end, "zu viel auf einmal"),
        (broken_off, "nicht erreichbar"),
        (no_http, "nicht erreichbar"),
    ],
)
def test_a_server_that_does_not_answer_as_it_should_is_left_in_time(
    talk: Callable[[socket.socket], None], words: str
) -> None:
    with a_server(talk) as address:
        assert words in asked(address)


def test_where_nobody_listens_nobody_waits() -> None:
    assert "nicht erreichbar" in asked(f"http://127.0.0.1:{free_port()}/")


def test_so_many_questions_at_once_do_not_pile_up() -> None:
    async def all_at_once() -> list[object]:
        line = Line("https://id.example", httpx2.MockTransport(slow))
        questions = [line.json("https://id.example/") for _ in range(20)]
        return await asyncio.gather(*questions, return_exceptions=True)

    async def slow(request: httpx2.Request) -> httpx2.Response:
        await asyncio.sleep(0.1)
        return httpx2.Response(200, json={})

    answers = awaited(all_at_once())
    assert answers.count({}) == provider_http._AT_ONCE
    assert {type(answer) for answer in answers} == {dict, ProviderFault}


def test_this_machines_settings_for_a_proxy_count_but_not_for_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("https_proxy", "http://proxy.example:3128")
    monkeypatch.setenv("http_proxy", "http://proxy.example:3128")
    monkeypatch.setenv("no_proxy", "intern.example")
    assert provider_http._proxy_to("https://id.example/realms/x") == "http://proxy.example:3128"
    assert provider_http._proxy_to("https://id.intern.example/") is None
    assert provider_http._proxy_to("http://127.0.0.1:8180/") is None
