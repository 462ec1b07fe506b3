"""Two people on one record: what each of them changed since a revision, field by field, and where they clash."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from graph_service.model.change import Revision
from graph_service.model.errors import NotFound, Outdated, Problem
from graph_service.model.naming import called
from graph_service.model.network import Network
from graph_service.model.text import Label, Value, text
from graph_service.operations.editing_draft import recorded_values
from graph_service.operations.editing_values import Plain, shown
from graph_service.operations.fields import field_of, type_of
from graph_service.operations.service import Service

State: TypeAlias = Literal["mine", "theirs", "both", "clash"]


@dataclass(frozen=True)
class Version:
    """One field that differs: as it was, as one person wants it, as it is by now, and who changed it."""

    field: str
    label: Label
    base: Plain
    mine: Plain
    theirs: Plain
    state: State


@dataclass(frozen=True)
class Comparison:
    """What is different of a record since the revision `base`; `gone` where it was removed meanwhile."""

    record: str
    base: int
    newest: int
    gone: bool
    versions: tuple[Version, ...]

    @property
    def clashes(self) -> tuple[Version, ...]:
        """The fields of which a person has to choose one version."""
        return tuple(version for version in self.versions if version.state == "clash")


class Clash(Outdated):
    """Somebody else changed the same fields of a record, or removed it; `versions` are those of both."""

    def __init__(self, comparison: Comparison, network: Network, last: Revision) -> None:
        self.comparison = comparison
        node = network.nodes.get(comparison.record)
        name = called(network, node) if node else comparison.record
        message = text("„{name}“ wurde inzwischen entfernt ({author}, {day}).",
                       name=name, author=last.author, day=last.time.date())  # fmt: skip
        if not comparison.gone:
            message = text(
                "„{name}“ wurde inzwischen geändert ({author}, {day}).",
                name=name,
                author=last.author,
                day=last.time.date(),
            )
        super().__init__(
            message,
            place=comparison.record,
            value=str(comparison.base),
            problems=[
                _problem(version, comparison.record, network) for version in comparison.clashes or comparison.versions
            ],
            remedy=text("Bitte beide Fassungen vergleichen, je Feld eine wählen und noch einmal speichern."),
        )

    @property
    def versions(self) -> tuple[Version, ...]:
        return self.comparison.versions

    @property
    def record(self) -> str:
        return self.comparison.record

    @property
    def revision(self) -> int:
        """The newest revision: the base of what is chosen now."""
        return self.comparison.newest


def _problem(version: Version, record_id: str, network: Network) -> Problem:
    field = field_of(type_of(record_id), version.field)
    values: dict[str, Value] = {
        name: shown(field, getattr(version, name), network) for name in ("base", "mine", "theirs")
    }
    message = text("vorher {base}, Ihre Fassung {mine}, jetzt {theirs}", **values)
    return Problem(message, place=version.field)


def compare(
    service: Service, network: str, record_id: str, base: int, mine: Mapping[str, Plain], newest: int | None = None
) -> Comparison:
    """What one person wants of a record, against what became of it since the revision that they started from.

    `mine` are values as `values_of` gives them, all or some; what equals the base is not theirs. Outdated where the
    record was not there at the base.
    """
    now = service.view(network, newest)
    before = _values_at(service, network, record_id, base)
    try:
        theirs = recorded_values(now, record_id)
    except NotFound:
        return Comparison(record_id, base, now.revision, gone=True, versions=())
    record_type = type_of(record_id)
    versions = (
        _version(record_type, name, (before[name], mine.get(name, before[name]), theirs[name])) for name in before
    )
    return Comparison(record_id, base, now.revision, gone=False, versions=tuple(one for one in versions if one))


def _values_at(service: Service, network: str, record_id: str, base: int) -> dict[str, Plain]:
    try:
        return recorded_values(service.view(network, base), record_id)
    except NotFound as error:
        raise Outdated(
            text("„{value}“ war bei Revision {n} noch nicht erfasst.", value=record_id, n=str(base)),
            place=record_id,
            value=str(base),
            remedy=text("Bitte den Eintrag neu lesen und die Änderung erneut vornehmen."),
        ) from error


def _version(record_type: str, name: str, values: tuple[Plain, Plain, Plain]) -> Version | None:
    base, mine, theirs = values
    if mine == base == theirs:
        return None
    state: State = "clash"
    if base in (theirs, mine):
        state = "mine" if theirs == base else "theirs"
    elif mine == theirs:
        state = "both"
    return Version(name, field_of(record_type, name).label, base, mine, theirs, state)
