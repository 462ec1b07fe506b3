"""Who sits in a body: as seats and as groups, never as persons."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from graph_service.model.nodes import Actor
from graph_service.model.period import Period
from graph_service.model.text import counted, text
from graph_service.model.ties import Tie
from graph_service.model.vocabulary import vocabulary
from loaders.oparl import quirks
from loaders.oparl.objects import Found
from loaders.oparl.taking import Taking, our_id
from loaders.oparl.words import meaning
from loaders.vorlage.text import shorten

_SOURCES = 10


@dataclass(frozen=True)
class Seat:
    """A membership: in which body, in which role and from when to when; the person is an address for counting."""

    found: Found
    person: str
    body: str
    role: str | None
    word: str | None
    voting: bool | None
    valid: Period


def take_seats(taking: Taking) -> None:
    """For each body how many seats it has, and a `member_of` tie for each group that holds seats in it."""
    seats = list(_seats(taking))
    _count(taking, seats)
    _take_groups(taking, seats)
    persons = {seat.person for seat in seats}
    if persons:
        message = counted(
            "Eine Person wurde als Sitz gezählt; ihr Name wurde nicht übernommen.",
            "{n} Personen wurden als Sitze gezählt; ihre Namen wurden nicht übernommen.",
            len(persons),
        )
        taking.report.note(message, taking.source.name)


def _seats(taking: Taking) -> Iterator[Seat]:
    for found in taking.objects.all("Membership"):
        bodies = [our_id("actor", url) for url in found.addresses("organization")]
        body = next((body for body in bodies if body in taking.records), None)
        if body is None:
            taking.leave(text("Die Organisation der Mitgliedschaft ist nicht erfasst; nicht übernommen."), found)
            continue
        word = quirks.name_of(found.values.get("role"))
        role = meaning(word, "member_roles") if word else None
        if word and role is None:
            taking.leave(text("Die Rolle des Mitglieds ist nicht bekannt; ohne Rolle geführt."), found, word[:80])
        # A membership without its person still is one seat.
        person = next(iter(found.addresses("person")), found.url)
        voting = quirks.truth(found.values.get("votingRight"))
        yield Seat(found, quirks.same(person), body, role, word, voting, taking.period(found))


def _count(taking: Taking, seats: Sequence[Seat]) -> None:
    by_body: dict[str, list[Seat]] = defaultdict(list)
    for seat in seats:
        by_body[seat.body].append(seat)
    for found in taking.objects.all("Organization"):
        actor = taking.records.get(our_id("actor", found.url))
        held = by_body.get(our_id("actor", found.url), [])
        if not isinstance(actor, Actor) or not held:
            continue
        if not _all_at_hand(taking, found):
            taking.leave(text("Nicht alle Mitgliedschaften sind erfasst; Sitze nicht gezählt."), found, actor.name)
            continue
        sitting = {seat.person: seat for seat in held if _goes_on(seat)}
        roles = Counter(vocabulary().roles[seat.role].de for seat in sitting.values() if seat.role)
        told = ", ".join(f"{role} {n}" for role, n in sorted(roles.items()))
        note = f"Besetzte Sitze: {len(sitting)}" + (f" ({told})" if told else "")
        taking.records[actor.id] = actor.model_copy(update={"size": len(sitting), "note": note})


def _all_at_hand(taking: Taking, found: Found) -> bool:
    held = taking.objects.by_kind.get("Membership", {})
    return all(quirks.same(url) in held for url in found.addresses("membership"))


def _goes_on(seat: Seat) -> bool:
    """Whether the membership had not ended when it was read."""
    end, came = seat.valid.end, seat.found.retrieved
    return end is None or (came is not None and end.last >= came)


def _take_groups(taking: Taking, seats: Sequence[Seat]) -> None:
    by_person: dict[str, list[Seat]] = defaultdict(list)
    for seat in seats:
        by_person[seat.person].append(seat)
    held: dict[tuple[str, str, str | None], list[Share]] = defaultdict(list)
    for seat in seats:
        for share in _shares(taking, seat, by_person[seat.person]):
            held[share.group, seat.body, seat.role].append(share)
    for shares in held.values():
        first = shares[0].seat
        if _is_body(taking, first.body):
            taking.take(first.found, partial(_tie, taking, shares))
        else:
            why = text("Die Organisation ist kein Gremium; Mitgliedschaft nicht übernommen.")
            taking.leave(why, first.found, taking.records[first.body].id)


@dataclass(frozen=True)
class Share:
    """A seat that a group holds: said by the server, or derived from the person's membership in the group."""

    seat: Seat
    group: str
    valid: Period
    basis: str


def _shares(taking: Taking, seat: Seat, of_person: Sequence[Seat]) -> Iterator[Share]:
    named = [our_id("actor", url) for url in seat.found.addresses("onBehalfOf")]
    for group in named:
        if group in taking.records and group != seat.body:
            yield Share(seat, group, seat.valid, "stated")
        else:
            taking.leave(text("Die entsendende Gruppe ist nicht erfasst; Mitgliedschaft nicht übernommen."), seat.found)
    if named or _is_group(taking, seat.body):
        return
    groups = {
        other.body: common
        for other in of_person
        if _is_group(taking, other.body) and (common := _common(seat.valid, other.valid)) is not None
    }
    # Who belongs to two groups at a time sits for either; that is not ours to say.
    if len(groups) == 1:
        for group, common in groups.items():
            yield Share(seat, group, common, "inferred")


def _is_group(taking: Taking, actor: str) -> bool:
    found = taking.records[actor]
    return isinstance(found, Actor) and found.kind == "political_group"


def _is_body(taking: Taking, actor: str) -> bool:
    found = taking.records[actor]
    return isinstance(found, Actor) and found.is_body


def _common(one: Period, other: Period) -> Period | None:
    """The time that two periods share; None where they share none."""
    starts = [day for day in (one.start, other.start) if day]
    ends = [day for day in (one.end, other.end) if day]
    start, end = max(starts, default=None), min(ends, default=None)
    if start and end and end.last < start.first:
        return None
    return Period(start=start, end=end)


def _span(periods: Sequence[Period]) -> Period:
    """From the first beginning to the last end, as far as every one is known."""
    starts, ends = [period.start for period in periods], [period.end for period in periods]
    known_starts, known_ends = [day for day in starts if day], [day for day in ends if day]
    return Period(
        start=min(known_starts) if len(known_starts) == len(starts) else None,
        end=max(known_ends) if len(known_ends) == len(ends) else None,
    )


def _tie(taking: Taking, shares: Sequence[Share]) -> Tie:
    first = shares[0].seat
    words = dict.fromkeys(share.seat.word for share in shares if share.seat.word)
    voting = {share.seat.voting for share in shares}
    persons = len({share.seat.person for share in shares})
    return Tie.model_validate(
        {
            "kind": "member_of",
            "origin": shares[0].group,
            "target": first.body,
            "role": first.role,
            "voting": voting.pop() if len(voting) == 1 else None,
            "valid": _span([share.valid for share in shares]),
            "original": shorten(", ".join(words), 400) or None,
            "basis": "stated" if any(share.basis == "stated" for share in shares) else "inferred",
            "note": f"Sitze: {persons}",
            "sources": taking.cites(share.seat.found for share in shares)[:_SOURCES],
        }
    )
