"""A store and its copies are for their owner."""

import os
from contextlib import closing
from pathlib import Path

from graph_service.stores import open_store


def test_a_store_its_backup_and_a_restored_one_are_for_their_owner_only(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        with closing(open_store(f"sqlite:{tmp_path / 'x.sqlite'}")) as store:
            store.backup(tmp_path / "copy.sqlite")
    finally:
        os.umask(before)
    assert {path.name: path.stat().st_mode & 0o777 for path in tmp_path.glob("*.sqlite")} == {
        "x.sqlite": 0o600,
        "copy.sqlite": 0o600,
    }
