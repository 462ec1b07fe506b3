"""One wheel holds everything that runs: three packages, their data, types, licence and command."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from email.parser import Parser
from pathlib import Path
from zipfile import ZipFile

import pytest

from graph_service import __version__

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("graph_service", "loaders", "visualisations")
LOOK_INSIDE = """
import graph_service, loaders, visualisations
from importlib.resources import files
from graph_service.language import catalogue
from graph_service.model.vocabulary import vocabulary
assert vocabulary().actor_kinds
catalogue("en")
assert any(files("loaders").joinpath("data/leverkusen").iterdir())
print(graph_service.__file__)
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this tree, built without any network."""
    target = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(target)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True, timeout=60)
    (built,) = target.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def names(wheel: Path) -> frozenset[str]:
    with ZipFile(wheel) as archive:
        return frozenset(archive.namelist())


def shipped() -> Iterator[str]:
    """Every file of the three packages that is not made by running them."""
    for package in PACKAGES:
        for path in (ROOT / package).rglob("*"):
            if path.is_file() and "__pycache__" not in path.parts:
                yield path.relative_to(ROOT).as_posix()


def read(wheel: Path, name: str) -> str:
    with ZipFile(wheel) as archive:
        return archive.read(name).decode()


def test_the_wheel_holds_every_file_of_the_three_packages(names: frozenset[str]) -> None:
    assert sorted(set(shipped()) - names) == []


def test_the_wheel_holds_nothing_but_the_packages_and_its_description(names: frozenset[str]) -> None:
    info = f"akteursnetz-{__version__}.dist-info"
    assert {name.partition("/")[0] for name in names} == {*PACKAGES, info}
    assert not [name for name in names if "__pycache__" in name or "/tests/" in name]


@pytest.mark.parametrize(
    "name",
    [
        "graph_service/model/vocabulary.yaml",
        "graph_service/locale/en.po",
        *(f"{package}/py.typed" for package in PACKAGES),
    ],
)
def test_the_wheel_holds_data_and_type_markers(names: frozenset[str], name: str) -> None:
    assert name in names


@pytest.mark.parametrize(
    "folder",
    ["graph_service/web/templates", "graph_service/web/static", "visualisations/templates", "loaders/data/leverkusen"],
)
def test_the_wheel_holds_pages_and_the_shipped_network(names: frozenset[str], folder: str) -> None:
    assert any(name.startswith(f"{folder}/") for name in names)


def test_the_wheel_carries_its_licence_in_full(wheel: Path) -> None:
    info = f"akteursnetz-{__version__}.dist-info"
    assert read(wheel, f"{info}/licenses/LICENSE") == (ROOT / "LICENSE").read_text("utf-8")
    metadata = Parser().parsestr(read(wheel, f"{info}/METADATA"))
    assert (metadata["Name"], metadata["Version"], metadata["License-Expression"]) == (
        "akteursnetz",
        __version__,
        "EUPL-1.2",
    )


def test_the_licence_is_the_whole_european_union_public_licence() -> None:
    words = (ROOT / "LICENSE").read_text("utf-8")
    assert words.startswith("EUROPEAN UNION PUBLIC LICENCE v. 1.2")
    assert all(f"\n{number}." in words for number in range(1, 16))
    assert "Compatible Licences" in words


def test_the_wheel_brings_the_command(wheel: Path) -> None:
    points = read(wheel, f"akteursnetz-{__version__}.dist-info/entry_points.txt")
    assert "akteursnetz = graph_service.cli:main" in points


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder in which the wheel is installed, away from this tree."""
    place = tmp_path_factory.mktemp("installed")
    uv = Path(sys.executable).with_name("uv")
    install = [uv, "pip", "install", "--quiet", "--offline", "--no-deps", "--target", place, wheel]
    subprocess.run(install, check=True, capture_output=True, timeout=60)
    return place


def run(installed: Path, *words: str) -> str:
    """What Python prints in the folder where the wheel is installed."""
    return subprocess.run(
        [sys.executable, *words],
        cwd=installed,
        env={"PYTHONPATH": str(installed)},
        check=True,
        capture_output=True,
        text=True,
        timeout=60,
    ).stdout


def test_the_wheel_runs_where_it_is_installed(installed: Path) -> None:
    assert Path(run(installed, "-c", LOOK_INSIDE).strip()).is_relative_to(installed)


def test_the_wheel_makes_the_password_for_a_database(installed: Path, tmp_path: Path) -> None:
    run(installed, "-m", "graph_service.cli", "make-password", str(tmp_path))
    assert (tmp_path / "neo4j" / "password").is_file()
