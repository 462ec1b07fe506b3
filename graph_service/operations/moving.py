"""Moving: networks with all their revisions into another store, made again one by one and compared on both sides."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from graph_service.model.canonical import checksum, history_checksum
from graph_service.model.change import NetworkInfo, Revision
from graph_service.model.errors import Conflict, NotFound, StoreError
from graph_service.model.text import Text, text
from graph_service.stores.base import Store


@dataclass(frozen=True)
class Step:
    """What is being done, in words, and how far it is: counts of records where they are moved, else of revisions."""

    words: Text
    done: int
    total: int


@dataclass(frozen=True)
class Moved:
    """One network that both stores now hold alike up to a revision.

    `made` of its revisions were made now (`new`: the network itself too), the records at `compared` revisions were
    compared; `newer` revisions came to the source meanwhile and were not moved. `state` and `history` are the
    checksums, alike on both sides, of the records at that revision and of all revisions up to it.
    """

    network: str
    name: str
    revision: int
    new: bool
    made: int
    compared: int
    newer: int
    state: str
    history: str


@dataclass(frozen=True)
class _Plan:
    """One network of the source as it was at the start, and what of it the target holds alike.

    `there` is the number of revisions at the target, None where it lacks the network; `state` is the checksum of
    what both hold at that revision.
    """

    info: NetworkInfo
    revisions: tuple[Revision, ...]
    there: int | None = None
    state: str = ""

    @property
    def newest(self) -> int:
        return len(self.revisions)

    @property
    def lacking(self) -> tuple[Revision, ...]:
        return self.revisions[self.there or 0 :]


def networks_to_move(source: Store, named: Iterable[str] = ()) -> tuple[NetworkInfo, ...]:
    """The networks that are named, or else all; NotFound for an unknown one, or where there is none at all."""
    found = tuple(source.network(network) for network in dict.fromkeys(named)) or source.networks()
    if not found:
        raise NotFound(text("In der Quelle ist kein Netzwerk."), remedy=text("Bitte die Adresse der Quelle prüfen."))
    return found


@dataclass(frozen=True)
class Move:
    """From one store, which is only read, to another, where each finished revision stays whatever happens next.

    With `every`, the state at every revision is compared on both sides, else at the newest one; the history is
    always compared whole. `tell` hears of each step.
    """

    source: Store
    target: Store
    every: bool = False
    tell: Callable[[Step], None] = lambda step: None

    def run(self, networks: Iterable[NetworkInfo]) -> Iterator[Moved]:
        """Moves one network after the other and goes on where an earlier move ended.

        Conflict, before anything is written, if the target holds one of the networks otherwise than the source;
        StoreError if what was made there is not what the source holds.
        """
        for plan in [self._planned(info) for info in networks]:
            self._make(plan)
            yield self._compared(plan)

    def _planned(self, info: NetworkInfo) -> _Plan:
        revisions = self.source.revisions(info.id)
        there = next((other for other in self.target.networks() if other.id == info.id), None)
        if there is None:
            return _Plan(info, revisions)
        if there.name != info.name:
            raise _other(info, text("Es heißt dort „{name}“ statt „{own}“.", name=there.name, own=info.name))
        made = self.target.revisions(info.id)
        number = _first_difference(revisions[: len(made)], made)
        if number is not None:
            raise _other(info, text("Revision {number} gibt es so in der Quelle nicht.", number=number), number)
        state = self._state(info.id, len(made), len(revisions))
        if state is None:
            raise _other(info, text("Die Einträge bei Revision {number} sind andere.", number=len(made)), len(made))
        return _Plan(info, revisions, len(made), state)

    def _make(self, plan: _Plan) -> None:
        if plan.there is None:
            self.target.create(plan.info.id, plan.info.name)
        done, total = 0, sum(map(_size, plan.lacking))
        for revision in plan.lacking:
            words = text(
                "„{network}“: Revision {number} von {newest} wird übertragen",
                network=revision.network,
                number=revision.number,
                newest=plan.newest,
            )
            self.tell(Step(words, done, total))
            self.target.replay(revision, self.source.change(revision.network, revision.number))
            done += _size(revision)

    def _compared(self, plan: _Plan) -> Moved:
        network, newest = plan.info.id, plan.newest
        number = _first_difference(plan.revisions, self.target.revisions(network)[:newest])
        if number is not None:
            raise _not_alike(network, number)
        earlier = range(1, newest) if self.every else ()
        for number in earlier:
            self._proved(plan, number)
        return Moved(
            network=network,
            name=plan.info.name,
            revision=newest,
            new=plan.there is None,
            made=len(plan.lacking),
            compared=len(earlier) + 1,
            newer=self.source.network(network).revision - newest,
            state=self._proved(plan, newest),
            history=history_checksum(plan.revisions),
        )

    def _proved(self, plan: _Plan, number: int) -> str:
        state = plan.state if number == plan.there else self._state(plan.info.id, number, plan.newest)
        if state is None:
            raise _not_alike(plan.info.id, number)
        return state

    def _state(self, network: str, number: int, newest: int) -> str | None:
        """The checksum of the records at a revision, None if it is not the same on both sides."""
        words = text("„{network}“: Revision {number} wird verglichen", network=network, number=number)
        self.tell(Step(words, number, newest))
        # One after the other, so that only one of the two networks is in memory.
        found = {checksum(side.view(network, revision=number).load().records()) for side in (self.source, self.target)}
        return found.pop() if len(found) == 1 else None


def _size(revision: Revision) -> int:
    return revision.added + revision.changed + revision.removed


def _first_difference(ours: Sequence[Revision], theirs: Sequence[Revision]) -> int | None:
    """The number of the first revision that is not the same on both sides."""
    pairs = enumerate(zip_longest(ours, theirs), start=1)
    return next((number for number, (own, other) in pairs if own != other), None)


def _other(info: NetworkInfo, difference: Text, number: int | None = None) -> Conflict:
    return Conflict(
        text(
            "Am Ziel gibt es „{network}“ schon mit einer anderen Geschichte. {difference}",
            network=info.id,
            difference=difference,
        ),
        place=info.id,
        value="" if number is None else str(number),
        remedy=text(
            "Bitte prüfen, ob Quelle und Ziel vertauscht sind, oder einen anderen Speicher als Ziel nehmen; "
            "es wurde nichts geschrieben."
        ),
    )


def _not_alike(network: str, number: int) -> StoreError:
    return StoreError(
        text("Revision {number} ist am Ziel nicht so angekommen, wie sie in der Quelle steht.", number=number),
        place=network,
        value=str(number),
        remedy=text(
            "Bitte beide Speicher prüfen (akteursnetz check) und das Netzwerk am Ziel nicht verwenden; "
            "die Quelle ist unverändert."
        ),
    )
