"""Which actors may be the same organisation under several names: proposed to a person, never merged by itself."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import get_args

from graph_service.analysis.columns import representatives
from graph_service.model.network import Network
from graph_service.model.nodes import Actor, Concept
from graph_service.model.provenance import Record
from graph_service.model.ties import AnyRecord, Tie
from graph_service.operations.judging import judgements_by_pair
from graph_service.operations.service import Service
from loaders.matching.comparing import Proposal, Relation
from loaders.matching.matching import match
from loaders.matching.names import normalise, read_name
from loaders.matching.profiles import Profile, host_of
from loaders.matching.words import Places, places

_MAIL = re.compile(r"[\w.+-]+@([\w-]+(?:\.[\w-]+)+)")
_NEW, _KNOWN = "new", "known"
RELATIONS = get_args(Relation)
"""What is proposed: words of the kinds of judgements, too."""


@dataclass(frozen=True)
class Matches:
    """What is proposed for the actors of a network, the surest first.

    Records that were called the same already are compared as one, under the first id. `settled` counts the pairs
    of actors of which people decided; they are not proposed again. `actors` is how many were compared.
    """

    network: str
    revision: int
    proposals: tuple[Proposal, ...]
    actors: int
    settled: int


def matches_of(service: Service, network: str, revision: int | None = None) -> Matches:
    """What is proposed for a network at a revision, worked out once."""
    whole, name = service.network(network, revision), service.info(network).name
    return service.answers.get((network, whole.revision, "matches"), lambda: matches(whole, name))


def matches(network: Network, town: str = "") -> Matches:
    """Actors that may be the same, or levels of one association; `town` is the network's own.

    Left out are pairs that a person judged, either way, and those of which recorded ties already tell: that one
    is a part of the other, or that they work together, sit in or follow one another and so are two.
    """
    same = representatives(network)
    decided = {pair for kind in RELATIONS for pair in judgements_by_pair(network, kind)}
    profiles = profiles_of(network)
    told = _told_apart(network, same)

    def settled(one: str, other: str) -> bool:
        return (one, other) in decided or (one, other) in told

    found = match(profiles, _places(network, town), settled)
    return Matches(network.id, network.revision, found.proposals, len(profiles), len(decided))


def near_names(known: Network, incoming: Iterable[AnyRecord], town: str = "") -> tuple[Proposal, ...]:
    """New actors that may be recorded already under another name; what is new and what is known stays as it is.

    Actors whose id the network has are not new. The surest come first; `first` and `second` are ids, of which one
    is new, in the order of ids or, where one may be a part, this one first.
    """
    records = tuple(incoming)
    new = [record for record in records if isinstance(record, Actor) and record.id not in known.nodes]
    if not new:
        return ()
    around = _by_end(record for record in records if isinstance(record, Tie))
    fresh = [_profile([actor], around.get(actor.id, ()), _NEW) for actor in new]
    here = _places(known, town, [record for record in records if isinstance(record, Concept)])
    return match([*profiles_of(known, _KNOWN), *fresh], here).proposals


def profiles_of(network: Network, group: str = "") -> tuple[Profile, ...]:
    """The actors of a network for comparing; those that are the same as one, under the first id."""
    same = representatives(network)
    members: dict[str, list[Actor]] = defaultdict(list)
    for actor in network.actors:
        members[same.get(actor.id, actor.id)].append(actor)
    return tuple(
        _profile(sorted(records, key=lambda actor: actor.id != first), _ties_of(network, records), group)
        for first, records in members.items()
    )


def _profile(actors: list[Actor], ties: Iterable[Tie], group: str) -> Profile:
    first, around = actors[0], list(ties)
    pages = (address for actor in actors for address in (actor.website, *actor.links) if address)
    mails = (host for actor in actors for host in _MAIL.findall(f"{actor.contact or ''} {actor.note or ''}"))
    return Profile(
        id=first.id,
        names=tuple(dict.fromkeys(name for actor in actors for name in (actor.name, *actor.names))),
        kind=first.kind,
        sector=first.sector,
        body=first.is_body,
        domains=frozenset(map(host_of, pages)) - {""},
        mail_domains=frozenset(host_of(f"//{host.lower()}") for host in mails) - {""},
        measures=frozenset(tie.target for tie in around if tie.kind == "carries"),
        documents=_documents(actors),
        group=group,
    )


def _documents(records: Iterable[Record]) -> frozenset[str]:
    return frozenset(source.document for record in records for source in record.sources if source.document)


def _ties_of(network: Network, actors: Iterable[Actor]) -> Iterable[Tie]:
    return (tie for actor in actors for tie in network.ties_of(actor.id))


def _by_end(ties: Iterable[Tie]) -> Mapping[str, list[Tie]]:
    """The ties of each record that has some."""
    found: dict[str, list[Tie]] = defaultdict(list)
    for tie in ties:
        for end in {tie.origin, tie.target}:
            found[end].append(tie)
    return found


def _places(network: Network, town: str, more: Iterable[Concept] = ()) -> Places:
    districts = (one for one in (*network.of_type(Concept), *more) if one.scheme == "district" and not one.is_root)
    return places(_town(network, town), {name for one in districts for name in (one.name, *one.names)})


def _town(network: Network, called: str) -> str:
    """The town that the name of a network tells: "Integration in Leverkusen" is about Leverkusen.

    Of a town that is not known the name itself, if an actor carries it; else none, so that none is elsewhere.
    """
    told = read_name(called, places())
    if told.towns:
        return min(told.towns)
    wanted = normalise(called)
    return called if wanted and any(wanted in normalise(actor.name) for actor in network.actors) else ""


def _told_apart(network: Network, same: Mapping[str, str]) -> frozenset[tuple[str, str]]:
    """The pairs of actors of which a tie tells, and of a part and every whole above it."""
    above: dict[str, set[str]] = defaultdict(set)
    pairs: set[tuple[str, str]] = set()
    for tie in network.ties.values():
        one, other = (same.get(end, end) for end in (tie.origin, tie.target))
        pairs.add((min(one, other), max(one, other)))
        if tie.kind == "part_of":
            above[one].add(other)
    for part in tuple(above):
        pairs.update((min(part, whole), max(part, whole)) for whole in _all_above(part, above))
    return frozenset(pairs)


def _all_above(part: str, above: Mapping[str, set[str]]) -> set[str]:
    found: set[str] = set()
    front = [part]
    while front:
        front.extend(new := above.get(front.pop(), set()) - found)
        found |= new
    return found - {part}
