"""Who should sit at one table: which tie, which seat in a body, which new round table closes most that is open.

What is open are pairs of actors that serve cells together (W of them) without an accepted channel. Recommended is by
what they share, not by who knows whom; pairs that people settled ("ist abgestimmt", "nicht nötig") are left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from graph_service.analysis.channels import CHANNELS
from graph_service.analysis.columns import Floats, Ints
from graph_service.analysis.coordination import Coordination, CoordinationPair
from graph_service.analysis.matching import heaviest_matching
from graph_service.analysis.results import Basis
from graph_service.analysis.seats import ChosenSeat, choose_seats, pairs_among, possible_seats
from graph_service.analysis.table import heaviest_subgraph
from graph_service.model.errors import BadValue
from graph_service.model.text import Text, text

MOST = 100
INVITATION_COST, TABLE_COST = 1, 3
"""What a seat in an existing body and a new round table cost, against each other."""
_NONE_SETTLED: frozenset[tuple[str, str]] = frozenset()


@dataclass(frozen=True)
class Gain:
    """What becomes better: `closes` = Σ W over the `pairs` that get a channel, and how much two shares rise by it.

    `fit` = Σ W / (closed + open); `congruence` = pairs / required, required = pairs with W > 0. None where no two
    actors share a cell.
    """

    closes: int
    pairs: int
    fit: float | None
    congruence: float | None


@dataclass(frozen=True)
class ClosedPair:
    """Two actors with W = `weight` shared cells, how they can coordinate today, how many partners they have in common.

    `place` is their row in the coordination, which explains them in full.
    """

    place: int
    first: str
    second: str
    weight: int
    channel: str
    partners: int


@dataclass(frozen=True)
class RecommendedTie:
    """A tie between two actors: what they share, what was checked, what the tie would close.

    `priority` is that of their overlapping measures, None where no overlap is known.
    """

    pair: CoordinationPair
    priority: float | None
    gain: Gain

    @property
    def partners(self) -> tuple[str, ...]:
        """Those with whom both have a tie: they could bring the two together."""
        return self.pair.through if self.pair.channel == "third_party" else ()

    @property
    def facts(self) -> tuple[str, ...]:
        return self.pair.facts


@dataclass(frozen=True)
class Invitation:
    """A seat for an actor in a body: the pairs that it closes with those who sit there, and the body itself.

    `gain` is by the `pairs` that no invitation before it closes, `single` by those and the `repeated` ones. `members`
    are in the body today, `instead` other bodies where a seat would close the same. `facts`: the seats of the others
    and what the body covers.
    """

    actor: str
    body: str
    instead: tuple[str, ...]
    members: int
    pairs: tuple[ClosedPair, ...]
    repeated: tuple[ClosedPair, ...]
    gain: Gain
    single: Gain
    facts: tuple[str, ...]


@dataclass(frozen=True)
class Seat:
    """An actor at a round table: the pairs that it closes with the others."""

    actor: str
    pairs: tuple[ClosedPair, ...]
    gain: Gain


@dataclass(frozen=True, eq=False)
class Recommendation:
    """What every recommendation tells: the coordination that it improves, how many open pairs people settled, the
    gain of all that is recommended together."""

    coordination: Coordination
    settled: int
    gain: Gain

    @property
    def basis(self) -> Basis:
        return self.coordination.basis

    def explain(self, pair: ClosedPair) -> CoordinationPair:
        """A pair in full, with the facts behind it."""
        return self.coordination.row(pair.place)


@dataclass(frozen=True, eq=False)
class RecommendedTies(Recommendation):
    """Up to `k` ties, up to `load` for each actor; `exact` where no other choice closes more for certain."""

    k: int
    load: int | None
    exact: bool
    rows: tuple[RecommendedTie, ...]


@dataclass(frozen=True, eq=False)
class RecommendedInvitations(Recommendation):
    """Up to `k` invitations, up to `load` for each actor, chosen one after the other by what each adds.

    `candidates` is how many invitations close anything; `guarantee` which share of the best possible set this one
    reaches for certain (1: it is the best). `among` are pairs that it closes besides, between those invited to
    the same body; `gain` counts them, the guarantee does not.
    """

    k: int
    load: int | None
    candidates: int
    guarantee: float
    rows: tuple[Invitation, ...]
    among: tuple[ClosedPair, ...]


@dataclass(frozen=True, eq=False)
class RecommendedTable(Recommendation):
    """A new round table of up to `size` actors; `exact` where no other closes more for certain.

    `coordinated` are the pairs at the table that serve cells together and have a channel today.
    """

    size: int
    exact: bool
    seats: tuple[Seat, ...]
    pairs: tuple[ClosedPair, ...]
    coordinated: tuple[ClosedPair, ...]


@dataclass(frozen=True, eq=False)
class Option:
    """An invitation or a new table: what it gains alone, what it `adds` beyond the options before it, what it costs."""

    what: Invitation | RecommendedTable
    adds: Gain

    @property
    def kind(self) -> str:
        return "invitation" if isinstance(self.what, Invitation) else "table"

    @property
    def cost(self) -> int:
        return INVITATION_COST if isinstance(self.what, Invitation) else TABLE_COST

    @property
    def gain(self) -> Gain:
        return self.what.single if isinstance(self.what, Invitation) else self.what.gain

    @property
    def per_cost(self) -> float:
        """Σ W that gets closed, for each unit of cost."""
        return self.gain.closes / self.cost


def recommended_ties(
    coordination: Coordination,
    priorities: Mapping[tuple[str, str], float],
    k: int = 10,
    load: int | None = None,
    settled: frozenset[tuple[str, str]] = _NONE_SETTLED,
) -> RecommendedTies:
    """The `k` ties that close most: greatest Σ W, of equal ones the highest priority (design/analysis.md §5 a).

    With `load`, at most so many for each actor (see heaviest_matching). BadValue for k or load outside 1 … 100.
    """
    _check_numbers(k, load)
    places, left_out = open_pairs(coordination, "tie", settled)
    priority = _priorities(coordination, places, priorities)
    order = np.lexsort((-np.nan_to_num(priority), -coordination.weight[places]))
    places, priority = places[order], priority[order]
    first, second, weight = _columns(coordination, places)
    chosen, exact = heaviest_matching(first, second, weight, k, load)
    rows = tuple(
        RecommendedTie(coordination.row(place), None if np.isnan(worth) else worth, _gain(coordination, [place]))
        for place, worth in zip(places[chosen].tolist(), priority[chosen].tolist(), strict=True)
    )
    return RecommendedTies(coordination, left_out, _gain(coordination, places[chosen]), k, load, exact, rows)


def recommended_invitations(
    coordination: Coordination,
    k: int = 10,
    load: int | None = None,
    settled: frozenset[tuple[str, str]] = _NONE_SETTLED,
) -> RecommendedInvitations:
    """The seats in existing bodies that close most (design/analysis.md §5 b).

    gain(a, b) = Σ W_aj over those j in the body b to whom a has no channel, where the body covers a field in which
    both act and is not too large with a. Every seat is looked at; the set is chosen greedily (see choose_seats).
    BadValue for k or load outside 1 … 100.
    """
    _check_numbers(k, load)
    channels = coordination.channels
    places, left_out = open_pairs(coordination, "common_body", settled)
    first, second, weight = _columns(coordination, places)
    possible = possible_seats(channels, first, second, coordination.fields)
    chosen = choose_seats(channels, possible, weight, k, load)
    closed = np.concatenate([places[:0], *(places[one.new] for one in chosen.seats)])
    among = np.setdiff1d(places[pairs_among(channels, chosen.seats, first, second)], closed)
    return RecommendedInvitations(
        coordination,
        left_out,
        _gain(coordination, np.concatenate((closed, among))),
        k=k,
        load=load,
        candidates=len(possible),
        guarantee=chosen.guarantee,
        rows=tuple(_invitation(coordination, places, one) for one in chosen.seats),
        among=_closed_pairs(coordination, among),
    )


def recommended_table(
    coordination: Coordination, size: int = 6, settled: frozenset[tuple[str, str]] = _NONE_SETTLED
) -> RecommendedTable:
    """The round table of up to `size` actors with the greatest Σ W of open pairs inside (design/analysis.md §5 c).

    BadValue for a size below 2, above 100 or above that up to which the members of a body count as in touch.
    """
    message = text("„{value}“ ist keine mögliche Größe eines runden Tisches.", value=str(size))
    _check("size", size, (2, min(MOST, coordination.channels.max_body)), message)
    places, left_out = open_pairs(coordination, "common_body", settled)
    found = heaviest_subgraph(*_columns(coordination, places), size)
    inside = _inside(coordination, places, found.actors)
    return RecommendedTable(
        coordination,
        left_out,
        _gain(coordination, inside),
        size=size,
        exact=found.exact,
        seats=tuple(_seat(coordination, inside, actor) for actor in found.actors.tolist()),
        pairs=_closed_pairs(coordination, inside),
        coordinated=_closed_pairs(coordination, _inside(coordination, coordination.critical, found.actors)),
    )


def recommended_options(invitations: RecommendedInvitations, table: RecommendedTable) -> tuple[Option, ...]:
    """The invitations and the new table, most Σ W per cost first (design/analysis.md §5).

    Existing bodies are preferred: a seat costs INVITATION_COST, a table TABLE_COST. Of equal ones the cheaper, then
    as they stand. A table that closes nothing is no option.
    """
    nothing = _gain(table.coordination, [])
    given: list[Invitation | RecommendedTable] = [*invitations.rows, table]
    gaining = (option for option in (Option(one, nothing) for one in given) if option.gain.closes)
    ranked = sorted(gaining, key=lambda option: (-option.per_cost, option.cost))
    options: list[Option] = []
    before: set[int] = set()
    for option in ranked:
        closed = {pair.place for pair in _closed_by(option.what)}
        options.append(Option(option.what, _gain(table.coordination, sorted(closed - before))))
        before |= closed
    return tuple(options)


def _closed_by(what: Invitation | RecommendedTable) -> tuple[ClosedPair, ...]:
    return what.pairs + what.repeated if isinstance(what, Invitation) else what.pairs


def open_pairs(coordination: Coordination, channel: str, settled: frozenset[tuple[str, str]]) -> tuple[Ints, int]:
    """The places of the pairs that a new channel would close, largest first, and how many people settled.

    None where the coordination does not accept such a channel.
    """
    gaps = coordination.gaps if channel in coordination.accepted else coordination.gaps[:0]
    channels, place = coordination.channels, coordination.channels.situation.columns.actors.place
    known = [(place[one], place[other]) for one, other in settled if one in place and other in place]
    one, other = np.array(known, dtype=np.int64).reshape(-1, 2).T
    numbers = channels.number(coordination.first[gaps], coordination.second[gaps])
    done = np.isin(numbers, channels.number(one, other))
    return gaps[~done], int(done.sum())


def _columns(coordination: Coordination, places: Ints) -> tuple[Ints, Ints, Ints]:
    return coordination.first[places], coordination.second[places], coordination.weight[places]


def _priorities(coordination: Coordination, places: Ints, given: Mapping[tuple[str, str], float]) -> Floats:
    """The priority of each pair, whichever comes first; nan where none is given."""
    ids = coordination.channels.situation.columns.actors.ids
    by_pair = {frozenset(pair): priority for pair, priority in given.items()}
    pairs = zip(coordination.first[places].tolist(), coordination.second[places].tolist(), strict=True)
    return np.array([by_pair.get(frozenset((ids[i], ids[j])), np.nan) for i, j in pairs], dtype=np.float64)


def _inside(coordination: Coordination, places: Ints, actors: Ints) -> Ints:
    first, second, _ = _columns(coordination, places)
    found: Ints = places[np.isin(first, actors) & np.isin(second, actors)]
    return found


def _gain(coordination: Coordination, places: Ints | list[int]) -> Gain:
    closes, pairs = int(coordination.weight[places].sum()) if len(places) else 0, len(places)
    whole, required = coordination.open + coordination.closed, len(coordination.weight)
    return Gain(closes, pairs, closes / whole if whole else None, pairs / required if required else None)


def _closed_pairs(coordination: Coordination, places: Ints) -> tuple[ClosedPair, ...]:
    """Pairs as rows, largest first."""
    ids = coordination.channels.situation.columns.actors.ids
    first, second, weight = _columns(coordination, places)
    order = np.lexsort((second, first, -weight))
    partners = coordination.channels.common_partners(first, second)
    found = (places, first, second, weight, coordination.channel[places], partners)
    return tuple(
        ClosedPair(place, ids[i], ids[j], shared, CHANNELS[channel], common)
        for place, i, j, shared, channel, common in zip(*(part[order].tolist() for part in found), strict=True)
    )


def _seat(coordination: Coordination, inside: Ints, actor: int) -> Seat:
    first, second, _ = _columns(coordination, inside)
    own = inside[(first == actor) | (second == actor)]
    ids = coordination.channels.situation.columns.actors.ids
    return Seat(ids[actor], _closed_pairs(coordination, own), _gain(coordination, own))


def _invitation(coordination: Coordination, places: Ints, chosen: ChosenSeat) -> Invitation:
    seat, channels = chosen.seat, coordination.channels
    ids, new, whole = channels.situation.columns.actors.ids, places[chosen.new], places[chosen.seat.pairs]
    return Invitation(
        actor=ids[seat.actor],
        body=ids[seat.body],
        instead=tuple(ids[body] for body in chosen.instead),
        members=int(channels.sizes[seat.body]),
        pairs=_closed_pairs(coordination, new),
        repeated=_closed_pairs(coordination, np.setdiff1d(whole, new)),
        gain=_gain(coordination, new),
        single=_gain(coordination, whole),
        facts=_body_facts(coordination, seat.body, whole),
    )


def _body_facts(coordination: Coordination, body: int, pairs: Ints) -> tuple[str, ...]:
    """The ties by which the members of these pairs sit in the body, and those that say what it covers."""
    situation = coordination.channels.situation
    seats, duties = situation.contacts("member_of"), situation.columns.duties
    rows = seats.rows_to(body)
    rows = rows[np.isin(seats.origin[rows], np.concatenate(_columns(coordination, pairs)[:2]))]
    covers = duties.rows_from(body)
    covers = np.sort(covers[duties.admitted(situation.scope)[covers]])
    return tuple(seats.ids[row] for row in rows) + tuple(duties.ids[row] for row in covers)


def _check_numbers(k: int, load: int | None) -> None:
    _check("k", k, (1, MOST), text("„{value}“ ist keine mögliche Anzahl von Vorschlägen.", value=str(k)))
    message = text("„{value}“ ist keine mögliche Anzahl von Vorschlägen je Akteur.", value=str(load))
    _check("load", 1 if load is None else load, (1, MOST), message)


def _check(place: str, value: int, allowed: tuple[int, int], message: Text) -> None:
    least, most = allowed
    if not least <= value <= most:
        remedy = text("Erlaubt sind {least} bis {most}.", least=least, most=most)
        raise BadValue(message, place=place, value=str(value), remedy=remedy)
