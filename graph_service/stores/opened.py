"""A store as those see it who may not read restricted fields: no record comes through this door with them.

It only reads: who changes records must know them whole, else what it does not see would be lost.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any, NoReturn

from graph_service.model.change import ChangeSet, HistoryEntry, NetworkInfo, Revision
from graph_service.model.errors import Forbidden
from graph_service.model.network import Network
from graph_service.model.nodes import AnyNode
from graph_service.model.restricted import open_network, open_record, open_records
from graph_service.model.text import Text, text
from graph_service.model.ties import AnyRecord
from graph_service.stores.base import Condition, Page, Selection, Store, View, Writer
from graph_service.stores.rewriting import Rewriting


@dataclass(frozen=True)
class OpenView(View):
    """Reads another view; restricted words find nothing, because no store finds a node by them."""

    whole: View

    @property
    def network(self) -> str:  # type: ignore[override]
        return self.whole.network

    @property
    def revision(self) -> int:  # type: ignore[override]
        return self.whole.revision

    @property
    def stamp(self) -> str:  # type: ignore[override]
        return self.whole.stamp

    @property
    def at(self) -> date | None:  # type: ignore[override]
        return self.whole.at

    def counts(self) -> Mapping[str, int]:
        return self.whole.counts()

    def unrecorded(self, scheme: str) -> int:
        return self.whole.unrecorded(scheme)

    def get(self, record_id: str) -> AnyRecord:
        return open_record(self.whole.get(record_id))

    def select(self, selection: Selection) -> Page:
        page = self.whole.select(selection)
        return replace(page, nodes=open_records(page.nodes))

    def search(self, words: str, node_types: Sequence[str] = (), limit: int = 20) -> tuple[AnyNode, ...]:
        return open_records(self.whole.search(words, node_types, limit))

    def field_excerpt(self, field_id: str) -> Network:
        return open_network(self.whole.field_excerpt(field_id))

    def neighbourhood(self, node_id: str, steps: int = 1, limit: int = 300) -> Network:
        return open_network(self.whole.neighbourhood(node_id, steps, limit))

    def load(self) -> Network:
        return open_network(self.whole.load())


@dataclass(frozen=True)
class OpenStore(Store):
    """Reads another store, and changes nothing in it."""

    whole: Store

    def networks(self) -> tuple[NetworkInfo, ...]:
        return self.whole.networks()

    def network(self, network: str) -> NetworkInfo:
        return self.whole.network(network)

    def revisions(self, network: str) -> tuple[Revision, ...]:
        return self.whole.revisions(network)

    def change(self, network: str, number: int) -> ChangeSet:
        made = self.whole.change(network, number)
        return made.model_copy(update={"put": open_records(made.put)})

    def history(self, network: str, record_id: str) -> tuple[HistoryEntry, ...]:
        """The same without revisions that changed nothing but restricted fields of the record."""
        shown: list[HistoryEntry] = []
        for entry in self.whole.history(network, record_id):
            opened = entry.record and open_record(entry.record)
            if entry.action != "changed" or opened != shown[-1].record:
                shown.append(entry.model_copy(update={"record": opened}))
        return tuple(shown)

    def view(
        self,
        network: str,
        *,
        revision: int | None = None,
        recorded: datetime | None = None,
        at: date | None = None,
    ) -> View:
        return OpenView(self.whole.view(network, revision=revision, recorded=recorded, at=at))

    def check(self) -> tuple[Text, ...]:
        return self.whole.check()

    def condition(self) -> Condition:
        return self.whole.condition()

    def create(self, network: str, name: str) -> NetworkInfo:
        _refuse()

    def commit(self, network: str, change: ChangeSet, **signed: Any) -> Revision:
        _refuse()

    def writer(self, network: str, *, author: str, reason: str) -> Writer:
        _refuse()

    def replay(self, revision: Revision, change: ChangeSet) -> None:
        _refuse()

    def rewrite(self, network: str, rewriting: Rewriting) -> int:
        _refuse()

    def backup(self, target: Path) -> None:
        _refuse()

    def close(self) -> None:
        """Nothing: the store belongs to those who read it whole."""


def _refuse() -> NoReturn:
    raise Forbidden(
        text("Wer interne Angaben nicht lesen darf, kann an den Daten nichts ändern."),
        remedy=text("Bitte mit einem Konto der Koordination anmelden."),
    )
