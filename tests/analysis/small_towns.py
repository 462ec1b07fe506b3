"""Small towns, drawn by hypothesis or written down, as the channels of a day."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from hypothesis import settings
from hypothesis import strategies as st

from graph_service.analysis.channels import Channels
from graph_service.analysis.columns import Columns
from graph_service.analysis.scope import Scope
from graph_service.analysis.situation import Situation
from graph_service.model.network import Network
from graph_service.model.ties import AnyRecord
from tests.builders import actor, addresses, carries, concept, field, measure, member_of, network, tie

DAY = date(2025, 6, 30)
KINDS = ("association", "welfare_association", "jobcentre", "steering_group")
FIELDS, GROUPS = ("A", "B"), ("alle", "kinder", "frauen")

some_towns = settings(max_examples=40, deadline=None)
"""A town is built of checked records, which takes its time."""

Pairs = frozenset[tuple[int, int]]


def on_the_day(records: Network, **options: bool) -> Channels:
    return Channels(Situation(Columns.of(records), Scope(at=DAY, **options)))


def channels_of(*records: AnyRecord, **options: bool) -> Channels:
    return on_the_day(network(*records), **options)


def together(one: str, other: str) -> AnyRecord:
    return tie("coordinates_with", f"actor/{one}", f"actor/{other}")


@dataclass(frozen=True)
class SmallTown:
    """Kinds of actors by number, and pairs of numbers: (actor, measure), (measure, concept), (actor, actor)."""

    kinds: tuple[str, ...]
    measures: int
    carried: Pairs
    fields: Pairs
    groups: Pairs
    tied: Pairs
    seats: Pairs

    def channels(self, place: Callable[[int], int] = lambda number: number) -> Channels:
        """With actors named by their place, so that they can change places."""
        records: list[AnyRecord] = [actor(f"a{place(i)}", kind=kind) for i, kind in enumerate(self.kinds)]
        records += [measure(f"m{j}") for j in range(self.measures)]
        records += [field(name) for name in FIELDS] + [concept("target_group", name) for name in GROUPS]
        records += [carries(f"a{place(i)}", f"m{j}") for i, j in self.carried]
        records += [addresses(f"m{j}", FIELDS[k]) for j, k in self.fields]
        records += [tie("serves", f"measure/m{j}", f"target_group/{GROUPS[k]}") for j, k in self.groups]
        records += [together(f"a{place(i)}", f"a{place(j)}") for i, j in self.tied]
        records += [member_of(f"a{place(i)}", f"a{place(j)}") for i, j in self.seats]
        return channels_of(*records)


@st.composite
def small_towns(draw: st.DrawFn) -> SmallTown:
    kinds = tuple(draw(st.lists(st.sampled_from(KINDS), max_size=6)))
    measures = draw(st.integers(0, 6))
    bodies = [place for place, kind in enumerate(kinds) if kind == "steering_group"]
    everyone, offers = range(len(kinds)), range(measures)

    def pairs(one: Sequence[int], other: Sequence[int], most: int) -> Pairs:
        if not one or not other:
            return frozenset()
        return draw(st.frozensets(st.tuples(st.sampled_from(one), st.sampled_from(other)), max_size=most))

    return SmallTown(
        kinds,
        measures,
        carried=pairs(everyone, offers, 10),
        fields=pairs(offers, range(len(FIELDS)), 8),
        groups=pairs(offers, range(len(GROUPS)), 8),
        tied=frozenset((i, j) for i, j in pairs(everyone, everyone, 6) if i < j),
        seats=frozenset((i, j) for i, j in pairs(everyone, bodies, 6) if i != j),
    )
