"""Whether a store file is sound, and how it is backed up and comes back."""

from __future__ import annotations

import os
import threading
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from graph_service.model.change import Revision
from graph_service.model.errors import (
    BadInput,
    Conflict,
    DamagedStore,
    ForeignStore,
    NotFound,
)
from graph_service.stores.sqlite import SqliteStore
from graph_service.stores.sqlite_rows import revision_from
from tests.builders import actor
from tests.stores.acts import assert_helpful, meddle, put, put_back, records


class TestCheck:
    @pytest.mark.parametrize(
        ("damage", "finding"),
        [
            ("UPDATE versions SET body = '{}' WHERE key = 3", "nicht lesbar"),
            ("UPDATE versions SET kind = 'school' WHERE type = 'actor' AND kind = 'association'", None),
            ("UPDATE versions SET status = 'running' WHERE type = 'measure'", "Spalten"),
            ("UPDATE versions SET body = replace(body, 'Flüchtlingsrat', 'Elternrat')", "Suchverzeichnis"),
            ("DELETE FROM texts WHERE rowid = 1", "Suchverzeichnis"),
            ("INSERT INTO texts (rowid, name) VALUES (999, 'x')", "Suchverzeichnis"),
            ("UPDATE networks SET revision = 2", "Revisionen"),
            ("DELETE FROM pointers WHERE role = 'broader'", "Spalten"),
            ("UPDATE versions SET until = 2 WHERE type = 'document'", "verweist ins Leere"),
            ("UPDATE versions SET until = 2 WHERE type = 'document'", "nicht erfasst"),
        ],
    )
    def test_what_does_not_hold_together_is_found(self, path: Path, damage: str, finding: str | None) -> None:
        meddle(path, damage)
        with closing(SqliteStore(path)) as store:
            findings = store.check()
        assert any(finding in str(found) for found in findings) if finding else findings == ()

    def test_a_revision_that_is_older_than_the_one_before_is_found(self, path: Path) -> None:
        with closing(SqliteStore(path)) as store:
            put(store, actor("new"))
        meddle(path, "UPDATE revisions SET time = '2001-01-01T00:00:00+00:00' WHERE number = 2")
        with closing(SqliteStore(path)) as store:
            assert any("älter" in str(found) for found in store.check())

    def test_a_damaged_file_is_a_finding_not_an_error(self, opened: SqliteStore, path: Path) -> None:
        content = bytearray(path.read_bytes())
        content[len(content) // 2 :] = bytes(len(content) - len(content) // 2)
        path.write_bytes(content)
        with closing(SqliteStore(path, writable=False)) as store:
            assert store.check() != ()


class TestBackupAndRestore:
    def test_a_backup_is_made_while_another_thread_writes(self, opened: SqliteStore, tmp_path: Path) -> None:
        stop = threading.Event()

        def write() -> None:
            number = 0
            while not stop.is_set():
                put(opened, actor(f"a{(number := number + 1)}"))

        thread = threading.Thread(target=write)
        thread.start()
        for number in range(3):
            opened.backup(tmp_path / f"backup{number}.sqlite")
        stop.set()
        thread.join()
        for number in range(3):
            with closing(SqliteStore(tmp_path / f"backup{number}.sqlite", writable=False)) as copy:
                assert copy.check() == ()
                assert copy.view("stadt").counts()["actor"] == copy.network("stadt").revision + 4

    def test_a_backup_is_one_file(self, opened: SqliteStore, tmp_path: Path) -> None:
        (tmp_path / "backups").mkdir()
        opened.backup(tmp_path / "backups" / "one.sqlite")
        assert [found.name for found in (tmp_path / "backups").iterdir()] == ["one.sqlite"]

    def test_a_backup_where_links_are_not_possible_is_made_too(
        self, opened: SqliteStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def no_links(*args: object) -> None:
            raise PermissionError

        monkeypatch.setattr(os, "link", no_links)
        opened.backup(tmp_path / "stick.sqlite")
        assert (tmp_path / "stick.sqlite").stat().st_size > 0

    def test_a_file_that_appears_meanwhile_is_not_written_over(
        self, opened: SqliteStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        link = os.link

        def late(source: Path, target: Path) -> None:
            target.write_text("wichtig")
            link(source, target)

        monkeypatch.setattr(os, "link", late)
        with pytest.raises(Conflict):
            opened.backup(tmp_path / "backup.sqlite")
        assert (tmp_path / "backup.sqlite").read_text() == "wichtig"

    def test_what_was_backed_up_comes_back_whole(self, opened: SqliteStore, tmp_path: Path) -> None:
        put(opened, actor("new"))
        opened.backup(tmp_path / "backup.sqlite")
        put_back(tmp_path / "backup.sqlite", f"sqlite:{tmp_path / 'restored.sqlite'}")
        with closing(SqliteStore(tmp_path / "restored.sqlite")) as restored:
            assert restored.revisions("stadt") == opened.revisions("stadt")
            assert records(restored.view("stadt").load()) == records(opened.view("stadt").load())
            assert put(restored, actor("newer")).number == 3

    def test_restoring_never_writes_over_a_store(self, path: Path, tmp_path: Path) -> None:
        before = path.read_bytes()
        with closing(SqliteStore(path)) as store:
            store.backup(tmp_path / "backup.sqlite")
        with pytest.raises(Conflict) as caught:
            put_back(tmp_path / "backup.sqlite", f"sqlite:{path}")
        assert_helpful(caught.value, path)
        assert path.read_bytes() == before

    def test_a_backup_that_is_not_sound_is_not_restored(self, path: Path, tmp_path: Path) -> None:
        meddle(path, "UPDATE networks SET revision = 7")
        with pytest.raises(DamagedStore, match="Sicherung") as caught:
            put_back(path, f"sqlite:{tmp_path / 'restored.sqlite'}")
        assert len(caught.value.problems) == 1
        assert not (tmp_path / "restored.sqlite").exists()

    def test_a_backup_that_is_none_is_not_restored(self, tmp_path: Path) -> None:
        with pytest.raises(NotFound):
            put_back(tmp_path / "none.sqlite", f"sqlite:{tmp_path / 'restored.sqlite'}")
        (tmp_path / "text").write_text("x" * 500)
        with pytest.raises(ForeignStore):
            put_back(tmp_path / "text", f"sqlite:{tmp_path / 'restored.sqlite'}")

    def test_nothing_is_restored_into_memory(self, path: Path) -> None:
        with pytest.raises(BadInput, match="behält nichts"):
            put_back(path, "memory:")


def test_the_history_of_a_record_reads_its_own_revisions_only(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with closing(SqliteStore(path)) as store:
        for number in range(20):
            put(store, actor("viel" if number % 10 else "wenig", f"Name {number}"))
        read: list[object] = []

        def told(row: Sequence[Any]) -> Revision:
            read.append(row)
            return revision_from(row)

        monkeypatch.setattr("graph_service.stores.sqlite.revision_from", told)
        [network] = store.networks()
        assert [entry.action for entry in store.history(network.id, "actor/wenig")] == ["added", "changed"]
        assert len(read) == 2
