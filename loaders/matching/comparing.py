"""Whether two organisations should be looked at as one, or as levels of one association, and what says so."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice, product
from typing import Literal, TypeAlias

from loaders.matching.likeness import UNLIKE, Likeness, asides_conflict, likeness
from loaders.matching.names import FOUNDATION, is_foundation
from loaders.matching.profiles import Profile, Subject
from loaders.matching.words import words

Relation: TypeAlias = Literal["same_as", "part_of"]
Field: TypeAlias = Literal[
    "name", "abbreviation", "level", "place", "domain", "kind", "legal_form", "measures", "sources"
]

PROPOSED = 0.75
"""From which score on two are proposed: one word more in a name of three is still proposed, in a name of two not."""

SAME_DOMAIN, SAME_PLACE, ONE_PLACE, SAME_KIND, SHARED_MEASURE = 0.10, 0.03, -0.04, 0.02, 0.03
OTHER_SECTOR, ONE_IS_A_BODY, OTHER_FORM, ONE_IS_A_FOUNDATION = -0.08, -0.30, -0.10, -0.30
SAME_SOURCE = -0.03
"""What else is known adds a little or takes it away; it never makes two of different names one.

A source that names both mostly means two; an association and its company share a name and are two.
"""

BRANCH = 0.8
"""What the shared name of an association is worth where a local part carries a name that may be that of a place."""

LEVEL_NOT_SAID = -0.15
"""What it takes away that a name tells neither level nor place: it may be a part, or the very same."""

_MEASURES_THAT_COUNT = 2
_MOST_ADDED = SAME_DOMAIN + SAME_PLACE + SAME_KIND + _MEASURES_THAT_COUNT * SHARED_MEASURE
_UPPER = ("federal", "state", "region")
_LONGEST_PLACE = 2


@dataclass(frozen=True, slots=True)
class Evidence:
    """What one field says: how much it adds to the score or takes away, and the values of both where they tell."""

    field: Field
    weight: float
    first: str = ""
    second: str = ""


@dataclass(frozen=True, slots=True)
class Proposal:
    """Two that a person should look at: as one (`same_as`), or the first as a part of the second (`part_of`).

    `score` is from 0 to 1, the sum of what the evidence weighs within these bounds.
    """

    first: str
    second: str
    relation: Relation
    score: float
    evidence: tuple[Evidence, ...]


def compare(one: Subject, other: Subject) -> Proposal | None:
    """The proposal for two; None where nothing speaks for it, or where town, district or words tell them apart."""
    if one.profile.id > other.profile.id:
        one, other = other, one
    if _elsewhere(one, other):
        return None
    like, names = _alike(one, other)
    if like.score < PROPOSED - _MOST_ADDED:
        return None
    relation, part, whole = _relation(one, other)
    if relation is None:
        return None
    name = _name(like, names if part is one else names[::-1])
    evidence = tuple(_as_part(name, part, whole) if relation == "part_of" else _as_one(name, part, whole))
    score = round(min(1.0, max(0.0, sum(each.weight for each in evidence))), 2)
    if score < PROPOSED:
        return None
    return Proposal(part.profile.id, whole.profile.id, relation, score, evidence)


def _elsewhere(one: Subject, other: Subject) -> bool:
    """Whether both name towns, and none that is the same."""
    return bool(one.towns and other.towns and not one.towns & other.towns)


def _best(one: Subject, other: Subject) -> tuple[Likeness, tuple[str, str]]:
    """How the two names are alike that are most so; other names count only in full where their own names differ."""
    best, names = likeness(one.main, other.main), (one.main.name, other.main.name)
    if asides_conflict(one.main, other.main):
        return UNLIKE, names
    apart = best.score == 0
    for form, twin in islice(product(one.forms, other.forms), 1, None):
        found = likeness(form, twin)
        if found.score > best.score and not (apart and found.by != "same"):
            best, names = found, (form.name, twin.name)
    return best, names


def _alike(one: Subject, other: Subject) -> tuple[Likeness, tuple[str, str]]:
    like, names = _best(one, other)
    if like.score < BRANCH and (_is_branch(one, other) or _is_branch(other, one)):
        return Likeness(BRANCH, "similar"), (one.main.name, other.main.name)
    return like, names


def _is_branch(part: Subject, whole: Subject) -> bool:
    """Whether one is local and named after no known place, the other a higher level of the same association."""
    association, own = part.main.association, part.main.telling - {part.main.association}
    if not part.is_unplaced_branch or whole.level in ("", "local") or whole.main.telling != {association}:
        return False
    return 0 < len(own) <= _LONGEST_PLACE and own.isdisjoint(words().setting_apart)


def _name(like: Likeness, names: tuple[str, str]) -> Evidence:
    return Evidence("abbreviation" if like.by == "abbreviation" else "name", round(like.score, 2), *names)


def _relation(one: Subject, other: Subject) -> tuple[Relation | None, Subject, Subject]:
    if one.level and other.level and one.level != other.level:
        part, whole = sorted((one, other), key=lambda each: words().ranks[each.level], reverse=True)
        return "part_of", part, whole
    for whole, part in ((one, other), (other, one)):
        if whole.level in _UPPER and not part.level:
            return "part_of", part, whole
    return _on_one_level(one, other)


def _on_one_level(one: Subject, other: Subject) -> tuple[Relation | None, Subject, Subject]:
    """Of one level, or of none: told apart by district or area; the district of an association is a part of it."""
    if _differ(one.districts, other.districts) or _differ(one.towns | one.regions, other.towns | other.regions):
        return None, one, other
    if bool(one.districts) != bool(other.districts):
        part, whole = (one, other) if one.districts else (other, one)
        if one.main.association:
            return "part_of", part, whole
        return (None if whole.towns else "same_as"), part, whole
    return "same_as", one, other


def _differ(one: frozenset[str], other: frozenset[str]) -> bool:
    return bool(one and other and not one & other)


def _may_be_either(part: Subject) -> bool:
    """Whether nothing but the name of the association is said, which its other levels may go by too."""
    return not (part.level or part.towns or part.regions)


def _as_part(name: Evidence, part: Subject, whole: Subject) -> Iterator[Evidence]:
    """What is said of a part; that it may be the very same makes it less sure, yet not too little to be looked at."""
    place = tuple(_place(part, whole))
    room = min(0.0, round(PROPOSED - name.weight - sum(each.weight for each in place), 2))
    yield name
    yield Evidence("level", max(LEVEL_NOT_SAID, room) if _may_be_either(part) else 0.0, part.level, whole.level)
    yield from place


def _as_one(name: Evidence, one: Subject, other: Subject) -> Iterator[Evidence]:
    yield name
    yield from _place(one, other)
    yield from _domain(one.profile, other.profile)
    yield from _kind(one.profile, other.profile)
    yield from _legal_form(one, other)
    yield from _company(one.profile, other.profile)


def _place(one: Subject, other: Subject) -> Iterator[Evidence]:
    shared = one.towns & other.towns
    if shared:
        yield Evidence("place", SAME_PLACE, min(shared), min(shared))
    elif one.towns or other.towns:
        yield Evidence("place", ONE_PLACE, min(one.towns, default=""), min(other.towns, default=""))


def _domain(one: Profile, other: Profile) -> Iterator[Evidence]:
    shared = (one.domains | one.mail_domains) & (other.domains | other.mail_domains)
    if shared:
        shown = min(shared & one.domains & other.domains, default="")
        yield Evidence("domain", SAME_DOMAIN, shown, shown)


def _kind(one: Profile, other: Profile) -> Iterator[Evidence]:
    if not one.kind or not other.kind:
        return
    weight = SAME_KIND if one.kind == other.kind else 0.0
    if one.body != other.body:
        weight = ONE_IS_A_BODY
    elif one.sector != other.sector:
        weight = OTHER_SECTOR
    yield Evidence("kind", weight, one.kind, other.kind)


def _legal_form(one: Subject, other: Subject) -> Iterator[Evidence]:
    forms = one.legal_forms, other.legal_forms
    first, second = (", ".join(sorted(each)) for each in forms)
    if (FOUNDATION in forms[0]) != (FOUNDATION in forms[1]) and is_foundation(one.main) != is_foundation(other.main):
        yield Evidence("legal_form", ONE_IS_A_FOUNDATION, first, second)
    elif _differ(*forms):
        yield Evidence("legal_form", OTHER_FORM, first, second)


def _company(one: Profile, other: Profile) -> Iterator[Evidence]:
    measures = len(one.measures & other.measures)
    if measures:
        yield Evidence("measures", SHARED_MEASURE * min(measures, _MEASURES_THAT_COUNT), str(measures), str(measures))
    documents = len(one.documents & other.documents)
    if documents:
        yield Evidence("sources", SAME_SOURCE, str(documents), str(documents))
