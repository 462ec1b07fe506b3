"""Sessions with a Neo4j server: managed transactions, one network in each, and the driver's errors in our words."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from itertools import chain, islice
from typing import Any, LiteralString, TypeAlias, TypeVar
from urllib.parse import urlsplit

from neo4j import READ_ACCESS, WRITE_ACCESS, GraphDatabase, ManagedTransaction, Record, Session, Transaction
from neo4j.exceptions import (
    AuthError,
    ConfigurationError,
    ConstraintError,
    DriverError,
    Neo4jError,
    ServiceUnavailable,
    SessionExpired,
    TransactionError,
)
from pydantic import SecretStr

from graph_service.model.errors import (
    BadInput,
    DamagedStore,
    LockedStore,
    ReadOnlyStore,
    StoreError,
    UnreachableStore,
)
from graph_service.model.text import text

_T = TypeVar("_T")
_Transaction: TypeAlias = ManagedTransaction | Transaction


BATCH = 1000
LOG = logging.getLogger("akteursnetz")


class UnreadableRecord(Exception):
    """A node whose properties are not a record any more."""


class _TooLarge(StoreError):
    """What was asked for needs more memory than the server gives."""


def _bounded(work: Callable[[Scope], _T], scope: Scope) -> _T:
    # The driver takes too little memory for something that passes, and would try for long.
    try:
        return work(scope)
    except Neo4jError as error:
        if any(part in (error.code or "") for part in _MEMORY):
            raise _no_memory(scope.network) from error
        raise


def _on(work: Callable[[Scope, list[_T]], None], batch: list[_T], scope: Scope) -> None:
    work(scope, batch)


def _as_much(work: Callable[[Scope, int], int], size: int, scope: Scope) -> int:
    return work(scope, size)


@dataclass(frozen=True)
class Login:
    """Who asks the server; the password shows in no message and no log."""

    user: str = "neo4j"
    password: SecretStr = field(default=SecretStr(""), repr=False)


@dataclass(frozen=True)
class Scope:
    """One network within one transaction: the only way to ask about records, so that none of another is seen."""

    transaction: _Transaction
    network: str

    def rows(self, query: LiteralString, **parameters: Any) -> list[Record]:
        return list(self.stream(query, **parameters))

    def stream(self, query: LiteralString, **parameters: Any) -> Iterator[Record]:
        """The rows as they come from the server."""
        if "$network" not in query:
            raise AssertionError("a query that names no network would see them all")
        return iter(self.transaction.run(query, network=self.network, **parameters))

    def each(self, query: LiteralString, name: str, items: list[Any], **parameters: Any) -> list[Record]:
        """The rows of a query that goes through these items; none, and nothing is asked, where there are none."""
        return self.rows(query, **{name: items}, **parameters) if items else []

    def value(self, query: LiteralString, **parameters: Any) -> Any:
        """The first column of the only row; None if there is none."""
        rows = self.rows(query, **parameters)
        return rows[0][0] if rows else None


class Server:
    """One database of a Neo4j server; reading follows what this program wrote, on every member of a cluster."""

    def __init__(self, url: str, login: Login, timeout: float, *, writable: bool = True) -> None:
        self.url = url
        self._writable = writable
        _check_address(url)
        _keep_quiet()
        with faults(url):
            self._driver = GraphDatabase.driver(
                url,
                auth=(login.user, login.password.get_secret_value()),
                connection_timeout=timeout / 2,
                connection_acquisition_timeout=2 * timeout,
                max_transaction_retry_time=timeout / 2,  # the driver waits once more when this is over
                notifications_min_severity="OFF",
                user_agent="akteursnetz",
            )
        self._bookmarks = GraphDatabase.bookmark_manager()
        self._closed = False

    @contextmanager
    def session(self, access: str = WRITE_ACCESS) -> Iterator[Session]:
        """A session of one's own for as long as the block lasts."""
        if self._closed:
            raise StoreError(text("Der Speicher wurde schon geschlossen."), place=self.url)
        if access == WRITE_ACCESS and not self._writable:
            raise _read_only(self.url)
        with (
            faults(self.url),
            self._driver.session(default_access_mode=access, bookmark_manager=self._bookmarks) as session,
        ):
            yield session

    def read(self, network: str, work: Callable[[Scope], _T]) -> _T:
        """What the work finds in one reading transaction; it may be done again where the server asks for that."""
        with self.session(READ_ACCESS) as session:
            return session.execute_read(lambda transaction: _bounded(work, Scope(transaction, network)))

    def write(self, network: str, work: Callable[[Scope], _T]) -> _T:
        """The same with a writing transaction: the work must come to the same if it is done twice."""
        with self.session() as session:
            return session.execute_write(lambda transaction: _bounded(work, Scope(transaction, network)))

    def write_all(self, network: str, items: Iterable[_T], work: Callable[[Scope, list[_T]], None]) -> None:
        """Does the work for all items in batches, in smaller ones from where the server gives too little memory."""
        rest, size = iter(items), BATCH
        while batch := list(islice(rest, size)):
            try:
                self.write(network, partial(_on, work, batch))
            except _TooLarge:
                if len(batch) == 1:
                    raise
                rest, size = chain(batch, rest), len(batch) // 2

    def write_until_done(self, network: str, work: Callable[[Scope, int], int]) -> None:
        """Does the work, which is told how much to do at once, until it did nothing; less where memory is short."""
        size = BATCH
        while True:
            try:
                if not self.write(network, partial(_as_much, work, size)):
                    return
            except _TooLarge:
                if size == 1:
                    raise
                size //= 2

    @contextmanager
    def holding(self, network: str) -> Iterator[Scope]:
        """A transaction that stays open, and keeps its locks, while others do the work; rolled back after an error."""
        with self.session() as session:
            transaction = session.begin_transaction()
            try:
                yield Scope(transaction, network)
                transaction.commit()
            finally:
                # Where the server is gone there is nothing to roll back.
                with contextlib.suppress(DriverError, Neo4jError):
                    transaction.close()

    def close(self) -> None:
        self._closed = True
        self._driver.close()


