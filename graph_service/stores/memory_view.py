"""The reference view: each question answered on the whole network, as plainly as it can be said."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from graph_service.model.network import Network, kind_of, not_found, references
from graph_service.model.nodes import AnyNode, Concept, Document, Measure
from graph_service.model.ties import AnyRecord, Judgement, Tie
from graph_service.model.vocabulary import vocabulary
from graph_service.stores import common
from graph_service.stores.base import Page, Selection, View
from graph_service.stores.common import Criteria
from graph_service.stores.words import Query, haystack


class MemoryView(View):
    """One state of a network, or what of it holds on a day."""

    def __init__(self, state: Network, stamp: str, at: date | None) -> None:
        self.network = state.id
        self.revision = state.revision
        self.stamp = stamp
        self.at = at
        self._state = state if at is None else holding(state, at)

    def counts(self) -> Mapping[str, int]:
        return common.full_counts(Counter(record.type for record in self._state.records()))

    def unrecorded(self, scheme: str) -> int:
        common.facet_kind(scheme)
        return sum(not self._state.facet(measure, scheme).is_known for measure in self._state.measures)

    def get(self, record_id: str) -> AnyRecord:
        record = self._state.get(record_id)
        if record is None:
            raise not_found(record_id, [other.id for other in self._state.records()])
        return record

    def select(self, selection: Selection) -> Page:
        wanted = common.criteria(selection)
        found = [node for _, node in sorted(self._state.nodes.items()) if _is_wanted(node, wanted, self._state)]
        rest = [node for node in found if node.id > wanted.after]
        shown = tuple(rest[: wanted.limit])
        return Page(shown, len(found), shown[-1].id if len(rest) > len(shown) else None)

    def search(self, words: str, node_types: Sequence[str] = (), limit: int = 20) -> tuple[AnyNode, ...]:
        common.check_at_least(limit, 1, "limit")
        query = Query.parse(words)
        hits = [
            (hay.best_order(query, node.id), node)
            for node in self._state.nodes.values()
            if (not node_types or node.type in node_types) and query and query.matches(hay := haystack(node))
        ]
        return tuple(node for _, node in sorted(hits, key=lambda hit: hit[0])[:limit])

    def field_excerpt(self, field_id: str) -> Network:
        state = self._state
        if not (isinstance(field := state.nodes.get(field_id), Concept) and field.scheme == "field"):
            raise not_found(field_id, [concept.id for concept in state.concepts("field")])
        fields = state.narrower(field_id)
        measures = {tie.origin for part in fields for tie in state.ties_to(part, "addresses")}
        around = {end for measure in measures for tie in state.ties_of(measure) for end in (tie.origin, tie.target)}
        covering = {
            tie.origin for part in fields for kind in common.COVERING_KINDS for tie in state.ties_to(part, kind)
        }
        members = {tie.origin for actor in covering for tie in state.ties_to(actor, "member_of")}
        return excerpt(state, {*fields, *measures, *around, *covering, *members})

    def neighbourhood(self, node_id: str, steps: int = 1, limit: int = 300) -> Network:
        common.check_at_least(steps, 0, "steps")
        common.check_at_least(limit, 1, "limit")
        if node_id not in self._state.nodes:
            raise not_found(node_id, self._state.nodes)
        chosen, front = [node_id], [node_id]
        for _ in range(steps):
            near = {end for inner in front for end in _neighbours(self._state, inner)} - set(chosen)
            chosen += sorted(near)
            front = [end for end in near if not isinstance(self._state.nodes[end], Document)]
        return excerpt(self._state, set(chosen[:limit]))

    def load(self) -> Network:
        return Network(self.network, sorted(self._state.records(), key=lambda record: record.id), self.revision)


def holding(state: Network, at: date) -> Network:
    """What holds on the day: documents always; what points to others only with all of them, but a concept without
    the parents that do not hold."""
    nodes = {node.id: node for node in state.nodes.values() if isinstance(node, Document) or node.valid.covers(at)}
    while lost := {node.id for node in nodes.values() if not all(part in nodes for part in node.about())}:
        nodes = {node_id: node for node_id, node in nodes.items() if node_id not in lost}
    kept = (link for link in _links(state) if link.valid.covers(at) and all(end in nodes for end in references(link)))
    shown = (common.with_parents(node, nodes) for node in nodes.values())
    return Network(state.id, (*shown, *kept), state.revision)


def excerpt(state: Network, chosen: set[str]) -> Network:
    """The chosen nodes, all ties and judgements among them, and what these point to, directly or not."""
    among = [link for link in _links(state) if chosen.issuperset(_ends(link))]
    needed = set(chosen)
    front: list[AnyRecord] = [*among, *(state.nodes[node_id] for node_id in chosen)]
    while front:
        new = set(references(front.pop())) - needed
        needed |= new
        front += [state.nodes[node_id] for node_id in new]
    records = (*(state.nodes[node_id] for node_id in sorted(needed)), *sorted(among, key=lambda link: link.id))
    return Network(state.id, records, state.revision)


def _links(state: Network) -> tuple[Tie | Judgement, ...]:
    return (*state.ties.values(), *state.judgements.values())


def _ends(link: Tie | Judgement) -> tuple[str, str]:
    return (link.origin, link.target) if isinstance(link, Tie) else link.subjects


def _neighbours(state: Network, node_id: str) -> Iterator[str]:
    for tie in state.ties_of(node_id):
        yield from (tie.origin, tie.target)


def _is_wanted(node: AnyNode, wanted: Criteria, state: Network) -> bool:
    return (
        node.type == wanted.node_type
        and (wanted.kinds is None or kind_of(node) in wanted.kinds)
        and (not wanted.statuses or (isinstance(node, Measure) and node.status in wanted.statuses))
        and _is_documented(node, wanted)
        and (not wanted.query or wanted.query.matches(haystack(node)))
        and (not wanted.facets or _has_facets(node, wanted, state))
    )


def _is_documented(record: AnyRecord, wanted: Criteria) -> bool:
    return not wanted.documented or record.confirmation == "documented"


def _has_facets(node: AnyNode, wanted: Criteria, state: Network) -> bool:
    if isinstance(node, Measure):
        return all(
            any(tie.target in ids and _is_documented(tie, wanted) for tie in state.ties_from(node.id, kind))
            for kind, ids in wanted.facets.items()
        )
    return any(
        tie.role in vocabulary().carrying_roles()
        and _is_documented(tie, wanted)
        and _is_documented(state.nodes[tie.target], wanted)
        and _has_facets(state.nodes[tie.target], wanted, state)
        for tie in state.ties_from(node.id, "carries")
    )
