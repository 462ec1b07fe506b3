"""What can befall a registry's file, and that each is said with place and remedy and nothing is lost or shown."""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from graph_service.model.errors import (
    DamagedStore,
    ForeignStore,
    LockedStore,
    NewerStore,
    NotFound,
    ReadOnlyStore,
    StoreError,
)
from graph_service.stores import open_registry, open_store, sqlite_connection
from graph_service.stores.registry import Registry
from graph_service.stores.registry_sqlite import SqliteRegistry, beside
from graph_service.stores.sqlite import SqliteStore
from tests.stores.acts import assert_helpful, begin, meddle


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A closed registry with an account and 30 lines."""
    path = tmp_path / "store-dienst.sqlite"
    with closing(SqliteRegistry(path)) as registry:
        registry.put("account", "geheim", {"hash": "x" * 200})
        for number in range(30):
            registry.append({"event": "read", "n": number})
    return path


@pytest.fixture
def opened(path: Path) -> Iterator[SqliteRegistry]:
    with closing(SqliteRegistry(path, timeout=0.05)) as registry:
        yield registry


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


class TestPlaces:
    @pytest.mark.parametrize(("store", "registry"), [("a.b.sqlite", "a.b-dienst.sqlite"), ("netz", "netz-dienst")])
    def test_it_lies_beside_the_store(self, tmp_path: Path, store: str, registry: str) -> None:
        with closing(open_registry(f"sqlite:{tmp_path / store}")):
            assert {found.name.removesuffix("-wal").removesuffix("-shm") for found in tmp_path.iterdir()} == {registry}

    def test_a_backup_of_the_store_carries_no_secret(self, tmp_path: Path) -> None:
        url = f"sqlite:{tmp_path / 'store.sqlite'}"
        with closing(open_store(url)) as store, closing(open_registry(url)) as registry:
            registry.put("token", "geheim", "sehr geheim")
            begin(store).backup(tmp_path / "backup")
        assert b"geheim" in beside(tmp_path / "store.sqlite").read_bytes()
        assert b"geheim" not in (tmp_path / "backup").read_bytes()

    def test_a_long_load_keeps_no_sign_in_waiting(self, tmp_path: Path) -> None:
        url = f"sqlite:{tmp_path / 'store.sqlite'}"
        with closing(open_store(url)) as store, closing(open_registry(url, timeout=0)) as registry:
            begin(store)
            with store.writer("stadt", author="Koordination", reason="Erfassung"):
                registry.put("session", "a", 1)
                assert registry.append({"event": "signed_in"}).number == 1

    def test_a_missing_folder_is_named(self, tmp_path: Path) -> None:
        with pytest.raises(StoreError, match="gibt es nicht") as caught:
            open_registry(f"sqlite:{tmp_path / 'none' / 'store.sqlite'}")
        assert_helpful(caught.value, tmp_path / "none")

    def test_a_closed_registry_says_so(self, opened: SqliteRegistry) -> None:
        opened.close()
        with pytest.raises(StoreError, match="geschlossen"):
            opened.get("account", "geheim")

    def test_several_threads_may_make_one_at_once(self, tmp_path: Path) -> None:
        registries: list[Registry] = []
        path = tmp_path / "x-dienst.sqlite"
        threads = [threading.Thread(target=lambda: registries.append(SqliteRegistry(path))) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert [registry.append({}).number for registry in registries] == [1, 2, 3, 4]
        for registry in registries:
            registry.close()
        assert [found.name for found in tmp_path.iterdir()] == [path.name]


class TestOthers:
    def test_only_its_owner_may_read_it_whatever_is_usual(self, tmp_path: Path) -> None:
        before = os.umask(0)
        try:
            with closing(open_registry(f"sqlite:{tmp_path / 'x.sqlite'}")) as registry:
                registry.put("account", "a", 1)
                assert {found.name: mode(found) for found in tmp_path.iterdir()} == {
                    "x-dienst.sqlite": 0o600,
                    "x-dienst.sqlite-wal": 0o600,
                    "x-dienst.sqlite-shm": 0o600,
                }
        finally:
            os.umask(before)

    def test_what_was_removed_cannot_be_read_off_the_file(self, path: Path) -> None:
        with closing(SqliteRegistry(path)) as registry:
            registry.put("token", "a", "sehr geheim")
            registry.remove("token", "a")
        assert b"sehr geheim" not in path.read_bytes()
        assert [found.name for found in path.parent.iterdir()] == [path.name]

    def test_a_file_that_others_may_read_is_closed_to_them(self, path: Path) -> None:
        path.chmod(0o644)
        SqliteRegistry(path).close()
        assert mode(path) == 0o600

    def test_the_check_tells_of_a_file_that_others_may_read(self, path: Path) -> None:
        path.chmod(0o640)
        with closing(SqliteRegistry(path, writable=False)) as registry:
            assert [str(finding) for finding in registry.check()] == [f"Die Datei „{path}“ dürfen auch andere lesen."]


class TestWriting:
    def test_it_keeps_a_log_so_that_readers_go_on(self, opened: SqliteRegistry, path: Path) -> None:
        with closing(sqlite3.connect(path, isolation_level=None)) as other:
            assert other.execute("PRAGMA journal_mode").fetchone() == ("wal",)
            other.execute("BEGIN IMMEDIATE")
            assert opened.get("account", "geheim") is not None
            assert opened.check() == ()

    def test_a_writer_gives_up_after_the_timeout(self, opened: SqliteRegistry, path: Path) -> None:
        with closing(sqlite3.connect(path, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            with pytest.raises(LockedStore) as caught:
                opened.append({})
            assert_helpful(caught.value, path)
        assert opened.append({}).number == 31

    def test_a_writer_waits_as_long_as_it_may(self, path: Path) -> None:
        with (
            closing(sqlite3.connect(path, isolation_level=None, check_same_thread=False)) as other,
            closing(SqliteRegistry(path, timeout=10)) as registry,
        ):
            other.execute("BEGIN IMMEDIATE")
            release = threading.Timer(0.2, other.execute, ["ROLLBACK"])
            release.start()
            assert registry.append({}).number == 31
            release.join()

    def test_a_full_disk_leaves_the_chain_whole(self, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        plain, pages = sqlite_connection.connect, path.stat().st_size // 4096 + 2

        def connect(*args: object) -> sqlite3.Connection:
            connection = plain(*args)  # type: ignore[arg-type]
            connection.execute(f"PRAGMA max_page_count = {pages}")
            return connection

        monkeypatch.setattr(sqlite_connection, "connect", connect)
        with closing(SqliteRegistry(path)) as registry:
            for write in (lambda: registry.append({"n": "x" * 20_000}), lambda: registry.put("k", "a", "x" * 20_000)):
                with pytest.raises(StoreError, match="kein Platz"):
                    write()
            assert registry.check() == ()
            assert registry.append({}).number == 31

    def test_a_registry_opened_for_reading_is_not_written(self, path: Path) -> None:
        with closing(SqliteRegistry(path, writable=False)) as registry:
            assert registry.get("account", "geheim") is not None
            for write in (lambda: registry.append({}), lambda: registry.put("k", "a", 1), registry.purge):
                with pytest.raises(ReadOnlyStore):
                    write()
            assert registry.head().number == 30

    def test_a_registry_opened_for_reading_must_be_there(self, tmp_path: Path) -> None:
        with pytest.raises(NotFound):
            open_registry(f"sqlite:{tmp_path / 'none.sqlite'}", writable=False)
        assert list(tmp_path.iterdir()) == []


FOREIGN: dict[str, Callable[[Path], object]] = {
    "text": lambda path: path.write_text("Liste der Vereine\n" * 50),
    "short": lambda path: path.write_bytes(b"SQLite format 3\x00"),
    "database": lambda path: meddle(path, "CREATE TABLE t (x)"),
    "store": lambda path: SqliteStore(path).close(),
}


class TestForeignAndNewer:
    @pytest.mark.parametrize("kind", FOREIGN)
    def test_a_foreign_file_is_refused_and_untouched(self, tmp_path: Path, kind: str) -> None:
        path = tmp_path / "x-dienst.sqlite"
        FOREIGN[kind](path)
        path.chmod(0o644)
        before = path.read_bytes()
        with pytest.raises(ForeignStore, match="keine Dienstdaten") as caught:
            SqliteRegistry(path)
        assert_helpful(caught.value, path)
        assert (path.read_bytes(), mode(path), list(tmp_path.iterdir())) == (before, 0o644, [path])

    def test_a_registry_is_no_store(self, path: Path) -> None:
        before = path.read_bytes()
        with pytest.raises(ForeignStore):
            SqliteStore(path)
        assert path.read_bytes() == before

    def test_a_newer_registry_is_refused_and_untouched(self, path: Path) -> None:
        meddle(path, "PRAGMA user_version = 99")
        before = path.read_bytes()
        with pytest.raises(NewerStore) as caught:
            SqliteRegistry(path)
        assert_helpful(caught.value, path)
        assert path.read_bytes() == before

    def test_a_newer_registry_is_noticed_while_another_program_has_it_open(self, path: Path) -> None:
        with closing(sqlite3.connect(path, isolation_level=None)) as other:
            other.execute("PRAGMA user_version = 99")
            with pytest.raises(NewerStore):
                SqliteRegistry(path)


class TestDamaged:
    @pytest.mark.parametrize("start", [4096, 200])
    def test_a_damaged_file_is_said_to_be_so(self, path: Path, start: int) -> None:
        content = bytearray(path.read_bytes())
        content[start:] = os.urandom(len(content) - start)
        path.write_bytes(content)
        with pytest.raises(DamagedStore, match="sind beschädigt") as caught, closing(SqliteRegistry(path)) as registry:
            registry.get("account", "geheim")
        assert_helpful(caught.value, path)
        assert "restore" not in str(caught.value)

    def test_a_schema_that_is_no_text_is_said_to_be_damaged(self, path: Path) -> None:
        meddle(
            path,
            "PRAGMA writable_schema = ON",
            "UPDATE sqlite_schema SET name = cast(x'9f' AS TEXT), sql = 'CREATE garbage' WHERE name = 'head'",
        )
        with pytest.raises(DamagedStore):
            SqliteRegistry(path)

    def test_the_check_names_a_damaged_file(self, path: Path) -> None:
        content = path.read_bytes()
        path.write_bytes(content[:4096] + bytes(len(content) - 4096))
        with closing(SqliteRegistry(path, writable=False)) as registry:
            found = " ".join(map(str, registry.check()))
        assert str(path) in found
        assert "beschädigt" in found

    @pytest.mark.parametrize("value", ["'{'", "NULL", "x'ff'"])
    def test_an_entry_that_is_not_readable_is_said_to_be_so_without_its_key(self, path: Path, value: str) -> None:
        meddle(
            path,
            "PRAGMA writable_schema = ON",
            "UPDATE sqlite_schema SET sql = replace(sql, 'value TEXT NOT NULL', 'value TEXT')",
            "PRAGMA writable_schema = RESET",
            f"UPDATE entries SET value = {value}",
        )
        with closing(SqliteRegistry(path)) as registry:
            with pytest.raises(DamagedStore) as caught:
                registry.get("account", "geheim")
            found = [str(finding) for finding in registry.check()]
        assert found == ["Ein Eintrag der Art „account“ ist nicht lesbar."]
        assert "geheim" not in str(caught.value)

    def test_a_line_that_is_no_text_any_more_is_found(self, path: Path) -> None:
        meddle(path, "UPDATE journal SET content = cast(x'ff' AS TEXT), time = x'00' WHERE number = 7")
        with closing(SqliteRegistry(path)) as registry:
            assert [str(finding) for finding in registry.check()] == [
                "Zeile 7 des Protokolls ist nicht so, wie sie geschrieben wurde."
            ]

    def test_a_head_that_was_put_back_is_found_and_nothing_is_written_over(self, path: Path) -> None:
        meddle(path, "DELETE FROM head")
        with closing(SqliteRegistry(path)) as registry:
            assert "endet mit Zeile 30; zuletzt geschrieben wurde Zeile 0" in str(registry.check()[0])
            with pytest.raises(DamagedStore):
                registry.append({})
            assert len(registry.lines()) == 30
