"""Matching: which of many organisations may be the same, and which are levels of one association."""

from __future__ import annotations

import gc
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import permutations

from loaders.matching.blocks import candidates
from loaders.matching.comparing import Proposal, compare
from loaders.matching.profiles import Profile, Subject
from loaders.matching.words import Places, places, words


@dataclass(frozen=True)
class Matching:
    """What is proposed, the surest first; how many pairs were compared, and how many blocks were too large."""

    proposals: tuple[Proposal, ...]
    compared: int
    too_large: int


def match(
    profiles: Iterable[Profile],
    known: Places | None = None,
    settled: Callable[[str, str], bool] = lambda one, other: False,
) -> Matching:
    """Proposals for the organisations, whatever their order; nothing is merged.

    Two of one `group` are not compared, nor are two that are `settled`, which gets their ids in order. An
    organisation is put below the nearest level of its association only. Ids are unique.
    """
    with _without_collector():
        return _matched(profiles, known or places(), settled)


@contextmanager
def _without_collector() -> Iterator[None]:
    """Millions of small objects without circles: the collector would look through them again and again."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _matched(profiles: Iterable[Profile], here: Places, settled: Callable[[str, str], bool]) -> Matching:
    subjects = [Subject(profile, here) for profile in sorted(profiles, key=lambda profile: profile.id)]
    found = candidates(subjects)
    proposals = [
        proposal
        for one, other in found.pairs.tolist()
        if not _apart(subjects[one].profile, subjects[other].profile)
        and (proposal := compare(subjects[one], subjects[other])) is not None
        and not settled(*sorted((proposal.first, proposal.second)))
    ]
    kept = _nearest_levels(_nearest_towns(proposals, subjects, here.town), subjects)
    kept = _sure_wholes(kept, subjects, here.town)
    kept.sort(key=lambda proposal: (-proposal.score, proposal.first, proposal.second))
    return Matching(tuple(kept), len(found.pairs), found.too_large)


def _apart(one: Profile, other: Profile) -> bool:
    return bool(one.group) and one.group == other.group


def _nearest_towns(proposals: Sequence[Proposal], subjects: Sequence[Subject], town: str) -> list[Proposal]:
    """The proposals, without those that place one without a place elsewhere where one in the own town is proposed."""
    found = {each.profile.id: each for each in subjects}
    here, away = set(), []
    for one in proposals:
        for each, other in permutations((found[one.first], found[one.second])):
            if not each.towns and town in other.towns:
                here.add(each.profile.id)
            elif not each.towns | each.regions and other.towns | other.regions and one.relation == "same_as":
                away.append((one, each.profile.id))
    left_out = {id(one) for one, placeless in away if placeless in here}
    return [one for one in proposals if id(one) not in left_out]


def _nearest_levels(proposals: Sequence[Proposal], subjects: Sequence[Subject]) -> list[Proposal]:
    """The proposals, without those for a part to belong to a higher level where a nearer one is proposed."""
    wholes = {one.second for one in proposals if one.relation == "part_of"}
    rank = {each.profile.id: words().ranks[each.level] for each in subjects if each.profile.id in wholes}
    nearest: dict[str, float] = {}
    for one in proposals:
        if one.relation == "part_of":
            nearest[one.first] = max(nearest.get(one.first, 0), rank[one.second])
    return [one for one in proposals if one.relation == "same_as" or rank[one.second] == nearest[one.first]]


def _sure_wholes(proposals: Sequence[Proposal], subjects: Sequence[Subject], town: str) -> list[Proposal]:
    """The proposals, without those that put a part in an unknown place below several: the own town's comes first."""
    found = {each.profile.id: each for each in subjects}
    above: dict[str, list[Subject]] = defaultdict(list)
    for one in proposals:
        if one.relation == "part_of" and found[one.first].is_unplaced_branch:
            above[one.first].append(found[one.second])
    fitting: dict[str, set[str]] = {}
    for part, wholes in above.items():
        fits = [whole for whole in wholes if town in whole.towns] or wholes
        elsewhere = {place for whole in fits for place in whole.towns}
        fitting[part] = {whole.profile.id for whole in fits} if len(elsewhere) <= 1 else set()
    return [one for one in proposals if one.relation == "same_as" or one.second in fitting.get(one.first, {one.second})]
