"""What tests do with stores: begin a network, put and remove, look at what is there."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from decimal import Decimal
from pathlib import Path

from graph_service.model.change import ChangeSet, Revision
from graph_service.model.errors import AkteursnetzError
from graph_service.model.network import Network
from graph_service.model.nodes import Need
from graph_service.model.period import PartialDate, Period
from graph_service.model.ties import AnyRecord, Judgement
from graph_service.stores import open_backup, put_copy
from graph_service.stores.base import Store, View
from tests.builders import (
    PAPER,
    SOURCE,
    actor,
    carries,
    concept,
    document,
    event,
    field,
    indicator,
    measure,
    observation,
    report,
    small_town,
    tie,
)

WHO = "Koordination"
WHY = "Erfassung"


def put(store: Store, *records: AnyRecord, network: str = "stadt", remove: Iterable[str] = ()) -> Revision:
    change = ChangeSet(put=records, remove=tuple(remove))
    return store.commit(network, change, author=WHO, reason=WHY)


def begin(store: Store, *records: AnyRecord, network: str = "stadt") -> Store:
    """The store with one network of these records and the paper that they cite."""
    store.create(network, network.title())
    put(store, PAPER, *records, network=network)
    return store


def town(store: Store, network: str = "stadt") -> View:
    """A view of a small town in this store."""
    return begin(store, *small_town(), network=network).view(network)


def put_back(backup: Path, url: str) -> None:
    """Makes a store of a backup where nothing is yet."""
    with open_backup(backup) as source:
        put_copy(source, url)


def records(network: Network) -> dict[str, AnyRecord]:
    return {record.id: record for record in network.records()}


def ids(found: Iterable[AnyRecord]) -> list[str]:
    return [record.id for record in found]


def need(local: str, **more: object) -> Need:
    return Need(**{"id": f"need/{local}", "name": local, "sources": SOURCE, **more})


def judgement(first: str, second: str, decision: str = "same", kind: str = "same_as") -> Judgement:
    day = PartialDate.parse("2024-05-01")
    return Judgement(kind=kind, subjects=(first, second), decision=decision, author=WHO, decided_on=day)


def everything() -> tuple[AnyRecord, ...]:
    """One record of each type, with all that a type may carry."""
    return (
        PAPER,
        document("other", number="2", sources=SOURCE),
        actor("a", "Öffentliche Stelle", names=("Amt",), size=3, website="https://example.org", note="Eine Notiz"),
        actor("b", "Verein", valid=Period.parse("2001-05/2030"), original="e.V.", basis="assigned"),
        measure("m", "Kurs", "2020/", amount_eur=Decimal("12.50"), none_recorded=("phase",), mandatory=False),
        concept("target_group", "alle", "Alle", goals=("Ziel",), name_en="All"),
        concept("target_group", "kinder", "Kinder", broader=("target_group/alle",), order=2),
        need("n", value=Decimal("3"), target_group="target_group/kinder"),
        event("e", "Treffen", valid=Period.parse("2024-05-01")),
        field("D", "Wohnen"),
        report("m", "2024-05", "running", done="Ein Kurs", planned_end="2030", reported_by="Leitung"),
        indicator("i", "D", "Wartezeit", unit="Tage", direction="lower", target_value="30", target_on="2027"),
        observation("i", "2024", "-4.50", measure="measure/m", reported_by="Statistik"),
        carries("a", "m", note="Vertrag"),
        tie("coordinates_with", "actor/b", "actor/a", frequency="monatlich"),
        judgement("actor/a", "actor/b"),
    )


def meddle(path: Path, *statements: str) -> None:
    """What another program might do to the file."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for statement in statements:
            connection.execute(statement)


def assert_helpful(error: AkteursnetzError, place: Path) -> None:
    assert str(place) in error.place
    assert error.remedy is not None
