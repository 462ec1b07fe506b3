"""Where networks stay: a store is opened by its address, a backup is put back under one."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from graph_service.model.errors import BadInput, DamagedStore, Problem
from graph_service.model.text import Text, text
from graph_service.stores.base import Store
from graph_service.stores.common import TIMEOUT


def open_store(url: str, *, timeout: float = TIMEOUT) -> Store:
    """The store at an address: `memory:`, or `sqlite:PATH` for a file, which is made if it is not there.

    `timeout` is how many seconds to wait for another program that is writing.
    """
    path = _path(url)
    if path is None:
        from graph_service.stores.memory import MemoryStore  # noqa: PLC0415 - only the store that is used

        return MemoryStore()
    from graph_service.stores.sqlite import SqliteStore  # noqa: PLC0415

    return SqliteStore(path, timeout=timeout)


def restore(backup: Path, url: str) -> None:
    """Puts a backup back where nothing is yet; it is looked through before anything is touched."""
    from graph_service.stores.sqlite import SqliteStore  # noqa: PLC0415

    path = _path(url)
    if path is None:
        raise BadInput(
            text("Ein Speicher im Arbeitsspeicher behält nichts."),
            place=url,
            remedy=text("Bitte eine Datei angeben: sqlite:PFAD."),
        )
    try:
        source = SqliteStore(backup, writable=False)
    except DamagedStore as error:
        raise _bad_backup(backup, error.message) from error
    with closing(source):
        findings = source.check()
        if findings:
            raise _bad_backup(backup, *findings)
        source.copy_to(path)


def _bad_backup(backup: Path, *findings: Text) -> DamagedStore:
    return DamagedStore(
        text("Die Sicherung ist nicht in Ordnung."),
        place=str(backup),
        problems=[Problem(finding) for finding in findings],
        remedy=text("Bitte eine ältere Sicherung nehmen; es wurde nichts geändert."),
    )


def _path(url: str) -> Path | None:
    """The file that an address names; None for the memory."""
    scheme, _, place = url.partition(":")
    if scheme == "memory" and not place.strip("/"):
        return None
    place = place.removeprefix("///")
    if scheme == "sqlite" and place:
        return Path(place).expanduser()
    raise BadInput(
        text("Die Adresse „{value}“ nennt keinen Speicher.", value=url),
        value=url,
        remedy=text("Erlaubt sind „sqlite:PFAD“ für eine Datei und „memory:“ zum Ausprobieren."),
    )
