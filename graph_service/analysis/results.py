"""What every result tells of itself: on which day and revision it stands, and what it could not judge."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from graph_service.analysis.scope import Scope


@dataclass(frozen=True)
class Basis:
    """On what a result stands.

    `running`: measures that were looked at. Of them `lacking_end` count as running only because no end is
    recorded; of these `unconfirmed` have no source younger than the scope asks for, `undated` none with a date.
    `not_recorded` says for how many measures a facet ("district", "carrier" …) is not recorded, so that they could
    not be judged by it. `earliest`: the first recorded start of any measure of the network.
    """

    network: str
    revision: int
    scope: Scope
    running: int
    actors: int
    lacking_end: int = 0
    unconfirmed: int = 0
    undated: int = 0
    not_recorded: Mapping[str, int] = field(default_factory=dict)
    earliest: date | None = None

    @property
    def is_before_all(self) -> bool:
        """Whether the day lies before the first recorded start of any measure, so that only undated ones count."""
        return self.earliest is not None and self.scope.at < self.earliest
