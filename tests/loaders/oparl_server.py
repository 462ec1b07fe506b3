"""A small OParl server on this machine that answers as a test wants: well, slowly, wrongly, or not at all."""

from __future__ import annotations

import gzip
import hashlib
import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

SCHEMA = "https://schema.oparl.org/1.1/"


@dataclass
class Reply:
    """One answer: its status, bytes and headers; `wait` seconds before it, `drip` seconds between its bytes.

    `cut`: the connection ends after the bytes although more were announced.
    """

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    wait: float = 0
    drip: float = 0
    cut: bool = False
    endless: int = 0


@dataclass
class OParlServer:
    """What is served under which path, and what was asked. A list of answers is given one after the other."""

    base: str
    routes: dict[str, Any] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    closing: threading.Event = field(default_factory=threading.Event)

    @property
    def paths(self) -> list[str]:
        return [path for path, _ in self.asked]

    def reply(self, path: str, headers: Mapping[str, str]) -> Reply:
        self.asked.append((path, dict(headers)))
        found = self.routes.get(path, Reply(b"{}", 404))
        if isinstance(found, list) and found and all(isinstance(part, Reply) for part in found):
            found = found.pop(0) if len(found) > 1 else found[0]
        return found if isinstance(found, Reply) else _json(found, headers)


def _json(value: Any, asked: Mapping[str, str]) -> Reply:
    body = json.dumps(value).encode()
    etag = f'"{hashlib.sha256(body).hexdigest()[:12]}"'
    given = {"ETag": etag, "Content-Type": "application/json"}
    if asked.get("If-None-Match") == etag:
        return Reply(b"", 304, given)
    return Reply(gzip.compress(body), 200, {**given, "Content-Encoding": "gzip"})


class _Http(ThreadingHTTPServer):
    daemon_threads = True
    # Servers close at the end of a test, whatever their threads still wait for.
    block_on_close = False
    oparl: OParlServer

    def handle_error(self, *_: Any) -> None:
        """A client that went away is no fault."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # Else each answer waits 40 ms for the client's acknowledgement of its head.
    disable_nagle_algorithm = True
    server: _Http

    def do_GET(self) -> None:
        reply = self.server.oparl.reply(self.path, dict(self.headers))
        self.server.oparl.closing.wait(reply.wait)
        self.send_response(reply.status)
        for name, value in reply.headers.items():
            self.send_header(name, value)
        if not reply.endless and reply.status != 304:
            self.send_header("Content-Length", str(len(reply.body) + (100 if reply.cut else 0)))
        self.close_connection = reply.cut or bool(reply.drip) or bool(reply.endless)
        self.end_headers()
        self._send(reply)

    def _send(self, reply: Reply) -> None:
        if not reply.drip:
            for _ in range(reply.endless or 1):
                self.wfile.write(reply.body)
            return
        for byte in reply.body:
            if self.server.oparl.closing.wait(reply.drip):
                return
            self.wfile.write(bytes([byte]))

    def log_message(self, *_: Any) -> None:
        """Tests look at what was asked, not at a log."""


@contextmanager
def serving() -> Iterator[OParlServer]:
    """A server on a free port of this machine, until the block ends."""
    http = _Http(("127.0.0.1", 0), _Handler)
    http.oparl = OParlServer(f"http://127.0.0.1:{http.server_address[1]}")
    thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield http.oparl
    finally:
        http.oparl.closing.set()
        http.shutdown()
        http.server_close()
        thread.join()


def thing(base: str, kind: str, local: str, **values: Any) -> dict[str, Any]:
    """One OParl object."""
    return {"id": f"{base}/{kind.lower()}/{local}", "type": f"{SCHEMA}{kind}", **values}


def page(items: list[Any], following: str | None = None, total: int | None = None) -> dict[str, Any]:
    """One page of a list."""
    links = {"next": following} if following else {}
    pagination = {} if total is None else {"totalElements": total}
    return {"data": items, "pagination": pagination, "links": links}


def city(base: str) -> dict[str, Any]:
    """A small city: a council, a committee, a group, three persons, two meetings, a paper with two consultations."""
    body = thing(base, "Body", "1", name="Stadt Musterhausen", contactName="Erika Beispielfrau")
    body |= {name: f"{base}/{name}s" for name in ("organization", "person", "meeting", "paper")}
    council = thing(base, "Organization", "rat", name="Rat", classification="Rat", shortName="R")
    committee = thing(base, "Organization", "soz", name="Sozialausschuss", classification="Ausschuss")
    group = thing(base, "Organization", "gfx", name="Fraktion X", organizationType="Fraktion")
    return {
        "/system": thing(base, "System", "0", body=f"{base}/bodies", oparlVersion=SCHEMA),
        "/bodies": page([body]),
        "/organizations": page([council, committee], f"{base}/organizations?page=2", 3),
        "/organizations?page=2": page([group], total=3),
        "/persons": page([person(base, "1", "Vorsitzende"), person(base, "2", "Mitglied"), person(base, "3", "Gast")]),
        "/meetings": page(_meetings(base)),
        "/papers": page([_paper(base)]),
    }


def person(base: str, local: str, role: str) -> dict[str, Any]:
    """A person in the group and, in some role, in the committee."""
    seats = [
        thing(base, "Membership", f"{local}a", organization=f"{base}/organization/gfx", startDate="2020-11-01"),
        thing(
            base,
            "Membership",
            f"{local}b",
            organization=f"{base}/organization/soz",
            role=role,
            votingRight=True,
            startDate="2021-01-01",
            endDate="2025-10-31",
        ),
    ]
    names = {"name": "Dr. Petra Probe", "familyName": "Probe", "givenName": "Petra", "email": ["p@probe.example"]}
    return thing(base, "Person", local, **names, membership=seats)


def _meetings(base: str) -> list[dict[str, Any]]:
    return [
        thing(
            base,
            "Meeting",
            local,
            name=f"Sitzung {local}",
            start=f"{day}T17:00:00+01:00",
            end=f"{day}T00:00:00+01:00",
            organization=[f"{base}/organization/{body}"],
            agendaItem=[thing(base, "AgendaItem", local, public=local == "m1", name="Konzept")],
        )
        for local, day, body in (("m1", "2024-03-05", "soz"), ("m2", "2024-03-19", "rat"))
    ]


def _paper(base: str) -> dict[str, Any]:
    stations = [
        thing(
            base,
            "Consultation",
            local,
            agendaItem=f"{base}/agendaitem/{meeting}",
            meeting=f"{base}/meeting/{meeting}",
            organization=[f"{base}/organization/{body}"],
            role=role,
        )
        for local, meeting, body, role in (("c1", "m1", "soz", "Vorberatung"), ("c2", "m2", "rat", "Entscheidung"))
    ]
    file = thing(base, "File", "f", accessUrl=f"{base}/f.pdf")
    return thing(
        base, "Paper", "p", name="Konzept", reference="2024/1", date="2024-02-01", mainFile=file, consultation=stations
    )
