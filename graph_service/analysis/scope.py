"""What an analysis looks at: the day, which confirmation and status count, and which measures run then."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from pydantic import BaseModel, ConfigDict, Field

from graph_service.model.network import Network
from graph_service.model.nodes import AnyNode, Document, Measure
from graph_service.model.period import PartialDate
from graph_service.model.provenance import Record

ENDED = frozenset({"completed", "discontinued"})


class Scope(BaseModel):
    """The parameters that every analysis shares.

    `documented`: use documented facts only. `planned`: planned measures count too. `certain`: only measures
    whose recorded period, both ends, or whose dated status report covers the day. `stale_after`: years after
    which a measure without a recorded end is marked as not confirmed since its newest source.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    at: date
    documented: bool = False
    planned: bool = False
    certain: bool = False
    stale_after: int = Field(default=5, ge=0, le=100)

    def admits(self, record: Record) -> bool:
        """Whether a fact counts: valid on the day, not derived by the program, and documented where that is asked."""
        counts = record.basis != "inferred" and not (self.documented and record.confirmation != "documented")
        return counts and record.valid.covers(self.at)

    @property
    def stale_before(self) -> date:
        """A measure without a recorded end is not confirmed where its newest source is older than this day."""
        return _years_before(self.at, self.stale_after)


def runs(measure: Measure, scope: Scope) -> bool:
    """Whether a measure counts as running on the day.

    A start that is not recorded is taken as before the day, an end that is not recorded as still open; the
    status `unknown` counts as running.
    """
    if not scope.admits(measure):
        return False
    if scope.certain and not is_certain(measure, scope.at):
        return False
    return measure.status not in ENDED and (scope.planned or measure.status != "planned")


def is_certain(measure: Measure, at: date) -> bool:
    """Whether recorded dates alone say that it runs: its period, or a status report dated on that day."""
    reported = measure.status == "running" and measure.status_on is not None
    if reported and measure.status_on and measure.status_on.first <= at <= measure.status_on.last:
        return True
    return measure.valid.certainly_covers(at)


def lacks_end(measure: Measure) -> bool:
    """Whether it counts as running only because no end is recorded."""
    return measure.valid.end is None


def unconfirmed_since(network: Network, measure: Measure, scope: Scope) -> int | None:
    """The year of the newest dated source of a measure without a recorded end, if that is too long ago.

    None where an end is recorded, where a source is young enough, or where no source of the measure has a
    date: then its age is unknown, which is not the same as old.
    """
    if not lacks_end(measure):
        return None
    newest = newest_source(network, measure)
    if newest is None:
        return None
    return newest.year if newest < scope.stale_before else None


def newest_source(network: Network, measure: Measure) -> date | None:
    """The last day of the newest date that its sources or its status report carry; None where none has a date."""
    return max((when.last for when in _seen(network, measure) if when), default=None)


def _seen(network: Network, measure: Measure) -> Iterator[PartialDate | None]:
    yield measure.status_on
    for source in measure.sources:
        document = network.nodes.get(source.document or "")
        yield source.retrieved
        if isinstance(document, Document):
            yield from (document.date, document.retrieved)


def told_from(network: Network, measure: Measure) -> date | None:
    """The day from which all its sources had told of a measure; None where none has a date.

    A document tells from its own date on; one that has none, and a person, from when they were read or asked.
    """
    found = (_told(network.nodes.get(one.document or ""), one.retrieved) for one in measure.sources)
    return max((when.first for when in found if when), default=None)


def _told(document: AnyNode | None, retrieved: PartialDate | None) -> PartialDate | None:
    if isinstance(document, Document):
        return document.date or retrieved or document.retrieved
    return retrieved


def _years_before(day: date, years: int) -> date:
    year = max(day.year - years, 1)
    try:
        return day.replace(year=year)
    except ValueError:  # 29 February
        return day.replace(year=year, day=28)
