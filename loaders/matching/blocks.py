"""Which names are worth comparing: those that stand together in a block."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from loaders.matching.likeness import SHORTEST_WITH_SLIP
from loaders.matching.names import Form
from loaders.matching.profiles import Subject
from loaders.matching.spelling import sound

Pairs: TypeAlias = NDArray[np.int64]
"""Rows of two places in the list of subjects, the lower one first, each pair once."""

LARGEST = 40
"""How many names a block may hold: a larger one would only say that they share a common word."""

_RAREST = 3


@dataclass(frozen=True)
class Candidates:
    """The pairs worth comparing, and how many blocks were too large to be looked at."""

    pairs: Pairs
    too_large: int


def candidates(subjects: Sequence[Subject]) -> Candidates:
    """The pairs of subjects that share a block, as far as the towns in their names leave it possible.

    Blocks are made of the whole name, of its rarest word as it sounds, of two of its rarest words in a town, of how
    words begin and end, of abbreviations and the initials of names, and of a domain.
    """
    common = Counter(code for subject in subjects for code in _sounds(subject))
    keys, owners = array("q"), array("i")
    for place, subject in enumerate(subjects):
        found = {hash(key) for key in _keys(subject, common)}
        keys.extend(found)
        owners.extend([place] * len(found))
    pairs, too_large = _together(np.array(keys, dtype=np.int64), np.array(owners, dtype=np.int64), len(subjects))
    return Candidates(_in_one_town(pairs, subjects), too_large)


def _sounds(subject: Subject) -> frozenset[str]:
    return frozenset(sound(word) for form in subject.forms for word in form.words)


def _keys(subject: Subject, common: Counter[str]) -> Iterator[tuple[str, ...]]:
    towns = sorted(subject.towns) or [""]
    for form in subject.forms:
        yield "name", form.plain
        yield from (("words", form.key, town) for town in ("", *subject.towns))
        rarest = sorted({sound(word) for word in form.words}, key=lambda code: (common[code], code))[:_RAREST]
        yield from (("sound", code) for code in rarest[:1])
        yield from (("sounds", *sorted(two), town) for two in combinations(rarest, 2) for town in towns)
        yield "joined", form.joined
        yield from _initials(form)
        yield from (("ends", word[:4], word[-3:]) for word in form.telling if len(word) >= SHORTEST_WITH_SLIP)
    if subject.main.association and (subject.is_unplaced_branch or subject.level not in ("", "local")):
        yield "levels", subject.main.association
    yield from (("domain", host) for host in (*subject.profile.domains, *subject.profile.mail_domains))


def _initials(form: Form) -> Iterator[tuple[str, str]]:
    """Keys at which an abbreviation meets the name that it stands for, also where it has letters more."""
    letters = form.abbreviation
    if letters:
        for left_out in range(3 if len(letters) > 2 else 1):
            for kept in combinations(letters[1:], len(letters) - 1 - left_out):
                yield "initials", letters[0] + "".join(kept)
    for spelt in form.spelt:
        if len(spelt) <= 6 and not letters:
            yield "initials", "".join(word[0] for word in spelt)


def _together(keys: Pairs, owners: Pairs, size: int) -> tuple[Pairs, int]:
    """Each two owners of one key, each pair once as rows, and how many keys have too many owners."""
    order = np.argsort(keys, kind="stable")  # so that owners stay in their order within a block
    keys, owners = keys[order], owners[order]
    starts = np.flatnonzero(np.diff(keys, prepend=keys[:1] - 1)) if len(keys) else np.empty(0, dtype=np.int64)
    counts = np.diff(starts, append=len(keys))
    found = [np.empty(0, dtype=np.int64)]
    for count in np.unique(counts[(counts > 1) & (counts <= LARGEST)]):
        blocks = owners[starts[counts == count][:, None] + np.arange(count)]
        first, second = np.triu_indices(count, 1)
        found.append((blocks[:, first] * size + blocks[:, second]).ravel())
    codes = np.unique(np.concatenate(found))
    return np.column_stack((codes // max(size, 1), codes % max(size, 1))), int((counts > LARGEST).sum())


def _in_one_town(pairs: Pairs, subjects: Sequence[Subject]) -> Pairs:
    """The pairs without those of which each names one town and it is another."""
    numbers: dict[str, int] = {}
    towns = np.array([_number(subject.towns, numbers) for subject in subjects], dtype=np.int64)
    first, second = towns[pairs[:, 0]], towns[pairs[:, 1]]
    kept: Pairs = pairs[(first < 0) | (second < 0) | (first == second)]
    return kept


def _number(towns: Iterable[str], numbers: dict[str, int]) -> int:
    named = tuple(towns)
    return numbers.setdefault(named[0], len(numbers)) if len(named) == 1 else -1
