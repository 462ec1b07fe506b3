"""Where networks stay: a store is opened by its address, a backup is put back under one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from pydantic import SecretStr

from graph_service.model.errors import BadInput, DamagedStore, Problem
from graph_service.model.text import Text, text
from graph_service.stores.base import Store
from graph_service.stores.common import TIMEOUT
from graph_service.stores.registry import Clock, Registry
from graph_service.stores.registry_common import utc_now

if TYPE_CHECKING:
    from graph_service.stores.neo4j import Neo4jStore
    from graph_service.stores.neo4j_connection import Login
    from graph_service.stores.sqlite import SqliteStore

_BOLT = 7687  # the port of a server where the address names none
_NEO4J = ("neo4j", "neo4j+s", "neo4j+ssc", "bolt", "bolt+s", "bolt+ssc")


def open_store(
    url: str,
    *,
    timeout: float = TIMEOUT,
    user: str = "neo4j",
    password: SecretStr | None = None,
    writable: bool = True,
) -> Store:
    """The store at an address: `memory:`, or `sqlite:PATH` for a file, which is made if it is not there, or
    `neo4j://HOST` (`bolt:`, and both with `+s` where the connection is encrypted) for a server.

    `timeout` is how many seconds to wait for another program that is writing, or for the server; `user` and
    `password` are for a server. With `writable=False` nothing is ever written there, and a file must be there.
    """
    if on_server(url):
        return _on_server(url, user, password, timeout=timeout, writable=writable)
    path = _path(url)
    if path is None:
        from graph_service.stores.memory import MemoryStore  # noqa: PLC0415 - only the store that is used

        return MemoryStore()
    from graph_service.stores.sqlite import SqliteStore  # noqa: PLC0415

    return SqliteStore(path, timeout=timeout, writable=writable)


def _on_server(url: str, user: str, password: SecretStr | None, *, timeout: float, writable: bool) -> Store:
    from graph_service.stores.neo4j import Neo4jStore  # noqa: PLC0415 - the driver takes half a second to import

    return Neo4jStore(url, _login(url, user, password), timeout=timeout, writable=writable)


def _login(url: str, user: str, password: SecretStr | None) -> Login:
    from graph_service.stores.neo4j_connection import Login  # noqa: PLC0415

    if "@" in url:
        raise BadInput(
            text("In der Adresse des Speichers dürfen weder Name noch Kennwort stehen."),
            remedy=text("Bitte AKTEURSNETZ_STORE_USER und AKTEURSNETZ_STORE_PASSWORD_FILE verwenden."),
        )
    return Login(user, password or SecretStr(""))


def open_registry(
    url: str,
    *,
    timeout: float = TIMEOUT,
    user: str = "neo4j",
    password: SecretStr | None = None,
    writable: bool = True,
    older: bool = False,
    clock: Clock = utc_now,
) -> Registry:
    """What the service keeps for itself beside the store at this address: in memory, in a file of its own beside the
    store's file (`x.sqlite`: `x-dienst.sqlite`), or in the same database under labels of its own.

    `clock` tells the time by which entries expire and lines of the journal are dated; one on a server is read as it
    is where it may be of an `older` version; the rest is as in `open_store`.
    """
    if on_server(url):
        from graph_service.stores.registry_neo4j import Neo4jRegistry  # noqa: PLC0415

        return Neo4jRegistry(
            url, _login(url, user, password), timeout=timeout, writable=writable, older=older, clock=clock
        )
    path = _path(url)
    if path is None:
        from graph_service.stores.registry_memory import MemoryRegistry  # noqa: PLC0415

        return MemoryRegistry(clock=clock)
    from graph_service.stores.registry_sqlite import SqliteRegistry  # noqa: PLC0415

    return SqliteRegistry(beside(path), timeout=timeout, writable=writable, clock=clock)


def check_two(source: str, target: str) -> None:
    """BadInput if what is to be moved from one address to the other would not come to another lasting store."""
    places = [_place(url) for url in (source, target)]
    for url, place in zip((source, target), places, strict=True):
        if place is None:
            raise BadInput(
                text("Ein Speicher im Arbeitsspeicher behält nichts."),
                place=url,
                remedy=text("Bitte eine Datei (sqlite:PFAD) oder einen Server (neo4j://RECHNER) angeben."),
            )
    if places[0] == places[1]:
        raise BadInput(
            text("Quelle und Ziel sind derselbe Speicher."),
            place=target,
            remedy=text("Bitte zwei verschiedene Adressen angeben; es wurde nichts geschrieben."),
        )


def _place(url: str) -> Path | str | None:
    """The file or the server that an address names, however it is written; None for the memory."""
    if on_server(url):
        return urlsplit(url).netloc.lower().removesuffix(f":{_BOLT}")
    path = _path(url)
    return path.resolve() if path else None


def put_copy(source: SqliteStore, url: str) -> None:
    """A store of its own in a new file at this address."""
    source.copy_to(_lasting(url))


@contextmanager
def open_backup(backup: Path) -> Iterator[SqliteStore]:
    """A backup to read from, looked through; one of an older version as an upgraded copy, so that it stays as it is.

    DamagedStore, with every finding, where it does not hold together.
    """
    from graph_service.stores.sqlite import SqliteStore  # noqa: PLC0415

    with TemporaryDirectory() as folder:
        try:
            with closing(SqliteStore(backup, older=True)) as found:
                newer = Path(folder) / backup.name
                if found.lacks_steps():
                    found.backup(newer)
            source = SqliteStore(newer) if newer.exists() else SqliteStore(backup, writable=False)
        except DamagedStore as error:
            raise _bad_backup(backup, error.message) from error
        with closing(source):
            if findings := source.check():
                raise _bad_backup(backup, *findings)
            yield source


def open_service_backup(backup: Path) -> Registry:
    """What a backup holds of the service's own data, to read from."""
    from graph_service.stores.registry_sqlite import SqliteRegistry  # noqa: PLC0415

    return SqliteRegistry(beside(backup), writable=False)


def beside(path: Path) -> Path:
    """The file with the service's own data beside a store's file or a backup: no load keeps a sign-in waiting, and
    a backup of the data carries no secret."""
    from graph_service.stores import registry_sqlite  # noqa: PLC0415

    return registry_sqlite.beside(path)


def open_older(url: str, *, user: str = "neo4j", password: SecretStr | None = None) -> SqliteStore | Neo4jStore:
    """The store at an address as it is, whatever its version, read only: enough for a backup."""
    if on_server(url):
        from graph_service.stores.neo4j import Neo4jStore  # noqa: PLC0415

        return Neo4jStore(url, _login(url, user, password), older=True)
    from graph_service.stores.sqlite import SqliteStore  # noqa: PLC0415

    return SqliteStore(_lasting(url), older=True)


def on_server(url: str) -> bool:
    """Whether an address names a server and not a file."""
    return url.partition("://")[0] in _NEO4J


def _lasting(url: str) -> Path:
    path = _path(url)
    if path is None:
        raise BadInput(
            text("Ein Speicher im Arbeitsspeicher behält nichts."),
            place=url,
            remedy=text("Bitte eine Datei angeben: sqlite:PFAD."),
        )
    return path


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
        remedy=text(
            "Erlaubt sind „sqlite:PFAD“ für eine Datei, „neo4j://RECHNER“ für einen Server, „memory:“ zum Ausprobieren."
        ),
    )
