"""The password of a database server: made once, whole, for its readers only, and never shown."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from graph_service.commands.passwords import make_password
from graph_service.model.errors import BadInput


def words(folder: Path) -> dict[str, str]:
    return {file.name: file.read_text() for file in (folder / "neo4j").iterdir()}


def test_the_login_holds_the_same_password_as_the_password_file(tmp_path: Path) -> None:
    make_password(tmp_path)
    made = words(tmp_path)
    assert made.keys() == {"password", "login"}
    assert made["login"] == f"neo4j/{made['password']}"


def test_the_password_is_long_plain_and_another_each_time(tmp_path: Path) -> None:
    first, second = tmp_path / "a", tmp_path / "b"
    for folder in (first, second):
        folder.mkdir()
        make_password(folder)
    password = words(first)["password"].strip()
    # A slash would end it for Neo4j's image, a dash in front would be an option of its command.
    assert len(password) == 64
    assert password.isalnum()
    assert words(first) != words(second)


def test_a_password_that_is_there_stays(tmp_path: Path) -> None:
    make_password(tmp_path)
    before = words(tmp_path)
    make_password(tmp_path)
    assert words(tmp_path) == before


def test_a_password_without_its_login_is_not_written_over(tmp_path: Path) -> None:
    make_password(tmp_path)
    (tmp_path / "neo4j" / "login").unlink()
    before = words(tmp_path)
    with pytest.raises(BadInput) as caught:
        make_password(tmp_path)
    assert caught.value.place == str(tmp_path / "neo4j")
    assert words(tmp_path) == before


def test_owner_and_group_may_read_it_and_nobody_may_write_it(tmp_path: Path) -> None:
    make_password(tmp_path)
    place = tmp_path / "neo4j"
    assert stat.S_IMODE(place.stat().st_mode) == 0o750
    assert {stat.S_IMODE(file.stat().st_mode) for file in place.iterdir()} == {0o440}


def test_the_password_is_not_shown(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    make_password(tmp_path)
    printed = capsys.readouterr()
    assert str(tmp_path / "neo4j") in printed.err
    assert words(tmp_path)["password"].strip() not in printed.out + printed.err


def test_nothing_else_is_left_behind(tmp_path: Path) -> None:
    make_password(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["neo4j"]


def test_what_cannot_be_finished_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_space(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", no_space)
    with pytest.raises(BadInput, match="No space left"):
        make_password(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(BadInput) as caught:
        make_password(tmp_path / "fehlt")
    assert caught.value.remedy is not None
    assert not (tmp_path / "fehlt").exists()
