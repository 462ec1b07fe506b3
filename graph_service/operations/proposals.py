"""Proposals: changes that a contributor wants of its own records, and what became of each of them.

They live in the registry, as edits against the revision that they were made from; the network knows nothing of them
until a coordinator takes one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from graph_service.access.accounts import Account
from graph_service.access.common import new_id
from graph_service.access.drawer import Drawer, Kept
from graph_service.model.errors import BadInput, BadValue, Conflict, Forbidden, NotFound
from graph_service.model.period import PartialDate
from graph_service.model.provenance import Citation
from graph_service.model.text import Label, text
from graph_service.operations.editing import plan
from graph_service.operations.edits import Edit, Edits, Make
from graph_service.operations.own_records import OwnRecords
from graph_service.operations.service import Service, today
from graph_service.stores.registry import Clock, Registry
from graph_service.stores.registry_common import utc_now

MOST_OPEN = 100
"""So many proposals of one account may be open in a network, so that nobody fills it up."""

BOTH, ONE = "both_sides", "one_side"
"""Who says that there is a tie."""

_LONGEST_MESSAGE = 600
_HELD = timedelta(minutes=1)


class State(Enum):
    """What has become of a proposal."""

    OPEN = "open"
    TAKEN = "taken"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> Label:
        return _LABELS[self]


_LABELS = {
    State.OPEN: Label(de="offen", en="open"),
    State.TAKEN: Label(de="übernommen", en="accepted"),
    State.REFUSED: Label(de="abgelehnt", en="rejected"),
    State.WITHDRAWN: Label(de="zurückgezogen", en="withdrawn"),
}


class Answer(Kept):
    """What a coordinator decided about one edit, and why."""

    take: bool
    reason: str = ""


class Proposal(Kept):
    """Edits that an account proposes; `records` are those that they are about, one each, `decided` when it was closed.

    Taken means that at least one of its edits was; `revision` is the one that holds them, None where the network was
    like that already. `held` says since when somebody is deciding.
    """

    id: str
    network: str
    base: int
    edits: Edits
    records: tuple[str, ...]
    account: str
    made: datetime
    state: State = State.OPEN
    answers: tuple[Answer, ...] = ()
    decided: datetime | None = None
    decided_by: str | None = None
    revision: int | None = None
    held: datetime | None = None

    @property
    def message(self) -> str:
        return self.edits.reason

    @property
    def is_open(self) -> bool:
        return self.state is State.OPEN


@dataclass(frozen=True)
class Closing:
    """How a proposal ends: by whom, as what, with which answers, in which revision."""

    state: State
    by: str
    answers: tuple[Answer, ...] = ()
    revision: int | None = None


class Proposals:
    """The proposals of a service."""

    def __init__(self, registry: Registry, clock: Clock = utc_now) -> None:
        self._drawer = Drawer(registry, "proposal", Proposal)
        self._clock = clock

    def propose(self, service: Service, network: str, account: Account, edits: Edits) -> Proposal:
        """Keeps what an account proposes; refused as `editing.save` would, and Forbidden for records of others.

        Without a source the facts are the function's own knowledge of today.
        """
        edits = _completed(edits, account, service.info(network).revision)
        OwnRecords.of(service.network(network), account).check(edits)
        planned = plan(service, network, edits)
        if not planned.change.put and not planned.change.remove:
            raise BadInput(text("Dieser Vorschlag ändert nichts: So ist es schon erfasst."))
        self._refuse_flood(network, account)
        proposal = Proposal(
            id=new_id("proposal"),
            network=network,
            base=edits.base or 0,
            edits=edits,
            records=planned.records,
            account=account.id,
            made=self._clock(),
        )
        return self._drawer.add(_key(network, proposal.id), proposal)

    def of(self, network: str, account: Account | None = None) -> tuple[Proposal, ...]:
        """All proposals for a network, or those of one account: the open ones first, the newest before the others."""
        found = sorted(self._walk(network, account), key=lambda one: (one.made, one.id), reverse=True)
        return tuple(sorted(found, key=lambda one: not one.is_open))

    def count_open(self, network: str, account: Account | None = None) -> int:
        return sum(one.is_open for one in self._walk(network, account))

    def get(self, network: str, proposal_id: str, account: Account | None = None) -> Proposal:
        """One proposal; NotFound if there is none, and for one of another account where `account` asks."""
        found = self._drawer.get(_key(network, proposal_id)) if len(proposal_id) <= 60 else None
        if found is None or (account is not None and found.account != account.id):
            raise _unknown(proposal_id)
        return found

    def withdraw(self, network: str, proposal_id: str, account: Account) -> Proposal:
        """Ends an open proposal of this account; Conflict where it was decided meanwhile."""
        self.get(network, proposal_id, account)
        return self.close(network, proposal_id, Closing(State.WITHDRAWN, account.id))

    def hold(self, network: str, proposal_id: str) -> Proposal:
        """Keeps others from deciding the same for a minute; Conflict where somebody does or has."""
        now = self._clock()

        def held(found: Proposal | None) -> Proposal:
            proposal = _still_open(found, proposal_id, now)
            return proposal.model_copy(update={"held": now})

        return self._drawer.change(_key(network, proposal_id), held)

    def release(self, network: str, proposal_id: str) -> None:
        """Lets others decide, as nothing came of it."""
        self._drawer.change(_key(network, proposal_id), lambda found: found and found.model_copy(update={"held": None}))

    def close(self, network: str, proposal_id: str, closing: Closing, *, held: bool = False) -> Proposal:
        """Ends a proposal; Conflict where it has ended, or where somebody else than who `held` it is deciding."""
        now = self._clock()

        def closed(found: Proposal | None) -> Proposal:
            proposal = _still_open(found, proposal_id, None if held else now)
            ending = {"state": closing.state, "answers": closing.answers, "revision": closing.revision}
            return proposal.model_copy(update={**ending, "decided": now, "decided_by": closing.by, "held": None})

        return self._drawer.change(_key(network, proposal_id), closed)

    def _walk(self, network: str, account: Account | None) -> Iterator[Proposal]:
        for _, proposal in self._drawer.items(f"{network}/"):
            if account is None or proposal.account == account.id:
                yield proposal

    def _refuse_flood(self, network: str, account: Account) -> None:
        if self.count_open(network, account) >= MOST_OPEN:
            raise Conflict(
                text("Von diesem Konto sind schon {n} Vorschläge offen.", n=MOST_OPEN),
                remedy=text("Bitte warten, bis die Koordination entschieden hat, oder offene zurückziehen."),
            )


def own_account_needed(account: Account | None) -> Account:
    """Who proposes; Forbidden where nobody has signed in."""
    if account is None:
        raise Forbidden(
            text("Vorschläge macht, wer angemeldet ist."),
            remedy=text("Ohne Anmeldung wird an diesem Rechner unmittelbar bearbeitet."),
        )
    return account


def _completed(edits: Edits, account: Account, newest: int) -> Edits:
    """The edits with what they rest on: a source, the revision; BadInput for a message that is too long."""
    if len(edits.reason) > _LONGEST_MESSAGE:
        raise BadInput(text("Das ist zu lang; höchstens {limit} Zeichen.", limit=_LONGEST_MESSAGE), place="reason")
    own = Citation(person=account.function, retrieved=PartialDate.of(today()))
    base = newest if edits.base is None else edits.base
    said = tuple(_said_by_one_side(edit) for edit in edits.edits)
    return edits.model_copy(update={"edits": said, "source": edits.source or own, "base": base})


def _said_by_one_side(edit: Edit) -> Edit:
    """A new tie as its one side tells it; BadValue where that side speaks for the other one too."""
    if not isinstance(edit, Make) or edit.type != "tie":
        return edit
    told = edit.values.get("confirmation") or ONE
    if told == BOTH:
        raise BadValue(
            text("Von beiden Seiten bestätigt ist eine Beziehung erst, wenn auch die andere sie bestätigt hat."),
            place="confirmation",
            value=BOTH,
            remedy=text("Bitte „von einer Seite bestätigt“ wählen; die andere Seite bestätigt dann selbst."),
        )
    return edit.model_copy(update={"values": {**edit.values, "confirmation": told}})


def _still_open(found: Proposal | None, proposal_id: str, now: datetime | None) -> Proposal:
    """The proposal, if it can still be decided; where `now` is given, by somebody who does not hold it."""
    if found is None:
        raise _unknown(proposal_id)
    if not found.is_open:
        raise Conflict(
            text("Dieser Vorschlag ist nicht mehr offen: {state}.", state=found.state.label),
            value=proposal_id,
            remedy=text("Bitte die Seite neu laden."),
        )
    if now is not None and found.held is not None and now - found.held < _HELD:
        raise Conflict(text("Über diesen Vorschlag entscheidet gerade jemand."), value=proposal_id,
                       remedy=text("Bitte in einer Minute die Seite neu laden."))  # fmt: skip
    return found


def _unknown(proposal_id: str) -> NotFound:
    return NotFound(text("Einen Vorschlag „{value}“ gibt es nicht.", value=proposal_id[:60]), value=proposal_id[:60])


def _key(network: str, proposal_id: str) -> str:
    return f"{network}/{proposal_id}"
