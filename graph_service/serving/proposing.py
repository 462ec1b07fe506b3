"""What a request does with proposals: each act with its line in the audit, and edits that become proposals."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal, TypeAlias

from fastapi import Depends, Query, Request

from graph_service.access.accounts import Account
from graph_service.access.assembly import Access
from graph_service.access.audit import MACHINE, Event
from graph_service.access.roles import Right
from graph_service.model.text import Language
from graph_service.operations import editing
from graph_service.operations.confirming import Confirming
from graph_service.operations.deciding import Deciding, Ruling, decide
from graph_service.operations.editing import Saved
from graph_service.operations.edits import Edits
from graph_service.operations.own_records import OwnRecords
from graph_service.operations.proposals import Proposal, Proposals, State, own_account_needed
from graph_service.operations.service import Service
from graph_service.serving.reading import LanguageOf, NetworkId, Reading, ServiceOf, refuse_unknown
from graph_service.serving.who import AccessOf, Person, PersonOf, access_of, person_of

_FORMER = "Früheres Konto"


@dataclass(frozen=True)
class Proposing:
    """The proposals of one network, for one person; `whole` is the door that a confirmation is written through, as
    what is written must keep the restricted fields that this person may not read."""

    service: Service
    whole: Service
    network: str
    access: Access
    person: Person
    language: Language

    @property
    def decides(self) -> bool:
        return self.person.may(Right.DECIDE, self.network)

    @property
    def proposals(self) -> Proposals:
        return Proposals(self.access.registry)

    @property
    def _own(self) -> Account | None:
        """Whose proposals are shown: this account's; all to who decides."""
        return None if self.decides else own_account_needed(self.person.account)

    def all(self) -> tuple[Proposal, ...]:
        return self.proposals.of(self.network, self._own)

    def get(self, proposal_id: str) -> Proposal:
        return self.proposals.get(self.network, proposal_id, self._own)

    def propose(self, edits: Edits) -> Proposal:
        account = own_account_needed(self.person.account)
        proposal = self.proposals.propose(self.service, self.network, account, edits)
        self._note(Event.PROPOSED, proposal)
        return proposal

    def withdraw(self, proposal_id: str) -> Proposal:
        return self.proposals.withdraw(self.network, proposal_id, own_account_needed(self.person.account))

    def decide(self, proposal_id: str, rulings: tuple[Ruling, ...], seen: int | None, typed: str = "") -> Proposal:
        proposal = self.get(proposal_id)
        person = self.person
        deciding = Deciding(person.id, " ".join(person.signature(typed).split()), self.function_of(proposal.account))
        closed = decide(self.service, self.proposals, proposal, rulings, deciding, seen)
        taken = closed.state is State.TAKEN
        self._note(Event.PROPOSAL_TAKEN if taken else Event.PROPOSAL_REFUSED, closed)
        return closed

    def confirm(self, tie_id: str) -> Saved | Proposal:
        account = own_account_needed(self.person.account)
        confirming = Confirming(self.whole, self.proposals, self.access.accounts.all())
        done = confirming.confirm(self.network, tie_id, account)
        if isinstance(done, Proposal):
            self._note(Event.PROPOSED, done)
        return done

    def function_of(self, account_id: str) -> str:
        """The function that an account stands for; its id, where it is not there any more."""
        found = self.access.accounts.find(account_id)
        return found.function if found else f"{_FORMER} ({account_id})"

    def decider_of(self, proposal: Proposal) -> str | None:
        """The function that decided; None where nobody has, or nobody had signed in."""
        by = proposal.decided_by
        return None if by in (None, MACHINE) else self.function_of(str(by))

    def _note(self, event: Event, proposal: Proposal) -> None:
        person = self.person
        self.access.audit.note(event, person.id, network=self.network, what=proposal.id, via=person.via)


def proposing(
    request: Request, service: ServiceOf, access: AccessOf, person: PersonOf, language: LanguageOf, n: NetworkId
) -> Proposing:
    """The proposals that a request is about."""
    return Proposing(service, request.app.state.service, n, access, person, language)


def proposing_api(
    request: Request,
    acting: ProposingOf,
    lang: Annotated[Literal["de", "en"] | None, Query(description="Sprache / language")] = None,
) -> Proposing:
    """The same in the API, where parameters that the route does not know are refused."""
    refuse_unknown(request)
    return acting


def with_account(acting: ApiProposingOf) -> Proposing:
    """The same for who has signed in; Forbidden for others, whatever they sent."""
    own_account_needed(acting.person.account)
    return acting


ProposingOf: TypeAlias = Annotated[Proposing, Depends(proposing)]
ApiProposingOf: TypeAlias = Annotated[Proposing, Depends(proposing_api)]
OwnProposingOf: TypeAlias = Annotated[Proposing, Depends(with_account)]


def count_open(request: Request, network: str | None) -> int:
    """How many proposals wait: this person's own, or all for who decides; none where nobody is signed in."""
    person = person_of(request)
    if network is None or person.account is None or not person.may(Right.PROPOSE, network):
        return 0
    account = None if person.may(Right.DECIDE, network) else person.account
    return Proposals(access_of(request).registry).count_open(network, account)


def proposes(reading: Reading) -> bool:
    """Whether what this reader sends in a form is a proposal, as they may not edit."""
    return not reading.person.may(Right.EDIT, reading.network_id)


def own_records(reading: Reading) -> OwnRecords | None:
    """The records that this reader may propose to change; None for who may edit all of them."""
    account = reading.person.account
    if not proposes(reading):
        return None
    return OwnRecords.of(reading.network, account) if account else OwnRecords(reading.network, frozenset())


def put(request: Request, reading: Reading, edits: Edits, author: str) -> Saved | Proposal:
    """Saves what a form asks for, or keeps it as a proposal where this person may not edit."""
    if not proposes(reading):
        return editing.save(reading.service, reading.network_id, edits, author=author)
    acting = proposing(
        request, reading.service, access_of(request), reading.person, reading.language, reading.network_id
    )
    return acting.propose(edits)
