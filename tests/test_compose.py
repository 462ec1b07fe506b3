"""The compose file: one command, one port of one machine, nothing writable or secret that need not be."""

from __future__ import annotations

import copy
import re
import socketserver
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import urlsplit

import pytest
import yaml
from fastapi.testclient import TestClient

from graph_service.app import create_app
from graph_service.commands.passwords import make_password
from graph_service.model.errors import BadValue
from graph_service.settings import Settings

ROOT = Path(__file__).resolve().parent.parent
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text("utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
SERVICE, MAKER, NEO4J = (SERVICES[name] for name in ("akteursnetz", "password", "neo4j"))
IMAGE = (ROOT / "Dockerfile").read_text("utf-8").split("\nFROM ")[-1]
BOLT = 7687
EVERY = pytest.mark.parametrize("name", sorted(SERVICES))


def mounts(service: dict[str, Any]) -> dict[str, tuple[str, bool]]:
    """For each place in a container: the volume there, and whether it is read only."""
    parts = [volume.split(":") for volume in service["volumes"]]
    return {place: (volume, rest == ["ro"]) for volume, place, *rest in parts}


def user(service: dict[str, Any]) -> list[str]:
    """The numbers of user and group that a service runs as."""
    own = re.findall(r"^USER (\S+)$", IMAGE, re.MULTILINE)[-1]
    return str(service.get("user", own)).split(":")


def megabytes(size: str) -> int:
    return int(size[:-1]) * {"m": 1, "g": 1024}[size[-1]]


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """The environment that the service's container has."""
    image = dict(re.findall(r"(AKTEURSNETZ_\w+)=(\S+)", IMAGE))
    for name, value in {**image, **SERVICE["environment"]}.items():
        monkeypatch.setenv(name, value)
    return monkeypatch


def is_compose(file: Path) -> bool:
    check = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec", str(file)]
    return subprocess.run(check, check=False, capture_output=True, timeout=60).returncode == 0


class TestForm:
    def test_it_is_a_compose_file(self) -> None:
        assert is_compose(ROOT / "docker-compose.yml")

    def test_a_wrong_word_would_be_found(self, tmp_path: Path) -> None:
        wrong = copy.deepcopy(COMPOSE)
        wrong["services"]["neo4j"]["read-only"] = True
        (tmp_path / "wrong.yml").write_text(yaml.safe_dump(wrong))
        assert not is_compose(tmp_path / "wrong.yml")

    def test_it_holds_the_service_its_database_and_what_makes_the_password(self) -> None:
        assert SERVICES.keys() == {"akteursnetz", "neo4j", "password"}

    def test_own_images_are_built_here_and_never_asked_for_elsewhere(self) -> None:
        for service in (SERVICE, MAKER):
            assert service["build"] == "."
            assert "image" not in service

    def test_neo4j_has_the_version_that_is_tested(self) -> None:
        tested = re.findall(r"<neo4j.version>(\d+\.\d+)", (ROOT / "tools/neo4j.pom.xml").read_text("utf-8"))
        assert [NEO4J["image"]] == [f"neo4j:{version}" for version in tested]

    def test_every_volume_and_network_is_declared_and_used(self) -> None:
        assert {volume for service in SERVICES.values() for volume, _ in mounts(service).values()} == set(
            COMPOSE["volumes"]
        )
        assert {name for service in SERVICES.values() for name in service.get("networks", ())} == set(
            COMPOSE["networks"]
        )


class TestRights:
    @EVERY
    def test_a_container_is_not_root_and_has_no_rights(self, name: str) -> None:
        service = SERVICES[name]
        assert all(number.isdigit() and int(number) > 0 for number in user(service))
        assert service["cap_drop"] == ["ALL"]
        assert service["security_opt"] == ["no-new-privileges:true"]
        assert not service.keys() & {"privileged", "cap_add", "pid", "ipc", "devices", "group_add"}

    @EVERY
    def test_a_container_writes_only_where_it_is_told(self, name: str) -> None:
        assert SERVICES[name]["read_only"] is True

    @EVERY
    def test_nothing_of_the_machine_is_mounted(self, name: str) -> None:
        assert {volume for volume, _ in mounts(SERVICES[name]).values()} <= set(COMPOSE["volumes"])

    @EVERY
    def test_memory_has_a_limit(self, name: str) -> None:
        assert megabytes(SERVICES[name]["mem_limit"]) <= 1536

    def test_the_database_fits_into_its_memory_with_half_of_it_to_spare(self) -> None:
        memory = {
            name.rpartition("memory_")[2]: size for name, size in NEO4J["environment"].items() if "memory" in name
        }
        assert memory["heap_initial__size"] == memory["heap_max__size"]
        needed = megabytes(memory["heap_max__size"]) + megabytes(memory["pagecache_size"])
        assert 2 * needed <= megabytes(NEO4J["mem_limit"])

    def test_neo4j_may_write_where_its_image_writes(self) -> None:
        writable = [place for place, (_, read_only) in mounts(NEO4J).items() if not read_only]
        assert writable == ["/data", "/logs", "/var/lib/neo4j/conf"]
        number, group = user(NEO4J)
        for place, options in (("/tmp", "exec,"), ("/var/lib/neo4j/run", "")):
            assert f"{place}:{options}uid={number},gid={group},mode=0700" in NEO4J["tmpfs"]


class TestNetwork:
    def test_only_the_services_port_is_published_and_only_on_this_machine(self) -> None:
        port, address = Settings.model_fields["port"].default, SERVICE["environment"]["AKTEURSNETZ_PUBLISHED_ON"]
        assert {name: service["ports"] for name, service in SERVICES.items() if "ports" in service} == {
            "akteursnetz": [f"{address}:{port}:{port}"]
        }
        assert address == "127.0.0.1"
        assert f"EXPOSE {port}\n" in IMAGE
        assert "AKTEURSNETZ_PORT" not in SERVICE["environment"]

    def test_the_database_has_no_way_out_and_the_service_reaches_it(self) -> None:
        assert NEO4J["networks"] == ["database"]
        assert COMPOSE["networks"]["database"] == {"internal": True}
        assert sorted(SERVICE["networks"]) == ["database", "door"]

    def test_what_makes_the_password_has_no_network(self) -> None:
        assert MAKER["network_mode"] == "none"
        assert all("network_mode" not in service for service in (SERVICE, NEO4J))

    def test_the_store_is_the_database_of_this_file(self) -> None:
        store = urlsplit(SERVICE["environment"]["AKTEURSNETZ_STORE"])
        assert (store.scheme, store.hostname, store.port) == ("bolt", "neo4j", BOLT)
        assert NEO4J["environment"]["NEO4J_server_bolt_listen__address"] == f"0.0.0.0:{BOLT}"

    def test_the_database_is_set_as_the_one_that_is_tested(self) -> None:
        tested = dict(
            re.findall(r"^([a-z_.]+)=(\w+)$", (ROOT / "tools/neo4j_server.py").read_text("utf-8"), re.MULTILINE)
        )
        named = {
            name.removeprefix("NEO4J_").replace("_", ".").replace("..", "_"): value
            for name, value in NEO4J["environment"].items()
        }
        same = {name: value for name, value in tested.items() if "memory" not in name}
        assert same.keys() >= {"server.http.enabled", "server.https.enabled", "dbms.usage_report.enabled"}
        assert {name: named.get(name) for name in same} == same


class TestOrder:
    def test_the_database_waits_for_its_password_and_the_service_for_a_healthy_database(self) -> None:
        made = {"password": {"condition": "service_completed_successfully"}}
        assert NEO4J["depends_on"] == made
        assert SERVICE["depends_on"] == {**made, "neo4j": {"condition": "service_healthy"}}

    def test_what_serves_is_started_again_and_what_makes_the_password_runs_once(self) -> None:
        assert {name: service["restart"] for name, service in SERVICES.items()} == {
            "akteursnetz": "unless-stopped",
            "neo4j": "unless-stopped",
            "password": "no",
        }

    def test_both_are_asked_for_their_health_and_given_time_to_start(self) -> None:
        assert "healthcheck" not in SERVICE
        assert re.search(r"^HEALTHCHECK .*--start-period=", IMAGE, re.MULTILINE)
        assert {"interval", "timeout", "start_period", "retries"} <= NEO4J["healthcheck"].keys()
        assert MAKER["healthcheck"] == {"disable": True}


class TestHealthOfTheDatabase:
    @pytest.mark.parametrize(
        ("answer", "healthy"),
        [(b"\0\0\4\5", True), (b"\0\0\0\0", False), (b"HTTP", False), (b"", False)],
        ids=["speaks Bolt", "no common version", "another program", "silent"],
    )
    def test_it_is_healthy_if_it_shakes_hands(self, answer: bytes, healthy: bool) -> None:
        with answering(answer) as port:
            assert (self.ask(port) == 0) is healthy

    def test_it_is_not_while_nothing_listens(self) -> None:
        with answering(b"") as port:
            pass
        assert self.ask(port) != 0

    def test_it_is_asked_without_a_password_at_the_port_where_it_listens(self) -> None:
        words = " ".join(NEO4J["healthcheck"]["test"])
        assert f"/dev/tcp/127.0.0.1/{BOLT} " in words
        assert not re.search("auth|password|secrets", words, re.IGNORECASE)

    def ask(self, port: int) -> int:
        first, *command = (word.replace("$$", "$") for word in NEO4J["healthcheck"]["test"])
        assert first == "CMD"
        command[-1] = command[-1].replace(f"/{BOLT} ", f"/{port} ")
        return subprocess.run(command, check=False, capture_output=True, timeout=10).returncode


@contextmanager
def answering(answer: bytes) -> Iterator[int]:
    """A server that gives one answer to the handshake of Bolt; its port."""

    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            if self.request.recv(20)[:4] == b"\x60\x60\xb0\x17":
                self.request.sendall(answer)

    with socketserver.TCPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        try:
            yield server.server_address[1]
        finally:
            server.shutdown()


class TestSecrets:
    def test_readers_find_the_files_that_are_made(self, tmp_path: Path) -> None:
        make_password(tmp_path)
        command, place = MAKER["command"]
        assert command == "make-password"
        made = {
            str(PurePosixPath(place) / file.relative_to(tmp_path)) for file in tmp_path.rglob("*") if file.is_file()
        }
        assert made == {
            SERVICE["environment"]["AKTEURSNETZ_STORE_PASSWORD_FILE"],
            NEO4J["environment"]["NEO4J_AUTH_PATH"],
        }

    def test_only_the_maker_may_write_them(self) -> None:
        place = MAKER["command"][-1]
        assert [mounts(service)[place] for service in (MAKER, SERVICE, NEO4J)] == [
            ("secrets", False),
            ("secrets", True),
            ("secrets", True),
        ]

    def test_the_service_owns_them_and_the_database_reads_them_by_its_group(self) -> None:
        assert user(MAKER) == [*user(SERVICE), user(NEO4J)[1]]
        folder = re.search(r"install --directory --owner=akteursnetz --group=(\d+) --mode=0750 (\S+)", IMAGE)
        assert folder is not None
        assert folder.groups() == (user(NEO4J)[1], MAKER["command"][-1])

    def test_no_variable_holds_a_secret(self) -> None:
        variables = {**SERVICE["environment"], **NEO4J["environment"]}
        secret = {name: value for name, value in variables.items() if re.search("PASSWORD|AUTH|SECRET|KEY", name)}
        assert secret
        assert all(value.startswith("/secrets/") for value in secret.values())
        assert all("env_file" not in service for service in SERVICES.values())


class TestSettings:
    @pytest.mark.parametrize("name", sorted({*SERVICE["environment"], *re.findall(r"AKTEURSNETZ_\w+(?==)", IMAGE)}))
    def test_a_variable_is_a_setting(self, name: str) -> None:
        assert name.removeprefix("AKTEURSNETZ_").lower() in Settings.model_fields

    def test_the_service_accepts_them(self, started: pytest.MonkeyPatch) -> None:
        settings = Settings()
        assert (settings.host, settings.published_on, settings.port) == ("0.0.0.0", "127.0.0.1", 8000)
        assert (settings.store, settings.store_user) == ("bolt://neo4j:7687", "neo4j")

    def test_without_the_address_of_the_published_port_it_would_not_start(self, started: pytest.MonkeyPatch) -> None:
        started.delenv("AKTEURSNETZ_PUBLISHED_ON")
        with pytest.raises(BadValue) as caught:
            Settings()
        assert (caught.value.place, caught.value.value) == ("AKTEURSNETZ_HOST", "0.0.0.0")

    @pytest.mark.parametrize("address", ["0.0.0.0", "192.168.0.10", "::", "example.org", ""])
    def test_a_port_must_not_be_published_for_others(self, started: pytest.MonkeyPatch, address: str) -> None:
        started.setenv("AKTEURSNETZ_PUBLISHED_ON", address)
        with pytest.raises(BadValue) as caught:
            Settings()
        assert (caught.value.place, caught.value.value) == ("AKTEURSNETZ_PUBLISHED_ON", address)

    @pytest.mark.parametrize(
        ("name", "allowed"),
        [("127.0.0.1", True), ("localhost", True), ("0.0.0.0", False), ("akteursnetz", False), ("172.18.0.2", False)],
    )
    def test_changes_come_only_by_the_names_of_this_machine(
        self, started: pytest.MonkeyPatch, name: str, allowed: bool
    ) -> None:
        settings = Settings(store="memory:", store_password_file=None)
        with TestClient(create_app(settings), base_url=f"http://{name}:{settings.port}") as client:
            answer = client.post("/api/v1/networks/leverkusen/judgements", json={})
        assert (answer.status_code != 403) is allowed

    @pytest.mark.parametrize(
        ("host", "published_on", "address"),
        [
            ("0.0.0.0", "127.0.0.1", "http://127.0.0.1:8000"),
            ("127.0.0.1", None, "http://127.0.0.1:8000"),
            ("::1", None, "http://[::1]:8000"),
        ],
    )
    def test_the_address_to_open_is_one_of_this_machine(
        self, host: str, published_on: str | None, address: str
    ) -> None:
        assert Settings(host=host, published_on=published_on).local_address == address
