"""Whether the rows of a workbook belong together: no id twice, ties that fit their ends, no circles, no loose ends."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

from graph_service.model.errors import Problem
from graph_service.model.network import circles, references, unfit_ends
from graph_service.model.nodes import AnyNode, Concept
from graph_service.model.text import Text, text
from graph_service.model.ties import AnyRecord, Judgement, Tie
from graph_service.model.vocabulary import vocabulary
from loaders.base import Report
from loaders.workbook_rows import Entry


def fitting(entries: Sequence[Entry], known: Mapping[str, AnyNode], report: Report) -> list[Entry]:
    """The entries that belong together; each of the others is reported in its place."""
    single = list(_without_doubles(entries, report))
    nodes = {**known, **{record.id: record for record in _nodes(single)}}
    joined = [entry for entry in single if _ends_fit(entry, nodes, report)]
    return _without_circles(joined, report)


def without_loose_ends(entries: list[Entry], known: Mapping[str, AnyNode], report: Report) -> list[Entry]:
    """The entries that refer only to known nodes and to one another; what refers to a refused row is reported."""
    while True:
        present = known.keys() | {record.id for record in _nodes(entries)}
        kept = [entry for entry in entries if _holds(entry, present, report)]
        if len(kept) == len(entries):
            return kept
        entries = kept


def _nodes(entries: Iterable[Entry]) -> Iterator[AnyNode]:
    for entry in entries:
        yield from (record for record in entry.records if not isinstance(record, Tie | Judgement))


def _without_doubles(entries: Sequence[Entry], report: Report) -> Iterator[Entry]:
    places: dict[str, Text] = {}
    for entry in entries:
        ids = [record.id for record in entry.records]
        double = next((record for record in entry.records if record.id in places or ids.count(record.id) > 1), None)
        if double is None:
            places.update(dict.fromkeys(ids, entry.place))
            yield entry
        else:
            where = places.get(double.id, entry.place)
            message = text("Dieser Eintrag steht schon in {place}: {what}.", place=where, what=_shown(double))
            report.error(message, entry.place, str(_shown(double)))


def _shown(record: AnyRecord) -> Text:
    if not isinstance(record, Tie):
        return text("{id}", id=record.id)
    way = vocabulary().way(record.kind, record.role, forth=True)
    role = text(" ({role})", role=vocabulary().roles[record.role]) if record.role else ""
    return text("{origin} {way} {target}{role}", origin=record.origin, way=way, target=record.target, role=role)


def _ends_fit(entry: Entry, nodes: Mapping[str, AnyNode], report: Report) -> bool:
    ties = (record for record in entry.records if isinstance(record, Tie))
    problems = [problem for tie in ties for problem in unfit_ends(tie, nodes)]
    for problem in problems:
        report.error(problem.message, entry.place, problem.value)
    return not problems


def _without_circles(entries: list[Entry], report: Report) -> list[Entry]:
    for kind in ("broader", *(kind for kind, words in vocabulary().tie_kinds.items() if words.acyclic)):
        while problem := _circle(entries, kind):
            steps = set(pairwise(problem.value.split(" → ")))
            first = next(entry for entry in entries if steps.intersection(_steps(entry, kind)))
            report.error(problem.message, first.place, problem.value)
            entries = [entry for entry in entries if steps.isdisjoint(_steps(entry, kind))]
    return entries


def _steps(entry: Entry, kind: str) -> Iterator[tuple[str, str]]:
    for record in entry.records:
        if kind == "broader" and isinstance(record, Concept):
            yield from ((record.id, above) for above in record.broader)
        elif isinstance(record, Tie) and record.kind == kind:
            yield (record.origin, record.target)


def _circle(entries: Iterable[Entry], kind: str) -> Problem | None:
    parents: dict[str, list[str]] = defaultdict(list)
    for entry in entries:
        for low, high in _steps(entry, kind):
            parents[low].append(high)
    return next(circles(parents, kind), None)


def _holds(entry: Entry, present: Iterable[str], report: Report) -> bool:
    for record in entry.records:
        for reference in references(record):
            if reference not in present:
                message = text("„{value}“ wird nicht übernommen, deshalb auch diese Zeile nicht.", value=reference)
                report.error(message, entry.place, reference)
                return False
    return True
