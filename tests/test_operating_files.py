"""The example files of docs/betrieb: they fit the program, say what the guide says, and hold no secret."""

from __future__ import annotations

import configparser
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from graph_service.operations.uploading import MAX_UPLOAD
from graph_service.settings import Settings
from tests.test_documentation import commands

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "docs" / "betrieb"
GUIDE = (ROOT / "docs" / "betrieb.md").read_text("utf-8")
FILES = {file.name: file.read_text("utf-8") for file in sorted(FOLDER.iterdir())}
OWN: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text("utf-8"))
TOWN: dict[str, Any] = yaml.safe_load(FILES["compose.yml"])


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    for name in Settings.model_fields:
        monkeypatch.delenv(f"AKTEURSNETZ_{name.upper()}", raising=False)
    return monkeypatch


def unit(name: str) -> configparser.ConfigParser:
    parsed = configparser.ConfigParser(interpolation=None, strict=False)
    parsed.optionxform = str  # type: ignore[assignment, method-assign]
    parsed.read_string(FILES[name])
    return parsed


def variables(words: str) -> dict[str, str]:
    return dict(re.findall(r"^(AKTEURSNETZ_\w+)=(.+)$", words, re.MULTILINE))


@pytest.mark.parametrize("name", sorted(FILES))
def test_an_example_is_linked_from_the_guide(name: str) -> None:
    assert f"betrieb/{name}" in GUIDE


@pytest.mark.parametrize("name", sorted(FILES))
def test_an_example_names_only_settings_that_there_are(name: str) -> None:
    named = set(re.findall(r"AKTEURSNETZ_[A-Z_]+", FILES[name]))
    assert {word.removeprefix("AKTEURSNETZ_").lower() for word in named} <= set(Settings.model_fields)


@pytest.mark.parametrize("name", sorted(FILES))
def test_an_example_holds_no_secret(name: str) -> None:
    assert not re.search(r"(PASSWORD|SECRET|TOKEN)\w*\s*[=:]\s*[^\s/]", FILES[name])


def test_every_setting_for_a_towns_service_is_in_the_guide() -> None:
    every = {f"AKTEURSNETZ_{name}".upper() for name in Settings.model_fields} - {"AKTEURSNETZ_PUBLISHED_ON"}
    assert sorted(name for name in every if f"`{name}`" not in GUIDE) == []


def test_the_program_takes_the_settings_of_the_unit(bare: pytest.MonkeyPatch) -> None:
    for name, value in variables(FILES["akteursnetz.env"]).items():
        bare.setenv(name, value)
    settings = Settings()
    assert (settings.sign_in, settings.log, settings.host) == ("on", "json", "127.0.0.1")
    assert settings.store.startswith("sqlite:/var/lib/akteursnetz/")


@pytest.mark.parametrize("name", sorted(name for name in FILES if name.endswith(".service")))
def test_a_unit_calls_a_command_that_there_is_as_a_user_of_its_own(name: str) -> None:
    service = unit(name)["Service"]
    (command,) = re.findall(r"/opt/akteursnetz/bin/akteursnetz ([a-z-]+)", service["ExecStart"])
    assert command in commands()
    assert (service["User"], service["UMask"]) == ("akteursnetz", "0077")
    assert service["StateDirectory"].startswith("akteursnetz")


def test_the_timer_starts_the_backup_every_night() -> None:
    assert unit("akteursnetz-backup.timer")["Timer"]["OnCalendar"].startswith("*-*-* ")


def test_the_timer_tidies_every_week_because_a_service_that_runs_on_never_does() -> None:
    assert unit("akteursnetz-tidy.timer")["Timer"]["OnCalendar"].startswith("Sun ")
    assert unit("akteursnetz-tidy.service")["Service"]["ExecStart"].endswith(" privacy tidy")


def test_every_timer_has_its_service_and_is_switched_on_in_the_guide() -> None:
    timers = [name for name in FILES if name.endswith(".timer")]
    assert {name.replace(".timer", ".service") for name in timers} <= FILES.keys()
    (enabled,) = re.findall(r"systemctl enable --now (.+)$", GUIDE, re.MULTILINE)
    assert set(timers) <= set(enabled.split())


def test_every_command_of_the_crontab_is_one_that_there_is() -> None:
    lines = re.findall(r"^[\d*]+ [\d*]+ [\d*]+ [\d*]+ [\d*]+ (.+)$", GUIDE, re.MULTILINE)
    called = [command for line in lines for command in re.findall(r"bin/akteursnetz ([a-z-]+)", line)]
    assert called == ["backup", "privacy"]
    assert set(called) <= commands()


def test_the_proxy_lets_the_largest_file_through_and_overwrites_what_browsers_claim() -> None:
    (size,) = re.findall(r"client_max_body_size (\d+)m;", FILES["nginx.conf"])
    assert int(size) * 1_000_000 > MAX_UPLOAD
    assert re.search(r"proxy_set_header\s+X-Forwarded-For\s+\$remote_addr;", FILES["nginx.conf"])
    assert "$proxy_add_x_forwarded_for" not in FILES["nginx.conf"]


@pytest.mark.parametrize("name", ["nginx.conf", "Caddyfile"])
def test_the_proxy_keeps_measures_inside(name: str) -> None:
    assert all(path in FILES[name] for path in ("/metrics", "/readyz"))


class TestCompose:
    def test_it_is_a_compose_file(self) -> None:
        check = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec"]
        done = subprocess.run([*check, str(FOLDER / "compose.yml")], check=False, capture_output=True, timeout=60)
        assert done.returncode == 0

    def test_it_only_adds_to_services_and_networks_that_there_are(self) -> None:
        assert TOWN["services"].keys() <= OWN["services"].keys()
        assert TOWN["networks"].keys() <= OWN["networks"].keys()

    def test_it_opens_no_port_and_mounts_nothing(self) -> None:
        assert TOWN["services"]["akteursnetz"].keys() <= {"environment", "logging"}

    def test_the_program_takes_its_settings_together_with_those_of_the_own_file(self, bare: pytest.MonkeyPatch) -> None:
        both = OWN["services"]["akteursnetz"]["environment"] | TOWN["services"]["akteursnetz"]["environment"]
        for name, value in both.items():
            bare.setenv(name, value)
        settings = Settings()
        assert (settings.sign_in, settings.log) == ("on", "json")

    @pytest.mark.parametrize("name", ["AKTEURSNETZ_PROXIES", "AKTEURSNETZ_METRICS_FROM"])
    def test_proxy_and_monitoring_are_the_machine_as_the_container_sees_it(self, name: str) -> None:
        (network,) = TOWN["networks"]["door"]["ipam"]["config"]
        assert TOWN["services"]["akteursnetz"]["environment"][name] == network["gateway"]
