"""Which seat in which body would give actors a channel to those who sit there, and which set of seats gives most."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from heapq import heapify, heappop, heappush
from itertools import combinations
from math import e

import numpy as np
from scipy import sparse

from graph_service.analysis.channels import Channels
from graph_service.analysis.columns import Bools, Ints
from graph_service.analysis.incidence import members


@dataclass(frozen=True, eq=False)
class PossibleSeat:
    """A body for an actor, by their places among the actors, and which of the open pairs the seat would close."""

    actor: int
    body: int
    pairs: Ints


@dataclass(frozen=True, eq=False)
class ChosenSeat:
    """A seat of a set: those of its pairs that no seat before it closes, other bodies where it would close the same."""

    seat: PossibleSeat
    new: Ints
    instead: tuple[int, ...]


@dataclass(frozen=True, eq=False)
class ChosenSeats:
    """A set of seats in the order of choice; `guarantee` is the share of the best set that it reaches for certain."""

    seats: tuple[ChosenSeat, ...]
    guarantee: float


def possible_seats(
    channels: Channels, first: Ints, second: Ints, fields: frozenset[str] = frozenset()
) -> list[PossibleSeat]:
    """Every seat that closes any of the open pairs, by actor and body (design/analysis.md §5).

    A seat closes the pairs with those who sit in the body, and with the body itself, where it covers a field in
    which both act. Left out are bodies that would be too large then, those without members and fields, and where
    `fields` are named those that are recorded for other fields only.
    """
    both = np.concatenate((first, second)), np.concatenate((second, first))
    pair_at = sparse.csr_array((np.tile(np.arange(1, len(first) + 1), 2), both), shape=(channels.size, channels.size))
    sitting = channels.membership.T.tocsr()
    found: list[PossibleSeat] = []
    for body in np.flatnonzero(_open_bodies(channels, fields)).tolist():
        inside = np.union1d(members(sitting, body), [body])
        reached = pair_at[inside].tocoo()
        host, guest = inside[reached.row], reached.col.astype(np.int64)
        useful = np.flatnonzero(~np.isin(guest, inside) & channels.covers(body, host, guest))
        useful = useful[np.argsort(guest[useful], kind="stable")]
        guests, start = np.unique(guest[useful], return_index=True)
        pairs = np.split(reached.data[useful].astype(np.int64) - 1, start[1:])
        found += [PossibleSeat(actor, body, np.sort(one)) for actor, one in zip(guests.tolist(), pairs, strict=False)]
    return sorted(found, key=lambda one: (one.actor, one.body))


def _open_bodies(channels: Channels, fields: frozenset[str]) -> Bools:
    """Bodies on the day that have members or cover something, and room for one more."""
    situation, sizes = channels.situation, channels.sizes
    some = channels.body_fields.any(axis=1)
    named = np.array([one in fields for one in situation.columns.schemes["field"].ids], dtype=np.bool_)
    fitting = ~some | channels.body_fields[:, named].any(axis=1) if fields else True
    there = situation.columns.actors.bodies & situation.actors & ((sizes > 0) | some)
    found: Bools = there & fitting & (sizes < channels.max_body)
    return found


def choose_seats(
    channels: Channels, possible: Sequence[PossibleSeat], weight: Ints, k: int, load: int | None
) -> ChosenSeats:
    """Up to `k` seats, each the one that adds most Σ weight of pairs not closed before; of equal ones the first.

    Bodies keep to their size, actors to `load` seats. What the set closes is at least 1 − 1/e of the best
    possible (Nemhauser, Wolsey and Fisher 1978), 1/2 where room or load stood in the way, 1/3 where both did (Fisher,
    Nemhauser and Wolsey 1978); all of it for one seat, and where nothing is left to close.
    """
    room = {seat.body: channels.max_body - int(channels.sizes[seat.body]) for seat in possible}
    closed = np.zeros(len(weight), dtype=np.bool_)
    asked: Counter[int] = Counter()
    chosen: list[ChosenSeat] = []
    obstacles: set[str] = set()
    for seat in _by_what_they_add(possible, weight, closed):
        if len(chosen) == k:
            break
        hindrances = _hindrances(seat, room, asked, load)
        obstacles |= hindrances
        if not hindrances:
            chosen.append(ChosenSeat(seat, seat.pairs[~closed[seat.pairs]], _instead(possible, seat)))
            closed[seat.pairs] = True
            room[seat.body] -= 1
            asked[seat.actor] += 1
    complete = k == 1 or all(closed[seat.pairs].all() for seat in possible)
    return ChosenSeats(tuple(chosen), 1.0 if complete else _guarantee(len(obstacles)))


def _by_what_they_add(possible: Sequence[PossibleSeat], weight: Ints, closed: Bools) -> Iterator[PossibleSeat]:
    """The seats by what they add at the time they come, as long as that is anything (lazy greedy, Minoux 1978).

    What a seat adds never grows while pairs get closed, so that a seat is looked at again only when it is first.
    """
    waiting = [(-int(weight[seat.pairs].sum()), place) for place, seat in enumerate(possible)]
    heapify(waiting)
    while waiting:
        before, place = heappop(waiting)
        seat = possible[place]
        now = -int(weight[seat.pairs[~closed[seat.pairs]]].sum())
        if now == before:
            yield seat
        elif now:
            heappush(waiting, (now, place))


def _instead(possible: Sequence[PossibleSeat], seat: PossibleSeat) -> tuple[int, ...]:
    others = (one for one in possible if one.actor == seat.actor and one.body != seat.body)
    return tuple(one.body for one in others if np.array_equal(one.pairs, seat.pairs))


def _hindrances(seat: PossibleSeat, room: dict[int, int], asked: Counter[int], load: int | None) -> set[str]:
    found = {"room"} if room[seat.body] == 0 else set()
    return found | ({"load"} if load is not None and asked[seat.actor] >= load else set())


def _guarantee(obstacles: int) -> float:
    return 1 / (1 + obstacles) if obstacles else 1 - 1 / e


def pairs_among(channels: Channels, chosen: Sequence[ChosenSeat], first: Ints, second: Ints) -> Ints:
    """The open pairs of which both get a seat in the same body, which covers a field in which both act."""
    guests: dict[int, list[int]] = {}
    for one in chosen:
        guests.setdefault(one.seat.body, []).append(one.seat.actor)
    numbers, found = channels.number(first, second), [np.zeros(0, dtype=np.int64)]
    for body, actors in guests.items():
        i, j = np.array(list(combinations(actors, 2)), dtype=np.int64).reshape(-1, 2).T
        met = np.flatnonzero(np.isin(numbers, channels.number(i, j)))
        found.append(met[channels.covers(body, first[met], second[met])])
    return np.unique(np.concatenate(found))
