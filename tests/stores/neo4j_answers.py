"""What the program answers to each query of docs/neo4j.md, in the columns of the query."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from itertools import combinations, product
from typing import Any

from graph_service.analysis.change import record_change, world_change
from graph_service.analysis.completeness import carriers
from graph_service.analysis.dependence import sole_cells
from graph_service.analysis.governance import paths
from graph_service.analysis.partners import partners
from graph_service.analysis.scope import Scope, runs
from graph_service.model.network import Network
from graph_service.model.nodes import Concept, Measure
from graph_service.model.provenance import Citation
from graph_service.model.ties import AnyRecord, Judgement, Tie
from graph_service.model.vocabulary import vocabulary
from graph_service.operations.asking import field_actors
from graph_service.operations.study import Cells
from graph_service.stores.neo4j_graph import relationship
from tests.stores.neo4j_towns import SCOPE, TOWN, Asked

TIES = ("coordinates_with", "steers", "advises", "reports_to", "member_of", "part_of")
OF_FIELD_AND_GROUP = Cells(("field", "target_group"))
Rows = list[tuple[Any, ...]]


def named(sources: tuple[Citation, ...]) -> list[str]:
    return [source.document or source.person or "" for source in sources]


def words_of(record: AnyRecord) -> str:
    """How a record is named on the page: by its name, or the ends of a tie."""
    if isinstance(record, Tie):
        return f"{record.origin} → {record.kind} → {record.target}"
    return record.kind if isinstance(record, Judgement) else record.name


def who_acts(asked: Asked) -> Rows:
    found: Rows = []
    for row in field_actors(asked.service, TOWN, "D", SCOPE).result.acting:
        who = row.actor.name
        for part in row.contributions:
            ties = [link for link in part.ties if link.role in vocabulary().carrying_roles()]
            found += [(who, link.role, part.measure.measure.name, named(link.sources)) for link in ties]
        found += [(who, "zuständig", asked.name(link.target), named(link.sources)) for link in row.responsible]
        found += [(who, "sitzt in", asked.name(link.target), named(link.sources)) for link in row.seats]
    return found


def offers(asked: Asked) -> Rows:
    network, schemes = asked.network, ("target_group", "district")
    coverage = asked.study.coverage(Cells(schemes))
    cell = coverage.place("target_group/gefluechtete", "district/wiesdorf")
    situation = asked.study.situation
    ids = situation.columns.measures.ids
    measures = [network.nodes[ids[row]] for row in situation.cells(schemes).tocsc()[:, [cell]].nonzero()[0]]
    return [
        (
            one.name,
            sorted(reached(network, one, "target_group", "target_group/gefluechtete")),
            sorted(reached(network, one, "district", "district/wiesdorf")),
            sorted(asked.name(who) for who in carriers(network, one)),
        )
        for one in measures
        if isinstance(one, Measure)
    ]


def reached(network: Network, one: Measure, scheme: str, concept_id: str) -> set[str]:
    """The names of the concepts of a measure that a concept is or lies below."""
    return {network.node(at).name for at in network.facet(one, scheme).concepts if at in network.broader(concept_id)}


def gaps(asked: Asked) -> Rows:
    coverage = asked.study.coverage(OF_FIELD_AND_GROUP)
    says = {1: "keine Maßnahme erfasst", 2: "unbekannt"}
    cells = [(says.get(int(state)), coverage.cell(place)) for place, state in enumerate(coverage.states)]
    return [(notation(asked, cell[0]), said, asked.name(cell[1])) for said, cell in cells if said]


def notation(asked: Asked, concept_id: str) -> str:
    found = asked.network.node(concept_id)
    assert isinstance(found, Concept)
    return found.notation


def in_contact(asked: Asked) -> set[frozenset[str]]:
    """Pairs with a channel, or that had one: a tie, something that both are in, a measure that both carried."""
    channels, ids = asked.study.channels(), asked.study.situation.columns.actors.ids
    found = {frozenset((ids[pair // channels.size], ids[pair % channels.size])) for pair in channels.joined().tolist()}
    for one in asked.network.measures:
        found |= {frozenset(pair) for pair in combinations(carriers(asked.network, one), 2)}
    for body in asked.network.actors:
        inside = {link.origin for kind in ("member_of", "part_of") for link in asked.network.ties_to(body.id, kind)}
        found |= {frozenset(pair) for pair in combinations(inside, 2)}
    return found | {frozenset((link.origin, link.target)) for link in asked.network.ties.values() if link.kind in TIES}


def running(asked: Asked) -> list[Measure]:
    return [one for one in asked.network.measures if runs(one, SCOPE)]


def overlaps(asked: Asked) -> Rows:
    network, contact, found = asked.network, in_contact(asked), []
    for one, other in combinations(sorted(running(asked), key=lambda measure: measure.id), 2):
        sides = carriers(network, one), carriers(network, other)
        shared = [
            set(network.facet(one, scheme).concepts) & set(network.facet(other, scheme).concepts)
            for scheme in ("field", "target_group", "district")
        ]
        if all(sides) and all(shared) and not sides[0] & sides[1]:
            found.append(
                (
                    one.name,
                    other.name,
                    sorted(notation(asked, at) for at in shared[0]),
                    *(sorted(map(asked.name, part)) for part in (*shared[1:], *sides)),
                    any(frozenset(pair) in contact for pair in product(*sides)),
                )
            )
    return found


def no_contact(asked: Asked) -> Rows:
    situation, contact = asked.study.situation, in_contact(asked)
    acts: dict[str, set[str]] = {}
    for row, cell in zip(*situation.cells(("field",)).nonzero(), strict=True):
        for who in situation.carriers_of(int(row)):
            acts.setdefault(who, set()).add(situation.cell_concepts(("field",), int(cell))[0])
    pairs = [pair for pair in combinations(sorted(acts), 2) if frozenset(pair) not in contact]
    shared = [(one, other, sorted(notation(asked, at) for at in acts[one] & acts[other])) for one, other in pairs]
    ordered = sorted((row for row in shared if row[2]), key=lambda row: (-len(row[2]), row[0], row[1]))
    return [(asked.name(one), asked.name(other), codes) for one, other, codes in ordered[:25]]


def single_provider(asked: Asked) -> Rows:
    situation, coverage = asked.study.situation, asked.study.coverage(OF_FIELD_AND_GROUP)
    alone: dict[str, list[str]] = {}
    for cell, who in zip(*sole_cells(situation, coverage), strict=True):
        at = coverage.cell(int(cell))
        words = f"{notation(asked, at[0])}: {asked.name(at[1])}"
        alone.setdefault(asked.name(situation.columns.actors.ids[int(who)]), []).append(words)
    return [(who, len(cells), sorted(cells)) for who, cells in alone.items()]


def steering(asked: Asked) -> Rows:
    kinds = ("steers", "advises", "reports_to", "consults", "decides")
    return [
        (
            relationship(link.kind),
            asked.name(link.origin),
            link.role,
            asked.name(link.target),
            link.order,
            str(link.valid.start) if link.valid.start else None,
            link.public,
        )
        for link in asked.network.ties.values()
        if link.kind in kinds
    ]


def changed_records(asked: Asked) -> Rows:
    old, new = asked.service.network(TOWN, 1), asked.network
    found: Rows = []
    for change in record_change(old, new).types:
        said = {"neu": change.added, "geändert": [one.id for one in change.changed], "entfernt": change.removed}
        found += [(what, words_of(new.get(key) or old.get(key)), key) for what, keys in said.items() for key in keys]  # type: ignore[arg-type]
    return found


def world_changes(asked: Asked) -> Rows:
    change = world_change(asked.network, Scope(at=date(2017, 12, 31)), SCOPE).measures
    said = {"neu": change.new, "beendet": change.ended}
    return [(what, asked.name(key), *period(asked.network.nodes[key])) for what, keys in said.items() for key in keys]


def period(record: AnyRecord) -> tuple[str | None, str | None]:
    start, end = record.valid.start, record.valid.end
    return str(start) if start else None, str(end) if end else None


def sources(asked: Asked) -> Rows:
    network = asked.network
    records: list[AnyRecord] = [network.nodes["measure/m01"], *network.ties_of("measure/m01")]
    return [(words_of(one), getattr(one, "role", None), *cited) for one in records for cited in citations(network, one)]


def citations(network: Network, record: AnyRecord) -> Rows:
    found: Rows = []
    for source in record.sources:
        paper = network.nodes.get(source.document or "")
        when = source.retrieved or getattr(paper, "date", None)
        name = paper.name if paper else source.person
        said = (record.basis, record.confirmation, name, source.locator, source.quote)
        found.append((*said, str(when) if when else None))
    return found


def progress(asked: Asked) -> Rows:
    return [
        (
            one.notation,
            one.name,
            len(mine),
            with_status(mine),
            sum(1 for m in mine if m.valid.end),
            list(one.indicators),
        )
        for one in asked.network.concepts("field")
        if (mine := in_field(asked.network, one.id)) is not None
    ]


def in_field(network: Network, field_id: str) -> list[Measure]:
    found = [network.nodes[link.origin] for link in network.ties_to(field_id, "addresses")]
    return [one for one in found if isinstance(one, Measure)]


def with_status(measures: list[Measure]) -> int:
    return sum(1 for one in measures if one.status != "unknown")


def partners_of(asked: Asked) -> Rows:
    return [
        (
            row.actor.name,
            sorted({relationship(link.kind) for link in row.ties} | {one.name for one, _ in row.measures}),
        )
        for row in partners(asked.network, "actor/ki", SCOPE)
    ]


def members(asked: Asked) -> Rows:
    ties = asked.network.ties_to("actor/ctrl", "member_of")
    return [(asked.name(link.origin), link.role, link.voting, named(link.sources)) for link in ties]


def searched(asked: Asked) -> Rows:
    found = asked.service.view(TOWN).search("caritas", limit=1000)
    return [(node.type, node.name, node.id) for node in found]


def ways(asked: Asked) -> Rows:
    found = paths(asked.network, "actor/car", "actor/ki", SCOPE, limit=1000)
    return [([node.name for node in way.nodes],) for way in found.paths]


def carried_before(asked: Asked) -> Rows:
    old = asked.service.network(TOWN, 1)
    ties = [link for link in old.ties.values() if link.kind == "carries"]
    return [(old.node(link.origin).name, link.role, old.node(link.target).name) for link in ties]


def history(asked: Asked) -> Rows:
    entries = asked.service.store.history(TOWN, "measure/m01")
    ends: list[int | None] = [*(entry.revision.number for entry in entries[1:]), None]
    return [
        (
            entry.revision.number,
            entry.revision.author,
            entry.revision.reason,
            entry.revision.time.isoformat(),
            entry.record.name,  # type: ignore[union-attr]
            end,
        )
        for entry, end in zip(entries, ends, strict=True)
    ]


def networks(asked: Asked) -> Rows:
    return [(info.id, info.name, info.revision, info.revision) for info in asked.service.store.networks()]


def running_measures(asked: Asked) -> Rows:
    return [(one.name, *period(one), one.status) for one in running(asked)]


ANSWERS: Mapping[str, Callable[[Asked], Rows]] = {
    "who_acts": who_acts,
    "offers": offers,
    "gaps": gaps,
    "overlaps": overlaps,
    "no_contact": no_contact,
    "single_provider": single_provider,
    "steering": steering,
    "record_change": changed_records,
    "world_change": world_changes,
    "sources": sources,
    "progress": progress,
    "search": searched,
    "members": members,
    "partners": partners_of,
    "paths": ways,
    "older_revision": carried_before,
    "history": history,
    "networks": networks,
    "running": running_measures,
}
