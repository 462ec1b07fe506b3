"""Which of the words that are known may be meant by one that is not."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping

from graph_service.model.identity import fold

ALIKE = 0.65
"""From this share of letters in common on (Ratcliff and Obershelp) two words are near each other."""

_TELLING = 3


def nearest(word: str, known: Mapping[str, str], limit: int = 3) -> tuple[str, ...]:
    """What the spellings nearest to a word stand for: written alike first, then such as hold it; none for nonsense.

    Of those that are written alike, the word itself and the word with two neighbouring letters exchanged come first.
    `known` names for each spelling what it stands for. Letter case and marks do not count.
    """
    wanted, spelt = fold(word), {fold(spelling): meant for spelling, meant in known.items()}
    same = (spelling for spelling in (wanted, *_exchanged(wanted)) if spelling in spelt)
    alike = difflib.get_close_matches(wanted, spelt, n=limit, cutoff=ALIKE)
    holding = (spelling for spelling in sorted(spelt, key=lambda one: (len(one), one)) if _holds(spelling, wanted))
    return tuple(dict.fromkeys(spelt[spelling] for spelling in (*same, *alike, *holding)))[:limit]


def _exchanged(word: str) -> Iterator[str]:
    """The word with two neighbouring letters in the place of each other, for each such pair."""
    return (word[:at] + word[at + 1] + word[at] + word[at + 2 :] for at in range(len(word) - 1))


def _holds(spelling: str, wanted: str) -> bool:
    """Whether one of two words begins or ends with the other, if that is long enough to tell something."""
    shorter, longer = sorted((spelling, wanted), key=len)
    return len(shorter) >= _TELLING and (longer.startswith(shorter) or longer.endswith(shorter))
