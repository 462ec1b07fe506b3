"""What installs and runs the program elsewhere keeps its promises: pinned, private, without an address of an index."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement

from graph_service.settings import Settings

ROOT = Path(__file__).resolve().parent.parent
PINS = ("requirements.txt", "requirements-dev.txt")
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
DOCKERFILE = (ROOT / "Dockerfile").read_text("utf-8")
STAGES = re.findall(r"^FROM .*?(?=^FROM |\Z)", DOCKERFILE, re.MULTILINE | re.DOTALL)


def pins(name: str) -> dict[str, tuple[Requirement, str]]:
    """For each requirement of a file: its pin, and the lines with its hashes."""
    entries = re.split(r"\n(?=\S)", (ROOT / name).read_text("utf-8").strip())
    found = [(Requirement(entry.split("\\")[0].strip()), entry) for entry in entries]
    return {requirement.name.lower(): (requirement, entry) for requirement, entry in found}


def wanted(name: str) -> list[Requirement]:
    project = PROJECT["project"]
    words = [*project["dependencies"], *PROJECT["dependency-groups"]["build"], *PROJECT["build-system"]["requires"]]
    words += project["optional-dependencies"]["dev"] if name == "requirements-dev.txt" else []
    return [Requirement(word) for word in words]


@pytest.mark.parametrize("name", PINS)
def test_every_requirement_is_pinned_to_one_version_with_hashes(name: str) -> None:
    for requirement, entry in pins(name).values():
        assert re.fullmatch(r"==[^*]+", str(requirement.specifier)), entry
        assert "--hash=sha256:" in entry


@pytest.mark.parametrize("name", PINS)
def test_the_pins_fit_what_the_project_asks_for(name: str) -> None:
    pinned = pins(name)
    for requirement in wanted(name):
        (version,) = pinned[requirement.name.lower()][0].specifier
        assert requirement.specifier.contains(version.version), f"make requirements: {requirement}"


@pytest.mark.parametrize("name", PINS)
def test_the_pins_name_no_index_host_or_path(name: str) -> None:
    lines = (ROOT / name).read_text("utf-8").splitlines()
    assert [line for line in lines if re.search(r"://|index|find-links|^\s*-(?!-hash)|(^|\s)[./]", line)] == []


def test_tests_run_with_the_versions_that_are_served() -> None:
    served, tested = pins("requirements.txt"), pins("requirements-dev.txt")
    assert {name: tested[name][0].specifier for name in served} == {
        name: entry[0].specifier for name, entry in served.items()
    }


def test_the_image_keeps_its_store_in_the_volume() -> None:
    assert "VOLUME /data" in STAGES[-1]
    assert "AKTEURSNETZ_STORE=sqlite:/data/" in STAGES[-1]


def test_the_image_runs_as_nobody_in_particular() -> None:
    user = re.findall(r"^USER (\S+)$", STAGES[-1], re.MULTILINE)
    assert user
    assert user[-1] not in ("root", "0")
    assert f"--uid {user[-1]} " in STAGES[-1]


def test_the_image_says_whether_it_is_well_at_the_port_that_it_names() -> None:
    port = Settings.model_fields["port"].default
    assert f"\nEXPOSE {port}\n" in STAGES[-1]
    assert re.search(rf"HEALTHCHECK .*--start-period=.*\n.*http://127\.0\.0\.1:{port}/healthz", STAGES[-1])


def test_the_image_alone_listens_to_nobody_else() -> None:
    assert not re.search(r"AKTEURSNETZ_(HOST|PUBLISHED_ON)", DOCKERFILE)


def test_the_image_is_built_from_pinned_requirements_and_the_wheel() -> None:
    assert "--require-hashes --requirement requirements.txt" in STAGES[0]
    assert "hatchling build --target wheel" in STAGES[0]
    assert "--no-deps --no-index dist/*.whl" in STAGES[0]
    assert "pip install" not in STAGES[-1]


def test_the_image_has_a_font_for_the_pictures_in_word_annexes() -> None:
    assert re.search(r"apt-get install --yes --no-install-recommends fonts-\w+", STAGES[-1])


def test_the_image_starts_the_program() -> None:
    assert 'ENTRYPOINT ["akteursnetz"]' in STAGES[-1]
    assert PROJECT["project"]["scripts"].keys() == {"akteursnetz"}


def test_what_the_image_copies_is_let_into_its_build() -> None:
    allowed = {line[1:] for line in (ROOT / ".dockerignore").read_text("utf-8").splitlines() if line.startswith("!")}
    needed = {*PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"], PROJECT["project"]["readme"]}
    assert {*needed, *PROJECT["project"]["license-files"], "pyproject.toml", "requirements.txt"} <= allowed
