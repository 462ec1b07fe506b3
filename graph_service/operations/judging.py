"""Signed decisions of people about two records: made, replaced and withdrawn, each by a revision of its own."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import permutations
from textwrap import shorten

from graph_service.analysis.columns import representatives
from graph_service.model.change import ChangeSet, HistoryEntry, Revision
from graph_service.model.checking import check_words
from graph_service.model.errors import BadValue, NotFound
from graph_service.model.functions import check_function
from graph_service.model.identity import judgement_id, prefix_of, tie_id
from graph_service.model.network import Network, not_found
from graph_service.model.period import PartialDate
from graph_service.model.provenance import Citation, Record
from graph_service.model.text import Label, Text, Value, text
from graph_service.model.ties import Judgement, Tie
from graph_service.model.vocabulary import look_up, vocabulary
from graph_service.operations.service import Service, today
from graph_service.stores.base import View

_SUBJECTS = {"overlap": "measure", "coordination": "actor", "part_of": "actor"}
_PART = ("part_of", "part")
_KIND = Label(de="Urteilsart", en="kind of judgement")
_LONGEST_REASON = 1000
_ALL_AROUND = 10**6
_IN_HISTORY = re.compile(
    "(?P<made>Urteil|Urteil zurückgenommen): (?P<kind>[^„]+) von „(?P<first>.+)“ und „(?P<second>.+)“: "
    "(?P<decision>[^.“„]+)\\. (?P<why>.+)",
    re.DOTALL,
)


@dataclass(frozen=True)
class Verdict:
    """What a person decides about two records, named by their ids; of today where no date is given.

    Of a part and a whole the part comes first.
    """

    kind: str
    subjects: tuple[str, str]
    decision: str
    author: str
    reason: str
    decided_on: PartialDate | None = None
    sources: tuple[Citation, ...] = ()


@dataclass(frozen=True)
class Judged:
    """A judgement, the number of the revision that made it, and which of its subjects are different since then.

    A subject is different when its record or any tie with it at one end was added, changed or removed; a tie that
    followed from a judgement is no news about it.
    """

    judgement: Judgement
    revision: int
    changed_since: tuple[str, ...]


def subject_id(kind: str, written: str) -> str:
    """The id of a subject that may be written without its type: "m1" is `measure/m1` where measures are judged."""
    return written if "/" in written else f"{_SUBJECTS.get(kind, 'actor')}/{written}"


def judge(
    service: Service, network: str, verdict: Verdict, *, expected: int | None = None
) -> tuple[Judgement, Revision]:
    """Signs a decision into the network; it takes the place of an earlier one of this kind about the same two.

    That one is a part of the other is recorded as a tie in the same revision, unless it is already, and goes with it.

    NotFound names the nearest ids of an unknown subject; BadValue where the subjects are not of the type that
    the kind judges, where author or reason is missing, or where the date is still to come; Conflict if
    `expected` is not the newest revision.
    """
    known = service.network(network)
    judgement = _signed(verdict)
    _check_subjects(known, judgement)
    reason = shorten(f"Urteil: {_told(known, judgement)}. {judgement.reason}", _LONGEST_REASON, placeholder=" …")
    change = _with_its_tie(service, known, judgement, verdict.subjects[0])
    revision = service.store.commit(network, change, author=judgement.author, reason=reason, expected=expected)
    return judgement, revision


def withdraw(
    service: Service, network: str, withdrawn: str, *, author: str, reason: str, expected: int | None = None
) -> Revision:
    """Takes a judgement back by a new revision, as if it were still open; the history keeps it.

    NotFound for a judgement that is not there; BadValue where author or reason is missing; Conflict as above.
    """
    known = service.network(network)
    judgement = known.judgements.get(withdrawn)
    if judgement is None:
        raise not_found(withdrawn, known.judgements)
    told = f"Urteil zurückgenommen: {_told(known, judgement)}. {_reason(reason)}"
    why = shorten(told, _LONGEST_REASON, placeholder=" …")
    change = ChangeSet(remove=(withdrawn, *_recorded_with(service, known, judgement)))
    return service.store.commit(network, change, author=_author(author), reason=why, expected=expected)


def judgement_on(known: Network, kind: str, subjects: tuple[str, str]) -> Judgement:
    """The judgement of this kind about these two, in any order; NotFound where there is none or no such record."""
    label = look_up(kind, vocabulary().judgement_kinds, _KIND, "kind").one
    first, second = sorted(known.node(subject).id for subject in subjects)
    found = known.judgements.get(judgement_id(kind, (first, second)))
    if found is None:
        raise NotFound(
            text("Zu „{first}“ und „{second}“ ist kein Urteil der Art „{kind}“ erfasst.",
                 first=first, second=second, kind=label),
            value=second,
        )  # fmt: skip
    return found


def judgements_of(network: Network, kind: str | None = None) -> tuple[Judgement, ...]:
    """The judgements of a network, of one kind where one is given; what was decided last comes first."""
    if kind is not None:
        look_up(kind, vocabulary().judgement_kinds, _KIND, "kind")
    found = (judgement for judgement in network.judgements.values() if kind in (None, judgement.kind))
    return tuple(sorted(found, key=lambda judgement: (judgement.decided_on.last, judgement.id), reverse=True))


def judgements_by_pair(network: Network, kind: str) -> Mapping[tuple[str, str], Judgement]:
    """What people decided of one kind, by the two that it is about; records that are the same stand for one another.

    Of several about the same two the last decision counts.
    """
    same = representatives(network)
    found: dict[tuple[str, str], Judgement] = {}
    for judgement in reversed(judgements_of(network, kind)):
        one, other = sorted(same.get(subject, subject) for subject in judgement.subjects)
        found[one, other] = judgement
    return found


@dataclass(frozen=True)
class Withdrawn:
    """A judgement that was taken back, and the revision that did it: by whom, when, why."""

    judgement: Judgement
    revision: Revision

    @property
    def why(self) -> str:
        """The reason as the person gave it, after what the history says of the judgement."""
        decision = vocabulary().judgement_kinds[self.judgement.kind].decisions[self.judgement.decision]
        return self.revision.reason.partition(f"“: {decision.de}. ")[2] or self.revision.reason


def withdrawn_judgements(service: Service, network: str, revision: int) -> tuple[Withdrawn, ...]:
    """The judgements that were taken back and not signed anew since, as of a revision; the last one first."""

    def found() -> tuple[Withdrawn, ...]:
        store, known = service.store, service.network(network, revision).judgements
        by_id: dict[str, Withdrawn] = {}
        for made in store.revisions(network)[:revision]:
            gone = store.change(network, made.number).remove if made.removed else ()
            for one in gone:
                if prefix_of(one) == "judgement" and one not in known:
                    by_id[one] = Withdrawn(_before(service, network, one, made.number), made)
        return tuple(sorted(by_id.values(), key=lambda entry: -entry.revision.number))

    return service.answers.get((network, revision, "withdrawn"), found)


def _before(service: Service, network: str, judgement: str, revision: int) -> Judgement:
    """A judgement as it was before a revision removed it."""
    entries = [entry for entry in service.store.history(network, judgement) if entry.revision.number < revision]
    record = entries[-1].record
    assert isinstance(record, Judgement)  # noqa: S101 - what is removed was there before
    return record


def judgement_state(service: Service, network: str, judgement: Judgement, revision: int) -> Judged:
    """Whether a judgement, as it stands at a revision, was made about the same data."""
    entries = service.store.history(network, judgement.id)
    made = max(entry.revision.number for entry in entries if entry.revision.number <= revision)
    then, now = service.view(network, made), service.view(network, revision)
    changed = (one for one in judgement.subjects if _around(service, then, one) != _around(service, now, one))
    return Judged(judgement, made, tuple(changed))


def judgement_states(service: Service, network: str, revision: int) -> Mapping[str, Judged]:
    """The state of every judgement of a network at a revision, by id."""

    def states() -> Mapping[str, Judged]:
        known = service.network(network, revision).judgements.values()
        return {judgement.id: judgement_state(service, network, judgement, revision) for judgement in known}

    return service.answers.get((network, revision, "judgements"), states)


def _around(service: Service, view: View, subject: str) -> tuple[Record, ...]:
    """What is recorded of a subject: itself and its ties, without those that followed from a judgement."""
    near = view.neighbourhood(subject, 1, _ALL_AROUND)
    ties = (tie for tie in near.ties_of(subject) if not _followed(service, near.id, tie, view.revision))
    return near.node(subject), *ties


def _signed(verdict: Verdict) -> Judgement:
    decided_on = verdict.decided_on or PartialDate.of(today())
    if decided_on.first > today():
        raise BadValue(
            text("Das Datum {value} liegt in der Zukunft.", value=decided_on),
            place="decided_on",
            value=str(decided_on),
            remedy=text("Bitte angeben, wann entschieden wurde."),
        )
    values = {
        "kind": verdict.kind,
        "subjects": verdict.subjects,
        "decision": verdict.decision,
        "author": _author(verdict.author),
        "decided_on": decided_on,
        "reason": _reason(verdict.reason),
        "sources": verdict.sources,
    }
    return Judgement.model_validate(values)


def _with_its_tie(service: Service, known: Network, judgement: Judgement, part: str) -> ChangeSet:
    """A judgement with the tie that follows from it, and without the one that followed from the earlier judgement."""
    earlier = known.judgements.get(judgement.id)
    gone = _recorded_with(service, known, earlier) if earlier else ()
    if (judgement.kind, judgement.decision) != _PART:
        return ChangeSet(put=(judgement,), remove=gone)
    knows = Citation(person=judgement.author, retrieved=judgement.decided_on)
    [whole] = set(judgement.subjects) - {part}
    sources = judgement.sources or (knows,)
    values = {"kind": "part_of", "origin": part, "target": whole, "basis": "assigned", "sources": sources}
    tie = Tie.model_validate(values)
    new = (tie,) if tie.id in gone or tie.id not in known.ties else ()
    return ChangeSet(put=(judgement, *new), remove=tuple(one for one in gone if one != tie.id))


def _recorded_with(service: Service, known: Network, judgement: Judgement) -> tuple[str, ...]:
    """The tie that a judgement recorded, if nobody changed it since."""
    if (judgement.kind, judgement.decision) != _PART:
        return ()
    ids = (tie_id("part_of", one, other, None) for one, other in permutations(judgement.subjects))
    ties = (known.ties[one] for one in ids if one in known.ties)
    return tuple(tie.id for tie in ties if _followed(service, known.id, tie, known.revision))


def _followed(service: Service, network: str, tie: Tie, revision: int) -> bool:
    """Whether a judgement recorded a tie, and nobody changed it since, as of a revision."""
    kind, decision = _PART
    if tie.kind != "part_of":
        return False
    try:
        signed = _newest(service, network, judgement_id(kind, tuple(sorted((tie.origin, tie.target)))), revision)
    except NotFound:
        return False
    is_part = isinstance(signed.record, Judgement) and signed.record.decision == decision
    return is_part and _newest(service, network, tie.id, revision).revision == signed.revision


def _newest(service: Service, network: str, record_id: str, revision: int) -> HistoryEntry:
    """What was last done with a record up to a revision; NotFound where nothing was."""
    entries = [one for one in service.store.history(network, record_id) if one.revision.number <= revision]
    if not entries:
        raise not_found(record_id, ())
    return entries[-1]


def _author(words: str) -> str:
    return check_function(_given("author", words, text("Zu einem Urteil gehört, wer entschieden hat.")), "author")


def _reason(words: str) -> str:
    return _given("reason", words, text("Zu einem Urteil gehört eine Begründung."))


def _given(place: str, words: str, missing: Text) -> str:
    if not words.strip():
        raise BadValue(missing, place=place)
    return check_words(words.strip())


def _check_subjects(known: Network, judgement: Judgement) -> None:
    types = [prefix_of(known.node(subject).id) for subject in judgement.subjects]
    wanted = _SUBJECTS.get(judgement.kind)
    for subject, found in zip(judgement.subjects, types, strict=True):
        if wanted and found != wanted:
            raise BadValue(
                text(
                    "Ein Urteil der Art „{kind}“ betrifft zwei {what}, nicht „{value}“.",
                    kind=vocabulary().judgement_kinds[judgement.kind].one,
                    what=vocabulary().node_types[wanted].many,
                    value=subject,
                ),
                place="subjects",
                value=subject,
            )
    if types[0] != types[1]:
        raise BadValue(
            text("„{first}“ und „{second}“ sind Einträge verschiedener Art.", first=judgement.subjects[0],
                 second=judgement.subjects[1]),
            place="subjects",
            value=judgement.subjects[1],
            remedy=text("Nur zwei Einträge derselben Art können dasselbe sein."),
        )  # fmt: skip


def _told(known: Network, judgement: Judgement) -> str:
    """A judgement in the German of the history, where names stay readable after later changes."""
    kind = vocabulary().judgement_kinds[judgement.kind]
    first, second = (known.node(subject).name for subject in judgement.subjects)
    return f"{kind.one.de} von „{first}“ und „{second}“: {kind.decisions[judgement.decision].de}"


def reason_words(reason: str) -> Value:
    """Why a revision was made, as a reader of any language reads it: what the program says of a judgement is told in
    that language, the names and what people wrote stay as they are."""
    found = _IN_HISTORY.fullmatch(reason)
    kind = next((one for one in vocabulary().judgement_kinds.values() if found and one.one.de == found["kind"]), None)
    if found is None or kind is None:
        return reason
    decisions = {label.de: label for label in kind.decisions.values()}
    values: dict[str, Value] = {**found.groupdict(), "kind": kind.one}
    values["decision"] = decisions.get(found["decision"], found["decision"])
    if values.pop("made") == "Urteil":
        return text("Urteil: {kind} von „{first}“ und „{second}“: {decision}. {why}", **values)
    return text("Urteil zurückgenommen: {kind} von „{first}“ und „{second}“: {decision}. {why}", **values)
