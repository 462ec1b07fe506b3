"""Answers to what changed: in the world between two days, in the records between two revisions."""

from __future__ import annotations

from datetime import date

from graph_service.analysis.change import RecordChange, WorldChange, record_change, world_change
from graph_service.analysis.scope import Scope
from graph_service.operations.service import Service


def changes_between(
    service: Service, network: str, start: date, end: date, scope: Scope, revision: int | None = None
) -> WorldChange:
    """What is new, ended and kept in the world between two days; of the scope all but its day counts."""
    whole = service.network(network, revision)
    before, after = (scope.model_copy(update={"at": day}) for day in (start, end))
    key = (network, whole.revision, "world change", before, after)
    return service.answers.get(key, lambda: world_change(whole, before, after))


def record_changes(service: Service, network: str, old: int, new: int) -> RecordChange:
    """What was added, changed and removed in the records between two revisions; NotFound for an unknown one."""
    before, after = (service.view(network, number).revision for number in (old, new))
    key = (network, after, "record change", before)
    return service.answers.get(
        key, lambda: record_change(service.network(network, before), service.network(network, after))
    )
