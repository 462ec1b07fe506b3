"""Records with the place that they were read from, and whether they belong together: nothing twice, no loose ends."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from graph_service.model.network import circles, describe, missing, references, unfit_ends
from graph_service.model.nodes import AnyNode, Concept
from graph_service.model.text import Text, text
from graph_service.model.ties import AnyRecord, Judgement, Tie
from graph_service.model.vocabulary import vocabulary
from loaders.base import Loaded, Report

_MOST_HINTS = 200  # looking for near ids in a file of loose ends would take minutes


@dataclass(frozen=True)
class Placed:
    """A record and where it stands in its file."""

    record: AnyRecord
    place: Text


def gathered(
    found: Sequence[Placed], known: Mapping[str, AnyNode], report: Report, *, skip_bad_rows: bool, name: str | None
) -> Loaded:
    """The records that belong together, or none where anything is wrong and nothing may be left out."""
    sound = _joined(found, known, report)
    if report.errors and not skip_bad_rows:
        return Loaded((), report)
    records = tuple(placed.record for placed in sound)
    report.counts.update(Counter(record.type for record in records))
    return Loaded(records, report, name, {placed.record.id: placed.place for placed in sound})


def _joined(found: Sequence[Placed], known: Mapping[str, AnyNode], report: Report) -> list[Placed]:
    single = list(_without_doubles(found, report))
    closed = _without_loose_ends(single, known, report)
    nodes = {**known, **{placed.record.id: placed.record for placed in closed if _is_node(placed.record)}}
    fitting = [placed for placed in closed if _ends_fit(placed, nodes, report)]  # type: ignore[arg-type]
    return _without_circles(fitting, report)


def _is_node(record: AnyRecord) -> bool:
    return not isinstance(record, Tie | Judgement)


def _without_doubles(found: Sequence[Placed], report: Report) -> Iterator[Placed]:
    places: dict[str, Text] = {}
    for placed in found:
        record = placed.record
        if record.id not in places:
            places[record.id] = placed.place
            yield placed
        else:
            what = describe(record)
            where = places[record.id]
            report.error(
                text("Dieser Eintrag steht schon in {place}: {what}.", place=where, what=what), placed.place, what
            )


def _without_loose_ends(found: list[Placed], known: Mapping[str, AnyNode], report: Report) -> list[Placed]:
    """What refers only to what is there; that something is left out can make further ends loose."""
    hints = _MOST_HINTS
    while True:
        present = known.keys() | {placed.record.id for placed in found if _is_node(placed.record)}
        kept = []
        for placed in found:
            loose = next((one for one in references(placed.record) if one not in present), None)
            if loose is None:
                kept.append(placed)
            else:
                problem = missing("", loose, present if hints > 0 else ())
                hints -= 1
                report.error(problem.message, placed.place, loose, problem.near)
        if len(kept) == len(found):
            return kept
        found = kept


def _ends_fit(placed: Placed, nodes: Mapping[str, AnyNode], report: Report) -> bool:
    problems = list(unfit_ends(placed.record, nodes)) if isinstance(placed.record, Tie) else []
    for problem in problems:
        report.error(problem.message, placed.place, problem.value)
    return not problems


def _without_circles(found: list[Placed], report: Report) -> list[Placed]:
    for kind in ("broader", *(kind for kind, words in vocabulary().tie_kinds.items() if words.acyclic)):
        parents: dict[str, list[str]] = defaultdict(list)
        for placed in found:
            for low, high in _steps(placed.record, kind):
                parents[low].append(high)
        for problem in circles(parents, kind):
            steps = set(pairwise(problem.value.split(" → ")))
            first = next(placed for placed in found if steps.intersection(_steps(placed.record, kind)))
            report.error(problem.message, first.place, problem.value)
            found = [placed for placed in found if steps.isdisjoint(_steps(placed.record, kind))]
            found = _without_circles(found, report)
    return found


def _steps(record: AnyRecord, kind: str) -> Iterator[tuple[str, str]]:
    if kind == "broader" and isinstance(record, Concept):
        yield from ((record.id, above) for above in record.broader)
    elif isinstance(record, Tie) and record.kind == kind:
        yield (record.origin, record.target)