def _check_address(url: str) -> None:
    """BadInput for what the driver would take for something else, or only notice when it is too late for words."""
    try:
        parts = urlsplit(url)
        named = parts.hostname and parts.port != 0 and not parts.path.strip("/")
    except ValueError as error:
        raise _no_server(url) from error
    if not named:
        raise _no_server(url)


def _no_server(url: str) -> BadInput:
    return BadInput(
        text("Die Adresse „{value}“ nennt keinen Neo4j-Server.", value=url),
        value=url,
        remedy=text("Erlaubt sind neo4j://, neo4j+s://, bolt:// und bolt+s:// mit Rechner und Anschluss."),
    )


def _keep_quiet() -> None:
    """What the driver meets is told by `faults`; its own log is for those who set up a handler for it."""
    log = logging.getLogger("neo4j")
    if not log.handlers:
        log.addHandler(logging.NullHandler())
        log.propagate = False


@contextmanager
def faults(url: str) -> Iterator[None]:
    """Puts what the driver reports into words and remedies; an error of this program itself passes as it is."""
    try:
        yield
    except UnreadableRecord as error:
        raise DamagedStore(
            text("Die Datenbank enthält Einträge, die nicht lesbar sind."),
            place=url,
            remedy=text("Bitte mit „akteursnetz check“ nachsehen und die letzte Sicherung wiederherstellen."),
        ) from error
    except ConfigurationError as error:
        raise _no_server(url) from error
    except ConstraintError:
        raise  # means something to who asked
    except (DriverError, Neo4jError) as error:
        raise _meaning(error, url) from error


def _meaning(error: DriverError | Neo4jError, url: str) -> StoreError:
    if isinstance(error, ServiceUnavailable | SessionExpired | TransactionError):
        return _gone(url)
    if isinstance(error, AuthError):
        return _refused(url)
    code = getattr(error, "code", None) or ""
    said = next((say(url) for part, say in _FAULTS.items() if part in code), None)
    return said or (_gone(url) if error.is_retryable() else _unknown(url, code))


def _unknown(url: str, code: str) -> StoreError:
    return StoreError(
        text("Der Neo4j-Server konnte die Anfrage nicht ausführen."),
        place=url,
        value=code,
        remedy=text("Bitte noch einmal versuchen; bleibt es dabei, hilft sein Protokoll."),
    )


def _gone(url: str) -> StoreError:
    return UnreachableStore(
        text("Der Neo4j-Server antwortet nicht."),
        place=url,
        remedy=text("Bitte prüfen, ob er läuft und erreichbar ist; der letzte vollständige Stand ist erhalten."),
    )


def _without_database(url: str) -> StoreError:
    return UnreachableStore(
        text("Der Neo4j-Server stellt seine Datenbank nicht bereit."),
        place=url,
        remedy=text("Vielleicht startet er noch; sonst bitte in seinem Protokoll nachsehen, was sie hindert."),
    )


def _refused(url: str) -> StoreError:
    return StoreError(
        text("Der Neo4j-Server hat die Anmeldung abgelehnt."),
        place=url,
        remedy=text("Bitte Namen und Kennwort prüfen (AKTEURSNETZ_STORE_USER, AKTEURSNETZ_STORE_PASSWORD_FILE)."),
    )


def _read_only(url: str) -> StoreError:
    return ReadOnlyStore(
        text("Der Speicher lässt sich lesen, aber nicht ändern."),
        place=url,
        remedy=text("Bitte an einem Neo4j-Server ändern, der das Schreiben erlaubt; es wurde nichts geändert."),
    )


def _locked(url: str) -> StoreError:
    return LockedStore(
        text("Eine andere Änderung an diesem Netzwerk dauert noch an."),
        place=url,
        remedy=text("Bitte später noch einmal versuchen; es ging nichts verloren."),
    )


def _no_memory(place: str) -> StoreError:
    return _TooLarge(
        text("Dem Neo4j-Server reicht der Arbeitsspeicher für diese Anfrage nicht."),
        place=place,
        remedy=text("Bitte dem Server mehr Speicher geben (db.memory.transaction.max) oder später versuchen."),
    )


# Parts of Neo4j's codes; the first one that fits counts.
_MEMORY = ("OutOfMemory", "MaximumTransactionMemory")
_FAULTS: dict[str, Callable[[str], StoreError]] = {
    "ReadOnly": _read_only,
    "LockAcquisitionTimeout": _locked,
    "DeadlockDetected": _locked,
    "LockClientStopped": _locked,
    "AlreadyExists": _locked,  # two programs make constraints and indexes at once
    **dict.fromkeys(_MEMORY, _no_memory),
    "DatabaseUnavailable": _without_database,
    "DatabaseNotFound": _without_database,
    "Transaction.Terminated": _gone,
    "Neo.ClientError.Security": _refused,
}
