"""Small towns for the analyses: offers in one line each, and random towns made of real records for hypothesis."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import combinations
from random import Random
from typing import Any

from hypothesis import strategies as st

from graph_service.analysis.columns import Columns
from graph_service.analysis.scope import Scope
from graph_service.analysis.situation import Situation
from graph_service.model.nodes import Need
from graph_service.model.period import Period
from graph_service.model.ties import RECORDS, AnyRecord
from graph_service.model.vocabulary import vocabulary
from tests.builders import SOURCE, actor, carries, concept, measure, member_of, network, tie

TODAY = date(2025, 6, 30)


def seen(*records: AnyRecord, at: date = TODAY, **scope: Any) -> Situation:
    """The network of these records on a day."""
    return Situation(Columns.of(network(*records)), Scope(at=at, **scope))


def listed(scheme: str, *notations: str) -> list[AnyRecord]:
    """The concepts of a scheme, "I<stadtweit" for one with a broader one."""
    parts = [notation.partition("<") for notation in notations]
    return [concept(scheme, one, broader=(f"{scheme}/{above}",) if above else ()) for one, _, above in parts]


PLACES = listed("district", "stadtweit", "I<stadtweit", "II<stadtweit")
GROUPS = listed("target_group", "alle", "gefluechtete<alle", "unterkunft<gefluechtete", "senioren<alle")
FIELDS = listed("field", "A", "D")
TYPES = listed("offering_type", "kurs", "beratung")


def acting(*locals_: str) -> list[AnyRecord]:
    """Actors of no particular kind."""
    return [actor(local) for local in locals_]


def offer(local: str, by: str = "", *, when: str = "", facets: str = "", **more: Any) -> list[AnyRecord]:
    """A measure, who carries it and what it is for: "field/D district/I"."""
    found: list[AnyRecord] = [measure(local, when=when, **more)]
    found += [carries(one, local) for one in by.split()]
    kinds = vocabulary().facet_kinds()
    return found + [tie(kinds[one.partition("/")[0]], f"measure/{local}", one) for one in facets.split()]


def need(local: str, value: int | None = None, facets: str = "", **more: Any) -> Need:
    """A recorded need for what is named: "field/D district/I"."""
    cell = {one.partition("/")[0]: one for one in facets.split()}
    return Need(**{"id": f"need/{local}", "name": local, "value": value, "sources": SOURCE, **cell, **more})


_SCHEMES: Mapping[str, list[AnyRecord]] = {
    "field": listed("field", "A", "A1<A", "D"),
    "target_group": GROUPS,
    "district": listed("district", "stadtweit", "I<stadtweit", "I1<I", "II<stadtweit"),
    "offering_type": TYPES,
    "phase": listed("phase", "ankommen", "bleiben"),
}
_CHOICES = {
    "field": ("A", "A", "A", "A", "D", "A1", "A D", "A D", ""),
    "target_group": ("alle", "gefluechtete", "gefluechtete", "unterkunft", "unterkunft senioren", "alle", "alle", ""),
    "district": ("stadtweit", "stadtweit", "I", "I", "I", "I1", "I II", "stadtweit II", ""),
    "offering_type": ("kurs", "kurs", "kurs beratung", "beratung", ""),
    "phase": ("ankommen", "bleiben", "ankommen bleiben", ""),
}
"""What a measure of a random town may be recorded for; mostly something, or nothing would be left to count."""
_CONFIRMED = ("documented", "documented", "one_side")


def towns() -> st.SearchStrategy[tuple[AnyRecord, ...]]:
    """The records of a random town: hierarchies, facets that are not recorded, bodies, ties of all kinds, needs.

    Drawn evenly: where hypothesis draws each part, it favours such plain towns that hardly one has a figure to check.
    """
    return st.randoms(use_true_random=True).map(_town)


def _town(chance: Random) -> tuple[AnyRecord, ...]:
    schemes = [
        "field",
        "offering_type",
        *(name for name in ("target_group", "district", "phase") if chance.random() < 0.7),
    ]
    actors = [f"a{number}" for number in range(chance.choice((1, 3, 4, 5)))]
    bodies = [f"b{number}" for number in range(chance.randint(0, 2))]
    found: list[AnyRecord] = [one for name in schemes for one in _SCHEMES[name]]
    found += acting(*actors) + [actor(body, kind="expert_group") for body in bodies]
    for number in range(chance.choice((0, 2, 6, 8, 9))):
        found += _measure(chance, f"m{number}", actors, schemes)
    found += _between(chance, actors, bodies) + _needs(chance, schemes)
    return tuple({record.id: record for record in found}.values())


def _measure(chance: Random, local: str, actors: Sequence[str], schemes: Sequence[str]) -> list[AnyRecord]:
    offered = measure(
        local,
        when=chance.choice(("", "", "", "2020/", "2020/", "2024/2026", "2020/2030", "2020/2030", "/2020")),
        status=chance.choice(("running",) * 7 + ("unknown", "planned", "completed")),
        funding_level=chance.choice((None, "state", "own")),
        none_recorded=chance.choice(((), (), ("district",), ("offering_type",))),
    )
    roles, found = ("carrier", "carrier", "carrier", "lead", "partner", "funder"), [offered]
    for one in chance.sample(actors, min(chance.choice((0, 1, 1, 1, 1, 2)), len(actors))):
        found.append(carries(one, local, chance.choice(roles), confirmation=chance.choice(_CONFIRMED)))
    for scheme in schemes:
        kind = vocabulary().facet_kinds()[scheme]
        for one in chance.choice(_CHOICES[scheme]).split():
            found.append(tie(kind, offered.id, f"{scheme}/{one}", confirmation=chance.choice(_CONFIRMED)))
    return found


def _between(chance: Random, actors: Sequence[str], bodies: Sequence[str]) -> list[AnyRecord]:
    found: list[AnyRecord] = []
    kinds = ("coordinates_with", "coordinates_with", "part_of", "steers", "advises", "reports_to")
    for low, high in combinations(actors, 2):  # parts lead one way, so that they never run in a circle
        if chance.random() < 0.15:
            confirmation = chance.choice(_CONFIRMED)
            found.append(tie(chance.choice(kinds), f"actor/{high}", f"actor/{low}", confirmation=confirmation))
    for body in bodies:
        found += [member_of(one, body) for one in actors if chance.random() < 0.2]
        covered = chance.choice(("", "A", "A1", "D"))
        found += [tie("responsible_for", f"actor/{body}", f"field/{covered}")] if covered else []
    return found + ([tie("depends_on", "field/A", "field/D")] if chance.random() < 0.5 else [])


def _needs(chance: Random, schemes: Sequence[str]) -> list[AnyRecord]:
    found: list[AnyRecord] = []
    for number in range(chance.randint(0, 4)):
        cell = [name for name in ("field", "target_group", "district") if name in schemes and chance.random() < 0.5]
        facets = " ".join(chance.choice(_SCHEMES[scheme]).id for scheme in cell)
        since = Period.parse(chance.choice(("2020/", "2023/")))
        value, unit = chance.choice((3, 200, 0, None)), chance.choice(("Personen", "Personen", None))
        found.append(need(f"n{number}", value, facets, unit=unit, valid=since))
    return found


def relabelled(records: Iterable[AnyRecord], names: Mapping[str, str]) -> list[AnyRecord]:
    """The same records under other ids."""
    return [RECORDS.validate_python(_renamed(record.model_dump(mode="json"), names)) for record in records]


def _renamed(part: Any, names: Mapping[str, str]) -> Any:
    if isinstance(part, dict):
        kept = {key: value for key, value in part.items() if key != "id" or not str(value).startswith("tie/")}
        return {key: _renamed(value, names) for key, value in kept.items()}
    if isinstance(part, list):
        return [_renamed(one, names) for one in part]
    return names.get(part, part) if isinstance(part, str) else part
