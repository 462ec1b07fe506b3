"""A tie that its other side confirms.

The rule: a relationship holds as confirmed by both sides when each has said so. Where it is recorded as confirmed by
one side, and its sources are the own knowledge of functions that speak for one end, an account that speaks for the
other end may confirm it: that is the fact itself, so it takes effect at once, as a revision that this function signs.
In every other case (nobody knows which side said so, or a document says it) the confirmation is a proposal like any
other, about which the coordination decides.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from graph_service.access.accounts import Account
from graph_service.model.errors import Conflict, Forbidden, NotFound
from graph_service.model.identity import fold
from graph_service.model.network import Network
from graph_service.model.period import PartialDate
from graph_service.model.provenance import Citation
from graph_service.model.text import text
from graph_service.model.ties import Tie
from graph_service.operations.editing import Saved, save
from graph_service.operations.edits import Change, Edits
from graph_service.operations.own_records import OwnRecords
from graph_service.operations.proposals import BOTH, Proposal, Proposals
from graph_service.operations.service import Service, today


@dataclass(frozen=True)
class Confirming:
    """Confirmations by an account, among all accounts."""

    service: Service
    proposals: Proposals
    accounts: Iterable[Account]

    def confirm(self, network: str, tie_id: str, account: Account) -> Saved | Proposal:
        """Says that a tie is as its other side said; Forbidden for a tie of others, Conflict where both have."""
        known = self.service.network(network)
        tie = _tie(known, tie_id)
        if not OwnRecords.of(known, account).has_tie(tie):
            raise Forbidden(
                text("Diese Beziehung bestätigt nur, wer für eine ihrer Seiten spricht."), value=tie_id[:80]
            )
        if tie.confirmation == BOTH:
            raise Conflict(text("Diese Beziehung ist schon von beiden Seiten bestätigt."), value=tie_id)
        if said_by_this_side(known, tie, account, self.accounts):
            raise Conflict(
                text("Diese Beziehung hat Ihre eigene Seite angegeben; bestätigen kann sie die andere."), value=tie_id
            )
        source = Citation(person=account.function, retrieved=PartialDate.of(today()))
        told = f"Bestätigt von „{account.function}“"
        edits = Edits(
            edits=(Change(id=tie_id, values={"confirmation": BOTH}, base=known.revision),), source=source, reason=told
        )
        if said_by_the_other_side(known, tie, account, self.accounts):
            return save(self.service, network, edits, author=account.function)
        return self.proposals.propose(self.service, network, account, edits)


def _tie(network: Network, tie_id: str) -> Tie:
    if tie_id not in network.ties:
        raise NotFound(text("Diese Beziehung ist nicht erfasst, oder nicht mehr."), value=tie_id[:80])
    return network.ties[tie_id]


def said_by_the_other_side(network: Network, tie: Tie, account: Account, accounts: Iterable[Account]) -> bool:
    """Whether one side said that there is this tie, and this account speaks for the other one alone."""
    own, other = _sides(network, tie, account)
    return tie.confirmation == "one_side" and len(own) == 1 and _said_by(network, tie, other, own, accounts)


def said_by_this_side(network: Network, tie: Tie, account: Account, accounts: Iterable[Account]) -> bool:
    """Whether nobody but the side that this account speaks for said that there is this tie."""
    own, other = _sides(network, tie, account)
    return _said_by(network, tie, own, other, accounts)


def _sides(network: Network, tie: Tie, account: Account) -> tuple[set[str], set[str]]:
    """The ends that an account speaks for, and the others; a measure's side are those that carry it besides them."""
    own = {end for end in (tie.origin, tie.target) if account.speaks_for(network.id, end)}
    other = {tie.origin, tie.target} - own
    carriers = {each.origin for end in other for each in network.ties_to(end, "carries")}
    return own, other | (carriers - own)


def _said_by(network: Network, tie: Tie, side: set[str], opposite: set[str], accounts: Iterable[Account]) -> bool:
    """Whether all that a tie rests on is own knowledge of functions that speak for one side alone."""
    if any(source.person is None for source in tie.sources):
        return False
    said, speaking = {fold(source.person or "") for source in tie.sources}, tuple(accounts)
    return bool(said) and said <= _functions(network, side, speaking) - _functions(network, opposite, speaking)


def _functions(network: Network, actors: set[str], accounts: Iterable[Account]) -> set[str]:
    return {fold(one.function) for one in accounts if any(one.speaks_for(network.id, actor) for actor in actors)}
